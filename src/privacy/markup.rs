//! Characters that markup writes by a number or a name.
//!
//! In: a text that begins with `&`. Out: the character that is meant, and how long the reference is: `&#64;`, `&#x40;`,
//! `&commat;`, `&uuml;`, also where its own `&` was escaped once more, `&amp;#64;`.

/// The longest are `&#x10ffff;` and `&lbrace;`.
const MAX_REFERENCE: usize = 10;

/// What an escaped `&` goes on with.
const ESCAPED_MARK: &str = "amp;";

/// Names of what stands in addresses, numbers and names of people, and around secrets. Letters that are written as
/// another one with an accent are not in it.
const NAMES: [(&str, char); 52] = [
    ("AElig", 'Æ'),
    ("Dstrok", 'Đ'),
    ("ETH", 'Ð'),
    ("Lstrok", 'Ł'),
    ("NewLine", '\n'),
    ("OElig", 'Œ'),
    ("Oslash", 'Ø'),
    ("THORN", 'Þ'),
    ("Tab", '\t'),
    ("aelig", 'æ'),
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("dash", '-'),
    ("dstrok", 'đ'),
    ("equals", '='),
    ("eth", 'ð'),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("hyphen", '-'),
    ("imath", 'ı'),
    ("inodot", 'ı'),
    ("lbrace", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lstrok", 'ł'),
    ("lsquo", '\u{2018}'),
    ("lt", '<'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("nbsp", ' '),
    ("num", '#'),
    ("oelig", 'œ'),
    ("oslash", 'ø'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("quot", '"'),
    ("rpar", ')'),
    ("rsquo", '\u{2019}'),
    ("semi", ';'),
    ("shy", '\u{ad}'),
    ("sol", '/'),
    ("szlig", 'ß'),
    ("thorn", 'þ'),
];

/// How the names of letters with an accent end, and that accent by itself.
const ACCENTS: [(&str, char); 12] = [
    ("acute", '\u{301}'),
    ("breve", '\u{306}'),
    ("caron", '\u{30c}'),
    ("cedil", '\u{327}'),
    ("circ", '\u{302}'),
    ("dot", '\u{307}'),
    ("grave", '\u{300}'),
    ("macr", '\u{304}'),
    ("ogon", '\u{328}'),
    ("ring", '\u{30a}'),
    ("tilde", '\u{303}'),
    ("uml", '\u{308}'),
];

/// See the module.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    let behind = text.strip_prefix('&')?;
    let inner = behind.trim_start_matches(ESCAPED_MARK);
    match named(inner) {
        Some((c, length)) => Some((c, text.len() - inner.len() + length)),
        None if inner.len() < behind.len() => Some(('&', 1 + ESCAPED_MARK.len())),
        None => None,
    }
}

/// What stands behind the mark of a reference, and how long that is.
fn named(text: &str) -> Option<(char, usize)> {
    let near = &text.as_bytes()[..text.len().min(MAX_REFERENCE - 1)];
    let name = text.get(..memchr::memchr(b';', near)?)?;
    let c = match name.strip_prefix('#') {
        Some(digits) => {
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?).filter(|c| !c.is_control() || matches!(c, '\t' | '\n'))?
        }
        None => {
            let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
            known.or_else(|| accented(name))?
        }
    };
    Some((c, name.len() + 1))
}

/// A letter with an accent, by its name.
fn accented(name: &str) -> Option<char> {
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let (_, accent) = ACCENTS.iter().find(|(known, _)| *known == &name[1..])?;
    unicode_normalization::char::compose(letter, *accent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markup_writes_is_one_character() {
        for (text, expected) in [
            ("&#64;x", Some(('@', 5))),
            ("&#x2E;", Some(('.', 6))),
            ("&#x10ffff;", Some(('\u{10ffff}', 10))),
            ("&commat;", Some(('@', 8))),
            ("&equals;S", Some(('=', 8))),
            ("&uuml;r", Some(('ü', 6))),
            ("&Eacute;", Some(('É', 8))),
            ("&ntilde;", Some(('ñ', 8))),
            ("&Scaron;", Some(('Š', 8))),
            ("&szlig;", Some(('ß', 7))),
            ("&amp;", Some(('&', 5))),
            ("&amp;amp;#58;", Some((':', 13))),
            ("&amp; x", Some(('&', 5))),
            ("&quml;", None),
            ("&#;", None),
            ("&#0;", None),
            ("& &x;", None),
            ("&", None),
        ] {
            assert_eq!(reference(text), expected, "{text}");
        }
    }
}
