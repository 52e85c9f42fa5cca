//! The plan of a file: anchors, work packages, dependencies and baselines by their new ids.

use std::collections::BTreeMap;

use entity::{
    AnchorId, BaselineId, CampaignId, DependencyId, WorkPackageId, anchor, baseline, baseline_row,
    dependency, work_package,
};

use super::book::Book;
use super::{Days, Import};
use crate::clock::new_id;
use crate::plan::Table;
use crate::plan_file::{format, format_plan};

/// Ids within the campaign.
pub(super) struct Ids<'a> {
    pub(super) book: &'a Book,
    pub(super) campaign: CampaignId,
    pub(super) codes: &'a BTreeMap<String, WorkPackageId>,
}

impl Ids<'_> {
    pub(super) fn anchor(&self, file: format::Anchor) -> anchor::Model {
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

    pub(super) fn work_packages(
        &self,
        files: &[format_plan::WorkPackage],
        anchors: &BTreeMap<String, AnchorId>,
    ) -> Table<work_package::Model> {
        let row = |(file, position)| self.work_package(file, position, anchors);
        files.iter().zip(0..).filter_map(row).collect()
    }

    fn work_package(
        &self,
        file: &format_plan::WorkPackage,
        position: i32,
        anchors: &BTreeMap<String, AnchorId>,
    ) -> Option<work_package::Model> {
        let parent = file.wbs.rsplit_once('.').and_then(|(parent, _)| self.codes.get(parent).copied());
        Some(work_package::Model {
            id: *self.codes.get(&file.wbs)?,
            workspace_id: self.book.workspace_id,
            campaign_id: self.campaign,
            parent_id: parent,
            position,
            department_id: file.department.as_ref().and_then(|name| self.book.departments.get(name).copied()),
            accountable_id: file.accountable.as_ref().and_then(|email| self.book.people.get(email).copied()),
            collaborators: self.collaborators(file),
            calendar_id: file.calendar.as_ref().and_then(|name| self.book.calendars.get(name).copied()),
            anchor_id: file.anchor.as_ref().and_then(|name| anchors.get(name).copied()),
            version: 1,
            created_at: self.book.now,
            updated_at: self.book.now,
            ..file.row()
        })
    }

    fn collaborators(&self, file: &format_plan::WorkPackage) -> String {
        let people = file.collaborators.iter().filter_map(|email| self.book.people.get(email));
        people.map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn dependency(&self, file: &format_plan::Dependency) -> Option<dependency::Model> {
        Some(dependency::Model {
            id: DependencyId(new_id()),
            campaign_id: self.campaign,
            predecessor_id: *self.codes.get(&file.predecessor)?,
            successor_id: *self.codes.get(&file.successor)?,
            link_type: file.link_type,
            lag_days: file.lag,
            lag_unit: file.lag_unit,
            version: 1,
        })
    }

    pub(super) fn baseline(&self, file: format_plan::Baseline, pristine: &Days, import: &mut Import) {
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
            version: 1,
            deleted_at: None,
        });
    }
}
