//! Names of files without secrets.
//!
//! In: a name, of a folder and what is in it, of an archive, of a collection and an item of it. Out: the same without
//! secrets, and where its parts end now. A folder's name ends where it ends: what follows is another's, which it would
//! take with it if the name were read as a sentence, so that all files below it were called alike. What an item is
//! called is a text as any other.

use std::ops::Range;

use crate::privacy::credentials::{self, MASK};
use crate::privacy::secrets::{secrets, without};

/// A name without secrets, if it has any. Its folders are looked at one by one up to the last of the marks, as are the
/// parts that the marks cut it into; each mark is moved to where it is then.
pub(crate) fn without_secrets(name: &str, marks: &mut [usize]) -> Option<String> {
    if !credentials::may_hold(name) {
        return None;
    }
    let of_folders = marks.iter().copied().max().unwrap_or(name.len());
    let found = in_parts(name, of_folders, marks);
    let mut shown = cut(name, &found, marks);
    // What an item is called may be names too with slashes between them; most names are of no item.
    if of_folders < name.len() || shown.is_some() {
        let rest = shown.as_deref().unwrap_or(name);
        let found = in_parts(rest, rest.len(), marks);
        shown = cut(rest, &found, marks).or(shown);
    }
    // What only all of it together tells, as the address of a hook does.
    let rest = shown.as_deref().unwrap_or(name);
    let found = secrets(rest);
    cut(rest, &found, marks).or(shown)
}

/// The secrets of a name's parts, which end at the marks and, up to a place, at slashes.
fn in_parts(name: &str, of_folders: usize, marks: &[usize]) -> Vec<Range<usize>> {
    // What stands between two parts is one by itself.
    let slashes = || memchr::memchr_iter(b'/', &name.as_bytes()[..of_folders.min(name.len())]);
    // Names are looked at by all threads, and for memory that grows they wait for each other.
    let mut ends = Vec::with_capacity(2 * slashes().count() + 3 * marks.len() + 1);
    ends.extend(slashes().flat_map(|at| [at, at + 1]));
    for mark in marks.iter().copied().filter(|mark| name.is_char_boundary(*mark)) {
        let (before, behind) = name.split_at(mark);
        let (before, behind) = (before.ends_with('!'), behind.starts_with('!'));
        ends.extend([mark - usize::from(before), mark, mark + usize::from(behind)]);
    }
    ends.push(name.len());
    ends.sort_unstable();
    let (mut found, mut start) = (Vec::new(), 0);
    for end in ends {
        let of_part = secrets(&name[start..end]).into_iter();
        found.extend(of_part.map(|secret| start + secret.start..start + secret.end));
        start = end;
    }
    found
}

/// A text without these parts, if there are any.
fn cut(text: &str, parts: &[Range<usize>], marks: &mut [usize]) -> Option<String> {
    if parts.is_empty() {
        return None;
    }
    for mark in marks {
        let before = parts.iter().filter(|part| part.start < *mark);
        let gone: usize = before.clone().map(|part| part.end.min(*mark) - part.start).sum();
        *mark = *mark - gone + before.count() * MASK.len_utf8();
    }
    Some(without(text, parts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::secrets::masked;

    #[test]
    fn each_part_of_a_name_loses_its_own_secrets() {
        for (parts, expected) in [
            (["", "a/Bearer AbCdEf0123456789/j.json", ""], ["", "a/Bearer …/j.json", ""]),
            (["", "password=a1b2/j.json", ""], ["", "password=…/j.json", ""]),
            (["a token=S1x2y3.zip!", "x/c.json", "!GET b"], ["a token=…!", "x/c.json", "!GET b"]),
            (
                ["", "c.json", "!GET https://h/a?Signature=S1/ok"],
                ["", "c.json", "!GET https://h/a?…"],
            ),
            (
                ["", "c.json", "!password:\nS/a/password:\nS"],
                ["", "c.json", "!password:\n…/a/password:\n…"],
            ),
            (["", "c.json", "!Bearer abcdefgh12/xyz34567"], ["", "c.json", "!Bearer …"]),
            (
                ["", "c.json", "!password=S of it/token=T y"],
                ["", "c.json", "!password=… of it/token=… y"],
            ),
            (
                ["", "hooks.slack.com/services/T0/B0/a1b2c3", ""],
                ["", "hooks.slack.com/services/…", ""],
            ),
            (["", "x?Signature=S/j.json", ""], ["", "x?…/j.json", ""]),
        ] {
            let name = parts.concat();
            let mut marks = [parts[0].len(), parts[0].len() + parts[1].len()];
            let shown = without_secrets(&name, &mut marks).expect("it has one");
            let [container, carrier] = marks;
            let of_it = [&shown[..container], &shown[container..carrier], &shown[carrier..]];
            assert_eq!(of_it, expected, "{name}");
            // It is so wherever it is shown, and however often.
            assert_eq!(masked(&shown), shown);
            assert_eq!(without_secrets(&shown, &mut marks).unwrap_or(shown.clone()), shown);
            assert_eq!(marks, [container, carrier]);
        }
        assert_eq!(without_secrets("2026-02/a (1).json", &mut [0, 18]), None);
    }
}
