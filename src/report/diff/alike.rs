//! Whether two audits were asked for alike.
//!
//! In: two audits with their filters. Out: the flags that one of them alone was made with, in a sentence.

use std::collections::BTreeSet;

use crate::archive::Archive;
use crate::findings::in_a_sentence;
use crate::report::diff::Compared;
use crate::report::shown_text::presentable;
use crate::report::verdict::and_list;

/// What differs in how two audits were asked for; none where nothing does.
pub(super) fn difference(base: Compared<'_>, new: Compared<'_>) -> Option<String> {
    let (of_base, mut of_new) = (flags(base), flags(new));
    // Findings are the same whether they are accepted or not, so whoever begins to accept some changes none of
    // them. Where the accepted ones would all count again, somebody forgot the file.
    if !of_base.contains(Archive::BASELINE) {
        of_new.remove(Archive::BASELINE);
    }
    let only = |own: &BTreeSet<String>, other: &BTreeSet<String>| {
        let own: Vec<String> = own.difference(other).cloned().collect();
        (!own.is_empty()).then(|| and_list(&own))
    };
    let how = match (only(&of_base, &of_new), only(&of_new, &of_base)) {
        (None, None) => return None,
        (Some(base), None) => format!("BASE was made with {base}, NEW was not"),
        (None, Some(new)) => format!("NEW was made with {new}, BASE was not"),
        (Some(base), Some(new)) => format!("BASE was made with {base}, NEW with {new}"),
    };
    Some(format!(
        "{how}, and what differs for that reason is no change; make both with the same flags (a saved audit keeps its \
         own, what diff audits itself takes those of diff)"
    ))
}

/// The flags that an audit was made with.
fn flags(side: Compared<'_>) -> BTreeSet<String> {
    let mut flags = side.archive.flags();
    for filter in side.filters {
        let values = filter.values.iter();
        flags.extend(
            values.map(|value| format!("--{} {}", filter.name, in_a_sentence(&presentable(value)))),
        );
    }
    flags
}
