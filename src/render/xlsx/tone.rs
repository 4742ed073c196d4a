//! The colours of words that say how something went.
//!
//! In: a colour by what it stands for. Out: the same in Excel's numbers. The word always says it too.

use rust_xlsxwriter::Format;

use crate::report::{Cell, SemanticColor};

/// The columns whose words have colours.
pub(super) const COLORED_COLUMNS: [&str; 4] = ["outcome", "severity", "reason", "exit_code"];

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

/// The colour of a cell whose word says how something went.
pub(super) fn color_of(cell: &Cell) -> Option<SemanticColor> {
    match cell {
        Cell::Term(term) => SemanticColor::of_word(term.id),
        Cell::Id(text) => SemanticColor::of_word(text),
        _ => None,
    }
}

/// How a cell with such a word looks.
pub(super) fn colored(color: SemanticColor) -> Format {
    let (behind, text) = pale(color);
    Format::new().set_background_color(behind).set_font_color(text)
}
