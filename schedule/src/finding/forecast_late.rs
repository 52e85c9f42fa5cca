//! `FORECAST_LATE`: the forecast finish is after the planned one.

use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.open() {
        let days = context.outlook.days_after_plan(leaf.id);
        if days > 0 {
            let (_, last) = context.days(&leaf);
            found.push(context.about_late(Code::ForecastLate, &leaf, last, days));
        }
    }
}
