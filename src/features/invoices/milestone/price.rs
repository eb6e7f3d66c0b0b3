//! What a milestone costs, and the line of an invoice that bills it.

use super::super::invoice::Invoice;
use crate::{
    access::Placement,
    base::{Id, Moment, Money},
    data::{Declares, Entity, EntityInfo, Field, FieldKind, Index, Key, PartOf},
    features::projects::{Milestone, Project},
    ui::icon::Icon,
};
use serde::{Deserialize, Serialize};

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
    pub(super) fn title(&self) -> String {
        format!("What {} bills", self.milestone)
    }

    /// The house's, and no part of the milestone: who works on a project doesn't see what it is paid for.
    pub(super) fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    pub(super) fn declare(&self, to: &mut Declares) {
        to.index(OF_MILESTONE, Key::new().id(self.milestone));
        to.index(OF_PROJECT, Key::new().id(self.project));
    }

    pub fn bills_nothing(&self) -> bool {
        self.share == 0 && self.amount == Money::ZERO
    }
}

impl Entity for MilestonePrice {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "What a milestone bills",
        "What milestones bill",
        Icon::Invoice,
        PRICE,
    )
    .without_page();
}

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
    pub(super) fn title(&self) -> String {
        format!("{} on {}", self.milestone, self.invoice)
    }

    pub(super) fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    pub(super) fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.invoice.as_ref()).staff_only(true))
    }

    pub(super) fn declare(&self, to: &mut Declares) {
        to.index(ON_INVOICE, Key::new().id(self.invoice));
        if self.released.is_none() {
            to.index(BILLED, Key::new().id(self.milestone));
        }
    }
}

impl Entity for BilledMilestone {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Billed milestone",
        "Billed milestones",
        Icon::Invoice,
        BILLED_FIELDS,
    )
    .without_page();
}

pub const PRICE: &[Field] = &[
    Field::record("milestone", "Milestone", "milestones"),
    Field::record("project", "Project", "projects"),
    Field::new("share", "Share of the quote", FieldKind::BasisPoints),
    Field::money("amount", "Amount before tax"),
    Field::number("item", "Item of the quote"),
    Field::yes_no("billed", "Stands on an invoice"),
];

pub const BILLED_FIELDS: &[Field] = &[
    Field::record("milestone", "Milestone", "milestones"),
    Field::record("project", "Project", "projects"),
    Field::record("invoice", "Invoice", "invoices"),
    Field::new("lines", "Lines", FieldKind::List(&FieldKind::Number)),
    Field::money("net", "Billed"),
    Field::moment("released", "Taken back"),
];
