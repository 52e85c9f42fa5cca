//! What users of Leadtime rely on, in sentences.

mod abuse;
mod deadlines;
mod http;
mod lists;
mod progress_table;
