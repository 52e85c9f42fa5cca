//! Whether files of other programs are beside the project: without them their tests are reported as ignored.

const CASES: &str = "../../shared/cases/mspdi";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(has_cases)");
    println!("cargo::rerun-if-changed=build.rs");
    if std::fs::exists(CASES).is_ok_and(|exists| exists) {
        println!("cargo::rerun-if-changed={CASES}");
        println!("cargo::rustc-cfg=has_cases");
    }
}
