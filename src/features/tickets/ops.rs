//! The verbs of a ticket on its way.

use super::{
    ASK, ATTACH, CANCEL, CHECK, CLOSE, COMPLETE, EDIT, FREEZE, HAND_OVER, OPEN, RAISE, REOPEN,
    RETURN, UNFREEZE, VERIFY, WAIVE,
    forms::{Ask, Attach, Check, Complete, EditTicket, HandOver, OpenTicket, RaiseTicket, Waive},
    talk,
    ticket::{self, LOAD, Stage, Ticket, TicketKind},
    trusted::{bring_along, department},
};
use crate::{
    access::Tier,
    base::{Error, Id, Moment, Result, text},
    data::{Change, Key, Record, Visit},
    features::{
        clients::Client,
        documents::{self, Document, Given, NewDocument},
        inbox::{self, Reason},
        people::{Department, Directory, User},
        quotes::{Quote, Status},
    },
};

fn ids(users: &[&User]) -> Vec<Id<User>> {
    users.iter().map(|user| user.id).collect()
}

/// Whoever of these has the fewest tickets under way; the first by name among equals.
fn least_loaded(change: &mut Change<'_, '_>, of: &[Id<User>]) -> Result<Option<Id<User>>> {
    let mut best = None;
    for id in of {
        let load = change.children::<Ticket>(LOAD, Key::new().id(*id))?.len();
        if best.is_none_or(|(least, _)| load < least) {
            best = Some((load, *id));
        }
    }
    Ok(best.map(|(_, id)| id))
}

/// The one chosen, if they hold the role, or the least loaded of them.
fn pick(
    change: &mut Change<'_, '_>,
    chosen: Option<Id<User>>,
    of: &[Id<User>],
    role: &str,
) -> Result<Id<User>> {
    match chosen {
        Some(to) if of.contains(&to) => Ok(to),
        Some(_) => Err(Error::field(
            "to",
            format!("Choose somebody who holds the role {role}."),
        )),
        None => least_loaded(change, of)?
            .ok_or_else(|| Error::field("to", format!("Nobody holds the role {role} yet."))),
    }
}

/// The ticket a deed of its stage is done to: allowed, and in the hand (or the department) of who does it.
fn in_hand(change: &mut Change<'_, '_>, id: Id<Ticket>) -> Result<Ticket> {
    let ticket = change.subject(id)?;
    if ticket.in_hand_of(&change.actor) {
        return Ok(ticket);
    }
    let owner = match change.find(ticket.owner)? {
        Some(user) => user.name,
        None => "somebody else".to_owned(),
    };
    Err(Error::Forbidden(format!(
        "This ticket is in the hands of {owner} now. Ask them, or write a note on the ticket."
    )))
}

fn save(change: &mut Change<'_, '_>, ticket: &mut Ticket) -> Result<()> {
    ticket.touched = change.at;
    change.put(ticket)
}

/// Runs a rule of the stage and saves.
fn with(
    change: &mut Change<'_, '_>,
    id: Id<Ticket>,
    rule: impl FnOnce(&mut Ticket, Id<User>, Moment) -> Result<()>,
) -> Result<Ticket> {
    let mut ticket = in_hand(change, id)?;
    rule(&mut ticket, Id::new(change.actor.person), change.at)?;
    save(change, &mut ticket)?;
    Ok(ticket)
}

/// Stage 4: from an accepted quote; one at a time for each of its categories.
pub fn open(visit: &Visit, form: OpenTicket) -> Result<Id<Ticket>> {
    let quote = visit
        .find(form.quote)
        .map_err(|_| Error::field("quote", "There is no such quote that you may see."))?;
    visit.act(OPEN, move |change| {
        change.allow_new();
        let quote: Quote = change.load(quote.id)?;
        if quote.status != Status::Accepted {
            return Err(Error::conflict(
                "The client has not accepted this quote. A ticket is opened once they have.",
            ));
        }
        for held in change.children::<Ticket>(ticket::BY_QUOTE, Key::new().id(quote.id))? {
            if held.category == form.category && !held.stage.is_over() {
                return Err(Error::conflict(format!(
                    "{} is open for this already: {}.",
                    held.id, held.title
                )));
            }
        }
        let (by, at) = (Id::new(change.actor.person), change.at);
        let sales = department(change, "sales")?;
        let mut ticket = Ticket {
            title: form.title,
            kind: TicketKind::Onboarding,
            client: quote.client,
            quote: Some(quote.id),
            lead: quote.lead,
            sales_manager: Some(by),
            price: form.price,
            scope: form.scope,
            created_at: at,
            touched: at,
            ..Ticket::default()
        };
        ticket.choose(form.category)?;
        ticket.give_to(by, sales);
        ticket.enter(Stage::Open, at);
        let ticket = change.insert(ticket)?;
        change.about(ticket.as_ref());
        change.about(quote.as_ref());
        change.about(ticket.client.as_ref());
        Ok(ticket.id)
    })
}

/// Support, a change or a complaint: by the client in the portal, or by staff for a client.
pub fn raise(visit: &Visit, form: RaiseTicket) -> Result<Id<Ticket>> {
    let from_client = visit.actor.tier == Tier::Client;
    let client = match (visit.actor.client.filter(|_| from_client), form.client) {
        (Some(own), _) => Id::<Client>::new(own),
        (None, Some(client)) => {
            visit
                .find(client)
                .map_err(|_| Error::field("client", "There is no such client that you may see."))?;
            client
        }
        (None, None) => return Err(Error::field("client", "Say which client it is for.")),
    };
    let names = Directory::of(visit)?;
    let wanted: &[(&str, &str)] = match form.kind {
        TicketKind::Complaint => &[
            ("account-manager", "client-services"),
            ("support-manager", "support"),
        ],
        _ => &[("support-agent", "support"), ("support-manager", "support")],
    };
    let found = wanted
        .iter()
        .map(|(role, key)| (ids(&names.holding(role)), *key))
        .find(|(of, _)| !of.is_empty());
    let (takers, key) = found.unwrap_or((Vec::new(), "support"));
    visit.act(RAISE, move |change| {
        change.allow_new();
        let at = change.at;
        let by: Id<User> = Id::new(change.actor.person);
        let owner = least_loaded(change, &takers)?.unwrap_or_default();
        let department = department(change, key)?;
        let mut ticket = Ticket {
            title: form.title,
            kind: form.kind,
            client,
            // Whoever raises it for the client goes on seeing it.
            hands: if from_client { Vec::new() } else { vec![by] },
            created_at: at,
            touched: at,
            ..Ticket::default()
        };
        ticket.give_to(owner, department);
        ticket.hands.retain(|id| !id.is_none());
        ticket.enter(Stage::Open, at);
        let ticket = change.insert(ticket)?;
        bring_along(change, &ticket)?;
        talk::say(change, &ticket, form.text, false, None)?;
        change.about(ticket.as_ref());
        let what = if from_client {
            Reason::Client
        } else {
            Reason::Assigned
        };
        inbox::notify(
            change,
            owner,
            what,
            ticket.as_ref(),
            format!("{}: {}", ticket_word(ticket.kind), ticket.title),
        )?;
        Ok(ticket.id)
    })
}

fn ticket_word(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::Change => "Change wanted",
        TicketKind::Complaint => "Complaint",
        _ => "Support wanted",
    }
}

pub fn edit(visit: &Visit, id: Id<Ticket>, form: EditTicket) -> Result<()> {
    visit.act(EDIT, move |change| {
        change.subject_at(id, form.version)?;
        with(change, id, |ticket, _, _| {
            ticket.edit(form.title, form.scope, form.price, form.category)
        })
        .map(drop)
    })
}

/// To the next hand; among those who answer requests, and among agents, to another hand of the same stage.
pub fn hand_over(visit: &Visit, id: Id<Ticket>, form: HandOver) -> Result<()> {
    let names = Directory::of(visit)?;
    let (managers, agents) = (
        ids(&names.holding("support-manager")),
        ids(&names.holding("support-agent")),
    );
    visit.act(HAND_OVER, move |change| {
        let mut ticket = in_hand(change, id)?;
        let at = change.at;
        let support = department(change, "support")?;
        let text = match (ticket.kind, ticket.stage) {
            (TicketKind::Onboarding, Stage::Open) => {
                let to = pick(change, form.to, &managers, "Support Manager")?;
                ticket.to_validation(to, support, at)?;
                format!("{} waits for your validation", ticket.title)
            }
            (TicketKind::Onboarding, Stage::Validation) => {
                let to = pick(change, form.to, &agents, "Support Agent")?;
                ticket.to_enrichment(to, support, at)?;
                format!("{} is validated; complete its requirements", ticket.title)
            }
            (TicketKind::Onboarding, Stage::Enrichment) => {
                let Some(to) = form.to.filter(|to| agents.contains(to)) else {
                    return Err(Error::conflict("The next hand is a department's manager. Ask for the approval, or choose another support agent."));
                };
                ticket.agent = Some(to);
                ticket.give_to(to, support);
                format!("{} is yours now", ticket.title)
            }
            (TicketKind::Support | TicketKind::Change | TicketKind::Complaint, Stage::Open | Stage::Answered) => {
                let found = form.to.and_then(|to| names.staff().into_iter().find(|user| user.id == to));
                let to = found.ok_or_else(|| Error::field("to", "Choose somebody who works here."))?;
                let place: Id<Department> = to.departments.first().copied().unwrap_or_default();
                ticket.give_to(to.id, place);
                format!("{} is yours now", ticket.title)
            }
            _ => return Err(Error::conflict(format!("In the stage {} it isn't handed over from here.", crate::base::Choice::label(ticket.stage)))),
        };
        change.note(form.note);
        save(change, &mut ticket)?;
        bring_along(change, &ticket)?;
        inbox::notify(change, ticket.owner, Reason::Handover, ticket.as_ref(), text)
    })
}

pub fn return_(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(RETURN, move |change| {
        let mut ticket = in_hand(change, id)?;
        let (sales, support) = (department(change, "sales")?, department(change, "support")?);
        let to = ticket.return_(sales, support, change.at)?;
        save(change, &mut ticket)?;
        change.note(reason.clone());
        let words = format!("{}: {}", ticket.title, text::shorten(&reason, 120));
        inbox::notify(change, to, Reason::Returned, ticket.as_ref(), words)
    })
}

pub fn check(visit: &Visit, id: Id<Ticket>, form: Check) -> Result<()> {
    visit.act(CHECK, move |change| {
        let (key, word) = (
            form.key.clone(),
            if form.passed { "passed" } else { "failed" },
        );
        let said = form.reason.clone();
        let ticket = with(change, id, |ticket, by, at| {
            ticket.check(&form.key, form.passed, form.reason, by, at)
        })?;
        note_checkpoint(change, &ticket, &key, word, &said);
        Ok(())
    })
}

pub fn waive(visit: &Visit, id: Id<Ticket>, form: Waive) -> Result<()> {
    visit.act(WAIVE, move |change| {
        let (key, said) = (form.key.clone(), form.reason.clone());
        let ticket = with(change, id, |ticket, by, at| {
            ticket.waive(&form.key, form.reason, by, at)
        })?;
        note_checkpoint(change, &ticket, &key, "waived", &said);
        Ok(())
    })
}

/// The list changes as a whole in the journal; its note says which line it was.
fn note_checkpoint(
    change: &mut Change<'_, '_>,
    ticket: &Ticket,
    key: &str,
    word: &str,
    said: &str,
) {
    let title = ticket
        .checkpoints
        .iter()
        .find(|c| c.key == key)
        .map_or(key, |c| c.title.as_str());
    let dash = if said.is_empty() { "" } else { ". " };
    change.note(format!("{title}: {word}{dash}{said}"));
}

pub fn complete(visit: &Visit, id: Id<Ticket>, form: Complete) -> Result<()> {
    visit.act(COMPLETE, move |change| {
        let (key, value) = (form.key.clone(), form.value.clone());
        let ticket = with(change, id, |ticket, by, at| {
            ticket.complete(&form.key, form.value, by, at)
        })?;
        let value = if value.is_empty() {
            "open again".into()
        } else {
            text::shorten(&value, 200)
        };
        change.note(format!("{}: {value}", ticket.requirement(&key)?.title));
        Ok(())
    })
}

/// Shows the requirement in the client's portal and tells them.
pub fn request_document(visit: &Visit, id: Id<Ticket>, form: Ask) -> Result<()> {
    let names = Directory::of(visit)?;
    visit.act(ASK, move |change| {
        let ticket = with(change, id, |ticket, _, at| ticket.ask_for(&form.key, at))?;
        let title = ticket.requirement(&form.key)?.title.clone();
        change.note(title.clone());
        for user in talk::portal_users(&names, ticket.client) {
            inbox::notify(
                change,
                user,
                Reason::Reminder,
                ticket.as_ref(),
                format!("We need from you: {title}"),
            )?;
        }
        Ok(())
    })
}

/// A document for the ticket, and for one of its requirements when that is named. The client gives only what is asked for.
pub fn attach(
    visit: &Visit,
    id: Id<Ticket>,
    form: Attach,
    given: Option<Given>,
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
                let mut document: Document = change
                    .find(chosen)?
                    .filter(|d: &Document| d.about == Some(id.as_ref()))
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
                Reason::Client,
                ticket.as_ref(),
                format!("{}: {} came from the client", ticket.title, document.name),
            )?;
        }
        Ok(document.id)
    })
}

/// A new document about a ticket, seen by whoever sees the ticket.
pub(super) fn about(ticket: &Ticket, given: Given) -> NewDocument {
    NewDocument {
        client: Some(ticket.client),
        about: Some(ticket.as_ref()),
        people: ticket.people(),
        departments: ticket.departments.clone(),
        ..NewDocument::of(given)
    }
}

pub fn verify_document(visit: &Visit, id: Id<Ticket>, form: Ask) -> Result<()> {
    visit.act(VERIFY, move |change| {
        let mut ticket = in_hand(change, id)?;
        let held = ticket.requirement(&form.key)?.document;
        let document = held.ok_or_else(|| Error::conflict("There is no document for this yet."))?;
        documents::verified(change, document)?;
        let document: Document = change.load(document)?;
        change.note(document.name.clone());
        ticket.follow_document(&form.key, &document);
        save(change, &mut ticket)
    })
}

pub fn freeze(visit: &Visit, id: Id<Ticket>) -> Result<()> {
    visit.act(FREEZE, move |change| {
        with(change, id, |ticket, _, at| ticket.freeze(at)).map(drop)
    })
}

pub fn unfreeze(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(UNFREEZE, move |change| {
        change.note(reason);
        with(change, id, |ticket, _, _| ticket.unfreeze()).map(drop)
    })
}

pub fn cancel(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(CANCEL, move |change| {
        change.note(reason.clone());
        let ticket = with(change, id, |ticket, _, at| ticket.cancel(at))?;
        let words = format!(
            "{} is cancelled: {}",
            ticket.title,
            text::shorten(&reason, 120)
        );
        inbox::notify(
            change,
            ticket.owner,
            Reason::Decided,
            ticket.as_ref(),
            words,
        )
    })
}

pub fn close(visit: &Visit, id: Id<Ticket>) -> Result<()> {
    visit.act(CLOSE, move |change| {
        with(change, id, |ticket, _, at| ticket.close(at)).map(drop)
    })
}

pub fn reopen(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(REOPEN, move |change| {
        change.note(reason.clone());
        let ticket = with(change, id, |ticket, _, at| ticket.reopen(at))?;
        let words = format!(
            "{} is open again: {}",
            ticket.title,
            text::shorten(&reason, 120)
        );
        inbox::notify(
            change,
            ticket.owner,
            Reason::Returned,
            ticket.as_ref(),
            words,
        )
    })
}
