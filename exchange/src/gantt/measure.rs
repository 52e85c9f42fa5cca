//! How wide text is, before anybody knows the font that shows it.

use unicode_width::UnicodeWidthChar;

/// Size of the text of a row, and of what is less important.
pub(super) const TEXT: f64 = 12.0;
/// Size of headings and labels.
pub(super) const SMALL: f64 = 10.5;

/// Widths of the characters from space to tilde in DejaVu Sans, in hundredths of the size.  It is wider than
/// most others, so what fits by it fits.
const ASCII: [u8; 95] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63,
    61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97,
    63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];

/// A character of another alphabet, about; and one of Chinese, Japanese or Korean.
const OTHER: f64 = 0.66;
const WIDE: f64 = 1.0;

const ELLIPSIS: char = '…';

fn width_of(character: char) -> f64 {
    let place = u32::from(character).checked_sub(u32::from(' ')).and_then(|at| usize::try_from(at).ok());
    match place.and_then(|at| ASCII.get(at)) {
        Some(hundredths) => f64::from(*hundredths) / 100.0,
        None => match character.width() {
            None | Some(0) => 0.0,
            Some(1) => OTHER,
            Some(_) => WIDE,
        },
    }
}

/// The width of a text of a size, in its unit.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(width_of).sum::<f64>() * size
}

/// The text as it is if it is no wider than `room`, else its beginning with an ellipsis.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    // Sums of the same widths differ by rounding.
    if width(text, size) <= room + 0.01 {
        return text.to_owned();
    }
    let mut left = room / size - width_of(ELLIPSIS);
    let fits = |character: &char| {
        left -= width_of(*character);
        left >= 0.0
    };
    let beginning: String = text.chars().take_while(fits).collect();
    format!("{}{ELLIPSIS}", beginning.trim_end())
}
