//! Documents of a project are kept from its client while its files aren't shown to them. It stands in each document, so that
//! lists, pages, links and the API keep to it alike.

use super::super::{Milestone, Project, TASKS_OF_PROJECT, Task, milestone::BY_PROJECT};
use crate::{
    base::{Id, Result},
    data::{Deriving, Key, Record, Ref},
    features::documents::{BY_ABOUT, Document, about_key},
};

/// The project that a document is about, by itself or by one of its milestones or tasks.
fn project_of(change: &mut Deriving<'_, '_, '_>, about: Ref) -> Result<Option<Id<Project>>> {
    Ok(match about.kind {
        kind if kind == Project::KIND.code => Some(Id::new(about.id)),
        kind if kind == Task::KIND.code => {
            let task = change.find(Id::<Task>::new(about.id))?;
            task.map(|task| task.project)
        }
        kind if kind == Milestone::KIND.code => {
            let milestone = change.find(Id::<Milestone>::new(about.id))?;
            milestone.map(|milestone| milestone.project)
        }
        _ => None,
    })
}

fn keep(change: &mut Deriving<'_, '_, '_>, about: Ref, back: bool) -> Result<()> {
    for mut document in change.children::<Document>(BY_ABOUT, about_key(about))? {
        if document.held_back != back {
            document.held_back = back;
            change.put(&document)?;
        }
    }
    Ok(())
}

/// What a project shows of its files holds for each of them: when that is chosen, and when one comes or is about another.
pub(in crate::features::projects) fn files_follow(
    change: &mut Deriving<'_, '_, '_>,
    touched: &[Ref],
) -> Result<()> {
    for of in touched {
        if of.kind == Project::KIND.code {
            let id = Id::<Project>::new(of.id);
            let Some(project) = change.find(id)? else {
                continue;
            };
            let before = change.was(id)?.map(|was| was.shows).unwrap_or_default();
            if before.files == project.shows.files {
                continue;
            }
            let back = !project.shows.files;
            keep(change, id.as_ref(), back)?;
            for task in change.children::<Task>(TASKS_OF_PROJECT, Key::new().id(id))? {
                keep(change, task.as_ref(), back)?;
            }
            for milestone in change.children::<Milestone>(BY_PROJECT, Key::new().id(id))? {
                keep(change, milestone.as_ref(), back)?;
            }
        } else if of.kind == Document::KIND.code {
            let id = Id::<Document>::new(of.id);
            let Some(mut document) = change.find(id)? else {
                continue;
            };
            let project = match document.about {
                Some(about) => project_of(change, about)?,
                None => None,
            };
            let project = match project {
                Some(id) => change.find(id)?,
                None => None,
            };
            let back = project.is_some_and(|project| !project.shows.files);
            if document.held_back != back {
                document.held_back = back;
                change.put(&document)?;
            }
        }
    }
    Ok(())
}
