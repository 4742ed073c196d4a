//! Names that repeat, each kept once.
//!
//! In: organisations, people, job and step names, codes. Out: small symbols in their place. A
//! ledger of a hundred thousand jobs names a few hundred things.

use std::hash::BuildHasher;
use std::num::NonZeroU32;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use uuid::Uuid;

use crate::payload::{Id, IdText};

/// A name, by its number. Numbers depend on the order of arrival, so nothing is ever sorted by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(NonZeroU32);

impl Symbol {
    /// The symbol of the name that stands there. 2^32 names of at least one byte do not fit into
    /// memory beside their index.
    fn at(index: usize) -> Symbol {
        let number = u32::try_from(index).ok().and_then(|index| NonZeroU32::MIN.checked_add(index));
        Symbol(number.unwrap_or(NonZeroU32::MAX))
    }

    /// The symbol of the name at a place of a list, of which there are fewer than there are symbols.
    pub(super) fn numbered(number: u32) -> Symbol {
        Symbol::at(number as usize)
    }

    /// Whether it stands for one of the first so many names.
    pub(crate) fn is_below(self, count: usize) -> bool {
        self.index() < count
    }

    /// Where it stands among all names.
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Something for each of some symbols, in a list by their numbers: as quick as a look at one place, and no larger
/// than the names are many.
#[derive(Debug)]
pub(crate) struct BySymbol<T>(Vec<Option<T>>);

impl<T> Default for BySymbol<T> {
    fn default() -> Self {
        BySymbol(Vec::new())
    }
}

impl<T: Copy> BySymbol<T> {
    /// Keeps something for a symbol, in the place of what was kept for it.
    pub fn put(&mut self, symbol: Symbol, value: T) {
        let at = symbol.index();
        if at >= self.0.len() {
            self.0.resize(at + 1, None);
        }
        self.0[at] = Some(value);
    }

    /// What is kept for a symbol.
    pub fn get(&self, symbol: Symbol) -> Option<T> {
        *self.0.get(symbol.index())?
    }

    /// Whether anything is.
    pub fn contains(&self, symbol: Symbol) -> bool {
        self.get(symbol).is_some()
    }

    /// The symbols for which something is kept, in the order of their numbers.
    pub fn symbols(&self) -> impl Iterator<Item = Symbol> {
        let kept = self.0.iter().enumerate().filter(|(_, kept)| kept.is_some());
        kept.map(|(at, _)| Symbol::at(at))
    }
}

impl<T: Copy> FromIterator<(Symbol, T)> for BySymbol<T> {
    fn from_iter<I: IntoIterator<Item = (Symbol, T)>>(all: I) -> Self {
        let mut by_symbol = BySymbol::default();
        all.into_iter().for_each(|(symbol, value)| by_symbol.put(symbol, value));
        by_symbol
    }
}

/// All names of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The texts, one behind the other: most of them are short, and each by itself would take as much
    /// again.
    texts: String,
    /// Where each of them ends.
    ends: Vec<usize>,
    numbers: HashTable<Symbol>,
    hasher: DefaultHashBuilder,
    /// The UUIDs among them, so that each is written out once.
    ids: HashMap<Uuid, Symbol>,
}

impl Names {
    /// The symbol of a name.
    pub fn intern(&mut self, text: &str) -> Symbol {
        self.symbol(text).unwrap_or_else(|| {
            let symbol = self.push(text);
            let Names { texts, ends, numbers, hasher, .. } = self;
            let hash = |symbol: &Symbol| hasher.hash_one(text_of(texts, ends, *symbol));
            numbers.insert_unique(hasher.hash_one(text), symbol, hash);
            symbol
        })
    }

    /// Adds a text behind all others; of two that are called alike the first is found.
    pub(crate) fn add(&mut self, text: &str) -> Symbol {
        match self.symbol(text) {
            Some(_) => self.push(text),
            None => self.intern(text),
        }
    }

    /// Adds a text, be there one like it or not.
    fn push(&mut self, text: &str) -> Symbol {
        let symbol = Symbol::at(self.ends.len());
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        symbol
    }

    /// The symbol of an id: of its UUID where it has one, however it is written.
    pub fn intern_id(&mut self, text: &IdText<'_>) -> Symbol {
        let Some(uuid) = text.id().map(Id::uuid) else { return self.intern(text) };
        if let Some(&symbol) = self.ids.get(&uuid) {
            return symbol;
        }
        let symbol = self.intern(uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        self.ids.insert(uuid, symbol);
        symbol
    }

    /// The symbol of a name that is known.
    pub fn symbol(&self, text: &str) -> Option<Symbol> {
        let is_it = |symbol: &Symbol| self.text(*symbol) == text;
        self.numbers.find(self.hasher.hash_one(text), is_it).copied()
    }

    /// The name of a symbol of this ledger.
    pub fn text(&self, symbol: Symbol) -> &str {
        text_of(&self.texts, &self.ends, symbol)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.ends.len()
    }

    /// All names, in the order of their arrival.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.text(Symbol::at(at)))
    }

    /// Gives other names to those that came first, so many of them. Each stays one of its own.
    pub fn rename(&mut self, first: usize, new: impl Fn(&str) -> String) {
        let mut renamed = Names::default();
        for (at, text) in self.all().enumerate() {
            let text = if at < first { &new(text) } else { text };
            renamed.add(text);
        }
        *self = renamed;
    }

    /// Takes over all names of another ledger; the answer translates its symbols.
    pub fn absorb(&mut self, other: &Names) -> Translation {
        Translation(other.all().map(|text| self.intern(text)).collect())
    }
}

/// The text of a symbol, of texts that end there.
fn text_of<'t>(texts: &'t str, ends: &[usize], symbol: Symbol) -> &'t str {
    let at = symbol.index();
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
    ends.get(at).and_then(|end| texts.get(start..*end)).unwrap_or_default()
}

/// What the symbols of a merged ledger have become.
#[derive(Debug)]
pub struct Translation(Vec<Symbol>);

impl Translation {
    /// The symbol that stands for the same name now.
    pub fn of(&self, symbol: Symbol) -> Symbol {
        self.0.get(symbol.index()).copied().unwrap_or(symbol)
    }
}
