//! Files in memory.

use exchange::Sheet;

pub fn xlsx(sheet: &Sheet) -> Vec<u8> {
    let mut file = Vec::new();
    exchange::xlsx(sheet, &mut file).unwrap();
    file
}

pub fn csv(sheet: &Sheet, has_mark: bool) -> Vec<u8> {
    let mut file = Vec::new();
    exchange::csv(sheet, has_mark, &mut file).unwrap();
    file
}

pub fn mspdi(sheet: &Sheet) -> Vec<u8> {
    let mut file = Vec::new();
    exchange::mspdi(sheet, &mut file).unwrap();
    file
}
