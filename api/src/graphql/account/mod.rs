//! Accounts and their passwords.

mod mutation;

pub(crate) use mutation::AccountMutation;
