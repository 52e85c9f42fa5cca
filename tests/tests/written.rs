//! Which parts of answers are written at once, so that a list which falls back to its resolvers is noticed:
//! see docs/adr/0005-directly-serialised-types.md.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;
use tests::{Actor, Database, Server};

/// Where something is written: a document with `#` for what is selected of it, the type, and its place in the
/// answer.
const PLACES: &[(&str, &str, &str)] = &[
    ("{ viewer # }", "Viewer", "/viewer"),
    ("{ departments # }", "Department", "/departments"),
    ("{ campaigns(first: 3) # }", "CampaignConnection", "/campaigns"),
    ("{ workPackages(first: 3) # }", "WorkPackageConnection", "/workPackages"),
    ("{ deadlines(first: 3) # }", "DeadlineConnection", "/deadlines"),
    ("{ findings(first: 3) # }", "FindingConnection", "/findings"),
    ("{ auditLog(first: 3) # }", "AuditEntryConnection", "/auditLog"),
    ("{ campaign(key: \"D11\") { anchors # } }", "Anchor", "/campaign/anchors"),
    ("{ campaign(key: \"D11\") { dependencies # } }", "Dependency", "/campaign/dependencies"),
    ("{ campaign(key: \"D11\") { baselines # } }", "Baseline", "/campaign/baselines"),
    ("{ campaign(key: \"D11\") { history(first: 3) # } }", "ChangeConnection", "/campaign/history"),
    (
        "{ campaign(key: \"D11\") { workPackages(first: 3) # } }",
        "WorkPackageConnection",
        "/campaign/workPackages",
    ),
    ("{ campaign(key: \"D11\") { progressTable # } }", "ProgressTable", "/campaign/progressTable"),
];

/// Fields of directly serialised types that have resolvers of their own: with one of them, the list around it
/// is resolved.
const RESOLVED: &[&str] = &[
    "Campaign.anchors",
    "Campaign.backPlan",
    "Campaign.baselines",
    "Campaign.burnUp",
    "Campaign.calendar",
    "Campaign.dependencies",
    "Campaign.findingThresholds",
    "Campaign.history",
    "Campaign.owner",
    "Campaign.previewPlanEdits",
    "Campaign.previewScenarios",
    "Campaign.progressTable",
    "Campaign.proposals",
    "Campaign.recoveryOptions",
    "Campaign.slipSummary",
    "Campaign.slips",
    "Campaign.viewerPermissions",
    "Campaign.workPackages",
    "Department.calendar",
    "Department.viewerPermissions",
    "Finding.suggestedFixes",
    "WorkPackage.history",
    "WorkPackage.reports",
    "WorkPackage.viewerPermissions",
    "Workspace.viewerPermissions",
];

/// Lists that are made by resolvers; those of what mutations answer are short.
const NOT_WRITTEN: &[&str] = &[
    "ApiToken.scopes",
    // Of several types each, of what has just been deleted or changed, or of texts that are written
    // elsewhere.
    "AskedPerson.asks",
    "CampaignBrief.asked",
    "CampaignBrief.due",
    "CampaignBrief.late",
    "CampaignBrief.newlyLate",
    "CampaignEvent.changes",
    "CampaignEvent.rows",
    "ChangeFeed.rows",
    "DailyBrief.campaigns",
    "DeletedCampaignConnection.edges",
    "DeletedCampaignConnection.nodes",
    "DueByPerson.thisWeek",
    "DueByPerson.today",
    "FindingsChanged.appeared",
    "FindingsChanged.resolved",
    "ImportJob.notes",
    "ImportJob.userErrors",
    "LateCause.endangeredAnchors",
    "MyWorkChanged.removedIds",
    "MyWorkChanged.workPackages",
    "WorkspaceEvent.changes",
    "WorkspaceEvent.rows",
    // The demo has none of these, or they lie too deep for a place.
    "BurnUp.days",
    "Campaign.proposals",
    "Campaign.slipSummary",
    "Campaign.slips",
    "PlanProposal.edits",
    "ProgressReportConnection.edges",
    "ProgressReportConnection.nodes",
    "Calendar.exceptions",
    "Calendar.workingWeekdays",
    "Campaign.previewScenarios",
    "Campaign.recoveryOptions",
    // Computed for some findings of a request: see `Finding.suggestedFixes`.
    "Finding.suggestedFixes",
    "Invitation.departmentIds",
    "PlanPreview.results",
    "PlanPreview.userErrors",
    "PlanScenario.anchorsAtRisk",
    "PlanScenario.results",
    "PlanScenario.userErrors",
    "Query.calendars",
    "Query.invitations",
    "Query.nodes",
    "Query.sessions",
    "Query.tokens",
    // Written, as a test of `edits.rs` says: what fills them are edits of work packages by their ids.
    "Ripple.findingsAppeared",
    "Ripple.findingsResolved",
    "Ripple.moves",
    "SuggestedFix.edits",
];

const INTROSPECTION: &str = "{ __schema { types { name kind fields {
    name args { name type { kind } } type { kind name ofType { kind name ofType { kind name ofType { kind \
    name } } } }
} } } }";

/// A field of an object of the schema.
struct Field {
    name: String,
    /// What it is, without `!` and brackets.
    of: String,
    is_leaf: bool,
    is_list: bool,
    needs_arguments: bool,
}

/// The fields of every object of the schema, by its name.
fn objects(actor: &Actor) -> BTreeMap<String, Vec<Field>> {
    let schema = actor.ask(INTROSPECTION);
    let types = schema["__schema"]["types"].as_array().unwrap().iter();
    let objects =
        types.filter(|of| of["kind"] == "OBJECT" && !of["name"].as_str().unwrap().starts_with("__"));
    let fields = |of: &Value| of["fields"].as_array().unwrap().iter().map(field).collect();
    objects.map(|of| (of["name"].as_str().unwrap().to_owned(), fields(of))).collect()
}

fn field(field: &Value) -> Field {
    let (mut of, mut is_list) = (&field["type"], false);
    while !of["ofType"].is_null() {
        is_list |= of["kind"] == "LIST";
        of = &of["ofType"];
    }
    let args = field["args"].as_array().unwrap();
    Field {
        name: field["name"].as_str().unwrap().to_owned(),
        of: of["name"].as_str().unwrap().to_owned(),
        is_leaf: of["kind"] == "SCALAR" || of["kind"] == "ENUM",
        is_list,
        needs_arguments: args.iter().any(|arg| arg["type"]["kind"] == "NON_NULL"),
    }
}

/// Every type that is reached from a written one by written fields, with the way to it: what `#` stands for
/// there.
fn ways(objects: &BTreeMap<String, Vec<Field>>, from: &str) -> BTreeMap<String, String> {
    let mut ways = BTreeMap::from([(from.to_owned(), "{ # }".to_owned())]);
    let mut waiting = VecDeque::from([from.to_owned()]);
    while let Some(name) = waiting.pop_front() {
        for field in objects[&name].iter().filter(|field| !field.is_leaf && !is_resolved(&name, field)) {
            if !ways.contains_key(&field.of) {
                ways.insert(field.of.clone(), ways[&name].replace('#', &format!("{} {{ # }}", field.name)));
                waiting.push_back(field.of.clone());
            }
        }
    }
    ways
}

fn is_resolved(of: &str, field: &Field) -> bool {
    RESOLVED.contains(&format!("{of}.{}", field.name).as_str())
}

/// A document that selects one field of a directly serialised type.
struct Document {
    text: String,
    /// Where in its answer the written part is.
    place: &'static str,
    /// The type and the field.
    field: String,
    is_resolved: bool,
    is_list: bool,
}

/// One for each field of each type that is reached from each of [`PLACES`].
fn documents(objects: &BTreeMap<String, Vec<Field>>) -> Vec<Document> {
    let mut documents = Vec::new();
    for (root, of, place) in PLACES {
        for (name, way) in ways(objects, of) {
            // A plan below a plan is more than an answer may hold.
            let is_too_large =
                |field: &Field| name == "Campaign" && *place != "/campaigns" && is_resolved(&name, field);
            for field in objects[&name].iter().filter(|field| !field.needs_arguments && !is_too_large(field))
            {
                let below = if field.is_leaf { "" } else { "{ __typename }" };
                documents.push(Document {
                    text: root.replace('#', &way.replace('#', &format!("{} {below}", field.name))),
                    place,
                    field: format!("{name}.{}", field.name),
                    is_resolved: is_resolved(&name, field),
                    is_list: field.is_list,
                });
            }
        }
    }
    documents
}

fn server() -> Server {
    let server = Server::start(Database::sqlite());
    server.load_demo();
    server
}

#[test]
fn everything_that_can_be_written_is() {
    let server = server();
    let lin = server.lin();
    // The audit log has something to tell.
    lin.ask("mutation { createToken(input: { name: \"CI\", scopes: [READ] }) { userErrors { code } } }");
    for Document { text, place, field, is_resolved, .. } in documents(&objects(&lin)) {
        let (bytes, data) = server.written_bytes(|| lin.ask(&text));
        let found = data.pointer(place).unwrap_or_else(|| panic!("{text}: {data}")).to_string();
        assert!(found.len() > 2, "nothing at {place}: {text}");
        let is_written = bytes == u64::try_from(found.len()).unwrap();
        assert_eq!(is_written, !is_resolved, "{field} at {place}: {bytes} bytes of {}", found.len());
    }
}

#[test]
fn every_list_is_written_or_known_not_to_be() {
    let objects = objects(&server().lin());
    let documents =
        documents(&objects).into_iter().filter(|document| document.is_list && !document.is_resolved);
    let mut written: BTreeSet<_> = documents.map(|document| document.field).collect();
    // The places themselves: the last word of each is a field of the query or of a campaign.
    written.extend(PLACES.iter().map(|(_, _, place)| match place.strip_prefix("/campaign/") {
        Some(field) => format!("Campaign.{field}"),
        None => format!("Query.{}", place.trim_start_matches('/')),
    }));
    let is_answer = |name: &str| name.ends_with("Payload") || name == "UserError";
    let lists = objects.iter().filter(|(name, _)| !is_answer(name)).flat_map(|(name, fields)| {
        let lists = fields.iter().filter(|field| field.is_list);
        lists.map(move |field| format!("{name}.{}", field.name))
    });
    let others: BTreeSet<_> = lists.filter(|list| !written.contains(list)).collect();
    let known = NOT_WRITTEN.iter().map(|list| (*list).to_owned()).collect();
    assert_eq!(others, known);
}
