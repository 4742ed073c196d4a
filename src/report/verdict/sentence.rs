//! What came of it all in one sentence.
//!
//! In: the facts and the word. Out: the sentence, which never says that somebody was moved of whom the files do not
//! say so.

use crate::payload::{Accounting, Outcome};
use crate::report::verdict::facts::{Blind, Facts};
use crate::report::verdict::{VerdictWord, and_list, capitalised, counted, counted_each, number};

impl Facts {
    pub fn sentence(&self, word: VerdictWord) -> String {
        if self.jobs == 0 {
            return match self.people {
                people if people > 0 && people == self.not_requested && self.untold > 0 => format!(
                    "No job was found, and {} of those who were meant to be moved {} never requested.",
                    number(people),
                    if people == 1 { "was" } else { "were" }
                ),
                people if people > 0 && people == self.not_requested => String::from(
                    "No job was found, and nobody who was meant to be moved was requested.",
                ),
                0 => String::from("No job was found, so nothing can be judged."),
                1 => String::from(
                    "No job was found, but an errors file tells of 1 person who could not be moved.",
                ),
                people => format!(
                    "No job was found, but errors files tell of {} people who could not be moved.",
                    number(people)
                ),
            };
        }
        if self.move_jobs == 0 {
            let but = self.doubts().map_or(String::new(), |doubts| format!(", but {doubts}"));
            let none =
                if self.is_part { "None of the chosen jobs" } else { "No job in this archive" };
            return format!("{none} moves people: {}{but}.", self.other_jobs());
        }
        let requested = self.moves.requested.unwrap_or(0);
        let but = self.but();
        match (self.people, requested) {
            (0, 0) => match but {
                Some(but) => format!("{}.", capitalised(&but)),
                None if self.move_jobs == 1 => {
                    String::from("The one job that moves people had nobody to move.")
                }
                None => {
                    format!("{} jobs that move people had nobody to move.", number(self.move_jobs))
                }
            },
            (0, _) if self.tells_attempts() => {
                let whoever = if self.moves.not_done() == self.moves.failed {
                    "whoever failed was moved later"
                } else {
                    "whoever was left over was moved later"
                };
                let attempts = self.attempts();
                match but {
                    Some(but) if self.untold > 0 => {
                        format!("{}, but {but}.", capitalised(&attempts))
                    }
                    Some(but) => {
                        format!("Everybody named was moved in the end ({attempts}), but {but}.")
                    }
                    None => format!("Everybody has been moved: {attempts}, and {whoever}."),
                }
            }
            (0, _) => {
                let done = match requested {
                    1 => String::from("The one move that was requested is done"),
                    2 => String::from("Both requested moves are done"),
                    _ => format!("All {} requested moves are done", number(requested)),
                };
                match but {
                    Some(but) => format!("{done}, but {but}."),
                    None => format!("{done}."),
                }
            }
            (people, _) => {
                let who = match (word, people) {
                    (VerdictWord::UnderWay, 1) => String::from("1 person is not moved yet"),
                    (VerdictWord::UnderWay, _) => {
                        format!("{} people are not moved yet", number(people))
                    }
                    (_, 1) => String::from("1 person still has to be moved"),
                    _ => format!("{} people still have to be moved", number(people)),
                };
                match requested {
                    0 => format!("{who}."),
                    _ => format!("{who}: {}.", self.attempts()),
                }
            }
        }
    }

    /// Whether the sentence tells what became of each attempt.
    pub fn tells_attempts(&self) -> bool {
        let requested = self.moves.requested.unwrap_or(0);
        requested > 0 && (self.people > 0 || self.moves.not_done().unwrap_or(0) > 0)
    }

    /// The attempts, and what became of each: `of 20 move attempts, 18 are done and 2 failed`.
    fn attempts(&self) -> String {
        let Accounting { requested, done, overcounted, .. } = self.moves;
        let requested = requested.unwrap_or(0);
        let is_one = requested == 1 && overcounted.unwrap_or(0) == 0;
        let mut parts = Vec::new();
        parts.extend(match done {
            None => None,
            Some(0) if is_one => None,
            Some(0) => Some(String::from("none is done")),
            Some(_) if is_one => Some(String::from("is done")),
            Some(1) => Some(String::from("1 is done")),
            Some(done) => Some(format!("{} are done", number(done))),
        });
        let others = [
            (self.moves.failed, "failed", "failed"),
            (self.moves.pending, "waits for a number order", "wait for number orders"),
            (self.moves.skipped, "was skipped", "were skipped"),
            (self.moves.under_way, "is under way", "are under way"),
            (self.moves.unaccounted, "is not accounted for", "are not accounted for"),
        ];
        let others = others.into_iter().filter_map(|(count, one, many)| {
            let count = count.filter(|count| *count > 0)?;
            Some(if is_one { one.to_owned() } else { counted(count, one, many) })
        });
        parts.extend(others);
        if is_one {
            return format!("the one move that was requested {}", and_list(&parts));
        }
        let beyond = match overcounted.unwrap_or(0) {
            0 => String::new(),
            1 => String::from(" (1 more than was requested)"),
            more => format!(" ({} more than were requested)", number(more)),
        };
        format!("of {} move attempts, {}{beyond}", number(requested), and_list(&parts))
    }

    /// What stands against calling it done, to follow "but".
    pub fn but(&self) -> Option<String> {
        let Blind { running, failed, silent } = self.blind;
        let is_one = self.move_jobs == 1;
        let jobs = |count: u64| match (count, is_one) {
            (1, true) => String::from("the one job that moves people"),
            (1, false) => String::from("1 job that moves people"),
            (count, _) => format!("{} jobs that move people", number(count)),
        };
        Some(if failed > 0 {
            let they = if failed == 1 { "it" } else { "they" };
            let failed_jobs =
                if failed == 1 { "failed or was stopped" } else { "failed or were stopped" };
            format!("{} {failed_jobs} before {they} counted anybody", jobs(failed))
        } else if silent > 0 {
            let (does, it, was) =
                if silent == 1 { ("does", "it", "was") } else { ("do", "they", "were") };
            format!("{} {does} not say how many {it} {was} to move", jobs(silent))
        } else if self.untold > 0 {
            match self.untold {
                1 => String::from("it is unknown what became of 1 person whose move was requested"),
                people => format!(
                    "it is unknown what became of {} people whose move was requested",
                    number(people)
                ),
            }
        } else if self.others_open > 0 {
            match self.others_open {
                1 => String::from("another job needs attention"),
                _ => String::from("other jobs need attention"),
            }
        } else if running > 0 {
            let (is, does) = if running == 1 { ("is", "does") } else { ("are", "do") };
            format!("{} {is} still running and {does} not say yet how many", jobs(running))
        } else if self.others_running > 0 {
            match self.others_running {
                1 => String::from("another job is still running"),
                _ => String::from("other jobs are still running"),
            }
        } else {
            return self.doubts();
        })
    }

    /// What nobody knows: what is in jobs that may be missing, and what became of people of a plan.
    pub fn doubts(&self) -> Option<String> {
        let mut said = counted_each([
            (
                self.unread,
                "file that may hold jobs could not be read in full",
                "files that may hold jobs could not be read in full",
            ),
            (
                self.cut_lists,
                "list of jobs was not saved to its end",
                "lists of jobs were not saved to their end",
            ),
        ]);
        said.extend(self.planned_doubt());
        (!said.is_empty()).then(|| and_list(&said))
    }

    /// The same where there is something to do already.
    pub fn more_to_do(&self) -> Option<String> {
        let some = counted_each([
            (self.unread, "file not read in full", "files not read in full"),
            (
                self.cut_lists,
                "list of jobs not saved to its end",
                "lists of jobs not saved to their end",
            ),
        ]);
        let more = (!some.is_empty()).then(|| format!("{} may hold more", and_list(&some)));
        let said: Vec<String> = more.into_iter().chain(self.planned_doubt()).collect();
        (!said.is_empty()).then(|| and_list(&said))
    }

    /// The same of people of a plan alone.
    fn planned_doubt(&self) -> Option<String> {
        let who = match self.planned_untold {
            0 => return None,
            1 => String::from("1 person who was meant to be moved"),
            people => format!("{} people who were meant to be moved", number(people)),
        };
        Some(format!("no file tells what became of {who}"))
    }

    /// How the jobs came out that move nobody.
    fn other_jobs(&self) -> String {
        let total = &self.others;
        let contradicted = self.others_contradicted;
        let parts = [
            (total.of(Outcome::Succeeded).saturating_sub(contradicted), "succeeded", "succeeded"),
            (
                contradicted,
                "claims success against its own figures",
                "claim success against their own figures",
            ),
            (total.of(Outcome::WithErrors), "finished with errors", "finished with errors"),
            (total.of(Outcome::PendingOrders), "waits for number orders", "wait for number orders"),
            (total.failures(), "failed or was stopped", "failed or were stopped"),
            (total.of(Outcome::InProgress), "is still running", "are still running"),
            (total.of(Outcome::Undetermined), "came to an unknown end", "came to an unknown end"),
        ];
        if total.jobs() == 1 {
            let some = parts.into_iter().filter(|(count, ..)| *count > 0);
            return some.map(|(_, one, _)| format!("the one job {one}")).collect();
        }
        format!("of {} jobs, {}", number(total.jobs()), and_list(&counted_each(parts)))
    }
}
