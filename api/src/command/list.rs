//! Lists of the API for a terminal: the same documents, page after page, as a table, JSON or comma-separated
//! values.

use std::io::Write;
use std::sync::Arc;

use chrono::NaiveDate;
use comfy_table::{Table, presets};
use entity::{Role, UserId, Viewer, workspace};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::Failure;
use crate::app::App;
use crate::audit::Origin;
use crate::auth::SignedIn;
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::graphql::{self, Locale, Request};

/// How a list is printed.
#[derive(clap::Args)]
pub(super) struct Format {
    /// Print a JSON array.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print comma-separated values, with a line of headings.
    #[arg(long)]
    csv: bool,
    /// Begin them with a byte-order mark, by which Excel knows that they are UTF-8.
    #[arg(long, requires = "csv")]
    bom: bool,
}

/// A column: its heading, and the path of its value.
pub(super) type Column = (&'static str, &'static str);

/// The lists of a server, as somebody who belongs to every workspace of it.
pub(super) struct Lists {
    app: Arc<App>,
    everybody: SignedIn,
}

impl Lists {
    /// Opens the database to read it.
    pub(super) async fn open(config: &Config) -> Result<Self, Failure> {
        let app = App::start_for_reading(config, Clock::System).await?;
        let everybody = everybody(&app).await?;
        Ok(Self { app, everybody })
    }

    /// A request of the same, in a language.
    pub(super) fn request(&self, locale: Locale) -> Request {
        Request::new(Arc::clone(&self.app), Some(self.everybody.clone()), locale, Origin::default())
    }

    /// What day it is, in the zone of the oldest workspace.
    pub(super) fn today(&self) -> NaiveDate {
        self.app.clock.today(&self.everybody.time_zone)
    }

    /// Everything of a list.
    pub(super) async fn read(
        &self,
        (list, document): (&str, &str),
        variables: Value,
    ) -> Result<Vec<Value>, Failure> {
        let (mut rows, mut after) = (Vec::new(), Value::Null);
        loop {
            let mut variables = variables.clone();
            if let Some(variables) = variables.as_object_mut() {
                variables.insert("after".to_owned(), after.take());
            }
            let mut data = graphql::ask(&self.app, self.everybody.clone(), document, variables).await?;
            let Some(page) = data.get_mut(list).map(Value::take) else { return Ok(rows) };
            let nodes = page.get("nodes").and_then(Value::as_array);
            rows.extend(nodes.into_iter().flatten().cloned());
            if page.pointer("/pageInfo/hasNextPage") != Some(&json!(true)) {
                return Ok(rows);
            }
            after = page.pointer("/pageInfo/endCursor").cloned().unwrap_or_default();
        }
    }
}

/// A day of the command line.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    clock::day(text).ok_or_else(|| "expected a day as YYYY-MM-DD".to_owned())
}

/// Whoever runs a command on the server sees all that is on it.
async fn everybody(app: &Arc<App>) -> Result<SignedIn, Failure> {
    let rows = workspace::Entity::find().order_by_asc(workspace::Column::Id).all(app.store.reader()).await?;
    let time_zone = rows.first().map_or_else(|| "UTC".to_owned(), |row| row.time_zone.clone());
    let all: Vec<_> = rows.into_iter().map(|row| (row.id, Role::Viewer)).collect();
    let user_id = UserId(uuid::Uuid::nil());
    let viewer = Viewer { user_id, session_id: None, memberships: all.clone(), in_view: all, limits: None };
    Ok(SignedIn { viewer, time_zone, token_last_used_at: None })
}

impl Format {
    /// Prints rows.
    pub(super) fn print(&self, rows: &[Value], columns: &[Column]) -> Result<(), Failure> {
        let headings = columns.iter().map(|(heading, _)| *heading);
        let mut text = if self.json {
            serde_json::to_vec_pretty(rows)?
        } else if self.csv {
            let mut writer = csv::Writer::from_writer(if self.bom { BOM.to_vec() } else { Vec::new() });
            writer.write_record(headings)?;
            for row in rows {
                writer.write_record(columns.iter().map(|(_, path)| harmless(row.pointer(path))))?;
            }
            writer.into_inner()?
        } else {
            let cells =
                |row: &Value| columns.iter().map(|(_, path)| cell(row.pointer(path))).collect::<Vec<_>>();
            let mut table = Table::new();
            table.load_preset(presets::NOTHING).set_header(headings);
            table.add_rows(rows.iter().map(cells));
            table.trim_fmt().into_bytes()
        };
        if !self.csv {
            text.push(b'\n');
        }
        Ok(std::io::stdout().write_all(&text)?)
    }
}

/// What tells Excel that a file is UTF-8.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that a spreadsheet shows as it is: text that begins as a formula does gets an apostrophe before it.
fn harmless(value: Option<&Value>) -> String {
    let text = cell(value);
    let is_text = matches!(value, Some(Value::String(_)));
    if is_text && text.starts_with(FORMULA) { format!("'{text}") } else { text }
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_))) => {
            other.to_string()
        }
    }
}
