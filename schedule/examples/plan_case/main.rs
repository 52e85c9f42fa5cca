//! Plans one `cpm-day-1` case a line from standard input and writes one result a line.

mod case;

use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            serde_json::to_writer(&mut output, &case::answer(&line))?;
            writeln!(output)?;
        }
    }
    Ok(())
}
