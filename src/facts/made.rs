//! What facts were extracted with, as far as a report depends on it.
//!
//! In: the settings of an extraction, by the names of their flags. Out: pairs of names and texts, in which facts have
//! to agree that go into one report, and from which the settings are made again: what was not read cannot be read now.

use crate::config::Config;
use crate::facts::codec::{Damaged, Reader, Wire, Writer};
use crate::findings::rule::Rule;

/// The folder that all files lie in, of which no output says a word.
const FOLDER: &str = "the folder that names begin in";
const FOLLOW: &str = "--follow";
const ONLY: &str = "--only";
const IGNORE: &str = "--ignore";
const MAX_FINDINGS: &str = "--max-findings";

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made(Vec<(String, String)>);

impl Made {
    pub fn of(config: &Config, folder: &str) -> Made {
        let rules = |rules: &[Rule]| {
            let mut names: Vec<&str> = rules.iter().map(|rule| rule.name()).collect();
            names.sort_unstable();
            names.dedup();
            names.join(" ")
        };
        let Config { options, .. } = config;
        let mut all = vec![
            (FOLDER.to_owned(), folder.to_owned()),
            (FOLLOW.to_owned(), config.follow.to_string()),
            (ONLY.to_owned(), rules(&options.rules.only)),
            (IGNORE.to_owned(), rules(&options.rules.ignore)),
            (MAX_FINDINGS.to_owned(), options.keep.per_rule.to_string()),
        ];
        let mut own = config.clone();
        let limits = limits(&mut own).into_iter();
        all.extend(limits.map(|(flag, limit)| (flag.to_owned(), limit.get().to_string())));
        Made(all)
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The folder that all files lie in.
    pub fn folder(&self) -> &str {
        self.get(FOLDER)
    }

    /// How many findings of a rule were kept for each file.
    pub fn max_findings(&self) -> usize {
        self.get(MAX_FINDINGS).parse().unwrap_or_default()
    }

    /// In what the two differ first: what it is, here and there.
    pub fn difference<'m>(&'m self, other: &'m Made) -> Option<(&'m str, &'m str, &'m str)> {
        let names = self.0.iter().chain(&other.0).map(|(name, _)| &**name);
        names.map(|name| (name, self.get(name), other.get(name))).find(|(_, a, b)| a != b)
    }

    /// Settings under which facts are read, with those that they were extracted with. A rule that was left out then
    /// cannot be judged now, nor can one be left out now that was counted then: what is wrong is why, as a sentence.
    pub fn settle(&self, config: &mut Config) -> Result<(), String> {
        let asked = Made::of(config, self.folder());
        for flag in [ONLY, IGNORE] {
            let (asked, made) = (asked.get(flag), self.get(flag));
            if !asked.is_empty() && asked != made {
                return Err(format!(
                    "the facts were extracted without {flag} {}; which rules count is said to export --facts",
                    asked.replace(' ', ",")
                ));
            }
        }
        let rules = |flag| {
            let names = self.get(flag).split_whitespace();
            names.map(|name| {
                Rule::from_name(name).ok_or_else(|| format!("no rule is called {name}"))
            })
        };
        config.options.rules.only = rules(ONLY).collect::<Result<_, _>>()?;
        config.options.rules.ignore = rules(IGNORE).collect::<Result<_, _>>()?;
        config.follow = self.get(FOLLOW) == "true";
        for (flag, mut limit) in limits(config) {
            let said =
                self.get(flag).parse().map_err(|_| format!("they do not say their {flag}"))?;
            limit.set(said);
        }
        Ok(())
    }
}

/// A limit of a configuration, whatever number it is.
enum Limit<'c> {
    Bytes(&'c mut u64),
    Levels(&'c mut usize),
    Depth(&'c mut u32),
}

impl Limit<'_> {
    fn get(&self) -> u64 {
        match self {
            Limit::Bytes(limit) => **limit,
            Limit::Levels(limit) => **limit as u64,
            Limit::Depth(limit) => u64::from(**limit),
        }
    }

    fn set(&mut self, to: u64) {
        match self {
            Limit::Bytes(limit) => **limit = to,
            Limit::Levels(limit) => **limit = usize::try_from(to).unwrap_or(usize::MAX),
            Limit::Depth(limit) => **limit = u32::try_from(to).unwrap_or(u32::MAX),
        }
    }
}

/// How much is read at most, by the flags that say so.
fn limits(config: &mut Config) -> [(&'static str, Limit<'_>); 6] {
    let Config { max_file_size, max_nesting, limits, .. } = config;
    [
        ("--max-file-size", Limit::Bytes(max_file_size)),
        ("--max-nesting", Limit::Levels(max_nesting)),
        ("--max-archive-entries", Limit::Bytes(&mut limits.entries)),
        ("--max-archive-size", Limit::Bytes(&mut limits.size)),
        ("--max-archive-ratio", Limit::Bytes(&mut limits.ratio)),
        ("--max-archive-depth", Limit::Depth(&mut limits.depth)),
    ]
}

impl Wire for Made {
    fn put(&self, to: &mut Writer<'_>) {
        self.0.put(to);
    }
    fn take(from: &mut Reader<'_, '_>) -> Result<Self, Damaged> {
        Wire::take(from).map(Made)
    }
}
