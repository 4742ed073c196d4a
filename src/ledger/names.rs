//! Names that repeat, each kept once.
//!
//! In: organisations, people, job and step names, codes. Out: small symbols in their place. A
//! ledger of a hundred thousand jobs names a few hundred things.

use std::collections::HashMap;
use std::sync::Arc;

/// A name, by its number. Numbers depend on the order of arrival, so nothing is ever sorted by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

/// All names of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Names {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Names {
    /// The symbol of a name.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(&number) = self.numbers.get(text) {
            return Symbol(number);
        }
        // 2^32 names of at least one byte do not fit into memory beside their index.
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        Symbol(number)
    }

    /// The name of a symbol of this ledger.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(symbol.0 as usize).map_or("", |text| text)
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
        self.0.get(symbol.0 as usize).copied().unwrap_or(symbol)
    }
}
