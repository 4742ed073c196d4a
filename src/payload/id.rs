//! The ids of Webex: who, what and where.
//!
//! In: an id as a payload writes it, base64url of `ciscospark://<region>/<KIND>/<uuid>` or the bare
//! UUID. Out: the UUID, by which people know a job, and the kind where the id tells it.

use std::fmt;
use std::ops::Deref;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Deserialize, Deserializer};
use uuid::Uuid;

use crate::payload::Text;

/// Written without padding; what somebody padded is read all the same.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How every id begins that is not a bare UUID: base64url of `ciscospark:/`.
pub(crate) const ID_BEGINNING: &str = "Y2lzY29zcGFyazov";

/// An id whose UUID is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    uuid: Uuid,
    kind: Option<IdKind>,
}

/// What an id says it is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdKind {
    /// `JOB_ID`
    Job,
    /// `PEOPLE`
    Person,
    /// `ORGANIZATION`
    Organization,
    /// `LOCATION`
    Location,
    /// Any other kind.
    Other,
}

impl Id {
    /// Reads an id in either form; none where it is neither.
    ///
    /// ```
    /// use jobaudit::payload::{Id, IdKind};
    /// let id = Id::parse("Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE");
    /// let id = id.expect("the documented job id");
    /// assert_eq!(id.kind(), Some(IdKind::Job));
    /// assert_eq!(id.to_string(), "131d985d-be8a-4728-b360-630c50151271");
    /// ```
    pub fn parse(text: &str) -> Option<Id> {
        if let Some(uuid) = hyphenated(text) {
            return Some(Id { uuid, kind: None });
        }
        if !text.starts_with(ID_BEGINNING) {
            return None;
        }
        // Region and kind are short; a longer text is no id.
        let mut buffer = [0; 192];
        let length =
            decode(text, &mut buffer).or_else(|| BASE64URL.decode_slice(text, &mut buffer).ok())?;
        let rest = buffer[..length].strip_prefix(b"ciscospark://")?;
        let (rest, uuid) = rest.split_at_checked(rest.len().checked_sub(UUID_LENGTH)?)?;
        let rest = rest.strip_suffix(b"/")?;
        let (region, kind) = rest.split_at(memchr::memchr(b'/', rest)?);
        let kind = match &kind[1..] {
            b"JOB_ID" => IdKind::Job,
            b"PEOPLE" => IdKind::Person,
            b"ORGANIZATION" => IdKind::Organization,
            b"LOCATION" => IdKind::Location,
            kind if kind.is_empty() || kind.contains(&b'/') => return None,
            _ => IdKind::Other,
        };
        if region.is_empty() || std::str::from_utf8(rest).is_err() {
            return None;
        }
        let uuid = Uuid::try_parse_ascii(uuid).ok()?;
        Some(Id { uuid, kind: Some(kind) })
    }

    /// The bytes of the UUID.
    pub fn bytes(self) -> [u8; 16] {
        self.uuid.into_bytes()
    }

    pub(crate) fn uuid(self) -> Uuid {
        self.uuid
    }

    /// The kind; none for a bare UUID, which does not tell.
    pub fn kind(self) -> Option<IdKind> {
        self.kind
    }
}

/// The bytes that a text in base64url stands for, and how many they are; none where it is too long, padded
/// or anything that is not at once seen to be plain. Four ids stand in every payload, and to make
/// sure of all that a general decoder cares for takes longer than the rest of reading one.
fn decode(text: &str, buffer: &mut [u8; 192]) -> Option<usize> {
    let (whole, rest) = text.as_bytes().as_chunks::<4>();
    let threes = buffer.as_chunks_mut::<3>().0;
    // One is left for the rest.
    let (decoded, of_rest) = threes.split_at_mut_checked(whole.len())?;
    let last = of_rest.first_mut()?;
    let mut all = 0;
    for (four, three) in whole.iter().zip(decoded) {
        let bits = bits_of(*four);
        all |= bits;
        [_, three[0], three[1], three[2]] = bits.to_be_bytes();
    }
    let of_rest = match rest {
        [] => 0,
        [_] => return None,
        _ => rest.len() - 1,
    };
    if of_rest > 0 {
        let mut four = [b'A'; 4];
        four[..rest.len()].copy_from_slice(rest);
        let bits = bits_of(four);
        all |= bits;
        // What is left of the last character must say nothing.
        let [_, bytes @ ..] = bits.to_be_bytes();
        let (bytes, unused) = bytes.split_at(of_rest);
        last[..of_rest].copy_from_slice(bytes);
        all |= if unused.iter().all(|byte| *byte == 0) { 0 } else { NO_DIGIT };
    }
    (all < NO_DIGIT).then_some(3 * whole.len() + of_rest)
}

/// The 24 bits that four characters stand for.
#[inline]
fn bits_of([a, b, c, d]: [u8; 4]) -> u32 {
    let bits = |byte: u8, place: usize| BITS[place][usize::from(byte)];
    bits(a, 0) | bits(b, 1) | bits(c, 2) | bits(d, 3)
}

/// What stands for a byte that is no character of base64url. No three bytes have this bit.
const NO_DIGIT: u32 = 1 << 24;

/// The bits of each character at each of four places.
static BITS: [[u32; 256]; 4] = {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bits, mut place) = ([[NO_DIGIT; 256]; 4], 0);
    while place < bits.len() {
        let mut value = 0;
        while value < DIGITS.len() {
            bits[place][DIGITS[value] as usize] = (value as u32) << (18 - 6 * place);
            value += 1;
        }
        place += 1;
    }
    bits
};

/// How many characters 8-4-4-4-12 are.
const UUID_LENGTH: usize = 36;

/// A UUID in its one usual form, 8-4-4-4-12, in either case.
pub(crate) fn hyphenated(text: &str) -> Option<Uuid> {
    (text.len() == UUID_LENGTH).then(|| Uuid::try_parse(text).ok()).flatten()
}

impl IdKind {
    /// In words, with an article.
    pub fn name(self) -> &'static str {
        match self {
            IdKind::Job => "a job",
            IdKind::Person => "a person",
            IdKind::Organization => "an organisation",
            IdKind::Location => "a location",
            IdKind::Other => "something else",
        }
    }
}

impl fmt::Display for Id {
    /// The UUID in lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.hyphenated().fmt(f)
    }
}

/// An id as a payload writes it, read once: the rules and the ledger both ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdText<'a> {
    text: Text<'a>,
    id: Option<Id>,
}

impl IdText<'_> {
    /// The id; none where the text is none.
    pub fn id(&self) -> Option<Id> {
        self.id
    }
}

impl Deref for IdText<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

impl<'a> From<Text<'a>> for IdText<'a> {
    fn from(text: Text<'a>) -> IdText<'a> {
        IdText { id: Id::parse(&text), text }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for IdText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<IdText<'a>, D::Error> {
        Text::deserialize(deserializer).map(IdText::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "131d985d-be8a-4728-b360-630c50151271";

    fn encoded(uri: &str) -> String {
        BASE64URL.encode(uri).trim_end_matches('=').to_owned()
    }

    #[test]
    fn every_kind_is_told_apart() {
        for (kind, expected) in [
            ("JOB_ID", IdKind::Job),
            ("PEOPLE", IdKind::Person),
            ("ORGANIZATION", IdKind::Organization),
            ("LOCATION", IdKind::Location),
            ("PLACE", IdKind::Other),
            ("people", IdKind::Other),
        ] {
            for region in ["us", "eu", "urn:TEAM:us-east-2_a"] {
                let id = Id::parse(&encoded(&format!("ciscospark://{region}/{kind}/{UUID}")))
                    .expect(kind);
                assert_eq!((id.kind(), id.to_string().as_str()), (Some(expected), UUID));
            }
        }
    }

    #[test]
    fn a_bare_uuid_is_an_id_of_no_stated_kind() {
        for text in [UUID.to_owned(), UUID.to_uppercase()] {
            let id = Id::parse(&text).expect("a UUID");
            assert_eq!((id.kind(), id.to_string().as_str()), (None, UUID));
        }
    }

    #[test]
    fn what_is_decoded_at_once_is_what_the_general_decoder_reads() {
        let whole = encoded(&format!("ciscospark://us/PEOPLE/{UUID}"));
        let mut texts = vec![String::new(), "A".repeat(256), "A".repeat(257), "A".repeat(258)];
        for end in 0..whole.len() {
            for last in ["", "A", "B", "Q", "-", "_", "+", "/", "=", "==", " ", "\n", "é"] {
                texts.push(format!("{}{last}", &whole[..end]));
            }
        }
        for text in texts {
            let (mut one, mut other) = ([0; 192], [0; 192]);
            let Some(length) = decode(&text, &mut one) else { continue };
            let expected = BASE64URL.decode_slice(&text, &mut other).expect("the same");
            assert_eq!(one[..length], other[..expected], "{text}");
        }
        assert!(decode(&whole, &mut [0; 192]).is_some());
    }

    #[test]
    fn padding_is_tolerated() {
        let text = format!("{}==", encoded(&format!("ciscospark://us/PEOPLE/{UUID}")));
        let stripped = text.trim_end_matches('=');
        assert_eq!(Id::parse(stripped).map(Id::kind), Some(Some(IdKind::Person)));
        let short = format!("ciscospark://u/JOB_ID/{UUID}");
        let padded = BASE64URL.encode(short);
        assert!(Id::parse(&padded).is_some(), "{padded}");
    }

    #[test]
    fn what_is_neither_is_no_id() {
        let uri = |text: &str| encoded(text);
        for text in [
            String::new(),
            "job-42".into(),
            UUID.replace('-', ""),
            format!("{{{UUID}}}"),
            format!("urn:uuid:{UUID}"),
            format!("{UUID} "),
            UUID[..35].into(),
            format!("{}g", &UUID[..35]),
            uri(&format!("ciscospark://us/JOB_ID/{UUID}/more")),
            uri(&format!("ciscospark:///JOB_ID/{UUID}")),
            uri(&format!("ciscospark://us//{UUID}")),
            uri("ciscospark://us/JOB_ID/"),
            uri("ciscospark://us/JOB_ID"),
            uri("ciscospark://us/JOB_ID/not-a-uuid"),
            uri(&format!("https://us/JOB_ID/{UUID}")),
            uri(&format!("CISCOSPARK://us/JOB_ID/{UUID}")),
            uri(&"x".repeat(500)),
            "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE\n"
                .into(),
            "//8A".into(),
            "\u{e9}t\u{e9}".into(),
        ] {
            assert_eq!(Id::parse(&text), None, "{text:?}");
        }
    }
}
