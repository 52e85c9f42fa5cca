//! How many plans ways out are computed by, in findings whose fixes take as many: a request may ask for so
//! much, and pays for it.

/// Findings of one request whose fixes are computed at most.
pub(crate) const MOST_FIXED: usize = 20;

/// Findings whose fixes take as many plans as the recovery of late work.
pub(crate) const RECOVERY: usize = 10;

/// Findings whose fixes take as many plans as the preview of a proposal.
pub(crate) const PROPOSAL: usize = 2;
