//! The charts: how jobs came out, why moves failed, when that was, how long steps take.
//!
//! In: the sheets. Out: charts on the summary, or beside their own table where there is no summary.
//! They are Excel's own and refer to the cells.

use rust_xlsxwriter::{
    Chart, ChartAxisTickType, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition,
    ChartPoint, ChartSeries, ChartSolidFill, Workbook, XlsxError,
};

use crate::render::escape::visible;
use crate::render::xlsx::sheet::{HEADER_LINE, Sheet};
use crate::render::xlsx::tone::strong;
use crate::report::{Cell, SemanticColor};

const CHART_WIDTH: u32 = 640;
const CHART_HEIGHT: u32 = 300;
/// The lines that a chart and the gap below it take.
const CHART_LINES: u32 = 16;
/// The most bars of a kind that can still be told apart.
const MOST_BARS: usize = 10;

/// The outcomes of jobs, as measures of the summary.
const OUTCOMES: [&str; 7] = [
    "succeeded",
    "with_errors",
    "pending_orders",
    "failed",
    "stopped",
    "in_progress",
    "undetermined",
];

const BLUE: u32 = 0x3A_7C_BD;
const PALE_BLUE: u32 = 0xA6_C8_E8;

/// Draws the chart of a sheet, if it has something to show.
type Draw = fn(&Sheet<'_>) -> Option<Chart>;

/// Puts the charts on their sheets.
pub(super) fn insert(sheets: &[Sheet<'_>], workbook: &mut Workbook) -> Result<(), XlsxError> {
    let find = |id: &str| sheets.iter().position(|sheet| sheet.section.id == id);
    let summary = find("summary");
    let mut line = HEADER_LINE + 1;
    let kinds: [(&str, Draw); 4] = [
        ("summary", outcomes),
        ("error_codes", error_codes),
        ("timeline", timeline),
        ("step_timing", step_timing),
    ];
    for (id, draw) in kinds {
        let Some(own) = find(id) else { continue };
        let Some(mut chart) = draw(&sheets[own]) else { continue };
        chart.set_width(CHART_WIDTH).set_height(CHART_HEIGHT);
        let home = summary.unwrap_or(own);
        let beside = u16::try_from(sheets[home].columns.len() + 1).unwrap_or(0);
        let at = if summary.is_some() { line } else { HEADER_LINE + 1 };
        workbook.worksheet_from_index(home)?.insert_chart(at, beside, &chart)?;
        line += CHART_LINES;
    }
    Ok(())
}

/// How many jobs came out how.
fn outcomes(sheet: &Sheet<'_>) -> Option<Chart> {
    let (measure, at) = sheet.column("measure")?;
    let (value, value_at) = sheet.column("value")?;
    let is = |row: &[Cell], id: &str| matches!(&row[at], Cell::Term(term) if term.id == id);
    let rows: Vec<Vec<Cell>> = sheet.rows().collect();
    let first = rows.iter().position(|row| is(row, OUTCOMES[0]))?;
    let rows = rows.get(first..first + OUTCOMES.len())?;
    let listed = rows.iter().zip(OUTCOMES).all(|(row, id)| is(row, id));
    if !listed || rows.iter().all(|row| row[value_at] == Cell::Count(0)) {
        return None;
    }
    let lines = lines(first, rows.len())?;
    let points = OUTCOMES.map(|id| {
        let tone = SemanticColor::of_word(id).unwrap_or(SemanticColor::Unknown);
        ChartPoint::new().set_format(&mut fill(strong(tone)))
    });
    let mut series = series(sheet, lines, measure, value, "#,##0");
    series.set_points(&points);
    let mut chart = bars("Jobs by outcome");
    chart.push_series(&series);
    chart.legend().set_hidden();
    Some(chart)
}

/// The most frequent errors; impacts are no failures.
fn error_codes(sheet: &Sheet<'_>) -> Option<Chart> {
    let (code, _) = sheet.column("code")?;
    let (_, kind) = sheet.column("kind")?;
    let (occurrences, _) = sheet.column("occurrences")?;
    let errors = sheet.rows().take(MOST_BARS);
    let errors = errors
        .take_while(|row| matches!(&row[kind], Cell::Term(term) if term.id == "error"))
        .count();
    let mut series = series(sheet, lines(0, errors)?, code, occurrences, "#,##0");
    series.set_format(&mut fill(BLUE));
    let mut chart = bars("Most frequent errors by code");
    chart.push_series(&series);
    chart.legend().set_hidden();
    Some(chart)
}

/// How many jobs ran in each period, and how many of them failed.
fn timeline(sheet: &Sheet<'_>) -> Option<Chart> {
    let (period, at) = sheet.column("period")?;
    let named = sheet.rows().take_while(|row| row[at] != Cell::Missing).count();
    let lines = lines(0, named)?;
    let mut chart = Chart::new_column();
    title(&mut chart, "Jobs over time, and those that failed");
    // The failed ones stand within the column of all.
    for (id, name, tone) in
        [("jobs", "jobs", SemanticColor::Plain), ("failed", "failed", SemanticColor::Bad)]
    {
        let (place, _) = sheet.column(id)?;
        let mut series = series(sheet, lines, period, place, "#,##0;;");
        series.set_name(name).set_format(&mut fill(strong(tone))).set_overlap(100);
        chart.push_series(&series);
    }
    chart.y_axis().set_min(0).set_hidden(true).set_major_gridlines(false);
    chart.x_axis().set_major_tick_type(ChartAxisTickType::None);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    Some(chart)
}

/// How long the steps took of the kind of job that took longest in total.
fn step_timing(sheet: &Sheet<'_>) -> Option<Chart> {
    let (_, job) = sheet.column("job_name")?;
    let (step, step_at) = sheet.column("step")?;
    let (_, total) = sheet.column("total_ms")?;
    let is_step = |row: &Vec<Cell>| !matches!(&row[step_at], Cell::Term(_));
    let time = |row: &Vec<Cell>| match row[total] {
        Cell::Duration(nanoseconds) => nanoseconds,
        _ => 0,
    };
    let mut longest: Option<(i128, usize, usize)> = None;
    let mut first = 0;
    let all: Vec<Vec<Cell>> = sheet.rows().collect();
    for rows in all.chunk_by(|a, b| a[job] == b[job] && is_step(a) == is_step(b)) {
        let sum = rows.iter().map(time).fold(0, i128::saturating_add);
        if is_step(&rows[0]) && longest.is_none_or(|(most, ..)| sum > most) {
            longest = Some((sum, first, rows.len()));
        }
        first += rows.len();
    }
    let (_, first, count) = longest?;
    let lines = lines(first, count.min(MOST_BARS))?;
    let of = match &all[first][job] {
        Cell::Text(name) => visible(name).chars().take(60).collect(),
        _ => String::from("jobs without a name"),
    };
    let mut chart = bars(&format!("Steps of {of}: how long half and nine in ten take"));
    for (id, name, color) in [("p50_ms", "p50", BLUE), ("p90_ms", "p90", PALE_BLUE)] {
        let (place, _) = sheet.column(id)?;
        let mut series = series(sheet, lines, step, place, "[h]:mm:ss.0");
        series.set_name(name).set_format(&mut fill(color));
        chart.push_series(&series);
    }
    chart.legend().set_position(ChartLegendPosition::Bottom);
    Some(chart)
}

/// The lines of some rows on their sheet, both inclusive; none where there is no row.
fn lines(first: usize, count: usize) -> Option<(u32, u32)> {
    let last = (first + count).checked_sub(1).filter(|_| count > 0)?;
    Some((
        HEADER_LINE + 1 + u32::try_from(first).ok()?,
        HEADER_LINE + 1 + u32::try_from(last).ok()?,
    ))
}

fn series(
    sheet: &Sheet<'_>,
    lines: (u32, u32),
    names: u16,
    values: u16,
    number_format: &str,
) -> ChartSeries {
    let (first, last) = lines;
    let name = sheet.name.as_str();
    let mut series = ChartSeries::new();
    series.set_categories((name, first, names, last, names));
    series.set_values((name, first, values, last, values));
    let label = &mut ChartDataLabel::new();
    series.set_gap(40).set_data_label(label.show_value().set_num_format(number_format));
    series
}

/// Horizontal bars, the first at the top, with their values beside them.
fn bars(said: &str) -> Chart {
    let mut chart = Chart::new_bar();
    title(&mut chart, said);
    chart.y_axis().set_reverse().set_major_gridlines(false);
    chart.y_axis().set_major_tick_type(ChartAxisTickType::None);
    chart.x_axis().set_min(0).set_major_gridlines(false).set_hidden(true);
    chart
}

fn title(chart: &mut Chart, said: &str) {
    chart.title().set_name(said).set_font(ChartFont::new().set_bold().set_size(12));
}

fn fill(color: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(color));
    format
}
