//! The history of the schema.  A migration is two files of SQL that both databases read as they are: `SQLite`
//! keeps type names that it does not know as mere names.  What only one of them can read, such as triggers,
//! is in further files.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::{
    ConnectionTrait, DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait,
};
use sea_orm_migration::sea_orm::DbBackend;

/// A step of the history.
struct Migration {
    name: &'static str,
    up: Sql,
    down: Sql,
}

/// The SQL of one direction.
struct Sql {
    /// What both databases read.
    shared: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl Sql {
    /// Runs what both databases read, then what only this one does.
    async fn run(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared(self.shared).await?;
        let own =
            if manager.get_database_backend() == DbBackend::Sqlite { self.sqlite } else { self.postgres };
        connection.execute_unprepared(own).await.map(drop)
    }
}

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.up.run(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.down.run(manager).await
    }
}

/// The migration of a folder.
macro_rules! migration {
    ($name:literal) => {
        Box::new(Migration {
            name: $name,
            up: Sql { shared: include_str!(concat!($name, "/up.sql")), sqlite: "", postgres: "" },
            down: Sql { shared: include_str!(concat!($name, "/down.sql")), sqlite: "", postgres: "" },
        })
    };
    ($name:literal, by database) => {
        Box::new(Migration {
            name: $name,
            up: Sql {
                shared: include_str!(concat!($name, "/up.sql")),
                sqlite: include_str!(concat!($name, "/up.sqlite.sql")),
                postgres: include_str!(concat!($name, "/up.postgres.sql")),
            },
            down: Sql {
                shared: include_str!(concat!($name, "/down.sql")),
                sqlite: include_str!(concat!($name, "/down.sqlite.sql")),
                postgres: include_str!(concat!($name, "/down.postgres.sql")),
            },
        })
    };
}

/// Every migration, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            // Workspaces and their people, calendars, campaigns and their plans.
            migration!("m20261122_000001_initial"),
            // Sessions, tokens, invitations and the audit log.
            migration!("m20261122_000002_access"),
            // Calendars say how far their holidays are known.
            migration!("m20261126_000003_known_through"),
            // One change log for campaigns and workspaces, idempotency keys, the outbox.
            migration!("m20261126_000004_write_path"),
            // Work packages have an id in another system.
            migration!("m20261126_000005_external_id"),
            // The audit log is append only, and is read by its indexes alone.
            migration!("m20261126_000006_audit_log", by database),
            // Housekeeping finds what is over.
            migration!("m20261126_000007_retention"),
            // Days off have a version; campaigns say that they wait to be planned again.
            migration!("m20261126_000008_directory"),
            // Campaigns are deleted, restored and purged.
            migration!("m20261126_000009_campaign_deletion"),
            // Work packages have a history, and changes say what they undid.
            migration!("m20261126_000010_history"),
            // Findings are acknowledged.
            migration!("m20261126_000011_finding_acknowledgement"),
            // Workspaces and campaigns set thresholds of findings.
            migration!("m20261126_000012_finding_thresholds"),
            // Reports of progress are kept.
            migration!("m20261126_000013_reports"),
            // Baselines are taken, activated and deleted.
            migration!("m20261126_000014_baselines"),
            // Work packages have collaborators.
            migration!("m20261126_000015_collaborators"),
            // Moved dates are kept with their reasons.
            migration!("m20261126_000016_slips"),
            // Edits are proposed.
            migration!("m20261126_000017_proposals"),
            // Days off of people can move work.
            migration!("m20261126_000018_days_off"),
            // Dependencies have a version.
            migration!("m20261126_000019_dependency_version"),
            // The change log is kept for some time.
            migration!("m20261126_000020_change_log_age"),
            // Calendars are told of events that were cancelled.
            migration!("m20261126_000021_cancelled_events"),
            // Imports are done after the answer.
            migration!("m20261126_000022_import_jobs"),
            // Links are found by campaign and end.
            migration!("m20261127_000023_links_of_campaign"),
        ]
    }
}
