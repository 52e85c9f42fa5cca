//! The history of the schema.  A migration is two files of SQL that both databases read as they are: `SQLite` keeps
//! type names that it does not know as mere names.

use sea_orm_migration::prelude::MigrationTrait;
pub use sea_orm_migration::prelude::MigratorTrait;

mod m20261122_000001_initial;
mod m20261122_000002_access;

/// Every migration, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m20261122_000001_initial::Migration), Box::new(m20261122_000002_access::Migration)]
    }
}
