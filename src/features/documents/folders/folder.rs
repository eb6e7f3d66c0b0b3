//! A folder that somebody made, and what keeps the folders a tree.

use serde::{Deserialize, Serialize};

use super::{Place, actions::VIEW};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, circle::leads_to},
    data::{BY_NUMBER, Change, Declares, Index, Key, Kind, Named, PartOf, Record, Ref, record},
    features::{
        clients::Client,
        documents::{Document, document},
        people::{Department, User},
    },
};

/// Beneath one another at most.
pub const DEEPEST: usize = 8;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Folder {
    #[serde(skip)]
    pub id: Id<Folder>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    #[serde(default)]
    pub parent: Option<Id<Folder>>,
    /// It takes documents of this client alone.
    #[serde(default)]
    pub client: Option<Id<Client>>,
    /// It takes documents about this alone.
    #[serde(default)]
    pub about: Option<Ref>,
    pub owner: Id<User>,
    /// Where its owner belongs, when it is about nothing.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    pub created_at: Moment,
}

/// What lies in a place, by name.
pub const BY_PLACE: Index = Index::scoped(1);
/// All of a client, or of the house.
pub const BY_HOME: Index = Index::scoped(2);
/// One of a name in each place.
pub const NAMED: Index = Index::unique(3);
pub const WITHIN: Index = Index::plain(4);
pub const BY_ABOUT: Index = Index::plain(5);

/// The key of `BY_HOME`.
pub fn home_key(client: Option<Id<Client>>) -> Key {
    Key::new().number(client.map_or(0, Id::raw))
}

impl Folder {
    fn title(&self) -> String {
        self.name.clone()
    }

    pub fn place(&self) -> Place {
        match self.parent {
            Some(parent) => Place::Folder(parent),
            None => Place::natural(self.client, self.about),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![Placement::Person(self.owner.raw())];
        if self.about.is_none() {
            places.extend(Placement::departments(&self.departments));
        }
        places
    }

    /// Seen by whoever works on what it is about; clients see no folders.
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.about?).staff_only(true))
    }

    /// One of a client's is seen by nobody who doesn't see the client.
    fn requires_visible(&self) -> Option<Named> {
        match self.about {
            Some(_) => None,
            None => Some((Client::KIND.plural, self.client?.raw())),
        }
    }

    fn declare(&self, to: &mut Declares) {
        let row = || self.place().row(&self.name);
        to.index(BY_NUMBER, Key::new());
        to.index(BY_PLACE, row());
        to.index(BY_HOME, home_key(self.client));
        to.index(NAMED, row());
        if let Some(parent) = self.parent {
            to.index(WITHIN, Key::new().id(parent));
        }
        if let Some(about) = self.about {
            to.index(BY_ABOUT, document::about_key(about));
        }
        to.words(&self.name);
    }

    /// Whether a document may lie in it.
    ///
    /// # Errors
    /// On `folder`, with what it takes.
    pub fn must_take(&self, document: &Document) -> Result<()> {
        let why = match (self.client, self.about) {
            (_, Some(about)) if document.about != Some(about) => "documents about its own subject",
            (Some(client), _) if document.client != Some(client) => "documents of its own client",
            _ => return Ok(()),
        };
        Err(Error::field(
            "folder",
            format!("The folder “{}” takes only {why}.", self.name),
        ))
    }

    /// Whether another belongs where this one does.
    pub fn is_at_home_with(&self, other: &Folder) -> bool {
        (self.client, self.about) == (other.client, other.about)
    }
}

record!(Folder, Kind::new(200, "folders", "FO"), view: VIEW, part_of: Folder::part_of, requires_visible: Folder::requires_visible);

/// Held over every folder, whatever deed writes it, Undo as well: folders are a tree, each of its own client and subject,
/// and one that isn't empty stays.
pub fn stays_a_tree(
    change: &mut Change<'_, '_>,
    was: Option<&Folder>,
    is: Option<&Folder>,
) -> Result<()> {
    let Some(is) = is else {
        return match was {
            Some(was) => must_be_empty(change, was),
            None => Ok(()),
        };
    };
    let stood = was.map(|was| (was.parent, was.client, was.about));
    if stood == Some((is.parent, is.client, is.about)) {
        return Ok(());
    }
    let Some(parent) = is.parent else {
        return Ok(());
    };
    let Some(above) = change.find(parent)? else {
        return Err(Error::conflict("The folder above it is gone."));
    };
    if !above.is_at_home_with(is) {
        return Err(Error::conflict(
            "A folder stays with the client and the subject that it belongs to.",
        ));
    }
    let mut depth = 1;
    let circle = leads_to([parent], &[is.id], |at| {
        depth += 1;
        Ok(change.find(at)?.and_then(|folder| folder.parent))
    })?;
    if circle {
        return Err(Error::conflict(
            "A folder can't lie within itself, nor within one that lies in it.",
        ));
    }
    // What lies in it goes along.
    let depth = depth - 1 + height(change, is.id, DEEPEST)?;
    if depth > DEEPEST {
        return Err(Error::conflict(format!(
            "Folders lie at most {DEEPEST} deep."
        )));
    }
    Ok(())
}

fn must_be_empty(change: &mut Change<'_, '_>, folder: &Folder) -> Result<()> {
    let key = || Key::new().id(folder.id);
    let holds = change.has_child::<Folder>(WITHIN, key())?
        || change.has_child::<Document>(document::IN_FOLDER, key())?;
    match holds {
        false => Ok(()),
        true => Err(Error::conflict(
            "This folder isn't empty. Move what lies in it elsewhere first; archived documents count as well.",
        )),
    }
}

/// How deep the folders go that lie in one, itself among them; no further than is asked.
fn height(change: &mut Change<'_, '_>, folder: Id<Folder>, most: usize) -> Result<usize> {
    let mut here = vec![folder];
    for height in 0..most {
        let mut below = Vec::new();
        for id in here {
            let within = change.children::<Folder>(WITHIN, Key::new().id(id))?;
            below.extend(within.into_iter().map(|folder| folder.id));
        }
        if below.is_empty() {
            return Ok(height + 1);
        }
        here = below;
    }
    Ok(most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_takes_what_belongs_to_it() {
        let about = Ref { kind: 29, id: 214 };
        let document = Document {
            client: Some(Id::new(4)),
            about: Some(about),
            ..Document::default()
        };
        let folder = |client: Option<u64>, about| Folder {
            client: client.map(Id::new),
            about,
            ..Folder::default()
        };
        for fits in [
            folder(None, None),
            folder(Some(4), None),
            folder(Some(4), Some(about)),
        ] {
            assert!(fits.must_take(&document).is_ok());
        }
        let other = Ref { kind: 29, id: 215 };
        for strange in [folder(Some(5), None), folder(Some(4), Some(other))] {
            assert!(strange.must_take(&document).is_err());
        }
    }

    #[test]
    fn a_folder_lies_in_the_one_above_it() {
        let mut folder = Folder {
            client: Some(Id::new(4)),
            ..Folder::default()
        };
        assert_eq!(folder.place(), Place::Client(Some(Id::new(4))));
        folder.parent = Some(Id::new(9));
        assert_eq!(folder.place(), Place::Folder(Id::new(9)));
    }
}
