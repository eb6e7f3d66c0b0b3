//! Scheduling: from work with its dependencies, people and limits to days, without a store and without a clock. The same
//! input always gives the same plan.
//!
//! Work is placed one piece after another (a serial schedule generation scheme): what is pinned first, then of what has
//! nothing left before it the most urgent, the next due, the lowest key. Each takes the first free working time of its
//! person after what it waits for, so that several pieces share a day as far as there is room. Urgency and due dates
//! reach back over dependencies: what holds up urgent work is urgent.
//!
//! Within a day, time is counted in working minutes since the day began, so that a task of half an hour can follow another
//! on the same day.

mod forecast;
mod links;
mod problem;
mod time;

#[cfg(test)]
mod tests;

use std::{cmp::Reverse, collections::BinaryHeap};

use super::Day;
pub use forecast::{Finishes, RUNS, simulate};
use links::Links;
pub use problem::{After, Because, Person, Pin, Placed, Plan, Problem, Refusal, Work};
use time::{At, Company, Hours};

/// How far ahead a plan may reach, in days: ten years.
pub const HORIZON: i32 = 3660;

/// Makes the plan.
///
/// # Errors
/// When work waits for itself, with the path, and when somebody never works.
pub fn plan(problem: &Problem) -> Result<Plan, Refusal> {
    let work = &problem.work;
    let links = Links::of(work)?;
    let base = base(problem);
    let mut company = Company::new(&problem.calendar, base);
    let mut hours: Vec<Hours<'_>> = problem
        .people
        .iter()
        .map(|person| Hours::new(person, base))
        .collect();
    let from = At::start_of(problem.from - base);
    let mut spans: Vec<Option<Span>> = vec![None; work.len()];
    pins(work, &links, base, &mut company, &mut hours, &mut spans)?;

    let urgency = links.urgency(work);
    let rank = |at: usize| {
        let (priority, due) = urgency[at];
        Reverse((Reverse(priority), due, work[at].key, at))
    };
    let mut walk = Walk {
        entered: vec![Entry::default(); links.len()],
        waits: links.waits.clone(),
        open: links.free(),
    };
    let mut ready = BinaryHeap::new();
    loop {
        // Begins and ends of summaries take no time: they are passed at once.
        while let Some(node) = walk.open.pop() {
            match links.leaf(node) {
                Some(at) => ready.push(rank(at)),
                None => {
                    let mut held = walk.held(&links, work, base, node);
                    if links.is_end(node) {
                        let of = links.owner(node);
                        spans[of] = whole(&work[of], &links.parts[of], &spans, &company);
                        held.at = spans[of].map_or(held.at, |span| held.at.max(span.end));
                    }
                    walk.pass(&links, node, held, &mut company);
                }
            }
        }
        let Some(Reverse((_, _, _, at))) = ready.pop() else {
            break;
        };
        let held = walk.held(&links, work, base, at);
        let span = match spans[at] {
            Some(span) => Span {
                broken: held.at.day > span.start.day,
                ..span
            },
            None => place(&work[at], held.first(from), &mut company, &mut hours)
                .ok_or(Refusal::NoTime(work[at].key))?,
        };
        spans[at] = Some(span);
        let over = Entry {
            at: span.end,
            after: Some(work[at].key),
            not_before: None,
        };
        walk.pass(&links, at, over, &mut company);
    }
    Ok(finish(
        problem,
        &links,
        base,
        &mut company,
        &walk.entered,
        spans,
    ))
}

/// The day that others are counted from: the first that is named anywhere.
fn base(problem: &Problem) -> Day {
    let named = problem.work.iter().filter_map(|work| match work.pin? {
        Pin::Start(day) | Pin::Dates(day, _) => Some(day),
    });
    named.chain([problem.from]).min().unwrap_or(problem.from)
}

/// When one piece of work is done, and what it begins behind.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: At,
    end: At,
    because: Option<Because>,
    broken: bool,
}

/// The latest of what holds something up, so far.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    at: At,
    after: Option<u64>,
    not_before: Option<Day>,
}

impl Entry {
    fn hold(&mut self, at: At, after: Option<u64>, not_before: Option<Day>) {
        if at > self.at {
            *self = Entry {
                at,
                after,
                not_before,
            };
        }
    }

    /// The first moment at which it could begin, and why not sooner.
    fn first(self, from: At) -> (At, Because) {
        let because = match (self.after, self.not_before) {
            _ if self.at <= from => Because::First,
            (Some(key), _) => Because::After(key),
            (None, Some(day)) => Because::NotBefore(day),
            (None, None) => Because::First,
        };
        (self.at.max(from), because)
    }
}

/// How far a plan is.
struct Walk {
    /// What holds up each node, as far as that is known.
    entered: Vec<Entry>,
    /// How many are left before each.
    waits: Vec<usize>,
    /// Nothing is left before these.
    open: Vec<usize>,
}

impl Walk {
    /// What holds a node up when nothing is left before it: what it says of itself counts too.
    fn held(&self, links: &Links, work: &[Work], base: Day, node: usize) -> Entry {
        let mut held = self.entered[node];
        if let Some(day) = work[links.owner(node)]
            .not_before
            .filter(|_| !links.is_end(node))
        {
            held.hold(At::start_of(day - base), None, Some(day));
        }
        held
    }

    /// A node is passed: its followers learn when they could begin.
    fn pass(&mut self, links: &Links, node: usize, held: Entry, company: &mut Company<'_>) {
        for (next, lag) in &links.next[node] {
            let at = match lag {
                0 => held.at,
                lag => At::start_of(company.step(held.at.day, *lag)),
            };
            self.entered[*next].hold(at, held.after, held.not_before);
            self.waits[*next] -= 1;
            if self.waits[*next] == 0 {
                self.open.push(*next);
            }
        }
    }
}

/// What is pinned takes its time before anything else does.
fn pins(
    work: &[Work],
    links: &Links,
    base: Day,
    company: &mut Company<'_>,
    hours: &mut [Hours<'_>],
    spans: &mut [Option<Span>],
) -> Result<(), Refusal> {
    let mut pinned: Vec<(Day, Reverse<u8>, u64, usize)> = work
        .iter()
        .enumerate()
        .filter(|(at, _)| links.leaf(*at).is_some())
        .filter_map(|(at, work)| {
            let (Pin::Start(day) | Pin::Dates(day, _)) = work.pin?;
            Some((day, Reverse(work.priority), work.key, at))
        })
        .collect();
    pinned.sort_unstable();
    for (day, _, key, at) in pinned {
        let start = At::start_of(day - base);
        let end = match work[at].pin {
            Some(Pin::Dates(_, end)) => company.end_of((end - base).max(start.day)),
            _ => {
                let free = Work {
                    pin: None,
                    ..work[at].clone()
                };
                let first = (start, Because::Pinned);
                place(&free, first, company, hours)
                    .ok_or(Refusal::NoTime(key))?
                    .end
            }
        };
        spans[at] = Some(Span {
            start,
            end,
            because: Some(Because::Pinned),
            broken: false,
        });
    }
    Ok(())
}

/// The first time that is free for it; None when there is none.
fn place(
    work: &Work,
    (earliest, because): (At, Because),
    company: &mut Company<'_>,
    hours: &mut [Hours<'_>],
) -> Option<Span> {
    let (start, mut end, held) = match work.person.and_then(|at| hours.get_mut(at)) {
        None => {
            let (start, end) = company.take(earliest, work.minutes, work.daily)?;
            (start, end, None)
        }
        Some(hours) => hours.take(work.key, earliest, work.minutes, work.daily)?,
    };
    if work.days > 1 {
        end = end.max(At::start_of(company.step(start.day, work.days - 1)));
    }
    Some(Span {
        start,
        end,
        because: Some(held.unwrap_or(because)),
        broken: false,
    })
}

/// From the first of its parts to the last, or as long as it is given.
fn whole(
    work: &Work,
    parts: &[usize],
    spans: &[Option<Span>],
    company: &Company<'_>,
) -> Option<Span> {
    let parts = parts.iter().filter_map(|part| spans[*part]);
    let mut span = parts.reduce(|a, b| Span {
        start: a.start.min(b.start),
        end: a.end.max(b.end),
        because: match b.start < a.start {
            true => b.because,
            false => a.because,
        },
        broken: a.broken || b.broken,
    })?;
    if work.days > 1 {
        let last = company.step(span.start.day, work.days - 1);
        span.end = span.end.max(At::start_of(last));
    }
    Some(span)
}

/// Puts slack, the critical chain and lateness to what was placed.
fn finish(
    problem: &Problem,
    links: &Links,
    base: Day,
    company: &mut Company<'_>,
    entered: &[Entry],
    spans: Vec<Option<Span>>,
) -> Plan {
    let work = &problem.work;
    // What nothing is known of begins and ends where it could.
    let fallback = |at: usize| Span {
        start: entered[at].at,
        end: entered[at].at,
        because: None,
        broken: false,
    };
    let spans: Vec<Span> = spans
        .into_iter()
        .enumerate()
        .map(|(at, span)| span.unwrap_or_else(|| fallback(at)))
        .collect();
    let last = spans.iter().map(|span| span.end).max();
    let critical = links.chain(
        work,
        &spans.iter().map(|s| (s.end, s.because)).collect::<Vec<_>>(),
        last,
    );
    let slack = links.slack(
        work,
        &spans
            .iter()
            .map(|s| (s.start, s.end, s.because))
            .collect::<Vec<_>>(),
        company,
    );
    let placed = work.iter().enumerate().map(|(at, work)| {
        let span = spans[at];
        let end = base + span.end.day;
        Placed {
            key: work.key,
            start: base + span.start.day,
            end,
            because: span.because.unwrap_or(Because::First),
            slack: if critical[at] { 0 } else { slack[at] },
            critical: critical[at],
            late: work.due.filter(|due| *due < end).map_or(0, |due| {
                u32::try_from(problem.calendar.between(due + 1, end + 1))
                    .unwrap_or(0)
                    .max(1)
            }),
            broken: span.broken,
        }
    });
    Plan {
        placed: placed.collect(),
        finish: last.map(|at| base + at.day),
    }
}
