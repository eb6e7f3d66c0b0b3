//! What holds of agreements at the end of every deed, an Undo among them: none is billed twice, no two count the same time,
//! and who sees one of a project goes with whoever leads it.

use super::{
    period::{ON_INVOICE, Period},
    retainer::{OF_CLIENT, Retainer},
};
use crate::{
    base::{Error, Id, Result},
    data::{Deriving, Key, Record, Ref},
    features::{
        invoices::{self, Invoice, Source},
        projects::{Project, follow_leads},
    },
};

/// # Errors
/// A conflict that says why an Undo can't be.
pub fn derive(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let undoes = change.is_undo();
    for of in touched {
        match of.kind {
            kind if kind == Project::KIND.code => follow(change, Id::new(of.id))?,
            kind if undoes && kind == Invoice::KIND.code => comes_back(change, Id::new(of.id))?,
            kind if undoes && kind == Period::KIND.code => is_billed_once(change, Id::new(of.id))?,
            kind if undoes && kind == Retainer::KIND.code => counts_alone(change, Id::new(of.id))?,
            _ => {}
        }
    }
    Ok(())
}

/// A line that comes back to a draft is still the one that bills its period.
fn comes_back(change: &mut Deriving<'_, '_, '_>, id: Id<Invoice>) -> Result<()> {
    let Some(is) = change.find(id)?.filter(|is| !is.is_credit_note()) else {
        return Ok(());
    };
    let had = change.was(id)?.map(|was| was.lines).unwrap_or_default();
    let back = is.lines.iter().filter(|line| {
        line.source == Source::Retainer && !had.iter().any(|held| held.key == line.key)
    });
    let back: Vec<u32> = back.map(|line| line.key).collect();
    if back.is_empty() {
        return Ok(());
    }
    let marked: Vec<Period> = change.children(ON_INVOICE, Key::new().id(id))?;
    let bills = |key: u32| {
        let mut lines = marked.iter().flat_map(Period::billed_on);
        lines.any(|(on, line)| on == id && line.is_none_or(|line| line == key))
    };
    match back.into_iter().all(bills) {
        true => Ok(()),
        false => Err(Error::conflict(
            "What a retainer bills here stands on another invoice by now, or isn't to be billed any more. Bill what is open of the retainer instead.",
        )),
    }
}

/// A period that says again where it was billed before doesn't leave another line that bills it.
fn is_billed_once(change: &mut Deriving<'_, '_, '_>, id: Id<Period>) -> Result<()> {
    let Some(was) = change.was(id)? else {
        return Ok(());
    };
    let is: Vec<_> = match change.find(id)? {
        Some(is) => is.billed_on().collect(),
        None => Vec::new(),
    };
    for (on, line) in was.billed_on() {
        if !is.contains(&(on, line)) && invoices::bills(change, on, line, Source::Retainer)? {
            return Err(Error::conflict(
                "What this would bill stands on another invoice by now. Throw that away first, or credit it.",
            ));
        }
    }
    Ok(())
}

/// What goes on again by an Undo counts no time that another agreement counts by now.
fn counts_alone(change: &mut Deriving<'_, '_, '_>, id: Id<Retainer>) -> Result<()> {
    let Some(is) = change.find(id)? else {
        return Ok(());
    };
    let others: Vec<Retainer> = change.children(OF_CLIENT, Key::new().id(is.client))?;
    match others.iter().any(|other| is.clashes(other)) {
        false => Ok(()),
        true => Err(Error::conflict(
            "Another retainer counts the same time by now, so this isn't undone. End that one first.",
        )),
    }
}

fn follow(change: &mut Deriving<'_, '_, '_>, id: Id<Project>) -> Result<()> {
    let at = |project: &Project| Key::new().id(project.client);
    follow_leads(change, id, (OF_CLIENT, at), |held: &mut Retainer, led| {
        held.leads.clone_from(&led.leads);
        held.department = led.department;
        held.project == Some(id)
    })
}
