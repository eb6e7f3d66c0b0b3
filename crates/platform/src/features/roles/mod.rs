//! Roles: what each may do, who has it, and the pages on which that is changed and explained.
//!
//! The record `Role` and what is held over it are `people`'s. Actions: see, make, change, retire roles; ask for access.
//! Pages: all roles, one role with its matrix (deed by deed, how far it reaches), who gains what before it is saved,
//! two roles side by side, the permission explorer. Everything holds from the next request of whoever has the role.
//!
//! Rules: nobody grants what they don't hold, above their level, outside their departments, or to themselves;
//! a retired role grants nothing. The explorer answers by the same decision that opens and closes the doors.

mod actions;
mod api;
mod ask;
mod explorer;
mod forms;
mod impact;
mod list;
mod matrix;
mod matrix_routes;
mod notices;
mod ops;
mod pages;
mod routes;

use crate::{
    features::{
        Feature, Start,
        people::{
            CREATE_ROLE as CREATE, EDIT_ROLE as EDIT, RETIRE_ROLE as RETIRE, VIEW_ROLES as VIEW,
        },
    },
    ui::icon::Icon,
    web::NavItem,
};

pub use actions::*;
pub use explorer::{Verdict, verdict};
pub use impact::{Impact, of as impact_of};

pub fn feature() -> Feature {
    Feature {
        name: "roles",
        notices: notices::ALL,
        actions: &[ASK, ANSWER],
        routes: routes::routes(),
        starts: &[Start {
            title: "New role",
            href: "/roles/new",
            action: CREATE,
            takes: None,
        }],
        nav: vec![
            NavItem {
                section: "Administration",
                label: "Roles",
                icon: Icon::Role,
                href: "/roles",
                action: VIEW,
                go: Some('o'),
                count: None,
                hot: false,
            },
            NavItem {
                section: "Administration",
                label: "Permission explorer",
                icon: Icon::Shield,
                href: "/permissions",
                action: VIEW,
                go: Some('x'),
                count: None,
                hot: false,
            },
        ],
        ..Feature::default()
    }
}
