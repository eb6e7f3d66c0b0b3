//! What a demonstration has of public forms: one for enquiries with two that wait, and one for requests.

use super::{EditForm, PublicForm, Sent, form::Purpose, ops};
use crate::{
    base::{Id, Result},
    data::Visit,
    features::{form_key, people::User},
};

const CONSENT: &str =
    "You may keep what I send to answer me. I can have it deleted at any time by a word to you.";
const WHY: &str = "a demonstration has what strangers sent";

pub fn make(visit: &Visit) -> Result<()> {
    let owner: Id<User> = Id::new(visit.actor.person);
    let form = |name: &str, purpose, intro: &str| EditForm {
        name: name.into(),
        purpose,
        owner: Some(owner),
        intro: intro.into(),
        consent: CONSENT.into(),
        thanks: "We write to you within a working day.".into(),
        open: true,
        version: None,
    };
    let enquiries = ops::create(
        visit,
        form(
            "Ask for an offer",
            Purpose::Enquiry,
            "Tell us in a few lines what you need. We come back with a price and a date.",
        ),
    )?;
    ops::create(
        visit,
        form(
            "Something isn't right",
            Purpose::Request,
            "For clients without an account: tell us what it is about, and we write to you.",
        ),
    )?;
    let system = visit.unchecked_as_system(WHY);
    let held: PublicForm = system.find(enquiries)?;
    for (name, company, text) in [
        (
            "Paula Reyes",
            "Reyes Bakery",
            "We need a small website with our opening hours and a page for orders of cakes.",
        ),
        (
            "Owen Tate",
            "Tate Plumbing",
            "Our Google profile shows the wrong phone number and we can't get in any more.",
        ),
    ] {
        let word = company.to_lowercase().replace(' ', "");
        let sent = Sent {
            name: name.into(),
            email: format!("hello@{word}.example"),
            company: company.into(),
            phone: String::new(),
            text: text.into(),
            agreed: true,
            trap: String::new(),
            stamp: form_key(),
        };
        ops::receive(&system, &held, sent)?;
    }
    Ok(())
}
