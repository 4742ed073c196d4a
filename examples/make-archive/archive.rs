//! A synthetic archive: jobs of the `moveusers` family, as an API client saves them.
//!
//! In: a [`Plan`]. Out: a folder, or, for benches that stay in memory, [`job`] and [`generate`].
//! Every payload keeps to the documented form in every detail (sums, order of times, counts, the
//! repeated latest status, one row an error), so that an audit of it has nothing to find. All ids,
//! people, hosts and signatures are invented, and the signed URLs have expired.
//!
//! A job is a pure function of the seed and its index: any of them can be made without the others.
//! Tests and benches include this file with `#[path]`.

#![allow(dead_code, reason = "a bench that includes this file uses a part of it")]

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Serialize, Serializer};
use uuid::{Builder, Uuid};

/// What to write.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Number of jobs.
    pub jobs: u64,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// One file a job, or one stream.
    pub layout: Layout,
    /// Of 1,000 errors files so many are left out, as if nobody had saved them.
    pub unsaved: u64,
}

/// How the jobs lie in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `<organisation>/<month>/<uuid>.json`, with the errors CSV beside it.
    Files,
    /// `jobs.ndjson`, with the errors CSVs under `errors/`.
    Ndjson,
}

/// What the archive holds, as far as somebody knows who made it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// Moves that were requested.
    pub requested: u64,
    /// Moves that are done.
    pub done: u64,
    /// Moves of running jobs that are not.
    pub under_way: u64,
    /// People who are not moved: nobody is in two jobs.
    pub to_move: u64,
    /// Those of them whom a file names.
    pub named: u64,
    /// Jobs whose errors files are needed and were left out.
    pub unsaved: u64,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Jobs, each of them once.
    pub jobs: u64,
    /// Files, errors CSVs included.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What is in them.
    pub truth: Truth,
}

/// One job of the archive.
#[derive(Clone, Debug)]
pub struct Job {
    /// The UUID inside the job's id.
    pub uuid: Uuid,
    /// The organisation it was run for, as a folder name.
    pub organisation: &'static str,
    /// When it was created, `2025-09`.
    pub month: String,
    /// The payload: one line of JSON without a line break.
    pub payload: String,
    /// The errors CSV, for every job with failed moves and some with impacts only.
    pub errors: Option<Errors>,
    counts: Counts,
    is_running: bool,
}

/// The errors CSV of a job.
#[derive(Clone, Debug)]
pub struct Errors {
    /// The name that somebody saved it under, `<uuid>.csv` or `<uuid>-errors.csv`.
    pub file_name: String,
    /// Its content.
    pub csv: String,
}

/// Writes an archive into `dir`, which must be absent or empty.
pub fn write(dir: &Path, plan: &Plan) -> io::Result<Written> {
    fs::create_dir_all(dir).map_err(|e| at(dir, &e))?;
    if fs::read_dir(dir).map_err(|e| at(dir, &e))?.next().is_some() {
        let full = io::Error::new(io::ErrorKind::AlreadyExists, "the folder is not empty");
        return Err(at(dir, &full));
    }
    match plan.layout {
        Layout::Files => write_files(dir, plan),
        Layout::Ndjson => write_ndjson(dir, plan),
    }
}

/// The payload of one job, for callers that need no files.
pub fn job(index: u64, seed: u64) -> String {
    generate(index, seed).payload
}

/// One job with all that the archive holds of it.
pub fn generate(index: u64, seed: u64) -> Job {
    let mut rng = Rng::new(seed, index);
    let story = Story::draw(&mut rng);
    let uuid = rng.uuid();
    let runs = story.runs(&mut rng);
    let payload = story.payload(&mut rng, uuid, runs);
    // Plain structs of text and numbers always serialise.
    let text = serde_json::to_string(&payload).expect("a payload is plain data");
    Job {
        uuid,
        organisation: ORGANISATIONS[story.organisation],
        month: story.created.month(),
        payload: text,
        errors: story.errors(&mut rng, uuid),
        counts: story.counts,
        is_running: story.outcome == Outcome::Running,
    }
}

// ---------------------------------------------------------------------------------------------
// Files
// ---------------------------------------------------------------------------------------------

/// No folder holds more files than this.
const FILES_A_FOLDER: usize = 1_000;

fn write_files(dir: &Path, plan: &Plan) -> io::Result<Written> {
    let mut folders = Folders::new(dir.to_path_buf());
    let mut written = Written::default();
    for index in 0..plan.jobs {
        let job = saved(index, plan, &mut written);
        let folder = folders.place(&job, 1 + usize::from(job.errors.is_some()))?;
        let path = folder.join(format!("{}.json", job.uuid));
        written.save(&path, &job.payload)?;
        if let Some(errors) = &job.errors {
            written.save(&folder.join(&errors.file_name), &errors.csv)?;
        }
        written.jobs += 1;
    }
    Ok(written)
}

fn write_ndjson(dir: &Path, plan: &Plan) -> io::Result<Written> {
    let path = dir.join("jobs.ndjson");
    let mut stream = BufWriter::new(File::create(&path).map_err(|e| at(&path, &e))?);
    let mut folders = Folders::new(dir.join("errors"));
    let mut written = Written { files: 1, ..Written::default() };
    for index in 0..plan.jobs {
        let mut job = saved(index, plan, &mut written);
        job.payload.push('\n');
        stream.write_all(job.payload.as_bytes()).map_err(|e| at(&path, &e))?;
        written.bytes += job.payload.len() as u64;
        if let Some(errors) = &job.errors {
            let file = folders.place(&job, 1)?.join(&errors.file_name);
            written.save(&file, &errors.csv)?;
        }
        written.jobs += 1;
    }
    stream.flush().map_err(|e| at(&path, &e))?;
    Ok(written)
}

/// A job with what somebody saved of it, counted.
fn saved(index: u64, plan: &Plan, written: &mut Written) -> Job {
    let mut job = generate(index, plan.seed);
    // By chance of its own, so that everything else is as it is without.
    if Rng::new(plan.seed ^ 0x5EED, index).chance(plan.unsaved) {
        job.errors = None;
    }
    let Counts { total_moves, moved, failed, .. } = job.counts;
    let truth = &mut written.truth;
    truth.requested += total_moves;
    truth.done += moved;
    truth.to_move += total_moves - moved;
    truth.under_way += if job.is_running { total_moves - moved } else { 0 };
    truth.named += if job.errors.is_some() { failed } else { 0 };
    truth.unsaved += u64::from(failed > 0 && job.errors.is_none());
    job
}

impl Written {
    fn save(&mut self, path: &Path, text: &str) -> io::Result<()> {
        fs::write(path, text).map_err(|e| at(path, &e))?;
        self.files += 1;
        self.bytes += text.len() as u64;
        Ok(())
    }
}

/// Folders by organisation and month, divided where they would grow too large.
struct Folders {
    root: PathBuf,
    /// The folder that is being filled, and how many files it holds.
    open: BTreeMap<(&'static str, String), (PathBuf, usize)>,
    /// How many folders an organisation's month has.
    parts: BTreeMap<(&'static str, String), usize>,
}

impl Folders {
    fn new(root: PathBuf) -> Self {
        Self { root, open: BTreeMap::new(), parts: BTreeMap::new() }
    }

    /// The folder for a job's files, made where it is absent.
    fn place(&mut self, job: &Job, files: usize) -> io::Result<PathBuf> {
        let key = (job.organisation, job.month.clone());
        if let Some((folder, held)) = self.open.get_mut(&key)
            && *held + files <= FILES_A_FOLDER
        {
            *held += files;
            return Ok(folder.clone());
        }
        let part = self.parts.entry(key.clone()).or_default();
        *part += 1;
        let name = match *part {
            1 => job.month.clone(),
            n => format!("{}-part-{n}", job.month),
        };
        let folder = self.root.join(job.organisation).join(name);
        fs::create_dir_all(&folder).map_err(|e| at(&folder, &e))?;
        self.open.insert(key, (folder.clone(), files));
        Ok(folder)
    }
}

/// The same error, with the path that it happened at.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

// ---------------------------------------------------------------------------------------------
// What happens in a job
// ---------------------------------------------------------------------------------------------

/// The organisations that users are moved in. Those at an even place are served by the partner.
const ORGANISATIONS: [&str; 12] = [
    "acorn-dental",
    "birchwood-schools",
    "cedar-logistics",
    "dogwood-hotels",
    "elm-insurance",
    "fern-clinics",
    "gorse-energy",
    "hazel-foods",
    "iris-libraries",
    "juniper-legal",
    "kapok-textiles",
    "larch-builders",
];

/// Runners 0 to 7 are the partner's; each other organisation has two of its own.
const PARTNER_RUNNERS: u64 = 8;

/// 2025-09-01T00:00:00Z, the first day.
const FIRST_DAY: u64 = 1_756_684_800;
/// The archive's range: to the end of February 2026.
const DAYS: u64 = 181;
/// Moves happen when nobody is on the phone.
const HOURS: [u64; 16] = [4, 5, 5, 6, 6, 12, 17, 18, 18, 19, 19, 20, 20, 21, 22, 23];

const VALIDATE_AND_MOVE: &str = "moveusersvalidateAndMove";
const PREPARE: &str = "moveusersprepareUsers";
const NUMBER_ORDERS: &str = "moveusersnumberOrders";
const REPORT: &str = "moveuserswriteReport";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Completed,
    WithErrors,
    PendingOrders,
    Failed,
    Stopped,
    Running,
}

impl Outcome {
    fn draw(rng: &mut Rng) -> Self {
        match rng.below(1_000) {
            0..880 => Self::Completed,
            880..965 => Self::WithErrors,
            965..987 => Self::Failed,
            987..993 => Self::PendingOrders,
            993..997 => Self::Stopped,
            _ => Self::Running,
        }
    }

    /// Status and exit code of an execution.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Completed => ("COMPLETED", "COMPLETED"),
            Self::WithErrors => ("COMPLETED", "COMPLETED_WITH_ERRORS"),
            Self::PendingOrders => ("COMPLETED", "COMPLETED_WITH_PENDING_ORDERS"),
            Self::Failed => ("FAILED", "FAILED"),
            Self::Stopped => ("ABANDONED", "STOPPED"),
            Self::Running => ("STARTED", "UNKNOWN"),
        }
    }

    /// Whether the execution ends within a step, and the steps after it never start.
    fn breaks_off(self) -> bool {
        matches!(self, Self::Failed | Self::Stopped | Self::Running)
    }
}

/// What is decided about a job before a word of its payload is written.
struct Story {
    outcome: Outcome,
    organisation: usize,
    created: Time,
    steps: &'static [&'static str],
    counts: Counts,
    /// How often it ran.
    executions: u64,
    /// Durations of this job have microseconds.
    micros: bool,
    /// Users that the errors CSV names for impacts only.
    impacted: u64,
}

impl Story {
    fn draw(rng: &mut Rng) -> Self {
        let outcome = Outcome::draw(rng);
        let organisation = rng.below(ORGANISATIONS.len() as u64) as usize;
        // A job that still runs was started in the archive's last hours, all others before.
        let created = match outcome {
            Outcome::Running => (DAYS - 1) * 86_400 + 22 * 3_600 + rng.below(3_600),
            _ => rng.below(DAYS - 1) * 86_400 + rng.pick(&HOURS) * 3_600 + rng.below(3_600),
        };
        let bulk = matches!(outcome, Outcome::Stopped | Outcome::Running) || rng.chance(300);
        let total = if bulk { 2 + rng.below(99) * (1 + rng.below(100)) / 100 } else { 1 };
        let steps = match rng.below(10) {
            _ if outcome == Outcome::PendingOrders => &[VALIDATE_AND_MOVE, NUMBER_ORDERS][..],
            0..6 => &[VALIDATE_AND_MOVE][..],
            6..8 if bulk => &[PREPARE, VALIDATE_AND_MOVE],
            8..10 if bulk => &[PREPARE, VALIDATE_AND_MOVE, REPORT],
            _ => &[VALIDATE_AND_MOVE],
        };
        let counts = Counts::draw(rng, outcome, total);
        let impacted = match outcome {
            // Clean runs with side effects: some admins keep the CSV of those too.
            Outcome::Completed if !rng.chance(36) => 0,
            Outcome::Completed => 1 + rng.below(counts.moved.min(12)),
            _ if counts.failed > 0 => rng.below(counts.moved.min(14) + 1),
            _ => 0,
        };
        Self {
            outcome,
            organisation,
            created: Time((FIRST_DAY + created) * 1_000_000 + rng.below(1_000) * 1_000),
            steps,
            counts,
            executions: match rng.below(1_000) {
                _ if outcome == Outcome::Running => 1,
                0..30 => 2,
                30..40 => 3,
                _ => 1,
            },
            micros: rng.chance(60),
            impacted,
        }
    }

    /// Executions, oldest first: all but the last failed or were stopped.
    fn runs(&self, rng: &mut Rng) -> Vec<Execution> {
        let mut id = self.instance() + 3_727;
        let mut created = self.created;
        let mut runs: Vec<Execution> = Vec::new();
        for left in (0..self.executions).rev() {
            let outcome = match left {
                0 => self.outcome,
                _ if rng.chance(850) => Outcome::Failed,
                _ => Outcome::Stopped,
            };
            let run = self.run(rng, outcome, id, created);
            id += 1 + rng.below(900);
            // Somebody looks into it, and runs it again within hours.
            created = run.last_updated.whole_millis().plus_millis(120_000 + rng.below(18_000_000));
            runs.push(run);
        }
        runs
    }

    fn run(&self, rng: &mut Rng, outcome: Outcome, id: u64, created: Time) -> Execution {
        let (status, exit_code) = outcome.words();
        let start = created.plus_millis(8 + rng.below(60));
        let reached = if outcome.breaks_off() {
            1 + rng.below(self.steps.len() as u64) as usize
        } else {
            self.steps.len()
        };
        let running = outcome == Outcome::Running;

        let mut now = start.plus_millis(12 + rng.below(60));
        let mut elapsed = 0;
        let mut steps = Vec::with_capacity(reached);
        for (place, &name) in self.steps[..reached].iter().enumerate() {
            let last = place + 1 == reached;
            let mut micros = step_millis(rng, name, self.counts.total_moves) * 1_000;
            if self.micros || (last && running) {
                micros += rng.below(1_000);
            }
            let end = now.plus_micros(micros);
            let (status, exit_code) = match outcome {
                // A step that comes to its end is completed, whatever becomes of the users.
                _ if !last || !outcome.breaks_off() => ("COMPLETED", "COMPLETED"),
                _ => (status, exit_code),
            };
            let open = last && running;
            steps.push(Step {
                id: id * 5 + place as u64,
                start_time: now,
                end_time: (!open).then_some(end),
                last_updated: if open { now.plus_millis(2) } else { end.plus_millis(1) },
                status_message: status,
                exit_code,
                name,
                time_elapsed: Elapsed(micros),
            });
            elapsed += micros;
            now = end.plus_millis(4 + rng.below(50)).whole_millis();
        }
        let end = now.plus_millis(3 + rng.below(20));
        Execution {
            id,
            start_time: start,
            end_time: (!running).then_some(end),
            last_updated: if running { now } else { end.plus_millis(80 + rng.below(400)) },
            status_message: status,
            exit_code,
            created_time: created,
            step_execution_statuses: steps,
            time_elapsed: Elapsed(elapsed),
        }
    }

    fn payload(&self, rng: &mut Rng, uuid: Uuid, runs: Vec<Execution>) -> Payload {
        let target = fixed_uuid(1, self.organisation as u64);
        let (source, runner) = if self.organisation.is_multiple_of(2) {
            (fixed_uuid(0, 0), rng.below(PARTNER_RUNNERS))
        } else {
            let own = self.organisation as u64 - 1 + rng.below(2);
            (target, PARTNER_RUNNERS + own)
        };
        let (status, exit_code) = self.outcome.words();
        let ended = runs.last().map_or(self.created, |run| run.last_updated);
        let file = (self.outcome != Outcome::Running).then(|| SavedFile::draw(rng, ended));
        Payload {
            name: "moveusers",
            id: public_id("JOB_ID", uuid),
            tracking_id: format!(
                "ROUTER_{:08X}-{:04X}-01BB-{:04X}-{:012X}",
                self.created.0 / 1_000_000,
                rng.below(1 << 16),
                rng.below(1 << 16),
                rng.below(1 << 48)
            ),
            source_user_id: public_id("PEOPLE", fixed_uuid(2, runner)),
            source_customer_id: public_id("ORGANIZATION", source),
            target_customer_id: public_id("ORGANIZATION", target),
            instance_id: self.instance(),
            job_execution_status: runs,
            latest_execution_status: status,
            latest_execution_exit_code: exit_code,
            counts: self.counts,
            csv_file: file.as_ref().map(|f| format!("{target}/{}_{}", f.object, f.hash)),
            csv_file_expiry_time: file.as_ref().map(|f| f.expiry),
            file_format: file.as_ref().map(|_| "text/csv"),
            csv_file_download_url: file.map(|f| f.url),
        }
    }

    /// Instances are numbered as they are created.
    fn instance(&self) -> u64 {
        300_000 + (self.created.0 / 1_000_000 - FIRST_DAY) / 15
    }

    /// A row an error and a row an impact; as many users with errors as moves failed.
    fn errors(&self, rng: &mut Rng, uuid: Uuid) -> Option<Errors> {
        if self.counts.failed + self.impacted == 0 {
            return None;
        }
        let mut csv = String::from("User ID,Type,Code,Message\n");
        let shared = (self.outcome == Outcome::Failed).then(|| rng.pick(&PLATFORM_ERRORS));
        for _ in 0..self.counts.failed {
            let user = self.user(rng);
            let error = shared.unwrap_or_else(|| rng.pick(&ERRORS));
            error.row(rng, &mut csv, &user);
            if rng.chance(180) {
                rng.pick(&ERRORS).row(rng, &mut csv, &user);
            }
            for _ in 0..rng.below(5) {
                rng.pick(&IMPACTS).row(rng, &mut csv, &user);
            }
        }
        for _ in 0..self.impacted {
            let user = self.user(rng);
            for _ in 0..=rng.below(4) {
                rng.pick(&IMPACTS).row(rng, &mut csv, &user);
            }
        }
        let suffix = if self.organisation.is_multiple_of(3) { "-errors" } else { "" };
        Some(Errors { file_name: format!("{uuid}{suffix}.csv"), csv })
    }

    /// A user that no other job names: an id, or an address in organisations that export those.
    fn user(&self, rng: &mut Rng) -> String {
        let uuid = rng.uuid();
        if self.organisation % 4 < 2 {
            public_id("PEOPLE", uuid)
        } else {
            let name = ["ada", "bo", "chidi", "dana", "emre", "freya", "goran", "hana"];
            let (low, _) = uuid.as_u64_pair();
            let organisation = ORGANISATIONS[self.organisation];
            format!("{}.{low:x}@{organisation}.example.com", rng.pick(&name))
        }
    }
}

impl Counts {
    fn draw(rng: &mut Rng, outcome: Outcome, total: u64) -> Self {
        let mut counts = Self { total_moves: total, ..Self::default() };
        // Both revisions of the payload occur; the later one says more.
        let mut later = rng.chance(500);
        match outcome {
            Outcome::Completed => counts.moved = total,
            Outcome::WithErrors => {
                counts.failed = 1 + rng.below(total.div_ceil(6));
                counts.moved = total - counts.failed;
            }
            Outcome::PendingOrders => {
                counts.pending = Some(1 + rng.below(total));
                counts.moved = total - counts.pending.unwrap_or_default();
                later = true;
            }
            Outcome::Failed => counts.failed = total,
            Outcome::Stopped => {
                counts.moved = rng.below(total);
                counts.failed = rng.below(2);
                counts.skipped = Some(total - counts.moved - counts.failed);
                later = true;
            }
            Outcome::Running => {
                counts.moved = rng.below(total);
                counts.in_progress = Some(1);
                counts.not_started = Some(total - counts.moved - 1);
                later = true;
            }
        }
        if later {
            counts.pending.get_or_insert_default();
            counts.skipped.get_or_insert_default();
        }
        counts
    }
}

/// How long a step takes: a few seconds, with a long tail, and longer with more users.
fn step_millis(rng: &mut Rng, name: &str, users: u64) -> u64 {
    let (each, tail) = (rng.below(1_000), rng.below(1_000));
    let slow = tail * tail / 1_000 * tail / 1_000;
    match name {
        VALIDATE_AND_MOVE => 1_100 + slow * 30 + users * (600 + 2 * each + slow * 40),
        NUMBER_ORDERS => 6_000 + slow * 6_000 + users * each,
        PREPARE => 150 + each + users * 20,
        _ => 90 + each / 2 + users * 4,
    }
}

// ---------------------------------------------------------------------------------------------
// Errors and impacts
// ---------------------------------------------------------------------------------------------

/// A row's code and message. `#` in the message stands for a number.
struct Entry {
    error: bool,
    code: u32,
    message: &'static str,
}

impl Entry {
    fn row(&self, rng: &mut Rng, csv: &mut String, user: &str) {
        let (kind, tag) = if self.error { ("Error", "Error") } else { ("Impact", "Informational") };
        let start = csv.len();
        let _ = write!(csv, "{user},{kind},{0},\"[{tag} {0}] ", self.code);
        for c in self.message.chars() {
            match c {
                '#' => _ = write!(csv, "{}", 2_000 + rng.below(7_000)),
                c => csv.push(c),
            }
        }
        csv.push_str("\"\n");
        // Nothing is said twice of one user.
        let (before, row) = csv.split_at(start);
        if before.contains(row) {
            csv.truncate(start);
        }
    }
}

const fn error(code: u32, message: &'static str) -> Entry {
    Entry { error: true, code, message }
}

const fn impact(code: u32, message: &'static str) -> Entry {
    Entry { error: false, code, message }
}

/// Why single users are not moved; those that happen most often stand more than once.
const ERRORS: [Entry; 18] = [
    error(4202, "The extension is not available. It is already assigned to a user: #."),
    error(4202, "The extension is not available. It is already assigned to a workspace: #."),
    error(4202, "The extension is not available. It is already assigned to a hunt group: #."),
    error(19608, "User shares the device profile HD_# with users that are not in this request."),
    error(19608, "User shares the device profile DECT_# with users that are not in this request."),
    error(19605, "User is assigned services not authorized to the new group: [Basic Call Logs]."),
    error(
        19605,
        "User is assigned services not authorized to the new group: [Voice Portal, Hoteling].",
    ),
    error(27969, "User has DECT handset # assigned and cannot be moved."),
    error(27966, "Phone number ending in # is not available in the target location."),
    error(27971, "User has an analog telephone adapter, port #."),
    error(27968, "User is the emergency callback number of the source location."),
    error(27975, "Phone number ending in # is the calling line id of the source location."),
    error(25378, "User is already in the target location."),
    error(19610, "Extension # is the operator transfer number of an auto attendant."),
    error(19604, "User's number ending in # is the source location's calling line id."),
    error(10030006, "Number ending in # has a pending order."),
    error(1026010, "User does not have a Webex Calling license."),
    error(19609, "Device name phone-# already exists in the new group."),
];

/// Why whole jobs fail.
const PLATFORM_ERRORS: [Entry; 4] = [
    error(1026014, "Internal error while processing the request, attempt #."),
    error(25383, "The provisioning interface did not answer in # ms."),
    error(10010010, "The source location is in transition."),
    error(10010009, "The target location has no PSTN connection."),
];

/// Side effects of moves.
const IMPACTS: [Entry; 8] = [
    impact(
        19701,
        "The identity/device profile the user is using is moved to the new group: HD_#, HD_#.",
    ),
    impact(19722, "User CLID number is set to use the new group CLID number: #."),
    impact(19723, "New group CLID number is not configured."),
    impact(19705, "User is removed from the services of the old group: Queue #, Hunt group #."),
    impact(19713, "Extension # is cleared because it is not valid in the new group."),
    impact(19716, "Stored voice messages of the user are no longer available."),
    impact(19717, "Phone numbers of the user are assigned to the new group: # number(s)."),
    impact(25388, "Call recording is switched off because the new location has no vendor."),
];

// ---------------------------------------------------------------------------------------------
// The payload
// ---------------------------------------------------------------------------------------------

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    name: &'static str,
    id: String,
    tracking_id: String,
    source_user_id: String,
    source_customer_id: String,
    target_customer_id: String,
    instance_id: u64,
    job_execution_status: Vec<Execution>,
    latest_execution_status: &'static str,
    latest_execution_exit_code: &'static str,
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    csv_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    csv_file_expiry_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    csv_file_download_url: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Execution {
    id: u64,
    start_time: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<Time>,
    last_updated: Time,
    status_message: &'static str,
    exit_code: &'static str,
    created_time: Time,
    step_execution_statuses: Vec<Step>,
    time_elapsed: Elapsed,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    id: u64,
    start_time: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<Time>,
    last_updated: Time,
    status_message: &'static str,
    exit_code: &'static str,
    name: &'static str,
    time_elapsed: Elapsed,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    total_moves: u64,
    moved: u64,
    failed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_progress: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_started: Option<u64>,
}

/// The errors-and-impacts file as the payload points to it.
struct SavedFile {
    object: Uuid,
    hash: String,
    expiry: Time,
    url: String,
}

impl SavedFile {
    /// The link works for an hour after the job, the file stays for six weeks.
    fn draw(rng: &mut Rng, ended: Time) -> Self {
        let object = rng.uuid();
        let hash = rng.uuid().simple().to_string();
        let mut url = format!(
            "https://files.example.com/{}/{}?x-amz-meta-tracking-id=NA_{}&x-amz-meta-user-id={}\
             &Expires={}&Signature=",
            rng.uuid(),
            rng.uuid(),
            rng.uuid(),
            rng.uuid(),
            ended.0 / 1_000_000 + 3_600
        );
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~";
        for _ in 0..19 {
            let mut bits = rng.next();
            for _ in 0..10 {
                url.push(char::from(letters[(bits & 63) as usize]));
                bits >>= 6;
            }
        }
        url.push_str("__&Key-Pair-Id=EXAMPLEKEYPAIR");
        Self { object, hash, expiry: ended.plus_millis(42 * 86_400_000), url }
    }
}

/// Microseconds since 1970; written in milliseconds, as the API does.
#[derive(Clone, Copy)]
struct Time(u64);

impl Time {
    fn plus_micros(self, micros: u64) -> Self {
        Self(self.0 + micros)
    }

    fn plus_millis(self, millis: u64) -> Self {
        self.plus_micros(millis * 1_000)
    }

    fn whole_millis(self) -> Self {
        Self(self.0 / 1_000 * 1_000)
    }

    /// Year, month and day. Counts from the first of March, so that leap days come last.
    fn date(self) -> (u64, u64, u64) {
        let days = self.0 / 86_400_000_000 + 719_468;
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day_of_month = day - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        (era * 400 + year + next, month, day_of_month)
    }

    fn month(self) -> String {
        let (year, month, _) = self.date();
        format!("{year:04}-{month:02}")
    }
}

impl Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let millis = self.0 / 1_000 % 86_400_000;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
            millis / 3_600_000,
            millis / 60_000 % 60,
            millis / 1_000 % 60,
            millis % 1_000
        )
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Microseconds; written as Java's `Duration.toString` writes them, `PT1M30.25S`.
#[derive(Clone, Copy)]
struct Elapsed(u64);

impl Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0 / 1_000_000, self.0 % 1_000_000);
        let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        f.write_str("PT")?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        if micros > 0 {
            let fraction = format!("{micros:06}");
            write!(f, "{seconds}.{}S", fraction.trim_end_matches('0'))
        } else if seconds > 0 || self.0 == 0 {
            write!(f, "{seconds}S")
        } else {
            Ok(())
        }
    }
}

impl Serialize for Elapsed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An id as the API gives it: base64url of `ciscospark://us/<KIND>/<uuid>`.
fn public_id(kind: &str, uuid: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(format!("ciscospark://us/{kind}/{uuid}"))
}

/// The id of an organisation or a runner: the same in every archive.
fn fixed_uuid(family: u64, number: u64) -> Uuid {
    Rng::new(0x0F1E_2D3C_4B5A_6978 + family, number).uuid()
}

// ---------------------------------------------------------------------------------------------
// Chance
// ---------------------------------------------------------------------------------------------

/// splitmix64: small, fast, and the same everywhere.
struct Rng(u64);

impl Rng {
    /// A stream of its own for each number.
    fn new(seed: u64, number: u64) -> Self {
        let first = Self(seed).next();
        Self(first ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to `end`, without it.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }

    fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_be_bytes());
        bytes[8..].copy_from_slice(&self.next().to_be_bytes());
        Builder::from_random_bytes(bytes).into_uuid()
    }
}
