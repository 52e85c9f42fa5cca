//! Accounts: made, signed in to, and their passwords.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

const GOOD: &str = "correct horse battery";

fn do_it(actor: &Actor, mutation: &str, input: &Value, answer: &str) -> Value {
    let mut letters = mutation.chars();
    let kind =
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>();
    let document = format!(
        "mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {answer} userErrors {{ code field \
            }} }} }}"
    );
    actor.ask_with(&document, &json!({ "input": input }))[mutation].take()
}

fn registration(email: &str) -> Value {
    json!({ "email": email, "name": "Ann", "password": GOOD, "workspaceName": "Ann's team",
        "timeZone": "Europe/Berlin" })
}

fn sign_in(server: &Server, email: &str, password: &str) -> Value {
    do_it(&server.stranger(), "signIn", &json!({ "email": email, "password": password }), "accessToken")
}

/// An account of its own, with a workspace.
fn register(server: &Server, email: &str) -> Actor {
    let stranger = server.stranger();
    assert_eq!(do_it(&stranger, "register", &registration(email), "")["userErrors"], json!([]));
    let token = server.link(&email.to_lowercase());
    let session =
        do_it(&stranger, "confirmRegistration", &json!({ "token": token, "password": GOOD }), "accessToken");
    server.bearer(session["accessToken"].as_str().unwrap_or_else(|| panic!("{session}")))
}

#[apply(on_both)]
fn somebody_new_registers_with_a_first_workspace(server: &Server) {
    let ann = register(server, "Ann@Example.com");
    let seen = ann.ask(
        "{ viewer { user { name email role timeZone } workspace { name timeZone people { \
            name } } } campaigns { totalCount } calendars { name } }",
    );
    assert_eq!(
        seen["viewer"]["user"],
        json!({ "name": "Ann", "email": "ann@example.com", "role": "OWNER", "timeZone": "Europe/Berlin" })
    );
    assert_eq!(
        seen["viewer"]["workspace"],
        json!({ "name": "Ann's team", "timeZone": "Europe/Berlin", "people": [{ "name": "Ann" }] })
    );
    assert!(sign_in(server, "ann@example.com", GOOD)["accessToken"].is_string());
}

#[apply(on_both)]
fn registering_an_address_again_answers_the_same_and_makes_nothing(server: &Server) {
    register(server, "ann@example.com");
    let again = do_it(&server.stranger(), "register", &registration("ann@example.com"), "");
    assert_eq!(again, do_it(&server.stranger(), "register", &registration("new@example.com"), ""));
    let emails = server.emails("ann@example.com", 2);
    assert!(emails[1].contains("has an account already") && !emails[1].contains("token="), "{emails:?}");
}

#[apply(on_both)]
fn a_link_holds_once_and_for_half_an_hour(server: &Server) {
    let stranger = server.stranger();
    let confirm = |token: &str| {
        do_it(&stranger, "confirmRegistration", &json!({ "token": token, "password": GOOD }), "accessToken")
    };
    do_it(&stranger, "register", &registration("late@example.com"), "");
    let late = server.link("late@example.com");
    server.app.clock.advance(TimeDelta::minutes(31));
    let invalid = json!([{ "code": "INVALID_LINK", "field": ["token"] }]);
    assert_eq!(confirm(&late)["userErrors"], invalid);
    register(server, "ann@example.com");
    assert_eq!(confirm(&server.link("ann@example.com"))["userErrors"], invalid, "it was used");
    for token in ["", "ltl_nothing", &"x".repeat(5000)] {
        assert_eq!(confirm(token)["userErrors"], invalid);
    }
}

#[apply(on_both)]
fn nobody_makes_an_account_at_anothers_address_by_registering_it_too(server: &Server) {
    let stranger = server.stranger();
    do_it(&stranger, "register", &registration("ann@example.com"), "");
    let own = server.link("ann@example.com");
    let mut others = registration("ann@example.com");
    others["password"] = json!("the password of a stranger");
    do_it(&stranger, "register", &others, "");
    server.emails("ann@example.com", 2);
    let confirm = |token: &str| {
        do_it(&stranger, "confirmRegistration", &json!({ "token": token, "password": GOOD }), "accessToken")
    };
    assert_eq!(
        confirm(&server.link("ann@example.com"))["userErrors"],
        json!([{ "code": "WRONG_PASSWORD", "field": ["password"] }])
    );
    assert!(confirm(&own)["accessToken"].is_string(), "the first link still holds");
    assert_eq!(confirm(&server.link("ann@example.com"))["userErrors"][0]["code"], "INVALID_LINK");
}

#[apply(on_both)]
fn every_field_of_a_registration_is_read(server: &Server) {
    for (name, value, code) in [
        ("email", "nobody", "INVALID_EMAIL"),
        ("email", "", "INVALID_EMAIL"),
        ("email", "a b@example.com", "INVALID_EMAIL"),
        ("name", "", "INVALID_NAME"),
        ("name", "  ", "INVALID_NAME"),
        ("name", "a\tb", "INVALID_NAME"),
        ("name", &"x".repeat(201), "INVALID_NAME"),
        ("workspaceName", "", "INVALID_NAME"),
        ("timeZone", "Mars/Olympus", "INVALID_TIME_ZONE"),
        ("locale", "tlh", "INVALID_LOCALE"),
        ("password", "short", "PASSWORD_TOO_SHORT"),
        ("password", &"x".repeat(1025), "PASSWORD_TOO_LONG"),
        ("password", "password1234", "PASSWORD_TOO_COMMON"),
        ("password", "qwertyuiop12", "PASSWORD_TOO_COMMON"),
    ] {
        let mut input = registration(&format!("{}@example.com", code.to_lowercase()));
        input[name] = json!(value);
        let refused = do_it(&server.stranger(), "register", &input, "");
        assert_eq!(refused["userErrors"], json!([{ "code": code, "field": [name] }]), "{value}");
    }
    let everything =
        json!({ "email": "", "name": "", "password": "", "workspaceName": "", "timeZone": "", "locale": "" });
    assert_eq!(
        do_it(&server.stranger(), "register", &everything, "")["userErrors"].as_array().unwrap().len(),
        6
    );
}

#[apply(on_both)]
fn a_password_is_reset_by_a_link_and_ends_all_sessions(server: &Server) {
    let ann = register(server, "ann@example.com");
    ann.ask("{ viewer { userId } }");
    let ask = |email: &str| do_it(&server.stranger(), "requestPasswordReset", &json!({ "email": email }), "");
    assert_eq!(ask("nobody@example.com"), ask("ann@example.com"));
    server.emails("ann@example.com", 2);
    let reset = |password: &str| {
        do_it(
            &server.stranger(),
            "resetPassword",
            &json!({ "token": server.link("ann@example.com"), "newPassword": password }),
            "accessToken",
        )
    };
    assert_eq!(
        reset("password1234")["userErrors"],
        json!([{ "code": "PASSWORD_TOO_COMMON", "field": ["newPassword"] }])
    );
    assert!(reset("another good battery")["accessToken"].is_string());
    assert_eq!(reset("yet another battery")["userErrors"][0]["code"], "INVALID_LINK");
    assert_eq!(ann.refused("{ viewer { userId } }")["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(sign_in(server, "ann@example.com", GOOD)["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    assert!(sign_in(server, "ann@example.com", "another good battery")["accessToken"].is_string());
}

#[apply(on_both)]
fn a_password_is_changed_by_who_knows_it_and_ends_other_sessions(server: &Server) {
    let ann = register(server, "ann@example.com");
    let elsewhere = server.actor("ann@example.com");
    let change = |current: &str, new: &str| {
        do_it(&ann, "changePassword", &json!({ "currentPassword": current, "newPassword": new }), "")
    };
    assert_eq!(
        change(
            "wrong wrong wrong",
            "another good \
            battery"
        )["userErrors"],
        json!([{ "code": "WRONG_PASSWORD", "field": ["currentPassword"] }])
    );
    assert_eq!(change(GOOD, "ann@example.com")["userErrors"][0]["code"], "PASSWORD_TOO_COMMON");
    assert_eq!(change(GOOD, "another good battery")["userErrors"], json!([]));
    ann.ask("{ viewer { userId } }");
    assert_eq!(elsewhere.refused("{ viewer { userId } }")["extensions"]["code"], "UNAUTHENTICATED");
    assert!(sign_in(server, "ann@example.com", "another good battery")["accessToken"].is_string());
}

#[apply(on_both)]
fn a_hash_of_old_parameters_is_made_anew_on_signing_in(server: &Server) {
    register(server, "ann@example.com");
    let old = tests::weak_hash(GOOD);
    server.execute(&format!(r#"update "user" set password_hash = '{old}'"#));
    assert!(sign_in(server, "ann@example.com", GOOD)["accessToken"].is_string());
    let hash = server.lines(r#"select password_hash as line from "user""#).concat();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert!(sign_in(server, "ann@example.com", GOOD)["accessToken"].is_string());
}

#[test]
fn nobody_registers_where_people_come_by_invitation_alone() {
    let server = Server::start_with(tests::Database::sqlite(), |config| config.registration = false);
    let refused = do_it(&server.stranger(), "register", &registration("ann@example.com"), "");
    assert_eq!(refused["userErrors"], json!([{ "code": "FORBIDDEN", "field": null }]));
}
