//! Planning: when the tasks of a project are done, by whom and why then.
//!
//! No records of its own: it moves the dates of tasks and milestones (`PLAN`). Dates come from `base::schedule` over the
//! calendars of departments, people's absences and what else they have to do (`team`). Pages: the plan of dates with every
//! date that would move and the reason, the work that nobody has with people proposed for it (`people`), the timeline, and
//! when the project is likely done (`forecast`).
//!
//! Rules: nothing moves that was not shown before it is applied; all of it is one deed with one Undo; what was changed
//! meanwhile is refused instead of overwritten; a start that is held stays.

mod dates;
mod entries;
mod forecast;
mod forms;
mod ops;
mod pages;
pub mod people;
mod routes;
mod team;

use crate::{
    features::{Commands, Feature, projects::Project},
    web::Route,
};

pub use crate::features::projects::PLAN;
pub use team::{Away, Team, away};

pub fn feature() -> Feature {
    Feature {
        name: "planning",
        actions: &[PLAN],
        routes: Route::about::<Project>("/projects", routes::routes()),
        commands: vec![Commands::of::<Project>(entries::commands)],
        ..Feature::default()
    }
}
