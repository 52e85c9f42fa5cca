//! Days on which a calendar departs from its weekly pattern, in both directions.

use sea_orm::entity::prelude::*;

use crate::CalendarId;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_exception")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub calendar_id: CalendarId,
    /// The day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub on_date: Date,
    /// Whether it is worked.
    pub working: bool,
    /// Why: the holiday.
    pub name: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
