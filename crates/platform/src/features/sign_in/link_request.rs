//! Somebody forgot their password and asks for a link, and gets none by mail: whoever may change their account hears of
//! it and hands the link over.

use serde::{Deserialize, Serialize};

use super::actions::VIEW_SESSIONS;
use crate::{
    access::{Placement, policy},
    base::{Id, Moment, Result, time},
    data::{Declares, Index, Key, Kind, Query, Record, Visit, record},
    features::{
        authority::Access,
        people::{Directory, EDIT, User},
    },
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LinkRequest {
    #[serde(skip)]
    pub id: Id<LinkRequest>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    pub at: Moment,
    pub address: String,
    /// What the browser said it is, in words.
    pub device: String,
    #[serde(default)]
    pub answered: Option<Moment>,
}

pub const OPEN: Index = Index::scoped(1);
pub const REQUESTS_OF: Index = Index::plain(2);

/// Another request within this is the same one.
pub const AGAIN: i64 = time::HOUR;
/// Nobody waits for a link longer than this.
const STANDS: i64 = 7 * time::DAY;
/// How many people hear of one.
const HEAR: usize = 10;

impl LinkRequest {
    fn title(&self) -> String {
        "A request for a sign-in link".into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(REQUESTS_OF, Key::new().id(self.user));
        if self.answered.is_none() {
            to.index(OPEN, Key::new().signed(self.at.0));
        }
    }

    pub fn is_open(&self, at: Moment) -> bool {
        self.answered.is_none() && at.since(self.at) < STANDS
    }
}

record!(LinkRequest, Kind::new(47, "link-requests", "LR"), view: VIEW_SESSIONS);

/// The open requests that this person can answer, newest first.
pub fn open_requests(visit: &Visit) -> Result<Vec<(LinkRequest, User)>> {
    if !visit.may_somewhere(&EDIT) {
        return Ok(Vec::new());
    }
    let names = Directory::of(visit)?;
    let system = visit.unchecked_as_system("each request is shown only to whoever may answer it");
    let page = system.list::<LinkRequest>(Query::by(OPEN).descending(true).limit(200))?;
    let with_user = |request: LinkRequest| {
        let user = names.users.get(&request.user.raw())?.clone();
        let mine = request.is_open(visit.at)
            && !user.inactive
            && visit.may(&EDIT, &user)
            && user.id.raw() != visit.actor.person
            && names.touch(visit.actor.person, &user).is_ok();
        mine.then_some((request, user))
    };
    Ok(page.rows.into_iter().filter_map(with_user).collect())
}

/// Who can hand a link to somebody: whoever may change their account and stands above them.
pub fn who_can_help(system: &Visit, user: &User) -> Result<Vec<Id<User>>> {
    let names = Directory::of(system)?;
    let access = system.cached::<Access>()?;
    let placement = user.placement();
    let can = |other: &&User| {
        other.id != user.id
            && names.touch(other.id.raw(), user).is_ok()
            && access
                .actor(other.id)
                .is_some_and(|(actor, _)| policy::may(&actor, &EDIT, &placement))
    };
    let staff = names.staff();
    Ok(staff
        .into_iter()
        .filter(can)
        .map(|u| u.id)
        .take(HEAR)
        .collect())
}
