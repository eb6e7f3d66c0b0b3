//! What of a project isn't changed by one person alone: its budget, what that counts and how it holds, its value, what the client was promised, and that it
//! takes updates once it is closed. Such a change waits for a yes and is made with it, unless whoever wants it decides on it
//! (`approvals`). The kinds and what follows from their answers are declared here.

use super::{AtFull, BudgetBy, Project, ProjectForm, ScopeForm, Status, updates};
use crate::{
    base::{Choice, Day, Error, Id, Money, Result, money::Currency, time},
    data::{Change, Record, Visit},
    features::{
        approvals::{
            Approvable, Approval, Asking, Effect, Fact, Proposed, Who, granted, needs_nobody,
        },
        people::Directory,
        settings::CurrentSettings,
    },
};

pub const BUDGET: Approvable = Approvable {
    afresh,
    ..Approvable::new("budget", "Budget change", apply)
        .by_decider()
        .evidence(evidence)
};
pub const DEADLINE: Approvable = Approvable {
    afresh,
    ..Approvable::new("deadline", "Deadline change", apply)
        .by_decider()
        .evidence(evidence)
};
/// What is to be made becomes another: in words, with what that does to hours, price and date.
pub const SCOPE: Approvable = Approvable {
    always: true,
    afresh,
    ..Approvable::new("scope", "Scope change", apply)
        .within(16)
        .evidence(evidence)
};
pub const UPDATES: Approvable =
    Approvable::new("closed_update", "Update of a closed project", reopen)
        .usual(&[(Who::Owner, 1)])
        .by_decider()
        .evidence(evidence);

pub const ALL: &[Approvable] = &[BUDGET, DEADLINE, SCOPE, UPDATES];

/// No day, where a day is stored as a number.
const NO_DAY: i64 = i64::MIN;

/// A choice as it is stored: its place among them.
fn place<C: Choice + PartialEq>(choice: C) -> i64 {
    let place = C::ALL.iter().position(|held| *held == choice);
    place.and_then(|at| i64::try_from(at).ok()).unwrap_or(0)
}

fn choice<C: Choice + Copy + Default>(place: i64) -> C {
    let held = usize::try_from(place).ok().and_then(|at| C::ALL.get(at));
    held.copied().unwrap_or_default()
}

fn stored(day: Option<Day>) -> i64 {
    day.map_or(NO_DAY, |day| i64::from(day.0))
}

/// What a project holds in a critical field, as it is stored.
fn held(project: &Project, field: &str) -> Option<i64> {
    Some(match field {
        "promised" => stored(project.promised),
        "budget_minutes" => i64::from(project.budget_minutes),
        "value" => project.value.0,
        "budget_money" => project.budget_money.0,
        "budget_by" => place(project.budget_by),
        "at_full" => place(project.at_full),
        _ => return None,
    })
}

/// Writes a critical field.
fn put(project: &mut Project, field: &str, value: i64) {
    match field {
        "promised" => {
            let day = i32::try_from(value).ok().map(Day);
            project.promised = day.filter(|_| value != NO_DAY);
        }
        "budget_minutes" => project.budget_minutes = u32::try_from(value).unwrap_or(0),
        "value" => project.value = Money(value),
        "budget_money" => project.budget_money = Money(value),
        "budget_by" => project.budget_by = choice(value),
        "at_full" => project.at_full = choice(value),
        _ => {}
    }
}

fn in_words(field: &str, value: i64, currency: Currency) -> String {
    match field {
        "promised" if value == NO_DAY => String::new(),
        "promised" => i32::try_from(value).map_or_else(|_| String::new(), |day| Day(day).iso()),
        "budget_minutes" => format!("{} h", time::hours(value)),
        "budget_by" => choice::<BudgetBy>(value).label().to_owned(),
        "at_full" => choice::<AtFull>(value).label().to_owned(),
        _ => Money(value).show(currency),
    }
}

/// What is critical, and how many of these there are.
type Wanted = [i64; 6];

const LABELS: [(&str, &str); 6] = [
    ("promised", "Promised to the client"),
    ("budget_minutes", "Budget of hours"),
    ("value", "Value"),
    ("budget_money", "Budget of money"),
    ("budget_by", "Budget of money is"),
    ("at_full", "Once a budget is used up"),
];

/// Whether another value of a field makes more of a budget than there was: a stricter budget asks nobody, and neither does
/// what no budget holds yet.
fn matters(project: &Project, field: &str, was: i64, becomes: i64) -> bool {
    let money = project.budget_money > Money::ZERO;
    match field {
        "budget_by" => money,
        "at_full" => becomes < was && (money || project.budget_minutes > 0),
        _ => true,
    }
}

/// What of these fields becomes another.
fn proposals(project: &Project, wanted: Wanted, currency: Currency) -> Vec<Proposed> {
    let each = LABELS.into_iter().zip(wanted);
    each.filter_map(|((field, label), becomes)| {
        let was = held(project, field)?;
        (was != becomes && matters(project, field, was, becomes)).then(|| Proposed {
            field: field.to_owned(),
            label: label.to_owned(),
            before: in_words(field, was, currency),
            after: in_words(field, becomes, currency),
            was,
            becomes,
        })
    })
    .collect()
}

/// The question about a project; what it comes to is by how much its value and its hours change.
fn draft(project: &Project, title: String, note: String, proposed: Vec<Proposed>) -> Approval {
    let by = |field: &str| {
        let found = proposed.iter().find(|row| row.field == field);
        found.map_or(0, |row| {
            row.becomes.saturating_sub(row.was).saturating_abs()
        })
    };
    Approval {
        subject: Some(project.as_ref()),
        client: project.client.raw(),
        title,
        note,
        category: project.category,
        department: project.department,
        team_lead: Some(project.team_lead),
        owner: Some(project.manager),
        value: Money(by("value").max(by("budget_money"))),
        budget_minutes: u32::try_from(by("budget_minutes")).unwrap_or(u32::MAX),
        proposed,
        ..Approval::default()
    }
}

/// What has to be asked where these become another: each kind over its own fields, for each has its own rule.
fn questions(
    project: &Project,
    wanted: Wanted,
    currency: Currency,
) -> Vec<(&'static Approvable, Approval)> {
    let proposed = proposals(project, wanted, currency);
    let (days, money): (Vec<Proposed>, Vec<Proposed>) = proposed
        .into_iter()
        .partition(|row| row.field == "promised");
    let each = [(&BUDGET, "Budget", money), (&DEADLINE, "Deadline", days)];
    let asked = each.into_iter().filter(|(_, _, rows)| !rows.is_empty());
    asked
        .map(|(kind, what, rows)| {
            let title = format!("{what} of {}", project.title);
            (kind, draft(project, title, String::new(), rows))
        })
        .collect()
}

/// What of an edited project has to be asked for; nothing where none of it is critical, or its person decides.
pub fn asked_by_edit(visit: &Visit, project: &Project, form: &ProjectForm) -> Result<Vec<Asking>> {
    let wanted = [
        stored(form.promised),
        form.budget_minutes.unwrap_or(0),
        form.value.unwrap_or_default().0,
        form.budget_money.unwrap_or_default().0,
        place(form.budget_by),
        place(form.at_full),
    ];
    let currency = CurrentSettings::currency_of(visit);
    let mut asked = Vec::new();
    for (kind, draft) in questions(project, wanted, currency) {
        let asking = Asking::of(visit, kind, draft)?;
        if !asking.free {
            asked.push(asking);
        }
    }
    Ok(asked)
}

/// Leaves what is asked for as it was before.
pub fn hold_back(project: &mut Project, before: &Project, asking: &Asking) {
    for row in &asking.approval.proposed {
        if let Some(was) = held(before, &row.field) {
            put(project, &row.field, was);
        }
    }
}

/// Nothing critical becomes another with several at once, unless nobody has to be asked about it.
///
/// # Errors
/// With what has to be changed on the project's own page.
pub fn must_ask_nobody(
    change: &mut Change<'_, '_>,
    before: &Project,
    project: &Project,
) -> Result<()> {
    let wanted = LABELS.map(|(field, _)| held(project, field).unwrap_or_default());
    for (kind, draft) in questions(before, wanted, Currency::default()) {
        if !needs_nobody(change, kind, &draft)? {
            return Err(Error::conflict(format!(
                "{} may have to wait for a yes. Change it on its own page.",
                draft.title
            )));
        }
    }
    Ok(())
}

/// The question whether it becomes another; it is always put, for what was agreed is the client's as well.
pub fn asked_by_scope(visit: &Visit, project: &Project, form: &ScopeForm) -> Result<Asking> {
    project.must_not_be_closed()?;
    let wanted = [
        stored(form.promised.or(project.promised)),
        form.budget_minutes
            .unwrap_or(i64::from(project.budget_minutes)),
        form.value.unwrap_or(project.value).0,
        project.budget_money.0,
        place(project.budget_by),
        place(project.at_full),
    ];
    let proposed = proposals(project, wanted, CurrentSettings::currency_of(visit));
    let title = format!("Scope of {}", project.title);
    Asking::of(
        visit,
        &SCOPE,
        draft(project, title, form.scope.clone(), proposed),
    )
}

/// The question whether a project that is closed takes these updates; None where its person decides.
pub fn asked_by_reopening(
    visit: &Visit,
    project: &Project,
    reason: &str,
    until: Day,
) -> Result<Option<Asking>> {
    // One that is only delivered is still worked on with the client.
    if !matches!(project.status, Status::Closed | Status::ClosedPending) {
        return Ok(None);
    }
    let title = format!("Updates of {}", project.title);
    let row = |field: &str, label: &str, after: String, becomes: i64| Proposed {
        field: field.into(),
        label: label.into(),
        before: String::new(),
        after,
        was: NO_DAY,
        becomes,
    };
    let proposed = vec![
        row("updates", "Updates", reason.to_owned(), NO_DAY),
        row(
            "updates_until",
            "Takes updates until",
            until.iso(),
            stored(Some(until)),
        ),
    ];
    let draft = draft(project, title, reason.to_owned(), proposed);
    let asking = Asking::of(visit, &UPDATES, draft)?;
    Ok((!asking.free).then_some(asking))
}

fn project_of(approval: &Approval) -> Id<Project> {
    Id::new(approval.subject.map_or(0, |of| of.id))
}

fn effect(project: &Project) -> Effect {
    let mut also = vec![project.manager, project.team_lead];
    also.dedup();
    Effect {
        about: Some(project.as_ref()),
        also,
        told: None,
    }
}

/// Writes what was proposed, if it is still what it was when it was asked.
fn apply(change: &mut Change<'_, '_>, approval: &mut Approval) -> Result<Effect> {
    let mut project = granted(change).load(project_of(approval))?;
    project.must_not_be_closed()?;
    for row in &approval.proposed {
        let now = held(&project, &row.field);
        if now != Some(row.was) {
            return Err(Error::conflict(format!(
                "{} was changed since this was asked, and is no longer {}. Return it, so that it is asked again over what is there.",
                row.label,
                match row.before.is_empty() {
                    true => "empty",
                    false => row.before.as_str(),
                }
            )));
        }
        put(&mut project, &row.field, row.becomes);
    }
    change.put(&project)?;
    Ok(effect(&project))
}

/// The same proposals over what the project holds by now.
fn afresh(visit: &Visit, last: &Approval) -> Result<Approval> {
    let project = visit.follow(last, project_of)?.ok_or(Error::NotFound)?;
    project.must_not_be_closed()?;
    let wanted = LABELS.map(|(field, _)| {
        let asked = last.proposed.iter().find(|row| row.field == field);
        let becomes = asked.map(|row| row.becomes);
        becomes.or(held(&project, field)).unwrap_or_default()
    });
    let proposed = proposals(&project, wanted, CurrentSettings::currency_of(visit));
    if proposed.is_empty() && !last.proposed.is_empty() {
        return Err(Error::conflict(
            "The project holds what this asks for already.",
        ));
    }
    Ok(draft(&project, last.title.clone(), String::new(), proposed))
}

fn reopen(change: &mut Change<'_, '_>, approval: &mut Approval) -> Result<Effect> {
    let mut project = granted(change).load(project_of(approval))?;
    let row = |field: &str| approval.proposed.iter().find(|row| row.field == field);
    let lines = row("updates").map_or(approval.note.as_str(), |row| row.after.as_str());
    let until = row("updates_until").and_then(|row| i32::try_from(row.becomes).ok());
    let calendar = Directory::calendar_in(change, project.department)?;
    let today = change.at.day(&change.tz);
    let until = updates::until(until.map(Day), &calendar, today);
    updates::agreed(
        change,
        &mut project,
        lines,
        until,
        approval.requested_by.raw(),
    )?;
    Ok(effect(&project))
}

/// How the project stands.
fn evidence(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    let Some(project) = visit.follow(approval, project_of)? else {
        return Ok(Vec::new());
    };
    let currency = CurrentSettings::currency_of(visit);
    let calendar = Directory::calendar_of(visit, project.department)?;
    let logged = super::on_project(visit, project.id)?;
    let mut facts: Vec<Fact> = LABELS
        .into_iter()
        .filter_map(|(field, label)| {
            let value = held(&project, field)?;
            Some(Fact::new(label, in_words(field, value, currency)))
        })
        .collect();
    facts.push(Fact::new(
        "Hours used",
        format!("{} h", time::hours(logged)),
    ));
    facts.push(Fact::new("Progress", format!("{}%", project.progress)));
    let expected = project.expected(&calendar, visit.today());
    facts.push(Fact::new("Plan for the day", format!("{expected}%")));
    facts.push(Fact::new("Plan ends", project.finish.iso()));
    let done = format!("{} of {}", project.done, project.total);
    facts.push(Fact::new("Tasks completed", done));
    Ok(facts)
}

#[cfg(test)]
mod tests;
