//! What work is held against when it is reviewed: a checklist for each category, offered to whoever reviews, and the
//! reasons for which work comes back, which are counted on the task and on its project.
//!
//! Record: `ReviewRules`, one for the house; what it is shipped with holds until somebody saves it.

mod forms;
mod pages;
mod review_rules;
mod routes;

pub use forms::{Accept, GiveBack};
pub use pages::{accepting, on_project, reasons, times};
pub use review_rules::{ReviewRules, Reviewing};
pub use routes::routes;

pub const HERE: &str = "/review-rules";
