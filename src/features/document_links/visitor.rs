//! Whoever comes by a link: nobody who is known, at the portal's door, with what stands in the address and perhaps a password.

use super::{
    actions::{FETCH, OPEN},
    grant::{FETCHED, Fetch, Grants, UNLOCKED},
    mark,
    record::{self, DocumentLink, Standing},
    usage::{BY_LINK, LinkUse, Opening, What, of_link},
};
use crate::{
    access::Listener,
    base::{Error, Id, Moment, Result},
    data::{Key, Visit},
    features::{
        documents::{self, Document, How, Version, numbered},
        sign_in::{self, LoginService},
    },
    web::{Hosts, Request, cookie},
};

pub const KNOWN: &str = "whoever has what stands in a link's address opens that one document";

/// A link with what it leads to now.
pub struct Visitor {
    pub system: Visit,
    pub link: DocumentLink,
    pub used: LinkUse,
    pub document: Document,
    /// The version that it gives.
    pub given: Version,
    pub standing: Standing,
    /// Whether they showed its password, or it has none.
    pub unlocked: bool,
}

/// Behind the staff's door there are no links as soon as the portal has one of its own.
fn must_be_at_the_door(visit: &Visit) -> Result<()> {
    let hosts = visit.store().service::<Hosts>();
    let apart = hosts.is_some_and(|hosts| hosts.has_own(Listener::Portal));
    match apart && visit.origin.listener != Listener::Portal {
        true => Err(Error::NotFound),
        false => Ok(()),
    }
}

/// The cookie of one link: another link's says nothing here.
fn cookie_of(link: &DocumentLink) -> String {
    format!(
        "__Host-atrium-link-{}",
        link.hash.get(..16).unwrap_or_default()
    )
}

impl Visitor {
    /// # Errors
    /// `NotFound` where nothing was ever at this address, whatever else may be the matter.
    pub fn of(visit: &Visit, request: &Request) -> Result<Visitor> {
        must_be_at_the_door(visit)?;
        let system = visit.unchecked_as_system(KNOWN);
        let key = Key::new().text(&sign_in::hash_token(request.capture("token")));
        let link: DocumentLink = system.find_by(record::BY_HASH, key)?;
        let document = system.follow(&link, |link| link.document)?;
        let document = document.ok_or(Error::NotFound)?;
        let given = match link.only {
            Some(_) => system.follow(&link, |link| link.only.unwrap_or_default())?,
            None => system.follow(&document, |document| document.newest)?,
        };
        let given = given.ok_or(Error::NotFound)?;
        let used = used(&system, &link)?;
        let standing = link.standing(system.at, used.fetched, document.archived);
        let unlocked = link.password.is_none()
            || request
                .cookie(&cookie_of(&link))
                .is_some_and(|held| Grants::of(system.store()).is_unlocked(&link, held, system.at));
        Ok(Visitor {
            system,
            link,
            used,
            document,
            given,
            standing,
            unlocked,
        })
    }

    /// Nothing is there any more, for everybody but those who showed the right password.
    pub fn must_be_open(&self) -> Result<()> {
        match self.standing {
            Standing::Open => Ok(()),
            _ => Err(Error::NotFound),
        }
    }

    /// A version as it is given marked to whom the link is for.
    ///
    /// # Errors
    /// `Conflict` where it can't be marked, in words.
    pub fn marked(&self, version: &Version, at: Moment) -> Result<mark::Given> {
        mark::given(&self.system, version, &self.link.whom, at)
    }

    /// Why what the link gives can't be given, where it is to be marked and can't.
    pub fn unmarkable(&self) -> Option<String> {
        match self.link.watermark {
            true => mark::unmarkable(&self.given),
            false => None,
        }
    }

    /// How it came, as far as that can be seen.
    pub fn opening(&self, request: &Request, what: What) -> Opening {
        let origin = &self.system.origin;
        Opening {
            at: self.system.at,
            what,
            number: match self.unlocked {
                true => self.given.number,
                false => 0,
            },
            address: origin
                .address
                .map(|address| address.to_string())
                .unwrap_or_default(),
            country: origin
                .country
                .map(|country| country.code().to_owned())
                .unwrap_or_default(),
            device: sign_in::device_in_words(&request.user_agent),
        }
    }

    /// Writes down that it was opened; what was written down a moment ago isn't again.
    pub fn note(&self, opening: Opening) -> Result<()> {
        if self.used.has(&opening) {
            return Ok(());
        }
        let id = self.link.id;
        self.system.act_softly(OPEN, move |change| {
            let Some(used) = change
                .children::<LinkUse>(BY_LINK, of_link(id))?
                .into_iter()
                .next()
            else {
                return Ok(());
            };
            let mut used = change.subject(used.id)?;
            used.note(opening);
            change.put(&used)
        })
    }

    /// Whether a password is the link's; a cookie for whoever showed it.
    ///
    /// # Errors
    /// Beside the field; `TooMany` while there is a wait.
    pub fn unlock(&self, visit: &Visit, request: &Request, typed: &str) -> Result<String> {
        let stored = self.link.password.as_deref().ok_or(Error::NotFound)?;
        let doors = visit.store().service::<LoginService>();
        let doors = doors.ok_or_else(|| Error::internal("the house has no doors"))?;
        let name = format!("link {}", self.link.id);
        if !doors.opens(visit, &name, (typed, stored))? {
            self.note(self.opening(request, What::Refused))?;
            return Err(Error::field("password", "This is not the password."));
        }
        let until = visit.at.plus(UNLOCKED);
        let grant = Grants::of(visit.store()).unlocked(&self.link, until);
        Ok(cookie::brought(
            &cookie_of(&self.link),
            &grant,
            UNLOCKED / 1000,
        ))
    }

    /// Counts one file as given, if the link still gives one then. A form that is sent twice counts once; it gets the first
    /// answer, which holds no longer for that.
    pub fn fetch(self, request: &Request, show: bool) -> Result<String> {
        let what = if show { What::Shown } else { What::Saved };
        let opening = self.opening(request, what);
        let Visitor {
            system,
            link,
            document,
            given,
            ..
        } = self;
        let sent = request.field("_key").filter(|key| key.len() <= 60);
        let key = sent.map(|key| format!("link {} {key} {show}", link.id));
        let (id, until) = (link.id, system.at.plus(FETCHED));
        let number = opening.number;
        let system = system.with_key(key);
        let fetch = system.act(FETCH, move |change| {
            let link = change.subject(id)?;
            let document = change.load(&*link, |link| link.document)?;
            let used = change.children::<LinkUse>(BY_LINK, of_link(id))?;
            let used = used.into_iter().next().ok_or(Error::NotFound)?;
            let mut used = change.subject(used.id)?;
            // Two at once for the last one: the second finds nothing.
            if link.standing(change.at, used.fetched, document.archived) != Standing::Open {
                return Err(Error::NotFound);
            }
            // Each is counted; of more at once than there are visitors the journal is told no more.
            if !used.is_flooded(opening.at) {
                change.event();
                change.about(document.id.as_ref());
                change.note(match link.whom.as_str() {
                    "" => format!("To {}", opening.from()),
                    whom => format!("Link for {whom}, to {}", opening.from()),
                });
            }
            used.note(opening);
            change.put(&used)?;
            Ok((until, number))
        })?;
        // The document's own log has it beside those who are known here.
        let through = match link.whom.as_str() {
            "" => "a link".to_owned(),
            whom => format!("the link for {whom}"),
        };
        let how = if show { How::Shown } else { How::Downloaded };
        documents::opened_through(&system, &document, &given, how, through)?;
        let fetch = Fetch {
            until: fetch.0,
            number: fetch.1,
            show,
        };
        Ok(Grants::of(system.store()).fetch(&link, fetch))
    }

    /// The version that a grant opens, while the link isn't taken back; whether the grant's own time is over.
    ///
    /// # Errors
    /// `NotFound` for what isn't a grant of this link.
    pub fn granted(&self, text: &str) -> Result<(Version, Fetch, bool)> {
        let fetch = Grants::of(self.system.store())
            .fetched(&self.link, text)
            .ok_or(Error::NotFound)?;
        // Whoever was counted last reads on.
        if !matches!(self.standing, Standing::Open | Standing::Spent) {
            return Err(Error::NotFound);
        }
        let version = numbered(&self.system, &self.document, fetch.number)?;
        let over = fetch.until <= self.system.at;
        Ok((version, fetch, over))
    }
}

/// How a link was used so far.
pub fn used(visit: &Visit, link: &DocumentLink) -> Result<LinkUse> {
    let held = visit.related::<LinkUse>(link, BY_LINK, of_link(link.id), 1)?;
    let fresh = LinkUse {
        of: Id::new(link.id.raw()),
        ..LinkUse::default()
    };
    Ok(held.into_iter().next().unwrap_or(fresh))
}
