//! What becomes of one mail: found out beside the writer's thread, done in the name of whoever wrote it, and noted under its
//! Message-ID. What a kill interrupts is done again under the same name, so it is done once.

use super::{
    actions::{ACKNOWLEDGE, TAKE_IN},
    arrived::{Arrived, Found, files},
    cut,
    mail::{BY_KEY, InboundMail, OF_PERSON, Outcome, key_of},
    notices,
    place::Place,
    strangers::made_of,
};
use crate::{
    access::Placement,
    base::{Id, Result, if_found, text, time},
    data::{Change, Key, Query, Record, Visit},
    extract::ReceivedMail,
    features::{
        authority,
        authority::Access,
        conversation,
        conversation::NewPost,
        inbox, mail,
        mail::{ABOVE, InboundMailbox, MailServer, SERVER, answer, failing},
        people::{Directory, User},
    },
};
use serde::Serialize;

/// Posts of one person by mail within an hour: two programs that answer each other end here.
const PACE: usize = 20;
/// Letters of a post.
const POST: usize = 19_000;

/// What became of a mail, and whether that was known of it before.
pub struct Taken {
    pub outcome: Outcome,
    pub again: bool,
}

/// Takes one mail in, and remembers with what became of it how far the mailbox was looked through (`cursor`).
///
/// # Errors
/// What is wrong in the house and not with the mail: it is looked at again.
pub fn take_in<C: Serialize + Send + Sync + 'static>(
    visit: &Visit,
    arrived: &Arrived<'_>,
    cursor_name: &'static str,
    cursor: C,
) -> Result<Taken> {
    let read = arrived.read.ok();
    let key = key_of(
        read.map_or("", |read| read.message_id.as_str()),
        arrived.whole,
    );
    let known = if_found(visit.find_by::<InboundMail>(BY_KEY, Key::new().text(&key)))?;
    // What couldn't be read has another key once it can.
    let wanted: Option<InboundMail> = match arrived.wanted {
        Some(id) => if_found(visit.find(id))?,
        None => None,
    };
    let (known, double) = match (known, wanted) {
        (Some(known), Some(wanted)) if known.id != wanted.id => (Some(known), Some(wanted.id)),
        (None, wanted) => (wanted, None),
        (known, _) => (known, None),
    };
    let is_done = |known: &InboundMail| match double {
        Some(_) => known.outcome.is_done(),
        None => !known.again,
    };
    if let Some(known) = known.as_ref().filter(|known| is_done(known)) {
        visit.act_softly(ACKNOWLEDGE, move |change| {
            forget(change, double)?;
            change.remember(cursor_name, &cursor)
        })?;
        return Ok(Taken {
            outcome: known.outcome,
            again: true,
        });
    }
    let found = match arrived.read {
        Ok(read) => find_out(visit, arrived, read, &key)?,
        Err(why) => Found::left(why),
    };
    let outcome = found.outcome;
    let looked_after = match found.failing {
        Some(_) => keepers(visit)?,
        None => Vec::new(),
    };
    let noted = InboundMail {
        key,
        from: read.map_or_else(String::new, |read| read.from.clone()),
        subject: read.map_or_else(String::new, |read| text::shorten(&read.subject, 200)),
        outcome,
        reason: text::shorten(&text::clean_line(&found.reason), 300),
        person: found.person,
        about: found.about,
        place: arrived.place.to_owned(),
        validity: arrived.validity,
        number: arrived.number,
        ..InboundMail::default()
    };
    visit.act(TAKE_IN, move |change| {
        change.event();
        change.remember(cursor_name, &cursor)?;
        forget(change, double)?;
        let mut noted = noted;
        noted.at = change.at;
        if let Some((address, said)) = &found.failing {
            let (held, fresh) = failing::failed(change, address, said)?;
            noted.about = Some(held.as_ref());
            for person in looked_after.into_iter().filter(|_| fresh) {
                let told = format!("Mail to {address} comes back: {}", held.said);
                inbox::notify(change, person, &notices::COMES_BACK, held.as_ref(), told)?;
            }
        }
        match known {
            None => change.insert(noted).map(drop),
            Some(known) => {
                let mut held = change.subject(known.id)?;
                *held = InboundMail {
                    id: held.id,
                    version: held.version,
                    ..noted
                };
                change.put(&held)
            }
        }
    })?;
    Ok(Taken {
        outcome,
        again: false,
    })
}

/// Of a mail that was noted twice one is enough.
fn forget(change: &mut Change<'_, '_>, double: Option<Id<InboundMail>>) -> Result<()> {
    if let Some(id) = double {
        change.event();
        let held = change.subject(id)?;
        change.delete(&held)?;
    }
    Ok(())
}

/// Those who look after how mail is sent.
fn keepers(visit: &Visit) -> Result<Vec<Id<User>>> {
    let access = visit.cached::<Access>()?;
    let names = Directory::of(visit)?;
    let looks_after = |user: &&User| {
        let actor = access.actor(user.id);
        actor.is_some_and(|(actor, _)| actor.places(&mail::EDIT) == [Placement::Global])
    };
    Ok(names
        .staff()
        .into_iter()
        .filter(looks_after)
        .map(|user| user.id)
        .collect())
}

fn find_out(visit: &Visit, arrived: &Arrived<'_>, read: &ReceivedMail, key: &str) -> Result<Found> {
    if let Some(bounce) = &read.bounce {
        return came_back(visit, bounce);
    }
    let server: Option<MailServer> = if_found(visit.find(SERVER))?;
    let ours = server.is_some_and(|server| server.from.eq_ignore_ascii_case(&read.from));
    if ours || read.from.eq_ignore_ascii_case(&arrived.mailbox.address) {
        return Ok(Found::new(Outcome::Dropped, "It is one of ours."));
    }
    if let Some(sign) = &read.automatic {
        return Ok(Found::new(
            Outcome::Dropped,
            format!("A program wrote it: {sign}."),
        ));
    }
    if read.from.is_empty() {
        return Ok(Found::left(
            "It doesn't say who wrote it, or names several.",
        ));
    }
    match answered(visit, arrived.mailbox, read) {
        Some(answer) => posted(visit, arrived, read, key, answer),
        None => made_of(visit, arrived, read, key),
    }
}

fn came_back(visit: &Visit, bounce: &crate::extract::Bounce) -> Result<Found> {
    for id in &bounce.of {
        if let Some(sent) = failing::sent_as(visit, id)? {
            return Ok(match bounce.lasting {
                true => Found {
                    failing: Some((sent.to, bounce.said.clone())),
                    person: sent.person,
                    ..Found::new(Outcome::Bounced, bounce.said.as_str())
                },
                false => Found::new(
                    Outcome::Dropped,
                    "A server reports that a mail is on its way still.",
                ),
            });
        }
    }
    Ok(Found::new(Outcome::Dropped, "A report of no mail of ours."))
}

/// What it answers: the word stands in an address that it went to, or in the Message-ID of what it answers.
fn answered(
    visit: &Visit,
    mailbox: &InboundMailbox,
    read: &ReceivedMail,
) -> Option<answer::Answer> {
    let store = visit.store();
    let addressed = read.to.iter().filter_map(|to| mailbox.token_in(to));
    let in_reply = read.answers.iter().filter_map(|id| {
        let (local, _) = id.split_once('@')?;
        local.split_once('.').map(|(_, word)| word)
    });
    addressed
        .chain(in_reply)
        .find_map(|word| answer::read(store, word))
}

fn posted(
    visit: &Visit,
    arrived: &Arrived<'_>,
    read: &ReceivedMail,
    key: &str,
    answer: answer::Answer,
) -> Result<Found> {
    let names = Directory::of(visit)?;
    let writer = names
        .users
        .get(&answer.person)
        .filter(|user| !user.inactive);
    let Some(writer) = writer else {
        return Ok(Found::left(
            "Whoever it was written to isn't here any more.",
        ));
    };
    if !writer.email.eq_ignore_ascii_case(&read.from) {
        return Ok(Found::left(format!(
            "It answers a mail to {}, and comes from another address.",
            writer.name
        )));
    }
    if !arrived.mailbox.takes(writer.tier) {
        return Ok(Found::left("Answers of such people aren't taken by mail.").by(answer.person));
    }
    if is_crowded(visit, answer.person)? {
        let said = format!("More than {PACE} answers of one person came within an hour.");
        return Ok(Found::left(said).by(answer.person));
    }
    let Some(theirs) = authority::eyes_of(visit, writer.id)? else {
        return Ok(Found::left("Whoever wrote it may not come in any more."));
    };
    let mut words = text::shorten(&cut::own_words(&read.text, ABOVE), POST);
    let place = match Place::of(&theirs, answer.about) {
        Ok(place) => place,
        Err(error) => return Ok(Found::of(Err(error), Outcome::Posted)?.by(answer.person)),
    };
    let (given, refused) = files(visit, arrived.whole, read)?;
    if words.is_empty() && given.is_empty() && refused.is_empty() {
        return Ok(Found::left("It says nothing beside what it quotes.").by(answer.person));
    }
    for why in refused {
        words.push_str(&format!("\n\n(A file wasn't taken. {why})"));
    }
    let new = NewPost {
        text: words.trim().to_owned(),
        staff_only: place.staff_only,
        channel: Some(conversation::Channel::Mail),
        given,
        reply_to: place.reply_to,
        ..NewPost::default()
    };
    let theirs = theirs.with_key(Some(format!("mail {key}")));
    let written = place.room.write(&theirs, new);
    let made = written.map(|written| written.id.as_ref());
    Ok(Found::of(made, Outcome::Posted)?.by(answer.person))
}

fn is_crowded(visit: &Visit, person: u64) -> Result<bool> {
    let theirs = Query::<InboundMail>::by(OF_PERSON).under(Key::new().number(person));
    let lately = visit.list(theirs.descending(true).limit(PACE))?.rows;
    let oldest = lately.get(PACE - 1);
    Ok(oldest.is_some_and(|held| visit.at.is_within(time::HOUR, held.at)))
}
