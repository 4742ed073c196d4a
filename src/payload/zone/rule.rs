//! What clocks do in every year after the last change that is listed (the `TZ` of POSIX, RFC 9636 section 3.3.1).
//!
//! In: `CET-1CEST,M3.5.0,M10.5.0/3`, and a moment. Out: how far clocks are ahead of UTC at it. Days are those of
//! a week of a month, as the IANA database writes them all.

use chrono::{DateTime, Datelike, NaiveDate};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// The usual time, and the other one with the days on which it begins and ends.
pub(super) struct Rule {
    usual: i64,
    summer: Option<Summer>,
}

struct Summer {
    offset: i64,
    begins: Change,
    ends: Change,
}

/// The time of a day at which clocks are changed, by the clock that they show until then.
struct Change {
    month: u32,
    /// The first to the fourth of the month, or 5 for the last one.
    week: u32,
    /// From Sunday on.
    weekday: u32,
    seconds: i64,
}

impl Rule {
    pub fn parse(text: &str) -> Option<Rule> {
        let mut rest = text;
        name(&mut rest)?;
        // West is positive there.
        let usual = -time(&mut rest)?;
        if rest.is_empty() {
            return Some(Rule { usual, summer: None });
        }
        name(&mut rest)?;
        let offset = if rest.starts_with(',') { usual + HOUR } else { -time(&mut rest)? };
        let (begins, ends) = rest.strip_prefix(',')?.split_once(',')?;
        let (begins, ends) = (Change::parse(begins)?, Change::parse(ends)?);
        Some(Rule { usual, summer: Some(Summer { offset, begins, ends }) })
    }

    /// How far clocks are ahead of UTC at a moment, both in seconds.
    pub fn offset_at(&self, moment: i64) -> Option<i32> {
        let offset = match &self.summer {
            None => self.usual,
            Some(summer) => {
                let year = DateTime::from_timestamp(moment.checked_add(self.usual)?, 0)?.year();
                let begins = summer.begins.clock(year)? - self.usual;
                let ends = summer.ends.clock(year)? - summer.offset;
                let is_summer = if begins < ends {
                    (begins..ends).contains(&moment)
                } else {
                    !(ends..begins).contains(&moment)
                };
                if is_summer { summer.offset } else { self.usual }
            }
        };
        i32::try_from(offset).ok()
    }
}

impl Change {
    /// `M10.5.0/3`, where two o'clock is not written.
    fn parse(text: &str) -> Option<Change> {
        let (day, mut clock) = text.split_once('/').unwrap_or((text, "2"));
        let mut parts = day.strip_prefix('M')?.split('.').map(|part| part.parse::<u32>().ok());
        let mut next = || parts.next().flatten();
        let (month, week, weekday) = (next()?, next()?, next()?);
        let seconds = time(&mut clock)?;
        Some(Change { month, week, weekday, seconds })
    }

    /// What a clock shows in a year when it is changed, in seconds as if that were UTC.
    fn clock(&self, year: i32) -> Option<i64> {
        let first = NaiveDate::from_ymd_opt(year, self.month, 1)?;
        let ahead = (7 + self.weekday - first.weekday().num_days_from_sunday()) % 7;
        let mut day = ahead + 7 * self.week.checked_sub(1)?;
        while day >= u32::from(first.num_days_in_month()) {
            day -= 7;
        }
        let midnight = first.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        Some(midnight + i64::from(day) * DAY + self.seconds)
    }
}

/// Takes the name of a time off a text: letters, or anything in angle brackets.
fn name(text: &mut &str) -> Option<()> {
    let end = match text.strip_prefix('<') {
        Some(quoted) => quoted.find('>')? + 2,
        None => text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len()),
    };
    *text = text.get(end..)?;
    Some(())
}

/// Takes hours, minutes and seconds off a text, as a number of seconds.
fn time(text: &mut &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !"+-:".contains(c)).unwrap_or(text.len());
    let (written, rest) = text.split_at(end);
    *text = rest;
    let digits = written.trim_start_matches(['+', '-']);
    let mut seconds = 0;
    let mut unit = HOUR;
    for part in digits.split(':') {
        seconds += part.parse::<i64>().ok()? * unit;
        unit /= 60;
    }
    Some(if written.starts_with('-') { -seconds } else { seconds })
}
