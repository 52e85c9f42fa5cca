//! Lists of the API for a terminal: the same documents, page after page, as a table, JSON or comma-separated values.

use std::io::Write;
use std::sync::Arc;

use comfy_table::{Table, presets};
use entity::{Role, UserId, Viewer, workspace};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::Failure;
use crate::app::App;
use crate::auth::SignedIn;
use crate::clock::Clock;
use crate::config::Config;
use crate::graphql;

/// How a list is printed.
#[derive(clap::Args)]
#[group(multiple = false)]
pub(super) struct Format {
    /// Print a JSON array.
    #[arg(long)]
    json: bool,
    /// Print comma-separated values, with a line of headings.
    #[arg(long)]
    csv: bool,
}

/// A column: its heading, and the path of its value.
pub(super) type Column = (&'static str, &'static str);

/// Everything of a list, as somebody who belongs to every workspace of the server.
pub(super) async fn read(
    config: &Config,
    (list, document): (&str, &str),
    variables: Value,
) -> Result<Vec<Value>, Failure> {
    let app = App::start(config, Clock::System, false).await?;
    let everybody = everybody(&app).await?;
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut variables = variables.clone();
        if let Some(variables) = variables.as_object_mut() {
            variables.insert("after".to_owned(), after.take());
        }
        let mut data = graphql::ask(&app, everybody.clone(), document, variables).await?;
        let Some(page) = data.get_mut(list).map(Value::take) else { return Ok(rows) };
        let nodes = page.get("nodes").and_then(Value::as_array);
        rows.extend(nodes.into_iter().flatten().cloned());
        if page.pointer("/pageInfo/hasNextPage") != Some(&json!(true)) {
            return Ok(rows);
        }
        after = page.pointer("/pageInfo/endCursor").cloned().unwrap_or_default();
    }
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
        let out = std::io::stdout();
        if self.json {
            serde_json::to_writer_pretty(&out, rows)?;
            return Ok(writeln!(&out)?);
        }
        let headings = columns.iter().map(|(heading, _)| *heading);
        let cells = |row: &Value| columns.iter().map(|(_, path)| text(row.pointer(path))).collect::<Vec<_>>();
        if self.csv {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(headings)?;
            for row in rows {
                writer.write_record(cells(row))?;
            }
            return Ok(writer.flush()?);
        }
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_header(headings);
        table.add_rows(rows.iter().map(cells));
        Ok(writeln!(&out, "{}", table.trim_fmt())?)
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_))) => {
            other.to_string()
        }
    }
}
