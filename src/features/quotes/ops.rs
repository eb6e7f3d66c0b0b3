//! The verbs of stage 3: write a quote from a lead, send it, and hear what the client says.

use super::{
    Client, Quote,
    actions::{CREATE, EDIT, REVISE, SEND, WITHDRAW},
    discount,
    forms::{EditQuote, GiveQuote, NewQuote},
    notices,
    quote::{BY_LEAD, BY_TOUCHED, ClientQuote},
};
use crate::data::Record;
use crate::{
    base::{Choice, Error, Id, Result},
    data::{Change, Deriving, Held, Key, Query, Ref, Visit},
    features::{
        clients::{self, CONTACTS, Contact},
        inbox::{self, NoticeType},
        leads::{self, Lead, Stage},
        people::{Directory, User},
        settings::CurrentSettings,
    },
};

/// Whether a lead is far enough to be quoted; says what to do when it isn't.
pub fn may_quote(lead: &Lead) -> Result<Id<User>> {
    match lead.stage {
        Stage::New | Stage::Contacted => Err(Error::conflict(
            "This lead is not qualified yet. Its closer asks for budget, authority, need and time, and hands it over.",
        )),
        Stage::Lost => Err(Error::conflict("This lead is lost. Reopen it before you quote.")),
        _ => lead.agent.filter(|agent| !agent.is_none()).ok_or_else(|| {
            Error::conflict("This lead is in no sales agent's hands yet. Hand it over on the lead's page first.")
        }),
    }
}

/// The first version of a quote. A lead without a client gets one, with its contact, in the same deed.
pub fn create(visit: &Visit, lead: Id<Lead>, form: NewQuote) -> Result<Id<Quote>> {
    form.content.must_not_have_run_out(None, visit.today())?;
    if form.content.title.is_none() {
        return Err(Error::field("title", "Title is missing."));
    }
    let chosen = match form.client {
        None => None,
        Some(id) => Some(
            visit
                .find(id)
                .map_err(|_| Error::field("client", "There is no such client that you may see."))?
                .id,
        ),
    };
    visit.act(CREATE, move |change| {
        let mut lead = change.subject(lead)?;
        let owner = may_quote(&lead)?;
        form.content.must_hold_items(true)?;
        let client = match (lead.client, chosen) {
            (Some(client), Some(other)) if client != other => {
                return Err(Error::field(
                    "client",
                    format!("This lead belongs to {client} already."),
                ));
            }
            (Some(client), _) | (None, Some(client)) => client,
            (None, None) => client_of(change, &lead, owner)?.id,
        };
        if lead.client != Some(client) {
            lead.client = Some(client);
            lead.recompute(change.at);
            change.put(&lead)?;
        }
        let at = change.at;
        let mut quote = Quote {
            lead: Some(lead.id),
            client,
            owner,
            department: lead.department,
            revision: 1,
            created_at: at,
            ..Quote::default()
        };
        form.content.fill(&mut quote);
        quote.touch(at);
        let quote = change.insert(quote)?;
        change.about(quote.as_ref());
        Ok(quote.id)
    })
}

/// The lead's company as a client, with whoever they talked to.
fn client_of(change: &mut Change<'_, '_>, lead: &Lead, owner: Id<User>) -> Result<Held<Client>> {
    let client = clients::insert(
        change,
        Client {
            name: lead.company.clone(),
            owner,
            departments: vec![lead.department],
            categories: lead.categories.clone(),
            phone: lead.phone.clone(),
            website: lead.website.clone(),
            address: lead.city.clone(),
            source: lead.source.label().to_owned(),
            ..Client::default()
        },
    )?;
    if !(lead.contact.is_empty() && lead.email.is_empty()) {
        let name = if lead.contact.is_empty() {
            &lead.company
        } else {
            &lead.contact
        };
        clients::insert_contact(
            change,
            Contact {
                client: client.id,
                name: name.clone(),
                email: lead.email.clone(),
                phone: lead.phone.clone(),
                ..Contact::default()
            },
        )?;
    }
    Ok(client)
}

pub fn edit(visit: &Visit, id: Id<Quote>, form: EditQuote) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut quote = change.subject_at(id, form.version)?;
        quote.must_be_draft()?;
        let today = change.at.day(&change.tz);
        form.content
            .must_not_have_run_out(quote.valid_until, today)?;
        form.content.must_hold_items(false)?;
        form.content.fill(&mut quote);
        change.put_touched(&mut quote, Quote::touch)
    })
}

/// Gives it to somebody who works here.
pub fn give(visit: &Visit, id: Id<Quote>, form: GiveQuote) -> Result<()> {
    let names = Directory::of(visit)?;
    let owner = form.owner.filter(|owner| names.is_staff(*owner));
    let owner = owner.ok_or_else(|| Error::field("owner", "Choose somebody who works here."))?;
    visit.act(EDIT, move |change| {
        let mut quote = change.subject_at::<Quote>(id, form.version)?;
        if quote.owner == owner {
            return Ok(());
        }
        quote.owner = owner;
        given(change, &quote)?;
        change.put_touched(&mut quote, Quote::touch)
    })
}

/// Whoever it was given to is told; what nothing is done with any more is in nobody's hands.
pub(super) fn given(change: &mut Change<'_, '_>, quote: &Held<Quote>) -> Result<()> {
    if !quote.is_in_hand() {
        return Err(Error::conflict(format!(
            "{} is {} and in nobody's hands any more.",
            quote.id,
            quote.status.label().to_lowercase()
        )));
    }
    let told = format!("{} is yours now", quote.title);
    inbox::notify(change, quote.owner, &notices::GIVEN, quote.as_ref(), told)
}

/// To the client: from now on they see it, may accept it, and it stays as it is.
pub fn send(visit: &Visit, id: Id<Quote>) -> Result<()> {
    let days = CurrentSettings::of(visit)?.0.quote_days;
    let today = visit.today();
    let held: Quote = visit.find(id)?;
    visit.demand_on(&SEND, &held)?;
    let unanswered = held.must_be_draft().is_ok() && discount::is_unanswered(visit, &held)?;
    visit.act(SEND, move |change| {
        let mut quote = change.subject_at(id, Some(held.version))?;
        if unanswered {
            return Err(Error::conflict(
                "This discount needs a yes before the quote is sent. Ask for it.",
            ));
        }
        let has_contact = !change
            .unscoped("a quote goes to whoever the client has")
            .children::<Contact>(CONTACTS, Key::new().id(quote.client))?
            .is_empty();
        quote.send(has_contact, today, days, change.at)?;
        if quote.language.is_none() {
            quote.language = Some(clients::language_in(change, quote.client)?);
        }
        change.put(&quote)?;
        if let Some(lead) = quote.lead {
            let of = change.load(&*quote, |quote| quote.lead.unwrap_or_default())?;
            if of.stage == Stage::Lost {
                return Err(Error::conflict(
                    "The lead of this quote is lost. Reopen it before you send.",
                ));
            }
            leads::quoted(change, lead, quote.client)?;
            change.about(lead.as_ref());
        }
        tell_client(
            change,
            &quote,
            &notices::READY,
            format!("Your quote is ready: {}", quote.title),
        )
    })
}

/// Tells the client's people who are in the portal, and puts it on the client's page.
fn tell_client(
    change: &mut Change<'_, '_>,
    quote: &Quote,
    what: &NoticeType,
    text: String,
) -> Result<()> {
    clients::touch(change, quote.client, None)?;
    change.about(quote.client.as_ref());
    for user in clients::portal_users(change, quote.client)? {
        inbox::notify(change, user, what, quote.as_ref(), text.clone())?;
    }
    Ok(())
}

pub fn revise(visit: &Visit, id: Id<Quote>) -> Result<()> {
    visit.act(REVISE, move |change| {
        let mut quote = change.subject(id)?;
        quote.revise(change.at)?;
        change.put(&quote)
    })
}

pub fn withdraw(visit: &Visit, id: Id<Quote>, reason: String) -> Result<()> {
    visit.act(WITHDRAW, move |change| {
        change.note(reason.as_str());
        let mut quote = change.subject(id)?;
        withdrawn(change, &mut quote, &reason)
    })
}

pub(super) fn withdrawn(
    change: &mut Change<'_, '_>,
    quote: &mut Held<Quote>,
    _: &str,
) -> Result<()> {
    let was_out = quote.was_sent();
    quote.withdraw(change.at)?;
    change.put(quote)?;
    if was_out {
        tell_client(
            change,
            quote,
            &notices::WITHDRAWN,
            format!("We withdrew the quote: {}", quote.title),
        )?;
    }
    Ok(())
}

/// The version that was read is the version that is answered.
pub(super) fn must_be_the_one_read(quote: &Quote, revision: Option<u32>) -> Result<()> {
    match revision {
        // The rule says it better: there is nothing newer to read yet.
        _ if quote.is_being_revised() => Ok(()),
        Some(read) if read != quote.revision => Err(Error::conflict(format!(
            "The quote was revised since you opened it; version {} is the one that counts. Read it and answer again.",
            quote.revision
        ))),
        _ => Ok(()),
    }
}

/// What a client was sent, newest first: for the portal's home.
pub fn for_client(visit: &Visit) -> Result<Vec<ClientQuote>> {
    let list = Query::by(BY_TOUCHED).descending(true).limit(50);
    let quotes = visit.list::<Quote>(list)?.rows;
    Ok(quotes.iter().filter_map(Quote::known).collect())
}

/// A lead for which a quote is written is not merged away from it.
pub fn a_quoted_lead_stays(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    if change.demanded() != leads::MERGE {
        return Ok(());
    }
    for of in touched.iter().filter(|of| of.kind == Lead::KIND.code) {
        let id = Id::<Lead>::new(of.id);
        if change.find(id)?.is_some() {
            continue;
        }
        let quotes = change.children::<Quote>(BY_LEAD, Key::new().id(id))?;
        if let Some(quote) = quotes.first() {
            return Err(Error::conflict(format!(
                "{} is written for {id}, which stays. Merge the other one into it instead.",
                quote.id
            )));
        }
    }
    Ok(())
}
