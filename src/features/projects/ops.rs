//! The verbs of projects and milestones.

use super::{
    ADD_MILESTONE, CLOSE, DELIVER, EDIT, EDIT_MILESTONE, HOLD, Milestone, MilestoneForm,
    NewMilestone, Project, ProjectForm, REOPEN, RESUME, Status, Task, TimeEntry,
    milestone::BY_PROJECT as MILESTONES,
};
use crate::{
    access::{Action, Tier},
    base::{Day, Error, Id, Result, circle::leads_to},
    data::{Change, Deriving, Held, Key, Record, Ref, Visit},
    features::{
        inbox::{self, Reason},
        people::{Directory, User},
        tickets,
    },
};

pub fn edit(visit: &Visit, id: Id<Project>, form: ProjectForm) -> Result<()> {
    let names = Directory::of(visit)?;
    let held: Project = visit.find(id)?;
    for (field, user, held) in [
        ("manager", form.manager, held.manager),
        ("team_lead", form.team_lead, held.team_lead),
    ] {
        let works_here = names.staff().iter().any(|staff| Some(staff.id) == user);
        if user != Some(held) && !works_here {
            return Err(Error::field(field, "Choose somebody who works here."));
        }
    }
    visit.act(EDIT, move |change| {
        let mut project = change.subject_at::<Project>(id, form.version)?;
        project.must_not_be_closed()?;
        if let Some(parent) = form.parent
            && form.parent != project.parent
            && change.find(parent)?.is_none()
        {
            return Err(Error::field("parent", "There is no such project."));
        }
        let before = (project.manager, project.team_lead);
        project.title = form.title;
        project.manager = form.manager.unwrap_or(project.manager);
        project.team_lead = form.team_lead.unwrap_or(project.team_lead);
        project.start = form.start.unwrap_or(project.start);
        project.finish = form.finish.unwrap_or(project.finish);
        project.promised = form.promised;
        project.parent = form.parent;
        project.budget_minutes = form
            .budget_minutes
            .and_then(|minutes| u32::try_from(minutes).ok())
            .unwrap_or(0);
        project.value = form.value.unwrap_or_default();
        change.put(&project)?;
        if before.1 != project.team_lead {
            let told = format!("{} is yours to lead now", project.title);
            inbox::notify(
                change,
                project.team_lead,
                Reason::Handover,
                project.as_ref(),
                told,
            )?;
        }
        if before.0 != project.manager {
            let told = format!("{} is yours to manage now", project.title);
            inbox::notify(
                change,
                project.manager,
                Reason::Handover,
                project.as_ref(),
                told,
            )?;
        }
        Ok(())
    })
}

fn with(
    visit: &Visit,
    action: Action,
    id: Id<Project>,
    reason: String,
    rule: fn(&mut Project) -> Result<()>,
    told: fn(&Project) -> String,
) -> Result<()> {
    visit.act(action, move |change| {
        change.note(reason);
        let mut project = change.subject::<Project>(id)?;
        rule(&mut project)?;
        change.put(&project)?;
        for person in [project.manager, project.team_lead] {
            inbox::notify(
                change,
                person,
                Reason::Decided,
                project.as_ref(),
                told(&project),
            )?;
        }
        Ok(())
    })
}

pub fn hold(visit: &Visit, id: Id<Project>, reason: String) -> Result<()> {
    with(visit, HOLD, id, reason, Project::hold, |p| {
        format!("{} is on hold", p.title)
    })
}

pub fn resume(visit: &Visit, id: Id<Project>) -> Result<()> {
    with(visit, RESUME, id, String::new(), Project::resume, |p| {
        format!("{} goes on", p.title)
    })
}

pub fn close(visit: &Visit, id: Id<Project>, reason: String) -> Result<()> {
    with(visit, CLOSE, id, reason, Project::close, |p| {
        format!("{} is closed", p.title)
    })
}

pub fn reopen(visit: &Visit, id: Id<Project>, reason: String) -> Result<()> {
    with(visit, REOPEN, id, reason, Project::reopen, |p| {
        format!("{} takes updates again", p.title)
    })
}

/// To the client: everybody there who may come into the portal is told.
pub fn deliver(visit: &Visit, id: Id<Project>, note: String) -> Result<()> {
    let project: Project = visit.find(id)?;
    let names = Directory::of(visit)?;
    let told: Vec<Id<User>> = names
        .users
        .values()
        .filter(|u| u.tier == Tier::Client && !u.inactive && u.client == Some(project.client.raw()))
        .map(|u| u.id)
        .collect();
    visit.act(DELIVER, move |change| {
        change.note(note);
        let mut project = change.subject::<Project>(id)?;
        project.deliver(change.at)?;
        change.put(&project)?;
        change.about(project.client.as_ref());
        for person in told {
            inbox::notify(
                change,
                person,
                Reason::Client,
                project.as_ref(),
                format!("{} is delivered", project.title),
            )?;
        }
        inbox::notify(
            change,
            project.team_lead,
            Reason::Decided,
            project.as_ref(),
            format!("{} is delivered", project.title),
        )
    })
}

pub fn add_milestone(visit: &Visit, new: NewMilestone) -> Result<Id<Milestone>> {
    let form = new.milestone;
    let id = new
        .project
        .ok_or_else(|| Error::field("project", "Say which project it belongs to."))?;
    visit.act(ADD_MILESTONE, move |change| {
        let project = change.subject::<Project>(id)?;
        may_plan(&project)?;
        let last = change
            .children::<Milestone>(MILESTONES, Key::new().id(id))?
            .last()
            .map_or(0, |m| m.position);
        let due = form.due.unwrap_or(project.finish);
        let milestone = new_milestone(
            change,
            &project,
            form.title,
            last + 1,
            form.start.unwrap_or(due),
            due,
            form.client_visible,
        )?;
        Ok(milestone.id)
    })
}

fn new_milestone(
    change: &mut Change<'_, '_>,
    project: &Project,
    title: String,
    position: u32,
    start: Day,
    due: Day,
    client_visible: bool,
) -> Result<Held<Milestone>> {
    change.insert(Milestone {
        project: project.id,
        title,
        position,
        start,
        due,
        client_visible,
        ..Milestone::default()
    })
}

pub fn edit_milestone(visit: &Visit, id: Id<Milestone>, form: MilestoneForm) -> Result<()> {
    visit.act(EDIT_MILESTONE, move |change| {
        let mut milestone = change.subject_at::<Milestone>(id, form.version)?;
        let project = change.load(&*milestone, |milestone| milestone.project)?;
        may_plan(&project)?;
        change.about(project.as_ref());
        milestone.title = form.title;
        milestone.due = form.due.unwrap_or(milestone.due);
        milestone.start = form.start.unwrap_or(milestone.start).min(milestone.due);
        milestone.client_visible = form.client_visible;
        change.put(&milestone)
    })
}

/// A plan may be changed while the project is open, also while it is on hold.
fn may_plan(project: &Project) -> Result<()> {
    match project.state {
        Status::OnHold => Ok(()),
        _ => project.must_be_open(),
    }
}

/// A project is never part of itself, by whatever way: also an Undo that puts a parent back is held against it.
pub(super) fn no_rings(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        let id = Id::<Project>::new(of.id);
        let Some(project) = change.find(id)? else {
            continue;
        };
        let before = change.was(id)?.and_then(|was| was.parent);
        let Some(parent) = project.parent.filter(|held| before != Some(*held)) else {
            continue;
        };
        let above = |at: Id<Project>| Ok(change.find(at)?.and_then(|held| held.parent));
        if leads_to([parent], &[id], above)? {
            return Err(Error::field(
                "parent",
                "This project would be part of itself. Choose another or none.",
            ));
        }
    }
    Ok(())
}

/// Closed is closed, also for Undo: what was done to a project, its plan or the time on it stands once it is closed, until
/// it takes updates again.
pub(super) fn closed_stays(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    if !change.is_undo() {
        return Ok(());
    }
    for of in touched {
        let id = match of.kind {
            kind if kind == Project::KIND.code => {
                // What turned out to be another client's, or was handed over, is no deed of the project.
                let own = change.demanded().resource() == Project::KIND.plural;
                own.then(|| Id::new(of.id))
            }
            kind if kind == Milestone::KIND.code => {
                let id = Id::<Milestone>::new(of.id);
                let held = change.find(id)?;
                held.or(change.was(id)?).map(|held| held.project)
            }
            kind if kind == Task::KIND.code => {
                let id = Id::<Task>::new(of.id);
                let held = change.find(id)?;
                held.or(change.was(id)?).map(|held| held.project)
            }
            kind if kind == TimeEntry::KIND.code => {
                let id = Id::<TimeEntry>::new(of.id);
                let held = change.find(id)?;
                held.or(change.was(id)?).map(|held| held.project)
            }
            _ => None,
        };
        let Some(id) = id else { continue };
        let was = change.was(id)?;
        if was.is_none_or(|was| was.must_not_be_closed().is_err())
            && let Some(project) = change.find(id)?
        {
            project.must_not_be_closed()?;
        }
    }
    Ok(())
}

/// The ticket a project came from ends with it, and comes back when the project is reopened.
pub(super) fn tickets_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        let id = Id::<Project>::new(of.id);
        let Some(project) = change.find(id)? else {
            continue;
        };
        let over = !project.status.is_open();
        let was_over = change
            .was(id)?
            .is_some_and(|project| !project.status.is_open());
        if let Some(ticket) = project.ticket.filter(|_| over || was_over) {
            tickets::follow_project(change, Id::new(ticket), over)?;
        }
    }
    Ok(())
}
