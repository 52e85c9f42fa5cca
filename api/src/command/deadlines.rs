//! `leadtime deadlines`.

use std::process::ExitCode;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::Failure;
use super::list::{self, Column, Format, Lists};
use crate::config::Config;

const DOCUMENT: &str = "query ($asOf: Date, $filter: DeadlineFilter, $after: String) {
  deadlines(asOf: $asOf, filter: $filter, first: 100, after: $after) {
    nodes {
      id date kind firmness key title daysLeft isDone progress lateStatus lateOrigin forecastFinish
      workPackage { id } anchor { id } department { id name } accountable { id name email }
      campaign { id key name }
    }
    pageInfo { hasNextPage endCursor }
  }
}";

const COLUMNS: [Column; 11] = [
    ("date", "/date"),
    ("in days", "/daysLeft"),
    ("kind", "/kind"),
    ("key", "/key"),
    ("title", "/title"),
    ("late status", "/lateStatus"),
    ("forecast", "/forecastFinish"),
    ("department", "/department/name"),
    ("person", "/accountable/name"),
    ("work package", "/workPackage/id"),
    ("campaign", "/campaign/id"),
];

#[derive(clap::Args)]
pub(super) struct Deadlines {
    /// The day that everything is counted and looked at from; today, if left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = list::day)]
    as_of: Option<NaiveDate>,
    /// Only days up to so many days later.
    #[arg(long, value_name = "DAYS")]
    within_days: Option<u16>,
    /// Whether days that have passed are among them, whose work is still open.
    #[arg(long, value_name = "true|false", default_value_t = true, action = clap::ArgAction::Set)]
    overdue: bool,
    /// What is finished, too.
    #[arg(long)]
    all: bool,
    /// Only days of a campaign, by its key.
    #[arg(long, value_name = "KEY")]
    campaign: Option<String>,
    /// Only work of a department, by its name.
    #[arg(long, value_name = "NAME")]
    department: Option<String>,
    /// Only work that a person is in charge of, by their address of e-mail.
    #[arg(long, value_name = "E-MAIL")]
    person: Option<String>,
    /// Only due dates, deadlines or anchors.
    #[arg(long)]
    kind: Option<Kind>,
    #[command(flatten)]
    format: Format,
}

/// What a day is.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Kind {
    /// The planned finish of a work package.
    Due,
    /// The day that its finish must not pass.
    Deadline,
    /// A fixed day of a campaign.
    Anchor,
}

impl Deadlines {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let lists = Lists::open(config).await?;
        let as_of = self.as_of.unwrap_or_else(|| lists.today());
        let last = self.within_days.and_then(|days| as_of.checked_add_days(Days::new(days.into())));
        let first = (!self.overdue).then_some(as_of);
        let mut date = serde_json::Map::new();
        for (name, day) in [("gte", first), ("lte", last)] {
            date.extend(day.map(|day| (name.to_owned(), json!(day))));
        }
        let mut filter = serde_json::Map::from_iter([("date".to_owned(), date.into())]);
        filter.extend((!self.all).then(|| ("isDone".to_owned(), json!({ "eq": false }))));
        let variables = json!({ "asOf": as_of, "filter": filter });
        let mut found = lists.read(("deadlines", DOCUMENT), variables).await?;
        found.retain(|row| self.is_asked_for(row));
        self.format.print(&found, &COLUMNS)?;
        Ok(ExitCode::SUCCESS)
    }

    fn is_asked_for(&self, row: &Value) -> bool {
        let is = |path, asked: Option<&str>| {
            let found = row.pointer(path).and_then(Value::as_str).unwrap_or_default();
            asked.is_none_or(|asked| found.eq_ignore_ascii_case(asked))
        };
        let kind = self.kind.map(|kind| match kind {
            Kind::Due => "DUE",
            Kind::Deadline => "DEADLINE",
            Kind::Anchor => "ANCHOR",
        });
        is("/campaign/key", self.campaign.as_deref())
            && is("/department/name", self.department.as_deref())
            && is("/accountable/email", self.person.as_deref())
            && is("/kind", kind)
    }
}
