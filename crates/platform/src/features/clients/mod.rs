//! Clients: companies the house works for, their contacts, and who of them may come into the portal.
//!
//! Records: `Client`, `Contact`. Actions: see, create, edit, add a contact, open the portal for a contact.
//! Pages: the list, and one page per client with everything that ever happened with them.

mod actions;
mod alike;
mod client;
mod commands;
mod contact;
mod day;
mod entity;
mod forms;
mod holding;
mod in_place;
mod in_portal;
mod language;
mod on_lines;
mod ops;
mod page;
mod pages;
mod query;
mod routes;
mod section;
mod sheet;
mod whose;

use crate::{
    data::KindInfo,
    features::{Commands, Feature, Start, people::Holds, records},
    ui::prelude::*,
    web::{NavItem, Route},
};

pub use actions::*;
pub use client::{BY_NAME, Client};
pub use contact::{BY_CLIENT as CONTACTS, Contact};
pub use forms::{ContactForm, EditClient, EditContact, NewClient};
pub use language::{language, language_in};
pub use ops::{
    add_contact, create, edit, edit_contact, insert, insert_contact, open_portal, portal_users,
    touch,
};
pub use query::place;
pub use section::{ClientTab, Section, SectionView, counted, table_of};
pub use whose::{client_beside, client_of};

pub fn feature() -> Feature {
    Feature {
        name: "clients",
        jobs: vec![
            records::import_job::<Client>,
            records::several_job::<Client>,
        ],
        kinds: vec![
            KindInfo::entity::<Client>().shareable(&[EDIT, CONTACT]),
            KindInfo::entity::<Contact>(),
        ],
        actions: &[VIEW, CREATE, EDIT, EXPORT, CONTACT, PORTAL, TALK, ATTEND],
        routes: Route::about::<Client>("/clients", routes::routes()),
        commands: vec![Commands::of::<Client>(commands::commands)],
        several: vec![records::for_several::<Client>()],
        starts: &[Start {
            title: "New client",
            href: "/clients/new",
            action: CREATE,
            takes: Some("name"),
        }],
        nav: vec![NavItem {
            section: "Clients",
            label: "Clients",
            icon: Icon::Client,
            href: "/clients",
            action: VIEW,
            go: Some('c'),
            count: None,
            hot: false,
        }],
        derives: vec![ops::contacts_follow],
        held: vec![Holds::of::<Client>()],
        day: vec![day::DAY],
        ..Feature::default()
    }
}
