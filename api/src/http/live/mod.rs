//! Connections that stay open: `WebSocket` connections of the protocol `graphql-transport-ws`, and
//! Server-Sent Events as GraphQL over SSE has them, in distinct connections.
//!
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>
//! <https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>

mod client;
mod connections;
mod events;
mod flow;
mod follow;
mod message;
mod run;
mod sending;
mod shared;
mod socket;
mod task;

pub(super) use connections::Connections;
pub(super) use events::{is_asked_for, stream};
pub(super) use shared::Shared;
pub(super) use socket::{is_upgrade, open};
