//! What people are told of a client's colleagues.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const INVITED: NoticeType = NoticeType::new(
    "colleagues.invited",
    "A client let a colleague into the portal",
    "you keep the client",
    Reason::Client,
)
.group(Group::Clients)
.usually(Reach::DIGEST);

pub const ALL: &[&NoticeType] = &[&INVITED];
