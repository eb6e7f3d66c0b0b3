//! Records whose promises have clocks. A kind says how its promises stand (`Clocked`), from what it holds itself; the
//! clocks follow it at the end of every deed that touches one, so that no verb starts, holds or meets a clock, and Undo
//! leaves them as if the deed had not been.
//!
//! A feature registers its kind (`Feature::clocked`, with `ClockedKind::of`). That is all: policies, pauses, the ladder,
//! pages, figures and the list of what is next to be missed follow.

use super::{
    clock::{BY_BEGUN, BY_SUBJECT, Clock, OPEN, Standing, begun_key, subject_key},
    hours::hours_in,
    next_due::NextDue,
    pause::{BY_FROM, OF_CLOCK, Pause, pause_key},
    policy::{BY_VERSION, Facts, Policy, PolicyVersion, choose, version_key},
    rules::Pausing,
    target::Target,
};
use crate::{
    base::{Id, Result},
    data::{Change, Deriving, Entity, Key, Query, Ref},
    features::{inbox::NoticeType, people::User},
};

/// A record that promises something by a time.
pub trait Clocked: Entity {
    /// What of it has clocks, for policies to be made of.
    const TARGETS: &'static [Target];

    /// What policies may ask about it.
    fn facts(&self) -> Facts;

    /// How its promises stand. Those that are over stay in here as long as the record knows of them; one that isn't in
    /// here any more is waited for by nobody, and its clock ends.
    fn standings(&self) -> Vec<Standing>;

    /// Keeps what is next to be missed of it, where its lists and pages show that. Whether that is another than it was.
    fn carry(&mut self, _next: Option<NextDue>) -> bool {
        false
    }

    /// The ladder brings it into somebody's hands. Whether it took it there.
    ///
    /// # Errors
    /// Where its own rules refuse that.
    fn reassign(_change: &mut Change<'_, '_>, _id: Id<Self>, _to: Id<User>) -> Result<bool> {
        Ok(false)
    }

    /// Those in whose hands it is by now, where they may be several, and the notice that tells them that its time runs out;
    /// None where its owner alone is told.
    fn waits_for(&self) -> Option<(Vec<Id<User>>, &'static NoticeType)> {
        None
    }

    /// Whether houses had policies before they had clocks for this kind: what is under way gets them at the next start.
    const CAME_LATER: bool = false;

    /// The words of its kinds and stages that policies may name: stored keys with what people call them.
    fn kinds() -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn stages() -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    /// Those that may have open promises, each page after another: for houses that had none of these clocks.
    fn under_way() -> Query<Self>;
}

/// Records that lack a clock, and the cursor of the next page of them.
pub(super) type Lacking = (Vec<Ref>, Option<String>);

/// Says who is told of a record beside its owner.
pub(super) type WaitsFor =
    fn(&mut Change<'_, '_>, u64) -> Result<Option<(Vec<Id<User>>, &'static NoticeType)>>;

/// The same for one record, where what changed it is itself derived.
///
/// # Errors
/// When the store takes nothing.
pub fn follow_record<R: Clocked>(change: &mut Deriving<'_, '_, '_>, id: Id<R>) -> Result<()> {
    let subject = id.as_ref();
    let Some(mut record) = change.find::<R>(id)? else {
        return forget(change, subject);
    };
    let facts = record.facts();
    let mut open: Vec<Clock> = change.children(OPEN, subject_key(subject))?;
    let mut known = Vec::new();
    for standing in record.standings() {
        let key = begun_key(subject, standing.target, standing.begun);
        let held = change.by_unique::<Clock>(BY_BEGUN, key)?;
        if let Some(held) = &held {
            open.retain(|other| other.id != held.id);
        }
        known.extend(match held {
            Some(held) => Some(adapt(change, held, &standing, &facts)?),
            None => begin(change, subject, &standing, &facts)?,
        });
    }
    let undone = change.is_undo();
    for mut left in open {
        // What is taken back never promised anything, unless somebody was told of it.
        if undone && left.steps == 0 && left.missed.is_none() {
            remove(change, &left)?;
        } else {
            left.end(change.at);
            change.put(&left)?;
        }
    }
    if record.carry(NextDue::of(&known)) {
        change.put(&record)?;
    }
    Ok(())
}

fn policy_for(
    change: &mut Change<'_, '_>,
    target: Target,
    facts: &Facts,
) -> Result<Option<Policy>> {
    let all: Vec<Policy> = change.all()?;
    Ok(choose(&all, target, facts).cloned())
}

fn version_of(change: &mut Change<'_, '_>, policy: &Policy) -> Result<Id<PolicyVersion>> {
    let key = version_key(policy.id, policy.number);
    let held = change.by_unique::<PolicyVersion>(BY_VERSION, key)?;
    Ok(held.map(|held| held.id).unwrap_or_default())
}

/// What was met before there was a clock for it has none.
fn begin(
    change: &mut Deriving<'_, '_, '_>,
    subject: Ref,
    standing: &Standing,
    facts: &Facts,
) -> Result<Option<Clock>> {
    if standing.met.is_some() {
        return Ok(None);
    }
    let Some(policy) = policy_for(change, standing.target, facts)? else {
        return Ok(None);
    };
    let mut clock = Clock::begin(subject, standing, facts, &policy);
    clock.terms = version_of(change, &policy)?;
    let hours = hours_in(change, clock.hours, clock.calendar, clock.department)?;
    let at = (change.at, change.is_undo());
    let told = clock.follow(standing, facts, &policy.terms(), &hours, at);
    let key = begun_key(subject, clock.target, clock.begun);
    change.insert(clock)?;
    let made = change.by_unique::<Clock>(BY_BEGUN, key)?;
    if let Some(clock) = &made {
        keep_pauses(change, clock, told)?;
    }
    Ok(made)
}

fn adapt(
    change: &mut Deriving<'_, '_, '_>,
    mut clock: Clock,
    standing: &Standing,
    facts: &Facts,
) -> Result<Clock> {
    if clock.stands_as(standing, facts) {
        return Ok(clock);
    }
    let was = clock.clone();
    let mut terms = super::hours::terms_in(change, &clock)?;
    let undone = change.is_undo();
    let mut told = Vec::new();
    let by_clock = change.demanded().key == super::actions::ESCALATE.key;
    if !undone
        && clock.restarts(standing, facts, &terms.restarts, by_clock)
        && let Some(policy) = policy_for(change, clock.target, facts)?
    {
        let stood = clock.held.map(|held| Pausing::Ended(held, change.at));
        told.extend(stood);
        clock.restart(&policy, standing, change.at);
        clock.terms = version_of(change, &policy)?;
        terms = policy.terms();
    }
    let hours = hours_in(change, clock.hours, clock.calendar, facts.department)?;
    told.extend(clock.follow(standing, facts, &terms, &hours, (change.at, undone)));
    if clock != was {
        change.put(&clock)?;
    }
    keep_pauses(change, &clock, told)?;
    Ok(clock)
}

fn keep_pauses(change: &mut Deriving<'_, '_, '_>, clock: &Clock, told: Vec<Pausing>) -> Result<()> {
    for pausing in told {
        let hold = match pausing {
            Pausing::Began(hold) | Pausing::Ended(hold, _) | Pausing::Never(hold) => hold,
        };
        let held = change.by_unique::<Pause>(BY_FROM, pause_key(clock.id, hold.since))?;
        let until = match pausing {
            Pausing::Ended(_, until) => Some(until),
            _ => None,
        };
        match (pausing, held) {
            (Pausing::Never(_), Some(held)) => change.delete(&held)?,
            (Pausing::Never(_), None) => {}
            (_, Some(held)) => {
                let reason = hold.reason;
                change.put(&Pause {
                    until,
                    reason,
                    ..held
                })?;
            }
            (_, None) => change.insert(Pause {
                clock: clock.id,
                subject: clock.subject,
                reason: hold.reason,
                from: hold.since,
                until,
                ..Pause::default()
            })?,
        }
    }
    Ok(())
}

fn remove(change: &mut Deriving<'_, '_, '_>, clock: &Clock) -> Result<()> {
    let pauses: Vec<Pause> = change.children(OF_CLOCK, Key::new().id(clock.id))?;
    for pause in pauses {
        change.delete(&pause)?;
    }
    change.delete(clock)
}

/// The record is gone, and its clocks with it.
fn forget(change: &mut Deriving<'_, '_, '_>, subject: Ref) -> Result<()> {
    let clocks: Vec<Clock> = change.children(BY_SUBJECT, subject_key(subject))?;
    clocks.iter().try_for_each(|clock| remove(change, clock))
}
