//! Ids that other rows have.  A client may choose those of new rows, so each may be the id of another row.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::draft::Draft;
use super::new_id::NewId;
use crate::error::Result;
use crate::plan::Table;
use crate::refusal::{Code, Refusal};
use crate::store::sql::Values;

impl Draft {
    /// Reads which of these ids other campaigns have: deleted campaigns, and of work packages those that were
    /// deleted, included.  A statement a table.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn read_taken(
        &mut self,
        connection: &impl ConnectionTrait,
        ids: &BTreeSet<NewId>,
    ) -> Result<()> {
        let tables: BTreeSet<_> = ids.iter().map(|id| id.parts().0).collect();
        for table in tables {
            let of_table: Vec<_> = ids.iter().copied().filter(|id| id.parts().0 == table).collect();
            let mut values = Values::default();
            let own = values.bind(self.rows.campaign.id);
            let asked = values.bind_all(of_table.iter().map(|id| id.parts().1));
            let rows = format!("select id from {table} where campaign_id <> {own} and id in ({asked})");
            let sql = if table == "work_package" {
                // The change log finds a work package by its id alone, also after its deletion.
                format!(
                    "{rows} union select work_package_id from change_subject
                    where scope_id <> {own} and work_package_id in ({asked})"
                )
            } else {
                rows
            };
            for row in values.rows(connection, sql).await? {
                let key: Uuid = row.try_get("", "id")?;
                self.taken.extend(of_table.iter().filter(|id| id.parts().1 == key));
            }
        }
        Ok(())
    }

    /// Refuses the id of a new row where another row has it.  It is not told whose that row is.
    ///
    /// # Errors
    /// [`Code::AlreadyTaken`].
    pub fn refuse_taken(&self, id: NewId) -> Result<(), Refusal> {
        let is_own = match id {
            NewId::Anchor(id) => self.anchor(id).is_ok(),
            NewId::Dependency(id) => self.dependency(id).is_ok(),
            NewId::WorkPackage(id) => self.row(id).is_ok(),
        };
        if is_own || self.taken.contains(&id) { Err(Code::AlreadyTaken.into()) } else { Ok(()) }
    }

    /// Refuses rows that were restored where another campaign has their ids by now.
    ///
    /// # Errors
    /// [`Code::AlreadyTaken`].
    pub async fn refuse_taken_rows(&mut self, connection: &impl ConnectionTrait) -> Result<()> {
        let before = &self.before;
        let known: BTreeSet<_> = ids(&before.anchors, &before.dependencies, &before.work_packages).collect();
        let rows = &self.rows;
        let all = ids(&rows.anchors, &rows.dependencies, &rows.work_packages);
        let new = all.filter(|id| !known.contains(id)).collect();
        self.read_taken(connection, &new).await?;
        if self.taken.is_disjoint(&new) { Ok(()) } else { Err(Code::AlreadyTaken.into()) }
    }
}

/// The ids of a campaign's rows.
fn ids(
    anchors: &Table<entity::anchor::Model>,
    dependencies: &Table<entity::dependency::Model>,
    work_packages: &Table<entity::work_package::Model>,
) -> impl Iterator<Item = NewId> {
    let anchors = anchors.iter().map(|row| NewId::Anchor(row.id));
    let dependencies = dependencies.iter().map(|row| NewId::Dependency(row.id));
    anchors.chain(dependencies).chain(work_packages.iter().map(|row| NewId::WorkPackage(row.id)))
}
