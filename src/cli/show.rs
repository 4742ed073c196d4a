//! `jobaudit show`: one job in full, or one person.
//!
//! In: typed arguments. Out: the job or the person on standard output and in files. A job that is called by
//! the name of a file is known only when the archive has been read; it is read once more for all that the
//! job's payloads say.

use jobaudit::findings::Keep;
use jobaudit::payload::JobSelector;
use jobaudit::privacy::pseudonyms::Redactor;
use jobaudit::render::DocumentKind;
use jobaudit::render::csv::Dialect;
use jobaudit::report::{Choice, Subject};
use jobaudit::{Audit, Config, Error, Filters};

use super::args::{FailOn, ShowArgs};
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted};
use super::progress::watched;
use super::{config, counted, reads, redact, salt, tell_files};

/// How many findings of a rule in a file are shown.
const FINDINGS_SHOWN: usize = 100;

/// How many jobs, and how many people, are named where several are meant.
const MAX_NAMED: usize = 5;

/// Reads an archive and writes one job or person of it.
pub(super) fn run(args: &ShowArgs) -> Result<Ending, Error> {
    let outputs = Outputs::of(&Wanted {
        kind: DocumentKind::Job,
        format: args.format,
        paths: &args.output,
        content: &|_| Content::Whole,
    })?;
    let keep = Keep { per_rule: FINDINGS_SHOWN, excerpts: false };
    let mut config = config(
        &args.input,
        &args.judging,
        args.telling.tz,
        &args.general,
        keep,
        Filters::default(),
    )?;
    let reads = reads(&config, &args.input, &args.general);
    outputs.spare(&config, &reads, args.overwrite, &args.general)?;
    config.options.words = true;
    let salt = args.general.salt_file.as_deref().map(salt).transpose()?;
    let (mut audit, choice) = read(&mut config, args)?;
    // Whoever was meant goes by another name from now on.
    let people = people(&audit, &choice);
    let redactor = redact(&mut audit, &args.general, salt.as_deref());
    let choice = choice_after(&audit, choice, &people, redactor.as_ref(), &args.wanted);
    if args.general.verbose {
        tell_files(&audit);
    }
    let fail_on = args.telling.fail_on.unwrap_or(FailOn::Never);
    if audit.nothing_readable() || audit.archive.files_used() == 0 {
        return Ok(Ending::of(&audit, fail_on));
    }
    let [subject] = choice.0[..] else { return Ok(none_or_many(&audit, &args.wanted, &choice)) };
    let report = subject.show(&audit.archive);
    for output in outputs {
        output.write(&report, Dialect::default(), &args.general)?;
    }
    Ok(Ending::of(&audit, fail_on))
}

/// Reads an archive with a job or person in mind, and says which it is.
fn read(config: &mut Config, args: &ShowArgs) -> Result<(Audit, Choice), Error> {
    config.options.show = Some(JobSelector::new(&args.wanted));
    let audit = watched(config, &args.general)?;
    let choice = Choice::of(&audit.archive, &args.wanted);
    let id = match choice.0[..] {
        [Subject::Job(at)] => {
            let job = &audit.archive.jobs[at];
            let is_read = audit.archive.details.iter().any(|detail| detail.key == job.key);
            audit.archive.job_id(job).filter(|_| !is_read)
        }
        _ => None,
    };
    let Some(id) = id else { return Ok((audit, choice)) };
    if config.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Error::Asked(format!(
            "standard input can be read only once: name the job by its id, {id}"
        )));
    }
    config.options.show = Some(JobSelector::new(&id));
    let audit = watched(config, &args.general)?;
    let choice = Choice::of(&audit.archive, &id);
    Ok((audit, choice))
}

/// What the people that may be meant are known by; of a job nothing.
fn people(audit: &Audit, choice: &Choice) -> Vec<String> {
    let text = |subject: &Subject| match subject {
        Subject::Job(_) => String::new(),
        Subject::Person(person) => audit.archive.names.text(*person).to_owned(),
    };
    choice.0.iter().map(text).collect()
}

/// The same jobs and people in an archive that has pseudonyms. Who is meant by one is found only now.
fn choice_after(
    audit: &Audit,
    choice: Choice,
    people: &[String],
    redactor: Option<&Redactor>,
    wanted: &str,
) -> Choice {
    let Some(redactor) = redactor else { return choice };
    if choice.0.is_empty() {
        return Choice::of(&audit.archive, wanted);
    }
    let renamed = choice.0.iter().zip(people).flat_map(|(subject, text)| match subject {
        Subject::Job(_) => vec![*subject],
        Subject::Person(_) => Choice::of(&audit.archive, &redactor.person(text)).0,
    });
    Choice(renamed.collect())
}

/// Why there is nothing to show; whatever could not be read may be why.
fn none_or_many(audit: &Audit, wanted: &str, choice: &Choice) -> Ending {
    let archive = &audit.archive;
    let (people, jobs): (Vec<Subject>, Vec<Subject>) =
        choice.0.iter().partition(|subject| matches!(subject, Subject::Person(_)));
    let of = |subjects: &[Subject], one: &str, many: &str| {
        let mut names: Vec<String> = subjects.iter().map(|subject| subject.told(archive)).collect();
        names.sort();
        let more = match names.len().saturating_sub(MAX_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        names.truncate(MAX_NAMED);
        let noun = if subjects.len() == 1 { one } else { many };
        let told = format!("{} {noun}: {}{more}", subjects.len(), names.join(", "));
        (!subjects.is_empty()).then_some(told)
    };
    let meant = [of(&jobs, "job", "jobs"), of(&people, "person", "people")];
    let meant: Vec<String> = meant.into_iter().flatten().collect();
    let reason = match meant.is_empty() {
        true => {
            let jobs = counted(archive.jobs.len() as u64, "job");
            format!("no job, file or person `{wanted}` among {jobs} and their people")
        }
        false => format!("`{wanted}` means {}", meant.join("; and ")),
    };
    Ending::Problems([reason].into_iter().chain(audit.problems.iter().cloned()).collect())
}
