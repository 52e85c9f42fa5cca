//! What something changes in the whole database, a line for each row, so that a test can say that nothing
//! else changed.
//!
//! Tables, columns and primary keys are read from the database itself: a table that a migration adds is
//! watched without a change here; left out are jobs of the outbox, which go when they are done, and the index
//! of the change log by work package.  A line
//! is `+`, `-` or nothing for an update; the table; the workspace that the row belongs to; what people call
//! the row and the rows that it refers to; and of an update the columns:
//!
//! ```text
//! membership here sun.hao: role, version
//! +audit_entry here role_changed lin.wei
//! -department_member here Design sun.hao
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::WorkspaceId;
use serde_json::Value;

use crate::Server;

/// Columns that a line quotes wherever a row has them.
const KINDS: [&str; 3] = ["purpose", "action", "cause"];

/// Columns that a row is called by: the first of these that it has.
const NAMES: [&str; 5] = ["email", "key", "device", "name", "title"];

/// How far a row is followed to the workspace that it belongs to.
const STEPS: usize = 4;

/// A row: its values by column.
type Row = BTreeMap<String, Value>;

/// A table of the database.
#[derive(Clone)]
struct Table {
    name: String,
    columns: Vec<String>,
    /// The columns of its primary key; all where it has none.
    key: Vec<String>,
    /// Rows by their keys, as JSON: few of them are ever looked into.
    rows: BTreeMap<String, String>,
}

/// Does something: the rows that it changed, in order, and what came of it.  `called` has names for
/// workspaces whose own names do not tell them apart.
pub fn changes<T>(
    server: &Server,
    called: &[(WorkspaceId, &str)],
    work: impl FnOnce() -> T,
) -> (Vec<String>, T) {
    let mut before = tables(server);
    let mut after = before.clone();
    read(server, &mut before);
    let outcome = work();
    read(server, &mut after);
    (difference(&before, &after, called), outcome)
}

/// Reads the rows of all tables, in one statement, so that they are of one moment.
fn read(server: &Server, tables: &mut [Table]) {
    let is_sqlite = server.is_sqlite();
    let sql = tables.iter().map(|table| table.sql(is_sqlite)).collect::<Vec<_>>().join(" union all ");
    for text in server.lines(&sql) {
        let mut lines = text.lines();
        let name = lines.next().unwrap_or_default();
        let table = tables.iter_mut().find(|table| table.name == name).unwrap();
        // A key has no brace: all of them are ids, digests, numbers and days.
        let rows: Vec<_> = lines.map(|line| line.split_once("|{").unwrap()).collect();
        let count = rows.len();
        table.rows = rows.into_iter().map(|(key, row)| (key.to_owned(), format!("{{{row}"))).collect();
        assert_eq!(table.rows.len(), count, "rows of {name} were not told apart");
    }
}

/// All tables, save the migrations' own, without their rows.
fn tables(server: &Server) -> Vec<Table> {
    let columns = server.lines(if server.is_sqlite() { SQLITE_COLUMNS } else { POSTGRES_COLUMNS });
    let mut tables: Vec<Table> = Vec::new();
    for line in columns {
        let [name, _place, column, is_key] = line.split('|').collect::<Vec<_>>().try_into().unwrap();
        if tables.last().is_none_or(|table| table.name != name) {
            let name = name.to_owned();
            tables.push(Table { name, columns: Vec::new(), key: Vec::new(), rows: BTreeMap::new() });
        }
        let table = tables.last_mut().unwrap();
        table.columns.push(column.to_owned());
        if is_key != "0" {
            table.key.push(column.to_owned());
        }
    }
    assert!(tables.iter().any(|table| table.name == "membership"), "the tables were not found");
    for table in tables.iter_mut().filter(|table| table.key.is_empty()) {
        table.key.clone_from(&table.columns);
    }
    tables
}

const SQLITE_COLUMNS: &str =
    "select m.name || '|' || printf('%03d', c.cid) || '|' || c.name || '|' || c.pk as line
    from sqlite_master m join pragma_table_info(m.name) c
    where m.type = 'table' and m.name not like 'seaql%' and m.name not like 'sqlite%' and m.name not in \
    ('outbox_job', 'change_subject')";

const POSTGRES_COLUMNS: &str = "select cast(c.relname as text) || '|' || lpad(cast(a.attnum as text), 3, \
    '0') || '|' || a.attname || '|'
        || (select count(*) from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any \
        (i.indkey)) as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relname not like 'seaql%' and c.relname not in ('outbox_job', \
    'change_subject')";

impl Table {
    /// A statement that answers one text: the table's name, and a line for each row of its key and its values
    /// as JSON.
    fn sql(&self, is_sqlite: bool) -> String {
        let text = |column: &String| {
            if is_sqlite {
                format!(r#"iif(typeof("{column}") = 'blob', lower(hex("{column}")), "{column}")"#)
            } else {
                format!(r#"coalesce(cast("{column}" as text), '')"#)
            }
        };
        let key = self.key.iter().map(text).collect::<Vec<_>>().join(" || ' ' || ");
        let (row, lines) = if is_sqlite {
            let value = |column: &String| format!("'{column}', {}", text(column));
            let values = self.columns.iter().map(value).collect::<Vec<_>>().join(", ");
            (format!("json_object({values})"), "char(10) || group_concat(line, char(10))")
        } else {
            ("cast(to_jsonb(t) as text)".to_owned(), "chr(10) || string_agg(line, chr(10))")
        };
        let name = &self.name;
        format!(
            r#"select '{name}' || coalesce({lines}, '') as line from (select {key} || '|' || {row} as line from "{name}" t) s"#
        )
    }
}

/// What a row is, by column.
fn row(text: &str) -> Row {
    serde_json::from_str(text).unwrap()
}

/// An id as both databases and the typed ids have it: 32 digits.
fn id(value: &Value) -> Option<String> {
    let text = value.as_str()?.replace('-', "");
    let is_one = text.len() == 32 && text.chars().all(|digit| digit.is_ascii_hexdigit());
    is_one.then_some(text)
}

/// Rows by their ids, which no two tables share, and what workspaces are called.
struct Names<'a> {
    rows: HashMap<String, (&'a Table, &'a str)>,
    called: HashMap<String, &'a str>,
}

impl<'a> Names<'a> {
    fn new(before: &'a [Table], after: &'a [Table], called: &[(WorkspaceId, &'a str)]) -> Self {
        let mut rows = HashMap::new();
        // What a row was called before is what it is called.
        for table in after.iter().chain(before).filter(|table| table.key == ["id"]) {
            rows.extend(table.rows.iter().map(|(key, row)| (key.replace('-', ""), (table, row.as_str()))));
        }
        let called = called.iter().map(|(id, name)| (id.0.simple().to_string(), *name)).collect();
        Self { rows, called }
    }

    fn find(&self, value: &Value) -> Option<(&'a Table, Row)> {
        let (table, text) = self.rows.get(&id(value)?)?;
        Some((table, row(text)))
    }

    /// What people call a row: users by what their address begins with.
    fn own(&self, row: &Row) -> Option<String> {
        let called = row.get("id").and_then(id).and_then(|id| self.called.get(&id).copied());
        let name = || NAMES.iter().find_map(|column| row.get(*column)?.as_str());
        let name = called.or_else(name).filter(|name| !name.is_empty())?;
        // A service account has an address that nobody knows it by.
        let other = row.get("name").filter(|_| name.ends_with("@service.invalid")).and_then(Value::as_str);
        let name = other.unwrap_or(name);
        let is_address = row.contains_key("email");
        Some(if is_address { name.split('@').next().unwrap_or(name) } else { name }.to_owned())
    }

    /// The rows that a row refers to, its workspace left out.
    fn references(&self, table: &Table, row: &Row) -> Vec<(&'a Table, Row)> {
        let columns =
            table.columns.iter().filter(|column| column.ends_with("_id") && *column != "workspace_id");
        columns.filter_map(|column| self.find(&row[column])).collect()
    }

    /// The workspace that a row belongs to, by itself or by what it refers to.
    fn scope(&self, table: &Table, row: &Row, steps: usize) -> Option<String> {
        if table.name == "workspace" {
            return self.own(row);
        }
        if let Some((_, workspace)) = row.get("workspace_id").and_then(|id| self.find(id)) {
            return self.own(&workspace);
        }
        let steps = steps.checked_sub(1)?;
        self.references(table, row).iter().find_map(|(table, row)| self.scope(table, row, steps))
    }

    /// The table, the workspace, and what the row and those that it refers to are called.
    fn line(&self, table: &Table, row: &Row) -> String {
        let mut words = vec![table.name.clone()];
        let mut add = |word: Option<String>| {
            if let Some(word) = word.filter(|word| !words.contains(word)) {
                words.push(word);
            }
        };
        add(self.scope(table, row, STEPS));
        for kind in KINDS {
            add(row.get(kind).and_then(|value| Some(value.as_str()?.to_owned())));
        }
        add(self.own(row));
        for (_, referred) in self.references(table, row) {
            add(self.own(&referred));
            let whose = referred.get("user_id").and_then(|id| self.find(id));
            add(whose.and_then(|(_, user)| self.own(&user)));
        }
        words.join(" ")
    }
}

/// What is between two states of a database.
fn difference(before: &[Table], after: &[Table], called: &[(WorkspaceId, &str)]) -> Vec<String> {
    let names = Names::new(before, after, called);
    let scopes = |tables: &[Table]| -> BTreeSet<String> {
        let workspaces = tables.iter().filter(|table| table.name == "workspace");
        workspaces.flat_map(|table| table.rows.values().filter_map(|text| names.own(&row(text)))).collect()
    };
    let gone: BTreeSet<String> = scopes(before).difference(&scopes(after)).cloned().collect();
    let mut lines: Vec<String> = gone.iter().map(|scope| format!("-everything {scope}")).collect();
    for (old, new) in before.iter().zip(after) {
        // A line that several rows have says so: which of them it was is not told by it.
        let line = |row: &Row| {
            let line = names.line(old, row);
            let count = old.rows.values().filter(|other| names.line(old, &self::row(other)) == line).count();
            if count > 1 { format!("{line} (one of {count})") } else { line }
        };
        for (key, text) in &new.rows {
            match old.rows.get(key) {
                None => lines.push(format!("+{}", names.line(new, &row(text)))),
                Some(was) if was == text => (),
                Some(was) => {
                    let (was, is) = (row(was), row(text));
                    let changed = old.columns.iter().filter(|column| was[*column] != is[*column]);
                    let changed = changed.map(String::as_str).collect::<Vec<_>>().join(", ");
                    lines.push(format!("{}: {changed}", line(&was)));
                }
            }
        }
        let lost = old.rows.iter().filter(|(key, _)| !new.rows.contains_key(*key)).map(|(_, text)| row(text));
        let lost = lost.filter(|row| names.scope(old, row, STEPS).is_none_or(|scope| !gone.contains(&scope)));
        lines.extend(lost.map(|row| format!("-{}", line(&row))));
    }
    lines.sort_unstable();
    lines
}
