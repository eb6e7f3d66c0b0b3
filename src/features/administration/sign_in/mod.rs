//! The sign-in policy in the settings: per tier who is asked for a code, how long sessions last, how many there may be
//! and from where; and which networks are the office. The records and what is held of them are `people`'s.

mod forms;
mod ops;
mod pages;
mod routes;

pub(super) use routes::routes;
