//! How much may be in an archive, on the command line.
//!
//! In: arguments. Out: the limits, with those of the library where none are given.

use std::fmt;

use clap::Args;

use jobaudit::input::container::Limits;

#[derive(Clone, Copy, Debug, Args)]
pub struct Archives {
    /// Entries that an archive may have, with those of all archives in it
    #[arg(long, value_name = "N", default_value_t = Limits::default().entries, help_heading = "Limits",
          value_parser = clap::value_parser!(u64).range(1..))]
    max_archive_entries: u64,

    /// What a compressed file or an archive may unpack to: bytes, or with K, M or G
    #[arg(long, value_name = "SIZE", value_parser = size, default_value_t = Size(Limits::default().size),
          help_heading = "Limits")]
    max_archive_size: Size,

    /// The same as a multiple of its own size; the first 16 MiB are free
    #[arg(long, value_name = "N", default_value_t = Limits::default().ratio, help_heading = "Limits",
          value_parser = clap::value_parser!(u64).range(1..))]
    max_archive_ratio: u64,

    /// Archives that may be nested in each other, up to 32
    #[arg(long, value_name = "N", default_value_t = Limits::default().depth, help_heading = "Limits",
          value_parser = clap::value_parser!(u32).range(0..=i64::from(Limits::DEEPEST)))]
    max_archive_depth: u32,
}

impl Archives {
    /// The same as the library has it.
    pub fn limits(&self) -> Limits {
        Limits {
            entries: self.max_archive_entries,
            size: self.max_archive_size.0,
            ratio: self.max_archive_ratio,
            depth: self.max_archive_depth,
        }
    }
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

/// The units of sizes, the largest first.
const UNITS: [(char, u64); 3] = [('G', 1 << 30), ('M', 1 << 20), ('K', 1 << 10)];

/// As an argument: `256M`.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.into_iter().find(|(_, bytes)| self.0.is_multiple_of(*bytes)) {
            Some((unit, bytes)) => write!(f, "{}{unit}", self.0 / bytes),
            None => write!(f, "{}", self.0),
        }
    }
}

/// A number of bytes, or one with K, M or G.
pub(super) fn size(text: &str) -> Result<Size, &'static str> {
    let (number, unit) = match text.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        Some((at, _)) => text.split_at(at),
        None => (text, ""),
    };
    const EXPECTED: &str = "expected a number of bytes, or one with K, M or G";
    let unit = unit.trim().to_ascii_uppercase();
    let unit = match unit.as_str() {
        "" | "B" => 1,
        unit => {
            let is = |name: char| ["", "B", "IB"].map(|end| format!("{name}{end}"));
            let known =
                UNITS.into_iter().find(|(name, _)| is(*name).iter().any(|name| name == unit));
            known.ok_or(EXPECTED)?.1
        }
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    bytes.filter(|bytes| *bytes > 0).map(Size).ok_or(EXPECTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_reads_back_as_it_is_written() {
        for (text, bytes) in
            [("1", 1), ("1023", 1023), ("1K", 1024), ("256M", 256 << 20), ("64G", 64 << 30)]
        {
            assert_eq!(size(text), Ok(Size(bytes)));
            assert_eq!(Size(bytes).to_string(), text);
        }
        for (text, bytes) in [("5b", 5), ("2 kib", 2048), ("3MB", 3 << 20)] {
            assert_eq!(size(text), Ok(Size(bytes)));
        }
        for text in ["", "0", "K", "1T", "1IB", "-1", "1.5M", "99999999999G"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
