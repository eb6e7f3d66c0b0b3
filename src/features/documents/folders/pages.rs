//! Going through the folders: from the house and its clients to what lies in one of them.

use maud::{Markup, html};

use super::{
    Place,
    actions::CREATE,
    address::{HERE, Refilled, address, switch},
    folder::Folder,
    forms_shown::{mover, new_folder, own_forms},
    ops::path_of,
    rows::{cards_of, folder_tiles, subject_tiles, table_of, tile},
    tree,
};
use crate::{
    base::{Id, Result, if_found, text},
    data::{BY_NUMBER, Key, Query, Record, Ref, Visit},
    features::{
        clients,
        clients::Client,
        documents::{Current, Document, actions::ADD, document, pages::dropped_here},
        form_key, history,
    },
    ui::prelude::*,
    web::{Page, Request, find_here, pages_around},
};

const ROWS: usize = 50;
const CLIENTS: usize = 60;

/// What something is called that the address names.
pub(super) fn client_name(visit: &Visit, client: Option<Id<Client>>) -> Result<String> {
    Ok(match client {
        None => "Without a client".into(),
        Some(id) => {
            if_found(visit.find(id))?.map_or_else(|| id.to_string(), |client: Client| client.name)
        }
    })
}

/// The top: the house's own folders, and one for each client.
pub fn top(visit: &Visit, request: &Request, forms: &Refilled) -> Result<Page> {
    let words = request.query("q").unwrap_or_default();
    let house = match words.is_empty() {
        true => tree::folders_in(visit, Place::Client(None))?,
        false => tree::folders_named(visit, None, words)?,
    };
    let clients = match visit.may_somewhere(&clients::VIEW) {
        true => {
            let query = Query::<Client>::by(clients::BY_NAME).words(words);
            Some(visit.list(query.page(request.page(CLIENTS)))?)
        }
        false => None,
    };
    let main = html! {
        (bar(html! { (switch(visit, true)) (find_here(request, "Find a folder or a client")) }, html! {}))
        (answering("list", html! {
            div data-live-id="folders" data-kinds="folders documents" {
                h2 class="grp" { "Of the house" }
                ul class="folders" {
                    @if words.is_empty() {
                        (tile(&address(visit, Place::Client(None)), Icon::Building, "Without a client", "What belongs to none of them"))
                    }
                    (folder_tiles(visit, &house)?)
                }
                @if let Some(clients) = &clients {
                    h2 class="grp" { "By client" }
                    @if clients.rows.is_empty() { p class="dim" { "No client fits." } }
                    ul class="folders" {
                        @for client in &clients.rows {
                            (tile(&address(visit, Place::Client(Some(client.id))), Icon::Client, &client.name, &client.id.to_string()))
                        }
                    }
                    (pages_around(request, text::count(clients.rows.len(), "client", "clients"), clients))
                }
            }
        }))
    };
    let body = html! {
        (Head::new("Folders").fact("Clients and their projects have theirs by themselves. A folder opens nothing: everybody finds in it what they see."))
        (record(main, html! { @if visit.may_somewhere(&CREATE) { (new_folder(visit, None, forms)) } }))
    };
    Ok(framed(
        visit,
        Page::new("Folders", body).under("Documents", "/documents"),
        forms,
    )
    .at(HERE))
}

fn framed(visit: &Visit, page: Page, forms: &Refilled) -> Page {
    page.styles(&[
        "record", "list", "empty", "extra", "form", "folders", "thread",
    ])
    .scripts(&["bulk-select", "folder-drag"])
    .lists::<Document>(visit)
    .lists::<Folder>(visit)
    .status(forms.status())
}

/// What a place is called, and the places above it.
fn crumbs(visit: &Visit, place: Place) -> Result<(String, Vec<(String, String)>)> {
    let mut above = vec![("Documents".to_owned(), "/documents".to_owned())];
    above.push(("Folders".into(), HERE.into()));
    let of_client = |above: &mut Vec<(String, String)>, client: Option<Id<Client>>| {
        let seen = match client {
            Some(id) => if_found(visit.find(id))?.map(|client: Client| client.name),
            None => Some(client_name(visit, None)?),
        };
        above.extend(seen.map(|name| (name, address(visit, Place::Client(client)))));
        Ok::<(), crate::base::Error>(())
    };
    let called = |about: Ref| -> Result<String> {
        let number = visit.store().schema().number(about);
        Ok(match visit.title_of(about)? {
            Some(title) => format!("{number} {title}"),
            None => number,
        })
    };
    let name = match place {
        Place::Client(client) => client_name(visit, client)?,
        Place::Subject(client, about) => {
            of_client(&mut above, client)?;
            called(about)?
        }
        Place::Folder(id) => {
            let folder = visit.find(id)?;
            if folder.client.is_some() || folder.about.is_some() {
                of_client(&mut above, folder.client)?;
            }
            if let Some(about) = folder.about {
                let at = address(visit, Place::Subject(folder.client, about));
                above.push((called(about)?, at));
            }
            let path = path_of(visit, &folder)?;
            for held in path.iter().filter(|held| held.id != id) {
                above.push((held.name.clone(), address(visit, Place::Folder(held.id))));
            }
            folder.name
        }
    };
    Ok((name, above))
}

/// One place with what lies in it.
pub fn within(visit: &Visit, request: &Request, place: Place, forms: &Refilled) -> Result<Page> {
    let folder = match place {
        Place::Folder(id) => Some(visit.find(id)?),
        _ => None,
    };
    let (name, above) = crumbs(visit, place)?;
    let words = request.query("q").unwrap_or_default();
    let (subjects, unseen) = match place {
        Place::Client(client) => tree::subjects(visit, client)?,
        _ => (Vec::new(), Vec::new()),
    };
    let folders = match words.is_empty() {
        true => tree::folders_in(visit, place)?,
        false => Vec::new(),
    };
    let page = tree::documents(visit, place, &unseen, (words, request.page(ROWS)))?;
    let cards = request.query("view") == Some("cards");
    let (as_table, as_cards) = (
        request.with_query("view", None),
        request.with_query("view", Some("cards")),
    );
    let looks = segments(
        "Look",
        &[
            (Some(Icon::Table), "Table", &as_table, !cards),
            (Some(Icon::Board), "Cards", &as_cards, cards),
        ],
    );
    let tiles = html! {
        @if words.is_empty() {
            @if let Place::Client(client) = place { (subject_tiles(visit, client, &subjects)?) }
            // Those of the house stand at the top, beside this.
            @if place != Place::Client(None) { (folder_tiles(visit, &folders)?) }
        }
    };
    let put_away = match &folder {
        Some(folder) if page.rows.is_empty() && words.is_empty() => put_away(visit, folder)?,
        _ => Vec::new(),
    };
    let nothing = tiles.0.is_empty() && page.rows.is_empty() && put_away.is_empty();
    let rows = Current::all(visit, page.rows.clone())?;
    let body = html! {
        (answering("list", html! {
            div data-live-id="folder" data-kinds="folders documents" {
                @if !tiles.0.is_empty() { ul class="folders" { (tiles) } }
                @if nothing && words.is_empty() {
                    (Empty::quiet("Nothing in here yet", "Documents that are added here, and those that are moved here, stand in this place."))
                } @else if nothing {
                    (Empty::no_match("No document fits", "Look for the beginning of a word of its name."))
                } @else if !rows.is_empty() {
                    form method="post" action="/documents/move" data-once {
                        @if cards { (cards_of(visit, &rows)?) } @else { (table_of(visit, &rows)?) }
                        (hidden("back", request.here()))
                        (mover(visit, place)?)
                    }
                }
                (pages_around(request, text::count(page.rows.len(), "document", "documents"), &page))
            }
        }))
        @if !put_away.is_empty() {
            (Section::new("Archived in here", html! {
                ul class="list tight" {
                    @for document in &put_away {
                        li { a class="link" href={ "/documents/" (document.id) } { (document.name) } " " span class="dim t12" { (document.id) } }
                    }
                }
            }).small("The folder is removed once they lie elsewhere"))
        }
        @if let Some(folder) = &folder { (Section::new("History", history::of(visit, folder, request)?).live("history")) }
    };
    let adds = visit.may_somewhere(&ADD);
    let main = html! {
        (bar(html! { (switch(visit, true)) (find_here(request, "Find by name in here")) }, looks))
        (body)
    };
    let aside = html! {
        @if adds { (add_files(visit, request, place, folder.as_ref())) }
        @if visit.may_somewhere(&CREATE) && place != Place::Client(None) { (new_folder(visit, Some((place, folder.as_ref())), forms)) }
        @if let Some(folder) = &folder { (own_forms(visit, folder, forms)?) }
    };
    let head = Head::new(name.as_str()).actions(html! {
        @if adds { (Button::link("Add a document", adding(visit, place, folder.as_ref())).primary().icon(Icon::Upload).key("n")) }
    });
    let head = match &folder {
        Some(folder) => head.fact(id(folder.number())),
        None => head,
    };
    let page = Page::new(name.as_str(), html! { (head) (record(main, aside)) });
    let page = above
        .into_iter()
        .fold(page, |page, (name, href)| page.under(name, href));
    Ok(framed(visit, page, forms).at(address(visit, place)))
}

/// What lies in a folder in which nothing else does: what is archived, which no list of it shows.
fn put_away(visit: &Visit, folder: &Folder) -> Result<Vec<Document>> {
    let key = Key::new().id(folder.id);
    let mut held: Vec<Document> = visit.related(folder, document::IN_FOLDER, key, ROWS)?;
    held.retain(|document| document.archived);
    Ok(held)
}

/// What a form says that adds a document here.
fn said_of(visit: &Visit, place: Place, folder: Option<&Folder>) -> Vec<(&'static str, String)> {
    let schema = visit.store().schema();
    let (client, about) = match (place, folder) {
        (Place::Client(client), _) => (client, None),
        (Place::Subject(client, about), _) => (client, Some(about)),
        (Place::Folder(_), folder) => (
            folder.and_then(|folder| folder.client),
            folder.and_then(|folder| folder.about),
        ),
    };
    let mut said = Vec::new();
    said.extend(folder.map(|folder| ("folder", folder.id.to_string())));
    said.extend(client.map(|client| ("client", client.to_string())));
    said.extend(about.map(|about| ("about", schema.number(about))));
    said
}

/// The page that adds a document here.
fn adding(visit: &Visit, place: Place, folder: Option<&Folder>) -> String {
    let said = said_of(visit, place, folder).into_iter();
    let asked: Vec<String> = said
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    match asked.is_empty() {
        true => "/documents/new".into(),
        false => format!("/documents/new?{}", asked.join("&")),
    }
}

/// Files dropped here come here.
fn add_files(visit: &Visit, request: &Request, place: Place, folder: Option<&Folder>) -> Markup {
    html! {
        (Section::new("Add files here", html! {
            form class="stack" method="post" action="/documents" enctype="multipart/form-data" data-once data-drop {
                (hidden("_key", form_key()))
                (hidden("back", request.here()))
                @for (name, value) in said_of(visit, place, folder) { (hidden(name, value)) }
                (dropped_here(None, "files-here"))
                (buttons(Button::submit("Add the files")))
            }
        }))
    }
}

/// All folders, for programs.
pub fn all(visit: &Visit, paging: crate::data::Paging) -> Result<crate::data::Page<Folder>> {
    visit.list(Query::<Folder>::by(BY_NUMBER).page(paging))
}
