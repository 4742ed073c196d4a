//! Inputs that are nearly sound: payloads, tables and texts, and ways to spoil them.

use std::sync::OnceLock;

use serde_json::Value;

use crate::random::Random;

/// The documented payload, and one of every other kind.
const PAYLOADS: [&str; 9] = [
    include_str!("../../../samples/documented-example/job-status.json"),
    include_str!("../../../samples/dogwood-hotels/2026-02/spa.json"),
    include_str!("../../../samples/dogwood-hotels/2026-02/unknown-family.json"),
    include_str!("../../../samples/dogwood-hotels/2026-02/validations.json"),
    include_str!("../../../samples/dogwood-hotels/2026-02/managenumbers-errors.json"),
    include_str!("../../../samples/dogwood-hotels/2026-02/wave-1/errors-page-1.json"),
    include_str!("../../../samples/birchwood-schools/2025-12/request-failed.json"),
    include_str!("../../../samples/acorn-dental/2025-09/wave-1-front-desk-response.json"),
    include_str!("../../../samples/cedar-logistics/2026-02/headquarters-running.json"),
];

/// Errors files, and a table that is none.
const TABLES: [&str; 4] = [
    include_str!("../../../samples/dogwood-hotels/2026-02/wave-2-errors.csv"),
    include_str!("../../../samples/elm-insurance/2026-01/a53f24c1-c81a-4e8c-b576-dba1fba710bd.csv"),
    include_str!("../../../samples/acorn-dental/2025-10/wave-2-clinics.csv"),
    include_str!("../../../samples/acorn-dental/2025-10/users-to-move.csv"),
];

/// What may stand in the place of a value.
const VALUES: [&str; 44] = [
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "-0.0",
    "1.0",
    "18446744073709551616",
    "9223372036854775807",
    "[]",
    "{}",
    "[null]",
    "[{}]",
    "\"\"",
    "\" \"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "\"\\u001b[31m\"",
    "\"é€😀\"",
    "\"@{id=1; name=x}\"",
    "\"=1+1\"",
    "\"a|b<c>`\"",
    "\"PT0S\"",
    "\"PT-1.5S\"",
    "\"PT1M30.25S\"",
    "\"P1DT2,5S\"",
    "\"PT2562047H\"",
    "\"PT1.5H\"",
    "\"2023-05-30T13:04:00Z\"",
    "\"2023-05-30T15:04:00.469+02:00\"",
    "\"0000-01-01T00:00:00Z\"",
    "\"9999-12-31T23:59:59.999Z\"",
    "\"2023-02-29T00:00:00Z\"",
    "\"STARTING\"",
    "\"STARTED\"",
    "\"COMPLETED\"",
    "\"FAILED\"",
    "\"UNKNOWN\"",
    "\"STOPPED\"",
    "\"COMPLETED_WITH_ERRORS\"",
    "\"NOW\"",
    "\"131d985d-be8a-4728-b360-630c50151271\"",
    "\"moveusers\"",
    "\"https://x.y/z?Expires=1700000000&Signature=s\"",
];

/// What may stand in the place of a key.
const KEYS: [&str; 20] = [
    "\"name\"",
    "\"jobType\"",
    "\"id\"",
    "\"counts\"",
    "\"totalMoves\"",
    "\"moved\"",
    "\"failed\"",
    "\"totalNumbers\"",
    "\"jobExecutionStatus\"",
    "\"latestExecutionStatus\"",
    "\"endTime\"",
    "\"exitCode\"",
    "\"timeElapsed\"",
    "\"stepExecutionStatuses\"",
    "\"items\"",
    "\"response\"",
    "\"error\"",
    "\"job_execution_status\"",
    "\"exit_code\"",
    "\"a/b~c\"",
];

/// Payloads as they are saved, and on one line.
fn payloads() -> &'static [[String; 2]] {
    static ALL: OnceLock<Vec<[String; 2]>> = OnceLock::new();
    ALL.get_or_init(|| {
        let both = |text: &&str| {
            let value: Value = serde_json::from_str(text).expect("a sample is JSON");
            [(*text).to_owned(), value.to_string()]
        };
        PAYLOADS.iter().map(both).collect()
    })
}

/// A payload with some of its tokens changed.
pub fn payload(random: &mut Random) -> String {
    // Most of what there is are job statuses.
    let at = if random.one_in(2) { 0 } else { random.at(PAYLOADS.len()) };
    let one_line = usize::from(!random.one_in(4));
    let mut text = payloads()[at][one_line].clone();
    if random.one_in(8) {
        text = text.replace("131d985d", &format!("{:08x}", random.below(3)));
    }
    for _ in 0..random.below(5) {
        text = with_one_token_changed(&text, random);
    }
    text
}

/// A document, a stream or an array of payloads, at times cut or spoilt.
pub fn json(random: &mut Random) -> Vec<u8> {
    let mut some = |between: &str| {
        let count = 1 + random.below(3);
        let all: Vec<String> = (0..count).map(|_| payload(random)).collect();
        all.join(between)
    };
    let text = match some("").len() % 8 {
        0 => some("\n"),
        1 => format!("[{}]", some(",")),
        2 => format!("[\r\n{}\r\n]", some(" ,\n")),
        3 => format!("{{\"items\":[{}]}}", some(",")),
        _ => payload(random),
    };
    let mut bytes = text.into_bytes();
    match random.below(12) {
        0 => bytes.truncate(random.at(bytes.len() + 1)),
        1 => spoil(&mut bytes, random, b"{}[],:\"\\\n\r\t 0-e\x00\x80\xff"),
        2 => _ = bytes.splice(0..0, *b"\xef\xbb\xbf"),
        _ => {}
    }
    bytes
}

/// Changes a token: another one in its place, none, or twice the same.
fn with_one_token_changed(text: &str, random: &mut Random) -> String {
    let tokens = tokens(text);
    let (from, to) = tokens[random.at(tokens.len())];
    let (before, token, after) = (&text[..from], &text[from..to], &text[to..]);
    let new = match random.below(6) {
        0 => String::new(),
        1 => token.repeat(2),
        2 => {
            let (from, to) = tokens[random.at(tokens.len())];
            text[from..to].to_owned()
        }
        _ if after.trim_start().starts_with(':') => random.pick(&KEYS).to_owned(),
        // A token more where there is none that may be replaced.
        _ if token.len() == 1 && random.one_in(2) => {
            format!("{}:{},", random.pick(&KEYS), random.pick(&VALUES))
        }
        _ if token.len() == 1 => token.to_owned(),
        _ => random.pick(&VALUES).to_owned(),
    };
    format!("{before}{new}{after}")
}

/// Texts, numbers, words and marks, each from where to where.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        at += 1;
        if bytes[from] == b'"' {
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at = (at + 1).min(bytes.len());
        } else if bytes[from].is_ascii_alphanumeric() || b"-+.".contains(&bytes[from]) {
            while at < bytes.len()
                && (bytes[at].is_ascii_alphanumeric() || b"-+.".contains(&bytes[at]))
            {
                at += 1;
            }
        } else if bytes[from].is_ascii_whitespace() || !bytes[from].is_ascii() {
            continue;
        }
        tokens.push((from, at));
    }
    if tokens.is_empty() {
        tokens.push((0, 0));
    }
    tokens
}

/// A table with some of its cells changed, its line ends and delimiters perhaps others.
pub fn table(random: &mut Random) -> Vec<u8> {
    let text = random.pick(&TABLES);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.truncate(1 + random.at(lines.len()));
    for _ in 0..random.below(5) {
        let at = random.at(lines.len());
        let mut cells: Vec<&str> = lines[at].split(',').collect();
        let cell = random.at(cells.len());
        let new = random.pick(&[
            "",
            "\"\"",
            "\"a\"\"b\"",
            "\"a\nb\"",
            "\"a\r\nb,c\"",
            "\"a\"b",
            "\"",
            "a\"b",
            "\0",
            "é",
            " ",
            "19605",
            "ann@example.com",
            "User ID",
            "code",
            "Message",
            "job id",
            "=1+1",
            "a,b",
            "[Error 4202] No.",
        ]);
        match random.below(4) {
            0 => drop(cells.remove(cell)),
            1 => cells.insert(cell, new),
            _ => cells[cell] = new,
        }
        lines[at] = cells.join(",");
    }
    if random.one_in(4) {
        lines.insert(random.at(lines.len()), String::new());
    }
    let mut text = lines.join(random.pick(&["\n", "\n", "\r\n", "\r"]));
    if random.one_in(4) {
        text = text.replace(',', random.pick(&[";", "\t"]));
    }
    if random.one_in(2) {
        text.push('\n');
    }
    let mut bytes = text.into_bytes();
    match random.below(8) {
        0 => bytes.truncate(random.at(bytes.len() + 1)),
        1 => spoil(&mut bytes, random, b",;\t\"\n\r \x00\x80\xff\xef\xbb\xbf"),
        _ => {}
    }
    bytes
}

/// Texts that mean something to somebody: to a terminal, a browser, a spreadsheet, a reader of
/// tables. Parts that are to become cells are separated by a byte that is in no text.
pub fn texts(random: &mut Random) -> Vec<u8> {
    const PIECES: [&str; 64] = [
        "a",
        "job",
        " ",
        "  ",
        "é",
        "東京",
        "👩‍🔬",
        "\u{200d}",
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "＝",
        "＋",
        "\u{1b}[31m",
        "\u{1b}]0;x\u{7}",
        "\u{9b}2J",
        "\u{202e}",
        "\u{2066}",
        "\u{feff}",
        "\u{200b}",
        "\u{2028}",
        "\u{85}",
        "\0",
        "\u{7f}",
        "\u{fffe}",
        "\u{a0}",
        "<b>",
        "</td>",
        "<!--",
        "]]>",
        "&amp;",
        "&#60;",
        "&lt",
        "\"",
        "'",
        "`",
        "``",
        "*",
        "**",
        "_",
        "__",
        "~~",
        "|",
        "\\",
        "\\|",
        "[a](b)",
        "![",
        "https://x.y",
        "www.x.y",
        ":smile:",
        "$",
        "#",
        "1. ",
        "- ",
        "> ",
        "---",
        "_x0041_",
        "+4930123456",
        "-1.5",
    ];
    let mut bytes = Vec::new();
    for _ in 0..random.below(40) {
        if random.one_in(4) {
            bytes.push(0xff);
        }
        bytes.extend(random.pick(&PIECES).bytes());
    }
    if random.one_in(16) {
        let from = random.at(bytes.len() + 1);
        let piece = random.pick(&PIECES).repeat(random.at(300));
        bytes.splice(from..from, piece.into_bytes());
    }
    bytes
}

/// Changes some bytes at times: one of these put in, one taken out, one in another's place.
pub fn spoil(bytes: &mut Vec<u8>, random: &mut Random, with: &[u8]) {
    if random.one_in(2) {
        return;
    }
    for _ in 0..=random.below(3) {
        let at = random.at(bytes.len() + 1);
        let new = random.pick(with);
        match random.below(3) {
            0 => bytes.insert(at, new),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 if at < bytes.len() => bytes[at] = new,
            _ => {}
        }
    }
}
