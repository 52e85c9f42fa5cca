//! Tokens for scripts.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::{ApiTokenMutation, CreateToken};
pub(crate) use object::ApiToken;
pub(crate) use query::{ApiTokenQuery, api_tokens_by_id};
