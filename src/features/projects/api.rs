//! Projects and milestones as JSON: for staff whole, for clients what is theirs to know.

use serde_json::{Value, json};

use super::{Milestone, Part, Piece, Playbook, Project, playbooks as all, query::ProjectQuery};
use crate::{
    access::Tier,
    base::{Choice, Error, Id, Result, Unit},
    data::{Key, Query, Visit},
    web::{Form, Reader, Reply, Request, Told, form::Required},
};

pub fn list(visit: &Visit, request: &Request, asked: ProjectQuery) -> Result<Reply> {
    if visit.actor.tier == Tier::Client && asked.team_lead.is_some() {
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

pub fn of(visit: &Visit, id: Id<Project>) -> Result<Reply> {
    Ok(Reply::json(visit.json(&visit.find(id)?)?))
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

/// All playbooks, by their keys, each whole.
pub fn playbooks(request: &Request) -> Result<Reply> {
    let key = |book: &&Playbook| Key::new().text(&book.key);
    let page = request
        .paging()?
        .page("playbooks", all().iter().collect(), key, false)?;
    Ok(Reply::page(page.map(playbook)))
}

fn playbook(book: &Playbook) -> Value {
    let piece = |piece: &Piece| {
        json!({
            "title": piece.title, "role": piece.role, "estimate_minutes": piece.estimate,
            "start_day": piece.start, "due_day": piece.due, "priority": piece.priority.key(),
            "review_needed": piece.review, "after": piece.after, "checklist": piece.checklist,
            "subtasks": piece.subtasks.iter().map(|step| json!({
                "title": step.title, "estimate_minutes": step.estimate,
            })).collect::<Vec<_>>(),
        })
    };
    let part = |part: &Part| {
        json!({
            "title": part.title, "due_day": part.due,
            "tasks": part.tasks.iter().map(piece).collect::<Vec<_>>(),
        })
    };
    json!({
        "key": book.key, "name": book.name, "category": book.category.key(), "summary": book.summary,
        "working_days": book.days, "estimate_minutes": book.minutes(),
        "milestones": book.milestones.iter().map(part).collect::<Vec<_>>(),
    })
}

pub const PLAYBOOK: Told = Told::Object(&[
    ("key", Told::Text),
    ("name", Told::Text),
    ("category", Told::Text),
    ("summary", Told::Text),
    ("working_days", Told::Number),
    ("estimate_minutes", Told::Counted(Unit::Minutes)),
    (
        "milestones",
        Told::List(&Told::Object(&[
            ("title", Told::Text),
            ("due_day", Told::Number),
            ("tasks", Told::List(&PIECE)),
        ])),
    ),
]);

const PIECE: Told = Told::Object(&[
    ("title", Told::Text),
    ("role", Told::Text),
    ("estimate_minutes", Told::Counted(Unit::Minutes)),
    ("start_day", Told::Number),
    ("due_day", Told::Number),
    ("priority", Told::Text),
    ("review_needed", Told::Flag),
    ("after", Told::List(&Told::Text)),
    ("checklist", Told::List(&Told::Text)),
    (
        "subtasks",
        Told::List(&Told::Object(&[
            ("title", Told::Text),
            ("estimate_minutes", Told::Counted(Unit::Minutes)),
        ])),
    ),
]);
