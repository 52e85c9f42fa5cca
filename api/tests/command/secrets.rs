//! Secrets: nobody reads them where they do not belong.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Folder, post};

/// The token of the link in the first e-mail.
fn mailed_token(folder: &Folder) -> String {
    let mail = folder.0.join("leadtime-mail.txt");
    for _ in 0..200 {
        if std::fs::read_to_string(&mail).is_ok_and(|text| text.contains("token=")) {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let email = std::fs::read_to_string(&mail).unwrap();
    email.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

/// Signs in, goes on, registers, makes and uses tokens, and gets things wrong: the secrets that were used,
/// and everything that was answered to who had none.
fn use_secrets(address: &str, folder: &Folder) -> (Vec<String>, String) {
    let mut secrets: Vec<String> =
        ["canary wrong password", "canary new password", "canary in a document"].map(str::to_owned).to_vec();
    let sign_in = "mutation ($p: String!) { signIn(input: { email: \"lin.wei@example.com\", password: $p }) \
        { accessToken refreshToken userErrors { code message params { value } } } }";
    let mut told = post(address, "", sign_in, &json!({ "p": secrets[0] })).to_string();
    let session = post(address, "", sign_in, &json!({ "p": "leadtime-demo" }))["data"]["signIn"].clone();
    let secret = |value: &Value| value.as_str().unwrap().to_owned();
    let (access, refresh) = (secret(&session["accessToken"]), secret(&session["refreshToken"]));
    let next = post(
        address,
        "",
        "mutation ($t: String!) { refreshSession(input: { refreshToken: $t }) { accessToken refreshToken } }",
        &json!({ "t": refresh }),
    );
    let made = post(
        address,
        &access,
        "mutation { createToken(input: { name: \"CI\", scopes: [READ] }) { secret } }",
        &json!({}),
    );
    let script = secret(&made["data"]["createToken"]["secret"]);
    told += &post(address, &script, "{ viewer { userId } tokens { hint } }", &json!({})).to_string();
    told += &post(address, &format!("{access}x"), "{ viewer { userId } }", &json!({})).to_string();
    told += &post(address, &format!("{script}x"), "{ viewer { userId } }", &json!({})).to_string();
    let register = "mutation ($p: String!) { register(input: { email: \"new@example.com\", name: \"New\", \
        password: $p, workspaceName: \"New\", timeZone: \"UTC\" }) { userErrors { code } } }";
    told += &post(address, "", register, &json!({ "p": secrets[1] })).to_string();
    told += &post(
        address,
        &access,
        "{ auditLog { nodes { action subject details user { email } } } }",
        &json!({}),
    )
    .to_string();
    let link = mailed_token(folder);
    told += &post(
        address,
        &access,
        "mutation ($t: String!) { revokeInvitation(input: { invitationId: $t }) \
        { userErrors { code params { value } } } }",
        &json!({ "t": link }),
    )
    .to_string();
    let key =
        std::fs::read_to_string(folder.0.join("leadtime.key")).unwrap().lines().nth(1).unwrap().to_owned();
    let next = &next["data"]["refreshSession"];
    secrets.extend([
        access,
        refresh,
        secret(&next["accessToken"]),
        secret(&next["refreshToken"]),
        script,
        link,
        key,
    ]);
    (secrets, told)
}

#[test]
fn secrets_stand_in_no_log_no_error_and_no_database() {
    let folder = Folder::new("secrets");
    let mut server = folder.serve(&["--demo"], &[("LEADTIME_LOG", "trace")]);
    server.screen_until("-d '");
    let (secrets, told) = use_secrets(&server.address, &folder);
    let log = server.log.clone();
    drop(server.stop());
    let log = std::fs::read_to_string(log).unwrap();
    assert!(
        log.lines().count() > 5 && told.contains("SIGN_IN_REFUSED") && told.contains("TOKEN_CREATED"),
        "{told}"
    );
    let database = std::fs::read(folder.0.join("leadtime.db")).unwrap();
    for secret in secrets {
        assert!(!log.contains(&secret), "in the log: {secret}");
        assert!(!told.contains(&secret), "in an answer: {secret}");
        assert!(
            !database.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()),
            "in the database: {secret}"
        );
    }
}
