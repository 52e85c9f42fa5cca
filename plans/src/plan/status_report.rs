//! A campaign as of a day: what hangs off its snapshot by day.

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use entity::{BaselineId, WorkPackageId};
use schedule::{Baseline, Finding, Kind, Outlook, Plan, Records, Subject, TaskId, Thresholds, check};

use super::roll_up::RollUp;
use super::rows::PlanError;

/// The outlook of a plan and what there is to say of it.
#[derive(Debug)]
pub struct StatusReport {
    /// Forecasts, statuses, root causes.
    pub outlook: Outlook<WorkPackageId>,
    /// The most pressing first.
    pub findings: Vec<Finding>,
    /// The baseline of the caller's choice; none of the active one.
    pub chosen_baseline: Option<BaselineId>,
    /// Places in `findings`, by work package and then as they stand there.
    by_task: Vec<(TaskId, u32)>,
    /// By work package; none of leaves.  Made when the first phase is asked about.
    phases: OnceLock<Vec<Option<RollUp>>>,
    /// All work of the campaign in sum, made when it is asked for.
    everything: OnceLock<RollUp>,
}

impl StatusReport {
    /// Looks at a plan as of the close of a day, against a baseline, with what is on record beside it and
    /// from where on findings are told.
    ///
    /// # Errors
    /// The core's, where the day or a forecast lies outside 1900–2199.
    pub fn new(
        plan: &Arc<Plan<WorkPackageId>>,
        (records, thresholds): (&Records<WorkPackageId>, &Thresholds),
        as_of: NaiveDate,
        baseline: Option<Arc<Baseline>>,
    ) -> Result<Self, PlanError> {
        let outlook = Outlook::new(Arc::clone(plan), as_of, baseline, thresholds.ahead_points)?;
        let findings = check(&outlook, records, thresholds);
        let mut by_task: Vec<_> = findings.iter().zip(0..).filter_map(of_task).collect();
        by_task.sort_unstable();
        let chosen_baseline = None;
        Ok(Self {
            outlook,
            findings,
            chosen_baseline,
            by_task,
            phases: OnceLock::new(),
            everything: OnceLock::new(),
        })
    }

    /// The day.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.outlook.as_of()
    }

    /// All work of the campaign in sum.
    pub fn everything(&self) -> &RollUp {
        self.everything.get_or_init(|| self.sum(self.outlook.plan().network().wbs()))
    }

    /// A phase in sum; none of a leaf.
    pub fn phase(&self, task: TaskId) -> Option<&RollUp> {
        let phases = self.phases.get_or_init(|| self.roll_up());
        phases.get(task.index())?.as_ref()
    }

    fn roll_up(&self) -> Vec<Option<RollUp>> {
        let network = self.outlook.plan().network();
        let wbs = network.wbs();
        let mut phases: Vec<_> = std::iter::repeat_with(|| None).take(wbs.len()).collect();
        for phase in wbs.iter().filter(|task| !self.is_leaf(**task)) {
            if let Some(place) = phases.get_mut(phase.index()) {
                *place = Some(self.sum(network.descendants(*phase)));
            }
        }
        phases
    }

    /// The leaves among some work packages in sum.
    fn sum(&self, tasks: &[TaskId]) -> RollUp {
        let leaves: Vec<_> = tasks.iter().copied().filter(|task| self.is_leaf(*task)).collect();
        RollUp::new(&self.outlook, &leaves)
    }

    fn is_leaf(&self, task: TaskId) -> bool {
        self.outlook.plan().network().task(task).kind != Kind::Phase
    }

    /// What there is to say of a work package, the most pressing first.
    pub fn of(&self, task: TaskId) -> impl Iterator<Item = &Finding> {
        let from = self.by_task.partition_point(|(of, _)| *of < task);
        let rest = self.by_task.get(from..).unwrap_or_default();
        let mine = rest.iter().take_while(move |(of, _)| *of == task);
        mine.filter_map(|(_, at)| self.findings.get(*at as usize))
    }
}

fn of_task((finding, at): (&Finding, u32)) -> Option<(TaskId, u32)> {
    match finding.subject {
        Subject::Task(task) => Some((task, at)),
        Subject::Anchor(_) | Subject::RequiredFinish | Subject::Carrier(_) => None,
    }
}
