//! The verbs of categories.

use super::{
    CategoryForm, DocumentCategory,
    actions::{CREATE, EDIT, REMOVE},
    category::{NAMED, name_key},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Record, Visit},
    features::documents::{Document, document::CATEGORY_OF},
};

fn must_be_unique(change: &mut Change<'_, '_>, category: &DocumentCategory) -> Result<()> {
    let there: Option<DocumentCategory> = change.by_unique(NAMED, name_key(&category.name))?;
    match there.filter(|there| there.id != category.id) {
        Some(_) => Err(Error::field("name", "There is a category of that name.")),
        None => Ok(()),
    }
}

pub fn add(visit: &Visit, form: CategoryForm) -> Result<Id<DocumentCategory>> {
    visit.act(CREATE, move |change| {
        let category = DocumentCategory {
            name: form.name,
            keep_months: form.keep_months,
            ending: form.ending,
            ..DocumentCategory::default()
        };
        must_be_unique(change, &category)?;
        let made = change.insert(category)?;
        change.about(Record::as_ref(&*made));
        Ok(made.id)
    })
}

/// Changes what holds for all documents of a category, from the next night on.
pub fn change(visit: &Visit, id: Id<DocumentCategory>, form: CategoryForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut category = change.subject_at(id, form.version)?;
        category.name = form.name;
        category.keep_months = form.keep_months;
        category.ending = form.ending;
        must_be_unique(change, &category)?;
        change.put(&category)
    })
}

/// Removes a category that no document has.
pub fn remove(visit: &Visit, id: Id<DocumentCategory>) -> Result<()> {
    visit.act(REMOVE, move |change| {
        let category = change.subject(id)?;
        change.delete(&category)
    })
}

/// Held over every category: one that documents have stays.
pub fn stays_while_used(
    change: &mut Change<'_, '_>,
    was: Option<&DocumentCategory>,
    is: Option<&DocumentCategory>,
) -> Result<()> {
    let (Some(was), None) = (was, is) else {
        return Ok(());
    };
    let key = crate::data::Key::new().id(was.id);
    match change.has_child::<Document>(CATEGORY_OF, key)? {
        false => Ok(()),
        true => Err(Error::conflict(
            "There are documents of this category. Give them another first; archived ones count as well.",
        )),
    }
}
