//! A lead on one line: `Alder Creek Veterinary, Naomi Frost 210-555-0100 naomi@alder.example`.

use super::{Lead, actions::CREATE, come_about, forms::NewLead, pages};
use crate::{
    access::Action,
    base::Result,
    data::Visit,
    features::records::{OnLines, Reached},
    web::{Filled, Page, Request},
};

impl OnLines for Lead {
    type New = NewLead;
    const MAKE: Action = CREATE;

    fn said(_: &Visit, line: &str) -> Vec<(&'static str, String)> {
        Reached::read(line).under(["company", "contact", "email", "phone"])
    }

    fn make(visit: &Visit, all: Vec<NewLead>) -> Result<()> {
        come_about::create_all(visit, all, None).map(drop)
    }

    fn whole(visit: &Visit, _: &Request, form: &Filled<NewLead>) -> Result<Page> {
        pages::edit(visit, form, None)
    }
}
