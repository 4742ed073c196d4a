//! Markdown reads back as the texts that it was made of, to another author's parser.
//!
//! What the parser does not know, though GitHub does, is looked for by its marks: addresses that
//! become links by themselves, and words between colons.

use jobaudit::render::{Format, Look};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::inputs;
use super::sheet::{Sheet, can_be_seen, spelled};
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
    assert!(!markdown.contains('<'), "{markdown}");
    no_address_acts(&markdown);
    let (shape, texts) = read(&markdown);
    let harmless = sheet.harmless().text(Format::Markdown, &Look::default());
    assert_eq!(shape, read(&harmless).0, "{markdown}");
    let expected = |text: &str| spelled(text).trim().to_owned();
    assert_eq!(texts[0], expected(&sheet.title), "{markdown}");
    let filter = format!("Filters: organisation {}", spelled(&sheet.filter));
    assert!(texts.contains(&filter.trim().to_owned()), "{filter:?} in {texts:?}");
    let cells = sheet.rows.iter().flat_map(|[text, id]| [expected(text), expected(id), "7".into()]);
    let cells: Vec<String> = cells.collect();
    assert!(texts.ends_with(&cells), "{cells:?} in {texts:?}");
}

/// GitHub makes links of addresses: `https://x` and `www.x`.
fn no_address_acts(markdown: &str) {
    let text = markdown.to_ascii_lowercase();
    let scheme = text.match_indices("://").any(|(at, _)| !text[..at].ends_with('\\'));
    let host = text
        .match_indices("www.")
        .any(|(at, mark)| text[at + mark.len()..].starts_with(|next: char| !next.is_whitespace()));
    assert!(!scheme && !host, "{markdown}");
}

/// The structure of a document, and the text in each of its parts. Between them a text stands in
/// several pieces wherever something in it was escaped.
fn read(markdown: &str) -> (Vec<String>, Vec<String>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let (mut shape, mut texts) = (Vec::new(), Vec::new());
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(part) => text.push_str(&part),
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
