//! Tables that people made by hand.

use std::collections::BTreeMap;

use exchange::{Converted, Fault, Given, Person, convert};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;

use crate::sample::date;

fn read(text: &str) -> Converted {
    convert(text.as_bytes(), &given()).unwrap()
}

fn faults(text: &str) -> Vec<String> {
    convert(text.as_bytes(), &given()).unwrap_err().iter().map(Fault::to_string).collect()
}

fn given() -> Given {
    let person = |name: &str, email: &str| Person { name: name.to_owned(), email: email.to_owned() };
    let people = vec![
        person("张三", "zhang.san@example.com"),
        person("李四", "li.si@example.com"),
        person("Ann", "ann@example.com"),
        person("Ann", "ann.other@example.com"),
    ];
    Given { people, start: Some(date("2026-09-01")), ..Given::default() }
}

/// One field of all work packages.
fn column(converted: &Converted, field: &str) -> Vec<Value> {
    converted.plan["workPackages"].as_array().unwrap().iter().map(|row| row[field].clone()).collect()
}

#[test]
fn headings_are_chinese_or_english_and_in_any_order() {
    let table = "负责人,任务名称,计划开始,结束时间,备注\n张三,主视觉,2026/11/2,11月6日,第一版\n";
    let row = &read(table).plan["workPackages"][0];
    assert_eq!(row["title"], "主视觉");
    assert_eq!(row["accountable"], "zhang.san@example.com");
    assert_eq!((&row["start"], &row["finish"]), (&Value::from("2026-11-02"), &Value::from("2026-11-06")));
    assert_eq!((&row["mode"], &row["description"]), (&Value::from("MANUAL"), &Value::from("第一版")));
}

#[test]
fn a_column_that_is_called_otherwise_is_mapped() {
    let mapping = BTreeMap::from([
        ("title".to_owned(), "What".to_owned()),
        ("duration".to_owned(), "Effort".to_owned()),
    ]);
    let given = Given { mapping, ..given() };
    let plan = convert(b"What;Effort\nKey visual;1w\n", &given).unwrap().plan;
    assert_eq!(plan["workPackages"][0]["duration"], 5);
    let mapping =
        BTreeMap::from([("title".to_owned(), "Nothing".to_owned()), ("colour".to_owned(), "Red".to_owned())]);
    let faults =
        convert(b"What;Effort\nKey visual;1w\n", &Given { mapping, ..Given::default() }).unwrap_err();
    assert_eq!(faults[0].place, "mapping.colour");
}

#[test]
fn durations_have_units() {
    let table = "Title,Duration\na,5\nb,5d\nc,5 天\nd,1w\ne,16h\nf,3 个工作日\ng,2 days?\n";
    assert_eq!(column(&read(table), "duration"), [5, 5, 5, 5, 2, 3, 2]);
}

#[test]
fn predecessors_are_codes_where_there_are_codes() {
    let table =
        "WBS,Title,Duration,Predecessors\n1,A,1,\n1.1,B,1,\n1.2,C,1,1.1FS+2d\n2,D,1,\"1.1 SS - 1 ed; 1.2\"\n";
    let plan = read(table).plan;
    let links: Vec<_> = plan["dependencies"].as_array().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(
        links,
        [
            r#"{"lag":2,"lagUnit":"WORKING_DAY","predecessor":"1.1","successor":"1.2","type":"FINISH_TO_START"}"#,
            r#"{"lag":-1,"lagUnit":"CALENDAR_DAY","predecessor":"1.1","successor":"2","type":"START_TO_START"}"#,
            r#"{"lag":0,"lagUnit":"WORKING_DAY","predecessor":"1.2","successor":"2","type":"FINISH_TO_START"}"#,
        ]
    );
}

#[test]
fn predecessors_count_rows_where_there_are_no_codes() {
    let counted = read("Title,Duration,Predecessors\nA,1,\n\nB,1,1\nC,1,2FF+1d\n").plan;
    assert_eq!(counted["dependencies"][0]["predecessor"], "1");
    assert_eq!(counted["dependencies"][1]["predecessor"], "2");
    let numbered = read("ID,Title,Duration,Predecessors\n10,A,1,\n20,B,1,10\n").plan;
    assert_eq!(numbered["dependencies"][0]["predecessor"], "1");
}

#[test]
fn the_outline_follows_from_codes_levels_or_indents() {
    let codes = ["1", "1.1", "1.2", "2"];
    let kinds = ["PHASE", "TASK", "TASK", "TASK"];
    for table in [
        "WBS,Title,Days\n1,A,\n1.1,B,1\n1.2,C,1\n2,D,1\n",
        "Outline level,Title,Days\n1,A,\n2,B,1\n2,C,1\n1,D,1\n",
        "Title,Days\nA,\n    B,1\n    C,1\nD,1\n",
        // Sorted by somebody; and numbered with holes.
        "WBS,Title,Days\n2,D,1\n1.2,C,1\n1.1,B,1\n1,A,\n",
        "WBS,Title,Days\n1,A,\n1.1,B,1\n1.5,C,1\n7,D,1\n",
    ] {
        let read = read(table);
        assert_eq!(column(&read, "wbs"), codes, "{table}");
        assert_eq!(column(&read, "kind"), kinds, "{table}");
        assert_eq!(column(&read, "title"), ["A", "B", "C", "D"], "{table}");
    }
}

#[test]
fn a_code_that_a_spreadsheet_made_a_number_is_understood() {
    let rows: String = (1..=11).map(|at| format!("1.{at},T{at},1\n").replace("1.10,", "1.1,")).collect();
    let read = read(&format!("WBS,Title,Days\n1,A,\n{rows}"));
    assert_eq!(column(&read, "title")[10], "T10");
    assert_eq!(column(&read, "wbs")[10], "1.10");
}

#[test]
fn the_start_of_work_that_waits_for_nothing_is_its_earliest() {
    let table = "Title,Start,Duration,Predecessors\nA,2026-11-02,3,\nB,2026-11-09,3,1\n";
    let rows = column(&read(table), "constraint");
    assert_eq!(rows[0], serde_json::json!({ "kind": "START_NO_EARLIER_THAN", "date": "2026-11-02" }));
    assert_eq!(rows[1], Value::Null);
}

#[test]
fn who_cannot_be_told_is_noted_and_the_work_imported_without_them() {
    let read = read("Title,Accountable\nA,Ann\nB,Bob\nC,Bob <bob@example.com>\nD,张三/李四\n");
    let accountable = column(&read, "accountable");
    assert_eq!(accountable[..2], [Value::Null, Value::Null]);
    assert_eq!(accountable[2..], ["bob@example.com", "zhang.san@example.com"]);
    assert_eq!(column(&read, "collaborators")[3], serde_json::json!(["li.si@example.com"]));
    let notes: Vec<_> = read.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "B2: the person \"Ann\": several people have this name: write their e-mail address",
            "B3: the person \"Bob\": nobody is known by this name: write their e-mail address",
        ]
    );
}

#[test]
fn every_fault_is_told_at_once_by_its_cell() {
    let table = "Title,Start,Duration,Predecessors,Progress,Type\n\
                 A,31.31.2026,five,,160%,\n\
                 ,2026-11-02,5,9,,Dream\n\
                 C,3/4/2026,2.5,1XS,,\n";
    assert_eq!(
        faults(table),
        [
            "C2: expected working days, as 5, 5d, 5 天 or 1w",
            "E2: expected per cent from 0% to 100%",
            "B2: expected a date, as 2026-11-11",
            "F3: expected one of Task, Milestone, Milestone, start of day, Phase",
            "A3: is missing: every row has a title",
            "C4: \"2.5\" are no whole days: plans are in days",
            "B4: \"3/4/2026\" may be two dates: write it as 2026-11-25",
            "D3: there is no row \"9\"",
            "D4: there is no row \"1XS\"",
        ]
    );
}

#[test]
fn what_no_plan_has_is_noted() {
    let notes = read("Title,Days,Mood\nA,1,fine\n").notes;
    assert_eq!(
        notes[0].to_string(),
        "C1: the column \"Mood\": is none that a plan has: map it to one that it means"
    );
}

#[test]
fn places_of_a_plan_are_cells() {
    let read = read("WBS,Title,Deadline\n1,A,2026-11-11\n");
    assert_eq!(read.place("workPackages[0].deadline.date"), Some("C2"));
    assert_eq!(read.place("workPackages[0].deadline"), Some("A2"));
    assert_eq!(read.place("workPackages[7]"), None);
}

#[test]
fn cells_of_a_workbook_are_dates_shares_and_indents() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("计划").unwrap();
    for (at, heading) in (0..).zip(["任务", "开始", "工期", "进度"]) {
        sheet.write_string(2, at, heading).unwrap();
    }
    let dates = Format::new().set_num_format("yyyy/m/d");
    let start = ExcelDateTime::parse_from_str("2026-11-02").unwrap();
    sheet.write_string(0, 0, "双11 进度表").unwrap();
    sheet.write_string(3, 0, "设计").unwrap();
    sheet.write_string_with_format(4, 0, "主视觉", &Format::new().set_indent(1)).unwrap();
    sheet.write_datetime_with_format(4, 1, start, &dates).unwrap();
    sheet.write_number(4, 2, 3).unwrap();
    sheet.write_number_with_format(4, 3, 0.55, &Format::new().set_num_format("0%")).unwrap();
    let read = convert(&workbook.save_to_buffer().unwrap(), &given()).unwrap();
    let row = &read.plan["workPackages"][1];
    assert_eq!((&row["wbs"], &row["duration"]), (&Value::from("1.1"), &Value::from(3)));
    assert_eq!(
        (&row["constraint"]["date"], &row["progress"]),
        (&Value::from("2026-11-02"), &Value::from(55))
    );
    assert_eq!(read.place("workPackages[1].progress"), Some("计划!D5"));
}

#[test]
fn text_of_excel_in_chinese_is_read_and_the_guess_is_noted() {
    let (bytes, ..) = encoding_rs::GB18030.encode("任务,工期\n主视觉,3\n");
    let read = convert(&bytes, &given()).unwrap();
    assert_eq!(read.plan["workPackages"][0]["title"], "主视觉");
    assert_eq!(read.notes[0].what, "the encoding GB18030");
    let marked = [
        &[0xFF, 0xFE][..],
        &"任务,工期\n主视觉,3\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
    ]
    .concat();
    assert_eq!(convert(&marked, &given()).unwrap().plan["workPackages"][0]["duration"], 3);
}

#[test]
fn what_is_given_goes_before_what_the_file_says() {
    let given = Given { key: Some("NEW".to_owned()), name: Some("New".to_owned()), ..given() };
    let campaign = convert(b"Title,Days\nA,1\n", &given).unwrap().plan["campaign"].clone();
    assert_eq!(campaign, serde_json::json!({ "key": "NEW", "name": "New", "start": "2026-09-01" }));
}
