//! Processes that a signer left behind: also those that went out of its process group (`setsid`).

/// From now on, processes whose parents ended become children of this one, so that they are found.
#[cfg(target_os = "linux")]
pub(super) fn adopt() {
    // Where the kernel has no such thing, they are not found.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// Ends every process below this one.
#[cfg(target_os = "linux")]
pub(super) fn end() {
    use rustix::process::{Pid, Signal, kill_process};
    // One that is being ended may start another meanwhile.
    for _ in 0..100 {
        let left = below(std::process::id());
        if left.is_empty() {
            return;
        }
        for process in left {
            let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
            // It may have ended by itself.
            let _ = pid.map(|pid| kill_process(pid, Signal::KILL));
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// The living processes below that one.
#[cfg(target_os = "linux")]
fn below(ancestor: u32) -> Vec<u32> {
    let all: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            Some((id, parent(&stat)?))
        })
        .collect();
    let mut found = vec![ancestor];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        let children = all.iter().filter(|(_, of)| *of == parent);
        found.extend(children.map(|(id, _)| *id));
        at += 1;
    }
    found.split_off(1)
}

/// The parent in a line of `/proc/ID/stat`; none of one that has ended and was not waited for.
#[cfg(target_os = "linux")]
fn parent(stat: &str) -> Option<u32> {
    // The name stands in parentheses, and may hold any.
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    (state != "Z").then_some(parent)
}

/// Such processes are not found here.
#[cfg(not(target_os = "linux"))]
pub(super) fn adopt() {}

/// Such processes are not found here.
#[cfg(not(target_os = "linux"))]
pub(super) fn end() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_hide_the_parent() {
        assert_eq!(parent("12 (a) b (c) S 7 12 12 0"), Some(7));
        assert_eq!(parent("12 (sh) Z 7 12 12 0"), None);
    }
}
