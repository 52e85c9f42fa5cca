//! Pictures in memory.

use exchange::Sheet;
use exchange::gantt::{self, Fonts, PictureError, Theme};

pub fn svg(sheet: &Sheet, theme: Theme) -> String {
    let mut file = Vec::new();
    gantt::svg(sheet, theme, &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

pub fn png(sheet: &Sheet, theme: Theme, fonts: &Fonts) -> Result<Vec<u8>, PictureError> {
    let mut file = Vec::new();
    gantt::png(sheet, theme, fonts, &mut file)?;
    Ok(file)
}

pub fn pdf(sheet: &Sheet, theme: Theme, fonts: &Fonts) -> Result<Vec<u8>, PictureError> {
    let mut file = Vec::new();
    gantt::pdf(sheet, theme, fonts, &mut file)?;
    Ok(file)
}
