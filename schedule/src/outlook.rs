//! The plan as of a day: expected progress, forecast, variances, late status (SCHEDULING.md §5).

use std::sync::Arc;

use chrono::NaiveDate;

use crate::baseline::Baseline;
use crate::boundary::{Boundary, Span};
use crate::error::Error;
use crate::forecast::Forecast;
use crate::late::{LateOrigin, Lateness, RootCause};
use crate::network::{Key, Network, NodeId, Place, TaskId};
use crate::plan::{Plan, Ranks, Reason};
use crate::status::LateStatus;
use crate::table::Table;

/// A plan as of a day: a pure function of the plan, the baseline and the day.
#[derive(Clone, Debug)]
pub struct Outlook<K> {
    plan: Arc<Plan<K>>,
    as_of: NaiveDate,
    baseline: Option<Arc<Baseline>>,
    pub(crate) forecast: Forecast,
    pub(crate) lateness: Lateness,
    /// The rank of the close of the day, on each calendar.
    closes: Vec<i32>,
    statuses: Table<NodeId, (LateStatus, Option<LateOrigin>)>,
}

/// One leaf as of a day.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TaskOutlook {
    /// Where it is forecast.
    pub forecast: Span,
    /// What decides the forecast.
    pub reason: Reason,
    /// Working days remaining of its duration.
    pub remaining: i32,
    /// What should be done by the close of the day.
    pub expected: Expected,
    /// Against the baseline; `None` without one.
    pub variance: Option<Variance>,
    /// How it stands.
    pub status: LateStatus,
    /// Whose doing it is; of `Late`, `AtRisk` and `DoneLate` alone.
    pub origin: Option<LateOrigin>,
    /// Working days that it is forecast to finish after its reference; 0 or more.
    pub delay: i32,
    /// Working days between its late finish and its forecast finish; negative if the forecast misses what
    /// follows.
    pub forecast_slack: i32,
}

/// Planned less baseline, in working days; positive is late.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Variance {
    /// Of the start.
    pub start: i32,
    /// Of the finish.
    pub finish: i32,
    /// Of the duration.
    pub duration: i32,
}

/// The share of a duration that should be done, as the fraction that it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Working days that have closed.
    pub worked: i32,
    /// Working days in all; 0 of an event, which is expected once its day has closed (`worked` is 1 then).
    pub of: i32,
}

impl Expected {
    /// The share of a leaf that should be done by the close of a day, whose rank on the leaf's calendar is
    /// given, on the baseline's dates if there are any.
    pub(crate) fn by<K: Key>(
        plan: &Plan<K>,
        baseline: Option<&Baseline>,
        node: NodeId,
        (day, close): (NaiveDate, i32),
    ) -> Self {
        let network = plan.network();
        let row = &network.nodes[node];
        let kind = network.task(row.task).kind;
        let baseline = baseline.and_then(|baseline| baseline.span(row.task, kind));
        let agreed = match baseline {
            None => plan.placed().ranks[node],
            Some(span) => Ranks::of(span, network.calendar(row.calendar)),
        };
        let length = agreed.length();
        if length > 0 {
            return Self { worked: (close - agreed.start).clamp(0, length), of: length };
        }
        // An event, or work on days off alone, is expected once its day has closed.
        let (_, last) = kind.days(baseline.unwrap_or_else(|| plan.span_of(node)));
        Self { worked: i32::from(last <= day), of: 0 }
    }

    /// As a percentage, 0–100.
    #[must_use]
    pub fn percent(self) -> f64 {
        100.0 * f64::from(self.worked) / f64::from(self.of.max(1))
    }

    /// As whole per cent, rounded down.
    pub(crate) fn whole_percent(self) -> u8 {
        u8::try_from(i64::from(self.worked) * 100 / i64::from(self.of.max(1))).unwrap_or(100)
    }

    /// Whether `progress`, in per cent, is above what is expected by more than so many points.
    #[must_use]
    pub fn is_exceeded(self, progress: u8, points: u8) -> bool {
        self.distance(progress) > i64::from(points) * i64::from(self.of.max(1))
    }

    /// Whether `progress`, in per cent, is below what is expected by more than so many points.
    #[must_use]
    pub fn is_missed(self, progress: u8, points: u8) -> bool {
        -self.distance(progress) > i64::from(points) * i64::from(self.of.max(1))
    }

    /// Progress less what is expected, in hundredths of a working day.
    fn distance(self, progress: u8) -> i64 {
        i64::from(progress) * i64::from(self.of.max(1)) - i64::from(self.worked) * 100
    }
}

impl<K: Key> Outlook<K> {
    /// Looks at a plan as of the close of a day.  `ahead_points` is how far progress must be above what is
    /// expected to count as ahead.
    ///
    /// # Errors
    /// [`Error::DateOutOfRange`] if a forecast lies outside 1900-01-01 … 2199-12-31.
    pub fn new(
        plan: Arc<Plan<K>>,
        as_of: NaiveDate,
        baseline: Option<Arc<Baseline>>,
        ahead_points: u8,
    ) -> Result<Self, Error<K>> {
        if !Boundary::covers(as_of) {
            return Err(Error::DateOutOfRange { key: None });
        }
        let forecast = Forecast::new(&plan, as_of)?;
        let lateness = Lateness::new(&plan, &forecast, baseline.as_deref());
        let calendars = &plan.network().campaign().calendars;
        let closes = calendars.iter().map(|calendar| calendar.rank(Boundary::closing(as_of))).collect();
        let statuses = Table::from(Vec::new());
        let mut outlook = Self { plan, as_of, baseline, forecast, lateness, closes, statuses };
        let ids = outlook.network().nodes.ids();
        outlook.statuses = ids.map(|id| outlook.judge(id, ahead_points)).collect();
        Ok(outlook)
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan<K>> {
        &self.plan
    }

    /// The day.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The baseline that it is compared with.
    #[must_use]
    pub fn baseline(&self) -> Option<&Arc<Baseline>> {
        self.baseline.as_ref()
    }

    /// How a leaf stands; `None` for a phase.
    #[must_use]
    pub fn task_outlook(&self, task: TaskId) -> Option<TaskOutlook> {
        let Place::Leaf(node) = self.network().place(task) else { return None };
        let (status, origin) = self.statuses[node];
        let row = &self.network().nodes[node];
        let task = self.network().task(task);
        Some(TaskOutlook {
            forecast: self.forecast.positions.spans[node],
            reason: self.forecast_reason(node),
            remaining: if task.is_done() { 0 } else { task.remaining_of(row.duration) },
            expected: self.expected(node),
            variance: self.variance(node),
            status,
            origin,
            delay: self.lateness.delay(node).days,
            forecast_slack: self.forecast_slack(node),
        })
    }

    /// Where the lateness of a leaf began; `None` if it is not late, and for a phase.
    #[must_use]
    pub fn root_cause(&self, task: TaskId) -> Option<RootCause> {
        match self.network().place(task) {
            Place::Leaf(node) if self.lateness.delay(node).days > 0 => {
                Some(self.lateness.root_cause(self.network(), node))
            }
            Place::Leaf(_) | Place::Phase(_) => None,
        }
    }

    /// The latest forecast finish; `None` without any work.
    #[must_use]
    pub fn finish(&self) -> Option<Boundary> {
        let nodes = self.network().nodes.enumerate().filter(|(_, node)| node.role.is_leaf());
        nodes.map(|(id, _)| self.forecast.positions.spans[id].finish).max()
    }

    pub(crate) fn network(&self) -> &Network<K> {
        self.plan.network()
    }

    pub(crate) fn status(&self, node: NodeId) -> (LateStatus, Option<LateOrigin>) {
        self.statuses[node]
    }

    /// The rank of the close of the day on a node's calendar.
    pub(crate) fn close(&self, node: NodeId) -> i32 {
        let calendar = self.network().nodes[node].calendar;
        self.closes.get(usize::from(calendar.0)).copied().unwrap_or_default()
    }

    /// The share that should be done, on the baseline's dates if there are any.
    pub(crate) fn expected(&self, node: NodeId) -> Expected {
        Expected::by(&self.plan, self.baseline.as_deref(), node, (self.as_of, self.close(node)))
    }

    pub(crate) fn variance(&self, node: NodeId) -> Option<Variance> {
        let row = &self.network().nodes[node];
        let span = self.baseline.as_ref()?.span(row.task, self.network().task(row.task).kind)?;
        let agreed = Ranks::of(span, self.network().calendar(row.calendar));
        let planned = self.plan.placed().ranks[node];
        Some(Variance {
            start: planned.start - agreed.start,
            finish: planned.finish - agreed.finish,
            duration: planned.length() - agreed.length(),
        })
    }

    pub(crate) fn forecast_slack(&self, node: NodeId) -> i32 {
        self.plan.late.ranks[node].finish - self.forecast.positions.ranks[node].finish
    }

    /// Working days that the forecast finish lies after the planned one.
    pub(crate) fn days_after_plan(&self, node: NodeId) -> i32 {
        self.forecast.positions.ranks[node].finish - self.plan.placed().ranks[node].finish
    }

    fn forecast_reason(&self, node: NodeId) -> Reason {
        self.plan.reason_by(node, &self.forecast.drivers, self.forecast.grounds.as_ref())
    }
}
