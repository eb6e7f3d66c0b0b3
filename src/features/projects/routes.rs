//! Ways to projects and milestones.

use super::{
    ADD_MILESTONE, CLOSE, DELIVER, EDIT, EDIT_MILESTONE, HOLD, Milestone, Project, REOPEN, RESUME,
    VIEW, api,
    forms::{MilestoneForm, NewMilestone, ProjectForm, Remark},
    ops, pages, portal, tabs,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::day,
    web::{
        Filled, Form, Reply, Request, Route,
        form::{Nothing, Reason, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/projects", VIEW, |v, r| pages::list(v, r).map(Into::into)),
        Route::page("/projects/{id}", VIEW, |v, r| {
            pages::overview(v, &of(v, r)?, r, &Refused::default()).map(Into::into)
        }),
        Route::page("/projects/{id}/tasks", VIEW, |v, r| {
            tabs::tasks(v, &of(v, r)?, r).map(Into::into)
        }),
        Route::page("/projects/{id}/time", VIEW, |v, r| {
            tabs::time_tab(v, &of(v, r)?).map(Into::into)
        }),
        Route::page("/projects/{id}/history", VIEW, |v, r| {
            tabs::history_tab(v, &of(v, r)?, r).map(Into::into)
        }),
        Route::page("/projects/{id}/edit", EDIT, show_edit),
        Route::post("/projects/{id}", EDIT, edit),
        Route::post("/projects/{id}/hold", HOLD, |v, r| {
            done::<Remark>(v, r, HOLD, "On hold", |v, id, form| {
                ops::hold(v, id, form.reason)
            })
        }),
        Route::post("/projects/{id}/resume", RESUME, |v, r| {
            done::<Remark>(v, r, RESUME, "Resumed", |v, id, _| ops::resume(v, id))
        }),
        Route::post("/projects/{id}/deliver", DELIVER, |v, r| {
            done::<Remark>(v, r, DELIVER, "Delivered to the client", |v, id, form| {
                ops::deliver(v, id, form.reason)
            })
        }),
        Route::post("/projects/{id}/close", CLOSE, |v, r| {
            done::<Remark>(v, r, CLOSE, "Closed", |v, id, form| {
                ops::close(v, id, form.reason)
            })
        }),
        Route::post("/projects/{id}/reopen", REOPEN, |v, r| {
            done::<Reason>(v, r, REOPEN, "Reopened for updates", |v, id, form| {
                ops::reopen(v, id, form.reason)
            })
        }),
        Route::page(
            "/projects/{id}/milestones/new",
            ADD_MILESTONE,
            new_milestone,
        ),
        Route::post("/projects/{id}/milestones", ADD_MILESTONE, add_milestone),
        Route::page("/milestones/{id}", VIEW, show_milestone),
        Route::page("/milestones/{id}/edit", EDIT_MILESTONE, show_edit_milestone),
        Route::post("/milestones/{id}", EDIT_MILESTONE, edit_milestone),
        Route::page("/portal/projects/{id}", VIEW, |v, r| {
            portal::page(v, &of(v, r)?).map(Into::into)
        })
        .portal(),
        Route::api_list(
            "/projects",
            VIEW,
            "Projects by finish, those under way first",
            api::list,
        )
        .of::<Project>()
        .for_clients(),
        crate::features::history::route::<Project>(),
        Route::api_get("/projects/{id}", VIEW, "A project", api::one)
            .of::<Project>()
            .for_clients(),
        Route::api_edit::<ProjectForm>(
            "/projects/{id}",
            EDIT,
            "Edit a project",
            api::one,
            |v, r| ProjectForm::of(&v.find_for(&EDIT, r.id("id")?)?, v),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Project>(),
        Route::api_post::<Remark>(
            "/projects/{id}/hold",
            HOLD,
            "Put a project on hold",
            |v, r, form| {
                ops::hold(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Nothing>(
            "/projects/{id}/resume",
            RESUME,
            "Resume a project",
            |v, r, _| {
                ops::resume(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Remark>(
            "/projects/{id}/deliver",
            DELIVER,
            "Deliver a project to its client",
            |v, r, form| {
                ops::deliver(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Remark>(
            "/projects/{id}/close",
            CLOSE,
            "Close a delivered project",
            |v, r, form| {
                ops::close(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Reason>(
            "/projects/{id}/reopen",
            REOPEN,
            "Reopen a finished project for updates",
            |v, r, form| {
                ops::reopen(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_list::<Nothing>(
            "/playbooks",
            VIEW,
            "Playbooks: the milestones, tasks and subtasks of a usual project of each kind",
            |_, r, _| api::playbooks(r),
        )
        .tells(api::PLAYBOOK),
        Route::api_list(
            "/milestones",
            VIEW,
            "The milestones of a project",
            api::milestones,
        )
        .of::<Milestone>(),
        Route::api_make::<NewMilestone>(
            "/milestones",
            ADD_MILESTONE,
            "Add a milestone to a project",
            |v, _, form| {
                let id = ops::add_milestone(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Milestone>(),
        crate::features::history::route_of_part::<Milestone>(VIEW),
        Route::api_get("/milestones/{id}", VIEW, "A milestone", api::milestone).of::<Milestone>(),
        Route::api_edit::<MilestoneForm>(
            "/milestones/{id}",
            EDIT_MILESTONE,
            "Edit a milestone",
            api::milestone,
            |v, r| {
                let milestone = v.find_for(&EDIT_MILESTONE, r.id("id")?)?;
                Ok(Filled::blank(&MilestoneForm::of(&milestone)))
            },
            |v, r, form| ops::edit_milestone(v, r.id("id")?, form),
        )
        .of::<Milestone>(),
    ]
}

fn of(visit: &Visit, request: &Request) -> Result<Project> {
    visit.find(request.id("id")?)
}

fn done<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    action: crate::access::Action,
    said: &str,
    deed: fn(&Visit, Id<Project>, F) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Project> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Ok(()) => {
            let undo = visit.wrote().filter(|_| action.undoable);
            let to = day::back(request, format!("/projects/{id}"));
            Ok(Reply::go(to).toast(said, undo))
        }
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            pages::overview(visit, &visit.find(id)?, request, &refused).map(Into::into)
        }
    }
}

fn may(visit: &Visit, action: &crate::access::Action, project: &Project) -> Result<()> {
    match visit.may(action, project) {
        true => Ok(()),
        false => Err(Error::Forbidden(visit.why(action, project))),
    }
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    may(visit, &EDIT, &project)?;
    project.must_not_be_closed()?;
    Ok(pages::edit(visit, &project, &ProjectForm::of(&project, visit)?)?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    match request
        .fill_named::<ProjectForm>(visit)?
        .attempt(|form| ops::edit(visit, project.id, form))?
    {
        Err(filled) => {
            let project = of(visit, request)?;
            let now = ProjectForm::of(&project, visit)?;
            Ok(pages::edit(visit, &project, &filled.against(project.version, &now))?.into())
        }
        Ok(()) => Ok(
            Reply::go(format!("/projects/{}", project.id)).toast("Project saved", visit.wrote())
        ),
    }
}

fn new_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    may(visit, &ADD_MILESTONE, &project)?;
    let form = Filled::<NewMilestone>::blank(&[
        ("due", project.finish.iso()),
        ("client_visible", "on".into()),
    ]);
    let action = format!("/projects/{}/milestones", project.id);
    Ok(pages::milestone(&project, &action, "Add milestone", &form).into())
}

fn add_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
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
fn show_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    Ok(Reply::go(format!("/projects/{}", milestone.project)))
}

fn above(visit: &Visit, milestone: &Milestone) -> Result<Project> {
    visit
        .follow(milestone, |milestone| milestone.project)?
        .ok_or(Error::NotFound)
}

fn show_edit_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    visit.demand_on(&EDIT_MILESTONE, &milestone)?;
    let form = Filled::<MilestoneForm>::blank(&MilestoneForm::of(&milestone));
    let action = format!("/milestones/{}", milestone.id);
    Ok(pages::milestone(&above(visit, &milestone)?, &action, "Save milestone", &form).into())
}

fn edit_milestone(visit: &Visit, request: &Request) -> Result<Reply> {
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
