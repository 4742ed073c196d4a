//! Texts with pseudonyms in the place of people.
//!
//! In: a text of an archive, and what kind of text it is. Out: the same, with pseudonyms in the place of whoever is
//! named in it: ids first, then what by its shape or by the words around it is an address (`addresses`), the names of
//! known people, and what may be a phone number or an extension (`numbers`), each only in what is left of the text.
//! They are looked for in the text in plain characters (`plain`), so that no way of writing hides them.

use std::borrow::Cow;
use std::ops::Range;

use crate::payload::{Id, IdKind};
use crate::privacy::addresses::{addresses, plainly};
use crate::privacy::ids::ids;
use crate::privacy::known::{Known, digits};
use crate::privacy::numbers::{Judge, numbers};
use crate::privacy::plain::Plain;
use crate::privacy::pseudonyms::Redactor;
use crate::reference::error_codes;

/// What kind of text it is in which people are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A name, or a sentence of this program.
    Name,
    /// What a broken payload holds, in which any id may be that of a person.
    Payload,
    /// The words of an error, about somebody or nobody.
    Words(Option<Known>),
}

/// What is hidden in a text, and what stands there instead.
type Hidden = Vec<(Range<usize>, String)>;

impl Redactor {
    /// A text with pseudonyms. With `strict`, ids of which nobody knows what they are of get one too,
    /// as is right for what a broken payload holds.
    pub fn text<'t>(&self, text: &'t str, strict: bool) -> Cow<'t, str> {
        self.redacted(text, if strict { Kind::Payload } else { Kind::Name })
    }

    /// The words of an error, with pseudonyms; about somebody by a text that means nobody else.
    pub fn words<'t>(&self, text: &'t str, about: Option<&str>) -> Cow<'t, str> {
        let person = about.and_then(|user| {
            let id = Id::parse(user).and_then(|id| self.people.by_id(id.uuid()));
            id.or_else(|| self.people.by_text(user))
        });
        self.redacted(text, Kind::Words(person))
    }

    fn redacted<'t>(&self, text: &'t str, kind: Kind) -> Cow<'t, str> {
        let plain = Plain::of(text);
        let hidden = self.hidden(&plain.text, kind);
        if hidden.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut shown, mut end) = (String::with_capacity(text.len()), 0);
        for (range, instead) in hidden {
            let range = plain.origin(&range);
            shown.push_str(&text[end..range.start]);
            shown.push_str(&instead);
            end = range.end;
        }
        shown.push_str(&text[end..]);
        Cow::Owned(shown)
    }

    /// What is hidden in a text in plain characters, in order: what tells most is looked for first.
    fn hidden(&self, text: &str, kind: Kind) -> Hidden {
        let mut hidden = cut_words(text);
        let found = self.ids(text, kind);
        put(&mut hidden, found);
        type Find<'f> = &'f dyn Fn(Range<usize>) -> Hidden;
        let finds: [Find<'_>; 3] =
            [&|part| self.addresses(text, part), &|part| self.names(text, part, kind), &|part| {
                self.numbers(text, part, kind)
            }];
        for find in finds {
            let found = parts_between(&hidden, text.len()).flat_map(find).collect();
            put(&mut hidden, found);
        }
        hidden
    }

    fn ids(&self, text: &str, kind: Kind) -> Hidden {
        let is_thing = |kind: Option<IdKind>| {
            matches!(kind, Some(IdKind::Job | IdKind::Organization | IdKind::Location))
        };
        let instead = |found: &crate::privacy::ids::Found| match found.uuid {
            Some(uuid) => {
                let known = self.people.by_id(uuid);
                let is_person = found.kind == Some(IdKind::Person) || known.is_some();
                let may_be = kind != Kind::Name
                    && !is_thing(found.kind)
                    && (found.kind.is_some() || !self.things.contains(&uuid));
                (is_person || may_be).then(|| match known {
                    Some(known) => self.known(known),
                    None => self.pseudonym("user", &uuid.to_string()),
                })
            }
            None => found.kind.is_none().then(|| String::from("…")),
        };
        ids(text).into_iter().filter_map(|id| Some((id.range.clone(), instead(&id)?))).collect()
    }

    fn addresses(&self, text: &str, part: Range<usize>) -> Hidden {
        let found = addresses(text, part, |address| self.people.by_address(address).is_some());
        let instead = |range: &Range<usize>| {
            let address = plainly(&text[range.clone()]);
            match self.people.by_address(&address) {
                Some(person) => self.known(person),
                None => self.pseudonym("user", &address),
            }
        };
        found.into_iter().map(|range| (range.clone(), instead(&range))).collect()
    }

    fn names(&self, text: &str, part: Range<usize>, kind: Kind) -> Hidden {
        let about = match kind {
            Kind::Words(about) => about,
            Kind::Name | Kind::Payload => None,
        };
        let found = self.people.names(text, part, about);
        found.into_iter().map(|(range, person)| (range, self.known(person))).collect()
    }

    fn numbers(&self, text: &str, part: Range<usize>, kind: Kind) -> Hidden {
        let judge = Judge {
            is_known: &|number| self.people.by_digits(&digits(number)).is_some(),
            is_code: &|number| self.codes.contains(number) || error_codes::lookup(number).is_some(),
            is_extension: &|range| {
                let person = self.people.by_digits(&text[range.clone()]);
                match kind {
                    _ if person.is_none() => false,
                    Kind::Words(about) if about == person => true,
                    Kind::Words(_) => range.len() > 2,
                    // In other sentences numbers are counts.
                    Kind::Name | Kind::Payload => is_quoted(text, &range),
                }
            },
        };
        let found = numbers(text, part, &judge);
        found.into_iter().map(|range| (range.clone(), self.number(&text[range]))).collect()
    }
}

/// Words that were cut in the middle, and cannot be told from a part of an id or an address.
fn cut_words(text: &str) -> Hidden {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-@~…'".contains(c);
    let mut hidden = Hidden::new();
    let mut end = 0;
    for (at, mark) in text.match_indices('…') {
        if at < end {
            continue;
        }
        let start = end + text[end..at].trim_end_matches(is_part).len();
        let behind = &text[at + mark.len()..];
        end = text.len() - behind.trim_start_matches(is_part).len();
        let is_long = |part: &str| part.chars().count() > 5;
        if text[start..end].split('…').any(is_long) {
            hidden.push((start..end, String::from("…")));
        }
    }
    hidden
}

/// Whether marks stand around a part of a text.
fn is_quoted(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let is_mark = matches!(before, Some('`' | '"' | '\''));
    is_mark && text[range.end..].chars().next() == before
}

/// Puts what was found between what was found before.
fn put(hidden: &mut Hidden, found: Hidden) {
    if found.is_empty() {
        return;
    }
    hidden.extend(found);
    hidden.sort_by_key(|(range, _)| (range.start, range.end));
    let mut end = 0;
    hidden.retain(|(range, _)| {
        let is_apart = range.start >= end;
        end = end.max(range.end);
        is_apart
    });
}

/// The parts of a text of so many bytes in which nothing is hidden yet.
fn parts_between(hidden: &Hidden, length: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(0).chain(hidden.iter().map(|(range, _)| range.end));
    let ends = hidden.iter().map(|(range, _)| range.start).chain(std::iter::once(length));
    starts.zip(ends).map(|(start, end)| start..end).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::pseudonyms::PSEUDONYM_BYTES;

    /// Someone with every sort of name, and others with one.
    fn redactor() -> Redactor {
        const ANN: &str = "5a1fd0f9-4db6-438d-9b96-638365789353";
        let mut redactor = Redactor::new(b"salt");
        for name in ["Ann@Cedar.example", ANN, "ann.lee@cedar.example", "+1 415-555-0101", "4821"] {
            redactor.know_person(name, ANN);
        }
        for name in
            ["Bob Builder", "jdoe", "j.smith", "Jos\u{e9} Garc\u{ed}a", "山田太郎", "4822", "user"]
        {
            redactor.know_person(name, name);
        }
        redactor.know_thing("131d985d-be8a-4728-b360-630c50151271");
        redactor
    }

    /// A text with a mark in the place of each pseudonym.
    fn marked(text: &str) -> String {
        let mut shown = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("user-").into_iter().chain(rest.find("number-")).min() {
            let (before, name) = rest.split_at(at);
            let (kind, digits) = name.split_once('-').expect("it was found");
            let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
            let is_one = length >= 2 * PSEUDONYM_BYTES;
            shown.push_str(before);
            shown.push_str(if is_one { "‹›" } else { &name[..=kind.len()] });
            rest = &digits[if is_one { 2 * PSEUDONYM_BYTES } else { 0 }..];
        }
        shown + rest
    }

    /// The messages have marks around what names somebody. All else is to stay.
    #[test]
    fn messages_name_nobody_and_say_all_else() {
        let redactor = redactor();
        let all = include_str!("../../../tests/data/messages.txt");
        assert!(all.lines().count() >= 300);
        let mut wrong = Vec::new();
        for line in all.lines() {
            let message = line.replace(['‹', '›'], "");
            let mut parts = line.split(['‹', '›']);
            let mut expected = String::new();
            while let Some(said) = parts.next() {
                expected.push_str(said);
                expected.push_str(if parts.next().is_some() { "‹›" } else { "" });
            }
            let shown = marked(&redactor.words(&message, None));
            if shown != expected {
                wrong.push(format!("{line}\n    {shown}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn any_marks_are_read_to_their_end() {
        let redactor = redactor();
        let marks = ["a", "1", "+", "(", ")", ".", "@", "\"", "…", "-", "\\n", "%", " ", "0", ":"];
        for one in marks {
            for other in marks {
                for third in marks {
                    let text = [one, other, third].concat().repeat(8);
                    redactor.words(&text, None);
                    redactor.text(&text, true);
                }
            }
        }
    }

    #[test]
    fn the_same_person_has_the_same_name_however_it_is_written() {
        let redactor = redactor();
        let ann = redactor.person("ann@cedar.example");
        let person =
            "Y2lzY29zcGFyazovL3VzL1BFT1BMRS81YTFmZDBmOS00ZGI2LTQzOGQtOWI5Ni02MzgzNjU3ODkzNTM";
        for name in ["ANN@cedar.example", "5A1FD0F9-4db6-438d-9b96-638365789353", person] {
            assert_eq!(redactor.person(name), ann);
            assert_eq!(
                redactor.text(&format!("the user `{name}`."), false),
                format!("the user `{ann}`.")
            );
            assert_eq!(redactor.text(&format!("<{name}>, x"), false), format!("<{ann}>, x"));
        }
        assert_ne!(redactor.person("bob builder"), ann);
        assert_ne!(Redactor::new(b"other").person("ann@cedar.example"), ann);
        assert!(ann.starts_with("user-") && ann.len() == 29, "{ann}");
    }

    /// Each is said by a file in one way and by a sentence in another.
    #[test]
    fn a_name_is_replaced_however_a_sentence_writes_it() {
        for (name, sentences) in [
            (
                "Meier, Anna (DE)",
                &["Meier, Anna (DE) has it", "Anna Meier (DE) has it", "Anna Meier has it"][..],
            ),
            ("Anna Meier [Contractor]", &["x Anna Meier [Contractor]: busy"]),
            ("(Guest) Anna Meier", &["(Guest) Anna Meier gone"]),
            (
                "Anna \"Annie\" Meier",
                &["Anna \"Annie\" Meier gone", "Anna \\\"Annie\\\" Meier gone"],
            ),
            ("Anna Meier | Sales", &["of Anna Meier | Sales, x"]),
            ("Meier, Anna (anna.meier@acme.example)", &["Meier, Anna gone", "Anna Meier gone"]),
            ("Groß, Jürgen", &["JÜRGEN GROSS", "Gro&szlig;, J&uuml;rgen", "Gross, Juergen"]),
            ("Ana López Ruiz", &["López Ruiz gone", "López Ruiz, Ana gone", "Ana López gone"]),
            ("O&#39;Neil, Sean", &["Sean O'Neil gone", "O'Neil, Sean", "Sean O&#39;Neil"]),
            ("Işıl Yıldız", &["IŞIL YILDIZ gone"]),
        ] {
            let mut redactor = Redactor::new(b"salt");
            redactor.know_person(name, "ann");
            for sentence in sentences {
                let shown = redactor.words(sentence, None).to_lowercase();
                for word in [
                    "meier", "anna", "gross", "gro&", "rgen", "pez", "ruiz", "neil", "sean",
                    "yildiz",
                ] {
                    assert!(!shown.contains(word), "{sentence}: {shown}");
                }
            }
        }
        // Of two who may be meant by it neither is.
        let mut redactor = Redactor::new(b"salt");
        redactor.know_person("Anna Meier (DE)", "one");
        redactor.know_person("Anna Meier (US)", "other");
        let shown = ["Anna Meier (DE)", "Anna Meier (US)", "Anna Meier"]
            .map(|name| redactor.words(name, None).into_owned());
        assert!(shown[0] != shown[1] && shown[1] != shown[2] && shown[0] != shown[2], "{shown:?}");
    }

    #[test]
    fn what_names_nobody_stays() {
        let redactor = redactor();
        for text in [
            "names 4 users with errors, the job says 5 failed",
            "ended at 2026-02-14T06:30:50.498Z, before it started at 2026-02-14T06:30:50.908Z",
            "archive/131d985d-be8a-4728-b360-630c50151271.json:12:5 /items/0/id",
            "`PT2,5S` is read as PT2.5S",
            "code `25399` in 1 row is not in the catalogue",
            "[Error 4202] The extension is taken",
            "\"instanceId\": 885225,",
            "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE",
            "samples/2026-02/wave-1.json",
            "a…b",
        ] {
            assert_eq!(redactor.text(text, true), text);
        }
    }

    #[test]
    fn numbers_and_unknown_ids_are_hidden_where_they_may_be_somebodys() {
        let redactor = redactor();
        for (text, hidden) in [
            ("[Error 4202] Assigned to a user: 7593.", "7593"),
            (
                "\"description\": \"[Error 27966] Phone number +12025550126 is not\", \"x\": 1",
                "2025550126",
            ),
            ("call +1202555-0126 now", "555"),
            ("user Bob, `Bob Builder` and ann\\u0040example.com", "Builder"),
            ("user ann\\u0040example.com", "example"),
            ("user \\u0061\\u006en%40example.com", "example"),
            ("user o'hara@example.com", "o'"),
            ("call +1 (202) 555-0126 now", "555"),
            ("ciscospark://us/PEOPLE/1b7d985d-be8a-4728-b360-630c50151271", "1b7d985d"),
            ("\"sourceUserId\": \"0b7d985d-be8a-4728-b360-630c50151271\"", "0b7d985d"),
            ("…30c50151271\"}", "30c5"),
            ("`Y2lzY29zcGFyazovL3VzL1BFT1BM…`", "Y2lz"),
        ] {
            let shown = redactor.text(text, true);
            assert!(!shown.contains(hidden), "{shown}");
        }
        let shown = redactor.text("\"[Error 4202] user: 7593\",\"count\":7593", false);
        assert!(shown.ends_with("\"count\":7593"), "{shown}");
    }
}
