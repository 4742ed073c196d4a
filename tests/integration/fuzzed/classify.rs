//! What a text is found to be, against what becomes of it when it is read so.

use jobaudit::decode::csv::TableReader;
use jobaudit::decode::{Context, json_document, json_lines};
use jobaudit::findings::rule::Rule;
use jobaudit::input::encoding;
use jobaudit::input::sniff::{self, Shape};
use jobaudit::payload::json::Node;
use jobaudit::payload::recognize;

use super::{grammar, inputs};
use crate::random::Random;

/// Something of every kind that a folder may hold.
pub fn generate(random: &mut Random) -> Vec<u8> {
    const OTHERS: [&str; 12] = [
        "<!DOCTYPE html><title>502</title>",
        "<?xml version=\"1.0\"?>",
        "@{id=1; name=x}",
        "Job(name='moveusers', id=1)",
        "# Notes\n\nCall them, please.\n",
        "{'name': None}",
        "\"a\"",
        "-1.5e3",
        "%PDF-1.7",
        "PK\u{7}\u{8}",
        "\u{feff}{}",
        "user;code\nann;1\n",
    ];
    match random.below(4) {
        0 => inputs::table(random),
        1 => {
            let mut bytes = random.pick(&OTHERS).as_bytes().to_vec();
            inputs::spoil(&mut bytes, random, b"{}[]<>,;'\"=@\n\r\t \x00\xff");
            bytes
        }
        _ => inputs::json(random),
    }
}

/// Tells what bytes are, and reads them so.
pub fn check(data: &[u8]) {
    let Ok((text, note)) = encoding::text(data) else {
        // What is set aside here is no JSON in UTF-8.
        let is_json = std::str::from_utf8(data).is_ok_and(|text| grammar::values(text).is_some());
        assert!(!is_json, "{data:?}");
        return;
    };
    if std::str::from_utf8(data)
        .is_ok_and(|text| !text.starts_with('\u{feff}') && !text.contains('\0'))
    {
        assert!(note.is_none(), "{data:?}: {note:?}");
    }
    let shape = sniff::shape(&text);
    assert_eq!(shape, sniff::shape(&text), "{text:?}");
    let is_json = grammar::values(&text).is_some();
    assert!(
        !is_json || matches!(shape, Shape::Json | Shape::OwnReport),
        "{text:?} is JSON, and taken for {shape:?}"
    );
    assert_eq!(shape == Shape::Empty, text.trim().is_empty(), "{text:?}");
    match shape {
        Shape::Json => json(&text, is_json),
        Shape::JsonLines => lines(&text),
        Shape::Table => table(&text),
        Shape::Empty | Shape::Html | Shape::OwnReport | Shape::Text | Shape::Foreign(_) => {}
    }
}

/// A document is of the kind that its keys tell, however it was read.
fn json(text: &str, is_json: bool) {
    let document = json_document(text, Context::default());
    let members = Node::document(text).ok().and_then(Node::members);
    assert!(is_json || members.is_none(), "{text:?}");
    if let Some(members) = members {
        assert_eq!(document.kind, recognize::object(&members), "{text:?}");
    }
    // White space of other kinds than JSON's counts as none here; that it is none, decoding says.
    let bare = text.trim_start();
    let begins = bare.starts_with(['{', '[']) || grammar::values(bare).is_some();
    assert!(is_json || begins, "{text:?} is a value by itself, and no JSON");
}

/// A stream has a line at least that is a document, and is none itself.
fn lines(text: &str) {
    let bare = text.trim_start();
    let whole = bare.split(['\n', '\r']).filter(|line| grammar::values(line).is_some());
    let whole = whole.count();
    assert!(whole > 0, "{text:?}");
    let stream = json_lines(text, Context::default());
    let broken =
        stream.findings.kept().into_iter().filter(|finding| finding.rule == Rule::NotJson).count();
    let there = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).count();
    // As above: to decoding the first line may be broken by what stands before it.
    assert!(broken + whole <= there + usize::from(bare != text), "{text:?}");
}

/// A table has columns.
fn table(text: &str) {
    assert!(sniff::delimiter(text).is_some(), "{text:?} is a table of one column");
    let table = TableReader::default().read(text, usize::MAX, |_| {}).expect("text in memory");
    assert!(table.usable || !table.findings.is_empty(), "{text:?} is set aside in silence");
}
