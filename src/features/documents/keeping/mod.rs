//! How long documents are kept: categories with a time and what happens at its end, days on which what a document says
//! expires, and legal holds, while which nothing goes.
//!
//! Record: `DocumentCategory`. Once a day (`dispose`) what is over the time of its category is archived, or its owner is
//! told that it will be deleted; two weeks later it goes with all its versions. What is held, out, or what a ticket asked
//! for never runs out.

mod actions;
mod category;
mod dispose;
mod entity;
mod expiry;
mod forms;
mod hold;
mod ops;
mod pages;
mod routes;

pub use actions::*;
pub use category::{Categories, DocumentCategory, Ending};
pub use dispose::{dispose, in_use};
pub use expiry::{EXPIRES, plan, remind};
pub use forms::{CategoryForm, HoldForm};
pub use hold::{FIELDS as HOLD_FIELDS, LegalHold, hold, release};
pub use ops::{add, stays_while_used};
pub use pages::{CATEGORIES_AT, options, section};
pub use routes::routes;
