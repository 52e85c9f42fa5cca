//! What a plan has to have of a sheet, whatever format it went through.

use exchange::{Priority, Row, RowKind, Sheet};
use schedule::{AnchorKind, AnchorOrigin, ConstraintKind, Direction, Edge, Firmness, LagUnit, LinkType};
use serde_json::{Map, Value, json};

/// The work packages of a plan without what stands for nothing.
pub fn work_packages(plan: &Value) -> Vec<Value> {
    plan["workPackages"].as_array().unwrap().iter().map(normal).collect()
}

fn normal(row: &Value) -> Value {
    let defaults = json!({
        "mode": "AUTOMATIC", "direction": "ASAP", "constraintWins": false, "buffer": 0, "progress": 0,
        "priority": "NORMAL"
    });
    let mut row = row.clone();
    row.as_object_mut().unwrap().retain(|key, value| defaults.get(key) != Some(value));
    row
}

/// The work packages that a plan should have.
pub fn rows(sheet: &Sheet) -> Vec<Value> {
    sheet.rows.iter().map(|row| expected(sheet, row)).collect()
}

fn expected(sheet: &Sheet, row: &Row) -> Value {
    let is_phase = row.kind == RowKind::Phase;
    let email = |at: usize| sheet.people[at].email.clone();
    let (kind, edge) = match row.kind {
        RowKind::Task => ("TASK", None),
        RowKind::Milestone(edge) => ("MILESTONE", Some(edge)),
        RowKind::Phase => ("PHASE", None),
    };
    let anchor = row.anchor.map(|at| &sheet.anchors[at]);
    let anchor = anchor.map(|anchor| {
        if anchor.kind == AnchorKind::Custom { anchor.name.as_str() } else { anchor_kind(anchor.kind) }
    });
    let typed = row.planned.filter(|_| row.is_manual);
    let value = json!({
        "wbs": row.wbs, "number": row.number, "externalId": row.external_id, "kind": kind, "title": row.title,
        "description": row.description,
        "department": row.department.map(|at| sheet.departments[at].name.clone()),
        "accountable": row.accountable.map(email),
        "collaborators": row.collaborators.iter().map(|at| email(*at)).collect::<Vec<_>>(),
        "calendar": row.calendar.map(|at| sheet.calendars[at].name.clone()),
        "mode": row.is_manual.then_some("MANUAL"),
        "direction": (row.direction == Direction::Alap).then_some("ALAP"),
        "duration": row.duration_days, "edge": edge.map(edge_name),
        "start": typed.map(|span| span.start), "finish": typed.map(|span| span.finish),
        "constraint": row.constraint.map(|bound| json!({ "kind": constraint(bound.kind),
        "date": bound.date })),
        "constraintWins": row.constraint_wins.then_some(true),
        "deadline": row.deadline.map(|bound| json!({
            "firmness": if bound.firmness == Firmness::Firm { "FIRM" } else { "SOFT" }, "date": bound.date
        })),
        "buffer": (row.buffer_days != 0).then_some(row.buffer_days),
        "anchor": anchor,
        "actualStart": row.actual_start, "actualFinish": row.actual_finish,
        "progress": (!is_phase && row.progress != 0).then_some(row.progress),
        "remaining": row.remaining_days, "estimateHours": row.estimate_hours,
        "priority": match row.priority {
            Priority::Low => Some("LOW"), Priority::Normal => None, Priority::High => Some("HIGH"), Priority::Urgent => Some("URGENT"),
        },
        "blockedReason": row.blocked_reason, "labels": row.labels,
    });
    without_nothing(value)
}

fn without_nothing(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let is_given = |value: &Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
    Value::Object(fields.into_iter().filter(|(_, value)| is_given(value)).collect::<Map<_, _>>())
}

/// Where the baseline should have rows.
pub fn baseline(sheet: &Sheet) -> Vec<String> {
    let text = |row: &Row| row.baseline.map(|span| format!("{} {} {}", row.wbs, span.start, span.finish));
    sheet.rows.iter().filter_map(text).collect()
}

/// Where the active baseline of a plan has rows.
pub fn baseline_of(plan: &Value) -> Vec<String> {
    let active = plan["baselines"].as_array().unwrap().iter().find(|baseline| baseline["active"] == true);
    let rows = active.map(|baseline| baseline["rows"].as_array().unwrap().clone()).unwrap_or_default();
    let text = |row: &Value| {
        let [wbs, start, finish] = ["wbs", "start", "finish"].map(|key| row[key].as_str().unwrap());
        format!("{wbs} {start} {finish}")
    };
    rows.iter().map(text).collect()
}

/// The dependencies that a plan should have, in order.
pub fn links(sheet: &Sheet) -> Vec<String> {
    let text = |link: &exchange::Link| {
        let (from, to) = (&sheet.rows[link.predecessor].wbs, &sheet.rows[link.successor].wbs);
        // Without a lag, it counts nothing.
        let unit = if link.lag_unit == LagUnit::CalendarDay && link.lag != 0 {
            "CALENDAR_DAY"
        } else {
            "WORKING_DAY"
        };
        format!("{from} {} {to} {} {unit}", link_type(link.link_type), link.lag)
    };
    sorted(sheet.links.iter().map(text).collect())
}

/// The dependencies of a plan, in order.
pub fn links_of(plan: &Value) -> Vec<String> {
    let text = |link: &Value| {
        let [from, kind, to, unit] =
            ["predecessor", "type", "successor", "lagUnit"].map(|key| link[key].as_str().unwrap());
        let lag = link["lag"].as_i64().unwrap();
        format!("{from} {kind} {to} {lag} {}", if lag == 0 { "WORKING_DAY" } else { unit })
    };
    sorted(plan["dependencies"].as_array().unwrap().iter().map(text).collect())
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// Campaign, calendars and anchors that a plan should have.
pub fn facts(sheet: &Sheet) -> Value {
    let campaign = &sheet.campaign;
    let days = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
    let calendar = |calendar: &exchange::Calendar| {
        json!({
            "name": calendar.name,
            "week": days.iter().zip(calendar.week).filter(|(_, is_worked)| *is_worked).map(|(day,
            _)| *day).collect::<Vec<_>>(),
            "exceptions": calendar.exceptions.iter().map(|day| without_nothing(json!({
                "date": day.date, "working": day.is_working, "name": day.name
            }))).collect::<Vec<_>>(),
        })
    };
    let anchor = |anchor: &exchange::Anchor| {
        json!({
            "kind": anchor_kind(anchor.kind), "name": anchor.name, "date": anchor.date,
            "edge": edge_name(anchor.edge),
            "origin": if anchor.origin == AnchorOrigin::Channel { "CHANNEL" } else { "COMPANY" },
        })
    };
    json!({
        "campaign": without_nothing(json!({
            "key": campaign.key, "name": campaign.name, "owner": sheet.people[campaign.owner].email,
            "timeZone": campaign.time_zone, "calendar": sheet.calendars[0].name, "start": campaign.start,
            "requiredFinish": campaign.required_finish.map(|(date, edge)| json!({ "date": date,
            "edge": edge_name(edge) })),
        })),
        "calendars": sheet.calendars.iter().map(calendar).collect::<Vec<_>>(),
        "anchors": sheet.anchors.iter().map(anchor).collect::<Vec<_>>(),
        "people": sheet.people.iter().map(|person| json!({ "email": person.email,
        "name": person.name })).collect::<Vec<_>>(),
    })
}

/// What [`facts`] is compared with.
pub fn facts_of(plan: &Value) -> Value {
    json!({
        "campaign": plan["campaign"], "calendars": plan["calendars"], "anchors": plan["anchors"],
        "people": plan["people"],
    })
}

fn edge_name(edge: Edge) -> &'static str {
    match edge {
        Edge::StartOfDay => "START_OF_DAY",
        Edge::EndOfDay => "END_OF_DAY",
    }
}

fn anchor_kind(kind: AnchorKind) -> &'static str {
    match kind {
        AnchorKind::WarmUp => "WARM_UP",
        AnchorKind::Launch => "LAUNCH",
        AnchorKind::End => "END",
        AnchorKind::PrizeIssue => "PRIZE_ISSUE",
        AnchorKind::PrizeClaim => "PRIZE_CLAIM",
        AnchorKind::Custom => "CUSTOM",
    }
}

fn constraint(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::StartNoEarlierThan => "START_NO_EARLIER_THAN",
        ConstraintKind::StartNoLaterThan => "START_NO_LATER_THAN",
        ConstraintKind::FinishNoEarlierThan => "FINISH_NO_EARLIER_THAN",
        ConstraintKind::FinishNoLaterThan => "FINISH_NO_LATER_THAN",
        ConstraintKind::MustStartOn => "MUST_START_ON",
        ConstraintKind::MustFinishOn => "MUST_FINISH_ON",
    }
}

fn link_type(link_type: LinkType) -> &'static str {
    match link_type {
        LinkType::FinishToStart => "FINISH_TO_START",
        LinkType::StartToStart => "START_TO_START",
        LinkType::FinishToFinish => "FINISH_TO_FINISH",
        LinkType::StartToFinish => "START_TO_FINISH",
    }
}
