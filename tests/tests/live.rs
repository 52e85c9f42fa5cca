//! What happens is followed as it happens: every commit once, in order, by those who may see it.

use std::io::{Read, Write};
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{EventStream, Server, Socket, apply, on_both};
use tungstenite::Message;

use crate::edits::Plan;

/// Everything of an event of a campaign.
const EVENT: &str = "afterSeq seq changes { seq cause user { name } rows { reason workPackage { title } } } \
                     rows { kind isDeleted entity { ... on WorkPackage { title planned { start } } } }";

fn token(server: &Server, email: &str) -> String {
    server.token(server.load_id(email))
}

/// Somebody who follows the plan's campaign after a number.
fn follower(server: &Server, plan: &Plan, after: &str) -> Socket {
    let mut socket = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    let document =
        format!("subscription {{ campaignChanged(campaignId: {:?}{after}) {{ {EVENT} }} }}", plan.campaign);
    socket.subscribe("1", &document);
    // It follows from when this is answered.
    socket.subscribe("ready", "{ viewer { userId } }");
    let ready = [socket.message().unwrap(), socket.message().unwrap()];
    assert_eq!((&ready[0]["id"], &ready[1]["type"]), (&json!("ready"), &json!("complete")), "{ready:?}");
    std::thread::sleep(Duration::from_millis(300));
    socket
}

/// The numbers of an event, and the causes of its changes.
fn told(event: &Value) -> (i64, i64, Vec<&str>) {
    let causes = event["changes"].as_array().unwrap().iter().map(|change| change["cause"].as_str().unwrap());
    (event["afterSeq"].as_i64().unwrap(), event["seq"].as_i64().unwrap(), causes.collect())
}

#[test]
fn a_client_that_answers_no_ping_is_disconnected_and_others_are_served() {
    let second = std::num::NonZeroU64::MIN;
    let server = Server::start_with(tests::Database::sqlite(), |config| config.ping_seconds = second);
    let plan = Plan::new(&server);
    let open = || {
        let metrics = server.stranger().get("/metrics").text;
        let line =
            metrics.lines().find(|line| line.starts_with("leadtime_live_connections ")).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{metrics}"))
    };
    let follows = || follower(&server, &plan, "");
    // Who does not read answers nothing, as one whose network is gone.
    let vanished: Vec<_> = (0..3).map(|_| follows()).collect();
    let mut there = follows();
    let reader = std::thread::spawn(move || (there.event(), there));
    assert!(tests::becomes_true(|| open() == "leadtime_live_connections 1"), "{}", open());
    plan.create("Copy", 1);
    assert_eq!(told(&reader.join().unwrap().0), (1, 2, vec!["createWorkPackage"]));
    drop(vanished);
}

/// The content of the last ping among frames that came whole and unmasked.
fn last_ping(mut frames: &[u8]) -> Option<Vec<u8>> {
    let mut last = None;
    while let [kind, length, rest @ ..] = frames {
        let (length, rest) = match length {
            126 => (usize::from(u16::from_be_bytes([rest[0], rest[1]])), &rest[2..]),
            127 => (usize::try_from(u64::from_be_bytes(rest[..8].try_into().unwrap())).unwrap(), &rest[8..]),
            short => (usize::from(*short), rest),
        };
        let (content, others) = rest.split_at(length);
        if kind & 0xf == 9 {
            last = Some(content.to_vec());
        }
        frames = others;
    }
    last
}

/// Everything that has come until nothing does for so long.
fn came(socket: &mut Socket, quiet: Duration) -> Vec<u8> {
    let (mut all, mut some) = (Vec::new(), vec![0; 65536]);
    let before = socket.stream().read_timeout().unwrap();
    socket.stream().set_read_timeout(Some(quiet)).unwrap();
    while let Ok(count @ 1..) = socket.stream().read(&mut some) {
        all.extend_from_slice(&some[..count]);
    }
    socket.stream().set_read_timeout(before).unwrap();
    all
}

#[test]
fn a_client_may_answer_but_the_last_of_several_pings() {
    let second = std::num::NonZeroU64::MIN;
    let server = Server::start_with(tests::Database::sqlite(), |config| {
        config.ping_seconds = second.saturating_add(2);
    });
    let plan = Plan::new(&server);
    let copy = plan.create("Copy", 1);
    let mut socket = Socket::open(server.address, &token(&server, "sun.hao@example.com"));
    socket.subscribe(
        "1",
        &format!(
            "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 2) {{ seq \
        rows {{ entity {{ ... on WorkPackage {{ description }} }} }} }} }}",
            plan.campaign
        ),
    );
    let describe = |number: usize| {
        let description = format!("{number} ").repeat(5000);
        plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, description: {description:?}"), "");
    };
    // More than is sent before the client is asked what it has taken.  It is there, and does not read
    // meanwhile.
    let is_there = |socket: &mut Socket| socket.send(Message::Pong(Vec::new().into()));
    for number in 0..30 {
        is_there(&mut socket);
        describe(number);
    }
    let came_before = came(&mut socket, Duration::from_secs(1));
    assert!(came_before.len() > 256 * 1024, "{} bytes", came_before.len());
    let mut later = Vec::new();
    while later.is_empty() {
        is_there(&mut socket);
        later = came(&mut socket, Duration::from_millis(500));
    }
    socket.send(Message::Pong(last_ping(&later).expect("a ping").into()));
    let mut seq = 0;
    while seq < 32 {
        seq = socket.event()["seq"].as_i64().unwrap();
    }
}

#[apply(on_both)]
fn an_edit_is_seen_by_others_with_who_made_it_what_changed_and_why_dates_moved(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    let mut socket = follower(server, &plan, "");
    plan.does("moveWorkPackage", &format!("workPackageId: {copy:?}, start: \"2026-03-09\""), "");
    assert_eq!(
        socket.event(),
        json!({
            "afterSeq": 4, "seq": 5,
            "changes": [{ "seq": 5, "cause": "moveWorkPackage", "user": { "name": "Lin Wei" }, "rows": [
                { "reason": "MANUAL", "workPackage": { "title": "Copy" } }, { "reason": "DEPENDENCY",
                "workPackage": { "title": "Design" } },
            ] }],
            "rows": [
                { "kind": "WORK_PACKAGE", "isDeleted": false, "entity": { "title": "Copy", "planned": {
                "start": "2026-03-09" } } },
                { "kind": "WORK_PACKAGE", "isDeleted": false, "entity": { "title": "Design", "planned": {
                "start": "2026-03-16" } } },
                { "kind": "SLIP", "isDeleted": false, "entity": {} },
            ],
        })
    );
    plan.does("deleteWorkPackage", &format!("workPackageId: {design:?}"), "");
    let event = socket.event();
    let rows = event["rows"].as_array().unwrap();
    assert_eq!(told(&event), (5, 6, vec!["deleteWorkPackage"]));
    assert_eq!(
        rows.iter().map(|row| (&row["kind"], &row["isDeleted"])).collect::<Vec<_>>(),
        [(&json!("WORK_PACKAGE"), &json!(true)), (&json!("DEPENDENCY"), &json!(true)),]
    );
}

#[apply(on_both)]
fn who_reconnects_goes_on_without_a_gap_or_a_double(server: &Server) {
    let plan = Plan::new(server);
    for number in 0..5 {
        plan.create(&format!("Work {number}"), 1);
    }
    let mut socket = follower(server, &plan, "");
    drop(follower(server, &plan, ""));
    plan.create("Work 5", 1);
    assert_eq!(told(&socket.event()), (6, 7, vec!["createWorkPackage"]));
    drop(socket);
    plan.create("Work 6", 1);
    plan.create("Work 7", 1);
    let mut socket = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    socket.subscribe(
        "1",
        &format!(
            "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 7) {{ {EVENT} }} }}",
            plan.campaign
        ),
    );
    assert_eq!(told(&socket.event()), (7, 8, vec!["createWorkPackage"]));
    assert_eq!(told(&socket.event()), (8, 9, vec!["createWorkPackage"]));
    plan.create("Work 8", 1);
    assert_eq!(told(&socket.event()), (9, 10, vec!["createWorkPackage"]));
}

#[apply(on_both)]
fn who_is_far_behind_gets_many_changes_in_one_event(server: &Server) {
    let plan = Plan::new(server);
    for number in 0..20 {
        plan.create(&format!("Work {number}"), 1);
    }
    let mut socket = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    socket.subscribe(
        "1",
        &format!(
            "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 0) {{ {EVENT} }} }}",
            plan.campaign
        ),
    );
    let event = socket.event();
    let (after, seq, causes) = told(&event);
    assert_eq!((after, seq, causes.len()), (0, 21, 21));
    let titles: Vec<_> =
        event["rows"].as_array().unwrap().iter().filter_map(|row| row["entity"]["title"].as_str()).collect();
    assert_eq!((titles.len(), titles[19]), (20, "Work 19"), "each row once");
}

#[apply(on_both)]
fn who_is_behind_what_the_log_has_goes_on_where_it_begins(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 1);
    let mut there = follower(server, &plan, "");
    for number in 0..40 {
        plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, title: \"Copy {number}\""), "");
        there.event();
    }
    server.execute("delete from change where seq < 30 and cause = 'updateWorkPackage'");
    let mut late = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    late.subscribe(
        "1",
        &format!(
            "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 2) {{ {EVENT} }} }}",
            plan.campaign
        ),
    );
    let mut seq = 2;
    while seq < 42 {
        let event = late.event();
        let (after, last, causes) = told(&event);
        assert_eq!((after, event["rows"].is_null(), causes.is_empty()), (seq, seq < 29, seq < 29));
        seq = last;
    }
}

#[apply(on_both)]
fn who_reads_slowly_gets_one_event_for_many_changes_and_misses_nothing(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 1);
    let mut slow = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    slow.subscribe(
        "1",
        &format!(
            "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 2) {{ \
        afterSeq seq changes {{ cause }} rows {{ entity {{ ... on WorkPackage {{ description }} }} }} }} \
        }}",
            plan.campaign
        ),
    );
    for number in 0..60 {
        let description = format!("{number} ").repeat(5000);
        plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, description: {description:?}"), "");
    }
    let (mut seq, mut events) = (2, 0);
    while seq < 62 {
        let event = slow.event();
        let (after, last, causes) = told(&event);
        assert_eq!((after, causes.len()), (seq, usize::try_from(last - after).unwrap()));
        (seq, events) = (last, events + 1);
    }
    assert!(events < 40, "{events} events for 60 changes of 15 KB");
}

#[apply(on_both)]
fn who_follows_the_same_with_the_same_rights_shares_one_execution(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 1);
    let people: Vec<_> = ["sun.hao", "chen.yue", "wu.tong", "liu.yang"]
        .map(|name| token(server, &format!("{name}@example.com")))
        .into();
    let follow = |(token, after): (&String, i64)| {
        let mut socket = Socket::open(server.address, token);
        socket.subscribe(
            "1",
            &format!(
                "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: \
            {after}) {{ {EVENT} campaign {{ name baselines {{ name }} }} }} }}",
                plan.campaign
            ),
        );
        socket
    };
    let taken = |sockets: &mut [Socket], number: usize| {
        let (count, events) = server.statements(|| {
            plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, title: \"Copy {number}\""), "");
            sockets.iter_mut().map(Socket::event).collect::<Vec<_>>()
        });
        assert!(events.iter().all(|event| event == &events[0]), "{events:?}");
        count
    };
    // With the first event all of them are there.
    let mut few = vec![follow((&people[0], 2))];
    taken(&mut few, 0);
    let of_one = taken(&mut few, 1);
    drop(few);
    let mut many: Vec<_> = people.iter().cycle().take(40).map(|token| follow((token, 4))).collect();
    taken(&mut many, 2);
    let of_many = taken(&mut many, 3);
    assert!(of_many < of_one + 40, "{of_one} statements for one, {of_many} for forty");
}

#[apply(on_both)]
fn what_depends_on_who_somebody_is_is_executed_for_each(server: &Server) {
    let plan = Plan::new(server);
    let (copy, sun) = (plan.create("Copy", 1), server.load_id("sun.hao@example.com"));
    plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, accountableId: \"{sun}\""), "");
    let mut followers: Vec<_> = ["sun.hao", "chen.yue", "sun.hao", "chen.yue"]
        .map(|name| {
            let mut socket = Socket::open(server.address, &token(server, &format!("{name}@example.com")));
            socket.subscribe(
                "1",
                &format!(
                    "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 3) \
                {{ rows {{ entity {{ ... on WorkPackage {{ title viewerPermissions {{ canReportProgress }} \
                }} }} }} }} }}",
                    plan.campaign
                ),
            );
            socket
        })
        .into();
    for number in 0..3 {
        plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, title: \"Copy {number}\""), "");
        for (follower, may) in followers.iter_mut().zip([true, false, true, false]) {
            let row = &follower.event()["rows"][0]["entity"];
            assert_eq!(
                row,
                &json!({ "title": format!("Copy {number}"), "viewerPermissions": {
                    "canReportProgress": may } })
            );
        }
    }
}

#[apply(on_both)]
fn followers_at_another_server_see_every_commit_once_and_in_order(server: &Server) {
    let plan = Plan::new(server);
    let replica = server.replica();
    let mut sockets: Vec<_> = [server, &replica, &replica].map(|at| follower(at, &plan, "")).into();
    for number in 0..30 {
        plan.create(&format!("Work {number}"), 1);
    }
    for socket in &mut sockets {
        let mut seq = 1;
        while seq < 31 {
            let event = socket.event();
            let (after, last, causes) = told(&event);
            assert_eq!((after, causes.len()), (seq, usize::try_from(last - after).unwrap()));
            seq = last;
        }
    }
}

#[apply(on_both)]
fn what_another_process_writes_is_seen_though_nobody_tells_of_it(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 1);
    let mut socket = follower(server, &plan, "");
    // As a server does whose notifications are lost.
    let seq = server.lines("select cast(seq as text) as line from campaign where key = 'SPR'")[0]
        .parse::<i64>()
        .unwrap()
        + 1;
    let columns = "scope, workspace_id, at, user_id, cause, request_id, body";
    server.execute(&format!(
        "insert into change (scope_id, seq, {columns}) select scope_id, {seq}, \
        {columns} from change where cause = 'createWorkPackage'"
    ));
    server.execute(&format!("update campaign set seq = {seq} where key = 'SPR'"));
    assert_eq!(told(&socket.event()), (seq - 1, seq, vec!["createWorkPackage"]));
    drop(copy);
}

#[apply(on_both)]
fn the_workspace_my_work_and_findings_are_followed_too(server: &Server) {
    let plan = Plan::new(server);
    let (copy, sun) = (plan.create("Copy", 5), server.load_id("sun.hao@example.com"));
    let mut socket = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    socket.subscribe(
        "workspace",
        "subscription { workspaceChanged { afterSeq seq changes { cause user { \
        name } } rows { kind entity { ... on User { name role } } } } }",
    );
    socket.subscribe(
        "work",
        "subscription { myWorkChanged { campaign { key } workPackages { title \
        accountable { name } } removedIds } }",
    );
    socket.subscribe(
        "findings",
        &format!(
            "subscription {{ findingsChanged(campaignId: {:?}, asOf: \
        \"2026-03-10\") {{ asOf appeared {{ code workPackage {{ title }} }} resolved {{ code workPackage {{ \
        title }} }} }} }}",
            plan.campaign
        ),
    );
    let late = json!({ "code": "OVERDUE", "workPackage": { "title": "Copy" } });
    let mut next = |id: &str| loop {
        let message = socket.message().unwrap();
        assert_eq!(message["type"], "next", "{message}");
        if message["id"] == id {
            break message["payload"]["data"].as_object().unwrap().values().next().unwrap().clone();
        }
    };
    let all = next("findings");
    assert_eq!(all["asOf"], "2026-03-10");
    assert!(all["appeared"].as_array().unwrap().contains(&late), "all that there are come first: {all}");
    plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, accountableId: \"{sun}\""), "");
    assert_eq!(
        next("work"),
        json!({ "campaign": { "key": "SPR" }, "workPackages": [{ "title": "Copy", "accountable": {
            "name": "Sun Hao" } }], "removedIds": [] })
    );
    plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, accountableId: null"), "");
    assert_eq!(
        next("work"),
        json!({ "campaign": { "key": "SPR" }, "workPackages": [], "removedIds": [copy] })
    );
    plan.does(
        "reportProgress",
        &format!(
            "workPackageId: {copy:?}, progress: 100, actualStart: \
        \"2026-03-02\", actualFinish: \"2026-03-06\""
        ),
        "",
    );
    let done = loop {
        let event = next("findings");
        if event["resolved"].as_array().unwrap().contains(&late) {
            break event;
        }
    };
    assert_eq!(done["appeared"], json!([]));
    let song = server.load_id("song.ying@example.com");
    plan.who.ask(&format!(
        r#"mutation {{ changeMemberRole(input: {{ userId: "{song}", role: MEMBER }}) {{
        userErrors {{ code }} }} }}"#
    ));
    let event = next("workspace");
    assert_eq!(
        (&event["changes"], &event["rows"]),
        (
            &json!([{ "cause": "changeMemberRole", "user": { "name": "Lin Wei" } }]),
            &json!([{ "kind": "USER", "entity": { "name": "Song Ying", "role": "MEMBER" } }]),
        )
    );
}

#[apply(on_both)]
fn a_deleted_campaign_comes_back_whole(server: &Server) {
    let plan = Plan::new(server);
    plan.create("Copy", 1);
    let mut socket = follower(server, &plan, "");
    let change = |mutation: &str| {
        plan.who.ask(&format!(
            "mutation {{ {mutation}(input: {{ campaignId: {:?} }}) {{ userErrors {{ code }} }} }}",
            plan.campaign
        ))
    };
    let kinds = |event: &Value| {
        event["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["kind"].as_str().unwrap().to_owned(), row["isDeleted"] == true))
            .collect::<Vec<_>>()
    };
    change("deleteCampaign");
    assert_eq!(kinds(&socket.event()), [("CAMPAIGN".to_owned(), true)], "it stands for all of its rows");
    change("restoreCampaign");
    assert_eq!(kinds(&socket.event()), [("CAMPAIGN".to_owned(), false), ("WORK_PACKAGE".to_owned(), false)]);
}

#[apply(on_both)]
fn an_id_that_is_used_again_is_another_operation(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 1);
    let mut socket = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    // More than is sent before somebody reads it, so that what follows waits.
    socket.subscribe(
        "big",
        &format!(
            "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 2) {{ seq \
        changes {{ rows {{ fields {{ from to }} }} }} }} }}",
            plan.campaign
        ),
    );
    for number in 0..20 {
        let description = format!("{number} ").repeat(6000);
        plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, description: {description:?}"), "");
    }
    socket.subscribe("1", "{ campaign(key: \"SPR\") { old: name } }");
    std::thread::sleep(Duration::from_millis(500));
    socket.say(&json!({ "id": "1", "type": "complete" }));
    socket.subscribe("1", "{ campaign(key: \"SPR\") { new: name } }");
    let mut answers = Vec::new();
    while answers.last() != Some(&Value::Null) {
        let message = socket.message().unwrap();
        if message["id"] == "1" {
            answers.push(message["payload"]["data"]["campaign"].clone());
        }
    }
    assert_eq!(answers, [json!({ "new": "Spring" }), Value::Null]);
}

#[apply(on_both)]
fn what_cannot_be_followed_is_refused_with_a_reason(server: &Server) {
    let plan = Plan::new(server);
    plan.create("Copy", 5);
    let mut socket = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    let other = server.import_into(&tests::plan::small("ZZ", "z@example.com").to_string(), Some("Other"));
    let other = other.unwrap().campaign_id;
    for (document, code) in [
        (format!("subscription {{ campaignChanged(campaignId: \"{other}\") {{ seq }} }}"), "BAD_INPUT"),
        (
            format!(
                "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 99) {{ seq }} }}",
                plan.campaign
            ),
            "BAD_INPUT",
        ),
        ("subscription { a: myWorkChanged { seq } b: myWorkChanged { seq } }".to_owned(), "TOO_LARGE"),
        ("subscription { nothing { seq } }".to_owned(), "INVALID_DOCUMENT"),
        (
            format!(
                "subscription {{ findingsChanged(campaignId: {:?}, asOf: \"2199-12-31\") {{ seq }} }}",
                plan.campaign
            ),
            "BAD_INPUT",
        ),
        ("subscription {".to_owned(), "INVALID_DOCUMENT"),
    ] {
        socket.subscribe("x", &document);
        let message = socket.message().unwrap();
        assert_eq!(
            (&message["type"], &message["payload"][0]["extensions"]["code"]),
            (&json!("error"), &json!(code)),
            "{document}: {message}"
        );
    }
    socket.subscribe("q", "{ campaign(key: \"SPR\") { name } }");
    assert_eq!(socket.event(), json!({ "name": "Spring" }));
    assert_eq!(socket.message().unwrap(), json!({ "id": "q", "type": "complete" }));
    socket.subscribe("s", "subscription { myWorkChanged @skip(if: true) { seq } }");
    assert_eq!(socket.message().unwrap(), json!({ "id": "s", "type": "complete" }));
    let over_http = plan.who.refused("subscription { myWorkChanged { seq } }");
    assert!(over_http["message"].as_str().unwrap().to_lowercase().contains("subscription"), "{over_http}");
}

#[apply(on_both)]
fn events_come_over_http_where_web_sockets_do_not(server: &Server) {
    let plan = Plan::new(server);
    let token = token(server, "sun.hao@example.com");
    let document = format!(
        "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 0) {{ seq changes {{ cause }} }} }}",
        plan.campaign
    );
    let mut events = EventStream::open(server.address, &token, &document);
    assert_eq!(events.status, "HTTP/1.1 200 OK");
    let event = |cause: &str, seq: i32| {
        Some((
            "next".to_owned(),
            json!({ "data": { "campaignChanged": { "seq": seq, "changes": [{ "cause": cause }] } } }),
        ))
    };
    assert_eq!(events.event(), event("createCampaign", 1));
    plan.create("Copy", 5);
    assert_eq!(events.event(), event("createWorkPackage", 2));
    let mut once = EventStream::open(server.address, &token, "{ campaign(key: \"SPR\") { name } }");
    assert_eq!(
        once.event(),
        Some(("next".to_owned(), json!({ "data": { "campaign": { "name": "Spring" } } })))
    );
    assert_eq!(EventStream::open(server.address, "none", &document).status, "HTTP/1.1 401 Unauthorized");
    server.readiness.end();
    assert_eq!(events.event(), None, "no `complete`, after which clients would not connect again");
}

#[apply(on_both)]
fn every_reason_to_close_has_its_code(server: &Server) {
    server.load_demo();
    let token = token(server, "sun.hao@example.com");
    let speak = Some("graphql-transport-ws");
    let fresh = || Socket::connect(server.address, speak);
    let open = || Socket::open(server.address, &token);
    let subscribe = |socket: &mut Socket| socket.subscribe("1", "subscription { myWorkChanged { seq } }");
    let code = |mut socket: Socket, says: &dyn Fn(&mut Socket)| {
        says(&mut socket);
        socket.close_code()
    };
    assert_eq!(code(fresh(), &|socket| socket.send(Message::text("hello"))), Some(4400));
    assert_eq!(code(open(), &|socket| socket.send(Message::binary(vec![1]))), Some(4400));
    assert_eq!(code(open(), &|socket| socket.say(&json!({ "type": "start", "id": "1" }))), Some(4400));
    assert_eq!(code(fresh(), &subscribe), Some(4401));
    assert_eq!(code(fresh(), &|socket| socket.init("none")), Some(4403));
    assert_eq!(code(fresh(), &|socket| socket.say(&json!({ "type": "connection_init" }))), Some(4403));
    assert_eq!(code(Socket::connect(server.address, None), &|_| ()), Some(4406));
    assert_eq!(code(fresh(), &|_| ()), Some(4408));
    assert_eq!(
        code(open(), &|socket| {
            subscribe(socket);
            subscribe(socket);
        }),
        Some(4409)
    );
    assert_eq!(code(open(), &|socket| socket.init(&token)), Some(4429));
    assert_eq!(
        code(fresh(), &|socket| (0..400).for_each(|_| socket.say(&json!({ "type": "ping" })))),
        Some(4429),
        "a flood"
    );
    assert_eq!(
        code(open(), &|socket| (0..65)
            .for_each(|id| socket.subscribe(&id.to_string(), "subscription { myWorkChanged { seq } }"))),
        Some(4429)
    );
    assert_eq!(code(open(), &|socket| socket.send(Message::text("x".repeat(300_000)))), Some(1009));
    let mut going = open();
    server.readiness.end();
    assert_eq!(going.close_code(), Some(1001));
}

#[apply(on_both)]
fn fragments_without_an_end_are_cut_off(server: &Server) {
    server.load_demo();
    let mut socket = Socket::open(server.address, &token(server, "sun.hao@example.com"));
    // A text that goes on and on, masked with zeroes.
    let frame = |first: bool| {
        let mut bytes = vec![u8::from(first), 0xfe, 0x80, 0x00, 0, 0, 0, 0];
        bytes.extend(std::iter::repeat_n(b'x', 0x8000));
        bytes
    };
    let mut is_first = true;
    while socket.stream().write_all(&frame(is_first)).is_ok() && !std::mem::take(&mut is_first) {}
    for _ in 0..100 {
        if socket.stream().write_all(&frame(false)).is_err() {
            break;
        }
    }
    let code = socket.close_code();
    assert!(matches!(code, Some(1009) | None), "{code:?}");
    assert!(server.lin().ask("{ viewer { userId } }")["viewer"].is_object(), "nobody else is disturbed");
}

#[apply(on_both)]
fn who_is_not_who_they_were_is_disconnected(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let sun = server.load_id("sun.hao@example.com");
    let follow = || {
        let mut socket = Socket::open(server.address, &server.token(sun));
        socket.subscribe("1", "subscription { myWorkChanged { seq } }");
        socket
    };
    let (mut of_role, mut of_time) = (follow(), follow());
    lin.ask(&format!(
        r#"mutation {{ changeMemberRole(input: {{ userId: "{sun}", role: VIEWER }}) {{
        userErrors {{ code }} }} }}"#
    ));
    assert_eq!(of_role.close_code(), Some(4403), "another role");
    assert_eq!(of_time.close_code(), Some(4403));
    let mut expiring = follow();
    server.app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(expiring.close_code(), Some(4403), "an access token that has expired");
}
