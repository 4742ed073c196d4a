//! `jobaudit export --facts`, `jobaudit fold` and `jobaudit report --facts`: an archive in parts.
//!
//! In: typed arguments. Out: a stream of facts on standard output, or settings under which facts are read in the place
//! of files. A program that was built without them says so.

use jobaudit::{Config, Error};

use super::args::{ExportArgs, FoldArgs};
use super::ending::Ending;

#[cfg(feature = "tables")]
pub(super) use built_in::{extract, fold, read_from};

#[cfg(feature = "tables")]
mod built_in {
    use std::io::{self, IsTerminal, Write};

    use jobaudit::facts::Facts;

    use super::{Config, Ending, Error, ExportArgs, FoldArgs};
    use crate::cli::{config, say};

    /// Facts are nothing to look at.
    fn refuse_terminal() -> Result<(), Error> {
        match io::stdout().is_terminal() {
            true => Err(Error::Asked(
                "facts are nothing for a terminal; put a file or a program behind them: > facts/part-1.arrows".into(),
            )),
            false => Ok(()),
        }
    }

    /// Writes what was read, before any judgement across files.
    pub fn extract(args: &ExportArgs) -> Result<Ending, Error> {
        refuse_terminal()?;
        let keep = args.keep();
        let zone = args.telling.tz;
        let filters = args.choosing.filters(zone);
        let mut config = config(&args.input, &args.judging, zone, &args.general, keep, filters)?;
        config.options.words = true;
        let base = args.base.as_deref();
        if base.is_some() && config.paths.len() != 1 {
            return Err(Error::Asked(
                "--base says what stands before the names below one path; name just one, or - for a tar archive on \
                 standard input".into(),
            ));
        }
        config.stdin_carries_files = base.is_some();
        let (facts, problems) =
            jobaudit::with_threads(config.threads, || Facts::extract(&config, base))??;
        write(&facts)?;
        // The process ends now; to free a large ledger piece by piece first would only take time.
        std::mem::forget(facts);
        Ok(if problems.is_empty() { Ending::Fine } else { Ending::Problems(problems) })
    }

    /// Puts facts together that an engine has brought to one place, and writes what is left of them.
    pub fn fold(args: &FoldArgs) -> Result<Ending, Error> {
        refuse_terminal()?;
        let facts = Facts::read(&args.paths)?;
        if args.verbose {
            say(&format!("{} facts are left", facts.rows()));
        }
        write(&facts)?;
        std::mem::forget(facts);
        Ok(Ending::Fine)
    }

    fn write(facts: &Facts) -> Result<(), Error> {
        let mut out = io::stdout();
        facts.write(&mut out).and_then(|()| out.flush()).map_err(Error::Stdout)
    }

    /// Has facts read in the place of files.
    pub fn read_from(config: &mut Config) -> Result<(), Error> {
        config.facts = true;
        Ok(())
    }
}

#[cfg(not(feature = "tables"))]
fn not_built_in() -> Error {
    const SENTENCE: &str = "this jobaudit was built without facts, which are streams of Arrow (the cargo feature \
                            `tables`)";
    Error::Asked(SENTENCE.into())
}

/// Says that there are none.
#[cfg(not(feature = "tables"))]
pub(super) fn extract(_: &ExportArgs) -> Result<Ending, Error> {
    Err(not_built_in())
}

/// See [`extract`].
#[cfg(not(feature = "tables"))]
pub(super) fn fold(_: &FoldArgs) -> Result<Ending, Error> {
    Err(not_built_in())
}

/// See [`extract`].
#[cfg(not(feature = "tables"))]
pub(super) fn read_from(_: &mut Config) -> Result<(), Error> {
    Err(not_built_in())
}
