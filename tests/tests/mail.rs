//! Letters by SMTP.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::json;
use tests::{Database, Server};

/// A mail server that takes one email and hands over what was said to it.
fn mail_server() -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (said, heard) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
        let (mut all, mut in_letter) = (String::new(), false);
        stream.write_all(b"220 mail\r\n").unwrap();
        for line in lines {
            all.extend([line.as_str(), "\n"]);
            let answer = match line.as_str() {
                "." => "250 taken",
                _ if in_letter => continue,
                "DATA" => "354 go on",
                "QUIT" => break,
                _ => "250 fine",
            };
            in_letter = line == "DATA";
            stream.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
            if line == "." {
                said.send(all.clone()).unwrap();
            }
        }
    });
    (address, heard)
}

#[test]
fn letters_go_out_by_smtp_in_the_language_of_who_reads_them() {
    let (address, heard) = mail_server();
    let server = Server::start_with(Database::sqlite(), |config| {
        config.mail_url = format!("smtp://{address}");
        config.mail_from = "Leadtime <leadtime@example.com>".to_owned();
        config.public_url = Some("https://plan.example.com".to_owned());
    });
    let input = json!({
        "email": "mei@example.com", "name": "梅", "password": "correct horse battery", "workspaceName": "双11",
        "timeZone": "Asia/Shanghai", "locale": "zh",
    });
    let document = "mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code } } }";
    assert_eq!(
        server.stranger().ask_with(document, &json!({ "input": input }))["register"]["userErrors"],
        json!([])
    );
    let email = heard.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(
        email.contains("MAIL FROM:<leadtime@example.com>") && email.contains("RCPT TO:<mei@example.com>"),
        "{email}"
    );
    assert!(email.contains("\nContent-Type: text/plain; charset=utf-8"), "{email}");
    assert!(email.to_lowercase().contains("subject: =?utf-8?"), "{email}");
    let (_, body) = email.split_once("\n\n").unwrap();
    let bytes = base64::Engine::decode(
        &base64::engine::general_purpose::STANDARD,
        body.lines().take_while(|line| *line != ".").collect::<String>(),
    );
    let text = bytes.map_or_else(|_| body.to_owned(), |bytes| String::from_utf8(bytes).unwrap());
    assert!(
        text.contains("https://plan.example.com/register?token=ltl_") && text.contains("30分钟"),
        "{text}"
    );
}
