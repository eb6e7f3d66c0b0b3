//! The checklist in work: checkpoints are checked, requirements completed, their documents followed, the scope frozen.

use super::{Stage, Ticket};
use crate::{
    base::{Error, Id, Moment, Result},
    features::{
        documents::Document,
        people::User,
        tickets::{CheckState, Need, Requirement},
    },
};

impl Ticket {
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

    pub fn requirement(&self, key: &str) -> Result<&Requirement> {
        let found = self.requirements.iter().find(|r| r.key == key);
        found.ok_or_else(|| Error::field("key", "This ticket has no such requirement."))
    }

    fn requirement_mut(&mut self, key: &str) -> Result<&mut Requirement> {
        let found = self.requirements.iter_mut().find(|r| r.key == key);
        found.ok_or_else(|| Error::field("key", "This ticket has no such requirement."))
    }

    /// Writes down what was found out; for a document that isn't required, why none is needed. Empty takes it back.
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
        if requirement.kind == Need::Document && requirement.required && !value.is_empty() {
            return Err(Error::field(
                "value",
                "This needs a file. Attach one, or ask the client for it.",
            ));
        }
        if value.is_empty() && requirement.value.is_empty() {
            return Err(Error::field("value", "Write the answer, then complete it."));
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
        requirement.refused.clear();
        requirement.verified_by = None;
        requirement.verified_at = None;
        Ok(())
    }

    /// The document is not what was wanted: the requirement is open again, and the client is asked and told why.
    pub fn refuse_document(&mut self, key: &str, why: String, at: Moment) -> Result<Id<Document>> {
        self.must_be_under_way()?;
        let requirement = self.requirement_mut(key)?;
        let document = requirement
            .document
            .take()
            .ok_or_else(|| Error::conflict("There is no document for this yet."))?;
        requirement.refused = why;
        requirement.asked = Some(at);
        requirement.by = None;
        requirement.at = None;
        requirement.verified_by = None;
        requirement.verified_at = None;
        Ok(document)
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
}
