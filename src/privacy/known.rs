//! Who is known: everything that an archive says of people, by what it is.
//!
//! In: names, logins, addresses, numbers and ids, each with the one text that its person is known by. Out: the
//! person whom a word, a number, an address or an id of a text names. All is looked up in tables, so that a
//! hundred thousand people cost no more time for a text than ten.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use uuid::Uuid;

use crate::findings::rule::Rule;
use crate::payload::Id;
use crate::privacy::name_forms::{forms, is_between_words, words};
use crate::privacy::plain::folded;
use crate::reference::error_codes;

/// Somebody who is known, by number.
pub(super) type Known = u32;

/// All who are known.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// The texts that they are known by.
    known_as: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, Known>,
    /// By any text as it stands.
    texts: HashMap<Arc<str>, Known>,
    ids: HashMap<Uuid, Known>,
    addresses: HashMap<String, Known>,
    /// Phone numbers and extensions, by their digits.
    digits: HashMap<String, Known>,
    /// The same by their last digits; nobody where two have the same.
    last_digits: HashMap<String, Option<Known>>,
    /// Names and logins, as words with one blank between them.
    names: HashMap<String, Name>,
    /// By the first word of a name how many words the longest has.
    first_words: HashMap<String, usize>,
}

/// Whom a name means.
#[derive(Clone, Copy, Debug)]
struct Name {
    person: Known,
    /// Whether a file says it so.
    is_said: bool,
}

/// How many of a phone number's last digits are the same with and without what is dialled before them.
const SUBSCRIBER_DIGITS: usize = 9;

/// No name has more words.
const MAX_NAME_WORDS: usize = 8;

impl People {
    /// Makes a text known that means the person who is known by another. What means two people is taken for
    /// somebody of its own.
    pub fn add(&mut self, text: &str, known_as: &str) {
        let mut person = self.number(known_as);
        if self.by_text(text).is_some_and(|known| known != person) {
            person = self.number(text);
        }
        self.texts.insert(text.into(), person);
        let plain = folded(text);
        let plain = plain.trim();
        if let Some(id) = Id::parse(text) {
            self.ids.insert(id.uuid(), person);
        } else if let Ok(uuid) = Uuid::try_parse(plain) {
            self.ids.insert(uuid, person);
        } else if plain.contains('@') {
            self.addresses.insert(plain.to_owned(), person);
            if let Some((name, _)) =
                text.split_once(['<', '(', '[']).filter(|(name, _)| !name.contains('@'))
            {
                self.add_name(name, person);
            }
        } else if plain.chars().all(|c| c.is_ascii_digit() || "+-.()/ ".contains(c)) {
            self.add_number(plain, person);
        } else {
            self.add_name(text, person);
        }
    }

    fn number(&mut self, known_as: &str) -> Known {
        if let Some(&number) = self.numbers.get(known_as) {
            return number;
        }
        let number = u32::try_from(self.known_as.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = known_as.into();
        self.known_as.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    fn add_number(&mut self, text: &str, person: Known) {
        let digits = digits(text);
        if let Some(start) = digits.len().checked_sub(SUBSCRIBER_DIGITS) {
            let entry = self.last_digits.entry(digits[start..].to_owned());
            let entry = entry.or_insert(Some(person));
            *entry = entry.filter(|known| *known == person);
        }
        if digits.len() > 1 {
            self.digits.insert(digits, person);
        }
    }

    fn add_name(&mut self, text: &str, person: Known) {
        let all = forms(text, |word| ordinary_words().contains(word));
        for (form, is_said) in
            all.into_iter().zip(std::iter::once(true).chain(std::iter::repeat(false)))
        {
            let mut words = form.split(' ');
            let Some(first) = words.next().filter(|first| !first.is_empty()) else { continue };
            let count = 1 + words.count();
            if count > MAX_NAME_WORDS {
                continue;
            }
            let longest = self.first_words.entry(first.to_owned()).or_default();
            *longest = count.max(*longest);
            let person = match self.names.get(&form) {
                Some(known) if !is_said && known.is_said => continue,
                // What may be two people is taken for somebody of its own.
                Some(known) if !is_said && known.person != person => self.number(&form),
                _ => person,
            };
            self.names.insert(form, Name { person, is_said });
        }
    }

    /// The text that somebody is known by.
    pub fn known_as(&self, person: Known) -> &str {
        self.known_as.get(person as usize).map_or("", |text| text)
    }

    /// Whom a text means that stands by itself.
    pub fn by_text(&self, text: &str) -> Option<Known> {
        self.texts.get(text).copied()
    }

    pub fn by_id(&self, id: Uuid) -> Option<Known> {
        self.ids.get(&id).copied()
    }

    /// Whom an address in plain characters and lower case means.
    pub fn by_address(&self, address: &str) -> Option<Known> {
        self.addresses.get(address).copied()
    }

    /// Whom the digits of a phone number or an extension mean.
    pub fn by_digits(&self, digits: &str) -> Option<Known> {
        let by_last = || {
            let start = digits.len().checked_sub(SUBSCRIBER_DIGITS)?;
            self.last_digits.get(&digits[start..]).copied().flatten()
        };
        self.digits.get(digits).copied().or_else(by_last)
    }

    /// The names in a part of a text, each with whom it means. One word that is no name in most sentences
    /// is only one where it is said of the person in question.
    pub fn names(
        &self,
        text: &str,
        part: Range<usize>,
        about: Option<Known>,
    ) -> Vec<(Range<usize>, Known)> {
        let mut found: Vec<(Range<usize>, Known)> = Vec::new();
        if self.names.is_empty() {
            return found;
        }
        let words: Vec<Range<usize>> = words(text, part).collect();
        let mut at = 0;
        while at < words.len() {
            match self.name_at(text, &words[at..], about) {
                Some((length, range, person)) => {
                    found.push((range, person));
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The longest name that begins with the first of the words: of how many words, where, and whose.
    fn name_at(
        &self,
        text: &str,
        words: &[Range<usize>],
        about: Option<Known>,
    ) -> Option<(usize, Range<usize>, Known)> {
        let first = words.first()?;
        // The first letter may be that of an escaped line end.
        let is_escaped = text[..first.start].ends_with('\\')
            && text[first.start..first.end].starts_with(['n', 'r', 't']);
        let behind = is_escaped.then_some(first.start + 1);
        [Some(first.start), behind].into_iter().flatten().find_map(|start| {
            let mut name = text[start..first.end].to_lowercase();
            let longest = *self.first_words.get(&name)?;
            let mut found = self.one_word(&name, about).map(|person| (1, start..first.end, person));
            for (nth, word) in words.iter().enumerate().take(longest).skip(1) {
                if !is_between_words(&text[words[nth - 1].end..word.start]) {
                    break;
                }
                name.push(' ');
                name.push_str(&text[word.clone()].to_lowercase());
                if let Some(known) = self.names.get(&name) {
                    found = Some((nth + 1, start..word.end, known.person));
                }
            }
            found
        })
    }

    fn one_word(&self, word: &str, about: Option<Known>) -> Option<Known> {
        let person = self.names.get(word)?.person;
        let is_telling = || word.len() > 2 && !ordinary_words().contains(word);
        (about == Some(person) || is_telling()).then_some(person)
    }
}

/// The digits of a number, without what is dialled before that of a country.
pub(super) fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let national = |prefix: &str| {
        digits.strip_prefix(prefix).filter(|rest| rest.len() >= 8 && !rest.starts_with('0'))
    };
    match national("00").or_else(|| national("011")) {
        Some(rest) => rest.to_owned(),
        None => digits,
    }
}

/// Words that stand in the sentences of the service and of this program, and so name nobody by themselves.
pub(super) fn ordinary_words() -> &'static HashSet<String> {
    static ALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let of_codes = error_codes::all().flat_map(|code| [&*code.summary, &*code.todo]);
        let of_rules = Rule::ALL.iter().map(|rule| rule.summary());
        let all = of_codes.chain(of_rules).chain([OF_PAYLOADS]).map(folded);
        let all = all.collect::<Vec<_>>().join(" ");
        words(&all, 0..all.len()).map(|at| all[at].to_owned()).collect()
    });
    &ALL
}

/// Words of payloads and of reports that those sentences do not have.
const OF_PAYLOADS: &str = "\
    items item name id code message messages errors error impacts impact status state started starting completed \
    failed stopped stopping unknown executing pending total moved failure success row rows counts count user users \
    userid email json csv xlsx har html zip file files folder export archive jobs job step steps execution executions \
    created updated time type errortype itemnumber trackingid key description location locationid response request \
    samples errors impacts moveusers null true false none not and the for with from this that what which www com org net";
