//! What holds of `approval`.

use super::{super::Assessment, *};

fn say(by: u64, verdict: Verdict) -> Vote {
    Vote {
        by: Id::new(by),
        verdict,
        at: Moment(1),
        ..Vote::default()
    }
}

#[test]
fn a_decision_stands() {
    let mut approval = Approval::default();
    let outcome = approval.vote(say(1, Verdict::Approve), ("As agreed", ""));
    assert_eq!(outcome.unwrap(), Outcome::Approved);
    assert!(approval.vote(say(1, Verdict::Return), ("no", "")).is_err());
    assert!(approval.assess(Assessment::default()).is_err());
    assert!(approval.withdraw(Id::new(1), "", Moment(2)).is_err());
    assert_eq!(approval.status, Status::Approved);
    assert_eq!(approval.decision.unwrap().reason, "As agreed");
}

#[test]
fn whoever_is_waited_for_is_asked_and_nobody_else() {
    let ids = |ids: &[u64]| ids.iter().map(|id| Id::new(*id)).collect::<Vec<Id<User>>>();
    let step = |people: &[u64], need| Step {
        people: ids(people),
        need,
        ..Step::default()
    };
    let mut approval = Approval {
        steps: vec![step(&[1, 2, 3], 2), step(&[4], 1)],
        manager: Id::new(1),
        ..Approval::default()
    };
    assert_eq!(approval.asked_now(), ids(&[1, 2, 3]));
    let first = approval.vote(say(1, Verdict::Approve), ("", ""));
    assert_eq!(first.unwrap(), Outcome::Waits);
    assert_eq!(approval.asked_now(), ids(&[2, 3]));
    let second = approval.vote(say(3, Verdict::Approve), ("", ""));
    assert_eq!(second.unwrap(), Outcome::NextStep);
    assert_eq!(
        (approval.asked_now(), approval.manager),
        (ids(&[4]), Id::new(4))
    );
    let last = approval.vote(say(4, Verdict::Approve), ("", ""));
    assert_eq!(last.unwrap(), Outcome::Approved);
    assert_eq!(approval.status, Status::Approved);
}
