//! Names that are devices on Windows, in every folder and with any ending.
//!
//! In: a path that something is to be written to. Out: an error on Windows where it is a device. `report > NUL`
//! is of no use as an output, `con.json` would never be a file, and whoever reads `aux.jsonl` waits for ever.
//!
//! The list is Microsoft's, "Naming Files, Paths, and Namespaces".

use std::path::Path;

use crate::error::Error;

const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Those that have a number behind them, from 0 to 9 or a superscript from ¹ to ³.
const NUMBERED: [&str; 2] = ["COM", "LPT"];

/// Refuses a path that Windows takes for a device.
pub(super) fn refuse(path: &Path) -> Result<(), Error> {
    match device(path).filter(|_| cfg!(windows)) {
        Some(device) => {
            let problem = format!("{device} is the name of a device on Windows, in every folder");
            Err(Error::write(path, problem))
        }
        None => Ok(()),
    }
}

/// The device that Windows takes a path for.
pub fn device(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    // What stands behind a full stop or a colon says nothing to Windows.
    let stem = name.split(['.', ':']).next()?.trim_end().to_uppercase();
    let is_number = |text: &str| {
        let mut all = text.chars();
        matches!((all.next(), all.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    };
    let numbered = NUMBERED.iter().filter_map(|device| stem.strip_prefix(device)).any(is_number);
    (DEVICES.contains(&stem.as_str()) || numbered).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_whatever_their_case_and_ending() {
        for name in ["nul", "NUL.json", "out/con.tar.gz", "Com1.csv", "lpt¹", "aux .md", "conin$"]
        {
            assert!(device(Path::new(name)).is_some(), "{name}");
        }
        for name in ["null.json", "console.md", "com.csv", "com10.csv", "out/lpt", "audit.nul"] {
            assert_eq!(device(Path::new(name)), None, "{name}");
        }
    }
}
