//! Plan files: a campaign with everything that it leans on as one JSON text (docs/plan-file.md).

mod assemble;
mod command;
mod export;
mod fit;
mod format;
mod format_plan;
mod import;
mod job;
mod names;
mod node;
mod read;
mod read_plan;

pub use assemble::{Created, Import};
pub use command::{ImportPlan, ImportedPlan, unreadable};
pub use export::{Baselines, export};
pub use fit::give_calendar;
pub use import::{IMPORT, ImportError, Imported, Options, import, known, prepare, write};
pub use job::{AdvanceImport, EndImport, RunImport, StartImport};
pub use node::Fault;

/// What a plan file calls an anchor by: its kind, or its name where the kind is custom.
fn anchor_name(kind: entity::AnchorKind, name: &str) -> String {
    match kind {
        entity::AnchorKind::Custom => name.to_owned(),
        entity::AnchorKind::WarmUp => "WARM_UP".to_owned(),
        entity::AnchorKind::Launch => "LAUNCH".to_owned(),
        entity::AnchorKind::End => "END".to_owned(),
        entity::AnchorKind::PrizeIssue => "PRIZE_ISSUE".to_owned(),
        entity::AnchorKind::PrizeClaim => "PRIZE_CLAIM".to_owned(),
    }
}
