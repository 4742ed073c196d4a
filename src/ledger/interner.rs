//! Names that repeat, each kept once.
//!
//! In: organisations, people, job and step names, codes. Out: small symbols in their place. A
//! ledger of a hundred thousand jobs names a few hundred things.

use std::num::NonZeroU32;
use std::sync::Arc;

use hashbrown::HashMap;
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

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// All names of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Names {
    numbers: HashMap<Arc<str>, Symbol>,
    texts: Vec<Arc<str>>,
    /// The UUIDs among them, so that each is written out once.
    ids: HashMap<Uuid, Symbol>,
}

impl Names {
    /// The symbol of a name.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(&symbol) = self.numbers.get(text) {
            return symbol;
        }
        let symbol = Symbol::at(self.texts.len());
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, symbol);
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
        self.numbers.get(text).copied()
    }

    /// The name of a symbol of this ledger.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(symbol.index()).map_or("", |text| text)
    }

    /// All names, in the order of their arrival.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| &**text)
    }

    /// Gives other names to those that came first, so many of them. Each stays one of its own.
    pub fn rename(&mut self, first: usize, new: impl Fn(&str) -> String) {
        for text in self.texts.iter_mut().take(first) {
            *text = new(text).into();
        }
        self.ids.clear();
        let texts = self.texts.iter().enumerate().rev();
        self.numbers = texts.map(|(at, text)| (Arc::clone(text), Symbol::at(at))).collect();
    }

    /// Takes over all names of another ledger; the answer translates its symbols.
    pub fn absorb(&mut self, other: &Names) -> Translation {
        Translation(other.texts.iter().map(|text| self.intern(text)).collect())
    }
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
