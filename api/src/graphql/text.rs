//! The languages of messages.

use exchange::Language;

/// A language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Locale {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Locale {
    /// As `lang` attributes and accounts have it.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The same language in files and pictures.
    pub(crate) const fn language(self) -> Language {
        match self {
            Self::En => Language::English,
            Self::Zh => Language::Chinese,
        }
    }

    /// The time zone that its readers are offered first.
    pub(crate) const fn time_zone(self) -> &'static str {
        match self {
            Self::En => "UTC",
            Self::Zh => "Asia/Shanghai",
        }
    }

    /// The one of an account.
    pub(crate) fn of_account(locale: &str) -> Self {
        if locale == Self::Zh.tag() { Self::Zh } else { Self::En }
    }

    /// The one that an `Accept-Language` header likes best; none where it likes neither.
    pub(crate) fn accepted(header: &str) -> Option<Self> {
        let weight = |language: &str| {
            let (tag, parameters) = language.split_once(';').unwrap_or((language, ""));
            let quality =
                parameters.trim().strip_prefix("q=").map_or(Some(1.0), |quality| quality.parse::<f32>().ok());
            let primary = tag.trim().split('-').next().unwrap_or_default().to_lowercase();
            (primary, quality.unwrap_or(0.0))
        };
        let of = |name: &str| {
            header
                .split(',')
                .map(weight)
                .filter(|(tag, _)| tag == name)
                .map(|(_, quality)| quality)
                .fold(0.0, f32::max)
        };
        let (english, chinese) = (of("en"), of("zh"));
        let best = if chinese > english { Self::Zh } else { Self::En };
        (english.max(chinese) > 0.0).then_some(best)
    }
}
