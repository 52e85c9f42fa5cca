//! `leadtime check`.

use std::process::ExitCode;

use chrono::NaiveDate;
use serde_json::json;

use super::Failure;
use super::list::{self, Column, Format, Lists};
use crate::config::Config;

const DOCUMENT: &str = "query ($asOf: Date, $filter: FindingFilter, $after: String) {
  findings(asOf: $asOf, filter: $filter, first: 100, after: $after) {
    nodes {
      campaign { key } severity code since days lateOrigin message
      workPackage { key wbs title } anchor { name } department { name } user { name email }
      rootCause { workPackage { key title } }
    }
    pageInfo { hasNextPage endCursor }
  }
}";

const COLUMNS: [Column; 8] = [
    ("campaign", "/campaign/key"),
    ("severity", "/severity"),
    ("code", "/code"),
    ("key", "/workPackage/key"),
    ("since", "/since"),
    ("department", "/department/name"),
    ("person", "/user/name"),
    ("message", "/message"),
];

/// How much findings weigh, the heaviest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Severity {
    /// A promise to others is broken, or will be.
    Critical,
    /// Late, or impossible as planned.
    Error,
    /// Will be late if nobody acts.
    Warning,
    /// Good to know.
    Info,
}

#[derive(clap::Args)]
pub(super) struct Check {
    /// The day whose close campaigns are looked at from; today where each runs, if left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = list::day)]
    as_of: Option<NaiveDate>,
    /// Only findings that weigh this much or more.
    #[arg(long, default_value = "warning")]
    severity: Severity,
    #[command(flatten)]
    format: Format,
}

impl Check {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let names = [
            (Severity::Critical, "CRITICAL"),
            (Severity::Error, "ERROR"),
            (Severity::Warning, "WARNING"),
            (Severity::Info, "INFO"),
        ];
        let asked: Vec<_> =
            names.iter().filter(|(severity, _)| *severity <= self.severity).map(|(_, name)| name).collect();
        let variables = json!({ "asOf": self.as_of, "filter": { "severity": { "in": asked } } });
        let found = Lists::open(config).await?.read(("findings", DOCUMENT), variables).await?;
        self.format.print(&found, &COLUMNS)?;
        Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
