//! Who is who, and what ids are called.
//!
//! In: which texts files say of one person, such as an id beside an address, and the names of ids. Out:
//! for each of these texts the one that the person is known by everywhere: an id where there is one, else
//! an address, a number, a name. A text that stands beside two people tells nobody.

use hashbrown::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use crate::ledger::Title;
use crate::ledger::interner::{BySymbol, Names, Symbol};
use crate::ledger::saved::sorted;
use crate::payload::Id;

/// Who is who.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Identities {
    /// By an address, number or name, who it is.
    #[serde(with = "sorted")]
    known_as: HashMap<Symbol, Symbol>,
    #[serde(with = "sorted")]
    emails: HashMap<Symbol, Symbol>,
    /// Of people.
    #[serde(with = "sorted")]
    names: HashMap<Symbol, Symbol>,
    /// Of organisations and locations.
    #[serde(with = "sorted")]
    things: HashMap<Symbol, Symbol>,
    /// All that files say of people, also what tells nobody.
    #[serde(with = "sorted")]
    texts: HashSet<Symbol>,
}

/// How well a text tells a person; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Telling {
    Id,
    Address,
    Number,
    Name,
}

impl Telling {
    pub fn of(text: &str) -> Telling {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let is_number = |c: char| c.is_ascii_digit() || "+-.() ".contains(c);
        if Id::parse(text).is_some() {
            Telling::Id
        } else if text.contains('@') {
            Telling::Address
        } else if digits > 2 && text.chars().all(is_number) {
            Telling::Number
        } else {
            Telling::Name
        }
    }
}

impl Identities {
    /// Puts together what files say: texts of one person, in pairs, and names of ids.
    pub(super) fn of(
        pairs: &HashSet<(Symbol, Symbol)>,
        titles: &HashSet<Title>,
        names: &Names,
    ) -> Identities {
        let mut all = Identities::default();
        all.texts.extend(pairs.iter().flat_map(|&(one, other)| [one, other]));
        let of_people = titles.iter().filter(|title| title.is_person);
        all.texts.extend(of_people.map(|title| title.name));
        let mut by_telling: [Vec<(Symbol, Symbol)>; 4] = Default::default();
        for &(one, other) in pairs {
            let (a, b) = (Telling::of(names.text(one)), Telling::of(names.text(other)));
            // Of two texts the one that tells less leads to the one that tells more.
            if a > b {
                by_telling[a as usize].push((one, other));
            } else if b > a {
                by_telling[b as usize].push((other, one));
            }
        }
        for pairs in &by_telling {
            let mut found: HashMap<Symbol, Option<Symbol>> = HashMap::new();
            for (text, of) in pairs {
                let person = all.person(*of);
                let known = found.entry(*text).or_insert(Some(person));
                *known = known.filter(|known| *known == person);
            }
            let found = found.into_iter().filter_map(|(text, person)| Some((text, person?)));
            all.known_as.extend(found);
        }
        for &(address, _) in &by_telling[Telling::Address as usize] {
            if let Some(&person) = all.known_as.get(&address) {
                keep_first(&mut all.emails, person, address, names);
            }
        }
        // What is given counts, and else what files say.
        let given = titles.iter().filter(|title| title.is_given).map(|title| title.id);
        let given: HashSet<Symbol> = given.collect();
        let is_told = |title: &&Title| title.is_given || !given.contains(&title.id);
        for &Title { id, name, is_person, .. } in titles.iter().filter(is_told) {
            match is_person {
                true => keep_first(
                    &mut all.names,
                    all.known_as.get(&id).copied().unwrap_or(id),
                    name,
                    names,
                ),
                false => keep_first(&mut all.things, id, name, names),
            }
        }
        all
    }

    /// The text that a person is known by everywhere.
    pub(super) fn person(&self, text: Symbol) -> Symbol {
        self.known_as.get(&text).copied().unwrap_or(text)
    }

    /// A person's e-mail address; none where that is all that the person is known by.
    pub fn email(&self, person: Symbol) -> Option<Symbol> {
        self.emails.get(&person).copied()
    }

    /// The name of a person.
    pub fn name(&self, person: Symbol) -> Option<Symbol> {
        self.names.get(&person).copied()
    }

    /// The name of an organisation or a location.
    pub fn thing(&self, id: Symbol) -> Option<Symbol> {
        self.things.get(&id).copied()
    }

    /// Leaves only what is known of these.
    pub(super) fn retain(&mut self, used: &BySymbol<()>) {
        self.known_as.retain(|_, person| used.contains(*person));
        self.emails.retain(|person, _| used.contains(*person));
        self.names.retain(|person, _| used.contains(*person));
        self.things.retain(|id, _| used.contains(*id));
        let known = &self.known_as;
        self.texts.retain(|text| used.contains(*text) || known.contains_key(text));
    }

    /// Leaves nothing of people.
    pub(super) fn forget_people(&mut self) {
        (self.known_as, self.emails, self.names) = Default::default();
        self.texts = HashSet::new();
    }

    /// All texts that files say of people, with the text that each person is known by.
    pub(super) fn people(&self) -> impl Iterator<Item = (Symbol, Symbol)> {
        let names = self.names.iter().map(|(person, name)| (*name, *person));
        // What a person is called need not be said by a pair of texts.
        let called: HashSet<Symbol> = self.names.values().copied().collect();
        let is_new =
            move |text: &&Symbol| self.known_as.contains_key(*text) || !called.contains(*text);
        let texts = self.texts.iter().filter(is_new).map(|text| (*text, self.person(*text)));
        names.chain(texts)
    }
}

/// Of several values the first by its text, so that the order of arrival means nothing.
fn keep_first(map: &mut HashMap<Symbol, Symbol>, key: Symbol, value: Symbol, names: &Names) {
    let kept = map.entry(key).or_insert(value);
    if names.text(value) < names.text(*kept) {
        *kept = value;
    }
}
