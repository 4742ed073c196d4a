//! What is known before a document is read.
//!
//! In: the settings of a run, and where a text stands in its file. Out: a [`Context`], small enough to be copied.

use crate::decode::room::Room;
use crate::findings::RuleChoice;
use crate::findings::location::LineColumn;
use crate::payload::{JobSelector, Timestamp};

/// What is known before a document is read.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// Where in its file the text begins.
    pub first: LineColumn,
    /// Where the text is a part of a larger array: how many elements stand before it.
    pub elements_before: Option<usize>,
    /// Whether the text was taken out of a list, in which jobs lack their names.
    pub listed: bool,
    /// The moment at which a signed URL may still give access; none where nobody asks.
    pub now: Option<Timestamp>,
    /// How many bytes one line of a stream may have.
    pub longest: u64,
    /// How many levels deep a payload may be nested.
    pub deepest: usize,
    /// How many findings of each rule are kept; the others are counted.
    pub per_rule: usize,
    /// Which findings are counted as those of a job.
    pub rules: &'c RuleChoice,
    /// The job that somebody wants to see in full.
    pub show: Option<&'c JobSelector>,
    /// How much is kept of what is not as documented; by default as much as the text has room for.
    pub room: Option<&'c Room>,
    /// What a look at the text has come to already.
    pub refused: Refused,
}

/// Why a text is no usual job, which nobody need find out again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refused {
    /// Nobody has looked.
    #[default]
    Unknown,
    /// It is not written as usual.
    Unusual,
    /// It is, and there is something to find.
    Faulty,
}

static ALL_RULES: RuleChoice = RuleChoice::ALL;

impl Default for Context<'_> {
    fn default() -> Self {
        Context {
            first: LineColumn::START,
            elements_before: None,
            listed: false,
            now: None,
            longest: u64::MAX,
            deepest: usize::MAX,
            per_rule: usize::MAX,
            rules: &ALL_RULES,
            show: None,
            room: None,
            refused: Refused::Unknown,
        }
    }
}
