//! The schema: what it promises to those who build on it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tests::{Actor, Database, Server, apply, on_both};

const INTROSPECTION: &str = "{ __schema { types {
    kind name description specifiedByURL
    interfaces { name }
    fields(includeDeprecated: true) { name description args { name description } type { ...T } }
    inputFields { name description }
    enumValues(includeDeprecated: true) { name description }
} } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

fn types(actor: &Actor) -> Vec<Value> {
    let types = actor.ask(INTROSPECTION)["__schema"]["types"].as_array().unwrap().clone();
    let is_own = |of: &Value| {
        let name = of["name"].as_str().unwrap();
        !name.starts_with("__") && !["Int", "Float", "String", "Boolean", "ID"].contains(&name)
    };
    types.into_iter().filter(is_own).collect()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn server() -> Server {
    let server = Server::start(Database::sqlite());
    server.load_demo();
    server
}

#[test]
fn describes_every_type_field_argument_input_field_and_enum_value() {
    let server = server();
    let mut without = Vec::new();
    let mut check = |path: String, of: &Value| {
        if of["description"].as_str().unwrap_or_default().trim().is_empty() {
            without.push(path);
        }
    };
    for of in types(&server.lin()) {
        let name = of["name"].as_str().unwrap();
        check(name.to_owned(), &of);
        for member in list(&of, "fields").chain(list(&of, "inputFields")).chain(list(&of, "enumValues")) {
            check(format!("{name}.{}", member["name"]), member);
            list(member, "args")
                .for_each(|arg| check(format!("{name}.{}({})", member["name"], arg["name"]), arg));
        }
    }
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn says_where_each_of_its_scalars_is_specified() {
    for of in types(&server().lin()) {
        let is_own = of["kind"] == "SCALAR"
            && !["Int", "Float", "String", "Boolean", "ID"].contains(&of["name"].as_str().unwrap());
        assert!(
            !is_own || of["specifiedByURL"].as_str().is_some_and(|url| url.starts_with("https://")),
            "{of}"
        );
    }
}

#[test]
fn keeps_the_rules_of_relay() {
    let types = types(&server().lin());
    let by_name: BTreeMap<_, _> = types.iter().map(|of| (of["name"].as_str().unwrap(), of)).collect();
    let field =
        |of: &str, name: &str| list(by_name[of], "fields").find(|field| field["name"] == name).cloned();
    let connections: Vec<_> = by_name.keys().filter(|name| name.ends_with("Connection")).collect();
    assert!(connections.len() >= 4);
    for connection in connections {
        let item = connection.strip_suffix("Connection").unwrap();
        assert!(field(connection, "pageInfo").unwrap()["type"]["ofType"]["name"] == "PageInfo");
        let edges = field(connection, "edges").unwrap()["type"].to_string();
        assert!(edges.contains(&format!("{item}Edge")), "{edges}");
        let edge = format!("{item}Edge");
        assert_eq!(field(&edge, "cursor").unwrap()["type"]["ofType"]["name"], "String");
        assert!(field(&edge, "node").unwrap()["type"].to_string().contains(&format!("{item:?}")));
    }
    let nodes: BTreeSet<_> = types
        .iter()
        .filter(|of| list(of, "interfaces").any(|known| known["name"] == "Node"))
        .map(|of| of["name"].as_str().unwrap())
        .collect();
    assert!(nodes.len() >= 9);
    for node in nodes {
        assert_eq!(field(node, "id").unwrap()["type"]["ofType"]["name"], "ID", "{node}");
    }
}

#[test]
fn is_the_one_that_is_committed() {
    let committed = include_str!("../../schema.graphql");
    assert!(leadtime::graphql::sdl() == committed, "run: cargo run -- schema > schema.graphql");
}

/// Pseudo-random choices, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

/// A random selection of a type, through fragments and aliases, a few levels deep.
fn selection(
    dice: &mut Dice,
    types: &BTreeMap<String, Value>,
    of: &str,
    depth: usize,
    aliases: &mut u32,
) -> String {
    let fields: Vec<_> =
        list(&types[of], "fields").filter(|field| list(field, "args").next().is_none()).collect();
    let mut parts = vec!["__typename".to_owned()];
    for _ in 0..2 + dice.roll(4) {
        let field = fields[dice.roll(fields.len())];
        let name = field["name"].as_str().unwrap();
        let mut inner = &field["type"];
        while inner["name"].is_null() {
            inner = &inner["ofType"];
        }
        let inner_name = inner["name"].as_str().unwrap();
        let is_object = types.get(inner_name).is_some_and(|of| of["kind"] == "OBJECT");
        if is_object && depth == 0 {
            continue;
        }
        let below =
            if is_object { selection(dice, types, inner_name, depth - 1, aliases) } else { String::new() };
        // A name of its own for each, so that no two selections have to be alike; now and then the plain one.
        let alias = if *aliases < 45 && (is_object || dice.roll(4) == 0) {
            *aliases += 1;
            format!("a{aliases}: ")
        } else if is_object {
            continue;
        } else {
            String::new()
        };
        let text = format!("{alias}{name} {below}");
        parts.push(match dice.roll(4) {
            0 => format!("... on {of} {{ {text} }}"),
            1 => format!("... {{ {text} }}"),
            2 => format!("... @include(if: true) {{ {text} }}"),
            _ => text,
        });
    }
    format!("{{ {} }}", parts.join(" "))
}

#[apply(on_both)]
fn writes_what_its_resolvers_would_answer(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let types: BTreeMap<_, _> =
        types(&lin).into_iter().map(|of| (of["name"].as_str().unwrap().to_owned(), of)).collect();
    let roots = [
        ("ProgressTable", r#"campaign(key: "D11") { progressTable(asOf: "2026-10-20") # }"#),
        ("WorkPackageConnection", "workPackages(first: 6) #"),
        ("DeadlineConnection", r#"deadlines(asOf: "2026-10-20", first: 6) #"#),
        ("FindingConnection", r#"findings(asOf: "2026-10-20", first: 6) #"#),
        ("Viewer", "viewer #"),
    ];
    let mut dice = Dice(11);
    let mut compared = 0;
    for round in 0..50 {
        let (of, root) = roots[round % roots.len()];
        let query = root.replace('#', &selection(&mut dice, &types, of, 4, &mut 0));
        let written = lin.send(&format!("{{ {query} }}"), &json!({}));
        // A key selected twice has everything resolved and merged.
        let resolved = lin.send(
            &format!(
                "{{ {query} twice: departments {{ id }} twice: departments {{ \
                id }} }}"
            ),
            &json!({}),
        );
        let mut expected = resolved.json();
        // Chance asks for too much now and then.
        if expected["errors"][0]["extensions"]["code"] == "TOO_LARGE" {
            continue;
        }
        compared += 1;
        expected["data"].as_object_mut().unwrap().remove("twice");
        assert_eq!(written.json(), expected, "{query}");
        // Keys come in the order asked, too.
        let text = resolved.text.split(r#","twice":"#).next().unwrap().to_owned() + "}}";
        assert_eq!(written.text, text, "{query}");
    }
    assert!(compared > 35, "{compared}");
}
