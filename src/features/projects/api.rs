//! Projects and milestones as JSON: for staff whole, for clients what is theirs to know.

use serde_json::{Value, json};

use super::{Milestone, Project, query::ProjectQuery};
use crate::{
    access::Tier,
    base::{Error, Id, Result},
    data::{Key, Query, Visit},
    features::approvals,
    web::{Form, Reader, Reply, Request, form::Required},
};

pub fn list(visit: &Visit, request: &Request, asked: ProjectQuery) -> Result<Reply> {
    if visit.actor.tier == Tier::Client && !asked.team_leads.is_empty() {
        return Err(Error::field(
            "team_lead",
            "Who leads a team is told to staff only.",
        ));
    }
    let page = visit.list(asked.query(visit).page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|project| visit.json(&project))?))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    of(visit, request.id("id")?)
}

/// With what of it waits for a yes, for whoever sees that.
pub fn of(visit: &Visit, id: Id<Project>) -> Result<Reply> {
    let project: Project = visit.find(id)?;
    let mut body = visit.json(&project)?;
    if visit.actor.tier != Tier::Client {
        let waiting = approvals::waiting_about(visit, &project)?;
        let rows = waiting.iter().map(|approval| {
            let changes = approval
                .proposed
                .iter()
                .map(|row| json!({ "field": row.field, "before": row.before, "after": row.after }));
            json!({
                "approval": approval.id.to_string(), "kind": approval.kind,
                "changes": changes.collect::<Value>(),
            })
        });
        body.insert("waiting", rows.collect::<Value>());
    }
    Ok(Reply::json(body))
}

pub fn milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&milestone)?))
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
pub fn milestones(visit: &Visit, request: &Request, asked: OfProject) -> Result<Reply> {
    let id = asked.project.ok_or(Error::NotFound)?;
    let project: Project = visit.find(id)?;
    let query = Query::of(&project, super::MILESTONES, Key::new().id(id));
    let page = visit.list::<Milestone>(query.page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|held| visit.json(&held))?))
}
