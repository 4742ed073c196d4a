//! A stretch of time as a bar, drawn to scale with characters.
//!
//! In: a [`Bar`] and a width. Out: exactly so many characters. What lasts at all is at least one
//! wide, so that a short step beside a long one can be seen; that costs it at most one character.

use crate::report::{Bar, Phase};

/// How wide a bar is where there is room for it.
pub(super) const MAX_BAR_WIDTH: usize = 48;
/// The least width at which a bar says something.
pub(super) const MIN_BAR_WIDTH: usize = 16;

/// Nothing happens; no space, which a browser would swallow.
const IDLE: char = '·';

/// Draws a bar.
pub(super) fn draw(bar: &Bar, width: usize) -> String {
    let mut line = vec![IDLE; width];
    let whole = bar.whole.max(1);
    let place = |at: i128| -> usize {
        let at = at.clamp(0, whole) * width as i128 / whole;
        usize::try_from(at).unwrap_or(0)
    };
    for span in &bar.spans {
        let last = width.saturating_sub(1);
        let start = place(span.start).min(last);
        // The end of one span and the start of the next share no character, unless one is short.
        let end = place(span.end).max(start + 1).min(width);
        for cell in line.iter_mut().take(end).skip(start) {
            *cell = match span.phase {
                Phase::Waiting => '░',
                Phase::Running => '█',
            };
        }
    }
    line.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Span;
    use proptest::prelude::*;

    fn bar(whole: i128, spans: &[(i128, i128)]) -> Bar {
        let spans = spans.iter();
        let spans = spans.map(|&(start, end)| Span { start, end, phase: Phase::Running }).collect();
        Bar { whole, spans }
    }

    #[test]
    fn spans_stand_where_they_are_in_time() {
        for (whole, spans, drawn) in [
            (10, &[(0, 10)][..], "██████████"),
            (10, &[(2, 4)], "··██······"),
            (10, &[(0, 3), (7, 10)], "███····███"),
            (1000, &[(500, 501)], "·····█····"),
            (10, &[(10, 10)], "·········█"),
            (0, &[(0, 0)], "█·········"),
            (10, &[(-5, 2), (8, 99)], "██······██"),
            (10, &[], "··········"),
        ] {
            assert_eq!(draw(&bar(whole, spans), 10), drawn, "{spans:?}");
        }
    }

    proptest! {
        #[test]
        fn a_bar_is_as_wide_as_asked_for_and_true_to_one_character(
            whole in 1i128..1_000_000, start in 0i128..1_000_000, length in 0i128..1_000_000, width in 1usize..120,
        ) {
            let start = start.min(whole);
            let end = (start + length).min(whole);
            let drawn: Vec<char> = draw(&bar(whole, &[(start, end)]), width).chars().collect();
            prop_assert_eq!(drawn.len(), width);
            let filled = drawn.iter().filter(|c| **c == '█').count() as f64;
            let exact = (end - start) as f64 * width as f64 / whole as f64;
            prop_assert!((filled - exact).abs() <= 1.0 + 1e-9, "{} {}", filled, exact);
        }
    }
}
