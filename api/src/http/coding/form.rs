//! Compressed forms of bodies.
//!
//! Each format lets bytes follow as they are in a block of their own, so that a new tail does not compress the
//! head again.

use std::io::{self, Write};

use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use crc32fast::Hasher;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use zstd::stream::raw::CParameter;
use zstd::stream::write::Encoder;

use super::Coding;

/// A compressed form without its end.
#[derive(Debug)]
pub(super) struct Form {
    pub bytes: Bytes,
    /// How long what was compressed is.
    length: usize,
    /// CRC-32 of it, of gzip alone.
    checksum: u32,
}

impl Form {
    /// Compresses bytes up to where a block ends, so that others can follow.
    pub(super) fn new(coding: Coding, plain: &[u8]) -> io::Result<Self> {
        let mut compressor = Compressor::new(coding, plain.len())?;
        compressor.write_all(plain)?;
        compressor.form()
    }

    /// The end of the form, with `tail` in it as it is.
    pub(super) fn end(&self, coding: Coding, tail: &[u8]) -> Vec<u8> {
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
                let mut all = Hasher::new_with_initial_len(self.checksum, self.length as u64);
                all.update(tail);
                end.extend_from_slice(&all.finalize().to_le_bytes());
                let size = u32::try_from((self.length + tail.len()) & 0xffff_ffff).unwrap_or_default();
                end.extend_from_slice(&size.to_le_bytes());
            }
        }
        end
    }
}

/// Makes a form of what is written to it.
pub(super) struct Compressor {
    to: To,
    length: usize,
    checksum: Hasher,
}

enum To {
    Zstd(Encoder<'static, Vec<u8>>),
    Brotli(Box<CompressorWriter<Vec<u8>>>),
    Gzip(DeflateEncoder<Vec<u8>>),
}

impl Compressor {
    /// For so many bytes, about.
    pub(super) fn new(coding: Coding, length: usize) -> io::Result<Self> {
        let bits = length.max(1).ilog2() + 1;
        let to = match coding {
            Coding::Zstd => To::Zstd(zstd(bits)?),
            Coding::Brotli => To::Brotli(Box::new(brotli(bits, length))),
            Coding::Gzip => To::Gzip(gzip()),
        };
        Ok(Self { to, length: 0, checksum: Hasher::new() })
    }

    /// The form, up to where a block ends.
    pub(super) fn form(mut self) -> io::Result<Form> {
        self.flush()?;
        let bytes = match &mut self.to {
            To::Zstd(encoder) => std::mem::take(encoder.get_mut()),
            To::Brotli(encoder) => std::mem::take(encoder.get_mut()),
            To::Gzip(encoder) => std::mem::take(encoder.get_mut()),
        };
        Ok(Form { bytes: bytes.into(), length: self.length, checksum: self.checksum.finalize() })
    }
}

impl Write for Compressor {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.to {
            To::Zstd(encoder) => encoder.write(bytes)?,
            To::Brotli(encoder) => encoder.write(bytes)?,
            To::Gzip(encoder) => {
                let written = encoder.write(bytes)?;
                self.checksum.update(bytes.get(..written).unwrap_or(bytes));
                written
            }
        };
        self.length += written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Zstd(encoder) => encoder.flush(),
            To::Brotli(encoder) => encoder.flush(),
            To::Gzip(encoder) => encoder.flush(),
        }
    }
}

fn zstd(bits: u32) -> io::Result<Encoder<'static, Vec<u8>>> {
    const LEVEL: i32 = 6;
    let mut encoder = Encoder::new(Vec::new(), LEVEL)?;
    // No larger than the body, and no larger than browsers take (RFC 9659).
    encoder.set_parameter(CParameter::WindowLog(bits.clamp(10, 23)))?;
    Ok(encoder)
}

fn brotli(bits: u32, length: usize) -> CompressorWriter<Vec<u8>> {
    const BUFFER: usize = 16 * 1024;
    let window = i32::try_from(bits).unwrap_or(22).clamp(16, 22);
    let params = BrotliEncoderParams { quality: 5, lgwin: window, size_hint: length, ..Default::default() };
    CompressorWriter::with_params(Vec::new(), BUFFER, &params)
}

fn gzip() -> DeflateEncoder<Vec<u8>> {
    /// No name, no time, of no system in particular.
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    DeflateEncoder::new(HEADER.to_vec(), Compression::new(6))
}
