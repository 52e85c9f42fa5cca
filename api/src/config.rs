//! Settings: defaults, then one TOML file, then `LEADTIME_*` variables; everything wrong with them is said at
//! once.

use std::ffi::OsString;
use std::fmt::Display;
use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::str::FromStr;

/// What every variable begins with.
const PREFIX: &str = "LEADTIME_";

/// Variables that are no settings: where the file is, and what the tests go by.
const OTHERS: [&str; 2] = ["config", "test_postgres_url"];

/// Settings that may stand in a file of their own, named by the same with `_file`.
const SECRETS: [&str; 3] = ["database_url", "mail_url", "signing_key"];

/// All settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// `sqlite://FILE` or `postgres://…`.
    pub database_url: String,
    /// The private key that access tokens are signed with; made where it is not there.
    pub signing_key_file: PathBuf,
    /// The same as text, where there is to be no file.
    pub signing_key: Option<String>,
    /// Where people find the server, and the pages that links of e-mails lead to: its URL, with a path where
    /// a proxy puts it below one; where the server listens, if absent.
    pub public_url: Option<String>,
    /// How e-mails are sent: `smtp://…`, `smtps://…`, or `file:PATH` for development.
    pub mail_url: String,
    /// Sender of e-mails.
    pub mail_from: String,
    /// Whether anybody may register; else people come by invitation alone.
    pub registration: bool,
    /// What one person or token may ask for in a minute, in points of cost; 0 is without limit.
    pub rate_limit: u32,
    /// How long a request may take, in seconds.
    pub request_seconds: u64,
    /// How long a client may take nothing of its answer before its connection is closed, in seconds.
    pub stall_seconds: u64,
    /// How often a client at a WebSocket is asked whether it is there, in seconds; one that has not answered
    /// by the next time is disconnected.
    pub ping_seconds: NonZeroU64,
    /// How long the server goes on answering after it was told to stop, in seconds: more than a balancer
    /// takes to look.
    pub drain_seconds: u64,
    /// What answers that clients have not taken yet come to at most, in MiB; one caller has a quarter of it.
    pub answer_mebibytes: u64,
    /// Origins of browser apps that may call: `https://app.example.com`, or `*` for any, without credentials.
    pub cors_origins: Vec<String>,
    /// Whether a proxy in front says where requests come from: the last address of `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// The least severe log lines that are written: error, warn, info, debug, trace.
    pub log: tracing::Level,
    /// What campaigns kept in memory take at most, in MiB.
    pub snapshot_mebibytes: u64,
    /// What documents kept parsed take at most, in MiB.
    pub document_cache_mebibytes: u64,
    /// What answers that may be given again take at most, in MiB.
    pub response_cache_mebibytes: u64,
    /// How long the change log is kept, in days: clients that were offline for longer load everything again.
    pub change_log_days: u32,
    /// How large a file to import may be, in MiB: one of these takes up to some ten times as much while it is
    /// read.
    pub import_mebibytes: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8000)),
            database_url: "sqlite://leadtime.db".to_owned(),
            signing_key_file: PathBuf::from("leadtime.key"),
            signing_key: None,
            public_url: None,
            mail_url: "file:leadtime-mail.txt".to_owned(),
            mail_from: "Leadtime <leadtime@localhost>".to_owned(),
            registration: true,
            rate_limit: 20_000,
            request_seconds: 10,
            stall_seconds: 30,
            ping_seconds: NonZeroU64::MIN.saturating_add(24),
            drain_seconds: 5,
            answer_mebibytes: 256,
            cors_origins: Vec::new(),
            behind_proxy: false,
            log: tracing::Level::INFO,
            snapshot_mebibytes: 256,
            document_cache_mebibytes: 16,
            response_cache_mebibytes: 64,
            change_log_days: 90,
            import_mebibytes: 16,
        }
    }
}

/// Everything that is wrong with the settings, a line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(Vec<String>);

impl Config {
    /// Settings of the process: its environment, and the file that `LEADTIME_CONFIG` names.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn of_process() -> Result<Self, ConfigError> {
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value));
        let text = std::env::vars_os().filter_map(text);
        Self::new(text.map(|(name, value)| (name, value.to_string_lossy().into_owned())))
    }

    /// Settings of an environment.
    ///
    /// # Errors
    /// Everything that is wrong with them: unknown names, values that cannot be read, files that are not
    /// there.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut errors = Vec::new();
        let mut given: Vec<(String, String)> = Vec::new();
        let mut file = None;
        for (name, value) in variables {
            let Some(setting) = name.strip_prefix(PREFIX).map(str::to_lowercase) else { continue };
            if setting == "config" {
                file = Some(value);
            } else if !OTHERS.contains(&setting.as_str()) {
                given.push((setting, value));
            }
        }
        let mut config = Self::default();
        if let Some(path) = file {
            let of_file = read_file(&path, &mut errors);
            errors.extend(config.set_all(of_file, |name| format!("{path}: {name}")));
        }
        errors.extend(config.set_all(given, |name| format!("{PREFIX}{}", name.to_uppercase())));
        if errors.is_empty() { Ok(config) } else { Err(ConfigError(errors)) }
    }

    /// Takes settings over; everything that is wrong with them, by the name that `told` gives each.
    fn set_all(&mut self, given: Vec<(String, String)>, told: impl Fn(&str) -> String) -> Vec<String> {
        let is_given = |name: &str| given.iter().any(|(known, _)| known == name);
        let is_twice = |name: &&str| is_given(name) && is_given(&format!("{name}_file"));
        let twice = SECRETS.into_iter().filter(is_twice);
        let mut errors: Vec<_> = twice
            .map(|name| {
                let (name, file) = (told(name), told(&format!("{name}_file")));
                format!("{name}: {file} is given too: give one of them")
            })
            .collect();
        for (name, value) in given {
            errors.extend(self.set(&name, value).err().map(|message| format!("{}: {message}", told(&name))));
        }
        errors
    }

    /// URL that links in e-mails begin with.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), String> {
        match name {
            "listen" => self.listen = parse(&value)?,
            "database_url" => self.database_url = value,
            "database_url_file" => self.database_url = secret(&value)?,
            "mail_url" => self.mail_url = value,
            "mail_url_file" => self.mail_url = secret(&value)?,
            "mail_from" => self.mail_from = value,
            "public_url" => self.public_url = Some(public_url(&value)?),
            "registration" => self.registration = parse(&value)?,
            "rate_limit" => self.rate_limit = parse(&value)?,
            "cors_origins" => self.cors_origins = origins(&value)?,
            "behind_proxy" => self.behind_proxy = parse(&value)?,
            "request_seconds" => self.request_seconds = parse(&value)?,
            "stall_seconds" => self.stall_seconds = parse(&value)?,
            "ping_seconds" => self.ping_seconds = parse(&value)?,
            "drain_seconds" => self.drain_seconds = parse(&value)?,
            "answer_mebibytes" => self.answer_mebibytes = parse(&value)?,
            "signing_key" => self.signing_key = Some(value),
            "signing_key_file" => self.signing_key_file = PathBuf::from(value),
            "log" => self.log = parse(&value)?,
            "snapshot_mebibytes" => self.snapshot_mebibytes = parse(&value)?,
            "document_cache_mebibytes" => self.document_cache_mebibytes = parse(&value)?,
            "response_cache_mebibytes" => self.response_cache_mebibytes = parse(&value)?,
            "change_log_days" => self.change_log_days = change_log_days(&value)?,
            "import_mebibytes" => self.import_mebibytes = parse(&value)?,
            _ => return Err("there is no such setting".to_owned()),
        }
        Ok(())
    }
}

/// What a file holds that a secret is kept in.
fn secret(path: &str) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(text.trim().to_owned())
}

/// A URL that paths can be put behind.
fn public_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, "a"));
    let is_plain = |part: &str| {
        !part.trim_start_matches('.').is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    if is_origin(&format!("{scheme}://{host}")) && path.split('/').all(is_plain) {
        Ok(url.to_owned())
    } else {
        Err(format!("{text:?}: expected a URL such as https://example.org/leadtime, without a query"))
    }
}

/// Days for which the change log is kept: what was deleted is restored from it for 30 days.
fn change_log_days(text: &str) -> Result<u32, String> {
    let days = parse(text)?;
    if days > 30 { Ok(days) } else { Err(format!("{text:?}: expected 31 days or more")) }
}

/// Origins, with commas between them.
fn origins(text: &str) -> Result<Vec<String>, String> {
    let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
    let read = |origin: &str| {
        let is_fine = origin == "*" || is_origin(origin);
        is_fine.then(|| origin.to_owned()).ok_or_else(|| {
            format!("{origin:?}: expected an origin such as https://app.example.com, without a path, or *")
        })
    };
    origins.map(read).collect()
}

/// Whether a text is an origin as browsers send it: a scheme, a host and perhaps a port, and nothing after
/// them.
fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let is_plain =
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    ["http", "https"].contains(&scheme) && is_plain
}

fn parse<T: FromStr<Err: Display>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error| format!("{value:?}: {error}"))
}

/// The settings of a file, as text.
fn read_file(path: &str, errors: &mut Vec<String>) -> Vec<(String, String)> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            errors.push(format!("{PREFIX}CONFIG: {path}: {error}"));
            return Vec::new();
        }
    };
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            errors.push(format!("{path}: {}", error.message()));
            return Vec::new();
        }
    };
    let mut text = |(name, value): (String, toml::Value)| match value {
        toml::Value::String(text) => Some((name, text)),
        toml::Value::Integer(number) => Some((name, number.to_string())),
        toml::Value::Boolean(yes) => Some((name, yes.to_string())),
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Array(_) | toml::Value::Table(_) => {
            errors.push(format!("{path}: {name}: expected text, a whole number, true or false"));
            None
        }
    };
    table.into_iter().filter_map(&mut text).collect()
}
