//! Timestamp and nonce (RFC 5849 section 3.3).

use std::time::{Duration, UNIX_EPOCH};

use super::wire::Wire;
use super::{error, hint, shown, warning};
use crate::capture::Response;
use crate::error::Finding;
use crate::pipeline::decode::parameters;
use crate::request::{Request, Span};

/// Seconds by which servers usually let a clock be wrong: five minutes.
pub(crate) const LIMIT: u64 = 300;

/// The time that an answer's Date header tells, in seconds since 1970.
pub(crate) fn http_date(response: &Response) -> Option<u64> {
    let (_, value) = response
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
    let time = httpdate::parse_http_date(value.trim()).ok()?;
    Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

fn seconds(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?
        .parse()
        .ok()
}

/// A day, in seconds.
const DAY: u64 = 86_400;

/// "15 Jun 2013 16:00 UTC".
fn told(stamp: u64) -> String {
    let time = UNIX_EPOCH + Duration::from_secs(stamp);
    let whole = httpdate::fmt_http_date(time);
    // "Sat, 15 Jun 2013 16:00:21 GMT", as RFC 9110 section 5.6.7 has it.
    let shown = whole.get(5..22).unwrap_or(&whole);
    format!("{shown} UTC")
}

/// When a request was signed, by its own timestamp, if that is a time: "15 Jun 2013 16:00 UTC".
pub(crate) fn signed_at(request: &Request) -> Option<String> {
    /// The end of the year 9999.
    const END: u64 = 253_402_300_800;
    let sent = parameters(request);
    let stamp = sent.iter().find(|one| one.name == "oauth_timestamp")?;
    let stamp = seconds(&stamp.value).filter(|stamp| (1..END).contains(stamp))?;
    Some(told(stamp))
}

/// "4 h 3 min", "12 s", "17 days".
pub(crate) fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} days", seconds / 86_400),
    }
}

pub(super) fn lint(wire: &Wire<'_>, date: Option<u64>, now: Option<u64>, found: &mut Vec<Finding>) {
    nonce(wire, found);
    let Some(sent) = wire.protocol("oauth_timestamp") else {
        return;
    };
    let value = sent.value.as_slice();
    if value.is_empty() {
        return;
    }
    let at = sent.span();
    let Some(stamp) = seconds(value) else {
        let number = std::str::from_utf8(value).is_ok_and(|text| text.parse::<f64>().is_ok());
        let what = if number {
            "is no integer"
        } else {
            "is no number"
        };
        found.push(error(
            "timestamp-fractional",
            format_args!(
                "oauth_timestamp {:?} {what}; it counts whole seconds since 1970",
                shown(value)
            ),
            at,
        ));
        return;
    };
    // Seconds reach twelve digits in the year 5138.
    if stamp >= 100_000_000_000 {
        let unit = match value.len() {
            ..=14 => "milliseconds",
            15..=17 => "microseconds",
            _ => "nanoseconds",
        };
        found.push(error(
            "timestamp-ms",
            format_args!(
                "oauth_timestamp has {} digits, as {unit} have; seconds have ten",
                value.len()
            ),
            at,
        ));
        return;
    }
    compared(stamp, at, date, now, found);
}

/// A timestamp beside the clock that is known.
fn compared(
    stamp: u64,
    at: Option<Span>,
    date: Option<u64>,
    now: Option<u64>,
    found: &mut Vec<Finding>,
) {
    let (clock, name) = match (date, now) {
        (Some(date), _) => (date, "the answer's Date"),
        (None, Some(now)) => (now, "this machine's clock"),
        (None, None) => return,
    };
    let off = stamp.abs_diff(clock);
    if off <= LIMIT {
        return;
    }
    let side = if stamp > clock { "ahead of" } else { "behind" };
    // A paste may be as old as it likes: without the server's own clock only the future is odd.
    let aged = date.is_none() && stamp < clock;
    if aged && off > DAY {
        found.push(hint(
            "timestamp-skew",
            format_args!(
                "oauth_timestamp is of {}: it was taken then, if the capture is as old; a server \
                 takes it for minutes only",
                told(stamp)
            ),
            at,
        ));
        return;
    }
    if date.is_some() && off > DAY {
        found.push(error(
            "timestamp-skew",
            format_args!(
                "oauth_timestamp is of {}, the answer of {}: {} apart, and servers take about {}",
                told(stamp),
                told(clock),
                span(off),
                span(LIMIT)
            ),
            at,
        ));
        return;
    }
    if zone_shift(off) && !aged {
        found.push(warning(
            "timestamp-local-time",
            format_args!(
                "oauth_timestamp is {} {side} {name}: nearly whole hours, as when local time is \
                 taken for UTC",
                span(off)
            ),
            at,
        ));
        return;
    }
    let says = format!("oauth_timestamp is {} {side} {name}", span(off));
    found.push(if aged {
        hint(
            "timestamp-skew",
            format_args!("{says}; that is no fault if the capture is that old"),
            at,
        )
    } else {
        warning(
            "timestamp-skew",
            format_args!("{says}; servers take about {}", span(LIMIT)),
            at,
        )
    });
}

/// Whether a difference is nearly that of a time zone: half hours from one to fourteen hours.
fn zone_shift(off: u64) -> bool {
    const HALF_HOUR: u64 = 1800;
    let near = (off + 90) % HALF_HOUR;
    (3600 - 90..=14 * 3600 + 90).contains(&off) && near <= 180
}

fn nonce(wire: &Wire<'_>, found: &mut Vec<Finding>) {
    let Some(sent) = wire.protocol("oauth_nonce") else {
        return;
    };
    let value = sent.value.as_slice();
    if value.is_empty() {
        return;
    }
    let plain = value.iter().all(u8::is_ascii_alphanumeric);
    let what = if !plain {
        "holds other characters than letters and digits"
    } else if value.len() < 6 {
        "is shorter than 6 characters"
    } else if value.len() > 64 {
        "is longer than 64 characters"
    } else if wire
        .protocol("oauth_timestamp")
        .is_some_and(|timestamp| timestamp.value == sent.value)
    {
        found.push(hint(
            "nonce-reused",
            "the nonce is the timestamp: two requests of one second have the same",
            sent.span(),
        ));
        return;
    } else {
        return;
    };
    found.push(hint(
        "nonce-format",
        format_args!("the nonce {what}; the RFC allows it, some servers do not"),
        sent.span(),
    ));
}
