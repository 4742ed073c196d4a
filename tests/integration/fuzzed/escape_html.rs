//! A page has the same tags whatever its texts are, and the texts read back.

use jobaudit::render::{Format, Look};

use super::inputs;
use super::sheet::{Sheet, can_be_seen, in_a_cell, spelled};
use crate::random::Random;

/// Texts with marks of HTML.
pub fn generate(random: &mut Random) -> Vec<u8> {
    inputs::texts(random)
}

/// Writes texts as a page and reads them back.
pub fn check(data: &[u8]) {
    let sheet = Sheet::of(data);
    let page = sheet.text(Format::Html, &Look::default());
    let harmless = sheet.harmless().text(Format::Html, &Look::default());
    let [(head, tags, texts), (_, same, _)] = [&page, &harmless].map(|page| parts(page));
    assert_eq!(tags, same, "{page}");
    let (_, title) = head.rsplit_once("<title>").expect("a title");
    let title = title.split_once("</title>").map(|(title, _)| unescaped(title));
    assert_eq!(title, Some(spelled(&sheet.title)));
    let heading = texts.iter().find(|text| !text.is_empty());
    assert!(sheet.title.is_empty() || heading == Some(&spelled(&sheet.title)), "{page}");
    let filter = format!("{}. ", spelled(&format!("Filters: organisation {}", sheet.filter)));
    assert!(texts.iter().any(|text| text.starts_with(&filter)), "{filter:?} in {texts:?}");
    let cells =
        sheet.rows.iter().flat_map(|[text, id]| [in_a_cell(text), in_a_cell(id), "7".into()]);
    // Between two tags there is nothing, and behind the last one of a row neither.
    let cells: Vec<String> = cells.filter(|text| !text.is_empty()).collect();
    let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    assert!(texts.ends_with(&cells), "{cells:?} in {texts:?}");
}

/// The head of a page, the tags of its body without what a browser runs, and the texts between
/// them.
fn parts(page: &str) -> (&str, Vec<String>, Vec<String>) {
    let (head, body) = page.split_once("<body>").expect("a body");
    let (body, _) = body.rsplit_once("</main>").expect("an end");
    can_be_seen(body);
    let (mut tags, mut texts) = (Vec::new(), Vec::new());
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("the end of a tag");
        assert!(!text.contains('>'), "{part:?}");
        // How a column is set depends on how long its texts are.
        let tag = tag.replace("class=\"i w\"", "class=\"i\"").replace("class=\"w\"", "class=\"s\"");
        tags.push(tag);
        texts.push(unescaped(text));
    }
    (head, tags, texts)
}

/// What a browser reads; an ampersand begins nothing but these.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';').expect("the end of an entity");
        plain.push_str(match name {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            _ => panic!("&{name};"),
        });
        plain.push_str(rest);
    }
    plain
}
