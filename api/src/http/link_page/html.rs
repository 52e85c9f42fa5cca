//! Pages as HTML: nothing in them is loaded or executed, and what was typed is escaped.

use std::fmt::{self, Write};
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Given;
use super::form::{Field, Form, Kind, Page, Text};
use crate::graphql::Locale;

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f5f6f8;color:#1c2330}\
main{max-width:26rem;margin:3rem auto;padding:1.5rem 2rem 2rem;background:#fff;border-radius:.5rem}\
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}label{display:block;font-weight:600}\
input{box-sizing:border-box;width:100%;padding:.5rem;font:inherit;border:1px solid #8a93a3;border-radius:.25rem}\
input[aria-invalid]{border-color:#b3261e}button{padding:.6rem 1rem;font:inherit;font-weight:600;color:#fff;\
background:#1f5fbf;border:0;border-radius:.25rem}.fault{color:#b3261e;margin:.25rem 0 0}";

/// What the browser may do with a page: show its one style, and send its forms here.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; \
            frame-ancestors 'none'"
    )
});

/// A form that was refused: what was typed, and what is wrong with it by field, or with the whole under no
/// name.
pub(super) struct Fault<'a> {
    pub form: &'static str,
    pub given: &'a Given,
    pub faults: Vec<(String, String)>,
}

/// A page with its forms.
pub(super) fn forms(status: StatusCode, page: &Page, locale: Locale, faults: &[Fault<'_>]) -> HttpResponse {
    let mut body = String::new();
    for form in page.forms {
        let fault = faults.iter().find(|fault| fault.form == form.name);
        // Writing to a string does not fail.
        let _: fmt::Result = write_form(&mut body, form, locale, fault);
    }
    answer(status, page, locale, &body)
}

/// A page that says one thing.
pub(super) fn message(status: StatusCode, page: &Page, locale: Locale, text: &Text) -> HttpResponse {
    answer(status, page, locale, &format!("<p role=\"status\">{}</p>", text.of(locale)))
}

fn answer(status: StatusCode, page: &Page, locale: Locale, body: &str) -> HttpResponse {
    let (language, title) = (locale.tag(), page.title.of(locale));
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title} · \
            Leadtime</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" \
             content=\"noindex\">\
         <style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"
    );
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_LANGUAGE, language))
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        // The address has the link's token in it.
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .body(html)
}

fn write_form(out: &mut String, form: &Form, locale: Locale, fault: Option<&Fault<'_>>) -> fmt::Result {
    if let Some(heading) = &form.heading {
        write!(out, "<h2>{}</h2>", heading.of(locale))?;
    }
    // Without an address a form is sent to its page's own, which has the token.
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

/// A text that may hold anything, as HTML shows it.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            other => f.write_char(other),
        })
    }
}
