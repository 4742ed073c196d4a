//! Codes of errors and impacts, however a tool or a person writes them.
//!
//! In: a cell or a value that should hold a code. Out: the code as the catalogue has it: a spreadsheet
//! makes `19605.0` or `19,605` of a number, an apostrophe or a formula keeps one a text, and people
//! write `Error 19605`. What is none of this stays as it is.

use std::borrow::Cow;

use crate::payload::ErrorOrImpact;

/// A code, and the kind where the text says that too: `[Informational 19701]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code<'a> {
    /// The code.
    pub code: Cow<'a, str>,
    /// The kind.
    pub kind: Option<ErrorOrImpact>,
}

impl<'a> Code<'a> {
    /// The code that a text is.
    ///
    /// ```
    /// use jobaudit::payload::Code;
    /// for text in ["19605", "19605.0", "19,605", "'19605", "Error 19605", "[Error 19605]"] {
    ///     assert_eq!(Code::of(text).code, "19605");
    /// }
    /// assert_eq!(Code::of("BATCH-400").code, "BATCH-400");
    /// ```
    pub fn of(written: &'a str) -> Code<'a> {
        let text = written.trim();
        if is_digits(text) {
            return Code { code: Cow::Borrowed(text), kind: None };
        }
        let bare = unquoted(text);
        let (kind, number) = match without_word(bare) {
            Some((word, rest)) => (ErrorOrImpact::of_word(word), rest),
            None => (None, bare),
        };
        match digits(number) {
            Some(code) => Code { code, kind },
            None => Code { code: Cow::Borrowed(written), kind: None },
        }
    }

    /// Whether it is a number, as all codes but a few are.
    pub fn is_number(&self) -> bool {
        is_digits(&self.code)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text without what keeps it a text in a spreadsheet, and without brackets around it.
fn unquoted(text: &str) -> &str {
    const AROUND: [char; 10] = ['\'', '"', '’', '‘', '“', '”', '[', ']', '(', ')'];
    let inner = text.strip_prefix('=').unwrap_or(text).trim_matches(AROUND).trim();
    if inner.is_empty() { text } else { inner }
}

/// The word before a number, and the number: `Error 19605`, `code: 19605`, `#19605`.
fn without_word(text: &str) -> Option<(&str, &str)> {
    let at = text.find(|c: char| c.is_ascii_digit()).filter(|&at| at > 0)?;
    let (word, number) = text.split_at(at);
    let separated = word.trim_end_matches([' ', '\u{a0}', ':', '#', '.', '=']);
    let is_word = separated.chars().all(|c| c.is_alphabetic() || c == ' ');
    (is_word && separated.len() < word.len()).then_some((separated, number))
}

/// A whole number without separators of thousands, decimals that are zero, or an exponent.
fn digits(text: &str) -> Option<Cow<'_, str>> {
    if is_digits(text) {
        return Some(Cow::Borrowed(text));
    }
    if let Some(number) = thousands(text) {
        return Some(Cow::Owned(number));
    }
    if let Some((whole, decimals)) = text.split_once(['.', ',']) {
        let is_whole = is_digits(whole) && decimals.bytes().all(|byte| byte == b'0');
        if is_whole {
            return Some(Cow::Borrowed(whole));
        }
    }
    exponential(text).map(Cow::Owned)
}

/// A number in groups of three.
fn thousands(text: &str) -> Option<String> {
    const BETWEEN: [char; 7] = [',', '.', '\'', '’', ' ', '\u{a0}', '\u{202f}'];
    let between = text.chars().find(|c| BETWEEN.contains(c))?;
    let mut groups = text.split(between);
    let first = groups.next().filter(|first| first.len() <= 3 && is_digits(first))?;
    let mut number = first.to_owned();
    for group in groups {
        if group.len() != 3 || !is_digits(group) {
            return None;
        }
        number.push_str(group);
    }
    Some(number)
}

/// A whole number as `1.9605E+04`.
fn exponential(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let exponent: usize = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let fits = is_digits(whole) && decimals.len() <= exponent && exponent < 12;
    let decimal = decimals.bytes().all(|byte| byte.is_ascii_digit());
    (fits && decimal).then(|| format!("{whole}{decimals:0<exponent$}"))
}

#[cfg(test)]
mod tests {
    use crate::payload::*;

    #[test]
    fn a_number_is_the_same_code_however_it_is_written() {
        for text in [
            "19605",
            " 19605 ",
            "19605.0",
            "19605.00",
            "19605,0",
            "19,605",
            "19.605",
            "19 605",
            "19\u{a0}605",
            "'19605",
            "\"19605\"",
            "=\"19605\"",
            "1.9605E+04",
            "1,9605E4",
            "#19605",
            "Error 19605",
            "[Error 19605]",
            "error: 19605",
            "Fehler 19605",
            "Code 19605",
            "(19605)",
        ] {
            assert_eq!(Code::of(text).code, "19605", "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_stays_what_it_is() {
        for text in ["BATCH-400", "19605.5", "1,2,3", "4202;19605", "x", "E5", "ERR_1", "5e400"] {
            assert_eq!(Code::of(text).code, text);
        }
        assert_eq!(Code::of("'").code, "'");
    }

    #[test]
    fn a_word_beside_the_number_tells_the_kind() {
        assert_eq!(Code::of("[Informational 19701]").kind, Some(ErrorOrImpact::Impact));
        assert_eq!(Code::of("Error 19605").kind, Some(ErrorOrImpact::Error));
        assert_eq!(Code::of("code 19605").kind, None);
    }
}
