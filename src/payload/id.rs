//! The ids of Webex: who, what and where.
//!
//! In: an id as a payload writes it, base64url of `ciscospark://<region>/<KIND>/<uuid>` or the bare
//! UUID. Out: the UUID, by which people know a job, and the kind where the id tells it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
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
        Id::of_uri(&buffer[..length])
    }

    /// Reads an id in either form, or in another one that programs and people make of them: without hyphens, in
    /// braces or quotes, as the URI that it stands for, escaped for a URL.
    pub fn read(text: &str) -> Option<Id> {
        Id::parse(text).or_else(|| Id::spelled(text))
    }

    /// The ids in a name: what stands in it by itself, then UUIDs wherever they are.
    pub fn within(name: &str) -> impl Iterator<Item = Id> {
        let parts = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        // A UUID has its first hyphen behind eight digits.
        let hyphens = memchr::memchr_iter(b'-', name.as_bytes());
        let starts = hyphens.filter_map(|at| at.checked_sub(8));
        let windows = starts.filter_map(|at| name.get(at..at + UUID_LENGTH)).filter_map(hyphenated);
        parts.filter_map(Id::parse).chain(windows.map(|uuid| Id { uuid, kind: None }))
    }

    /// Most texts that name somebody are none, so that what is short or without any mark of one costs nothing.
    fn spelled(text: &str) -> Option<Id> {
        if !(SIMPLE_UUID_LENGTH..=MAX_SPELLED_BYTES).contains(&text.len()) {
            return None;
        }
        let bare = text.trim().trim_matches(['{', '}', '<', '>', '(', ')', '"', '\'']);
        let bare = match bare.split_at_checked(URN.len()) {
            Some((urn, rest)) if urn.eq_ignore_ascii_case(URN) => rest,
            _ => bare,
        };
        let plain = match memchr::memchr(b'%', bare.as_bytes()) {
            Some(_) => percent_decode_str(bare).decode_utf8().ok()?,
            None => Cow::Borrowed(bare),
        };
        if plain.len() == SIMPLE_UUID_LENGTH {
            return Uuid::try_parse(&plain).ok().map(|uuid| Id { uuid, kind: None });
        }
        // As it is it was looked at before.
        let changed = || (*plain != *text).then(|| Id::parse(&plain)).flatten();
        Id::of_uri(plain.as_bytes()).or_else(changed)
    }

    /// Reads what an id stands for, `ciscospark://<region>/<KIND>/<uuid>`.
    fn of_uri(uri: &[u8]) -> Option<Id> {
        let rest = uri.strip_prefix(b"ciscospark://")?;
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

/// How many characters 8-4-4-4-12 are, and how many without the hyphens.
const UUID_LENGTH: usize = 36;
const SIMPLE_UUID_LENGTH: usize = 32;

/// What may stand before a UUID.
const URN: &str = "urn:uuid:";

/// Longer than any id, however it is escaped.
const MAX_SPELLED_BYTES: usize = 300;

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
    is_usual: bool,
}

impl IdText<'_> {
    /// The id; none where the text is none.
    pub fn id(&self) -> Option<Id> {
        self.id
    }

    /// Whether it is written in one of the documented forms.
    pub fn is_usual(&self) -> bool {
        self.is_usual
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
        let usual = Id::parse(&text);
        IdText { id: usual.or_else(|| Id::spelled(&text)), is_usual: usual.is_some(), text }
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
    fn an_id_is_known_however_programs_and_people_write_it() {
        let uri = format!("ciscospark://us/JOB_ID/{UUID}");
        let id = encoded(&uri);
        for text in [
            UUID.replace('-', ""),
            format!("{{{UUID}}}"),
            format!("urn:uuid:{UUID}"),
            format!("URN:UUID:{UUID}"),
            format!(" {id}\n"),
            format!("\"{id}\""),
            format!("{id}%3D"),
            uri.replace(':', "%3A").replace('/', "%2F"),
            uri,
        ] {
            assert_eq!(Id::parse(&text), None, "{text:?}");
            let read = Id::read(&text).map(|id| id.to_string());
            assert_eq!(read.as_deref(), Some(UUID), "{text:?}");
        }
        for text in ["x".repeat(32), format!("{UUID}0"), "%FF".repeat(12), "é".repeat(30)] {
            assert_eq!(Id::read(&text), None, "{text:?}");
        }
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
