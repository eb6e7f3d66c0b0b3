//! Putting letters into the box within a deed, and taking them out when what they carry is over.

use super::{
    MailServer,
    outgoing::{self, Notice, OutgoingMail, What},
    password::Secret,
    server::SERVER,
};
use crate::{
    access::Tier,
    base::{Id, Moment, Result, language, text, time},
    data::{Change, Key, Visit},
    features::settings::SETTINGS,
    jobs::outbox::{self, Delivery, Outgoing, Stage},
};

/// A mail to be written, in the language that is spoken where it is put.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub what: What,
    /// What it is about: the same key is the same mail.
    pub key: String,
    /// Raw id of whom it is for; 0 for an address without an account.
    pub person: u64,
    pub to: String,
    pub to_name: String,
    pub subject: String,
    /// What stands at its head instead, where that is nothing for whoever looks after mail; empty where it isn't.
    pub headline: String,
    /// Before the link, its path (none when empty), and after it.
    pub text: String,
    pub path: String,
    pub close: String,
    pub portal: bool,
    pub until: Moment,
    pub notice: Option<Notice>,
}

/// Mails of what happened to one person within an hour, of each kind. More of security stand in their inbox only, and
/// more news wait.
const NOTICES: usize = 20;

/// Nobody sees the letters of others, and every deed may write one.
const HOUSE: &str = "whether and what the house writes is its own matter";

/// The settings as they are, when mail is on.
fn server(change: &mut Change<'_, '_>) -> Result<Option<MailServer>> {
    let server = change.unscoped(HOUSE).find(SERVER)?;
    Ok(server.filter(|server| server.on))
}

fn company_name(change: &mut Change<'_, '_>) -> Result<String> {
    let held = change.unscoped(HOUSE).find(SETTINGS)?;
    Ok(held.map_or_else(|| "Atrium".into(), |held| text::clean_line(&held.name)))
}

/// The house itself: whether mail is on, comes in, and arrives at an address is no secret to whoever writes there.
pub(super) fn house(visit: &Visit) -> Visit {
    visit.unchecked_as_system("whether mail goes and arrives is no secret")
}

/// Whether mail is on.
pub fn is_on(visit: &Visit) -> bool {
    house(visit)
        .find(SERVER)
        .is_ok_and(|server: MailServer| server.on)
}

/// Whether links that open the house go to such people by mail.
pub fn carries_links_to(visit: &Visit, tier: Tier) -> bool {
    house(visit)
        .find(SERVER)
        .is_ok_and(|server: MailServer| server.on && server.links_to(tier))
}

/// The same within a deed.
pub fn links_to(change: &mut Change<'_, '_>, tier: Tier) -> Result<bool> {
    Ok(server(change)?.is_some_and(|server| server.links_to(tier)))
}

/// Whether a letter under this key was put into the box before.
pub fn is_written(visit: &Visit, key: &str) -> bool {
    visit
        .find_by::<OutgoingMail>(outgoing::BY_KEY, Key::new().text(key))
        .is_ok()
}

/// Puts a letter into the box, if mail is on. It goes after the commit.
pub fn put(change: &mut Change<'_, '_>, draft: Draft) -> Result<bool> {
    if server(change)?.is_none() || draft.to.is_empty() {
        return Ok(false);
    }
    if outbox::holds::<OutgoingMail>(change, &draft.key)? {
        return Ok(true);
    }
    let at = change.at;
    if draft.what == What::Notice
        && lately(change, draft.person, What::Notice, time::HOUR)?.len() >= NOTICES
    {
        return Ok(false);
    }
    let house = company_name(change)?;
    let head = |words: &str| text::shorten(&format!("{house}: {}", text::clean_line(words)), 160);
    let letter = OutgoingMail {
        id: Id::NONE,
        version: 0,
        delivery: Delivery::new(draft.key, at, draft.until),
        what: draft.what,
        person: draft.person,
        to: text::clean_line(&draft.to),
        to_name: text::shorten(&text::clean_line(&draft.to_name), 100),
        subject: head(&draft.subject),
        headline: match draft.headline.as_str() {
            "" => Secret::default(),
            words => Secret(head(words)),
        },
        text: Secret(draft.text),
        path: Secret(draft.path),
        close: Secret(format!("{}\n\n{house}", draft.close)),
        portal: draft.portal,
        language: language::current(),
        notice: draft.notice,
    };
    outbox::put(change, letter)?;
    Ok(true)
}

/// Mails with a link that somebody asked for who wasn't signed in.
pub struct LinksAsked {
    pub last: Option<Moment>,
    pub within_a_day: usize,
}

/// What was asked for in somebody's name lately, so that a stranger can't have them flooded.
pub fn asked_for(change: &mut Change<'_, '_>, person: u64) -> Result<LinksAsked> {
    let of_theirs = change
        .unscoped(HOUSE)
        .children::<OutgoingMail>(outgoing::OF_PERSON, Key::new().number(person))?;
    let at = change.at;
    let asked = of_theirs.iter().filter(|held| held.what == What::Forgotten);
    Ok(LinksAsked {
        last: asked.clone().map(|held| held.delivery.made).max(),
        within_a_day: asked
            .filter(|held| at.is_within(time::DAY, held.delivery.made))
            .count(),
    })
}

/// When mails of a kind were put for somebody within a span that ends now.
fn lately(
    change: &mut Change<'_, '_>,
    person: u64,
    what: What,
    within: i64,
) -> Result<Vec<Moment>> {
    let at = change.at;
    let of_theirs = change
        .unscoped(HOUSE)
        .children::<OutgoingMail>(outgoing::OF_PERSON, Key::new().number(person))?;
    let held = of_theirs.iter().filter(|held| held.what == what);
    let made = held.map(|held| held.delivery.made);
    Ok(made.filter(|made| at.is_within(within, *made)).collect())
}

/// When the last news went to somebody, if that was within a span: what comes soon after goes together.
pub fn last_news(change: &mut Change<'_, '_>, person: u64, within: i64) -> Result<Option<Moment>> {
    Ok(lately(change, person, What::News, within)?
        .into_iter()
        .max())
}

/// Whether more news go to somebody now; else they wait, and go together.
pub fn takes_news(change: &mut Change<'_, '_>, person: u64) -> Result<bool> {
    Ok(lately(change, person, What::News, time::HOUR)?.len() < NOTICES)
}

/// Whether mail is on, from inside a deed.
pub fn is_on_in(change: &mut Change<'_, '_>) -> Result<bool> {
    Ok(server(change)?.is_some())
}

/// The links that were on their way to somebody are dead: they were used, replaced, or their person is gone.
pub fn drop_links_of(
    change: &mut Change<'_, '_>,
    person: u64,
    of: &[What],
    why: &str,
) -> Result<()> {
    let at = change.at;
    let held = change
        .on_behalf("a link dies with what it was for")
        .children::<OutgoingMail>(outgoing::OF_PERSON, Key::new().number(person))?;
    for mut held in held {
        if of.contains(&held.what) && held.has_content() {
            match held.delivery.stage {
                Stage::Waiting => held.dropped(at, why),
                _ => held.forget(),
            }
            change.put(&held)?;
        }
    }
    Ok(())
}
