//! Characters that act or hide where people expect to see one.
//!
//! In: a character. Out: whether it has to be spelled out wherever people look: in reports, and in files that they
//! edit. It follows the data of Unicode, whose version a test holds.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Whether a character acts on its surroundings, or hides, instead of being seen: what Unicode 18 calls a
/// control or format character, a blank other than the usual ones, or ignorable.
pub(crate) fn is_treacherous(c: char) -> bool {
    match c.general_category() {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => true,
        // The ideographic blank is as wide as its neighbours.
        GeneralCategory::SpaceSeparator => !matches!(c, ' ' | '\u{3000}'),
        GeneralCategory::Format => !is_seen(c) && !matches!(c, '\u{200c}' | '\u{200d}'),
        _ => is_ignorable(c),
    }
}

/// Format characters that are seen: signs before and over Arabic, Syriac and Kaithi numbers.
fn is_seen(c: char) -> bool {
    matches!(
        c,
        '\u{600}'
            ..='\u{605}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'
                | '\u{891}'
                | '\u{8e2}'
                | '\u{110bd}'
                | '\u{110cd}'
    )
}

/// Characters that are not seen though they are none of format: `Default_Ignorable_Code_Point`, an empty
/// pattern of Braille, and what is no character at all, which XML forbids. The selectors of emoji are not
/// among them.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A newer standard may have characters of which somebody has to say whether they are seen: then this fails,
    /// and the lists above, the version in their comments and these figures are to be looked at.
    #[test]
    fn the_lists_are_those_of_this_version_of_unicode() {
        assert_eq!(unicode_properties::UNICODE_VERSION, (18, 0, 0));
        let all = || (0..=u32::from(char::MAX)).filter_map(char::from_u32);
        let of = |category| all().filter(|c| c.general_category() == category).count();
        let known = [
            (GeneralCategory::Control, 65),
            (GeneralCategory::Format, 170),
            (GeneralCategory::SpaceSeparator, 17),
            (GeneralCategory::LineSeparator, 1),
            (GeneralCategory::ParagraphSeparator, 1),
        ];
        assert_eq!(known.map(|(category, _)| (category, of(category))), known);
    }
}
