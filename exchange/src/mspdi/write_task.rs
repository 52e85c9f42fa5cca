//! Tasks, written in the order that Microsoft Project has its fields in.

use chrono::NaiveDate;
use schedule::{AnchorKind, ConstraintKind, Direction, Edge, LagUnit, LinkType};

use super::custom::{FIELDS, Field};
use super::out::{Out, moment};
use super::{MINUTES_OF_A_DAY, MINUTES_PER_DAY};
use crate::name::{Answer, Named};
use crate::sheet::{Link, Priority, Row, RowKind, Sheet, Span};
use crate::spreadsheet::{Column, labels};

/// Writes a work package.
pub fn write_task(out: &mut Out<'_>, sheet: &Sheet, uid: usize, row: &Row, links: &[&Link]) {
    let (opens, closes) = edges(row.kind);
    out.within("Task", |out| {
        out.leaf("UID", uid);
        out.leaf("ID", uid);
        out.leaf("Name", &row.title);
        out.flag("Active", true);
        out.flag("Manual", row.is_manual);
        out.flag("IsNull", false);
        out.leaf("WBS", &row.wbs);
        out.leaf("OutlineNumber", &row.wbs);
        out.leaf("OutlineLevel", row.depth + 1);
        out.leaf("Priority", priority(row.priority));
        out.maybe("Start", row.planned.map(|span| moment(span.start, opens)));
        out.maybe("Finish", row.planned.map(|span| moment(span.finish, closes)));
        let duration = row.duration_days.or(matches!(row.kind, RowKind::Milestone(_)).then_some(0));
        out.maybe("Duration", duration.map(working_time));
        if let Some(span) = row.planned.filter(|_| row.is_manual) {
            out.leaf("ManualStart", moment(span.start, opens));
            out.leaf("ManualFinish", moment(span.finish, closes));
            out.maybe("ManualDuration", duration.map(working_time));
        }
        // Days.
        out.leaf("DurationFormat", 7);
        out.maybe("Work", row.estimate_hours.map(|hours| format!("PT{hours}H0M0S")));
        out.flag("Estimated", row.kind == RowKind::Task && row.duration_days.is_none());
        out.flag("Milestone", matches!(row.kind, RowKind::Milestone(_)));
        out.flag("Summary", row.kind == RowKind::Phase);
        out.flag("Critical", row.is_critical);
        write_report(out, row, opens, closes);
        write_rules(out, sheet, row);
        out.maybe("Notes", row.description.as_ref());
        for link in links {
            write_link(out, link);
        }
        write_fields(out, sheet, row);
        if let Some(Span { start, finish }) = row.baseline {
            out.within("Baseline", |out| {
                out.leaf("Number", 0);
                out.leaf("Start", moment(start, opens));
                out.leaf("Finish", moment(finish, closes));
            });
        }
    });
}

/// Writes a day that is given, as a milestone that nothing moves.
pub fn write_event(
    out: &mut Out<'_>,
    uid: usize,
    level: u16,
    name: &str,
    (date, edge): (NaiveDate, Edge),
    meaning: &str,
) {
    let is_summary = level == 1;
    let at = moment(date, edge);
    out.within("Task", |out| {
        out.leaf("UID", uid);
        out.leaf("ID", uid);
        out.leaf("Name", name);
        out.flag("Manual", false);
        out.leaf("OutlineLevel", level);
        out.leaf("Start", &at);
        out.leaf("Finish", &at);
        out.leaf("Duration", working_time(0));
        out.leaf("DurationFormat", 7);
        out.flag("Milestone", !is_summary);
        out.flag("Summary", is_summary);
        if !is_summary {
            let kind = if edge == Edge::StartOfDay {
                ConstraintKind::MustStartOn
            } else {
                ConstraintKind::MustFinishOn
            };
            out.leaf("ConstraintType", constraint(kind));
            out.leaf("ConstraintDate", &at);
        }
        write_value(out, Field::Meaning, meaning);
    });
}

/// At which ends of days a row starts and finishes.
const fn edges(kind: RowKind) -> (Edge, Edge) {
    match kind {
        RowKind::Milestone(edge) => (edge, edge),
        RowKind::Task | RowKind::Phase => (Edge::StartOfDay, Edge::EndOfDay),
    }
}

fn working_time(days: i32) -> String {
    format!("PT{}H0M0S", i64::from(days) * MINUTES_PER_DAY / 60)
}

fn write_report(out: &mut Out<'_>, row: &Row, opens: Edge, closes: Edge) {
    out.leaf("PercentComplete", row.progress);
    if row.kind == RowKind::Phase {
        return;
    }
    out.maybe("ActualStart", row.actual_start.map(|date| moment(date, opens)));
    out.maybe("ActualFinish", row.actual_finish.map(|date| moment(date, closes)));
    out.maybe("RemainingDuration", row.remaining_days.map(working_time));
}

/// What holds a row, and the calendar that it is on.
fn write_rules(out: &mut Out<'_>, sheet: &Sheet, row: &Row) {
    let is_late = row.direction == Direction::Alap && row.kind != RowKind::Phase;
    out.leaf("ConstraintType", row.constraint.map_or(u8::from(is_late), |bound| constraint(bound.kind)));
    // Project has no calendars of departments.
    let of_department = || sheet.departments.get(row.department?)?.calendar;
    let calendar = row.calendar.or_else(of_department).filter(|at| *at > 0 && row.kind != RowKind::Phase);
    out.leaf("CalendarUID", calendar.and_then(|at| i64::try_from(at + 1).ok()).unwrap_or(-1));
    out.maybe("ConstraintDate", row.constraint.map(|bound| moment(bound.date, edge_of(bound.kind))));
    out.maybe("Deadline", row.deadline.map(|deadline| moment(deadline.date, Edge::EndOfDay)));
}

/// The code of a constraint.
const fn constraint(kind: ConstraintKind) -> u8 {
    match kind {
        ConstraintKind::MustStartOn => 2,
        ConstraintKind::MustFinishOn => 3,
        ConstraintKind::StartNoEarlierThan => 4,
        ConstraintKind::StartNoLaterThan => 5,
        ConstraintKind::FinishNoEarlierThan => 6,
        ConstraintKind::FinishNoLaterThan => 7,
    }
}

const fn edge_of(kind: ConstraintKind) -> Edge {
    match kind {
        ConstraintKind::MustStartOn
        | ConstraintKind::StartNoEarlierThan
        | ConstraintKind::StartNoLaterThan => Edge::StartOfDay,
        ConstraintKind::MustFinishOn
        | ConstraintKind::FinishNoEarlierThan
        | ConstraintKind::FinishNoLaterThan => Edge::EndOfDay,
    }
}

const fn priority(priority: Priority) -> u16 {
    match priority {
        Priority::Low => 300,
        Priority::Normal => 500,
        Priority::High => 700,
        Priority::Urgent => 900,
    }
}

fn write_link(out: &mut Out<'_>, link: &Link) {
    let link_type = match link.link_type {
        LinkType::FinishToFinish => 0,
        LinkType::FinishToStart => 1,
        LinkType::StartToFinish => 2,
        LinkType::StartToStart => 3,
    };
    let (minutes, format) = match link.lag_unit {
        LagUnit::WorkingDay => (MINUTES_PER_DAY, 7),
        LagUnit::CalendarDay => (MINUTES_OF_A_DAY, 8),
    };
    out.within("PredecessorLink", |out| {
        out.leaf("PredecessorUID", link.predecessor + 1);
        out.leaf("Type", link_type);
        // Tenths of minutes.
        out.leaf("LinkLag", i64::from(link.lag) * minutes * 10);
        out.leaf("LagFormat", format);
    });
}

/// What Project has no fields for.
fn write_fields(out: &mut Out<'_>, sheet: &Sheet, row: &Row) {
    let language = sheet.language;
    let mut write = |column, value: Option<&str>| {
        if let Some(value) = value {
            write_value(out, Field::Column(column), value);
        }
    };
    let department = row.department.and_then(|at| sheet.departments.get(at));
    write(Column::Department, department.map(|department| department.name.as_str()));
    write(Column::Labels, labels(&row.labels).as_deref());
    write(Column::ExternalId, row.external_id.as_deref());
    write(Column::Blocked, row.blocked_reason.as_deref());
    write(Column::Firmness, row.deadline.map(|deadline| deadline.firmness.label(language)));
    let is_late = row.direction == Direction::Alap && row.constraint.is_some();
    write(Column::Direction, is_late.then(|| row.direction.label(language)));
    let anchor = row.anchor.and_then(|at| sheet.anchors.get(at));
    write(
        Column::Anchor,
        anchor
            .map(|anchor| if anchor.kind == AnchorKind::Custom { &anchor.name } else { anchor.kind.name() }),
    );
    write(Column::ConstraintWins, row.constraint_wins.then(|| Answer::Yes.label(language)));
    write(Column::Number, Some(row.number.to_string().as_str()));
    let buffer = Some(row.buffer_days).filter(|days| *days != 0).map(|days| days.to_string());
    write(Column::Buffer, buffer.as_deref());
}

fn write_value(out: &mut Out<'_>, field: Field, value: &str) {
    let Some((id, ..)) = FIELDS.iter().find(|(_, _, known)| *known == field) else { return };
    out.within("ExtendedAttribute", |out| {
        out.leaf("FieldID", id);
        out.leaf("Value", value);
    });
}
