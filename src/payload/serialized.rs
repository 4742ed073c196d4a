//! Values as the serialisers of other programs write them.
//!
//! In: a JSON value that is not written as documented. Out: the moment, duration, number or flag that
//! it can only mean. The service writes one form of each; what polled it, or a database that kept the
//! answer, often writes another. What two people would read differently, `03/04/2026`, is not read.

use crate::payload::json::{Elements, Members, Node};
use crate::payload::{Elapsed, Text, Timestamp};

/// What the text of a moment says of its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// It is in UTC, as a moment without a text is.
    Utc,
    /// It has another offset.
    Offset,
    /// Nothing; it is taken for UTC.
    Untold,
}

/// Billionths, in which all numbers are read: nanoseconds, where they are seconds.
const BILLION: i128 = 1_000_000_000;

/// Reads a moment: ISO 8601 with any offset or none, `/Date(ms)/`, seconds, milliseconds and so on
/// since 1970, and what databases and languages wrap around one.
pub fn time(node: Node<'_>) -> Option<(Timestamp, Zone)> {
    match node.text().as_bytes().first()? {
        b'{' => {
            let members = node.members()?;
            // The extended JSON of MongoDB, and what PowerShell makes of a date that it decorated.
            match ["$date", "value"].into_iter().find_map(|key| members.get(key)) {
                Some(inner) => plain_time(inner).or_else(|| {
                    let number = number_of_database(&inner.members()?)?;
                    since_1970(number / 1_000).map(in_utc)
                }),
                None => since_1970(seconds_and_nanos(&members)?).map(in_utc),
            }
        }
        b'[' => time_in_parts(node.elements()?),
        _ => plain_time(node),
    }
}

/// A moment in a text or as a number.
fn plain_time(node: Node<'_>) -> Option<(Timestamp, Zone)> {
    match node.read::<Text<'_>>() {
        Some(text) => time_in_text(&text),
        None => epoch(node.text()).map(in_utc),
    }
}

fn in_utc(time: Timestamp) -> (Timestamp, Zone) {
    (time, Zone::Utc)
}

fn time_in_text(text: &str) -> Option<(Timestamp, Zone)> {
    let text = text.trim();
    if let Some(ms) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        // An offset behind it says where it was written; the number is in UTC all the same.
        let end = ms.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(ms.len());
        return since_1970(decimal(&ms[..end])? / 1_000).map(in_utc);
    }
    iso_8601(text)
        .or_else(|| epoch(text).map(in_utc))
        .or_else(|| Timestamp::parse_with_month_name(text).map(by_offset))
}

fn by_offset((time, is_utc): (Timestamp, bool)) -> (Timestamp, Zone) {
    (time, if is_utc { Zone::Utc } else { Zone::Offset })
}

/// Whether a value is the moment that .NET and Go write where none was set: the first of the year 1.
pub fn is_unset_time(node: Node<'_>) -> bool {
    let forms = [
        "\"0001-01-01T00:00:00",
        "\"0001-01-01 00:00:00",
        "\"/Date(-62135596800000",
        "\"\\/Date(-62135596800000",
    ];
    forms.iter().any(|form| node.text().starts_with(form))
}

/// Any form of ISO 8601 that tells a moment, as the one form of it that [`Timestamp`] reads.
fn iso_8601(text: &str) -> Option<(Timestamp, Zone)> {
    if !text.is_ascii() {
        return None;
    }
    // Java adds the name of the zone, whose offset stands before it.
    let text = text.split_once('[').map_or(text, |(text, _)| text);
    let date_end = text.find(['T', 't', ' '])?;
    let (date, rest) = (&text[..date_end], text[date_end + 1..].trim_start());
    let date = match date.as_bytes() {
        [_, _, _, _, b'-' | b'/', _, _, b'-' | b'/', _, _] => date.replace('/', "-"),
        [_, _, _, _, _, _, _, _] => format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]),
        _ => return None,
    };
    let clock_end = rest.find(|c: char| !c.is_ascii_digit() && !":.,".contains(c));
    let (clock, zone) = rest.split_at(clock_end.unwrap_or(rest.len()));
    let clock = clock.replace(',', ".");
    let whole = &clock[..clock.find('.').unwrap_or(clock.len())];
    let clock = match (whole.len(), whole.contains(':')) {
        (8, true) => clock,
        (5, true) if whole.len() == clock.len() => format!("{clock}:00"),
        (6, false) => format!("{}:{}:{}", &clock[..2], &clock[2..4], &clock[4..]),
        (4, false) if whole.len() == clock.len() => format!("{}:{}:00", &clock[..2], &clock[2..]),
        _ => return None,
    };
    let (offset, zone) = offset(zone.trim())?;
    Some((Timestamp::parse_offset(&format!("{date}T{clock}{offset}"))?, zone))
}

/// An offset as RFC 3339 writes it. Behind it Go names the zone.
fn offset(text: &str) -> Option<(String, Zone)> {
    let text = text.split_ascii_whitespace().next().unwrap_or_default();
    match text {
        "" => return Some((String::from("Z"), Zone::Untold)),
        "Z" | "z" | "UTC" | "GMT" => return Some((String::from("Z"), Zone::Utc)),
        _ => {}
    }
    let (sign, digits) = text.split_at(1);
    let digits = digits.replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (&digits[..], "00"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let is_utc = digits.bytes().all(|digit| digit == b'0');
    let zone = if is_utc { Zone::Utc } else { Zone::Offset };
    (sign == "+" || sign == "-").then(|| (format!("{sign}{hours}:{minutes}"), zone))
}

/// A moment by its year, month, day, hour, minute, second and nanosecond, as Java's Jackson writes one
/// that has no zone.
fn time_in_parts(parts: Elements<'_>) -> Option<(Timestamp, Zone)> {
    // One more than there are.
    let parts: Vec<u32> = parts.take(8).map(Node::read).collect::<Option<_>>()?;
    let [year, month, day, hour, minute, rest @ ..] = &parts[..] else { return None };
    let (second, nanos) = match rest {
        [] => (0, 0),
        [second] => (*second, 0),
        [second, nanos] => (*second, *nanos),
        _ => return None,
    };
    let text =
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z");
    Timestamp::parse(&text).map(|time| (time, Zone::Untold))
}

/// The years that a number since 1970 is read in. In all of them its size tells its unit.
const FIRST_SECOND: i128 = 946_684_800;
const LAST_SECOND: i128 = 4_102_444_800;

/// A number since 1970, in seconds, milliseconds, microseconds or nanoseconds.
fn epoch(text: &str) -> Option<Timestamp> {
    let number = decimal(text)?;
    let units = [1, 1_000, 1_000_000, BILLION];
    let is_credible =
        |unit: &i128| (FIRST_SECOND * unit..LAST_SECOND * unit).contains(&(number / BILLION));
    let unit = units.into_iter().find(is_credible)?;
    since_1970(number / unit)
}

/// The seconds from 1970 to the years that have four digits, and to the end of them.
const YEAR_0: i128 = -62_167_219_200;
const YEAR_10000: i128 = 253_402_300_800;

/// The moment so many nanoseconds after 1970 began.
fn since_1970(nanos: i128) -> Option<Timestamp> {
    let second = nanos.div_euclid(BILLION);
    if !(YEAR_0..YEAR_10000).contains(&second) {
        return None;
    }
    Timestamp::from_unix_seconds(i64::try_from(second).ok()?)?
        .plus(i64::try_from(nanos.rem_euclid(BILLION)).ok()?)
}

/// Seconds and nanoseconds in an object, as protocol buffers and databases on them write both moments
/// and durations.
fn seconds_and_nanos(members: &Members<'_>) -> Option<i128> {
    let find = |names: [&str; 3]| names.into_iter().find_map(|name| members.get(name));
    let seconds = integer(find(["seconds", "_seconds", "epochSecond"])?)?;
    let nanos = match find(["nanos", "_nanoseconds", "nano"]) {
        Some(nanos) => integer(nanos)?,
        None => 0,
    };
    Some(i128::from(seconds) * BILLION + i128::from(nanos))
}

/// Reads a duration that is not negative: seconds as a number or a text, `00:00:20.25` with days in
/// front or without, `1m20.25s`, ticks of .NET.
pub fn duration(node: Node<'_>) -> Option<Elapsed> {
    let nanos = match node.text().as_bytes().first()? {
        b'"' => {
            let text = node.read::<Text<'_>>()?;
            if let Some(elapsed) = Elapsed::parse_unusual(&text) {
                return Some(elapsed);
            }
            let text = text.trim();
            return clock(text).or_else(|| units(text)).or_else(|| elapsed(decimal(text)?));
        }
        b'{' => {
            let members = node.members()?;
            match ["Ticks", "ticks"].into_iter().find_map(|key| members.get(key)) {
                Some(ticks) => i128::from(integer(ticks)?) * 100,
                None => seconds_and_nanos(&members).or_else(|| number_of_database(&members))?,
            }
        }
        _ => decimal(node.text())?,
    };
    elapsed(nanos)
}

fn elapsed(nanos: i128) -> Option<Elapsed> {
    i64::try_from(nanos).ok().filter(|nanos| *nanos >= 0).map(Elapsed::from_nanos)
}

/// Hours, minutes and seconds, and days in front as .NET, Python and databases write them: `1.02:03:04.5`,
/// `1 day, 2:03:04.5`, `1 days 02:03:04.5`, `+01 02:03:04.5`, and `INTERVAL '1 02:03:04.5' DAY TO SECOND`.
fn clock(text: &str) -> Option<Elapsed> {
    let interval = text.strip_prefix("INTERVAL '").and_then(|text| text.split_once("' "));
    let text = interval.map_or(text, |(clock, _)| clock);
    let (days, clock) = match text.rsplit_once(' ') {
        Some((days, clock)) => {
            let days = days.strip_suffix(',').unwrap_or(days);
            let days = days.strip_suffix('s').unwrap_or(days);
            let days = days.strip_suffix(" day").unwrap_or(days);
            (days.strip_prefix('+').unwrap_or(days), clock)
        }
        None => match text.split_once(':')?.0.split_once('.') {
            Some((days, _)) => (days, &text[days.len() + 1..]),
            None => ("0", text),
        },
    };
    let mut parts = clock.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || [days, hours, minutes].iter().any(|part| part.is_empty()) {
        return None;
    }
    Elapsed::parse_unusual(&format!("P{days}DT{hours}H{minutes}M{seconds}S"))
}

/// Numbers with their units, as Go and protocol buffers write them: `1m20.25s`, `20250ms`.
fn units(text: &str) -> Option<Elapsed> {
    let mut total = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| c.is_ascii_alphabetic())?);
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let unit = match &after[..end] {
            "h" => 3_600 * BILLION,
            "m" => 60 * BILLION,
            "s" => BILLION,
            "ms" => 1_000_000,
            "us" => 1_000,
            "ns" => 1,
            _ => return None,
        };
        if number.starts_with('-') {
            return None;
        }
        total += decimal(number)?.checked_mul(unit)? / BILLION;
        rest = &after[end..];
    }
    elapsed(total).filter(|_| !text.is_empty())
}

/// Reads a whole number that is written with decimals, which are zero, or as a text.
pub fn integer(node: Node<'_>) -> Option<i64> {
    let number = match node.text().as_bytes().first()? {
        b'"' => decimal(node.read::<Text<'_>>()?.trim())?,
        b'{' => number_of_database(&node.members()?)?,
        _ => decimal(node.text())?,
    };
    (number % BILLION == 0).then(|| i64::try_from(number / BILLION).ok())?
}

/// A number in the extended JSON of MongoDB, `{"$numberLong": "8"}`, in billionths.
fn number_of_database(members: &Members<'_>) -> Option<i128> {
    let [(key, number)] = &members.0[..] else { return None };
    let is_number =
        ["$numberInt", "$numberLong", "$numberDouble", "$numberDecimal"].contains(&&**key);
    is_number.then(|| number.read::<Text<'_>>())?.and_then(|text| decimal(&text))
}

/// Reads what is true or false and written as a text.
pub fn flag(node: Node<'_>) -> Option<bool> {
    node.read::<Text<'_>>()?.trim().to_ascii_lowercase().parse().ok()
}

/// A decimal number, with an exponent or without, in billionths; none where it is finer, or none.
fn decimal(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !are_digits(digits) || !are_digits(decimals) || digits.len() > 24 {
        return None;
    }
    let decimals = decimals.trim_end_matches('0');
    let number: i128 = format!("{whole}{decimals}").parse().ok()?;
    let shift = exponent.checked_add(9)?.checked_sub(i32::try_from(decimals.len()).ok()?)?;
    match u32::try_from(shift) {
        Ok(shift) => number.checked_mul(10_i128.checked_pow(shift)?),
        Err(_) => {
            let size = 10_i128.checked_pow(shift.unsigned_abs())?;
            (number % size == 0).then_some(number / size)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(json: &str) -> Node<'_> {
        Node::document(json).expect(json)
    }

    #[test]
    fn a_moment_is_read_in_every_form_that_can_mean_only_one() {
        for (json, expected, zone) in [
            // ISO 8601 with an offset of UTC, another, or none.
            (r#""2026-03-02T09:16:40.020+0000""#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#""2026-03-02T09:16:40.020+00""#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#""2026-03-02T09:16:40.020-00:00""#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#""2026-03-02 09:16:40 UTC""#, "2026-03-02T09:16:40.000Z", Zone::Utc),
            (r#""2026-03-02t09:16:40,02z""#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#""2026-03-02T09:16Z""#, "2026-03-02T09:16:00.000Z", Zone::Utc),
            (r#""20260302T091640Z""#, "2026-03-02T09:16:40.000Z", Zone::Utc),
            (r#""2026-03-02T09:16:40Z[UTC]""#, "2026-03-02T09:16:40.000Z", Zone::Utc),
            (r#""2026-03-02 09:16:40.02 +0000 UTC""#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#""2026-03-02 04:16:40 -0500 EST""#, "2026-03-02T09:16:40.000Z", Zone::Offset),
            (r#""Mon, 02 Mar 2026 09:16:40 GMT""#, "2026-03-02T09:16:40.000Z", Zone::Utc),
            (r#""2 Mar 2026 04:16:40 -0500""#, "2026-03-02T09:16:40.000Z", Zone::Offset),
            (
                r#""Mon Mar 02 2026 09:16:40 GMT+0000 (Coordinated Universal Time)""#,
                "2026-03-02T09:16:40.000Z",
                Zone::Utc,
            ),
            (r#""2026-03-02T04:16:40-05""#, "2026-03-02T09:16:40.000Z", Zone::Offset),
            (r#""2026-03-02T14:46:40+0530""#, "2026-03-02T09:16:40.000Z", Zone::Offset),
            (r#""2026-03-02 10:16:40 +01:00""#, "2026-03-02T09:16:40.000Z", Zone::Offset),
            (
                r#""2026-03-02T04:16:40-05:00[America/New_York]""#,
                "2026-03-02T09:16:40.000Z",
                Zone::Offset,
            ),
            (r#""2026-03-02T09:16:40.0200000""#, "2026-03-02T09:16:40.020Z", Zone::Untold),
            (r#""2026/03/02 09:16:40""#, "2026-03-02T09:16:40.000Z", Zone::Untold),
            ("[2026,3,2,9,16,40,20000000]", "2026-03-02T09:16:40.020Z", Zone::Untold),
            // .NET, databases, numbers since 1970.
            (r#""\/Date(1772443000020)\/""#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#""/Date(1772443000020-0500)/""#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#""/Date(-1)/""#, "1969-12-31T23:59:59.999Z", Zone::Utc),
            (r#"{"$date":"2026-03-02T09:16:40.02Z"}"#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#"{"$date":1772443000020}"#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#"{"$date":{"$numberLong":"1772443000020"}}"#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (
                r#"{"value":"\/Date(1772443000020)\/","DisplayHint":2}"#,
                "2026-03-02T09:16:40.020Z",
                Zone::Utc,
            ),
            (r#"{"seconds":1772443000,"nanos":20000000}"#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#"{"_seconds":1772443000}"#, "2026-03-02T09:16:40.000Z", Zone::Utc),
            ("1772443000", "2026-03-02T09:16:40.000Z", Zone::Utc),
            ("1772443000.02", "2026-03-02T09:16:40.020Z", Zone::Utc),
            ("1772443000020", "2026-03-02T09:16:40.020Z", Zone::Utc),
            ("1.77244300002E12", "2026-03-02T09:16:40.020Z", Zone::Utc),
            (r#""1772443000020""#, "2026-03-02T09:16:40.020Z", Zone::Utc),
            ("1772443000020000", "2026-03-02T09:16:40.020Z", Zone::Utc),
            ("1772443000020000000", "2026-03-02T09:16:40.020Z", Zone::Utc),
        ] {
            let read = time(node(json)).map(|(time, zone)| (time.to_string(), zone));
            assert_eq!(read, Some((expected.to_owned(), zone)), "{json}");
        }
    }

    #[test]
    fn the_first_of_all_moments_is_none() {
        for json in [
            r#""0001-01-01T00:00:00Z""#,
            r#""0001-01-01T00:00:00""#,
            r#""0001-01-01 00:00:00 +0000 UTC""#,
            r#""\/Date(-62135596800000)\/""#,
        ] {
            assert!(is_unset_time(node(json)), "{json}");
        }
        assert!(!is_unset_time(node(r#""1970-01-01T00:00:00Z""#)));
    }

    #[test]
    fn what_two_people_would_read_differently_is_no_moment() {
        for json in [
            r#""03/04/2026 09:16:40""#,
            r#""2026-03-02""#,
            r#""2026-02-30T09:16:40Z""#,
            r#""2026-03-02T25:16:40Z""#,
            r#""2026-03-02T09:16:40+1:00""#,
            r#""2026-03-02T09:16:40 EST""#,
            r#""2026-03-02T09:16:40.0000000001Z""#,
            r#""yesterday""#,
            r#""""#,
            r#""/Date()/""#,
            r#""/Date(é)/""#,
            r#""/Date(9999999999999999)/""#,
            r#"{"$date":{"$date":{"$date":1}}}"#,
            "20260302",
            "7",
            "-1",
            "0",
            "1e400",
            "null",
            "true",
            "[]",
            "{}",
            "[2026,13,2,9,16]",
        ] {
            assert_eq!(time(node(json)), None, "{json}");
        }
    }

    #[test]
    fn a_duration_is_read_exactly_or_not_at_all() {
        for (json, expected) in [
            (r#""00:00:20.25""#, Some("PT20.25S")),
            (r#""00:00:20.2500000""#, Some("PT20.25S")),
            (r#""1.02:03:04.5""#, Some("PT26H3M4.5S")),
            (r#""1 day, 2:03:04.500000""#, Some("PT26H3M4.5S")),
            (r#""2 days, 0:00:00""#, Some("PT48H")),
            (r#""0 days 00:00:10.5""#, Some("PT10.5S")),
            (r#""1 days 02:03:04.500000""#, Some("PT26H3M4.5S")),
            (r#""1 day 02:03:04.5""#, Some("PT26H3M4.5S")),
            (r#""+00 00:00:10.500000""#, Some("PT10.5S")),
            (r#""1 02:03:04.5""#, Some("PT26H3M4.5S")),
            (r#""INTERVAL '1 02:03:04.5' DAY TO SECOND""#, Some("PT26H3M4.5S")),
            (r#""INTERVAL '00:20.25' MINUTE TO SECOND""#, None),
            (r#""-1 days +23:59:50""#, None),
            (r#""1 month 02:03:04""#, None),
            (r#""s 02:03:04""#, None),
            ("20.25", Some("PT20.25S")),
            (r#""20.25""#, Some("PT20.25S")),
            ("20.250000001", Some("PT20.250000001S")),
            (r#""20.25s""#, Some("PT20.25S")),
            (r#""1m20.25s""#, Some("PT1M20.25S")),
            (r#""20250ms""#, Some("PT20.25S")),
            (r#""P0DT0H0M20.25S""#, Some("PT20.25S")),
            (r#"{"Ticks":202500000,"Days":0}"#, Some("PT20.25S")),
            (r#"{"seconds":20,"nanos":250000000}"#, Some("PT20.25S")),
            (r#"{"$numberDouble":"20.25"}"#, Some("PT20.25S")),
            ("-1.5", None),
            ("20.2500000001", None),
            (r#""-00:00:01""#, None),
            (r#""20:25""#, None),
            (r#""1h-2m""#, None),
            (r#""20 seconds""#, None),
            (r#""""#, None),
            ("1e300", None),
            ("null", None),
        ] {
            let read = duration(node(json)).map(|elapsed| elapsed.to_string());
            assert_eq!(read.as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn a_whole_number_is_read_whatever_it_is_written_with() {
        for (json, expected) in [
            ("8.0", Some(8)),
            ("8e0", Some(8)),
            (r#""8""#, Some(8)),
            (r#"" 8.00 ""#, Some(8)),
            (r#"{"$numberLong":"8"}"#, Some(8)),
            ("-8.0", Some(-8)),
            ("9223372036854775807.0", Some(i64::MAX)),
            ("8.5", None),
            (r#""1,000""#, None),
            (r#""eight""#, None),
            (r#"{"$numberLong":"8","x":1}"#, None),
            ("9223372036854775808.0", None),
            ("1e2147483647", None),
            ("1e-2147483648", None),
            ("true", None),
        ] {
            assert_eq!(integer(node(json)), expected, "{json}");
        }
    }
}
