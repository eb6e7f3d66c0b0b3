//! The verbs: keep a view, change it, remove it; and how somebody reads a list.

use super::{
    actions::{READ, SAVE, SHARE},
    forms::{NewView, ReadingForm, ViewForm},
    view::{self, Audience, Kept, Reading, SavedView},
};
use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::{Query, Schema, Visit},
    features::{
        declared,
        people::{Directory, Role, User},
    },
};

/// Views that somebody keeps of one list at most.
const MOST: usize = 40;

/// The views of a list that are for this person: their own first, then their roles', then everybody's.
///
/// # Errors
/// When the store can't be read.
pub fn views_of(visit: &Visit, list: &str) -> Result<Vec<SavedView>> {
    let roles = roles_of(visit)?;
    let kept = visit.cached::<Kept>()?;
    let mut views: Vec<SavedView> = kept
        .0
        .iter()
        .filter(|view| (list.is_empty() || view.list == list) && is_for(view, visit, &roles))
        .cloned()
        .collect();
    views.sort_by_key(|view| (view.audience, view.name.to_lowercase(), view.id));
    Ok(views)
}

fn roles_of(visit: &Visit) -> Result<Vec<Id<Role>>> {
    let names = Directory::of(visit)?;
    let me = names.users.get(&visit.actor.person);
    Ok(me.map(|me| me.roles.clone()).unwrap_or_default())
}

fn is_for(view: &SavedView, visit: &Visit, roles: &[Id<Role>]) -> bool {
    let own = view.owner.raw() == visit.actor.person;
    own || match view.audience {
        Audience::All => true,
        Audience::Role => view.role.is_some_and(|role| roles.contains(&role)),
        Audience::Mine | Audience::Unknown => false,
    }
}

/// One of them.
///
/// # Errors
/// When there is none for this person.
pub fn find(visit: &Visit, id: Id<SavedView>) -> Result<SavedView> {
    let mut views = views_of(visit, "")?.into_iter();
    views.find(|view| view.id == id).ok_or(Error::NotFound)
}

/// One as this person has just saved it, though it may be for others by now.
///
/// # Errors
/// When there is none.
pub(super) fn as_saved(visit: &Visit, id: Id<SavedView>) -> Result<SavedView> {
    match visit.wrote() {
        Some(_) => {
            let kept = visit.cached::<Kept>()?;
            let found = kept.0.iter().find(|view| view.id == id);
            found.cloned().ok_or(Error::NotFound)
        }
        None => find(visit, id),
    }
}

/// Whether this person may change a view that is for them.
pub fn may_change(visit: &Visit, view: &SavedView) -> bool {
    match view.is_shared() {
        true => visit.may(&SHARE, view),
        false => view.owner.raw() == visit.actor.person,
    }
}

/// What is done to a view is one's own matter, unless others read it.
fn deed(shared: bool) -> Action {
    match shared {
        true => SHARE,
        false => SAVE,
    }
}

impl ViewForm {
    /// Puts what was asked for into a view.
    fn fill(self, visit: &Visit, view: &mut SavedView) -> Result<()> {
        let role = match self.audience {
            Audience::Role => {
                let names = Directory::of(visit)?;
                let role = self.role.and_then(|id| names.roles.get(&id.raw()));
                let role = role.filter(|role| !role.retired);
                Some(
                    role.ok_or_else(|| Error::field("role", "Say for which role."))?
                        .id,
                )
            }
            _ => None,
        };
        view.name = self.name;
        view.query = self.query.trim_start_matches('?').to_owned();
        view.columns = self.columns;
        view.density = self.density;
        view.audience = self.audience;
        view.role = role;
        Ok(())
    }
}

/// Keeps a view of a list.
///
/// # Errors
/// Beside the field; when it is to be for others and this person may not; when there are too many.
pub fn keep(visit: &Visit, form: NewView) -> Result<Id<SavedView>> {
    let schema = visit.store().schema();
    if !is_list(schema, &form.list) && !declared().kept.contains(&form.list.as_str()) {
        return Err(Error::field(
            "list",
            format!("There is no list {}.", form.list),
        ));
    }
    let own = |view: &&SavedView| view.owner.raw() == visit.actor.person;
    if views_of(visit, &form.list)?.iter().filter(own).count() >= MOST {
        return Err(Error::conflict(format!(
            "You keep {MOST} views of this list already. Remove one first."
        )));
    }
    let mut view = SavedView {
        list: form.list,
        owner: Id::<User>::new(visit.actor.person),
        ..SavedView::default()
    };
    form.view.fill(visit, &mut view)?;
    visit.act(deed(view.is_shared()), move |change| {
        Ok(change.insert(view)?.id)
    })
}

/// Changes a view; whom it is for as well.
///
/// # Errors
/// As `keep`; when there is no such view for this person.
pub fn edit(visit: &Visit, id: Id<SavedView>, form: ViewForm) -> Result<()> {
    let before = find(visit, id)?;
    let shared = before.is_shared() || form.audience != Audience::Mine;
    let shown = form.version;
    let mut after = before;
    form.fill(visit, &mut after)?;
    visit.act(deed(shared), move |change| {
        let mut held = change.subject_at(id, shown)?;
        let (id, version) = (held.id, held.version);
        *held = SavedView {
            id,
            version,
            list: held.list.clone(),
            owner: held.owner,
            ..after
        };
        change.put(&held)
    })
}

/// # Errors
/// When there is no such view for this person, or it is for others and they may not.
pub fn remove(visit: &Visit, id: Id<SavedView>) -> Result<()> {
    let view = find(visit, id)?;
    visit.act(deed(view.is_shared()), move |change| {
        let held = change.subject(id)?;
        change.delete(&held)
    })
}

/// How this person reads a list, where they chose.
///
/// # Errors
/// When the store can't be read.
pub fn reading(visit: &Visit, list: &str) -> Result<Option<Reading>> {
    let key = view::key(Id::new(visit.actor.person), list);
    visit.first(Query::own(view::BY_OWNER, key))
}

/// Keeps how this person reads a list or a view of it.
///
/// # Errors
/// When there is no such list or view.
pub fn read_as(visit: &Visit, form: ReadingForm) -> Result<Id<Reading>> {
    if !is_list(visit.store().schema(), &form.list) {
        return Err(Error::field(
            "list",
            format!("There is no list {}.", form.list),
        ));
    }
    if form.look.view != 0 {
        let view = find(visit, Id::new(form.look.view));
        view.map_err(|_| Error::field("view", "There is no such view for you."))?;
    }
    let held = reading(visit, &form.list)?.map(|held| held.id);
    let view = Some(form.look.view).filter(|view| *view != 0).map(Id::new);
    let choose = move |reading: &mut Reading| {
        if form.opens {
            reading.opens = view;
        } else if reading.opens == view {
            reading.opens = None;
        }
        if !form.only_opens {
            reading.keep(form.look);
        }
    };
    let list = form.list;
    visit.act(READ, move |change| match held {
        Some(id) => {
            let mut reading = change.subject(id)?;
            choose(&mut reading);
            change.put(&reading)?;
            Ok(reading.id)
        }
        None => {
            let mut reading = Reading {
                owner: Id::new(change.actor.person),
                list,
                ..Reading::default()
            };
            choose(&mut reading);
            Ok(change.insert(reading)?.id)
        }
    })
}

/// Whether there is a list of that name.
pub fn is_list(schema: &Schema, plural: &str) -> bool {
    schema
        .kinds()
        .any(|info| info.kind.plural == plural && info.entity.is_some_and(|entity| entity.listed))
}
