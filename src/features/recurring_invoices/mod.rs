//! Invoices that recur: one is written once, with the months that lie between two, and from then on the next is drafted on its
//! day, or issued at once where that was chosen.
//!
//! Record: `RecurringInvoice`, what each begins with, its rule (`base::recurrence`), and when the next is made (a wake of its
//! own). Actions: see, set up, change, pause, go on, end. Pages: all of them, one with its next days, the form.
//!
//! Rules: each day makes one, once, those that passed while the server was off among them; what comes so late is a draft, also
//! where others are issued. What passed while it was paused is not made up for, by an Undo neither. It ends on a day, after so many, or by hand; what was made stays.

mod actions;
mod demo;
mod entity;
mod forms;
mod holding;
mod keeps;
mod notices;
mod ops;
mod pages;
mod routes;
mod series;

use crate::{
    data::KindInfo,
    features::{Demo, Feature, Start, people::Holds},
    jobs::Handler,
    ui::icon::Icon,
    web::NavItem,
};

pub use actions::*;
pub use forms::{EditRecurring, NewRecurring};
pub use ops::{create, edit, end, pause, resume};
pub use series::RecurringInvoice;

pub fn feature() -> Feature {
    Feature {
        name: "recurring_invoices",
        notices: notices::ALL,
        kinds: vec![KindInfo::entity::<RecurringInvoice>()],
        derives: vec![keeps::derive],
        held: vec![Holds::of::<RecurringInvoice>()],
        actions: &[VIEW, CREATE, EDIT, PAUSE, RESUME, END, MAKE_DUE, ISSUE_DUE],
        routes: routes::routes(),
        starts: &[Start {
            title: "New recurring invoice",
            href: "/recurring-invoices/new",
            action: CREATE,
            takes: Some("title"),
        }],
        nav: vec![NavItem {
            section: "Clients",
            label: "Recurring invoices",
            icon: Icon::Refresh,
            href: "/recurring-invoices",
            action: VIEW,
            go: None,
            count: None,
            hot: false,
        }],
        wakes: vec![
            Handler::of(series::MAKES, MAKE_DUE, ops::make_due),
            Handler::by_itself(series::ISSUES, ISSUE_DUE, ops::issue_due),
        ],
        demo_after: Some(Demo {
            by: "accountant",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
