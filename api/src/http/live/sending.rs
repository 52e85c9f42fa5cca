//! What operations hand to their connection.

use crate::http::outgoing::Reserved;

/// An operation of a connection.  Its number tells it from others that had its id before.
#[derive(Clone, Default)]
pub(super) struct Ticket {
    pub id: String,
    pub number: u64,
}

/// What a connection sends of an operation.
pub(super) enum Sending {
    /// An answer or an event, as JSON; its bytes are counted until it is sent.
    Next { ticket: Ticket, json: Vec<u8>, _reserved: Option<Reserved> },
    /// Why it is not executed, as a list in JSON.
    Error(Ticket, Vec<u8>),
    /// That nothing follows.
    Complete(Ticket),
    /// That the caller is not who they were.
    Expired,
}
