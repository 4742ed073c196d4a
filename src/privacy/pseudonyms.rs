//! People under other names.
//!
//! In: a text of an archive. Out: the same, with pseudonyms in the place of user ids, e-mail addresses
//! and phone numbers, and of all numbers in the words of errors, which name extensions. The same
//! person has the same pseudonym wherever and however a text names it. A pseudonym is made with a key
//! (HMAC-SHA-256), because whoever guesses an address could else check the guess: without the salt, or
//! the archive itself, nobody can.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::payload::{ErrorRecord, Id, IdKind, hyphenated};
use crate::reference::error_codes;

/// Gives people and numbers their pseudonyms.
#[derive(Clone, Debug)]
pub struct Redactor {
    key: [u8; 32],
    /// Everybody who is known, in lower case, by the name under which all others of theirs go.
    people: HashMap<String, String>,
    /// The UUIDs of what is no person: jobs, organisations, locations, files.
    things: HashSet<String>,
    /// The codes of errors, which are numbers too.
    codes: HashSet<String>,
}

impl Redactor {
    /// A redactor whose pseudonyms are those of this salt.
    pub fn new(salt: &[u8]) -> Redactor {
        Redactor {
            key: Sha256::digest(salt).into(),
            people: HashMap::new(),
            things: HashSet::new(),
            codes: HashSet::new(),
        }
    }

    /// Makes a person known, who is the same one as `as_known`.
    pub fn know_person(&mut self, name: &str, as_known: &str) {
        self.people.insert(name.to_lowercase(), as_known.to_lowercase());
    }

    /// Makes something known that is no person and keeps its id.
    pub fn know_thing(&mut self, id: &str) {
        self.things.insert(id.to_lowercase());
    }

    /// Makes the code of an error known, which keeps its digits.
    pub fn know_code(&mut self, code: &str) {
        self.codes.insert(code.to_owned());
    }

    /// Whether that is somebody's name.
    pub fn knows(&self, name: &str) -> bool {
        self.people.contains_key(name)
    }

    /// The pseudonym of a person.
    pub fn person(&self, name: &str) -> String {
        let name = Id::parse(name).map_or_else(|| name.to_lowercase(), |id| id.to_string());
        let known = self.people.get(&name).unwrap_or(&name);
        format!("user-{}", self.digits("user", known))
    }

    /// The same digits for the same thing of a kind.
    fn digits(&self, kind: &str, thing: &str) -> String {
        // A key of any length will do.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return String::new() };
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(thing.as_bytes());
        let code = mac.finalize().into_bytes();
        code.iter().take(5).map(|byte| format!("{byte:02x}")).collect()
    }

    /// A text with pseudonyms. With `strict`, ids of which nobody knows what they are of get one too,
    /// as is right for what a broken payload holds.
    pub fn text<'t>(&self, text: &'t str, strict: bool) -> Cow<'t, str> {
        // A name may be spelled as JSON or a URL allows.
        let plain = unescaped(text);
        let mut shown = String::with_capacity(plain.len());
        let mut in_words = false;
        // A name stands between marks; what else is looked for holds none of them.
        for part in plain.split_inclusive(is_mark) {
            let body = part.trim_end_matches(is_mark);
            in_words |= ErrorRecord::tag(body.trim_start_matches(['\\', '"'])).is_some();
            let name = body.trim();
            if self.people.contains_key(&name.to_lowercase()) && Id::parse(name).is_none() {
                shown.push_str(&body.replacen(name, &self.person(name), 1));
            } else {
                self.words(body, strict, in_words, &mut shown);
            }
            let mark = &part[body.len()..];
            in_words &= mark != "\"" && mark != "\n";
            shown.push_str(mark);
        }
        if shown == plain { Cow::Borrowed(text) } else { Cow::Owned(shown) }
    }

    fn words(&self, text: &str, strict: bool, in_words: bool, shown: &mut String) {
        let is_part = |c: char| c.is_alphanumeric() || "._%+-@~…'".contains(c);
        let mut rest = text;
        while let Some(start) = rest.find(is_part) {
            let (before, from) = rest.split_at(start);
            shown.push_str(before);
            let phone = phone_number(from);
            let end = phone.unwrap_or_else(|| from.find(|c| !is_part(c)).unwrap_or(from.len()));
            let (word, after) = from.split_at(end);
            // What an id says of itself when it is read.
            let strict = strict || shown.ends_with("/PEOPLE/");
            if phone.is_some() {
                shown.push_str(&self.number(word));
            } else {
                shown.push_str(&self.word(word, strict, in_words));
            }
            rest = after;
        }
        shown.push_str(rest);
    }

    /// The pseudonym of a number, however it is grouped.
    fn number(&self, text: &str) -> String {
        let plain: String = text.chars().filter(char::is_ascii_digit).collect();
        format!("number-{}", self.digits("number", &plain))
    }

    fn word<'t>(&self, word: &'t str, strict: bool, in_words: bool) -> Cow<'t, str> {
        // What is cut in the middle cannot be told from a part of an id or an address.
        if word.contains('…') {
            let long = |part: &str| part.chars().count() > 5;
            return match word.split('…').any(long) {
                true => "…".into(),
                false => word.into(),
            };
        }
        let core = word.trim_matches(['.', '-', '\'']);
        if core.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
            return word.replacen(core, &self.person(core), 1).into();
        }
        if let Some(id) = Id::parse(core).filter(|_| hyphenated(core).is_none()) {
            let is_person =
                id.kind() == Some(IdKind::Person) || self.people.contains_key(&id.to_string());
            let unknown = strict
                && !matches!(
                    id.kind(),
                    Some(IdKind::Job | IdKind::Organization | IdKind::Location)
                );
            return if is_person || unknown { self.person(core).into() } else { word.into() };
        }
        let digits = core.bytes().filter(u8::is_ascii_digit).count();
        let is_number = core.chars().all(|c| c.is_ascii_digit() || "+-.".contains(c));
        if is_number && in_words && digits >= 2 && !self.is_code(core) {
            return word.replacen(core, &self.number(core), 1).into();
        }
        self.uuids(word, strict)
    }

    fn is_code(&self, text: &str) -> bool {
        self.codes.contains(text) || error_codes::lookup(text).is_some()
    }

    /// A word with pseudonyms for the UUIDs in it that are people's.
    fn uuids<'t>(&self, word: &'t str, strict: bool) -> Cow<'t, str> {
        const LENGTH: usize = 36;
        let mut shown = String::new();
        let (mut from, mut at) = (0, 0);
        while let Some(window) = word.as_bytes().get(at..at + LENGTH) {
            let uuid = std::str::from_utf8(window).ok().and_then(hyphenated);
            let Some(uuid) = uuid.map(|uuid| uuid.to_string()) else {
                at += 1;
                continue;
            };
            let person = self.people.contains_key(&uuid);
            if person || strict && !self.things.contains(&uuid) {
                shown.push_str(&word[from..at]);
                shown.push_str(&self.person(&uuid));
                from = at + LENGTH;
            }
            at += LENGTH;
        }
        if from == 0 {
            return word.into();
        }
        shown.push_str(&word[from..]);
        shown.into()
    }
}

/// What stands around a name in our own sentences, in JSON and in tables.
fn is_mark(c: char) -> bool {
    matches!(c, '`' | '"' | ',' | ';' | '\t' | '\n')
}

/// How long the phone number is that a text begins with: a plus sign and seven digits or more, in
/// groups or not.
fn phone_number(text: &str) -> Option<usize> {
    let number = text.strip_prefix('+')?;
    let end = number.find(|c: char| !(c.is_ascii_digit() || " .-()/".contains(c)));
    let number =
        number[..end.unwrap_or(number.len())].trim_end_matches([' ', '.', '-', '(', ')', '/']);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (number.starts_with(|c: char| c.is_ascii_digit()) && digits >= 7).then_some(1 + number.len())
}

/// A text without the escapes of JSON and of URLs that stand for characters of names and addresses.
fn unescaped(text: &str) -> Cow<'_, str> {
    let spelled = |text: &str| {
        let (digits, length) = match text.strip_prefix('%') {
            Some(rest) => (rest.get(..2)?, 3),
            None => (text.strip_prefix("\\u")?.get(..4)?, 6),
        };
        let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        (c.is_alphanumeric() || "@+-._~'".contains(c)).then_some((c, length))
    };
    if !text.contains(['%', '\\']) {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(c) = text[at..].chars().next() {
        let (c, length) = spelled(&text[at..]).unwrap_or((c, c.len_utf8()));
        plain.push(c);
        at += length;
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let mut redactor = Redactor::new(b"salt");
        redactor.know_person("Ann@Example.com", "52efdff9-9db6-438d-9b96-638365789353");
        redactor.know_person(
            "52efdff9-9db6-438d-9b96-638365789353",
            "52efdff9-9db6-438d-9b96-638365789353",
        );
        redactor.know_person("Bob Builder", "Bob Builder");
        redactor.know_thing("131d985d-be8a-4728-b360-630c50151271");
        redactor
    }

    #[test]
    fn the_same_person_has_the_same_name_however_it_is_written() {
        let redactor = redactor();
        let ann = redactor.person("ann@example.com");
        let person =
            "Y2lzY29zcGFyazovL3VzL1BFT1BMRS81MmVmZGZmOS05ZGI2LTQzOGQtOWI5Ni02MzgzNjU3ODkzNTM";
        for name in ["ANN@example.com", "52EFDFF9-9db6-438d-9b96-638365789353", person] {
            assert_eq!(redactor.person(name), ann);
            assert_eq!(
                redactor.text(&format!("the user `{name}`."), false),
                format!("the user `{ann}`.")
            );
            assert_eq!(redactor.text(&format!("<{name}>, x"), false), format!("<{ann}>, x"));
        }
        assert_ne!(redactor.person("bob builder"), ann);
        assert_ne!(Redactor::new(b"other").person("ann@example.com"), ann);
        assert!(ann.starts_with("user-") && ann.len() == 15, "{ann}");
    }

    #[test]
    fn what_names_nobody_stays() {
        let redactor = redactor();
        for text in [
            "names 4 users with errors, the job says 5 failed",
            "ended at 2026-02-14T06:30:50.498Z, before it started at 2026-02-14T06:30:50.908Z",
            "archive/131d985d-be8a-4728-b360-630c50151271.json:12:5 /items/0/id",
            "`PT2,5S` is read as PT2.5S",
            "code `25399` in 1 row is not in the catalogue",
            "[Error 4202] The extension is taken",
            "\"instanceId\": 885225,",
            "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE",
            "samples/2026-02/wave-1.json",
            "a…b",
        ] {
            assert_eq!(redactor.text(text, true), text);
        }
    }

    #[test]
    fn numbers_and_unknown_ids_are_hidden_where_they_may_be_somebodys() {
        let redactor = redactor();
        for (text, hidden) in [
            ("[Error 4202] Assigned to a user: 7593.", "7593"),
            (
                "\"description\": \"[Error 27966] Phone number +12025550126 is not\", \"x\": 1",
                "2025550126",
            ),
            ("call +1202555-0126 now", "555"),
            ("user Bob, `Bob Builder` and ann\\u0040example.com", "Builder"),
            ("user ann\\u0040example.com", "example"),
            ("user \\u0061\\u006en%40example.com", "example"),
            ("user o'hara@example.com", "o'"),
            ("call +1 (202) 555-0126 now", "555"),
            ("ciscospark://us/PEOPLE/1b7d985d-be8a-4728-b360-630c50151271", "1b7d985d"),
            ("\"sourceUserId\": \"0b7d985d-be8a-4728-b360-630c50151271\"", "0b7d985d"),
            ("…30c50151271\"}", "30c5"),
            ("`Y2lzY29zcGFyazovL3VzL1BFT1BM…`", "Y2lz"),
        ] {
            let shown = redactor.text(text, true);
            assert!(!shown.contains(hidden), "{shown}");
        }
        let shown = redactor.text("\"[Error 4202] user: 7593\",\"count\":7593", false);
        assert!(shown.ends_with("\"count\":7593"), "{shown}");
    }
}
