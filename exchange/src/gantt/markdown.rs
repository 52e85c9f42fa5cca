//! The table of a plan as Markdown.

use std::io::{self, Write};

use super::bar::is_late;
use super::header::facts;
use crate::markdown::escaped;
use crate::text::pass;
use crate::{Row, RowKind, Sheet};

/// Writes the table of a plan as Markdown: late work says by how many days, and where that began.
///
/// # Errors
/// What `out` answers.
pub fn markdown(sheet: &Sheet, mut out: impl Write) -> io::Result<()> {
    let (campaign, words) = (&sheet.campaign, sheet.language.words());
    let mut text = format!("# {} · {}\n\n", escaped(&campaign.key), escaped(&campaign.name));
    let facts: Vec<_> = facts(sheet).into_iter().map(|(fact, _)| fact).collect();
    text.extend([&facts.join(" · "), "\n\n"]);
    let headings = [
        "WBS",
        words.title,
        words.department,
        words.accountable,
        words.start,
        words.finish,
        words.forecast,
        "%",
        words.late,
    ];
    line(&headings.map(str::to_owned), &mut text);
    text.push_str("|---|---|---|---|---|---|---|--:|---|\n");
    for row in &sheet.rows {
        line(&cells(sheet, row), &mut text);
        pass(&mut text, &mut out)?;
    }
    out.write_all(text.as_bytes())
}

fn line(cells: &[String], text: &mut String) {
    text.extend(["| ", &cells.join(" | "), " |\n"]);
}

fn cells(sheet: &Sheet, row: &Row) -> [String; 9] {
    let title = escaped(&row.title);
    let department = row.department.and_then(|at| sheet.departments.get(at));
    let person = row.accountable.and_then(|at| sheet.people.get(at));
    let forecast = row.forecast.map(|span| span.finish.to_string());
    [
        row.wbs.clone(),
        if row.kind == RowKind::Phase { format!("**{title}**") } else { title },
        department.map(|department| escaped(&department.name)).unwrap_or_default(),
        person.map(|person| escaped(&person.name)).unwrap_or_default(),
        row.planned.map(|span| span.start.to_string()).unwrap_or_default(),
        row.planned.map(|span| span.finish.to_string()).unwrap_or_default(),
        forecast.unwrap_or_default(),
        row.progress.to_string(),
        late(sheet, row),
    ]
}

fn late(sheet: &Sheet, row: &Row) -> String {
    if !is_late(row) || row.delay_days == 0 {
        return String::new();
    }
    let cause = row.root_cause.and_then(|at| sheet.rows.get(at)).filter(|cause| cause.number != row.number);
    let cause = cause.map(|cause| format!(" ← {} {}", cause.wbs, escaped(&cause.title)));
    format!("{}{}", sheet.language.late_days(row.delay_days), cause.unwrap_or_default())
}
