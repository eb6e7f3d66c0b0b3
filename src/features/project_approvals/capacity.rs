//! A department's working days ahead: what is planned on each, what a project would add, and from which day on it could begin
//! without more on any day than fits. Minutes, by the open estimates of its people; pure arithmetic over days.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::load::{DAY_MINUTES, open_work};
use crate::{
    base::{Day, Result, calendar::WorkingCalendar, time},
    data::Visit,
    features::{
        approvals::Approval,
        people::Directory,
        planning,
        playbooks::{Library, Work},
        projects::Task,
    },
    ui::{
        chart::{Bar, bars_v, with_table},
        prelude::*,
    },
};

/// Working days that are looked at: half a year.
const AHEAD: u32 = 130;
/// Days over which something is spread that has no due day.
const UNDATED: usize = 10;
/// Days that a page shows.
const SHOWN: usize = 30;

/// One working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayLoad {
    pub day: Day,
    /// What the department's people have open there, in minutes.
    pub taken: i64,
    /// What the project adds.
    pub more: i64,
    /// What fits.
    pub fits: i64,
}

impl DayLoad {
    fn is_over(&self) -> bool {
        self.more > 0 && self.taken + self.more > self.fits
    }
}

/// The days of a project in its department.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// From its start to the end of its plan.
    pub days: Vec<DayLoad>,
    /// The first day on which it could begin without overload; None within half a year.
    pub free: Option<Day>,
    pub people: usize,
}

/// Adds minutes evenly to the days from one to another, both included; what doesn't divide goes to the first.
fn spread(onto: &mut [i64], minutes: i64, from: usize, to: usize) {
    if onto.is_empty() || from >= onto.len() || minutes <= 0 {
        return;
    }
    let to = to.clamp(from, onto.len() - 1);
    let count = (to - from + 1) as i64;
    for (at, day) in onto[from..=to].iter_mut().enumerate() {
        *day += minutes / count + i64::from((at as i64) < minutes % count);
    }
}

/// The earliest place from which on nothing that is added makes more of a day than fits. What lies beyond the days is free.
fn first_free(taken: &[i64], fits: &[i64], more: &[i64]) -> Option<usize> {
    (0..taken.len()).find(|shift| {
        more.iter().enumerate().all(|(at, minutes)| {
            let day = shift + at;
            *minutes == 0 || day >= taken.len() || taken[day] + minutes <= fits[day]
        })
    })
}

/// What of a plan that begins on the first of these days this department does, by working day from there.
fn of_plan(work: &[Work], days: &[Day], is_here: impl Fn(&str) -> bool) -> Vec<i64> {
    let last = work.iter().map(|piece| place(days, piece.due)).max();
    let mut more = vec![0; last.map_or(1, |last| last + 1)];
    for piece in work.iter().filter(|piece| is_here(&piece.role)) {
        let (from, to) = (place(days, piece.start), place(days, piece.due));
        spread(&mut more, i64::from(piece.minutes), from, to);
    }
    more
}

/// Where a day stands among the working days: the first that isn't before it.
fn place(days: &[Day], of: Day) -> usize {
    days.partition_point(|day| *day < of)
}

/// What a task still takes, over the days that it has.
fn add_task(onto: &mut [i64], days: &[Day], task: &Task) {
    let from = task.start.map_or(0, |start| place(days, start));
    let to = match task.due {
        Some(due) => place(days, due + 1).saturating_sub(1),
        None => from + UNDATED - 1,
    };
    // What is overdue is done from today on.
    spread(onto, task.left(), from.min(to), to);
}

fn working_days(calendar: &WorkingCalendar, from: Day) -> Vec<Day> {
    let mut days = Vec::with_capacity(AHEAD as usize);
    let mut day = calendar.on_or_after(from);
    for _ in 0..AHEAD {
        days.push(day);
        day = calendar.on_or_after(day + 1);
    }
    days
}

impl Ahead {
    /// None as long as no playbook says what it takes, and where nobody is in the department.
    pub fn of(visit: &Visit, approval: &Approval) -> Result<Option<Ahead>> {
        let library = Library::of(visit)?;
        let Some(playbook) = library.by_key(&approval.playbook) else {
            return Ok(None);
        };
        let names = Directory::of(visit)?;
        let people = open_work(visit, approval.department)?;
        if people.is_empty() {
            return Ok(None);
        }
        let calendar = Directory::calendar_of(visit, approval.department)?;
        let days = working_days(&calendar, visit.today());
        let (mut taken, mut fits) = (vec![0; days.len()], vec![0; days.len()]);
        for (person, _, open) in &people {
            for task in open {
                add_task(&mut taken, &days, task);
            }
            let away = planning::away(visit, &names, *person)?;
            for (day, fits) in days.iter().zip(&mut fits) {
                *fits += DAY_MINUTES * away.halves_there(*day) / 2;
            }
        }
        let here = approval.department;
        let work = playbook.work(days[0], &calendar);
        let more = of_plan(&work, &days, |role| {
            let department = names.department_by_key(role);
            department.is_none_or(|department| department.id == here)
        });
        let start = place(&days, approval.start.unwrap_or(visit.today()));
        let shown = more.iter().enumerate().filter_map(|(at, more)| {
            let day = start + at;
            Some(DayLoad {
                day: *days.get(day)?,
                taken: taken[day],
                more: *more,
                fits: fits[day],
            })
        });
        Ok(Some(Ahead {
            days: shown.collect(),
            free: first_free(&taken, &fits, &more).map(|at| days[at]),
            people: people.len(),
        }))
    }

    /// Days on which more is planned with it than fits.
    pub fn over(&self) -> usize {
        self.days.iter().filter(|day| day.is_over()).count()
    }

    pub fn as_json(&self) -> Value {
        let days = self.days.iter().map(|day| {
            json!({
                "day": day.day.iso(), "planned_minutes": day.taken,
                "added_minutes": day.more, "capacity_minutes": day.fits,
            })
        });
        json!({
            "days": days.collect::<Value>(), "days_over": self.over(),
            "first_free": self.free.map(|day| day.iso()),
        })
    }

    pub fn draw(&self, today: Day, starts: Option<Day>) -> Markup {
        let hours = |minutes: i64| minutes as f64 / 60.0;
        let fits = self.days.iter().map(|day| day.fits).max().unwrap_or(0);
        let bars: Vec<Bar> = self
            .days
            .iter()
            .take(SHOWN)
            .map(|day| {
                let with = Bar::new(day.day.show(today), hours(day.taken + day.more));
                match day.is_over() {
                    true => with.tone(Tone::Danger),
                    false => with,
                }
            })
            .collect();
        let over = self.over();
        let said = match over {
            0 => "Every day of the plan fits.".to_owned(),
            1 => "On one day more is planned with it than fits.".to_owned(),
            n => format!("On {n} days more is planned with it than fits."),
        };
        let free = match self.free {
            Some(day) if starts.is_some_and(|start| day >= start) && over > 0 => {
                format!("It fits from {} on.", day.show(today))
            }
            Some(day) if over > 0 => {
                format!("It would fit with a start on {}.", day.show(today))
            }
            None if over > 0 => "It fits on no start within half a year.".to_owned(),
            _ => String::new(),
        };
        let table = Table::tight()
            .column(Column::new("Day"))
            .column(Column::number("Without it"))
            .column(Column::number("With it"))
            .column(Column::number("Fits"))
            .body(self.days.iter().map(|day| {
                let with = time::hours(day.taken + day.more);
                let row = Row::new()
                    .name(day.day.show(today))
                    .number(time::hours(day.taken));
                let row = match day.is_over() {
                    true => row.number(html! { b { (with) } }),
                    false => row.number(with),
                };
                row.number(time::hours(day.fits))
            }));
        let label = format!("Hours of each day with this project; {said}");
        html! {
            p class="row between" {
                span { (Badge::new(if over == 0 { Tone::Success } else { Tone::Warning }, said).bare()) " " (free) }
                span class="dim t12" { (crate::base::text::count(self.people, "person", "people")) }
            }
            (with_table(bars_v(&label, &bars, 120, Some(hours(fits)), crate::ui::chart::plain), table))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_is_lost_when_it_is_spread(
            minutes in 0i64..5_000, days in 1usize..30, from in 0usize..30, long in 0usize..40,
        ) {
            let mut onto = vec![0; days];
            spread(&mut onto, minutes, from, from + long);
            let all: i64 = onto.iter().sum();
            prop_assert_eq!(all, if from < days { minutes } else { 0 });
            let used: Vec<i64> = onto.iter().copied().filter(|m| *m > 0).collect();
            if let (Some(most), Some(least)) = (used.iter().max(), used.iter().min()) {
                prop_assert!(most - least <= 1);
            }
        }

        #[test]
        fn the_first_free_start_is_the_first_that_fits(
            taken in prop::collection::vec(0i64..100, 1..20),
            more in prop::collection::vec(0i64..60, 1..6),
        ) {
            let fits = vec![100; taken.len()];
            let fits_at = |shift: usize| more.iter().enumerate().all(|(at, m)| {
                *m == 0 || taken.get(shift + at).is_none_or(|held| held + m <= 100)
            });
            let naive = (0..taken.len()).find(|shift| fits_at(*shift));
            prop_assert_eq!(first_free(&taken, &fits, &more), naive);
        }
    }

    #[test]
    fn what_is_overdue_is_done_from_today_on() {
        let days: Vec<Day> = (0..5).map(|n| Day(100 + n)).collect();
        let task = Task {
            estimate: Some(120),
            start: Some(Day(90)),
            due: Some(Day(95)),
            ..Task::default()
        };
        let mut onto = vec![0; 5];
        add_task(&mut onto, &days, &task);
        assert_eq!(onto, [120, 0, 0, 0, 0]);
        let later = Task {
            start: Some(Day(102)),
            due: Some(Day(103)),
            ..task
        };
        add_task(&mut onto, &days, &later);
        assert_eq!(onto, [120, 0, 60, 60, 0]);
    }
}
