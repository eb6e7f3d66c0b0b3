//! When a plan is likely over: it is gone through many times in its order, each time with other lengths of its work, drawn
//! from how finished work compared with its estimates. The same plan, history and seed always give the same days.
//!
//! The order in which people take their work is the plan's; what begins when follows from how long the rest takes. It is a
//! walk without choices, so that two thousand pieces are gone through some hundred times in a fraction of a second.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{Plan, Problem, Refusal, links::Links};
use crate::base::{
    Day,
    schedule::{Person, Pin},
};

/// Times that the plan is gone through.
pub const RUNS: usize = 200;
/// Days ahead that are looked at: what lasts longer ends with them.
const AHEAD: usize = 1500;

/// The days on which it was over, the earliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finishes(Vec<Day>);

impl Finishes {
    /// The day by which it was over in so many of a hundred runs.
    pub fn by(&self, percent: usize) -> Option<Day> {
        let at = (self.0.len() * percent).div_ceil(100);
        self.0.get(at.saturating_sub(1)).copied()
    }
}

/// Days since the first, and working minutes of that day.
type At = (usize, i64);

/// Working minutes before each day, to the last that is looked at.
struct Hours(Vec<i64>);

impl Hours {
    fn of(person: &Person, from: Day) -> Hours {
        let length = person.calendar.length.max(1) * i64::from(person.available.min(100)) / 100;
        let mut minutes = vec![0; AHEAD];
        for (at, minutes) in minutes.iter_mut().enumerate() {
            if person.calendar.is_working(day(from, at)) {
                *minutes = length;
            }
        }
        let place = |day: Day| usize::try_from(day - from).ok();
        for (first, last) in &person.away {
            let Some(last) = place(*last) else { continue };
            let first = place(*first).unwrap_or(0);
            for minutes in minutes.iter_mut().take(last + 1).skip(first) {
                *minutes = 0;
            }
        }
        for day in &person.halves {
            if let Some(minutes) = place(*day).and_then(|at| minutes.get_mut(at)) {
                *minutes /= 2;
            }
        }
        for (day, booked) in &person.booked {
            if let Some(minutes) = place(*day).and_then(|at| minutes.get_mut(at)) {
                *minutes = (*minutes - i64::from(*booked)).max(0);
            }
        }
        let mut before = Vec::with_capacity(AHEAD + 1);
        before.push(0);
        for minutes in minutes {
            before.push(before.last().copied().unwrap_or(0) + minutes);
        }
        Hours(before)
    }

    fn position(&self, (at, minute): At) -> i64 {
        let at = at.min(AHEAD - 1);
        self.0[at] + minute.min(self.0[at + 1] - self.0[at])
    }

    /// The moment at which so many minutes have been worked.
    fn moment(&self, position: i64) -> At {
        let at = self.0.partition_point(|before| *before < position);
        let at = at.saturating_sub(1).min(AHEAD - 1);
        (at, position - self.0[at])
    }
}

fn day(from: Day, at: usize) -> Day {
    from + i32::try_from(at).unwrap_or(i32::MAX / 2)
}

/// Goes through a plan of these pieces; `ratios` are what finished work took, in thousandths of its estimate.
///
/// # Errors
/// When work waits for itself.
pub fn simulate(
    problem: &Problem,
    plan: &Plan,
    ratios: &[u32],
    seed: u64,
    runs: usize,
) -> Result<Finishes, Refusal> {
    let work = &problem.work;
    let links = Links::of(work)?;
    let order = order(&links, plan);
    let from = problem.from;
    let people: Vec<Hours> = problem
        .people
        .iter()
        .map(|person| Hours::of(person, from))
        .collect();
    let company = Hours::of(
        &Person {
            calendar: problem.calendar.clone(),
            away: Vec::new(),
            available: 100,
            halves: Vec::new(),
            booked: Vec::new(),
        },
        from,
    );
    let length = problem.calendar.length.max(1);
    // Working days of the company: before each day, and which they are.
    let before: Vec<usize> = company
        .0
        .iter()
        .map(|minutes| usize::try_from(*minutes / length).unwrap_or(0))
        .collect();
    let days: Vec<usize> = (0..AHEAD)
        .filter(|at| before[at + 1] > before[*at])
        .collect();
    let step = |at: usize, count: u32| -> usize {
        let nth = before[at.min(AHEAD)] + count as usize;
        days.get(nth).copied().unwrap_or(AHEAD - 1)
    };
    let place = |day: Day| usize::try_from(day - from).unwrap_or(0).min(AHEAD - 1);
    let mut random = Random(seed);
    let mut finishes = Vec::with_capacity(runs);
    let mut entered: Vec<At> = vec![(0, 0); links.len()];
    let mut cursors: Vec<i64> = vec![0; people.len()];
    for _ in 0..runs {
        entered.fill((0, 0));
        cursors.fill(0);
        let mut last = (0, 0);
        for node in &order {
            let mut at = entered[*node];
            let of = &work[links.owner(*node)];
            if !links.is_end(*node)
                && let Some(day) = of.not_before
            {
                at = at.max((place(day), 0));
            }
            if links.leaf(*node).is_some() {
                at = match of.pin {
                    Some(Pin::Dates(_, end)) if end < from => (0, 0),
                    Some(Pin::Dates(_, end)) => at.max((place(end), length)),
                    pin => {
                        if let Some(Pin::Start(day)) = pin {
                            at = at.max((place(day), 0));
                        }
                        let minutes = match ratios {
                            [] => i64::from(of.minutes),
                            ratios => {
                                let ratio = ratios[random.below(ratios.len())];
                                (i64::from(of.minutes) * i64::from(ratio) + 999) / 1000
                            }
                        };
                        let end = match of.person.and_then(|at| people.get(at).zip(Some(at))) {
                            Some((hours, person)) => {
                                let begins = hours.position(at).max(cursors[person]);
                                cursors[person] = begins + minutes;
                                hours.moment(begins + minutes)
                            }
                            None => company.moment(company.position(at) + minutes),
                        };
                        let end = end.max(at);
                        match of.days {
                            0 | 1 => end,
                            days => end.max((step(at.0, days - 1), 0)),
                        }
                    }
                };
                last = last.max(at);
            }
            for (next, lag) in &links.next[*node] {
                let held = match lag {
                    0 => at,
                    lag => (step(at.0, *lag), 0),
                };
                entered[*next] = entered[*next].max(held);
            }
        }
        finishes.push(day(from, last.0));
    }
    finishes.sort_unstable();
    Ok(Finishes(finishes))
}

/// All nodes, what comes before first, and of what is free the plan's first.
fn order(links: &Links, plan: &Plan) -> Vec<usize> {
    let rank = |node: usize| {
        let placed = plan.placed.get(links.owner(node));
        let (start, end) = placed.map_or((Day(0), Day(0)), |placed| (placed.start, placed.end));
        // What takes no time is passed at once.
        match links.leaf(node) {
            Some(_) => Reverse((1, start, end, node)),
            None => Reverse((0, Day(0), Day(0), node)),
        }
    };
    let mut waits = links.waits.clone();
    let mut open: BinaryHeap<_> = links.free().into_iter().map(rank).collect();
    let mut order = Vec::with_capacity(links.len());
    while let Some(Reverse((_, _, _, node))) = open.pop() {
        order.push(node);
        for (next, _) in &links.next[node] {
            waits[*next] -= 1;
            if waits[*next] == 0 {
                open.push(rank(*next));
            }
        }
    }
    order
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(1).max(1);
        usize::try_from(self.next() % count).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{After, Work, plan},
        *,
    };
    use crate::base::calendar::WorkingCalendar;

    fn problem(count: u64) -> Problem {
        let person = || Person {
            calendar: WorkingCalendar::default(),
            away: Vec::new(),
            available: 100,
            halves: Vec::new(),
            booked: Vec::new(),
        };
        let work = (1..=count).map(|key| Work {
            person: Some((key % 2) as usize),
            after: match key {
                1 => Vec::new(),
                key => vec![After {
                    key: key - 1,
                    lag: 0,
                }],
            },
            ..Work::new(key, 480)
        });
        Problem {
            from: Day::parse("2026-06-08").unwrap(),
            calendar: WorkingCalendar::default(),
            people: vec![person(), person()],
            work: work.collect(),
        }
    }

    fn simulated(problem: &Problem, ratios: &[u32], seed: u64) -> Finishes {
        let plan = plan(problem).unwrap();
        simulate(problem, &plan, ratios, seed, RUNS).unwrap()
    }

    #[test]
    fn work_as_estimated_ends_as_planned() {
        for count in [1, 2, 5, 9, 20] {
            let problem = problem(count);
            let planned = plan(&problem).unwrap().finish;
            let always = simulated(&problem, &[1000], 7);
            assert_eq!(always.by(50), planned, "{count}");
            assert_eq!(always.by(85), planned, "{count}");
        }
    }

    #[test]
    fn the_same_history_and_seed_give_the_same_days() {
        let problem = problem(12);
        let ratios = [700, 1000, 1300, 2400];
        let first = simulated(&problem, &ratios, 11);
        assert_eq!(first, simulated(&problem, &ratios, 11));
        assert!(first.by(50) <= first.by(85));
        let planned = plan(&problem).unwrap().finish;
        assert!(
            first.by(50) > planned,
            "work took longer than it was estimated"
        );
    }

    #[test]
    fn slower_histories_end_no_earlier() {
        let problem = problem(10);
        let mut before = None;
        for ratio in [500, 1000, 1500, 3000] {
            let day = simulated(&problem, &[ratio], 3).by(85);
            assert!(day >= before, "{ratio}");
            before = day;
        }
    }

    #[test]
    fn what_waits_for_a_summary_waits_for_all_of_it() {
        let mut problem = problem(4);
        problem.work[0].parent = Some(9);
        problem.work[1].parent = Some(9);
        problem.work[1].after.clear();
        problem.work[2].after = vec![After { key: 9, lag: 1 }];
        problem.work.push(Work::new(9, 0));
        let planned = plan(&problem).unwrap().finish;
        assert_eq!(simulated(&problem, &[1000], 1).by(50), planned);
    }
}
