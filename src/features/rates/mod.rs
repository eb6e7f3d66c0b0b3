//! Rates: what an hour of work is billed at and what it costs, and whether it is billed at all.
//!
//! Record: `Rate`, of a task, a project, a client, a person or the house, from a day on. Actions: see rates, see costs, say
//! them. Page: the rates with a form for more.
//!
//! Rules: of all that hold on a day the nearest to the work is taken: task, project, client, person, house (`rule`); what
//! an hour costs is said of people and of the house alone. What was found is frozen on a time entry when it is made, so
//! that no later rate changes what was worked; who sees what an hour costs has the permission for it, wherever it stands.

mod actions;
mod entity;
mod forms;
mod frozen;
mod ops;
mod pages;
mod rate;
mod routes;
mod rule;

use crate::{
    data::KindInfo,
    features::{Demo, Feature},
};

pub use crate::features::projects::{VIEW_COSTS, VIEW_RATES as VIEW};
pub use actions::*;
pub use forms::RateForm;
pub use frozen::at;
pub use ops::{remove, set};
pub use rate::{Of, Rate, Rates};
pub use rule::{Frozen, Work};

pub fn feature() -> Feature {
    Feature {
        name: "rates",
        kinds: vec![KindInfo::entity::<Rate>()],
        actions: &[VIEW, VIEW_COSTS, SET, REMOVE],
        routes: routes::routes(),
        demo: Some(Demo {
            by: "management",
            make: ops::demonstrate,
        }),
        ..Feature::default()
    }
}
