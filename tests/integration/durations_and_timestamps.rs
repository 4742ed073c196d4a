//! Durations and timestamps against `jiff`, another author's reading of the same standards, a
//! million of each.
//!
//! The values are generated, the same ones in every run, and their texts are built from parts. So
//! there are two judges: what the parts add up to, and what `jiff` reads. The loops write into one
//! string and format nothing unless a test fails.

use jobaudit::payload::{Elapsed, Timestamp};

use crate::random::Random;

const MILLION: u32 = 1_000_000;

const SECOND: i128 = 1_000_000_000;
const MINUTE: i128 = 60 * SECOND;
const HOUR: i128 = 60 * MINUTE;
const DAY: i128 = 24 * HOUR;
const WEEK: i128 = 7 * DAY;

#[test]
fn a_million_durations_are_read_as_their_parts_add_up_and_as_jiff_reads_them() {
    let mut random = Random(0x5EED_0001);
    let (mut text, mut signed_as_a_whole) = (String::new(), String::new());
    let (mut too_long, mut compared) = (0, 0);
    for _ in 0..MILLION {
        text.clear();
        let signs = Signs::any(&mut random);
        let expected = push_java_form(&mut text, &mut random, signs);
        let read = Elapsed::parse(&text).map(Elapsed::nanos);
        assert_eq!(read, i64::try_from(expected).ok(), "{text}");
        too_long += u32::from(read.is_none());
        if signs == Signs::Plus && random.one_in(16) {
            let unusual = Elapsed::parse_unusual(&text).map(Elapsed::nanos);
            assert_eq!(unusual, read, "{text} by way of the crate");
        }

        // jiff knows one sign, in front of the whole, and none per component. So where all are
        // negative, it is shown the same with one minus; where they differ, the parts alone are the
        // judge.
        let theirs: Result<jiff::SignedDuration, _> = match signs {
            Signs::Plus => text.parse(),
            Signs::Minus => {
                signed_as_a_whole.clear();
                signed_as_a_whole.push('-');
                signed_as_a_whole.extend(text.chars().filter(|&letter| letter != '-'));
                signed_as_a_whole.parse()
            }
            Signs::Mixed => continue,
        };
        compared += 1;
        // jiff counts seconds in 64 bits, and so takes some that we don't.
        let theirs = theirs.ok().and_then(|theirs| i64::try_from(theirs.as_nanos()).ok());
        assert_eq!(read, theirs, "{text}");
    }
    assert!(too_long > MILLION / 100, "only {too_long} beyond 64 bits");
    assert!(too_long < MILLION / 2, "{too_long} beyond 64 bits");
    assert!(compared > MILLION / 2, "only {compared} compared with jiff");
}

#[test]
fn every_duration_prints_as_jiff_reads_it_and_reads_as_itself() {
    use std::fmt::Write;

    let mut random = Random(0x5EED_0002);
    let mut text = String::new();
    let extremes = [0, 1, -1, i64::MAX, i64::MAX - 1, i64::MIN, i64::MIN + 1].into_iter();
    let generated = (0..MILLION / 4).map(|_| {
        let nanos = random.of_any_size() as i64;
        // Every other one is a whole number of milliseconds, as most are in an archive.
        if random.one_in(2) { nanos / 1_000_000 * 1_000_000 } else { nanos }
    });
    for (index, nanos) in extremes.chain(generated).enumerate() {
        text.clear();
        write!(text, "{}", Elapsed::from_nanos(nanos)).expect("a string takes everything");
        assert_eq!(Elapsed::parse(&text), Some(Elapsed::from_nanos(nanos)), "{text}");
        if nanos >= 0 && index % 8 == 0 {
            let theirs: jiff::SignedDuration = text.parse().expect("jiff reads Java's form");
            assert_eq!(theirs.as_nanos(), i128::from(nanos), "{text}");
        }
    }
}

#[test]
fn unusual_durations_are_read_as_their_parts_add_up_and_as_jiff_reads_them() {
    let mut random = Random(0x5EED_0003);
    let mut text = String::new();
    for _ in 0..MILLION / 20 {
        text.clear();
        text.push('P');
        // Tenths of whatever comes last are always whole nanoseconds; jiff has no fractions of days
        // and weeks.
        let tenths = if random.one_in(2) { random.below(10) } else { 0 };
        let (expected, last_unit, last_letter);
        match random.below(4) {
            0 => {
                let weeks = random.below(10_000);
                push_number(&mut text, weeks, 1);
                (expected, last_unit, last_letter) = (i128::from(weeks) * WEEK, WEEK, 'W');
            }
            1 => {
                let days = random.below(70_000);
                push_number(&mut text, days, 1);
                (expected, last_unit, last_letter) = (i128::from(days) * DAY, DAY, 'D');
            }
            2 => {
                let (days, hours) = (random.below(70_000), random.below(100_000));
                push_number(&mut text, days, 1);
                text.push_str("DT");
                push_number(&mut text, hours, 1);
                let sum = i128::from(days) * DAY + i128::from(hours) * HOUR;
                (expected, last_unit, last_letter) = (sum, HOUR, 'H');
            }
            _ => {
                let (days, minutes, seconds) =
                    (random.below(70_000), random.below(100_000), random.below(100_000_000));
                push_number(&mut text, days, 1);
                text.push_str("DT");
                push_number(&mut text, minutes, 1);
                text.push('M');
                push_number(&mut text, seconds, 1);
                let sum = i128::from(days) * DAY
                    + i128::from(minutes) * MINUTE
                    + i128::from(seconds) * SECOND;
                (expected, last_unit, last_letter) = (sum, SECOND, 'S');
            }
        }
        if tenths > 0 {
            text.push(if random.one_in(2) { ',' } else { '.' });
            push_number(&mut text, tenths, 1);
        }
        text.push(last_letter);
        let expected = expected + i128::from(tenths) * last_unit / 10;

        assert_eq!(Elapsed::parse(&text), None, "{text}");
        let read = Elapsed::parse_unusual(&text).map(Elapsed::nanos);
        assert_eq!(read, i64::try_from(expected).ok(), "{text}");

        if tenths == 0 || last_unit <= HOUR {
            let span: jiff::Span = text.parse().expect("jiff reads ISO 8601");
            let theirs = span
                .to_duration(jiff::SpanRelativeTo::days_are_24_hours())
                .expect("weeks and days have a length");
            assert_eq!(theirs.as_nanos(), expected, "{text}");
        }
    }
}

#[test]
fn a_million_timestamps_are_accepted_and_refused_as_jiff_does() {
    let mut random = Random(0x5EED_0004);
    let mut text = String::new();
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..MILLION {
        text.clear();
        let second = push_civil(&mut text, &mut random);
        text.push('Z');
        let ours = Timestamp::parse(&text);
        if second == 60 {
            compare_leap_second(&text, ours);
            continue;
        }
        compare(&text, ours);
        if ours.is_some() { accepted += 1 } else { refused += 1 }
    }
    assert!(accepted > MILLION / 3, "only {accepted} accepted");
    assert!(refused > MILLION / 10, "only {refused} refused");
}

#[test]
fn timestamps_with_an_offset_are_converted_as_jiff_does() {
    let mut random = Random(0x5EED_0005);
    let mut text = String::new();
    for _ in 0..MILLION / 10 {
        text.clear();
        let second = push_civil(&mut text, &mut random);
        text.push(if random.one_in(2) { '+' } else { '-' });
        push_number(&mut text, random.below(24), 2);
        text.push(':');
        push_number(&mut text, random.below(61), 2);
        assert_eq!(Timestamp::parse(&text), None, "{text}");
        let ours = Timestamp::parse_offset(&text);
        if second == 60 {
            compare_leap_second(&text, ours);
        } else {
            compare(&text, ours);
        }
    }
}

/// The documented difference: jiff reads any second 60 as the second before it; to us it is the one behind that, and
/// only where a month ends in UTC.
fn compare_leap_second(text: &str, ours: Option<Timestamp>) {
    let before = text.parse::<jiff::Timestamp>().ok();
    let behind =
        before.and_then(|before| before.checked_add(jiff::SignedDuration::from_secs(1)).ok());
    let is_first = |at: &jiff::Timestamp| at.to_string().get(7..19) == Some("-01T00:00:00");
    let expected = behind.filter(is_first).map(|at| at.as_nanosecond());
    let found = ours.map(|ours| {
        let origin = Timestamp::from_unix_seconds(0).expect("1970");
        ours.nanos_since(origin)
    });
    assert_eq!(found, expected, "{text}");
}

#[test]
fn days_weeks_and_months_are_those_of_jiff() {
    let mut random = Random(0x5EED_0006);
    // From year 1 on: in year 0, the first days lie in a week of a year before it, which neither of
    // the two can write.
    let first = -62_135_596_800;
    let last = jiff::Timestamp::MAX.as_second();
    for _ in 0..MILLION / 50 {
        let seconds = first + random.below((last - first) as u64) as i64;
        let ours = Timestamp::from_unix_seconds(seconds).expect("within the years 1 to 9999");
        let theirs = jiff::tz::Offset::UTC
            .to_datetime(jiff::Timestamp::from_second(seconds).expect("within jiff's range"));
        let week = theirs.date().iso_week_date();
        assert_eq!(ours.day(), theirs.date().to_string());
        assert_eq!(ours.month(), format!("{:04}-{:02}", theirs.year(), theirs.month()));
        assert_eq!(ours.iso_week(), format!("{:04}-W{:02}", week.year(), week.week()));
        assert_eq!(ours.human(), theirs.to_string().replace('T', " "));
        assert_eq!(Timestamp::parse(&ours.to_string()), Some(ours));
    }
}

/// Accepted or refused as jiff does, and the same nanosecond. jiff's timestamps end 26 hours before
/// the year 9999 does, so that every one has a local time, and begin long before ours: what only
/// one of the two can hold is left to the table in the module.
fn compare(text: &str, ours: Option<Timestamp>) {
    let theirs = text.parse::<jiff::Timestamp>().ok();
    let start = Timestamp::from_unix_seconds(0).expect("1970 is a year");
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            assert_eq!(ours.nanos_since(start), theirs.as_nanosecond(), "{text}");
        }
        (Some(ours), None) => {
            assert!(
                ours.nanos_since(start) > jiff::Timestamp::MAX.as_nanosecond(),
                "{text}: jiff refuses"
            );
        }
        (None, Some(theirs)) => {
            assert!(theirs.as_second() < -62_167_219_200, "{text}: jiff reads {theirs}");
        }
        (None, None) => {}
    }
}

/// Writes date and time, often impossible ones: months 0 to 13, days 0 to 32, hours to 25, minutes
/// to 60, seconds to 61, and none to nine decimals. Returns the second.
fn push_civil(text: &mut String, random: &mut Random) -> u64 {
    let year = match random.below(4) {
        0 => random.below(10_000),
        1 => random.below(100) * 100,
        _ => 1_960 + random.below(100),
    };
    // One in three is at the end of February, the rest at any day, mostly one that exists.
    let (month, day) = if random.one_in(3) {
        (2, 27 + random.below(4))
    } else {
        (random.below(14), random.below(33))
    };
    let rare = |random: &mut Random, usual: u64, beyond: u64| {
        if random.one_in(16) { usual + random.below(beyond) } else { random.below(usual) }
    };
    let hour = rare(random, 24, 2);
    let minute = rare(random, 60, 1);
    let second = rare(random, 60, 2);
    push_number(text, year, 4);
    text.push('-');
    push_number(text, month, 2);
    text.push('-');
    push_number(text, day, 2);
    text.push('T');
    push_number(text, hour, 2);
    text.push(':');
    push_number(text, minute, 2);
    text.push(':');
    push_number(text, second, 2);
    let width = random.below(10) as usize;
    if width > 0 {
        text.push('.');
        push_number(text, random.below(10_u64.pow(width as u32)), width);
    }
    second
}

#[derive(Clone, Copy, PartialEq)]
enum Signs {
    Plus,
    Minus,
    Mixed,
}

impl Signs {
    fn any(random: &mut Random) -> Signs {
        match random.below(8) {
            0..4 => Signs::Plus,
            4..6 => Signs::Minus,
            _ => Signs::Mixed,
        }
    }

    fn negative(self, random: &mut Random) -> bool {
        match self {
            Signs::Plus => false,
            Signs::Minus => true,
            Signs::Mixed => random.one_in(2),
        }
    }
}

/// Writes a duration in Java's form, of one to three components, and returns what it adds up to in
/// nanoseconds.
fn push_java_form(text: &mut String, random: &mut Random, signs: Signs) -> i128 {
    text.push_str("PT");
    let present = 1 + random.below(7);
    let mut sum = 0;
    for (bit, letter, unit) in [(1, 'H', HOUR), (2, 'M', MINUTE), (4, 'S', SECOND)] {
        if present & bit == 0 {
            continue;
        }
        let negative = signs.negative(random);
        if negative {
            text.push('-');
        }
        // Usually what Java prints, otherwise anything up to the limit of 64 bits of nanoseconds
        // and somewhat beyond.
        let whole = match random.below(4) {
            0 => random.of_any_size() / (unit as u64 / 4),
            _ => random.below(60),
        };
        // Leading zeros now and then, but not more than 20 digits, where jiff gives up.
        push_number(text, whole, if random.one_in(16) { 20 } else { 1 });
        let mut amount = i128::from(whole) * unit;
        if letter == 'S' {
            let width = random.below(10) as usize;
            if width > 0 {
                let decimals = random.below(10_u64.pow(width as u32));
                text.push('.');
                push_number(text, decimals, width);
                amount += i128::from(decimals) * 10_i128.pow(9 - width as u32);
            }
        }
        text.push(letter);
        sum += if negative { -amount } else { amount };
    }
    sum
}

/// Writes a number with at least so many digits.
fn push_number(text: &mut String, number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let (mut start, mut rest) = (digits.len(), number);
    while rest > 0 {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let start = start.min(digits.len() - width);
    text.push_str(str::from_utf8(&digits[start..]).expect("digits are ASCII"));
}
