//! Forms as HTML: what was typed is escaped.

use std::fmt::{self, Write};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use exchange::Escaped;

use super::Given;
use super::form::{Field, Form, Kind, Page};
use crate::graphql::Locale;
use crate::http::html::{self, Text};

/// A form that was refused: what was typed, and what is wrong with it by field, or with the whole under no
/// name.
pub(in crate::http) struct Fault<'a> {
    pub form: &'static str,
    pub given: &'a Given,
    pub faults: Vec<(String, String)>,
}

/// A page with its forms.
pub(in crate::http) fn forms(
    status: StatusCode,
    page: &Page,
    locale: Locale,
    faults: &[Fault<'_>],
) -> HttpResponse {
    let mut body = String::new();
    for form in page.forms {
        let fault = faults.iter().find(|fault| fault.form == form.name);
        // Writing to a string does not fail.
        let _: fmt::Result = write_form(&mut body, form, locale, fault);
    }
    answer(status, page, locale, &body)
}

/// A page that says one thing.
pub(in crate::http) fn message(status: StatusCode, page: &Page, locale: Locale, text: &Text) -> HttpResponse {
    answer(status, page, locale, &format!("<p role=\"status\">{}</p>", text.of(locale)))
}

fn answer(status: StatusCode, page: &Page, locale: Locale, body: &str) -> HttpResponse {
    let title = page.title.of(locale);
    let body = format!("<main class=\"form\"><h1>{title}</h1>{body}</main>");
    html::Page { locale, title, body: &body, style: "" }.answer(status, page.referrer)
}

fn write_form(out: &mut String, form: &Form, locale: Locale, fault: Option<&Fault<'_>>) -> fmt::Result {
    if let Some(heading) = &form.heading {
        write!(out, "<h2>{}</h2>", heading.of(locale))?;
    }
    // Without an address a form is sent to its page's own, with its parameters.
    write!(out, "<form method=\"post\"><input type=\"hidden\" name=\"form\" value=\"{}\">", form.name)?;
    let faults = fault.map_or(&[][..], |fault| &fault.faults);
    let is_of_field = |name: &str| form.fields.iter().any(|field| field.name == name);
    for (_, sentence) in faults.iter().filter(|(name, _)| !is_of_field(name)) {
        write!(out, "<p class=\"fault\" role=\"alert\">{}</p>", Escaped(sentence))?;
    }
    for field in form.fields {
        let given = fault.and_then(|fault| fault.given.iter().find(|(name, _)| name == field.name));
        let given = given.map(|(_, value)| value.as_str());
        let sentence = faults.iter().find(|(name, _)| name == field.name).map(|(_, sentence)| &**sentence);
        write_field(out, (form, field), locale, given, sentence)?;
    }
    write!(out, "<p><button type=\"submit\">{}</button></p></form>", form.button.of(locale))
}

fn write_field(
    out: &mut String,
    (form, field): (&Form, &Field),
    locale: Locale,
    given: Option<&str>,
    fault: Option<&str>,
) -> fmt::Result {
    let Field { name, kind, label } = field;
    let id = format!("{}-{}", form.name, name.replace('.', "-"));
    let (kind_of_input, autocomplete) = match kind {
        Kind::Name => ("text", "name"),
        Kind::Email => ("email", "username"),
        Kind::CurrentPassword => ("password", "current-password"),
        Kind::NewPassword => ("password", "new-password"),
        Kind::TimeZone => ("text", "off"),
    };
    write!(
        out,
        "<p><label for=\"{id}\">{}</label><input id=\"{id}\" name=\"{name}\" type=\"{kind_of_input}\" \
         autocomplete=\"{autocomplete}\" required",
        label.of(locale)
    )?;
    let value = match (kind, given) {
        (Kind::CurrentPassword | Kind::NewPassword, _) => None,
        (Kind::TimeZone, None) => Some(locale.time_zone()),
        (Kind::Name | Kind::Email | Kind::TimeZone, given) => given,
    };
    if let Some(value) = value {
        write!(out, " value=\"{}\"", Escaped(value))?;
    }
    if *kind == Kind::TimeZone {
        write!(out, " list=\"{id}-known\"")?;
    }
    match fault {
        Some(sentence) => write!(
            out,
            " aria-invalid=\"true\" aria-describedby=\"{id}-fault\"></p>\
             <p class=\"fault\" id=\"{id}-fault\" role=\"alert\">{}</p>",
            Escaped(sentence)
        )?,
        None => out.push_str("></p>"),
    }
    if *kind == Kind::TimeZone {
        write!(out, "<datalist id=\"{id}-known\">")?;
        chrono_tz::TZ_VARIANTS.iter().try_for_each(|zone| write!(out, "<option>{}</option>", zone.name()))?;
        out.push_str("</datalist>");
    }
    Ok(())
}
