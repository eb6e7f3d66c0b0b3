//! What a person finds in a place: the folders that are there by themselves, those that people made, and the documents.

use super::{
    Folder, Place,
    actions::VIEW,
    folder::{BY_HOME, BY_PLACE, home_key},
};
use crate::{
    base::{Id, Result},
    data::{Key, Page, Paging, Query, Record, Ref, Visit},
    features::{
        clients::Client,
        documents::{Document, document},
    },
};

/// Folders of one place that are shown.
const SHOWN: usize = 200;
/// Subjects of one client that are found.
const SUBJECTS: usize = 200;

/// What documents are about, each with its title.
pub type Subjects = Vec<(Ref, String)>;

/// What a client's documents and folders are about, by title; and those that the person doesn't see, whose documents are
/// shown among the client's own.
pub fn subjects(visit: &Visit, client: Option<Id<Client>>) -> Result<(Subjects, Vec<Ref>)> {
    let mut all = all_about::<Document>(visit, client, document::BY_PLACE, |held| held.about)?;
    if visit.may_somewhere(&VIEW) {
        let folders = all_about::<Folder>(visit, client, BY_PLACE, |held| held.about)?;
        all.extend(folders);
    }
    all.sort_unstable();
    all.dedup();
    let (mut seen, mut unseen) = (Vec::new(), Vec::new());
    for about in all {
        match visit.title_of(about)? {
            Some(title) => seen.push((about, title)),
            None => unseen.push(about),
        }
    }
    seen.sort_by_key(|(_, title)| title.to_lowercase());
    Ok((seen, unseen))
}

/// From one subject to the next: as many looks as there are subjects, however much is filed under each.
fn all_about<R: Record>(
    visit: &Visit,
    client: Option<Id<Client>>,
    index: crate::data::Index,
    about: fn(&R) -> Option<Ref>,
) -> Result<Vec<Ref>> {
    let (mut found, mut from) = (Vec::new(), Key::new());
    while found.len() < SUBJECTS {
        let query = Query::<R>::by(index)
            .under(Place::subjects(client))
            .from(from);
        let Some(of) = visit.first(query)?.as_ref().and_then(about) else {
            break;
        };
        found.push(of);
        from = Key::new().byte(of.kind).number(of.id + 1);
    }
    Ok(found)
}

/// The folders that people made in a place, by name.
pub fn folders_in(visit: &Visit, place: Place) -> Result<Vec<Folder>> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(Vec::new());
    }
    let query = Query::<Folder>::by(BY_PLACE).under(place.key());
    Ok(visit.list(query.limit(SHOWN))?.rows)
}

/// The folders of a client or of the house whose names have these words.
pub fn folders_named(
    visit: &Visit,
    client: Option<Id<Client>>,
    words: &str,
) -> Result<Vec<Folder>> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(Vec::new());
    }
    let query = Query::<Folder>::by(BY_HOME)
        .under(home_key(client))
        .words(words);
    Ok(visit.list(query.limit(SHOWN))?.rows)
}

/// How many documents lie in a place itself, counted up to `most`.
pub fn count(visit: &Visit, place: Place, most: usize) -> Result<usize> {
    let query = Query::<Document>::by(document::BY_PLACE).under(place.key());
    visit.count(&query, most)
}

/// The documents that lie in a place, by name; with words, those of all below it whose names have them.
pub fn documents(
    visit: &Visit,
    place: Place,
    unseen: &[Ref],
    (words, paging): (&str, Paging),
) -> Result<Page<Document>> {
    let mut keys = vec![place.key()];
    match place {
        Place::Client(client) if words.is_empty() => {
            let about = unseen.iter();
            keys.extend(about.map(|about| Place::Subject(client, *about).key()));
        }
        Place::Client(client) => {
            keys.push(Place::subjects(client));
            keys.extend(all_of(visit, client)?.iter().map(key_of));
        }
        Place::Subject(client, about) if !words.is_empty() => {
            let mut below = all_of(visit, client)?;
            below.retain(|folder| folder.about == Some(about));
            keys.extend(below.iter().map(key_of));
        }
        Place::Folder(id) if !words.is_empty() => {
            keys.extend(below(visit, id)?.iter().map(key_of));
        }
        Place::Subject(..) | Place::Folder(_) => {}
    }
    let query = Query::by(document::BY_PLACE).under_any(keys).words(words);
    visit.list(query.page(paging))
}

fn key_of(folder: &Folder) -> Key {
    Place::Folder(folder.id).key()
}

fn all_of(visit: &Visit, client: Option<Id<Client>>) -> Result<Vec<Folder>> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(Vec::new());
    }
    let query = Query::<Folder>::by(BY_HOME).under(home_key(client));
    Ok(visit.list(query.limit(SHOWN))?.rows)
}

/// The folders within one, and those within these.
fn below(visit: &Visit, id: Id<Folder>) -> Result<Vec<Folder>> {
    let mut found: Vec<Folder> = Vec::new();
    let mut next = 0;
    let mut at = Some(id);
    while let Some(folder) = at
        && found.len() < SHOWN
    {
        found.extend(folders_in(visit, Place::Folder(folder))?);
        at = found.get(next).map(|folder| folder.id);
        next += 1;
    }
    Ok(found)
}
