//! The plan as a table: what the chart shows, for those who read or hear it.

use chrono::NaiveDate;

use super::words::Words;
use crate::name::Named;
use crate::{Escaped, Row, RowKind, Sheet};

/// Levels of the outline that are indented.
const DEEPEST: u16 = 4;

/// All rows in the order of the outline, in a region that scrolls sideways by itself.
pub(super) fn table(sheet: &Sheet) -> String {
    let (words, of_chart) = (Words::of(sheet.language), sheet.language.words());
    let headings = [
        "WBS",
        of_chart.title,
        of_chart.department,
        of_chart.accountable,
        of_chart.start,
        of_chart.finish,
        words.forecast,
        "%",
        words.status,
    ];
    let headings = headings.map(|heading| format!("<th scope=\"col\">{heading}</th>")).concat();
    let rows: String = sheet.rows.iter().map(|row| line(sheet, row)).collect();
    format!(
        "<div class=\"table\" role=\"region\" aria-label=\"{0}\" \
            tabindex=\"0\">\n<table>\n<caption>{0}</caption>\n\
         <thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n",
        words.table
    )
}

fn line(sheet: &Sheet, row: &Row) -> String {
    let class = if row.kind == RowKind::Phase { " class=\"phase\"" } else { "" };
    let department = row.department.and_then(|at| sheet.departments.get(at));
    let accountable = row.accountable.and_then(|at| sheet.people.get(at));
    let cells = [
        department.map(|department| department.name.clone()),
        accountable.map(|person| person.name.clone()),
        day(row.planned.map(|span| span.start)),
        day(row.planned.map(|span| span.finish)),
        day(row.forecast.map(|span| span.finish)),
        Some(row.progress.to_string()),
        Some(status(sheet, row)),
    ];
    let cells = cells.map(|cell| format!("<td>{}</td>", Escaped(&cell.unwrap_or_default())));
    format!(
        "<tr{class}><td>{}</td><th scope=\"row\" class=\"depth-{}\">{}</th>{}</tr>\n",
        Escaped(&row.wbs),
        row.depth.min(DEEPEST),
        Escaped(&row.title),
        cells.concat()
    )
}

fn day(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// How a row stands, by how many days it is late, and where that began if that was elsewhere.
fn status(sheet: &Sheet, row: &Row) -> String {
    let days = (row.delay_days > 0).then(|| sheet.language.late_days(row.delay_days));
    let cause = row.root_cause.and_then(|at| sheet.rows.get(at));
    let cause = cause.filter(|cause| cause.number != row.number);
    let cause = cause.map(|cause| format!("← {} {}", cause.wbs, cause.title));
    let facts = [Some(row.late_status.label(sheet.language).to_owned()), days, cause];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
