//! Settings of the house, as typed records with history like any other: its name, taxes and calendar (`Settings`), how
//! it shows itself (`Brand`), how long it keeps what piles up (`Retention`).

mod brand;
mod category;
mod company;
mod current;
mod demo;
mod entity;
mod priority;
mod retention;

use crate::{
    access::Action,
    data::KindInfo,
    features::{Demo, Feature},
};

pub use brand::{Accent, Brand, LOGO, LOGO_BYTES, LOGO_KINDS, Logo, Look, logo_printed, printed};
pub use category::Category;
pub use company::{SETTINGS, Settings};
pub use current::CurrentSettings;
pub use priority::Priority;
pub use retention::{DAYS as RETENTION_DAYS, Kept, Retention};

pub const VIEW: Action = Action::read("settings.view", "See the settings");
pub const EDIT: Action =
    Action::write("settings.edit", "Change the settings").told("changed the settings");
/// What is removed for its age doesn't come back, so whoever shortens it proves who they are.
pub const RETAIN: Action = Action::write("settings.retain", "Change how long things are kept")
    .told("changed how long things are kept")
    .dangerous();

pub fn feature() -> Feature {
    Feature {
        name: "settings",
        kinds: vec![
            KindInfo::entity::<Settings>(),
            KindInfo::entity::<Brand>(),
            KindInfo::entity::<Retention>(),
        ],
        actions: &[VIEW, EDIT, RETAIN],
        demo: Some(Demo {
            by: "it-administrator",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
