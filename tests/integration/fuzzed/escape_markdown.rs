//! Markdown reads back as the texts that it was made of, to another author's parser.
//!
//! What the parser does not know, though GitHub and others do, is looked for by its marks outside of code:
//! addresses that become links by themselves, mentions, references, and words between colons.

use jobaudit::render::{Format, Look};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::inputs;
use super::sheet::{Sheet, can_be_seen, in_a_cell, spelled};
use crate::random::Random;

/// Texts with marks of Markdown.
pub fn generate(random: &mut Random) -> Vec<u8> {
    inputs::texts(random)
}

/// Writes texts as Markdown and reads them back.
pub fn check(data: &[u8]) {
    let sheet = Sheet::of(data);
    let markdown = sheet.text(Format::Markdown, &Look::default());
    can_be_seen(&markdown);
    let is_tag = |(at, _): (usize, &str)| {
        markdown[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
    };
    assert!(!markdown.match_indices('<').any(is_tag), "{markdown}");
    no_word_acts(&markdown);
    let (shape, texts) = read(&markdown);
    let harmless = sheet.harmless().text(Format::Markdown, &Look::default());
    assert_eq!(shape, read(&harmless).0, "{markdown}");
    let expected = |text: &str| spelled(text).trim().to_owned();
    assert_eq!(texts[0], expected(&sheet.title), "{markdown}");
    let filter = spelled(&format!("Filters: organisation {}", sheet.filter));
    assert!(texts.contains(&filter.trim().to_owned()), "{filter:?} in {texts:?}");
    let cells = sheet.rows.iter().flat_map(|[text, id]| {
        [text, id].map(|text| in_a_cell(text).trim().to_owned()).into_iter().chain(["7".into()])
    });
    let cells: Vec<String> = cells.collect();
    assert!(texts.ends_with(&cells), "{cells:?} in {texts:?}");
}

/// What others make of the rendered text: links of addresses, mentions, references and pictures.
fn no_word_acts(markdown: &str) {
    let (mut plain, mut all) = (String::new(), Vec::new());
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(part) => plain.push_str(&part),
            _ => all.push(std::mem::take(&mut plain)),
        }
    }
    for text in all {
        let text = text.to_ascii_lowercase();
        let followed = |mark: &str, by: fn(char) -> bool| {
            text.match_indices(mark).any(|(at, _)| text[at + mark.len()..].starts_with(by))
        };
        let acts = text.contains("://")
            || text.contains("xmpp:")
            || text.contains("mailto:")
            || followed("www.", |c| !c.is_whitespace())
            || followed("@", char::is_alphanumeric)
            || followed("#", |c| c.is_ascii_digit())
            || followed("gh-", |c| c.is_ascii_digit());
        assert!(!acts, "{text:?} in {markdown}");
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// The structure of a document, and the text in each of its parts. Between them a text stands in
/// several pieces wherever something in it was escaped.
fn read(markdown: &str) -> (Vec<String>, Vec<String>) {
    let (mut shape, mut texts) = (Vec::new(), Vec::new());
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Start(tag) => {
                if matches!(tag, Tag::Heading { .. } | Tag::Item | Tag::Paragraph | Tag::TableCell)
                {
                    text.clear();
                }
                shape.push(format!("{tag:?}"));
            }
            Event::End(tag) => {
                if matches!(
                    tag,
                    TagEnd::Heading(_) | TagEnd::Item | TagEnd::Paragraph | TagEnd::TableCell
                ) {
                    texts.push(text.trim().to_owned());
                }
                shape.push(format!("{tag:?}"));
            }
            event => shape.push(format!("{event:?}")),
        }
    }
    (shape, texts)
}
