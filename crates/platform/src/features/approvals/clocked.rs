//! What an approval promises by a time: that it is decided. Its clock is one of the house's (`clocks`): by its policies,
//! with their ladder, in the list of what is next to be missed and in the figures.

use super::{
    Approval, Status,
    approvable::{of_key, words},
    approval::BY_STATUS,
    notices,
};
use crate::{
    base::{Id, Moment},
    data::{Key, Query},
    features::{
        clocks::{Clocked, Facts, NextDue, Standing, Target},
        inbox::NoticeType,
        people::User,
    },
};

impl Approval {
    /// What policies are asked about it.
    pub(super) fn asks_policies(&self) -> Facts {
        Facts {
            kind: of_key(&self.kind).map_or("", |kind| kind.key),
            categories: vec![self.category],
            client: Id::new(self.client),
            owner: self.manager,
            department: self.department,
            ..Facts::default()
        }
    }
}

impl Clocked for Approval {
    const TARGETS: &'static [Target] = &[Target::Approval];
    const CAME_LATER: bool = true;

    fn facts(&self) -> Facts {
        self.asks_policies()
    }

    /// One that was withdrawn is waited for by nobody.
    fn standings(&self) -> Vec<Standing> {
        if self.status == Status::Withdrawn {
            return Vec::new();
        }
        let decided: Option<Moment> = self.decision.as_ref().map(|decision| decision.at);
        let standing = Standing::since(Target::Approval, self.asked_at);
        vec![standing.met(decided).within(self.promised_minutes)]
    }

    /// By when it is decided is said by its clock.
    fn carry(&mut self, next: Option<NextDue>) -> bool {
        let due = next.and_then(|next| next.due);
        match due.filter(|due| self.is_waiting() && *due != self.due) {
            Some(due) => {
                self.due = due;
                true
            }
            None => false,
        }
    }

    /// Each whose word is waited for, of several too.
    fn waits_for(&self) -> Option<(Vec<Id<User>>, &'static NoticeType)> {
        Some((self.asked_now(), &notices::LATE))
    }

    fn kinds() -> Vec<(&'static str, &'static str)> {
        words()
    }

    fn under_way() -> Query<Approval> {
        Query::by(BY_STATUS).under(Key::new().byte(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::approvals::Decision;

    #[test]
    fn it_is_promised_until_it_is_decided_and_by_its_own_rule_where_that_says_so() {
        let mut approval = Approval {
            asked_at: Moment(5),
            promised_minutes: Some(90),
            ..Approval::default()
        };
        let standing = approval.standings().remove(0);
        assert_eq!((standing.begun, standing.met), (Moment(5), None));
        assert_eq!(standing.minutes, Some(90));
        approval.decision = Some(Decision {
            at: Moment(9),
            ..Decision::default()
        });
        assert_eq!(approval.standings().remove(0).met, Some(Moment(9)));
        approval.status = Status::Withdrawn;
        assert!(approval.standings().is_empty());
    }
}
