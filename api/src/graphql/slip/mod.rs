//! Dates that were moved: when, by whom and why.

mod object;
mod summary;

pub(crate) use object::{Slip, SlipReasonInput};
pub(crate) use summary::SlipSum;
