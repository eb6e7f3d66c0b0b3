//! A ticket and its pure rules: the stages an engagement passes on its way from the accepted quote to the work,
//! what gates each hand-over, and whose hand it is in.

use serde::{Deserialize, Serialize};

use super::{
    VIEW,
    checklist::{CheckState, Checkpoint, Need, Requirement, for_category},
};
use crate::{
    access::{Actor, Reach},
    base::{Choice, Error, Id, Moment, Money, Result, time::HOUR},
    choices,
    data::{Declares, Index, Key, Kind, Tally, record},
    features::{
        clients::Client,
        documents::Document,
        leads::Lead,
        people::{Department, User},
        quotes::Quote,
        settings::Category,
    },
    ui::badge::Tone,
};

choices! {
    pub enum TicketKind {
        Onboarding: "onboarding", "Onboarding";
        Support: "support", "Support";
        Change: "change", "Change request";
        Complaint: "complaint", "Complaint";
    }
}

impl TicketKind {
    /// What people raise; an onboarding is opened from a quote.
    pub const RAISED: [TicketKind; 3] = [
        TicketKind::Support,
        TicketKind::Change,
        TicketKind::Complaint,
    ];
}

choices! {
    pub enum Stage {
        Open: "open", "Open";
        Validation: "validation", "Validation";
        Enrichment: "enrichment", "Enrichment";
        Approval: "approval", "Approval";
        Production: "production", "In production";
        Answered: "answered", "Answered";
        Closed: "closed", "Closed";
        Cancelled: "cancelled", "Cancelled";
    }
}

impl Stage {
    pub fn is_over(self) -> bool {
        matches!(self, Stage::Closed | Stage::Cancelled)
    }

    pub fn code(self) -> u8 {
        Stage::ALL
            .iter()
            .position(|s| *s == self)
            .unwrap_or(Stage::ALL.len()) as u8
    }

    pub fn tone(self) -> Tone {
        match self {
            Stage::Approval => Tone::Murex,
            Stage::Production | Stage::Answered => Tone::Laurel,
            Stage::Closed | Stage::Cancelled | Stage::Unknown => Tone::Stone,
            _ => Tone::Pool,
        }
    }

    /// Where it stands on the way of nine, counted from 0; 9 is past the end.
    pub fn step(self) -> usize {
        match self {
            Stage::Validation => 4,
            Stage::Enrichment => 5,
            Stage::Approval => 6,
            Stage::Production => 8,
            Stage::Closed => 9,
            _ => 3,
        }
    }

    /// Hours a ticket may stay here, on the clock.
    fn target(self, kind: TicketKind) -> Option<i64> {
        match (self, kind) {
            (Stage::Open, TicketKind::Complaint) => Some(4),
            (Stage::Open, TicketKind::Support) => Some(8),
            (Stage::Open, _) => Some(24),
            (Stage::Validation, _) => Some(8),
            (Stage::Enrichment, _) => Some(72),
            (Stage::Approval, _) => Some(24),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Ticket {
    #[serde(skip)]
    pub id: Id<Ticket>,
    #[serde(skip)]
    pub version: u64,
    pub title: String,
    pub kind: TicketKind,
    #[serde(default)]
    pub category: Category,
    pub client: Id<Client>,
    #[serde(default)]
    pub quote: Option<Id<Quote>>,
    #[serde(default)]
    pub lead: Option<Id<Lead>>,
    pub stage: Stage,
    /// The stage it was closed or cancelled in.
    #[serde(default)]
    pub ended_in: Option<Stage>,
    /// Whose hand it is in, and the department of that hand.
    pub owner: Id<User>,
    pub department: Id<Department>,
    #[serde(default)]
    pub sales_manager: Option<Id<User>>,
    #[serde(default)]
    pub support_manager: Option<Id<User>>,
    #[serde(default)]
    pub agent: Option<Id<User>>,
    /// All hands so far; they go on seeing it.
    #[serde(default)]
    pub hands: Vec<Id<User>>,
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    #[serde(default)]
    pub price: Money,
    #[serde(default)]
    pub scope: String,
    /// Since when scope and price stand still. Stored under a name by which the history knows a moment.
    #[serde(default, rename = "frozen_at")]
    pub frozen: Option<Moment>,
    #[serde(default)]
    pub checkpoints: Vec<Checkpoint>,
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    /// When this stage should be over.
    #[serde(default, rename = "due_at")]
    pub due: Option<Moment>,
    pub entered: Moment,
    pub created_at: Moment,
    pub touched: Moment,
    /// Raw id of the project it became.
    #[serde(default)]
    pub project: Option<u64>,
}

pub const BY_TOUCHED: Index = Index::scoped(1);
pub const BY_STAGE: Index = Index::scoped(2);
/// Tickets under way in somebody's hand: the person, then what is due first.
pub const BY_HAND: Index = Index::scoped(3);
pub const BY_DUE: Index = Index::scoped(4);
pub const BY_CLIENT: Index = Index::plain(5);
pub const BY_QUOTE: Index = Index::plain(6);
/// The same as `BY_HAND`, for counting how much somebody has.
pub const LOAD: Index = Index::plain(7);
pub const COUNT: Tally = Tally::scoped(1);

impl Ticket {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn reach(&self) -> Vec<Reach> {
        let mut places: Vec<Reach> = self
            .people()
            .iter()
            .map(|id| Reach::Person(id.raw()))
            .collect();
        places.extend(
            self.departments
                .iter()
                .map(|id| Reach::Department(id.raw())),
        );
        places.push(Reach::Department(self.department.raw()));
        places.push(Reach::Client(self.client.raw()));
        places
    }

    fn declare(&self, to: &mut Declares) {
        let over = u8::from(self.stage.is_over());
        to.index(BY_TOUCHED, Key::new().byte(over).signed(self.touched.0));
        to.index(
            BY_STAGE,
            Key::new().byte(self.stage.code()).signed(self.touched.0),
        );
        if !self.stage.is_over() {
            let due = self.due.map_or(i64::MAX, |due| due.0);
            to.index(BY_HAND, Key::new().id(self.owner).signed(due));
            to.index(LOAD, Key::new().id(self.owner));
            if let Some(due) = self.due {
                to.index(BY_DUE, Key::new().signed(due.0));
            }
        }
        to.index(
            BY_CLIENT,
            Key::new().id(self.client).signed(-self.created_at.0),
        );
        if let Some(quote) = self.quote {
            to.index(BY_QUOTE, Key::new().id(quote));
        }
        to.tally(COUNT, Key::new().byte(self.stage.code()), 1);
        to.words(&self.title);
    }

    /// Everyone who has or had it in hand.
    pub fn people(&self) -> Vec<Id<User>> {
        let named = [
            Some(self.owner),
            self.sales_manager,
            self.support_manager,
            self.agent,
        ];
        let mut people: Vec<Id<User>> = named
            .into_iter()
            .flatten()
            .chain(self.hands.iter().copied())
            .collect();
        people.retain(|id| !id.is_none());
        people.sort_unstable();
        people.dedup();
        people
    }

    // ── what is worked out ──

    /// Required requirements that are done, and how many there are.
    pub fn completeness(&self) -> (usize, usize) {
        let required = self.requirements.iter().filter(|r| r.required);
        let done = required.clone().filter(|r| r.done()).count();
        (done, required.count())
    }

    /// The same as a percentage, floored, so that 100 means all.
    pub fn percent(&self) -> u32 {
        match self.completeness() {
            (_, 0) => 100,
            (done, of) => (done * 100 / of) as u32,
        }
    }

    /// What stands between the ticket and the next hand, each with whether it is met.
    pub fn gate(&self) -> Vec<(String, bool)> {
        match (self.kind, self.stage) {
            (TicketKind::Onboarding, Stage::Open) => vec![
                ("The client is named".into(), !self.client.is_none()),
                (
                    "A category with a checklist is chosen".into(),
                    !self.checkpoints.is_empty(),
                ),
                ("The scope is written down".into(), !self.scope.is_empty()),
                ("The price is agreed".into(), self.price.0 > 0),
            ],
            (TicketKind::Onboarding, Stage::Validation) => {
                let settled = self.checkpoints.iter().filter(|c| c.settled()).count();
                let of = self.checkpoints.len();
                vec![(
                    format!("Every checkpoint is passed or waived ({settled} of {of})"),
                    settled == of,
                )]
            }
            (TicketKind::Onboarding, Stage::Enrichment) => {
                let (done, of) = self.completeness();
                vec![
                    (
                        format!("Every required requirement is complete ({done} of {of})"),
                        done == of,
                    ),
                    ("The scope is frozen".into(), self.frozen.is_some()),
                ]
            }
            _ => Vec::new(),
        }
    }

    pub fn missing(&self) -> Vec<String> {
        self.gate()
            .into_iter()
            .filter(|(_, met)| !met)
            .map(|(what, _)| what)
            .collect()
    }

    fn must_pass_gate(&self) -> Result<()> {
        let missing = self.missing();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::conflict(format!(
            "Not yet. Still open: {}.",
            missing.join("; ")
        )))
    }

    /// Whether this person may do the deeds of the stage: the hand it is in, that hand's department, or all.
    pub fn in_hand_of(&self, actor: &Actor) -> bool {
        actor.is_system()
            || actor.superadmin
            || actor.person == self.owner.raw()
            || actor.departments_below.contains(&self.department.raw())
            || actor.places(&super::EDIT).contains(&Reach::House)
    }

    fn at(&self, stage: Stage) -> Result<()> {
        if self.stage == stage {
            return Ok(());
        }
        Err(Error::conflict(format!(
            "This belongs to the stage {}; the ticket is in {}.",
            stage.label(),
            self.stage.label()
        )))
    }

    fn must_be_under_way(&self) -> Result<()> {
        if self.stage.is_over() {
            return Err(Error::conflict(format!(
                "This ticket is {}. Reopen it first.",
                self.stage.label().to_lowercase()
            )));
        }
        Ok(())
    }

    // ── the way ──

    pub fn enter(&mut self, stage: Stage, at: Moment) {
        self.stage = stage;
        self.entered = at;
        self.due = stage.target(self.kind).map(|hours| at.plus(hours * HOUR));
    }

    /// Puts it into a hand; whoever had it goes on seeing it.
    pub fn give_to(&mut self, owner: Id<User>, department: Id<Department>) {
        self.owner = owner;
        if !self.hands.contains(&owner) {
            self.hands.push(owner);
        }
        self.join(department);
        if !department.is_none() {
            self.department = department;
        }
    }

    pub fn join(&mut self, department: Id<Department>) {
        if !department.is_none() && !self.departments.contains(&department) {
            self.departments.push(department);
        }
    }

    /// Copies the category's checklist, unless it is there.
    pub fn choose(&mut self, category: Category) -> Result<()> {
        if self.category == category && !self.checkpoints.is_empty() {
            return Ok(());
        }
        let list = for_category(category)?;
        self.category = category;
        self.checkpoints = list.checkpoint.clone();
        self.requirements = list.requirement.clone();
        Ok(())
    }

    pub fn edit(
        &mut self,
        title: String,
        scope: String,
        price: Option<Money>,
        category: Option<Category>,
    ) -> Result<()> {
        self.must_be_under_way()?;
        let price = price.unwrap_or(self.price);
        let category = category.unwrap_or(self.category);
        if self.frozen.is_some() && (scope != self.scope || price != self.price) {
            return Err(Error::conflict(
                "The scope is frozen. Unfreeze it with a reason, then change it.",
            ));
        }
        if self.kind == TicketKind::Onboarding && category != self.category {
            if self.stage != Stage::Open {
                return Err(Error::field(
                    "category",
                    "The checklist is in work. Return the ticket to sales to change its category.",
                ));
            }
            self.choose(category)?;
        }
        if price != self.price && self.stage != Stage::Open {
            return Err(Error::field(
                "price",
                "The price is agreed by now. Return the ticket to change it.",
            ));
        }
        self.title = title;
        self.scope = scope;
        self.price = price;
        self.category = category;
        Ok(())
    }

    /// Stage 4 to 5: from the sales manager to the support manager.
    pub fn to_validation(
        &mut self,
        manager: Id<User>,
        department: Id<Department>,
        at: Moment,
    ) -> Result<()> {
        self.at(Stage::Open)?;
        if self.kind != TicketKind::Onboarding {
            return Err(Error::conflict(
                "Only an onboarding is validated. Answer this ticket or close it.",
            ));
        }
        self.must_pass_gate()?;
        self.sales_manager.get_or_insert(self.owner);
        self.support_manager = Some(manager);
        self.give_to(manager, department);
        self.enter(Stage::Validation, at);
        Ok(())
    }

    pub fn check(
        &mut self,
        key: &str,
        passed: bool,
        reason: String,
        by: Id<User>,
        at: Moment,
    ) -> Result<()> {
        let state = if passed {
            CheckState::Passed
        } else {
            CheckState::Failed
        };
        self.settle_checkpoint(key, state, reason, by, at)
    }

    pub fn waive(&mut self, key: &str, reason: String, by: Id<User>, at: Moment) -> Result<()> {
        self.settle_checkpoint(key, CheckState::Waived, reason, by, at)
    }

    fn settle_checkpoint(
        &mut self,
        key: &str,
        state: CheckState,
        reason: String,
        by: Id<User>,
        at: Moment,
    ) -> Result<()> {
        self.at(Stage::Validation)?;
        if reason.is_empty() && state == CheckState::Waived {
            return Err(Error::field("reason", "Say why it is waived."));
        }
        let found = self.checkpoints.iter_mut().find(|c| c.key == key);
        let checkpoint =
            found.ok_or_else(|| Error::field("key", "This ticket has no such checkpoint."))?;
        checkpoint.state = state;
        checkpoint.reason = reason;
        checkpoint.by = Some(by);
        checkpoint.at = Some(at);
        Ok(())
    }

    /// Stage 5 to 6: from the support manager to the agent.
    pub fn to_enrichment(
        &mut self,
        agent: Id<User>,
        department: Id<Department>,
        at: Moment,
    ) -> Result<()> {
        self.at(Stage::Validation)?;
        self.must_pass_gate()?;
        self.support_manager.get_or_insert(self.owner);
        self.agent = Some(agent);
        self.give_to(agent, department);
        self.enter(Stage::Enrichment, at);
        Ok(())
    }

    pub fn requirement(&self, key: &str) -> Result<&Requirement> {
        let found = self.requirements.iter().find(|r| r.key == key);
        found.ok_or_else(|| Error::field("key", "This ticket has no such requirement."))
    }

    fn requirement_mut(&mut self, key: &str) -> Result<&mut Requirement> {
        let found = self.requirements.iter_mut().find(|r| r.key == key);
        found.ok_or_else(|| Error::field("key", "This ticket has no such requirement."))
    }

    /// Writes down what was found out; for a document, why none is needed. Empty takes it back.
    pub fn complete(&mut self, key: &str, value: String, by: Id<User>, at: Moment) -> Result<()> {
        self.at(Stage::Enrichment)?;
        let requirement = self.requirement_mut(key)?;
        if requirement.kind == Need::Choice
            && !value.is_empty()
            && !requirement.choices.contains(&value)
        {
            return Err(Error::field(
                "value",
                format!("Choose one of {}.", requirement.choices.join(", ")),
            ));
        }
        if requirement.kind == Need::Document && requirement.document.is_some() {
            return Err(Error::conflict(
                "There is a document for this already. Verify it.",
            ));
        }
        requirement.by = (!value.is_empty()).then_some(by);
        requirement.at = (!value.is_empty()).then_some(at);
        requirement.value = value;
        Ok(())
    }

    pub fn ask_for(&mut self, key: &str, at: Moment) -> Result<()> {
        self.must_be_under_way()?;
        let requirement = self.requirement_mut(key)?;
        if requirement.kind != Need::Document {
            return Err(Error::conflict(
                "Only documents are asked for here. Ask the client in a reply.",
            ));
        }
        if requirement.done() {
            return Err(Error::conflict("This is complete already."));
        }
        requirement.asked.get_or_insert(at);
        Ok(())
    }

    /// A document for a requirement; it counts once it is verified.
    pub fn attach(
        &mut self,
        key: &str,
        document: Id<Document>,
        by: Id<User>,
        at: Moment,
    ) -> Result<()> {
        self.must_be_under_way()?;
        let requirement = self.requirement_mut(key)?;
        if requirement.kind != Need::Document {
            return Err(Error::conflict(
                "This requirement is not fulfilled by a document.",
            ));
        }
        requirement.document = Some(document);
        requirement.by = Some(by);
        requirement.at = Some(at);
        requirement.value.clear();
        requirement.verified_by = None;
        requirement.verified_at = None;
        Ok(())
    }

    /// The document was looked at (or changed since, or archived): the requirement follows it.
    pub fn follow_document(&mut self, key: &str, document: &Document) -> bool {
        let Some(requirement) = self
            .requirements
            .iter_mut()
            .find(|r| r.key == key && r.kind == Need::Document)
        else {
            return false;
        };
        if requirement.document.is_some_and(|held| held != document.id) {
            return false;
        }
        let before = requirement.clone();
        requirement.document = (!document.archived).then_some(document.id);
        let verified = document.verified.filter(|_| !document.archived);
        requirement.verified_by = verified.map(|v| v.by);
        requirement.verified_at = verified.map(|v| v.at);
        before != *requirement
    }

    pub fn freeze(&mut self, at: Moment) -> Result<()> {
        self.at(Stage::Enrichment)?;
        if self.frozen.is_some() {
            return Err(Error::conflict("The scope is frozen already."));
        }
        if self.scope.is_empty() {
            return Err(Error::conflict(
                "There is no scope to freeze. Write it down first.",
            ));
        }
        self.frozen = Some(at);
        Ok(())
    }

    pub fn unfreeze(&mut self) -> Result<()> {
        self.at(Stage::Enrichment)?;
        self.frozen
            .take()
            .map(drop)
            .ok_or_else(|| Error::conflict("The scope is not frozen."))
    }

    /// One stage back, to the hand before. Says whose that is.
    pub fn return_(
        &mut self,
        sales: Id<Department>,
        support: Id<Department>,
        at: Moment,
    ) -> Result<Id<User>> {
        let nobody = || Error::conflict("There is nobody before you to return it to.");
        match self.stage {
            Stage::Validation => {
                let before = self.sales_manager.ok_or_else(nobody)?;
                self.give_to(before, sales);
                self.enter(Stage::Open, at);
                Ok(before)
            }
            Stage::Enrichment => {
                let before = self.support_manager.ok_or_else(nobody)?;
                self.give_to(before, support);
                self.enter(Stage::Validation, at);
                self.frozen = None;
                Ok(before)
            }
            Stage::Approval => Err(Error::conflict(
                "It waits for an approval. Whoever decides returns it there.",
            )),
            _ => Err(nobody()),
        }
    }

    /// Stage 6 to 7, from the approval that was asked for.
    pub fn to_approval(
        &mut self,
        manager: Id<User>,
        department: Id<Department>,
        at: Moment,
    ) -> Result<()> {
        self.at(Stage::Enrichment)?;
        self.must_pass_gate()?;
        self.agent.get_or_insert(self.owner);
        self.give_to(manager, department);
        self.enter(Stage::Approval, at);
        Ok(())
    }

    /// The approval was not given: back to the agent, who may change the scope again.
    pub fn back_from_approval(&mut self, support: Id<Department>, at: Moment) -> Result<Id<User>> {
        self.at(Stage::Approval)?;
        let agent = self
            .agent
            .ok_or_else(|| Error::conflict("This ticket has no support agent to go back to."))?;
        self.give_to(agent, support);
        self.frozen = None;
        self.enter(Stage::Enrichment, at);
        Ok(agent)
    }

    pub fn in_production(&mut self, project: u64, at: Moment) -> Result<()> {
        self.at(Stage::Approval)?;
        self.project = Some(project);
        self.enter(Stage::Production, at);
        Ok(())
    }

    // ── the end, and the talk ──

    fn end(&mut self, stage: Stage, at: Moment) {
        self.ended_in = Some(self.stage);
        self.enter(stage, at);
    }

    pub fn close(&mut self, at: Moment) -> Result<()> {
        self.must_be_under_way()?;
        if self.kind == TicketKind::Onboarding && self.stage != Stage::Production {
            return Err(Error::conflict(
                "An onboarding is closed when its project is delivered. Cancel it with a reason if it won't be done.",
            ));
        }
        self.end(Stage::Closed, at);
        Ok(())
    }

    pub fn cancel(&mut self, at: Moment) -> Result<()> {
        self.must_be_under_way()?;
        if self.stage == Stage::Production {
            return Err(Error::conflict(
                "Work has begun on this. Close the project instead.",
            ));
        }
        self.end(Stage::Cancelled, at);
        Ok(())
    }

    pub fn reopen(&mut self, at: Moment) -> Result<()> {
        if !self.stage.is_over() {
            return Err(Error::conflict("This ticket is not closed."));
        }
        let stage = self
            .ended_in
            .take()
            .filter(|s| *s != Stage::Answered)
            .unwrap_or(Stage::Open);
        self.enter(stage, at);
        Ok(())
    }

    /// The house answered, or the client wrote again: a ticket that is only talk goes to and fro.
    pub fn spoken(&mut self, from_client: bool, at: Moment) {
        if self.kind == TicketKind::Onboarding {
            return;
        }
        match (self.stage, from_client) {
            (Stage::Open, false) => self.enter(Stage::Answered, at),
            (Stage::Answered | Stage::Closed, true) => {
                self.ended_in = None;
                self.enter(Stage::Open, at);
            }
            _ => {}
        }
    }

    /// How it stands, in words for the client.
    pub fn word_for_client(&self) -> &'static str {
        match (self.kind, self.stage) {
            (_, Stage::Closed) => "Done",
            (_, Stage::Cancelled) => "Withdrawn",
            (_, Stage::Answered) => "Answered",
            _ if self.requirements.iter().any(Requirement::waits_for_client) => "Waiting for you",
            (TicketKind::Onboarding, Stage::Open | Stage::Validation) => "Being prepared",
            (TicketKind::Onboarding, Stage::Enrichment) => "Details are collected",
            (TicketKind::Onboarding, Stage::Approval) => "Being planned",
            (TicketKind::Onboarding, Stage::Production) => "In work",
            _ => "With us",
        }
    }
}

record!(Ticket, Kind::new(25, "tickets", "TK").starting_at(301), view: VIEW);

#[cfg(test)]
#[path = "ticket_tests.rs"]
mod tests;
