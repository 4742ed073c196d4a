//! What a job counts, and the items that are meant.
//!
//! In: the object `counts` of a payload, whose names differ from family to family. Out: [`Counts`], as they are
//! written, and [`Items`], the same in the terms that all families share: requested, done, failed, pending, skipped.
//! What a job does not count stays unknown.

use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::payload::{Family, KeyStyle, Outcome};

/// What a job works on, in the terms that all families share; none where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Items {
    /// Asked for.
    pub requested: Option<u64>,
    /// Done.
    pub done: Option<u64>,
    /// Failed.
    pub failed: Option<u64>,
    /// Waiting for number orders.
    pub pending: Option<u64>,
    /// Skipped.
    pub skipped: Option<u64>,
    /// Under way or not yet begun.
    pub unfinished: Option<u64>,
}

impl Items {
    /// All that has been accounted for, out of those requested.
    pub fn accounted(&self) -> u128 {
        [self.done, self.failed, self.pending, self.skipped, self.unfinished]
            .into_iter()
            .flatten()
            .map(u128::from)
            .sum()
    }

    /// What there is to say where more items are accounted for than were requested.
    pub fn exceed_total(&self) -> Option<String> {
        self.compared_to_total(|accounted, requested| accounted > requested)
    }

    /// What there is to say where a job came out so and accounts for too few. Only of moves is it
    /// known that all counts together are the total, and what is not said may be what is missing.
    pub fn short_of_total(&self, family: Family, outcome: Outcome) -> Option<String> {
        let done =
            matches!(outcome, Outcome::Succeeded | Outcome::WithErrors | Outcome::PendingOrders);
        let said = self.done.is_some() && self.failed.is_some();
        let comparable = done && said && family == Family::MOVE_USERS;
        self.compared_to_total(|accounted, requested| comparable && accounted < requested)
    }

    fn compared_to_total(&self, off: impl Fn(u128, u128) -> bool) -> Option<String> {
        let (accounted, requested) = (self.accounted(), self.requested?);
        off(accounted, requested.into())
            .then(|| format!("items accounted for: {accounted}, requested: {requested}"))
    }
}

/// The `counts` of a job, as written: a number for each name that was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(Vec<(&'static str, i64)>);

impl Counts {
    /// One of each of these.
    pub fn each(names: impl Iterator<Item = &'static str>) -> Counts {
        Counts(names.map(|name| (name, 1)).collect())
    }

    /// The largest credible count. No organisation has so many of anything, and the sum of any
    /// number of jobs up to here is exact.
    pub const LARGEST: u64 = 1_000_000_000_000;

    /// No counts yet, and room for those of a move.
    pub(crate) fn with_usual_room() -> Counts {
        Counts(Vec::with_capacity(5))
    }

    /// The documented name that is spelled so, whatever the family.
    pub fn known_name(name: &str) -> Option<&'static str> {
        Family::all().flat_map(Family::count_names).find(|known| *known == name)
    }

    /// The documented name that a key of that style stands for.
    pub fn known_name_in(style: KeyStyle, key: &str) -> Option<&'static str> {
        Family::all().flat_map(Family::count_names).find(|known| style.spells(key, known))
    }

    /// The count of that name.
    pub fn get(&self, name: &str) -> Option<i64> {
        self.0.iter().find(|(known, _)| *known == name).map(|&(_, value)| value)
    }

    /// States a count; the first value for a name stays.
    pub fn set(&mut self, name: &'static str, value: i64) {
        if self.get(name).is_none() {
            self.0.push((name, value));
        }
    }

    /// All of them, as written.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, i64)> {
        self.0.iter().copied()
    }
}

impl<'de> Deserialize<'de> for Counts {
    /// An object of documented names, each once, with whole numbers; anything else is an error.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Counts, D::Error> {
        struct Name(&'static str);
        impl<'de> Deserialize<'de> for Name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
                let text = crate::payload::Text::deserialize(deserializer)?;
                Counts::known_name(&text).map(Name).ok_or_else(|| D::Error::custom("unknown count"))
            }
        }
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Counts;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of counts")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Counts, A::Error> {
                let mut counts = Counts::with_usual_room();
                while let Some((Name(name), value)) = map.next_entry()? {
                    if counts.get(name).is_some() {
                        return Err(A::Error::custom("doubled count"));
                    }
                    counts.set(name, value);
                }
                Ok(counts)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_to_items_and_what_is_absent_stays_unknown() {
        let counts: Counts =
            serde_json::from_str(r#"{"totalNumbers":9,"numbersMoved":4,"numbersDeleted":3}"#)
                .expect("counts");
        let items = Family::of_counts(&counts).items(&counts);
        assert_eq!((items.requested, items.done, items.failed), (Some(9), Some(7), None));
        assert_eq!(items.accounted(), 7);
    }

    #[test]
    fn undocumented_doubled_or_fractional_counts_are_refused() {
        for text in [
            r#"{"x":1}"#,
            r#"{"moved":1,"moved":1}"#,
            r#"{"moved":1.5}"#,
            r#"{"moved":null}"#,
            "[]",
        ] {
            assert!(serde_json::from_str::<Counts>(text).is_err(), "{text}");
        }
    }
}
