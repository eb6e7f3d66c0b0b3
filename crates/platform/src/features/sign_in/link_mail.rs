//! Links by mail: an invitation, a new link that somebody above made, and one that its person asked for. The mail goes
//! into the outbox in the deed that makes the link; who gets none by mail is told by people, as before.

use super::{
    Credential, LinkRequest,
    credential::{self},
    token::{hash_token, new_token},
    ways::held_credential,
};
use crate::{
    access::Tier,
    base::{
        Id, Moment, Result, if_found,
        language::{self, translated},
        text, time,
    },
    data::{Change, Key, Visit},
    features::{
        mail::{self, Draft, What},
        people::User,
        settings::Look,
    },
    said,
};

/// Another request within this is the same one.
const AGAIN: i64 = 15 * time::MINUTE;
/// More in a day are somebody's nuisance.
const A_DAY: usize = 6;

/// Whether links go to somebody by mail. The superadmin's never do: whoever reads that mailbox would have the house.
pub fn mails_links_to(visit: &Visit, user: &User) -> bool {
    !user.superadmin && !user.inactive && mail::carries_links_to(visit, user.tier)
}

/// To which address the link went that was just made for somebody, for the page that shows it.
pub fn mailed_to(visit: &Visit, user: Id<User>) -> Option<String> {
    let person = visit
        .unchecked_as_system("whoever made a link is told where it went")
        .find(user)
        .ok()?;
    mails_links_to(visit, &person).then_some(person.email)
}

/// Whether somebody was let in and hasn't chosen a password yet, for whoever lets them in.
///
/// # Errors
/// When the store can't be read.
pub fn is_invited(visit: &Visit, user: Id<User>) -> Result<bool> {
    let system = visit.unchecked_as_system("whoever let somebody in is told whether they came");
    let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(user));
    Ok(if_found(held)?.is_some_and(|held| held.password.is_empty()))
}

/// To somebody who has no password yet.
pub(super) const INVITATION: Words<'static> = Words {
    what: What::Invitation,
    subject: "choose your password",
    lead: "you are invited. Choose your password with this link; it works once, for seven days, and from then on you sign in with this e-mail.",
    close: "If you don't know what this is about, leave it: without the link nothing happens.",
};

/// To somebody for whom others made a link.
pub(super) const NEW_LINK: Words<'static> = Words {
    what: What::Link,
    subject: "a link to choose a new password",
    lead: "somebody who looks after accounts made a link for you, with which you choose a new password. It works once, for a day.",
    close: "If you didn't ask for it, tell them, and leave the link alone.",
};

/// Somebody at the door asked for it. What was handed over to them before holds on.
pub(super) fn forgotten(change: &mut Change<'_, '_>, asked: &LinkRequest) -> Result<()> {
    let person = change.load(asked, |asked| asked.user)?;
    if person.superadmin || !mail::links_to(change, person.tier)? {
        return Ok(());
    }
    let before = mail::asked_for(change, person.id.raw())?;
    let again = |last: Moment| asked.at.is_within(AGAIN, last);
    if before.last.is_some_and(again) || before.within_a_day >= A_DAY {
        return Ok(());
    }
    let why = "Another link was asked for.";
    mail::drop_links_of(change, person.id.raw(), &[What::Forgotten], why)?;
    let (link, until) = (new_token(), change.at.plus(time::DAY));
    let why = "a mailed link opens the account it was asked for";
    let mut held = held_credential(change, person.id, why)?;
    held.mailed = hash_token(&link);
    held.mailed_until = until;
    change.put(&held)?;
    let lead = format!(
        "somebody asked for a link to choose a new password for your account, from {} at {}. It works once, for a day.",
        asked.device, asked.address
    );
    let words = Words {
        what: What::Forgotten,
        subject: "a link to choose a new password",
        lead: &lead,
        close: "If this wasn't you, leave it: your password stays as it is.",
    };
    send(change, &person, &link, until, words)
}

/// What a mail with a link says.
pub(super) struct Words<'a> {
    what: What,
    subject: &'a str,
    lead: &'a str,
    close: &'a str,
}

/// Sends a link, if links go to this person by mail.
pub(super) fn send(
    change: &mut Change<'_, '_>,
    person: &User,
    link: &str,
    until: Moment,
    words: Words<'_>,
) -> Result<()> {
    if person.superadmin || person.inactive || !mail::links_to(change, person.tier)? {
        return Ok(());
    }
    let house = change.cached::<Look>().and_then(|look| look.0.language);
    let _spoken = language::speak(person.reads(house));
    let letter = Draft {
        what: words.what,
        // What the link hashes to is secret to nobody, and there is one letter for each.
        key: format!("link {}", hash_token(link)),
        person: person.id.raw(),
        to: person.email.clone(),
        to_name: person.name.clone(),
        subject: translated(words.subject).into_owned(),
        text: format!(
            "{}\n\n{}",
            said!("mail-hello", name = text::clean_line(&person.name)),
            translated(words.lead)
        ),
        path: format!("/welcome/{link}"),
        close: translated(words.close).into_owned(),
        portal: person.tier == Tier::Client,
        until,
        ..Draft::default()
    };
    mail::put(change, letter).map(drop)
}

pub(super) fn used(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    let why = "A password was chosen before the mail could be sent.";
    mail::drop_links_of(change, user.raw(), &What::OPENING, why)
}

pub(super) fn replaced(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    let why = "A newer link was made.";
    mail::drop_links_of(change, user.raw(), &What::OPENING, why)
}

pub(super) fn gone(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    let why = "Their account was closed.";
    mail::drop_links_of(change, user.raw(), &What::OPENING, why)
}
