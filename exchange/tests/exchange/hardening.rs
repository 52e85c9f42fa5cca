//! Files that somebody sends to do harm.

use std::io::{Cursor, Write};

use exchange::{Format, Given, Limits, Row, RowKind, convert, detect};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::sample;
use crate::written::{csv, xlsx};

fn first_fault(bytes: &[u8]) -> String {
    convert(bytes, &Given::default()).unwrap_err()[0].to_string()
}

/// A workbook with one of its parts changed.
fn with_part(name: &str, change: impl Fn(String) -> Vec<u8>) -> Vec<u8> {
    let original = xlsx(&sample::campaign());
    let mut archive = ZipArchive::new(Cursor::new(original)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        let entry_name = entry.name().unwrap().into_owned();
        let content = if entry_name == name { change(text) } else { text.into_bytes() };
        out.start_file(entry_name, SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_formula_is_text_in_a_table_and_itself_again_when_read() {
    let mut sheet = sample::campaign();
    let titles = ["=HYPERLINK(\"http://x\",\"y\")", "+1", "-1", "@SUM(A1)", "'=1", "＝1+1"];
    sheet.rows =
        (1..).zip(titles).map(|(at, title)| sample::row(at, &at.to_string(), RowKind::Task, title)).collect();
    sheet.links.clear();
    let text = String::from_utf8(csv(&sheet, false)).unwrap();
    for title in titles {
        assert!(text.contains(&format!("'{}", title.replace('"', "\"\""))), "{text}");
    }
    let given = Given { people: sheet.people.clone(), ..Given::default() };
    let plan = convert(text.as_bytes(), &given).unwrap().plan;
    let read: Vec<_> =
        plan["workPackages"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!(read, titles);
}

#[test]
fn a_workbook_has_texts_where_somebody_typed_formulas() {
    let mut sheet = sample::campaign();
    sheet.rows[1].title = "=1+1".to_owned();
    let bytes = xlsx(&sheet);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_index(at).unwrap(), &mut content).unwrap();
        assert!(!content.windows(3).any(|part| part == b"<f>"));
    }
}

#[test]
fn a_file_that_ends_early_is_refused_wherever_it_ends() {
    for bytes in [xlsx(&sample::campaign())] {
        for end in (0..bytes.len()).step_by(97) {
            convert(&bytes[..end], &Given::default()).unwrap_err();
        }
    }
}

#[test]
fn a_workbook_with_random_damage_is_refused_or_read_but_harms_nobody() {
    let bytes = xlsx(&sample::campaign());
    for at in (0..bytes.len()).step_by(53) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        drop(convert(&damaged, &Given::default()));
    }
}

#[test]
fn an_archive_that_expands_to_too_much_is_refused() {
    let bomb = with_part("xl/worksheets/sheet1.xml", |text| (text + &" ".repeat(40 << 20)).into_bytes());
    assert!(bomb.len() < 100_000);
    assert_eq!(first_fault(&bomb), "(file): expands to more than a workbook should");
}

#[test]
fn an_archive_of_too_many_files_is_refused() {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    for at in 0..2_000 {
        out.start_file(format!("{at}"), SimpleFileOptions::default()).unwrap();
    }
    assert_eq!(first_fault(&out.finish().unwrap().into_inner()), "(file): has more than 1000 files in it");
}

#[test]
fn a_workbook_with_entities_is_refused() {
    let entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let laughs = with_part("xl/sharedStrings.xml", |text| {
        text.replacen("<sst", &format!("{entities}<sst"), 1).into_bytes()
    });
    assert!(first_fault(&laughs).ends_with("has a document type, which a workbook must not have"));
}

#[test]
fn a_workbook_that_promises_more_texts_than_it_has_is_refused_before_memory_is_reserved() {
    let many = "uniqueCount=\"99999999999999\"";
    let liar = with_part("xl/sharedStrings.xml", |text| {
        let (before, after) = text.split_once("uniqueCount=\"").unwrap();
        format!("{before}{many}{}", after.split_once('"').unwrap().1).into_bytes()
    });
    assert!(first_fault(&liar).ends_with("promises more texts than it has"));
    let wide =
        with_part("xl/sharedStrings.xml", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    assert!(first_fault(&wide).ends_with("is not UTF-8"));
}

#[test]
fn a_million_empty_rows_are_nothing() {
    let empty = "<row/>".repeat(1_000_000);
    let long = with_part("xl/worksheets/sheet1.xml", |text| {
        // Rows go on from where the table ends.
        text.replacen("</sheetData>", &format!("{empty}</sheetData>"), 1).into_bytes()
    });
    let plan = convert(&long, &Given::default()).unwrap().plan;
    assert_eq!(plan["workPackages"].as_array().unwrap().len(), 4);
    let text = format!("Title,Days\nA,1\n{}", "\n".repeat(1_000_000));
    assert_eq!(
        convert(text.as_bytes(), &Given::default()).unwrap().plan["workPackages"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn a_cell_far_away_reserves_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, heading) in (0..).zip(["Title", "Days"]) {
        sheet.write_string(0, at, heading).unwrap();
    }
    sheet.write_string(1, 0, "A").unwrap();
    sheet.write_string(1_048_575, 16_383, "far away").unwrap();
    let read = convert(&workbook.save_to_buffer().unwrap(), &Given::default()).unwrap();
    assert_eq!(read.plan["workPackages"].as_array().unwrap().len(), 1);
}

#[test]
fn cells_rows_and_bytes_are_bounded() {
    let limited = |limits: Limits, text: &str| {
        convert(text.as_bytes(), &Given { limits, ..Given::default() }).unwrap_err()[0].to_string()
    };
    let table = "Title,Days\nA,1\nB,1\nC,1\n";
    let limits = Limits::default();
    assert_eq!(limited(Limits { cells: 7, ..limits }, table), "(file): has more than 7 cells");
    assert_eq!(limited(Limits { rows: 2, ..limits }, table), "(file): has 3 rows; 2 can be imported");
    assert_eq!(limited(Limits { bytes: 20, ..limits }, table), "(file): is larger than 20 bytes");
}

#[test]
fn what_is_no_table_is_refused_with_what_to_do() {
    let old = [&[0xD0, 0xCF, 0x11, 0xE0][..], &[0; 600]].concat();
    assert!(first_fault(&old).contains("save it as .xlsx"));
    for junk in [&b""[..], b"\0\0\0", b"%PDF-1.7\0", b"\xFF\xD8\xFF", b"PK\x03\x04", b"{}", b"<html></html>"]
    {
        assert_eq!(detect(junk), None, "{junk:?}");
    }
    assert!(first_fault(b"just a line of text\n").contains("has no line of headings"));
}

#[test]
fn formats_are_told_by_content() {
    assert_eq!(detect(&xlsx(&sample::campaign())), Some(Format::Xlsx));
    assert_eq!(detect(&csv(&sample::campaign(), true)), Some(Format::Csv));
    assert_eq!(detect(b"\xEF\xBB\xBF {\"leadtime\": \"plan/1\"}"), Some(Format::PlanFile));
}

#[test]
fn a_deep_outline_is_a_deep_outline() {
    let code = |depth: usize| vec!["1"; depth + 1].join(".");
    let rows: Vec<Row> = (0..300)
        .map(|depth| {
            sample::row(
                i32::try_from(depth + 1).unwrap(),
                &code(depth),
                if depth == 299 { RowKind::Task } else { RowKind::Phase },
                "Deep",
            )
        })
        .collect();
    let mut sheet = sample::campaign();
    (sheet.rows, sheet.links) = (rows, Vec::new());
    let plan = convert(&xlsx(&sheet), &Given::default()).unwrap().plan;
    assert_eq!(plan["workPackages"][299]["wbs"], code(299).as_str());
}
