//! Large files.

use std::io::{self, Write};

use exchange::gantt::{self, Fonts, Theme};
use exchange::{Language, csv, mspdi};

use crate::sheets;

/// What a file is handed over as.
#[derive(Default)]
struct Pieces {
    longest: usize,
    all: usize,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.longest = self.longest.max(bytes.len());
        self.all += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn large_files_are_handed_over_a_piece_at_a_time() {
    let sheet = sheets::generated(2_000, Language::English);
    let written = |write: &dyn Fn(&mut Pieces)| {
        let mut pieces = Pieces::default();
        write(&mut pieces);
        pieces
    };
    let fonts = Fonts::built_in();
    for (name, Pieces { longest, all }) in [
        ("CSV", written(&|out| csv(&sheet, false, out).unwrap())),
        ("MSPDI", written(&|out| mspdi(&sheet, out).unwrap())),
        ("Markdown", written(&|out| gantt::markdown(&sheet, out).unwrap())),
        ("SVG", written(&|out| gantt::svg(&sheet, Theme::Light, out).unwrap())),
        ("PNG", written(&|out| gantt::png(&sheet, Theme::Light, &fonts, out).unwrap())),
    ] {
        assert!(longest <= 128 * 1024 && longest < all, "{name}: {longest} of {all} bytes at once");
    }
}

#[test]
fn a_disk_that_is_full_is_told() {
    /// A disk with room for the beginning.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.0.min(bytes.len());
            self.0 -= room;
            if room > 0 { Ok(room) } else { Err(io::ErrorKind::StorageFull.into()) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let (sheet, fonts) = (sheets::generated(2_000, Language::English), Fonts::built_in());
    for room in [0, 100, 70_000] {
        assert!(csv(&sheet, false, Full(room)).is_err());
        assert!(mspdi(&sheet, Full(room)).is_err());
        assert!(gantt::markdown(&sheet, Full(room)).is_err());
        assert!(gantt::svg(&sheet, Theme::Light, Full(room)).is_err());
        assert!(gantt::png(&sheet, Theme::Light, &fonts, Full(room)).is_err());
        assert!(gantt::pdf(&sheet, Theme::Light, &fonts, Full(room)).is_err());
        assert!(exchange::xlsx(&sheet, Full(room)).is_err());
    }
}
