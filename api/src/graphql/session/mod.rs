//! Signing in.

mod mutation;

pub(crate) use mutation::SessionMutation;
