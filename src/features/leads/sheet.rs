//! Leads of a sheet, as Yelp or a spreadsheet gives it: what its rows make, and what of them is there already.

use super::{
    Lead,
    actions::IMPORT,
    alike::{EMAIL, PHONE, facts},
    come_about,
    forms::{LeadForm, NewLead},
    lead::{BY_COMPANY, BY_EMAIL, BY_PHONE},
    ops,
};
use crate::{
    access::Action,
    base::{Id, Result},
    data::{Key, Visit},
    features::records::{Bearer, Facts, Imported, Made, Making, Mark, Wanted},
};

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
        come_about::create_by(visit, new, Some(making.import)).map(Made::of)
    }

    fn change(visit: &Visit, id: Id<Lead>, form: LeadForm) -> Result<()> {
        ops::edit(visit, id, form)
    }

    fn check(visit: &Visit, form: &NewLead) -> Result<()> {
        come_about::must_come(form.lead.follow_up, None, visit.today())
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
