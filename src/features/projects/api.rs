//! Projects and milestones as JSON: for staff whole, for clients what is theirs to know.

use serde_json::{Value, json};

use super::{
    Milestone, Project, Status, entry, pages::client_name, portal, project::BY_FINISH,
    project::BY_STATE,
};
use crate::{
    access::Tier,
    base::{Choice, Error, Id, Result},
    data::{Key, List, Visit},
    features::limit,
    web::{
        Form, Reader, Reply, Request,
        form::{Optional, Required},
    },
};

fn for_clients(visit: &Visit) -> bool {
    visit.actor.tier == Tier::Client
}

pub fn project_json(visit: &Visit, project: &Project) -> Result<Value> {
    if for_clients(visit) {
        return client_json(visit, project);
    }
    // As on the page: what it is worth is for those who keep it.
    let value = visit
        .may(&super::EDIT, project)
        .then(|| project.value.minor());
    Ok(json!({
        "id": project.id.to_string(), "title": project.title, "client": project.client.to_string(),
        "client_name": client_name(visit, project)?, "ticket": project.ticket.map(|id| format!("TK-{id}")),
        "category": project.category.key(), "state": project.state.key(), "status": project.status.key(),
        "progress": project.progress, "tasks": project.total, "tasks_completed": project.done,
        "budget_minutes": project.budget_minutes, "logged_minutes": entry::on_project(visit, project.id)?,
        "value": value, "start": project.start.iso(), "finish": project.finish.iso(),
        "promised": project.promised.map(|day| day.iso()), "manager": project.manager.to_string(), "team_lead": project.team_lead.to_string(),
        "department": project.department.to_string(),
        "departments": project.departments.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "members": project.members.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "parent": project.parent.map(|id| id.to_string()), "playbook": project.playbook,
        "delivered_at": project.delivered_at.map(|at| at.rfc3339()), "version": project.version,
    }))
}

fn client_json(visit: &Visit, project: &Project) -> Result<Value> {
    let milestones: Vec<Value> = portal::milestones(visit, project)?
        .iter()
        .map(|m| json!({ "title": m.title, "progress": m.progress, "due": m.due.iso(), "done": m.is_done() }))
        .collect();
    Ok(json!({
        "id": project.id.to_string(), "title": project.title, "progress": project.progress,
        "state": project.state.for_client(), "start": project.start.iso(), "finish": project.promised().iso(),
        "milestones": milestones,
    }))
}

pub fn milestone_json(milestone: &Milestone) -> Value {
    json!({
        "id": milestone.id.to_string(), "project": milestone.project.to_string(), "title": milestone.title,
        "position": milestone.position, "start": milestone.start.iso(), "due": milestone.due.iso(),
        "client_visible": milestone.client_visible, "weight_minutes": milestone.weight, "progress": milestone.progress,
        "tasks": milestone.total, "tasks_completed": milestone.done, "version": milestone.version,
    })
}

/// What a list of projects may be asked for.
pub struct Asked {
    state: Option<Status>,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        Asked {
            state: f.choice("state", "State", Optional),
        }
    }
}

pub fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let list = match request.asked::<Asked>().into_form()?.state {
        Some(state) => List::by(BY_STATE).under(Key::new().byte(state.code())),
        None => List::by(BY_FINISH),
    };
    let page = visit.list::<Project>(list.limit(limit(request)).after(request.query("after")))?;
    let items = page
        .rows
        .iter()
        .map(|project| project_json(visit, project))
        .collect::<Result<_>>()?;
    Ok(Reply::items(items, page.next))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    of(visit, request.id("id")?)
}

pub fn of(visit: &Visit, id: Id<Project>) -> Result<Reply> {
    Ok(Reply::json(project_json(visit, &visit.find(id)?)?))
}

/// Whose milestones.
pub struct OfProject {
    project: Option<Id<Project>>,
}

impl Form for OfProject {
    fn read(f: &mut Reader) -> Self {
        OfProject {
            project: f.id("project", "Project", Required),
        }
    }
}

/// The milestones of a project the caller may see.
pub fn milestones(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = request.asked::<OfProject>().into_form()?.project;
    let id = asked.ok_or(Error::NotFound)?;
    let project: Project = visit.find(id)?;
    let all: Vec<Milestone> = visit.related(&project, super::MILESTONES, Key::new().id(id), 200)?;
    Ok(Reply::items(all.iter().map(milestone_json).collect(), None))
}
