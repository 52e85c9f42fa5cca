//! Content codings: which one a client takes, and bodies that are compressed with each at most once.
//!
//! A body is a head, which may be kept and is compressed once, and a short tail of one answer alone, such as
//! what is left of the caller's rate limit.

mod accepted;
mod form;
mod written;

use std::sync::{Arc, OnceLock};

use actix_web::http::header::HeaderValue;
use bytes::Bytes;

pub(super) use self::accepted::{Accepted, Coding};
use self::form::Form;
pub(super) use self::written::Written;

/// Bodies that are longer are compressed on a thread of their own.
const LONG: usize = 128 * 1024;

/// Bytes, at least one, with their compressed forms, each of which is made when it is first asked for.
#[derive(Debug)]
pub(super) struct Coded {
    plain: Bytes,
    forms: [OnceLock<Option<Form>>; 3],
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
                let tail = form.end(coding, &tail);
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

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

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
    fn decoders_read_what_was_compressed_as_it_was_written() {
        let long = vec![b'x'; 300_000];
        let pieces = [&b"{"[..], &long, b"", b"}"];
        for (line, coding) in [("zstd", Coding::Zstd), ("br", Coding::Brotli), ("gzip", Coding::Gzip)] {
            let mut body = Written::new(Accepted::read([line].into_iter())).unwrap();
            for piece in pieces {
                body.write_all(piece).unwrap();
            }
            let sent = body.sent().unwrap();
            assert_eq!(sent.encoding().unwrap(), line);
            assert!(decoded(coding, &sent.whole()) == pieces.concat(), "{line}");
        }
        let mut body = Written::new(Accepted::PLAIN).unwrap();
        body.write_all(b"plain").unwrap();
        assert_eq!(body.sent().unwrap().whole(), "plain");
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
                    let sent = [&*form.bytes, &form.end(coding, tail)].concat();
                    let expected = [&head, tail].concat();
                    assert!(decoded(coding, &sent) == expected, "{coding:?} {} {}", head.len(), tail.len());
                }
            }
        }
    }
}
