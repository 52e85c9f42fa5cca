//! `leadtime import`.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::NaiveDate;
use exchange::{Converted, Given, Limits, Person, convert};

use super::Failure;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::plan::Directory;
use crate::plan_file::{self, Created, Fault, ImportError, Options};

#[derive(clap::Args)]
pub(super) struct Import {
    /// Plan files, XLSX workbooks, CSV tables or XML of Microsoft Project: told by their content.  Each is a
    /// campaign of its own: all of it is created, or nothing of it.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The workspace that it goes into, where there are several; made where there is none.
    #[arg(long)]
    workspace: Option<String>,
    /// Key of the campaign, in place of the file's: D11.
    #[arg(long)]
    key: Option<String>,
    /// Name of the campaign, in place of the file's.
    #[arg(long)]
    name: Option<String>,
    /// E-mail address of the campaign's owner, in place of the file's.
    #[arg(long, value_name = "EMAIL")]
    owner: Option<String>,
    /// Name of the campaign's calendar, in place of the file's.
    #[arg(long, value_name = "NAME")]
    calendar: Option<String>,
    /// The day on which work may begin, in place of the file's.
    #[arg(long, value_name = "DATE")]
    start: Option<NaiveDate>,
    /// What a table calls a column: title=任务名称.
    #[arg(long, value_name = "FIELD=HEADING", value_parser = mapped)]
    map: Vec<(String, String)>,
    /// Prints what would be created, and writes nothing.
    #[arg(long)]
    dry_run: bool,
}

/// A column and its heading.
fn mapped(text: &str) -> Result<(String, String), String> {
    let (field, heading) = text.split_once('=').ok_or("expected FIELD=HEADING")?;
    Ok((field.to_owned(), heading.to_owned()))
}

impl Import {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        if self.files.len() > 1 && (self.key.is_some() || self.name.is_some()) {
            return Err("--key and --name are for one file".into());
        }
        // Before anything is done: a name may be wrong.
        for file in &self.files {
            std::fs::File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        let app = App::start_without_key(config, Clock::System).await?;
        let mut failures = Vec::new();
        for file in &self.files {
            match self.import(&app, file).await {
                Ok(line) => println!("{line}"),
                Err(failure) => failures.push(failure.to_string()),
            }
        }
        if failures.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(failures.join("\n").into()) }
    }

    /// Imports a file, or tries to: what was created, or would be.
    async fn import(&self, app: &Arc<App>, path: &Path) -> Result<String, Failure> {
        let file = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| format!("{file}: {error}"))?;
        let known = plan_file::known(&app.store, self.workspace.as_deref()).await?;
        let given = self.given(known.as_ref());
        let mut converted = convert(&bytes, &given).map_err(|faults| told(&file, &faults))?;
        plan_file::give_calendar(&mut converted.plan, known.as_ref());
        for note in &converted.notes {
            eprintln!("note: {note}");
        }
        let options = Options { workspace: self.workspace.clone(), password_hash: None };
        let now = app.clock.now();
        let import = match plan_file::prepare(&app.store, &converted.plan, known, options, now).await {
            Ok(import) => import,
            Err(ImportError::Faults(faults)) => {
                return Err(told(&file, &at_places(&converted, faults)).into());
            }
            Err(ImportError::Other(error)) => return Err(format!("{file}: {error}").into()),
        };
        let (created, name) =
            (import.created(), import.campaign().map(|row| format!("{} {:?}", row.key, row.name)));
        let name = name.unwrap_or_default();
        if self.dry_run {
            return Ok(format!("{name} would be created: {}", counted(&created)));
        }
        plan_file::write(app, import).await.map_err(|error| format!("{file}: {error}"))?;
        Ok(format!("{name}: {}", counted(&created)))
    }

    /// What the file is read with.
    fn given(&self, known: Option<&Directory>) -> Given {
        let people = known.map_or(&[][..], |known| &known.people);
        let person = |person: &crate::plan::Person| Person {
            name: person.row.name.clone(),
            email: person.row.email.clone(),
        };
        Given {
            key: self.key.clone(),
            name: self.name.clone(),
            owner: self.owner.clone(),
            calendar: self.calendar.clone(),
            start: self.start,
            mapping: self.map.iter().cloned().collect(),
            people: people.iter().map(person).collect(),
            limits: Limits::default(),
        }
    }
}

/// Faults of a file, a line each.
fn told(file: &str, faults: &[impl Display]) -> String {
    faults.iter().map(|fault| format!("{file}: {fault}")).collect::<Vec<_>>().join("\n")
}

/// Faults of a plan where its file has what they are about.
fn at_places(converted: &Converted, faults: Vec<Fault>) -> Vec<String> {
    let at_place = |fault: Fault| match converted.place(&fault.path) {
        Some(place) => format!("{place}: {} ({})", fault.message, fault.path),
        None => fault.to_string(),
    };
    faults.into_iter().map(at_place).collect()
}

/// What is created, of whatever there is any.
fn counted(created: &Created) -> String {
    let Created { people, calendars, departments, anchors, work_packages, dependencies, baselines } =
        *created;
    let others = [
        (people, "people"),
        (calendars, "calendars"),
        (departments, "departments"),
        (anchors, "anchors"),
        (dependencies, "dependencies"),
        (baselines, "baselines"),
    ];
    let others =
        others.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(", {count} {what}"));
    std::iter::once(format!("{work_packages} work packages")).chain(others).collect()
}
