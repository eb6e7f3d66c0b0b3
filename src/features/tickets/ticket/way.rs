//! The way from hand to hand, there and back.

use super::{OnHold, Stage, StageBefore, Ticket, TicketKind};
use crate::{
    base::{Error, Id, Moment, Money, Result},
    features::{
        people::{Department, User},
        settings::Category,
        tickets::{CheckState, for_category},
    },
};

/// The checkpoint that is about the scope, in every checklist.
const SCOPE: &str = "scope";

impl Ticket {
    pub fn enter(&mut self, stage: Stage, at: Moment) {
        if self.entered != Moment::default() {
            self.before = Some(StageBefore {
                entered: self.entered,
                left: at,
            });
        }
        self.stage = stage;
        self.entered = at;
        self.closed = (stage == Stage::Closed).then_some(at);
        if stage.is_over() {
            self.hold = None;
        }
    }

    /// It waits for something else than the client: its clocks stand still, as far as their policies say so.
    pub fn put_on_hold(&mut self, reason: String, at: Moment) -> Result<()> {
        self.must_be_under_way()?;
        if self.hold.is_some() {
            return Err(Error::conflict("This ticket is on hold already."));
        }
        self.hold = Some(OnHold { since: at, reason });
        Ok(())
    }

    pub fn take_up(&mut self) -> Result<()> {
        match self.hold.take() {
            Some(_) => Ok(()),
            None => Err(Error::conflict("This ticket is not on hold.")),
        }
    }

    /// Whether another hand can take it without it going to another stage: one agent from the other, and what clients
    /// raised from any colleague.
    pub fn changes_hands(&self) -> bool {
        match self.kind {
            TicketKind::Onboarding => self.stage == Stage::Enrichment,
            _ => matches!(self.stage, Stage::Open | Stage::Answered),
        }
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

    /// What was checked of something that is another now has to be checked anew.
    fn open_again(&mut self, key: &str) {
        let found = self.checkpoints.iter_mut().filter(|held| held.key == key);
        for checkpoint in found {
            checkpoint.state = CheckState::Open;
            checkpoint.reason.clear();
            (checkpoint.by, checkpoint.at) = (None, None);
        }
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
        if scope != self.scope && self.stage <= Stage::Validation {
            self.open_again(SCOPE);
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

    /// Whether there is somebody before whoever has it, to return it to.
    pub fn can_be_returned(&self) -> bool {
        match self.stage {
            Stage::Validation => self.sales_manager.is_some(),
            Stage::Enrichment => self.support_manager.is_some(),
            _ => false,
        }
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
}
