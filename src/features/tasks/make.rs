//! Making tasks; what they say is changed in `editing`.

use super::{
    CREATE,
    actions::REQUEST,
    concerned::{about, staff},
    forms::{NewSubtask, NewTask},
    notices, requested,
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::{Change, Key, Record, Visit},
    features::{
        conversation, inbox,
        people::{Department, Directory},
        projects::{
            MILESTONES, Milestone, Priority, Project, SUBTASKS, TASKS_OF_MILESTONE, Task,
            TaskStatus as Status, takes_new_work,
        },
    },
};

/// A task of a milestone, or a subtask of a task.
pub fn create(visit: &Visit, form: NewTask) -> Result<Id<Task>> {
    let made = create_all(visit, vec![form])?;
    made.first().copied().ok_or(Error::NotFound)
}

/// Several in one deed, in their order: all or none, and one Undo takes all back.
pub fn create_all(visit: &Visit, forms: Vec<NewTask>) -> Result<Vec<Id<Task>>> {
    let mut all = Vec::new();
    for form in forms {
        for (field, user) in [("assignee", form.assignee), ("reviewer", form.reviewer)] {
            if let Some(user) = user {
                staff(visit, user, field)?;
            }
        }
        // What nobody sees is refused with the deed.
        if let Some(project) = if_found(project_of(visit, &form))? {
            takes_new_work(visit, &project)?;
        }
        let department = department_of(visit, &form.role)?;
        all.push((form, department));
    }
    visit.act(CREATE, move |change| {
        let made = all.into_iter();
        made.map(|(form, department)| make(change, form, department))
            .collect()
    })
}

/// The project that a new task of a milestone is for.
fn project_of(visit: &Visit, form: &NewTask) -> Result<Project> {
    match (form.parent, form.project, form.milestone) {
        (None, Some(project), _) => visit.find(project),
        (None, None, Some(milestone)) => {
            let milestone: Milestone = visit.find(milestone)?;
            visit.find(milestone.project)
        }
        _ => Err(Error::NotFound),
    }
}

fn make(
    change: &mut Change<'_, '_>,
    form: NewTask,
    department: Option<Id<Department>>,
) -> Result<Id<Task>> {
    let (project, place) = place_for(change, &form)?;
    project.must_be_open()?;
    if place.above.is_some() && form.client_visible {
        return Err(shown_above());
    }
    let (role, department) = match (&place.above, form.role.is_empty()) {
        (Some(parent), true) => (parent.role.clone(), parent.department),
        _ => (form.role, department.unwrap_or(project.department)),
    };
    let estimate = minutes(form.estimate);
    let task = Task {
        title: form.title,
        detail: form.detail,
        role,
        department,
        assignee: form.assignee,
        reviewer: form.reviewer,
        estimate,
        weight: estimate.unwrap_or(0),
        start: form.start,
        due: form.due.or(place.due),
        priority: form.priority.unwrap_or(place.priority),
        review_needed: form.review_needed,
        client_visible: form.client_visible,
        checklist: form.checklist,
        ..blank(change, &project, &place)
    };
    Task::days_in_order(task.start, task.due)?;
    check_after(change, &task, &form.after)?;
    let task = change.insert(Task {
        after: form.after,
        ..task
    })?;
    about(change, &task);
    change.about(task.as_ref());
    if let Some(post) = form.post {
        conversation::note_outcome(change, post, task.as_ref())?;
    }
    tell_assignee(change, &task, &project)?;
    Ok(task.id)
}

/// Where something that says already what it is comes to stand.
pub(super) struct Spot {
    pub parent: Option<Id<Task>>,
    pub milestone: Option<Id<Milestone>>,
}

/// Adds a task there behind the others; its people hear of it.
///
/// # Errors
/// As of one that is made by a form.
pub(super) fn insert(change: &mut Change<'_, '_>, at: Spot, task: Task) -> Result<Id<Task>> {
    let form = NewTask {
        parent: at.parent,
        milestone: at.milestone,
        ..NewTask::titled("")
    };
    let (project, place) = place_for(change, &form)?;
    project.must_be_open()?;
    let blank = blank(change, &project, &place);
    let task = change.insert(Task {
        project: blank.project,
        milestone: blank.milestone,
        parent: blank.parent,
        position: blank.position,
        created_by: blank.created_by,
        weight: task.estimate.unwrap_or(0),
        due: place.due,
        client_visible: task.client_visible && place.above.is_none(),
        ..task
    })?;
    about(change, &task);
    change.about(task.as_ref());
    tell_assignee(change, &task, &project)?;
    Ok(task.id)
}

/// Why a subtask isn't shown to the client by itself.
pub(super) fn shown_above() -> Error {
    Error::field(
        "client_visible",
        "A subtask is seen as a part of its task. Show the client the task above.",
    )
}

/// A subtask by somebody who may make them.
pub fn add_subtask(visit: &Visit, parent: Id<Task>, form: NewSubtask) -> Result<Id<Task>> {
    create(
        visit,
        NewTask {
            project: None,
            milestone: None,
            parent: Some(parent),
            title: form.title,
            detail: String::new(),
            role: String::new(),
            assignee: form.assignee,
            reviewer: None,
            estimate: form.estimate,
            start: None,
            due: form.due,
            priority: None,
            review_needed: form.review_needed,
            client_visible: false,
            checklist: Vec::new(),
            after: Vec::new(),
            post: None,
        },
    )
}

/// A subtask that a member asks for: it doesn't count until somebody says yes, where somebody has to be asked.
pub fn request_subtask(visit: &Visit, parent: Id<Task>, form: NewSubtask) -> Result<Id<Task>> {
    if let Some(user) = form.assignee {
        staff(visit, user, "assignee")?;
    }
    let above: Task = visit.find(parent)?;
    visit.demand_on(&REQUEST, &above)?;
    let project = visit.follow(&above, |task: &Task| task.project)?;
    let project = project.ok_or(Error::NotFound)?;
    let estimate = minutes(form.estimate);
    let asking = requested::asking(visit, &project, &form.title, &form.reason, estimate)?;
    visit.act(REQUEST, move |change| {
        change.note(form.reason.clone());
        let above = change.subject::<Task>(parent)?;
        let project = change.load(&*above, |task| task.project)?;
        project.must_be_open()?;
        let place = below(change, above.into_record())?;
        let (role, department) = place
            .above
            .as_ref()
            .map(|p| (p.role.clone(), p.department))
            .unwrap_or_default();
        let task = Task {
            title: form.title,
            detail: form.reason,
            role,
            department,
            assignee: Some(form.assignee.unwrap_or(Id::new(change.actor.person))),
            estimate,
            weight: estimate.unwrap_or(0),
            due: form.due.or(place.due),
            priority: place.priority,
            review_needed: form.review_needed,
            // Where nobody has to be asked it counts at once.
            requested: asking.is_some(),
            ..blank(change, &project, &place)
        };
        let task = change.insert(task)?;
        about(change, &task);
        let Some(asking) = asking else {
            tell_assignee(change, &task, &project)?;
            return Ok(task.id);
        };
        let above = place.above.as_ref().map_or("", |above| &above.title);
        requested::file(change, asking, &task, above, Some(project.team_lead))?;
        let told = format!("{} asks for the subtask {}", change.actor.name, task.title);
        inbox::notify(
            change,
            project.team_lead,
            &notices::REQUESTED,
            task.as_ref(),
            told,
        )?;
        Ok(task.id)
    })
}

/// Where a new task stands.
struct Place {
    milestone: Id<Milestone>,
    above: Option<Task>,
    position: u32,
    due: Option<crate::base::Day>,
    priority: Priority,
}

/// A task lies where the one above it lies; whoever names another project or milestone beside it means one of the two.
fn must_agree(form: &NewTask, above: &Task) -> Result<()> {
    if form.project.is_some_and(|project| project != above.project) {
        let why = format!(
            "{} belongs to {}. Name that project, or leave it out.",
            above.id, above.project
        );
        return Err(Error::field("project", why));
    }
    if form.milestone.is_some_and(|held| held != above.milestone) {
        let why = format!(
            "{} belongs to {}. Name that milestone, or leave it out.",
            above.id, above.milestone
        );
        return Err(Error::field("milestone", why));
    }
    Ok(())
}

/// Holds the permission against what the new task becomes part of.
fn place_for(change: &mut Change<'_, '_>, form: &NewTask) -> Result<(Project, Place)> {
    if let Some(parent) = form.parent {
        let above = change.subject::<Task>(parent)?;
        must_agree(form, &above)?;
        let project = change.load(&*above, |task| task.project)?;
        return Ok((project, below(change, above.into_record())?));
    }
    let project = match (form.project, form.milestone) {
        (Some(project), _) => project,
        (None, Some(milestone)) => change.find(milestone)?.ok_or_else(no_milestone)?.project,
        (None, None) => {
            return Err(Error::field(
                "project",
                "Say which project or task it belongs to.",
            ));
        }
    };
    let project = change.subject::<Project>(project)?;
    let milestone = match form.milestone {
        Some(id) => change
            .find(id)?
            .filter(|m: &Milestone| m.project == project.id)
            .ok_or_else(no_milestone)?,
        // Without a word about it: where work goes on, else the last.
        None => {
            let mut all = change.children::<Milestone>(MILESTONES, Key::new().id(project.id))?;
            let at = all
                .iter()
                .position(|m| !m.is_done())
                .unwrap_or(all.len().saturating_sub(1));
            if all.is_empty() {
                return Err(Error::field(
                    "milestone",
                    "This project has no milestone yet. Add one first.",
                ));
            }
            all.swap_remove(at)
        }
    };
    let last = change
        .unscoped("a new task comes after the last, whoever sees that")
        .last_child::<Task>(TASKS_OF_MILESTONE, Key::new().id(milestone.id))?
        .as_ref()
        .map(|t| t.position);
    let place = Place {
        milestone: milestone.id,
        above: None,
        position: last.unwrap_or(milestone.position * 10_000) + 100,
        due: Some(milestone.due),
        priority: Priority::Normal,
    };
    Ok((project.into_record(), place))
}

fn no_milestone() -> Error {
    Error::field("milestone", "Choose a milestone of this project.")
}

fn below(change: &mut Change<'_, '_>, above: Task) -> Result<Place> {
    if above.parent.is_some() {
        return Err(Error::conflict(
            "A subtask has no subtasks of its own. Add it to the task above.",
        ));
    }
    above.must_be_work()?;
    if !above.state.is_open() {
        return Err(Error::conflict(
            "Subtasks are added to open work. Reopen or restore the task first.",
        ));
    }
    let last = change
        .children::<Task>(SUBTASKS, Key::new().id(above.id))?
        .last()
        .map(|t| t.position);
    Ok(Place {
        milestone: above.milestone,
        position: last.unwrap_or(above.position) + 1,
        due: above.due,
        priority: above.priority,
        above: Some(above),
    })
}

fn blank(change: &Change<'_, '_>, project: &Project, place: &Place) -> Task {
    Task {
        project: project.id,
        milestone: place.milestone,
        parent: place.above.as_ref().map(|p| p.id),
        position: place.position,
        status: Status::ToDo,
        state: Status::ToDo,
        created_by: change.actor.person,
        ..Task::default()
    }
}

fn tell_assignee(change: &mut Change<'_, '_>, task: &Task, project: &Project) -> Result<()> {
    match task.assignee {
        Some(person) => {
            let told = format!("{} is yours, for {}", task.title, project.title);
            inbox::notify(change, person, &notices::ASSIGNED, task.as_ref(), told)
        }
        None => Ok(()),
    }
}

pub(super) fn department_of(visit: &Visit, role: &str) -> Result<Option<Id<Department>>> {
    if role.is_empty() {
        return Ok(None);
    }
    match Directory::of(visit)?.department_by_key(role) {
        Some(department) => Ok(Some(department.id)),
        None => Err(Error::field("role", "Choose a skill from the list.")),
    }
}

pub(super) fn minutes(typed: Option<i64>) -> Option<u32> {
    typed.and_then(|m| u32::try_from(m).ok()).filter(|m| *m > 0)
}

/// Dependencies stay inside the project; that no circle comes of them is held at the end of every deed (`derive`).
pub(super) fn check_after(
    change: &mut Change<'_, '_>,
    task: &Task,
    after: &[Id<Task>],
) -> Result<()> {
    for id in after {
        let other = change
            .unscoped("work comes after work of its project, whoever sees that")
            .find(*id)?;
        if other.is_none_or(|other| other.project != task.project) {
            return Err(Error::field(
                "after",
                format!("{id} is not a task of this project."),
            ));
        }
    }
    Ok(())
}
