//! The line that a finding points at, cut to what an eye takes in.
//!
//! In: a text and its findings. Out: for each that has a line an [`Excerpt`]: the marked part, and
//! what stands before and behind it in the line. A payload is often one line of 2 kB, so that a
//! line is cut around the place; secrets are taken out before it is, because half of a signed URL
//! does not look like one.

use std::ops::Range;

use crate::findings::location::{Cursor, LineColumn};
use crate::findings::rule::Rule;
use crate::findings::{Excerpt, Finding};
use crate::privacy::secrets::{ends_url, remains, secrets};

/// How many characters of the marked part, and of either side of it, are kept.
const MAX_PART_CHARS: usize = 80;

/// How many bytes are looked at for the end of what may be a URL. What reaches further is hidden.
const URL_SEARCH_BYTES: usize = 16 << 10;

/// How many bytes before it are looked at for what makes a part of a text a secret: a private key has no more.
const CONTEXT_BYTES: usize = 4 << 10;

/// Gives each finding that has a line its excerpt, unless it has one that hides the line. `first` is the line and the column
/// that the text begins in.
pub fn add(findings: Vec<&mut Finding>, text: &str, first: LineColumn) {
    let is_to_have =
        |finding: &&mut Finding| finding.place.line.is_some() && finding.excerpt.is_none();
    let mut order: Vec<&mut Finding> = findings.into_iter().filter(is_to_have).collect();
    order.sort_by(|a, b| a.place.cmp(&b.place));
    let mut cursor = Cursor::new(text, first);
    for finding in order {
        let (line, column) = (finding.place.line.unwrap_or(1), finding.place.column);
        let (begin, offset) = cursor.go_to(line, column.unwrap_or(1));
        let length = column.map_or(0, |_| length(&text[offset..]));
        let marked = offset..offset + length;
        // What is broken may hold the end of a URL whose beginning is gone.
        let broken = matches!(finding.rule, Rule::NotJson | Rule::TrailingData);
        finding.excerpt = Some(Box::new(around(text, begin, marked, broken)));
    }
}

/// How long the value is that begins here: a text or a word whole, of anything else its first mark.
fn length(text: &str) -> usize {
    // Of a longer one no more is shown.
    let text = &text[..boundary(text, text.len().min(URL_SEARCH_BYTES))];
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '+' | '.' | '_');
    let Some(first) = text.chars().next().filter(|c| !matches!(c, '\n' | '\r')) else {
        return 0;
    };
    if first == '"' {
        // The opening quote is none that closes.
        let (mut inside, mut escaped) = (false, false);
        let end = text.char_indices().find(|(_, c)| {
            let closing = inside && !escaped && *c == '"';
            escaped = inside && !escaped && *c == '\\';
            inside = true;
            closing || matches!(c, '\n' | '\r')
        });
        return end.map_or(text.len(), |(at, c)| at + usize::from(c == '"'));
    }
    if is_word(first) {
        return text.find(|c| !is_word(c)).unwrap_or(text.len());
    }
    first.len_utf8()
}

/// The excerpt around a part of a text, whose line begins there.
fn around(text: &str, begin: usize, marked: Range<usize>, broken: bool) -> Excerpt {
    let is_end = |c: char| matches!(c, '\n' | '\r');
    // As far as it is kept, and on to where no URL can reach across.
    let before = &text[begin..marked.start];
    let near = before.char_indices().nth_back(MAX_PART_CHARS).map_or(0, |(at, _)| at);
    let far = begin + boundary(before, near.saturating_sub(URL_SEARCH_BYTES));
    let from = text[far..begin + near].rfind(ends_url).map(|at| far + at);
    let from = if near == 0 { Some(begin) } else { from.or((far == begin).then_some(begin)) };
    let after = &text[marked.end..];
    let near = after.char_indices().take_while(|(_, c)| !is_end(*c)).nth(MAX_PART_CHARS);
    let near = near.map(|(at, _)| at).or_else(|| after.find(is_end)).unwrap_or(after.len());
    let far = boundary(after, near.saturating_add(URL_SEARCH_BYTES).min(after.len()));
    let to = after[near..far].find(ends_url).map(|at| near + at);
    let to = to.or((far == after.len()).then_some(far)).map(|to| marked.end + to);
    // Of what goes on too far to be judged nothing is shown.
    let (hidden_before, hidden_after) = (from.is_none(), to.is_none());
    let (from, to) = (from.unwrap_or(marked.start), to.unwrap_or(marked.end));
    // What makes it one may stand before: the name of a long cookie, the first line of a private key.
    let context = boundary(text, from.saturating_sub(CONTEXT_BYTES));
    let secrets = secrets(&text[context..to]).into_iter();
    let secrets = secrets.filter(|secret| context + secret.end > from);
    let mut hidden: Vec<Range<usize>> = secrets
        .map(|secret| (context + secret.start).saturating_sub(from)..context + secret.end - from)
        .collect();
    if broken {
        let apart =
            |run: &Range<usize>| hidden.iter().all(|s| run.end <= s.start || s.end <= run.start);
        let rest: Vec<Range<usize>> = remains(&text[from..to]).into_iter().filter(apart).collect();
        hidden.extend(rest);
        hidden.sort_by_key(|secret| secret.start);
    }
    let secrets: Vec<Range<usize>> = hidden.iter().map(|s| s.start + from..s.end + from).collect();
    let show = |part: Range<usize>| without(text, part, &secrets);

    let before = show(from..marked.start);
    let before = match before.char_indices().nth_back(MAX_PART_CHARS) {
        Some((at, c)) => format!("…{}", &before[at + c.len_utf8()..]),
        None if from > begin || hidden_before => format!("…{before}"),
        None => before,
    };
    let more = hidden_after || text[to..].chars().next().is_some_and(|c| !is_end(c));
    let after = shortened(&show(marked.end..to), more);
    Excerpt { before, marked: shortened(&show(marked), false), after }
}

/// The offset, or the next one at which a character begins.
fn boundary(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

fn shortened(text: &str, more: bool) -> String {
    match text.char_indices().nth(MAX_PART_CHARS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None if more => format!("{text}…"),
        None => text.to_owned(),
    }
}

/// A part of a text without what of the secrets reaches into it.
fn without(text: &str, part: Range<usize>, secrets: &[Range<usize>]) -> String {
    let mut shown = String::new();
    let mut at = part.start;
    for secret in secrets.iter().filter(|s| s.start < part.end && s.end > part.start) {
        let start = secret.start.max(part.start);
        shown.push_str(&text[at..start]);
        shown.push('…');
        at = secret.end.min(part.end);
    }
    shown.push_str(&text[at..part.end]);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Place;
    use crate::findings::rule::Rule;

    fn excerpt(text: &str, line: u64, column: Option<u64>) -> Excerpt {
        let place = Place { line: Some(line), column, path: None };
        let mut findings = [Finding::at(Rule::WrongType, place, "x")];
        add(findings.iter_mut().collect(), text, LineColumn::START);
        *findings[0].excerpt.take().expect("an excerpt")
    }

    fn parts(excerpt: &Excerpt) -> [&str; 3] {
        [&excerpt.before, &excerpt.marked, &excerpt.after]
    }

    #[test]
    fn the_value_at_the_place_is_marked_in_its_line() {
        for (text, line, column, expected) in [
            ("{\"a\": 12}", 1, Some(7), ["{\"a\": ", "12", "}"]),
            ("{\n \"é\": \"b\\\"c\"}\n", 2, Some(7), [" \"é\": ", "\"b\\\"c\"", "}"]),
            ("{\r\n  \"a\": {\r\n}}", 2, Some(8), ["  \"a\": ", "{", ""]),
            ("a\rb\rcd", 3, Some(1), ["", "cd", ""]),
            ("user,code\nann,1\n", 2, None, ["", "", "ann,1"]),
            ("{\"a\": tru", 1, Some(10), ["{\"a\": tru", "", ""]),
            ("[\"\\\\\", 2]", 1, Some(2), ["[", "\"\\\\\"", ", 2]"]),
        ] {
            assert_eq!(parts(&excerpt(text, line, column)), expected, "{text}");
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}\"here\"{}", "é ".repeat(500), " ü".repeat(500));
        let found = excerpt(&text, 1, Some(1001));
        assert_eq!(found.marked, "\"here\"");
        assert!(found.before.starts_with('…') && found.after.ends_with('…'));
        for side in [found.before, found.after] {
            assert_eq!(side.chars().count(), MAX_PART_CHARS + 1);
        }
    }

    #[test]
    fn no_part_of_a_signed_url_is_shown_wherever_the_line_is_cut() {
        let query = "Expires=1&Key=K&Policy=".to_owned() + &"p".repeat(300);
        for url in [format!("https://x/y?{query}"), format!(r"https:\/\/x\/y?{query}")] {
            let text = format!("{{\"url\":\"{url}\",\"a\":1,\"b\":\"{url}\"}}");
            for column in 1..=text.chars().count() as u64 {
                let shown = excerpt(&text, 1, Some(column));
                let shown = parts(&shown).concat();
                assert!(!shown.contains("pp") && !shown.contains("Key="), "{column}: {shown}");
            }
        }
    }

    #[test]
    fn no_part_of_a_secret_is_shown_whose_name_is_far_away() {
        let (blanks, key) = ("a=qq; ".repeat(300), "qqq/q+q=\n".repeat(100));
        for text in [
            format!("{{\"Cookie\":\"{blanks}\",\"a\":1}}"),
            format!("Set-Cookie: {blanks}\n"),
            format!("{{\"password\":\"{blanks}\"}}"),
            format!("-----BEGIN RSA PRIVATE KEY-----\n{key}-----END RSA PRIVATE KEY-----\n"),
        ] {
            for (line, row) in text.lines().enumerate() {
                for column in (1..=row.chars().count() as u64).step_by(7) {
                    let shown = excerpt(&text, line as u64 + 1, Some(column));
                    let shown = parts(&shown).concat();
                    assert!(!shown.contains("qq"), "{line}:{column}: {shown}");
                }
            }
        }
    }

    #[test]
    fn many_findings_in_any_order_are_each_found() {
        let text = "[1,\n22,\n333]";
        let place = |line, column| Place { line: Some(line), column: Some(column), path: None };
        let places = [place(3, 1), place(1, 2), place(2, 1)];
        let mut findings = places.map(|place| Finding::at(Rule::WrongType, place, "x"));
        add(findings.iter_mut().collect(), text, LineColumn::START);
        let marked = findings.map(|finding| finding.excerpt.expect("an excerpt").marked);
        assert_eq!(marked, ["333", "1", "22"]);
    }
}
