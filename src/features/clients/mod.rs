//! Clients: companies the house works for, their contacts, and who of them may come into the portal.
//!
//! Records: `Client`, `Contact`. Actions: see, create, edit, add a contact, open the portal for a contact.
//! Pages: the list, and one page per client with everything that ever happened with them.

mod client;
mod contact;

use crate::{
    access::Action,
    data::KindInfo,
    features::Feature,
    ui::icon::Icon,
    web::NavItem,
};

pub use client::{BY_NAME, Client};
pub use contact::{BY_CLIENT as CONTACTS, Contact};

pub const VIEW: Action = Action::read("clients.view", "See clients");
pub const CREATE: Action = Action::write("clients.create", "Add a client");
pub const EDIT: Action = Action::write("clients.edit", "Edit a client");
pub const CONTACT: Action = Action::write("clients.contact", "Add a contact");
pub const PORTAL: Action = Action::write("clients.portal", "Open the portal for a contact").final_();

pub fn feature() -> Feature {
    Feature {
        name: "clients",
        kinds: vec![KindInfo::of::<Client>(), KindInfo::of::<Contact>()],
        actions: &[VIEW, CREATE, EDIT, CONTACT, PORTAL],
        nav: vec![NavItem {
            section: "Clients",
            label: "Clients",
            icon: Icon::Client,
            href: "/clients",
            action: VIEW,
            go: 'c',
            count: None,
            hot: false,
        }],
        ..Feature::default()
    }
}
