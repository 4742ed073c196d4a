//! How the parts of a ledger are spelled in a saved audit.
//!
//! In: symbols, statuses, ids. Out: small numbers in the place of symbols, which number the names that the
//! saved audit uses in the order of their texts: the same archive is spelled the same whatever thread met a
//! name first, and a name that nothing refers to is not in it. So a first walk notes which names are used, and a second
//! one writes; both are what serde does anyway.

mod walk;

use std::cell::RefCell;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Error as _, Serialize, Serializer};

use crate::ledger::interner::{BySymbol, Names, Symbol};
use crate::ledger::saved::walk::{Refused, Walk};
use crate::payload::{ExitCode, Family, Status};

/// What symbols are written as, on this thread.
enum Numbering {
    /// Nothing is being saved.
    None,
    /// Which symbols were met.
    Noting(BySymbol<()>),
    /// The highest numbers that were met: a saved audit may say any.
    Highest(Highest),
    /// The number of each.
    Known(BySymbol<u32>),
}

/// The symbol and the file with the highest numbers in a value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Highest {
    pub symbol: Option<Symbol>,
    pub file: Option<u32>,
}

thread_local! {
    static NUMBERING: RefCell<Numbering> = const { RefCell::new(Numbering::None) };
}

/// The symbols in a value, each once.
pub(crate) fn symbols_in(value: &impl Serialize) -> Result<BySymbol<()>, Refused> {
    let (noted, noting) = during(Numbering::Noting(BySymbol::default()), || value.serialize(Walk));
    noted.map(|()| if let Numbering::Noting(found) = noting { found } else { BySymbol::default() })
}

/// Of the symbols and of the files in a value those with the highest numbers.
pub(crate) fn highest_in(value: &impl Serialize) -> Result<Highest, Refused> {
    let highest = Numbering::Highest(Highest::default());
    let (noted, noting) = during(highest, || value.serialize(Walk));
    let highest =
        if let Numbering::Highest(highest) = noting { highest } else { Highest::default() };
    noted.map(|()| highest)
}

/// Does something while symbols are written as their place in a list.
pub(crate) fn numbered<T>(order: &[Symbol], write: impl FnOnce() -> T) -> T {
    during(Numbering::Known(order.iter().copied().zip(0..).collect()), write).0
}

/// Does something while symbols are written so, and says what came of both.
fn during<T>(numbering: Numbering, act: impl FnOnce() -> T) -> (T, Numbering) {
    NUMBERING.replace(numbering);
    let done = act();
    (done, NUMBERING.replace(Numbering::None))
}

/// Remembers that a file of that number is met.
pub(crate) fn note_file(number: u32) {
    NUMBERING.with_borrow_mut(|numbering| {
        if let Numbering::Highest(highest) = numbering {
            highest.file = highest.file.max(Some(number));
        }
    });
}

/// Symbols in the order of their texts; of two that are called alike the older one comes first.
pub(crate) fn in_order(symbols: &BySymbol<()>, names: &Names) -> Vec<Symbol> {
    let mut order: Vec<(&str, Symbol)> =
        symbols.symbols().map(|symbol| (names.text(symbol), symbol)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, symbol)| symbol).collect()
}

impl Serialize for Symbol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = NUMBERING.with_borrow_mut(|numbering| match numbering {
            Numbering::None => None,
            Numbering::Noting(met) => {
                met.put(*self, ());
                Some(0)
            }
            Numbering::Highest(highest) => {
                highest.symbol = highest.symbol.max(Some(*self));
                Some(0)
            }
            Numbering::Known(numbers) => numbers.get(*self),
        });
        let number = number.ok_or_else(|| S::Error::custom("a name without a number"))?;
        serializer.serialize_u32(number)
    }
}

impl<'de> Deserialize<'de> for Symbol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Symbol, D::Error> {
        u32::deserialize(deserializer).map(Symbol::numbered)
    }
}

impl Serialize for Names {
    /// All texts, in their order.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all())
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Names, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Names;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of names")
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut texts: A,
            ) -> Result<Names, A::Error> {
                let mut names = Names::default();
                while let Some(text) = texts.next_element::<String>()? {
                    names.add(&text);
                }
                Ok(names)
            }
        }
        deserializer.deserialize_seq(Texts)
    }
}

/// A word that is documented as itself, and another one as the number of its name.
macro_rules! word_or_number {
    ($type:ident) => {
        impl Serialize for $type<Symbol> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $type::Other(symbol) => symbol.serialize(serializer),
                    known => serializer.serialize_str(known.word(|_| "")),
                }
            }
        }

        impl<'de> Deserialize<'de> for $type<Symbol> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct WordOrNumber;
                impl Visitor<'_> for WordOrNumber {
                    type Value = $type<Symbol>;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a word or the number of a name")
                    }
                    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Self::Value, E> {
                        $type::of_word(word).ok_or_else(|| E::custom("a word that is unknown"))
                    }
                    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
                        let number = u32::try_from(number).map_err(E::custom)?;
                        Ok($type::Other(Symbol::numbered(number)))
                    }
                }
                deserializer.deserialize_any(WordOrNumber)
            }
        }
    };
}

word_or_number!(Status);
word_or_number!(ExitCode);

impl Serialize for Family {
    /// The name; null for an unknown family.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Some(self.name()).filter(|name| !name.is_empty()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Family {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Family, D::Error> {
        let name: Option<String> = Option::deserialize(deserializer)?;
        Ok(name.map_or(Family::Unknown, |name| Family::of_name(&name)))
    }
}

/// The bytes of a UUID, in its usual form.
pub(crate) mod uuid_text {
    use super::{Deserialize, Deserializer, Serializer};
    use serde::de::Error;
    use uuid::Uuid;

    pub fn serialize<S: Serializer>(bytes: &[u8; 16], serializer: S) -> Result<S::Ok, S::Error> {
        let uuid = Uuid::from_bytes(*bytes).hyphenated();
        serializer.serialize_str(uuid.encode_lower(&mut Uuid::encode_buffer()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 16], D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Uuid::try_parse(&text).map(Uuid::into_bytes).map_err(D::Error::custom)
    }
}

/// Maps and sets as lists in the order of what they hold, which a map itself does not have.
pub(crate) mod sorted {
    use super::{Deserialize, Deserializer, Serialize, Serializer, symbol_order};
    use serde::ser::SerializeSeq;

    /// What a list is sorted by: symbols by their numbers.
    pub(crate) trait Ordered {
        fn order(&self) -> Option<u32>;
    }

    impl Ordered for super::Symbol {
        fn order(&self) -> Option<u32> {
            symbol_order(*self)
        }
    }

    impl<T: Ordered> Ordered for Option<T> {
        fn order(&self) -> Option<u32> {
            self.as_ref().and_then(Ordered::order)
        }
    }

    impl<K: Ordered, V> Ordered for (K, V) {
        fn order(&self) -> Option<u32> {
            self.0.order()
        }
    }

    impl<T: Ordered> Ordered for &T {
        fn order(&self) -> Option<u32> {
            T::order(self)
        }
    }

    pub fn serialize<'a, C, S>(all: &'a C, serializer: S) -> Result<S::Ok, S::Error>
    where
        &'a C: IntoIterator,
        <&'a C as IntoIterator>::Item: Ordered + Serialize,
        S: Serializer,
    {
        let mut items: Vec<_> = all.into_iter().collect();
        items.sort_by_cached_key(Ordered::order);
        let mut list = serializer.serialize_seq(Some(items.len()))?;
        items.iter().try_for_each(|item| list.serialize_element(item))?;
        list.end()
    }

    pub fn deserialize<'de, C, T, D>(deserializer: D) -> Result<C, D::Error>
    where
        C: FromIterator<T> + IntoIterator<Item = T>,
        T: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Vec::<T>::deserialize(deserializer).map(|items| items.into_iter().collect())
    }
}

/// The number of a symbol while symbols are written as numbers.
fn symbol_order(symbol: Symbol) -> Option<u32> {
    NUMBERING.with_borrow(|numbering| match numbering {
        Numbering::Known(numbers) => numbers.get(symbol),
        Numbering::None | Numbering::Noting(_) | Numbering::Highest(_) => None,
    })
}
