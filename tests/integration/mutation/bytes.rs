//! Bytes of the documented example cut off and replaced.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Mutant, all_hold, forms, is_json, places_exist, replaced};
use crate::one_file::Looked;
use crate::support::run;

/// What each byte is replaced by: what means something to JSON, what means something in a value, what
/// may not stand in a text, and what is no text.
const VALUES: &[u8] = b"\"\\{}[],:0-.eEu1 \n\r\t\0\x1f\x7f\x80\xc3\xff9aZ";

#[test]
fn a_job_that_was_cut_anywhere_is_never_clean() {
    let mut cuts = 0;
    for (form, text) in forms() {
        let whole = text.trim_ascii_end().len();
        cuts += all_hold(&text, (0..whole).map(|at| Mutant::cut(&text, at)), |_, _, looked| {
            let told = !looked.usable && looked.jobs == 0 && looked.fault_of_file();
            if told { places_exist(&looked) } else { Err(format!("{form}: {looked:?}")) }
        });
    }
    assert!(cuts > 3_500, "{cuts}");
}

#[test]
fn a_job_with_any_byte_changed_is_valid_and_counts_or_is_told() {
    let schema = run(["schema", "job-status"]).json().0;
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let (mut all, clean, counted) = (0, AtomicUsize::new(0), AtomicUsize::new(0));
    for ((form, text), times) in forms().into_iter().zip([5, 3]) {
        all += all_hold(&text, replaced(&text, VALUES, times), |mutant, bytes, looked| {
            let fault = |what: &str| Err(format!("{form}, {what}: {looked:?}"));
            let decoded = looked.text.as_deref().unwrap_or_default();
            let valid = is_json(decoded);
            if !valid && !looked.fault_of_file() {
                return fault("no JSON, and no finding of its file");
            }
            // No single byte takes both keys away that tell a job. One that ends it early leaves a job,
            // and something behind it.
            if looked.jobs != u64::from(valid || looked.ended_early())
                || looked.usable != (looked.jobs > 0)
            {
                return fault("a job counts where the text is JSON, and only there");
            }
            counted.fetch_add(usize::from(valid), Ordering::Relaxed);
            if looked.findings.is_empty() {
                clean.fetch_add(1, Ordering::Relaxed);
                let value = serde_json::from_slice(bytes);
                if !value.is_ok_and(|value| schema.is_valid(&value)) {
                    return fault("clean, and not valid by the schema");
                }
                if !is_free(&text, mutant.at) {
                    return fault("clean, where a byte has a meaning");
                }
            }
            places_exist(&looked)
        });
    }
    assert!(all >= 16_000, "{all}");
    let (clean, counted) = (clean.into_inner(), counted.into_inner());
    assert!(clean > 1_000 && counted > 5_000, "{all}, {counted} counted, {clean} clean");
}

/// Whether a byte is of white space, or of a value that may well be another one.
fn is_free(text: &[u8], at: usize) -> bool {
    if text[at].is_ascii_whitespace() {
        return true;
    }
    let before = &text[..at];
    let opened = before.iter().filter(|&&byte| byte == b'"').count() % 2 == 1;
    let start = before.iter().rposition(|byte| b",{[".contains(byte)).unwrap_or(0);
    // In the text or number behind a colon.
    let value = before[start..].iter().rposition(|&byte| byte == b':').is_some();
    value && (opened || text[at].is_ascii_digit() || text[at] == b'"')
}

/// What a text holds is the same in either form.
#[test]
fn the_example_is_clean_in_either_form() {
    for (form, text) in forms() {
        let looked =
            all_hold(&text, std::iter::once(Mutant { at: 0, instead_of: 0, bytes: vec![] }), {
                |_, _, looked: Looked| {
                    let clean = looked.findings.is_empty() && looked.jobs == 1;
                    if clean { Ok(()) } else { Err(format!("{form}: {looked:?}")) }
                }
            });
        assert_eq!(looked, 1);
    }
}
