//! The rules of a clock, held against somebody who looks at it every minute.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::{
    Clock, Facts, Hold, PauseReason, Policy, Standing, Step, Target, Whom, policy::Terms,
    rules::Pausing,
};
use crate::{
    base::{
        BusinessHours, Day, Id, Moment,
        business_hours::Span,
        time::{HOUR, MINUTE},
    },
    data::Ref,
};

fn hours(zone: &str) -> BusinessHours {
    hours_without(zone, &[])
}

fn hours_without(zone: &str, holidays: &[Day]) -> BusinessHours {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let day = vec![
        Span {
            opens: 9 * 60,
            closes: 12 * 60,
        },
        Span {
            opens: 13 * 60,
            closes: 17 * 60,
        },
    ];
    let mut week: [Vec<Span>; 7] = Default::default();
    week[..6].fill(day);
    BusinessHours::new(zone, week, holidays)
}

fn at(day: &str, minutes: i64) -> Moment {
    Moment::at(Day::parse(day).unwrap_or_default(), minutes, &TimeZone::UTC)
}

const SUBJECT: Ref = Ref { kind: 25, id: 301 };

fn policy(minutes: i64, ladder: &[u32]) -> Policy {
    Policy {
        id: Id::new(1),
        minutes,
        pauses: vec![PauseReason::WaitingForClient, PauseReason::OnHold],
        ladder: ladder
            .iter()
            .map(|percent| Step {
                percent: *percent,
                tell: vec![Whom::Owner],
                reassign: None,
            })
            .collect(),
        number: 1,
        ..Policy::default()
    }
}

fn facts() -> Facts {
    Facts {
        owner: Id::new(4),
        department: Id::new(2),
        ..Facts::default()
    }
}

struct Run {
    policy: Policy,
    clock: Clock,
    terms: Terms,
    hours: BusinessHours,
    standing: Standing,
}

impl Run {
    fn begin(minutes: i64, ladder: &[u32], begun: Moment, zone: &str) -> Run {
        let policy = policy(minutes, ladder);
        let standing = Standing::since(Target::Resolution, begun);
        let mut run = Run {
            clock: Clock::begin(SUBJECT, &standing, &facts(), &policy),
            terms: policy.terms(),
            hours: hours(zone),
            standing,
            policy,
        };
        run.follow(begun, false);
        run
    }

    fn follow(&mut self, at: Moment, undone: bool) -> Vec<Pausing> {
        self.clock.follow(
            &self.standing,
            &facts(),
            &self.terms,
            &self.hours,
            (at, undone),
        )
    }

    fn hold(&mut self, at: Moment) -> Vec<Pausing> {
        self.standing.held = Some(Hold {
            reason: PauseReason::WaitingForClient,
            since: at,
        });
        self.follow(at, false)
    }

    fn go_on(&mut self, at: Moment) -> Vec<Pausing> {
        self.standing.held = None;
        self.follow(at, false)
    }

    /// Begins anew, open, as it does where a rule of its policy says so.
    fn restart(&mut self, at: Moment) {
        self.standing.met = None;
        self.clock.restart(&self.policy, &self.standing, at);
        self.follow(at, false);
    }

    /// Does what is next by then, as the house's clock does: how many steps, and whether it came to rest.
    fn strike_until(&mut self, until: Moment) -> Vec<u32> {
        let mut done = Vec::new();
        while let Some(next) = self.clock.next.filter(|next| *next <= until) {
            let steps = self.clock.strike(&self.terms, &self.hours, next);
            done.extend(steps.iter().map(|step| step.percent));
            assert!(
                self.clock.next.is_none_or(|later| later > next),
                "it moves on"
            );
        }
        done
    }
}

#[test]
fn a_promise_ends_in_working_time() {
    // Friday 16:30; noon is no working time, Saturday is worked here, Sunday isn't.
    let run = Run::begin(5 * 60, &[], at("2026-06-05", 16 * 60 + 30), "UTC");
    assert_eq!(run.clock.due, Some(at("2026-06-06", 14 * 60 + 30)));
}

#[test]
fn what_holds_it_up_takes_none_of_its_time() {
    let mut run = Run::begin(120, &[], at("2026-06-08", 9 * 60), "UTC");
    let held = run.hold(at("2026-06-08", 10 * 60));
    assert!(matches!(held[..], [Pausing::Began(_)]));
    assert_eq!((run.clock.due, run.clock.next), (None, None));
    let gone = run.go_on(at("2026-06-10", 16 * 60));
    assert!(matches!(gone[..], [Pausing::Ended(_, until)] if until == at("2026-06-10", 16 * 60)));
    assert_eq!(run.clock.due, Some(at("2026-06-10", 17 * 60)));
}

#[test]
fn what_is_taken_back_never_was() {
    let mut run = Run::begin(120, &[50, 100], at("2026-06-08", 9 * 60), "UTC");
    let before = run.clock.clone();
    run.hold(at("2026-06-08", 10 * 60));
    run.standing.held = None;
    let told = run.follow(at("2026-06-08", 15 * 60), true);
    assert!(matches!(told[..], [Pausing::Never(_)]));
    assert_eq!(run.clock, before);
    // Met, and that taken back.
    run.standing.met = Some(at("2026-06-08", 10 * 60));
    run.follow(at("2026-06-08", 10 * 60), false);
    assert!(run.clock.next.is_none() && run.clock.counted.is_some());
    run.standing.met = None;
    run.follow(at("2026-06-08", 10 * 60 + 5), true);
    assert_eq!(run.clock, before);
    // Going on, and that taken back: it still stands, and goes on later as if nothing had been.
    let since = at("2026-06-08", 9 * 60 + 30);
    run.hold(since);
    run.go_on(at("2026-06-08", 10 * 60));
    run.standing.held = Some(Hold {
        reason: PauseReason::WaitingForClient,
        since,
    });
    run.follow(at("2026-06-08", 10 * 60 + 1), true);
    assert!(run.clock.due.is_none());
    run.go_on(at("2026-06-08", 13 * 60));
    assert_eq!(run.clock.due, Some(at("2026-06-08", 14 * 60 + 30)));
}

#[test]
fn a_reason_that_the_policy_does_not_count_holds_nothing() {
    let mut run = Run::begin(120, &[], at("2026-06-08", 9 * 60), "UTC");
    run.standing.held = Some(Hold {
        reason: PauseReason::Absent,
        since: at("2026-06-08", 10 * 60),
    });
    assert!(run.follow(at("2026-06-08", 10 * 60), false).is_empty());
    assert_eq!(run.clock.due, Some(at("2026-06-08", 11 * 60)));
}

#[test]
fn what_was_missed_stays_missed() {
    let mut run = Run::begin(120, &[50, 100, 150], at("2026-06-08", 9 * 60), "UTC");
    assert_eq!(run.strike_until(at("2026-06-08", 11 * 60)), [50]);
    assert!(run.clock.missed.is_none(), "at its very end it isn't late");
    assert_eq!(run.strike_until(at("2026-06-08", 11 * 60).plus(1)), [100]);
    assert_eq!(run.clock.missed, Some(at("2026-06-08", 11 * 60)));
    run.standing.met = Some(at("2026-06-08", 11 * 60 + 30));
    run.follow(at("2026-06-08", 11 * 60 + 30), false);
    assert!(run.clock.missed.is_some() && run.clock.next.is_none());
    // Reopened, it goes on, and is missed as it was.
    run.standing.met = None;
    run.follow(at("2026-06-08", 15 * 60), false);
    assert!(run.clock.missed.is_some());
    // Nobody looked, and it was met too late.
    let mut run = Run::begin(120, &[], at("2026-06-08", 9 * 60), "UTC");
    run.standing.met = Some(at("2026-06-08", 15 * 60));
    run.follow(at("2026-06-08", 15 * 60), false);
    assert_eq!(run.clock.missed, Some(at("2026-06-08", 11 * 60)));
}

#[test]
fn what_was_kept_stays_kept_when_it_is_opened_again() {
    let met = at("2026-06-08", 10 * 60);
    let reopened = at("2026-06-10", 9 * 60);
    // It begins anew.
    let mut run = Run::begin(120, &[], at("2026-06-08", 9 * 60), "UTC");
    run.standing.met = Some(met);
    run.follow(met, false);
    run.restart(reopened);
    assert_eq!(run.clock.missed, None);
    assert_eq!(run.clock.due, Some(at("2026-06-10", 11 * 60)));
    // Nobody waited for it meanwhile.
    let mut run = Run::begin(120, &[], at("2026-06-08", 9 * 60), "UTC");
    run.clock.end(met);
    run.restart(reopened);
    assert_eq!(run.clock.missed, None);
    // It goes on where it was, and is held up at once.
    let mut run = Run::begin(120, &[], at("2026-06-08", 9 * 60), "UTC");
    run.standing.met = Some(met);
    run.follow(met, false);
    run.standing.met = None;
    run.hold(reopened);
    assert_eq!(run.clock.missed, None);
    // What ran out before it begins anew was missed all the same.
    let mut run = Run::begin(120, &[], at("2026-06-08", 9 * 60), "UTC");
    run.restart(reopened);
    assert_eq!(run.clock.missed, Some(at("2026-06-08", 11 * 60)));
}

#[test]
fn every_step_is_done_once_and_in_order_after_days_off() {
    let mut run = Run::begin(60, &[50, 80, 100, 150], at("2026-06-08", 9 * 60), "UTC");
    let later = at("2026-06-11", 9 * 60);
    assert_eq!(run.strike_until(later), [50, 80, 100, 150]);
    assert!(run.strike_until(later.plus(100 * HOUR)).is_empty());
    assert_eq!(run.clock.steps, 4);
}

#[test]
fn a_day_off_that_is_entered_late_gives_it_time() {
    let mut run = Run::begin(10 * 60, &[100], at("2026-06-08", 9 * 60), "UTC");
    let next = run.clock.next.unwrap();
    assert_eq!(run.clock.due, Some(at("2026-06-09", 12 * 60)));
    run.hours = hours_without("UTC", &[Day::parse("2026-06-09").unwrap()]);
    assert!(run.clock.strike(&run.terms, &run.hours, next).is_empty());
    assert!(run.clock.missed.is_none());
    assert_eq!(run.clock.due, Some(at("2026-06-10", 12 * 60)));
}

#[test]
fn it_counts_for_whoever_had_it_when_it_was_met() {
    let mut run = Run::begin(120, &[], at("2026-06-08", 9 * 60), "UTC");
    let met = at("2026-06-08", 10 * 60);
    run.standing.met = Some(met);
    // Handed over by the very deed that met it.
    let next = Facts {
        owner: Id::new(9),
        department: Id::new(3),
        ..facts()
    };
    let when = (met, false);
    run.clock
        .follow(&run.standing, &next, &run.terms, &run.hours, when);
    assert_eq!(run.clock.counted, Some((Id::new(4), Id::new(2))));
    assert!(run.clock.stands_as(&run.standing, &next));
}

/// What happens to a record, so many minutes after what came before.
#[derive(Debug, Clone, Copy)]
enum Event {
    Hold,
    GoOn,
    Meet,
    Reopen,
    Restart,
}

fn events() -> impl Strategy<Value = Vec<(i64, Event)>> {
    let event = prop_oneof![
        Just(Event::Hold),
        Just(Event::GoOn),
        Just(Event::Meet),
        Just(Event::Reopen),
        Just(Event::Restart),
    ];
    prop::collection::vec((0..(9 * 60i64), event), 0..7)
}

const ZONES: [(&str, &str); 5] = [
    ("America/New_York", "2026-03-06"),
    ("Europe/London", "2026-10-23"),
    ("Australia/Lord_Howe", "2026-04-03"),
    ("America/Sao_Paulo", "2018-11-02"),
    ("Africa/Cairo", "2026-04-22"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A naive clock counts one minute after the other, and only while nothing holds it up and nobody has met it.
    #[test]
    fn it_is_due_when_somebody_who_counts_minutes_says_so(
        zone in 0..ZONES.len(),
        minutes in 1..(14 * 60i64),
        begins in 0..(24 * 60i64),
        events in events(),
    ) {
        let (zone, day) = ZONES[zone];
        let begun = at(day, begins);
        let mut run = Run::begin(minutes, &[], begun, zone);
        let (mut now, mut counted, mut late, mut ran_out) = (begun, 0, false, false);
        let (mut held, mut met) = (false, false);
        let tail = [(2 * 24 * 60, Event::GoOn)];
        for (after, event) in events.into_iter().chain(tail) {
            for _ in 0..after {
                let worked = run.hours.worked(now, now.plus(MINUTE)) > 0;
                now = now.plus(MINUTE);
                if worked && !held && !met {
                    counted += 1;
                    // Late from the first working minute on that it hadn't.
                    late |= counted > minutes;
                    ran_out |= counted == minutes;
                }
            }
            let spent = run.clock.spent_at(now, &run.hours);
            prop_assert_eq!(spent, counted * MINUTE);
            match event {
                Event::Hold if !held && !met => {
                    run.hold(now);
                    held = true;
                }
                Event::GoOn if held => {
                    run.go_on(now);
                    held = false;
                }
                Event::Meet if !met => {
                    // What is met holds up no more.
                    run.standing.met = Some(now);
                    run.standing.held = None;
                    run.follow(now, false);
                    (met, held) = (true, false);
                }
                Event::Reopen if met => {
                    run.standing.met = None;
                    run.follow(now, false);
                    met = false;
                }
                Event::Restart => {
                    run.restart(now);
                    (met, counted) = (false, 0);
                }
                _ => {
                    run.follow(now, false);
                }
            }
            if late {
                run.strike_until(now);
                prop_assert!(run.clock.missed.is_some());
            }
            // At its very end it may be either, as nothing is worked after it.
            prop_assert!(ran_out || run.clock.missed.is_none());
            if let (Some(due), None, false, false) = (run.clock.due, run.clock.missed, held, met) {
                match (minutes - counted) * MINUTE {
                    0 => prop_assert!(due <= now),
                    left => prop_assert_eq!(due, run.hours.after(now, left)),
                }
            }
        }
    }
}
