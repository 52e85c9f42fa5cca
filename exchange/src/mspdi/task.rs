//! A task of Microsoft Project as a work package.

use std::collections::HashMap;

use chrono::NaiveDate;
use schedule::{ConstraintKind, Direction, Edge, Firmness};

use super::calendar::{Calendar, Calendars};
use super::custom::{Field, Fields};
use super::days::{Hours, date_in, moment_in};
use super::duration::{self, Count};
use super::people::People;
use super::xml::Element;
use crate::draft::Draft;
use crate::name::{Answer, Kind, Mode, Named};
use crate::outline::Place;
use crate::plan::{Bound, WorkPackage};
use crate::sheet::Priority;
use crate::spreadsheet::Column;
use crate::text;

/// What tasks are read with.
pub struct TaskReader<'a> {
    pub hours: Hours,
    pub minutes_per_day: i64,
    /// The project's own calendar.
    pub calendar: i64,
    /// Whether constraints prevail over links.
    pub honors_constraints: bool,
    pub fields: Fields,
    pub people: People,
    pub calendars: &'a mut Calendars,
    pub draft: &'a mut Draft,
}

/// How people call a task.
pub fn place_of(task: &Element) -> String {
    let id = task.text("ID").or_else(|| task.text("UID")).unwrap_or("?");
    format!("task {id} {:?}", task.text("Name").unwrap_or_default())
}

impl TaskReader<'_> {
    /// The work package that a task is.
    pub fn work_package(&mut self, task: &Element, outline: &Place) -> WorkPackage {
        let place = place_of(task);
        let values = self.fields.values(task, &place, self.draft);
        let custom = |column| values.get(&Field::Column(column)).copied();
        let duration = self.duration(task, &place);
        let kind = match duration {
            _ if outline.is_phase => Kind::Phase,
            Some(0) => Kind::Milestone,
            Some(_) | None => Kind::Task,
        };
        let (accountable, collaborators) = self.people.of(task.int("UID").unwrap_or_default());
        let number = |column| {
            custom(column).and_then(text::leading_number).and_then(|(number, _)| text::whole(number))
        };
        let mut row = WorkPackage {
            wbs: outline.wbs.clone(),
            number: number(Column::Number),
            external_id: custom(Column::ExternalId).and_then(text::line),
            kind: kind.name(),
            title: self.title(task, &place),
            description: task.text("Notes").and_then(text::clean),
            department: custom(Column::Department).and_then(|name| self.draft.department(name)),
            accountable,
            collaborators,
            calendar: self.calendar(task),
            duration: duration.filter(|_| kind == Kind::Task),
            deadline: date_in(task, "Deadline").map(|date| {
                let firmness = custom(Column::Firmness).and_then(Firmness::read);
                Bound::deadline(firmness.map(Named::name), date)
            }),
            buffer: number(Column::Buffer),
            anchor: custom(Column::Anchor).and_then(text::line),
            priority: task.int("Priority").map(|priority| self::priority(priority).name()),
            blocked_reason: custom(Column::Blocked).and_then(text::clean),
            labels: custom(Column::Labels).map(labels).unwrap_or_default(),
            ..WorkPackage::default()
        };
        self.constrain(&mut row, task, kind, &values, &place);
        self.place_in_time(&mut row, task, kind);
        if kind != Kind::Phase {
            self.report(&mut row, task, &place);
        }
        self.note(task, &place);
        row
    }

    fn title(&mut self, task: &Element, place: &str) -> String {
        task.text("Name").and_then(text::clean).unwrap_or_else(|| {
            self.draft.tally(place, "a name", "is missing: the task is called by its number");
            format!("Task {}", task.text("ID").unwrap_or_default())
        })
    }

    /// Days of work; what is not whole is noted.
    fn duration(&mut self, task: &Element, place: &str) -> Option<i32> {
        let minutes = task.text("Duration").and_then(duration::minutes);
        let Some(minutes) = minutes else { return task.is("Milestone").then_some(0) };
        if minutes > 0 && Count::of(task.int("DurationFormat").unwrap_or_default()) == Count::Elapsed {
            self.draft.tally(
                place,
                "a duration of elapsed days",
                "is kept as the working days that it takes",
            );
            let (start, finish) = (self.start(task, "Start")?, self.finish(task, "Finish")?);
            return Some(self.calendar_of(task).working_days(start, finish).max(1));
        }
        let (days, is_exact) = duration::days(minutes, self.minutes_per_day)?;
        if !is_exact {
            self.draft.tally(place, "a duration of parts of a day", "is rounded up: plans are in days");
        }
        Some(days.max(0))
    }

    fn start(&self, task: &Element, name: &str) -> Option<NaiveDate> {
        moment_in(task, name).and_then(|moment| self.hours.start(moment))
    }

    fn finish(&self, task: &Element, name: &str) -> Option<NaiveDate> {
        moment_in(task, name).and_then(|moment| self.hours.finish(moment))
    }

    fn calendar_of(&mut self, task: &Element) -> &Calendar {
        let own = task.int("CalendarUID").filter(|uid| *uid > 0);
        self.calendars.get(own.unwrap_or(self.calendar), self.draft)
    }

    /// The name of a task's own calendar, which the plan gets if it is without it.
    fn calendar(&mut self, task: &Element) -> Option<String> {
        task.int("CalendarUID").filter(|uid| *uid > 0 && *uid != self.calendar)?;
        let calendar = self.calendar_of(task).clone();
        if self.draft.plan.calendars.iter().all(|known| known.name != calendar.name) {
            self.draft.plan.calendars.push(calendar.plan());
        }
        Some(calendar.name)
    }

    fn constrain(
        &mut self,
        row: &mut WorkPackage,
        task: &Element,
        kind: Kind,
        values: &HashMap<Field, &str>,
        place: &str,
    ) {
        let custom = |column| values.get(&Field::Column(column)).copied();
        let code = task.int("ConstraintType").unwrap_or_default();
        let direction = custom(Column::Direction).and_then(Direction::read);
        let is_late = code == 1 || direction == Some(Direction::Alap);
        row.direction = Some(Direction::Alap.name()).filter(|_| is_late && kind != Kind::Phase);
        let Some(constraint) = constraint(code) else { return };
        let is_start = matches!(
            constraint,
            ConstraintKind::StartNoEarlierThan
                | ConstraintKind::StartNoLaterThan
                | ConstraintKind::MustStartOn
        );
        let date =
            if is_start { self.start(task, "ConstraintDate") } else { self.finish(task, "ConstraintDate") };
        let is_soft =
            matches!(constraint, ConstraintKind::StartNoEarlierThan | ConstraintKind::FinishNoLaterThan);
        if kind == Kind::Phase && !is_soft {
            return self.draft.tally(place, "a constraint of a summary task", "holds its work alone");
        }
        row.constraint = date.map(|date| Bound::constraint(constraint.name(), date));
        let is_strict = self.honors_constraints && constraint != ConstraintKind::StartNoEarlierThan;
        let prevails =
            is_strict || custom(Column::ConstraintWins).and_then(Answer::read) == Some(Answer::Yes);
        row.constraint_wins = prevails.then_some(true).filter(|_| row.constraint.is_some());
    }

    /// The edge of an event, and dates that somebody typed.
    fn place_in_time(&mut self, row: &mut WorkPackage, task: &Element, kind: Kind) {
        let is_manual = task.is("Manual");
        let name = if is_manual && task.text("ManualStart").is_some() { "ManualStart" } else { "Start" };
        let moment = moment_in(task, name);
        if kind == Kind::Milestone {
            let is_opening = moment.is_some_and(|moment| self.hours.is_opening(moment));
            row.edge = Some(if is_opening { Edge::StartOfDay } else { Edge::EndOfDay }.name());
        }
        if !is_manual {
            return;
        }
        row.mode = Some(Mode::Manual.name());
        if kind == Kind::Milestone {
            row.start = moment.map(|moment| moment.date());
            row.finish = row.start;
        } else {
            let end = if task.text("ManualFinish").is_some() { "ManualFinish" } else { "Finish" };
            row.start = self.start(task, name);
            row.finish =
                self.finish(task, end).filter(|finish| row.start.is_none_or(|start| start <= *finish));
        }
    }

    /// What was reported of a task.
    fn report(&mut self, row: &mut WorkPackage, task: &Element, place: &str) {
        row.progress = task.int("PercentComplete").and_then(|done| u8::try_from(done.clamp(0, 100)).ok());
        row.actual_start = date_in(task, "ActualStart");
        row.actual_finish = date_in(task, "ActualFinish");
        let work = task.text("Work").and_then(duration::minutes).filter(|minutes| *minutes > 0);
        row.estimate_hours = work.and_then(|minutes| duration::days(minutes, 60)).map(|(hours, _)| hours);
        if row.actual_finish.zip(row.actual_start).is_some_and(|(finish, start)| finish < start) {
            self.draft.tally(place, "an actual finish before the actual start", "is left out");
            row.actual_finish = None;
        }
        let progress = row.progress.unwrap_or_default();
        if row.duration.is_none() || row.actual_finish.is_some() || !(1..100).contains(&progress) {
            return;
        }
        let left = task.text("RemainingDuration").and_then(duration::minutes);
        let left =
            left.and_then(|minutes| duration::days(minutes, self.minutes_per_day)).map(|(days, _)| days);
        // What follows from the progress need not be said.
        let expected = row.duration.map(|days| (days * (100 - i32::from(progress)) + 99) / 100);
        row.remaining = left.filter(|_| left != expected);
    }

    /// Notes what a plan has no place for.
    fn note(&mut self, task: &Element, place: &str) {
        let is_spent =
            |name| task.text(name).and_then(|cost| cost.parse::<f64>().ok()).is_some_and(|cost| cost != 0.0);
        let notes = [
            (task.int("LevelingDelay").unwrap_or_default() != 0, "a leveling delay", "plans are not leveled"),
            (is_spent("FixedCost") || is_spent("Cost"), "costs", "a plan has none"),
            (task.text("HyperlinkAddress").is_some(), "a hyperlink", "a plan has none"),
            (self.is_split(task), "a split", "work is in one piece"),
        ];
        for (_, what, why) in notes.into_iter().filter(|(is_there, ..)| *is_there) {
            self.draft.tally(place, what, why);
        }
    }

    /// Whether work stopped and goes on after working days in between.
    fn is_split(&mut self, task: &Element) -> bool {
        let (Some(stop), Some(resume)) = (date_in(task, "Stop"), date_in(task, "Resume")) else {
            return false;
        };
        let between = stop.succ_opt().zip(resume.pred_opt()).filter(|(first, last)| first <= last);
        between.is_some_and(|(first, last)| self.calendar_of(task).working_days(first, last) > 0)
    }
}

fn labels(text: &str) -> Vec<String> {
    crate::spreadsheet::parts(text).map(str::to_owned).collect()
}

/// The constraint that a code stands for: 0 and 1 are none.
const fn constraint(code: i64) -> Option<ConstraintKind> {
    Some(match code {
        2 => ConstraintKind::MustStartOn,
        3 => ConstraintKind::MustFinishOn,
        4 => ConstraintKind::StartNoEarlierThan,
        5 => ConstraintKind::StartNoLaterThan,
        6 => ConstraintKind::FinishNoEarlierThan,
        7 => ConstraintKind::FinishNoLaterThan,
        _ => return None,
    })
}

/// A priority of 0 to 1,000, of which 500 is usual.
const fn priority(number: i64) -> Priority {
    match number {
        ..400 => Priority::Low,
        400..=600 => Priority::Normal,
        601..=800 => Priority::High,
        801.. => Priority::Urgent,
    }
}
