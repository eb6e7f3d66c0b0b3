//! What the inbox tells of itself.

use super::{
    notice_type::{Group, NoticeType, Reach},
    notification::Reason,
};

/// What whoever asks for it is told, by every channel that they have.
pub const TRIED: NoticeType = NoticeType::new(
    "house.test",
    "Test that I asked for",
    "you asked for a test",
    Reason::Maintenance,
)
.group(Group::House)
.usually(Reach::EVERYWHERE)
.urgent()
.waits();
