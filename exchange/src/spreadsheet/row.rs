//! A line of a table as a work package.

use chrono::NaiveDate;
use schedule::{ConstraintKind, Direction, Edge, Firmness};

use super::column::Column;
use super::grid::{Content, Grid};
use super::header::Header;
use super::outline::Placed;
use super::parse;
use crate::draft::Draft;
use crate::name::{Answer, Kind, Mode, Named};
use crate::plan::{BaselineRow, Bound, WorkPackage};
use crate::sheet::Priority;
use crate::text;

/// A line with where it stands and what is made of it.
pub struct RowReader<'a> {
    pub grid: &'a Grid,
    pub header: &'a Header,
    pub draft: &'a mut Draft,
    pub placed: &'a Placed<'a>,
    /// Days without a year are the first from here on.
    pub from: Option<NaiveDate>,
    /// In the plan: `workPackages[3]`.
    pub path: String,
}

impl RowReader<'_> {
    /// Where a column's cell stands.
    pub fn place(&self, column: Column) -> String {
        self.header.place(self.grid, self.placed.line, column)
    }

    /// What a cell says, as a field of the plan.
    fn read<T>(
        &mut self,
        column: Column,
        field: &str,
        read: impl Fn(&Content) -> Result<T, String>,
    ) -> Option<T> {
        let cell = self.header.cell(self.placed.line, column)?;
        let place = self.place(column);
        let value = match read(&cell.content) {
            Ok(value) => Some(value),
            Err(message) => {
                self.draft.fault(place.clone(), message);
                None
            }
        };
        self.draft.place(format!("{}.{field}", self.path), place);
        value
    }

    fn date(&mut self, column: Column, field: &str) -> Option<NaiveDate> {
        let from = self.from;
        self.read(column, field, |content| parse::date(content, from))
    }

    fn text(&mut self, column: Column, field: &str) -> Option<String> {
        self.read(column, field, |content| Ok(text::clean(&content.text())))?
    }

    fn line(&mut self, column: Column, field: &str) -> Option<String> {
        self.read(column, field, |content| Ok(text::line(&content.text())))?
    }

    fn named<T: Named>(&mut self, column: Column, field: &str) -> Option<T> {
        let expected = |content: &Content| {
            T::read(&content.text()).ok_or_else(|| format!("expected one of {}", T::known()))
        };
        self.read(column, field, expected)
    }

    /// The whole line.
    pub fn work_package(&mut self) -> WorkPackage {
        let line = self.placed.line;
        self.draft.place(self.path.clone(), self.grid.place(line.number, 0));
        let duration = self.read(Column::Duration, "duration", parse::days);
        let kind = self.kind(duration);
        let (accountable, collaborators) = self.people();
        let mut row = WorkPackage {
            wbs: self.placed.wbs.clone(),
            number: self.read(Column::Number, "number", number),
            external_id: self.line(Column::ExternalId, "externalId"),
            kind: kind.name(),
            title: self.title(),
            description: self.text(Column::Description, "description"),
            department: self.department(),
            accountable,
            collaborators,
            calendar: self.line(Column::Calendar, "calendar"),
            direction: self.named::<Direction>(Column::Direction, "direction").map(Named::name),
            duration: duration.filter(|_| kind == Kind::Task),
            edge: edge(kind).map(Named::name),
            constraint: self.constraint(),
            constraint_wins: self
                .named::<Answer>(Column::ConstraintWins, "constraintWins")
                .map(|answer| answer == Answer::Yes),
            deadline: self.deadline(),
            buffer: self.read(Column::Buffer, "buffer", parse::days),
            anchor: self.anchor(),
            estimate_hours: self.read(Column::Hours, "estimateHours", parse::number),
            priority: self.named::<Priority>(Column::Priority, "priority").map(Named::name),
            blocked_reason: self.text(Column::Blocked, "blockedReason"),
            labels: self.labels(),
            ..WorkPackage::default()
        };
        if kind != Kind::Phase {
            self.report(&mut row);
        }
        self.dates(&mut row, kind, duration);
        row
    }

    fn kind(&mut self, duration: Option<i32>) -> Kind {
        let named = self.named::<Kind>(Column::Kind, "kind");
        match named {
            _ if self.placed.is_phase => Kind::Phase,
            Some(kind) => kind,
            None if duration == Some(0) => Kind::Milestone,
            None => Kind::Task,
        }
    }

    fn title(&mut self) -> String {
        let title = self.text(Column::Title, "title");
        if title.is_none() {
            let place = self.place(Column::Title);
            self.draft.fault(place, "is missing: every row has a title");
        }
        title.unwrap_or_default()
    }

    fn department(&mut self) -> Option<String> {
        let name = self.line(Column::Department, "department")?;
        self.draft.department(&name)
    }

    /// Who is in charge, and who works on it beside them.
    fn people(&mut self) -> (Option<String>, Vec<String>) {
        let text = |content: &Content| Ok(content.text());
        let in_charge = self.read(Column::Accountable, "accountable", text).unwrap_or_default();
        let others = self.read(Column::Collaborators, "collaborators", text).unwrap_or_default();
        let (first, second) = (self.place(Column::Accountable), self.place(Column::Collaborators));
        // Several in one cell are often written with slashes.
        let in_charge = if in_charge.contains('<') { in_charge } else { in_charge.replace('/', "、") };
        let mut accountable = None;
        let mut collaborators = Vec::new();
        for (at, named) in parse::parts(&in_charge).enumerate() {
            match self.draft.person(named, &first) {
                Some(email) if at == 0 => accountable = Some(email),
                Some(email) => collaborators.push(email),
                None => {}
            }
        }
        collaborators.extend(parse::parts(&others).filter_map(|named| self.draft.person(named, &second)));
        (accountable, collaborators)
    }

    fn constraint(&mut self) -> Option<Bound> {
        let date = self.date(Column::ConstraintDate, "constraint.date");
        let kind = self.named::<ConstraintKind>(Column::Constraint, "constraint.kind");
        if kind.is_some()
            && date.is_none()
            && self.header.cell(self.placed.line, Column::ConstraintDate).is_none()
        {
            let place = self.place(Column::Constraint);
            self.draft.fault(place, "has no date beside it");
        }
        Some(Bound::constraint(kind?.name(), date?))
    }

    fn deadline(&mut self) -> Option<Bound> {
        let firmness = self.named::<Firmness>(Column::Firmness, "deadline.firmness").map(Named::name);
        Some(Bound::deadline(firmness, self.date(Column::Deadline, "deadline.date")?))
    }

    /// The anchor as plan files name it: by its kind, or by its own name.
    fn anchor(&mut self) -> Option<String> {
        let text = self.line(Column::Anchor, "anchor")?;
        let anchors = &self.draft.plan.anchors;
        let known = anchors.iter().find(|anchor| anchor.kind == "CUSTOM" && anchor.name == text);
        let kind = schedule::AnchorKind::read(&text).filter(|_| known.is_none());
        Some(kind.map_or(text, |kind| kind.name().to_owned()))
    }

    fn labels(&mut self) -> Vec<String> {
        let text = self.read(Column::Labels, "labels", |content| Ok(content.text())).unwrap_or_default();
        parse::parts(&text).map(str::to_owned).collect()
    }

    /// What was reported of it.
    fn report(&mut self, row: &mut WorkPackage) {
        row.actual_start = self.date(Column::ActualStart, "actualStart");
        row.actual_finish = self.date(Column::ActualFinish, "actualFinish");
        row.progress = self.read(Column::Progress, "progress", parse::percent);
        row.remaining = self.read(Column::Remaining, "remaining", parse::days);
    }

    /// Dates that the plan does not compute.  Where nobody says which these are: those of work without a
    /// duration are typed; the start of work that waits for nothing is the earliest.
    fn dates(&mut self, row: &mut WorkPackage, kind: Kind, duration: Option<i32>) {
        let mode = self.named::<Mode>(Column::Scheduling, "mode");
        let is_computed = kind == Kind::Phase || self.has(Column::Scheduling);
        if mode == Some(Mode::Automatic) || (mode.is_none() && is_computed) {
            return;
        }
        let dates = (self.date(Column::Start, "start"), self.date(Column::Finish, "finish"));
        let is_typed = mode == Some(Mode::Manual) || duration.is_none() || kind != Kind::Task;
        match dates {
            (None, None) if mode.is_none() => {}
            (start, finish) if is_typed => {
                row.mode = Some(Mode::Manual.name());
                (row.start, row.finish) = (start, finish);
            }
            (Some(start), _) if row.constraint.is_none() && !self.has(Column::Predecessors) => {
                row.constraint = Some(Bound::constraint(ConstraintKind::StartNoEarlierThan.name(), start));
            }
            _ => {}
        }
    }

    /// Whether the line has something in a column.
    fn has(&self, column: Column) -> bool {
        self.header.cell(self.placed.line, column).is_some()
    }

    /// Where the baseline has it.
    pub fn baseline(&mut self) -> Option<BaselineRow> {
        let start = self.date(Column::BaselineStart, "baseline.start")?;
        let finish = self.date(Column::BaselineFinish, "baseline.finish")?;
        Some(BaselineRow { wbs: self.placed.wbs.clone(), start, finish })
    }
}

/// The 42 of `D11-42`.
fn number(content: &Content) -> Result<i32, String> {
    let text = content.text();
    let digits = text.rsplit('-').next().unwrap_or_default();
    digits.trim().parse().map_err(|_error| "expected a number, as 42 or D11-42".to_owned())
}

const fn edge(kind: Kind) -> Option<Edge> {
    match kind {
        Kind::Milestone => Some(Edge::EndOfDay),
        Kind::MilestoneAtStart => Some(Edge::StartOfDay),
        Kind::Task | Kind::Phase => None,
    }
}
