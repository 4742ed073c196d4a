//! The colours of words that say how something went.
//!
//! In: a sheet. Out: conditional formats on it, so that the colour follows the word when rows are
//! sorted or edited. The word always says it too.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, Format, Worksheet, XlsxError,
};

use crate::render::human::words;
use crate::render::xlsx::sheet::{HEADER_LINE, Sheet};
use crate::report::{Cell, SemanticColor};

/// The columns whose words have colours.
const COLUMNS: [&str; 4] = ["outcome", "severity", "reason", "exit_code"];

/// The colour of a bar.
pub(super) const fn strong(tone: SemanticColor) -> u32 {
    match tone {
        SemanticColor::Good => 0x4C_9A_2A,
        SemanticColor::Warn => 0xE0_A1_00,
        SemanticColor::Bad => 0xC0_39_2B,
        SemanticColor::Stopped => 0xA1_47_7F,
        SemanticColor::Waiting | SemanticColor::Plain => 0x3A_7C_BD,
        SemanticColor::Running => 0x6F_5B_D0,
        SemanticColor::Unknown => 0x8C_8C_8C,
    }
}

/// The colours of a cell: behind its word, and of the word.
const fn pale(tone: SemanticColor) -> (u32, u32) {
    match tone {
        SemanticColor::Good => (0xE2_EF_DA, 0x37_56_23),
        SemanticColor::Warn => (0xFF_EB_9C, 0x7F_60_00),
        SemanticColor::Bad => (0xFF_C7_CE, 0x9C_00_06),
        SemanticColor::Stopped => (0xF2_DC_EA, 0x6E_1F_54),
        SemanticColor::Waiting | SemanticColor::Plain => (0xDD_EB_F7, 0x1F_4E_78),
        SemanticColor::Running => (0xE4_DF_F7, 0x3F_2F_91),
        SemanticColor::Unknown => (0xED_ED_ED, 0x40_40_40),
    }
}

/// Puts the colours on a sheet that has been written.
pub(super) fn insert(sheet: &Sheet<'_>, out: &mut Worksheet) -> Result<(), XlsxError> {
    let last_line = HEADER_LINE.saturating_add(u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX));
    for (place, at) in COLUMNS.into_iter().filter_map(|id| sheet.column(id)) {
        let mut tones = BTreeMap::new();
        for cell in sheet.rows.iter().map(|row| &row[at]) {
            let word = match cell {
                Cell::Term(term) => term.id,
                Cell::Id(text) => text,
                _ => continue,
            };
            if let Some(tone) = SemanticColor::of_word(word) {
                tones.insert(words(cell), tone);
            }
        }
        for (word, tone) in tones {
            let (behind, text) = pale(tone);
            let format = Format::new().set_background_color(behind).set_font_color(text);
            let rule = ConditionalFormatCellRule::EqualTo(word.as_ref());
            let format = ConditionalFormatCell::new().set_rule(rule).set_format(format);
            out.add_conditional_format(HEADER_LINE + 1, place, last_line, place, &format)?;
        }
    }
    Ok(())
}
