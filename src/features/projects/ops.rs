//! The verbs of projects and milestones.

use super::{
    LimitsForm, Milestone, MilestoneForm, NewMilestone, Project, ProjectForm, ScopeForm, Status,
    UpdatesForm,
    actions::{
        ADD_MILESTONE, CHANGE_SCOPE, CLOSE, DELIVER, EDIT, EDIT_MILESTONE, HOLD, MAINTAIN, REOPEN,
        RESUME,
    },
    critical,
    milestone::BY_PROJECT as MILESTONES,
    notices, sub, updates,
};
use crate::{
    access::Action,
    base::{Day, Error, Id, Result, if_found},
    data::{Change, Held, Key, Record, Visit},
    features::{
        approvals::Approval,
        inbox,
        people::{Directory, User},
    },
};

/// Edits it; what is critical of it waits for a yes, unless this person decides on it.
pub fn edit(visit: &Visit, id: Id<Project>, form: ProjectForm) -> Result<()> {
    edit_or_ask(visit, id, form).map(drop)
}

/// The same, with the approvals that what is critical waits for.
pub fn edit_or_ask(visit: &Visit, id: Id<Project>, form: ProjectForm) -> Result<Vec<Id<Approval>>> {
    let names = Directory::of(visit)?;
    let held: Project = visit.find(id)?;
    for (field, user, held) in [
        ("manager", form.manager, held.manager),
        ("team_lead", form.team_lead, held.team_lead),
    ] {
        let works_here = user.is_some_and(|user| names.is_staff(user));
        if user != Some(held) && !works_here {
            return Err(Error::field(field, "Choose somebody who works here."));
        }
    }
    visit.demand_on(&EDIT, &held)?;
    may_move(visit, &held, form.parent)?;
    let asked = critical::asked_by_edit(visit, &held, &form)?;
    // What has to be asked for was found out of it as it stands.
    let version = form.version.or(Some(held.version));
    visit.act(EDIT, move |change| {
        let mut project = change.subject_at::<Project>(id, version)?;
        project.must_not_be_closed()?;
        let before = (*project).clone();
        project.title = form.title;
        project.manager = form.manager.unwrap_or(project.manager);
        project.team_lead = form.team_lead.unwrap_or(project.team_lead);
        project.start = form.start.unwrap_or(project.start);
        project.finish = form.finish.unwrap_or(project.finish);
        project.promised = form.promised;
        if form.parent != project.parent {
            sub::leave_task(change, &mut project)?;
            for above in [project.parent, form.parent].into_iter().flatten() {
                change.about(above.as_ref());
            }
        }
        project.parent = form.parent;
        if project.parent != before.parent {
            sub::may_stand(change, &project)?;
        }
        project.budget_minutes = form
            .budget_minutes
            .and_then(|minutes| u32::try_from(minutes).ok())
            .unwrap_or(0);
        project.value = form.value.unwrap_or_default();
        project.budget_money = form.budget_money.unwrap_or_default();
        project.budget_by = form.budget_by;
        project.at_full = form.at_full;
        for asking in &asked {
            critical::hold_back(&mut project, &before, asking);
        }
        sub::budgets_stay(change, &before, &project)?;
        change.put(&project)?;
        tell_new_hands(change, &before, &project)?;
        let mut waits = Vec::new();
        for asking in asked {
            waits.push(asking.file(change)?.id);
        }
        Ok(waits)
    })
}

/// Whether this person moves a project to another one above, or to none: what it counts in is theirs to edit too.
fn may_move(visit: &Visit, held: &Project, to: Option<Id<Project>>) -> Result<()> {
    if to == held.parent {
        return Ok(());
    }
    for id in [held.parent, to].into_iter().flatten() {
        let above = if_found(visit.find::<Project>(id))?
            .ok_or_else(|| Error::field("parent", "There is no such project."))?;
        if !visit.may(&EDIT, &above) {
            let why = format!("It counts in {id}, which you may not edit. Ask whoever leads that.");
            return Err(Error::field("parent", why));
        }
    }
    Ok(())
}

/// Asks for another scope, with what that does to hours, price and date. Nothing changes before the yes.
pub fn change_scope(visit: &Visit, id: Id<Project>, form: ScopeForm) -> Result<Id<Approval>> {
    let held: Project = visit.find(id)?;
    visit.demand_on(&CHANGE_SCOPE, &held)?;
    let asking = critical::asked_by_scope(visit, &held, &form)?;
    visit.act(CHANGE_SCOPE, move |change| {
        let project = change.subject::<Project>(id)?;
        project.must_not_be_closed()?;
        change.note(form.scope);
        Ok(asking.file(change)?.id)
    })
}

/// How many tasks the columns of its board may hold from now on; what they hold already stays.
pub fn limit(visit: &Visit, id: Id<Project>, form: LimitsForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut project = change.subject_at::<Project>(id, form.version)?;
        project.must_not_be_closed()?;
        project.limits = form.limits;
        change.put(&project)
    })
}

/// Whoever leads or manages it from now on is told.
pub(super) fn tell_new_hands(
    change: &mut Change<'_, '_>,
    before: &Project,
    project: &Project,
) -> Result<()> {
    let hands = [
        (before.team_lead, project.team_lead, "lead"),
        (before.manager, project.manager, "manage"),
    ];
    for (was, is, what) in hands {
        if was != is {
            let told = format!("{} is yours to {what} now", project.title);
            inbox::notify(change, is, &notices::HANDED_OVER, project.as_ref(), told)?;
        }
    }
    Ok(())
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
        by_rule(change, &mut project, rule, told)
    })
}

/// What a rule makes of it, told to whoever keeps it.
pub(super) fn by_rule(
    change: &mut Change<'_, '_>,
    project: &mut Held<Project>,
    rule: fn(&mut Project) -> Result<()>,
    told: fn(&Project) -> String,
) -> Result<()> {
    rule(project)?;
    change.put(project)?;
    tell_keepers(change, project, told)
}

fn tell_keepers(
    change: &mut Change<'_, '_>,
    project: &Held<Project>,
    told: fn(&Project) -> String,
) -> Result<()> {
    for person in [project.manager, project.team_lead] {
        inbox::notify(
            change,
            person,
            &notices::CHANGED,
            project.as_ref(),
            told(project),
        )?;
    }
    Ok(())
}

pub(super) fn on_hold(project: &Project) -> String {
    format!("{} is on hold", project.title)
}

pub(super) fn goes_on(project: &Project) -> String {
    format!("{} goes on", project.title)
}

pub(super) fn closed(project: &Project) -> String {
    format!("{} is closed", project.title)
}

/// On hold, with the sub-projects that are under way.
pub fn hold(visit: &Visit, id: Id<Project>, reason: String) -> Result<()> {
    visit.act(HOLD, move |change| {
        change.note(reason);
        let mut project = change.subject::<Project>(id)?;
        sub::hold(change, &mut project)
    })
}

/// Under way again, with the sub-projects that were held with it.
pub fn resume(visit: &Visit, id: Id<Project>) -> Result<()> {
    visit.act(RESUME, move |change| {
        let mut project = change.subject::<Project>(id)?;
        sub::resume(change, &mut project)
    })
}

pub fn close(visit: &Visit, id: Id<Project>, reason: String) -> Result<()> {
    with(visit, CLOSE, id, reason, Project::close, closed)
}

/// Delivered, and looked after from then on.
pub fn maintain(visit: &Visit, id: Id<Project>, reason: String) -> Result<()> {
    with(visit, MAINTAIN, id, reason, Project::maintain, |project| {
        format!("{} is in maintenance", project.title)
    })
}

/// A finished project takes updates again, each line of them a task; one that is closed waits for a yes, unless this person
/// decides on it. Answers the approval that it waits for.
pub fn reopen(visit: &Visit, id: Id<Project>, form: UpdatesForm) -> Result<Option<Id<Approval>>> {
    let held: Project = visit.find(id)?;
    visit.demand_on(&REOPEN, &held)?;
    let calendar = Directory::calendar_of(visit, held.department)?;
    let until = updates::until(form.until, &calendar, visit.today());
    if until < visit.today() {
        return Err(Error::field(
            "until",
            "This day is over. Choose a later one.",
        ));
    }
    let asking = critical::asked_by_reopening(visit, &held, &form.reason, until)?;
    visit.act(REOPEN, move |change| {
        change.note(form.reason.clone());
        let mut project = change.subject_at::<Project>(id, Some(held.version))?;
        if let Some(asking) = asking {
            // Whether it could be reopened at all.
            project.clone().reopen(change.at)?;
            return Ok(Some(asking.file(change)?.id));
        }
        let by = change.actor.person;
        updates::agreed(change, &mut project, &form.reason, until, by)?;
        tell_keepers(change, &project, |project| {
            format!("{} takes updates again", project.title)
        })?;
        Ok(None)
    })
}

/// A project that takes only the updates that were agreed takes no other work.
///
/// # Errors
/// `Conflict` unless whoever wants it could agree to it alone.
pub fn takes_new_work(visit: &Visit, project: &Project) -> Result<()> {
    let free = project.state != Status::ClosedPending
        || critical::asked_by_reopening(visit, project, "", visit.today())?.is_none();
    match free {
        true => Ok(()),
        false => Err(Error::conflict(format!(
            "{} takes only the updates that were agreed. Ask for another on its page.",
            project.title
        ))),
    }
}

/// To the client: everybody there who may come into the portal is told.
pub fn deliver(visit: &Visit, id: Id<Project>, note: String) -> Result<()> {
    let project: Project = visit.find(id)?;
    let names = Directory::of(visit)?;
    let told = names.of_client(project.client.raw());
    let told: Vec<Id<User>> = told.map(|user| user.id).collect();
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
                &notices::DELIVERED,
                project.as_ref(),
                format!("{} is delivered", project.title),
            )?;
        }
        inbox::notify(
            change,
            project.team_lead,
            &notices::CHANGED,
            project.as_ref(),
            format!("{} is delivered", project.title),
        )
    })
}

pub fn add_milestone(visit: &Visit, new: NewMilestone) -> Result<Id<Milestone>> {
    let made = add_milestones(visit, vec![new])?;
    made.first().copied().ok_or(Error::NotFound)
}

/// Several in one deed, each after the last: all or none.
pub(super) fn add_milestones(visit: &Visit, all: Vec<NewMilestone>) -> Result<Vec<Id<Milestone>>> {
    visit.act(ADD_MILESTONE, move |change| {
        let made = all.into_iter();
        made.map(|new| insert_milestone(change, new)).collect()
    })
}

fn insert_milestone(change: &mut Change<'_, '_>, new: NewMilestone) -> Result<Id<Milestone>> {
    let form = new.milestone;
    let id = new
        .project
        .ok_or_else(|| Error::field("project", "Say which project it belongs to."))?;
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
        if milestone.waits_for_client() && !form.client_visible {
            return Err(Error::field(
                "client_visible",
                "The client is asked about it, so they have to see it until they answer.",
            ));
        }
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
