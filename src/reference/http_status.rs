//! The HTTP status codes of the service: what each means, and whether trying again helps.
//!
//! In: the table embedded from `http-codes.csv`. Out: look-ups by code. An archived answer to a
//! failed request and the `key` of an error list's item are read against it.

use std::sync::LazyLock;

use serde::Deserialize;

/// A documented status code.
#[derive(Clone, Debug, Deserialize)]
pub struct HttpCode {
    /// The number, from 200 to 504.
    pub code: u16,
    /// What the standard calls it, `Not Found`.
    pub name: String,
    again: Again,
    /// What it means here, in our words.
    pub meaning: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Again {
    Yes,
    No,
    /// The request was a success.
    Done,
}

static CODES: LazyLock<Vec<HttpCode>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("http-codes.csv").as_slice());
    // Every row reads; a test holds that.
    reader.deserialize().flatten().collect()
});

impl HttpCode {
    /// Whether sending the same request again later may do.
    pub fn again_helps(&self) -> bool {
        self.again == Again::Yes
    }

    /// Whether trying again helps, in a sentence.
    pub fn advice(&self) -> &'static str {
        match self.again {
            Again::Yes => "Trying again later helps.",
            Again::No => "Trying again does not help until its cause is gone.",
            Again::Done => "The request was a success.",
        }
    }
}

/// What is known about a status code.
pub fn lookup(code: u16) -> Option<&'static HttpCode> {
    all().find(|known| known.code == code)
}

/// All documented status codes, by number.
pub fn all() -> impl Iterator<Item = &'static HttpCode> {
    CODES.iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_says_whether_trying_again_helps() {
        let rows = include_str!("http-codes.csv").trim_end().lines().count() - 1;
        assert_eq!(all().count(), rows);
        for code in [423, 429, 500, 502, 503, 504] {
            assert!(lookup(code).is_some_and(HttpCode::again_helps), "{code}");
        }
        for code in [200, 400, 401, 403, 404, 405, 409, 410, 415, 428] {
            assert!(lookup(code).is_some_and(|known| !known.again_helps()), "{code}");
        }
        assert!(lookup(418).is_none());
    }
}
