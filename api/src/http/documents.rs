//! Documents that were sent before: parsed once by their text; checked against the limits and validated once
//! by their text, operation and variables, since weight and validity depend on all three.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::Variables;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use aws_lc_rs::digest::{Context, SHA256};
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::limits::{self, CheckedDocument, Refused};

/// A SHA-256 digest.
pub(super) type Digest = [u8; 32];

/// Bytes in memory of a parsed document for each byte of its text, at most: a field of one letter is a node
/// of some two hundred bytes.
const BYTES_A_BYTE: u64 = 100;

/// Bytes in memory of what is known of a document with its variables.
const BYTES_KNOWN: u64 = 512;

/// The share of all bytes that what is known of documents takes; the rest is for parsed ones.
const SHARE_KNOWN: u64 = 8;

/// Parsed documents, and what is known of those that passed all checks.
pub(super) struct Documents {
    parsed: Cache<Digest, Parsed, Weight>,
    known: Cache<Digest, Arc<KnownDocument>>,
}

#[derive(Clone)]
struct Parsed {
    document: Arc<ExecutableDocument>,
    /// The length of its text.
    length: usize,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Digest, Parsed> for Weight {
    fn weight(&self, _: &Digest, parsed: &Parsed) -> u64 {
        BYTES_A_BYTE * (64 + parsed.length as u64)
    }
}

/// What is known of a document with an operation and variables.
pub(super) struct KnownDocument {
    /// Of the document, the operation and the variables.
    pub digest: Digest,
    /// What checking it against the limits found.
    pub checked: CheckedDocument,
    /// The name and type of the operation; none where it is left open which one.
    pub operation: Option<(Option<String>, OperationType)>,
    /// Whether its arguments were checked and it was validated.
    is_valid: AtomicBool,
}

impl KnownDocument {
    /// Whether it was executed before with the same variables, so that it need not be validated again.
    pub(super) fn is_valid(&self) -> bool {
        self.is_valid.load(Ordering::Relaxed)
    }

    /// Takes note that it was executed.
    pub(super) fn is_found_valid(&self) {
        self.is_valid.store(true, Ordering::Relaxed);
    }

    /// Whether it changes something.
    pub(super) fn is_mutation(&self) -> bool {
        matches!(self.operation, Some((_, OperationType::Mutation)))
    }
}

impl Documents {
    /// Keeps so many bytes at most.
    pub(super) fn new(bytes: u64) -> Self {
        let of_known = bytes / SHARE_KNOWN;
        let count = usize::try_from(of_known / BYTES_KNOWN).unwrap_or(usize::MAX);
        let mut options = OptionsBuilder::new();
        // One shard: what is heavier than a shard's part would never be kept.
        options.shards(1).estimated_items_capacity(count).weight_capacity(bytes - of_known);
        let parsed = match options.build() {
            Ok(options) => Cache::with_options(
                options,
                Weight,
                DefaultHashBuilder::default(),
                DefaultLifecycle::default(),
            ),
            Err(_) => Cache::with_weighter(count, bytes - of_known, Weight),
        };
        Self { parsed, known: Cache::new(count) }
    }

    /// How many bytes are kept.
    pub(super) fn bytes(&self) -> u64 {
        self.parsed.weight() + self.known.len() as u64 * BYTES_KNOWN
    }

    /// What is known of a document that passes the limits.
    pub(super) fn find(
        &self,
        query: &str,
        operation_name: Option<&str>,
        (variables, as_sent): (&Variables, &[u8]),
    ) -> Result<Arc<KnownDocument>, Refused> {
        let name = operation_name.map_or_else(Vec::new, |name| [b"=", name.as_bytes()].concat());
        let digest = digest(&[query.as_bytes(), &name, as_sent]);
        if let Some(known) = self.known.get(&digest) {
            return Ok(known);
        }
        let document = self.parse(query)?;
        let checked = limits::check(&document, variables)?;
        let operation = limits::operation(&document, operation_name);
        let operation = operation.map(|(name, operation)| (name.map(str::to_owned), operation.ty));
        let known = Arc::new(KnownDocument { digest, checked, operation, is_valid: AtomicBool::default() });
        self.known.insert(digest, Arc::clone(&known));
        Ok(known)
    }

    /// The parsed form of a text that passes the limits.
    pub(super) fn parse(&self, query: &str) -> Result<Arc<ExecutableDocument>, Refused> {
        let key = digest(&[query.as_bytes()]);
        if let Some(parsed) = self.parsed.get(&key) {
            return Ok(parsed.document);
        }
        let document = Arc::new(limits::parse(query)?);
        self.parsed.insert(key, Parsed { document: Arc::clone(&document), length: query.len() });
        Ok(document)
    }
}

/// The digest of several texts, each with its length.
pub(super) fn digest(parts: &[&[u8]]) -> Digest {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&part.len().to_le_bytes());
        context.update(part);
    }
    let mut digest = Digest::default();
    digest.copy_from_slice(context.finish().as_ref());
    digest
}
