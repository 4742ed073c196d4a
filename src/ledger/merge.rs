//! Two ledgers as one.
//!
//! In: a ledger, and another one that was kept about other files, or about a part of one of its own. Out: one with all of
//! both, in which the names and files of what was added have new numbers. What takes less memory is moved into what
//! takes more, so that it costs little that each thread keeps a ledger of its own.

use super::interner::Translation;
use super::job::translate_key;
use super::{ArchivedError, ENTRIES_OF_ROOM, FileId, FileRecord, Holds, Ledger};

impl Ledger {
    /// About how much memory it takes, beside that of others: a job takes several times as much as anything
    /// else.
    fn weight(&self) -> usize {
        self.entries() + 3 * self.jobs.len()
    }

    /// Adds all of another ledger, of other files.
    pub fn merge(self, other: Ledger) -> Ledger {
        // What is here has room for more.
        let is_small = other.weight() <= self.weight().max(ENTRIES_OF_ROOM);
        let (mut all, mut fewer) = if is_small { (self, other) } else { (other, self) };
        let offset = u32::try_from(all.files.len()).unwrap_or(u32::MAX);
        let moved = |file: FileId| FileId(file.0.saturating_add(offset));
        let files = std::mem::take(&mut fewer.files);
        let names = all.take_contents(fewer, moved);
        all.files.extend(files.into_iter().map(|mut file| {
            file.holds = file.holds.map(|key| translate_key(key, &names, &moved));
            file
        }));
        all
    }

    /// Adds another ledger that was kept about a part of `file`, which begins at that line or element. Its
    /// first file is that part, any other a record in it.
    pub fn merge_part(&mut self, file: FileId, begins: u32, mut part: Ledger) {
        part.errors.iter_mut().for_each(|item| item.part = begins);
        part.requests.iter_mut().for_each(|request| request.part = begins);
        let mut files = std::mem::take(&mut part.files).into_iter();
        let records = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let moved = |of_part: FileId| match of_part.0.checked_sub(1) {
            None => file,
            Some(record) => FileId(records.saturating_add(record)),
        };
        let names = self.take_contents(part, moved);
        let translated = |holds: Holds| holds.map(|key| translate_key(key, &names, &moved));
        if let (Some(part), Some(entry)) = (files.next(), self.files.get_mut(file.0 as usize)) {
            entry.holds = entry.holds.and(translated(part.holds));
            part.pages.into_iter().for_each(|page| entry.add_page(page));
        }
        self.files
            .extend(files.map(|record| FileRecord { holds: translated(record.holds), ..record }));
    }

    fn take_contents(&mut self, other: Ledger, file: impl Fn(FileId) -> FileId) -> Translation {
        let names = self.names.absorb(&other.names);
        self.errors.extend(other.errors.into_iter().map(|item| ArchivedError {
            file: file(item.file),
            user: item.user.map(|user| names.of(user)),
            code: item.code.map(|code| names.of(code)),
            message: item.message.map(|message| names.of(message)),
            tracking_id: item.tracking_id.map(|id| names.of(id)),
            ..item
        }));
        self.details.extend(other.details.into_iter().map(|mut detail| {
            detail.translate(&names, &file);
            detail
        }));
        let aliases = other.aliases.into_iter();
        self.aliases.extend(aliases.map(|(one, other)| (names.of(one), names.of(other))));
        self.titles.extend(other.titles.into_iter().map(|title| title.translate(&names)));
        self.plan = self.plan.take().or(other.plan.map(|plan| {
            let planned = plan.into_iter().map(|planned| planned.translate(&names));
            planned.collect()
        }));
        self.requests.extend(other.requests.into_iter().map(|mut request| {
            request.translate(&names, &file);
            request
        }));
        self.jobs.merge(other.jobs, |record| record.translate(&names, &file));
        self.findings.merge(other.findings);
        let kept = other.kept.into_iter();
        self.kept.extend(kept.map(|(of, findings)| (file(of), findings)));
        names
    }
}
