//! What a plan is made from, and what it comes to.

use crate::base::{Day, calendar::WorkingCalendar};

/// What a plan is made from.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Nothing that is yet to begin begins before this day.
    pub from: Day,
    /// When the company works: lags, waits and work without a person go by it.
    pub calendar: WorkingCalendar,
    pub people: Vec<Person>,
    pub work: Vec<Work>,
}

/// Whose time work takes.
#[derive(Debug, Clone)]
pub struct Person {
    pub calendar: WorkingCalendar,
    /// First and last days on which they are away.
    pub away: Vec<(Day, Day)>,
    /// Days of which they are there for half.
    pub halves: Vec<Day>,
    /// Percent of their day that is there for planned work.
    pub available: u8,
    /// Minutes that other work takes of a day.
    pub booked: Vec<(Day, u32)>,
}

/// One piece of work. One that others name as their parent is a summary: it spans them, and what waits for it waits for
/// all of them.
#[derive(Debug, Clone)]
pub struct Work {
    /// Unique in the problem.
    pub key: u64,
    pub parent: Option<u64>,
    /// Of working time.
    pub minutes: u32,
    /// Working days that it spans at least, from the first to the last: for what waits for an answer or has no estimate.
    /// What follows may begin on the last of them. 0 and 1 add nothing.
    pub days: u32,
    /// Place in `Problem::people`; nobody's work takes the company's days and nobody's time.
    pub person: Option<usize>,
    /// Minutes of a day that it takes at most; None takes all there is.
    pub daily: Option<u32>,
    pub after: Vec<After>,
    pub not_before: Option<Day>,
    pub pin: Option<Pin>,
    pub due: Option<Day>,
    /// The higher, the sooner.
    pub priority: u8,
}

impl Work {
    /// One with nothing said about it but how long it takes.
    pub fn new(key: u64, minutes: u32) -> Work {
        Work {
            key,
            parent: None,
            minutes,
            days: 0,
            person: None,
            daily: None,
            after: Vec::new(),
            not_before: None,
            pin: None,
            due: None,
            priority: 0,
        }
    }
}

/// Finish to start: it begins when that other is over and so many working days have passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub key: u64,
    pub lag: u32,
}

/// What holds, whatever the rest of the plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin {
    /// It begins on that day.
    Start(Day),
    /// Both its days are known: it is over, or out of hand. It takes nobody's time.
    Dates(Day, Day),
}

/// Why something begins when it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Nothing holds it.
    First,
    NotBefore(Day),
    Pinned,
    /// What it waits for.
    After(u64),
    /// Its person does this first; None is work outside of the plan.
    Busy(Option<u64>),
    /// Its person is away, or doesn't work on the days between.
    Away,
}

/// When one piece of work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub key: u64,
    pub start: Day,
    pub end: Day,
    pub because: Because,
    /// Working days by which its end may move without moving the end of the plan.
    pub slack: u32,
    /// On the longest chain: if it takes longer, so does the whole.
    pub critical: bool,
    /// Working days by which it ends after it is due.
    pub late: u32,
    /// Its pin lies before the end of what it waits for.
    pub broken: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In the order of `Problem::work`.
    pub placed: Vec<Placed>,
    /// When the last is over; None of nothing.
    pub finish: Option<Day>,
}

impl Plan {
    pub fn of(&self, key: u64) -> Option<&Placed> {
        self.placed.iter().find(|placed| placed.key == key)
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// These wait for each other, each for the next and the last for the first.
    Circle(Vec<u64>),
    /// There is no working time for this within ten years.
    NoTime(u64),
}
