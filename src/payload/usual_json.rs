//! JSON as the service writes it, read in one pass and in its usual order.
//!
//! In: the text of a payload. Out: a struct of the table, or a refusal. Nearly every payload is written
//! by one service, so that its keys stand in one order and its texts hold no escape. Whoever assumes
//! that need not look a key up, but only compare it with the one that is due. The reader decides
//! nothing: whatever it does not expect (another key, a doubled one, an escape, a number that is not
//! whole, an empty text) it refuses, and [`serde_json`] looks at the whole text instead. What it takes,
//! [`serde_json`] reads as the same struct; tests and a fuzz target hold the two together.

use crate::payload::object_macro::MAX_USUAL_ELEMENTS;
use crate::payload::{Counts, Elapsed, ExitCode, IdText, Status, Text, Timestamp};

/// A text and how far it was read.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// What can be read from JSON that is written as usual.
pub(crate) trait UsualJson<'a>: Sized {
    /// Reads a value; none where it is not written as usual.
    fn read(reader: &mut Reader<'a>) -> Option<Self>;
}

/// A struct whose members a row of the table each declares.
pub(crate) trait UsualObject<'a>: Default {
    /// Reads an object into one that is empty, so that nothing large is moved.
    fn read_into(&mut self, reader: &mut Reader<'a>) -> Option<()>;
}

impl<'a> Reader<'a> {
    /// Reads a whole text as one object.
    pub fn document<T: UsualObject<'a>>(text: &'a str, object: &mut T) -> Option<()> {
        let mut reader = Reader { text, at: 0 };
        reader.skip_blank();
        object.read_into(&mut reader)?;
        reader.skip_blank();
        (reader.at == text.len()).then_some(())
    }

    /// How far it was read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Takes what an object or an array begins with; says whether it is empty, and then takes all of it.
    pub fn opens(&mut self, open: u8, close: u8) -> Option<bool> {
        self.take(open)?;
        self.skip_blank();
        Some(self.take(close).is_some())
    }

    /// Takes a key and its colon, if it is this one, which stands in its quotes.
    #[inline]
    pub fn is_key(&mut self, quoted: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..);
        if !rest.is_some_and(|rest| rest.starts_with(quoted.as_bytes())) {
            return false;
        }
        let key = self.at;
        self.at += quoted.len();
        self.skip_blank();
        if self.take(b':').is_none() {
            self.at = key;
            return false;
        }
        self.skip_blank();
        true
    }

    /// Takes what follows a value: a comma, or the end, and says which.
    #[inline]
    pub fn is_last(&mut self, close: u8) -> Option<bool> {
        self.skip_blank();
        if self.take(b',').is_some() {
            self.skip_blank();
            return Some(false);
        }
        self.take(close).map(|()| true)
    }

    /// A text that holds neither an escape nor anything that must be escaped.
    #[inline]
    fn plain_text(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let rest = self.text.as_bytes().get(self.at..)?;
        let end = memchr::memchr2(b'"', b'\\', rest)?;
        // All of it is looked at, which is faster than to stop somewhere.
        let is_control = rest[..end].iter().fold(false, |any, byte| any | (*byte < b' '));
        let is_plain = rest[end] == b'"' && !is_control;
        let text = self.text.get(self.at..self.at + end)?;
        self.at += end + 1;
        is_plain.then_some(text)
    }

    /// Takes a text of a closed set, each with what it means.
    #[inline]
    fn take_word<T>(&mut self, word: impl FnOnce(&str) -> Option<(T, usize)>) -> Option<T> {
        let (meaning, length) = word(self.text.get(self.at..)?)?;
        self.at += length;
        Some(meaning)
    }

    #[inline]
    fn skip_blank(&mut self) {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        (*self.text.as_bytes().get(self.at)? == byte).then(|| self.at += 1)
    }
}

impl<'a> UsualJson<'a> for Text<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        // An empty one is as good as none, which a second one of the same key would then not be.
        reader.plain_text().filter(|text| !text.is_empty()).map(Text::from)
    }
}

impl<'a> UsualJson<'a> for IdText<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        reader.plain_text().map(|text| IdText::from(Text::from(text)))
    }
}

impl<'a> UsualJson<'a> for Status<Text<'a>> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let other = |reader: &mut Reader<'a>| Some(Status::from(Text::from(reader.plain_text()?)));
        reader.take_word(Status::quoted_at_start).or_else(|| other(reader))
    }
}

impl<'a> UsualJson<'a> for ExitCode<Text<'a>> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let other =
            |reader: &mut Reader<'a>| Some(ExitCode::from(Text::from(reader.plain_text()?)));
        reader.take_word(ExitCode::quoted_at_start).or_else(|| other(reader))
    }
}

impl<'a> UsualJson<'a> for Timestamp {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        // Most are of one length, and of those each byte is known, so that nobody need look for the end.
        let usual = |text: &str| match text.as_bytes().first_chunk::<26>()? {
            [b'"', time @ .., b'"'] => Some((Timestamp::parse_usual(time)?, time.len() + 2)),
            _ => None,
        };
        let other = |reader: &mut Reader<'a>| Timestamp::parse(reader.plain_text()?);
        reader.take_word(usual).or_else(|| other(reader))
    }
}

impl<'a> UsualJson<'a> for Elapsed {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        Elapsed::parse(reader.plain_text()?)
    }
}

impl<'a> UsualJson<'a> for bool {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let rest = reader.text.get(reader.at..)?;
        let (word, flag) = if rest.starts_with("true") { ("true", true) } else { ("false", false) };
        rest.starts_with(word).then(|| reader.at += word.len()).map(|()| flag)
    }
}

/// So many digits fit into 64 bits, whatever they are.
const MAX_DIGITS: usize = 18;

impl<'a> UsualJson<'a> for i64 {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let rest = reader.text.as_bytes().get(reader.at..)?;
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_whole = !matches!(rest.get(length), Some(b'.' | b'e' | b'E'));
        let is_usual = match rest[..length] {
            [] => false,
            [b'0', ..] => length == 1,
            _ => length <= MAX_DIGITS,
        };
        if !is_whole || !is_usual {
            return None;
        }
        reader.at += length;
        let digit = |number: i64, byte: &u8| 10 * number + i64::from(byte - b'0');
        Some(rest[..length].iter().fold(0, digit))
    }
}

impl<'a> UsualJson<'a> for Counts {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let mut counts = Counts::with_usual_room();
        if reader.opens(b'{', b'}')? {
            return Some(counts);
        }
        loop {
            let name = Counts::known_name(reader.plain_text()?)?;
            reader.skip_blank();
            reader.take(b':')?;
            reader.skip_blank();
            if counts.get(name).is_some() {
                return None;
            }
            counts.set(name, i64::read(reader)?);
            if reader.is_last(b'}')? {
                return Some(counts);
            }
        }
    }
}

impl<'a, T: UsualObject<'a>> UsualJson<'a> for Vec<T> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        // Nearly always there is one.
        let mut objects = Vec::with_capacity(1);
        if reader.opens(b'[', b']')? {
            return Some(objects);
        }
        loop {
            if objects.len() == MAX_USUAL_ELEMENTS {
                return None;
            }
            objects.push(T::default());
            objects.last_mut()?.read_into(reader)?;
            if reader.is_last(b']')? {
                return Some(objects);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::payload::Job;

    const JOB: &str = concat!(
        r#"{"name":"moveusers","id":"131d985d-be8a-4728-b360-630c50151271","instanceId":7,"#,
        r#""jobExecutionStatus":[{"id":1,"startTime":"2023-05-30T13:04:00.469Z","#,
        r#""statusMessage":"COMPLETED","stepExecutionStatuses":[],"timeElapsed":"PT2.752S"}],"#,
        r#""latestExecutionStatus":"COMPLETED","counts":{"totalMoves":3,"moved":3,"failed":0},"#,
        r#""allowAdminInviteEmails":false}"#
    );

    #[test]
    fn what_is_written_as_usual_is_read_as_serde_reads_it() {
        let spaced = JOB.replace(':', " :\t").replace(',', "\r\n, ").replace('}', " }");
        // Of times and ids the colons are not the JSON's.
        let spaced = spaced.replace("13 :\t04 :\t00", "13:04:00");
        let out_of_order = r#"{"counts":{},"id":"x","name":"y","jobExecutionStatus":[{},{}]}"#;
        for text in [JOB, &spaced, out_of_order, "{}", " {} \n"] {
            let job = Job::from_usual_json(text);
            assert_eq!(job, serde_json::from_str(text).ok(), "{text}");
            assert!(job.is_some(), "{text}");
        }
    }

    #[test]
    fn whatever_is_not_is_refused() {
        for (usual, other) in [
            ("\"name\"", "\"na\\u006de\""),
            ("moveusers", "move\\u0075sers"),
            ("moveusers", "move\nusers"),
            ("moveusers", ""),
            ("\"name\":\"moveusers\"", "\"name\":null"),
            ("\"name\":", "\"nom\":"),
            ("\"name\":", "\"name\" "),
            ("\"id\":1", "\"id\":01"),
            ("\"id\":1", "\"id\":1.0"),
            ("\"id\":1", "\"id\":1e2"),
            ("\"id\":1", "\"id\":9223372036854775807"),
            ("\"id\":1", "\"id\":1,\"id\":1"),
            ("\"moved\":3", "\"moved\":3,\"moved\":3"),
            ("\"moved\":3", "\"walls\":3"),
            ("\"failed\":0}", "\"failed\":0,}"),
            ("[]", "[{}"),
            ("[]", "[[]]"),
            ("false}", "false"),
            ("false}", "false}}"),
            ("false}", "falsey}"),
            ("false}", "false} {}"),
            ("PT2.752S", "P1D"),
            ("13:04", "25:04"),
        ] {
            let text = JOB.replacen(usual, other, 1);
            assert_ne!(text, JOB);
            assert_eq!(Job::from_usual_json(&text), None, "{text}");
        }
        for cut in 0..JOB.len() {
            assert_eq!(Job::from_usual_json(&JOB[..cut]), None, "{cut}");
        }
    }
}
