//! What of a ledger is written as bytes, field by field.
//!
//! In: records of a ledger. Out: their bytes, and back. Each record is taken apart by all of its fields, so that one
//! that is added does not compile until it stands here too. What is one of a few words is written as its word: a
//! number would mean something else as soon as somebody adds a word in between.

use crate::facts::codec::{Damaged, Reader, Wire, Writer};
use crate::findings::rule::Rule;
use crate::findings::{Excerpt, Finding, FindingCollector, Place};
use crate::ledger::interner::Symbol;
use crate::ledger::job::Reached;
use crate::ledger::link_keys::{LinkKey, LinkKeys, TextKey};
use crate::ledger::packed::PackedItems;
use crate::ledger::{
    ArchivedError, ExecutionRecord, FileRecord, Holds, JobKey, JobRecord, StepRecord,
    StoredRequest, StoredRequestedUser, Title,
};
use crate::payload::{
    ErrorOrImpact, ErrorOrigin, ExitCode, Family, Items, Outcome, Page, PayloadKind, Position,
    Status, Timestamp,
};

/// A record, by all of its fields; those behind `but` are the same in every open ledger.
macro_rules! record {
    ($type:ident { $($field:ident),* $(,)? } $(but { $($same:ident: $value:expr),* $(,)? })?) => {
        impl Wire for $type {
            fn put(&self, to: &mut Writer<'_>) {
                let $type { $($field,)* $($($same: _,)*)? } = self;
                $($field.put(to);)*
            }
            fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
                Ok($type { $($field: Wire::take(from)?,)* $($($same: $value,)*)? })
            }
        }
    };
}

record!(ExecutionRecord {
    id,
    created,
    started,
    ended,
    status,
    exit_code,
    elapsed,
    outcome,
    steps
});
record!(StepRecord { name, started, ended, status, exit_code, elapsed, outcome });
record!(Reached { percent, devices, updated });
record!(LinkKeys { reference, digest, uuids, download, tracking_id });
record!(Position { part, nth });
record!(Items { requested, done, failed, pending, skipped, unfinished });
record!(StoredRequest { file, part, job, tracking_id, users });
record!(StoredRequestedUser { user, user_id, location, location_id, number, extension });
record!(Page { of_errors, list, goes_on });
record!(Title { id, name, is_person, is_given, org });
record!(Finding { rule, place, message, excerpt });
record!(Place { line, column, path });
record!(Excerpt { before, marked, after });
record!(ArchivedError {
    file, part, user, kind, code, message, words, entry, http, is_of_moves_by_itself, row,
    named_job, tracking_id, source,
} but { job: None });
record!(FileRecord {
    name, bytes, kind, payloads, set_aside, container_len, carrier_len, holds, digest,
    is_torn, pages,
} but { is_left_out: false });

// What it is known by comes first.
record!(JobRecord {
    key,
    file,
    position,
    name,
    family,
    org,
    source_org,
    runner,
    location,
    instance,
    status,
    exit_code,
    outcome,
    items,
    executions,
    newest,
    keys,
    csv_expiry,
    reached,
    extras,
    last_updated,
    findings,
});

impl Wire for PackedItems {
    fn put(&self, to: &mut Writer<'_>) {
        Items::from(*self).put(to);
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        Items::take(from).map(PackedItems::from)
    }
}

/// One of a few words.
macro_rules! word {
    ($type:ty, $name:expr, $of:expr) => {
        impl Wire for $type {
            fn put(&self, to: &mut Writer<'_>) {
                to.text($name(*self));
            }
            fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
                $of(from.text()?).ok_or(Damaged)
            }
        }
    };
}

word!(Rule, Rule::name, Rule::from_name);
word!(Outcome, Outcome::name, |word| among(&Outcome::ALL, Outcome::name, word));
word!(PayloadKind, PayloadKind::name, |word| among(&PayloadKind::ALL, PayloadKind::name, word));
word!(ErrorOrigin, ErrorOrigin::name, |word| among(&ErrorOrigin::ALL, ErrorOrigin::name, word));
word!(ErrorOrImpact, ErrorOrImpact::name, |word| among(
    &ErrorOrImpact::ALL,
    ErrorOrImpact::name,
    word
));
word!(Family, Family::name, |word: &str| match word {
    "" => Some(Family::Unknown),
    word => Some(Family::of_name(word)).filter(|family| *family != Family::Unknown),
});

fn among<T: Copy>(all: &[T], name: fn(T) -> &'static str, word: &str) -> Option<T> {
    all.iter().copied().find(|one| name(*one) == word)
}

/// A word that is documented, or another one.
macro_rules! documented {
    ($type:ident) => {
        impl Wire for $type<Symbol> {
            fn put(&self, to: &mut Writer<'_>) {
                match self {
                    $type::Other(other) => {
                        to.number(1);
                        other.put(to);
                    }
                    known => {
                        to.number(0);
                        to.text(known.word(|_| ""));
                    }
                }
            }
            fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
                match bool::take(from)? {
                    true => Symbol::take(from).map($type::Other),
                    false => $type::of_word(from.text()?).ok_or(Damaged),
                }
            }
        }
    };
}

documented!(Status);
documented!(ExitCode);

impl Wire for JobKey {
    fn put(&self, to: &mut Writer<'_>) {
        match self {
            JobKey::Uuid(bytes) => {
                to.number(0);
                bytes.put(to);
            }
            JobKey::Text(text) => {
                to.number(1);
                text.put(to);
            }
            JobKey::Unnamed(file, position) => {
                to.number(2);
                (*file, *position).put(to);
            }
        }
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        match from.number()? {
            0 => Wire::take(from).map(JobKey::Uuid),
            1 => Wire::take(from).map(JobKey::Text),
            2 => Wire::take(from).map(|(file, position)| JobKey::Unnamed(file, position)),
            _ => Err(Damaged),
        }
    }
}

impl Wire for Holds {
    fn put(&self, to: &mut Writer<'_>) {
        match self {
            Holds::Nothing => to.number(0),
            Holds::One(key) => {
                to.number(1);
                key.put(to);
            }
            Holds::Several => to.number(2),
        }
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        match from.number()? {
            0 => Ok(Holds::Nothing),
            1 => Wire::take(from).map(Holds::One),
            2 => Ok(Holds::Several),
            _ => Err(Damaged),
        }
    }
}

impl Wire for LinkKey {
    fn put(&self, to: &mut Writer<'_>) {
        to.raw(&self.bytes());
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        LinkKey::of_bytes(from.raw()?).ok_or(Damaged)
    }
}

impl Wire for TextKey {
    fn put(&self, to: &mut Writer<'_>) {
        self.number().put(to);
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        Wire::take(from).map(TextKey::of_number)
    }
}

impl<const N: usize> Wire for [Option<LinkKey>; N] {
    fn put(&self, to: &mut Writer<'_>) {
        self.iter().for_each(|key| key.put(to));
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        let mut all = [None; N];
        for key in &mut all {
            *key = Wire::take(from)?;
        }
        Ok(all)
    }
}

impl Wire for Timestamp {
    fn put(&self, to: &mut Writer<'_>) {
        let (seconds, nanos) = self.seconds_and_nanos();
        to.signed(seconds);
        // Nearly all have milliseconds and nothing finer.
        to.number(match nanos % 1_000_000 {
            0 => u64::from(nanos / 1_000_000) << 1,
            _ => u64::from(nanos) << 1 | 1,
        });
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        let (seconds, fraction) = (from.signed()?, from.number()?);
        let nanos = match fraction & 1 {
            0 => (fraction >> 1).checked_mul(1_000_000).ok_or(Damaged)?,
            _ => fraction >> 1,
        };
        let nanos = u32::try_from(nanos).map_err(|_| Damaged)?;
        Timestamp::of_seconds_and_nanos(seconds, nanos).ok_or(Damaged)
    }
}

impl Wire for Box<str> {
    fn put(&self, to: &mut Writer<'_>) {
        to.text(self);
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        from.text().map(Box::from)
    }
}

/// The findings of a file: how many there are of each rule, and those that are kept.
impl Wire for FindingCollector {
    fn put(&self, to: &mut Writer<'_>) {
        let counts: Vec<(Rule, u64)> = self.counts().collect();
        counts.put(to);
        let kept = self.kept();
        to.number(kept.len() as u64);
        kept.into_iter().for_each(|finding| finding.put(to));
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        let counts: Vec<(Rule, u64)> = Wire::take(from)?;
        let kept: Vec<Finding> = Wire::take(from)?;
        let mut all = FindingCollector::new(usize::MAX);
        kept.into_iter().for_each(|finding| all.add(finding));
        for (rule, count) in counts {
            let kept = all.counts().find(|(known, _)| *known == rule).ok_or(Damaged)?.1;
            all.count_more(rule, count.checked_sub(kept).ok_or(Damaged)?);
        }
        Ok(all)
    }
}
