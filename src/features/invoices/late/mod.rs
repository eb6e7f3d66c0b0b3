//! What is charged of what was paid late: interest on what was open, day by day, and a fee for each reminder from a certain one
//! on, as the house's terms say. It is a draft of its own that somebody reads over and issues.
//!
//! Record: `LateCharge` (which days of which invoice were charged for, and which reminders). No day and no reminder is charged
//! for twice: a charge holds while its lines stand on a draft or a paper, and is free again when they go or are credited.
//! Interest isn't charged on interest.

mod interest;
mod ops;

use serde::{Deserialize, Serialize};

use super::{VIEW, invoice::Invoice};
use crate::{
    access::Placement,
    base::{Day, Error, Id, Moment, Result},
    data::{
        Declares, Deriving, Entity, EntityInfo, Field, FieldKind, Index, Key, Kind, PartOf, Record,
        Ref, record,
    },
    ui::icon::Icon,
};

pub use ops::{charge, may_be_charged, said};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LateCharge {
    #[serde(skip)]
    pub id: Id<LateCharge>,
    #[serde(skip)]
    pub version: u64,
    /// What was paid late.
    pub of: Id<Invoice>,
    /// What charges for it.
    pub invoice: Id<Invoice>,
    /// The keys of the lines there.
    pub lines: Vec<u32>,
    /// The days that interest is charged for, both among them.
    pub from: Day,
    pub until: Day,
    /// Reminders that fees are charged for, from after the first number up to the second.
    #[serde(default)]
    pub after: u32,
    #[serde(default)]
    pub reminders: u32,
    /// When credit notes had taken all of it back.
    #[serde(default)]
    pub released: Option<Moment>,
}

pub const OF: Index = Index::plain(1);
pub const ON_INVOICE: Index = Index::plain(2);

impl LateCharge {
    fn title(&self) -> String {
        format!("{} on {}", self.of, self.invoice)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.invoice.as_ref()).staff_only(true))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(OF, Key::new().id(self.of));
        to.index(ON_INVOICE, Key::new().id(self.invoice));
    }

    /// Whether two charge for a day or a reminder of the same invoice.
    fn overlaps(&self, other: &LateCharge) -> bool {
        let days = self.from <= other.until && other.from <= self.until;
        let reminders = self.after < other.reminders && other.after < self.reminders;
        self.of == other.of && (days || reminders)
    }
}

const FIELDS: &[Field] = &[
    Field::record("of", "Paid late", "invoices"),
    Field::record("invoice", "Charged on", "invoices"),
    Field::new("lines", "Lines", FieldKind::List(&FieldKind::Number)),
    Field::day("from", "From"),
    Field::day("until", "Until"),
    Field::number("after", "Reminders charged before"),
    Field::number("reminders", "Reminders charged up to"),
    Field::moment("released", "Taken back"),
];

impl Entity for LateCharge {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Charge for a late payment",
        "Charges for late payments",
        Icon::Invoice,
        FIELDS,
    )
    .without_page();
}

record!(LateCharge, Kind::new(132, "late-charges", "LCH"), view: VIEW, part_of: LateCharge::part_of);

/// What an Undo puts back doesn't charge for what was charged for since.
///
/// # Errors
/// A conflict that says so.
pub fn charged_once(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == LateCharge::KIND.code) {
        let held = change.find(Id::<LateCharge>::new(of.id))?;
        let Some(held) = held.filter(|held| held.released.is_none()) else {
            continue;
        };
        let all: Vec<LateCharge> = change.children(OF, Key::new().id(held.of))?;
        let mut others = all.iter().filter(|other| other.id != held.id);
        if others.any(|other| other.released.is_none() && other.overlaps(&held)) {
            return Err(Error::conflict(
                "These days or reminders are charged for on another invoice by now. Throw that away first, or credit it.",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_reminders_are_held_apart() {
        let charge = |from: i32, until: i32, after: u32, reminders: u32| LateCharge {
            of: Id::new(1),
            from: Day(from),
            until: Day(until),
            after,
            reminders,
            ..LateCharge::default()
        };
        let first = charge(1, 10, 0, 1);
        assert!(!first.overlaps(&charge(11, 20, 1, 2)));
        assert!(first.overlaps(&charge(10, 20, 1, 2)));
        assert!(first.overlaps(&charge(11, 20, 0, 2)));
        let other = LateCharge {
            of: Id::new(2),
            ..charge(1, 10, 0, 1)
        };
        assert!(!first.overlaps(&other));
    }
}
