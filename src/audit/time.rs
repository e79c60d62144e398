//! The time that a record tells of itself: when the server saw the request.

use jiff::Timestamp;
use jiff::fmt::strtime;

use bstr::ByteSlice as _;

use crate::capture::json::Members;
use crate::capture::plain::Told;

/// Seconds since 1970, of what a record says.
pub(super) fn of_told(told: &Told<'_>) -> Option<u64> {
    match told {
        Told::Text(text) => of_text(text),
        Told::Number(number) => of_number(*number),
    }
}

/// Seconds, or milliseconds and finer where the number is that great.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a number of seconds that we can have lived"
)]
fn of_number(mut number: f64) -> Option<u64> {
    while number >= 100_000_000_000.0 {
        number /= 1000.0;
    }
    (number >= 1.0).then_some(number as u64)
}

fn of_text(text: &str) -> Option<u64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return of_number(number);
    }
    let time: Timestamp = text
        .parse()
        .ok()
        .or_else(|| Timestamp::strptime("%d/%b/%Y:%H:%M:%S %z", text).ok())
        // Without a zone: logs are kept in UTC.
        .or_else(|| format!("{text}Z").parse().ok())?;
    u64::try_from(time.as_second()).ok()
}

/// The names under which records keep their time, the surest first.
const NAMES: [&str; 6] = [
    "time",
    "@timestamp",
    "timestamp",
    "ts",
    "startedDateTime",
    "date",
];

/// The time in the bytes of a record: of a JSON object's own member, or in brackets in the line of an
/// access log.
pub(super) fn of_record(bytes: &[u8]) -> Option<u64> {
    let bytes = bytes.trim_ascii();
    if let Some(open) = bytes.find_byte(b'{')
        && let Ok(members) = serde_json::from_slice::<Members<'_>>(&bytes[open..])
    {
        return NAMES.iter().find_map(|name| {
            let told = serde_json::from_str(members.get(name)?.get()).ok()?;
            of_told(&told)
        });
    }
    let line = bytes.lines().next()?;
    let mut at = 0;
    while let Some(open) = line.get(at..)?.find_byte(b'[') {
        let inside = &line[at + open + 1..];
        let end = inside.find_byte(b']').filter(|end| *end < 40);
        if let Some(time) = end.and_then(|end| of_text(inside[..end].to_str().ok()?)) {
            return Some(time);
        }
        at += open + 1;
    }
    None
}

/// "2026-11-03 04:10 UTC".
#[must_use]
pub fn shown(seconds: u64) -> String {
    let time = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.and_then(|time| strtime::format("%Y-%m-%d %H:%M UTC", time).ok())
        .unwrap_or_else(|| format!("second {seconds}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    // date -u -d '2026-11-03T04:10:00Z' +%s
    const TIME: u64 = 1_793_679_000;

    #[test]
    fn records_tell_their_time_in_many_forms() {
        for record in [
            r#"{"time": "2026-11-03T04:10:00Z", "method": "GET"}"#,
            r#"{"@timestamp": "2026-11-03T05:10:00.123+01:00"}"#,
            r#"{"ts": 1793679000.5}"#,
            r#"{"timestamp": 1793679000123}"#,
            r#"{"timestamp": "1793679000"}"#,
            r#"{"startedDateTime": "2026-11-03T04:10:00.000Z", "request": {}}"#,
            r#"{"time": "2026-11-03 04:10:00"}"#,
            r#"{"timestamp": "soon", "@timestamp": "2026-11-03T04:10:00Z", "ts": 1}"#,
            r#"[::1] - - [03/Nov/2026:04:10:00 +0000] "GET /x HTTP/1.1" 401 1"#,
            r#"prefix {"date": "2026-11-03T04:10:00Z"}"#,
        ] {
            assert_eq!(of_record(record.as_bytes()), Some(TIME), "{record}");
        }
        for record in [
            "{}",
            r#"{"time": null}"#,
            "GET /",
            "[a] [b",
            r#"{"ts": -4}"#,
        ] {
            assert_eq!(of_record(record.as_bytes()), None, "{record}");
        }
        assert_eq!(shown(TIME), "2026-11-03 04:10 UTC");
        assert!(shown(u64::MAX).contains("18446744073709551615"));
    }
}
