//! What somebody at the door asked for, until a job answers it. Whoever asks is written down alike, whether there is an
//! account by that name or not, and hears the same; who it is and what follows is found out later and elsewhere, so that no
//! clock at the door tells one from the other.

use serde::{Deserialize, Serialize};

use super::{
    LinkRequest,
    actions::{ASK_LINK, VIEW_SESSIONS},
    link_mail,
    link_mail::mails_links_to,
    link_request::{self, who_can_help},
    notices,
};
use crate::{
    access::Placement,
    base::{Id, Moment, Result, if_found, time},
    data::{Change, Declares, Held, Index, Key, Kind, Query, Visit, record},
    features::{
        inbox,
        people::{User, user},
    },
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PendingLink {
    #[serde(skip)]
    pub id: Id<PendingLink>,
    #[serde(skip)]
    pub version: u64,
    pub email: String,
    pub at: Moment,
    pub address: String,
    /// What the browser said it is, in words.
    pub device: String,
}

const BY_TIME: Index = Index::scoped(1);
/// How many are answered in one turn, and how many are looked at: one that can't be answered holds up no other.
const AT_ONCE: usize = 50;
const LOOKED_AT: usize = 1_000;
/// Nobody waits for an answer any longer.
const WAITS: i64 = time::DAY;

impl PendingLink {
    fn title(&self) -> String {
        "Somebody asks for a link".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_TIME, Key::new().signed(self.at.0));
    }
}

record!(PendingLink, Kind::new(17, "pending-links", "PL").secret(), view: VIEW_SESSIONS);

/// At the door: the same for everybody.
pub(super) fn ask(system: &Visit, asked: PendingLink, note: String) -> Result<()> {
    system.act(ASK_LINK, move |change| {
        change.event();
        change.note(note);
        change.insert(asked).map(drop)
    })
}

/// Answers what was asked for, the oldest first. What can't be answered is tried again for a day.
pub fn answer_links(visit: &Visit) -> Result<()> {
    let list = Query::by(BY_TIME).limit(LOOKED_AT);
    let mut answered = 0;
    for asked in visit.list::<PendingLink>(list)?.rows {
        match answer(visit, &asked) {
            Ok(()) => answered += 1,
            Err(error) => {
                tracing::error!(%error, asked = %asked.id, "a link that was asked for can't be answered");
            }
        }
        if answered >= AT_ONCE {
            break;
        }
    }
    Ok(())
}

fn answer(visit: &Visit, asked: &PendingLink) -> Result<()> {
    let late = !visit.at.is_within(WAITS, asked.at);
    let user = match late {
        true => None,
        false => if_found(visit.find_by::<User>(user::BY_EMAIL, Key::new().text(&asked.email)))?,
    };
    let user = user.filter(|user| !user.inactive);
    let by_mail = user
        .as_ref()
        .is_some_and(|user| mails_links_to(visit, user));
    let help = match &user {
        Some(user) if !by_mail => who_can_help(visit, user)?,
        _ => Vec::new(),
    };
    let (id, user) = (asked.id, user.map(|user| user.id));
    visit.act(ASK_LINK, move |change| {
        change.event();
        // Somebody may have been quicker.
        let Some(asked) = change.on_behalf(AT_THE_DOOR).find(id)? else {
            return Ok(());
        };
        change.delete(&asked)?;
        let Some(user) = user else {
            let why = match late {
                true => "was left unanswered for a day",
                false => "nobody has this e-mail",
            };
            change.note(format!("{}: {why}", asked.email));
            return Ok(());
        };
        change.about(user.as_ref());
        let request = LinkRequest {
            user,
            at: asked.at,
            address: asked.address.clone(),
            device: asked.device.clone(),
            ..LinkRequest::default()
        };
        match by_mail {
            true => link_mail::forgotten(change, &request),
            false => tell(change, request, help),
        }
    })
}

/// Whoever may change their account hears of it, and hands a link over.
fn tell(change: &mut Change<'_, '_>, request: LinkRequest, help: Vec<Id<User>>) -> Result<()> {
    let of_theirs = change
        .on_behalf(AT_THE_DOOR)
        .children::<LinkRequest>(link_request::REQUESTS_OF, Key::new().id(request.user))?;
    let again = |held: &Held<LinkRequest>| {
        held.answered.is_none() && request.at.is_within(link_request::AGAIN, held.at)
    };
    if of_theirs.iter().any(again) {
        return Ok(());
    }
    // The newest stands for all: a list of one person's impatience helps nobody.
    for held in of_theirs.iter().filter(|held| held.answered.is_none()) {
        change.delete(held)?;
    }
    let user = change.load(&request, |request| request.user)?;
    let text = format!(
        "{} forgot their password and asks for a link, from {} at {}. Make sure it is them before you hand it over.",
        user.name, request.device, request.address
    );
    for id in help {
        inbox::notify(change, id, &notices::LINK, user.id.as_ref(), text.clone())?;
    }
    change.insert(request).map(drop)
}

pub(super) const AT_THE_DOOR: &str = "Atrium itself asks at the door who comes in";
