//! What users of Leadtime rely on, in sentences.

mod abuse;
mod deadlines;
mod http;
mod lists;
mod plan_file;
mod progress_table;
mod store;
