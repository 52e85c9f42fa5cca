//! Accounts and their passwords.

mod command;
mod input;
mod mutation;

pub(crate) use mutation::AccountMutation;
