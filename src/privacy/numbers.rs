//! Phone numbers and extensions in a text.
//!
//! In: a text in plain characters. Out: where numbers stand in it that are somebody's: by their shape, as
//! `+1 415 555 0109`, `(415) 555-0109` and `0014155550109`, or by the words around them, as in `Extension 4821 is
//! taken`. Dates, times, addresses of hosts and whatever is counted are none.

use std::ops::Range;

use crate::privacy::number_words::{
    After, Before, MIN_PHONE_DIGITS, after, before, goes_on, is_attached_word, is_extension_mark,
};
use crate::privacy::plain::may_begin;

/// What is known of numbers beside the text.
pub(super) struct Judge<'j> {
    /// Whether somebody has a phone number of these digits and separators.
    pub is_known: &'j dyn Fn(&str) -> bool,
    /// Whether the digits are the code of an error.
    pub is_code: &'j dyn Fn(&str) -> bool,
    /// Whether an extension that somebody has means that person here, in whatever words it stands.
    pub is_extension: &'j dyn Fn(Range<usize>) -> bool,
}

/// No phone number has more digits, nor with what is dialled before it.
const MAX_DIGITS: usize = 15;
const MAX_DIALLED: usize = 18;

/// The numbers of a part of a text, in order.
pub(super) fn numbers(text: &str, part: Range<usize>, judge: &Judge<'_>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where a number ended that words told, so that a list may go on.
    let mut listed = None;
    let mut at = part.start;
    while at < part.end {
        if !matches!(bytes[at], b'0'..=b'9' | b'+' | b'(') {
            at += 1;
            continue;
        }
        if let Some(end) = moment(text, at).or_else(|| host(text, at)) {
            at = end;
            continue;
        }
        let attached = attached(text, at);
        if !may_begin(text, at) && !attached {
            at = end_of_word(text, at).max(at + 1);
            continue;
        }
        let groups = Groups::at(text, at, part.end);
        if groups.all.is_empty() {
            at = end_of_word(text, at).max(at + 1);
            continue;
        }
        let is_listed = listed.is_some_and(|end: usize| goes_on(&text[end..at]));
        let context = Context { text, judge, is_listed, attached };
        match groups.judged(&context) {
            Some(number) => {
                at = number.range.end;
                listed = number.by_words.then_some(at);
                found.push(number.range);
            }
            // A phone number may begin within, behind a count.
            None => at = groups.all[0].end,
        }
    }
    found
}

/// Groups of digits with what may stand between them in a phone number.
struct Groups {
    start: usize,
    all: Vec<Range<usize>>,
    has_plus: bool,
    has_bracket: bool,
}

/// A number that is somebody's, and whether words tell so.
struct Judged {
    range: Range<usize>,
    by_words: bool,
}

struct Context<'c> {
    text: &'c str,
    judge: &'c Judge<'c>,
    is_listed: bool,
    attached: bool,
}

impl Groups {
    fn at(text: &str, start: usize, limit: usize) -> Groups {
        let bytes = text.as_bytes();
        let mut groups = Groups { start, all: Vec::new(), has_plus: false, has_bracket: false };
        let mut at = start;
        if bytes[at] == b'+' {
            groups.has_plus = true;
            at += 1;
            at += usize::from(bytes.get(at) == Some(&b' '));
        }
        if bytes.get(at) == Some(&b'(') {
            groups.has_bracket = true;
            at += 1;
            at += usize::from(bytes.get(at) == Some(&b' '));
        }
        let mut total = 0;
        while at < limit {
            let length = bytes[at..limit].iter().take_while(|b| b.is_ascii_digit()).count();
            total += length;
            let end = at + length;
            if length == 0 || total > MAX_DIALLED || is_word_behind(text, end) {
                break;
            }
            groups.all.push(at..end);
            let between = bytes[end..limit].iter().take(4);
            let between = between.take_while(|b| b" .-/()".contains(b)).count();
            let separator = &text[end..end + between];
            if between == 0 || between > 3 || separator.contains("..") || separator.contains("--") {
                break;
            }
            at = end + between;
            if moment(text, at).is_some() {
                break;
            }
        }
        groups
    }

    fn digits(&self, count: usize) -> usize {
        self.all[..count].iter().map(Range::len).sum()
    }

    fn range(&self, count: usize) -> Range<usize> {
        self.start..self.all[count - 1].end
    }

    fn judged(&self, context: &Context<'_>) -> Option<Judged> {
        let Context { text, judge, .. } = *context;
        let first = self.all[0].clone();
        let by_digits = |count: usize| Judged { range: self.range(count), by_words: false };
        // A bracket before it belongs to the sentence.
        let by_words = |count: usize| Judged {
            range: if count == 1 && !self.has_plus { first.clone() } else { self.range(count) },
            by_words: true,
        };
        if let Some(count) = self.by_shape(text) {
            return Some(by_digits(count));
        }
        let before = if context.attached { Before::Phone } else { before(text, self.start) };
        if let Some(count) = (1..=self.all.len()).rev().find(|count| {
            (MIN_PHONE_DIGITS..=MAX_DIALLED).contains(&self.digits(*count))
                && (judge.is_known)(&text[self.range(*count)])
        }) {
            return Some(by_digits(count));
        }
        let count = self.joined(text);
        let end = self.range(count).end;
        let after = after(text, end);
        let digits = self.digits(count);
        let is_counted = after == After::Unit;
        if !is_counted && before != Before::Other && self.is_bare_phone(text) {
            return Some(Judged { range: first, by_words: false });
        }
        let is_told = match before {
            Before::Phone => digits > 1,
            Before::Person => digits > 2 && !(judge.is_code)(&text[first.clone()]),
            Before::Other => false,
            Before::Nothing => {
                context.is_listed && digits > 1
                    || after == After::Phone && digits > 2 && !(judge.is_code)(&text[first.clone()])
            }
        };
        if is_told && !is_counted && digits <= MAX_DIALLED {
            return Some(by_words(count));
        }
        let may_be = before != Before::Other && !is_counted && first.len() > 1;
        let is_extension = may_be && (judge.is_extension)(first.clone());
        is_extension.then_some(Judged { range: first, by_words: true })
    }

    /// How many groups are a phone number by their shape.
    fn by_shape(&self, text: &str) -> Option<usize> {
        let first = &text[self.all[0].clone()];
        if self.has_plus {
            return self.until(text, 0, MAX_DIGITS);
        }
        let dials =
            |prefix: &str| first.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with('0'));
        let dialled = ["011", "00"].into_iter().find(|prefix| dials(prefix));
        if let Some(dialled) = dialled.map(str::len) {
            return self.until(text, dialled, MAX_DIGITS);
        }
        let lengths: Vec<usize> = self.all.iter().map(Range::len).collect();
        let is_area = |at: usize| {
            let digit = text.as_bytes()[self.all[at].start];
            (b'2'..=b'9').contains(&digit)
        };
        match lengths[..] {
            [3, 3, 4, ..] if is_area(0) => Some(3),
            [1, 3, 3, 4, ..] if first == "1" && is_area(1) => Some(4),
            [3, 7, ..] if is_area(0) && (self.has_bracket || is_area(1)) => Some(2),
            [2..=6, ..] if self.has_bracket && self.is_bracket_closed(text) => {
                let all = (2..=self.all.len()).rev();
                let fits = |count: &usize| (MIN_PHONE_DIGITS..=12).contains(&self.digits(*count));
                all.into_iter().find(fits)
            }
            // The zero that is dialled before a national number.
            [2..=6, ..] if first.starts_with('0') && !first.starts_with("00") => {
                let all = (2..=self.all.len()).rev();
                let fits = |count: &usize| {
                    (9..=12).contains(&self.digits(*count))
                        && self.all[1..*count].iter().all(|g| g.len() > 1)
                };
                all.into_iter().find(fits)
            }
            _ => None,
        }
    }

    /// Whether all digits stand together and are as many as a national number has, which a count may have
    /// too.
    fn is_bare_phone(&self, text: &str) -> bool {
        let first = &text.as_bytes()[self.all[0].clone()];
        let high = |at: usize| (b'2'..=b'9').contains(&first[at]);
        match first.len() {
            10 if first[0] == b'0' => first[1] != b'0',
            10 => high(0) && high(3),
            11 => first[0] == b'1' && high(1) && high(4) || first[0] == b'0' && first[1] != b'0',
            12 => first[0] == b'0' && first[1] != b'0',
            _ => false,
        }
    }

    /// As many groups as belong to an international number, behind so many digits that are dialled first.
    fn until(&self, text: &str, dialled: usize, most: usize) -> Option<usize> {
        let of_country = |count: usize| self.digits(count).saturating_sub(dialled);
        let first = text[self.all[0].clone()].get(dialled..).filter(|rest| !rest.is_empty());
        let second = self.all.get(1).map(|group| &text[group.clone()]);
        let most = if first.or(second) == Some("1") { 11 } else { most };
        let mut count = 1;
        // A number of which all digits stand together is complete, as is a long one that a blank follows.
        while count < self.all.len() && self.all[0].len() < 10 {
            let separator = &text[self.all[count - 1].end..self.all[count].start];
            let is_complete = of_country(count) >= 11 && separator == " ";
            if of_country(count + 1) > most || is_complete {
                break;
            }
            count += 1;
        }
        (of_country(count) >= MIN_PHONE_DIGITS).then_some(count)
    }

    /// How many groups are one number where words say that it is one.
    fn joined(&self, text: &str) -> usize {
        let mut count = 1;
        while count < self.all.len() {
            let separator = &text[self.all[count - 1].end..self.all[count].start];
            let rest = self.all.len();
            let is_tight = !separator.starts_with(' ') && separator != "." && separator != "/";
            // An extension beside another.
            let is_pair = separator == "/" && self.digits(rest) <= MIN_PHONE_DIGITS + 1;
            let is_phone = !is_pair
                && (MIN_PHONE_DIGITS..=MAX_DIGITS).contains(&self.digits(rest))
                && self.all[1..].iter().all(|group| group.len() > 1);
            if !is_tight && !is_phone {
                break;
            }
            count += 1;
        }
        count
    }

    fn is_bracket_closed(&self, text: &str) -> bool {
        text[self.all[0].end..].trim_start_matches(' ').starts_with(')')
    }
}

/// Whether letters end in these digits that say what they are: `x4821`.
fn attached(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let word = before.trim_end_matches(|c: char| c.is_alphabetic());
    let letters = &before[word.len()..];
    // An extension may stand right behind its number: `4155550109x12`.
    let digits = word.len() - word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let is_apart = !word.ends_with(char::is_alphanumeric) || digits >= MIN_PHONE_DIGITS;
    let is_mark = || !letters.eq_ignore_ascii_case("x") || is_extension_mark(word, &text[at..]);
    text.as_bytes()[at].is_ascii_digit() && is_apart && is_attached_word(letters) && is_mark()
}

/// Whether a word goes on behind digits, so that they are part of it: `10ms`, `4821_a`.
fn is_word_behind(text: &str, at: usize) -> bool {
    let mut behind = text[at..].chars();
    match behind.next() {
        // An extension behind a number: `4155550109x12`.
        Some('x' | 'X') => !behind.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphabetic(),
        None => false,
    }
}

fn end_of_word(text: &str, at: usize) -> usize {
    text[at..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |end| at + end)
}

/// Where a date or a time ends that begins there, and is no part of a longer number.
fn moment(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if at > 0 && bytes[at - 1].is_ascii_digit() {
        return None;
    }
    let shape = |shape: &str, at: usize| shaped(bytes, at, shape);
    let date = ["dddd-dd-dd", "dddd/dd/dd", "dd.dd.dddd", "dd/dd/dddd", "dd-dd-dddd", "dddd.dd.dd"];
    let date = date.iter().find_map(|date| shape(date, at)).filter(|_| is_date(&text[at..]));
    let time = |at: usize| {
        let long = ["dd:dd:dd", "d:dd:dd", "dd:dd", "d:dd"];
        let end = long.iter().find_map(|time| shape(time, at))?;
        let fraction = |end: usize| {
            let digits = bytes[end + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            end + 1 + digits
        };
        let is_fraction = matches!(bytes.get(end), Some(b'.' | b','))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        let end = if is_fraction { fraction(end) } else { end };
        let offset = ["+dd:dd", "-dd:dd", "+dddd", "-dddd"];
        Some(offset.iter().find_map(|offset| shape(offset, end)).unwrap_or(end))
    };
    let Some(date) = date else {
        return shape("ddddddddTdddddd", at).or_else(|| time(at));
    };
    let is_time_next = matches!(bytes.get(date), Some(b'T' | b't' | b' ' | b'_'));
    Some(is_time_next.then(|| time(date + 1)).flatten().unwrap_or(date))
}

/// Whether months and days of a date are some.
fn is_date(text: &str) -> bool {
    let mut parts = text.split(['-', '/', '.']).take(3).map(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        part[..digits].parse::<u32>().unwrap_or(u32::MAX)
    });
    let (a, b, c) = (parts.next(), parts.next(), parts.next());
    let is_day = |n: Option<u32>| n.is_some_and(|n| (1..=31).contains(&n));
    let is_year = |n: Option<u32>| n.is_some_and(|n| (1900..=2199).contains(&n));
    is_day(b) && (is_year(a) && is_day(c) || is_day(a) && is_year(c))
}

/// Where the address of a host or a version ends: four numbers below 256 with dots.
fn host(text: &str, at: usize) -> Option<usize> {
    let run = text[at..].bytes().take(16).take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let run = text[at..at + run].trim_end_matches('.');
    let is_byte = |part: &str| part.parse::<u8>().is_ok();
    (run.split('.').count() == 4 && run.split('.').all(is_byte)).then_some(at + run.len())
}

/// Where a text of that shape ends, with a `d` for each digit, and no further digit behind it.
fn shaped(bytes: &[u8], at: usize, shape: &str) -> Option<usize> {
    let end = at + shape.len();
    let fits = |(byte, mark): (&u8, u8)| match mark {
        b'd' => byte.is_ascii_digit(),
        mark => *byte == mark,
    };
    let is_one = bytes.get(at..end)?.iter().zip(shape.bytes()).all(fits);
    let ends = !bytes.get(end).is_some_and(u8::is_ascii_digit);
    (is_one && ends).then_some(end)
}
