//! A whole number without the alignment of one.
//!
//! In: a number of 64 bits. Out: the same in eight bytes that stand anywhere, so that a number that
//! may be absent takes nine bytes in a record and not sixteen. A ledger holds a dozen of them for
//! each of a million jobs.

use serde::{Deserialize, Serialize};

use crate::payload::Items;

/// A whole number, packed.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Packed([u8; 8]);

impl Packed {
    /// The number.
    pub const fn get(self) -> i64 {
        i64::from_ne_bytes(self.0)
    }
}

impl From<i64> for Packed {
    fn from(number: i64) -> Packed {
        Packed(number.to_ne_bytes())
    }
}

impl From<Packed> for i64 {
    fn from(number: Packed) -> i64 {
        number.get()
    }
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

/// What a job works on, packed: requested, done, failed, pending, skipped, unfinished. No count is
/// above 10^12, and a sum of some of them fits into six bytes as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Items", into = "Items")]
pub(crate) struct PackedItems([[u8; 6]; 6]);

/// What stands for a count that is not there.
const NONE: [u8; 6] = [0xff; 6];

impl PackedItems {
    /// Takes from `other` what is absent, and says whether the two disagree in what both state.
    pub fn complete(&mut self, other: PackedItems) -> bool {
        let mut disagree = false;
        for (mine, other) in self.0.iter_mut().zip(other.0) {
            disagree |= *mine != NONE && other != NONE && *mine != other;
            *mine = if *mine == NONE { other } else { *mine };
        }
        disagree
    }
}

impl From<Items> for PackedItems {
    fn from(items: Items) -> PackedItems {
        let Items { requested, done, failed, pending, skipped, unfinished } = items;
        let packed = |count: Option<u64>| match count.unwrap_or(u64::MAX).to_le_bytes() {
            [bytes @ .., 0, 0] => bytes,
            _ => NONE,
        };
        PackedItems([requested, done, failed, pending, skipped, unfinished].map(packed))
    }
}

impl From<PackedItems> for Items {
    fn from(PackedItems(counts): PackedItems) -> Items {
        let [requested, done, failed, pending, skipped, unfinished] = counts.map(|count| {
            let [a, b, c, d, e, f] = count;
            (count != NONE).then(|| u64::from_le_bytes([a, b, c, d, e, f, 0, 0]))
        });
        Items { requested, done, failed, pending, skipped, unfinished }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Counts;

    #[test]
    fn what_is_packed_comes_out_as_it_went_in() {
        for number in [0, 1, -1, i64::MIN, i64::MAX] {
            assert_eq!(Packed::from(number).get(), number);
        }
        let most = 3 * Counts::LARGEST;
        let items = Items { requested: Some(most), failed: Some(0), ..Items::default() };
        assert_eq!(Items::from(PackedItems::from(items)), items);
        assert_eq!((size_of::<Option<Packed>>(), align_of::<Option<Packed>>()), (9, 1));
    }
}
