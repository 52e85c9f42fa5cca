//! Fonts: which of a machine's show a text.

use std::collections::BTreeSet;
use std::sync::Arc;

use resvg::usvg::fontdb::{self, Database, Family, Query, Source, Weight};
use skrifa::{FontRef, MetadataProvider};
use unicode_width::UnicodeWidthChar;

use super::error::PictureError;
use super::scene::Scene;
use super::svg::FAMILIES;

/// DejaVu Sans: for machines that have no font.
const DEJAVU: &[u8] = include_bytes!("../../fonts/DejaVuSans.ttf");

/// How many missing characters an error names.
const NAMED: usize = 8;

/// The bytes of a font file, shared.
pub(super) type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// What fonts there are; their files are read when a picture needs them.
#[derive(Clone, Debug)]
pub struct Fonts {
    database: Database,
}

/// A face of a font file.
#[derive(Clone)]
pub(super) struct Face {
    pub bytes: Bytes,
    pub index: u32,
}

/// Faces that have all characters of some scenes, the preferred first.
pub(super) struct Faces {
    pub regular: Vec<Face>,
    pub bold: Vec<Face>,
}

impl Fonts {
    /// The one that is built in, which has Latin, Greek and Cyrillic.
    #[must_use]
    pub fn built_in() -> Self {
        let mut database = Database::new();
        database.load_font_source(Source::Binary(Arc::new(DEJAVU)));
        Self { database }
    }

    /// Those of the system too.  Looks at every font file: call it once.
    #[must_use]
    pub fn system() -> Self {
        let mut fonts = Self::built_in();
        fonts.database.load_system_fonts();
        fonts
    }

    /// The faces for all texts of scenes.
    pub(super) fn choose(&self, scenes: &[Scene]) -> Result<Faces, PictureError> {
        let (mut regular, mut bold) = (BTreeSet::new(), BTreeSet::new());
        for scene in scenes {
            scene.each_text(|text| {
                let set = if text.is_bold { &mut bold } else { &mut regular };
                set.extend(text.content.chars().filter(|character| is_seen(*character)));
            });
        }
        Ok(Faces { regular: self.cover(regular, Weight::NORMAL)?, bold: self.cover(bold, Weight::BOLD)? })
    }

    /// The faces of a weight for some characters: our families as far as they are needed, then any other.
    fn cover(&self, mut missing: BTreeSet<char>, weight: Weight) -> Result<Vec<Face>, PictureError> {
        let find = |name: &&str| {
            self.database.query(&Query { families: &[Family::Name(name)], weight, ..Query::default() })
        };
        let preferred: Vec<_> = FAMILIES.iter().filter_map(find).collect();
        let others = self.database.faces().filter(|face| face.style == fontdb::Style::Normal);
        let others = others.map(|face| face.id).filter(|id| !preferred.contains(id));
        let mut faces = Vec::new();
        for id in preferred.iter().copied().chain(others) {
            if missing.is_empty() {
                break;
            }
            let before = missing.len();
            self.database.with_face_data(id, |data, index| remove_covered(&mut missing, data, index));
            if missing.len() < before {
                faces.extend(self.read(id));
            }
        }
        if missing.is_empty() { Ok(faces) } else { Err(missing_characters(&missing)) }
    }

    fn read(&self, id: fontdb::ID) -> Option<Face> {
        let (source, index) = self.database.face_source(id)?;
        let bytes: Bytes = match source {
            Source::Binary(bytes) | Source::SharedFile(_, bytes) => bytes,
            Source::File(path) => Arc::new(std::fs::read(path).ok()?),
        };
        Some(Face { bytes, index })
    }
}

impl Faces {
    /// A database of these alone.
    pub fn database(&self) -> Database {
        let mut database = Database::new();
        let mut loaded: Vec<*const u8> = Vec::new();
        for face in self.regular.iter().chain(&self.bold) {
            let start = face.bytes.as_ref().as_ref().as_ptr();
            if !loaded.contains(&start) {
                loaded.push(start);
                database.load_font_source(Source::Binary(Arc::clone(&face.bytes)));
            }
        }
        database
    }
}

/// Whether a font has to have a character for a text to be shown.
fn is_seen(character: char) -> bool {
    !character.is_whitespace() && character.width().is_some_and(|width| width > 0)
}

fn remove_covered(missing: &mut BTreeSet<char>, data: &[u8], index: u32) {
    if let Ok(font) = FontRef::from_index(data, index) {
        let charmap = font.charmap();
        missing.retain(|character| charmap.map(*character).is_none());
    }
}

fn missing_characters(missing: &BTreeSet<char>) -> PictureError {
    let is_wide = missing.iter().any(|character| character.width() == Some(2));
    let named = missing.iter().take(NAMED).map(char::to_string).collect::<Vec<_>>().join(" ");
    let more = if missing.len() > NAMED { " …" } else { "" };
    PictureError::MissingCharacters {
        characters: format!("{named}{more}"),
        package: if is_wide { "fonts-noto-cjk" } else { "fonts-noto-core" },
    }
}
