//! The demo's page, which has a token in it.

use super::{Folder, exchange};

/// What `/` answers to a request that names a host.
fn page(address: &str, hosts: &str) -> String {
    exchange(address, &format!("GET / HTTP/1.1\r\n{hosts}connection: close\r\n\r\n"))
}

#[test]
fn the_page_with_a_token_is_shown_to_whoever_names_this_machine_alone() {
    let folder = Folder::new("hosts");
    let server = folder.serve(&["--demo"], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    let port = server.address.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "[::1]"] {
        for host in [host.to_owned(), format!("{host}:{port}")] {
            let page = page(&server.address, &format!("host: {host}\r\n"));
            assert!(
                page.starts_with("HTTP/1.1 200") && page.contains("const token = \"ey"),
                "{host}: {page}"
            );
        }
    }
    for hosts in [
        "host: example.org\r\n",
        "host: localhost.example.org\r\n",
        "host: 127.0.0.1.example.org:8000\r\n",
        "host: 10.0.0.1\r\n",
        "host: [::2]\r\n",
        "host: \r\n",
        "host: localhost\r\nhost: example.org\r\n",
        "host: example.org\r\nx-forwarded-host: localhost\r\n",
    ] {
        let page = page(&server.address, hosts);
        let status = page.split(' ').nth(1).unwrap();
        assert!(["400", "403"].contains(&status) && !page.contains("const token"), "{hosts}: {page}");
    }
}
