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
    /// CRC-32 of what was compressed, of gzip alone.
    checksum: u32,
}

impl Form {
    /// Compresses bytes up to where a block ends, so that others can follow.
    pub(super) fn new(coding: Coding, plain: &[u8]) -> io::Result<Self> {
        Ok(match coding {
            Coding::Zstd => Self { bytes: zstd(plain)?.into(), checksum: 0 },
            Coding::Brotli => Self { bytes: brotli(plain)?.into(), checksum: 0 },
            Coding::Gzip => Self { bytes: gzip(plain)?.into(), checksum: crc32fast::hash(plain) },
        })
    }

    /// The end of the form, with `tail` in it as it is.
    pub(super) fn end(&self, coding: Coding, length: usize, tail: &[u8]) -> Vec<u8> {
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
