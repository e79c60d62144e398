//! An interrupt ends the reading, not the program: what was judged so far is still told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the run is to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Ending(Arc<AtomicBool>);

impl Ending {
    /// Listens to SIGINT and SIGTERM from now on; a second one ends the program at once.
    pub(super) fn listen() -> Self {
        let ending = Self::default();
        #[cfg(unix)]
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            let flag = || Arc::clone(&ending.0);
            // Where signals cannot be heard, they end the program as they always do.
            let _ = signal_hook::flag::register_conditional_default(signal, flag())
                .and_then(|_| signal_hook::flag::register(signal, flag()));
        }
        ending
    }

    /// Whether it is.
    pub(super) fn has_come(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// It is: the reader of the verdicts has gone away.
    pub(super) fn end(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
