//! People under other names.
//!
//! In: a salt, and whom an archive knows, by any of their names (`known`). Out: a [`Redactor`], which gives each person
//! and number a pseudonym, the same one wherever and however a text names it, and puts them in the place of whoever a
//! text names (`redaction`). A pseudonym is made with a key (HMAC-SHA-256), because whoever guesses an address could
//! else check the guess: without the salt, or the archive itself, nobody can.

mod redaction;

use std::collections::HashSet;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::payload::{Id, hex};
use crate::privacy::known::{Known, People, digits};

/// Gives people and numbers their pseudonyms.
#[derive(Clone, Debug)]
pub struct Redactor {
    key: Hmac<Sha256>,
    people: People,
    /// The UUIDs of what is no person: jobs, organisations, locations, files.
    things: HashSet<Uuid>,
    /// The codes of errors, which are numbers too.
    codes: HashSet<String>,
}

/// How many bytes of a code are in a pseudonym: so many that no two of any number of people are the same.
const PSEUDONYM_BYTES: usize = 12;

impl Redactor {
    /// A redactor whose pseudonyms are those of this salt.
    pub fn new(salt: &[u8]) -> Redactor {
        // A key is as long as a block; a shorter one ends in zeros.
        let mut key = hmac::digest::Key::<Hmac<Sha256>>::default();
        key.iter_mut().zip(Sha256::digest(salt)).for_each(|(key, byte)| *key = byte);
        Redactor {
            key: Hmac::new(&key),
            people: People::default(),
            things: HashSet::new(),
            codes: HashSet::new(),
        }
    }

    /// Makes a name, an id, an address or a number of a person known, who is the same one as `known_as`.
    pub fn know_person(&mut self, name: &str, known_as: &str) {
        self.people.add(name, known_as);
    }

    /// Makes something known that is no person and keeps its id.
    pub fn know_thing(&mut self, id: &str) {
        self.things.extend(Id::parse(id).map(Id::uuid));
    }

    /// Makes the code of an error known, which keeps its digits.
    pub fn know_code(&mut self, code: &str) {
        self.codes.insert(code.to_owned());
    }

    /// Whether that is the id of a person.
    pub fn knows(&self, id: &str) -> bool {
        Id::parse(id).is_some_and(|id| self.people.by_id(id.uuid()).is_some())
    }

    /// The pseudonym of a person, by a text that means nobody else.
    pub fn person(&self, text: &str) -> String {
        let id = Id::parse(text).map(Id::uuid);
        let known = id.and_then(|id| self.people.by_id(id)).or_else(|| self.people.by_text(text));
        let known = known.or_else(|| self.people.by_address(&text.to_lowercase()));
        match (known, id) {
            (Some(known), _) => self.known(known),
            (None, Some(id)) => self.pseudonym("user", &id.to_string()),
            (None, None) => self.pseudonym("user", text),
        }
    }

    fn known(&self, person: Known) -> String {
        self.pseudonym("user", self.people.known_as(person))
    }

    /// The pseudonym of a number, however it is grouped and dialled.
    fn number(&self, text: &str) -> String {
        let digits = digits(text);
        if let Some(person) = self.people.by_digits(&digits) {
            return self.known(person);
        }
        let is_national = digits.len() == 10 && !digits.starts_with(['0', '1']);
        self.pseudonym("number", &if is_national { format!("1{digits}") } else { digits })
    }

    /// A name that is the same for the same thing of a kind.
    fn pseudonym(&self, kind: &str, thing: &str) -> String {
        let mut mac = self.key.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(thing.as_bytes());
        let code = mac.finalize().into_bytes();
        format!("{kind}-{}", hex(&code[..PSEUDONYM_BYTES]))
    }
}
