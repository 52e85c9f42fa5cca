//! What users of Leadtime rely on, in sentences.

mod abuse;
mod access_tokens;
mod accounts;
mod async_graphql;
mod clients;
mod deadlines;
mod disk;
mod http;
mod inputs;
mod lists;
mod mail;
mod matrix;
mod members;
mod network;
mod nodes;
mod outgoing;
mod plan_file;
mod progress_table;
mod rate_limit;
mod schema;
mod scopes;
mod sessions;
mod store;
mod tokens;
mod twin;
mod written;
