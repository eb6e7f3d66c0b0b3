//! What of a client and its contacts is changed where it stands.

use super::{
    Client, Contact,
    actions::{CONTACT, EDIT},
    forms::{EditClient, EditContact},
    ops,
};
use crate::{
    data::Visit,
    features::records::{self, InPlace, Way},
};

impl InPlace for Client {
    fn ways() -> Vec<Way<Client>> {
        vec![Way::new(
            "change",
            EDIT,
            &[
                "name",
                "owner",
                "categories",
                "phone",
                "website",
                "address",
                "source",
                "note",
            ],
            records::filled::<Client, EditClient>,
            ops::edit,
        )]
    }

    fn whole(&self) -> Option<String> {
        Some(format!("/clients/{}/edit", self.id))
    }
}

impl InPlace for Contact {
    fn ways() -> Vec<Way<Contact>> {
        vec![Way::new(
            "change",
            CONTACT,
            &["name", "role", "email", "phone"],
            records::filled::<Contact, EditContact>,
            ops::edit_contact,
        )]
    }

    /// Whoever is in the portal signs in with their address.
    fn takes(&self, _: &Visit, key: &str) -> bool {
        key != "email" || self.user.is_none()
    }

    fn whole(&self) -> Option<String> {
        Some(format!("/contacts/{}/edit", self.id))
    }
}
