//! From a [`PlanFile`] to the rows that it becomes, planned.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    AnchorId, BaselineId, CalendarId, CampaignId, DayOffId, DepartmentId, DependencyId, Role, UserId,
    WorkPackageId, WorkspaceId, anchor, baseline, baseline_row, calendar, calendar_exception, campaign,
    day_off, department, department_member, dependency, membership, user, work_package, workspace,
};
use schedule::{Network, Plan};

use super::anchor_name;
use super::format::{self, DaysOff, PlanFile};
use super::node::Fault;
use super::read::WEEK;
use crate::clock::new_id;
use crate::plan::{self, Calendar, Department, Directory, Person, Rows};

/// Everything that an import writes.
#[derive(Default)]
pub(super) struct Import {
    pub workspace: Option<workspace::Model>,
    pub users: Vec<user::Model>,
    pub memberships: Vec<membership::Model>,
    pub calendars: Vec<calendar::Model>,
    pub exceptions: Vec<calendar_exception::Model>,
    pub departments: Vec<department::Model>,
    pub members: Vec<department_member::Model>,
    pub days_off: Vec<day_off::Model>,
    pub baselines: Vec<baseline::Model>,
    pub baseline_rows: Vec<baseline_row::Model>,
    /// The campaign itself; planned dates are in its work packages.
    pub rows: Option<Rows>,
}

/// What an import takes as given.
pub(super) struct Given {
    /// The workspace that it goes into; its name and directory.
    pub directory: Directory,
    /// Whether that workspace is yet to be made.
    pub is_new: bool,
    /// People of other workspaces, by e-mail.
    pub users: HashMap<String, user::Model>,
    /// What the people that are made sign in with, if anything.
    pub password_hash: Option<String>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// Makes rows, and plans them.
///
/// # Errors
/// What the core refuses: circles, links across the outline, dates outside 1900–2199.
pub(super) fn assemble(file: PlanFile, given: Given) -> Result<Import, Vec<Fault>> {
    let mut import = Import::default();
    if given.is_new {
        import.workspace = Some(given.directory.workspace.clone());
    }
    let PlanFile {
        calendars,
        people,
        departments,
        campaign,
        anchors,
        work_packages,
        dependencies,
        baselines,
        ..
    } = file;
    let (now, workspace_id) = (given.now, given.directory.workspace_id());
    let mut book = Book { workspace_id, now, ..Book::of(&given.directory) };
    let owner = campaign.owner.clone();
    book.add_calendars(calendars, given.is_new, &mut import);
    book.add_people(people, &given, &owner, &mut import);
    book.add_departments(departments, &given.directory, &mut import);
    let directory = Book::directory(given.directory, &import)?;
    let codes: BTreeMap<_, _> =
        work_packages.iter().map(|row| (row.wbs.clone(), WorkPackageId(new_id()))).collect();
    let campaign = book.campaign(campaign);
    let ids = Ids { book: &book, campaign: campaign.id, codes: &codes };
    let anchors: Vec<_> = anchors.into_iter().map(|row| ids.anchor(row)).collect();
    let by_name: BTreeMap<_, _> =
        anchors.iter().map(|row| (anchor_name(row.kind, &row.name), row.id)).collect();
    let mut rows = Rows {
        campaign,
        directory_seq: 0,
        work_packages: ids.work_packages(work_packages, &by_name),
        anchors,
        baseline: Vec::new(),
        dependencies: dependencies.into_iter().filter_map(|row| ids.dependency(&row)).collect(),
    };
    let pristine = plan(&directory, &mut rows, &codes).map_err(|fault| vec![fault])?;
    for file in baselines {
        ids.baseline(file, &pristine, &mut import);
    }
    import.rows = Some(rows);
    Ok(import)
}

/// First and last day of every work package, had nothing happened yet.
type Days = HashMap<WorkPackageId, (NaiveDate, NaiveDate)>;

/// Sets the planned dates of the rows; answers what they would be had nothing happened yet.
fn plan(
    directory: &Directory,
    rows: &mut Rows,
    codes: &BTreeMap<String, WorkPackageId>,
) -> Result<Days, Fault> {
    let names: HashMap<_, _> = codes.iter().map(|(code, id)| (*id, code.as_str())).collect();
    let refuse =
        |error: schedule::Error<&str>| Fault { path: "workPackages".to_owned(), message: error.to_string() };
    let core = plan::campaign(directory, rows, |id| names.get(&id).copied()).map_err(refuse)?;
    let mut pristine = core.clone();
    for task in &mut pristine.tasks {
        (task.actual_start, task.actual_finish, task.progress, task.remaining) = (None, None, 0, None);
    }
    let plan = |core| Plan::new(Arc::new(Network::new(core)?));
    let planned = plan(core).map_err(refuse)?;
    for row in &mut rows.work_packages {
        let Some(task) = names.get(&row.id).and_then(|code| planned.network().find(code)) else { continue };
        if let Some((first, last)) = planned.days(task) {
            (row.planned_start_on, row.planned_finish_on) = (first, last);
        }
        if let Some(phase) = planned.phase(task) {
            row.progress = phase.progress.into();
        }
    }
    finish_phases(&mut rows.work_packages);
    let pristine = plan(pristine).map_err(refuse)?;
    let days = codes
        .iter()
        .filter_map(|(code, id)| Some((*id, pristine.days(pristine.network().find(&code.as_str())?)?)));
    Ok(days.collect())
}

/// A phase is done when all of its work is.  Rows come in the order of the outline, so from the last one upwards.
fn finish_phases(rows: &mut [work_package::Model]) {
    let mut open = BTreeSet::new();
    for row in rows.iter_mut().rev() {
        if row.kind == entity::WorkPackageKind::Phase {
            row.done = !open.contains(&row.id);
        }
        if !row.done {
            open.extend(row.parent_id);
        }
    }
}

/// Ids by the names of the file.
struct Book {
    workspace_id: WorkspaceId,
    now: DateTime<Utc>,
    calendars: HashMap<String, CalendarId>,
    people: HashMap<String, UserId>,
    departments: HashMap<String, DepartmentId>,
}

impl Book {
    fn of(known: &Directory) -> Self {
        Self {
            workspace_id: known.workspace_id(),
            now: DateTime::UNIX_EPOCH,
            calendars: known.calendars.iter().map(|known| (known.row.name.clone(), known.row.id)).collect(),
            people: known.people.iter().map(|known| (known.row.email.clone(), known.row.id)).collect(),
            departments: known
                .departments
                .iter()
                .map(|known| (known.row.name.clone(), known.row.id))
                .collect(),
        }
    }

    fn add_calendars(&mut self, files: Vec<format::Calendar>, is_new: bool, import: &mut Import) {
        let own =
            files.into_iter().filter(|file| !self.calendars.contains_key(&file.name)).collect::<Vec<_>>();
        for (file, place) in own.into_iter().zip(0..) {
            let id = CalendarId(new_id());
            let bits =
                WEEK.iter().zip(0..).filter(|(day, _)| file.week.contains(day)).map(|(_, bit)| 1_i16 << bit);
            import.exceptions.extend(file.exceptions.into_iter().map(|day| calendar_exception::Model {
                calendar_id: id,
                on_date: day.date,
                working: day.working,
                name: day.name,
            }));
            import.calendars.push(calendar::Model {
                id,
                workspace_id: self.workspace_id,
                name: file.name.clone(),
                week: bits.sum(),
                source: file.source,
                is_default: is_new && place == 0,
                version: 1,
            });
            self.calendars.insert(file.name, id);
        }
    }

    fn add_people(&mut self, files: Vec<format::Person>, given: &Given, owner: &str, import: &mut Import) {
        let has_owner = !given.is_new || files.iter().any(|person| person.role == Role::Owner);
        for file in files {
            if self.people.contains_key(&file.email) {
                continue;
            }
            let id = given.users.get(&file.email).map_or_else(|| UserId(new_id()), |known| known.id);
            let role = if !has_owner && file.email == owner { Role::Owner } else { file.role };
            let days_off = file.days_off.into_iter().map(|run| self.day_off(run, Some(id), None));
            import.days_off.extend(days_off);
            import.memberships.push(membership::Model {
                workspace_id: self.workspace_id,
                user_id: id,
                role,
                created_at: self.now,
            });
            if !given.users.contains_key(&file.email) {
                import.users.push(user::Model {
                    id,
                    email: file.email.clone(),
                    name: file.name,
                    locale: file.locale,
                    time_zone: file.time_zone,
                    password_hash: given.password_hash.clone(),
                    created_at: self.now,
                });
            }
            self.people.insert(file.email, id);
        }
    }

    fn add_departments(&mut self, files: Vec<format::Department>, known: &Directory, import: &mut Import) {
        let first = known.departments.iter().map(|known| known.row.position + 1).max().unwrap_or(0);
        for (file, position) in files.into_iter().zip(first..) {
            if self.departments.contains_key(&file.name) {
                continue;
            }
            let id = DepartmentId(new_id());
            let days_off = file.days_off.into_iter().map(|run| self.day_off(run, None, Some(id)));
            import.days_off.extend(days_off);
            let member = |email: &String| {
                let user_id = *self.people.get(email)?;
                Some(department_member::Model { workspace_id: self.workspace_id, department_id: id, user_id })
            };
            import.members.extend(file.members.iter().filter_map(member));
            import.departments.push(department::Model {
                id,
                workspace_id: self.workspace_id,
                name: file.name.clone(),
                colour: file.colour,
                lead_id: file.lead.and_then(|email| self.people.get(&email).copied()),
                calendar_id: file.calendar.and_then(|name| self.calendars.get(&name).copied()),
                capacity_per_day: file.capacity,
                position,
                version: 1,
            });
            self.departments.insert(file.name, id);
        }
    }

    fn day_off(
        &self,
        run: DaysOff,
        user_id: Option<UserId>,
        department_id: Option<DepartmentId>,
    ) -> day_off::Model {
        day_off::Model {
            id: DayOffId(new_id()),
            workspace_id: self.workspace_id,
            user_id,
            department_id,
            start_on: run.start,
            finish_on: run.finish,
            reason: run.reason,
        }
    }

    /// What the workspace's directory will be: what the plan is made with.
    fn directory(known: Directory, import: &Import) -> Result<Directory, Vec<Fault>> {
        let Directory { workspace, mut people, mut departments, mut calendars, .. } = known;
        for row in &import.calendars {
            let exceptions =
                import.exceptions.iter().filter(|day| day.calendar_id == row.id).cloned().collect();
            let refuse = |error: schedule::CalendarError| {
                vec![Fault { path: format!("calendars ({:?})", row.name), message: error.to_string() }]
            };
            calendars.push(Calendar::new(row.clone(), exceptions).map_err(refuse)?);
        }
        for member in &import.memberships {
            let row = import.users.iter().find(|user| user.id == member.user_id).cloned();
            let departments = import.members.iter().filter(|row| row.user_id == member.user_id);
            people.extend(row.map(|row| Person {
                row,
                role: member.role,
                departments: departments.map(|row| row.department_id).collect(),
                days_off: Vec::new(),
            }));
        }
        for row in &import.departments {
            let days_off = import.days_off.iter().filter(|run| run.department_id == Some(row.id));
            departments.push(Department {
                row: row.clone(),
                members: Vec::new(),
                days_off: days_off.cloned().collect(),
            });
        }
        Ok(Directory::new(workspace, people, departments, calendars))
    }

    fn campaign(&self, file: format::Campaign) -> campaign::Model {
        campaign::Model {
            id: CampaignId(new_id()),
            workspace_id: self.workspace_id,
            key: file.key,
            name: file.name,
            theme: file.theme,
            owner_id: self.people.get(&file.owner).copied().unwrap_or(UserId(uuid::Uuid::nil())),
            goals: file.goals,
            audience: file.audience,
            channel: file.channel,
            time_zone: file.time_zone,
            calendar_id: self.calendars.get(&file.calendar).copied().unwrap_or(CalendarId(uuid::Uuid::nil())),
            start_on: file.start,
            required_finish_on: file.required_finish.as_ref().map(|target| target.date),
            required_finish_edge: file.required_finish.map(|target| target.edge),
            status: file.status,
            seq: 1,
            version: 1,
            created_at: self.now,
        }
    }
}

/// Ids within the campaign.
struct Ids<'a> {
    book: &'a Book,
    campaign: CampaignId,
    codes: &'a BTreeMap<String, WorkPackageId>,
}

impl Ids<'_> {
    fn anchor(&self, file: format::Anchor) -> anchor::Model {
        anchor::Model {
            id: AnchorId(new_id()),
            workspace_id: self.book.workspace_id,
            campaign_id: self.campaign,
            kind: file.kind,
            name: file.name,
            on_date: file.date,
            edge: file.edge,
            origin: file.origin,
            version: 1,
        }
    }

    fn work_packages(
        &self,
        files: Vec<format::WorkPackage>,
        anchors: &BTreeMap<String, AnchorId>,
    ) -> Vec<work_package::Model> {
        let row = |(file, position)| self.work_package(file, position, anchors);
        files.into_iter().zip(0..).filter_map(row).collect()
    }

    fn work_package(
        &self,
        file: format::WorkPackage,
        position: i32,
        anchors: &BTreeMap<String, AnchorId>,
    ) -> Option<work_package::Model> {
        let parent = file.wbs.rsplit_once('.').and_then(|(parent, _)| self.codes.get(parent).copied());
        let has_happened = file.kind == entity::WorkPackageKind::Milestone && file.actual_start.is_some();
        Some(work_package::Model {
            id: *self.codes.get(&file.wbs)?,
            workspace_id: self.book.workspace_id,
            campaign_id: self.campaign,
            number: file.number,
            parent_id: parent,
            position,
            kind: file.kind,
            title: file.title,
            description: file.description,
            department_id: file.department.and_then(|name| self.book.departments.get(&name).copied()),
            accountable_id: file.accountable.and_then(|email| self.book.people.get(&email).copied()),
            calendar_id: file.calendar.and_then(|name| self.book.calendars.get(&name).copied()),
            mode: file.mode,
            direction: file.direction,
            duration_days: file.duration,
            milestone_edge: file.edge,
            manual_start_on: file.start,
            manual_finish_on: file.finish,
            constraint_kind: file.constraint.as_ref().map(|constraint| constraint.kind),
            constraint_on: file.constraint.map(|constraint| constraint.date),
            constraint_wins: file.constraint_wins,
            deadline_on: file.deadline.as_ref().map(|deadline| deadline.date),
            deadline_firmness: file.deadline.map(|deadline| deadline.firmness),
            buffer_days: file.buffer,
            anchor_id: file.anchor.and_then(|name| anchors.get(&name).copied()),
            planned_start_on: NaiveDate::default(),
            planned_finish_on: NaiveDate::default(),
            done: file.actual_finish.is_some() || file.progress >= 100 || has_happened,
            actual_start_on: file.actual_start,
            actual_finish_on: file.actual_finish,
            progress: i16::try_from(file.progress).unwrap_or_default(),
            remaining_days: file.remaining,
            estimate_hours: file.estimate_hours,
            priority: file.priority,
            blocked_reason: file.blocked_reason,
            labels: file.labels.join("\n"),
            reported_on: file.reported_on,
            version: 1,
            created_at: self.book.now,
            updated_at: self.book.now,
        })
    }

    fn dependency(&self, file: &format::Dependency) -> Option<dependency::Model> {
        Some(dependency::Model {
            id: DependencyId(new_id()),
            campaign_id: self.campaign,
            predecessor_id: *self.codes.get(&file.predecessor)?,
            successor_id: *self.codes.get(&file.successor)?,
            link_type: file.link_type,
            lag_days: file.lag,
            lag_unit: file.lag_unit,
        })
    }

    fn baseline(&self, file: format::Baseline, pristine: &Days, import: &mut Import) {
        let id = BaselineId(new_id());
        let row = |work_package_id, start_on, finish_on| baseline_row::Model {
            campaign_id: self.campaign,
            baseline_id: id,
            work_package_id,
            start_on,
            finish_on,
        };
        if let Some(given) = file.rows {
            let own = given.into_iter().filter_map(|given| Some((*self.codes.get(&given.wbs)?, given)));
            import.baseline_rows.extend(own.map(|(id, given)| row(id, given.start, given.finish)));
        } else {
            import.baseline_rows.extend(pristine.iter().map(|(id, (first, last))| row(*id, *first, *last)));
        }
        import.baselines.push(baseline::Model {
            id,
            campaign_id: self.campaign,
            name: file.name,
            taken_at: file.taken_at,
            active: file.active,
        });
    }
}
