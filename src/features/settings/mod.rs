//! Settings of the house, as one typed record with history like any other: its name, taxes, calendar.

mod category;
mod house;

use crate::{access::Action, data::KindInfo, features::Feature};

pub use category::Category;
pub use house::{SETTINGS, Settings};

pub const VIEW: Action = Action::read("settings.view", "See the settings");
pub const EDIT: Action = Action::write("settings.edit", "Change the settings");

pub fn feature() -> Feature {
    Feature {
        name: "settings",
        kinds: vec![KindInfo::of::<Settings>()],
        actions: &[VIEW, EDIT],
        ..Feature::default()
    }
}
