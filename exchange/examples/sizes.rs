//! How large the files of a long campaign are, and how long they take to write and to read, against writing
//! the same cells as bare text: `cargo run --release -p exchange --example sizes -- 10000`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use exchange::{Feed, Given, Person, RowKind, Sheet, convert, csv, events, ics, mspdi, xlsx};
use schedule::{LagUnit, LinkType};

#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "it is of the tests, which use all of it"
)]
#[path = "../tests/exchange/sample.rs"]
mod sample;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let sheet = long(count);
    let bare = timed(|| bare(&sheet));
    println!("{count} rows as bare text: {} bytes in {:.1?}", bare.0.len(), bare.1);
    let files = [
        ("CSV", timed(|| file(|out| csv(&sheet, false, out)))),
        ("XLSX", timed(|| file(|out| xlsx(&sheet, out)))),
        ("MSPDI", timed(|| file(|out| mspdi(&sheet, out)))),
    ];
    let given = Given { people: sheet.people.clone(), ..Given::default() };
    for (name, (bytes, written)) in files {
        let (read, reading) = timed(|| convert(&bytes, &given));
        let notes = read.map_or_else(
            |faults| format!("refused: {faults:?}"),
            |read| format!("{} notes", read.notes.len()),
        );
        let ratio = written.as_secs_f64() / bare.1.as_secs_f64();
        println!(
            "{name}: {} bytes, written in {written:.1?} ({ratio:.0} ×), read in {reading:.1?}, {notes}",
            bytes.len()
        );
    }
    let feed = Feed {
        name: sheet.campaign.name.clone(),
        domain: "example.com".to_owned(),
        time_zone: sheet.campaign.time_zone.clone(),
        events: events(&sheet),
    };
    let (text, written) = timed(|| ics(&feed));
    println!("ICS: {} bytes, written in {written:.1?}", text.len());
}

/// A file; empty where it cannot be written.
fn file<E>(write: impl Fn(&mut Vec<u8>) -> Result<(), E>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes).map(|()| bytes).unwrap_or_default()
}

fn timed<T>(work: impl Fn() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = black_box(work());
    (result, started.elapsed())
}

/// Phases of nine tasks, each of which waits for the one before it.
fn long(count: usize) -> Sheet {
    let mut sheet = sample::campaign();
    sheet.people = (0..50)
        .map(|at| Person { name: format!("Person {at}"), email: format!("person{at}@example.com") })
        .collect();
    (sheet.rows, sheet.links) = (Vec::new(), Vec::new());
    for at in 0..count {
        let (phase, place) = (at / 10 + 1, at % 10);
        let number = i32::try_from(at + 1).unwrap_or_default();
        let row = if place == 0 {
            sample::row(number, &phase.to_string(), RowKind::Phase, "Phase of the campaign")
        } else {
            let mut row = sample::row(
                number,
                &format!("{phase}.{place}"),
                RowKind::Task,
                "Copy for the landing page, 落地页文案",
            );
            (row.accountable, row.department) = (Some(at % 50), Some(0));
            row
        };
        sheet.rows.push(row);
        if place > 1 {
            sheet.links.push(sample::link(at - 1, at, LinkType::FinishToStart, 0, LagUnit::WorkingDay));
        }
    }
    sheet
}

/// What a table has at least, without a format.
fn bare(sheet: &Sheet) -> String {
    let mut text = String::new();
    for row in &sheet.rows {
        let dates = row.planned.map(|span| format!("{},{}", span.start, span.finish)).unwrap_or_default();
        let name = row.accountable.and_then(|at| sheet.people.get(at)).map_or("", |person| &person.name);
        text.extend([&row.wbs, ",", &row.title, ",", name, ",", &dates, "\n"]);
    }
    text
}
