//! The worker of the outbox: leases what is due, does it, and tries again later what failed.  Any number of
//! replicas take jobs from one database.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::outbox_job::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::app::App;
use crate::audit::Origin;
use crate::directory::ReplanCampaigns;
use crate::error::Result;
use crate::graphql::run_import;
use crate::metrics::Attempted;
use crate::outbox::Job;
use crate::people::account::SendPasswordReset;
use crate::store::work;
use crate::write::{Caller, execute};

/// How often the worker looks for jobs that it was not told of: those of replicas that stopped, and those to
/// try again.
const POLL: Duration = Duration::from_secs(30);

/// Jobs that are leased at a time.
const BATCH: u64 = 10;

/// How long a lease lasts: a worker that stopped leaves its jobs to others after this time.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_mins(1);

/// Attempts before a job is given up: with the waits between them some 17 hours.
const ATTEMPTS: i32 = 12;

/// The longest wait between two attempts.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(4);

/// Does what is due, as long as the server runs.
pub async fn run(app: Arc<App>) {
    loop {
        match take_batch(&app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
        }
        tokio::select! {
            () = app.outbox.woken() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Does some of what is due: how many jobs were taken.
async fn take_batch(app: &Arc<App>) -> Result<usize> {
    // Most often there is nothing: that is found out without a write.
    if Entity::find().filter(is_due(app.clock.now())).count(app.store.reader()).await? == 0 {
        return Ok(0);
    }
    let jobs = lease(app).await?;
    let count = jobs.len();
    for row in jobs {
        let job = Job::read(&row, &app.keys, app.clock.now());
        let Some(Job::ImportPlan { .. }) = job else {
            work_on(app, &row, job).await?;
            continue;
        };
        // Files take long: e-mails do not wait for them.
        let app = Arc::clone(app);
        tokio::spawn(async move {
            if let Err(error) = work_on(&app, &row, job).await {
                tracing::warn!(%error, "the outbox cannot be written");
            }
        });
    }
    Ok(count)
}

/// Attempts a job, and says in its row how that went.
async fn work_on(app: &Arc<App>, row: &Model, job: Option<Job>) -> Result<()> {
    let outcome = tokio::time::timeout(ATTEMPT, attempt(app, row, job)).await;
    match outcome.unwrap_or_else(|_elapsed| Err("it took too long".into())) {
        Ok(()) => {
            app.metrics.attempt(Attempted::Done);
            complete(app, row).await
        }
        Err(error) => postpone(app, row, error.to_string()).await,
    }
}

fn is_due(now: DateTime<Utc>) -> Condition {
    let is_free = Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lte(now));
    Condition::all().add(Column::FailedAt.is_null()).add(Column::DueAt.lte(now)).add(is_free)
}

/// Leases jobs that are due, the oldest first; each is one worker's until its lease ends.
async fn lease(app: &App) -> Result<Vec<Model>> {
    let now = app.clock.now();
    let lease = work::<Vec<Model>, _>(move |transaction| {
        Box::pin(async move {
            let mut due = Entity::find().filter(is_due(now)).order_by_asc(Column::DueAt).limit(BATCH);
            if transaction.get_database_backend() == DbBackend::Postgres {
                due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
            }
            let jobs = due.all(transaction).await?;
            Entity::update_many()
                .col_expr(Column::LeasedUntil, Expr::value(now + LEASE))
                .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
                .filter(Column::Id.is_in(jobs.iter().map(|job| job.id)))
                .exec(transaction)
                .await?;
            Ok(jobs)
        })
    });
    app.store.write(lease).await
}

async fn attempt(
    app: &Arc<App>,
    row: &Model,
    job: Option<Job>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let now = app.clock.now();
    match job.ok_or("no signing key of this server reads it")? {
        Job::Email(email) => {
            app.mailer.send(&email).await?;
            tracing::info!(to = email.to, subject = email.subject, "an e-mail was sent");
        }
        Job::PasswordReset { email, origin } => {
            let caller = Caller { viewer: None, origin, now };
            execute(app, &caller, "requestPasswordReset", None, SendPasswordReset { email, job: row.id })
                .await?;
        }
        Job::ReplanCampaigns { workspace_id, after } => {
            let caller = Caller { viewer: None, origin: Origin::default(), now };
            execute(app, &caller, "replanCampaigns", None, ReplanCampaigns { workspace_id, after }).await?;
        }
        Job::ImportPlan { id } => Box::pin(run_import(app, id, ATTEMPTS - row.attempts)).await?,
    }
    Ok(())
}

async fn complete(app: &App, job: &Model) -> Result<()> {
    let id = job.id;
    let delete = work::<(), _>(move |transaction| {
        Box::pin(async move { Ok(Entity::delete_by_id(id).exec(transaction).await.map(drop)?) })
    });
    app.store.write(delete).await
}

/// Tries a job again later, or gives it up.
async fn postpone(app: &App, job: &Model, error: String) -> Result<()> {
    let (id, now, attempts) = (job.id, app.clock.now(), job.attempts + 1);
    let failed_at = (attempts >= ATTEMPTS).then_some(now);
    if failed_at.is_some() {
        app.metrics.attempt(Attempted::GivenUp);
        tracing::error!(job = %id, attempts, error, "an outbox job was given up");
    } else {
        app.metrics.attempt(Attempted::Postponed);
        tracing::warn!(job = %id, attempts, error, "an outbox job failed and is tried again");
    }
    let update = work::<(), _>(move |transaction| {
        let error = error.clone();
        Box::pin(async move {
            Entity::update_many()
                .col_expr(Column::DueAt, Expr::value(now + wait(attempts)))
                .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
                .col_expr(Column::LastError, Expr::value(error))
                .col_expr(Column::FailedAt, Expr::value(failed_at))
                .filter(Column::Id.eq(id))
                .exec(transaction)
                .await?;
            Ok(())
        })
    });
    app.store.write(update).await
}

/// The wait before the next attempt: 15 s, and twice as long each time.
fn wait(attempts: i32) -> TimeDelta {
    let doubled = 15_i64.saturating_mul(1 << attempts.saturating_sub(1).clamp(0, 20));
    TimeDelta::seconds(doubled).min(LONGEST_WAIT)
}
