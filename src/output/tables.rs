//! A folder of tables, one or several files each.
//!
//! In: a folder and the names of the tables. Out: all of them, or none: no file is replaced until every one is
//! written. A table that is divided has a folder of its own, where nothing of an earlier time may lie: whoever
//! reads such a folder reads all that is in it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::output::atomic::{Document as Draft, Target, Waits};
use crate::output::folders::Made;
use crate::output::{at, temp_file};

/// A folder that tables can be written to. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct TablesFolder {
    path: PathBuf,
    made: Vec<Made>,
    written: Vec<(PathBuf, Draft)>,
}

impl TablesFolder {
    /// Makes sure that these files, and tables divided in these folders, can be written.
    ///
    /// # Errors
    ///
    /// When something stands in the way.
    pub fn prepare(
        path: &Path,
        files: &[PathBuf],
        divided: &[PathBuf],
        waits: Waits<'_>,
    ) -> Result<TablesFolder, Error> {
        let mut made = vec![Made::folders(path)?];
        for file in files {
            let file = path.join(file);
            Target::open(&file, waits).map_err(at(&file))?;
        }
        for folder in divided {
            let folder = path.join(folder);
            let is_used = fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
            if is_used {
                let problem = "there is something in it, which would be read as a part of the table; remove it, or \
                               write to another folder";
                return Err(Error::write(folder, problem));
            }
            made.push(Made::folders(&folder)?);
        }
        Ok(TablesFolder { path: path.to_owned(), made, written: Vec::new() })
    }

    /// Writes a file, which nobody sees yet. `part` is the folder in which the parts of a table lie.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn write(
        &mut self,
        part: Option<&Path>,
        file: &str,
        document: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), Error> {
        let folder = part.map_or_else(|| self.path.clone(), |part| self.path.join(part));
        if part.is_some() {
            self.made.push(Made::folders(&folder)?);
        }
        let path = folder.join(file);
        let write = |path: &Path| {
            let draft = Target::open(path, &|_| {})?.write(document)?;
            // Of parts there may be more than files can be open.
            if part.is_some() { draft.closed() } else { Ok(draft) }
        };
        let draft = write(&path).map_err(at(&path))?;
        self.written.push((path, draft));
        Ok(())
    }

    /// Puts all files into their places, and names them.
    ///
    /// # Errors
    ///
    /// When something stood in the way.
    pub fn publish(self) -> Result<Vec<PathBuf>, Error> {
        self.made.into_iter().for_each(Made::keep);
        let publish = |(path, draft): (PathBuf, Draft)| match draft.publish() {
            Ok(()) => Ok(path),
            Err(error) => Err(Error::write(path, error)),
        };
        temp_file::together(|| self.written.into_iter().map(publish).collect())
    }
}
