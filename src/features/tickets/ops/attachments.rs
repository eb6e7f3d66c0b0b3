//! A ticket's documents: asked for, attached, verified.

use super::{
    super::{
        actions::{ASK, ATTACH, REFUSE, VERIFY},
        conversation::{about, portal_users},
        forms::{Ask, Attach, Refuse},
        notices,
        ticket::Ticket,
    },
    save, with,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::{Record, Visit},
    features::{
        documents::{self, Document, IncomingFile, NewDocument},
        inbox,
        people::Directory,
    },
};

/// Shows the requirements in the client's portal and tells them once of all.
pub fn request_document(visit: &Visit, id: Id<Ticket>, form: Ask) -> Result<()> {
    let names = Directory::of(visit)?;
    visit.act(ASK, move |change| {
        let ticket = with(change, id, |ticket, _, at| {
            let each = |key: &String| ticket.ask_for(key, at);
            form.keys.iter().try_for_each(each)
        })?;
        let titles = titles(&ticket, &form.keys)?;
        change.note(titles.as_str());
        for user in portal_users(&names, ticket.client) {
            inbox::notify(
                change,
                user,
                &notices::NEEDED,
                ticket.as_ref(),
                format!("We need from you: {titles}"),
            )?;
        }
        Ok(())
    })
}

/// What requirements are called, in a sentence.
fn titles(ticket: &Ticket, keys: &[String]) -> Result<String> {
    let each = keys.iter().map(|key| ticket.requirement(key));
    let each: Vec<&str> = each
        .map(|held| held.map(|requirement| requirement.title.as_str()))
        .collect::<Result<_>>()?;
    Ok(each.join(", "))
}

const OF_THE_TICKET: &str = "a ticket names its own documents";

/// A document for the ticket, and for one of its requirements when that is named. The client gives only what is asked for.
pub fn attach(
    visit: &Visit,
    id: Id<Ticket>,
    form: Attach,
    given: Option<IncomingFile>,
) -> Result<Id<Document>> {
    visit.act(ATTACH, move |change| {
        let mut ticket = change.subject(id)?;
        let from_client = change.actor.tier == Tier::Client;
        let held = match form.key.as_str() {
            "" => None,
            key => Some(ticket.requirement(key)?.clone()),
        };
        if from_client && held.as_ref().is_some_and(|r| r.asked.is_none()) {
            return Err(Error::field(
                "key",
                "We have not asked for this. Send the file with a message.",
            ));
        }
        let before = match held.as_ref().and_then(|r| r.document) {
            Some(document) => change
                .unscoped(OF_THE_TICKET)
                .find(document)?
                .filter(|d: &Document| d.from_client == from_client && !d.archived),
            None => None,
        };
        let document = match (given, before, form.document) {
            (Some(given), Some(before), _) => {
                documents::add_version(change, before.id, given, form.note)?
            }
            (Some(given), None, _) => {
                let named = held.as_ref().map(|r| r.title.clone()).unwrap_or_default();
                let new = NewDocument {
                    name: if form.name.is_empty() {
                        named
                    } else {
                        form.name
                    },
                    shared: form.shared,
                    requirement: held.as_ref().map(|r| r.key.clone()),
                    note: form.note,
                    ..about(&ticket, given)
                };
                documents::add(change, new)?
            }
            (None, _, Some(chosen)) if !from_client => {
                let mut document = change
                    .on_behalf("a ticket's document is made the answer to its requirement")
                    .find(chosen)?
                    .filter(|d| d.about == Some(id.as_ref()))
                    .ok_or_else(|| {
                        Error::field("document", "Choose one of this ticket's documents.")
                    })?;
                document.requirement = held.as_ref().map(|r| r.key.clone());
                change.put(&document)?;
                document
            }
            _ => return Err(Error::field("file", "Choose a file.")),
        };
        if let Some(requirement) = &held {
            let (by, at) = (Id::new(change.actor.person), change.at);
            ticket.attach(&requirement.key, document.id, by, at)?;
            ticket.follow_document(&requirement.key, &document);
        }
        change.note(document.name.clone());
        save(change, &mut ticket)?;
        if from_client {
            inbox::notify(
                change,
                ticket.owner,
                &notices::FROM_CLIENT,
                ticket.as_ref(),
                format!("{}: {} came from the client", ticket.title, document.name),
            )?;
        }
        Ok(document.id)
    })
}

pub fn verify_document(visit: &Visit, id: Id<Ticket>, form: Ask) -> Result<()> {
    visit.act(VERIFY, move |change| {
        let mut ticket = change.subject::<Ticket>(id)?;
        let mut names = Vec::new();
        for key in &form.keys {
            let held = ticket.requirement(key)?.document;
            let document =
                held.ok_or_else(|| Error::conflict("There is no document for this yet."))?;
            documents::verified(change, document)?;
            let document: Document = change.unscoped(OF_THE_TICKET).load(document)?;
            ticket.follow_document(key, &document);
            names.push(document.name);
        }
        change.note(names.join(", "));
        save(change, &mut ticket)
    })
}

/// The document can't be used: it is put away, and the client is asked again with the reason.
pub fn refuse_document(visit: &Visit, id: Id<Ticket>, form: Refuse) -> Result<()> {
    let names = Directory::of(visit)?;
    visit.act(REFUSE, move |change| {
        let mut ticket = change.subject::<Ticket>(id)?;
        let title = ticket.requirement(&form.key)?.title.clone();
        let document = ticket.refuse_document(&form.key, form.reason.clone(), change.at)?;
        documents::put_away(change, document)?;
        change.note(format!("{title}: {}", form.reason));
        save(change, &mut ticket)?;
        let told = format!(
            "Please send {title} again: {}",
            text::shorten(&form.reason, 120)
        );
        for user in portal_users(&names, ticket.client) {
            inbox::notify(
                change,
                user,
                &notices::NEEDED,
                ticket.as_ref(),
                told.as_str(),
            )?;
        }
        Ok(())
    })
}
