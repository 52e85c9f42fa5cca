//! Subscriptions: what is followed, where events come from, and what they show.
//!
//! A subscription's document is executed several times: once to find out what it follows
//! ([`Delivery::Opening`]), then for each event ([`Delivery::Event`]) with a request of its own, so that
//! nothing of one event is kept for the next and permissions are those of the moment.

mod campaign;
mod delivery;
mod findings;
mod my_work;
mod source;
mod subscription;
mod workspace;

pub(crate) use delivery::{Delivery, Opening};
pub(crate) use source::Source;
pub(crate) use subscription::Subscription;
