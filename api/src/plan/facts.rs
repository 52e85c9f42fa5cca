//! A campaign as of a day: what hangs off its snapshot by day.

use std::sync::{Arc, OnceLock};

use chrono::{Datelike, NaiveDate};
use entity::{BaselineId, WorkPackageId};
use schedule::{
    Baseline, DaysOff, Finding, IndustryEvent, Outlook, PersonId, Records, Subject, TaskId, Thresholds, check,
};

use super::roll_up::RollUp;
use super::rows::PlanError;
use super::snapshot::Snapshot;

/// Days of every year on which the whole trade sells: month and day, first and last.
const INDUSTRY_EVENTS: [((u32, u32), (u32, u32)); 4] =
    [((3, 8), (3, 8)), ((6, 18), (6, 18)), ((11, 11), (11, 11)), ((12, 12), (12, 12))];

/// The outlook of a plan and what there is to say of it.
#[derive(Debug)]
pub struct Facts {
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

impl Facts {
    /// Looks at a campaign as of the close of a day, against a baseline.
    ///
    /// # Errors
    /// The core's, where the day or a forecast lies outside 1900–2199.
    pub fn new(
        snapshot: &Snapshot,
        as_of: NaiveDate,
        baseline: Option<Arc<Baseline>>,
    ) -> Result<Self, PlanError> {
        let thresholds = Thresholds::default();
        let plan = Arc::clone(&snapshot.plan);
        let outlook = Outlook::new(plan, as_of, baseline, thresholds.ahead_points)?;
        let findings = check(&outlook, &records(snapshot, as_of), &thresholds);
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
    pub fn everything(&self, snapshot: &Snapshot) -> &RollUp {
        self.everything.get_or_init(|| {
            let all = snapshot.network().wbs().iter().copied();
            let leaves: Vec<_> = all.filter(|task| snapshot.is_leaf(*task)).collect();
            RollUp::new(snapshot, &self.outlook, &leaves)
        })
    }

    /// A phase in sum; none of a leaf.
    pub fn phase(&self, snapshot: &Snapshot, task: TaskId) -> Option<&RollUp> {
        let phases = self.phases.get_or_init(|| self.roll_up(snapshot));
        phases.get(task.index())?.as_ref()
    }

    fn roll_up(&self, snapshot: &Snapshot) -> Vec<Option<RollUp>> {
        let network = snapshot.network();
        let wbs = network.wbs();
        let mut phases: Vec<_> = std::iter::repeat_with(|| None).take(wbs.len()).collect();
        for phase in wbs {
            if snapshot.row(*phase).kind != entity::WorkPackageKind::Phase {
                continue;
            }
            let leaves: Vec<_> = snapshot.leaves_of(*phase).collect();
            if let Some(place) = phases.get_mut(phase.index()) {
                *place = Some(RollUp::new(snapshot, &self.outlook, &leaves));
            }
        }
        phases
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

/// What is on record beside the plan.
fn records(snapshot: &Snapshot, as_of: NaiveDate) -> Records<WorkPackageId> {
    let reported = |row: &entity::work_package::Model| row.reported_on.map(|day| (row.id, day));
    let days_off = snapshot.directory.people.iter().zip(0..).flat_map(|(person, place)| {
        let run = move |off: &entity::day_off::Model| DaysOff {
            person: PersonId(place),
            first: off.start_on,
            last: off.finish_on,
        };
        person.days_off.iter().map(run)
    });
    Records {
        reports: snapshot.work_packages.iter().filter_map(reported).collect(),
        days_off: days_off.collect(),
        events: events(
            snapshot.campaign.start_on.year()..=as_of.year().max(snapshot.campaign.start_on.year()) + 1,
        ),
        ..Records::default()
    }
}

/// The industry's events of some years.
fn events(years: std::ops::RangeInclusive<i32>) -> Vec<IndustryEvent> {
    let of_year = |year| {
        INDUSTRY_EVENTS.iter().filter_map(move |(first, last)| {
            let day = |(month, day): (u32, u32)| NaiveDate::from_ymd_opt(year, month, day);
            Some(IndustryEvent { first: day(*first)?, last: day(*last)? })
        })
    };
    years.flat_map(of_year).collect()
}
