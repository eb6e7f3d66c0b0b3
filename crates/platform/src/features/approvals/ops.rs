//! The verbs: assess, say yes or no, take back, ask again. What follows from an answer is done in the same transaction by
//! the room that asked (`Approvable`).

use std::sync::Arc;

use super::{
    Approvable, Approval, Status,
    actions::{APPROVE, ASK_AGAIN, ASSESS, REJECT, RETURN, WITHDRAW},
    approvable::{Effect, Yes, granted},
    approval::{BY_SUBJECT, subject_key},
    asking::{self, Asking, by_another_rule, kind_of},
    assessment::Assessment,
    evidence::Fact,
    forms::{Assess, Refuse},
    notices,
    reasons::Reasons,
    round::{Outcome, Verdict, Vote},
    word::{must_not_be_own, speaks_for},
};
use crate::{
    access::Action,
    base::{Error, Id, Result, text},
    data::{Change, Held, Record, Ref, Visit},
    features::{
        inbox::{self, NoticeType},
        people::Directory,
    },
};

pub fn assess(visit: &Visit, id: Id<Approval>, form: Assess) -> Result<()> {
    let held: Approval = visit.find(id)?;
    let kind = kind_of(&held)?;
    visit.demand_on(&ASSESS, &held)?;
    (kind.check)(visit, &held, &form.found)?;
    let mut found = held.clone();
    found.assess(form.found.clone())?;
    let another = by_another_rule(visit, &held, &mut found)?.then_some(found);
    // Who is asked by another rule was found out about what was read.
    let version = another.as_ref().map(|_| held.version);
    visit.act(ASSESS, move |change| {
        let mut approval = change.subject_at::<Approval>(id, form.version.or(version))?;
        must_not_be_own(&change.actor, &approval)?;
        approval.assess(form.found)?;
        let Some(by) = another else {
            return change.put(&approval);
        };
        let before = approval.asked_now();
        approval.rule = by.rule;
        approval.by_asker = by.by_asker;
        approval.manager = by.manager;
        approval.steps = by.steps;
        change.put(&approval)?;
        let mut asked = approval.asked_now();
        asked.retain(|person| !before.contains(person));
        asking::ask(change, &approval, &asked)
    })
}

/// What a decision needs to know before its deed.
pub(super) struct Ready {
    pub(super) kind: &'static Approvable,
    pub(super) names: Arc<Directory>,
    /// How things stand now.
    pub(super) evidence: Vec<Fact>,
    /// For how much work the rule that asks was found to be the right one.
    pub(super) minutes: u32,
    /// What the last yes does, where that is found out before.
    pub(super) yes: Option<Yes>,
}

impl Ready {
    pub(super) fn of(
        visit: &Visit,
        action: &Action,
        id: Id<Approval>,
        found: &Assessment,
    ) -> Result<Ready> {
        let mut held: Approval = visit.find(id)?;
        visit.demand_on(action, &held)?;
        let kind = kind_of(&held)?;
        (kind.check)(visit, &held, found)?;
        let before = held.clone();
        held.assess(found.clone())?;
        if by_another_rule(visit, &before, &mut held)? {
            return Err(Error::conflict(
                "Others decide on this with these hours. Save the assessment, and they are asked.",
            ));
        }
        Ok(Ready {
            minutes: held.budget_minutes,
            kind,
            names: Directory::of(visit)?,
            evidence: (kind.evidence)(visit, &held)?,
            yes: match action.key == APPROVE.key {
                true => (kind.prepared)(visit, &held)?,
                false => None,
            },
        })
    }
}

/// Somebody's yes, with what the form adds to the assessment. The last one does what was asked for. Answers the raw id of the
/// project that it made.
pub fn approve(visit: &Visit, id: Id<Approval>, form: Assess) -> Result<Option<u64>> {
    let ready = Ready::of(visit, &APPROVE, id, &form.found)?;
    visit.act(APPROVE, move |change| approve_in(change, id, form, ready))
}

pub(super) fn approve_in(
    change: &mut Change<'_, '_>,
    id: Id<Approval>,
    form: Assess,
    ready: Ready,
) -> Result<Option<u64>> {
    let mut approval = change.subject_at::<Approval>(id, form.version)?;
    approval.must_wait()?;
    let instead_of = speaks_for(&ready.names, &change.actor, change.at, &approval)?;
    approval.assess(form.found)?;
    if approval.budget_minutes != ready.minutes {
        return Err(Error::conflict(
            "This was assessed anew meanwhile. Look at it once more.",
        ));
    }
    (ready.kind.ready)(&approval, change.at.day(&change.tz))?;
    let note = approval.conditions.clone();
    let vote = Vote {
        by: Id::new(change.actor.person),
        instead_of,
        verdict: Verdict::Approve,
        at: change.at,
        note: note.clone(),
        ..Vote::default()
    };
    let outcome = approval.vote(vote, (&note, ""))?;
    change.note(note);
    match outcome {
        Outcome::NextStep => {
            change.put(&approval)?;
            let asked = approval.asked_now();
            asking::ask(change, &approval, &asked)?;
        }
        Outcome::Approved => {
            approval.decided_on = ready.evidence;
            let effect = match ready.yes {
                Some(yes) => yes(change, &mut approval)?,
                None => (ready.kind.approved)(change, &mut approval)?,
            };
            change.put(&approval)?;
            let words = format!("{} is approved", approval.title);
            tell(change, &approval, &notices::DECIDED, &effect, &words)?;
        }
        Outcome::Waits | Outcome::Returned | Outcome::Rejected => change.put(&approval)?,
    }
    Ok(approval.project)
}

/// Which of the house's reasons, if it is one of them.
pub(super) fn must_be_listed(visit: &Visit, form: &Refuse) -> Result<()> {
    let listed = visit.cached::<Reasons>()?;
    let known = form.why.is_empty() || listed.0.reasons.contains(&form.why);
    match known {
        true => Ok(()),
        false => Err(Error::field(
            "why",
            "Choose a reason of the list, or leave it out.",
        )),
    }
}

/// Back to whoever asked, with what is missing.
pub fn hand_back(visit: &Visit, id: Id<Approval>, form: Refuse) -> Result<()> {
    refuse(visit, id, form, &RETURN, Verdict::Return)
}

/// It won't be done.
pub fn reject(visit: &Visit, id: Id<Approval>, form: Refuse) -> Result<()> {
    refuse(visit, id, form, &REJECT, Verdict::Reject)
}

fn refuse(
    visit: &Visit,
    id: Id<Approval>,
    form: Refuse,
    action: &Action,
    verdict: Verdict,
) -> Result<()> {
    must_be_listed(visit, &form)?;
    let ready = Ready::of(visit, action, id, &Assessment::default())?;
    visit.act(*action, move |change| {
        refuse_in(change, id, &form, verdict, ready)
    })
}

pub(super) fn refuse_in(
    change: &mut Change<'_, '_>,
    id: Id<Approval>,
    form: &Refuse,
    verdict: Verdict,
    ready: Ready,
) -> Result<()> {
    let mut approval = change.subject_at::<Approval>(id, form.version)?;
    let instead_of = speaks_for(&ready.names, &change.actor, change.at, &approval)?;
    let reason = form.words();
    change.note(reason.clone());
    let vote = Vote {
        by: Id::new(change.actor.person),
        instead_of,
        verdict,
        at: change.at,
        note: reason.clone(),
        ..Vote::default()
    };
    approval.vote(vote, (&form.reason, &form.why))?;
    approval.decided_on = ready.evidence;
    change.put(&approval)?;
    let effect = (ready.kind.refused)(change, &approval, verdict, &reason)?;
    let short = text::shorten(&reason, 120);
    let (what, words) = match verdict {
        Verdict::Reject => (
            &notices::DECIDED,
            format!("{} is rejected: {short}", approval.title),
        ),
        _ => (&notices::RETURNED, format!("{}: {short}", approval.title)),
    };
    tell(change, &approval, what, &effect, &words)
}

/// Whoever asked takes it back: what waited for the answer doesn't any more.
pub fn withdraw(visit: &Visit, id: Id<Approval>, reason: String) -> Result<()> {
    let kind = kind_of(&visit.find(id)?)?;
    let reason = match reason.is_empty() {
        true => "Taken back by whoever asked".to_owned(),
        false => reason,
    };
    visit.act(WITHDRAW, move |change| {
        let mut approval = change.subject::<Approval>(id)?;
        must_be_asker(&approval, change.actor.person)?;
        change.note(reason.clone());
        approval.withdraw(Id::new(change.actor.person), &reason, change.at)?;
        change.put(&approval)?;
        (kind.refused)(change, &approval, Verdict::Return, &reason).map(drop)
    })
}

fn must_be_asker(approval: &Approval, person: u64) -> Result<()> {
    match approval.requested_by.raw() == person {
        true => Ok(()),
        false => Err(Error::Forbidden(
            "Only whoever asked for it does this.".into(),
        )),
    }
}

/// Asks once more for what came back, as it is now; where it is mended elsewhere, it is asked for there.
pub fn ask_again(visit: &Visit, id: Id<Approval>, note: String) -> Result<Id<Approval>> {
    let last: Approval = visit.find(id)?;
    let kind = kind_of(&last)?;
    if last.status != Status::Returned {
        return Err(Error::conflict(
            "Only what was returned is asked for again.",
        ));
    }
    must_be_asker(&last, visit.actor.person)?;
    if let Some(mended_at) = kind.mended_at {
        return Err(Error::conflict(format!(
            "Mend it first, and ask for it there: {}",
            mended_at(&last)
        )));
    }
    let draft = Approval {
        note,
        manager: Id::NONE,
        votes: Vec::new(),
        decision: None,
        decided_on: Vec::new(),
        conditions: String::new(),
        ..(kind.afresh)(visit, &last)?
    };
    let asking = Asking::of(visit, kind, draft)?;
    if asking.free {
        return Err(Error::conflict(
            "Nobody has to be asked about this any more. Do it where it is done.",
        ));
    }
    visit.act(ASK_AGAIN, move |change| {
        let before = change.subject::<Approval>(id)?;
        must_be_asker(&before, change.actor.person)?;
        change.note(asking.approval.note.clone());
        Ok(asking.file(change)?.id)
    })
}

/// An answer at a door of a room's own.
pub enum Answer<'a> {
    /// As things stand. It counts from whoever is asked, as at the approval itself.
    Yes(&'a Arc<Directory>, Vec<Fact>),
    /// What was asked about is given up, by whoever may do that; with why.
    No(&'a str),
}

/// For rooms with a door of their own to an answer, within its deed: what waits there about a record is answered with it.
/// Says whether anything waited.
///
/// # Errors
/// `Forbidden` for a yes of somebody who isn't asked, and a conflict where several have to say it.
pub fn settle(
    change: &mut Change<'_, '_>,
    kind: &Approvable,
    of: Ref,
    answer: &Answer<'_>,
) -> Result<bool> {
    let waiting = waiting_in(change, kind, of)?;
    let any = !waiting.is_empty();
    for mut approval in waiting {
        let (verdict, note, instead_of) = match answer {
            Answer::Yes(names, facts) => {
                let instead_of = speaks_for(names, &change.actor, change.at, &approval)?;
                approval.decided_on.clone_from(facts);
                (Verdict::Approve, "", instead_of)
            }
            Answer::No(why) => (Verdict::Reject, *why, None),
        };
        approval.settle(Vote {
            by: Id::new(change.actor.person),
            instead_of,
            verdict,
            at: change.at,
            note: note.to_owned(),
            ..Vote::default()
        })?;
        change.put(&approval)?;
        change.about(approval.as_ref());
    }
    Ok(any)
}

/// What of a kind waits for an answer about a record, as a deed finds it, whoever sees that.
pub fn waiting_in(
    change: &mut Change<'_, '_>,
    kind: &Approvable,
    of: Ref,
) -> Result<Vec<Held<Approval>>> {
    let mut about = granted(change).children::<Approval>(BY_SUBJECT, subject_key(of))?;
    about.retain(|held| held.is_waiting() && held.kind == kind.key);
    Ok(about)
}

/// Whoever asked, and who hears of it beside them, each once, but not who was told already.
fn tell(
    change: &mut Change<'_, '_>,
    approval: &Held<Approval>,
    what: &NoticeType,
    effect: &Effect,
    words: &str,
) -> Result<()> {
    let about: Ref = effect.about.unwrap_or(approval.as_ref());
    if effect.about.is_some() {
        change.about(about);
    }
    let mut to = vec![approval.requested_by];
    for person in &effect.also {
        if !to.contains(person) {
            to.push(*person);
        }
    }
    for person in to.into_iter().filter(|person| effect.told != Some(*person)) {
        inbox::notify(change, person, what, about, words)?;
    }
    Ok(())
}
