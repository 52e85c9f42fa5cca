//! Databases: their schema, what they refuse, and writes that nobody else's misfortune undoes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use leadtime::store::Store;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tests::{Database, Server, apply, on_both, plan};

/// Every table, column and index, in order.
async fn schema(connection: &DatabaseConnection) -> Vec<String> {
    let backend = connection.get_database_backend();
    let sql = if backend == sea_orm::DbBackend::Sqlite {
        "select type || ' ' || name || ' ' || coalesce(sql, '') as line from sqlite_master where tbl_name \
            not like 'seaql%' order by 1"
    } else {
        "select table_name || ' ' || column_name || ' ' || data_type as line from \
            information_schema.columns where table_schema = 'public' and table_name not like 'seaql%'
              union all select indexdef from pg_indexes where schemaname = 'public' and tablename not like \
              'seaql%' order by 1"
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "line").unwrap()).collect()
}

fn goes_up_down_and_up(database: &Database) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url =
            database.url().to_owned() + if database.url().starts_with("sqlite") { "?mode=rwc" } else { "" };
        let connection = sea_orm::Database::connect(url).await.unwrap();
        let empty = schema(&connection).await;
        Migrator::up(&connection, None).await.unwrap();
        let full = schema(&connection).await;
        Migrator::down(&connection, None).await.unwrap();
        assert_eq!(schema(&connection).await, empty);
        Migrator::up(&connection, None).await.unwrap();
        assert_eq!(schema(&connection).await, full);
    });
}

#[test]
fn the_schema_goes_up_down_and_up_on_sqlite() {
    goes_up_down_and_up(&Database::sqlite());
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn the_schema_goes_up_down_and_up_on_postgres() {
    goes_up_down_and_up(&Database::postgres());
}

/// How many connections are inside a transaction that nobody goes on with.
async fn held(store: &Store) -> i64 {
    let backend = store.reader().get_database_backend();
    if backend != sea_orm::DbBackend::Postgres {
        return 0;
    }
    let sql = "select count(*) as n from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%' and state_change < now() - \
        interval '2 ms'";
    let row = store.reader().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[apply(on_both)]
fn refuses_rows_that_cannot_be_right(server: &Server) {
    server.load_demo();
    server.import_into(&plan::small("ZZ", "z@example.com").to_string(), Some("Other")).unwrap();
    for sql in [
        "update work_package set progress = 101",
        "update work_package set planned_finish_on = '1999-01-01'",
        "update work_package set actual_start_on = '2026-10-05', actual_finish_on = '2026-10-01'",
        "update work_package set deadline_on = null where deadline_on is not null",
        "update work_package set milestone_edge = 'end_of_day' where kind = 'task'",
        "update work_package set parent_id = id",
        "update work_package set number = 1",
        "update work_package set accountable_id = (select id from \"user\" where email = \
                'z@example.com') where campaign_id = (select id from campaign where key = 'D11')",
        "update work_package set department_id = (select id from department limit 1) where campaign_id \
                = (select id from campaign where key = 'ZZ')",
        "update dependency set successor_id = predecessor_id",
        "update dependency set successor_id = (select p.id from work_package p join campaign c on c.id \
                = p.campaign_id where c.key = 'ZZ')",
        "update campaign set status = 'lost'",
        "update campaign set required_finish_on = '1999-01-01' where required_finish_on is not null",
        "update campaign set key = 'SAME'",
        "update membership set role = 'king'",
        "update calendar set week = 128",
        "update day_off set finish_on = '1999-01-01'",
        "update day_off set user_id = null",
        "delete from membership",
    ] {
        let told = server.try_execute(sql);
        // The two campaigns have keys of their own, so one key for both is only wrong within one
        // workspace.
        let is_one_each = sql.contains("'SAME'");
        assert!(told.is_err() != is_one_each, "{sql}: {told:?}");
    }
}

#[apply(on_both)]
fn refuses_a_schema_newer_than_it_knows(server: &Server) {
    server.execute(
        "insert into seaql_migrations (version, applied_at) values \
            ('m20991231_000001_future', 0)",
    );
    let refused = format!("{:?}", server.block_on(server.app.store.migrate()).unwrap_err());
    assert!(refused.contains("m20991231_000001_future"), "{refused}");
}

#[apply(on_both)]
fn reads_a_campaign_once_for_all_who_ask_for_it_at_once(server: &Server) {
    server.load_demo();
    server.import_into(&plan::large("A", 2000), Some("Double 11 2026")).unwrap();
    let lin = server.lin();
    // Each asks in its own words: equal queries share their answer as well.
    let ask = |name: char| {
        lin.ask(&format!("{{ {name}: campaign(key: \"A\") {{ progressTable {{ rows {{ wbs }} }} }} }}"))
    };
    ask('x');
    server.execute("update campaign set seq = seq + 1");
    let (cold, _) = server.statements(|| ask('y'));
    let (warm, _) = server.statements(|| ask('z'));
    server.execute("update campaign set seq = seq + 1");
    let (together, ()) = server.statements(|| {
        let ask = &ask;
        std::thread::scope(|scope| {
            for name in 'a'..='h' {
                scope.spawn(move || ask(name));
            }
        });
    });
    assert_eq!(together, 7 * warm + cold, "one of eight reads it: {cold} statements, {warm} in memory");
}

#[apply(on_both)]
fn keeps_all_of_a_write_or_nothing(server: &Server) {
    server.import(&plan::small("A", "a@example.com").to_string()).unwrap();
    server
        .try_execute(
            "update work_package set title = 'half'; update work_package set progress = \
            101",
        )
        .unwrap_err();
    let data = server.actor("a@example.com").ask("{ workPackages { nodes { title } } }");
    assert_eq!(data["workPackages"]["nodes"][0]["title"], "Work");
}

#[apply(on_both)]
fn keeps_every_acknowledged_write_while_others_hang_up(server: &Server) {
    server.import(&plan::small("A", "a@example.com").to_string()).unwrap();
    let store = Arc::new(server.app.store.clone());
    let write = move |store: Arc<Store>| async move {
        store
            .write(|transaction| {
                Box::pin(async move {
                    Ok(transaction.execute_unprepared("update campaign set seq = seq + 1").await.map(drop)?)
                })
            })
            .await
    };
    let acknowledged = server.block_on(async {
        let mut acknowledged = 0;
        for round in 0..60 {
            let reads = Arc::clone(&store);
            // A reader and a writer that give up half-way, at a different moment each time.
            let reader = tokio::spawn(async move { drop(reads.snapshot().await) });
            let writer = tokio::spawn(write(Arc::clone(&store)));
            tokio::time::sleep(Duration::from_micros(40 * round)).await;
            reader.abort();
            writer.abort();
            if write(Arc::clone(&store)).await.is_ok() {
                acknowledged += 1;
            }
        }
        acknowledged
    });
    // What was given up may have been done or not; what was acknowledged was.
    std::thread::sleep(Duration::from_millis(200));
    let data = server.actor("a@example.com").ask("{ campaigns { nodes { seq } } }");
    let seq = data["campaigns"]["nodes"][0]["seq"].as_i64().unwrap();
    assert!(
        acknowledged == 60 && seq > acknowledged && seq <= 2 * acknowledged + 1,
        "{acknowledged} \
            acknowledged, {seq}"
    );
}

#[apply(on_both)]
fn leaves_no_connection_inside_a_transaction_when_its_user_hangs_up(server: &Server) {
    server.import(&plan::small("A", "a@example.com").to_string()).unwrap();
    let store = server.app.store.clone();
    let write = |sql: &'static str| {
        store.write(move |transaction| {
            Box::pin(async move { Ok(transaction.execute_unprepared(sql).await.map(drop)?) })
        })
    };
    server.block_on(async {
        for round in 0..150 {
            // Sixteen at once, given up while BEGIN is on its way for some of them.
            let begin = |store: Store| async move { drop(store.snapshot().await) };
            let readers: Vec<_> = (0..16).map(|_| tokio::spawn(begin(store.clone()))).collect();
            let started = Instant::now();
            while started.elapsed() < Duration::from_micros(12 * round) {
                tokio::task::yield_now().await;
            }
            for reader in readers {
                reader.abort();
            }
            drop(
                tokio::time::timeout(
                    Duration::from_micros(1),
                    write(
                        "update campaign set seq = seq + \
                    1",
                    ),
                )
                .await,
            );
            // What hangs up is put right while it is given back, which takes its time; what is not stays
            // so.
            for patience in 0.. {
                tokio::time::sleep(Duration::from_millis(3)).await;
                let held = held(&store).await;
                assert!(held == 0 || patience < 300, "{held} after round {round}");
                if held == 0 {
                    break;
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        write("update campaign set name = 'after'").await.unwrap();
        // Every connection sees what was written last: none is held back in a transaction of its own.
        let read = || async {
            let sql = "select name from campaign";
            let backend = store.reader().get_database_backend();
            let row =
                store.reader().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
            row.try_get::<String>("", "name").unwrap()
        };
        let readers =
            std::iter::repeat_with(read).take(32).map(|read| async { assert_eq!(read.await, "after") });
        for reader in readers {
            reader.await;
        }
    });
}

#[apply(on_both)]
fn serves_many_writers_at_once(server: &Server) {
    server.import(&plan::small("A", "a@example.com").to_string()).unwrap();
    let store = server.app.store.clone();
    server.block_on(async {
        let write = |store: Store| async move {
            store
                .write(|transaction| {
                    Box::pin(async move {
                        Ok(transaction
                            .execute_unprepared("update campaign set seq = seq + 1")
                            .await
                            .map(drop)?)
                    })
                })
                .await
        };
        let writers: Vec<_> = (0..200).map(|_| tokio::spawn(write(store.clone()))).collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
    });
    let data = server.actor("a@example.com").ask("{ campaigns { nodes { seq } } }");
    assert_eq!(data["campaigns"]["nodes"][0]["seq"], 201);
}

/// Whoever loses against somebody else is told to try again, not that something is broken.
#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn deadlocks_and_time_outs_of_postgres_are_told_as_what_they_are() {
    let server = Server::start(Database::postgres());
    for (code, expected) in [
        ("40P01", "Conflict"),
        ("40001", "Conflict"),
        ("55P03", "Conflict"),
        ("57014", "Unavailable"),
        ("57P01", "Unavailable"),
        ("53100", "Unavailable"),
        ("08006", "Unavailable"),
        ("25006", "Unavailable"),
        ("22012", "Internal"),
    ] {
        let sql = format!("do $$ begin raise exception 'something' using errcode = '{code}'; end $$");
        let told = server.try_execute(&sql).unwrap_err();
        assert!(told.starts_with(expected), "{code}: {told}");
    }
}

/// A ROLLBACK outside of a transaction costs each request a round trip, and PostgreSQL's log a warning.
#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn a_connection_of_postgresql_that_is_in_no_transaction_is_not_rolled_back() {
    let server = Server::start(Database::postgres());
    server.import(&plan::small("A", "a@example.com").to_string()).unwrap();
    let a = server.actor("a@example.com");
    for _ in 0..20 {
        a.ask("{ campaigns { nodes { seq } } }");
        a.ask("mutation { updateWorkspace(input: { name: \"Other\" }) { userErrors { code } } }");
    }
    let of_others = "pid <> pg_backend_pid() and datname = current_database()";
    let latest =
        server.lines(&format!("select lower(query) as line from pg_stat_activity where {of_others}"));
    assert!(latest.iter().any(|query| query == "commit"), "{latest:?}");
    assert!(!latest.iter().any(|query| query == "rollback"), "{latest:?}");
}
