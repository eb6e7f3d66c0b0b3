//! Where the folders are, and what their address says.

use super::{
    actions::VIEW,
    forms::{FolderForm, MoveFolder, RenameFolder},
    place::Place,
};
use crate::{base::Id, data::Visit, features::clients::Client, ui::prelude::*, web::Filled};
use maud::{Markup, html};

pub const HERE: &str = "/folders";

/// The forms of the page, as they came back.
pub struct Refilled {
    pub new: Filled<FolderForm>,
    pub rename: Filled<RenameFolder>,
    pub move_to: Filled<MoveFolder>,
}

impl Refilled {
    pub fn blank() -> Refilled {
        Refilled {
            new: Filled::blank(&[]),
            rename: Filled::blank(&[]),
            move_to: Filled::blank(&[]),
        }
    }

    pub(super) fn status(&self) -> u16 {
        let refused = [
            self.new.is_refused(),
            self.rename.is_refused(),
            self.move_to.is_refused(),
        ];
        if refused.contains(&true) { 422 } else { 200 }
    }
}

/// The address of a place.
pub fn address(visit: &Visit, place: Place) -> String {
    let of = |client: Option<Id<Client>>| client.map_or("none".to_owned(), |id| id.to_string());
    match place {
        Place::Folder(id) => format!("{HERE}/{id}"),
        Place::Client(client) => format!("{HERE}?client={}", of(client)),
        Place::Subject(client, about) => {
            let number = visit.store().schema().number(about);
            format!("{HERE}?client={}&about={number}", of(client))
        }
    }
}

/// A switch between the list of all documents and the folders.
pub fn switch(visit: &Visit, folders: bool) -> Markup {
    if !visit.may_somewhere(&VIEW) {
        return html! {};
    }
    segments(
        "How documents are shown",
        &[
            (Some(Icon::Table), "List", "/documents", !folders),
            (Some(Icon::Docs), "Folders", HERE, folders),
        ],
    )
}
