//! Durations against a slow reading of the same words, and against `jiff`.

use jobaudit::payload::Elapsed;

use super::inputs;
use crate::random::Random;

const SECOND: i128 = 1_000_000_000;
const MINUTE: i128 = 60 * SECOND;
const HOUR: i128 = 60 * MINUTE;
const DAY: i128 = 24 * HOUR;

/// A duration in some form, often spoilt.
pub fn generate(random: &mut Random) -> Vec<u8> {
    let mut text = String::from("P");
    let parts: [(char, bool); 5] =
        [('W', false), ('D', false), ('H', true), ('M', true), ('S', true)];
    let java = !random.one_in(3);
    let mut in_time = false;
    for (unit, of_time) in parts {
        if (java && !of_time) || random.one_in(2) {
            continue;
        }
        if of_time && !in_time {
            text.push('T');
            in_time = true;
        }
        if random.one_in(6) {
            text.push('-');
        }
        let number = match random.below(4) {
            0 => random.of_any_size(),
            _ => random.below(100),
        };
        text.push_str(&number.to_string());
        if unit == 'S' || random.one_in(8) {
            let decimals = random.of_any_size().to_string();
            text.push(random.pick(&['.', '.', '.', ',']));
            text.push_str(&decimals[..decimals.len().min(1 + random.at(11))]);
        }
        text.push(unit);
    }
    let mut bytes = text.into_bytes();
    inputs::spoil(&mut bytes, random, b"PTWDHMSYptwdhms.,-+0123456789eN ");
    bytes
}

/// Reads a text as a duration in every way, and the first eight bytes as one that is printed.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = Elapsed::parse(&text);
    assert_eq!(read.map(Elapsed::nanos), javas_form(&text), "{text:?}");
    compare_with_jiff(&text, read);
    let unusual = Elapsed::parse_unusual(&text).map(Elapsed::nanos);
    assert_eq!(unusual, fixed_length(&text), "{text:?} as ISO 8601");
    if let Some(read) = read {
        printed(read);
    }
    if let Some(bytes) = data.first_chunk() {
        printed(Elapsed::from_nanos(i64::from_le_bytes(*bytes)));
    }
}

/// Java's form, unit by unit. A number beyond 64 bits is refused even where another would make up
/// for it, as Java does.
fn javas_form(text: &str) -> Option<i64> {
    let parts: Vec<&str> =
        text.strip_prefix("PT")?.split_inclusive(|c: char| !"-.0123456789".contains(c)).collect();
    let mut sum = 0;
    let mut units = "HMS";
    for part in &parts {
        let unit = part.chars().last()?;
        let (_, after) = units.split_once(unit)?;
        units = after;
        let number = part.strip_suffix(unit)?;
        let (sign, number) = match number.strip_prefix('-') {
            Some(number) => (-1, number),
            None => (1, number),
        };
        let (whole, decimals) = match number.split_once('.') {
            Some((whole, decimals)) if unit == 'S' && (1..=9).contains(&decimals.len()) => {
                (whole, format!("{decimals:0<9}"))
            }
            Some(_) => return None,
            None => (number, String::from("0")),
        };
        let whole = sign * digits(whole)?;
        i64::try_from(whole).ok()?;
        let size = [("H", HOUR), ("M", MINUTE), ("S", SECOND)];
        let size = size.iter().find(|(name, _)| name.starts_with(unit))?.1;
        sum += whole * size + sign * digits(&decimals)?;
    }
    i64::try_from(sum).ok().filter(|_| !parts.is_empty())
}

/// Digits and nothing else as a number that is not enormous.
fn digits(text: &str) -> Option<i128> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = text.trim_start_matches('0');
    (is_number && digits.len() <= 22).then(|| digits.parse().unwrap_or(0))
}

/// What else ISO 8601 allows and has a fixed length: weeks or days, then hours, minutes and seconds,
/// every number of them with decimals; exact to the nanosecond, or nothing.
///
/// A component is a number of 64 bits before and behind its point, as `jobaudit` documents no more.
fn fixed_length(text: &str) -> Option<i64> {
    let text = text.to_ascii_uppercase().replace(',', ".");
    let body = text.strip_prefix('P')?;
    let (date, time) = body.split_once('T').map_or((body, None), |(d, t)| (d, Some(t)));
    if time == Some("") || (date.is_empty() && time.is_none()) {
        return None;
    }
    let date_units: &[(char, i128)] =
        if date.ends_with('W') { &[('W', 7 * DAY)] } else { &[('D', DAY)] };
    let time_units = [('H', HOUR), ('M', MINUTE), ('S', SECOND)];
    let date = components(date, date_units)?;
    let time = time.map_or(Some(0), |time| components(time, &time_units))?;
    i64::try_from(date + time).ok()
}

fn components(text: &str, mut units: &[(char, i128)]) -> Option<i128> {
    let mut sum = 0;
    for part in text.split_inclusive(|c: char| c.is_ascii_alphabetic()) {
        let at = units.iter().position(|(unit, _)| part.ends_with(*unit))?;
        let (unit, size) = units[at];
        units = &units[at + 1..];
        let number = part.strip_suffix(unit)?;
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let [whole, part] = [whole, decimals].map(digits);
        let places = 10_i128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
        let [whole, part] = [whole?, part?].map(|number| u64::try_from(number).ok());
        let nanos = i128::from(part?) * size;
        if nanos % places != 0 {
            return None;
        }
        sum += i128::from(whole?) * size + nanos / places;
    }
    Some(sum)
}

/// jiff knows one sign, in front of the whole; decimals of hours and minutes, which are not Java's
/// form; and no number of more than 19 digits. Its limit is 64 bits of seconds.
fn compare_with_jiff(text: &str, ours: Option<Elapsed>) {
    let is_alike =
        text.starts_with("PT") && text[2..].bytes().all(|b| b"HMS.0123456789".contains(&b));
    let runs = text.split(|c: char| !c.is_ascii_digit());
    if !is_alike || runs.clone().any(|run| run.len() > 18) {
        return;
    }
    let theirs: Option<jiff::SignedDuration> = text.parse().ok();
    let theirs = theirs.and_then(|theirs| i64::try_from(theirs.as_nanos()).ok());
    let of_parts = ["H", "M"]
        .iter()
        .any(|unit| text.split_once(unit).is_some_and(|(before, _)| before.contains('.')));
    if !of_parts {
        assert_eq!(ours.map(Elapsed::nanos), theirs, "{text:?} to jiff");
    }
}

/// What is printed reads as itself, and to jiff as the same.
fn printed(elapsed: Elapsed) {
    let text = elapsed.to_string();
    assert_eq!(Elapsed::parse(&text), Some(elapsed), "{text}");
    let signed = match elapsed.nanos() {
        0.. => text,
        // One minus for all.
        _ => format!("-{}", text.replace('-', "")),
    };
    let theirs: jiff::SignedDuration = signed.parse().expect("jiff reads Java's form");
    assert_eq!(theirs.as_nanos(), i128::from(elapsed.nanos()), "{signed}");
}
