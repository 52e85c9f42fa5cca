//! What users of Leadtime rely on, in sentences.

mod deadlines;
mod lists;
mod progress_table;
