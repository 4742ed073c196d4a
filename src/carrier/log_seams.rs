//! Where a log may be cut, so that it can be read in parts.
//!
//! In: the lines around a place. Out: whether something is printed there on several lines, each of which
//! a runtime put something before: to a search for JSON each of these is a text by itself. Several streams
//! may write at a time, so that a few lines of another may stand between.

use memchr::{memchr, memrchr};

use super::log_lines::Printed;

/// So many lines of something else may stand between two lines of a value.
const LINES_BETWEEN: usize = 8;

/// Runtimes cut longer ones themselves.
const LONGEST_LINE: usize = 64 << 10;

/// What a line is of a value that is printed on several.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Printing {
    /// It may be the first.
    Begins,
    /// It stands in one, and so does the next.
    GoesOn,
    /// It stands in one.
    Inside,
    /// It may be the last.
    Closes,
    /// The rest of the line follows, on a line of the same stream.
    IsCut(String),
    /// None of these, of that stream.
    Other(String),
    /// Nothing stands before it.
    Bare,
}

impl Printing {
    fn of(line: &[u8]) -> Printing {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        if line.len() > LONGEST_LINE {
            return Printing::Bare;
        }
        let Ok(line) = std::str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line)) else {
            return Printing::Bare;
        };
        let Some(Printed { program, stream, text, ends }) = Printed::of(line) else {
            return Printing::Bare;
        };
        let stream = format!("{program}/{stream}");
        if text.len() == line.len() {
            return Printing::Bare;
        }
        if !ends && !text.ends_with('\n') {
            return Printing::IsCut(stream);
        }
        match text.trim_end_matches(['\n', '\r']).as_bytes() {
            [b'}' | b']'] => Printing::Closes,
            [b' ' | b'\t' | b'}' | b']' | b'"', .., b'{' | b'[' | b','] => Printing::GoesOn,
            [b' ' | b'\t' | b'}' | b']' | b'"', ..] => Printing::Inside,
            [b'{' | b'[', .., b'{' | b'[' | b','] | [b'{' | b'['] => Printing::Begins,
            _ => Printing::Other(stream),
        }
    }
}

/// Whether something that is printed on lines before `at`, where a line begins, goes on behind it.
pub fn is_printed_across(text: &[u8], at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let mut lines = after.split_inclusive(|&byte| byte == b'\n').map(Printing::of);
    let next = lines.next();
    if next == Some(Printing::Bare) {
        return false;
    }
    let mut streams = Vec::new();
    for line in lines_back(before).take(LINES_BETWEEN).map(|(_, line)| Printing::of(line)) {
        match line {
            Printing::IsCut(stream) if !streams.contains(&stream) => return true,
            Printing::IsCut(stream) | Printing::Other(stream) => streams.push(stream),
            Printing::Begins | Printing::GoesOn => return true,
            Printing::Inside | Printing::Closes | Printing::Bare => break,
        }
    }
    for line in next.into_iter().chain(lines.by_ref()).take(LINES_BETWEEN) {
        match line {
            Printing::GoesOn | Printing::Inside | Printing::Closes => return true,
            Printing::Begins | Printing::Bare => return false,
            Printing::IsCut(_) | Printing::Other(_) => {}
        }
    }
    lines.next().is_none() && printed_to_the_end(before).is_some()
}

/// Where a value begins that is printed on the last lines of a text and may go on behind it.
pub fn printed_to_the_end(text: &[u8]) -> Option<usize> {
    // Where it may begin, unless the line before goes on.
    let mut found = None;
    let (mut between, mut is_inside, mut streams) = (0, false, Vec::new());
    for (begin, line) in lines_back(text) {
        let is_certain = found.is_some() && between == 0;
        match Printing::of(line) {
            Printing::Begins => (between, found) = (0, Some(begin)),
            Printing::GoesOn => (between, found, is_inside) = (0, None, true),
            Printing::Inside if found.is_none() => (between, is_inside) = (0, true),
            // Without an indent an object in a list ends in the same way.
            Printing::Closes if found.is_none() && is_inside => between = 0,
            // The lines of a cut one follow each other, but for those of other streams.
            Printing::IsCut(stream) if is_certain || !streams.contains(&stream) => {
                (between, found) = (0, Some(begin));
            }
            Printing::IsCut(stream) | Printing::Other(stream) => {
                streams.push(stream);
                between += 1;
            }
            Printing::Inside | Printing::Closes | Printing::Bare => break,
        }
        if between > LINES_BETWEEN {
            break;
        }
    }
    found
}

/// The lines of a text, from the last, each with where it begins.
fn lines_back(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, inner) = rest.split_last()?;
        let begin = memrchr(b'\n', inner).map_or(0, |end| end + 1);
        let line = &rest[begin..];
        rest = &rest[..begin];
        Some((begin, line))
    })
}

/// Where a stream of lines may be cut into parts of about `size` bytes: their ends, each behind a line.
/// What follows the last of them, if anything, is printed further behind the text. Of what is printed on
/// more than `longest` bytes no part waits for the end.
pub fn line_cuts(text: &[u8], size: usize, longest: usize) -> Vec<usize> {
    let (mut ends, mut part, mut from) = (Vec::new(), 0, size);
    while let Some(end) =
        text.get(from..).and_then(|tail| memchr(b'\n', tail)).map(|at| from + at + 1)
    {
        let is_inner = end == text.len() || end - part < longest && is_printed_across(text, end);
        from = if is_inner {
            end
        } else {
            ends.push(end);
            part = end;
            end + size
        };
    }
    let rest = &text[part..];
    let unfinished = printed_to_the_end(rest).filter(|begin| rest.len() - begin < longest);
    let end = unfinished.map_or(text.len(), |begin| part + begin);
    ends.extend(Some(end).filter(|&end| end > part));
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docker(text: &str) -> String {
        format!("{{\"log\":{text:?},\"stream\":\"stdout\"}}\n")
    }

    fn other(text: &str) -> String {
        format!("{{\"log\":{text:?},\"stream\":\"stderr\"}}\n")
    }

    fn time(text: &str) -> String {
        format!("2026-03-02T09:00:12Z {text}\n")
    }

    #[test]
    fn what_is_printed_on_several_lines_is_not_cut() {
        let values = [
            [docker("{\n"), docker("  \"a\": 1\n"), docker("}\n")].concat(),
            [docker("[\n"), other("x\n"), docker("  1\n"), other("x\n"), docker("]\n")].concat(),
            [docker("{\"a\""), other("x\n"), docker(":"), docker("1}\n")].concat(),
            [time("{"), time("  \"a\": 1"), time("}")].concat(),
            [time("stdout P {\"a\""), time("stderr F x"), time("stdout F :1}")].concat(),
            ["{", "  \\\"a\\\": 1", "}"].map(|text| format!("{{\"msg\":\"{text}\"}}\n")).concat(),
            ["{", "\\\"a\\\": 1", "}"].map(|text| format!("{{\"msg\":\"{text}\"}}\n")).concat(),
            ["{", "  \"a\": 1", "}"].map(|text| format!("app-1  | {text}\r\n")).concat(),
        ];
        for value in values {
            let text = value.repeat(3).into_bytes();
            let each = [value.len(), 2 * value.len(), 3 * value.len()];
            assert_eq!(line_cuts(&text, 1, 1 << 20), each, "{value}");
            for cut in value.match_indices('\n').map(|(at, _)| at + 1) {
                let (end, all) = (2 * value.len() + cut, 3 * value.len());
                let ends = line_cuts(&text[..end], 1, 1 << 20);
                assert_eq!(ends, if end == all { &each } else { &each[..2] }, "{value}");
            }
        }
    }

    #[test]
    fn other_lines_are_cut_anywhere_and_nothing_is_waited_for_too_long() {
        for line in ["{\"id\":\"a\"}\n", "x\n", "  x\n", "\r\n", "2026-03-02T09:00:12Z x\n"] {
            let text = line.repeat(3).into_bytes();
            let each = [1, 2, 3].map(|lines| lines * line.len());
            assert_eq!(line_cuts(&text, 1, 1 << 20), each, "{line}");
        }
        assert_eq!(line_cuts(b"a\nb", 1, 9), [2, 3]);
        assert_eq!(line_cuts(b"", 1, 9), [0; 0]);
        let open = docker("{\n") + &docker("  1\n").repeat(9);
        assert_eq!(line_cuts(open.as_bytes(), 1, 100), [100, 202, 304, 338]);
    }
}
