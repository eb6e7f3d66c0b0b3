//! Lists: what every list of a room has in common. A room says what its list may be asked for and what its columns are
//! (`Listed`); tabs, chips, columns, sums, many at once and the sheet of what is shown follow from that.
//!
//! Records: `SavedView` (a list as it was asked for, under a name: one's own, a role's, everybody's) and `Reading` (which
//! columns somebody chose for a list and its views, and with which view it opens). Actions: keep own views, keep views for
//! others, choose how one reads a list.
//!
//! Rules: a view holds what is asked, never what is found, so whoever opens one sees what they may see. What is kept for
//! others is changed by whoever may keep views for others; what one keeps for oneself is nobody else's business.

mod actions;
mod addresses;
mod chips;
mod columns;
mod dialogs;
mod entity;
mod export;
mod forms;
pub mod kept;
mod listed;
mod looks;
mod matching;
mod ops;
mod page;
mod routes;
mod totals;
mod view;

use crate::{data::KindInfo, features::Feature};

pub use actions::*;
pub use chips::{Narrowing, chips, menus};
pub use export::{copy, export_routes};
pub use listed::{Adds, Around, Filter, Listed, Named, Of, Shown, asked_of};
pub use looks::{KeptPage, keeping, kept_as, kept_at};
pub use matching::matching;
pub use ops::{edit, find, keep, read_as, reading, remove, views_of};
pub use page::{Frame, ListTab, opening, page};
pub use totals::Totals;
pub use view::{Audience, Density, Look, Reading, SavedView};

pub fn feature() -> Feature {
    Feature {
        name: "lists",
        kinds: vec![
            KindInfo::entity::<SavedView>(),
            KindInfo::entity::<Reading>(),
        ],
        actions: &[VIEW, SAVE, SHARE, READ],
        routes: routes::routes(),
        ..Feature::default()
    }
}
