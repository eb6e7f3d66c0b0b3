//! An expense as the engine of approvals knows it: whoever leads the person decides; a rule of the house may ask others by
//! what it comes to, or whoever manages its project.

use maud::html;

use super::{Expense, ExpenseStatus, VIEW};
use crate::{
    base::{Choice, Id, Result, if_found, money::Currency},
    data::{Change, Record, Visit},
    features::{
        approvals::{Approvable, Approval, Effect, Fact, Status as Answer, Verdict, Who, granted},
        people::{Directory, User},
        projects::Project,
        quotes::sheet::dated,
        settings::CurrentSettings,
    },
};

pub const EXPENSE: Approvable = Approvable {
    approve: "Approve the expense",
    shown: |visit, approval| match visit.follow(approval, expense_of)? {
        Some(expense) if visit.may(&VIEW, &expense) => super::pages::receipt(&expense),
        _ => Ok(html! {}),
    },
    mended_at: Some(|approval| format!("/expenses/{}", expense_of(approval))),
    ..Approvable::new("expense", "Expense", approved)
        .usual(&[(Who::Lead, 1)])
        .within(16)
        .evidence(evidence)
        .refused(refused)
};

fn expense_of(approval: &Approval) -> Id<Expense> {
    Id::new(approval.subject.map_or(0, |of| of.id))
}

/// The question about an expense; what it comes to is what a rule may look at.
pub fn draft(visit: &Visit, names: &Directory, expense: &Expense) -> Result<Approval> {
    let teams = expense
        .teams
        .iter()
        .filter_map(|id| names.teams.get(&id.raw()));
    let lead: Option<Id<User>> = teams
        .filter_map(|team| team.lead)
        .find(|lead| *lead != expense.user);
    let project = project_of(visit, expense)?;
    let manager = project
        .map(|project| project.manager)
        .filter(|id| !id.is_none() && *id != expense.user);
    let currency = CurrentSettings::currency_of(visit);
    Ok(Approval {
        title: format!(
            "{}: {}, {}",
            names.name(expense.user),
            expense.title,
            expense.amount.show(currency)
        ),
        note: expense.note.clone(),
        client: expense.bills.map_or(0, |id| id.raw()),
        department: expense.departments.first().copied().unwrap_or_default(),
        departments: expense.departments.clone(),
        team_lead: lead,
        owner: manager.or(lead),
        value: expense.amount,
        evidence: facts(visit, expense, currency)?,
        ..Approval::default()
    })
}

fn project_of(visit: &Visit, expense: &Expense) -> Result<Option<Project>> {
    match expense.project {
        Some(_) => visit.follow(expense, |held| held.project.unwrap_or_default()),
        None => Ok(None),
    }
}

fn facts(visit: &Visit, expense: &Expense, currency: Currency) -> Result<Vec<Fact>> {
    let mut facts = vec![
        Fact::new("Amount", expense.amount.show(currency)),
        Fact::new("Net", expense.net().show(currency)),
        Fact::new("Category", expense.category.label()),
        Fact::new("Day", dated(expense.day)),
        Fact::new("Paid by", expense.paid_by.label()),
    ];
    if let Some(id) = expense.project {
        let project: Option<Project> = if_found(visit.find(id))?;
        facts.push(Fact::new(
            "Project",
            project.map_or_else(|| id.to_string(), |held| held.title),
        ));
    }
    if expense.billable {
        facts.push(Fact::new("Billed at", expense.price().show(currency)));
    }
    let receipt = expense.receipt.as_ref();
    let receipt = receipt.map_or("none", |receipt| receipt.name.as_str());
    facts.push(Fact::new("Receipt", receipt));
    Ok(facts)
}

/// Nothing of a submitted expense changes.
fn evidence(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    match visit.follow(approval, expense_of)? {
        Some(expense) => facts(visit, &expense, CurrentSettings::currency_of(visit)),
        None => Ok(approval.evidence.clone()),
    }
}

fn effect(expense: &Expense) -> Effect {
    Effect {
        about: Some(expense.as_ref()),
        ..Effect::default()
    }
}

fn approved(change: &mut Change<'_, '_>, approval: &mut Approval) -> Result<Effect> {
    let (by, at) = (Id::new(change.actor.person), change.at);
    let mut expense = granted(change).load(expense_of(approval))?;
    expense.approve(by, at)?;
    change.put(&expense)?;
    if let Some(project) = expense.project {
        change.about(project.as_ref());
    }
    Ok(effect(&expense))
}

/// A no in whatever words gives it back with them; what its person takes back is a draft again.
fn refused(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    _: Verdict,
    reason: &str,
) -> Result<Effect> {
    let (by, at) = (Id::new(change.actor.person), change.at);
    let mut expense = granted(change).load(expense_of(approval))?;
    if expense.status == ExpenseStatus::Submitted {
        let reason = match (approval.status == Answer::Withdrawn, reason) {
            (true, _) => "",
            (false, "") => "It was not approved.",
            (false, reason) => reason,
        };
        expense.give_back(by, at, reason);
        change.put(&expense)?;
    }
    Ok(effect(&expense))
}
