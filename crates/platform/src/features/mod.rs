//! The rooms that the others stand on, and what a room declares of itself (`Feature`). The list of all of them, and the
//! order in which they may use one another, is `features::all` of the program above, which calls these rooms its own.

pub mod announcements;
pub mod approvals;
pub mod authority;
pub mod clients;
pub mod clocks;
pub mod conversation;
pub mod day;
pub mod department_list;
pub mod followed;
pub mod gateways;
pub mod handover;
pub mod history;
pub mod inbox;
pub mod lists;
pub mod mail;
pub mod people;
pub mod push;
pub mod records;
pub mod reports;
pub mod roles;
pub mod search;
pub mod second_person;
pub mod settings;
pub mod shares;
pub mod sign_in;
pub mod stages;
pub mod uploads;
pub mod users;
pub mod views;

mod declared;
mod deeds;
mod feature;
mod hooks;

pub use declared::{Declared, declared, gather};
pub use deeds::{
    Command, Commands, CommandsAnywhere, ForSeveral, Start, deeds_on, record_commands,
};
pub use feature::{
    AtHand, Declaration, Demo, DepartmentWork, Feature, Forget, HungOn, InUse, Waits,
};
pub use hooks::{absences, approvables, forget, hung_on, in_use};

/// A fresh name for a form that makes something, so that sending it twice makes it once.
pub fn form_key() -> String {
    let mut bytes = [0u8; 12];
    crate::data::keys::random(&mut bytes);
    data_encoding::HEXLOWER.encode(&bytes)
}
