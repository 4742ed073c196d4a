//! Which columns stand side by side in a terminal, and how wide each is.
//!
//! In: a section's columns and texts. Out: blocks of columns, each no wider than the terminal. A table that does not fit is split into blocks under each other rather than cut, and
//! each block repeats the key columns, so that every value can be read and told whose it is.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::render::bar;
use crate::render::wrap::{MIN_COLUMN_WIDTH, widest_word, width};
use crate::report::{Align, Column};

/// The space between two columns.
pub(super) const COLUMN_GAP: usize = 2;

/// A column of words is never squeezed below this, if it has that much to say...
const MIN_WORDS_WIDTH: usize = 20;

/// ...nor is a word broken that is no longer than this: a UUID.
const MAX_UNBROKEN_WORD: usize = 36;

/// How many columns may be needed to tell rows apart.
const MAX_KEY_COLUMNS: usize = 3;

/// How much room a column takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Need {
    /// The least at which it reads well: numbers unbroken, words mostly so.
    pub(super) least: usize,
    /// As much as it can use.
    pub(super) most: usize,
}

/// Columns that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Each column's place in the section, and its width.
    pub(super) columns: Vec<(usize, usize)>,
}

/// What stands in a column, looked at row by row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Contents {
    widest: usize,
    widest_word: usize,
    /// Whether there are words, which may be wrapped; numbers and times stay whole.
    has_words: bool,
}

impl Contents {
    pub(super) fn add(&mut self, text: &str, is_words: bool) {
        self.widest = self.widest.max(width(text));
        self.widest_word = self.widest_word.max(widest_word(text));
        self.has_words |= is_words;
    }

    /// The room that the column takes.
    pub(super) fn need(&self, column: &Column) -> Need {
        if column.align == Align::Drawn {
            return Need { least: bar::MIN_BAR_WIDTH, most: bar::MAX_BAR_WIDTH };
        }
        let widest = self.widest;
        let least = if self.has_words {
            widest.min(self.widest_word.clamp(MIN_WORDS_WIDTH, MAX_UNBROKEN_WORD))
        } else {
            widest
        };
        Need {
            least: least.max(widest_word(&column.title)),
            most: widest.max(width(&column.title)),
        }
    }
}

/// How many columns it takes to tell the rows apart: the fewest leading columns of words that never
/// repeat, or one where none do.
pub(super) struct Keys {
    /// For each number of leading columns what stands in them, as a hash; none once it repeats. That two
    /// texts have one hash costs a column that is repeated, and no value.
    seen: Vec<Option<HashSet<u64>>>,
}

impl Keys {
    pub(super) fn of(columns: &[Column]) -> Keys {
        let leading = columns.iter().take(MAX_KEY_COLUMNS);
        let candidates = leading.take_while(|column| column.align == Align::Left);
        Keys { seen: candidates.map(|_| Some(HashSet::new())).collect() }
    }

    pub(super) fn add(&mut self, texts: &[String]) {
        let mut hasher = DefaultHasher::new();
        for (seen, text) in self.seen.iter_mut().zip(texts) {
            text.hash(&mut hasher);
            if seen.as_mut().is_some_and(|seen| !seen.insert(hasher.finish())) {
                *seen = None;
            }
        }
    }

    pub(super) fn count(&self) -> usize {
        self.seen.iter().position(Option::is_some).map_or(1, |at| at + 1)
    }
}

/// Arranges columns, of which the first `keys` tell the rows apart, in a terminal.
pub(super) fn arrange(needs: &[Need], keys: usize, terminal: usize) -> Vec<Block> {
    let all: Vec<usize> = (0..needs.len()).collect();
    if total(needs.iter().map(|need| need.least)) <= terminal {
        return vec![block(&all, needs, terminal)];
    }

    // Keys keep one width in all blocks: they are where the eye comes back to.
    let wanted = needs;
    let mut needs = needs.to_vec();
    let widths = key_widths(&needs, keys, terminal);
    let keys = widths.len();
    for (need, width) in needs.iter_mut().zip(widths) {
        let width = width.max(MIN_COLUMN_WIDTH);
        *need = Need { least: width, most: width };
    }
    let key_width = total(needs[..keys].iter().map(|need| need.least));
    let room = terminal.saturating_sub(key_width + COLUMN_GAP).max(MIN_COLUMN_WIDTH);

    let mut all = Vec::new();
    let mut members: Vec<usize> = (0..keys).collect();
    let mut left = room;
    for (at, need) in needs.iter_mut().enumerate().skip(keys) {
        need.least = need.least.min(room);
        let gap = if members.len() > keys { COLUMN_GAP } else { 0 };
        if need.least + gap > left {
            all.push(members.clone());
            members.truncate(keys);
            left = room - need.least;
        } else {
            left -= need.least + gap;
        }
        members.push(at);
    }
    all.push(members);

    // What no block needs, the keys can use: those that are nearly whole first.
    let used = all.iter().map(|members| total(members.iter().map(|&at| needs[at].least)));
    let mut spare = terminal.saturating_sub(used.max().unwrap_or(terminal));
    let mut order: Vec<usize> = (0..keys).collect();
    order.sort_by_key(|&at| wanted[at].most.saturating_sub(needs[at].least));
    for at in order {
        let more = wanted[at].most.saturating_sub(needs[at].least).min(spare);
        let width = needs[at].least + more;
        needs[at] = Need { least: width, most: width };
        spare -= more;
    }
    all.iter().map(|members| block(members, &needs, terminal)).collect()
}

/// The widths of the key columns, which every block repeats and still needs room beside: whole, or
/// wrapped between words, or wrapped anywhere; and fewer of them where there is no room even for that.
fn key_widths(needs: &[Need], keys: usize, terminal: usize) -> Vec<usize> {
    let keys = &needs[..keys.clamp(1, needs.len())];
    if needs.len() == 1 {
        return vec![keys[0].most.min(terminal)];
    }
    let room = if keys.len() == 1 { terminal / 2 } else { terminal * 2 / 3 };
    let whole: Vec<usize> = keys.iter().map(|need| need.most).collect();
    if total(whole.iter().copied()) <= room {
        return whole;
    }
    // An id in one piece is worth a narrow column beside it.
    let wrapped: Vec<usize> = keys.iter().map(|need| need.least).collect();
    if total(wrapped.iter().copied()) + COLUMN_GAP + MIN_WORDS_WIDTH <= terminal {
        return wrapped;
    }
    if keys.len() > 1 && room / keys.len() < MIN_WORDS_WIDTH {
        return key_widths(needs, keys.len() - 1, terminal);
    }
    // The narrow ones whole, as long as the others can still be read; these get what is left.
    let mut widths = vec![0; keys.len()];
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|&at| keys[at].most);
    let mut left = room.saturating_sub(COLUMN_GAP * (keys.len() - 1));
    for (served, at) in order.into_iter().enumerate() {
        let others = keys.len() - served - 1;
        let whole = keys[at].least.min(left.saturating_sub(others * MIN_WORDS_WIDTH));
        widths[at] = keys[at].most.min(whole.max(left / (others + 1)));
        left -= widths[at];
    }
    widths
}

/// Gives the room that is left to the columns that can use it: those that need little more first.
fn block(members: &[usize], needs: &[Need], terminal: usize) -> Block {
    let mut columns: Vec<(usize, usize)> =
        members.iter().map(|&at| (at, needs[at].least)).collect();
    let mut spare = terminal.saturating_sub(total(columns.iter().map(|(_, width)| *width)));
    let wanted = |&(at, width): &(usize, usize)| needs[at].most.saturating_sub(width);

    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|&place| wanted(&columns[place]));
    for (served, &place) in order.iter().enumerate() {
        let more = wanted(&columns[place]).min(spare / (order.len() - served));
        columns[place].1 += more;
        spare -= more;
    }
    Block { columns }
}

/// The width of columns that stand side by side.
fn total(widths: impl Iterator<Item = usize>) -> usize {
    let (count, sum) =
        widths.fold((0, 0usize), |(count, sum), width| (count + 1, sum.saturating_add(width)));
    sum.saturating_add(COLUMN_GAP * usize::saturating_sub(count, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::column;
    use proptest::prelude::*;

    fn fixed(width: usize) -> Need {
        Need { least: width, most: width }
    }

    #[test]
    fn columns_that_fit_are_one_block() {
        let blocks = arrange(&[fixed(10), fixed(10)], 1, 22);
        assert_eq!(blocks, [Block { columns: vec![(0, 10), (1, 10)] }]);
    }

    #[test]
    fn what_does_not_fit_is_split_and_the_key_repeated() {
        let blocks = arrange(&[fixed(10), fixed(10), fixed(10)], 1, 22);
        assert_eq!(
            blocks,
            [Block { columns: vec![(0, 10), (1, 10)] }, Block { columns: vec![(0, 10), (2, 10)] }]
        );
    }

    #[test]
    fn spare_room_goes_to_those_that_can_use_it() {
        let blocks =
            arrange(&[fixed(10), Need { least: 5, most: 8 }, Need { least: 5, most: 90 }], 1, 80);
        assert_eq!(blocks, [Block { columns: vec![(0, 10), (1, 8), (2, 58)] }]);
    }

    #[test]
    fn keys_that_leave_no_room_are_wrapped_and_only_then_left_out() {
        let words = Need { least: 25, most: 60 };
        for (needs, terminal, keys) in [
            ([fixed(20), words, fixed(40)], 80, &[20, 25][..]),
            ([fixed(20), fixed(60), fixed(40)], 80, &[20, 31]),
            ([fixed(20), fixed(60), fixed(40)], 50, &[20]),
        ] {
            for block in arrange(&needs, 2, terminal) {
                let own = block.columns.iter().filter(|(at, _)| *at < keys.len());
                assert!(own.map(|(_, width)| *width).eq(keys.iter().copied()), "{block:?}");
            }
        }
    }

    #[test]
    fn keys_get_the_room_that_no_block_needs() {
        let name = Need { least: 26, most: 26 };
        let step = Need { least: 36, most: 40 };
        let blocks = arrange(&[name, step, fixed(20), fixed(24), fixed(10)], 2, 80);
        assert_eq!(
            blocks,
            [
                Block { columns: vec![(0, 26), (1, 26), (2, 20)] },
                Block { columns: vec![(0, 26), (1, 26), (3, 24)] },
                Block { columns: vec![(0, 26), (1, 26), (4, 10)] },
            ]
        );
    }

    #[test]
    fn keys_are_the_columns_that_tell_rows_apart() {
        let columns = vec![column("a", "a", Align::Left); 3];
        let keys = |rows: &[&str]| {
            let mut keys = Keys::of(&columns);
            for row in rows {
                keys.add(&row.chars().map(String::from).collect::<Vec<_>>());
            }
            keys.count()
        };
        assert_eq!(keys(&["aaa", "baa"]), 1);
        assert_eq!(keys(&["aab", "aba"]), 2);
        assert_eq!(keys(&["aaa", "aab"]), 3);
        assert_eq!(keys(&["aaa", "aaa"]), 1);
    }

    proptest! {
        #[test]
        fn every_column_is_shown_and_no_block_is_too_wide(
            needs in prop::collection::vec((0usize..90, 0usize..90), 1..30),
            keys in 1usize..4,
            terminal in 20usize..200,
        ) {
            let needs: Vec<Need> =
                needs.into_iter().map(|(least, more)| Need { least, most: least + more }).collect();
            let blocks = arrange(&needs, keys, terminal);
            for block in &blocks {
                prop_assert!(total(block.columns.iter().map(|(_, width)| *width)) <= terminal);
                prop_assert_eq!(block.columns[0].0, 0);
            }
            for at in 0..needs.len() {
                prop_assert!(blocks.iter().any(|block| block.columns.iter().any(|(place, _)| *place == at)));
            }
        }
    }
}
