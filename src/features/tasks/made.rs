//! A task of a post, in one click: where it was said on a task, another one beside its parts; on anything of a project, one
//! where the project's work goes on.

use super::{CREATE, Task, forms::NewTask, make};
use crate::{
    base::{Error, Id, Result, if_found, text},
    data::{Record, Ref, Visit},
    features::{
        conversation::{self, MadeOfPost, Post},
        people::Directory,
        projects::Project,
        tickets::Ticket,
    },
    ui::icon::Icon,
};

pub const OF_POST: MadeOfPost = MadeOfPost {
    key: "task",
    title: "Make a task",
    icon: Icon::Task,
    action: CREATE,
    offered: |visit, post| Ok(place_of(visit, post.on)?.is_some()),
    not_offered: NOT_OFFERED,
    make: of_post,
};

const NOT_OFFERED: &str =
    "This belongs to no project whose work you may plan. Make the task there.";

/// Below which task, or of which project.
enum Place {
    Task(Id<Task>),
    Project(Id<Project>),
}

/// Wholes above one another that are looked at.
const DEEPEST: usize = 8;

fn place_of(visit: &Visit, on: Ref) -> Result<Option<Place>> {
    let mut of = Some(on);
    for _ in 0..DEEPEST {
        let Some(at) = of else { break };
        let place = match at.kind {
            kind if kind == Task::KIND.code => {
                let task: Task = visit.find(Id::new(at.id))?;
                let above = task.parent.unwrap_or(task.id);
                let above: Task = visit.find(above)?;
                visit.may(&CREATE, &above).then_some(Place::Task(above.id))
            }
            kind if kind == Project::KIND.code => in_project(visit, at.id)?,
            kind if kind == Ticket::KIND.code => {
                match visit.find::<Ticket>(Id::new(at.id))?.project {
                    Some(project) => in_project(visit, project)?,
                    None => None,
                }
            }
            _ => {
                of = visit.whole_of(at)?;
                continue;
            }
        };
        return Ok(place);
    }
    Ok(None)
}

fn in_project(visit: &Visit, id: u64) -> Result<Option<Place>> {
    let found = if_found(visit.find::<Project>(Id::new(id)))?;
    let open =
        found.filter(|project| project.must_be_open().is_ok() && visit.may(&CREATE, project));
    Ok(open.map(|project| Place::Project(project.id)))
}

fn of_post(visit: &Visit, post: &Post) -> Result<Ref> {
    let names = Directory::of(visit)?;
    let words = conversation::plain(visit, &names, post);
    let place = place_of(visit, post.on)?;
    let (parent, project) = match place {
        Some(Place::Task(task)) => (Some(task), None),
        Some(Place::Project(project)) => (None, Some(project)),
        None => return Err(Error::conflict(NOT_OFFERED)),
    };
    let form = NewTask {
        project,
        milestone: None,
        parent,
        title: text::shorten(words.lines().next().unwrap_or("A task"), 120),
        detail: words,
        role: String::new(),
        assignee: None,
        reviewer: None,
        estimate: None,
        start: None,
        due: None,
        priority: None,
        review_needed: false,
        client_visible: false,
        checklist: Vec::new(),
        after: Vec::new(),
        post: Some(post.id),
    };
    Ok(make::create(visit, form)?.as_ref())
}
