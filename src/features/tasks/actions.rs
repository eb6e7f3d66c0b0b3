//! What may be done in tasks: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const EDIT: Action = Action::write("tasks.edit", "Edit a task").told("edited {}");
pub const START: Action = Action::write("tasks.start", "Start a task")
    .told("started {}")
    .in_hands();
pub const PROGRESS: Action = Action::write("tasks.progress", "Say how far a task is")
    .told("said how far {} is")
    .in_hands();
pub const BLOCK: Action = Action::write("tasks.block", "Block a task").told("blocked {}");
pub const UNBLOCK: Action = Action::write("tasks.unblock", "Unblock a task").told("unblocked {}");
pub const HAND_IN: Action = Action::write("tasks.hand_in", "Hand a task in")
    .told("handed in {}")
    .in_hands();
pub const ACCEPT: Action = Action::write("tasks.accept", "Accept a task").told("accepted {}");
pub const RETURN: Action = Action::write("tasks.return", "Return a task").told("returned {}");
pub const REOPEN: Action = Action::write("tasks.reopen", "Reopen a task").told("reopened {}");
pub const CANCEL: Action = Action::write("tasks.cancel", "Cancel a task").told("cancelled {}");
pub const RESTORE: Action = Action::write("tasks.restore", "Restore a task").told("restored {}");
pub const REQUEST: Action =
    Action::write("tasks.request", "Ask for a subtask").told("asked for {} as a subtask");
pub const APPROVE: Action =
    Action::write("tasks.approve_request", "Approve a subtask").told("approved {} as a subtask");
/// Who is told of finished work that names no reviewer.
pub const REVIEW: Action = Action::duty("tasks.review", "Be asked to review any task");
pub const COMMENT: Action =
    Action::write("tasks.comment", "Comment on a task").told("commented on {}");
/// Everything that belongs to it goes along.
pub const MAKE_PROJECT: Action =
    Action::write("tasks.make_project", "Make a sub-project of a task")
        .told("made a sub-project of {}");
pub const EXPORT: Action = Action::read("tasks.export", "Export tasks");
pub const REPEAT: Action =
    Action::write("tasks.repeat", "Make tasks recur").told("set how {recurring-tasks} recurs");
pub const SKIP: Action = Action::write("tasks.skip", "Leave out the next of a recurring task")
    .told("left out the next of {recurring-tasks}");
pub const END_REPEAT: Action = Action::write("tasks.end_repeat", "End a recurring task")
    .told("ended that {recurring-tasks} recurs");
/// What the server does by itself.
pub const WARN: Action =
    Action::system("tasks.warn", "Tell of deadlines").told("told of deadlines");
pub const RECUR: Action = Action::system("tasks.recur", "Make the next of a recurring task")
    .told("made the next of {recurring-tasks}");
