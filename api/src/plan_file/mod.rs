//! Plan files: a campaign with everything that it leans on as one JSON text (docs/plan-file.md).

mod assemble;
mod export;
mod format;
mod import;
mod node;
mod read;
mod read_plan;

pub use export::export;
pub use import::{ImportError, Imported, Options, import};
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
