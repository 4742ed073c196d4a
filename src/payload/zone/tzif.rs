//! The history of a zone's clocks, as the IANA database has it (TZif, RFC 9636).
//!
//! In: the bytes of one zone, and a moment. Out: how far clocks there are ahead of UTC at it, in seconds. Bytes
//! are read where they lie: a zone costs nothing until a time is asked of it.

use super::rule::Rule;

/// The bytes of a header: a mark, the version, and how much there is of everything.
const HEADER: usize = 44;

/// One zone, cut into what is in it.
pub(super) struct Tzif<'a> {
    /// The moments at which clocks are changed, eight bytes each.
    moments: &'a [u8],
    /// What each change is to, by its place among the kinds.
    changes: &'a [u8],
    /// The kinds of time that there are, six bytes each, of which the first four are the offset.
    kinds: &'a [u8],
    /// What comes after the last change.
    rule: &'a str,
}

impl<'a> Tzif<'a> {
    /// Nothing of what is no TZif of version 2 or later.
    pub fn of(bytes: &'a [u8]) -> Option<Tzif<'a>> {
        // First comes the same for programs that know 32 bits only.
        let (first, rest) = bytes.split_at_checked(HEADER)?;
        let (_, bytes) = rest.split_at_checked(Counts::of(first)?.length(4))?;
        let (header, bytes) = bytes.split_at_checked(HEADER)?;
        let counts = Counts::of(header)?;
        let (body, footer) = bytes.split_at_checked(counts.length(8))?;
        let (moments, body) = body.split_at_checked(counts.changes * 8)?;
        let (changes, body) = body.split_at_checked(counts.changes)?;
        let kinds = body.get(..counts.kinds * 6)?;
        let rule = std::str::from_utf8(footer).ok()?.trim_matches('\n');
        Some(Tzif { moments, changes, kinds, rule })
    }

    /// How far clocks are ahead of UTC at a moment, both in seconds.
    pub fn offset_at(&self, moment: i64) -> Option<i32> {
        let (moments, _) = self.moments.as_chunks::<8>();
        let before = moments.partition_point(|at| i64::from_be_bytes(*at) <= moment);
        if before == moments.len() && !self.rule.is_empty() {
            return Rule::parse(self.rule)?.offset_at(moment);
        }
        // Until the first change it is the first kind.
        let kind = match before.checked_sub(1) {
            Some(change) => usize::from(*self.changes.get(change)?),
            None => 0,
        };
        let (kinds, _) = self.kinds.as_chunks::<6>();
        let [a, b, c, d, ..] = *kinds.get(kind)?;
        Some(i32::from_be_bytes([a, b, c, d]))
    }
}

/// How much there is of everything, in the order of the header.
struct Counts {
    ut_marks: usize,
    standard_marks: usize,
    leap_seconds: usize,
    changes: usize,
    kinds: usize,
    letters: usize,
}

impl Counts {
    fn of(header: &[u8]) -> Option<Counts> {
        let (_, numbers) = header.strip_prefix(b"TZif")?.split_at_checked(16)?;
        let (numbers, _) = numbers.as_chunks::<4>();
        let at = |at: usize| Some(u32::from_be_bytes(*numbers.get(at)?) as usize);
        Some(Counts {
            ut_marks: at(0)?,
            standard_marks: at(1)?,
            leap_seconds: at(2)?,
            changes: at(3)?,
            kinds: at(4)?,
            letters: at(5)?,
        })
    }

    /// The bytes of all that, where a moment has so many.
    fn length(&self, moment: usize) -> usize {
        let changes = self.changes * (moment + 1);
        let leap_seconds = self.leap_seconds * (moment + 4);
        changes + self.kinds * 6 + self.letters + leap_seconds + self.standard_marks + self.ut_marks
    }
}
