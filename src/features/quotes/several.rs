//! Several quotes at once: given to an agent, valid until another day, withdrawn.

use super::{
    Quote,
    actions::{EDIT, WITHDRAW},
    forms::EditQuote,
    ops::{given, withdrawn},
};
use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::{Change, Field, Held, Visit},
    features::{
        lists,
        records::{Deed, Set, Several},
    },
    web::form::{Form, Reader},
};

const DEEDS: &[Deed<Quote>] =
    &[Deed::new("withdraw", "Withdraw", WITHDRAW, withdrawn).with_reason()];

impl Several for Quote {
    const IN_BAR: &'static [&'static str] = &["owner", "valid_until"];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Quote>>> {
        lists::matching(visit, query, most)
    }

    fn rules(form: &mut Reader) {
        EditQuote::read(form);
    }

    fn deed(_: &Field) -> Action {
        EDIT
    }

    fn deeds() -> &'static [Deed<Quote>] {
        DEEDS
    }

    fn check(visit: &Visit, set: &Set) -> Result<()> {
        match set.day("valid_until") {
            Some(day) if day < visit.today() => {
                Err(Error::field("valid_until", "Choose today or a later day."))
            }
            _ => Ok(()),
        }
    }

    /// What is agreed on stands; whose quote it is may still change while something is to be done with it.
    fn settle(change: &mut Change<'_, '_>, before: &Quote, quote: &mut Held<Quote>) -> Result<()> {
        let said = |quote: &Quote| (quote.valid_until, quote.note.clone(), quote.terms.clone());
        if said(quote) != said(before) {
            before.must_be_draft()?;
        }
        if quote.owner != before.owner {
            given(change, quote)?;
        }
        quote.touch(change.at);
        Ok(())
    }
}
