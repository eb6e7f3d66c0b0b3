//! The verbs of folders.

use super::{
    Folder, FolderForm, MoveFolder, Place, RenameFolder,
    actions::{CREATE, EDIT, REMOVE, VIEW},
    folder::{BY_ABOUT, BY_HOME, NAMED, home_key},
    forms::{FileForm, FileOne},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Query, Record, Ref, Visit},
    features::{
        clients::Client,
        documents::{
            Document,
            actions::MOVE,
            document,
            ops::{about_of, client_of},
        },
    },
};

/// Folders that are offered where one is chosen.
const OFFERED: usize = 300;

fn unknown(field: &str) -> Error {
    Error::field(field, "There is no such folder that you may see.")
}

/// # Errors
/// On `name` where one of that name lies there already.
fn must_be_unique(change: &mut Change<'_, '_>, folder: &Folder) -> Result<()> {
    let there: Option<Folder> = change
        .unscoped("a name is taken whoever sees the folder that has it")
        .by_unique(NAMED, folder.place().row(&folder.name))?;
    match there.filter(|there| there.id != folder.id) {
        Some(_) => Err(Error::field("name", "There is a folder of that name here.")),
        None => Ok(()),
    }
}

/// The folder of that name in a place, whoever sees it.
pub fn named(change: &mut Change<'_, '_>, place: Place, name: &str) -> Result<Option<Id<Folder>>> {
    let there: Option<Folder> = change
        .unscoped("a name is taken whoever sees the folder that has it")
        .by_unique(NAMED, place.row(name))?;
    Ok(there.map(|there| there.id))
}

/// A folder that begins within a deed that may make it, in another one or at the top of where it belongs.
pub fn begun(
    change: &mut Change<'_, '_>,
    name: String,
    parent: Option<Id<Folder>>,
    (client, about): (Option<Id<Client>>, Option<Ref>),
) -> Result<Id<Folder>> {
    let departments = change.actor.departments.iter().map(|id| Id::new(*id));
    let folder = Folder {
        name,
        parent,
        client,
        about,
        owner: Id::new(change.actor.person),
        departments: match about {
            Some(_) => Vec::new(),
            None => departments.collect(),
        },
        created_at: change.at,
        ..Folder::default()
    };
    must_be_unique(change, &folder)?;
    let made = change.insert(folder)?;
    change.about(made.as_ref());
    if let Some(about) = about {
        change.about(about);
    }
    Ok(made.id)
}

pub fn create(visit: &Visit, form: FolderForm) -> Result<Id<Folder>> {
    let above = match form.parent {
        Some(id) => Some(visit.find(id).map_err(|_| unknown("parent"))?),
        None => None,
    };
    let about = match &above {
        Some(above) => above.about,
        None => about_of(visit, &form.about)?,
    };
    let client = match (&above, about) {
        (Some(above), _) => above.client,
        (None, Some(about)) => {
            let of = client_of(visit, about)?;
            if form.client.is_some_and(|chosen| of != Some(chosen)) {
                return Err(Error::field(
                    "client",
                    "What it is about belongs to another client.",
                ));
            }
            of
        }
        (None, None) => form.client,
    };
    if let (Some(chosen), None, None) = (client, &above, about) {
        visit
            .find(chosen)
            .map_err(|_| Error::field("client", "There is no such client that you may see."))?;
    }
    visit.act(CREATE, move |change| {
        begun(change, form.name, form.parent, (client, about))
    })
}

pub fn rename(visit: &Visit, id: Id<Folder>, form: RenameFolder) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut folder = change.subject_at(id, form.version)?;
        folder.name = form.name;
        must_be_unique(change, &folder)?;
        change.put(&folder)
    })
}

/// Moves a folder with all that lies in it, within the client and the subject that it belongs to.
pub fn move_to(visit: &Visit, id: Id<Folder>, form: MoveFolder) -> Result<()> {
    if let Some(parent) = form.parent {
        let above = visit.find(parent).map_err(|_| unknown("parent"))?;
        let folder = visit.find_for(&EDIT, id)?;
        if !above.is_at_home_with(&folder) {
            return Err(Error::field(
                "parent",
                "A folder stays with the client and the subject that it belongs to. Choose one of the same.",
            ));
        }
    }
    visit.act(EDIT, move |change| {
        let mut folder = change.subject_at(id, form.version)?;
        folder.parent = form.parent;
        must_be_unique(change, &folder).map_err(|error| match error {
            Error::Invalid(_) => {
                Error::field("parent", "There is a folder of that name there already.")
            }
            other => other,
        })?;
        change.put(&folder)
    })
}

/// Takes an empty folder away.
pub fn remove(visit: &Visit, id: Id<Folder>) -> Result<()> {
    visit.act(REMOVE, move |change| {
        let folder = change.subject(id)?;
        change.delete(&folder)
    })
}

/// Puts documents into a folder, or back to where they belong by themselves; all of them, or none. How many were moved.
pub fn file(visit: &Visit, form: FileForm) -> Result<usize> {
    let folder = match form.folder {
        Some(id) => Some(visit.find(id).map_err(|_| unknown("folder"))?),
        None => None,
    };
    visit.act(MOVE, move |change| {
        let mut moved = 0;
        for id in form.documents {
            let mut document = change.subject(id)?;
            if let Some(folder) = &folder {
                folder.must_take(&document)?;
            }
            if document.folder != form.folder {
                document.folder = form.folder;
                change.put(&document)?;
                moved += 1;
            }
        }
        if let Some(folder) = &folder {
            change.about(folder.as_ref());
        }
        Ok(moved)
    })
}

/// The same of one, as it was shown.
pub fn file_one(visit: &Visit, id: Id<Document>, form: FileOne) -> Result<()> {
    let into = match form.folder {
        Some(id) => Some(visit.find(id).map_err(|_| unknown("folder"))?),
        None => None,
    };
    visit.act(MOVE, move |change| {
        let mut document = change.subject_at(id, form.version)?;
        if let Some(into) = &into {
            into.must_take(&document)?;
            change.about(into.as_ref());
        }
        document.folder = form.folder;
        change.put(&document)
    })
}

/// The folder with those above it, the highest first, as far as they are seen.
pub fn path_of(visit: &Visit, folder: &Folder) -> Result<Vec<Folder>> {
    let mut path = vec![folder.clone()];
    while let Some(parent) = path.last().and_then(|last| last.parent)
        && path.len() < super::folder::DEEPEST
    {
        match crate::base::if_found(visit.find(parent))? {
            Some(above) => path.push(above),
            None => break,
        }
    }
    path.reverse();
    Ok(path)
}

/// The folders that a document may be put into, each with its path in words, by these.
pub fn fitting(visit: &Visit, document: &Document) -> Result<Vec<(Id<Folder>, String)>> {
    let mut homes = vec![home_key(None)];
    homes.extend(document.client.map(|client| home_key(Some(client))));
    let takes = |folder: &Folder| folder.must_take(document).is_ok();
    offered(visit, homes, &takes)
}

/// The folders of one client or of the house, each with its path in words.
pub fn of_home(
    visit: &Visit,
    client: Option<Id<Client>>,
    takes: &dyn Fn(&Folder) -> bool,
) -> Result<Vec<(Id<Folder>, String)>> {
    offered(visit, vec![home_key(client)], takes)
}

fn offered(
    visit: &Visit,
    homes: Vec<crate::data::Key>,
    takes: &dyn Fn(&Folder) -> bool,
) -> Result<Vec<(Id<Folder>, String)>> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(Vec::new());
    }
    let query = Query::<Folder>::by(BY_HOME).under_any(homes);
    let all = visit.list(query.limit(OFFERED))?.rows;
    let name_of = |id: Id<Folder>| all.iter().find(|folder| folder.id == id);
    let mut offered = Vec::new();
    for folder in all.iter().filter(|folder| takes(folder)) {
        let mut words = vec![folder.name.as_str()];
        let mut above = folder.parent.and_then(name_of);
        while let Some(held) = above.filter(|_| words.len() < super::folder::DEEPEST) {
            words.push(held.name.as_str());
            above = held.parent.and_then(name_of);
        }
        words.reverse();
        offered.push((folder.id, words.join(" / ")));
    }
    offered.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(offered)
}

/// Folders of a record are folders of the one that it turns out to be.
pub fn bring(change: &mut Change<'_, '_>, from: Ref, to: Ref) -> Result<()> {
    let about = change
        .on_behalf("the deed holds what the folder is about")
        .children::<Folder>(BY_ABOUT, document::about_key(from))?;
    for mut folder in about {
        folder.about = Some(to);
        // Two of one name are told apart.
        if must_be_unique(change, &folder).is_err() {
            folder.name = format!("{} ({})", folder.name, folder.id);
        }
        change.put(&folder)?;
    }
    Ok(())
}
