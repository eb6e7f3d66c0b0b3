//! What may be done with a quote, and what becomes of it: every verb of it, and who waits for whom.

use super::{Quote, Revision, Signature, Status};
use crate::{
    base::{Choice, Day, Error, Id, Moment, Result},
    features::people::User,
};

impl Quote {
    /// Every verb ends with it. Always later than before, so that the undo of an edit is refused once the quote moved
    /// on: a quote that was sent is never changed behind the client's back.
    pub fn touch(&mut self, at: Moment) {
        self.touched = Moment(at.0.max(self.touched.0 + 1));
    }

    /// Whether its agent has something to do with it yet, or is asked about it.
    pub fn is_in_hand(&self) -> bool {
        matches!(self.status, Status::Draft | Status::Sent | Status::Accepted)
    }

    pub fn must_be_draft(&self) -> Result<()> {
        match self.status {
            Status::Draft => Ok(()),
            Status::Sent | Status::Declined => Err(Error::conflict(format!(
                "This quote is {}, so it stays as the client knows it. Revise it to write a new version.",
                self.status.label().to_lowercase()
            ))),
            status => Err(Error::conflict(format!(
                "This quote is {} and stays as it is. Write a new one from the lead.",
                status.label().to_lowercase()
            ))),
        }
    }

    /// What is missing before it can go out, in words for the button.
    pub fn unready(&self, has_contact: bool, today: Day) -> Option<&'static str> {
        if self.lines.is_empty() {
            return Some("Add at least one item first.");
        }
        if self.totals().gross.0 <= 0 {
            return Some("The total is zero. Put prices on the items first.");
        }
        if !has_contact {
            return Some("The client has no contact yet. Add one on the client's page first.");
        }
        if self.valid_until.is_some_and(|last| last < today) {
            return Some("The day it is valid until has passed. Choose today or later.");
        }
        None
    }

    /// To the client: valid until the day chosen, or for the days that the house lets quotes stand.
    pub fn send(&mut self, has_contact: bool, today: Day, days: i32, at: Moment) -> Result<()> {
        self.must_be_draft()?;
        if let Some(why) = self.unready(has_contact, today) {
            return Err(Error::conflict(why));
        }
        self.valid_until.get_or_insert(today + days.max(1));
        self.status = Status::Sent;
        self.sent_at = Some(at);
        self.tax_per_rate = true;
        self.touch(at);
        Ok(())
    }

    /// A new version to write; what the client saw is kept.
    pub fn revise(&mut self, at: Moment) -> Result<()> {
        if !matches!(self.status, Status::Sent | Status::Declined) {
            return Err(Error::conflict(format!(
                "Only a quote that was sent, declined or has expired is revised; this one is {}.",
                self.status.label().to_lowercase()
            )));
        }
        let totals = self.totals();
        self.past.push(Revision {
            totals,
            tax_per_rate: self.tax_per_rate,
            revision: self.revision,
            sent_at: self.sent_at.take(),
            valid_until: self.valid_until.take(),
            title: self.title.clone(),
            lines: self.lines.clone(),
            note: self.note.clone(),
            terms: self.terms.clone(),
            declined: std::mem::take(&mut self.declined),
            decided_at: self.decided_at.take(),
        });
        self.revision += 1;
        self.status = Status::Draft;
        self.decided_by = None;
        self.touch(at);
        Ok(())
    }

    pub fn withdraw(&mut self, at: Moment) -> Result<()> {
        if !matches!(self.status, Status::Draft | Status::Sent) {
            return Err(Error::conflict(format!(
                "This quote is {}, so there is nothing to withdraw.",
                self.status.label().to_lowercase()
            )));
        }
        self.status = Status::Withdrawn;
        self.touch(at);
        Ok(())
    }

    /// What keeps the client from answering it, if anything does.
    fn must_wait_for_answer(&self, today: Day) -> Result<()> {
        match (self.standing(today), self.valid_until) {
            (Status::Sent, _) => Ok(()),
            (Status::Expired, Some(last)) => Err(Error::conflict(format!(
                "This quote was valid until {}. Ask for a new one.",
                last.long()
            ))),
            (Status::Draft, _) if self.is_being_revised() => Err(Error::conflict(
                "This quote is being revised right now. Wait for the new version, then answer that one.",
            )),
            (Status::Draft, _) => Err(Error::conflict("This quote has not been sent yet.")),
            (status, _) => Err(Error::conflict(format!(
                "This quote is {} already.",
                status.label().to_lowercase()
            ))),
        }
    }

    pub fn accept(
        &mut self,
        by: Id<User>,
        signature: Signature,
        today: Day,
        at: Moment,
    ) -> Result<()> {
        self.must_wait_for_answer(today)?;
        if signature.name.is_empty() && signature.path.is_empty() {
            return Err(Error::field(
                "name",
                "Type your full name, or sign in the box.",
            ));
        }
        self.status = Status::Accepted;
        self.signature = Some(signature);
        self.decided_at = Some(at);
        self.decided_by = Some(by);
        self.touch(at);
        Ok(())
    }

    pub fn decline(&mut self, by: Id<User>, reason: String, today: Day, at: Moment) -> Result<()> {
        self.must_wait_for_answer(today)?;
        self.status = Status::Declined;
        self.declined = reason;
        self.decided_at = Some(at);
        self.decided_by = Some(by);
        self.touch(at);
        Ok(())
    }
}
