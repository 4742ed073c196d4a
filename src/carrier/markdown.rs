//! Markdown: payloads in fenced code blocks, as people put them into notes, tickets and chats.
//!
//! In: a text. Out: what stands between each fence and the next one of the same kind.

use super::Part;

/// The code blocks of a text; nothing where it has none.
pub(super) fn open(text: &str) -> Vec<Part<'_>> {
    let mut blocks = Vec::new();
    // The fence that is open, and where its block begins.
    let mut opened: Option<(&str, usize)> = None;
    let mut at = 0;
    for line in crate::findings::location::lines(text) {
        let end = at + line.len();
        match (fence(line), opened) {
            (Some(fence), None) => opened = Some((fence, end)),
            (Some(closing), Some((fence, begin)))
                if closing.starts_with(fence) && line.trim() == closing =>
            {
                blocks.push(Part::Text(&text[begin..at]));
                opened = None;
            }
            _ => {}
        }
        at = end;
    }
    // The last one may have been cut off.
    blocks.extend(opened.map(|(_, begin)| Part::Text(&text[begin..])));
    blocks
}

/// The fence with which a line begins.
fn fence(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let mark = line.chars().next().filter(|mark| "`~".contains(*mark))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    (length >= 3).then(|| &line[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_between_fences_of_one_kind() {
        for (text, expected) in [
            ("a\n```json\n{}\n```\nb\n~~~\n[1]\n~~~\n", &["{}\n", "[1]\n"][..]),
            ("````\n```\n{}\n```\n````", &["```\n{}\n```\n"]),
            ("  ```\r\n  {}\r\n  ```\r\n", &["  {}\r\n"]),
            ("```json\n{}\n", &["{}\n"]),
            ("``\n{}\n``", &[]),
            ("{}", &[]),
        ] {
            let blocks = open(text).into_iter().map(|part| match part {
                Part::Text(text) => text,
                Part::Record(_) => "a record",
            });
            assert_eq!(blocks.collect::<Vec<_>>(), expected, "{text:?}");
        }
    }
}
