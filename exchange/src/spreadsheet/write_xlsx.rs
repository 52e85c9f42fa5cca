//! A campaign as a workbook: the table, the Gantt chart drawn in cells, and the campaign's own facts.

use std::io::Write;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use schedule::LateStatus;

use super::column::Column;
use super::place::{line, shortened};
use super::value::{Cell, Table};
use super::{facts, gantt};
use crate::sheet::{Language, RowKind, Sheet};

/// The deepest indent and outline that Excel has.
const DEEPEST: u16 = 7;

/// Writes a campaign as a workbook of Excel.
///
/// # Errors
/// More rows than a sheet has, or what `out` answers.
pub fn xlsx(sheet: &Sheet, mut out: impl Write) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::parse_from_str(&sheet.as_of.to_string())?;
    let properties = DocProperties::new().set_title(&sheet.campaign.name).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let table = Table::new(sheet, true);
    let formats = Formats::new();
    write_table(workbook.add_worksheet(), &table, &formats)?;
    gantt::write(workbook.add_worksheet(), sheet)?;
    facts::write(workbook.add_worksheet(), &table)?;
    // An archive is not written from its beginning to its end.
    Ok(out.write_all(&workbook.save_to_buffer()?)?)
}

/// Styles of the table's cells: those of one row differ by what stands in them and by how the row stands.
struct Formats {
    heading: Format,
    rows: Vec<RowFormats>,
}

struct RowFormats {
    plain: Format,
    date: Format,
    percent: Format,
    /// By depth.
    titles: Vec<Format>,
}

impl Formats {
    fn new() -> Self {
        let heading = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0x1F_2937))
            .set_font_color(Color::White)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        let base = Format::new().set_align(FormatAlign::Top);
        let late =
            base.clone().set_font_color(Color::RGB(0x9C_0006)).set_background_color(Color::RGB(0xFF_C7CE));
        let phase = base.clone().set_bold().set_background_color(Color::RGB(0xF3_F4F6));
        let late_phase = late.clone().set_bold();
        Self { heading, rows: [base, late, phase, late_phase].map(RowFormats::new).into() }
    }

    fn of(&self, kind: RowKind, status: LateStatus) -> Option<&RowFormats> {
        let is_late = usize::from(status == LateStatus::Late);
        let is_phase = usize::from(kind == RowKind::Phase);
        self.rows.get(is_phase * 2 + is_late)
    }
}

impl RowFormats {
    fn new(base: Format) -> Self {
        let indented =
            |depth: u16| base.clone().set_text_wrap().set_indent(u8::try_from(depth).unwrap_or_default());
        Self {
            date: base.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            percent: base.clone().set_num_format("0%"),
            titles: (0..=DEEPEST).map(indented).collect(),
            plain: base,
        }
    }
}

fn write_table(out: &mut Worksheet, table: &Table<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let language = table.sheet.language;
    out.set_name(match language {
        Language::English => "Plan",
        Language::Chinese => "进度表",
    })?;
    for (at, heading) in (0..).zip(&table.columns) {
        out.write_string_with_format(0, at, heading.label(language), &formats.heading)?;
        out.set_column_width(at, heading.width)?;
    }
    for (at, row) in table.sheet.rows.iter().enumerate() {
        let line = line(at);
        let Some(formats) = formats.of(row.kind, row.late_status) else { continue };
        for (place, heading) in (0..).zip(&table.columns) {
            let depth = usize::from(row.depth.min(DEEPEST));
            let is_title = heading.column == Column::Title;
            let format = formats.titles.get(depth).filter(|_| is_title).unwrap_or(&formats.plain);
            match table.cell(at, heading.column) {
                Cell::Empty if row.kind == RowKind::Task && row.late_status != LateStatus::Late => continue,
                Cell::Empty => out.write_blank(line, place, &formats.plain)?,
                Cell::Text(text) => out.write_string_with_format(line, place, shortened(&text), format)?,
                Cell::Number(number) => out.write_number_with_format(line, place, number, format)?,
                Cell::Percent(percent) => {
                    out.write_number_with_format(line, place, f64::from(percent) / 100.0, &formats.percent)?
                }
                Cell::Date(date) => out.write_datetime_with_format(line, place, date, &formats.date)?,
            };
        }
    }
    group(out, table.sheet)?;
    let last = u16::try_from(table.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    out.autofilter(0, 0, line(table.sheet.rows.len()).saturating_sub(1), last)?;
    out.set_freeze_panes(1, 2)?.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Rows below a phase fold away.
fn group(out: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    out.group_symbols_above(true);
    let depths: Vec<_> = sheet.rows.iter().map(|row| row.depth).collect();
    let mut open: Vec<(u16, usize)> = Vec::new();
    for (at, depth) in depths.iter().copied().chain([0]).enumerate() {
        while open.last().is_some_and(|(deep, _)| *deep > depth || at == depths.len()) {
            if let Some((_, first)) = open.pop().filter(|(deep, _)| *deep <= DEEPEST) {
                out.group_rows(line(first), line(at) - 1)?;
            }
        }
        let above = open.last().map_or(0, |(deep, _)| *deep);
        open.extend((above + 1..=depth).map(|deep| (deep, at)));
    }
    Ok(())
}
