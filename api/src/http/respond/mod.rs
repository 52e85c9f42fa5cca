//! Answers to requests.

mod answer;
mod failure;
mod reply;

pub(super) use self::answer::{Answer, executed, invalid};
pub(super) use self::failure::{errors_of, failed, is_refused, refused, status_of};
pub(super) use self::reply::{Manner, Media, file, is_known, not_modified, text};
