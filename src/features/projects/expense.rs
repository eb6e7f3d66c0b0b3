//! An expense: what somebody spent, for a project, a client or the house itself. The record lives beside the project whose
//! budget it counts in; the verbs are the expenses feature's.

use serde::{Deserialize, Serialize};

use super::{Project, actions::VIEW_EXPENSES};
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Moment, Money, Month, Result, money::divide_rounded},
    choices,
    data::{
        BY_NUMBER, Declares, Deriving, Facet, FileRef, Index, Key, Kind, PlainTally, Record, Ref,
        Tally, record,
    },
    features::{
        clients::Client,
        people::{Department, Team, User},
    },
    ui::badge::Tone,
};

choices! {
    pub enum Category {
        Travel: "travel", "Travel";
        Lodging: "lodging", "Lodging";
        Meals: "meals", "Meals";
        Software: "software", "Software and licences";
        Advertising: "advertising", "Advertising spend";
        Stock: "stock", "Pictures, fonts and media";
        Hardware: "hardware", "Hardware";
        Subcontractor: "subcontractor", "Subcontractor";
        Postage: "postage", "Postage and printing";
        Other: "other", "Other";
    }
}

choices! {
    pub enum ExpenseStatus {
        Draft: "draft", "Draft";
        Submitted: "submitted", "Submitted";
        Approved: "approved", "Approved";
        Returned: "returned", "Returned";
        Reimbursed: "reimbursed", "Reimbursed";
    }
}

impl ExpenseStatus {
    pub fn tone(self) -> Tone {
        match self {
            ExpenseStatus::Submitted => Tone::Murex,
            ExpenseStatus::Approved => Tone::Success,
            ExpenseStatus::Returned => Tone::Danger,
            ExpenseStatus::Draft | ExpenseStatus::Reimbursed | ExpenseStatus::Unknown => {
                Tone::Stone
            }
        }
    }

    pub fn code(self) -> u8 {
        let place = ExpenseStatus::ALL.iter().position(|held| *held == self);
        place
            .and_then(|place| u8::try_from(place).ok())
            .unwrap_or(9)
    }

    /// Whether somebody said yes to it.
    pub fn counts(self) -> bool {
        matches!(self, ExpenseStatus::Approved | ExpenseStatus::Reimbursed)
    }
}

choices! {
    pub enum PaidBy {
        Person: "person", "The person, who gets it back";
        House: "house", "The company";
    }
}

/// The photo or the file of a receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    pub file: FileRef,
    pub name: String,
    pub media_type: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Expense {
    #[serde(skip)]
    pub id: Id<Expense>,
    #[serde(skip)]
    pub version: u64,
    /// Who spent it.
    pub user: Id<User>,
    pub title: String,
    pub day: Day,
    pub category: Category,
    /// Tax included.
    pub amount: Money,
    /// In basis points; what of the amount is tax follows from it.
    #[serde(default)]
    pub tax: i64,
    /// What it is for, as its person said. Neither: the house itself.
    #[serde(default)]
    pub project: Option<Id<Project>>,
    #[serde(default)]
    pub client: Option<Id<Client>>,
    /// Whom it can be billed to: the project's client, or the one that was said.
    #[serde(default)]
    pub bills: Option<Id<Client>>,
    #[serde(default)]
    pub billable: bool,
    /// What is added where it is billed, in basis points.
    #[serde(default)]
    pub markup: i64,
    #[serde(default)]
    pub paid_by: PaidBy,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub receipt: Option<Receipt>,
    /// Whether it stands on an invoice: derived by those who know.
    #[serde(default)]
    pub billed: bool,
    pub status: ExpenseStatus,
    /// Why it came back.
    #[serde(default)]
    pub reason: String,
    pub created_at: Moment,
    #[serde(default)]
    pub submitted_at: Option<Moment>,
    #[serde(default)]
    pub decided_at: Option<Moment>,
    #[serde(default)]
    pub decided_by: Option<Id<User>>,
    #[serde(default)]
    pub reimbursed_on: Option<Day>,
    #[serde(default)]
    pub reimbursed_by: Option<Id<User>>,
    /// Where the person belonged, so that their leads see it.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    #[serde(default)]
    pub teams: Vec<Id<Team>>,
}

pub const BY_DAY: Index = Index::scoped(1);
pub const BY_STATUS: Index = Index::scoped(2);
pub const OF_USER: Index = Index::plain(3);
pub const OF_PROJECT: Index = Index::plain(4);
pub const OF_CLIENT: Index = Index::plain(5);
/// What a client can be billed for and nobody has billed, the oldest first.
pub const UNBILLED_OF: Index = Index::plain(7);
/// What people paid themselves and have to get back, by its day.
pub const OWED: Index = Index::scoped(6);
pub const STATUS: Facet = Facet::by(1, BY_STATUS);
pub const USER: Facet = Facet::by(2, OF_USER);
pub const PROJECT: Facet = Facet::by(3, OF_PROJECT);
pub const CLIENT: Facet = Facet::by(4, OF_CLIENT);
pub const CATEGORY: Facet = Facet::carried(5);
/// Whether it is billed: 1 or 0.
pub const BILLABLE: Facet = Facet::carried(6);
pub const PAID_BY: Facet = Facet::carried(7);
/// How many there are of a status.
pub const COUNT: Tally = Tally::scoped(1);
/// What somebody said yes to of a project: net, and as it is billed.
pub const PROJECT_EXPENSES: PlainTally = Tally::plain(3);
pub const PROJECT_EXPENSES_PRICE: PlainTally = Tally::plain(4);
/// What people have to get back, tax included.
pub const OWED_SUM: Tally = Tally::scoped(5);
/// What somebody said yes to, net: by project and by whom it is billed to, where 0 is none; and by month and person.
pub const SPENT_ON: PlainTally = Tally::plain(6);
pub const SPENT_IN: PlainTally = Tally::plain(7);

impl Expense {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![Placement::Person(self.user.raw())];
        places.extend(Placement::departments(&self.departments));
        places.extend(self.teams.iter().map(|t| Placement::Team(t.raw())));
        places
    }

    fn declare(&self, to: &mut Declares) {
        let day = i64::from(self.day.0);
        let status = || Key::new().byte(self.status.code());
        to.index(BY_NUMBER, Key::new());
        to.index(BY_DAY, Key::new().signed(day));
        to.index(BY_STATUS, status().signed(day));
        to.index(OF_USER, Key::new().id(self.user).signed(-day));
        if let Some(project) = self.project {
            to.index(OF_PROJECT, Key::new().id(project).signed(-day));
            to.facet(PROJECT, Key::new().id(project));
        }
        if let Some(client) = self.bills {
            to.index(OF_CLIENT, Key::new().id(client).signed(-day));
            if self.is_unbilled() {
                to.index(UNBILLED_OF, Key::new().id(client).signed(day));
            }
            to.facet(CLIENT, Key::new().id(client));
        }
        to.facet(STATUS, status());
        to.facet(USER, Key::new().id(self.user));
        to.facet(CATEGORY, Key::new().text(self.category.key()));
        to.facet(BILLABLE, Key::new().byte(u8::from(self.billable)));
        to.facet(PAID_BY, Key::new().text(self.paid_by.key()));
        to.tally(COUNT, status(), 1);
        if self.is_owed() {
            to.index(OWED, Key::new().signed(day));
            to.tally(OWED_SUM, Key::new(), self.amount.0);
        }
        if let Some(project) = self.project.filter(|_| self.status.counts()) {
            let key = || Key::new().id(project);
            to.tally(PROJECT_EXPENSES, key(), self.net().0);
            to.tally(PROJECT_EXPENSES_PRICE, key(), self.price().0);
        }
        if self.status.counts() {
            let (project, client) = (self.project, self.bills);
            let place = Key::new().id(project.unwrap_or_default());
            let month = Key::new().signed(Month::of(self.day).0);
            to.tally(SPENT_ON, place.id(client.unwrap_or_default()), self.net().0);
            to.tally(SPENT_IN, month.id(self.user), self.net().0);
        }
        to.words(&self.title);
    }

    /// The amount without its tax: rounded once.
    pub fn net(&self) -> Money {
        let whole = 10_000 + i128::from(self.tax.max(0));
        Money(divide_rounded(i128::from(self.amount.0) * 10_000, whole))
    }

    /// What it is billed at, before tax; nothing where it isn't billed.
    pub fn price(&self) -> Money {
        match self.billable {
            true => self.net().share(10_000 + self.markup),
            false => Money::ZERO,
        }
    }

    /// Whether it is there to be billed.
    pub fn is_unbilled(&self) -> bool {
        self.billable && self.status.counts() && !self.billed
    }

    /// Whether its person has to get it back: what the company paid itself goes to nobody.
    pub fn is_owed(&self) -> bool {
        self.status == ExpenseStatus::Approved && self.paid_by != PaidBy::House
    }

    /// Whether it says what another does: what somebody said yes to.
    fn says_what(&self, other: &Expense) -> bool {
        let said = |held: &Expense| {
            let of = (held.user, held.day, held.category, held.amount, held.tax);
            let whose = (held.project, held.client, held.bills);
            (of, whose, held.billable, held.markup, held.paid_by)
        };
        said(self) == said(other)
            && self.title == other.title
            && self.note == other.note
            && self.receipt == other.receipt
    }

    /// Whether its person still writes it.
    pub fn is_open(&self) -> bool {
        matches!(self.status, ExpenseStatus::Draft | ExpenseStatus::Returned)
    }

    /// # Errors
    /// A conflict once it is submitted.
    pub fn must_be_open(&self) -> Result<()> {
        match self.status {
            ExpenseStatus::Draft | ExpenseStatus::Returned => Ok(()),
            ExpenseStatus::Submitted => Err(Error::conflict(
                "This expense is submitted. Take it back first, or wait for the answer.",
            )),
            _ => Err(Error::conflict(
                "This expense is approved and stays as it is.",
            )),
        }
    }

    pub fn submit(&mut self, at: Moment) -> Result<()> {
        self.must_be_open()?;
        self.status = ExpenseStatus::Submitted;
        self.submitted_at = Some(at);
        self.reason = String::new();
        Ok(())
    }

    pub fn approve(&mut self, by: Id<User>, at: Moment) -> Result<()> {
        if self.status != ExpenseStatus::Submitted {
            return Err(Error::conflict(
                "This expense doesn't wait for an answer any more. Return the request.",
            ));
        }
        self.status = ExpenseStatus::Approved;
        self.decided_at = Some(at);
        self.decided_by = Some(by);
        Ok(())
    }

    /// Back to whoever it is of: returned with a reason, or taken back by themselves without one.
    pub fn give_back(&mut self, by: Id<User>, at: Moment, reason: &str) {
        self.status = match reason.is_empty() {
            true => ExpenseStatus::Draft,
            false => ExpenseStatus::Returned,
        };
        self.reason = reason.to_owned();
        self.decided_at = Some(at);
        self.decided_by = Some(by);
    }

    pub fn reimburse(&mut self, by: Id<User>, on: Day) -> Result<()> {
        if self.status != ExpenseStatus::Approved {
            return Err(Error::conflict(
                "Only an expense that is approved is reimbursed, and once.",
            ));
        }
        if on < self.day {
            return Err(Error::field(
                "day",
                "It was spent later than that. Choose that day or a later one.",
            ));
        }
        if self.paid_by == PaidBy::House {
            return Err(Error::conflict(
                "The company paid this expense itself, so nobody gets it back.",
            ));
        }
        self.status = ExpenseStatus::Reimbursed;
        self.reimbursed_on = Some(on);
        self.reimbursed_by = Some(by);
        Ok(())
    }
}

record!(Expense, Kind::new(221, "expenses", "EX").filing(2), view: VIEW_EXPENSES);

/// What is submitted stays as it is, for Undo as well: whoever decides says yes to what they looked at, and what was written
/// before that isn't put back under their yes.
///
/// # Errors
/// A conflict that says what to do instead.
pub(super) fn submitted_stays(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    // What becomes of the project or the client it is for, and comes back, is no deed of the expense.
    let own = change.demanded().resource() == Expense::KIND.plural;
    if !change.is_undo() || !own {
        return Ok(());
    }
    for of in touched.iter().filter(|of| of.kind == Expense::KIND.code) {
        let id = Id::<Expense>::new(of.id);
        let (Some(was), Some(is)) = (change.was(id)?, change.find(id)?) else {
            continue;
        };
        if !was.says_what(&is) {
            was.must_be_open()?;
            is.must_be_open()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
