//! What a ZIP archive says of an entry: numbers, fields, and names as they were meant.
//!
//! In: the bytes of a directory. Out: the numbers and fields in them, and names: in UTF-8 where a flag or a
//! field says so, or where the archive was made on Unix, and else in the code page of DOS, as the format
//! has it and as `unzip -l` shows it.

use std::borrow::Cow;

use flate2::Crc;

/// The upper half of code page 437.
const UPPER_HALF: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// What is known of a name.
pub(super) struct Name<'a> {
    pub bytes: &'a [u8],
    /// What follows it in the directory.
    pub extra: &'a [u8],
    /// Whether a flag says that it is UTF-8.
    pub is_utf8: bool,
    /// Whether the archive was made on Unix, whose names are bytes.
    pub of_unix: bool,
}

impl Name<'_> {
    /// The name, with bytes that are no text as they are.
    pub fn meant(&self) -> Cow<'_, [u8]> {
        if let Some(name) = self.unicode() {
            return Cow::Borrowed(name);
        }
        if self.is_utf8 || self.of_unix || self.bytes.is_ascii() {
            return Cow::Borrowed(self.bytes);
        }
        let upper: Vec<char> = UPPER_HALF.chars().collect();
        let name = self.bytes.iter().map(|&byte| match byte.checked_sub(128) {
            Some(at) => upper.get(usize::from(at)).copied().unwrap_or('\u{fffd}'),
            None => char::from(byte),
        });
        Cow::Owned(name.collect::<String>().into_bytes())
    }

    /// The same name in UTF-8, in a field of its own, if that is not one of an older name.
    fn unicode(&self) -> Option<&[u8]> {
        let field = extra_field(self.extra, 0x7075)?;
        let (version, rest) = field.split_first()?;
        let (sum, name) = rest.split_at_checked(4)?;
        let mut crc = Crc::new();
        crc.update(self.bytes);
        (*version == 1 && sum == crc.sum().to_le_bytes()).then_some(name)
    }
}

/// One of the extra fields of an entry: 1 holds numbers of 64 bits.
pub(super) fn extra_field(mut extra: &[u8], wanted: u64) -> Option<&[u8]> {
    while let (Some(id), Some(size)) = (number(extra, 0, 2), number(extra, 2, 2)) {
        let end = usize::try_from(4 + size).unwrap_or_default().min(extra.len());
        let (field, rest) = extra.split_at(end);
        if id == wanted {
            return field.get(4..);
        }
        extra = rest;
    }
    None
}

/// A number of so many bytes that stands there, the lowest byte first.
pub(super) fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(size)?)?;
    Some(bytes.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_meant() {
        let mut crc = Crc::new();
        crc.update(b"Gr\x94\xe1e");
        let named =
            |sum: [u8; 4]| [&b"\x75\x70\x0c\x00\x01"[..], &sum, "Größe".as_bytes()].concat();
        let (right, wrong) = (named(crc.sum().to_le_bytes()), named([0; 4]));
        for (bytes, extra, is_utf8, of_unix, expected) in [
            (&b"plain"[..], &b""[..], false, false, "plain"),
            ("Größe".as_bytes(), b"", true, false, "Größe"),
            ("Größe".as_bytes(), b"", false, true, "Größe"),
            (b"Gr\x94\xe1e", b"", false, false, "Größe"),
            (b"Gr\x94\xe1e", &right, false, false, "Größe"),
            (b"Gr\x94\xe1e", &wrong, false, false, "Größe"),
            (b"\x80\xff", b"", false, false, "Ç\u{a0}"),
        ] {
            let name = Name { bytes, extra, is_utf8, of_unix };
            assert_eq!(String::from_utf8_lossy(&name.meant()), expected, "{bytes:?}");
        }
        assert_eq!(UPPER_HALF.chars().count(), 128);
    }
}
