//! How the house shows itself, as a part of the settings: its logo, its accent and its own words.

mod forms;
mod ops;
mod pages;
mod routes;

pub(super) use routes::routes;

/// Where it stands among the settings.
const HERE: &str = "/settings/look";
