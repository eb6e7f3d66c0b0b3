//! What gates a lead on its way, and its score with the reasons.

use super::{Answer, Lead, LostReason, Passed, Qualification, Source, Stage};
use crate::{
    access::{Hands, Others},
    base::{Choice, Error, Id, Moment, Money, Result, money::Currency, time},
    features::{clients::Client, people::User},
};

impl Lead {
    /// Theirs who hold it, and of those who lead all of sales. Whoever had it before goes on seeing it and may note what
    /// they hear.
    pub(super) fn hands(&self) -> Option<Hands> {
        Some(Hands {
            people: vec![self.owner.raw()],
            with_lead: false,
            free: false,
            others: Others::MayInDepartment(self.department.raw()),
            refusal: "This lead is in other hands now. Only whoever holds it and those who lead sales go on with it; you can note what you hear.",
        })
    }

    /// The score and how it came about: points and the reason for each.
    pub fn score_reasons(&self, currency: Currency) -> Vec<(i32, String)> {
        let mut reasons = Vec::new();
        for (what, answer) in self.qualification.each() {
            match answer {
                Answer::Yes => reasons.push((15, format!("{what}: yes"))),
                Answer::Partly => reasons.push((8, format!("{what}: partly"))),
                Answer::No => reasons.push((-10, format!("{what}: no"))),
                Answer::Open | Answer::Unknown => {}
            }
        }
        let worth = |minor| format!("Worth {} or more", Money(minor).show(currency));
        match self.value.0 {
            500_000.. => reasons.push((15, worth(500_000))),
            200_000.. => reasons.push((8, worth(200_000))),
            _ => {}
        }
        match self.source {
            Source::Referral | Source::Client => {
                reasons.push((12, format!("Source: {}", self.source.label())))
            }
            Source::Website => reasons.push((8, "Came by the website".into())),
            Source::Yelp => reasons.push((4, "Found on Yelp".into())),
            _ => {}
        }
        if !self.email.is_empty() && !self.phone.is_empty() {
            reasons.push((6, "Phone and e-mail known".into()));
        }
        if self.categories.len() > 1 {
            reasons.push((5, "Wants more than one service".into()));
        }
        if self.stage >= Stage::Contacted && self.stage.is_open() {
            reasons.push((6, "Has been talked to".into()));
        }
        reasons
    }

    /// Puts what is worked out from the rest in order; every verb ends with it.
    pub fn recompute(&mut self, at: Moment) {
        // The points are the same in every currency; only the words differ.
        let reasons = self.score_reasons(Currency::default());
        let sum: i32 = reasons.iter().map(|(points, _)| points).sum();
        self.score = sum.clamp(0, 100) as u32;
        self.touched = at;
    }

    fn enter(&mut self, stage: Stage, at: Moment) {
        if self.stage != stage {
            let hours = at.since(self.entered).max(0) / time::HOUR;
            self.passed.push(Passed {
                stage: self.stage,
                at,
                hours: u32::try_from(hours).unwrap_or(u32::MAX),
            });
            self.stage = stage;
            self.entered = at;
        }
    }

    /// What stands between the lead and the next hand, each with whether it is met.
    pub fn gate(&self) -> Vec<(&'static str, bool)> {
        vec![
            (
                "Company and a contact are known",
                !self.company.is_empty() && !self.contact.is_empty(),
            ),
            (
                "Phone or e-mail is known",
                !self.phone.is_empty() || !self.email.is_empty(),
            ),
            ("What they wish is written down", !self.wish.is_empty()),
            ("A category is chosen", !self.categories.is_empty()),
            (
                "Budget, authority, need and time were asked",
                self.qualification.asked(),
            ),
            (
                "Something of them speaks for it",
                !self.qualification.speaks_against(),
            ),
        ]
    }

    pub fn missing(&self) -> Vec<&'static str> {
        self.gate()
            .into_iter()
            .filter(|(_, met)| !met)
            .map(|(what, _)| what)
            .collect()
    }

    /// What is missing whatever was asked: the record itself.
    pub fn missing_beside_answers(&self) -> Vec<&'static str> {
        let answered = Lead {
            qualification: Qualification {
                budget: Answer::Yes,
                authority: Answer::Yes,
                need: Answer::Yes,
                time: Answer::Yes,
            },
            ..self.clone()
        };
        answered.missing()
    }

    fn must_be_open(&self) -> Result<()> {
        if self.stage.is_open() {
            Ok(())
        } else {
            Err(Error::conflict(format!(
                "This lead is {}. Reopen it first.",
                self.stage.label().to_lowercase()
            )))
        }
    }

    /// What keeps it from taking another one up: one that is closed, unless it is a client's.
    ///
    /// # Errors
    /// With which of them stays as it is, and what to do instead.
    pub fn may_absorb(&self, gone: &Lead) -> Result<()> {
        if gone.client.is_some() {
            return Err(Error::conflict(match self.client {
                Some(_) => "Both are with a client, so both stay.".to_owned(),
                None => format!(
                    "{} is with a client, and stays. Merge this one into it instead.",
                    gone.id
                ),
            }));
        }
        if let Some(closed) = [gone, self]
            .into_iter()
            .find(|lead| lead.client.is_none() && !lead.stage.is_open())
        {
            return Err(Error::conflict(format!(
                "{} is {}. Reopen it first.",
                closed.id,
                closed.stage.label().to_lowercase()
            )));
        }
        Ok(())
    }

    /// What is known of the other one and not of this.
    pub fn absorb(&mut self, gone: &Lead) {
        if self.follow_up.is_none() {
            self.follow_up = gone.follow_up;
        }
        if self.qualification == Qualification::default() {
            self.qualification = gone.qualification.clone();
            self.closer = self.closer.or(gone.closer);
        }
        if self.found_out.is_empty() {
            self.found_out.clone_from(&gone.found_out);
        }
    }

    pub fn contact_made(&mut self, at: Moment) {
        if self.stage == Stage::New {
            self.enter(Stage::Contacted, at);
        }
    }

    /// What was asked, and what was found out in words; no new words keep the old ones.
    pub fn qualify(
        &mut self,
        found: Qualification,
        words: &str,
        by: Id<User>,
        at: Moment,
    ) -> Result<()> {
        self.must_be_open()?;
        self.qualification = found;
        if !words.is_empty() {
            self.found_out = words.to_owned();
        }
        self.closer.get_or_insert(by);
        self.contact_made(at);
        if self.missing().is_empty() && self.stage < Stage::Qualified {
            self.enter(Stage::Qualified, at);
        }
        Ok(())
    }

    /// From the closer to the agent who quotes.
    pub fn hand_over(&mut self, agent: Id<User>, at: Moment) -> Result<()> {
        self.must_be_open()?;
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(Error::conflict(format!(
                "Before the hand-over: {}.",
                missing.join("; ").to_lowercase()
            )));
        }
        self.enter(self.stage.max(Stage::Qualified), at);
        self.closer.get_or_insert(self.owner);
        self.agent = Some(agent);
        self.owner = agent;
        Ok(())
    }

    /// Back to the closer, with a reason.
    pub fn hand_back(&mut self, at: Moment) -> Result<Id<User>> {
        self.must_be_open()?;
        let closer = self
            .closer
            .filter(|closer| *closer != self.owner)
            .ok_or_else(|| Error::conflict("There is nobody before you to return it to."))?;
        self.owner = closer;
        self.enter(Stage::Contacted, at);
        Ok(closer)
    }

    /// A free move on the board, as far as the stages' gates allow.
    pub fn move_to(&mut self, stage: Stage, at: Moment) -> Result<()> {
        self.must_be_open()?;
        match stage {
            Stage::Won => Err(Error::conflict(
                "A lead is won when the client accepts a quote.",
            )),
            Stage::Lost => Err(Error::conflict("Say why it is lost on the lead's page.")),
            Stage::Qualified | Stage::Quoted | Stage::Negotiation if !self.missing().is_empty() => {
                Err(Error::conflict(format!(
                    "Not qualified yet: {}.",
                    self.missing().join("; ").to_lowercase()
                )))
            }
            Stage::Quoted | Stage::Negotiation if self.stage < Stage::Quoted => {
                Err(Error::conflict("A quote has to be sent first."))
            }
            stage => {
                self.enter(stage, at);
                Ok(())
            }
        }
    }

    pub fn quoted(&mut self, client: Id<Client>, at: Moment) {
        self.client = Some(client);
        if self.stage.is_open() && self.stage < Stage::Quoted {
            self.enter(Stage::Quoted, at);
        }
    }

    pub fn won(&mut self, at: Moment) {
        self.enter(Stage::Won, at);
        self.lost = None;
    }

    pub fn lose(&mut self, reason: LostReason, at: Moment) -> Result<()> {
        self.must_be_open()?;
        self.enter(Stage::Lost, at);
        self.lost = Some(reason);
        Ok(())
    }

    pub fn reopen(&mut self, at: Moment) -> Result<()> {
        if self.stage != Stage::Lost {
            return Err(Error::conflict("Only a lost lead can be reopened."));
        }
        self.enter(Stage::Contacted, at);
        self.lost = None;
        Ok(())
    }
}
#[cfg(test)]
mod tests;
