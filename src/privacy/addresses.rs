//! E-mail addresses in a text.
//!
//! In: a text in plain characters. Out: where addresses stand in it. What comes before the `@` may be quoted,
//! and no host needs a dot.

use std::net::Ipv4Addr;
use std::ops::Range;

use crate::privacy::known::ordinary_words;

/// Neither side of an address is looked at further.
const MAX_LOCAL: usize = 128;
const MAX_HOST: usize = 255;

/// A file that is named after a person may be called `ann@example.com.errors.csv.gz`.
const MAX_EXTENSIONS: usize = 4;

/// The addresses of a part of a text, in order. `knows` tells whether one is somebody's: where an address
/// ends is not certain in the name of a file.
pub(super) fn addresses(
    text: &str,
    part: Range<usize>,
    knows: impl Fn(&str) -> bool,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'@', &text.as_bytes()[part.clone()]) {
        let at = part.start + at;
        let from = found.last().map_or(part.start, |last| last.end);
        // It may stand in an address that has been found.
        let Some(before) = text.get(from..at) else { continue };
        let Some((before, behind)) = beside(before, &text[at + 1..part.end]) else { continue };
        let local = quoted(before).unwrap_or_else(|| local(before));
        let host = host(behind);
        if local.is_empty() || host.is_empty() || !may_be_host(host) {
            continue;
        }
        let (start, end) =
            (from + before.len() - local.len(), part.end - behind.len() + host.len());
        let is_apart = start + local.len() < at || end - host.len() > at + 1;
        // A word of a sentence has no address behind a blank.
        let is_word = || ordinary_words().contains(&local.to_lowercase());
        if is_apart && (!has_domain(host) || is_word()) {
            continue;
        }
        found.push(known_part(text, (start, at, end), &knows));
    }
    let is_before = |one: &Range<usize>, other: &Range<usize>| one.end <= other.start;
    let apart = |one: &Range<usize>| {
        let next = found.partition_point(|found| is_before(found, one));
        found.get(next).is_none_or(|next| is_before(one, next))
    };
    let mut in_words: Vec<Range<usize>> =
        said(text, part, &knows).into_iter().filter(apart).collect();
    found.append(&mut in_words);
    found.sort_by_key(|one| one.start);
    found
}

/// How many blanks there may be on either side of an `@`.
const MAX_BLANKS: usize = 2;

/// What stands on either side of an `@`, without the blanks there, unless these are many.
fn beside<'t>(before: &'t str, behind: &'t str) -> Option<(&'t str, &'t str)> {
    let (name, host) = (before.trim_end_matches(' '), behind.trim_start_matches(' '));
    let blanks = (before.len() - name.len()).max(behind.len() - host.len());
    (blanks <= MAX_BLANKS).then_some((name, host))
}

/// Whether a host ends as that of an address on the internet.
fn has_domain(host: &str) -> bool {
    host.rsplit_once('.')
        .is_some_and(|(_, last)| last.len() > 1 && last.chars().all(char::is_alphabetic))
}

/// Whether what stands behind an `@` is no version, as in `npm@10.2.3`, and no scale of a picture, as in `logo@2x.png`.
fn may_be_host(host: &str) -> bool {
    let digits = |label: &str| label.bytes().take_while(u8::is_ascii_digit).count();
    let first = host.split('.').next().unwrap_or_default();
    let first = first.strip_prefix(['v', 'V']).unwrap_or(first);
    let is_number = digits(first) > 0 && digits(first) == first.len();
    let is_version = is_number && !has_domain(host) && host.parse::<Ipv4Addr>().is_err();
    let is_scale = digits(first) > 0 && first[digits(first)..].eq_ignore_ascii_case("x");
    let is_picture =
        is_scale && host.split_once('.').is_some_and(|(_, end)| PICTURES.contains(&end));
    !is_version && !is_picture
}

/// How pictures end.
const PICTURES: [&str; 6] = ["gif", "jpeg", "jpg", "png", "svg", "webp"];

/// Addresses whose marks are words, so that no machine reads them: `ann(at)example.com`, `ann [at] example [dot] com`,
/// `ann at example dot com`. Without brackets a host needs its dot to be a word too, unless it is somebody's address or
/// what stands before it has the dot that logins have: `ann.b at example.com`.
fn said(text: &str, part: Range<usize>, knows: &impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr2_iter(b'a', b'A', &text.as_bytes()[part.clone()]) {
        let at = part.start + at;
        let from = found.last().map_or(part.start, |last| last.end);
        let Some((start, end, in_brackets)) = mark(text, at, "at").filter(|at| at.0 > from) else {
            continue;
        };
        let local = local(text[from..start].trim_end_matches(' '));
        let (host, dots) = said_host(&text[end..part.end]);
        let has_dot = text[end..end + host].contains('.');
        let is_it = || {
            let address = || format!("{local}@{}", text[end..end + host].trim_start_matches(' '));
            dots > 0
                || has_dot && (in_brackets || is_login(local) || knows(&address().to_lowercase()))
        };
        if !local.is_empty() && is_it() {
            let start = text[..start].trim_end_matches(' ').len() - local.len();
            found.push(start..end + host);
        }
    }
    found
}

/// How files end that sentences speak of.
const FILE_ENDINGS: [&str; 12] =
    ["csv", "gz", "har", "html", "js", "json", "log", "pdf", "txt", "xlsx", "xml", "zip"];

/// Whether a word is written as the login of a person and not as the name of a file: `ann.b`.
fn is_login(word: &str) -> bool {
    let parts = || word.split(['.', '_']);
    let is_file = parts().next_back().is_some_and(|ending| FILE_ENDINGS.contains(&ending));
    let is_name = |part: &str| !part.is_empty() && part.chars().all(char::is_alphabetic);
    !is_file && parts().count() > 1 && parts().all(is_name)
}

/// How long the host is that begins there, with the blanks before it, and how many of its dots are words.
fn said_host(text: &str) -> (usize, usize) {
    let (mut length, mut end, mut dots) = (0, 0, 0);
    loop {
        let rest = &text[end..];
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let label = host(&rest[blank..]).len();
        if blank > 1 || label == 0 || length > MAX_HOST {
            return (length, dots);
        }
        length = end + blank + label;
        let behind = &text[length..];
        // Far behind there is none; a search to the end would be one for each address.
        let word = behind.bytes().take(3).position(|b| b.eq_ignore_ascii_case(&b'd'));
        match word.and_then(|at| mark(text, length + at, "dot")) {
            Some((_, behind, _)) => (end, dots) = (behind, dots + 1),
            None => return (length, dots),
        }
    }
}

/// A word at a place in the stead of a mark, with the brackets or the blanks around it, and whether those are brackets.
fn mark(text: &str, at: usize, word: &str) -> Option<(usize, usize, bool)> {
    let (before, behind) = (&text[..at], text.get(at..)?);
    if !behind.get(..word.len())?.eq_ignore_ascii_case(word) {
        return None;
    }
    let behind = &behind[word.len()..];
    let (start, end) = (at.checked_sub(1)?, at + word.len() + 1);
    let is_around = |open: char, close: char| before.ends_with(open) && behind.starts_with(close);
    let brackets = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>')];
    let in_brackets = brackets.iter().any(|(open, close)| is_around(*open, *close));
    (in_brackets || is_around(' ', ' ')).then_some((start, end, in_brackets))
}

/// An address as machines write it.
pub(super) fn plainly(address: &str) -> String {
    let address = address.to_lowercase();
    if let Some((local, host)) = address.rsplit_once('@') {
        return format!("{}@{}", local.trim_end_matches(' '), host.trim_start_matches(' '));
    }
    let mut plain = address.clone();
    for (word, mark) in [("at", "@"), ("dot", ".")] {
        for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), (" ", " ")] {
            plain = plain.replace(&format!("{open}{word}{close}"), mark);
        }
    }
    plain.replace(' ', "")
}

/// What stands in quotes before an `@`, with them.
fn quoted(before: &str) -> Option<&str> {
    let inner = before.strip_suffix('"')?;
    let near = &inner[inner.floor_char_boundary(inner.len().saturating_sub(MAX_LOCAL))..];
    let local = &near[near.rfind(['"', '\n'])?..];
    (local.starts_with('"') && local.contains(char::is_alphanumeric))
        .then(|| &before[before.len() - local.len() - 1..])
}

/// The mark of a guest: `ann_example.com#EXT#@tenant.example`.
const GUEST: &str = "#EXT#";

/// The characters before an `@` that belong to an address.
fn local(before: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-~'".contains(c);
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(MAX_LOCAL))..];
    // What Microsoft puts behind the name of a guest.
    let guest = near.len().checked_sub(GUEST.len()).and_then(|start| near.split_at_checked(start));
    let name =
        guest.filter(|(_, mark)| mark.eq_ignore_ascii_case(GUEST)).map_or(near, |(name, _)| name);
    near[name.trim_end_matches(is_part).len()..].trim_start_matches(['.', '-', '\''])
}

/// The host behind an `@`.
fn host(behind: &str) -> &str {
    let near = &behind[..behind.floor_char_boundary(MAX_HOST)];
    if let Some((literal, _)) = near.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        let is_part = |c: char| c.is_ascii_hexdigit() || ".:IPvx".contains(c);
        return if literal.chars().all(is_part) { &behind[..literal.len() + 2] } else { "" };
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let end = near.find(|c| !is_part(c)).unwrap_or(near.len());
    near[..end].trim_matches(['.', '-'])
}

/// The part of an address that is known, or all of it.
fn known_part(
    text: &str,
    (start, at, end): (usize, usize, usize),
    knows: &impl Fn(&str) -> bool,
) -> Range<usize> {
    let is_known = |start: usize, end: usize| knows(&text[start..end].to_lowercase());
    // The first letter may be that of an escaped line end.
    let is_escaped = text[..start].ends_with('\\')
        && text[start..].starts_with(['n', 'r', 't'])
        && at > start + 1;
    // Addresses may have rare characters that elsewhere end them.
    let rare = text[..start]
        .trim_end_matches(|c| "!#$&*=?^`{|}/._%+-~'".contains(c) || char::is_alphanumeric(c));
    let far = rare.len().max(start.saturating_sub(MAX_LOCAL));
    let starts =
        [Some(start), is_escaped.then_some(start + 1), text.is_char_boundary(far).then_some(far)];
    for start in starts.into_iter().flatten() {
        let mut end = end;
        for _ in 0..=MAX_EXTENSIONS {
            if is_known(start, end) {
                return start..end;
            }
            match text[at..end].rfind('.') {
                Some(dot) => end = at + dot,
                None => break,
            }
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, known: &[&str]) -> Vec<&'t str> {
        let all = addresses(text, 0..text.len(), |address| known.contains(&address));
        all.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn the_words_of_an_address_are_its_marks() {
        for text in ["Ann(at)example.com", "ann [at] example [dot] com", "ann at example dot com"] {
            assert_eq!(plainly(text), "ann@example.com");
        }
        assert_eq!(plainly("Ann@x at y"), "ann@x at y");
        assert_eq!(plainly("Ann @ example.com"), "ann@example.com");
    }

    #[test]
    fn addresses_are_found_in_any_spelling() {
        for (text, expected) in [
            ("<ann@example.com>, x", "ann@example.com"),
            ("'o'hara@example.com'.", "o'hara@example.com"),
            ("the \"john doe\"@example.com is", "\"john doe\"@example.com"),
            ("mailto:ann+tag@example.co.uk;", "ann+tag@example.co.uk"),
            ("ann@[192.0.2.1]", "ann@[192.0.2.1]"),
            ("of ann_a.example#EXT#@b.example, who", "ann_a.example#EXT#@b.example"),
            ("ann@localhost is", "ann@localhost"),
            ("é.ü@müller.example!", "é.ü@müller.example"),
            ("of zq77 @ corp.example, who", "zq77 @ corp.example"),
            ("zq77 @corp.example", "zq77 @corp.example"),
            ("zq77@  corp.example", "zq77@  corp.example"),
            ("ann@163.com", "ann@163.com"),
            ("ann@192.0.2.1", "ann@192.0.2.1"),
            ("known/bob@example.com.png", "bob@example.com.png"),
            ("of ann.lee(at)example.com, who", "ann.lee(at)example.com"),
            ("ann [at] example [dot] com is", "ann [at] example [dot] com"),
            ("user ann AT example DOT com.", "ann AT example DOT com"),
            ("write to ann.b at acme.example.com.", "ann.b at acme.example.com"),
            ("ann_lee AT example.com gone", "ann_lee AT example.com"),
        ] {
            assert_eq!(found(text, &[]), [expected], "{text}");
        }
        assert_eq!(found("of ann at acme.com", &["ann@acme.com"]), ["ann at acme.com"]);
        assert_eq!(found("known/ann@example.com.json", &["ann@example.com"]), ["ann@example.com"]);
        assert_eq!(found("x=\\nann@example.com", &["ann@example.com"]), ["ann@example.com"]);
        assert_eq!(found("by a/b@example.com", &["a/b@example.com"]), ["a/b@example.com"]);
        for text in [
            "failed @ example.com",
            "zq77 @ corp",
            "npm@10.2.3 is old",
            "npm@v10.2.3-beta.1 npm@10",
            "icons/foo@2x.png",
            "failed at example.com",
            "errors.csv at example.com",
            "at (at) x",
            "look at me",
            "ann (at)",
            "at",
            "a at b dot",
        ] {
            assert_eq!(found(text, &[]), [""; 0], "{text}");
        }
        assert_eq!(found("5 @ 3, @name, \"\"@x.y, a@", &[]), [""; 0]);
    }
}
