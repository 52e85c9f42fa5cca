//! The history of the schema.  A migration is two files of SQL that both databases read as they are: `SQLite` keeps
//! type names that it does not know as mere names.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::{
    ConnectionTrait, DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait,
};

/// A step of the history.
struct Migration {
    name: &'static str,
    up: &'static str,
    down: &'static str,
}

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.up).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.down).await.map(drop)
    }
}

/// The migration of a folder.
macro_rules! migration {
    ($name:literal) => {
        Box::new(Migration {
            name: $name,
            up: include_str!(concat!($name, "/up.sql")),
            down: include_str!(concat!($name, "/down.sql")),
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
        ]
    }
}
