//! A discount above what a seller gives alone: the quote is sent once somebody has said yes to it.

use super::{Quote, actions::ASK_DISCOUNT};
use crate::{
    base::{Error, Id, Result, money::percent},
    data::{Change, Record, Visit},
    features::{
        approvals::{self, Approvable, Approval, Asking, Effect, Fact, Note, Status, Who},
        settings::CurrentSettings,
    },
};

/// Hundredths of a percent below which nobody is asked, where no rule of the house says otherwise.
const ALONE: i64 = 2_000;

pub const DISCOUNT: Approvable = Approvable {
    approve: "Approve the discount",
    unasked_below: ALONE,
    afresh,
    ..Approvable::new("discount", "Discount", approved)
        .usual(&[(Who::Manager, 1)])
        .by_decider()
        .evidence(evidence)
};

/// What is taken off, in hundredths of a percent of what the items would cost.
pub fn share(quote: &Quote) -> i64 {
    let totals = quote.totals();
    let items = i128::from(totals.items().0);
    match items > 0 {
        true => i64::try_from(i128::from(totals.discount.0) * 10_000 / items).unwrap_or(0),
        false => 0,
    }
}

fn quote_of(approval: &Approval) -> Id<Quote> {
    Id::new(approval.subject.map_or(0, |of| of.id))
}

/// The question about a quote as it is.
fn draft(quote: &Quote, note: String) -> Approval {
    Approval {
        subject: Some(quote.as_ref()),
        client: quote.client.raw(),
        title: format!("{}% discount: {}", percent(share(quote)), quote.title),
        note,
        department: quote.department,
        owner: Some(quote.owner),
        value: quote.totals().net,
        share: share(quote),
        ..Approval::default()
    }
}

fn asking(visit: &Visit, quote: &Quote, note: String) -> Result<Asking> {
    Asking::of(visit, &DISCOUNT, draft(quote, note))
}

/// Whether it was asked for as much as the quote gives by now: the share, and what is left to pay, for a share of more is
/// more.
fn covers(approval: &Approval, quote: &Quote) -> bool {
    approval.share >= share(quote) && approval.value >= quote.totals().net
}

/// What came back is asked for as the quote is by now.
fn afresh(visit: &Visit, last: &Approval) -> Result<Approval> {
    let quote = visit.follow(last, quote_of)?.ok_or(Error::NotFound)?;
    quote.must_be_draft()?;
    Ok(draft(&quote, String::new()))
}

/// Whether the discount of a quote waits for a yes that nobody has given. A yes holds for as much as it was given for, or
/// less, whatever else of the quote becomes another.
pub fn is_unanswered(visit: &Visit, quote: &Quote) -> Result<bool> {
    if share(quote) == 0 {
        return Ok(false);
    }
    let given = approvals::all_about(visit, quote)?;
    let enough = |held: &Approval| {
        held.kind == DISCOUNT.key && held.status == Status::Approved && covers(held, quote)
    };
    if given.iter().any(enough) {
        return Ok(false);
    }
    Ok(!asking(visit, quote, String::new())?.free)
}

/// Asks for a yes to the discount of a quote that is being written.
pub fn ask(visit: &Visit, id: Id<Quote>, form: Note) -> Result<Id<Approval>> {
    let held: Quote = visit.find(id)?;
    visit.demand_on(&ASK_DISCOUNT, &held)?;
    held.must_be_draft()?;
    if !is_unanswered(visit, &held)? {
        return Err(Error::conflict(
            "Nobody has to be asked about this discount. Send the quote.",
        ));
    }
    let asking = asking(visit, &held, form.note)?;
    visit.act(ASK_DISCOUNT, move |change| {
        let quote = change.subject_at::<Quote>(id, Some(held.version))?;
        quote.must_be_draft()?;
        change.note(asking.approval.note.clone());
        Ok(asking.file(change)?.id)
    })
}

fn evidence(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    let Some(quote) = visit.follow(approval, quote_of)? else {
        return Ok(Vec::new());
    };
    let currency = CurrentSettings::currency_of(visit);
    let totals = quote.totals();
    Ok(vec![
        Fact::new("Items", totals.items().show(currency)),
        Fact::new("Discount", totals.discount.show(currency)),
        Fact::new("Share", format!("{}%", percent(share(&quote)))),
        Fact::new("Net", totals.net.show(currency)),
        Fact::new("Version", quote.revision.to_string()),
    ])
}

/// The yes stands with the approval; sending looks for it. One for less than the quote gives by now would mislead.
fn approved(change: &mut Change<'_, '_>, approval: &mut Approval) -> Result<Effect> {
    let quote = change.load(&*approval, quote_of)?;
    quote.must_be_draft()?;
    if !covers(approval, &quote) {
        return Err(Error::conflict(
            "The discount or the price was raised since this was asked. Return it, so that it is asked again.",
        ));
    }
    Ok(Effect {
        about: Some(quote.as_ref()),
        also: vec![quote.owner],
        told: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;

    #[test]
    fn a_yes_covers_no_more_than_it_was_given_for() {
        let quote = Quote::default();
        let asked = draft(&quote, String::new());
        assert!(covers(&asked, &quote));
        let less = Approval {
            value: Money(asked.value.0 - 1),
            ..asked.clone()
        };
        assert!(!covers(&less, &quote), "the same share of a larger price");
    }
}
