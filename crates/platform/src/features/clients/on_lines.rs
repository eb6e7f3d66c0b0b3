//! A client and a contact on one line: `Alder Creek Veterinary, Naomi Frost 210-555-0100 naomi@alder.example`.

use super::{
    Client, Contact,
    actions::{CONTACT, CREATE},
    forms::{NewClient, NewContact},
    ops, pages,
};
use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::Visit,
    features::records::{OnLines, Reached},
    web::{Filled, Page, Request},
};

impl OnLines for Client {
    type New = NewClient;
    const MAKE: Action = CREATE;

    /// A number is theirs; an address needs somebody who reads it, and is the contact's.
    fn said(_: &Visit, line: &str) -> Vec<(&'static str, String)> {
        let read = Reached::read(line);
        let phone = match read.second.is_empty() {
            true => "phone",
            false => "contact_phone",
        };
        read.under(["name", "contact", "email", phone])
    }

    fn make(visit: &Visit, all: Vec<NewClient>) -> Result<()> {
        ops::create_all(visit, all).map(drop)
    }

    fn whole(visit: &Visit, _: &Request, form: &Filled<NewClient>) -> Result<Page> {
        Ok(pages::new(visit, form))
    }
}

impl OnLines for Contact {
    type New = NewContact;
    const MAKE: Action = CONTACT;

    fn said(_: &Visit, line: &str) -> Vec<(&'static str, String)> {
        Reached::read(line).under(["name", "role", "email", "phone"])
    }

    fn make(visit: &Visit, all: Vec<NewContact>) -> Result<()> {
        ops::add_contacts(visit, all).map(drop)
    }

    fn whole(visit: &Visit, _: &Request, form: &Filled<NewContact>) -> Result<Page> {
        let client = form.value("client").and_then(Id::<Client>::parse);
        let client = visit.find(client.ok_or(Error::NotFound)?)?;
        Ok(pages::new_contact(&client, form))
    }
}
