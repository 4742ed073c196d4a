//! What rules, statuses and codes mean, in plain words.
//!
//! In: a name. Out: a [`Page`] for each thing that is called so: a rule, a status, an exit code, an
//! HTTP status code, an error or impact code, an action, a term of a report. The words stand in the texts beside this file, a page
//! under each heading, and a test holds that nothing is without one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::findings::rule::{Group, Rule};
use crate::payload::{Counts, ErrorOrImpact, ExitCode, Family, Status};
use crate::reference::actions::{self, Action};
use crate::reference::error_codes::{self, KnownCode};
use crate::reference::http_status::{self, HttpCode};

/// What there is to say of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name.
    pub name: String,
    /// What kind of thing it is: `a rule, severity error`.
    pub about: String,
    /// What there is to say of it.
    pub parts: Vec<Part>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words, to be wrapped.
    Text(String),
    /// Lines that stay as they are.
    Example(String),
}

/// What is explained, by what kind of thing it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// What kind of things these are.
    pub title: &'static str,
    /// Their names, each with a sentence.
    pub entries: Vec<(String, String)>,
}

impl Page {
    fn new(name: &str, about: impl Into<String>, parts: Vec<Part>) -> Page {
        Page { name: name.to_owned(), about: about.into(), parts }
    }

    /// What it means: all that stands before the example and the advice.
    pub fn meaning(&self) -> String {
        let is_label = |text: &String| LABELS.iter().any(|label| text.starts_with(label));
        let texts = self.parts.iter().map_while(|part| match part {
            Part::Text(text) if !is_label(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n\n")
    }

    /// All of it as plain text.
    pub fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Example(lines) => {
                lines.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
            }
        });
        parts.collect::<Vec<_>>().join("\n\n")
    }
}

/// How the parts of a page begin that follow its meaning.
const LABELS: [&str; 3] = ["Example:", "Why it matters:", "What to do:"];

/// The pages of one text, by their headings.
type Pages = BTreeMap<&'static str, Vec<Part>>;

fn pages_of(text: &'static str) -> Pages {
    let pages = text.split("\n## ").skip(1);
    let named = pages.filter_map(|page| page.split_once('\n'));
    named.map(|(name, body)| (name.trim(), parts(body))).collect()
}

fn parts(body: &str) -> Vec<Part> {
    let blocks = body.split("\n\n").map(|block| block.trim_matches('\n'));
    let part = |block: &str| match block.lines().all(|line| line.starts_with("    ")) {
        true => {
            let lines = block.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
            Part::Example(lines.collect::<Vec<_>>().join("\n"))
        }
        false => Part::Text(block.lines().map(str::trim).collect::<Vec<_>>().join(" ")),
    };
    blocks.filter(|block| !block.is_empty()).map(part).collect()
}

static RULES: LazyLock<Pages> = LazyLock::new(|| {
    let texts = [
        include_str!("file.md"),
        include_str!("schema.md"),
        include_str!("value.md"),
        include_str!("consistency.md"),
        include_str!("across-files.md"),
        include_str!("csv.md"),
    ];
    texts.into_iter().flat_map(pages_of).collect()
});

static STATUSES: LazyLock<Pages> = LazyLock::new(|| pages_of(include_str!("statuses.md")));
static EXIT_CODES: LazyLock<Pages> = LazyLock::new(|| pages_of(include_str!("exit-codes.md")));
static TERMS: LazyLock<Pages> = LazyLock::new(|| pages_of(include_str!("terms.md")));

/// The page of a rule.
pub fn rule(rule: Rule) -> Page {
    let mut parts = vec![Part::Text(rule.summary().to_owned())];
    parts.extend(RULES.get(rule.name()).cloned().unwrap_or_default());
    Page::new(rule.name(), format!("a rule, severity {}", rule.severity().name()), parts)
}

/// The pages of all things that are called so, in upper or lower case.
pub fn pages(name: &str) -> Vec<Page> {
    let name = name.trim();
    let same = |other: &str| other.eq_ignore_ascii_case(name);
    let mut pages: Vec<Page> =
        Rule::ALL.iter().filter(|known| same(known.name())).map(|known| rule(*known)).collect();
    for (texts, documented, about) in [
        (&STATUSES, Status::<()>::WORDS, "a status"),
        (&EXIT_CODES, ExitCode::<()>::WORDS, "an exit code"),
    ] {
        for (word, parts) in texts.iter().filter(|(word, _)| same(word)) {
            let undocumented = if documented.contains(word) { "" } else { ", undocumented" };
            pages.push(Page::new(word, format!("{about}{undocumented}"), parts.clone()));
        }
    }
    pages.extend(error_codes::all().filter(|known| same(&known.code)).map(error_code));
    pages.extend(http_status::all().filter(|known| same(&known.code.to_string())).map(http_code));
    pages.extend(actions::all().filter(|known| same(&known.action)).map(action));
    pages.extend(Family::all().filter(|known| same(known.name())).map(family));
    let terms = TERMS.iter().filter(|(name, _)| same(name));
    pages.extend(terms.map(|(name, parts)| Page::new(name, "a term of a report", parts.clone())));
    pages
}

fn error_code(known: &KnownCode) -> Page {
    let about = format!("an {} code, area {}", known.kind().name(), known.area);
    let effect = match known.kind() {
        ErrorOrImpact::Error => "An error stops the move: the user stays where they were.",
        ErrorOrImpact::Impact => {
            "An impact comes along with a move: the user was moved all the same."
        }
    };
    let mut parts = vec![Part::Text(format!("{}. {effect}", known.summary))];
    parts.push(Part::Text(format!("What to do: {}", known.todo)));
    let action = actions::lookup(&known.action);
    parts.extend(action.map(|action| {
        let same = error_codes::all().filter(|code| code.action == known.action);
        let others = match same.count().saturating_sub(1) {
            0 => "no other code asks for it",
            1 => "one other code asks for it as well",
            others => &format!("{others} other codes ask for it as well"),
        };
        Part::Text(format!("Action: {} ({}); {others}.", known.action, action.title))
    }));
    Page::new(&known.code, about, parts)
}

/// What jobs of a kind work on, and how their counts are read.
fn family(known: Family) -> Page {
    let nouns = (known.job_noun(1), known.item_noun(2));
    let work =
        format!("A job of this kind is called a {}; what it works on are {}.", nouns.0, nouns.1);
    let counts = Counts::each(known.count_names());
    let items = known.items(&counts);
    let read = |wanted: Option<u64>, column: &str| {
        // Each name alone counts one.
        let names = known.count_names().filter(|name| {
            let one = known.items(&Counts::each([*name].into_iter()));
            let value = match column {
                "requested" => one.requested,
                "done" => one.done,
                "failed" => one.failed,
                "pending" => one.pending,
                _ => one.skipped,
            };
            value == Some(1)
        });
        let names: Vec<&str> = names.collect();
        wanted.map(|_| format!("{column}: {}", names.join(" + ")))
    };
    let lines = [
        read(items.requested, "requested"),
        read(items.done, "done"),
        read(items.failed, "failed"),
        read(items.pending, "pending"),
        read(items.skipped, "skipped"),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    let counted = match lines.is_empty() {
        true => vec![Part::Text(String::from(
            "Jobs of this kind count no items; their steps, times and exit codes are told all the same.",
        ))],
        false => vec![
            Part::Text(String::from("Its counts are read as:")),
            Part::Example(lines.join("\n")),
        ],
    };
    Page::new(known.name(), "a kind of job", [vec![Part::Text(work)], counted].concat())
}

fn http_code(known: &HttpCode) -> Page {
    let parts = vec![Part::Text(known.meaning.clone()), Part::Text(known.advice().to_owned())];
    Page::new(&known.code.to_string(), format!("an HTTP status code, {}", known.name), parts)
}

fn action(known: &Action) -> Page {
    let codes = error_codes::all().filter(|code| code.action == known.action);
    let codes: Vec<&str> = codes.map(|code| code.code.as_str()).collect();
    let mut parts = vec![Part::Text(known.meaning.clone())];
    if !codes.is_empty() {
        parts.push(Part::Text(format!("Asked for by {}.", codes.join(", "))));
    }
    Page::new(&known.action, "an action", parts)
}

/// All that is explained.
pub fn topics() -> Vec<Topic> {
    let rules = |group: Group| {
        let rules = Rule::ALL.iter().filter(move |rule| rule.group() == group);
        rules.map(|rule| (rule.name().to_owned(), rule.summary().to_owned())).collect()
    };
    let words = |pages: &Pages, order: &[&str]| {
        let known = order.iter().copied().filter(|word| pages.contains_key(word));
        let others = pages.keys().copied().filter(|word| !order.contains(word));
        known.chain(others).map(|word| (word.to_owned(), first_sentence(&pages[word]))).collect()
    };
    vec![
        Topic { title: "Rules about a file", entries: rules(Group::File) },
        Topic { title: "Rules about fields", entries: rules(Group::Schema) },
        Topic { title: "Rules about values", entries: rules(Group::Value) },
        Topic { title: "Rules within a payload", entries: rules(Group::Consistency) },
        Topic { title: "Rules across files", entries: rules(Group::AcrossFiles) },
        Topic { title: "Rules about errors files", entries: rules(Group::Csv) },
        Topic { title: "Terms of a report", entries: words(&TERMS, &[]) },
        Topic {
            title: "Kinds of jobs",
            entries: Family::all()
                .map(|known| {
                    let work = format!("{}, by {}.", known.job_noun(2), known.item_noun(1));
                    (known.name().to_owned(), work)
                })
                .collect(),
        },
        Topic { title: "Statuses", entries: words(&STATUSES, Status::<()>::WORDS) },
        Topic { title: "Exit codes", entries: words(&EXIT_CODES, ExitCode::<()>::WORDS) },
        Topic {
            title: "HTTP status codes",
            entries: http_status::all()
                .map(|known| (known.code.to_string(), format!("{}.", known.name)))
                .collect(),
        },
        Topic {
            title: "Actions",
            entries: actions::all()
                .map(|known| (known.action.clone(), known.meaning.clone()))
                .collect(),
        },
        Topic {
            title: "Error and impact codes",
            entries: error_codes::all()
                .map(|known| (known.code.clone(), format!("{}.", known.summary)))
                .collect(),
        },
    ]
}

fn first_sentence(parts: &[Part]) -> String {
    match parts.first() {
        Some(Part::Text(text)) => match text.split_once(". ") {
            Some((first, _)) => format!("{first}."),
            None => text.clone(),
        },
        _ => String::new(),
    }
}

/// The name that is most like one that nothing is called by, if any is like it at all.
pub fn nearest(name: &str) -> Option<String> {
    let name = name.trim().to_lowercase();
    // A number is none that is like another one: it is another code.
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let names = topics().into_iter().flat_map(|topic| topic.entries);
    let near = names.map(|(known, _)| (strsim::jaro_winkler(&known.to_lowercase(), &name), known));
    let best = near.max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.filter(|(likeness, _)| *likeness > 0.75).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_has_a_page_with_its_meaning_an_example_and_what_to_do() {
        let known: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(RULES.keys().copied().collect::<BTreeSet<_>>(), known);
        for &rule in Rule::ALL {
            let page = super::rule(rule);
            assert!(page.meaning().len() > rule.summary().len() + 40, "{rule}");
            let starts = |label: &str| {
                let texts = page.parts.iter();
                texts
                    .filter(|part| matches!(part, Part::Text(text) if text.starts_with(label)))
                    .count()
            };
            assert_eq!(LABELS.map(starts), [1, 1, 1], "{rule}");
            let examples = page.parts.iter().filter(|part| matches!(part, Part::Example(_)));
            assert_eq!(examples.count(), 1, "{rule}");
        }
    }

    #[test]
    fn every_documented_word_and_code_has_a_page() {
        for word in Status::<()>::WORDS {
            assert!(STATUSES.contains_key(word), "{word}");
        }
        for word in ["STOPPING", "STOPPED", "EXECUTING", "NOOP"] {
            assert!(
                pages(word).iter().all(
                    |page| page.about.ends_with("undocumented") || page.about == "an exit code"
                ),
                "{word}"
            );
            assert!(STATUSES.contains_key(word), "{word}");
        }
        assert!(EXIT_CODES.contains_key("COMPLETED_WITH_SKIPS"));
        for word in ExitCode::<()>::WORDS {
            assert!(EXIT_CODES.contains_key(word), "{word}");
        }
        let codes = [
            200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 410, 415, 423, 428, 429, 500, 502,
            503, 504,
        ];
        for code in codes {
            let found = pages(&code.to_string());
            assert!(
                found.iter().any(|page| page.about.starts_with("an HTTP status code")),
                "{code}"
            );
        }
        for known in error_codes::all() {
            let [page] = &pages(&known.code.to_lowercase())[..] else { panic!("{}", known.code) };
            assert_eq!(
                page.parts.len(),
                3,
                "{}: what it is, what to do, and its action",
                known.code
            );
            assert_eq!(pages(&known.action).len(), 1, "{}", known.action);
        }
    }

    #[test]
    fn all_that_is_listed_is_explained_and_found_again() {
        for (name, summary) in topics().into_iter().flat_map(|topic| topic.entries) {
            assert!(!pages(&name).is_empty() && !summary.is_empty(), "{name}");
            let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
            let near = nearest(&name);
            assert_eq!(near.as_deref(), Some(name.as_str()).filter(|_| !is_number));
        }
    }

    #[test]
    fn an_unknown_name_leads_to_the_nearest_one_if_it_is_near() {
        for (name, near) in [
            ("elapsd-mismatch", Some("elapsed-mismatch")),
            ("COMPLETED_WITH_ERROR", Some("COMPLETED_WITH_ERRORS")),
            ("missing field", Some("missing-field")),
            ("19606x", Some("19606")),
            ("§§§", None),
            ("4203", None),
        ] {
            assert_eq!(nearest(name).as_deref(), near, "{name}");
        }
    }
}
