//! Ways in that are over: sessions and tokens past their end, requests for links that nobody waits for any more.

use super::{LinkRequest, Policies, Session, Token, link_request::REQUESTS_OF, session, token};
use crate::{
    base::{Id, Moment, Result},
    data::{Key, Visit},
    features::people::Directory,
};

#[derive(Debug, Default)]
pub struct Over {
    pub sessions: Vec<Id<Session>>,
    pub tokens: Vec<Id<Token>>,
    pub requests: Vec<Id<LinkRequest>>,
}

/// More than this of one person are looked at another day.
const MOST: usize = 2000;

/// What was over before then already, of everybody.
pub fn over(visit: &Visit, before: Moment) -> Result<Over> {
    let mut found = Over::default();
    let policies = Policies::of(visit)?;
    for user in Directory::of(visit)?.users.values() {
        let key = || Key::new().id(user.id);
        let policy = policies.tier(user.tier);
        let sessions = visit.related::<Session>(user, session::BY_USER, key(), MOST)?;
        // A policy that was made longer since keeps those that still hold.
        let ended = |held: &&Session| held.ends(policy).max(held.until) < before;
        found
            .sessions
            .extend(sessions.iter().filter(ended).map(|held| held.id));
        let tokens = visit.related::<Token>(user, token::BY_USER, key(), MOST)?;
        let ended = |held: &&Token| held.until < before;
        found
            .tokens
            .extend(tokens.iter().filter(ended).map(|held| held.id));
        let requests = visit.related::<LinkRequest>(user, REQUESTS_OF, key(), MOST)?;
        let ended = |held: &&LinkRequest| held.at < before && !held.is_open(visit.at);
        found
            .requests
            .extend(requests.iter().filter(ended).map(|held| held.id));
    }
    Ok(found)
}
