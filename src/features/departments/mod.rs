//! Departments: the tree the house is made of, its teams, who manages them and who stands in, and when they work.
//!
//! The records `Department` and `Team` and what is held over them are `people`'s. Actions: make, rename, move, retire
//! departments; make and change teams; appoint managers; name deputies; set working hours. Pages: the org chart and the
//! list, one department with its people, teams, roles and open work, its hours, and their forms.
//!
//! Rules: the tree has no circles; what is retired holds nobody and no open work; a deputy has, for the days named and
//! in that department alone, what its manager may do there, and it ends by itself; clocks and plans run by the
//! department's own hours, else by those above it, else by the house's.

mod actions;
mod api;
mod chart;
mod day;
mod deputies;
mod form_pages;
mod forms;
mod hours;
mod notices;
mod ops;
mod page;
mod performance;
mod performance_page;
mod posted;
mod reports;
mod routes;

use crate::{
    features::{
        Feature, Start,
        people::{
            APPOINT, CREATE_DEPARTMENT as CREATE, DEPUTE, DEPUTIES_CHANGE, EDIT_DEPARTMENT as EDIT,
            HOURS, RETIRE_DEPARTMENT as RETIRE, TEAMS, VIEW_DEPARTMENTS as VIEW,
        },
    },
    jobs::Handler,
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;
pub use forms::{AppointForm, DepartmentForm, DeputyForm, HoursForm, TeamForm};
pub use ops::{appoint, create, depute, edit, retire};

pub fn feature() -> Feature {
    use crate::features::people::{Department, Team};
    let own = Route::about::<Team>("/teams", routes::routes());
    let own = Route::about::<Department>("/departments", own);
    Feature {
        name: "departments",
        notices: notices::ALL,
        actions: &[PERFORMANCE, STAND_IN],
        wakes: vec![Handler::of(DEPUTIES_CHANGE, STAND_IN, deputies::stand_in)],
        routes: own,
        ends_with: Some(deputies::leave),
        starts: &[Start {
            title: "New department",
            href: "/departments/new",
            action: CREATE,
            takes: None,
        }],
        nav: vec![NavItem {
            section: "House",
            label: "Departments",
            icon: Icon::Org,
            href: "/departments",
            action: VIEW,
            go: Some('e'),
            count: None,
            hot: false,
        }],
        day: vec![day::DAY],
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
