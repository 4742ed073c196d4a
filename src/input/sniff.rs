//! What a text looks like, by its content and never by its name.
//!
//! In: text. Out: its shape (JSON, JSON lines, a table, or something else).

use crate::findings::rule::Rule;
use crate::input::own_report;
use crate::payload::ErrorRecord;
use crate::payload::json::Node;

/// What a text looks like from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing but white space.
    Empty,
    /// One JSON document.
    Json,
    /// A JSON document on each line.
    JsonLines,
    /// Lines of fields.
    Table,
    /// A web page.
    Html,
    /// Something that this program wrote.
    OwnReport,
    /// Any other text.
    Text,
    /// Something else, in words with an article, and what to do about it.
    Foreign(&'static str),
}

/// The shape of a text. Its first lines are enough, but for a single document that is laid out like a
/// stream.
pub fn shape(text: &str) -> Shape {
    let text = text.trim_start();
    match text.as_bytes().first() {
        None => Shape::Empty,
        Some(b'{') if own_report::is_json(text) => Shape::OwnReport,
        Some(b'{') if is_json_lines(text) => Shape::JsonLines,
        Some(b'[') if own_report::is_baseline(text) => Shape::OwnReport,
        Some(b'[') if is_python(text[1..].trim_start()) => Shape::Foreign(PYTHON),
        Some(b'[') if text.starts_with("[object ") => {
            Shape::Foreign("JavaScript's text for an object, not JSON; save it with JSON.stringify")
        }
        Some(b'[') if !is_array(text) => Shape::Text,
        Some(b'{') if is_markup(text) => Shape::Text,
        Some(b'{' | b'[') => Shape::Json,
        Some(b'<') if is_html(text) && own_report::is_html(text) => Shape::OwnReport,
        Some(b'<') if is_html(text) => Shape::Html,
        Some(b'<') if own_report::is_xml(text) => Shape::OwnReport,
        Some(b'<') => Shape::Foreign(xml(text)),
        Some(b'@') if text.starts_with("@{") => Shape::Foreign(
            "PowerShell's text for an object, not JSON; save it with ConvertTo-Json -Depth 100",
        ),
        Some(_) if is_python(text) => Shape::Foreign(PYTHON),
        Some(_) if text.starts_with("version https://git-lfs.github.com/spec/") => Shape::Foreign(
            "a pointer of Git LFS in place of the file; run `git lfs pull` to get it",
        ),
        Some(_) if is_mail(text) => Shape::Foreign(
            "a mail; save what is attached to it, or the text in it, as a file of its own",
        ),
        // A text, number or word by itself is JSON too.
        Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') if Node::document(text).is_ok() => {
            Shape::Json
        }
        Some(_) if own_report::is_table(text) || own_report::is_text(text) => Shape::OwnReport,
        Some(_) if is_table(text) => Shape::Table,
        Some(_) => Shape::Text,
    }
}

/// Whether a bracket begins an array, and not a text: `[webex]` above settings, `[Error 4202] ...`, a time before a
/// line, a link or a list of Markdown. There what the bracket closes on its line is no JSON, and something follows; or
/// words follow on the line.
fn is_array(text: &str) -> bool {
    let Some(end) = memchr::memchr3(b']', b'\n', b'\r', text.as_bytes()) else { return true };
    let (inner, rest) = text.split_at(end + 1);
    let is_flat = inner.ends_with(']') && !inner[1..].contains(['[', '{', '"']);
    let line = rest.lines().next().unwrap_or_default();
    let says_words = || {
        let word = line.trim_start().split(|c: char| !c.is_alphanumeric()).next();
        let word = word.filter(|word| word.starts_with(char::is_alphabetic));
        line.starts_with([' ', '\t']) && word.is_some_and(|word| Node::document(word).is_err())
    };
    let is_text = match Node::document(inner) {
        Ok(_) => line.starts_with(": ") || says_words(),
        Err(_) => {
            line.starts_with(['(', ':']) || rest.trim_start().starts_with(char::is_alphanumeric)
        }
    };
    !(is_flat && is_text)
}

/// Whether a brace begins a template or a text of a word processor: `{{ name }}`, `{% if %}`, `{\rtf1`.
fn is_markup(text: &str) -> bool {
    let inner = text.strip_prefix("{{").or_else(|| text.strip_prefix("{\\"));
    text.starts_with("{%")
        || inner.is_some_and(|inner| inner.trim_start_matches(' ').starts_with(char::is_alphabetic))
}

/// Whether a text is what Python prints for an object of a class: `Job(name='moveusers', ...`.
fn is_python(text: &str) -> bool {
    let word = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let Some((class, fields)) = word(text).map(|end| text.split_at(end)) else { return false };
    let field = |text: &str| -> bool {
        let field = word(text).map(|end| text.split_at(end));
        field.is_some_and(|(field, value)| !field.is_empty() && value.starts_with('='))
    };
    if let Some(fields) = fields.strip_prefix('(') {
        return class.starts_with(|c: char| c.is_ascii_uppercase()) && field(fields);
    }
    // What it prints as text has no class around it: `name='moveusers' id='...'`.
    let values = ["='", "=None ", "=[", "=<", "=datetime"];
    let is_first = !class.is_empty() && values.iter().any(|value| fields.starts_with(value));
    is_first && text.lines().next().is_some_and(|line| line.matches("='").count() > 1)
}

/// Python's text for an object, and what to do about it.
const PYTHON: &str = "Python's text for an object, not JSON; save the text of the response, or use \
                      model_dump_json() of the object or json.dump";

/// What an XML document is called, and what to do about it.
const XML: &str = "an XML document; ask again and save the JSON of the API";

/// What an XML document is: a service that stores files answers so where a download fails.
fn xml(text: &str) -> &'static str {
    let start: String = text.chars().take(1000).collect();
    let has = |words: &[&str]| words.iter().any(|word| start.contains(word));
    if !has(&["<Error>", "<Error "]) {
        return XML;
    }
    if has(&["NoSuchKey", "BlobNotFound", "NoSuchBucket"]) {
        return "the answer to a download of a file that is gone: an errors file lives about six weeks; \
                save the job's list of errors instead, as GET .../{jobId}/errors gives it";
    }
    if has(&["SignatureDoesNotMatch", "MissingSecurity", "AuthorizationQueryParametersError"]) {
        return "the answer to a download whose link was cut short; put the whole csvFileDownloadUrl \
                in quotation marks and download the file again";
    }
    if has(&["AccessDenied", "Expired", "expired", "AuthenticationFailed", "InvalidToken"]) {
        return "the answer to a download whose link has expired, not the errors file; ask for the \
                job's status again and download from its new csvFileDownloadUrl at once";
    }
    XML
}

/// Whether a text begins with the head of a mail.
fn is_mail(text: &str) -> bool {
    const FIELDS: [&str; 11] = [
        "from:",
        "to:",
        "subject:",
        "received:",
        "return-path:",
        "message-id:",
        "mime-version:",
        "delivered-to:",
        "date:",
        "content-type:",
        "content-transfer-encoding:",
    ];
    let is_field = |line: &&str| {
        FIELDS.iter().any(|field| {
            line.get(..field.len()).is_some_and(|start| start.eq_ignore_ascii_case(field))
        })
    };
    let begins =
        lines(text).next().is_some_and(|line| is_field(&line) || line.starts_with("From "));
    begins && lines(text).take(12).filter(is_field).count() >= 3
}

fn is_html(text: &str) -> bool {
    let start: String = text.chars().take(400).flat_map(char::to_lowercase).collect();
    start.contains("<html") || start.contains("<!doctype html")
}

/// The lines that are not blank, however they end.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes());
    let mut from = 0;
    let pieces = ends.chain([text.len()]).map(move |end| {
        let line = &text[from..end];
        from = end + 1;
        line
    });
    pieces.filter(|line| !line.trim().is_empty())
}

/// Whether the first lines are documents: two of them, or one and the others at least begin like it. A
/// line that is broken, or none at all, costs only itself; but a single document may be laid out so
/// too, and then it is one.
fn is_json_lines(text: &str) -> bool {
    let first: Vec<&str> = lines(text).take(4).collect();
    if first.len() < 2 {
        return false;
    }
    let begin = first.iter().filter(|line| line.starts_with('{'));
    let whole = begin.clone().filter(|line| Node::document(line).is_ok()).count();
    let alike = begin.count() == first.len();
    (whole > 1 || whole == 1 && alike) && Node::document(text).is_err()
}

/// Whether the first line is split into what may be column names, and the second as often; or into
/// what an errors file holds, so that only its names of columns are missing.
fn is_table(text: &str) -> bool {
    let Some(delimiter) = delimiter(text) else { return false };
    let mut lines = lines(text);
    let Some(header) = lines.next() else { return false };
    let cells = || header.split(char::from(delimiter)).map(str::trim);
    // Prose has commas too, but its clauses are longer than names.
    let words = if cells().count() == 2 { 4 } else { 8 };
    let is_name =
        |cell: &str| cell.chars().count() <= 40 && cell.split_whitespace().count() <= words;
    let is_header = cells().all(is_name);
    // Where the columns are those of an errors file, a row may well be too short.
    let has = |words: &[&str]| {
        cells().any(|cell| words.iter().any(|word| cell.to_lowercase().contains(word)))
    };
    let of_errors = || has(&["user", "person", "mail"]) && has(&["code", "message", "descri"]);
    // A note may begin with an address; with a number beside it, it is a row.
    let is_number = |cell: &str| !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
    let is_data = cells().any(|cell| ErrorRecord::is_told_by(cell) && !cell.contains('@'))
        || cells().any(ErrorRecord::is_told_by) && cells().any(is_number);
    is_data
        || is_header
            && lines.next().is_none_or(|line| {
                line.split(char::from(delimiter)).count() >= cells().count() || of_errors()
            })
}

/// The mark that splits the first line into most fields: a comma, a semicolon or a tab.
pub fn delimiter(text: &str) -> Option<u8> {
    let line = lines(text).next()?;
    let count = |mark: u8| line.bytes().filter(|&b| b == mark).count();
    // Of equals the first named wins.
    [b'\t', b';', b','].into_iter().max_by_key(|&mark| count(mark)).filter(|&mark| count(mark) > 0)
}

/// What some bytes that are no text are, in words with an article, and the rule that they break.
pub fn binary(bytes: &[u8]) -> (Rule, &'static str) {
    // What is packed in a way that is not read may hold anything.
    const PACKED: Rule = Rule::ArchiveBroken;
    const FOREIGN: Rule = Rule::UnknownPayload;
    for (magic, rule, name) in [
        (&b"Rar!\x1a\x07"[..], PACKED, "a RAR archive; unpack it first"),
        (
            b"PK\x07\x08",
            PACKED,
            "a part of a ZIP archive that was split; join the parts and unpack it first",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            FOREIGN,
            "an Excel workbook of the old kind, or another document of Office; save the table in it as CSV",
        ),
        (b"PAR1", FOREIGN, "a Parquet file; save it as CSV or JSON"),
        (b"%PDF", FOREIGN, "a PDF document"),
        (b"\x89PNG", FOREIGN, "a picture"),
        (b"\xff\xd8\xff", FOREIGN, "a picture"),
        (b"SQLite format 3", FOREIGN, "an SQLite database"),
    ] {
        if bytes.starts_with(magic) {
            return (rule, name);
        }
    }
    (FOREIGN, "binary data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_texts_shape_is_told_by_its_first_lines() {
        for (text, expected) in [
            ("", Shape::Empty),
            (" \r\n\t", Shape::Empty),
            ("{}", Shape::Json),
            ("{\n \"a\": {}\n}\n", Shape::Json),
            ("{\"a\":1}\n{\"a\":2}\n", Shape::JsonLines),
            ("{\"a\":1}\n", Shape::Json),
            ("{\"a\":\n{\"a\":2}\n", Shape::JsonLines),
            ("{\"a\":\n{\"a\":2}\n}\n", Shape::Json),
            ("{\"a\":[\n{\"b\":1},\n{\"b\":2}\n]}\n", Shape::Json),
            ("{\"a\":[\n  {\"b\":1},\n  {\"b\":2}\n]}\n", Shape::Json),
            ("[{}]", Shape::Json),
            ("<!DOCTYPE html><p>", Shape::Html),
            ("<?xml?>", Shape::Foreign(XML)),
            ("\"a, b\"", Shape::Json),
            ("-1.5e3\n", Shape::Json),
            ("null", Shape::Json),
            ("user,code\na,1\n", Shape::Table),
            ("user;code;message\na;1;x\n", Shape::Table),
            ("user\tcode\n", Shape::Table),
            ("User,Code,Message\nann\n", Shape::Table),
            ("One,two,three\nfour\n", Shape::Text),
            ("Call Ms Example, she knows.\nThen move the rest.\n", Shape::Text),
            (
                "ann@example.com,19605,[Error 19605] User is assigned services of all kinds\n",
                Shape::Table,
            ),
            ("{\"a\":1}\r{\"a\":2}\r", Shape::JsonLines),
            ("{\"a\":1}\ncurl: (28) timed out\n{\"a\":2}\n", Shape::JsonLines),
            ("{\"a\":1}\ncurl: (28) timed out\n", Shape::Json),
            ("# Notes\n", Shape::Text),
            ("[webex]\ntoken=x\n", Shape::Text),
            ("[Error 4202] No.\n", Shape::Text),
            ("[2026-03-02 09:00:00] started\n", Shape::Text),
            ("[The plan](https://example.com)\n", Shape::Text),
            ("[1]: https://example.com\n", Shape::Text),
            ("[1] See the manual.\n", Shape::Text),
            ("[ ] Call Ann.\n", Shape::Text),
            ("{{ job.id }}\n", Shape::Text),
            ("{% for job in jobs %}\n", Shape::Text),
            ("{\\rtf1 Notes}", Shape::Text),
            ("{{}: 1}", Shape::Json),
            ("[1] 2", Shape::Json),
            ("[1] null", Shape::Json),
            ("[1]x", Shape::Json),
            ("[1], x", Shape::Json),
            ("[true]\nx", Shape::Json),
            ("[tru", Shape::Json),
            ("[x]", Shape::Json),
            ("[\n1,\n2]", Shape::Json),
            (
                "ann@example.com, please call her when she is back from her long holiday\n",
                Shape::Text,
            ),
            (
                "Called the clinic on Monday, they were closed until noon and then busy\nso, later\n",
                Shape::Text,
            ),
        ] {
            assert_eq!(shape(text), expected, "{text:?}");
        }
    }
}
