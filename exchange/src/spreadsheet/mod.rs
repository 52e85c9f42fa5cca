//! Tables as people make them by hand: workbooks of Excel, and text separated by commas.

mod column;
mod facts;
mod formula;
mod gantt;
mod grid;
mod header;
mod outline;
mod parse;
mod place;
mod predecessor;
mod read;
mod read_facts;
mod row;
mod value;
mod write_csv;
mod write_xlsx;

pub use column::{Column, by_heading, fields, heading};
pub use parse::parts;
pub use read::{read_csv, read_xlsx};
pub use value::{labels, people};
pub use write_csv::csv;
pub use write_xlsx::xlsx;
