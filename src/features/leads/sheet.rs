//! Leads of a sheet, as Yelp or a spreadsheet gives it: what its rows make, and what of them is there already.

use super::{
    IMPORT, Lead,
    forms::{LeadForm, NewLead},
    lead::{BY_COMPANY, BY_EMAIL, BY_PHONE, phone_key},
    ops,
};
use crate::{
    access::Action,
    base::{Error, Id, Result, text},
    data::{Key, Visit},
    features::records::{Imported, Like, Made, Making, Wanted},
};

/// Branches of one chain that are looked through.
const LIKE: usize = 50;

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

    fn keys(form: &NewLead) -> Vec<String> {
        let LeadForm {
            company,
            email,
            phone,
            city,
            ..
        } = &form.lead;
        let mut keys = vec![format!(
            "c{}/{}/{email}/{}",
            text::fold(company),
            text::fold(city),
            phone_key(phone)
        )];
        if !email.is_empty() {
            keys.push(format!("e{email}"));
        }
        keys
    }

    fn like(visit: &Visit, form: &NewLead) -> Result<Option<Like<Lead>>> {
        let form = &form.lead;
        let mut asked = vec![(
            BY_COMPANY,
            text::fold(&form.company),
            "the same company name",
        )];
        let phone = phone_key(&form.phone);
        if phone.len() >= 7 {
            asked.push((BY_PHONE, phone, "the same phone"));
        }
        if !form.email.is_empty() {
            let key = Key::new().text(&form.email);
            if let Some(id) = visit.duplicates_of(BY_EMAIL, key, 1)?.first() {
                return Ok(Some(Like::same(*id, "the same e-mail")));
            }
        }
        let mut found = None;
        for (index, key, by) in asked {
            for id in visit.duplicates_of::<Lead>(index, Key::new().text(&key), LIKE)? {
                let but = match visit.find(id) {
                    Ok(held) => otherwise(&held, form),
                    Err(Error::NotFound) => None,
                    Err(other) => return Err(other),
                };
                let by = by.to_owned();
                match but {
                    None => return Ok(Some(Like { id, by, but })),
                    Some(_) => found = found.or(Some(Like { id, by, but })),
                }
            }
        }
        Ok(found)
    }
}

/// What speaks against a row being the lead that is there: a branch, or two firms behind one switchboard.
fn otherwise(held: &Lead, form: &LeadForm) -> Option<String> {
    let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    let folded = |a: &str, b: &str| differ(&text::fold(a), &text::fold(b));
    let each = [
        (folded(&held.company, &form.company), "another company name"),
        (folded(&held.city, &form.city), "another city"),
        (
            differ(&phone_key(&held.phone), &phone_key(&form.phone)),
            "another phone",
        ),
        (differ(&held.email, &form.email), "another e-mail"),
    ];
    let said: Vec<&str> = each
        .iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, word)| *word)
        .collect();
    (!said.is_empty()).then(|| said.join(" and "))
}
