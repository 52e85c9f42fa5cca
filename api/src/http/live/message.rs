//! Messages of `graphql-transport-ws`.

use serde::Deserialize;

use crate::graphql::write_json;
use crate::http::parameters::Sent;

/// What a client sends.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Incoming {
    ConnectionInit { payload: Option<Init> },
    Ping {},
    Pong {},
    Subscribe { id: String, payload: Sent },
    Complete { id: String },
}

/// What a client says of itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Init {
    /// A bearer token, with `Bearer` before it or without.
    #[serde(alias = "Authorization", alias = "token")]
    pub authorization: Option<String>,
    /// The workspace that everything is about, as the header `Leadtime-Workspace` has it.
    #[serde(alias = "leadtime-workspace", alias = "Leadtime-Workspace")]
    pub workspace: Option<String>,
}

impl Init {
    /// The token alone.
    pub(super) fn token(&self) -> Option<&str> {
        let text = self.authorization.as_deref()?.trim();
        let (scheme, token) = text.split_once(' ').unwrap_or(("bearer", text));
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }
}

/// A message about an operation, whose payload is JSON already.
pub(super) fn about(id: &str, kind: &str, payload: Option<&[u8]>) -> Vec<u8> {
    let mut text = Vec::with_capacity(payload.map_or(0, <[u8]>::len) + id.len() + 48);
    text.extend_from_slice(b"{\"id\":");
    write_json(&id, &mut text);
    text.extend_from_slice(b",\"type\":");
    write_json(&kind, &mut text);
    if let Some(payload) = payload {
        text.extend_from_slice(b",\"payload\":");
        text.extend_from_slice(payload);
    }
    text.push(b'}');
    text
}
