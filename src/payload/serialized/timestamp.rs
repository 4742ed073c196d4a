//! Moments as the serialisers of other programs write them.
//!
//! In: a JSON value: a text, a number since 1970, or the object or array that a database or a language makes of a
//! moment. Out: the moment that it can only mean, and what it says of its zone. A number tells its unit by its size,
//! which is why only some years are read from one.

use crate::payload::json::{Elements, Node};
use crate::payload::serialized::{BILLION, decimal, number_of_database, seconds_and_nanos};
use crate::payload::{Text, Timestamp};

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
}
