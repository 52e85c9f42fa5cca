//! What may be done with the links of a draft.

use entity::{DependencyId, LagUnit, LinkType, WorkPackageId, dependency};

use super::{Draft, NewId};
use crate::refusal::{Code, Refusal};

/// A link to create, or whose lag to set where it is there.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Its id where it is new.
    pub id: DependencyId,
    /// The work package that is waited for.
    pub predecessor_id: WorkPackageId,
    /// The work package that waits.
    pub successor_id: WorkPackageId,
    /// Which ends are linked.
    pub link_type: LinkType,
    /// Days between the ends; negative is a lead.
    pub lag_days: i32,
    /// Which days the lag counts.
    pub lag_unit: LagUnit,
}

impl Draft {
    /// Links two work packages, or sets the lag of the link that is there between the same ends.
    ///
    /// # Errors
    /// [`Code::AlreadyTaken`] of an id that another link has.
    pub fn link(&mut self, link: Link) -> Result<DependencyId, Refusal> {
        let Link { id, predecessor_id, successor_id, link_type, lag_days, lag_unit } = link;
        let campaign_id = self.rows.campaign.id;
        let is_same = |row: &&dependency::Model| {
            (row.predecessor_id, row.successor_id, row.link_type) == (predecessor_id, successor_id, link_type)
        };
        if let Some(id) = self.rows.dependencies.iter().find(is_same).map(|row| row.id) {
            self.set_lag(id, Some(lag_days), Some(lag_unit))?;
            return Ok(id);
        }
        self.refuse_taken(NewId::Dependency(id))?;
        let row = dependency::Model {
            id,
            campaign_id,
            predecessor_id,
            successor_id,
            link_type,
            lag_days,
            lag_unit,
            version: 1,
        };
        self.rows.dependencies.put(row);
        Ok(id)
    }

    /// Sets the lag of a link.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn set_lag(
        &mut self,
        id: DependencyId,
        lag_days: Option<i32>,
        lag_unit: Option<LagUnit>,
    ) -> Result<(), Refusal> {
        let row = self.rows.dependencies.get_mut(id).ok_or(Code::NotFound)?;
        row.lag_days = lag_days.unwrap_or(row.lag_days);
        row.lag_unit = lag_unit.unwrap_or(row.lag_unit);
        Ok(())
    }

    /// Deletes a link.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn unlink(&mut self, id: DependencyId) -> Result<(), Refusal> {
        if self.rows.dependencies.remove(id) { Ok(()) } else { Err(Code::NotFound.into()) }
    }
}
