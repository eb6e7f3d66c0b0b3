//! The rules of a clock: what moves it, and what is done while it runs out. Each takes what it needs and asks nothing.

use super::{Clock, Facts, Hold, Policy, Standing, Step, policy::Terms, target::Restart};
use crate::{
    base::{BusinessHours, Moment, time::MINUTE},
    data::Ref,
};

/// What became of a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pausing {
    Began(Hold),
    Ended(Hold, Moment),
    /// What made it was taken back.
    Never(Hold),
}

impl Clock {
    /// Begins by what a policy promises now.
    pub fn begin(subject: Ref, standing: &Standing, facts: &Facts, policy: &Policy) -> Clock {
        let mut clock = Clock {
            subject,
            target: standing.target,
            begun: standing.begun,
            since: standing.begun,
            owner: facts.owner,
            department: facts.department,
            priority: facts.priority,
            ..Clock::default()
        };
        clock.promise(policy, standing);
        clock
    }

    fn promise(&mut self, policy: &Policy, standing: &Standing) {
        self.policy = policy.id;
        self.minutes = standing.minutes.unwrap_or(policy.minutes);
        self.hours = policy.hours;
        self.calendar = policy.calendar;
    }

    /// Whether nothing that moves it is another than it was.
    pub fn stands_as(&self, standing: &Standing, facts: &Facts) -> bool {
        // What its policy doesn't count holds nothing up, and is looked at each time.
        let as_held = self.held == standing.held;
        let of_whom = (self.owner, self.department) == (facts.owner, facts.department);
        self.met == standing.met
            && self.ended.is_none()
            && (self.met.is_some() || as_held && of_whom && self.priority == facts.priority)
    }

    /// Which rule makes it begin anew, of those of its policy.
    ///
    /// `by_clock`: it is the clock's own deed that gave it into other hands, which doesn't begin its time anew.
    pub fn restarts(
        &self,
        standing: &Standing,
        facts: &Facts,
        rules: &[Restart],
        by_clock: bool,
    ) -> bool {
        let reopened = self.met.is_some() || self.ended.is_some();
        let is_open = standing.met.is_none();
        let happened = |rule: &Restart| match rule {
            Restart::Priority => self.priority != facts.priority,
            Restart::Hands => !by_clock && self.owner != facts.owner && !self.owner.is_none(),
            Restart::Reopened => reopened,
            Restart::Unknown => false,
        };
        is_open && rules.iter().any(happened)
    }

    /// Begins anew by what a policy promises now. What was missed before stays missed, and so does what was kept.
    pub fn restart(&mut self, policy: &Policy, standing: &Standing, at: Moment) {
        self.pass(self.stood_or(at));
        self.promise(policy, standing);
        (self.since, self.spent, self.steps, self.due) = (at, 0, 0, None);
        (self.held, self.met, self.ended) = (None, None, None);
    }

    /// Becomes what the record says. `undone` is for what is taken back: it is then as if it had never been. Tells what
    /// became of its pauses.
    pub fn follow(
        &mut self,
        standing: &Standing,
        facts: &Facts,
        terms: &Terms,
        hours: &BusinessHours,
        (at, undone): (Moment, bool),
    ) -> Vec<Pausing> {
        let mut told = Vec::new();
        // Whoever had it when it was met is whose it was, though it may be in other hands by the same deed.
        if standing.met.is_none() {
            self.owner = facts.owner;
            self.department = facts.department;
            self.priority = facts.priority;
        }
        // Back among what is waited for.
        if let Some(ended) = self.ended.take() {
            self.run_on(ended, hours, (at, undone));
        }
        if let (Some(met), None) = (self.met, standing.met) {
            self.met = None;
            self.run_on(met, hours, (at, undone));
        }
        let counts = |held: &Hold| terms.pauses.contains(&held.reason);
        let held = standing
            .held
            .filter(counts)
            .filter(|_| standing.met.is_none());
        if let Some(now) = self.held.filter(|now| held != Some(*now)) {
            self.held = None;
            match (undone, standing.met) {
                (true, _) => told.push(Pausing::Never(now)),
                // It is met while it stood still: nothing of its time went by since.
                (false, Some(met)) => {
                    self.spend(now.since, hours);
                    self.since = met.max(now.since);
                    told.push(Pausing::Ended(now, met));
                }
                (false, None) => {
                    let later = held.map(|next| next.since);
                    let until = later.filter(|later| *later > now.since).unwrap_or(at);
                    self.run_on(now.since, hours, (until, false));
                    told.push(Pausing::Ended(now, until));
                }
            }
        }
        if let Some(next) = held.filter(|_| self.held.is_none()) {
            self.pass(next.since);
            self.held = Some(next);
            told.push(Pausing::Began(next));
        }
        if let Some(met) = standing.met {
            if self.held.is_none() && self.due.is_none() {
                self.lay(terms, hours);
            }
            self.pass(met);
            self.met = Some(met);
        }
        self.lay(terms, hours);
        self.count();
        told
    }

    /// It stood still from a moment on and goes on now; or, taken back, never stood.
    fn run_on(&mut self, stood: Moment, hours: &BusinessHours, (at, undone): (Moment, bool)) {
        if !undone {
            self.spend(stood, hours);
            // Until when it was to run before says nothing of what comes.
            (self.since, self.due) = (at, None);
        }
    }

    fn spend(&mut self, until: Moment, hours: &BusinessHours) {
        self.spent += hours.worked(self.since, until).max(0);
    }

    /// What was due before a moment was missed then, whether or not anybody looked.
    pub fn pass(&mut self, at: Moment) {
        if let Some(due) = self.due.filter(|due| *due < at) {
            self.missed.get_or_insert(due);
        }
    }

    /// Nobody waits for it any more.
    pub fn end(&mut self, at: Moment) {
        self.pass(at);
        self.ended = Some(at);
        self.next = None;
        self.count();
    }

    /// Works out until when it runs, and when something is next to be done about it.
    pub fn lay(&mut self, terms: &Terms, hours: &BusinessHours) {
        self.next = None;
        if !self.is_open() {
            return;
        }
        if self.held.is_some() {
            self.due = None;
            return;
        }
        let (due, step) = self.ahead(terms, hours);
        let over = due.plus(1);
        self.due = Some(due);
        self.next = match (step, self.missed) {
            (step, None) => Some(step.map_or(over, |(at, _)| at.min(over))),
            (step, Some(_)) => step.map(|(at, _)| at),
        };
    }

    /// When its time is over, and the next step of the ladder with its moment.
    fn ahead<'t>(
        &self,
        terms: &'t Terms,
        hours: &BusinessHours,
    ) -> (Moment, Option<(Moment, &'t Step)>) {
        let all = self.minutes * MINUTE;
        let at = |of: i64| hours.after(self.since, of - self.spent);
        let due = at(all);
        let step = terms.ladder.get(self.steps as usize).map(|step| {
            let then = at(all * i64::from(step.percent) / 100);
            // At the very end it is not yet late.
            let late = step.percent >= 100;
            (if late { then.max(due).plus(1) } else { then }, step)
        });
        (due, step)
    }

    /// The moment `then` has come that was next: the steps that are due by it, each of which is done once. Where days off
    /// were entered since, there may be none, and it has more time.
    pub fn strike<'t>(
        &mut self,
        terms: &'t Terms,
        hours: &BusinessHours,
        then: Moment,
    ) -> Vec<&'t Step> {
        let mut done = Vec::new();
        while self.is_running() {
            let (due, step) = self.ahead(terms, hours);
            if due < then {
                self.missed.get_or_insert(due);
            }
            match step.filter(|(at, _)| *at <= then) {
                Some((_, step)) => done.push(step),
                None => break,
            }
            self.steps += 1;
        }
        self.lay(terms, hours);
        self.count();
        done
    }

    /// Keeps in whose hands it was when it came out, for the figures.
    pub fn count(&mut self) {
        match self.outcome() {
            Some(_) => {
                self.counted.get_or_insert((self.owner, self.department));
            }
            None => self.counted = None,
        }
    }

    /// Working time in milliseconds that is over at a moment.
    pub fn spent_at(&self, at: Moment, hours: &BusinessHours) -> i64 {
        self.spent + hours.worked(self.since, self.stood_or(at)).max(0)
    }

    /// Since when it stands still, if it did before a moment; that moment else.
    fn stood_or(&self, at: Moment) -> Moment {
        let stood = [self.held.map(|held| held.since), self.met, self.ended];
        stood.into_iter().flatten().fold(at, Moment::min)
    }
}
