//! Bytes as digits.
//!
//! In: the bytes of a digest or a code. Out: two small hexadecimal digits for each, as `sha256sum` prints them.

use std::fmt::Write;

/// The digits of bytes.
///
/// ```
/// assert_eq!(jobaudit::payload::hex(&[0, 0x1f, 0xff]), "001fff");
/// ```
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Into memory everything can be written.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}
