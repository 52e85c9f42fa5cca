//! The campaign's own facts as a sheet of a workbook, so that an import has what the table does not show.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::value::Table;
use crate::name::{Answer, Named};
use crate::sheet::{Calendar, Language, Sheet};

/// A fact of the campaign, by the label before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    Key,
    Name,
    Owner,
    TimeZone,
    Calendar,
    Start,
    RequiredFinish,
    RequiredEdge,
    AsOf,
}

/// A list below the facts, by its headings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    Anchors,
    People,
    Departments,
    Calendars,
    Exceptions,
}

/// Facts with their labels in both languages; the first tells that a sheet is one of facts.
pub const FACTS: [(Fact, [&str; 2]); 9] = [
    (Fact::Key, ["Campaign key", "活动代号"]),
    (Fact::Name, ["Campaign", "活动"]),
    (Fact::Owner, ["Owner", "负责人"]),
    (Fact::TimeZone, ["Time zone", "时区"]),
    (Fact::Calendar, ["Calendar", "日历"]),
    (Fact::Start, ["Start", "开始"]),
    (Fact::RequiredFinish, ["Required finish", "要求完成"]),
    (Fact::RequiredEdge, ["Required by", "要求完成于"]),
    (Fact::AsOf, ["As of", "截至"]),
];

/// The headings of a list in both languages.
pub const LISTS: [(List, [&[&str]; 2]); 5] = [
    (
        List::Anchors,
        [&["Anchor", "Kind", "Date", "Edge", "Set by"], &["节点", "类别", "日期", "时刻", "设定方"]],
    ),
    (List::People, [&["Person", "E-mail"], &["人员", "邮箱"]]),
    (List::Departments, [&["Department", "Colour", "Calendar"], &["部门", "颜色", "日历"]]),
    (
        List::Calendars,
        [
            &["Calendar", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            &["日历", "周一", "周二", "周三", "周四", "周五", "周六", "周日"],
        ],
    ),
    (
        List::Exceptions,
        [&["Day of calendar", "Date", "Worked", "Name"], &["调休日历", "日期", "上班", "名称"]],
    ),
];

/// Writes the sheet.
pub fn write(out: &mut Worksheet, table: &Table<'_>) -> Result<(), XlsxError> {
    let language = table.sheet.language;
    out.set_name(if language == Language::English { "Campaign" } else { "活动资料" })?;
    out.set_column_width(0, 24)?.set_column_width(1, 30)?.set_column_range_width(2, 7, 14)?;
    let mut facts = Facts {
        out,
        language,
        line: 0,
        heading: Format::new().set_bold(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
    };
    facts.campaign(table)?;
    for (list, headings) in LISTS {
        facts.list(list, headings, table.sheet)?;
    }
    Ok(())
}

struct Facts<'a> {
    out: &'a mut Worksheet,
    language: Language,
    line: u32,
    heading: Format,
    date: Format,
}

impl Facts<'_> {
    fn campaign(&mut self, table: &Table<'_>) -> Result<(), XlsxError> {
        let (sheet, campaign) = (table.sheet, &table.sheet.campaign);
        let calendar = sheet.calendars.first().map_or("", |calendar| calendar.name.as_str());
        for (fact, labels) in FACTS {
            let label = *in_language(&labels, self.language);
            self.out.write_string_with_format(self.line, 0, label, &self.heading)?;
            let date = match fact {
                Fact::Start => Some(campaign.start),
                Fact::RequiredFinish => campaign.required_finish.map(|(date, _)| date),
                Fact::AsOf => Some(sheet.as_of),
                Fact::Key
                | Fact::Name
                | Fact::Owner
                | Fact::TimeZone
                | Fact::Calendar
                | Fact::RequiredEdge => None,
            };
            let text = match fact {
                Fact::Key => campaign.key.as_str(),
                Fact::Name => campaign.name.as_str(),
                Fact::Owner => table.people.get(campaign.owner).map_or("", String::as_str),
                Fact::TimeZone => campaign.time_zone.as_str(),
                Fact::Calendar => calendar,
                Fact::RequiredEdge => {
                    campaign.required_finish.map_or("", |(_, edge)| edge.label(self.language))
                }
                Fact::Start | Fact::RequiredFinish | Fact::AsOf => "",
            };
            match date {
                Some(date) => self.out.write_datetime_with_format(self.line, 1, date, &self.date)?,
                None => self.out.write_string(self.line, 1, text)?,
            };
            self.line += 1;
        }
        Ok(())
    }

    fn list(&mut self, list: List, headings: [&[&str]; 2], sheet: &Sheet) -> Result<(), XlsxError> {
        self.line += 1;
        for (at, heading) in (0..).zip(*in_language(&headings, self.language)) {
            self.out.write_string_with_format(self.line, at, *heading, &self.heading)?;
        }
        self.line += 1;
        match list {
            List::Anchors => self.anchors(sheet),
            List::People => sheet
                .people
                .iter()
                .try_for_each(|person| self.texts([person.name.as_str(), person.email.as_str()])),
            List::Departments => sheet.departments.iter().try_for_each(|department| {
                let calendar = department.calendar.and_then(|at| sheet.calendars.get(at));
                let calendar = calendar.map_or("", |calendar| calendar.name.as_str());
                self.texts([
                    department.name.as_str(),
                    department.colour.as_deref().unwrap_or_default(),
                    calendar,
                ])
            }),
            List::Calendars => sheet.calendars.iter().try_for_each(|calendar| self.calendar(calendar)),
            List::Exceptions => sheet.calendars.iter().try_for_each(|calendar| self.exceptions(calendar)),
        }
    }

    /// One line of texts.
    fn texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> Result<(), XlsxError> {
        for (at, text) in (0..).zip(texts) {
            self.out.write_string(self.line, at, text)?;
        }
        self.line += 1;
        Ok(())
    }

    fn anchors(&mut self, sheet: &Sheet) -> Result<(), XlsxError> {
        for anchor in &sheet.anchors {
            self.out.write_datetime_with_format(self.line, 2, anchor.date, &self.date)?;
            self.out.write_string(self.line, 3, anchor.edge.label(self.language))?;
            self.out.write_string(self.line, 4, anchor.origin.label(self.language))?;
            self.texts([anchor.name.as_str(), anchor.kind.label(self.language)])?;
        }
        Ok(())
    }

    fn calendar(&mut self, calendar: &Calendar) -> Result<(), XlsxError> {
        let language = self.language;
        let days = calendar.week.map(|is_worked| Answer::from(is_worked).label(language));
        self.texts(std::iter::once(calendar.name.as_str()).chain(days))
    }

    fn exceptions(&mut self, calendar: &Calendar) -> Result<(), XlsxError> {
        for day in &calendar.exceptions {
            self.out.write_datetime_with_format(self.line, 1, day.date, &self.date)?;
            self.out.write_string(self.line, 2, Answer::from(day.is_working).label(self.language))?;
            self.out.write_string(self.line, 3, day.name.as_deref().unwrap_or_default())?;
            self.texts([calendar.name.as_str()])?;
        }
        Ok(())
    }
}

/// What a language has, of English and Chinese.
const fn in_language<T>([english, chinese]: &[T; 2], language: Language) -> &T {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}
