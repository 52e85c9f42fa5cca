//! Access tokens, and what only looks like one.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use leadtime::auth::{Keys, Source};
use serde_json::{Value, json};
use tests::{Database, Server, apply, on_both};

/// A key of the test's own, which the server is given as text.
fn key() -> (String, EncodingKey, String) {
    let pkcs8 =
        aws_lc_rs::signature::Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).unwrap();
    let body = base64::engine::general_purpose::STANDARD.encode(pkcs8.as_ref());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    let keys = Keys::open(Source::Text(pem.clone()), chrono::DateTime::UNIX_EPOCH).unwrap();
    let kid = keys.public(chrono::DateTime::UNIX_EPOCH)["keys"][0]["kid"].as_str().unwrap().to_owned();
    (pem, EncodingKey::from_ed_der(pkcs8.as_ref()), kid)
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A text as the header and the claims of a token, signed with the server's key.
fn signed(key: &EncodingKey, header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

fn forgeries(database: Database) {
    let (pem, key, kid) = key();
    let server = Server::start_with(database, |config| config.signing_key = Some(pem));
    server.load_demo();
    let id = server.load_id("lin.wei@example.com");
    let session = server.session(id).id;
    let now = server.app.clock.now().timestamp();
    let claims = json!({
        "iss": "leadtime", "aud": "leadtime", "sub": id.to_string(), "sid": session.to_string(), "jti": "1",
        "iat": now, "nbf": now, "exp": now + 600,
    });
    let header = json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": kid });
    let with = |value: &Value, name: &str, field: Value| {
        let mut value = value.clone();
        value[name] = field;
        value
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let sign = |header: &Value, claims: &Value| signed(&key, &header.to_string(), &claims.to_string());
    let status = |token: &str| server.bearer(token).send("{ viewer { userId } }", &json!({})).status;
    let good = sign(&header, &claims);
    assert_eq!(status(&good), 200);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let public = server.app.keys.public(server.app.clock.now())["keys"][0]["x"].as_str().unwrap().to_owned();
    let confused = |secret: &[u8]| {
        let message = format!("{}.{}", part(&with(&header, "alg", json!("HS256"))), part(&claims));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
    };
    let mut forged = vec![
        ("unsigned", format!("{}.{}.", part(&with(&header, "alg", json!("none"))), part(&claims))),
        (
            "alg none with a signature",
            format!("{}.{}.{signature}", part(&with(&header, "alg", json!("none"))), part(&claims)),
        ),
        ("the public key as a secret", confused(&URL_SAFE_NO_PAD.decode(&public).unwrap())),
        ("the text of the public key as a secret", confused(public.as_bytes())),
        ("no signature", format!("{message}.")),
        ("another signature", format!("{message}.{}", signature.chars().rev().collect::<String>())),
        (
            "other claims",
            format!("{}.{}.{signature}", part(&header), part(&with(&claims, "exp", json!(now + 9999)))),
        ),
        (
            "another key",
            jsonwebtoken::encode(
                &Header {
                    kid: Some(kid.clone()),
                    typ: Some("at+jwt".to_owned()),
                    ..Header::new(Algorithm::EdDSA)
                },
                &claims,
                &self::key().1,
            )
            .unwrap(),
        ),
        (
            "claims twice",
            signed(
                &key,
                &header.to_string(),
                &claims.to_string().replacen('{', &format!("{{\"sub\":\"{id}\","), 1),
            ),
        ),
        ("oversized", sign(&header, &with(&claims, "jti", json!("x".repeat(8000))))),
        ("unknown claims", sign(&header, &with(&claims, "role", json!("OWNER")))),
        ("expired", sign(&header, &with(&claims, "exp", json!(now - 31)))),
        ("not yet valid", sign(&header, &with(&claims, "nbf", json!(now + 31)))),
        ("four parts", format!("{good}.x")),
        ("empty", String::new()),
    ];
    for name in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"] {
        forged.push((name, sign(&header, &without(name))));
        forged.push((name, sign(&header, &with(&claims, name, json!(null)))));
        forged.push((name, sign(&header, &with(&claims, name, json!(["leadtime"])))));
    }
    for (name, value) in [
        ("iss", json!("other")),
        ("aud", json!("other")),
        ("sub", json!("usr_00000000000000000000000000")),
        ("sid", json!("ses_00000000000000000000000000")),
    ] {
        forged.push((name, sign(&header, &with(&claims, name, value))));
    }
    for (name, value) in [
        ("kid", json!("other")),
        ("kid", json!(null)),
        ("typ", json!("JWT")),
        ("typ", json!(null)),
        ("alg", json!("HS256")),
        ("jku", json!("https://example.com/jwks.json")),
        ("x5u", json!("https://example.com/x")),
        ("crit", json!(["exp"])),
        ("jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": public })),
    ] {
        forged.push((name, sign(&with(&header, name, value), &claims)));
    }
    for (name, token) in forged {
        let reply = server.bearer(&token).send("{ viewer { userId } }", &json!({}));
        assert_eq!(
            (reply.status, &reply.json()["errors"][0]["extensions"]["code"]),
            (401, &json!("UNAUTHENTICATED")),
            "{name}"
        );
    }
    for (name, skew) in [("exp", -29), ("nbf", 29)] {
        assert_eq!(status(&sign(&header, &with(&claims, name, json!(now + skew)))), 200, "{name}");
    }
}

#[test]
fn forged_tokens_are_refused_on_sqlite() {
    forgeries(Database::sqlite());
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn forged_tokens_are_refused_on_postgres() {
    forgeries(Database::postgres());
}

#[apply(on_both)]
fn keys_are_published_and_rotate_with_two_that_hold(server: &Server) {
    server.load_demo();
    let kids = || {
        let set = server.stranger().get("/.well-known/jwks.json").json();
        set["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let id = server.load_id("lin.wei@example.com");
    let (before, old) = (kids(), server.token(id));
    leadtime::auth::rotate(server.key_file()).unwrap();
    server.app.clock.advance(TimeDelta::seconds(6));
    let after = kids();
    assert_eq!((after.len(), &after[1]), (2, &before[0]));
    let new = server.token(id);
    let header = URL_SAFE_NO_PAD.decode(new.split('.').next().unwrap()).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&header).unwrap()["kid"], after[0]);
    for token in [&old, &new] {
        server.bearer(token).ask("{ viewer { userId } }");
    }
    leadtime::auth::rotate(server.key_file()).unwrap();
    server.app.clock.advance(TimeDelta::seconds(6));
    assert_eq!(kids().len(), 2);
    assert_eq!(
        server.bearer(&old).refused(
            "{ viewer { userId } \
            }"
        )["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    server.bearer(&new).ask("{ viewer { userId } }");
}
