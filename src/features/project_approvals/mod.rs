//! Approvals of projects: stage 7 of the nine. A department manager says whether the house can do what support has prepared, for how many
//! hours and by when; a yes makes the whole plan from a playbook in one click.
//!
//! It declares the approval of a project to the engine (`approvals`): asked for a ticket whose scope is frozen, assessed
//! (feasibility, risks, budget, dates, lead), and judged with the department's days in sight, with and without the project
//! (`capacity`). A return and a rejection send the ticket back to support.
//!
//! Rules: nothing is approved before it is feasible, has hours, dates, a playbook and a team lead; conditions are written
//! down.

mod ask;
mod capacity;
mod demo;
mod forms;
mod gate;
mod load;
mod ops;
mod pages;
mod project;
mod routes;
mod view;

use crate::features::{Demo, Feature};

pub use forms::{NewRequest, RequestForm};
pub use load::{Load, department_load};
pub use ops::request;

pub fn feature() -> Feature {
    Feature {
        name: "project_approvals",
        approvable: &[project::PROJECT],
        routes: routes::routes(),
        demo_after: Some(Demo {
            by: "department-manager",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
