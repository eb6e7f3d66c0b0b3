//! The verbs of stage 7: ask, assess, decide. An approval makes the plan in the same transaction.

use super::{
    APPROVE, ASSESS, Approval, DECIDE, HEAR_REJECTIONS, REJECT, REQUEST, RETURN, Status,
    approval::{Assessment, BY_TICKET, Matter},
    forms::{Assess, RequestForm},
};
use crate::{
    base::{Choice, Error, Id, Result, text},
    data::{Change, Key, Record, Ref, Visit},
    features::{
        inbox::{self, Reason},
        people::{Department, Directory, User},
        projects::{self, Plan},
        settings::Category,
        tickets::{self, Stage, Ticket},
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

/// Who decides: the one chosen, else the department's manager, else whoever manages there, else whoever manages.
pub(super) fn decider(
    names: &Directory,
    department: Id<Department>,
    chosen: Option<Id<User>>,
) -> Result<Id<User>> {
    if let Some(chosen) = chosen {
        return match names.is_on_duty(chosen, &DECIDE) {
            true => Ok(chosen),
            false => Err(Error::field(
                "manager",
                "Choose somebody who decides on approvals.",
            )),
        };
    }
    let holders = names.bound_on_duty(&DECIDE);
    let appointed = names
        .departments
        .get(&department.raw())
        .and_then(|d| d.manager);
    appointed
        .filter(|id| {
            names
                .users
                .get(&id.raw())
                .is_some_and(|user| !user.inactive)
        })
        .or_else(|| {
            holders
                .iter()
                .find(|user| user.departments.contains(&department))
                .map(|user| user.id)
        })
        .or_else(|| holders.first().map(|user| user.id))
        .ok_or_else(|| {
            let why = "Nobody decides on approvals of a department yet. Choose who decides.";
            Error::field("manager", why)
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
    if let Some(playbook) = projects::for_category(category) {
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
    let category = visit.find(ticket)?.category;
    let department = department_of(&names, category)?;
    let manager = decider(&names, department, form.manager)?;
    let proposal = proposal(visit, &names, category, department)?;
    visit.act(REQUEST, move |change| {
        change.subject(ticket)?;
        let earlier = change
            .unscoped("a ticket waits for one decision at a time, whoever sees it")
            .children::<Approval>(BY_TICKET, Key::new().id(ticket))?;
        if let Some(open) = earlier.iter().find(|approval| approval.is_waiting()) {
            return Err(Error::conflict(format!(
                "{} waits for a decision on this ticket already.",
                open.id
            )));
        }
        let held = tickets::to_approval(change, ticket, manager, department)?;
        let approval = change.insert(Approval {
            kind: Matter::Project,
            ticket: Some(ticket),
            client: held.client,
            title: held.title.clone(),
            requested_by: Id::new(change.actor.person),
            note: form.note.clone(),
            manager,
            departments: held.departments.clone(),
            value: held.price,
            asked_at: change.at,
            // One clock for both: the ticket's stage is the decision.
            due: held.due.unwrap_or(change.at),
            ..again(proposal, earlier.first())
        })?;
        change.note(form.note);
        inbox::notify(
            change,
            manager,
            Reason::Approval,
            approval.as_ref(),
            format!("{} waits for your decision", approval.title),
        )?;
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

/// What names something must name what is there.
/// Whether there is what was chosen; what was chosen before stays.
fn known(visit: &Visit, found: &Assessment, held: &Approval) -> Result<()> {
    let chosen = |key: &&str| !key.is_empty() && *key != held.playbook;
    if let Some(key) = found.playbook.as_deref().filter(chosen)
        && projects::playbook(key).is_none()
    {
        return Err(Error::field(
            "playbook",
            "There is no such playbook. Choose one of the list.",
        ));
    }
    let names = Directory::of(visit)?;
    if let Some(Some(lead)) = found.team_lead
        && held.team_lead != Some(lead)
        && !names.staff().iter().any(|user| user.id == lead)
    {
        return Err(Error::field("team_lead", "Choose somebody who works here."));
    }
    Ok(())
}

pub fn assess(visit: &Visit, id: Id<Approval>, form: Assess) -> Result<()> {
    known(visit, &form.found, &visit.find(id)?)?;
    visit.act(ASSESS, move |change| {
        let mut approval = change.subject_at::<Approval>(id, form.version)?;
        approval.assess(form.found)?;
        change.put(&approval)
    })
}

/// Approves with what the form adds to the assessment, and makes the project. Answers the project's raw id.
pub fn approve(visit: &Visit, id: Id<Approval>, form: Assess) -> Result<Option<u64>> {
    let held: Approval = visit.find(id)?;
    known(visit, &form.found, &held)?;
    let today = visit.today();
    let calendar = Directory::calendar_of(visit, held.department)?;
    visit.act(APPROVE, move |change| {
        let mut approval = change.subject_at::<Approval>(id, form.version)?;
        approval.assess(form.found)?;
        approval.approve(Id::new(change.actor.person), change.at, today)?;
        change.note(approval.conditions.clone());
        let made = match (approval.kind, approval.start, approval.team_lead) {
            (Matter::Project, Some(start), Some(team_lead)) => {
                let playbook = projects::playbook(&approval.playbook).ok_or_else(|| {
                    Error::field("playbook", "This playbook is gone. Choose another.")
                })?;
                let project = projects::plan_from(
                    change,
                    Plan {
                        title: approval.title.clone(),
                        client: approval.client,
                        ticket: approval.ticket.map(Id::raw),
                        category: approval.category,
                        department: approval.department,
                        departments: approval.departments.clone(),
                        manager: approval.manager,
                        team_lead,
                        budget_minutes: approval.budget_minutes,
                        value: approval.value,
                        start,
                        promised: approval.finish,
                        playbook,
                        calendar,
                    },
                )?;
                Some(project)
            }
            _ => None,
        };
        approval.project = made.as_ref().map(|project| project.id.raw());
        change.put(&approval)?;
        let mut about = approval.as_ref();
        if let Some(project) = &made {
            about = project.as_ref();
            change.about(about);
            if let Some(ticket) = approval.ticket {
                tickets::in_production(change, ticket, project.id.raw())?;
            }
        }
        tell(
            change,
            &approval,
            Reason::Decided,
            about,
            &format!("{} is approved", approval.title),
            None,
        )?;
        Ok(approval.project)
    })
}

/// Back to support, with what is missing.
pub fn hand_back(visit: &Visit, id: Id<Approval>, reason: String) -> Result<()> {
    visit.act(RETURN, move |change| {
        change.note(reason.clone());
        let mut approval = change.subject_at::<Approval>(id, None)?;
        approval.hand_back(Id::new(change.actor.person), &reason, change.at)?;
        change.put(&approval)?;
        let text = format!("{}: {}", approval.title, text::shorten(&reason, 120));
        back(change, &approval, &reason, Reason::Returned, &text)
    })
}

/// The house won't do this. The ticket goes back to support, and sales hears why.
pub fn reject(visit: &Visit, id: Id<Approval>, reason: String) -> Result<()> {
    let names = Directory::of(visit)?;
    let sellers: Vec<Id<User>> = names
        .on_duty(&HEAR_REJECTIONS)
        .iter()
        .map(|user| user.id)
        .collect();
    visit.act(REJECT, move |change| {
        change.note(reason.clone());
        let mut approval = change.subject_at::<Approval>(id, None)?;
        approval.reject(Id::new(change.actor.person), &reason, change.at)?;
        change.put(&approval)?;
        let text = format!(
            "{} is rejected: {}",
            approval.title,
            text::shorten(&reason, 120)
        );
        back(change, &approval, &reason, Reason::Decided, &text)?;
        for seller in sellers {
            inbox::notify(
                change,
                seller,
                Reason::Decided,
                approval.as_ref(),
                text.as_str(),
            )?;
        }
        Ok(())
    })
}

fn back(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    reason: &str,
    why: Reason,
    text: &str,
) -> Result<()> {
    let Some(ticket) = approval.ticket else {
        return tell(change, approval, why, approval.as_ref(), text, None);
    };
    // A ticket that was cancelled meanwhile stays where it is; one that goes back tells its agent by itself.
    let of = change.load(approval, |approval| approval.ticket.unwrap_or_default())?;
    let told = match of.stage {
        Stage::Approval => tickets::back_from_approval(change, ticket, reason)?.agent,
        _ => None,
    };
    tell(change, approval, why, ticket.as_ref(), text, told)
}

/// The requester and the ticket's agent, each once, but not who was told already.
fn tell(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    why: Reason,
    about: Ref,
    text: &str,
    told: Option<Id<User>>,
) -> Result<()> {
    let mut to = vec![approval.requested_by];
    if approval.ticket.is_some()
        && let Some(agent) = change
            .load(approval, |held| held.ticket.unwrap_or_default())?
            .agent
        && !to.contains(&agent)
    {
        to.push(agent);
    }
    for person in to.into_iter().filter(|person| told != Some(*person)) {
        inbox::notify(change, person, why, about, text)?;
    }
    Ok(())
}
