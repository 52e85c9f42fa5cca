//! Draws a generated plan, to look at it and to time it.
//!
//! `cargo run --release -p exchange --example picture -- ROWS FILE.svg|.png|.pdf|.txt [zh] [dark]`
//!
//! It prints how often the same machine writes the bytes of the picture as they are in the time that drawing
//! them takes.

use std::error::Error;
use std::time::{Duration, Instant};

use exchange::Language;
use exchange::gantt::{Fonts, Theme, pdf, png, svg, text};

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a plan for tests, with days that exist")]
#[path = "../tests/pictures/sheets.rs"]
mod sheets;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(rows), Some(file)) = (arguments.first(), arguments.get(1)) else {
        return Err("usage: picture ROWS FILE.svg|.png|.pdf|.txt [zh] [dark]".into());
    };
    let has = |flag: &str| arguments.iter().skip(2).any(|argument| argument == flag);
    let language = if has("zh") { Language::Chinese } else { Language::English };
    let theme = if has("dark") { Theme::Dark } else { Theme::Light };
    let sheet = sheets::generated(rows.parse()?, language);
    let fonts = Fonts::system();
    let begun = Instant::now();
    let mut bytes = Vec::new();
    match file.rsplit_once('.') {
        Some((_, "svg")) => svg(&sheet, theme, &mut bytes)?,
        Some((_, "png")) => png(&sheet, theme, &fonts, &mut bytes)?,
        Some((_, "pdf")) => pdf(&sheet, theme, &fonts, &mut bytes)?,
        Some((_, "txt")) => bytes = text(&sheet, 120, has("colour")).into_bytes(),
        _ => return Err("a file ends in .svg, .png, .pdf or .txt".into()),
    }
    let drawn = begun.elapsed();
    let begun = Instant::now();
    let copy = std::hint::black_box(bytes.clone());
    let copied = begun.elapsed().max(Duration::from_nanos(1));
    std::fs::write(file, copy)?;
    let ratio = drawn.as_secs_f64() / copied.as_secs_f64();
    println!("{file}: {} bytes, drawn in {drawn:?}: {ratio:.0} times a copy of its bytes", bytes.len());
    Ok(())
}
