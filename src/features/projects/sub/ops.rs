//! The verbs of sub-projects. That one is moved is an edit of its project above (`projects::edit`).

use super::{
    super::{
        Milestone, Project, Task, TaskStatus, actions::ADD_PART, notices, ops::takes_new_work,
    },
    forms::NewPart,
};
use crate::{
    base::{Error, Id, Result, in_order},
    data::{Change, Held, Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
    },
};

/// Makes a sub-project of a project: of its client, its service and its department, with a first milestone. It has no
/// budgets of its own until somebody gives it some; those of the project above cover it.
///
/// # Errors
/// For people who don't work here, and a project that takes no work now.
pub fn add(visit: &Visit, parent: Id<Project>, form: NewPart) -> Result<Id<Project>> {
    let names = Directory::of(visit)?;
    for (field, user) in [("manager", form.manager), ("team_lead", form.team_lead)] {
        if user.is_some_and(|user| !names.is_staff(user)) {
            return Err(Error::field(field, "Choose somebody who works here."));
        }
    }
    let held: Project = visit.find_for(&ADD_PART, parent)?;
    takes_new_work(visit, &held)?;
    visit.act(ADD_PART, move |change| {
        let above = change.subject::<Project>(parent)?;
        above.must_be_open()?;
        let start = form.start.unwrap_or(above.start);
        // Held against the day that it begins on where nobody says another.
        in_order::FINISH.hold(Some(start), form.finish)?;
        let finish = form.finish.unwrap_or(above.finish).max(start);
        let new = Project {
            title: form.title,
            start,
            finish,
            manager: form.manager.unwrap_or(above.manager),
            team_lead: form.team_lead.unwrap_or(above.team_lead),
            ..blank(change, &above)
        };
        let made = change.insert(new)?;
        first_milestone(change, &made)?;
        tell_lead(change, &above, &made)?;
        change.about(made.as_ref());
        Ok(made.id)
    })
}

/// What a sub-project has of the project above.
fn blank(change: &Change<'_, '_>, above: &Project) -> Project {
    Project {
        client: above.client,
        category: above.category,
        department: above.department,
        parent: Some(above.id),
        budget_by: above.budget_by,
        // What the client isn't shown of the whole, they aren't shown of a part.
        shows: above.shows,
        start: above.start,
        finish: above.finish,
        manager: above.manager,
        team_lead: above.team_lead,
        created_at: Some(change.at),
        ..Project::default()
    }
}

/// For a deed that turns something of a project into a sub-project of it: `told` says what is its own.
///
/// # Errors
/// When it can't be stored.
pub fn insert(
    change: &mut Change<'_, '_>,
    above: &Project,
    told: impl FnOnce(&mut Project),
) -> Result<(Held<Project>, Held<Milestone>)> {
    let mut new = blank(change, above);
    told(&mut new);
    new.finish = new.finish.max(new.start);
    let made = change
        .on_behalf("work of a project that is large enough becomes a sub-project of it")
        .insert(new)?;
    let milestone = first_milestone(change, &made)?;
    tell_lead(change, above, &made)?;
    Ok((made, milestone))
}

fn first_milestone(change: &mut Change<'_, '_>, made: &Project) -> Result<Held<Milestone>> {
    let first = Milestone {
        project: made.id,
        title: made.title.clone(),
        position: 1,
        start: made.start,
        due: made.finish,
        client_visible: true,
        ..Milestone::default()
    };
    change.insert(first)
}

fn tell_lead(change: &mut Change<'_, '_>, above: &Project, made: &Project) -> Result<()> {
    let lead: Id<User> = made.team_lead;
    if lead == above.team_lead {
        return Ok(());
    }
    let told = format!("{} is yours to lead, in {}", made.title, above.title);
    inbox::notify(change, lead, &notices::HANDED_OVER, made.as_ref(), told)
}

/// A sub-project leaves the project above: the task that stood for it there ends.
///
/// # Errors
/// When the task can't be read.
pub fn leave_task(change: &mut Change<'_, '_>, project: &mut Project) -> Result<()> {
    let Some(task) = project.stands_at.take() else {
        return Ok(());
    };
    let found = change
        .on_behalf("the task that stood for a sub-project ends where that is moved out")
        .find::<Task>(task)?;
    if let Some(mut task) = found {
        task.stands_for = None;
        task.status = TaskStatus::Cancelled;
        change.about(task.as_ref());
        change.put(&task)?;
    }
    Ok(())
}
