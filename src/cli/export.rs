//! `jobaudit export`: the ledger as tables for other programs.
//!
//! In: typed arguments. Out: a folder with a file a table, or one table as a stream on standard output. What can't
//! be written is found out before the work starts.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use jobaudit::archive::Archive;
use jobaudit::export::{Export, NOT_BUILT_IN, Part, Settings, TableFormat, TableId};
use jobaudit::input::walk::shown;
use jobaudit::output::tables::TablesFolder;
use jobaudit::{Config, Error};

use super::args::{ExportArgs, FailOn};
use super::ending::Ending;
use super::overwrite_guard::{self, Reads};
use super::{
    audit, config, counted, facts, reads, redact_filters, say, set_plan_and_baseline, tell_files,
};

/// Where tables go.
enum Place {
    /// One table.
    Stdout(TableId),
    Folder(TablesFolder, Vec<TableId>),
}

/// Whether a table has the column that it is to be divided by.
fn is_divided(args: &ExportArgs, table: TableId) -> bool {
    args.partition.is_some_and(|by| table.has_column(by.name()))
}

fn file_name(args: &ExportArgs, table: TableId) -> String {
    format!("{}.{}", table.name(), args.format().ending())
}

/// The files and the folders that the tables go to, as far as they are known before the work.
fn paths(args: &ExportArgs) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (divided, whole): (Vec<TableId>, Vec<TableId>) =
        args.tables().into_iter().partition(|table| is_divided(args, *table));
    let files = whole.into_iter().map(|table| file_name(args, table).into());
    (files.collect(), divided.into_iter().map(|table| table.name().into()).collect())
}

fn place(args: &ExportArgs, config: &Config, reads: &Reads) -> Result<Place, Error> {
    let Some(folder) = &args.output else {
        let [table] = args.tables()[..] else {
            return Err(Error::Asked(
                "--arrow writes one table; name just one with --table".into(),
            ));
        };
        if io::stdout().is_terminal() {
            return Err(Error::Asked(
                "an Arrow stream is nothing for a terminal; put a program or a file behind it"
                    .into(),
            ));
        }
        return Ok(Place::Stdout(table));
    };
    if folder.as_os_str() == "-" {
        return Err(Error::Asked(
            "-o takes a folder; standard output takes one table with --arrow".into(),
        ));
    }
    let (files, divided) = paths(args);
    let waits =
        |path: &std::path::Path| say(&format!("waiting for somebody to read {}", shown(path)));
    let prepared = TablesFolder::prepare(folder, &files, &divided, &waits)?;
    let outputs: Vec<PathBuf> =
        files.iter().chain(&divided).map(|path| folder.join(path)).collect();
    if overwrite_guard::check(config, reads, &outputs, args.overwrite.force)? && !args.general.quiet
    {
        say("outputs go into what is audited; the next audit counts them as reports of jobaudit");
    }
    Ok(Place::Folder(prepared, args.tables()))
}

/// Audits an archive and writes its tables.
pub(super) fn run(args: &ExportArgs) -> Result<Ending, Error> {
    if args.facts {
        return facts::extract(args);
    }
    if !args.format().is_built_in() {
        return Err(Error::Asked(NOT_BUILT_IN.into()));
    }
    let keep = args.keep();
    let zone = args.telling.tz;
    let filters = args.choosing.filters(zone);
    let settings = Settings {
        filters: filters.described(),
        is_redacted: args.general.redact,
        ..Settings::default()
    };
    let mut config = config(&args.input, &args.judging, zone, &args.general, keep, filters)?;
    set_plan_and_baseline(&mut config, &args.plan, &args.baseline)?;
    config.options.words = true;
    let mut settings = Settings { rules: config.options.rules.clone(), ..settings };
    let mut reads = reads(&config, &args.input, &args.general);
    args.baseline.baseline.iter().for_each(|path| reads.add(path, "the baseline"));
    let place = place(args, &config, &reads)?;
    let fail_on = args.telling.fail_on.unwrap_or(FailOn::Never);
    let (audit, redactor) = audit(&config, &args.general)?;
    if let Some(redactor) = redactor {
        redact_filters(&mut settings.filters, &redactor);
    }
    if audit.nothing_readable() {
        return Ok(Ending::of(&audit, fail_on));
    }
    if args.general.verbose {
        tell_files(&audit);
    }
    // On threads that take over the memory of those that have read the archive.
    jobaudit::with_threads(config.threads, || write(args, place, &audit.archive, &settings))??;
    let ending = Ending::of(&audit, fail_on);
    // The process ends now; to free a large archive piece by piece first would only take time.
    std::mem::forget(audit);
    Ok(ending)
}

fn write(
    args: &ExportArgs,
    place: Place,
    archive: &Archive,
    settings: &Settings,
) -> Result<(), Error> {
    let export = Export::of(archive, &settings.filters);
    let metadata = |table: TableId| settings.described(archive, table.name());
    let (mut folder, tables) = match place {
        Place::Stdout(id) => {
            let mut out = io::stdout();
            let table = export.table(id);
            let written = table.write(&Part::whole(), TableFormat::Arrow, metadata(id), &mut out);
            return written.and_then(|()| out.flush()).map_err(Error::Stdout);
        }
        Place::Folder(folder, tables) => (folder, tables),
    };
    let format = args.format();
    let mut rows = 0;
    for id in tables.iter().copied() {
        let table = export.table(id);
        let parts = args.partition.and_then(|by| Part::of(&table, by));
        for part in parts.unwrap_or_else(|| vec![Part::whole()]) {
            let of_part = part.folder.as_ref().map(|name| PathBuf::from(id.name()).join(name));
            folder.write(of_part.as_deref(), &file_name(args, id), |out| {
                table.write(&part, format, metadata(id), out)
            })?;
        }
        rows += table.len() as u64;
    }
    let files = folder.publish()?;
    if !args.general.quiet {
        let rows = counted(rows, "row");
        let (tables, files) =
            (counted(tables.len() as u64, "table"), counted(files.len() as u64, "file"));
        let to = args.output.as_deref().map(shown).unwrap_or_default();
        say(&format!("wrote {tables} with {rows} in {files} to {to}"));
    }
    Ok(())
}
