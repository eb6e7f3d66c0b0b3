//! How a kind of record becomes a room.

use super::{
    ops,
    room::{Room, RoomKind},
};
use crate::base::Id;

impl RoomKind {
    pub fn of<R: Room>() -> RoomKind {
        RoomKind {
            kind: R::KIND,
            post: R::POST,
            newest_first: R::NEWEST_FIRST,
            client_reads: |visit, id| Ok(visit.find::<R>(Id::new(id))?.client_reads()),
            may_post: |visit, id| {
                let on = visit.find::<R>(Id::new(id))?;
                let may = on.closed().is_none() && visit.may(&R::POST, &on);
                Ok(may && on.listens(visit)?.is_none())
            },
            closed: |visit, id| Ok(visit.find::<R>(Id::new(id))?.closed()),
            write: |visit, id, new| ops::write::<R>(visit, Id::new(id), new),
        }
    }
}
