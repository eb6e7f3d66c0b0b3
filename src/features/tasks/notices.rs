//! What people are told of tasks.

use super::actions::REVIEW as REVIEWER;
use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const ASSIGNED: NoticeType = NoticeType::new(
    "tasks.assigned",
    "Task given to me",
    "the task is given to you",
    Reason::Assigned,
);

pub const RETURNED: NoticeType = NoticeType::new(
    "tasks.returned",
    "Task of mine returned or open again",
    "the task came back to you",
    Reason::Returned,
)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
});

pub const BLOCKED: NoticeType = NoticeType::new(
    "tasks.blocked",
    "Work I lead is blocked",
    "you lead its project",
    Reason::Returned,
)
.group(Group::Department)
.usually(Reach::PROMPT);

pub const DECIDED: NoticeType = NoticeType::new(
    "tasks.decided",
    "Decision about my task",
    "you work on the task or asked for it",
    Reason::Decided,
);

pub const REVIEW: NoticeType = NoticeType::new(
    "tasks.review",
    "Work waits for my review",
    "the task is yours to review",
    Reason::Review,
)
.on_duty(REVIEWER, Reach::PROMPT)
.waits();

pub const REQUESTED: NoticeType = NoticeType::new(
    "tasks.requested",
    "Somebody asks for a subtask",
    "you lead its project",
    Reason::Approval,
)
.usually(Reach::PROMPT)
.waits();

pub const COMMENTED: NoticeType = NoticeType::new(
    "tasks.commented",
    "Comment on my task",
    "you work on the task or answer for it",
    Reason::Mention,
)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
});

pub const MOVED: NoticeType = NoticeType::new(
    "tasks.moved",
    "Deadline of my task moved",
    "the task is yours",
    Reason::Reminder,
)
.replaces();

pub const DEADLINE: NoticeType = NoticeType::new(
    "tasks.deadline",
    "Deadline near or missed",
    "the task is yours",
    Reason::Deadline,
)
.usually(Reach::MAILED)
.replaces();

pub const LATE: NoticeType = NoticeType::new(
    "tasks.late",
    "Work I lead is late",
    "you lead its project",
    Reason::Deadline,
)
.group(Group::Department)
.replaces();

pub const LIMIT: NoticeType = NoticeType::new(
    "tasks.limit",
    "A column of a board I lead holds too many",
    "you lead the project",
    Reason::Reminder,
)
.group(Group::Department)
.replaces();

pub const ALL: &[&NoticeType] = &[
    &ASSIGNED, &RETURNED, &BLOCKED, &DECIDED, &REVIEW, &REQUESTED, &COMMENTED, &MOVED, &DEADLINE,
    &LATE, &LIMIT,
];
