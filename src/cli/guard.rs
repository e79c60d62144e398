//! What is left behind when the program is stopped: no core file with secrets in it, no terminal
//! without echo, no half-drawn line.

/// Whatever makes the program abort, its memory is not written to a disk: secrets are in it.
#[cfg(unix)]
pub(super) fn leave_no_core() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // One byte, not none: no core fits into it, and where the kernel hands cores to a program
    // (core(5), `core_pattern`), it is one that says that none is wanted.
    let none = Rlimit {
        current: Some(1),
        ..getrlimit(Resource::Core)
    };
    // It fails where the limit is lower already.
    let _ = setrlimit(Resource::Core, none);
}

/// Whatever makes the program abort: no core file is known here.
#[cfg(not(unix))]
pub(super) fn leave_no_core() {}

/// Has something done before the program ends by a signal, as long as this lives.
pub(super) struct Cleaning(#[cfg(unix)] usize);

#[cfg(unix)]
type Cleaners = Vec<(usize, Box<dyn Fn() + Send>)>;

#[cfg(unix)]
static CLEANERS: std::sync::Mutex<Cleaners> = std::sync::Mutex::new(Vec::new());

#[cfg(unix)]
fn cleaners() -> std::sync::MutexGuard<'static, Cleaners> {
    let poisoned = std::sync::PoisonError::into_inner;
    CLEANERS.lock().unwrap_or_else(poisoned)
}

/// What the first interrupt does: nothing but what it always does, to be asked for, or asked for.
#[cfg(unix)]
static STOP: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(ENDS);
#[cfg(unix)]
const ENDS: u8 = 0;
#[cfg(unix)]
const MAY_STOP: u8 = 1;
#[cfg(unix)]
const STOPPED: u8 = 2;

/// As long as this lives, the first interrupt stops what runs and leaves the program to tell what it
/// knows; the second one ends it.
pub(super) struct Stoppable(());

impl Stoppable {
    /// From now on.
    #[cfg(unix)]
    pub(super) fn new() -> Self {
        STOP.store(MAY_STOP, std::sync::atomic::Ordering::Relaxed);
        HEARD.call_once(hear);
        Self(())
    }

    /// Interrupts are not heard here: they end the program.
    #[cfg(not(unix))]
    pub(super) fn new() -> Self {
        Self(())
    }

    /// Whether somebody asked to stop.
    #[cfg(unix)]
    pub(super) fn is_stopped() -> bool {
        STOP.load(std::sync::atomic::Ordering::Relaxed) == STOPPED
    }

    /// Nobody can ask here.
    #[cfg(not(unix))]
    pub(super) fn is_stopped() -> bool {
        false
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        #[cfg(unix)]
        STOP.store(ENDS, std::sync::atomic::Ordering::Relaxed);
    }
}

#[cfg(unix)]
static HEARD: std::sync::Once = std::sync::Once::new();

impl Cleaning {
    /// From now on.
    #[cfg(unix)]
    pub(super) fn with(clean: impl Fn() + Send + 'static) -> Self {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let id = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        cleaners().push((id, Box::new(clean)));
        HEARD.call_once(hear);
        Self(id)
    }

    /// Signals are not heard here.
    #[cfg(not(unix))]
    pub(super) fn with(_clean: impl Fn() + Send + 'static) -> Self {
        Self()
    }

    /// Gives the terminal back as it is now.
    #[cfg(unix)]
    pub(super) fn of_terminal() -> Self {
        use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
        let terminal = std::fs::File::open("/dev/tty").ok();
        let before = terminal.and_then(|it| Some((tcgetattr(&it).ok()?, it)));
        Self::with(move || {
            if let Some((look, terminal)) = &before {
                // It ends whether or not the terminal takes it.
                let _ = tcsetattr(terminal, OptionalActions::Now, look);
                let _ = std::io::Write::write_all(&mut std::io::stderr(), b"\n");
            }
        })
    }

    /// The terminal is not changed here.
    #[cfg(not(unix))]
    pub(super) fn of_terminal() -> Self {
        Self()
    }
}

#[cfg(unix)]
impl Drop for Cleaning {
    fn drop(&mut self) {
        cleaners().retain(|(id, _)| *id != self.0);
    }
}

/// Starts to listen, in a thread of its own. Where there can be none, signals end the program as
/// they always do.
#[cfg(unix)]
fn hear() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let (ready, listening) = std::sync::mpsc::channel();
    let listen = move || {
        let signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]);
        // Nobody may be left to hear it.
        let _ = ready.send(());
        let Ok(mut signals) = signals else { return };
        for signal in signals.forever() {
            let order = std::sync::atomic::Ordering::Relaxed;
            let stops = || STOP.compare_exchange(MAY_STOP, STOPPED, order, order);
            if signal == SIGINT && stops().is_ok() {
                continue;
            }
            cleaners().iter().for_each(|(_, clean)| clean());
            // The shell is to see that a signal ended the program.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    };
    if std::thread::Builder::new().spawn(listen).is_ok() {
        let _ = listening.recv();
    }
}

/// The program is being ended by an interrupt: there is nothing more to do.
pub(super) fn await_end() {
    std::thread::sleep(std::time::Duration::from_secs(1));
}
