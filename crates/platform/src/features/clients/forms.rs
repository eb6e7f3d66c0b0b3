//! What people may submit about clients and their contacts. Edits change only the fields they name.

use super::{Client, Contact};
use crate::{
    base::Id,
    features::{people::User, settings::Category},
    web::form::{Form, Optional, Reader, Required},
};

/// A client and, with it, the first contact.
#[derive(Debug, Clone, Default)]
pub struct NewClient {
    pub name: String,
    pub phone: String,
    pub website: String,
    pub address: String,
    pub categories: Vec<Category>,
    pub source: String,
    pub note: String,
    /// Name, e-mail and phone of the contact; none is made without a name.
    pub contact: String,
    pub email: String,
    pub contact_phone: String,
    pub contact_role: String,
}

impl Form for NewClient {
    fn read(f: &mut Reader) -> Self {
        let form = NewClient {
            name: f.text("name", "Name", Required, 120),
            phone: f.phone("phone", "Phone", Optional),
            website: f.website("website", "Website", Optional),
            address: f.block("address", "Address", Optional, 400),
            categories: f.choices("categories", "Services", Optional),
            source: f.text("source", "Source", Optional, 80),
            note: f.block("note", "Note", Optional, 4000),
            contact: f.text("contact", "Contact", Optional, 80),
            email: f.email("email", "E-mail", Optional),
            contact_phone: f.phone("contact_phone", "Phone of the contact", Optional),
            contact_role: f.text("contact_role", "What they do there", Optional, 80),
        };
        if form.contact.is_empty() && !form.email.is_empty() {
            f.problem("contact", "Say whose e-mail this is.");
        }
        form
    }
}

/// None stays as it is.
#[derive(Debug, Clone, Default)]
pub struct EditClient {
    pub name: Option<String>,
    pub owner: Option<Id<User>>,
    pub phone: Option<String>,
    pub website: Option<String>,
    pub address: Option<String>,
    pub categories: Option<Vec<Category>>,
    pub source: Option<String>,
    pub note: Option<String>,
    pub version: Option<u64>,
}

impl Form for EditClient {
    fn read(f: &mut Reader) -> Self {
        let categories = f.choices("categories", "Services", Optional);
        let need_owner = f.need("owner");
        let phone = f.phone("phone", "Phone", Optional);
        let website = f.website("website", "Website", Optional);
        EditClient {
            name: given(f, "name", "Name", 120),
            owner: f.id("owner", "Who keeps the relation", need_owner),
            phone: f.has("phone").then_some(phone),
            website: f.has("website").then_some(website),
            address: lines(f, "address", "Address", 400),
            categories: f.has("categories").then_some(categories),
            source: maybe(f, "source", "Source", 80),
            note: lines(f, "note", "Note", 4000),
            version: f.version(),
        }
    }
}

impl EditClient {
    pub(super) fn fill(self, client: &mut Client) {
        set(&mut client.name, self.name);
        set(&mut client.owner, self.owner);
        set(&mut client.phone, self.phone);
        set(&mut client.website, self.website);
        set(&mut client.address, self.address);
        set(&mut client.categories, self.categories);
        set(&mut client.source, self.source);
        set(&mut client.note, self.note);
    }
}

#[derive(Debug, Clone, Default)]
pub struct ContactForm {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub role: String,
}

impl Form for ContactForm {
    fn read(f: &mut Reader) -> Self {
        ContactForm {
            name: f.text("name", "Name", Required, 80),
            email: f.email("email", "E-mail", Optional),
            phone: f.phone("phone", "Phone", Optional),
            role: f.text("role", "What they do there", Optional, 80),
        }
    }
}

/// One that is added to a client.
#[derive(Debug, Clone, Default)]
pub struct NewContact {
    pub client: Option<Id<Client>>,
    pub contact: ContactForm,
}

impl Form for NewContact {
    fn read(f: &mut Reader) -> Self {
        NewContact {
            client: f.id("client", "Client", Required),
            contact: ContactForm::read(f),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct EditContact {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub role: Option<String>,
    pub version: Option<u64>,
}

impl Form for EditContact {
    fn read(f: &mut Reader) -> Self {
        let email = f.email("email", "E-mail", Optional);
        let phone = f.phone("phone", "Phone", Optional);
        EditContact {
            name: given(f, "name", "Name", 80),
            email: f.has("email").then_some(email),
            phone: f.has("phone").then_some(phone),
            role: maybe(f, "role", "What they do there", 80),
            version: f.version(),
        }
    }
}

impl EditContact {
    pub(super) fn fill(self, contact: &mut Contact) {
        set(&mut contact.name, self.name);
        set(&mut contact.email, self.email);
        set(&mut contact.phone, self.phone);
        set(&mut contact.role, self.role);
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// May be left out, but not emptied.
fn given(f: &mut Reader, name: &str, label: &str, most: usize) -> Option<String> {
    let need = f.need(name);
    let value = f.text(name, label, need, most);
    f.has(name).then_some(value)
}

fn maybe(f: &mut Reader, name: &str, label: &str, most: usize) -> Option<String> {
    let value = f.text(name, label, Optional, most);
    f.has(name).then_some(value)
}

fn lines(f: &mut Reader, name: &str, label: &str, most: usize) -> Option<String> {
    let value = f.block(name, label, Optional, most);
    f.has(name).then_some(value)
}
