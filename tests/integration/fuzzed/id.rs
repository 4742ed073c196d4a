//! Ids against a slow reading of the same words.

use jobaudit::payload::{Id, IdKind};

use super::inputs;
use crate::random::Random;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The most bytes that the text in an id has; region and kind are short.
const LONGEST: usize = 192;

/// An id in either form, often spoilt before or after it was encoded.
pub fn generate(random: &mut Random) -> Vec<u8> {
    let (high, low) = (random.next(), random.next());
    let hex = format!("{high:016x}{low:016x}");
    let mut uuid =
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-").into_bytes();
    if random.one_in(4) {
        uuid.make_ascii_uppercase();
    }
    if random.one_in(8) {
        inputs::spoil(&mut uuid, random, b"0123456789abcdefABCDEFg-{}");
    }
    if random.one_in(4) {
        return uuid;
    }
    let region = random.pick(&["us", "eu", "urn:TEAM:us-east-2_a", "", "\u{e9}"]);
    let kind = random.pick(&["JOB_ID", "PEOPLE", "ORGANIZATION", "LOCATION", "PLACE", "people"]);
    let mut uri = format!("ciscospark://{region}/{kind}/").into_bytes();
    if random.one_in(16) {
        uri.extend(vec![b'x'; random.at(200)]);
    }
    uri.extend(uuid);
    if random.one_in(8) {
        inputs::spoil(&mut uri, random, b"ciscospark:/ABC_\xff\x00");
    }
    let mut text = encode(&uri);
    text.extend(vec![b'='; random.at(4) * usize::from(random.one_in(3))]);
    if random.one_in(4) {
        inputs::spoil(&mut text, random, LETTERS);
    }
    text
}

/// Reads a text as an id, and bytes as what one is made of.
pub fn check(data: &[u8]) {
    read(&String::from_utf8_lossy(data));
    let encoded = encode(data);
    read(std::str::from_utf8(&encoded).expect("letters"));
}

fn read(text: &str) {
    let read = Id::parse(text);
    let expected = match bare(text) {
        Some(uuid) => Some((uuid, None)),
        None => decode(text).and_then(|uri| parts(&uri)).map(|(uuid, kind)| (uuid, Some(kind))),
    };
    assert_eq!(read.map(|id| (u128::from_be_bytes(id.bytes()), id.kind())), expected, "{text:?}");
    if let Some(id) = read {
        let bare = id.to_string();
        assert_eq!(bare, bare.to_ascii_lowercase());
        let again = Id::parse(&bare).expect("a bare UUID");
        assert_eq!((again.bytes(), again.kind()), (id.bytes(), None), "{text:?}");
    }
}

/// Eight, four, four, four and twelve hexadecimal digits.
fn bare(text: &str) -> Option<u128> {
    let groups: Vec<&str> = text.split('-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    (lengths == [8, 4, 4, 4, 12] && groups.iter().all(is_hex))
        .then(|| u128::from_str_radix(&groups.concat(), 16).expect("hexadecimal digits"))
}

fn parts(uri: &[u8]) -> Option<(u128, IdKind)> {
    let uri = std::str::from_utf8(uri).ok()?;
    let parts: Vec<&str> = uri.split('/').collect();
    let ["ciscospark:", "", region, kind, uuid] = parts[..] else { return None };
    if region.is_empty() || kind.is_empty() || uri.len() > LONGEST {
        return None;
    }
    let kind = match kind {
        "JOB_ID" => IdKind::Job,
        "PEOPLE" => IdKind::Person,
        "ORGANIZATION" => IdKind::Organization,
        "LOCATION" => IdKind::Location,
        _ => IdKind::Other,
    };
    Some((bare(uuid)?, kind))
}

/// Bit by bit; padding may be absent or a part of what is due, and what is left over is zero.
fn decode(text: &str) -> Option<Vec<u8>> {
    let letters = text.trim_end_matches('=');
    let due = [0, 0, 2, 1][letters.len() % 4];
    if letters.len() % 4 == 1 || text.len() - letters.len() > due {
        return None;
    }
    let mut bits = Vec::new();
    for letter in letters.bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1));
    }
    let (bytes, rest) = bits.split_at(bits.len() / 8 * 8);
    if rest.contains(&1) {
        return None;
    }
    let byte = |bits: &[usize]| bits.iter().fold(0, |byte, bit| byte << 1 | *bit as u8);
    Some(bytes.chunks(8).map(byte).collect())
}

fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut bits: Vec<u8> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    bits.resize(bits.len().next_multiple_of(6), 0);
    let letter =
        |bits: &[u8]| LETTERS[bits.iter().fold(0, |value, bit| value << 1 | usize::from(*bit))];
    bits.chunks(6).map(letter).collect()
}
