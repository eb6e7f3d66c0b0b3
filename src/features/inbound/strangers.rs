//! What the house makes of a mail that answers none of its own, where it wants that: a ticket of a client's person, a lead of
//! anybody else, in the name of whom the house chose. Nobody's name is taken who can't be known.

use super::{
    arrived::{Arrived, Found, files},
    cut,
    mail::{BY_OUTCOME, InboundMail, OF_SENDER, Outcome, outcome_key, sender_key},
};
use crate::{
    base::{Error, Id, Result, text, time},
    data::{Index, Key, Query, Ref, Visit},
    extract::ReceivedMail,
    features::{
        authority,
        conversation::{self, NewPost},
        leads::{self, LeadForm, NewLead, Source},
        mail::ABOVE,
        people::{Directory, User},
        settings::Priority,
        tickets::{self, RaiseTicket, TicketKind},
    },
};

/// Made within an hour of mails of one address, and of all of them: a program that answers each mail with another ends
/// here, and so does whoever writes under many names.
const OF_ONE: usize = 5;
const OF_ALL: usize = 60;
/// What a lead's wish and a ticket's words hold.
const WISH: usize = 4_000;
const WORDS: usize = 8_000;

/// What the house makes of a mail that answers none of ours, in the name of whom it chose.
pub(super) fn made_of(
    visit: &Visit,
    arrived: &Arrived<'_>,
    read: &ReceivedMail,
    key: &str,
) -> Result<Found> {
    let wants = arrived.mailbox.strangers;
    let names = Directory::of(visit)?;
    let here = |user: &&User| !user.inactive && user.email.eq_ignore_ascii_case(&read.from);
    let by = names.users.values().find(here);
    let client = by.and_then(|user| user.client);
    let wanted = match (client, by) {
        (Some(_), _) => wants.tickets(),
        // Who works here asks in the house.
        (None, Some(_)) => false,
        (None, None) => wants.leads(),
    };
    if !wanted {
        return Ok(Found::left("It answers none of our mails."));
    }
    if let Some(why) = crowded(visit, &read.from)? {
        return Ok(Found::left(why));
    }
    let Some(keeper) = authority::eyes_of(visit, Id::new(arrived.mailbox.keeper))? else {
        return Ok(Found::left(
            "Whoever such mails are taken in by isn't here any more. Choose somebody in the settings.",
        ));
    };
    let who = match read.from_name.as_str() {
        "" => read.from.clone(),
        name => format!("{name} <{}>", read.from),
    };
    let words = cut::own_words(&read.text, ABOVE);
    let title = match text::shorten(&read.subject, 110) {
        empty if text::shows_nothing(&empty) => format!("Mail from {}", text::shorten(&who, 90)),
        subject => subject,
    };
    let (given, refused) = files(visit, arrived.whole, read)?;
    let refused: String = refused
        .iter()
        .map(|why| format!("\n\n(A file wasn't taken. {why})"))
        .collect();
    let keeper = keeper.with_key(Some(format!("mail {key}")));
    let made = match client {
        Some(client) => ticket_of(
            &keeper,
            client,
            title,
            format!("By mail from {who}:\n\n{words}{refused}"),
        ),
        None => lead_of(&keeper, read, format!("{title}\n\n{words}{refused}")),
    };
    let found = Found::of(made, Outcome::Made)?;
    if let (Some(about), false) = (found.about, given.is_empty()) {
        let keeper = keeper.with_key(Some(format!("mail files {key}")));
        let new = NewPost {
            text: format!("What came with the mail of {who}."),
            staff_only: true,
            channel: Some(conversation::Channel::Mail),
            given,
            ..NewPost::default()
        };
        let room = conversation::AnyRoom::of(&keeper, about)?;
        // What it was made of is there; whether its files came too is said.
        return Ok(
            match Found::of(room.write(&keeper, new).map(|_| about), Outcome::Made)? {
                filed if filed.outcome == Outcome::Made => filed,
                refused => Found {
                    reason: format!("Its files weren't taken. {}", refused.reason),
                    ..found
                },
            },
        );
    }
    Ok(found)
}

/// Why nothing more is made of mails for now.
fn crowded(visit: &Visit, from: &str) -> Result<Option<String>> {
    let is_full = |index: Index, key: Key, most: usize| -> Result<bool> {
        let made = Query::<InboundMail>::by(index).under(key);
        let lately = visit.list(made.descending(true).limit(most))?.rows;
        let oldest = lately.get(most - 1);
        Ok(oldest.is_some_and(|held| visit.at.is_within(time::HOUR, held.at)))
    };
    if is_full(OF_SENDER, sender_key(from), OF_ONE)? {
        return Ok(Some(format!(
            "More than {OF_ONE} tickets or leads of one address came within an hour."
        )));
    }
    if is_full(BY_OUTCOME, outcome_key(Outcome::Made), OF_ALL)? {
        return Ok(Some(format!(
            "More than {OF_ALL} tickets and leads came by mail within an hour."
        )));
    }
    Ok(None)
}

fn ticket_of(keeper: &Visit, client: u64, title: String, words: String) -> Result<Ref> {
    let form = RaiseTicket {
        kind: TicketKind::Support,
        client: Some(Id::new(client)),
        title,
        text: text::shorten(&words, WORDS),
        priority: Priority::Normal,
        post: None,
    };
    tickets::raise(keeper, form).map(|id| id.as_ref())
}

fn lead_of(keeper: &Visit, read: &ReceivedMail, words: String) -> Result<Ref> {
    let name = match read.from_name.as_str() {
        "" => read.from.clone(),
        name => name.to_owned(),
    };
    let lead = LeadForm {
        company: text::shorten(&name, 118),
        contact: text::shorten(&read.from_name, 78),
        email: read.from.clone(),
        source: Source::Other,
        wish: text::shorten(&words, WISH - 2),
        ..LeadForm::default()
    };
    leads::create(
        keeper,
        NewLead {
            lead,
            despite: false,
        },
    )
    .map(|id| id.as_ref())
    .map_err(|error| match &error {
        // Of one like it only that is said: nobody is there to be asked whether they want it all the same.
        Error::Invalid(problems) => problems
            .of("company")
            .map_or_else(|| error.clone(), Error::conflict),
        _ => error,
    })
}
