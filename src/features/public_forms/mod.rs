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
    access::Action,
    data::KindInfo,
    features::{Demo, Feature, people::Holds},
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use entry::FormEntry;
pub use form::PublicForm;
pub use forms::{AsRequest, EditForm, Sent};

pub const VIEW: Action = Action::read("forms.view", "See public forms");
pub const CREATE: Action =
    Action::write("forms.create", "Make a public form").told("made the form {public-forms}");
pub const EDIT: Action =
    Action::write("forms.edit", "Change a public form").told("changed the form {public-forms}");
pub const VIEW_ENTRIES: Action = Action::read("form_entries.view", "See what came by public forms");
pub const TAKE: Action = Action::write("form_entries.take", "Take in what came by a public form")
    .told("took in {form-entries}");
pub const DROP: Action = Action::write("form_entries.drop", "Drop what came by a public form")
    .told("dropped {form-entries}")
    .final_();
/// What the server does for whoever is nobody yet.
pub const RECEIVE: Action = Action::system(
    "form_entries.receive",
    "Receive what is sent by a public form",
)
.told("received {form-entries}");

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
