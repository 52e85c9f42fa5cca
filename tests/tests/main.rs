//! What users of Leadtime rely on, in sentences.

mod abuse;
mod async_graphql;
mod deadlines;
mod http;
mod lists;
mod plan_file;
mod progress_table;
mod schema;
mod store;
