//! The verbs of playbooks.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    actions::{CREATE, EDIT, PUBLISH, RETIRE},
    forms::{EditPlaybook, EditStep, NewPlaybook, NewStep, Publish, Questions, Sheet},
    from_project,
    library::Library,
    outline::{Level, Move, Outline, Step},
    playbook::{BY_KEY, Edition, Playbook},
    sheet,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Key, Visit},
    features::people::Directory,
};

/// An empty one, one like another, or one from what a project or a task was. One like a shipped one takes its place when it is
/// published.
pub fn create(visit: &Visit, form: NewPlaybook) -> Result<Id<Playbook>> {
    let (outline, key, origin) = match (form.from.as_str(), form.project) {
        (_, None) if form.task.is_some() => {
            let (outline, origin) =
                from_project::outline_of_task(visit, form.task.unwrap_or_default())?;
            (outline, None, origin)
        }
        (from, None) if !from.is_empty() => {
            let library = Library::of(visit)?;
            let book = library.by_key(from).ok_or_else(|| {
                Error::field("from", "There is no such playbook. Choose one of the list.")
            })?;
            // One's own is copied; a shipped one becomes the house's under the same name.
            let key = book.id.is_none().then(|| book.key.clone());
            (book.outline.clone(), key, book.called())
        }
        (_, Some(project)) => {
            let (outline, origin) = from_project::outline(visit, project)?;
            (outline, None, origin)
        }
        _ => (Outline::default(), None, String::new()),
    };
    visit.act(CREATE, move |change| {
        let key = free_key(change, key, &form.name)?;
        let made = change.insert(Playbook {
            key,
            name: form.name,
            category: form.category,
            summary: form.summary,
            steps: outline.steps,
            questions: outline.questions,
            changed: true,
            origin,
            made_at: change.at,
            ..Playbook::default()
        })?;
        Ok(made.id)
    })
}

/// The wanted key, or one made of the name, that no playbook has.
fn free_key(change: &mut Change<'_, '_>, wanted: Option<String>, name: &str) -> Result<String> {
    let plain: Vec<String> = text::words(name).collect();
    let base = match plain.join("-") {
        empty if empty.is_empty() => "playbook".to_owned(),
        base => base.chars().take(50).collect(),
    };
    let mut key = wanted.clone().unwrap_or_else(|| base.clone());
    let mut next = 2;
    loop {
        let taken = change
            .by_unique::<Playbook>(BY_KEY, Key::new().text(&key))?
            .is_some();
        let shipped = wanted.as_ref() != Some(&key) && super::shipped_by_key(&key).is_some();
        if !taken && !shipped {
            return Ok(key);
        }
        key = format!("{base}-{next}");
        next += 1;
    }
}

pub fn edit(visit: &Visit, id: Id<Playbook>, form: EditPlaybook) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut book = change.subject_at::<Playbook>(id, form.version)?;
        book.must_be_in_use()?;
        book.changed |= book.name != form.name
            || book.category != form.category
            || book.summary != form.summary;
        book.name = form.name;
        book.category = form.category;
        book.summary = form.summary;
        change.put(&book)
    })
}

/// Changes what a playbook says, by a rule.
fn change_steps<T: Serialize + DeserializeOwned + Send + 'static>(
    visit: &Visit,
    id: Id<Playbook>,
    version: Option<u64>,
    rule: impl FnOnce(&mut Outline) -> Result<T> + Send + 'static,
) -> Result<T> {
    visit.act(EDIT, move |change| {
        let mut book = change.subject_at::<Playbook>(id, version)?;
        let answer = book.change(rule)?;
        change.put(&book)?;
        Ok(answer)
    })
}

fn place(outline: &Outline, key: u32) -> Result<usize> {
    outline.place(key).ok_or(Error::NotFound)
}

/// Gives the key of the new step.
pub fn add_step(visit: &Visit, id: Id<Playbook>, form: NewStep) -> Result<u32> {
    change_steps(visit, id, None, move |outline| {
        // What a task is like, its subtasks are like at first.
        let like = form.below.and_then(|key| outline.step(key));
        let like = like
            .filter(|_| form.level == Level::Subtask)
            .cloned()
            .unwrap_or_default();
        outline.add(
            Step {
                level: form.level,
                title: form.title,
                role: like.role,
                priority: like.priority,
                client_visible: form.level != Level::Subtask,
                ..Step::default()
            },
            form.below,
        )
    })
}

pub fn edit_step(visit: &Visit, id: Id<Playbook>, key: u32, form: EditStep) -> Result<()> {
    let names = Directory::of(visit)?;
    let role = form.step.role.as_str();
    if !role.is_empty() && names.department_by_key(role).is_none() {
        return Err(Error::field("role", "Choose a department of the list."));
    }
    change_steps(visit, id, form.version, move |outline| {
        let at = place(outline, key)?;
        let level = outline.steps[at].level;
        if level == Level::Subtask && form.step.often() > 1 {
            return Err(Error::field("repeat", "A subtask repeats with its task."));
        }
        outline.steps[at] = Step {
            key,
            level,
            ..form.step
        };
        Ok(())
    })
}

pub fn move_step(visit: &Visit, id: Id<Playbook>, key: u32, how: Move) -> Result<bool> {
    change_steps(visit, id, None, move |outline| {
        let at = place(outline, key)?;
        outline.shift(at, how)
    })
}

pub fn remove_step(visit: &Visit, id: Id<Playbook>, key: u32) -> Result<()> {
    change_steps(visit, id, None, move |outline| {
        let at = place(outline, key)?;
        outline.remove(at);
        Ok(())
    })
}

pub fn ask(visit: &Visit, id: Id<Playbook>, form: Questions) -> Result<()> {
    change_steps(visit, id, form.version, move |outline| {
        outline.questions = form.questions;
        Ok(())
    })
}

/// All steps at once, from a sheet.
pub fn bring_in(visit: &Visit, id: Id<Playbook>, form: Sheet) -> Result<usize> {
    let steps = sheet::read(&form.sheet, &*Directory::of(visit)?)?;
    change_steps(visit, id, form.version, move |outline| {
        outline.steps = sheet::with_keys_of(steps, &outline.steps);
        Ok(outline.steps.len())
    })
}

pub fn publish(visit: &Visit, id: Id<Playbook>, form: Publish) -> Result<u32> {
    visit.act(PUBLISH, move |change| {
        change.note(form.note.clone());
        let mut book = change.subject_at::<Playbook>(id, form.version)?;
        let edition: Edition = book.publish(form.note, change.actor.person, change.at)?;
        let number = edition.number;
        change.put(&book)?;
        change.insert(edition)?;
        Ok(number)
    })
}

/// Nothing new is planned from it, or it is again.
pub fn retire(visit: &Visit, id: Id<Playbook>, retired: bool) -> Result<()> {
    visit.act(RETIRE, move |change| {
        let mut book = change.subject::<Playbook>(id)?;
        if book.retired == retired {
            return Err(Error::conflict(match retired {
                true => "It is retired already.",
                false => "It is in use already.",
            }));
        }
        book.retired = retired;
        change.put(&book)
    })
}
