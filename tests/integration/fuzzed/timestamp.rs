//! Timestamps against a slow reading of the same words, and against `jiff`.

use jobaudit::payload::{Timestamp, Zone};

use super::inputs;
use crate::random::Random;

const SECOND: i128 = 1_000_000_000;

/// A moment in some form, often an impossible one.
pub fn generate(random: &mut Random) -> Vec<u8> {
    let year = if random.one_in(2) { 2000 + random.below(30) } else { random.below(10_001) };
    let (month, day) = (random.below(14), random.below(33));
    let (hour, minute, second) = (random.below(25), random.below(61), random.below(62));
    let mut text = format!("{year:04}-{month:02}-{day:02}");
    text.push(random.pick(&['T', 'T', 'T', 't', ' ', '_']));
    text += &format!("{hour:02}:{minute:02}:{second:02}");
    if !random.one_in(3) {
        let decimals = random.next().to_string();
        text += &format!(".{}", &decimals[..decimals.len().min(1 + random.at(11))]);
    }
    match random.below(6) {
        0 => {
            let sign = random.pick(&['+', '-']);
            text += &format!("{sign}{:02}:{:02}", random.below(26), random.below(61));
        }
        1 => text.push(random.pick(&['z', ' ', 'X'])),
        _ => text.push('Z'),
    }
    let mut bytes = text.into_bytes();
    inputs::spoil(&mut bytes, random, b"0123456789TZtz:-+. ");
    bytes
}

/// Reads a text as a moment in every way.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let documented = Timestamp::parse(&text);
    assert_eq!(documented.map(nanos), rfc_3339(&text, true), "{text:?}");
    let any = Timestamp::parse_offset(&text);
    assert_eq!(any.map(nanos), rfc_3339(&text, false), "{text:?} with an offset");
    if let Some(time) = any {
        compare_with_jiff(&text, time);
    }
    if let Some(time) = documented {
        printed(&text, time);
    }
    let [first, last] =
        [false, true].map(|whole| Timestamp::parse_argument(&text, whole, Zone::default()));
    assert_eq!(first.is_some(), last.is_some(), "{text:?}");
    assert!(first <= last, "{text:?}");
    if any.is_some() {
        assert_eq!(first, any, "{text:?}");
    }
}

fn nanos(time: Timestamp) -> i128 {
    time.nanos_since(Timestamp::from_unix_seconds(0).expect("1970"))
}

/// Nanoseconds since 1970 of an RFC 3339 time without a leap second, in the documented form or any.
fn rfc_3339(text: &str, documented: bool) -> Option<i128> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (clock, rest) = shape.split_at_checked(19)?;
    let marks = if documented { "T" } else { "Tt " };
    let mark = clock.chars().nth(10).filter(|mark| marks.contains(*mark))?;
    if clock != format!("0000-00-00{mark}00:00:00") {
        return None;
    }
    let part = |from: usize, to: usize| text[from..to].parse::<i64>().ok();
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let decimals = match rest.strip_prefix('.') {
        Some(rest) => rest.len() - rest.trim_start_matches('0').len(),
        None => 0,
    };
    if rest.starts_with('.') && !(1..=9).contains(&decimals) {
        return None;
    }
    let zone = if decimals > 0 { 20 + decimals } else { 19 };
    let offset = match &shape[zone..] {
        "Z" => 0,
        "z" if !documented => 0,
        "+00:00" | "-00:00" if !documented => {
            let (hours, minutes) = (part(zone + 1, zone + 3)?, part(zone + 4, zone + 6)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let sign = if text[zone..].starts_with('-') { -1 } else { 1 };
            sign * (hours * 3600 + minutes * 60)
        }
        _ => return None,
    };
    let days_of_month = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let is_time = (1..=12).contains(&month)
        && (1..=days_of_month).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !is_time {
        return None;
    }
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset;
    let within = (days(0, 1, 1) * 86_400..days(10_000, 1, 1) * 86_400).contains(&seconds);
    let fraction = format!("{:0<9}", &text[20.min(text.len())..zone.max(20).min(text.len())]);
    let fraction = if decimals > 0 { fraction.parse::<i128>().ok()? } else { 0 };
    within.then(|| i128::from(seconds) * SECOND + fraction)
}

/// Days since 1970, by the rule for leap years and nothing clever.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leap_days = |year: i64| year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let in_year: i64 = lengths.iter().take(month as usize - 1).sum::<i64>() + day - 1;
    (year - 1970) * 365 + leap_days(before) - leap_days(1969) + in_year
}

/// jiff's timestamps end 26 hours before the year 9999 does.
fn compare_with_jiff(text: &str, ours: Timestamp) {
    match text.parse::<jiff::Timestamp>() {
        Ok(theirs) => assert_eq!(nanos(ours), theirs.as_nanosecond(), "{text:?} to jiff"),
        Err(error) => {
            let beyond = nanos(ours) > jiff::Timestamp::MAX.as_nanosecond();
            assert!(beyond, "{text:?} is none to jiff: {error}");
        }
    }
}

/// What is printed is the same to the millisecond, and the calendar is jiff's.
fn printed(text: &str, time: Timestamp) {
    let decimals: String = text[19..].chars().filter(char::is_ascii_digit).take(3).collect();
    let expected = format!("{}.{decimals:0<3}Z", &text[..19]);
    assert_eq!(time.to_string(), expected, "{text:?}");
    let again = Timestamp::parse(&expected).expect("what was printed");
    assert_eq!(again.to_string(), expected);
    assert_eq!(time.human(), text[..19].replace('T', " "));
    assert_eq!(time.day(), text[..10]);
    assert_eq!(time.month(), text[..7]);
    let day: jiff::civil::Date = text[..10].parse().expect("a day");
    let week = day.iso_week_date();
    assert_eq!(time.iso_week(), format!("{:04}-W{:02}", week.year(), week.week()), "{text}");
}
