//! Rows of a table that hold no error or impact.
//!
//! In: each such row, and why it is none. Out: for each sort of them one sentence with the place of the
//! first: two hundred empty rows are one thing to say.

use csv::ByteRecord;

use crate::decode::csv::dialect::Above;
use crate::decode::csv::quotes::Spot;

/// Why a row is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// It is the line `sep=;`.
    Separator,
    /// It stands above the header.
    Title,
    /// It begins with `#`.
    Comment,
    /// It holds nothing.
    Empty,
    /// It is part of a frame.
    Frame,
    /// It sums up the rows above it.
    Total,
    /// It repeats the header, or is another one.
    Header,
    /// It tells no error.
    Nothing,
}

impl Sort {
    /// So many sorts there are.
    const COUNT: usize = Sort::Nothing as usize + 1;
}

/// How the rows begin that spreadsheets and people put below a table.
const TOTALS: [&str; 12] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "count",
    "gesamt",
    "gesamtergebnis",
    "summe",
    "anzahl",
    "total général",
    "total general",
    "suma",
];

/// The count with the most digits is shorter.
const MOST_DIGITS: usize = 12;

/// Whether a row sums up those above it: such a word, and beside it nothing but counts.
pub(super) fn is_total(record: &ByteRecord) -> bool {
    let mut cells = record.iter().map(<[u8]>::trim_ascii).filter(|cell| !cell.is_empty());
    let Some(first) =
        cells.next().filter(|first| matches!(first[0] | 0x20, b't' | b'g' | b's' | b'c' | b'a'))
    else {
        return false;
    };
    let Ok(first) = std::str::from_utf8(first) else { return false };
    let first = first.trim_end_matches(':').to_lowercase();
    let is_count = |cell: &[u8]| {
        cell.len() < MOST_DIGITS && cell.iter().all(|b| b.is_ascii_digit() || b".,".contains(b))
    };
    let mut counts = 0;
    TOTALS.contains(&first.as_str())
        && cells.all(|cell| {
            counts += 1;
            is_count(cell)
        })
        && counts > 0
}

/// How many rows of each sort were left out, and where the first one is.
#[derive(Debug, Default)]
pub(super) struct Skipped([Option<(Sort, Spot, u64)>; Sort::COUNT]);

impl Skipped {
    /// Adds a row that stands there.
    pub fn add(&mut self, sort: Sort, spot: impl FnOnce() -> Spot) {
        self.0[sort as usize].get_or_insert_with(|| (sort, spot(), 0)).2 += 1;
    }

    /// Adds what stands above a header.
    pub fn add_above(&mut self, above: &[Above]) {
        let mut row = 0;
        for (line, above) in (1..).zip(above) {
            let sort = match above {
                Above::Empty => Sort::Empty,
                Above::Separator => Sort::Separator,
                Above::Comment => Sort::Comment,
                Above::Frame => Sort::Frame,
                Above::Title => Sort::Title,
            };
            row += u64::from(sort != Sort::Separator);
            self.add(sort, || Spot { line, row: row.max(1), cell: 0 });
        }
    }

    /// How many rows were left out.
    pub fn rows(&self) -> u64 {
        self.0.iter().flatten().map(|(_, _, count)| count).sum()
    }

    /// What was left out, in words, by sort.
    pub fn said(&self) -> Vec<(Spot, String)> {
        let said = self.0.iter().flatten().map(|(sort, spot, count)| {
            let what = match (sort, count) {
                (Sort::Separator, _) => "the line `sep=` for Excel",
                (Sort::Title, 1) => "this line above the header",
                (Sort::Title, _) => "lines above the header",
                (Sort::Comment, 1) => "this line, which begins with `#`",
                (Sort::Comment, _) => "lines that begin with `#`",
                (Sort::Empty, 1) => "this empty row",
                (Sort::Empty, _) => "empty rows",
                (Sort::Frame, 1) => "this line of a frame",
                (Sort::Frame, _) => "lines of a frame",
                (Sort::Total, 1) => "this row, which sums up the others",
                (Sort::Total, _) => "rows that sum up others",
                (Sort::Header, 1) => "this row, which repeats the header",
                (Sort::Header, _) => "rows that repeat the header",
                (Sort::Nothing, 1) => "this row, which tells no error or impact",
                (Sort::Nothing, _) => "rows that tell no error or impact",
            };
            let message = match count {
                1 => format!("{what} was left out"),
                _ => format!("{count} {what} were left out; the first is this"),
            };
            (*spot, message)
        });
        said.collect()
    }
}
