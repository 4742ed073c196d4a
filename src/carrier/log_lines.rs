//! Lines of a log from which a payload has to be put together: programs that print indented JSON, and
//! runtimes that put something before each line, or cut long ones.
//!
//! In: the lines. Out: the text that was printed, without what the runtime put before it. Lines of which
//! each holds its payload as it is need no more than a search for JSON, and never come here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Part, Record};
use crate::findings::location::lines;
use crate::payload::json::{Members, Node};

/// The fields in which loggers keep what was printed.
const FIELDS: [&str; 10] =
    ["log", "message", "MESSAGE", "msg", "line", "text", "textPayload", "body", "data", "content"];

/// What was printed, as far as lines tell.
pub(super) fn open(text: &str) -> Vec<Part<'_>> {
    let mut printed: BTreeMap<(String, String), Record> = BTreeMap::new();
    let mut is_changed = false;
    for (number, line) in (0..).zip(lines(text)) {
        let line = line.trim_end_matches(['\n', '\r']);
        let Some(Printed { program, stream, text, ends }) = Printed::of(line) else { continue };
        is_changed |= text.len() != line.len();
        let record = printed.entry((program, stream)).or_default();
        record.lines.push((record.text.len(), number));
        record.text.push_str(&text);
        if ends {
            record.text.push('\n');
        }
    }
    // Where nothing stood before a line, nothing was found by that.
    if !is_changed {
        return Vec::new();
    }
    // A program by itself needs no name.
    let is_one = printed
        .keys()
        .all(|(program, _)| printed.keys().next().is_some_and(|(first, _)| first == program));
    let named = printed.into_iter().map(|((program, stream), record)| {
        let steps = [if is_one { "" } else { &program }, &stream];
        let steps = steps.into_iter().filter(|step| !step.is_empty());
        Part::Record(Record { name: steps.map(|step| format!("/{step}")).collect(), ..record })
    });
    named.collect()
}

/// What a line of a log says was printed.
pub(super) struct Printed {
    /// The name of the program, where the runtime writes down several.
    pub program: String,
    /// Which of several streams it was: programs write to more than one at a time.
    pub stream: String,
    pub text: String,
    /// Whether a line ends with it, or the rest of that follows.
    pub ends: bool,
}

impl Printed {
    pub fn of(line: &str) -> Option<Printed> {
        if let Some(members) = Node::document(line).ok().and_then(Node::members) {
            return Printed::of_record(&members);
        }
        let plain = without_colours(line);
        let Line { program, stream, text, ends } = Line::of(&plain);
        let [program, stream, text] = [program, stream, text].map(str::to_owned);
        Some(Printed { program, stream, text, ends })
    }

    /// A field of a record in JSON. Docker keeps the line's end in the text, and of a long line what
    /// fits.
    fn of_record(members: &Members<'_>) -> Option<Printed> {
        let texts = FIELDS.iter().filter_map(|field| {
            let text = members.get(field)?.read::<String>()?;
            Some((*field, text))
        });
        let (field, text) = texts.into_iter().next()?;
        let stream = members.get("stream").and_then(Node::read::<String>);
        let stream = stream.map_or(field.to_owned(), |stream| format!("{field}/{stream}"));
        let ends = field != "log" || !members.has("stream");
        let ends = ends && !text.ends_with('\n');
        Some(Printed { program: String::new(), stream, text, ends })
    }
}

/// A line without what a runtime put before it: `2026-03-02T09:00:12Z stdout P ...`, `[2026-03-02 09:00:12] ...`,
/// `app-1  | ...`, `[pod/name] ...`, `Mar 02 09:00:12 host app[12]: ...`, `pod-5d8f7c9b4-x2x7z name ...`,
/// `space/pod[name]: ...`, `data: ...`, `> ...`.
#[derive(Clone, Copy)]
struct Line<'l> {
    /// What the runtime calls the program.
    program: &'l str,
    stream: &'static str,
    text: &'l str,
    /// Whether it is complete.
    ends: bool,
}

impl<'l> Line<'l> {
    fn of(line: &'l str) -> Line<'l> {
        let (mut rest, mut program) = (line, "");
        // A runtime's name, and what the program itself put there.
        for _ in 0..3 {
            let words = without_words(rest, rest.len() == line.len());
            if let Some((name, without)) = without_name(rest).or(words) {
                (program, rest) = (if program.is_empty() { name } else { program }, without);
            } else if let Some(without) = without_time(rest).or_else(|| without_mark(rest)) {
                rest = without;
            } else {
                break;
            }
        }
        let line = Line { program, stream: "", text: rest, ends: true };
        for stream in ["stdout", "stderr"] {
            let marked = rest.strip_prefix(stream).and_then(|rest| rest.strip_prefix(' '));
            for (mark, ends) in [("F", true), ("P", false)] {
                let text = marked.and_then(|rest| rest.strip_prefix(mark));
                if let Some(text) = text.filter(|text| text.is_empty() || text.starts_with(' ')) {
                    let text = text.strip_prefix(' ').unwrap_or(text);
                    return Line { stream, text, ends, ..line };
                }
            }
        }
        line
    }
}

/// A line without what gives it colours on a terminal.
fn without_colours(line: &str) -> Cow<'_, str> {
    const BEGINS: &str = "\u{1b}[";
    if !line.contains(BEGINS) {
        return Cow::Borrowed(line);
    }
    let (first, rest) = line.split_once(BEGINS).unwrap_or((line, ""));
    let coloured = rest.split(BEGINS).map(|part| {
        let end = part.find(|c: char| c.is_ascii_alphabetic()).map_or(part.len(), |at| at + 1);
        &part[end..]
    });
    std::iter::once(first).chain(coloured).collect::<String>().into()
}

/// The name of a container, and what stands behind it: `app-1  | `, `[pod/name/container] `. Behind other brackets no
/// program is named.
fn without_name(line: &str) -> Option<(&str, &str)> {
    if let Some((name, rest)) = line.split_once('|') {
        let name = name.trim_end();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_./@".contains(c);
        if !name.is_empty() && name.chars().all(is_name) {
            return Some((name, rest.strip_prefix(' ').unwrap_or(rest)));
        }
    }
    // A job and a step of GitHub's, with tabs between them and the time.
    if let Some((at, _)) = line.match_indices('\t').nth(1)
        && without_time(&line[at + 1..]).is_some()
    {
        return Some((&line[..at], &line[at + 1..]));
    }
    let (name, rest) = line.strip_prefix('[')?.split_once(']')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_./: ,+".contains(c);
    let is_list = name.is_empty() || name.bytes().all(|b| b.is_ascii_digit() || b", ".contains(&b));
    let program = if name.contains('/') && !name.contains([' ', ':']) { name } else { "" };
    (name.chars().all(is_name) && !is_list)
        .then(|| (program, rest.strip_prefix(' ').unwrap_or(rest)))
}

/// A pod and a container without marks around them, as `stern` writes them; or what ends as tags of system logs do,
/// with a host before it or not: `space/pod[name]: `, `host app[12]: `. Pods stand first in a line.
fn without_words(line: &str, is_first: bool) -> Option<(&str, &str)> {
    let (first, rest) = line.split_once(' ')?;
    if is_tag(first) {
        return Some((first, rest));
    }
    // Nothing stands behind an empty line's.
    let (second, behind) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_name = |word: &str| {
        let is_part =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
        !word.is_empty() && word.bytes().all(is_part)
    };
    let names = &line[..first.len() + 1 + second.len()];
    (is_name(first) && (is_tag(second) || is_first && is_pod(first) && is_name(second)))
        .then_some((names, behind))
}

/// Whether a word is the tag of a program: `app[12]:`.
fn is_tag(word: &str) -> bool {
    let inner = word.strip_suffix("]:").and_then(|word| word.split_once('['));
    inner.is_some_and(|(name, inner)| !name.is_empty() && !inner.is_empty())
}

/// Whether a name is one that Kubernetes gives: it ends in a number, or in letters and digits that make no word.
fn is_pod(name: &str) -> bool {
    let Some((_, end)) = name.rsplit_once('-') else { return false };
    let is_number = !end.is_empty() && end.bytes().all(|b| b.is_ascii_digit());
    let is_drawn =
        end.len() == 5 && end.bytes().all(|b| b"bcdfghjklmnpqrstvwxz2456789".contains(&b));
    name.starts_with(|c: char| c.is_ascii_lowercase()) && (is_number || is_drawn)
}

/// Behind the mark of a quotation in a mail, and of a message in a stream of events.
fn without_mark(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix("data:") {
        return Some(rest.strip_prefix(' ').unwrap_or(rest));
    }
    let mut rest = line;
    while let Some(quoted) = rest.strip_prefix('>') {
        rest = quoted.strip_prefix(' ').unwrap_or(quoted);
    }
    (rest.len() < line.len()).then_some(rest)
}

/// Behind a time: `2026-03-02T09:00:12.1Z `, `2026-03-02 09:00:12,123 `, `09:00:12 `, and of syslog
/// `Mar  2 09:00:12 host app[12]: `.
fn without_time(line: &str) -> Option<&str> {
    // A cell or a member is no part of a time.
    let is_stamp = |word: &str| !word.contains(['"', '\'', '{', '[', '=']);
    let is_date = |word: &str| {
        let mut bytes = word.bytes();
        is_stamp(word)
            && bytes.clone().take(4).all(|b| b.is_ascii_digit())
            && bytes.nth(4) == Some(b'-')
    };
    let is_time = |word: &str| {
        let bytes = word.as_bytes();
        let is_clock = bytes.len() >= 5 && bytes[0].is_ascii_digit() && bytes[2] == b':';
        is_clock && is_stamp(word)
    };
    let (first, rest) = line.split_once(' ')?;
    if is_date(first) && first.len() > 11 || is_time(first) {
        return Some(without_stream(rest));
    }
    if is_date(first) {
        return rest.split_once(' ').filter(|(time, _)| is_time(time)).map(|(_, rest)| rest);
    }
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    if MONTHS.contains(&first) {
        let (_day, rest) = rest.trim_start().split_once(' ')?;
        let (_, rest) = rest.split_once(' ').filter(|(time, _)| is_time(time))?;
        return rest.split_once(": ").map(|(_, rest)| rest).or_else(|| {
            // An empty line of the program.
            rest.strip_suffix(':').map(|_| "")
        });
    }
    None
}

/// What stands behind the number and the letter of a stream, as the jobs of GitLab have it: `01O `.
fn without_stream(line: &str) -> &str {
    let is_stream = |mark: &[u8]| {
        mark[..2].iter().all(u8::is_ascii_hexdigit)
            && matches!(mark[2], b'O' | b'E')
            && matches!(mark[3], b' ' | b'+')
    };
    match line.split_at_checked(4) {
        Some((mark, rest)) if is_stream(mark.as_bytes()) => rest,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Vec<(String, String)> {
        let record = |part| match part {
            Part::Record(record) => (record.name, record.text),
            Part::Text(text) => (String::from("in place"), text.to_owned()),
        };
        open(text).into_iter().map(record).collect()
    }

    #[test]
    fn what_was_printed_is_put_together() {
        let json = "{\n  \"a\": 1\n}\n";
        for text in [
            "2026-03-02T09:00:12.1Z {\n2026-03-02T09:00:12.12Z   \"a\": 1\n2026-03-02T09:00:12.1Z }",
            "2026-03-02 09:00:12,123 {\n2026-03-02 09:00:12,124   \"a\": 1\n2026-03-02 09:00:12,125 }",
            "app-1  | {\napp-1  |   \"a\": 1\napp-1  | }\n",
            "[pod/jobs/app] {\n[pod/jobs/app]   \"a\": 1\n[pod/jobs/app] }\n",
            "Mar  2 09:00:12 host app[7]: {\nMar  2 09:00:12 host app[7]:   \"a\": 1\n\
             Mar  2 09:00:12 host app[7]: }\n",
        ] {
            assert_eq!(printed(text), [(String::new(), json.to_owned())], "{text}");
        }
        for text in [
            "\u{1b}[36mapp-1  |\u{1b}[0m {\n\u{1b}[36mapp-1  |\u{1b}[0m   \"a\": 1\n\u{1b}[36mapp-1  |\u{1b}[0m }",
            "> {\n>   \"a\": 1\n> }",
            "> > {\n> >   \"a\": 1\n>> }",
            "data: {\ndata:   \"a\": 1\ndata: }",
        ] {
            assert_eq!(printed(text), [(String::new(), json.to_owned())], "{text}");
        }
        let several =
            "app-1  | {\nweb | {\napp-1  |   \"a\": 1\nweb |   \"a\": 1\napp-1  | }\nweb | }\n";
        let expected = [("/app-1", json), ("/web", json)];
        assert_eq!(printed(several), expected.map(|(name, text)| (name.into(), text.into())));
        let pods = "[pod/a/x] {\n[pod/b/x] {\n[pod/a/x]   \"a\": 1\n[pod/b/x]   \"a\": 1\n[pod/a/x] }\n[pod/b/x] }\n";
        let expected = [("/pod/a/x", json), ("/pod/b/x", json)];
        assert_eq!(printed(pods), expected.map(|(name, text)| (name.into(), text.into())));
        for name in [
            "wx-5d8f7c9b4-x2x7z app",
            "wx-0 app",
            "jobs/wx-0[app]:",
            "2026-03-02T09:00:12+0100 host app[7]:",
            "2026-03-02T09:00:12.123456+00:00 app[web.1]:",
            "wx.1.x2x7zx2x7z@node    |",
            "poll\tRun it\t2026-03-02T09:00:12.1234567Z",
            "2026-03-02T09:00:12.123456Z 01O",
        ] {
            let text = ["{", "  \"a\": 1", "}"].map(|line| format!("{name} {line}\n")).concat();
            let other = format!("{name} moved 3 of 4\n");
            let expected = [(String::new(), format!("{json}moved 3 of 4\n"))];
            assert_eq!(printed(&(text + &other)), expected, "{name}");
        }
        for prose in [
            "re-try saving the job",
            "a pre-check failed now",
            "see [1]: the log",
            "1-2 of 3",
            "2026-03-02 a-1 b c",
        ] {
            assert_eq!(printed(prose), [], "{prose}");
        }
        let docker = "{\"log\":\"{\\n\",\"stream\":\"stdout\"}\n{\"log\":\"x\\n\",\"stream\":\"stderr\"}\n\
                      {\"log\":\"  \\\"a\\\"\",\"stream\":\"stdout\"}\n\
                      {\"log\":\": 1\\n}\\n\",\"stream\":\"stdout\"}\n";
        let expected = [("/log/stderr", "x\n"), ("/log/stdout", json)];
        assert_eq!(printed(docker), expected.map(|(name, text)| (name.into(), text.into())));
        let cri = "2026-03-02T09:00:12Z stdout P {\"a\"\n2026-03-02T09:00:12Z stderr F x\n\
                   2026-03-02T09:00:12Z stdout F :1}\n";
        let expected = [("/stderr", "x\n"), ("/stdout", "{\"a\":1}\n")];
        assert_eq!(printed(cri), expected.map(|(name, text)| (name.into(), text.into())));
    }

    #[test]
    fn the_place_of_each_line_is_kept() {
        let parts = open("x\n{\"log\":\"a\\n\"}\n{\"log\":\"b\\n\"}\n");
        let Some(Part::Record(record)) = parts.last() else { panic!("no record") };
        assert_eq!(record.name_at(0, "", 1), "2/log");
        assert_eq!(record.name_at(2, "/c", 100), "102/log/c");
    }
}
