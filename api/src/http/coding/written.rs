//! Bodies that are compressed as they are written.

use std::io::{self, Write};

use bytes::Bytes;

use super::form::Compressor;
use super::{Accepted, Coding, Sent};

/// The length that a file is taken for before it is there.
const USUAL: usize = 1024 * 1024;

/// A body under construction: it is written a piece at a time, and what is compressed is never whole in memory.
pub(in crate::http) struct Written(Body);

enum Body {
    Plain(Vec<u8>),
    Compressed(Coding, Box<Compressor>),
}

impl Written {
    /// A file in the best coding that is taken.
    pub(in crate::http) fn new(accepted: Accepted) -> io::Result<Self> {
        Ok(Self(match accepted.coding_of(USUAL, false) {
            Some(coding) => Body::Compressed(coding, Box::new(Compressor::new(coding, USUAL)?)),
            None => Body::Plain(Vec::new()),
        }))
    }

    /// The body as it goes out.
    pub(in crate::http) fn sent(self) -> io::Result<Sent> {
        match self.0 {
            Body::Plain(bytes) => Ok(Sent { coding: None, head: bytes.into(), tail: Bytes::new() }),
            Body::Compressed(coding, compressor) => {
                let form = compressor.form()?;
                let tail = form.end(coding, &[]).into();
                Ok(Sent { coding: Some(coding), head: form.bytes, tail })
            }
        }
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Body::Plain(body) => body.write(bytes),
            Body::Compressed(_, compressor) => compressor.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
