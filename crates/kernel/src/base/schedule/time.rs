//! Working time of the company and of a person, day by day, and who takes it.

use super::{Because, HORIZON, Person};
use crate::base::{Day, calendar::WorkingCalendar};

/// A moment of a plan: days since its first, and working minutes of that day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub day: i32,
    pub minute: u32,
}

impl At {
    pub fn start_of(day: i32) -> At {
        At { day, minute: 0 }
    }
}

/// Minutes of a working day.
fn length(calendar: &WorkingCalendar) -> u32 {
    u32::try_from(calendar.length).unwrap_or(0).max(1)
}

/// The company's days: it works on them however much there is to do.
pub(super) struct Company<'a> {
    calendar: &'a WorkingCalendar,
    base: Day,
    /// Working days before each day, as far as anybody asked.
    counted: Vec<i32>,
}

impl<'a> Company<'a> {
    pub fn new(calendar: &'a WorkingCalendar, base: Day) -> Company<'a> {
        Company {
            calendar,
            base,
            counted: vec![0],
        }
    }

    fn works(&self, day: i32) -> bool {
        self.calendar.is_working(self.base + day)
    }

    /// Working days from the first day up to, not including, this one.
    pub fn count(&mut self, day: i32) -> i32 {
        let Ok(at) = usize::try_from(day) else {
            return 0;
        };
        while self.counted.len() <= at {
            let next = self.counted.len() as i32 - 1;
            let held = self.counted.last().copied().unwrap_or(0);
            self.counted.push(held + i32::from(self.works(next)));
        }
        self.counted[at]
    }

    pub fn length(&self) -> i64 {
        i64::from(length(self.calendar))
    }

    /// Working minutes from the first day on.
    pub fn minutes(&mut self, at: At) -> i64 {
        let length = self.length();
        i64::from(self.count(at.day)) * length + i64::from(at.minute).min(length)
    }

    /// So many working days after a day; 0 is the first on or after it.
    pub fn step(&self, day: i32, count: u32) -> i32 {
        self.calendar
            .step(self.base + day, count.min(HORIZON.unsigned_abs()))
            - self.base
    }

    /// The last moment of a day.
    pub fn end_of(&self, day: i32) -> At {
        At {
            day,
            minute: length(self.calendar),
        }
    }

    /// The first working moment from there on.
    pub fn working_from(&self, at: At) -> Option<At> {
        let mut at = at;
        if at.minute >= length(self.calendar) {
            at = At::start_of(at.day + 1);
        }
        while !self.works(at.day) {
            at = At::start_of(at.day + 1);
            if at.day > HORIZON {
                return None;
            }
        }
        Some(at)
    }

    /// When work of nobody's begins and ends.
    pub fn take(&self, from: At, minutes: u32, daily: Option<u32>) -> Option<(At, At)> {
        if minutes == 0 {
            return moment(self.works(from.day), from, || self.working_from(from));
        }
        let mut at = self.working_from(from)?;
        let start = at;
        let daily = daily.unwrap_or(u32::MAX).max(1);
        let mut left = minutes;
        loop {
            let taken = left.min(daily).min(length(self.calendar) - at.minute);
            left -= taken;
            if left == 0 {
                let end = At {
                    day: at.day,
                    minute: at.minute + taken,
                };
                return Some((start, end));
            }
            at = self.working_from(At::start_of(at.day + 1))?;
        }
    }
}

/// What takes no time is done as soon as anything could be.
fn moment(works: bool, from: At, next: impl FnOnce() -> Option<At>) -> Option<(At, At)> {
    match works {
        true => Some((from, from)),
        false => next().map(|at| (at, at)),
    }
}

/// The hours of one person.
pub(super) struct Hours<'a> {
    person: &'a Person,
    base: Day,
    days: Vec<Today>,
    /// Every day before is full.
    full_before: i32,
}

/// One day: what of it is free, and who has the rest.
#[derive(Default)]
struct Today {
    works: bool,
    away: bool,
    free: Vec<(u32, u32)>,
    taken: Vec<(u32, u64)>,
    booked: bool,
}

impl<'a> Hours<'a> {
    pub fn new(person: &'a Person, base: Day) -> Hours<'a> {
        Hours {
            person,
            base,
            days: Vec::new(),
            full_before: 0,
        }
    }

    fn day(&mut self, at: i32) -> &mut Today {
        let at = usize::try_from(at).unwrap_or(0);
        while self.days.len() <= at {
            let day = self.base + self.days.len() as i32;
            let person = self.person;
            let away = person
                .away
                .iter()
                .any(|(from, until)| (*from..=*until).contains(&day));
            let works = !away && person.available > 0 && person.calendar.is_working(day);
            let half = person.halves.contains(&day);
            let room = length(&person.calendar) * u32::from(person.available.min(100)) / 100;
            let room = if half { room / 2 } else { room };
            let booked: u32 = person
                .booked
                .iter()
                .filter(|(held, _)| *held == day)
                .map(|(_, minutes)| *minutes)
                .sum();
            let begins = booked.min(room);
            self.days.push(Today {
                works,
                away: away || half,
                free: if works && begins < room {
                    vec![(begins, room)]
                } else {
                    Vec::new()
                },
                taken: Vec::new(),
                booked: works && begins > 0,
            });
        }
        &mut self.days[at]
    }

    /// Takes time for a piece of work: its first and last moment, and why it didn't begin sooner, if that is the
    /// person. None when they have no such time within the horizon.
    pub fn take(
        &mut self,
        key: u64,
        from: At,
        minutes: u32,
        daily: Option<u32>,
    ) -> Option<(At, At, Option<Because>)> {
        if minutes == 0 {
            let works = self.day(from.day).works;
            let mut day = from.day;
            let (start, end) = moment(works, from, || {
                while !self.day(day).works {
                    day += 1;
                    if day > HORIZON {
                        return None;
                    }
                }
                Some(At::start_of(day))
            })?;
            return Some((start, end, None));
        }
        let daily = daily.unwrap_or(u32::MAX).max(1);
        let mut left = minutes;
        let mut start: Option<At> = None;
        let mut day = from.day.max(self.full_before);
        loop {
            if day > HORIZON {
                return None;
            }
            let first = if day == from.day { from.minute } else { 0 };
            let (taken, end) = self.day(day).take(key, first, left.min(daily));
            if let Some((begin, end)) = end {
                start = start.or(Some(At { day, minute: begin }));
                left -= taken;
                if left == 0 {
                    let start = start.unwrap_or(from);
                    self.note_full();
                    return Some((start, At { day, minute: end }, self.why(from, start)));
                }
            }
            day += 1;
        }
    }

    fn note_full(&mut self) {
        while self.full_before < HORIZON && self.day(self.full_before).free.is_empty() {
            self.full_before += 1;
        }
    }

    /// Why something that could have begun at one moment begins at another.
    fn why(&mut self, from: At, start: At) -> Option<Because> {
        if start == from {
            return None;
        }
        let before = |today: &Today, span: (u32, u32)| {
            let (after, until) = span;
            let taken = today.taken.iter();
            let within = taken.filter(|(end, _)| *end > after && *end <= until);
            within.max().map(|(_, key)| *key)
        };
        let passed = |day: i32| if day == from.day { from.minute } else { 0 };
        let same = (passed(start.day), start.minute);
        if let Some(key) = before(self.day(start.day), same) {
            return Some(Because::Busy(Some(key)));
        }
        if start.minute > passed(start.day) && self.day(start.day).booked {
            return Some(Because::Busy(None));
        }
        let mut away = false;
        for day in (from.day..start.day).rev() {
            let today = self.day(day);
            away |= today.away;
            if !today.works {
                continue;
            }
            match before(today, (passed(day), u32::MAX)) {
                Some(key) => return Some(Because::Busy(Some(key))),
                None if today.booked => return Some(Because::Busy(None)),
                None => {}
            }
        }
        away.then_some(Because::Away)
    }
}

impl Today {
    /// Takes up to so many minutes from a minute on: how many, and from when to when.
    fn take(&mut self, key: u64, first: u32, most: u32) -> (u32, Option<(u32, u32)>) {
        let mut left = most;
        let mut span: Option<(u32, u32)> = None;
        let mut rest = Vec::with_capacity(self.free.len() + 1);
        for (begin, end) in std::mem::take(&mut self.free) {
            let from = begin.max(first);
            if left == 0 || from >= end {
                rest.push((begin, end));
                continue;
            }
            let until = end.min(from + left);
            left -= until - from;
            span = Some((span.map_or(from, |(held, _)| held), until));
            self.taken.push((until, key));
            if begin < from {
                rest.push((begin, from));
            }
            if until < end {
                rest.push((until, end));
            }
        }
        self.free = rest;
        (most - left, span)
    }
}
