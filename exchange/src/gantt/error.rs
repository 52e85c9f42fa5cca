//! Why a picture cannot be drawn.

/// Why a picture cannot be drawn.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PictureError {
    /// No font has some of the characters.
    #[error(
        "no font on this machine has the characters {characters}: install {package} (Debian's name) or another that has them"
    )]
    MissingCharacters {
        /// The characters, or the first of them.
        characters: String,
        /// The package of Debian that has them.
        package: &'static str,
    },
    /// It would have more pixels than a PNG is drawn with.
    #[error(
        "a picture of {rows} rows has {width} × {height} pixels, more than a PNG is drawn with: ask for SVG or PDF"
    )]
    TooLarge {
        /// Rows of the plan.
        rows: usize,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The library that draws it refused.
    #[error("the picture cannot be drawn: {0}")]
    Drawing(String),
}
