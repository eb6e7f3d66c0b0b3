//! Several files added at once, as they were dropped: each a document of its own, in the folders that they came in, all of it
//! one deed that one Undo takes back.

use super::{
    Document,
    actions::ADD,
    folders::{self, Folder, Place},
    forms::DocumentForm,
    incoming::{IncomingFile, NewDocument},
    ops::{self, Where},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Visit},
    web::Request,
};

/// Files of one deed.
pub const MOST: usize = crate::web::uploads::MOST_AT_ONCE;
/// Letters that a folder's name has.
const NAME: usize = 120;

/// A file with the folders that it came in, from the outermost.
#[derive(Debug, Clone)]
pub struct Dropped {
    pub given: IncomingFile,
    pub within: Vec<String>,
}

/// Those of a request, each with its folders where the page says them: `path` is `1200:Brand/Logos/mark.png`, a size and
/// where the file lay.
pub fn dropped(request: &Request) -> Vec<Dropped> {
    let mut paths: Vec<(u64, Vec<String>)> = request
        .fields_named("path")
        .filter_map(|said| {
            let (size, path) = said.split_once(':')?;
            Some((size.parse().ok()?, parts(path)))
        })
        .collect();
    let files = request.uploads.iter().filter(|held| held.field == "file");
    files
        .map(|upload| {
            let is_its = |(size, path): &(u64, Vec<String>)| {
                *size == upload.file.size && path.last() == Some(&upload.name)
            };
            let mut within = match paths.iter().position(is_its) {
                Some(at) => paths.remove(at).1,
                None => Vec::new(),
            };
            within.pop();
            Dropped {
                given: upload.into(),
                within,
            }
        })
        .collect()
}

/// What a path is made of, without what leads nowhere or back.
fn parts(path: &str) -> Vec<String> {
    let parts = path.split('/').map(str::trim);
    let parts = parts.filter(|part| !matches!(*part, "" | "." | ".."));
    let plain = |part: &str| {
        part.chars()
            .filter(|c| !c.is_control())
            .take(NAME)
            .collect()
    };
    parts.map(plain).collect()
}

/// Adds them all, or none.
///
/// # Errors
/// Beside the field; `Forbidden` where folders would have to be made by whoever may not.
pub fn create(visit: &Visit, form: DocumentForm, files: Vec<Dropped>) -> Result<Vec<Id<Document>>> {
    if files.is_empty() {
        return Err(Error::field("file", "Choose a file."));
    }
    if files.len() > MOST {
        return Err(Error::field(
            "file",
            format!("Add at most {MOST} files at once. The others come next."),
        ));
    }
    if files.len() > 1 && !form.name.is_empty() {
        return Err(Error::field(
            "name",
            "Several files keep their own names. Leave this empty.",
        ));
    }
    let to = ops::where_to(visit, &form)?;
    let mut new_folders = files.iter().filter(|file| !file.within.is_empty());
    if new_folders.next().is_some() {
        visit.demand(&folders::CREATE)?;
    }
    visit.act(ADD, move |change| {
        let mut made = Vec::new();
        for file in files {
            let folder = folder_of(change, &to, &file.within)?;
            let new = NewDocument {
                name: form.name.clone(),
                client: to.client,
                about: to.about,
                shared: form.shared,
                note: form.note.clone(),
                folder,
                ..NewDocument::of(file.given)
            };
            made.push(ops::add(change, new)?.id);
        }
        Ok(made)
    })
}

/// The folder that lies at the end of these, made as far as it isn't there.
fn folder_of(
    change: &mut Change<'_, '_>,
    to: &Where,
    within: &[String],
) -> Result<Option<Id<Folder>>> {
    let mut at = to.folder.as_ref().map(|folder| folder.id);
    // What lies in a folder belongs where that one does.
    let (client, about) = match &to.folder {
        Some(folder) => (folder.client, folder.about),
        None => (to.client, to.about),
    };
    for name in within {
        let place = match at {
            Some(above) => Place::Folder(above),
            None => Place::natural(client, about),
        };
        let there = folders::named(change, place, name)?;
        at = Some(match there {
            Some(there) => match change.find(there)? {
                Some(seen) => seen.id,
                None => {
                    return Err(Error::field(
                        "file",
                        format!(
                            "There is a folder “{name}” already that you don’t see. Name yours otherwise."
                        ),
                    ));
                }
            },
            None => folders::begun(change, name.clone(), at, (client, about))?,
        });
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::FileRef, web::Upload};

    fn upload(name: &str, size: u64) -> Upload {
        Upload {
            scanned: false,
            field: "file".into(),
            name: name.into(),
            media_type: "text/plain".into(),
            file: FileRef {
                name: format!("{name}{size}"),
                size,
            },
        }
    }

    #[test]
    fn each_file_finds_the_folders_that_it_came_in() {
        let path = |said: &str| ("path".to_owned(), said.to_owned());
        let request = Request {
            uploads: vec![upload("a.txt", 3), upload("a.txt", 9), upload("b.txt", 4)],
            fields: vec![
                path("9:Brand/Old/a.txt"),
                path("3:Brand/a.txt"),
                path("x:b.txt"),
            ]
            .into(),
            ..Request::default()
        };
        let found = dropped(&request);
        let within: Vec<String> = found.iter().map(|file| file.within.join("/")).collect();
        assert_eq!(within, ["Brand", "Brand/Old", ""]);
    }

    #[test]
    fn a_path_leads_nowhere_else() {
        assert_eq!(parts("../../etc/./ a /x"), ["etc", "a", "x"]);
        assert_eq!(parts("//"), Vec::<String>::new());
        assert_eq!(parts("a\u{7}b"), ["ab"]);
    }
}
