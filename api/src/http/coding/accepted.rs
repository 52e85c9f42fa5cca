//! Which content codings a client takes.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_ENCODING;

/// Bodies that are shorter are sent as they are: in one packet anyway.
const SHORTEST: usize = 1024;

/// A coding that answers are compressed with, the preferred one first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::http) enum Coding {
    Zstd,
    Brotli,
    Gzip,
}

impl Coding {
    pub(super) const ALL: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub(in crate::http) const fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// What a client takes (RFC 9110, 12.5.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::http) struct Accepted {
    /// The best of the codings; none where a body as it is is better.
    coding: Option<Coding>,
    /// Whether it takes a body as it is.
    takes_plain: bool,
}

impl Accepted {
    /// A body as it is, and nothing else.
    pub(in crate::http) const PLAIN: Self = Self { coding: None, takes_plain: true };

    /// What a request says that it takes.
    pub(in crate::http) fn of(request: &HttpRequest) -> Self {
        let lines = request.headers().get_all(ACCEPT_ENCODING);
        Self::read(lines.filter_map(|line| line.to_str().ok()))
    }

    pub(super) fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let ranges: Vec<_> = lines.flat_map(|line| line.split(',')).filter_map(range).collect();
        let quality =
            |name: &str| ranges.iter().find(|(known, _)| known == name).map(|(_, quality)| *quality);
        let any = quality("*");
        let (mut coding, mut best) = (None, 0.0);
        for known in Coding::ALL {
            let quality = quality(known.name()).or(any).unwrap_or_default();
            if quality > best {
                (coding, best) = (Some(known), quality);
            }
        }
        let plain = quality("identity");
        if plain.is_some_and(|plain| plain > best) {
            coding = None;
        }
        Self { coding, takes_plain: plain.or(any) != Some(0.0) }
    }

    /// Whether it takes nothing that can be sent.
    pub(in crate::http) const fn is_nothing(self) -> bool {
        self.coding.is_none() && !self.takes_plain
    }

    /// The coding of a body of so many bytes, which is better sent as it is where it `has_secrets`.
    pub(super) fn coding_of(self, length: usize, has_secrets: bool) -> Option<Coding> {
        let is_worth_it = length >= SHORTEST && !has_secrets;
        self.coding.filter(|_| is_worth_it || !self.takes_plain)
    }
}

/// A name and its quality; none of a text that cannot be read.
fn range(text: &str) -> Option<(String, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    let name = if name == "x-gzip" { "gzip".to_owned() } else { name };
    let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let quality: f32 = quality.map_or(Some(1.0), |quality| quality.parse().ok())?;
    (0.0..=1.0).contains(&quality).then_some((name, quality))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(line: &str) -> (Option<Coding>, bool) {
        let accepted = Accepted::read([line].into_iter());
        (accepted.coding, accepted.takes_plain)
    }

    #[test]
    fn the_coding_of_the_highest_quality_is_chosen() {
        use Coding::{Brotli, Gzip, Zstd};
        for (line, coding, takes_plain) in [
            ("", None, true),
            ("gzip, deflate, br, zstd", Some(Zstd), true),
            ("gzip, deflate, br", Some(Brotli), true),
            ("x-gzip", Some(Gzip), true),
            ("GZIP;Q=0.5, br;q=0.4", Some(Gzip), true),
            ("gzip;q=1.0, zstd; q=0.2", Some(Gzip), true),
            ("*", Some(Zstd), true),
            ("*;q=0.5, zstd;q=0", Some(Brotli), true),
            ("identity", None, true),
            ("identity, gzip;q=0.5", None, true),
            ("identity;q=0.5, gzip;q=0.5", Some(Gzip), true),
            ("identity;q=0", None, false),
            ("identity;q=0, gzip", Some(Gzip), false),
            ("*;q=0", None, false),
            ("*;q=0, identity", None, true),
            ("br;q=0, deflate", None, true),
            ("gzip;q=2, br;q=x, zstd;q=-1, deflate", None, true),
        ] {
            assert_eq!(accepted(line), (coding, takes_plain), "{line:?}");
        }
    }
}
