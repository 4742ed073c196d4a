//! What this program itself wrote.
//!
//! In: text. Out: whether it is a report, a list or a record of `jobaudit`, in any format: people keep
//! them beside what was audited, and none of them says anything new. JSON, HTML and Markdown name what
//! wrote them; a table is known by the names of its columns, which are ids.

use memchr::memmem;

use crate::findings::baseline;
use crate::findings::rule::Rule;
use crate::payload::json::Members;

/// How tables begin, and a column that they have further on.
const TABLES: &[(&str, &str)] = &[
    ("action,title,", "codes"),
    ("as_of,verdict,", "item_failure_rate"),
    ("code,kind,area,action,", "cumulative_share"),
    ("fact,value", "value"),
    ("file,kind,bytes,payloads,", "fate"),
    ("gate,limit,actual", "held"),
    ("group,jobs,finished,", "failure_rate"),
    ("job,has_id,", "family"),
    ("job,job_name,", "file"),
    ("job,reason,detail,", "since"),
    ("job_name,level,", "elapsed_ns"),
    ("job_name,size,", "p50_ms"),
    ("job_name,step,", "p50_ms"),
    ("kind,files,bytes,", "payloads"),
    ("level,exit_code,", "share"),
    ("level,status,", "share"),
    ("measure,value", "value"),
    ("period,jobs,failed,", "p50_ms"),
    ("rule,severity,", "message"),
    ("rule,severity,count,", "summary"),
    ("setting,value,origin,", "commands"),
    ("user,email,name,", "last_code"),
    ("user,email,", "state,job"),
];

/// How a file of settings begins that may lie beside what is audited.
pub const SETTINGS: &str = "# Settings of jobaudit";

/// Up to which line a report for a terminal says at what moment its jobs were judged.
const MAX_HEAD_LINES: usize = 6;

/// How far into a text its beginning goes.
const BEGINNING: usize = 4096;

/// How far from its beginning or its end the metadata of a packed table are.
pub const METADATA_LEN: usize = 1 << 16;

/// Whether a file that begins and ends so is a table of this program as Arrow or Parquet has it. The one has its
/// metadata at its beginning, the other at its end.
pub fn is_packed_table(beginning: &[u8], end: &[u8]) -> bool {
    let metadata = match beginning {
        [0xff, 0xff, 0xff, 0xff, ..] => &beginning[..beginning.len().min(METADATA_LEN)],
        _ if is_parquet(beginning) => &end[end.len().saturating_sub(METADATA_LEN)..],
        _ => return false,
    };
    memmem::find(metadata, b"jobaudit.schema_version").is_some()
}

/// Whether a file that begins so is Parquet, of whomever.
pub fn is_parquet(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PAR1")
}

/// Whether a text that begins with a brace is a report or a list of findings as JSON, or as lines of it.
pub(super) fn is_json(text: &str) -> bool {
    is_line(text.lines().next().unwrap_or_default()) || is_object(beginning(text))
}

/// Whether a line of JSON is a row of a table.
fn is_line(line: &str) -> bool {
    let is_one = ["{\"section\":\"", "{\"table\":\"", "{\"rule\":\""]
        .iter()
        .any(|start| line.starts_with(start));
    is_one
        && serde_json::from_str(line).is_ok_and(|Members(members, _)| {
            let keys = members
                .iter()
                .map(|(key, _)| &**key)
                .filter(|key| !matches!(*key, "section" | "table"));
            is_header(&keys.collect::<Vec<_>>().join(","))
        })
}

/// Whether a file that begins so is a saved audit, whole or in part.
pub(crate) fn is_record(beginning: &[u8]) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('{')
        && is_object(text)
        && text.contains("\"generator\"")
        && text.contains("jobaudit")
}

fn is_object(beginning: &str) -> bool {
    let first = beginning[1..].trim_start();
    if first.starts_with("\"as_of\"") {
        return ["\"digest\":", "\"measures\":"].iter().all(|key| beginning.contains(key));
    }
    if first.starts_with("\"schema_version\"") {
        return ["\"generator\"", "\"findings\"", "\"statistics\""]
            .iter()
            .any(|key| beginning.contains(key));
    }
    first.starts_with("\"$schema\"") && beginning.contains("sarif") && names_the_program(beginning)
}

fn names_the_program(text: &str) -> bool {
    ["\"name\": \"jobaudit\"", "\"name\":\"jobaudit\""].iter().any(|name| text.contains(name))
}

/// Whether an XML document is a list of findings, for build servers.
pub(super) fn is_xml(text: &str) -> bool {
    beginning(text).contains("<testsuites name=\"jobaudit\"")
}

/// Whether a page is a report.
pub(super) fn is_html(text: &str) -> bool {
    beginning(text).contains("name=\"generator\" content=\"jobaudit ")
}

/// Whether what looks like a table is one of a report.
pub(super) fn is_table(text: &str) -> bool {
    let header = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().trim_end();
    let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !header.bytes().all(|byte| is_id(byte) || matches!(byte, b',' | b';')) {
        return false;
    }
    is_header(&header.replace(';', ","))
}

/// Whether a table whose columns are called so is one of a report.
fn is_header(header: &str) -> bool {
    let rest = |start: &str| header.strip_prefix(start);
    TABLES.iter().any(|(start, column)| {
        rest(start).is_some_and(|rest| rest.contains(column) || start.ends_with(column))
    })
}

/// Whether any other text is a report in Markdown or for a terminal, or a list of findings.
pub(super) fn is_text(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    // Below the title, whose jobs they are, and what they were filtered by.
    let is_moment = |line: &str| line.starts_with("Judged as of 2");
    let of_terminal = text.lines().take(MAX_HEAD_LINES).skip(1).any(is_moment);
    let is_finding = ["error[", "warning[", "info["].iter().any(|severity| {
        let place = first.split_once(severity).filter(|(place, _)| place.ends_with(": "));
        place.is_some_and(|(_, rest)| {
            let rule = rest.split(']').next().unwrap_or_default();
            Rule::from_name(rule).is_some()
        })
    });
    of_terminal
        || text.starts_with(baseline::HEADING)
        || text.starts_with(SETTINGS)
        || is_finding
        || is_command(first)
        || is_count(first)
        || text.starts_with("# ")
            && memmem::find(text.as_bytes(), b"\n- Generated by jobaudit ").is_some()
}

/// Whether a text is a list of accepted findings without its heading.
pub(super) fn is_baseline(text: &str) -> bool {
    text.strip_prefix("[[accept]]").is_some_and(|rest| rest.trim_start().starts_with("rule = "))
}

/// Whether a line tells GitHub of a finding.
fn is_command(line: &str) -> bool {
    let command = ["::error file=", "::warning file=", "::notice file="];
    let title = line.split_once(",title=").and_then(|(_, title)| title.split_once("::"));
    command.iter().any(|command| line.starts_with(command))
        && title.is_some_and(|(rule, _)| Rule::from_name(rule).is_some())
}

/// Whether a line tells how many findings a rule has.
fn is_count(line: &str) -> bool {
    let line = line.trim_start();
    let (count, rest) = line.split_once("  ").unwrap_or_default();
    let rule = rest.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    count.starts_with(|c: char| c.is_ascii_digit())
        && count.bytes().all(|b| b.is_ascii_digit() || b == b',')
        && rule.is_some_and(|(rule, _)| Rule::from_name(rule).is_some())
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(BEGINNING);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_others_are_none_of_ours() {
        for header in [
            "user,code,message",
            "user,email,name,location,code,message",
            "User ID,Email,Type,Code,Message",
            "code,message",
            "job,user,code",
        ] {
            assert!(!is_table(header), "{header}");
        }
        for text in [r#"{"schema_version":"x","a":1}"#, r#"{"$schema":"x"}"#, "{}", "{"] {
            assert!(!is_json(text), "{text}");
        }
        for text in ["# Notes\n", "a: error[x] y\n", "error[csv-malformed] x\n", "Job audit\n", ""]
        {
            assert!(!is_text(text), "{text}");
        }
    }
}
