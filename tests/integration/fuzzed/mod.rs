//! What must hold of any input at all.
//!
//! Each module is an oracle: `generate` makes an input from chance, by spoiling something sound, and
//! `check` takes any bytes and panics where the program does not do what another, slower or older
//! judge does. `seeded` feeds each of them for a moment in `cargo test`; the targets in `fuzz/` feed
//! the same ones for hours.

pub mod carriers;
pub mod classify;
pub mod csv;
pub mod duration;
pub mod escape_csv;
pub mod escape_html;
pub mod escape_markdown;
pub mod escape_terminal;
pub mod escape_xlsx;
pub mod grammar;
pub mod id;
pub mod inputs;
pub mod json_document;
#[cfg(test)]
mod seeded;
pub mod sheet;
pub mod timestamp;
pub mod usual_json;
pub mod whole_run;

/// Which of several looks an input gets, where all of them would take too long: always the same.
fn turn(input: &[u8], looks: u64) -> u64 {
    let hash = input.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 20) % looks
}
