//! Between the chart and the list.

use crate::ui::prelude::*;
use maud::Markup;

/// The chart or the rows.
pub fn switch(list: bool) -> Markup {
    segments(
        "View",
        &[
            (Some(Icon::Org), "Chart", "/departments?view=chart", !list),
            (Some(Icon::Table), "List", "/departments?view=list", list),
        ],
    )
}
