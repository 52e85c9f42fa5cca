//! Campaigns out of the database, as plan files: what they use of their workspace, and nothing of other
//! campaigns.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use entity::{
    BaselineId, CalendarId, CampaignId, DepartmentId, UserId, WorkPackageId, baseline, baseline_row, day_off,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::anchor_name;
use super::format::{
    Anchor, Calendar, Campaign, DaysOff, Department, Exception, Person, PlanFile, Target, VERSION, Workspace,
};
use super::format_plan::{Baseline, BaselineRow, Constraint, Deadline, Dependency, WorkPackage};
use super::node::WEEK;
use crate::error::{Error, Result};
use crate::plan::{Snapshot, ThresholdOverrides};
use crate::store::Store;

/// The baselines of a campaign, of which its snapshot has the active one alone.
pub struct Baselines {
    baselines: Vec<baseline::Model>,
    rows: Vec<baseline_row::Model>,
}

impl Baselines {
    /// Reads them.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn load(store: &Store, campaign_id: CampaignId) -> Result<Self> {
        let baselines = baseline::Entity::live()
            .filter(baseline::Column::CampaignId.eq(campaign_id))
            .order_by_asc(baseline::Column::TakenAt)
            .order_by_asc(baseline::Column::Name)
            .all(store.reader())
            .await?;
        let of_campaign = baseline_row::Column::CampaignId.eq(campaign_id);
        let rows = baseline_row::Entity::find().filter(of_campaign).all(store.reader()).await?;
        Ok(Self { baselines, rows })
    }
}

/// Writes the campaign as a plan file.
///
/// # Errors
/// What `out` answers.
pub fn export(
    snapshot: &Snapshot,
    Baselines { baselines, rows }: Baselines,
    mut out: impl Write,
) -> Result<()> {
    let file = Exporter::new(snapshot).file(baselines, rows);
    serde_json::to_writer_pretty(&mut out, &file).map_err(Error::internal)?;
    out.write_all(b"\n").map_err(Error::internal)
}

/// A work package's place in the outline, and its code there.
type Code = (u32, String);

/// A campaign, and what it uses.
struct Exporter<'a> {
    snapshot: &'a Snapshot,
    departments: BTreeSet<DepartmentId>,
    people: BTreeSet<UserId>,
    calendars: BTreeSet<CalendarId>,
}

impl<'a> Exporter<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let rows = &snapshot.work_packages;
        let departments: BTreeSet<_> = rows.iter().filter_map(|row| row.department_id).collect();
        let mut people: BTreeSet<_> = rows
            .iter()
            .flat_map(|row| row.accountable_id.into_iter().chain(row.collaborator_ids()))
            .collect();
        let mut calendars: BTreeSet<_> = rows.iter().filter_map(|row| row.calendar_id).collect();
        people.insert(snapshot.campaign.owner_id);
        calendars.insert(snapshot.campaign.calendar_id);
        for department in &snapshot.directory.departments {
            if departments.contains(&department.row.id) {
                let members =
                    department.members.iter().filter_map(|place| snapshot.directory.people.get(*place));
                people.extend(members.map(|person| person.row.id).chain(department.row.lead_id));
                calendars.extend(department.row.calendar_id);
            }
        }
        Self { snapshot, departments, people, calendars }
    }

    fn file(&self, baselines: Vec<baseline::Model>, rows: Vec<baseline_row::Model>) -> PlanFile {
        let directory = &self.snapshot.directory;
        let used = |department: &&crate::plan::Department| self.departments.contains(&department.row.id);
        PlanFile {
            leadtime: VERSION,
            workspace: Some(Workspace {
                name: directory.workspace.name.clone(),
                time_zone: directory.workspace.time_zone.clone(),
            }),
            calendars: self.calendars(),
            people: self.people(),
            departments: directory.departments.iter().filter(used).map(|row| self.department(row)).collect(),
            campaign: self.campaign(),
            anchors: self.snapshot.anchors.iter().map(anchor).collect(),
            work_packages: self.work_packages(),
            dependencies: self.dependencies(),
            baselines: self.baselines(baselines, rows),
        }
    }

    /// The campaign's own first: an import makes that the workspace's default.
    fn calendars(&self) -> Vec<Calendar> {
        let own = self.snapshot.campaign.calendar_id;
        let mut used: Vec<_> = self.snapshot.directory.calendars.iter().collect();
        used.retain(|calendar| self.calendars.contains(&calendar.row.id));
        used.sort_by_key(|calendar| (calendar.row.id != own, &calendar.row.name));
        used.into_iter().map(calendar).collect()
    }

    fn people(&self) -> Vec<Person> {
        let mut used: Vec<_> = self.snapshot.directory.people.iter().collect();
        used.retain(|person| self.people.contains(&person.row.id));
        used.sort_by_key(|person| &person.row.email);
        let person = |person: &crate::plan::Person| Person {
            email: person.row.email.clone(),
            name: person.row.name.clone(),
            role: person.role,
            locale: person.row.locale.clone(),
            time_zone: person.row.time_zone.clone(),
            days_off: person.days_off.iter().map(days_off).collect(),
        };
        used.into_iter().map(person).collect()
    }

    fn department(&self, department: &crate::plan::Department) -> Department {
        let people = &self.snapshot.directory.people;
        let members = department.members.iter().filter_map(|place| people.get(*place));
        let mut members: Vec<_> = members.map(|person| person.row.email.clone()).collect();
        members.sort_unstable();
        Department {
            name: department.row.name.clone(),
            colour: department.row.colour.clone(),
            lead: department.row.lead_id.and_then(|id| self.email(id)),
            members,
            calendar: department.row.calendar_id.and_then(|id| self.calendar_name(id)),
            capacity: department.row.capacity_per_day,
            days_off: department.days_off.iter().map(days_off).collect(),
        }
    }

    fn email(&self, id: UserId) -> Option<String> {
        let directory = &self.snapshot.directory;
        directory
            .person(id)
            .and_then(|place| directory.people.get(place))
            .map(|person| person.row.email.clone())
    }

    fn calendar_name(&self, id: CalendarId) -> Option<String> {
        let directory = &self.snapshot.directory;
        let found = directory.calendar(id).and_then(|place| directory.calendars.get(place));
        found.map(|calendar| calendar.row.name.clone())
    }

    fn campaign(&self) -> Campaign {
        let row = &self.snapshot.campaign;
        Campaign {
            key: row.key.clone(),
            name: row.name.clone(),
            theme: row.theme.clone(),
            owner: self.email(row.owner_id).unwrap_or_default(),
            goals: row.goals.clone(),
            audience: row.audience.clone(),
            channel: row.channel.clone(),
            time_zone: row.time_zone.clone(),
            calendar: self.calendar_name(row.calendar_id).unwrap_or_default(),
            start: row.start_on,
            required_finish: row
                .required_finish_on
                .zip(row.required_finish_edge)
                .map(|(date, edge)| Target { date, edge }),
            status: row.status,
            finding_thresholds: row
                .finding_thresholds
                .as_deref()
                .map(|column| ThresholdOverrides::read(Some(column)).into()),
        }
    }

    fn work_packages(&self) -> Vec<WorkPackage> {
        let row = |task: &schedule::TaskId| self.work_package(*task);
        self.snapshot.network().wbs().iter().map(row).collect()
    }

    fn work_package(&self, task: schedule::TaskId) -> WorkPackage {
        let row = self.snapshot.row(task);
        let directory = &self.snapshot.directory;
        let department = row.department_id.and_then(|id| directory.department(id));
        let anchor = row.anchor_id.and_then(|id| self.snapshot.anchors.iter().find(|anchor| anchor.id == id));
        WorkPackage {
            wbs: self.snapshot.wbs(task).to_owned(),
            department: department
                .and_then(|at| directory.departments.get(at))
                .map(|found| found.row.name.clone()),
            accountable: row.accountable_id.and_then(|id| self.email(id)),
            collaborators: row.collaborator_ids().filter_map(|id| self.email(id)).collect(),
            calendar: row.calendar_id.and_then(|id| self.calendar_name(id)),
            constraint: row
                .constraint_kind
                .zip(row.constraint_on)
                .map(|(kind, date)| Constraint { kind, date }),
            deadline: row
                .deadline_on
                .zip(row.deadline_firmness)
                .map(|(date, firmness)| Deadline { date, firmness }),
            anchor: anchor.map(|anchor| anchor_name(anchor.kind, &anchor.name)),
            progress: if self.snapshot.is_leaf(task) { row.progress } else { 0 },
            labels: row.labels.lines().map(str::to_owned).collect(),
            ..WorkPackage::of_row(row)
        }
    }

    fn code(&self, id: WorkPackageId) -> Option<Code> {
        let network = self.snapshot.network();
        network.find(&id).map(|task| (network.wbs_rank(task), self.snapshot.wbs(task).to_owned()))
    }

    fn dependencies(&self) -> Vec<Dependency> {
        let ends = |link: &entity::dependency::Model| {
            self.code(link.predecessor_id).zip(self.code(link.successor_id)).map(|ends| (ends, link.clone()))
        };
        let mut links: Vec<_> = self.snapshot.dependencies.iter().filter_map(ends).collect();
        links.sort_by_key(|((from, to), link)| (from.0, to.0, link.link_type));
        let dependency = |((from, to), link): ((Code, Code), entity::dependency::Model)| Dependency {
            predecessor: from.1,
            successor: to.1,
            link_type: link.link_type,
            lag: link.lag_days,
            lag_unit: link.lag_unit,
        };
        links.into_iter().map(dependency).collect()
    }

    fn baselines(&self, baselines: Vec<baseline::Model>, rows: Vec<baseline_row::Model>) -> Vec<Baseline> {
        let mut by_baseline = BTreeMap::<BaselineId, Vec<_>>::new();
        for row in rows {
            let code = self.code(row.work_package_id).map(|code| (code, row.start_on, row.finish_on));
            by_baseline.entry(row.baseline_id).or_default().extend(code);
        }
        let baseline = |row: baseline::Model| {
            let mut rows = by_baseline.remove(&row.id).unwrap_or_default();
            rows.sort_unstable();
            let rows = rows.into_iter().map(|((_, wbs), start, finish)| BaselineRow { wbs, start, finish });
            Baseline {
                name: row.name,
                taken_at: row.taken_at,
                active: row.active,
                rows: Some(rows.collect()),
            }
        };
        baselines.into_iter().map(baseline).collect()
    }
}

fn calendar(calendar: &crate::plan::Calendar) -> Calendar {
    let week = crate::plan::week(calendar.row.week);
    let exception = |day: &entity::calendar_exception::Model| Exception {
        date: day.on_date,
        working: day.working,
        name: day.name.clone(),
    };
    Calendar {
        name: calendar.row.name.clone(),
        week: WEEK.into_iter().zip(week).filter_map(|(day, is_worked)| is_worked.then_some(day)).collect(),
        source: calendar.row.source.clone(),
        known_through: calendar.row.known_through,
        exceptions: calendar.exceptions.iter().map(exception).collect(),
    }
}

fn days_off(run: &day_off::Model) -> DaysOff {
    DaysOff { start: run.start_on, finish: run.finish_on, reason: run.reason.clone() }
}

fn anchor(row: &entity::anchor::Model) -> Anchor {
    Anchor { kind: row.kind, name: row.name.clone(), date: row.on_date, edge: row.edge, origin: row.origin }
}
