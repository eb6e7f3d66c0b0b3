//! The verbs of invoices that recur: set up, changed, paused, ended; and what Atrium does by itself when one is due.

use super::{
    actions::{CREATE, EDIT, END, ISSUE_DUE, PAUSE, RESUME},
    forms::{EditRecurring, NewRecurring},
    notices,
    series::RecurringInvoice,
};
use crate::{
    base::{Day, Error, Id, Result, if_found},
    data::{Change, Held, Record, Visit},
    features::{
        clients::Client,
        inbox,
        invoices::{self, Content, Draft, Invoice, Source},
        projects::{Project, leads_of},
        quotes::{Line, sheet::dated},
    },
};

/// Days after its own on which one is still issued by itself. What comes later, because the server was off or its clock is
/// wrong, somebody looks at first: what is issued stays, with a number and the day of its issue.
const ISSUED_WITHIN: i32 = 7;

/// Whether one of a day is issued by itself on another.
fn is_in_time(due: Day, today: Day) -> bool {
    today - due <= ISSUED_WITHIN
}

/// What is written of each, as an invoice would take it.
fn fill(held: &mut RecurringInvoice, content: Content) -> Result<()> {
    let mut paper = paper(held);
    let days = content.days;
    content.fill(&mut paper)?;
    if let Some(why) = paper.unready() {
        return Err(Error::field("lines", why));
    }
    held.title = paper.title;
    held.lines = paper.lines;
    held.next_key = paper.next_key;
    held.note = paper.note;
    held.days = days;
    Ok(())
}

/// As a draft that isn't stored.
pub fn paper(held: &RecurringInvoice) -> Invoice {
    Invoice {
        client: held.client,
        title: held.title.clone(),
        lines: held.lines.clone(),
        next_key: held.next_key,
        note: held.note.clone(),
        days: held.days.unwrap_or_default(),
        ..Invoice::default()
    }
}

fn must_come(held: &RecurringInvoice) -> Result<()> {
    match held.ended {
        false => Ok(()),
        true => Err(Error::field(
            "until",
            "Nothing would ever come of it. Choose a later end.",
        )),
    }
}

/// # Errors
/// Where the client isn't there for this person, or what is written couldn't be issued.
pub fn create(visit: &Visit, form: NewRecurring) -> Result<Id<RecurringInvoice>> {
    let missing = || Error::field("client", "There is no such client that you may see.");
    let named = form.client.ok_or_else(missing)?;
    let client: Client = if_found(visit.find(named))?.ok_or_else(missing)?;
    let project = match form.project {
        None => None,
        Some(id) => {
            let found = if_found(visit.find::<Project>(id))?;
            let own = found.filter(|project| project.client == client.id);
            Some(own.ok_or_else(|| {
                Error::field(
                    "project",
                    "This client has no such project that you may see.",
                )
            })?)
        }
    };
    if form.content.title.as_ref().is_none_or(String::is_empty) {
        return Err(Error::field("title", "Title is missing."));
    }
    let today = visit.today();
    let mut held = RecurringInvoice {
        client: client.id,
        project: project.as_ref().map(|project| project.id),
        leads: project.as_ref().map_or_else(Vec::new, leads_of),
        owner: Id::new(visit.actor.person),
        rule: form.when.rule(today),
        most: form.when.most,
        issues: form.when.issues,
        // What would have come before it was set up isn't made up for.
        last_day: Some(today + -1),
        created_at: visit.at,
        ..RecurringInvoice::default()
    };
    fill(&mut held, form.content)?;
    visit.act(CREATE, move |change| {
        let client = change.subject::<Client>(client.id)?;
        let department = change.actor.departments.first().copied().map(Id::new);
        held.department = project
            .map(|project| project.department)
            .or(department)
            .unwrap_or_default();
        let zone = change.tz.clone();
        held.touch(change.at);
        held.plan(&zone);
        must_come(&held)?;
        let made = change.insert(held)?;
        change.about(made.as_ref());
        change.about(client.as_ref());
        Ok(made.id)
    })
}

/// # Errors
/// Once it ended, or where nothing would come any more.
pub fn edit(visit: &Visit, id: Id<RecurringInvoice>, form: EditRecurring) -> Result<()> {
    let today = visit.today();
    visit.act(EDIT, move |change| {
        let mut held = change.subject_at::<RecurringInvoice>(id, form.version)?;
        held.must_go_on()?;
        fill(&mut held, form.content)?;
        held.most = form.when.most;
        held.issues = form.when.issues;
        let zone = change.tz.clone();
        held.change_rule(form.when.rule(today), today, &zone);
        must_come(&held)?;
        change.put_touched(&mut held, RecurringInvoice::touch)
    })
}

/// # Errors
/// Once it ended, or is paused.
pub fn pause(visit: &Visit, id: Id<RecurringInvoice>) -> Result<()> {
    visit.act(PAUSE, move |change| {
        let mut held = change.subject::<RecurringInvoice>(id)?;
        held.must_go_on()?;
        if held.paused {
            return Err(Error::conflict("This is paused already."));
        }
        held.paused = true;
        let zone = change.tz.clone();
        held.plan(&zone);
        change.put_touched(&mut held, RecurringInvoice::touch)
    })
}

/// # Errors
/// Where it isn't paused.
pub fn resume(visit: &Visit, id: Id<RecurringInvoice>) -> Result<()> {
    let today = visit.today();
    visit.act(RESUME, move |change| {
        let mut held = change.subject::<RecurringInvoice>(id)?;
        held.must_go_on()?;
        if !held.paused {
            return Err(Error::conflict("This isn't paused."));
        }
        let zone = change.tz.clone();
        held.resume(today, &zone);
        change.put_touched(&mut held, RecurringInvoice::touch)
    })
}

/// # Errors
/// Once it ended.
pub fn end(visit: &Visit, id: Id<RecurringInvoice>) -> Result<()> {
    visit.act(END, move |change| {
        let mut held = change.subject::<RecurringInvoice>(id)?;
        held.must_go_on()?;
        held.ended = true;
        let zone = change.tz.clone();
        held.plan(&zone);
        change.put_touched(&mut held, RecurringInvoice::touch)
    })
}

/// The one that is due is drafted, once: it moves on in the same deed. Each that passed while the server was off is drafted, and
/// is issued by itself only where it is still in time.
pub fn make_due(change: &mut Change<'_, '_>, mut held: Held<RecurringInvoice>) -> Result<()> {
    let zone = change.tz.clone();
    let today = change.at.day(&zone);
    let Some(due) = held.take(today, &zone) else {
        return change.put(&held);
    };
    let lines: Vec<Line> = held.lines.iter().map(|held| held.line.clone()).collect();
    let invoice = invoices::draft(
        change,
        Draft {
            client: held.client,
            project: held.project,
            owner: held.owner,
            department: held.department,
            title: held.title.clone(),
            note: held.note.clone(),
            days: held.days,
            lines,
            source: Source::Hand,
        },
    )?;
    held.last_invoice = Some(invoice.id);
    let issues = held.issues && is_in_time(due, today);
    let at = change.at;
    if issues {
        held.to_issue.push(invoice.id);
        held.issue_at = Some(at);
    }
    held.touch(at);
    change.put(&held)?;
    change.about(held.as_ref());
    if !issues {
        let told = match held.issues {
            false => format!("{} is drafted: read it over and issue it", invoice.title),
            true => format!(
                "{} of {} comes late, so it is only drafted: read it over and issue it",
                invoice.title,
                dated(due)
            ),
        };
        let of = &notices::DRAFTED;
        inbox::notify(change, held.owner, of, invoice.as_ref(), told)?;
    }
    Ok(())
}

/// Issues what was made; what is issued by then, or was thrown away, is passed over. One that can't be issued stays a draft,
/// and whoever reads them over is told why.
pub fn issue_due(visit: &Visit, id: Id<RecurringInvoice>) -> Result<()> {
    let held: RecurringInvoice = visit.find(id)?;
    let mut refused = Vec::new();
    for invoice in &held.to_issue {
        let Some(draft) = if_found(visit.find(*invoice))? else {
            continue;
        };
        if draft.is_issued() {
            continue;
        }
        match invoices::issue(visit, draft.id) {
            Ok(_) => {}
            Err(Error::Conflict(why) | Error::Forbidden(why)) => {
                refused.push((draft.id, draft.title, why));
            }
            Err(Error::Invalid(why)) => refused.push((draft.id, draft.title, why.to_string())),
            Err(Error::NotFound) => {
                let why = "its client isn't there any more.".to_owned();
                refused.push((draft.id, draft.title, why));
            }
            // A disk that is full, or a draft that somebody saves just now: it is tried again.
            Err(other) => return Err(other),
        }
    }
    let done = held.to_issue;
    visit.act(ISSUE_DUE, move |change| {
        let mut held = change.subject::<RecurringInvoice>(id)?;
        held.to_issue.retain(|made| !done.contains(made));
        held.issue_at = held.issue_at.filter(|_| !held.to_issue.is_empty());
        change.put(&held)?;
        for (invoice, title, why) in refused {
            let told = format!("{title} is drafted and could not be issued: {why}");
            let of = &notices::DRAFTED;
            inbox::notify(change, held.owner, of, invoice.as_ref(), told)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_a_week_late_is_issued_and_no_later() {
        let due = Day(20_000);
        assert!(is_in_time(due, due) && is_in_time(due, due + ISSUED_WITHIN));
        assert!(!is_in_time(due, due + (ISSUED_WITHIN + 1)));
    }
}
