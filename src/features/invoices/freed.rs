//! What a line billed is free to be billed again: when the line goes from its draft, or once credit notes took it back. It holds alike of
//! time, expenses, milestones and charges for what was paid late.

use super::{
    billed::{self, BilledTime},
    billed_expense::{self, BilledExpense},
    invoice::Invoice,
    late::{self, LateCharge},
    milestone::{self, BilledMilestone},
};
use crate::{
    base::{Id, Moment, Result},
    data::{Change, Held, Index, Key, Record},
};

/// What binds something to lines of an invoice.
trait Binds: Record {
    /// By the invoice.
    const ON: Index;
    /// The keys of the lines.
    fn lines(&self) -> &[u32];
    fn released(&mut self) -> &mut Option<Moment>;
}

impl Binds for BilledTime {
    const ON: Index = billed::ON_INVOICE;
    fn lines(&self) -> &[u32] {
        std::slice::from_ref(&self.line)
    }
    fn released(&mut self) -> &mut Option<Moment> {
        &mut self.released
    }
}

impl Binds for BilledExpense {
    const ON: Index = billed_expense::ON_INVOICE;
    fn lines(&self) -> &[u32] {
        std::slice::from_ref(&self.line)
    }
    fn released(&mut self) -> &mut Option<Moment> {
        &mut self.released
    }
}

impl Binds for BilledMilestone {
    const ON: Index = milestone::ON_INVOICE;
    fn lines(&self) -> &[u32] {
        &self.lines
    }
    fn released(&mut self) -> &mut Option<Moment> {
        &mut self.released
    }
}

impl Binds for LateCharge {
    const ON: Index = late::ON_INVOICE;
    fn lines(&self) -> &[u32] {
        &self.lines
    }
    fn released(&mut self) -> &mut Option<Moment> {
        &mut self.released
    }
}

/// Those of whose lines none bills any more.
fn over<L: Binds>(
    change: &mut Change<'_, '_>,
    id: Id<Invoice>,
    gone: &dyn Fn(u32) -> bool,
) -> Result<Vec<Held<L>>> {
    let mut links = change
        .on_behalf("what was billed is free again once no line of the invoice bills it")
        .children::<L>(L::ON, Key::new().id(id))?;
    links.retain(|link| link.lines().iter().all(|line| gone(*line)));
    Ok(links)
}

fn drop_links<L: Binds>(
    change: &mut Change<'_, '_>,
    id: Id<Invoice>,
    gone: &dyn Fn(u32) -> bool,
) -> Result<()> {
    for link in over::<L>(change, id, gone)? {
        change.delete(&link)?;
    }
    Ok(())
}

fn free_links<L: Binds>(
    change: &mut Change<'_, '_>,
    id: Id<Invoice>,
    gone: &dyn Fn(u32) -> bool,
) -> Result<()> {
    let at = change.at;
    for mut link in over::<L>(change, id, gone)? {
        if link.released().is_none() {
            *link.released() = Some(at);
            change.put(&link)?;
        }
    }
    Ok(())
}

/// Takes off what bound something to lines that a draft has no more.
///
/// # Errors
/// When the store can't be read or written.
pub fn from_draft(
    change: &mut Change<'_, '_>,
    id: Id<Invoice>,
    gone: &dyn Fn(u32) -> bool,
) -> Result<()> {
    drop_links::<BilledTime>(change, id, gone)?;
    drop_links::<BilledExpense>(change, id, gone)?;
    drop_links::<BilledMilestone>(change, id, gone)?;
    drop_links::<LateCharge>(change, id, gone)
}

/// Lets go what stood on lines of an issued invoice that credit notes took back as a whole.
///
/// # Errors
/// When the store can't be read or written.
pub fn from_issued(
    change: &mut Change<'_, '_>,
    id: Id<Invoice>,
    gone: &dyn Fn(u32) -> bool,
) -> Result<()> {
    free_links::<BilledTime>(change, id, gone)?;
    free_links::<BilledExpense>(change, id, gone)?;
    free_links::<BilledMilestone>(change, id, gone)?;
    free_links::<LateCharge>(change, id, gone)
}
