//! What people are told of projects.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const HANDED_OVER: NoticeType = NoticeType::new(
    "projects.handed_over",
    "Project given to me",
    "the project is yours to lead or to manage",
    Reason::Handover,
)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
});

pub const READY: NoticeType = NoticeType::new(
    "projects.ready",
    "Project of mine ready for delivery",
    "you manage the project",
    Reason::Handover,
)
.usually(Reach::PROMPT)
.waits();

pub const MILESTONE: NoticeType = NoticeType::new(
    "projects.milestone",
    "Milestone of a project of mine reached",
    "you manage the project",
    Reason::Decided,
)
.group(Group::Department);

pub const CHANGED: NoticeType = NoticeType::new(
    "projects.changed",
    "Project of mine held, resumed, delivered or closed",
    "you manage or lead the project",
    Reason::Decided,
)
.group(Group::Department);

pub const DELIVERED: NoticeType = NoticeType::new(
    "projects.delivered",
    "A project is delivered",
    "it is your project",
    Reason::Client,
)
.group(Group::Portal)
.usually(Reach::MAILED);

pub const PROGRESS: NoticeType = NoticeType::new(
    "projects.progress",
    "Progress of my project",
    "it is your project",
    Reason::Client,
)
.group(Group::Portal)
.usually(Reach::DIGEST);

pub const ASKED: NoticeType = NoticeType::new(
    "projects.asked",
    "Something of my project waits for my yes",
    "it is your project",
    Reason::Client,
)
.group(Group::Portal)
.usually(Reach::MAILED);

pub const ANSWERED: NoticeType = NoticeType::new(
    "projects.answered",
    "The client answered about a milestone",
    "you asked them, or lead or manage the project",
    Reason::Client,
)
.usually(Reach::PROMPT);

pub const TIMER_STOPPED: NoticeType = NoticeType::new(
    "projects.timer_stopped",
    "My timer is stopped with the work",
    "your timer ran on it",
    Reason::Decided,
);

pub const BUDGET: NoticeType = NoticeType::new(
    "projects.budget",
    "Budget of a project of mine nearly or wholly used",
    "you manage or lead the project",
    Reason::Decided,
)
.group(Group::Department)
.usually(Reach::PROMPT);

pub const ALL: &[&NoticeType] = &[
    &BUDGET,
    &HANDED_OVER,
    &READY,
    &MILESTONE,
    &CHANGED,
    &DELIVERED,
    &PROGRESS,
    &ASKED,
    &ANSWERED,
    &TIMER_STOPPED,
];
