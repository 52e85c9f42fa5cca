//! The table at the end of a run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Peak bytes a work package, by network.
static MEMORY: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

pub fn memory(network: &str, bytes: usize, size: u32) {
    MEMORY.lock().expect("no bench panics").insert(network.to_owned(), bytes / size as usize);
}

/// What was measured, in the order of the columns, each with what it is compared with.
const COLUMNS: [(&str, &str); 5] = [
    ("petgraph", "petgraph"),
    ("plan", "petgraph"),
    ("build", "petgraph"),
    ("plan under way", "petgraph"),
    ("outlook and findings", "plan under way"),
];

/// Prints what this run measured: medians with their 95 % confidence interval, and ratios.
pub fn print() {
    println!(
        "\nmedian ns a work package, half of its 95 % interval, and how often the column named below it \
            fits in"
    );
    println!("{:<12}{}{:>8}", "network", COLUMNS.map(|(name, _)| format!("{name:>24}")).concat(), "peak");
    println!(
        "{:<12}{}{:>8}",
        "",
        COLUMNS.map(|(_, base)| format!("{:>24}", format!("× {base}"))).concat(),
        "bytes"
    );
    for (network, bytes) in MEMORY.lock().expect("no bench panics").iter() {
        let Some((mix, size)) = network.split_once('/') else { continue };
        let folder = target_folder().join(format!("{mix}_{size}"));
        let size: f64 = size.parse().expect("the size of the network");
        let cells = COLUMNS.map(|(name, base)| {
            let measured = median(&folder.join(name)).zip(median(&folder.join(base)));
            measured.map_or_else(
                || "—".to_owned(),
                |((nanos, half), (base, _))| {
                    format!("{:.1} ±{:.1} {:>5.2} ×", nanos / size, half / size, nanos / base)
                },
            )
        });
        println!("{network:<12}{}{bytes:>8}", cells.map(|cell| format!("{cell:>24}")).concat());
    }
}

fn target_folder() -> PathBuf {
    let binary = std::env::current_exe().expect("the path of this binary");
    binary.ancestors().nth(3).expect("the target folder").join("criterion")
}

/// The median and half of its confidence interval, in nanoseconds, as criterion has written them.
fn median(folder: &Path) -> Option<(f64, f64)> {
    let text = fs::read_to_string(folder.join("new/estimates.json")).ok()?;
    let estimates: serde_json::Value = serde_json::from_str(&text).ok()?;
    let median = estimates.get("median")?;
    let interval = median.get("confidence_interval")?;
    let bound = |name| interval.get(name).and_then(serde_json::Value::as_f64);
    Some((median.get("point_estimate")?.as_f64()?, (bound("upper_bound")? - bound("lower_bound")?) / 2.0))
}
