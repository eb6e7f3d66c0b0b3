//! Colleagues: the client's own admin says who of their company comes into the portal, and what each of them may do there.
//!
//! No records: accounts are `people`'s, contacts `clients`', rights are roles of the client tier. Actions: see colleagues,
//! invite one, change what one may do, take somebody's access away and give it back. Pages: one, in the portal.
//!
//! Rules: always of one's own company, whatever is sent. What an admin gives lies within what they may do themselves, so no
//! role that the house made for others is given on; nobody changes their own rights, and what the house closed stays closed. Who is let in is told to whoever keeps
//! the client. The guards of people hold beside all this, as for everybody who writes them.

mod actions;
mod demo;
mod forms;
mod notices;
mod ops;
mod page;
mod routes;

use crate::{
    features::Feature,
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;
pub use forms::{NewColleague, Rights};
pub use ops::{invite, invite_again, let_go, let_in, rights};

pub fn feature() -> Feature {
    Feature {
        name: "colleagues",
        notices: notices::ALL,
        actions: &[VIEW, INVITE, RIGHTS, LET_GO, LET_IN],
        routes: Route::held(
            "/portal/colleagues",
            Route::held("/colleagues", routes::routes(), routes::hold),
            routes::hold,
        ),
        portal_nav: vec![NavItem {
            section: "",
            label: "Colleagues",
            icon: Icon::Users,
            href: "/portal/colleagues",
            action: VIEW,
            go: None,
            count: None,
            hot: false,
        }],
        demo_end: Some(demo::invited),
        ..Feature::default()
    }
}
