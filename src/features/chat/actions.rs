//! What may be done in chat: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

/// Seen by whoever is in it, and by nobody else, whatever their roles: a direct room is private to its people.
pub const VIEW: Action = Action::own("rooms.view", "See the rooms one is in");
pub const CREATE: Action = Action::write("rooms.create", "Make a room").told("made the room {}");
pub const EDIT: Action =
    Action::write("rooms.edit", "Rename a room one is in").told("changed the room {}");
pub const INVITE: Action =
    Action::write("rooms.invite", "Ask others into a room").told("asked {users} into {}");
pub const LEAVE: Action = Action::write("rooms.leave", "Leave a room")
    .told("left {}")
    .final_();
pub const REMOVE: Action =
    Action::write("rooms.remove", "Take others out of a room").told("took {users} out of {}");
pub const ARCHIVE: Action = Action::write("rooms.archive", "Archive a room")
    .told("archived {}")
    .told_back("took {} out of the archive");
pub const TALK: Action =
    Action::write("rooms.talk", "Write in a room one is in").told("wrote in {}");
pub const READ_ALONG: Action =
    Action::own("subscriptions.view", "See what one has with rooms").told("began to read along");
pub const READ: Action =
    Action::own("subscriptions.read", "Mark a room as read or unread").told("began to read along");
pub const SET: Action = Action::own("subscriptions.set", "Say what of a room counts")
    .told("said what of a room counts");
/// Rooms that departments have since Atrium has rooms, and policies that rooms have.
pub const FURNISH: Action = Action::system("rooms.furnish", "Give departments their rooms")
    .told("gave departments their rooms, and rooms their policies");
pub const VIEW_POLICIES: Action = Action::read(
    "chat.policies",
    "See which rooms there are and how long they are kept",
);
pub const KEEP: Action = Action::write(
    "chat.keep",
    "Say how long rooms are kept, and who writes in them",
)
.told("said what holds for {about}");
pub const HOLD: Action = Action::write("chat.hold", "Hold rooms for legal reasons")
    .told("put {about} under legal hold, or ended that")
    .dangerous()
    .final_();
/// What is over its time.
pub const EXPIRE: Action =
    Action::system("chat.expire", "Take away what is over its time in a room")
        .told("took away what was over its time in {about}");
pub const EXPORT: Action = Action::read("chat.export", "Write rooms out").told("wrote out {about}");
/// In whose name something was said, only the signature of an archive vouches for.
pub const IMPORT: Action = Action::write("chat.import", "Take rooms in")
    .told("took in {about}")
    .dangerous()
    .final_();
/// What passes and is kept by nobody.
pub const WRITES: Action = Action::own("rooms.writes", "Say that one writes").told("wrote");
pub const HERE: Action = Action::own("presence.here", "Say that one is here").told("was here");
