//! The forms around a folder: a new one, the one that is open, what goes where.

use maud::{Markup, html};

use super::{
    Place,
    actions::{EDIT, REMOVE, VIEW},
    address::{HERE, Refilled, address},
    folder::Folder,
    ops::{fitting, of_home},
};
use crate::{
    base::{Result, if_found},
    data::Visit,
    features::{
        documents::{Document, actions::MOVE},
        form_key,
    },
    ui::prelude::*,
};

/// Where the ticked ones go.
pub(super) fn mover(visit: &Visit, place: Place) -> Result<Markup> {
    if !visit.may_somewhere(&MOVE) {
        return Ok(html! {});
    }
    let client = match place {
        Place::Folder(id) => visit.find(id)?.client,
        Place::Client(client) | Place::Subject(client, _) => client,
    };
    let mut offered = of_home(visit, None, &|_| true)?;
    if client.is_some() {
        offered.extend(of_home(visit, client, &|_| true)?);
    }
    offered.retain(|(id, _)| place != Place::Folder(*id));
    Ok(bulk(
        "Selected documents",
        None,
        html! {
            (Select::new("folder", "Move to").id("move-to").nothing("Out of the folder").options(offered).bare())
            (Button::submit("Move").primary().small())
        },
    ))
}

pub(super) fn new_folder(
    visit: &Visit,
    within: Option<(Place, Option<&Folder>)>,
    forms: &Refilled,
) -> Markup {
    let place = match within {
        None => html! {},
        Some((Place::Folder(id), _)) => html! { (hidden("parent", id)) },
        Some((Place::Client(client), _)) => {
            html! { @if let Some(client) = client { (hidden("client", client)) } }
        }
        Some((Place::Subject(_, about), _)) => {
            html! { (hidden("about", visit.store().schema().number(about))) }
        }
    };
    html! {
        (Section::new("New folder", html! {
            form class="stack" method="post" action=(HERE) data-once {
                (hidden("_key", form_key()))
                (place)
                (forms.new.banner())
                (forms.new.text("name", "Name").id("new-folder").required())
                (buttons(Button::submit("Make the folder")))
            }
        }))
    }
}

/// Renaming, moving and removing the folder that is open.
pub(super) fn own_forms(visit: &Visit, folder: &Folder, forms: &Refilled) -> Result<Markup> {
    let base = format!("{HERE}/{}", folder.id);
    let edits = visit.may(&EDIT, folder);
    let at_home = |other: &Folder| other.is_at_home_with(folder) && other.id != folder.id;
    let offered = match edits {
        true => of_home(visit, folder.client, &at_home)?,
        false => Vec::new(),
    };
    let name = match forms.rename.value("name") {
        Some(typed) => typed.to_owned(),
        None => folder.name.clone(),
    };
    let parent = folder.parent.map(|parent| parent.to_string());
    Ok(html! {
        @if edits {
            (Section::new("Name", html! {
                form class="stack" method="post" action=(base) data-once {
                    (hidden("version", folder.version))
                    (forms.rename.banner())
                    (forms.rename.text("name", "Name").id("rename-folder").required().value(name))
                    (buttons(Button::submit("Rename")))
                }
            }))
            (Section::new("Move", html! {
                form class="stack" method="post" action={ (base) "/move" } data-once {
                    (hidden("version", folder.version))
                    (forms.move_to.banner())
                    (forms.move_to.select("parent", "Into").nothing("The top").options(offered).maybe_value(parent))
                    (buttons(Button::submit("Move the folder")))
                }
            }).small("With all that lies in it"))
        }
        @if visit.may(&REMOVE, folder) {
            (Section::new("Remove", html! {
                p class="dim" { "Only an empty folder is removed." }
                (post_button(&format!("{base}/remove"), html! {}, Button::submit("Remove the folder").danger()))
            }))
        }
    })
}

/// The folder of one document, on its page, with the way to another.
pub fn of_document(visit: &Visit, document: &Document) -> Result<Markup> {
    let base = format!("/documents/{}", document.id);
    if !visit.may_somewhere(&VIEW) {
        return Ok(html! {});
    }
    let place = Place::natural(document.client, document.about);
    // Nobody is led to what they don't see.
    let leads = match (document.about, document.client) {
        (Some(about), _) => visit.title_of(about)?.is_some(),
        (None, Some(client)) => if_found(visit.find(client))?.is_some(),
        (None, None) => true,
    };
    let held = match document.folder {
        Some(id) => if_found(visit.find(id))?,
        None => None,
    };
    // Archived ones too: their folder is removed only once they lie elsewhere.
    let moves = visit.may(&MOVE, document);
    let offered = match moves {
        true => fitting(visit, document)?,
        false => Vec::new(),
    };
    let here = match &held {
        Some(folder) => {
            html! { a class="link" href=(address(visit, Place::Folder(folder.id))) { (folder.name) } }
        }
        None if leads => {
            html! { a class="link" href=(address(visit, place)) { "By client and subject" } }
        }
        None => html! { "By client and subject" },
    };
    Ok(html! {
        (Section::new("Folder", html! {
            p { (here) }
            @if !offered.is_empty() || held.is_some() && moves {
                form class="stack" method="post" action={ (base) "/move" } data-once {
                    (hidden("version", document.version))
                    (Select::new("folder", "Move to").id("folder-of").nothing("By client and subject").options(offered).maybe_value(document.folder))
                    (buttons(Button::submit("Move").small()))
                }
            }
        }).live("folder"))
    })
}
