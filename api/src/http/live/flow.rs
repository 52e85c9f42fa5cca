//! How much may come from a client, and how much may be on its way to it.

use std::time::Duration;

use tokio::time::Instant;

/// Messages at once when none came for long, and how long each takes to come back.
const MESSAGES: u32 = 200;
const MESSAGE_TIME: Duration = Duration::from_millis(20);

/// Bytes that are sent before the client has to have taken them: a slow one gets one event for many changes.
const WINDOW: usize = 256 * 1024;

/// Bytes that the client may not have taken yet: by its answer to a ping it shows that it has.
#[derive(Default)]
pub(super) struct Untaken {
    bytes: usize,
    /// Pings so far.
    count: u64,
    /// Since when nothing is sent until it has.
    waits_since: Option<Instant>,
}

impl Untaken {
    /// Adds what is sent; where the client is to be asked what it has taken, the content of the ping that
    /// asks.
    pub(super) fn add(&mut self, bytes: usize) -> Option<[u8; 8]> {
        self.bytes += bytes;
        if self.bytes <= WINDOW || self.waits_since.is_some() {
            return None;
        }
        self.waits_since = Some(Instant::now());
        self.count += 1;
        Some(self.asked())
    }

    /// The content of every ping until the next question: a client may answer but the last of several pings
    /// (RFC 6455, 5.5.3), and whichever it answers came behind what it is asked about.
    pub(super) const fn asked(&self) -> [u8; 8] {
        self.count.to_be_bytes()
    }

    /// Takes note of the answer to a ping: only the one to the last counts.
    pub(super) fn answered(&mut self, content: &[u8]) {
        if self.waits_since.is_some() && content == self.asked() {
            *self = Self { count: self.count, ..Self::default() };
        }
    }

    /// Whether nothing more is to be sent for now.
    pub(super) const fn is_too_much(&self) -> bool {
        self.waits_since.is_some()
    }

    /// Whether the client has taken nothing for so long.
    pub(super) fn is_stalled(&self, time: Duration) -> bool {
        self.waits_since.is_some_and(|since| since.elapsed() > time)
    }
}

/// Messages that may still come.
pub(super) struct Quota {
    left: u32,
    since: Instant,
}

impl Default for Quota {
    fn default() -> Self {
        Self { left: MESSAGES, since: Instant::now() }
    }
}

impl Quota {
    /// Takes one; whether there was one.
    pub(super) fn take(&mut self) -> bool {
        let back = self.since.elapsed().as_millis() / MESSAGE_TIME.as_millis();
        if back > 0 {
            self.left = self.left.saturating_add(u32::try_from(back).unwrap_or(u32::MAX)).min(MESSAGES);
            self.since = Instant::now();
        }
        let is_left = self.left > 0;
        self.left = self.left.saturating_sub(1);
        is_left
    }
}
