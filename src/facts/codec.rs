//! How one fact is spelled in bytes.
//!
//! In: numbers, texts, names and files of a ledger. Out: bytes that stand by themselves, and back: a fact may travel
//! alone, so that it holds every text it refers to, and each of them once. Numbers take as many bytes as they need.

use std::num::NonZeroU64;

use smallvec::SmallVec;

use crate::facts::files::Files;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::{FileId, Packed};
use crate::privacy::secrets::masked;

/// So many texts of a fact may be referred to again: a job has few, and of a request with a thousand people nobody
/// wants to look through all.
const REMEMBERED: usize = 32;

/// That bytes are none that this program has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damaged;

/// What can be written as bytes and read again.
pub(super) trait Wire: Sized {
    fn put(&self, to: &mut Writer<'_>);
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged>;
}

/// Spells facts of one ledger.
pub(super) struct Writer<'l> {
    bytes: Vec<u8>,
    /// Where the texts of this fact stand.
    texts: Vec<(usize, usize)>,
    names: &'l Names,
    /// What files are called.
    files: &'l dyn Fn(FileId) -> (&'l str, u32),
}

impl<'l> Writer<'l> {
    pub fn new(names: &'l Names, files: &'l dyn Fn(FileId) -> (&'l str, u32)) -> Writer<'l> {
        Writer { bytes: Vec::new(), texts: Vec::new(), names, files }
    }

    /// The bytes of a fact.
    pub fn fact(&mut self, put: impl FnOnce(&mut Self)) -> &[u8] {
        self.bytes.clear();
        self.texts.clear();
        put(self);
        &self.bytes
    }

    /// The bytes of a fact of two values.
    pub fn pair(&mut self, first: &impl Wire, second: &impl Wire) -> &[u8] {
        self.fact(|to| {
            first.put(to);
            second.put(to);
        })
    }

    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn text(&mut self, text: &str) {
        let bytes = &self.bytes;
        let is_it = |&(start, end): &(usize, usize)| bytes.get(start..end) == Some(text.as_bytes());
        if let Some(at) = self.texts.iter().position(is_it) {
            self.number(at as u64 + 1);
            return;
        }
        self.number(0);
        self.number(text.len() as u64);
        let start = self.bytes.len();
        self.raw(text.as_bytes());
        if self.texts.len() < REMEMBERED {
            self.texts.push((start, self.bytes.len()));
        }
    }
}

/// Reads one fact into a ledger.
pub(super) struct Reader<'b, 'l> {
    bytes: &'b [u8],
    texts: SmallVec<[&'b str; REMEMBERED]>,
    names: &'l mut Names,
    files: &'l mut Files,
}

impl<'b, 'l> Reader<'b, 'l> {
    pub fn new(bytes: &'b [u8], names: &'l mut Names, files: &'l mut Files) -> Self {
        Reader { bytes, texts: SmallVec::new(), names, files }
    }

    /// Whether all of it was read.
    pub fn end(self) -> Result<(), Damaged> {
        if self.bytes.is_empty() { Ok(()) } else { Err(Damaged) }
    }

    pub fn number(&mut self) -> Result<u64, Damaged> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.raw()?;
            let part = u64::from(byte & 0x7f);
            if part << shift >> shift != part {
                return Err(Damaged);
            }
            number |= part << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Damaged)
    }

    pub fn signed(&mut self) -> Result<i64, Damaged> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub fn raw<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        let (found, rest) = self.bytes.split_first_chunk().ok_or(Damaged)?;
        self.bytes = rest;
        Ok(*found)
    }

    pub fn text(&mut self) -> Result<&'b str, Damaged> {
        if let Some(at) = self.number()?.checked_sub(1) {
            let at = usize::try_from(at).map_err(|_| Damaged)?;
            return self.texts.get(at).copied().ok_or(Damaged);
        }
        let length = usize::try_from(self.number()?).map_err(|_| Damaged)?;
        let (text, rest) = self.bytes.split_at_checked(length).ok_or(Damaged)?;
        let text = std::str::from_utf8(text).map_err(|_| Damaged)?;
        self.bytes = rest;
        if self.texts.len() < REMEMBERED {
            self.texts.push(text);
        }
        Ok(text)
    }

    /// How many things follow; each has a byte at least, so that no number makes room for more.
    fn count(&mut self) -> Result<usize, Damaged> {
        let count = usize::try_from(self.number()?).map_err(|_| Damaged)?;
        if count <= self.bytes.len() { Ok(count) } else { Err(Damaged) }
    }
}

/// Numbers without a sign.
macro_rules! numbers {
    ($($type:ty)*) => {
        $(impl Wire for $type {
            fn put(&self, to: &mut Writer<'_>) {
                to.number(*self as u64);
            }
            fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
                from.number()?.try_into().map_err(|_| Damaged)
            }
        })*
    };
}

numbers!(u8 u16 u32 u64 usize);

impl Wire for bool {
    fn put(&self, to: &mut Writer<'_>) {
        to.number(u64::from(*self));
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        match from.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Damaged),
        }
    }
}

impl Wire for Packed {
    fn put(&self, to: &mut Writer<'_>) {
        to.signed(self.get());
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        from.signed().map(Packed::from)
    }
}

impl Wire for NonZeroU64 {
    fn put(&self, to: &mut Writer<'_>) {
        to.raw(&self.get().to_le_bytes());
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        NonZeroU64::new(u64::from_le_bytes(from.raw()?)).ok_or(Damaged)
    }
}

impl<const N: usize> Wire for [u8; N] {
    fn put(&self, to: &mut Writer<'_>) {
        to.raw(self);
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        from.raw()
    }
}

impl Wire for String {
    fn put(&self, to: &mut Writer<'_>) {
        to.text(self);
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        from.text().map(str::to_owned)
    }
}

impl Wire for Symbol {
    fn put(&self, to: &mut Writer<'_>) {
        let names = to.names;
        // A fact is a file that somebody keeps: no name in it opens anything.
        to.text(&masked(names.text(*self)));
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        let text = from.text()?;
        Ok(from.names.intern(text))
    }
}

impl Wire for FileId {
    fn put(&self, to: &mut Writer<'_>) {
        let (name, nth) = (to.files)(*self);
        to.text(name);
        to.number(u64::from(nth));
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        let (name, nth) = (from.text()?, u32::take(from)?);
        from.files.find_or_expect(name, nth).ok_or(Damaged)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, to: &mut Writer<'_>) {
        self.is_some().put(to);
        self.iter().for_each(|value| value.put(to));
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        bool::take(from)?.then(|| T::take(from)).transpose()
    }
}

impl<T: Wire> Wire for Box<T> {
    fn put(&self, to: &mut Writer<'_>) {
        T::put(self, to);
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        T::take(from).map(Box::new)
    }
}

/// Values one behind the other.
macro_rules! lists {
    ($($type:ty)*) => {
        $(impl<T: Wire> Wire for $type {
            fn put(&self, to: &mut Writer<'_>) {
                to.number(self.len() as u64);
                self.iter().for_each(|value| value.put(to));
            }
            fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
                let count = from.count()?;
                (0..count).map(|_| T::take(from)).collect()
            }
        })*
    };
}

lists!(Vec<T> SmallVec<[T; 1]>);

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn put(&self, to: &mut Writer<'_>) {
        self.0.put(to);
        self.1.put(to);
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        Ok((A::take(from)?, B::take(from)?))
    }
}
