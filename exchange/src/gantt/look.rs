//! What a picture has beside its chart, and what of a page that leaves.

use super::header;

/// A3, landscape, in CSS pixels.
pub(super) const A3: (f64, f64) = (1587.0, 1122.0);

/// What a picture has beside its chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Look {
    /// The campaign's name and dates, the legend, and a table with all columns.
    Whole,
    /// The legend, and a table of titles: a part of a page, which has the rest elsewhere.
    Inline,
}

impl Look {
    /// How wide a page is that the picture is to fill.
    pub fn page_width(self) -> f64 {
        match self {
            Self::Whole => A3.0,
            Self::Inline => 1232.0,
        }
    }

    /// How tall what stands above the time scale is.
    pub fn header_height(self) -> f64 {
        match self {
            Self::Whole => header::HEIGHT,
            Self::Inline => header::LEGEND_HEIGHT,
        }
    }
}
