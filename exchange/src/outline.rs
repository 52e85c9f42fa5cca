//! An outline of rows by how deep they lie: codes, and which of them have rows below them.

/// Where a row lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Its code: `3.2.1`.
    pub wbs: String,
    /// Whether rows lie below it.
    pub is_phase: bool,
}

/// Codes by depths, 0 at the top.  A row that lies deeper than one level below the row before it lies one
/// level below that.
pub fn outline(depths: &[u16]) -> Vec<Place> {
    // The depths as given and the numbers of the rows that the one at hand lies in, and its own.
    let mut path: Vec<(u16, u32)> = Vec::new();
    let mut places: Vec<Place> = Vec::with_capacity(depths.len());
    for &depth in depths {
        let is_below = path.last().is_some_and(|(last, _)| depth > *last);
        let mut number = 1;
        while !is_below && path.last().is_some_and(|(last, _)| depth <= *last) {
            number = path.pop().map_or(1, |(_, number)| number + 1);
        }
        if let Some(phase) = places.last_mut().filter(|_| is_below) {
            phase.is_phase = true;
        }
        path.push((depth, number));
        let numbers: Vec<_> = path.iter().map(|(_, number)| number.to_string()).collect();
        places.push(Place { wbs: numbers.join("."), is_phase: false });
    }
    places
}
