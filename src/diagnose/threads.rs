//! The search on every core, where threads can be had; on one, where they cannot.

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// What `make` makes of each item, in their order.
pub(super) fn map<T: Sync, U: Send>(items: &[T], make: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    #[cfg(feature = "parallel")]
    if rayon::current_thread_index().is_some() {
        return items.par_iter().map(make).collect();
    } else if let Some(pool) = pool() {
        return pool.install(|| items.par_iter().map(make).collect());
    }
    items.iter().map(make).collect()
}

/// What `look` finds in the first item in which it finds something.
pub(super) fn find_first<T: Sync, U: Send>(
    items: &[T],
    look: impl Fn(&T) -> Option<U> + Sync + Send,
) -> Option<U> {
    #[cfg(feature = "parallel")]
    if rayon::current_thread_index().is_some() {
        return items.par_iter().find_map_first(look);
    } else if let Some(pool) = pool() {
        return pool.install(|| items.par_iter().find_map_first(look));
    }
    items.iter().find_map(look)
}

/// Threads of our own: rayon's global ones end the program where none can be started, and are as
/// many as `RAYON_NUM_THREADS` says, however many that is. `None` where one core is all there is.
#[cfg(feature = "parallel")]
fn pool() -> Option<&'static rayon::ThreadPool> {
    static POOL: std::sync::OnceLock<Option<rayon::ThreadPool>> = std::sync::OnceLock::new();
    let make = || {
        let mut threads = wanted();
        while threads > 1 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            match pool {
                Ok(pool) => return Some(pool),
                Err(_) => threads /= 2,
            }
        }
        None
    };
    POOL.get_or_init(make).as_ref()
}

/// One thread a core, or fewer where rayon's variable says so.
#[cfg(feature = "parallel")]
fn wanted() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    #[allow(
        clippy::disallowed_methods,
        reason = "rayon reads its own variable, too, but knows no bound"
    )]
    let told = std::env::var("RAYON_NUM_THREADS").ok();
    told.and_then(|text| text.parse().ok())
        .filter(|threads| *threads > 0)
        .map_or(cores, |threads: usize| threads.min(cores))
}
