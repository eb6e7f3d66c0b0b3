//! A client's answer to a quote.

use super::{
    actions::{ACCEPT, DECLINE, HEAR_ANSWERS},
    forms::{Accept, Decline},
    notices,
    ops::must_be_the_one_read,
    quote::{Quote, Signature, Way},
};
use crate::{
    access::Tier,
    base::{Choice, Error, Id, Result, text},
    data::{Change, Held, Record, Visit},
    features::{
        clients, inbox, leads,
        people::{Directory, User},
    },
};

/// The client's yes, given in the portal, or recorded by staff who heard it. It wins the lead and hands over to the
/// sales managers, who open the onboarding ticket.
pub fn accept(visit: &Visit, id: Id<Quote>, form: Accept) -> Result<()> {
    let by_client = visit.actor.tier == Tier::Client;
    let way = match form.way {
        _ if by_client => Way::Portal,
        Some(way) if way != Way::Portal => way,
        _ => {
            return Err(Error::field(
                "way",
                "Say how the client told you: by phone, by mail or in a meeting.",
            ));
        }
    };
    if !by_client && form.note.is_empty() {
        return Err(Error::field("note", "Note what the client said, and when."));
    }
    let next = hearing(visit)?;
    let address = visit
        .origin
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    visit.act(ACCEPT, move |change| {
        let mut quote = change.subject(id)?;
        must_be_the_one_read(&quote, form.revision)?;
        let (at, by) = (change.at, Id::new(change.actor.person));
        if !by_client {
            change.note(format!("{}. {}", way.label(), form.note));
        }
        let signature = Signature {
            name: form.name,
            path: form.signature,
            way,
            note: if by_client { String::new() } else { form.note },
            at,
            address,
        };
        accepted(change, &mut quote, by, signature, next)
    })
}

/// Those who go on with what a client said yes to.
pub fn hearing(visit: &Visit) -> Result<Vec<Id<User>>> {
    let names = Directory::of(visit)?;
    let next = names.on_duty(&HEAR_ANSWERS);
    Ok(next.iter().map(|user| user.id).collect())
}

/// For signatures: the client's people signed this version, and everybody else who was to.
///
/// # Errors
/// `Conflict` where it can't be accepted any more.
pub fn accept_signed(
    change: &mut Change<'_, '_>,
    (id, revision): (Id<Quote>, u32),
    by: Id<User>,
    signature: Signature,
    next: Vec<Id<User>>,
) -> Result<()> {
    let mut quote = change
        .on_behalf("whoever signs last completes what the client signed")
        .load(id)?;
    must_be_the_one_read(&quote, Some(revision))?;
    accepted(change, &mut quote, by, signature, next)
}

pub fn accepted(
    change: &mut Change<'_, '_>,
    quote: &mut Held<Quote>,
    by: Id<User>,
    signature: Signature,
    next: Vec<Id<User>>,
) -> Result<()> {
    let (at, today) = (change.at, change.at.day(&change.tz));
    quote.accept(by, signature, today, at)?;
    change.put(quote)?;
    if let Some(lead) = quote.lead {
        leads::won(change, lead)?;
    }
    clients::touch(change, quote.client, None)?;
    change.about(quote.client.as_ref());
    let company = change.load(&**quote, |quote| quote.client)?.name;
    inbox::notify(
        change,
        quote.owner,
        &notices::ANSWERED,
        Record::as_ref(&**quote),
        format!("{company} accepted: {}", quote.title),
    )?;
    for to in next.into_iter().filter(|to| *to != quote.owner) {
        let text = format!(
            "{company} accepted {}: open the onboarding ticket",
            quote.id
        );
        inbox::notify(
            change,
            to,
            &notices::ACCEPTED,
            Record::as_ref(&**quote),
            text,
        )?;
    }
    Ok(())
}

pub fn decline(visit: &Visit, id: Id<Quote>, form: Decline) -> Result<()> {
    let today = visit.today();
    visit.act(DECLINE, move |change| {
        let mut quote = change.subject(id)?;
        must_be_the_one_read(&quote, form.revision)?;
        let (at, by) = (change.at, Id::new(change.actor.person));
        change.note(form.reason.clone());
        quote.decline(by, form.reason, today, at)?;
        change.put(&quote)?;
        if let Some(lead) = quote.lead {
            change.about(lead.as_ref());
        }
        clients::touch(change, quote.client, None)?;
        change.about(quote.client.as_ref());
        let company = change.load(&*quote, |quote| quote.client)?.name;
        let text = format!(
            "{company} declined: {}",
            text::shorten(&quote.declined, 120)
        );
        inbox::notify(
            change,
            quote.owner,
            &notices::ANSWERED,
            quote.as_ref(),
            text,
        )
    })
}
