//! The charts of a report, as Excel draws them.
//!
//! In: the charts that every format draws. Out: a sheet with the numbers of each, and beside the summary the
//! charts, which refer to these cells.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Chart as Drawn, ChartAxis, ChartAxisCrossing, ChartAxisTickType, ChartDataLabel, ChartFont,
    ChartFormat, ChartLegendPosition, ChartMarker, ChartMarkerType, ChartPoint, ChartSeries,
    ChartSolidFill, ChartType, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::payload::{Outcome, Zone};
use crate::render::escape::visible;
use crate::render::wrap::width;
use crate::render::xlsx::cell::{Formats, Style, Value, fitting};
use crate::render::xlsx::sheet::on_paper;
use crate::render::xlsx::tone::strong;
use crate::report::titled;
use crate::report::{
    Bars, Cell, Chart, Dots, Drawing, Overview, Pareto, SemanticColor, Spreads, Stacks,
};

const CHART_WIDTH: u32 = 640;
/// The height of a chart, of more where it has many bars, and of a line of the sheet.
const CHART_HEIGHT: u32 = 300;
const BAR_HEIGHT: u32 = 15;
const LINE_HEIGHT: u32 = 20;
/// What is left of the name of a thing below its bar.
const MAX_LABEL_CHARS: usize = 60;
/// What a time takes, in characters.
const NUMBER_WIDTH: usize = "0:00:00.000".len();
/// In days.
const MILLISECOND: f64 = 1.0 / 86_400_000.0;
/// The sheet of the numbers.
const SHEET: &str = "Charts";

/// The numbers of a chart: names or times in the first column, then a column for each series.
struct Numbers {
    /// What stands above the first column.
    names: Cow<'static, str>,
    series: Vec<Series>,
    rows: Vec<Vec<Cell>>,
    /// The colours of the bars, where each has its own.
    points: Vec<SemanticColor>,
    kind: ChartType,
}

struct Series {
    name: String,
    color: SemanticColor,
    /// The format of the numbers beside the bars; none where there are too many.
    labels: Option<&'static str>,
}

/// Draws all charts beside a sheet, from this line and column on.
pub(super) fn insert(
    overview: &Overview,
    workbook: &mut Workbook,
    (sheet, line, column): (usize, u32, u16),
    zone: Zone,
) -> Result<(), XlsxError> {
    let charts = overview.chapters.iter().flat_map(|chapter| &chapter.charts);
    let charts: Vec<(&Chart, Numbers)> =
        charts.map(|chart| (chart, Numbers::of(&chart.drawing, zone))).collect();
    if charts.is_empty() {
        return Ok(());
    }
    let numbers = workbook.add_worksheet().set_name(SHEET)?;
    on_paper((1, 0), numbers);
    set_widths(&charts, numbers)?;
    let mut drawn = Vec::new();
    let mut first = 0;
    for (chart, of) in &charts {
        drawn.push(of.draw(chart, first));
        first = of.write(chart, first, numbers)? + 2;
    }
    let home = workbook.worksheet_from_index(sheet)?;
    let mut line = line;
    for (chart, (_, of)) in drawn.iter().zip(&charts) {
        home.insert_chart(line, column, chart)?;
        line += of.height().div_ceil(LINE_HEIGHT) + 1;
    }
    Ok(())
}

/// Gives all charts' names and numbers room; without it a spreadsheet shows `###` for a number.
fn set_widths(charts: &[(&Chart, Numbers)], out: &mut Worksheet) -> Result<(), XlsxError> {
    out.set_column_width(0, MAX_LABEL_CHARS as f64)?;
    let several = charts.iter().map(|(_, of)| of.series.len()).max().unwrap_or(0);
    for (nth, column) in (0..several).zip(1..) {
        let names = charts.iter().filter_map(|(_, of)| of.series.get(nth));
        let longest = names.map(|series| width(&series.name)).max().unwrap_or(0);
        out.set_column_width(column, longest.max(NUMBER_WIDTH) as f64 + 2.0)?;
    }
    Ok(())
}

impl Numbers {
    fn of(drawing: &Drawing, zone: Zone) -> Numbers {
        match drawing {
            Drawing::Stacks(stacks) => stacked(stacks),
            Drawing::Pareto(pareto) => codes(pareto),
            Drawing::Bars(bars) => single_bars(bars),
            Drawing::Spreads(spreads) => durations(spreads),
            Drawing::Dots(dots) => scattered(dots, zone),
        }
    }

    /// Writes them from a line on; gives the last line.
    fn write(&self, chart: &Chart, first: u32, out: &mut Worksheet) -> Result<u32, XlsxError> {
        let bold = Format::new().set_bold();
        let formats = Formats::new(&Format::new());
        out.write_string_with_format(first, 0, &*chart.title, &bold)?;
        out.write_string_with_format(first + 1, 0, &*self.names, &bold)?;
        for (series, column) in self.series.iter().zip(1..) {
            let name = fitting(series.name.as_str().into());
            let over_numbers = bold.clone().set_align(FormatAlign::Right);
            out.write_string_with_format(first + 1, column, name, &over_numbers)?;
        }
        let mut line = first + 1;
        for row in &self.rows {
            line += 1;
            for (cell, column) in row.iter().zip(0..) {
                match Value::of(cell) {
                    Value::Empty => {}
                    Value::Number(number, style) => {
                        out.write_number_with_format(line, column, number, formats.of(style))?;
                    }
                    Value::Text(text, style) => {
                        out.write_string_with_format(line, column, text, formats.of(style))?;
                    }
                }
            }
        }
        Ok(line)
    }

    /// How high the chart is.
    fn height(&self) -> u32 {
        let bars =
            if self.kind == ChartType::Bar { self.rows.len() * self.series.len() } else { 0 };
        CHART_HEIGHT.max(u32::try_from(bars).unwrap_or(0) * BAR_HEIGHT + 2 * LINE_HEIGHT)
    }

    /// The chart of numbers that stand from this line on.
    fn draw(&self, chart: &Chart, first: u32) -> Drawn {
        let (begin, end) = (first + 2, first + 1 + u32::try_from(self.rows.len()).unwrap_or(0));
        let mut drawn = Drawn::new(self.kind);
        drawn.title().set_name(&*chart.title).set_font(ChartFont::new().set_bold().set_size(12));
        drawn
            .set_alt_text(&*visible(&chart.description))
            .set_width(CHART_WIDTH)
            .set_height(self.height());
        for (series, column) in self.series.iter().zip(1..) {
            let mut cells = ChartSeries::new();
            cells.set_name((SHEET, first + 1, column));
            cells.set_categories((SHEET, begin, 0, end, 0));
            cells.set_values((SHEET, begin, column, end, column));
            if let Some(format) = series.labels {
                let label = &mut ChartDataLabel::new();
                cells.set_gap(40).set_data_label(label.show_value().set_num_format(format));
            }
            cells.set_format(&mut fill(series.color));
            if self.kind == ChartType::Scatter {
                let mut marker = ChartMarker::new();
                marker.set_type(ChartMarkerType::Circle).set_size(5);
                cells.set_marker(marker.set_format(&mut fill(series.color)));
            }
            if !self.points.is_empty() {
                let points = self.points.iter();
                let points: Vec<ChartPoint> =
                    points.map(|color| ChartPoint::new().set_format(&mut fill(*color))).collect();
                cells.set_points(&points);
            }
            drawn.push_series(&cells);
        }
        self.set_axes(&mut drawn);
        drawn
    }

    /// The shortest duration in days, where these are durations.
    fn least_duration(&self) -> Option<f64> {
        let numbers = self.rows.iter().flatten().filter_map(|cell| match Value::of(cell) {
            Value::Number(number, Style::Duration) => Some(number),
            _ => None,
        });
        numbers.reduce(f64::min)
    }

    fn set_axes(&self, drawn: &mut Drawn) {
        match self.kind {
            ChartType::Bar => {
                // The first at the top.
                drawn.y_axis().set_reverse().set_major_gridlines(false);
                drawn.y_axis().set_major_tick_type(ChartAxisTickType::None);
                match self.least_duration() {
                    Some(least) => logarithmic(drawn.x_axis(), least),
                    // The values stand beside the bars.
                    None => drawn.x_axis().set_min(0).set_major_gridlines(false).set_hidden(true),
                };
            }
            ChartType::Scatter => {
                drawn.x_axis().set_num_format("yyyy-mm-dd");
                logarithmic(drawn.y_axis(), self.least_duration().unwrap_or(MILLISECOND));
            }
            _ => {
                drawn.y_axis().set_min(0).set_num_format("#,##0");
                drawn.x_axis().set_major_tick_type(ChartAxisTickType::None);
            }
        }
        if self.series.len() > 1 {
            drawn.legend().set_position(ChartLegendPosition::Bottom);
        } else {
            drawn.legend().set_hidden();
        }
    }
}

/// An axis of durations, on which a short one beside a long one can be seen.
fn logarithmic(axis: &mut ChartAxis, least: f64) -> &mut ChartAxis {
    let begin = 10_f64.powf(least.max(MILLISECOND).log10().floor());
    let axis = axis.set_log_base(10).set_min(begin).set_crossing(ChartAxisCrossing::Min);
    axis.set_num_format("[h]:mm:ss.0")
}

fn series(name: &str, color: SemanticColor, labels: Option<&'static str>) -> Series {
    Series { name: name.to_owned(), color, labels }
}

fn label(text: &str) -> Cell {
    Cell::Text(text.chars().take(MAX_LABEL_CHARS).collect())
}

/// Columns of several parts, and between them what is left out.
fn stacked(stacks: &Stacks) -> Numbers {
    let mut rows = Vec::new();
    for ((name, gap), at) in stacks.labels.iter().zip(&stacks.gaps).zip(0..) {
        rows.extend(gap.as_ref().map(|gap| vec![label(&format!("… {gap}"))]));
        let values = stacks.series.iter().map(|series| match series.values.get(at) {
            Some(0) | None => Cell::Missing,
            Some(count) => Cell::Count(*count),
        });
        rows.push([label(name)].into_iter().chain(values).collect());
    }
    let of = |part: &crate::report::Series| series(&part.name, part.tone, None);
    let series = stacks.series.iter().map(of).collect();
    Numbers {
        names: "period".into(),
        series,
        rows,
        points: Vec::new(),
        kind: ChartType::ColumnStacked,
    }
}

fn codes(pareto: &Pareto) -> Numbers {
    let bars = pareto.bars.iter().map(|(code, summary, count)| {
        let name = if summary.is_empty() { code.clone() } else { format!("{code}: {summary}") };
        vec![label(&name), Cell::Count(*count)]
    });
    let rest = pareto.rest().map(|(said, count)| vec![label(&said), Cell::Count(count)]);
    let series = vec![series("occurrences", SemanticColor::Bad, Some("#,##0"))];
    let rows = bars.chain(rest).collect();
    Numbers { names: "code".into(), series, rows, points: Vec::new(), kind: ChartType::Bar }
}

fn single_bars(Bars(bars): &Bars) -> Numbers {
    let rows = bars.iter().map(|(name, _, count)| vec![label(name), Cell::Count(*count)]);
    Numbers {
        names: "outcome".into(),
        series: vec![series("jobs", SemanticColor::Plain, Some("#,##0"))],
        rows: rows.collect(),
        points: bars.iter().map(|(_, color, _)| *color).collect(),
        kind: ChartType::Bar,
    }
}

fn durations(Spreads(spreads): &Spreads) -> Numbers {
    let duration = |nanos: i64| Cell::Duration(nanos.into());
    let rows = spreads
        .iter()
        .map(|spread| vec![label(&spread.label), duration(spread.p50), duration(spread.p90)]);
    Numbers {
        names: "step".into(),
        series: vec![
            series("half take at most", SemanticColor::Plain, None),
            series("nine in ten take at most", SemanticColor::Warn, None),
        ],
        rows: rows.collect(),
        points: Vec::new(),
        kind: ChartType::Bar,
    }
}

/// The colour and the words of an outcome.
fn drawn_as(outcome: Outcome) -> (SemanticColor, &'static str) {
    (SemanticColor::of(outcome), outcome.title())
}

/// Dots in time, those of each outcome in a column of their own.
fn scattered(dots: &Dots, zone: Zone) -> Numbers {
    let mut outcomes: Vec<(SemanticColor, &str)> =
        dots.dots.iter().map(|dot| drawn_as(dot.outcome)).collect();
    outcomes.sort_unstable_by_key(|(color, name)| (std::cmp::Reverse(*color), *name));
    outcomes.dedup();
    let rows = dots.dots.iter().map(|dot| {
        let when = dots.first.plus(dot.since);
        let elapsed = |known: &(SemanticColor, &str)| match *known == drawn_as(dot.outcome) {
            true => Cell::Duration(dot.elapsed.into()),
            false => Cell::Missing,
        };
        [Cell::time(when)].into_iter().chain(outcomes.iter().map(elapsed)).collect()
    });
    Numbers {
        names: titled("started (UTC)".into(), zone),
        rows: rows.collect(),
        series: outcomes.iter().map(|(color, name)| series(name, *color, None)).collect(),
        points: Vec::new(),
        kind: ChartType::Scatter,
    }
}

fn fill(color: SemanticColor) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(strong(color)));
    format
}
