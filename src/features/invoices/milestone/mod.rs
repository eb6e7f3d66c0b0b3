//! Milestone billing: what a milestone bills is agreed before, as a share of the quote that its project came of or as an amount,
//! and is billed once when the client approved the milestone.
//!
//! Records: `MilestonePrice` (what a milestone bills), `BilledMilestone` (on which lines it stands). What is a part of a quote
//! counts as billed of the quote, so that deposits, milestones and the rest come to the quote and no more. While a
//! milestone stands on an invoice nothing else bills it; it is free again when the draft's lines go, or once a credit note took
//! all of them back.

mod forms;
mod lines;
mod ops;
mod page;
mod routes;

use serde::{Deserialize, Serialize};

use super::{VIEW, invoice::Invoice};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Money, Result},
    data::{
        Declares, Deriving, Entity, EntityInfo, Field, FieldKind, Index, Key, Kind, PartOf, Record,
        Ref, record,
    },
    features::projects::{Milestone, Project},
    ui::icon::Icon,
};

pub use forms::PriceForm;
pub use ops::{Open, add_lines, chosen, link, price_of, seen_quote, set, unbilled};
pub use routes::{must_see_prices, routes};

/// What a milestone bills: a share, or an amount. Neither bills nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MilestonePrice {
    #[serde(skip)]
    pub id: Id<MilestonePrice>,
    #[serde(skip)]
    pub version: u64,
    pub milestone: Id<Milestone>,
    pub project: Id<Project>,
    /// Of the quote before tax, in hundredths of a percent; 0 where it is an amount.
    #[serde(default)]
    pub share: i64,
    /// Before tax; nothing where it is a share.
    #[serde(default)]
    pub amount: Money,
    /// Which item of the quote its work is for, as people count, from 1; 0 where nobody said.
    #[serde(default)]
    pub item: u32,
    /// Whether it stands on an invoice: worked out of what bills it.
    #[serde(default)]
    pub billed: bool,
}

/// One for each milestone.
pub const OF_MILESTONE: Index = Index::unique(1);
pub const OF_PROJECT: Index = Index::plain(2);

impl MilestonePrice {
    fn title(&self) -> String {
        format!("What {} bills", self.milestone)
    }

    /// The house's, and no part of the milestone: who works on a project doesn't see what it is paid for.
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(OF_MILESTONE, Key::new().id(self.milestone));
        to.index(OF_PROJECT, Key::new().id(self.project));
    }

    pub fn bills_nothing(&self) -> bool {
        self.share == 0 && self.amount == Money::ZERO
    }
}

const PRICE: &[Field] = &[
    Field::record("milestone", "Milestone", "milestones"),
    Field::record("project", "Project", "projects"),
    Field::new("share", "Share of the quote", FieldKind::BasisPoints),
    Field::money("amount", "Amount before tax"),
    Field::number("item", "Item of the quote"),
    Field::yes_no("billed", "Stands on an invoice"),
];

impl Entity for MilestonePrice {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "What a milestone bills",
        "What milestones bill",
        Icon::Invoice,
        PRICE,
    )
    .without_page();
}

record!(MilestonePrice, Kind::new(130, "milestone-prices", "MPR"), view: VIEW);

/// On which lines of an invoice a milestone stands: one for each rate of its quote.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BilledMilestone {
    #[serde(skip)]
    pub id: Id<BilledMilestone>,
    #[serde(skip)]
    pub version: u64,
    pub milestone: Id<Milestone>,
    pub project: Id<Project>,
    pub invoice: Id<Invoice>,
    /// The keys of the lines.
    pub lines: Vec<u32>,
    /// Before tax, as it was billed.
    pub net: Money,
    /// When credit notes had taken all of it back, so that the milestone is there to be billed again.
    #[serde(default)]
    pub released: Option<Moment>,
}

/// A milestone is billed once at a time.
pub const BILLED: Index = Index::unique(1);
pub const ON_INVOICE: Index = Index::plain(2);

impl BilledMilestone {
    fn title(&self) -> String {
        format!("{} on {}", self.milestone, self.invoice)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.invoice.as_ref()).staff_only(true))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(ON_INVOICE, Key::new().id(self.invoice));
        if self.released.is_none() {
            to.index(BILLED, Key::new().id(self.milestone));
        }
    }
}

const BILLED_FIELDS: &[Field] = &[
    Field::record("milestone", "Milestone", "milestones"),
    Field::record("project", "Project", "projects"),
    Field::record("invoice", "Invoice", "invoices"),
    Field::new("lines", "Lines", FieldKind::List(&FieldKind::Number)),
    Field::money("net", "Billed"),
    Field::moment("released", "Taken back"),
];

impl Entity for BilledMilestone {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Billed milestone",
        "Billed milestones",
        Icon::Invoice,
        BILLED_FIELDS,
    )
    .without_page();
}

record!(BilledMilestone, Kind::new(131, "billed-milestones", "BMS"), view: VIEW, part_of: BilledMilestone::part_of);

/// What bills says so itself, and no more once its lines are gone or were taken back; a milestone that is billed doesn't go.
///
/// # Errors
/// A conflict, where an Undo takes a milestone away that stands on an invoice.
pub fn prices_know(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched {
        let mut milestones: Vec<Id<Milestone>> = Vec::new();
        if of.kind == BilledMilestone::KIND.code {
            let id = Id::<BilledMilestone>::new(of.id);
            let sides = [change.find(id)?, change.was(id)?];
            milestones.extend(sides.into_iter().flatten().map(|link| link.milestone));
        } else if of.kind == MilestonePrice::KIND.code {
            let held = change.find(Id::<MilestonePrice>::new(of.id))?;
            milestones.extend(held.map(|held| held.milestone));
        } else if of.kind == Milestone::KIND.code {
            let id = Id::<Milestone>::new(of.id);
            let key = Key::new().id(id);
            let gone = change.find(id)?.is_none();
            if gone && change.by_unique::<BilledMilestone>(BILLED, key)?.is_some() {
                return Err(Error::conflict(
                    "This milestone stands on an invoice and stays. Take its lines off that invoice, or credit it, first.",
                ));
            }
        }
        for milestone in milestones {
            let key = || Key::new().id(milestone);
            let billed = change.by_unique::<BilledMilestone>(BILLED, key())?;
            let billed = billed.is_some();
            let held = change.by_unique::<MilestonePrice>(OF_MILESTONE, key())?;
            if let Some(mut price) = held.filter(|held| held.billed != billed) {
                price.billed = billed;
                change.put(&price)?;
            }
        }
    }
    Ok(())
}
