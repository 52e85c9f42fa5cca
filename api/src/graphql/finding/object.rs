use std::sync::Arc;

use entity::FindingSubject;
use macros::serialised_object;
use schedule::{Carrier, Fix, Params, Subject, TaskId};

use super::acknowledgement::FindingAcknowledgement;
use super::fix::SuggestedFix;
use super::message;
use crate::graphql::anchor::Anchor;
use crate::graphql::campaign::Campaign;
use crate::graphql::department::Department;
use crate::graphql::enums::{DependencyType, FindingCode, LateOrigin, Severity};
use crate::graphql::progress_table::RootCause;
use crate::graphql::request::Request;
use crate::graphql::scalar::{Date, Id};
use crate::graphql::serialised::List;
use crate::graphql::text::Locale;
use crate::graphql::user::User;
use crate::graphql::view_id::ViewId;
use crate::graphql::work_package::WorkPackage;
use crate::plan::{Snapshot, StatusReport, stored_link_type};

/// A finding of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct Finding<'a> {
    pub snapshot: &'a Snapshot,
    /// As of which day.
    pub report: &'a StatusReport,
    /// What the core has found.
    pub row: &'a schedule::Finding,
    pub locale: Locale,
}

impl<'a> Finding<'a> {
    fn at(&self, task: TaskId) -> WorkPackage<'a> {
        WorkPackage { snapshot: self.snapshot, task }
    }

    fn related(&self) -> Option<WorkPackage<'a>> {
        if let Params::Link { peer: task, .. } | Params::Task(task) = self.row.params {
            return Some(self.at(task));
        }
        None
    }

    fn link_type(&self) -> Option<schedule::LinkType> {
        let Params::Link { link_type, .. } = self.row.params else { return None };
        Some(link_type)
    }

    /// The finding of a campaign as of today by the names of its code and of what it is about.
    pub(crate) fn named(
        request: &'a Request,
        snapshot: &'a Snapshot,
        (code, subject): (&str, &str),
    ) -> Option<Self> {
        let (code, ..) = schedule::Code::VALUES.iter().find(|(_, name, _)| *name == code)?;
        let as_of = request.as_of(None, &snapshot.campaign);
        let (report, row) = snapshot.finding((*code, FindingSubject::parse(subject)?), as_of)?;
        let (report, row): (&Arc<StatusReport>, _) = (request.keep(report), request.keep(row));
        Some(Self { snapshot, report, row, locale: request.locale })
    }

    /// Its acknowledgement on the day that it is looked at.
    pub(super) fn acknowledged(&self) -> Option<FindingAcknowledgement<'a>> {
        let row = self.snapshot.acknowledgement(self.row, self.report.as_of())?;
        Some(FindingAcknowledgement { snapshot: self.snapshot, row })
    }

    /// The same for the same code and subject of a campaign, day and baseline.
    fn view_id(&self) -> ViewId {
        let row = |work: WorkPackage<'a>| self.snapshot.row(work.task).id;
        let carrier = match self.row.subject {
            Subject::Carrier(Carrier::Department(_)) => self.department().map(|of| of.id().0.to_string()),
            Subject::Carrier(Carrier::Person(_)) => self.user().map(|of| of.id().0.to_string()),
            Subject::Task(_) | Subject::Anchor(_) | Subject::RequiredFinish => None,
        };
        ViewId::of("finding", self.snapshot.campaign.id)
            .and_report(self.report)
            .and(format!("{:?}", self.row.code))
            .and_maybe(self.work_package().map(row))
            .and_maybe(self.anchor().map(|anchor| anchor.0.id))
            .and_maybe(carrier)
            .and_maybe(self.related().map(row))
            .and_maybe(self.link_type().map(|of| format!("{of:?}")))
            .and_maybe(self.numbers().date)
    }

    /// The numbers of its sentence.
    pub(super) fn numbers(&self) -> Numbers {
        let none = Numbers::default();
        match self.row.params {
            Params::Progress { actual, expected } => {
                Numbers { actual: Some(actual.into()), expected: Some(expected.into()), ..none }
            }
            Params::Buffer { used, of, chain_done } => {
                Numbers { actual: Some(used), limit: Some(of), expected: Some(chain_done.into()), ..none }
            }
            Params::Count(count) => Numbers { actual: i32::try_from(count).ok(), ..none },
            Params::Load { count, capacity, until } => Numbers {
                actual: i32::try_from(count).ok(),
                limit: i32::try_from(capacity).ok(),
                date: Some(until),
                ..none
            },
            Params::Day(date) => Numbers { date: Some(date), ..none },
            Params::None
            | Params::Link { .. }
            | Params::Task(_)
            | Params::Anchor(_)
            | Params::Actuals(_)
            | Params::Event(_) => none,
        }
    }
}

/// The numbers of a finding's sentence.
#[derive(Clone, Copy, Default)]
pub(super) struct Numbers {
    pub actual: Option<i32>,
    pub expected: Option<i32>,
    pub limit: Option<i32>,
    pub date: Option<chrono::NaiveDate>,
}

/// One thing that is wrong as of a day, or about to be.
#[serialised_object(name = "Finding")]
impl<'a> Finding<'a> {
    /// Opaque id for client caches.  Equal for the same code and subject, as-of date and baseline.
    fn id(&self) -> Id<ViewId> {
        Id(self.view_id())
    }

    /// What it says; stable, for programs.
    fn code(&self) -> FindingCode {
        self.row.code.into()
    }

    /// How much it weighs.
    fn severity(&self) -> Severity {
        self.row.severity.into()
    }

    /// The same as a sentence, in the language of the request.
    fn message(&self) -> String {
        message(self)
    }

    /// The day that it is about: since when it holds, or that is coming, or that is broken.
    fn since(&self) -> Date {
        Date(self.row.since)
    }

    /// By how many days, as its code counts them; 0 where it counts none.
    fn days(&self) -> i32 {
        self.row.days
    }

    /// Whether what it is about is critical.
    fn is_critical(&self) -> bool {
        self.row.critical
    }

    /// Whose doing it is; of lateness alone.
    fn late_origin(&self) -> Option<LateOrigin> {
        self.row.origin.map(Into::into)
    }

    /// The work package that it is about.
    pub(crate) fn work_package(&self) -> Option<WorkPackage<'a>> {
        match self.row.subject {
            Subject::Task(task) => Some(self.at(task)),
            Subject::Anchor(_) | Subject::RequiredFinish | Subject::Carrier(_) => None,
        }
    }

    /// The anchor that it is about.
    fn anchor(&self) -> Option<Anchor<'a>> {
        match self.row.subject {
            Subject::Anchor(id) => self.snapshot.anchors.at(usize::from(id.0)).map(Anchor),
            Subject::Task(_) | Subject::RequiredFinish | Subject::Carrier(_) => None,
        }
    }

    /// The department that it is about, or that does what it is about.
    pub(crate) fn department(&self) -> Option<Department<'a>> {
        match self.row.subject {
            Subject::Carrier(Carrier::Department(id)) => {
                Department::at(&self.snapshot.directory, usize::from(id.0))
            }
            Subject::Task(_) | Subject::Anchor(_) | Subject::RequiredFinish | Subject::Carrier(_) => {
                self.work_package()?.department_in_charge()
            }
        }
    }

    /// The person that it is about, or who is in charge of what it is about.
    pub(crate) fn user(&self) -> Option<User<'a>> {
        match self.row.subject {
            Subject::Carrier(Carrier::Person(id)) => {
                User::at(&self.snapshot.directory, usize::try_from(id.0).ok()?)
            }
            Subject::Task(_) | Subject::Anchor(_) | Subject::RequiredFinish | Subject::Carrier(_) => {
                self.work_package()?.person_in_charge()
            }
        }
    }

    /// Another work package that it is about: the other end of a dependency, the phase, or what is forecast
    /// last.
    fn related_work_package(&self) -> Option<WorkPackage<'a>> {
        self.related()
    }

    /// The type of the dependency that it is about.
    fn dependency_type(&self) -> Option<DependencyType> {
        self.link_type().map(|of| stored_link_type(of).into())
    }

    /// What is: per cent done, working days of buffer used, how often something was moved, how much is
    /// carried at once.
    fn actual(&self) -> Option<i32> {
        self.numbers().actual
    }

    /// What that is held against: per cent expected, or per cent of the buffer's chain done.
    fn expected(&self) -> Option<i32> {
        self.numbers().expected
    }

    /// What there is of it: working days of buffer, or how much can be carried.
    fn limit(&self) -> Option<i32> {
        self.numbers().limit
    }

    /// A day that stands out: a worked weekend, a publication, the last day of too much at once.
    fn date(&self) -> Option<Date> {
        self.numbers().date.map(Date)
    }

    /// The work package where the lateness began, and who added how much on the way to what the finding is
    /// about.  Null if the finding is not about late work.
    fn root_cause(&self) -> Option<RootCause<'a>> {
        let task = self.row.root_cause?;
        let late = [self.work_package(), self.related()].into_iter().flatten();
        let mut causes = late.filter_map(|work| self.report.outlook.root_cause(work.task));
        let cause = causes.find(|cause| cause.task == task);
        let cause = cause.unwrap_or(schedule::RootCause { task, path: Vec::new() });
        Some(RootCause { snapshot: self.snapshot, cause })
    }

    /// Id of what the finding is about: a work package, an anchor, a department, a person, or the campaign
    /// where it is about its required finish.  `acknowledgeFinding` takes it.
    fn subject_id(&self) -> Option<Id<FindingSubject>> {
        self.snapshot.subject(self.row).map(Id)
    }

    /// That somebody knows of the finding and accepts it, on the day that it is looked at.  Null if nobody
    /// does.
    fn acknowledgement(&self) -> Option<FindingAcknowledgement<'a>> {
        self.acknowledged()
    }

    /// Changes of the plan that resolve the finding or bring its work package forward, the best first: those
    /// that resolve it, then by days gained.  Each was tried out.  Empty where nothing helps.  Null beyond
    /// the first 20 findings of a request: ask for the fixes of those that somebody looks at.
    fn suggested_fixes(&self, request: &Request) -> Option<List<SuggestedFix>> {
        let made = |Fix { edit, effect }| SuggestedFix::new(self.snapshot, &[edit], effect);
        let fixes = || self.snapshot.suggest(self.report, self.row).into_iter().filter_map(made).collect();
        request.may_suggest(1).then(|| List(fixes()))
    }

    /// The campaign.
    fn campaign(&self) -> Campaign<'a> {
        Campaign::planned(self.snapshot)
    }
}
