//! Templates of documents: an agreement, a brief, a hand-over, whose blanks are filled from a client, a quote or a project.
//!
//! Record: `DocumentTemplate`, a text with blanks in braces. Actions: see, make, edit and remove templates; what is filled is
//! added as a document by whoever may add one. Pages: the list, one template, and the text as it is filled, to be looked
//! through before it becomes a PDF.
//!
//! Rules: a blank that nobody knows is refused when the template is saved; one that has nothing to say of a record is left
//! open as a line to write on, and told; what was made of a template stays as it is when the template changes.

mod actions;
mod blanks;
mod demo;
mod entity;
mod forms;
mod ops;
mod pages;
mod paper;
mod routes;
mod template;

use crate::{
    data::KindInfo,
    features::{
        Command, Commands, Demo, Feature, clients::Client, documents, projects::Project,
        quotes::Quote,
    },
    ui::icon::Icon,
};

pub use actions::*;
pub use forms::{FillForm, TemplateForm};
pub use ops::{add, fill};
pub use template::DocumentTemplate;

pub fn feature() -> Feature {
    Feature {
        name: "document_templates",
        kinds: vec![KindInfo::entity::<DocumentTemplate>()],
        actions: &[VIEW, CREATE, EDIT, REMOVE],
        routes: routes::routes(),
        commands: vec![
            Commands::of::<Client>(|visit, client, _| {
                Ok(from_template(visit, client.id.to_string()))
            }),
            Commands::of::<Quote>(|visit, quote, _| Ok(from_template(visit, quote.id.to_string()))),
            Commands::of::<Project>(|visit, project, _| {
                Ok(from_template(visit, project.id.to_string()))
            }),
        ],
        demo: Some(Demo {
            by: "administrator",
            make: demo::make,
        }),
        ..Feature::default()
    }
}

fn from_template(visit: &crate::data::Visit, about: String) -> Vec<Command> {
    let may = visit.may_somewhere(&VIEW) && visit.may_somewhere(&documents::ADD);
    let fill = || {
        Command::page(
            "Write a document from a template",
            Icon::Docs,
            format!("{}?about={about}", pages::HERE),
        )
    };
    Vec::from_iter(may.then(fill))
}
