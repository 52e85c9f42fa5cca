//! Two workspaces that nothing tells apart but their ids: the same people with the same roles, departments,
//! tokens for scripts, invitations and campaign.  What is done in one is watched in both.

use std::collections::HashMap;

use chrono::TimeDelta;
use entity::{WorkspaceId, api_token, calendar, campaign, department, invitation, session, user, workspace};
use leadtime::audit::Origin;
use leadtime::people::session::{BeginSession, Session};
use leadtime::write::Caller;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::watch::changes;
use crate::{Actor, Server, plan};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";

/// Those who are signed in, each on a phone and a laptop, and were on a device that they lost.
const SIGNED_IN: [&str; 6] = ["lin.wei", "zhang.rui", "sun.hao", "song.ying", "luo.fan", "hao.sun"];

/// Two workspaces, and a third of somebody who is called as a member of theirs.
pub struct Twins<'a> {
    server: &'a Server,
    /// The one in which things are done: the younger, so that a request that names none is about the other.
    pub here: WorkspaceId,
    /// Its twin.
    pub there: WorkspaceId,
    sessions: HashMap<String, Session>,
}

/// The address of somebody, who is called by what it begins with.
pub fn address(name: &str) -> String {
    let is_of_demo = name.contains('.') && name != "hao.sun";
    format!("{name}@example.{}", if is_of_demo { "com" } else { "org" })
}

impl<'a> Twins<'a> {
    /// Chen Yue is suspended, Luo Fan has left; Ann is new, Sun Hao of the third workspace and Luo Fan have
    /// accounts, and all three are invited; Bob's invitation is revoked.  Sun Hao asked twice for a new
    /// password, and somebody new twice for an account; each of these links has one of the other purpose
    /// beside it.
    pub fn new(server: &'a Server) -> Self {
        server.load_demo();
        server.load_twin();
        server.import_into(&plan::small("ZZ", "hao.sun@example.org").to_string(), Some("Other")).unwrap();
        let mut twins = Self {
            server,
            here: of_name(server, "Twin"),
            there: of_name(server, "Double 11 2026"),
            sessions: HashMap::new(),
        };
        let hash = leadtime::auth::hash(PASSWORD).unwrap();
        for sql in [
            "update workspace set name = 'Double 11 2026' where name = 'Twin'".to_owned(),
            "update \"user\" set name = 'Sun Hao' where email = 'hao.sun@example.org'".to_owned(),
            format!("update \"user\" set password_hash = '{hash}'"),
            format!("update membership set status = 'suspended' where user_id = {}", of_email("chen.yue")),
            format!("update membership set status = 'left' where user_id = {}", of_email("luo.fan")),
            format!("delete from department_member where user_id = {}", of_email("luo.fan")),
        ] {
            server.execute(&sql);
        }
        twins.sign_in();
        for scope in ["there", "here"] {
            twins.add_tokens(scope);
            twins.add_invitations(scope);
        }
        let open = "select email as line from invitation where accepted_at is null and revoked_at is null";
        let names = ["ann", "hao.sun", "luo.fan"].map(address);
        let expected: Vec<_> = names.iter().flat_map(|name| [name.clone(), name.clone()]).collect();
        assert_eq!(server.lines(open), expected, "what was done here was done there");
        twins.ask_for_links();
        server.app.clock.advance(TimeDelta::minutes(1));
        twins
    }

    fn sign_in(&mut self) {
        for name in SIGNED_IN {
            for device in ["lost", "phone", "laptop"] {
                let session = self.begin(name, device);
                self.sessions.insert(format!("{device} {name}"), session);
            }
        }
        self.server.execute(
            "update session set ended_at = created_at, ended_because = 'signed_out' where device = 'lost'",
        );
    }

    fn begin(&self, name: &str, device: &str) -> Session {
        let id = self.server.load_id(&address(name));
        let origin =
            Origin { device: device.to_owned(), address: "127.0.0.1".to_owned(), request_id: String::new() };
        self.server.run_command(&Caller { origin, ..self.server.caller() }, BeginSession(id)).unwrap()
    }

    fn add_tokens(&self, scope: &str) {
        let (lin, sun) = (self.actor("lin.wei"), self.actor("sun.hao"));
        let limits =
            format!("campaignIds: [<{scope} D11>], departmentIds: [<{scope} Design>, <{scope} Operations>]");
        for (who, input) in [
            (&lin, format!("workspaceId: <{scope}>, name: \"CI\", scopes: [PLAN_WRITE, READ], {limits}")),
            (
                &lin,
                format!(
                    "workspaceId: <{scope}>, name: \"Bot\", scopes: [READ], serviceRole: VIEWER, \
                        departmentIds: [<{scope} Design>]"
                ),
            ),
            (&sun, format!("workspaceId: <{scope}>, name: \"CI\", scopes: [READ]")),
            (&sun, format!("workspaceId: <{scope}>, name: \"Old\", scopes: [READ]")),
        ] {
            self.done(who, "createToken", &input);
        }
        self.done(&sun, "revokeToken", &format!("tokenId: <{scope} Old sun.hao>"));
    }

    fn add_invitations(&self, scope: &str) {
        let lin = self.actor("lin.wei");
        for name in ["ann", "hao.sun", "luo.fan", "bob"] {
            let input = format!(
                "workspaceId: <{scope}>, email: \"{}\", role: MEMBER, departmentIds: [<{scope} Design>]",
                address(name)
            );
            self.done(&lin, "inviteMember", &input);
            self.server.emails(&address(name), if scope == "here" { 2 } else { 1 });
        }
        self.done(&lin, "revokeInvitation", &format!("invitationId: <{scope} bob>"));
    }

    fn ask_for_links(&self) {
        let stranger = self.server.stranger();
        for count in 1..=2 {
            self.done(&stranger, "requestPasswordReset", r#"email: "sun.hao@example.com""#);
            self.server.emails("sun.hao@example.com", count);
            self.done(&stranger, "register", REGISTRATION);
            self.server.emails("new@example.org", count);
        }
        let columns = "email, body, created_at, expires_at";
        let other = "case purpose when 'registration' then 'password_reset' else 'registration' end";
        self.server.execute(&format!(
            "insert into mailed_link (hash, purpose, used_at, {columns}) select hash || '2', {other}, \
                used_at, {columns} from mailed_link;
            insert into mailed_link (hash, purpose, used_at, {columns}) select hash || '3', purpose, \
            created_at, {columns} from mailed_link"
        ));
    }

    /// Somebody at their laptop, by what their address begins with.
    pub fn actor(&self, name: &str) -> Actor {
        self.at(&format!("laptop {name}"))
    }

    /// Somebody at one of their devices, such as `phone sun.hao`.
    pub fn at(&self, device: &str) -> Actor {
        let Session { id, user_id, .. } = self.session(device);
        let signed = self.server.app.keys.sign(*user_id, *id, self.server.app.clock.now());
        self.server.bearer(&signed.unwrap().token)
    }

    /// The session of somebody on a device.
    pub fn session(&self, device: &str) -> &Session {
        self.sessions.get(device).unwrap_or_else(|| panic!("{device}"))
    }

    /// What the link of a message to somebody holds: the first is 1.
    pub fn link(&self, name: &str, number: usize) -> String {
        let emails = self.server.emails(&address(name), number);
        let email = emails.get(number - 1).unwrap_or_else(|| panic!("{emails:?}"));
        email.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
    }

    /// Does something that succeeds and changes these rows and no others, which are told as [`changes`] tells
    /// them.  `mutation` is its name, with what is selected of its payload; in its input `<here CI sun.hao>`
    /// is an id.
    pub fn does(&self, who: &Actor, mutation: &str, input: &str, expected: &[&str]) -> Value {
        self.watch(expected, || self.done(who, mutation, input))
    }

    /// Tries something that is refused with a code, and changes these rows and no others.
    pub fn refuses(&self, who: &Actor, mutation: &str, input: &str, code: &str, expected: &[&str]) {
        let answer = self.watch(expected, || self.tried(who, mutation, input));
        assert_eq!(answer["userErrors"][0]["code"], code, "{mutation}({input}): {answer}");
    }

    /// Does something that changes these rows and no others.
    pub fn watch<T>(&self, expected: &[&str], work: impl FnOnce() -> T) -> T {
        let (found, outcome) = changes(self.server, &[(self.here, "here"), (self.there, "there")], work);
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
        outcome
    }

    /// Does something that succeeds, and answers what is selected.
    pub fn done(&self, who: &Actor, mutation: &str, input: &str) -> Value {
        let answer = self.tried(who, mutation, input);
        assert_eq!(answer["userErrors"], json!([]), "{mutation}({input})");
        answer
    }

    /// Tries something, and answers what is selected, with the user errors.
    pub fn tried(&self, who: &Actor, mutation: &str, input: &str) -> Value {
        let (name, selected) = mutation.split_once(' ').unwrap_or((mutation, ""));
        let input = self.filled(input);
        who.ask(&format!(
            "mutation {{ {name}(input: {{ {input} }}) {{ {selected} userErrors {{ code field }} }} }}"
        ))[name]
            .take()
    }

    /// A text with ids in place of what is in angle brackets.
    pub fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, (id, _)) in self.server.block_on(self.ids()) {
            text = text.replace(&format!("<{name}>"), &format!("{id:?}"));
        }
        assert!(!text.contains('<'), "{text}");
        text
    }

    /// Writes rows past the API: the same ids as the database has them.
    pub fn execute(&self, sql: &str) {
        let blob = if self.server.is_sqlite() { "x" } else { "" };
        let mut sql = sql.to_owned();
        for (name, (_, digits)) in self.server.block_on(self.ids()) {
            sql = sql.replace(&format!("<{name}>"), &format!("{blob}'{digits}'"));
        }
        self.server.execute(&sql);
    }

    /// Ids by what their rows are called: as the API has them, and their digits.
    async fn ids(&self) -> HashMap<String, (String, String)> {
        let reader = self.server.app.store.reader();
        let scope = |id: WorkspaceId| if id == self.here { "here" } else { "there" };
        let mut ids = HashMap::new();
        let mut add = |name: String, id: String, digits: String| drop(ids.insert(name, (id, digits)));
        for id in [self.here, self.there] {
            add(scope(id).to_owned(), id.to_string(), id.0.simple().to_string());
        }
        let users = user::Entity::find().all(reader).await.unwrap();
        let of_email = |email: &str| email.split('@').next().unwrap_or_default().to_owned();
        let name = |row: &user::Model| if row.is_service { row.name.clone() } else { of_email(&row.email) };
        let names: HashMap<_, _> = users.iter().map(|row| (row.id, name(row))).collect();
        for row in &users {
            add(name(row), row.id.to_string(), row.id.0.simple().to_string());
        }
        let of_twins = [self.here, self.there];
        let departments = department::Entity::find().filter(department::Column::WorkspaceId.is_in(of_twins));
        for row in departments.all(reader).await.unwrap() {
            let name = format!("{} {}", scope(row.workspace_id), row.name);
            add(name, row.id.to_string(), row.id.0.simple().to_string());
        }
        let calendars = calendar::Entity::find().filter(calendar::Column::WorkspaceId.is_in(of_twins));
        for row in calendars.all(reader).await.unwrap() {
            let name = format!("{} {}", scope(row.workspace_id), row.name);
            add(name, row.id.to_string(), row.id.0.simple().to_string());
        }
        let campaigns = campaign::Entity::find().filter(campaign::Column::WorkspaceId.is_in(of_twins));
        for row in campaigns.all(reader).await.unwrap() {
            let name = format!("{} {}", scope(row.workspace_id), row.key);
            add(name, row.id.to_string(), row.id.0.simple().to_string());
        }
        for row in api_token::Entity::find().all(reader).await.unwrap() {
            let name = format!("{} {} {}", scope(row.workspace_id), row.name, names[&row.user_id]);
            add(name, row.id.to_string(), row.id.0.simple().to_string());
        }
        for row in invitation::Entity::find().all(reader).await.unwrap() {
            let name = format!("{} {}", scope(row.workspace_id), of_email(&row.email));
            add(name, row.id.to_string(), row.id.0.simple().to_string());
        }
        for row in session::Entity::find().all(reader).await.unwrap() {
            let name = format!("{} {}", row.device, names[&row.user_id]);
            add(name, row.id.to_string(), row.id.0.simple().to_string());
        }
        ids
    }
}

/// Who asks for an account.
pub const REGISTRATION: &str = r#"email: "new@example.org", name: "Sun Hao", password: "correct horse battery", workspaceName: "Double 11 2026", timeZone: "UTC""#;

/// The id of a user, as SQL.
fn of_email(name: &str) -> String {
    format!("(select id from \"user\" where email = '{}')", address(name))
}

fn of_name(server: &Server, name: &str) -> WorkspaceId {
    let find =
        workspace::Entity::find().filter(workspace::Column::Name.eq(name)).one(server.app.store.reader());
    server.block_on(find).unwrap().unwrap_or_else(|| panic!("{name}")).id
}
