//! Settings of the house, as typed records with history like any other: its name, taxes and calendar (`Settings`), how
//! it shows itself (`Brand`), how long it keeps what piles up (`Retention`).

mod actions;
mod brand;
mod category;
mod company;
mod current;
mod demo;
mod entity;
mod priority;
mod retention;

use crate::{
    data::KindInfo,
    features::{Demo, Feature},
};

pub use actions::*;
pub use brand::{Accent, Brand, LOGO, LOGO_BYTES, LOGO_KINDS, Logo, Look, logo_printed, printed};
pub use category::Category;
pub use company::{SETTINGS, Settings};
pub use current::CurrentSettings;
pub use priority::Priority;
pub use retention::{DAYS as RETENTION_DAYS, Kept, Retention};

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
