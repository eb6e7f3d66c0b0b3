//! Leads of a sheet, as Yelp or a spreadsheet gives it: what its rows make, and what of them is there already.

use super::{
    IMPORT, Lead,
    forms::{LeadForm, NewLead},
    lead::{BY_COMPANY, BY_EMAIL, BY_PHONE, phone_key},
    ops,
};
use crate::{
    access::Action,
    base::{Id, Result, text},
    data::{Key, Visit},
    features::records::{Bearer, Facts, Imported, Made, Making, Mark, Wanted},
};

const EMAIL: &str = "the same e-mail";
const COMPANY: &str = "the same company name";
const PHONE: &str = "the same phone";

impl Imported for Lead {
    type New = NewLead;
    type Edit = LeadForm;
    const WANTED: Wanted = Wanted {
        rows: 100_000,
        bytes: 32 << 20,
        needed: &["company"],
        otherwise: &[("source", "import")],
    };
    const IMPORT: Action = IMPORT;

    fn make(visit: &Visit, form: NewLead, making: &Making) -> Result<Made<Lead>> {
        let new = NewLead {
            despite: making.despite,
            ..form
        };
        ops::create_by(visit, new, Some(making.import)).map(Made::of)
    }

    fn change(visit: &Visit, id: Id<Lead>, form: LeadForm) -> Result<()> {
        ops::edit(visit, id, form)
    }

    fn check(visit: &Visit, form: &NewLead) -> Result<()> {
        ops::must_come(form.lead.follow_up, None, visit.today())
    }

    fn facts(form: &NewLead) -> Facts {
        let form = &form.lead;
        facts(&form.company, &form.city, &form.phone, &form.email)
    }

    fn bearing(visit: &Visit, mark: &Mark, facts: &Facts) -> Result<Option<Bearer<Lead>>> {
        let index = match mark.by {
            EMAIL => BY_EMAIL,
            PHONE => BY_PHONE,
            _ => BY_COMPANY,
        };
        Bearer::nearest(visit, index, Key::new().text(&mark.key), facts)
    }
}

/// What two leads are compared by: a branch lies elsewhere, and two firms can share a switchboard.
pub(super) fn facts(company: &str, city: &str, phone: &str, email: &str) -> Facts {
    let (called, phone) = (text::fold(company), phone_key(phone));
    let mut marks = Vec::new();
    if !email.is_empty() {
        marks.push(Mark::sure(EMAIL, email.to_owned()));
    }
    marks.push(Mark::of(COMPANY, called.clone()));
    if phone.len() >= 7 {
        marks.push(Mark::of(PHONE, phone.clone()));
    }
    Facts {
        marks,
        apart: vec![
            ("another company name", called),
            ("another city", text::fold(city)),
            ("another phone", phone),
            ("another e-mail", email.to_owned()),
        ],
    }
}
