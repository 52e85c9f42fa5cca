//! Members of a workspace.

mod mutation;

pub(crate) use mutation::MemberMutation;
