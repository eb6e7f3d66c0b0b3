//! How long documents are kept: categories with a time and what happens at its end, days on which what a document says
//! expires, and legal holds, while which nothing goes.
//!
//! Record: `DocumentCategory`. Once a day (`dispose`) what is over the time of its category is archived, or its owner is
//! told that it will be deleted; two weeks later it goes with all its versions. What is held, out, or what a ticket asked
//! for never runs out.

mod category;
mod dispose;
mod entity;
mod expiry;
mod forms;
mod hold;
mod ops;
mod pages;
mod routes;

use crate::access::Action;

pub use category::{Categories, DocumentCategory, Ending};
pub use dispose::{dispose, in_use};
pub use expiry::{EXPIRES, plan, remind};
pub use forms::{CategoryForm, HoldForm};
pub use hold::{FIELDS as HOLD_FIELDS, LegalHold, hold, release};
pub use ops::{add, stays_while_used};
pub use pages::{CATEGORIES_AT, options, section};
pub use routes::routes;

pub const VIEW: Action = Action::read("document_categories.view", "See categories of documents");
pub const CREATE: Action =
    Action::write("document_categories.create", "Make a category of documents")
        .told("made the category {document-categories}");
pub const EDIT: Action = Action::write(
    "document_categories.edit",
    "Say how long documents of a category are kept",
)
.told("changed how long {document-categories} are kept");
pub const REMOVE: Action = Action::write(
    "document_categories.remove",
    "Remove a category of documents",
)
.told("removed the category {document-categories}");

pub const HOLD: Action = Action::write("document_holds.hold", "Hold a document for legal reasons")
    .told("put {documents} under legal hold")
    .final_();
pub const RELEASE: Action = Action::write("document_holds.release", "End a legal hold")
    .told("ended the legal hold of {documents}")
    .dangerous()
    .final_();

pub const REMIND: Action =
    Action::system("documents.remind", "Remind of documents that expire").told("reminded of {}");
/// What is over the time of its category.
pub const DISPOSE: Action = Action::system(
    "documents.dispose",
    "Put away or delete documents that are over their time",
)
.told("dealt with what was over its time[: {}]");
