//! Links to documents: one file handed to somebody who has no account, for a while, and taken back at once.
//!
//! Records: `DocumentLink` (which document or version, until when, how often), its `LinkUse` (how often it was opened, and
//! by whom as far as that can be seen), and `LinkRules` of the house. Actions: see, make and revoke links, by whoever manages
//! the document; set the rules. Pages: the links of a document, and the one that a link opens, at the portal's door.
//!
//! Rules: where its maker wants that, whom it is for and when it was given stand over each page (`mark`), and what can't be
//! marked isn't given by it. The store holds a hash of what stands in the address, and of the password; the address is shown once. A link gives
//! the newest version, or one that was chosen; it ends by its day, its count, by being revoked, or with the document's
//! archiving, and from then on there is nothing at its address, as at one that never was. Only who showed the right password
//! of a link is told that it ended. Undo of making one takes it away for good; one that was revoked stays so: whoever it was
//! handed to may have handed it on, so a new one is made.

mod actions;
mod demo;
mod door;
mod entity;
mod forms;
mod grant;
mod made;
mod mark;
mod ops;
mod pages;
mod record;
mod routes;
mod rules;
mod usage;
mod visitor;

use crate::{
    data::KindInfo,
    features::{
        Declaration, Demo, Feature,
        documents::{Document, DocumentSection},
    },
    web::Route,
};

pub use actions::*;
pub use forms::{LinkForm, RulesForm};
pub use mark::Marks;
pub use ops::{make, revoke};
pub use pages::beside;
pub use record::{DocumentLink, Standing};
pub use rules::LinkRules;
pub use usage::LinkUse;

pub use crate::features::settings::{EDIT as EDIT_RULES, VIEW as VIEW_RULES};

pub fn feature() -> Feature {
    Feature {
        name: "document_links",
        kinds: vec![
            KindInfo::entity::<DocumentLink>(),
            KindInfo::entity::<LinkUse>(),
            KindInfo::entity::<LinkRules>(),
        ],
        actions: &[VIEW, MAKE, REVOKE, OPEN, FETCH],
        routes: Route::about::<Document>("/documents", routes::routes()),
        declares: vec![Declaration::of(DocumentSection(beside))],
        forgets: vec![ops::forget],
        hung_on: Some(ops::hung_on),
        demo_after: Some(Demo {
            by: "support-manager",
            make: demo::make_links,
        }),
        ..Feature::default()
    }
}
