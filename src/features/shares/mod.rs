//! Shares: a single record opened to a colleague beyond what their roles reach, to be seen or edited, until a day or
//! until it is taken back.
//!
//! Record: `Share` (it lies in `data`, because the engine files the shared record under its person). Actions: see shares,
//! share a record, take a share back; Atrium removes those that are over. On every record's page: "Shared with".
//!
//! Rules (`guards`, held whatever deed or Undo writes a share): nobody shares more than they hold by their roles, what
//! was only shared with them goes no further, and a client's people are never given anything: they see their company.

mod forms;
mod guards;
mod notices;
mod ops;
mod pages;
mod routes;

use crate::{
    access::Action,
    base::Result,
    data::{
        KindInfo, Page, Paging, Query, SHARE_ENDS, SHARES_BY_TIME, Share, VIEW_SHARES as VIEW,
        Visit,
    },
    features::Feature,
    jobs::Handler,
};

pub use ops::{give, take_back};
pub use pages::section;

pub const GIVE: Action =
    Action::write("shares.give", "Share a record").told("shared {about} with {users}");
pub const TAKE_BACK: Action = Action::write("shares.take_back", "Take a share back")
    .told("took back the share of {about} with {users}");
pub const LAPSE: Action = Action::system("shares.lapse", "End a share that is over")
    .told("ended the share of {about} with {users}");

pub fn feature() -> Feature {
    Feature {
        name: "shares",
        notices: notices::ALL,
        kinds: vec![KindInfo::entity::<Share>().guarded(guards::share)],
        actions: &[VIEW, GIVE, TAKE_BACK, LAPSE],
        routes: routes::routes(),
        hangs: vec![ops::bring],
        wakes: vec![Handler::of(SHARE_ENDS, LAPSE, ops::lapse)],
        ..Feature::default()
    }
}

/// What was shared with one and by one, newest first. Those over are filed until the hour in which they are removed.
fn holding(visit: &Visit, paging: Paging) -> Result<Page<Share>> {
    let query = Query::by(SHARES_BY_TIME).descending(true).page(paging);
    visit.sift(query, |share: &Share| share.holds(visit.at))
}
