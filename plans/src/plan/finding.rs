//! Findings of a campaign: what they are about, who acknowledged them, and ways out of them.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::{AnchorId, FindingSubject, WorkPackageId, finding_acknowledgement};
use schedule::{Carrier, Code, Finding, Fix, Recovery, Subject, TaskId};

use super::records::records;
use super::snapshot::Snapshot;
use super::status_report::StatusReport;

impl Snapshot {
    /// The position of an anchor in the plan.
    #[must_use]
    pub fn anchor_place(&self, id: AnchorId) -> Option<schedule::AnchorId> {
        let place = self.anchors.place(id)?;
        place.try_into().ok().map(schedule::AnchorId)
    }

    /// What a finding is about; none where it is not there any more.
    #[must_use]
    pub fn subject(&self, finding: &Finding) -> Option<FindingSubject> {
        match finding.subject {
            Subject::Task(task) => Some(FindingSubject::WorkPackage(self.row(task).id)),
            Subject::Anchor(id) => {
                self.anchors.at(usize::from(id.0)).map(|row| FindingSubject::Anchor(row.id))
            }
            Subject::RequiredFinish => Some(FindingSubject::Campaign(self.campaign.id)),
            Subject::Carrier(Carrier::Department(id)) => {
                let department = self.directory.departments.get(usize::from(id.0));
                department.map(|department| FindingSubject::Department(department.row.id))
            }
            Subject::Carrier(Carrier::Person(id)) => {
                let person = self.directory.people.get(usize::try_from(id.0).ok()?);
                person.map(|person| FindingSubject::User(person.row.id))
            }
        }
    }

    /// The acknowledgement of a finding that is valid on a day.
    #[must_use]
    pub fn acknowledgement(
        &self,
        finding: &Finding,
        day: NaiveDate,
    ) -> Option<&finding_acknowledgement::Model> {
        let of_code = |row: &&finding_acknowledgement::Model| row.code == finding.code.name();
        let mut rows = self.acknowledgements.iter().filter(of_code).peekable();
        rows.peek()?;
        let subject = self.subject(finding)?.digits();
        rows.find(|row| row.subject_id == subject && row.is_valid_on(day))
    }

    /// A finding as of a day by its code and what it is about, with the status report that has it.
    #[must_use]
    pub fn finding(
        &self,
        (code, subject): (Code, FindingSubject),
        as_of: NaiveDate,
    ) -> Option<(Arc<StatusReport>, Finding)> {
        let report = self.status_report(as_of).ok()?;
        let is_it = |row: &&Finding| row.code == code && self.subject(row) == Some(subject);
        let found = report.findings.iter().find(is_it).copied()?;
        Some((report, found))
    }

    /// Ways out of a finding of a status report, the best first.  Each costs a plan.
    #[must_use]
    pub fn suggest(&self, report: &StatusReport, finding: &Finding) -> Vec<Fix<WorkPackageId>> {
        let records =
            records(&self.directory, &self.campaign, (&self.work_packages, &self.slips), report.as_of());
        let thresholds = self.directory.thresholds_of(&self.campaign);
        schedule::suggest(&report.outlook, (&records, &thresholds), &report.findings, finding)
    }

    /// Combinations of changes by which late work is in time again, or less late, the best first: the work
    /// that is named, or in a phase that is, or all of it.
    #[must_use]
    pub fn recover(&self, report: &StatusReport, of: Option<TaskId>) -> Vec<Recovery<WorkPackageId>> {
        let records =
            records(&self.directory, &self.campaign, (&self.work_packages, &self.slips), report.as_of());
        let thresholds = self.directory.thresholds_of(&self.campaign);
        let network = self.network();
        let all = || network.wbs().to_vec();
        let among = of.map_or_else(all, |task| [&[task], network.descendants(task)].concat());
        schedule::recover(&report.outlook, (&records, &thresholds), &report.findings, &among)
    }
}
