//! Where something stands in a workbook, and how much of it.

/// The line of a row: below the headings.
pub fn line(at: usize) -> u32 {
    u32::try_from(at).map_or(u32::MAX, |at| at.saturating_add(1))
}

/// As much of a text as a cell takes.
pub fn shortened(text: &str) -> &str {
    const MOST: usize = 32_767;
    // Excel counts in UTF-16.
    let mut length = 0;
    let end = text.char_indices().find(|(_, c)| {
        length += c.len_utf16();
        length > MOST
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}
