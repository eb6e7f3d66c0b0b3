//! What may be done in conversation: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

/// Posts are seen with what they are on. This opens those whose record is gone, and what the journal says of them.
pub const VIEW: Action = Action::read("posts.view", "See what was said on what is gone");
/// Who reads a post follows from what it is on, and from nothing that a role could say.
pub const READ: Action =
    Action::own("posts.read", "Read a post on what one sees").told("read a post");
/// What a way to posting asks for; whether one may post there, the room's own action says.
pub const WRITE: Action =
    Action::own("posts.write", "Write where one may post").told("wrote a post");
/// What it said before is kept, and Undo would put back what isn't in the journal: whoever wants it back edits again.
pub const EDIT: Action =
    Action::own("posts.edit", "Edit one's own posts").told("edited a post[ on {about}]");
pub const TAKE_BACK: Action = Action::own("posts.take_back", "Take back one's own posts")
    .told("took back a post[ on {about}]");
/// What was said is gone then, for whoever does it and for Undo.
pub const REMOVE: Action = Action::write("posts.remove", "Take away what others said")
    .final_()
    .told("took away a post[ on {about}]");
pub const PIN: Action =
    Action::write("posts.pin", "Pin posts").told("changed whether {} is pinned");
pub const REACT: Action =
    Action::own("posts.react", "React to a post").told("reacted to a post[ on {about}]");
pub const UNREACT: Action =
    Action::own("posts.unreact", "Take a reaction back").told("took back a reaction[ on {about}]");
pub const DRAFT: Action = Action::own("posts.draft", "Keep drafts").told("kept a draft");
pub const SCHEDULE: Action =
    Action::own("posts.schedule", "Schedule one's posts").told("scheduled a post");
pub const DISCARD: Action = Action::own("posts.unschedule", "Take back what one scheduled")
    .told("took back a scheduled post");
pub const SAVE: Action = Action::own("posts.save", "Keep posts for later").told("kept a post");
pub const REMIND: Action = Action::system("posts.remind", "Tell of posts that were kept")
    .told("told of a post that was kept");
pub const POST_DUE: Action =
    Action::system("posts.due", "Post what was scheduled").told("posted what was scheduled");
