//! What other features' deeds do to a ticket, and what follows from its documents.

use super::{notices, ticket::Ticket};
use crate::{
    base::{Id, Result, text},
    data::{Change, Deriving, Held, Record, Ref},
    features::{
        clients::Client,
        clocks,
        documents::Document,
        inbox,
        people::{Department, Directory, User},
    },
};

/// A department by its key, from inside a deed.
pub(super) fn department(change: &mut Change<'_, '_>, key: &str) -> Result<Id<Department>> {
    let all = Directory::departments_in(change)?;
    Ok(all
        .into_iter()
        .find(|d| d.key == key)
        .map(|d| d.id)
        .unwrap_or_default())
}

/// Lets the departments that have the ticket see its client as well.
pub fn bring_along(change: &mut Change<'_, '_>, ticket: &Ticket) -> Result<()> {
    let mut client = change
        .on_behalf("whoever has the ticket works with its client")
        .load::<Client>(ticket.client)?;
    let before = client.departments.len();
    for department in &ticket.departments {
        client.join(*department);
    }
    if client.departments.len() != before {
        change.put(&client)?;
    }
    Ok(())
}

fn save(change: &mut Change<'_, '_>, ticket: &mut Held<Ticket>) -> Result<()> {
    ticket.touched = change.at;
    change.put(ticket)?;
    change.about(ticket.as_ref());
    bring_along(change, ticket)
}

const BY_APPROVAL: &str = "a ticket goes where the decision on its approval leads";

/// For approvals: stage 6 to 7. The gate holds: everything required is complete and the scope is frozen.
/// Whoever asks for the approval tells the manager.
pub fn to_approval(
    change: &mut Change<'_, '_>,
    id: Id<Ticket>,
    manager: Id<User>,
    department: Id<Department>,
) -> Result<Held<Ticket>> {
    let mut ticket = change.on_behalf(BY_APPROVAL).load::<Ticket>(id)?;
    ticket.to_approval(manager, department, change.at)?;
    save(change, &mut ticket)?;
    Ok(ticket)
}

/// For approvals: returned or rejected; back to the support agent, scope open again.
pub fn back_from_approval(
    change: &mut Change<'_, '_>,
    id: Id<Ticket>,
    reason: &str,
) -> Result<Held<Ticket>> {
    let mut ticket = change.on_behalf(BY_APPROVAL).load::<Ticket>(id)?;
    let support = department(change, "support")?;
    let agent = ticket.back_from_approval(support, change.at)?;
    save(change, &mut ticket)?;
    let words = format!("{}: {}", ticket.title, text::shorten(reason, 120));
    inbox::notify(change, agent, &notices::RETURNED, ticket.as_ref(), words)?;
    Ok(ticket)
}

/// For approvals: approved, and this is the project it became.
pub fn in_production(change: &mut Change<'_, '_>, id: Id<Ticket>, project: u64) -> Result<()> {
    let mut ticket = change.on_behalf(BY_APPROVAL).load::<Ticket>(id)?;
    ticket.in_production(project, change.at)?;
    save(change, &mut ticket)
}

/// For projects, as something derived: a ticket in production ends with its project and comes back with it.
pub fn follow_project(change: &mut Deriving<'_, '_, '_>, id: Id<Ticket>, over: bool) -> Result<()> {
    let Some(mut ticket) = change.find::<Ticket>(id)? else {
        return Ok(());
    };
    if ticket.follow_project(over, change.at) {
        change.put(&ticket)?;
        clocks::follow_record::<Ticket>(change, id)?;
    }
    Ok(())
}

/// A requirement follows its document: verified, changed since, archived, restored.
pub fn follow_documents(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Document::KIND.code) {
        let Some(document) = change.find::<Document>(Id::new(of.id))? else {
            continue;
        };
        let (Some(about), Some(key)) = (document.about, &document.requirement) else {
            continue;
        };
        if about.kind != Ticket::KIND.code {
            continue;
        }
        let Some(mut ticket) = change.find::<Ticket>(Id::new(about.id))? else {
            continue;
        };
        if ticket.follow_document(key, &document) {
            change.put(&ticket)?;
            clocks::follow_record::<Ticket>(change, ticket.id)?;
        }
    }
    Ok(())
}
