//! Files of imports that are done after the answer, until they are.

use sea_orm::entity::prelude::*;

use crate::ImportJobId;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_file")]
pub struct Model {
    /// Of which job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: ImportJobId,
    /// The file.
    pub content: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
