//! `GET /metrics`: what Prometheus collects.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use entity::outbox_job;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::graphql::Api;
use crate::error::Result;

/// The text format's own type.
const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What was counted, and what is so at this moment.
pub(super) async fn serve(api: Data<Api>) -> HttpResponse {
    match text(&api).await {
        Ok(text) => HttpResponse::Ok().insert_header((header::CONTENT_TYPE, TEXT)).body(text),
        Err(error) => {
            tracing::warn!(%error, "the metrics could not be read");
            HttpResponse::ServiceUnavailable().finish()
        }
    }
}

async fn text(api: &Api) -> Result<String> {
    let app = &api.app;
    let jobs = outbox_job::Entity::find();
    let failed = jobs.clone().filter(outbox_job::Column::FailedAt.is_not_null());
    let failed = failed.count(app.store.reader()).await?;
    let waiting = jobs.count(app.store.reader()).await?.saturating_sub(failed);
    let (connections, subscriptions) = api.connections.counts();
    app.metrics.text(&[
        ("outbox_waiting", "Outbox jobs that are to be done", waiting),
        ("outbox_failed", "Outbox jobs that were given up", failed),
        ("snapshot_bytes", "Memory of campaigns that are kept", app.snapshots.bytes()),
        ("sql_statements", "SQL statements since the start", app.store.statement_count()),
        ("document_bytes", "Memory of documents that are kept", api.documents.bytes()),
        ("response_bytes", "Memory of answers that are kept", api.answers.bytes()),
        ("live_connections", "Connections that stay open", connections),
        ("subscriptions", "Subscriptions", subscriptions),
    ])
}
