//! What an audit was asked for beside its files and its filters, as far as its figures depend on that.
//!
//! In: settings. Out: [`MadeWith`], which an archive keeps, saved or not: two audits that were asked for otherwise
//! differ where nothing has changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::config::Config;
use crate::findings::rule::Rule;
use crate::input::lists::ListedName;

/// The settings that bear on what is in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MadeWith {
    /// Only these rules, where there are any.
    pub only: BTreeSet<Rule>,
    /// None of these.
    pub ignore: BTreeSet<Rule>,
    /// Whether somebody named the moment that it is judged at.
    pub as_of: bool,
    /// Whether somebody listed which address is whose: names alone change no figure.
    pub addresses: bool,
    /// Whether findings were accepted.
    pub baseline: bool,
    /// Whether symbolic links were followed.
    pub follow: bool,
    /// How much was read at most, by flag, where it is not the usual.
    pub limits: BTreeMap<String, u64>,
}

impl MadeWith {
    /// What an audit is asked for, with the names that it reads.
    pub(crate) fn of(config: &Config, names: &[ListedName]) -> MadeWith {
        let usual = limits(&Config::default());
        let own = limits(config).into_iter().zip(usual).filter(|(own, usual)| own != usual);
        MadeWith {
            only: config.options.rules.only.iter().copied().collect(),
            ignore: config.options.rules.ignore.iter().copied().collect(),
            as_of: config.options.as_of.is_some(),
            addresses: names.iter().any(|name| name.email.is_some()),
            baseline: config.baseline.is_some(),
            follow: config.follow,
            limits: own.map(|((flag, limit), _)| (flag.to_owned(), limit)).collect(),
        }
    }
}

/// How much is read at most, by the flags that say so.
fn limits(config: &Config) -> [(&'static str, u64); 6] {
    let Config { max_file_size, max_nesting, limits, .. } = config;
    [
        ("max-file-size", *max_file_size),
        ("max-nesting", *max_nesting as u64),
        ("max-archive-entries", limits.entries),
        ("max-archive-size", limits.size),
        ("max-archive-ratio", limits.ratio),
        ("max-archive-depth", u64::from(limits.depth)),
    ]
}

impl Archive {
    /// The flags that it was made with, as they are typed: those that only say that a file was read without its name,
    /// which may have changed with good reason.
    pub fn flags(&self) -> BTreeSet<String> {
        let MadeWith { only, ignore, as_of, addresses, baseline, follow, limits } = &self.made_with;
        let plain = [
            ("--as-of", *as_of),
            ("--names", *addresses),
            ("--plan", self.plan.is_some()),
            (Archive::BASELINE, *baseline),
            ("--follow", *follow),
        ];
        let plain = plain.into_iter().filter(|(_, is_given)| *is_given);
        let levels = self.findings.levels().iter();
        let levels = levels.filter(|(rule, level)| *level != rule.severity());
        plain
            .map(|(flag, _)| flag.to_owned())
            .chain(only.iter().map(|rule| format!("--only {}", rule.name())))
            .chain(ignore.iter().map(|rule| format!("--ignore {}", rule.name())))
            .chain(levels.map(|(rule, level)| format!("--level {}={}", rule.name(), level.name())))
            .chain(limits.iter().map(|(flag, limit)| format!("--{flag} {limit}")))
            .collect()
    }

    /// The flag that accepts findings.
    pub const BASELINE: &'static str = "--baseline";
}
