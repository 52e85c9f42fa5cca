//! The daily brief: what a campaign's people have to know this morning, in as few lines as that takes.
//!
//! Late work is told by where it began, one line a root cause: whoever is late because of another is counted
//! there.

mod html;
mod markdown;
mod outline;
mod read;
mod text;
mod value;
mod words;

pub use html::html;
pub use markdown::markdown;
pub(crate) use outline::whose;
pub use read::{of, of_department};
pub use text::text;
pub use value::{Ask, Asked, Brief, CampaignBrief, Cause, Due, Endangered, Work};
pub(crate) use words::Words;
