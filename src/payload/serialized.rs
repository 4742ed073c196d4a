//! Values as the serialisers of other programs write them.
//!
//! In: a JSON value that is not written as documented. Out: the moment, duration, number or flag that
//! it can only mean. The service writes one form of each; what polled it, or a database that kept the
//! answer, often writes another. What two people would read differently, `03/04/2026`, is not read. Numbers and
//! flags are read here; moments and durations, which are made of numbers, in files of their own.

mod duration;
mod timestamp;

pub use duration::duration;
pub use timestamp::{Zone, is_unset_time, time};

use crate::payload::Text;
use crate::payload::json::{Members, Node};

/// Billionths, in which all numbers are read: nanoseconds, where they are seconds.
const BILLION: i128 = 1_000_000_000;

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
