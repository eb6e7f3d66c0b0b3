//! What the pages of milestones do.

use super::{
    super::{
        Milestone, Project,
        actions::{ADD_MILESTONE, EDIT_MILESTONE},
        forms::{MilestoneForm, NewMilestone},
        ops, pages,
    },
    found::{may, of},
};
use crate::{
    base::{Error, Result},
    data::Visit,
    features::records::OnLines,
    web::{Filled, Reply, Request},
};

pub(super) fn new_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    may(visit, &ADD_MILESTONE, &project)?;
    let mut values = match request.query("text") {
        Some(line) => Milestone::said(visit, line),
        None => Vec::new(),
    };
    // What the line said comes first: of two values the form takes the first.
    values.push(("due", project.finish.iso()));
    values.push(("client_visible", "on".into()));
    let form = Filled::<NewMilestone>::blank(&values);
    let action = format!("/projects/{}/milestones", project.id);
    Ok(pages::milestone(&project, &action, "Add milestone", &form).into())
}

pub(super) fn add_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    let filled = request.fill::<NewMilestone>();
    match filled.attempt(|form| {
        ops::add_milestone(
            visit,
            NewMilestone {
                project: Some(project.id),
                ..form
            },
        )
    })? {
        Err(filled) => {
            let action = format!("/projects/{}/milestones", project.id);
            Ok(pages::milestone(&project, &action, "Add milestone", &filled).into())
        }
        Ok(_) => {
            Ok(Reply::go(format!("/projects/{}", project.id))
                .toast("Milestone added", visit.wrote()))
        }
    }
}

/// A milestone has no page of its own: its project shows it.
pub(super) fn show_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    Ok(Reply::go(format!("/projects/{}", milestone.project)))
}

fn above(visit: &Visit, milestone: &Milestone) -> Result<Project> {
    visit
        .follow(milestone, |milestone| milestone.project)?
        .ok_or(Error::NotFound)
}

pub(super) fn show_edit_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    visit.demand_on(&EDIT_MILESTONE, &milestone)?;
    let form = Filled::<MilestoneForm>::blank(&MilestoneForm::of(&milestone));
    let action = format!("/milestones/{}", milestone.id);
    Ok(pages::milestone(&above(visit, &milestone)?, &action, "Save milestone", &form).into())
}

pub(super) fn edit_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    match request
        .fill::<MilestoneForm>()
        .attempt(|form| ops::edit_milestone(visit, milestone.id, form))?
    {
        Err(filled) => {
            let milestone: Milestone = visit.find(milestone.id)?;
            let now = Filled::blank(&MilestoneForm::of(&milestone));
            let action = format!("/milestones/{}", milestone.id);
            Ok(pages::milestone(
                &above(visit, &milestone)?,
                &action,
                "Save milestone",
                &filled.against(milestone.version, &now),
            )
            .into())
        }
        Ok(()) => Ok(Reply::go(format!("/projects/{}", milestone.project))
            .toast("Milestone saved", visit.wrote())),
    }
}
