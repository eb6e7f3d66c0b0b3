//! Public forms: a page at the portal's door where somebody who is nobody yet asks for an offer, or sends a request. What
//! they send waits as it was sent until somebody of the house takes it as a lead or a request, or drops it: strangers
//! write into no record but this.
//!
//! Records: `PublicForm` (what it is for, whom it reaches, what is consented to) and `FormEntry` (what was sent, with the
//! words that were consented to). Actions: see, make and change forms; see what came, take it, drop it. Pages: the forms,
//! what came in, and the form itself for everybody.
//!
//! Rules: nothing is taken without consent, and the words consented to are kept with it as their sender read them. What fills the field that people
//! don't see, or comes faster than people write, is answered as if it had been taken and kept nowhere. A page is sent once,
//! within a day, and each network at a pace; a form whose entries pile up (`MOST_WAITING`) takes no more. Who sent something
//! isn't known by it: nothing is said of whether the house knows them.

mod actions;
mod demo;
mod door;
mod entity;
mod entry;
mod form;
mod forms;
mod holding;
mod notices;
mod ops;
mod pages;
mod routes;
mod stamp;

use crate::{
    data::KindInfo,
    features::{Demo, Feature, people::Holds},
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;
pub use entry::FormEntry;
pub use form::PublicForm;
pub use forms::{AsRequest, EditForm, Sent};

pub fn feature() -> Feature {
    Feature {
        name: "public_forms",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<PublicForm>(),
            KindInfo::entity::<FormEntry>(),
        ],
        held: vec![Holds::of::<PublicForm>(), Holds::of::<FormEntry>()],
        actions: &[VIEW, CREATE, EDIT, VIEW_ENTRIES, TAKE, DROP, RECEIVE],
        routes: Route::about::<PublicForm>(
            "/public-forms",
            Route::about::<FormEntry>("/form-entries", routes::routes()),
        ),
        nav: vec![NavItem {
            section: "Clients",
            label: "Forms",
            icon: Icon::Inbox,
            href: "/form-entries",
            action: VIEW_ENTRIES,
            go: None,
            count: None,
            hot: false,
        }],
        demo_after: Some(Demo {
            by: "sales-manager",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
