//! A milestone that its client was asked about, and what they said.

use serde::{Deserialize, Serialize};

use super::super::Milestone;
use crate::{
    base::{Error, Id, Moment, Result, language::word},
    choices,
    data::Field,
    features::people::User,
    ui::badge::Tone,
};

choices! {
    /// What the client says of a milestone.
    pub enum Answer {
        Waiting: "waiting", "Waits for the client";
        Approved: "approved", "Approved by the client";
        Changes: "changes", "Changes wanted";
    }
}

impl Answer {
    pub fn tone(self) -> Tone {
        match self {
            Answer::Approved => Tone::Success,
            Answer::Changes => Tone::Warning,
            Answer::Waiting | Answer::Unknown => Tone::Info,
        }
    }

    /// What the client's own people read.
    pub fn for_client(self) -> &'static str {
        word(match self {
            Answer::Approved => "Approved",
            Answer::Changes => "You asked for changes",
            Answer::Waiting | Answer::Unknown => "Waits for you",
        })
    }
}

/// One time that the client was asked, and the answer once there is one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub by: Id<User>,
    pub at: Moment,
    /// What they are asked to look at.
    #[serde(default)]
    pub note: String,
    pub answer: Answer,
    #[serde(default)]
    pub words: String,
    #[serde(default)]
    pub answered_by: Option<Id<User>>,
    #[serde(default)]
    pub answered_at: Option<Moment>,
}

impl Asked {
    pub(in crate::features::projects) const FIELDS: &'static [Field] = &[
        Field::person("by", "Asked by"),
        Field::moment("at", "Asked"),
        Field::long("note", "To look at"),
        Field::choice::<Answer>("answer", "Answer"),
        Field::long("words", "Their words"),
        Field::person("answered_by", "Answered by"),
        Field::moment("answered_at", "Answered"),
    ];
}

impl Milestone {
    pub fn waits_for_client(&self) -> bool {
        self.asked
            .as_ref()
            .is_some_and(|asked| asked.answer == Answer::Waiting)
    }

    /// Asks the client for their yes.
    ///
    /// # Errors
    /// `Conflict` while they are asked already, when they approved it, or don't see it.
    pub fn ask(&mut self, by: Id<User>, at: Moment, note: String) -> Result<()> {
        let title = &self.title;
        if !self.client_visible {
            return Err(Error::conflict(format!(
                "The client doesn't see {title}. Show it to them first."
            )));
        }
        match self.asked.as_ref().map(|asked| asked.answer) {
            Some(Answer::Waiting) => Err(Error::conflict(format!(
                "The client is asked about {title} already."
            ))),
            Some(Answer::Approved) => {
                Err(Error::conflict(format!("The client has approved {title}.")))
            }
            Some(Answer::Changes | Answer::Unknown) | None => {
                self.asked = Some(Asked {
                    by,
                    at,
                    note,
                    answer: Answer::Waiting,
                    ..Asked::default()
                });
                Ok(())
            }
        }
    }

    /// What somebody of the client says.
    ///
    /// # Errors
    /// `Conflict` when nobody asks; beside the words when changes are wanted and none is named.
    pub fn answer(&mut self, by: Id<User>, at: Moment, said: Answer, words: String) -> Result<()> {
        let Some(asked) = self
            .asked
            .as_mut()
            .filter(|asked| asked.answer == Answer::Waiting)
        else {
            return Err(Error::conflict(
                "This was answered already, or isn't asked any more.",
            ));
        };
        if said == Answer::Changes && words.is_empty() {
            return Err(Error::field(
                "words",
                "Say what should be different, so that we know what to do.",
            ));
        }
        asked.answer = said;
        asked.words = words;
        asked.answered_by = Some(by);
        asked.answered_at = Some(at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_is_answered_once_and_asked_anew_after_changes() {
        let (lead, client) = (Id::new(1), Id::new(2));
        let mut milestone = Milestone {
            title: "Design".into(),
            ..Milestone::default()
        };
        assert!(milestone.ask(lead, Moment(1), String::new()).is_err());
        milestone.client_visible = true;
        let said = |of: &mut Milestone, answer, words: &str| {
            of.answer(client, Moment(2), answer, words.into())
        };
        assert!(said(&mut milestone, Answer::Approved, "").is_err());
        milestone.ask(lead, Moment(1), String::new()).unwrap();
        assert!(milestone.ask(lead, Moment(1), String::new()).is_err());
        assert!(said(&mut milestone, Answer::Changes, "").is_err());
        said(&mut milestone, Answer::Changes, "Larger").unwrap();
        assert!(!milestone.waits_for_client());
        assert!(said(&mut milestone, Answer::Approved, "").is_err());
        milestone.ask(lead, Moment(3), "Larger now".into()).unwrap();
        said(&mut milestone, Answer::Approved, "").unwrap();
        assert!(milestone.ask(lead, Moment(4), String::new()).is_err());
    }
}
