//! Who has to say yes, and in which order: steps one after another, in each of which so many of its people suffice. Pure
//! rules over what was said so far.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Choice, Error, Id, Moment, Result},
    choices,
    features::people::User,
};

choices! {
    /// What somebody says to it.
    pub enum Verdict {
        Approve: "approve", "Approved";
        Return: "return", "Returned";
        Reject: "reject", "Rejected";
    }
}

impl Verdict {
    /// What it comes to where one alone decides.
    pub fn alone(self) -> Outcome {
        match self {
            Verdict::Approve => Outcome::Approved,
            Verdict::Return | Verdict::Unknown => Outcome::Returned,
            Verdict::Reject => Outcome::Rejected,
        }
    }
}

/// One step: so many of these people say yes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who they are together: "Web Development", "Accounting".
    pub label: String,
    pub people: Vec<Id<User>>,
    /// How many of them suffice, at least one.
    pub need: u32,
    /// Whether anybody of the department that would do the work counts as one of them.
    #[serde(default)]
    pub department: bool,
}

/// What somebody said, in which step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// From 0.
    pub step: u32,
    pub by: Id<User>,
    /// For whom they stood in.
    #[serde(default)]
    pub instead_of: Option<Id<User>>,
    pub verdict: Verdict,
    pub at: Moment,
    #[serde(default)]
    pub note: String,
}

impl Vote {
    /// Whether this is somebody's word, given by them or by who stood in for them.
    pub fn speaks_for(&self, person: Id<User>) -> bool {
        self.by == person || self.instead_of == Some(person)
    }
}

/// What somebody's word came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Others of the same step are waited for.
    Waits,
    /// The next step begins.
    NextStep,
    Approved,
    Returned,
    Rejected,
}

fn yeses(votes: &[Vote], step: usize) -> u32 {
    let of_step = |vote: &&Vote| vote.step as usize == step && vote.verdict == Verdict::Approve;
    votes.iter().filter(of_step).count() as u32
}

/// The step that is under way; their number once all have said yes.
pub fn current(steps: &[Step], votes: &[Vote]) -> usize {
    let open = |(at, step): &(usize, &Step)| yeses(votes, *at) < step.need.max(1);
    steps
        .iter()
        .enumerate()
        .find(open)
        .map_or(steps.len(), |(at, _)| at)
}

/// Adds somebody's word in the step that is under way. One no ends it; a yes counts once for each person.
///
/// # Errors
/// When all is decided, and when this person, or whom they stand in for, has spoken in this step.
pub fn vote(steps: &[Step], votes: &mut Vec<Vote>, mut vote: Vote) -> Result<Outcome> {
    let at = current(steps, votes);
    let ended = votes.iter().any(|held| held.verdict != Verdict::Approve);
    let Some(step) = steps.get(at).filter(|_| !ended) else {
        return Err(Error::conflict("This is decided already."));
    };
    vote.step = at as u32;
    let same = |held: &&Vote| {
        let whose = [Some(vote.by), vote.instead_of];
        let mut whose = whose.into_iter().flatten();
        held.step == vote.step && whose.any(|person| held.speaks_for(person))
    };
    if let Some(held) = votes.iter().find(same) {
        return Err(Error::conflict(format!(
            "This was {} in your name already. Others are waited for.",
            held.verdict.label().to_lowercase()
        )));
    }
    let verdict = vote.verdict;
    votes.push(vote);
    if verdict != Verdict::Approve {
        return Ok(verdict.alone());
    }
    Ok(match yeses(votes, at) < step.need.max(1) {
        true => Outcome::Waits,
        false if at + 1 < steps.len() => Outcome::NextStep,
        false => Outcome::Approved,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn say(by: u64, instead_of: Option<u64>, verdict: Verdict) -> Vote {
        Vote {
            by: Id::new(by),
            instead_of: instead_of.map(Id::new),
            verdict,
            ..Vote::default()
        }
    }

    fn step(people: &[u64], need: u32) -> Step {
        Step {
            people: people.iter().map(|id| Id::new(*id)).collect(),
            need,
            ..Step::default()
        }
    }

    /// The same rule said in another way: the names of each step that said yes, and whether it is over.
    #[derive(Default)]
    struct Model {
        names: Vec<BTreeSet<u64>>,
        yes: Vec<u32>,
        over: Option<Outcome>,
    }

    impl Model {
        fn hear(
            &mut self,
            needs: &[u32],
            by: u64,
            of: Option<u64>,
            verdict: Verdict,
        ) -> Option<Outcome> {
            if self.over.is_some() {
                return None;
            }
            if self.yes.is_empty() {
                self.names = vec![BTreeSet::new(); needs.len()];
                self.yes = vec![0; needs.len()];
            }
            let at = (0..needs.len()).find(|at| self.yes[*at] < needs[*at])?;
            let names: Vec<u64> = std::iter::once(by).chain(of).collect();
            if names.iter().any(|name| self.names[at].contains(name)) {
                return None;
            }
            let outcome = match verdict {
                Verdict::Approve => {
                    self.names[at].extend(names);
                    self.yes[at] += 1;
                    match (self.yes[at] == needs[at], at + 1 == needs.len()) {
                        (false, _) => Outcome::Waits,
                        (true, false) => Outcome::NextStep,
                        (true, true) => Outcome::Approved,
                    }
                }
                Verdict::Return | Verdict::Unknown => Outcome::Returned,
                Verdict::Reject => Outcome::Rejected,
            };
            if !matches!(outcome, Outcome::Waits | Outcome::NextStep) {
                self.over = Some(outcome);
            }
            Some(outcome)
        }
    }

    fn verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![
            8 => Just(Verdict::Approve),
            1 => Just(Verdict::Return),
            1 => Just(Verdict::Reject),
        ]
    }

    proptest! {
        #[test]
        fn so_many_of_each_step_in_order_and_each_once(
            needs in prop::collection::vec(1u32..4, 1..4),
            words in prop::collection::vec((1u64..7, prop::option::of(1u64..7), verdict()), 0..40),
        ) {
            let steps: Vec<Step> = needs.iter().map(|need| step(&[1, 2, 3, 4, 5, 6], *need)).collect();
            let (mut votes, mut model) = (Vec::new(), Model::default());
            for (by, of, verdict) in words {
                let of = of.filter(|of| *of != by);
                let before = votes.clone();
                let heard = vote(&steps, &mut votes, say(by, of, verdict)).ok();
                prop_assert_eq!(heard, model.hear(&needs, by, of, verdict));
                if heard.is_none() {
                    prop_assert_eq!(&before, &votes, "what is refused leaves nothing");
                }
            }
            let at = current(&steps, &votes);
            prop_assert_eq!(at == steps.len(), model.over == Some(Outcome::Approved));
            for (n, held) in steps.iter().enumerate() {
                let yes = yeses(&votes, n);
                prop_assert!(yes <= held.need);
                prop_assert!(n <= at || yes == 0, "no step is spoken in before its turn");
            }
        }
    }

    #[test]
    fn a_deputy_speaks_once_for_whom_they_stand_in() {
        let steps = [step(&[1, 2], 2)];
        let mut votes = Vec::new();
        let first = vote(&steps, &mut votes, say(9, Some(1), Verdict::Approve));
        assert_eq!(first.unwrap(), Outcome::Waits);
        let again = vote(&steps, &mut votes, say(1, None, Verdict::Approve));
        assert!(again.unwrap_err().to_string().contains("in your name"));
        let second = vote(&steps, &mut votes, say(2, None, Verdict::Approve));
        assert_eq!(second.unwrap(), Outcome::Approved);
        let late = vote(&steps, &mut votes, say(2, None, Verdict::Reject));
        assert!(late.is_err());
    }
}
