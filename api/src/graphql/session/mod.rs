//! Signing in and out.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::SessionMutation;
pub(crate) use object::{Session, SessionPayload};
pub(crate) use query::{SessionQuery, sessions_by_id};
