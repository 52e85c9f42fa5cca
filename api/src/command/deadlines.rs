//! `leadtime deadlines`.

use std::process::ExitCode;

use chrono::NaiveDate;
use serde_json::json;

use super::Failure;
use super::list::{self, Column, Format};
use crate::config::Config;

const DOCUMENT: &str = "query ($asOf: Date, $filter: DeadlineFilter, $after: String) {
  deadlines(asOf: $asOf, filter: $filter, first: 100, after: $after) {
    nodes {
      date kind firmness key title daysLeft done progress lateStatus lateOrigin forecastFinish
      department { name } accountable { name email } campaign { key name }
    }
    pageInfo { hasNextPage endCursor }
  }
}";

const COLUMNS: [Column; 9] = [
    ("date", "/date"),
    ("in days", "/daysLeft"),
    ("kind", "/kind"),
    ("key", "/key"),
    ("title", "/title"),
    ("late status", "/lateStatus"),
    ("forecast", "/forecastFinish"),
    ("department", "/department/name"),
    ("person", "/accountable/name"),
];

#[derive(clap::Args)]
pub(super) struct Deadlines {
    /// The day that everything is counted and looked at from; today, if left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
    /// Only days from then to so many days later.
    #[arg(long, value_name = "DAYS")]
    within_days: Option<u16>,
    /// What is finished, too.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    format: Format,
}

impl Deadlines {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let date = self.within_days.map(|days| json!({ "withinDays": days }));
        let done = (!self.all).then(|| json!({ "eq": false }));
        let variables = json!({ "asOf": self.as_of, "filter": { "date": date, "done": done } });
        let found = list::read(config, ("deadlines", DOCUMENT), variables).await?;
        self.format.print(&found, &COLUMNS)?;
        Ok(ExitCode::SUCCESS)
    }
}
