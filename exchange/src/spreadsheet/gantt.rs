//! The Gantt chart drawn in cells: a column a day, a week or a month.

use chrono::{Datelike, Days, Months, NaiveDate};
use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet, XlsxError};
use schedule::LateStatus;

use super::place::{line, shortened};
use crate::sheet::{Language, Row, RowKind, Sheet, Span};

/// The most columns that somebody looks at.
const MOST: usize = 190;

/// Columns before the first day.
const BEFORE: u16 = 4;

/// What one column of the chart spans.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
}

impl Unit {
    const fn width(self) -> f64 {
        match self {
            Self::Day => 2.7,
            Self::Week | Self::Month => 6.0,
        }
    }

    /// The first day of the column that a date lies in.
    fn first(self, date: NaiveDate) -> NaiveDate {
        let back = match self {
            Self::Day => 0,
            Self::Week => date.weekday().num_days_from_monday(),
            Self::Month => date.day0(),
        };
        date.checked_sub_days(Days::new(back.into())).unwrap_or(date)
    }

    fn next(self, first: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => first.succ_opt(),
            Self::Week => first.checked_add_days(Days::new(7)),
            Self::Month => first.checked_add_months(Months::new(1)),
        }
    }
}

/// Columns of time, by their first days.
struct Axis {
    unit: Unit,
    firsts: Vec<NaiveDate>,
}

impl Axis {
    /// The finest that is not too wide.
    fn new(sheet: &Sheet) -> Option<Self> {
        let spans = sheet.rows.iter().filter_map(|row| row.planned);
        let first = spans.clone().map(|span| span.start).min()?;
        let last = spans.map(|span| span.finish).max()?;
        let axis = |unit: Unit| {
            let starts = std::iter::successors(Some(unit.first(first)), |at| unit.next(*at));
            Self { unit, firsts: starts.take_while(|at| *at <= last).collect() }
        };
        let finer = [Unit::Day, Unit::Week].into_iter().map(axis).find(|axis| axis.firsts.len() <= MOST);
        Some(finer.unwrap_or_else(|| axis(Unit::Month)))
    }

    /// The column that a date lies in.
    fn place(&self, date: NaiveDate) -> u16 {
        let before = self.firsts.partition_point(|first| *first <= date);
        BEFORE + u16::try_from(before.saturating_sub(1)).unwrap_or_default()
    }

    fn columns(&self) -> impl Iterator<Item = (u16, NaiveDate)> {
        (BEFORE..).zip(self.firsts.iter().copied())
    }
}

struct Formats {
    heading: Format,
    date: Format,
    off: Format,
    bar: Format,
    critical: Format,
    late: Format,
    done: Format,
    phase: Format,
    event: Format,
}

impl Formats {
    fn new() -> Self {
        let filled = |rgb: u32| Format::new().set_background_color(Color::RGB(rgb));
        let heading = Format::new().set_bold().set_align(FormatAlign::Center);
        Self {
            date: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            off: filled(0xF3_F4F6),
            bar: filled(0x60_A5FA),
            critical: filled(0xF9_7316),
            late: filled(0xDC_2626),
            done: filled(0x16_A34A),
            phase: filled(0x37_4151),
            event: heading.clone().set_font_color(Color::RGB(0x7C_3AED)),
            heading,
        }
    }

    fn of(&self, row: &Row) -> &Format {
        let is_late = row.late_status == LateStatus::Late;
        match row.kind {
            RowKind::Phase => &self.phase,
            RowKind::Milestone(_) => &self.event,
            RowKind::Task if is_late => &self.late,
            RowKind::Task if row.is_critical => &self.critical,
            RowKind::Task => &self.bar,
        }
    }
}

/// Writes the chart.
pub fn write(out: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let is_english = sheet.language == Language::English;
    out.set_name(if is_english { "Gantt" } else { "甘特图" })?;
    let formats = Formats::new();
    let headings = if is_english {
        ["WBS", "Title", "Start", "Finish"]
    } else {
        ["编号", "任务", "开始", "完成"]
    };
    for ((at, heading), width) in (0..).zip(headings).zip([9, 40, 11, 11]) {
        out.write_string_with_format(1, at, heading, &formats.heading)?.set_column_width(at, width)?;
    }
    let Some(axis) = Axis::new(sheet) else { return Ok(()) };
    write_axis(out, sheet, &axis, &formats)?;
    for (at, row) in sheet.rows.iter().enumerate() {
        let line = line(at) + 1;
        let indent = "  ".repeat(row.depth.into());
        out.write_string(line, 0, &row.wbs)?;
        out.write_string(line, 1, shortened(&format!("{indent}{}", row.title)))?;
        let Some(span) = row.planned else { continue };
        out.write_datetime_with_format(line, 2, span.start, &formats.date)?;
        out.write_datetime_with_format(line, 3, span.finish, &formats.date)?;
        write_bar(out, line, row, &axis, span, &formats)?;
    }
    out.set_freeze_panes(2, BEFORE)?.set_landscape();
    Ok(())
}

/// Months above days; days off are grey all the way down.
fn write_axis(out: &mut Worksheet, sheet: &Sheet, axis: &Axis, formats: &Formats) -> Result<(), XlsxError> {
    let mut month = None;
    for (place, first) in axis.columns() {
        let text = match axis.unit {
            Unit::Day => first.day().to_string(),
            Unit::Week => format!("{}-{}", first.month(), first.day()),
            Unit::Month => first.month().to_string(),
        };
        out.write_string_with_format(1, place, text, &formats.heading)?;
        out.set_column_width(place, axis.unit.width())?;
        let above = if axis.unit == Unit::Month { (first.year(), 0) } else { (first.year(), first.month()) };
        if month != Some(above) {
            let text = if above.1 == 0 { above.0.to_string() } else { format!("{}-{:02}", above.0, above.1) };
            out.write_string(0, place, text)?;
            month = Some(above);
        }
        if axis.unit == Unit::Day && !is_working(sheet, first) {
            out.set_column_format(place, &formats.off)?;
        }
    }
    Ok(())
}

/// Whether the campaign's calendar has a day worked.
fn is_working(sheet: &Sheet, date: NaiveDate) -> bool {
    let Some(calendar) = sheet.calendars.first() else { return true };
    let exception = calendar.exceptions.binary_search_by_key(&date, |exception| exception.date).ok();
    let weekday = date.weekday().num_days_from_monday();
    let of_week = || usize::try_from(weekday).ok().and_then(|day| calendar.week.get(day)).copied();
    exception
        .and_then(|at| calendar.exceptions.get(at))
        .map(|exception| exception.is_working)
        .or_else(of_week)
        .unwrap_or(true)
}

fn write_bar(
    out: &mut Worksheet,
    line: u32,
    row: &Row,
    axis: &Axis,
    span: Span,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let (first, last) = (axis.place(span.start), axis.place(span.finish));
    if matches!(row.kind, RowKind::Milestone(_)) {
        out.write_string_with_format(line, first, "◆", &formats.event)?;
        return Ok(());
    }
    let length = u32::from(last - first) + 1;
    let done = first + u16::try_from(length * u32::from(row.progress) / 100).unwrap_or_default();
    for place in first..=last {
        let is_done = place < done && row.kind == RowKind::Task;
        out.write_blank(line, place, if is_done { &formats.done } else { formats.of(row) })?;
    }
    Ok(())
}
