//! How much may be in an archive, on the command line.
//!
//! In: arguments. Out: the limits, with those of the library where none are given.

use clap::Args;

use jobaudit::input::container::Limits;

#[derive(Debug, Args)]
pub struct Archives {
    /// How many entries an archive may have, with those of all archives in it
    #[arg(long, value_name = "N", default_value_t = 1_000_000, help_heading = "Input",
          value_parser = clap::value_parser!(u64).range(1..))]
    max_archive_entries: u64,

    /// How much a compressed file or an archive may unpack to: bytes, or with K, M or G
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "64G", help_heading = "Input")]
    max_archive_size: u64,

    /// How many times its own size that may be; the first 16 MiB are free
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Input",
          value_parser = clap::value_parser!(u64).range(1..))]
    max_archive_ratio: u64,

    /// How many archives may lie within each other
    #[arg(long, value_name = "N", default_value_t = 4, help_heading = "Input",
          value_parser = clap::value_parser!(u32).range(0..))]
    max_archive_depth: u32,
}

impl Archives {
    /// The same as the library has it.
    pub fn limits(&self) -> Limits {
        Limits {
            entries: self.max_archive_entries,
            size: self.max_archive_size,
            ratio: self.max_archive_ratio,
            depth: self.max_archive_depth,
        }
    }
}

/// A number of bytes, or one with K, M or G.
pub(super) fn size(text: &str) -> Result<u64, &'static str> {
    let (number, unit) = match text.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        Some((at, _)) => text.split_at(at),
        None => (text, ""),
    };
    let unit = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return Err("expected a number of bytes, or one with K, M or G"),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    bytes.filter(|bytes| *bytes > 0).ok_or("expected a number of bytes, or one with K, M or G")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        archives: Archives,
    }

    #[test]
    fn without_arguments_the_limits_are_those_of_the_library() {
        assert_eq!(Line::parse_from([""]).archives.limits(), Limits::default());
    }
}
