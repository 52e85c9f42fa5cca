//! Content codings: which one a client takes, and bodies that are compressed with each at most once.
//!
//! A body is a head, which may be kept and is compressed once, and a short tail of one answer alone, such as
//! what is left of the caller's rate limit.  Each format lets bytes follow as they are in a block of their
//! own, so that a new tail does not compress the head again.

use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_ENCODING, HeaderValue};
use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use crc32fast::Hasher;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use zstd::stream::raw::CParameter;
use zstd::stream::write::Encoder;

/// Bodies that are shorter are sent as they are: in one packet anyway.
const SHORTEST: usize = 1024;

/// Bodies that are longer are compressed on a thread of their own.
const LONG: usize = 128 * 1024;

/// A coding that answers are compressed with, the preferred one first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Coding {
    Zstd,
    Brotli,
    Gzip,
}

impl Coding {
    const ALL: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// What a client takes (RFC 9110, 12.5.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Accepted {
    /// The best of the codings; none where a body as it is is better.
    coding: Option<Coding>,
    /// Whether it takes a body as it is.
    takes_plain: bool,
}

impl Accepted {
    /// A body as it is, and nothing else.
    pub(super) const PLAIN: Self = Self { coding: None, takes_plain: true };

    /// What a request says that it takes.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let lines = request.headers().get_all(ACCEPT_ENCODING);
        Self::read(lines.filter_map(|line| line.to_str().ok()))
    }

    fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
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
    pub(super) const fn is_nothing(self) -> bool {
        self.coding.is_none() && !self.takes_plain
    }

    /// The coding of a body of so many bytes, which is better sent as it is where it `has_secrets`.
    fn coding_of(self, length: usize, has_secrets: bool) -> Option<Coding> {
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

/// Bytes, at least one, with their compressed forms, each of which is made when it is first asked for.
#[derive(Debug)]
pub(super) struct Coded {
    plain: Bytes,
    forms: [OnceLock<Option<Form>>; 3],
}

/// A compressed form without its end.
#[derive(Debug)]
struct Form {
    bytes: Bytes,
    /// CRC-32 of what was compressed, of gzip alone.
    checksum: u32,
}

impl Coded {
    pub(super) fn new(plain: Bytes) -> Self {
        Self { plain, forms: Default::default() }
    }

    /// Bytes in memory.
    pub(super) fn weight(&self) -> usize {
        let forms = self.forms.iter().filter_map(|form| form.get()?.as_ref());
        self.plain.len() + forms.map(|form| form.bytes.len()).sum::<usize>()
    }

    /// The bytes as they are.
    pub(super) fn plain(&self) -> &[u8] {
        &self.plain
    }

    fn slot(&self, coding: Coding) -> &OnceLock<Option<Form>> {
        let [zstd, brotli, gzip] = &self.forms;
        match coding {
            Coding::Zstd => zstd,
            Coding::Brotli => brotli,
            Coding::Gzip => gzip,
        }
    }

    fn form(&self, coding: Coding) -> Option<&Form> {
        self.slot(coding).get_or_init(|| Form::new(coding, &self.plain).ok()).as_ref()
    }

    /// Makes a form, beside the thread that answers requests where that takes long.
    async fn make(self: &Arc<Self>, coding: Coding) {
        if self.plain.len() > LONG && self.slot(coding).get().is_none() {
            let this = Arc::clone(self);
            // What fails there is made again below.
            let _made = tokio::task::spawn_blocking(move || this.form(coding).is_some()).await;
        }
    }

    /// These bytes and then `tail`, in the best form that is taken; `has_secrets` where their length is not
    /// to tell what is in them.
    pub(super) async fn send(self: &Arc<Self>, tail: Vec<u8>, accepted: Accepted, has_secrets: bool) -> Sent {
        let coding = accepted.coding_of(self.plain.len() + tail.len(), has_secrets);
        if let Some(coding) = coding {
            self.make(coding).await;
            if let Some(form) = self.form(coding) {
                let tail = form.end(coding, self.plain.len(), &tail);
                return Sent { coding: Some(coding), head: form.bytes.clone(), tail: tail.into() };
            }
        }
        Sent { coding: None, head: self.plain.clone(), tail: tail.into() }
    }
}

/// A body as it goes out.
#[derive(Debug)]
pub(super) struct Sent {
    coding: Option<Coding>,
    /// The longer part.
    pub head: Bytes,
    /// What follows it.
    pub tail: Bytes,
}

impl Sent {
    /// The value of `Content-Encoding`, if there is one.
    pub(super) fn encoding(&self) -> Option<HeaderValue> {
        self.coding.map(|coding| HeaderValue::from_static(coding.name()))
    }

    /// Both parts in one.
    pub(super) fn whole(&self) -> Bytes {
        if self.tail.is_empty() { self.head.clone() } else { [&*self.head, &*self.tail].concat().into() }
    }
}

impl Form {
    /// Compresses bytes up to where a block ends, so that others can follow.
    fn new(coding: Coding, plain: &[u8]) -> io::Result<Self> {
        Ok(match coding {
            Coding::Zstd => Self { bytes: zstd(plain)?.into(), checksum: 0 },
            Coding::Brotli => Self { bytes: brotli(plain)?.into(), checksum: 0 },
            Coding::Gzip => Self { bytes: gzip(plain)?.into(), checksum: crc32fast::hash(plain) },
        })
    }

    /// The end of the form, with `tail` in it as it is.
    fn end(&self, coding: Coding, length: usize, tail: &[u8]) -> Vec<u8> {
        let size = u16::try_from(tail.len()).unwrap_or(u16::MAX);
        let mut end = Vec::with_capacity(tail.len() + 16);
        match coding {
            Coding::Zstd => {
                // The last block, a raw one, and its size (RFC 8878, 3.1.1.2).
                let [low, middle, high, _] = (u32::from(size) << 3 | 1).to_le_bytes();
                end.extend_from_slice(&[low, middle, high]);
                end.extend_from_slice(tail);
            }
            Coding::Brotli => {
                // An uncompressed meta-block of four nibbles of size, then an empty last one (RFC 7932, 9.2).
                if let Some(size) = size.checked_sub(1) {
                    let [low, middle, high, _] = (u32::from(size) << 3 | 1 << 19).to_le_bytes();
                    end.extend_from_slice(&[low, middle, high]);
                    end.extend_from_slice(tail);
                }
                end.push(3);
            }
            Coding::Gzip => {
                // The last block, a stored one, with its size twice (RFC 1951, 3.2.4); then the checksum and
                // the size of all (RFC 1952, 2.3.1).
                end.push(1);
                end.extend_from_slice(&size.to_le_bytes());
                end.extend_from_slice(&(!size).to_le_bytes());
                end.extend_from_slice(tail);
                let mut all = Hasher::new_with_initial_len(self.checksum, length as u64);
                all.update(tail);
                end.extend_from_slice(&all.finalize().to_le_bytes());
                let size = u32::try_from((length + tail.len()) & 0xffff_ffff).unwrap_or_default();
                end.extend_from_slice(&size.to_le_bytes());
            }
        }
        end
    }
}

fn zstd(plain: &[u8]) -> io::Result<Vec<u8>> {
    const LEVEL: i32 = 6;
    // No larger than the body, and no larger than browsers take (RFC 9659).
    let window = (plain.len().max(1).ilog2() + 1).clamp(10, 23);
    let mut encoder = Encoder::new(Vec::new(), LEVEL)?;
    encoder.set_parameter(CParameter::WindowLog(window))?;
    encoder.write_all(plain)?;
    encoder.flush()?;
    Ok(std::mem::take(encoder.get_mut()))
}

fn brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    const BUFFER: usize = 16 * 1024;
    let window = i32::try_from(plain.len().max(1).ilog2() + 1).unwrap_or(22).clamp(16, 22);
    let params =
        BrotliEncoderParams { quality: 5, lgwin: window, size_hint: plain.len(), ..Default::default() };
    let mut encoder = CompressorWriter::with_params(Vec::new(), BUFFER, &params);
    encoder.write_all(plain)?;
    encoder.flush()?;
    Ok(std::mem::take(encoder.get_mut()))
}

fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    /// No name, no time, of no system in particular.
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut encoder = DeflateEncoder::new(HEADER.to_vec(), Compression::new(6));
    encoder.write_all(plain)?;
    encoder.flush()?;
    Ok(std::mem::take(encoder.get_mut()))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

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

    fn decoded(coding: Coding, bytes: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        match coding {
            Coding::Zstd => plain = zstd::decode_all(bytes).unwrap(),
            Coding::Brotli => drop(brotli::Decompressor::new(bytes, 4096).read_to_end(&mut plain).unwrap()),
            Coding::Gzip => drop(flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).unwrap()),
        }
        plain
    }

    #[test]
    fn decoders_read_every_form_with_every_tail() {
        let noise = |length: u32| (0..length).map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()[2]);
        let heads = [b"{".to_vec(), vec![b'x'; 300_000], noise(200_000).collect::<Vec<u8>>()];
        for head in heads {
            let coded = Coded::new(Bytes::from(head.clone()));
            for tail in [&b""[..], b"}", &[b'y'; 1000]] {
                for coding in Coding::ALL {
                    let form = coded.form(coding).unwrap();
                    let sent = [&*form.bytes, &form.end(coding, head.len(), tail)].concat();
                    let expected = [&head, tail].concat();
                    assert!(decoded(coding, &sent) == expected, "{coding:?} {} {}", head.len(), tail.len());
                }
            }
        }
    }
}
