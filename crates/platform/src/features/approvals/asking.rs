//! Asking: which rule applies, whom it asks, and what they are shown. It is found out over a visit and filed within the deed
//! that waits for the answer, so that the two never part.

use super::{
    Approvable, Approval, ApprovalRule, Status,
    actions::APPROVE,
    approvable,
    approval::{BY_SUBJECT, BY_TICKET, subject_key},
    deadline,
    deciders::{people_of, steps},
    evidence::differences,
    notices,
    round::Step,
    rule::{Weighed, Who},
    rules::Rules,
};
use crate::{
    access::{Actor, Placement},
    base::{Error, Id, Result},
    data::{Change, Held, Key, Record, Visit},
    features::{
        inbox,
        people::{Directory, Role, User},
    },
};

/// A question that is ready to be put.
pub struct Asking {
    pub approval: Approval,
    /// Whether whoever asks decides on it, so that nobody has to be asked.
    pub free: bool,
    /// Who is told of it by what it is about.
    pub told: Vec<Id<User>>,
}

impl Asking {
    /// What asks for an approval of this kind: `draft` says what is asked about, in which department, for whom, and what it
    /// comes to; `manager` in it is who was chosen to decide, `team_lead` who leads the work.
    ///
    /// # Errors
    /// When nobody can decide, with what has to be changed.
    pub fn of(visit: &Visit, kind: &'static Approvable, draft: Approval) -> Result<Asking> {
        Asking::of_another(visit, kind, draft, Id::new(visit.actor.person))
    }

    /// The same for somebody else, who counts as whoever asks: they don't decide on what is theirs. Whoever puts it may, alone.
    ///
    /// # Errors
    /// As `of`.
    pub fn of_another(
        visit: &Visit,
        kind: &'static Approvable,
        draft: Approval,
        asker: Id<User>,
    ) -> Result<Asking> {
        let names = Directory::of(visit)?;
        let me: Id<User> = Id::new(visit.actor.person);
        let roles = names.users.get(&asker.raw());
        let roles = roles.map(|user| user.roles.clone()).unwrap_or_default();
        let rule = visit
            .cached::<Rules>()?
            .for_one(&weighed(kind, &draft, roles))?;
        // Whoever decides has decided on what they put for another.
        let by_decider = rule.by_decider || me != asker;
        let free = is_free(kind, &draft, &rule, by_decider, || {
            approves_everywhere(&visit.actor) || is_asked(&names, &draft, &rule, me)
        });
        let mut approval = Approval {
            kind: kind.key.into(),
            status: Status::Waiting,
            requested_by: asker,
            asked_at: visit.at,
            ..draft
        };
        approval.put_rule(&rule);
        if !free {
            approval.put_steps(steps(&names, &approval, &rule)?);
            approval.due = deadline::due(visit, &approval, rule.hours)?;
            approval.evidence = (kind.evidence)(visit, &approval)?;
        }
        Ok(Asking {
            approval,
            free,
            told: Vec::new(),
        })
    }

    /// Puts the question within the deed that waits for its answer, and tells whom it asks. One thing waits for one answer
    /// at a time; one that came back is asked again, with what is another since.
    pub fn file(self, change: &mut Change<'_, '_>) -> Result<Held<Approval>> {
        let mut approval = self.approval;
        let earlier = of_the_same(change, &approval)?;
        none_waits(&earlier)?;
        if let Some(last) = earlier
            .first()
            .filter(|last| last.status == Status::Returned)
        {
            approval.again_of = Some(last.id);
            let then = match last.decided_on.is_empty() {
                true => &last.evidence,
                false => &last.decided_on,
            };
            // What was asked before evidence was kept has nothing to compare with.
            if !then.is_empty() {
                approval.since = differences(then, &approval.evidence);
            }
        }
        let held = change.insert(approval)?;
        change.about(held.as_ref());
        let mut asked = held.asked_now();
        asked.retain(|person| !self.told.contains(person));
        ask(change, &held, &asked)?;
        Ok(held)
    }
}

/// All that was ever asked of the same kind about the same thing, the last first.
fn of_the_same(change: &mut Change<'_, '_>, approval: &Approval) -> Result<Vec<Approval>> {
    let (index, key) = match (approval.ticket, approval.subject) {
        (Some(ticket), _) => (BY_TICKET, Key::new().number(ticket)),
        (None, Some(subject)) => (BY_SUBJECT, subject_key(subject)),
        (None, None) => return Err(Error::internal("an approval is about nothing")),
    };
    let mut found = change
        .unscoped("one thing waits for one decision at a time, whoever sees it")
        .children::<Approval>(index, key)?;
    found.retain(|held| held.kind == approval.kind);
    Ok(found)
}

fn none_waits(others: &[Approval]) -> Result<()> {
    match others.iter().find(|held| held.is_waiting()) {
        Some(open) => Err(Error::conflict(format!(
            "{} waits for a decision on this already.",
            open.id
        ))),
        None => Ok(()),
    }
}

/// Whatever deed makes one wait, Undo of an answer as well, it is the only one of its kind that waits about its thing.
pub(super) fn one_waits(
    change: &mut Change<'_, '_>,
    was: Option<&Approval>,
    is: Option<&Approval>,
) -> Result<()> {
    let waited = was.is_some_and(Approval::is_waiting);
    let Some(is) = is.filter(|is| is.is_waiting() && !waited) else {
        return Ok(());
    };
    let mut others = of_the_same(change, is)?;
    others.retain(|held| held.id != is.id);
    none_waits(&others)
}

/// Tells those whose word is waited for; the inbox tells whoever stands in for them.
pub(super) fn ask(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    people: &[Id<User>],
) -> Result<()> {
    let words = format!("{} waits for your decision", approval.title);
    for person in people {
        inbox::notify(
            change,
            *person,
            &notices::WAITS,
            approval.as_ref(),
            words.as_str(),
        )?;
    }
    Ok(())
}

/// What the conditions of rules are held against.
fn weighed(kind: &Approvable, draft: &Approval, roles: Vec<Id<Role>>) -> Weighed {
    Weighed {
        kind: kind.key.into(),
        amount: draft.value,
        minutes: draft.budget_minutes,
        share: draft.share,
        department: draft.department,
        category: draft.category,
        roles,
    }
}

/// Whether nobody has to be asked: the rule says so, it is too little, or whoever asks would be asked, alone.
fn is_free(
    kind: &Approvable,
    draft: &Approval,
    rule: &ApprovalRule,
    by_decider: bool,
    decides: impl FnOnce() -> bool,
) -> bool {
    let nobody = rule.steps.iter().all(|step| step.who == Who::Nobody);
    let little = rule.id.is_none() && draft.share < kind.unasked_below;
    let alone = matches!(rule.steps.as_slice(), [only] if only.need <= 1);
    !kind.always && (nobody || little || (by_decider && alone && decides()))
}

/// Whether somebody is of those whom a rule asks.
fn is_asked(names: &Directory, draft: &Approval, rule: &ApprovalRule, who: Id<User>) -> bool {
    let mut steps = rule.steps.iter();
    steps.any(|of| people_of(names, draft, of).is_ok_and(|(people, _)| people.contains(&who)))
}

/// Whether nobody has to be asked, as a deed finds it: only whoever approves everywhere counts as one who decides. Others
/// ask over a visit (`Asking::of`).
pub fn needs_nobody(
    change: &mut Change<'_, '_>,
    kind: &Approvable,
    draft: &Approval,
) -> Result<bool> {
    let me = Directory::person_in(change, Id::new(change.actor.person))?;
    let roles = me.map(|user| user.roles).unwrap_or_default();
    let rule = Rules::within(change)?.for_one(&weighed(kind, draft, roles))?;
    Ok(is_free(kind, draft, &rule, rule.by_decider, || {
        approves_everywhere(&change.actor)
    }))
}

/// What was asked for comes to something else by what was found out: whom another rule asks then, if another applies. Tells
/// whether one does.
///
/// # Errors
/// When nobody can decide by that, with what has to be changed.
pub(super) fn by_another_rule(
    visit: &Visit,
    before: &Approval,
    after: &mut Approval,
) -> Result<bool> {
    if before.budget_minutes == after.budget_minutes {
        return Ok(false);
    }
    let names = Directory::of(visit)?;
    let kind = kind_of(after)?;
    let asker = names.users.get(&after.requested_by.raw());
    let roles = asker.map(|user| user.roles.clone()).unwrap_or_default();
    let rules = visit.cached::<Rules>()?;
    let was = rules.for_one(&weighed(kind, before, roles.clone()))?;
    let rule = rules.for_one(&weighed(kind, after, roles))?;
    if was.id == rule.id {
        return Ok(false);
    }
    after.put_rule(&rule);
    after.manager = Id::NONE;
    after.put_steps(steps(&names, after, &rule)?);
    Ok(true)
}

impl Approval {
    fn put_rule(&mut self, rule: &ApprovalRule) {
        self.rule = Some(rule.id).filter(|id| !id.is_none());
        let hours = i64::from(rule.hours.max(1));
        self.promised_minutes = self.rule.map(|_| hours * 60);
        self.by_asker = rule.by_decider;
    }

    fn put_steps(&mut self, steps: Vec<Step>) {
        let first = steps.first().and_then(|step| step.people.first());
        self.manager = first.copied().unwrap_or(self.manager);
        self.steps = steps;
    }
}

/// Whether somebody approves whatever there is.
pub(super) fn approves_everywhere(actor: &Actor) -> bool {
    actor.places(&APPROVE).contains(&Placement::Global)
}

/// The one that waits for an answer about a record, if the person sees it.
pub fn waiting_about<R: Record>(visit: &Visit, record: &R) -> Result<Vec<Approval>> {
    let key = subject_key(record.as_ref());
    let mut found: Vec<Approval> = visit.related(record, BY_SUBJECT, key, 50)?;
    found.retain(Approval::is_waiting);
    Ok(found)
}

/// What was asked about a record so far, the newest first, as far as the person sees it.
pub fn all_about<R: Record>(visit: &Visit, record: &R) -> Result<Vec<Approval>> {
    visit.related(record, BY_SUBJECT, subject_key(record.as_ref()), 50)
}

/// The kind as it is declared.
pub(super) fn kind_of(approval: &Approval) -> Result<&'static Approvable> {
    approvable::of_key(&approval.kind)
}
