//! What is said of a public form, what strangers send by one, and what is made of it.

use super::form::{PublicForm, Purpose};
use crate::{
    base::{Choice, Id},
    features::{clients::Client, people::User},
    web::{
        Filled,
        form::{Form, Optional, Reader, Required},
    },
};

/// A public form as it is made and changed.
#[derive(Debug, Clone)]
pub struct EditForm {
    pub name: String,
    pub purpose: Purpose,
    pub owner: Option<Id<User>>,
    pub intro: String,
    pub consent: String,
    pub thanks: String,
    pub open: bool,
    pub version: Option<u64>,
}

impl Form for EditForm {
    fn read(f: &mut Reader) -> Self {
        EditForm {
            name: f.text("name", "Heading", Required, 120),
            purpose: f.choice("purpose", "For", Required).unwrap_or_default(),
            owner: f.id("owner", "Reaches", Required),
            intro: f.block("intro", "Introduction", Optional, 2000),
            consent: f.block("consent", "Consent", Required, 2000),
            thanks: f.block("thanks", "Thanks", Optional, 1000),
            open: f.flag("open", "Takes entries"),
            version: f.version(),
        }
    }
}

impl EditForm {
    pub fn of(held: &PublicForm) -> Filled<EditForm> {
        let mut values = vec![
            ("name", held.name.clone()),
            ("purpose", held.purpose.key().to_owned()),
            ("owner", held.owner.to_string()),
            ("intro", held.intro.clone()),
            ("consent", held.consent.clone()),
            ("thanks", held.thanks.clone()),
            ("version", held.version.to_string()),
        ];
        if held.open {
            values.push(("open", "on".into()));
        }
        Filled::blank(&values)
    }
}

/// What somebody sends who is nobody yet.
#[derive(Debug, Clone)]
pub struct Sent {
    pub name: String,
    pub email: String,
    pub company: String,
    pub phone: String,
    pub text: String,
    /// The tick beside the words of consent.
    pub agreed: bool,
    /// A field that people don't see: whatever fills it is no person.
    pub trap: String,
    /// When their page was made, sealed.
    pub stamp: String,
}

impl Form for Sent {
    fn read(f: &mut Reader) -> Self {
        let form = Sent {
            name: f.text("name", "Your name", Required, 80),
            email: f.email("email", "Your e-mail", Required),
            company: f.text("company", "Company", Optional, 120),
            phone: f.phone("phone", "Phone", Optional),
            text: f.block("text", "What it is about", Required, 4000),
            agreed: f.flag("agreed", "Consent"),
            trap: f.text("topic2", "Leave this empty", Optional, 200),
            stamp: f.text("stamp", "Page", Optional, 300),
        };
        if !form.agreed {
            f.problem(
                "agreed",
                "Without your consent we may not keep what you send.",
            );
        }
        form
    }
}

/// For which client what came is taken in as a request.
#[derive(Debug, Clone)]
pub struct AsRequest {
    pub client: Option<Id<Client>>,
}

impl Form for AsRequest {
    fn read(f: &mut Reader) -> Self {
        AsRequest {
            client: f.id("client", "Client", Required),
        }
    }
}
