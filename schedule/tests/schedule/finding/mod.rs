//! The table of findings, a row at a time.

mod conflict;
mod day_off;
mod order;
mod progress;
mod promise;
mod record;
mod whole;

use schedule::{
    Anchor, AnchorKind, AnchorOrigin, Code, Department, DepartmentId, Edge, Finding, PersonId, Records,
    Subject, Target, Thresholds,
};

use crate::draft::{Draft, Key, Seen, date};
use crate::words;

/// The codes found about a work package, with their days.
fn about(seen: &Seen, key: Key) -> Vec<(Code, i32)> {
    of(&seen.findings(), seen, key).iter().map(|finding| (finding.code, finding.days)).collect()
}

fn of(findings: &[Finding], seen: &Seen, key: Key) -> Vec<Finding> {
    let subject = Subject::Task(seen.id(key));
    findings.iter().filter(|finding| finding.subject == subject).copied().collect()
}

fn has(seen: &Seen, key: Key, code: Code) -> bool {
    about(seen, key).iter().any(|(found, _)| *found == code)
}

fn days(seen: &Seen, key: Key, code: Code) -> Option<i32> {
    about(seen, key).iter().find(|(found, _)| *found == code).map(|(_, days)| *days)
}

/// Somebody and some department for the row added last.
fn staffed(mut draft: Draft) -> Draft {
    if draft.0.departments.is_empty() {
        draft.0.departments.push(Department::default());
    }
    draft.with(|task| (task.department, task.accountable) = (Some(DepartmentId(0)), Some(PersonId(7))))
}

pub fn anchored(mut draft: Draft, kind: AnchorKind, on: &str, origin: AnchorOrigin) -> Draft {
    draft.0.anchors.push(Anchor { kind, target: Target { date: date(on), edge: Edge::StartOfDay }, origin });
    draft
}

/// Nothing is said of rows that lack somebody or something.
pub fn quiet() -> Thresholds {
    Thresholds { missing_days: -1_000, ..Thresholds::default() }
}

/// All findings in their order: severity, code, subject, since when, days, and what else each carries.
fn told(seen: &Seen) -> Vec<String> {
    told_with(seen, &Records::default(), quiet())
}

fn told_with(seen: &Seen, records: &Records<Key>, thresholds: Thresholds) -> Vec<String> {
    let found = seen.findings_with(records, thresholds);
    found.iter().map(|found| words::finding(seen.0.plan().network(), found)).collect()
}
