//! Who answers for an approval that waits.

use super::{
    Approval, BY_STATUS,
    round::{self, Vote},
};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap, swap_maybe},
};

impl Approval {
    /// Whose word will be waited for, in steps that haven't begun.
    fn asked_later(&self) -> impl Iterator<Item = Id<User>> {
        let now = round::current(&self.steps, &self.votes);
        let later = self.steps.iter().skip(now + 1);
        later.flat_map(|step| step.people.iter().copied())
    }
}

impl Holding for Approval {
    const PLACE: u8 = 5;
    const LABEL: &'static str = "Approvals that wait";
    const IS_POST: bool = true;
    /// One that waits names a team lead in whose reach it doesn't lie yet; few wait at a time.
    const LIES_ELSEWHERE: bool = true;
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_STATUS, Key::new().byte(0))]
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.is_waiting() {
            true => {
                let mut holders = self.asked_now();
                holders.extend(self.asked_later());
                holders.extend(self.team_lead);
                holders
            }
            false => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        let asked_for_it = to == self.requested_by && !self.by_asker;
        let now = round::current(&self.steps, &self.votes);
        for (at, step) in self.steps.iter_mut().enumerate().skip(now) {
            // Their word stays theirs where they have given it.
            let said = |vote: &Vote| vote.step as usize == at && vote.speaks_for(from);
            if !step.people.contains(&from) || self.votes.iter().any(said) {
                continue;
            }
            // Whoever asked, and whoever is asked there already, isn't asked for somebody else as well.
            let taken = step.people.contains(&to) || asked_for_it;
            if !taken {
                step.people
                    .iter_mut()
                    .for_each(|person| swap(person, from, to));
                continue;
            }
            step.people.retain(|person| *person != from);
            // Too few are left: whoever decides in the department counts as one of them.
            step.department |= (step.people.len() as u32) < step.need.max(1);
        }
        let others = self.steps.get(now).map(|step| step.people.as_slice());
        let first = others.unwrap_or_default().first().copied();
        match first.filter(|_| asked_for_it) {
            Some(other) => swap(&mut self.manager, from, other),
            None => swap(&mut self.manager, from, to),
        }
        swap_maybe(&mut self.team_lead, from, to);
    }
    fn refuses(&self, from: Id<User>, to: Id<User>) -> Option<&'static str> {
        let mut handed = self.clone();
        handed.hand(from, to);
        let own =
            self.is_waiting() && !self.by_asker && handed.asked_now().contains(&self.requested_by);
        own.then_some(
            "whoever takes it asked for it, and nobody else would be asked. Choose somebody else.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{super::round::Step, *};

    fn ids(ids: &[u64]) -> Vec<Id<User>> {
        ids.iter().map(|id| Id::new(*id)).collect()
    }

    fn waiting(steps: &[(&[u64], u32)]) -> Approval {
        let steps = steps.iter().map(|(people, need)| Step {
            people: ids(people),
            need: *need,
            ..Step::default()
        });
        Approval {
            steps: steps.collect(),
            requested_by: Id::new(9),
            ..Approval::default()
        }
    }

    #[test]
    fn whoever_is_asked_later_holds_it_too() {
        let mut approval = waiting(&[(&[1], 1), (&[2, 3], 2)]);
        assert_eq!(approval.holders(), ids(&[1, 2, 3]));
        approval.hand(Id::new(3), Id::new(4));
        assert_eq!(approval.steps[1].people, ids(&[2, 4]));
    }

    #[test]
    fn nobody_is_asked_twice_nor_decides_on_what_they_asked_for() {
        for (to, left) in [(2, ids(&[2])), (9, ids(&[2]))] {
            let mut approval = waiting(&[(&[1, 2], 2)]);
            approval.hand(Id::new(1), Id::new(to));
            let step = &approval.steps[0];
            assert_eq!((&step.people, step.department), (&left, true), "to {to}");
        }
    }

    #[test]
    fn what_would_be_asked_of_who_asked_for_it_alone_is_not_handed_over() {
        let mut approval = waiting(&[(&[1], 1)]);
        approval.manager = Id::new(1);
        assert!(approval.refuses(Id::new(1), Id::new(9)).is_some());
        assert!(approval.refuses(Id::new(1), Id::new(2)).is_none());
        approval.steps.clear();
        assert!(approval.refuses(Id::new(1), Id::new(9)).is_some());
        let mut approval = waiting(&[(&[1, 2], 2)]);
        approval.manager = Id::new(1);
        assert!(approval.refuses(Id::new(1), Id::new(9)).is_none());
        approval.hand(Id::new(1), Id::new(9));
        assert_eq!(approval.manager, Id::new(2));
    }

    #[test]
    fn a_word_that_was_given_stays_with_who_gave_it() {
        let mut approval = waiting(&[(&[1, 2], 2)]);
        approval.votes.push(Vote {
            by: Id::new(1),
            ..Vote::default()
        });
        approval.hand(Id::new(1), Id::new(3));
        assert_eq!(approval.steps[0].people, ids(&[1, 2]));
    }
}
