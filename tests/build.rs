//! Which of the programs that some tests need are there: tests that lack theirs are reported as ignored.

#[path = "src/installed.rs"]
mod installed;

/// What changes when programs are installed or removed, apart from `PATH`.
const WATCHED: [&str; 2] = ["/usr/lib/postgresql", "/var/lib/dpkg/status"];

fn main() {
    for name in ["CI", "LEADTIME_TEST_POSTGRES_URL", "PATH"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    // What is not there would be looked for, and everything built again, with each build.
    let watched = WATCHED.iter().filter(|path| std::fs::exists(path).is_ok_and(|exists| exists));
    for path in watched.chain(&["build.rs", "src/installed.rs"]) {
        println!("cargo::rerun-if-changed={path}");
    }
    let is_named = installed::variable("LEADTIME_TEST_POSTGRES_URL").is_some();
    let is_installed = installed::postgres().is_some();
    tell("has_postgres", "PostgreSQL", is_named || is_installed);
    // A server that is named is nobody's to stop.
    println!("cargo::rustc-check-cfg=cfg(has_cluster)");
    if is_installed {
        println!("cargo::rustc-cfg=has_cluster");
    }
    tell("has_chromium", "Chromium", installed::chromium().is_some());
}

/// Sets a flag that tests are compiled by; CI has to have everything.
fn tell(flag: &str, program: &str, is_there: bool) {
    println!("cargo::rustc-check-cfg=cfg({flag})");
    if is_there {
        println!("cargo::rustc-cfg={flag}");
    }
    assert!(is_there || installed::variable("CI").is_none(), "CI has to test with {program}: see README.md");
}
