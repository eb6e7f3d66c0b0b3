//! Asking for a project: a ticket whose scope is frozen goes to the department that would do the work.

use super::{forms::RequestForm, project::PROJECT};
use crate::{
    base::{Choice, Error, Id, Result},
    data::{Key, Visit},
    features::{
        approvals::{Approval, Asking, BY_TICKET, REQUEST, Status},
        people::{Department, Directory, User},
        playbooks::Library,
        projects,
        settings::Category,
        tickets::{self, Ticket},
    },
};

/// The department that does this kind of work.
pub(super) fn department_of(names: &Directory, category: Category) -> Result<Id<Department>> {
    names
        .department_by_key(category.key())
        .map(|department| department.id)
        .ok_or_else(|| {
            Error::conflict(format!(
                "No department does {} yet. Add it first.",
                category.label()
            ))
        })
}

/// The lead proposed for the work: of the department's first team, else whoever leads such work and belongs there.
fn lead_of(names: &Directory, department: Id<Department>) -> Option<Id<User>> {
    let appointed = names.teams_of(department).find_map(|team| team.lead);
    appointed.or_else(|| {
        let leads = names.on_duty(&projects::LEAD);
        leads
            .iter()
            .find(|user| user.departments.contains(&department))
            .map(|user| user.id)
    })
}

/// What a request starts from: the category's playbook with a reserve, the next days, the department's lead.
fn proposal(
    visit: &Visit,
    names: &Directory,
    category: Category,
    department: Id<Department>,
) -> Result<Approval> {
    let calendar = Directory::calendar_of(visit, department)?;
    let mut approval = Approval {
        category,
        department,
        team_lead: lead_of(names, department),
        ..Approval::default()
    };
    let library = Library::of(visit)?;
    if let Some(playbook) = library.for_category(category) {
        let start = calendar.step(visit.today(), 2);
        approval.playbook = playbook.key.clone();
        approval.budget_minutes = playbook.minutes() * 115 / 100;
        approval.start = Some(start);
        approval.finish = Some(calendar.step(start, playbook.days.saturating_sub(1)));
    }
    Ok(approval)
}

/// Hands a ticket whose scope is frozen to the department that would do the work.
pub fn request(visit: &Visit, ticket: Id<Ticket>, form: RequestForm) -> Result<Id<Approval>> {
    let names = Directory::of(visit)?;
    let held = visit.find(ticket)?;
    let department = department_of(&names, held.category)?;
    let earlier: Vec<Approval> = visit.related(&held, BY_TICKET, Key::new().id(ticket), 10)?;
    let draft = Approval {
        subject: Some(ticket.as_ref()),
        ticket: Some(ticket.raw()),
        client: held.client.raw(),
        title: held.title.clone(),
        note: form.note.clone(),
        manager: form.manager.unwrap_or_default(),
        departments: held.departments.clone(),
        value: held.price,
        ..again(
            proposal(visit, &names, held.category, department)?,
            earlier.first(),
        )
    };
    let asking = Asking::of(visit, &PROJECT, draft)?;
    visit.act(REQUEST, move |change| {
        change.subject(ticket)?;
        let mut asking = asking;
        let first = asking.approval.manager;
        let held = tickets::to_approval(change, ticket, first, department)?;
        asking.approval.departments = held.departments.clone();
        let approval = asking.file(change)?;
        change.note(form.note);
        Ok(approval.id)
    })
}

/// Asked again after a return: what was found out before is kept, the answer is open.
fn again(proposal: Approval, earlier: Option<&Approval>) -> Approval {
    match earlier.filter(|before| before.status == Status::Returned) {
        None => proposal,
        Some(before) => Approval {
            risks: before.risks.clone(),
            cost: before.cost,
            budget_minutes: before.budget_minutes,
            playbook: before.playbook.clone(),
            team_lead: before.team_lead.or(proposal.team_lead),
            feasibility_note: before.feasibility_note.clone(),
            conditions: before.conditions.clone(),
            ..proposal
        },
    }
}
