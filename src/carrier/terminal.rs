//! Tables of errors as a terminal shows them: in frames of box drawings, in columns of a width, or a line a cell.
//!
//! In: a text in which errors have their tags. Out: the table in it as CSV: what `sqlite3`, `column -t`, `Format-Table`,
//! `Format-List` and pandas print. What stands below the table stays in it, as rows that tell nothing.

use super::NamesErrors;
use super::rows::line;
use crate::findings::location::lines;

/// In so many lines the header is looked for.
const HEADER_LINES: usize = 20;
/// What no name of a column is longer than.
const MAX_NAME_CHARS: usize = 40;

/// The table in a text.
pub(super) fn table(text: &str, names_errors: NamesErrors) -> Option<String> {
    framed(text, names_errors)
        .or_else(|| in_columns(text, names_errors))
        .or_else(|| in_lines(text, names_errors))
}

fn csv<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    line(cells.into_iter().map(str::trim))
}

/// What draws the sides of a frame.
const SIDES: [char; 3] = ['│', '┃', '║'];

fn framed(text: &str, names_errors: NamesErrors) -> Option<String> {
    if !text.contains(SIDES) {
        return None;
    }
    let mut rows = lines(text).map(str::trim).filter(|line| line.contains(SIDES));
    let row = |line: &str| csv(line.trim_matches(SIDES).split(SIDES));
    let header = rows.by_ref().take(HEADER_LINES).map(row).find(|header| names_errors(header))?;
    Some(header + &rows.map(row).collect::<String>())
}

/// The words of a line that stand apart by more than one blank.
fn apart(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

/// Whether a line draws nothing but a stroke below each name.
fn is_strokes(line: &str) -> bool {
    line.trim().contains("- ") && line.trim().chars().all(|c| c == '-' || c == ' ')
}

/// Where the words of a line begin that stand apart, in characters.
fn begins(line: &str, apart: usize) -> Vec<usize> {
    let (mut begins, mut blanks) = (Vec::new(), apart);
    for (at, c) in line.chars().enumerate() {
        if c != ' ' && blanks >= apart {
            begins.push(at);
        }
        blanks = if c == ' ' { blanks + 1 } else { 0 };
    }
    begins
}

/// What stands in a line from each of these places to the next; a word that reaches over one is not cut.
fn at_places(line: &str, begins: &[usize]) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let mut ends: Vec<usize> = Vec::new();
    for begin in begins.iter().skip(1) {
        let mut end = (*begin).min(chars.len());
        let least = ends.last().copied().unwrap_or(0);
        while end > least && end < chars.len() && chars[end - 1] != ' ' {
            end -= 1;
        }
        ends.push(end.max(least));
    }
    ends.push(chars.len());
    let mut from = 0;
    let cells = ends.into_iter().map(|end| {
        let cell = chars[from..end].iter().collect();
        from = end;
        cell
    });
    cells.collect()
}

/// Where columns begin whose cells end with their names: behind the name before.
fn behind(places: &[usize], names: &[String]) -> Vec<usize> {
    let ends = places.iter().zip(names).map(|(place, name)| place + name.chars().count() + 1);
    [0].into_iter().chain(ends).take(names.len()).collect()
}

/// A row with blanks in place of its number.
fn without_number(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line[digits..].starts_with(' ') {
        true => " ".repeat(digits) + &line[digits..],
        false => line.to_owned(),
    }
}

fn in_columns(text: &str, names_errors: NamesErrors) -> Option<String> {
    let mut rest = lines(text).map(str::trim_end).peekable();
    for _ in 0..HEADER_LINES {
        let line = rest.next()?;
        let strokes = rest.peek().filter(|next| is_strokes(next));
        let places = strokes.map_or_else(|| begins(line, 2), |strokes| begins(strokes, 1));
        let names = match strokes {
            Some(_) => at_places(line, &places),
            None => apart(line).into_iter().map(str::to_owned).collect(),
        };
        let strokes_are_none = strokes.is_none();
        let are_names = names.iter().all(|name| name.chars().count() <= MAX_NAME_CHARS);
        if names.len() < 2 || !are_names {
            continue;
        }
        let header = csv(names.iter().map(String::as_str));
        if !names_errors(&header) {
            continue;
        }
        // Where names are set to the right, cells end with them, and a number stands before each row.
        let is_right = strokes_are_none && line.starts_with(' ');
        let places = if is_right { behind(&places, &names) } else { places };
        let row = |line: &str| {
            let line = if is_right { without_number(line) } else { line.to_owned() };
            let cells = apart(&line);
            if cells.len() == names.len() {
                csv(cells)
            } else {
                csv(at_places(&line, &places).iter().map(String::as_str))
            }
        };
        let rows = rest.filter(|line| !line.is_empty() && !is_strokes(line)).map(row);
        return Some(header + &rows.collect::<String>());
    }
    None
}

/// A name and what stands behind its colon: `User ID : ann@example.com`.
fn named(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.trim().is_empty() && name.chars().count() <= MAX_NAME_CHARS;
    let is_apart = value.is_empty() || value.starts_with(' ');
    // A list in YAML has a mark before each row, and quotes around what has a bracket in it.
    let name = name.trim().trim_start_matches("- ");
    let value = value.trim();
    let quoted = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
    (is_name && is_apart).then_some((name, quoted.unwrap_or(value)))
}

fn in_lines(text: &str, names_errors: NamesErrors) -> Option<String> {
    let (mut names, mut table): (Vec<&str>, Option<String>) = (Vec::new(), None);
    let mut cells: Vec<String> = Vec::new();
    // Where the value of the line before begins: it goes on below itself.
    let (mut blocks, mut value_at) = (0, 0);
    // An empty line ends the last one.
    for line in lines(text).map(str::trim_end).chain([""]) {
        let indent = line.len() - line.trim_start().len();
        let is_more = indent > 0 && indent >= value_at && !cells.is_empty();
        let pair = named(line).filter(|_| !is_more);
        if let Some((_, value)) = pair {
            value_at = line.trim_end_matches('\'').len() - value.len();
        }
        if is_more {
            cells.last_mut()?.push_str(&format!(" {}", line.trim()));
            continue;
        }
        let next = names.get(cells.len()).copied();
        let goes_on = match pair {
            Some((name, _)) if table.is_some() => next == Some(name),
            Some((name, _)) => names.first() != Some(&name) && !line.trim_start().starts_with("- "),
            None => false,
        };
        if !goes_on && !cells.is_empty() {
            let row = csv(cells.iter().map(String::as_str));
            match &mut table {
                Some(table) => table.push_str(&row),
                None => {
                    blocks += 1;
                    let header = csv(names.iter().copied());
                    if names.len() <= HEADER_LINES && names_errors(&header) {
                        table = Some(header + &row);
                    } else if blocks == HEADER_LINES {
                        return None;
                    } else {
                        names.clear();
                    }
                }
            }
            cells.clear();
        }
        let Some((name, value)) = pair else { continue };
        if table.is_none() {
            names.push(name);
            cells.push(value.to_owned());
        } else if names.get(cells.len()) == Some(&name) {
            cells.push(value.to_owned());
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_errors(header: &str) -> bool {
        header == "\"User ID\",\"Code\",\"Message\"\n"
    }

    #[test]
    fn tables_of_a_terminal_are_read_however_they_are_drawn() {
        let rows =
            "\"a@b.c\",\"4202\",\"[Error 4202] No: x never.\"\n\"d@e.f\",\"\",\"[Error 7] No.\"\n";
        for text in [
            "┌───┬───┬───┐\n│ User ID │ Code │ Message │\n├───┼───┼───┤\n\
             │ a@b.c │ 4202 │ [Error 4202] No: x never. │\n│ d@e.f │  │ [Error 7] No. │\n└───┴───┴───┘\n",
            "PS> Format-Table\n\nUser ID Code Message\n------- ---- -------\n\
             a@b.c   4202 [Error 4202] No: x never.\nd@e.f        [Error 7] No.\n\n",
            "User ID  Code  Message\na@b.c    4202  [Error 4202] No: x never.\nd@e.f          [Error 7] No.\n",
            "  User ID  Code                  Message\n0   a@b.c  4202  [Error 4202] No: x never.\n\
             1   d@e.f                 [Error 7] No.\n",
            "\nUser ID : a@b.c\nCode    : 4202\nMessage : [Error 4202]\n          No: x\n          never.\n\n\
             User ID : d@e.f\nCode    :\nMessage : [Error 7] No.\n\n",
            "errors:\n- User ID: a@b.c\n  Code: 4202\n  Message: '[Error 4202] No: x never.'\n\
             - User ID: d@e.f\n  Code:\n  Message: '[Error 7] No.'\n",
        ] {
            let table = table(text, names_errors).expect(text);
            let (_, found) = table.split_once('\n').expect("a header");
            assert_eq!(found, rows, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_table() {
        for text in
            ["", "a  b\nc  d\n", "│ a │ b │\n", "Dear Ann:\n\n  No  [Error 7]\n", "x: y\n\n"]
        {
            assert_eq!(table(text, names_errors), None, "{text:?}");
        }
    }

    #[test]
    fn a_word_that_reaches_over_the_begin_of_its_column_is_not_cut() {
        let places = begins("------- ---- -------", 1);
        assert_eq!(
            at_places("a@b.c  27966 [Error 27966]", &places),
            ["a@b.c  ", "27966 ", "[Error 27966]"]
        );
    }
}
