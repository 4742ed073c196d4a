//! Durations as the serialisers of other programs write them.
//!
//! In: a JSON value: a number of seconds, a clock with days or without, numbers with their units, or the object that a
//! language or a database makes of a duration. Out: the duration, exact to the nanosecond; none where what is written
//! is finer or negative.

use crate::payload::json::Node;
use crate::payload::serialized::{
    BILLION, decimal, integer, number_of_database, seconds_and_nanos,
};
use crate::payload::{Elapsed, Text};

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

#[cfg(test)]
mod tests {
    use super::*;

    fn node(json: &str) -> Node<'_> {
        Node::document(json).expect(json)
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
}
