//! Load: who has how much to do in the weeks to come, against the time they are there, and moves that even it out.
//!
//! No records of its own: what is left of open tasks (their estimates, less how far they are) lies evenly over the days
//! that its person works until it is due (`spread`), less leave and holidays; what is due has all of it, to the minute.
//! Pages: a heat map of people by weeks with what could be moved (`balance`), and somebody's weeks with the tasks behind
//! them; and how work went (`figures`): utilisation, estimates, cycle time, what came back, what was on time, each with
//! the tasks behind it. Action: see the load of people, over whom it is granted; everybody sees their own. Moving a task is assigning it.
//!
//! Rules: nothing moves that was not shown before it is applied; all of it is one deed with one Undo. A task goes to
//! somebody of the same team who knows the work and has room for it until it is due; what is begun or held stays.

mod actions;
mod balance;
mod figures;
mod figures_pages;
mod pages;
mod reports;
mod routes;
mod spread;
mod team;

use crate::{features::Feature, ui::icon::Icon, web::NavItem};

pub use actions::*;
pub use balance::{BalanceForm, apply};
pub use spread::percent;
pub use team::{Load, LoadQuery, WEEKS, loads};

pub fn feature() -> Feature {
    Feature {
        name: "load",
        actions: &[LOAD],
        kept: &["load", "load/figures"],
        routes: routes::routes(),
        nav: vec![NavItem {
            section: "Overview",
            label: "Load",
            icon: Icon::Users,
            href: "/load",
            action: LOAD,
            go: Some('g'),
            count: None,
            hot: false,
        }],
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
