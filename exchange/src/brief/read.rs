//! A brief from the sheets of two days.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike, Days};
use schedule::{LateOrigin, LateStatus};

use super::value::{Ask, Asked, CampaignBrief, Cause, Due, Endangered, Work};
use crate::{Anchor, Person, Row, RowKind, Sheet};

/// The brief of a campaign from its sheets as of a day and of the day before.
#[must_use]
pub fn of(today: &Sheet, yesterday: &Sheet) -> CampaignBrief {
    Reader { sheet: today, department: None }.read(yesterday)
}

/// The same of one department, by position in the sheet's: its work, and lateness that it causes or suffers.
#[must_use]
pub fn of_department(today: &Sheet, yesterday: &Sheet, department: usize) -> CampaignBrief {
    Reader { sheet: today, department: Some(department) }.read(yesterday)
}

impl Row {
    fn is_open_work(&self) -> bool {
        self.kind != RowKind::Phase && self.progress < 100 && self.actual_finish.is_none()
    }

    fn is_late_work(&self) -> bool {
        self.kind != RowKind::Phase && matches!(self.late_status, LateStatus::Late | LateStatus::AtRisk)
    }
}

struct Reader<'a> {
    sheet: &'a Sheet,
    department: Option<usize>,
}

impl<'a> Reader<'a> {
    fn read(&self, yesterday: &Sheet) -> CampaignBrief {
        let campaign = &self.sheet.campaign;
        let before: HashSet<i32> =
            yesterday.rows.iter().filter(|row| row.is_late_work()).map(|row| row.number).collect();
        let is_new = |row: &Row| row.is_late_work() && !before.contains(&row.number);
        CampaignBrief {
            key: campaign.key.clone(),
            name: campaign.name.clone(),
            progress: campaign.progress,
            planned_finish: campaign.planned.map(|span| span.finish),
            forecast_finish: campaign.forecast_finish,
            late: self.late(),
            newly_late: self.rows().filter(|(_, row)| is_new(row)).map(|row| self.work(row)).collect(),
            due: self.due(),
            asked: self.asked(),
        }
    }

    /// The rows of the department, or all.
    fn rows(&self) -> impl Iterator<Item = (usize, &'a Row)> {
        self.sheet.rows.iter().enumerate().filter(|(_, row)| self.concerns(row))
    }

    fn concerns(&self, row: &Row) -> bool {
        self.department.is_none_or(|department| row.department == Some(department))
    }

    fn late(&self) -> Vec<Cause> {
        let rows = &self.sheet.rows;
        let mut pulled: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.is_late_work()) {
            let cause = row.root_cause.filter(|cause| *cause < rows.len()).unwrap_or(at);
            let others = pulled.entry(cause).or_default();
            if cause != at {
                others.push(at);
            }
        }
        let cause_of = |(at, others): (usize, Vec<usize>)| {
            let cause = rows.get(at)?;
            let is_ours = |row: &Row| self.concerns(row);
            let is_told = is_ours(cause) || others.iter().filter_map(|at| rows.get(*at)).any(is_ours);
            is_told.then(|| Cause {
                work: self.work((at, cause)),
                pulled_count: others.len(),
                endangered: self.endangered(at),
            })
        };
        let mut late: Vec<_> = pulled.into_iter().filter_map(cause_of).collect();
        late.sort_by_key(|cause| {
            let days = Reverse(cause.work.delay_days);
            (cause.endangered.is_empty(), days, Reverse(cause.pulled_count))
        });
        late
    }

    fn endangered(&self, cause: usize) -> Vec<Endangered> {
        let by_it = |(_, anchor): &(usize, &Anchor)| anchor.late_days > 0 && anchor.root_cause == Some(cause);
        let anchors = self.sheet.anchors.iter().enumerate().filter(by_it);
        anchors
            .map(|(at, anchor)| Endangered {
                anchor: at,
                name: anchor.name.clone(),
                date: anchor.date,
                late_days: anchor.late_days,
            })
            .collect()
    }

    fn due(&self) -> Vec<Due> {
        let day = self.sheet.as_of;
        let to_sunday = Days::new(6 - u64::from(day.weekday().num_days_from_monday()));
        let sunday = day.checked_add_days(to_sunday).unwrap_or(day);
        let mut by_person: BTreeMap<Option<usize>, Due> = BTreeMap::new();
        for (at, row) in self.rows().filter(|(_, row)| row.is_open_work()) {
            let Some(span) = row.planned.filter(|span| (day..=sunday).contains(&span.finish)) else {
                continue;
            };
            let person = self.person(row.accountable).cloned();
            let empty = || Due { person, today: Vec::new(), this_week: Vec::new() };
            let due = by_person.entry(row.accountable).or_insert_with(empty);
            let list = if span.finish == day { &mut due.today } else { &mut due.this_week };
            list.push(self.work((at, row)));
        }
        let mut due: Vec<_> = by_person.into_values().collect();
        // Work of nobody comes last.
        due.sort_by_key(|due| {
            let name = due.person.as_ref().map(|person| person.name.clone());
            (name.is_none(), name)
        });
        due
    }

    fn asked(&self) -> Vec<Asked> {
        let mut by_person: BTreeMap<usize, Vec<(Ask, Work)>> = BTreeMap::new();
        for (at, row) in self.rows().filter(|(_, row)| row.is_open_work()) {
            let Some(ask) = self.ask(row) else { continue };
            let person = row.accountable.filter(|_| ask != Ask::Assign).unwrap_or(self.sheet.campaign.owner);
            by_person.entry(person).or_default().push((ask, self.work((at, row))));
        }
        let asked = |(person, asks)| Some(Asked { person: self.person(Some(person))?.clone(), asks });
        let mut asked: Vec<_> = by_person.into_iter().filter_map(asked).collect();
        asked.sort_by(|one, other| one.person.name.cmp(&other.person.name));
        asked
    }

    /// The most pressing thing that is asked for a row.
    fn ask(&self, row: &Row) -> Option<Ask> {
        let (day, span) = (self.sheet.as_of, row.planned?);
        let is_begun = row.actual_start.is_some() || row.progress > 0;
        let is_own = row.is_late_work() && row.late_origin == Some(LateOrigin::Own);
        match row {
            _ if row.accountable.is_none() && span.start <= day => Some(Ask::Assign),
            Row { blocked_reason: Some(reason), .. } => Some(Ask::Unblock(reason.clone())),
            _ if span.finish < day => Some(Ask::Finish),
            _ if !is_begun && span.start < day => Some(Ask::Start),
            _ if is_begun && (is_own || row.late_status == LateStatus::Behind) => Some(Ask::CatchUp),
            _ => None,
        }
    }

    fn person(&self, at: Option<usize>) -> Option<&'a Person> {
        self.sheet.people.get(at?)
    }

    fn work(&self, (at, row): (usize, &Row)) -> Work {
        let department = row.department.and_then(|at| self.sheet.departments.get(at));
        Work {
            row: at,
            number: row.number,
            wbs: row.wbs.clone(),
            title: row.title.clone(),
            accountable: self.person(row.accountable).map(|person| person.name.clone()),
            department: department.map(|department| department.name.clone()),
            finish: row.planned.map(|span| span.finish),
            delay_days: row.delay_days,
        }
    }
}
