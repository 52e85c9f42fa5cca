//! Why a picture cannot be drawn.

/// Why a picture cannot be drawn.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PictureError {
    /// No font has some of the characters.
    #[error(
        "no font on this machine has the characters {characters}: install {package} (Debian's name) or \
            another that has them"
    )]
    MissingCharacters {
        /// The characters, or the first of them.
        characters: String,
        /// The package of Debian that has them.
        package: &'static str,
    },
    /// The top level of its outline alone would have more pixels than a PNG is drawn with.
    #[error(
        "a picture of the {rows} rows at the top has {width} × {height} pixels, more than a PNG is drawn \
            with: ask for SVG or PDF"
    )]
    TooLarge {
        /// Rows at the top level.
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
