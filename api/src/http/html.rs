//! Pages of the server itself as HTML: they load and execute nothing, and are in English and Chinese.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use exchange::Escaped;

use crate::error::{Error, Result};
use crate::graphql::Locale;

/// The style of all pages.
const STYLE: &str = include_str!("pages.css");

/// A text in the languages of the pages.
pub(super) struct Text {
    en: &'static str,
    zh: &'static str,
}

impl Text {
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }

    pub const fn of(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::En => self.en,
            Locale::Zh => self.zh,
        }
    }
}

/// A page before it is sent.
pub(super) struct Page<'a> {
    pub locale: Locale,
    /// What it is called, as plain text.
    pub title: &'a str,
    /// What is inside its `body`, as HTML.
    pub body: &'a str,
    /// A style sheet beside that of all pages; empty if it needs none.
    pub style: &'a str,
}

impl Page<'_> {
    /// The page as HTML.
    pub fn text(&self) -> String {
        let Self { locale, title, body, style } = self;
        let (language, title) = (locale.tag(), Escaped(title));
        let own = if style.is_empty() { String::new() } else { format!("<style>{style}</style>") };
        format!(
            "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title} · \
             Leadtime</title>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" \
             content=\"noindex\"><style>{STYLE}</style>{own}</head><body>{body}</body></html>\n"
        )
    }

    /// What the browser may do with the page: show its styles, and send its forms here.
    fn policy(&self) -> String {
        let source = |style: &str| format!("'sha256-{}'", STANDARD.encode(digest(&SHA256, style.as_bytes())));
        let styles: Vec<_> =
            [STYLE, self.style].into_iter().filter(|style| !style.is_empty()).map(source).collect();
        format!(
            "default-src 'none'; style-src {}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            styles.join(" ")
        )
    }

    /// Adds what the browser is told of the page: its language, what it may do, and to whom it may tell the
    /// address.
    pub fn describe(&self, headers: &mut HeaderMap, referrer: Referrer) -> Result<()> {
        let policy = HeaderValue::from_str(&self.policy()).map_err(Error::internal)?;
        let told: [(HeaderName, HeaderValue); 5] = [
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(self.locale.tag())),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::REFERRER_POLICY, HeaderValue::from_static(referrer.policy())),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        ];
        for (name, value) in told {
            headers.insert(name, value);
        }
        Ok(())
    }

    /// The page as an answer that nobody keeps.
    pub fn answer(&self, status: StatusCode, referrer: Referrer) -> HttpResponse {
        let mut answer = HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((header::VARY, "Accept-Language"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(self.text());
        match self.describe(answer.headers_mut(), referrer) {
            Ok(()) => answer,
            Err(error) => error_without_page(&error),
        }
    }
}

fn error_without_page(error: &Error) -> HttpResponse {
    tracing::error!(%error, "a page could not be described");
    HttpResponse::InternalServerError().finish()
}

/// Whom a browser tells the address of a page that it goes on from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Referrer {
    /// Nobody: a secret is in the address.
    Nobody,
    /// This server, which asks forms where they are from.
    Server,
}

impl Referrer {
    const fn policy(self) -> &'static str {
        match self {
            Self::Nobody => "no-referrer",
            Self::Server => "same-origin",
        }
    }
}
