//! What people are told of reports.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const DRAFTED: NoticeType = NoticeType::new(
    "progress_reports.drafted",
    "Progress report to be read over",
    "you lead or manage the project",
    Reason::Reminder,
)
.usually(Reach::DIGEST)
.waits();

pub const PUBLISHED: NoticeType = NoticeType::new(
    "progress_reports.published",
    "A progress report on my project",
    "it is your project",
    Reason::Client,
)
.group(Group::Portal)
.usually(Reach::MAILED);

pub const ALL: &[&NoticeType] = &[&DRAFTED, &PUBLISHED];
