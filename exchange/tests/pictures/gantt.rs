//! A plan as a picture: what a reader of it relies on.

use std::io::Cursor;

use exchange::gantt::{Fonts, PictureError, Theme, pages, text};
use exchange::{Language, RowKind, Sheet};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{Options, Tree};
use schedule::{LateOrigin, LateStatus};

use crate::drawn::{pdf, png, svg};
use crate::sheets;

fn elements<'a>(document: &'a roxmltree::Document, name: &str) -> Vec<roxmltree::Node<'a, 'a>> {
    document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name))).collect()
}

fn texts(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    elements(&document, "text").into_iter().filter_map(|node| node.text().map(str::to_owned)).collect()
}

fn attribute(node: roxmltree::Node, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

fn one(title: &str) -> Sheet {
    let mut sheet = sheets::empty(Language::English);
    sheet.rows.push(sheets::row(1, "1", title, (3, 9)));
    sheet
}

#[test]
fn a_title_cannot_break_out_of_the_picture() {
    let hostile = "</text><script>alert(1)</script>\" & \u{1}";
    let picture = svg(&one(hostile), Theme::Light);
    let document = roxmltree::Document::parse(&picture).unwrap();
    assert!(elements(&document, "script").is_empty());
    let title = elements(&document, "title")
        .into_iter()
        .find_map(|node| node.text().filter(|text| text.starts_with("1 ")).map(str::to_owned));
    assert!(title.unwrap().contains("</text><script>alert(1)</script>\" & \u{fffd}"));
}

#[test]
fn a_picture_says_what_it_is_to_those_who_do_not_see_it() {
    let picture = svg(&sheets::generated(40, Language::English), Theme::Light);
    let document = roxmltree::Document::parse(&picture).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(root.attribute("aria-label"), Some("D11 · Double 11 main venue"));
    assert!(root.children().any(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "desc"))));
    let bars = elements(&document, "g");
    assert_eq!(bars.len(), 40);
    assert!(bars.iter().all(|bar| bar.first_element_child().unwrap().tag_name().name() == "title"));
}

#[test]
fn a_long_title_is_cut_before_the_next_column() {
    for title in ["Agree everything with everybody ".repeat(9), "与平台和各部门确认活动方案".repeat(9)]
    {
        let shown = texts(&svg(&one(&title), Theme::Light));
        let cut = shown.iter().find(|text| text.ends_with('…')).unwrap();
        assert!(title.starts_with(cut.trim_end_matches('…')));
    }
    let (latin, chinese) =
        (texts(&svg(&one(&"m".repeat(99)), Theme::Light)), texts(&svg(&one(&"宽".repeat(99)), Theme::Light)));
    let length = |shown: Vec<String>| shown.iter().find(|text| text.ends_with('…')).unwrap().chars().count();
    assert!(length(chinese) <= length(latin), "a Chinese character is as wide as two");
}

#[test]
fn late_work_shows_its_days_and_where_they_come_from() {
    let mut sheet = sheets::empty(Language::English);
    let cause = sheets::row(1, "1", "Design", (3, 9));
    let late = exchange::Row {
        late_status: LateStatus::Late,
        late_origin: Some(LateOrigin::Own),
        delay_days: 3,
        root_cause: Some(0),
        ..cause
    };
    let pulled = exchange::Row {
        late_origin: Some(LateOrigin::Inherited),
        delay_days: 2,
        ..exchange::Row { number: 2, wbs: "2".into(), title: "Build".into(), ..late.clone() }
    };
    sheet.rows = vec![late, pulled];
    let shown = texts(&svg(&sheet, Theme::Light));
    assert!(shown.contains(&"+3d".to_owned()));
    assert!(shown.contains(&"+2d ← 1 Design".to_owned()));
    sheet.language = Language::Chinese;
    assert!(texts(&svg(&sheet, Theme::Light)).contains(&"+3天".to_owned()));
}

#[test]
fn a_picture_is_in_the_language_of_its_sheet() {
    let english = texts(&svg(&sheets::generated(30, Language::English), Theme::Light));
    let chinese = texts(&svg(&sheets::generated(30, Language::Chinese), Theme::Light));
    assert!(english.contains(&"October 2026".to_owned()) && english.contains(&"Work package".to_owned()));
    assert!(chinese.contains(&"2026年10月".to_owned()) && chinese.contains(&"工作项".to_owned()));
    assert!(chinese.iter().any(|text| text.contains("预计完成")));
}

#[test]
fn a_link_is_an_arrow_between_the_rows_that_it_joins() {
    let mut sheet = sheets::empty(Language::English);
    sheet.rows = vec![sheets::row(1, "1", "Design", (3, 9)), sheets::row(2, "2", "Build", (20, 29))];
    let before = svg(&sheet, Theme::Light).matches("<path").count();
    sheet.links.push(sheets::link(0, 1));
    let linked = svg(&sheet, Theme::Light);
    assert_eq!(linked.matches("<path").count(), before + 2, "a way and the head of an arrow");
    sheet.links.push(sheets::link(0, 7));
    assert_eq!(svg(&sheet, Theme::Light), linked, "a link to a row that is not there is left out");
}

#[test]
fn every_row_is_on_one_page_and_a_phase_that_goes_on_is_named_again() {
    let mut sheet = sheets::generated(24, Language::English);
    for number in 25..120 {
        sheet.rows.push(sheets::row(number, &format!("2.{}", number - 13), "More", (30, 34)));
    }
    let pages = pages(&sheet, Theme::Light);
    assert!(pages.len() > 2);
    let shown: Vec<String> = pages.iter().flat_map(|page| texts(page)).collect();
    for row in &sheet.rows {
        let times = shown.iter().filter(|text| **text == row.wbs).count();
        let is_split = row.kind == RowKind::Phase && row.wbs == "2";
        assert!(if is_split { times > 1 } else { times == 1 }, "{} is shown {times} times", row.wbs);
    }
    assert!(shown.iter().any(|text| text.ends_with("(continued)")));
    assert!(pages.iter().all(|page| page.contains("October 2026") && page.contains("D11 · ")));
    assert!(
        pages
            .iter()
            .zip(1..)
            .all(|(page, number)| page.contains(&format!("Page {number} of {}", pages.len())))
    );
}

#[test]
fn nothing_is_drawn_outside_the_picture() {
    for (rows, theme) in [(1, Theme::Dark), (70, Theme::Light), (3_000, Theme::Light)] {
        let sheet = sheets::generated(rows, Language::English);
        for picture in [vec![svg(&sheet, theme)], pages(&sheet, theme)].concat() {
            let document = roxmltree::Document::parse(&picture).unwrap();
            let (width, height) =
                (attribute(document.root_element(), "width"), attribute(document.root_element(), "height"));
            for rect in elements(&document, "rect") {
                assert!(attribute(rect, "x") >= 0.0 && attribute(rect, "width") >= 0.0);
                assert!(attribute(rect, "x") + attribute(rect, "width") <= width + 0.2);
                assert!(attribute(rect, "y") + attribute(rect, "height") <= height + 0.2);
            }
        }
    }
}

#[test]
fn a_plan_without_work_is_a_picture_that_says_so() {
    let sheet = sheets::empty(Language::English);
    assert!(texts(&svg(&sheet, Theme::Light)).contains(&"No work packages yet".to_owned()));
    assert_eq!(pages(&sheet, Theme::Light).len(), 1);
    assert!(pdf(&sheet, Theme::Light, &Fonts::built_in()).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn a_machine_without_fonts_draws_latin_text() {
    let fonts = Fonts::built_in();
    let with_text = png(&one("Agree the theme"), Theme::Light, &fonts).unwrap();
    let without = png(&one(""), Theme::Light, &fonts).unwrap();
    assert!(with_text.starts_with(b"\x89PNG\r\n"));
    assert_ne!(with_text, without);
}

#[test]
fn text_that_no_font_has_is_refused_with_what_to_install() {
    let sheet = one("双11主会场");
    for refused in [
        png(&sheet, Theme::Light, &Fonts::built_in()).unwrap_err(),
        pdf(&sheet, Theme::Light, &Fonts::built_in()).unwrap_err(),
    ] {
        let PictureError::MissingCharacters { characters, package } = refused else { panic!("{refused}") };
        assert!(characters.contains('双') && !characters.contains('1'));
        assert_eq!(package, "fonts-noto-cjk");
    }
}

#[test]
fn a_png_of_a_large_plan_shows_the_levels_that_have_room() {
    // How many times as tall as wide the picture and the whole plan are.
    let shapes = |rows: usize| {
        let sheet = sheets::generated(rows, Language::English);
        let picture = png(&sheet, Theme::Light, &Fonts::built_in()).unwrap();
        let number = |at: usize| f64::from(u32::from_be_bytes(picture[at..at + 4].try_into().unwrap()));
        let whole = svg(&sheet, Theme::Light);
        let document = roxmltree::Document::parse(&whole).unwrap();
        let length = |name: &str| attribute(document.root_element(), name);
        (number(20) / number(16), length("height") / length("width"))
    };
    let (picture, whole) = shapes(40);
    assert!((picture - whole).abs() < 0.01, "all of it has room: {picture} {whole}");
    let (picture, whole) = shapes(4_000);
    assert!(picture * 8.0 < whole, "a row in twelve is a phase: {picture} {whole}");
}

#[test]
fn a_png_that_is_drawn_in_bands_is_the_whole_picture() {
    let sheet = sheets::generated(300, Language::English);
    let (picture, svg) = (png(&sheet, Theme::Dark, &Fonts::built_in()).unwrap(), svg(&sheet, Theme::Dark));
    let mut reader = ::png::Decoder::new(Cursor::new(picture)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let mut options = Options::default();
    options.fontdb_mut().load_font_data(include_bytes!("../../fonts/DejaVuSans.ttf").to_vec());
    let tree = Tree::from_str(&svg, &options).unwrap();
    let mut whole = Pixmap::new(info.width, info.height).unwrap();
    // As the picture is drawn: twice as sharp, or with 24 million pixels.
    let scale = (24_000_000.0 / (tree.size().width() * tree.size().height())).sqrt().min(2.0);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut whole.as_mut());
    let expected = whole.pixels().iter().map(PremultipliedColorU8::demultiply);
    let expected = expected.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
    assert!(pixels.len() > 2 * 3 * 2_000_000, "several bands");
    let row = info.width as usize * 3;
    let expected: Vec<_> = expected.collect();
    let differs = |(is, expected): (&[u8], &[u8])| {
        is.iter().zip(expected).filter(|(is, expected)| is.abs_diff(**expected) > 1).count()
    };
    // But for the last, of which there is only a part.  Long lines are placed to a fraction of a pixel.
    let rows = pixels.chunks(row).zip(expected.chunks(row)).take(info.height as usize - 1);
    let most = rows.map(differs).max();
    assert!(most < Some(row / 200), "{most:?} of {row}");
}

#[test]
fn a_plan_too_large_for_a_png_is_refused_at_once() {
    let mut sheet = sheets::generated(10_000, Language::English);
    for row in &mut sheet.rows {
        row.depth = 0;
    }
    let refused = png(&sheet, Theme::Light, &Fonts::built_in()).unwrap_err();
    let PictureError::TooLarge { rows, width, height } = refused else { panic!("{refused}") };
    assert_eq!(rows, 10_000);
    assert!(u64::from(width) * u64::from(height) > 24_000_000);
}

#[test]
fn a_pdf_has_a_page_for_each_page_and_text_to_search() {
    let sheet = sheets::generated(90, Language::English);
    let document = pdf(&sheet, Theme::Light, &Fonts::built_in()).unwrap();
    let count = |wanted: &[u8]| document.windows(wanted.len()).filter(|window| *window == wanted).count();
    assert_eq!(count(b"/Type/Page/") + count(b"/Type/Page\n"), pages(&sheet, Theme::Light).len());
    assert!(count(b"/ToUnicode") > 0, "glyphs are mapped to characters");
}

#[test]
fn a_terminal_gets_lines_that_fit_it() {
    use unicode_width::UnicodeWidthStr;
    for language in [Language::English, Language::Chinese] {
        let sheet = sheets::generated(60, language);
        for columns in [60, 80, 120, 200] {
            let shown = text(&sheet, columns, false);
            assert!(!shown.contains('\u{1b}'));
            let rows = shown.lines().skip(2);
            assert!(rows.clone().all(|line| line.width() <= columns), "wider than {columns}");
            assert_eq!(rows.count(), 60);
        }
        assert!(text(&sheet, 80, true).contains("\u{1b}[31m"));
    }
}

#[test]
fn a_terminal_is_not_told_what_to_do_by_a_title() {
    assert!(!text(&one("\u{1b}[2J\u{7}boo"), 80, false).contains('\u{1b}'));
}
