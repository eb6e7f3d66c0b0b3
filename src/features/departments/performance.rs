//! How a department did, month by month, and its people: what was won and lost, quotes, clocks kept, tasks completed
//! and returned, hours logged against what was estimated.
//!
//! Everything is read from sums kept while the work is done: about thirty of them a month for the department and ten a
//! month for each person shown, however many records there are. Who may see a department's figures sees all its
//! people's; a team lead sees the team's, everybody their own.

use maud::{Markup, html};

use serde_json::{Value, json};

use super::{actions::PERFORMANCE, chart::members};
use crate::{
    base::{Choice, Error, Month, Result, Unit, Whose},
    data::{Key, PlainTally, Record, Visit},
    features::{
        clocks::{self, Clock},
        leads::{self, Lead},
        people::{Department, Directory, User},
        projects::{self, Task, TimeEntry, task_figure as task},
        quotes::{self, Quote},
    },
    ui::{chart, prelude::*},
    web::{Form, Reader, Request, Told},
};

pub(super) const PERIODS: [(i64, &str); 4] = [
    (1, "This month"),
    (3, "3 months"),
    (6, "6 months"),
    (12, "12 months"),
];

/// Over how long it is asked for.
pub struct PerformanceQuery;

impl Form for PerformanceQuery {
    fn read(f: &mut Reader) -> Self {
        f.word("months", "Months", &["1", "3", "6", "12"]);
        PerformanceQuery
    }
}

fn months(visit: &Visit, request: &Request) -> Vec<Month> {
    let asked = request.query("months").and_then(|text| text.parse().ok());
    let count = PERIODS
        .iter()
        .map(|(count, _)| *count)
        .find(|count| Some(*count) == asked)
        .unwrap_or(6);
    let now = Month::at(visit.at);
    (0..count).rev().map(|ago| now.before(ago)).collect()
}

/// What one person or department did in a month, or in several together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    pub(super) won: i64,
    pub(super) lost: i64,
    pub(super) won_value: i64,
    pub(super) sent: i64,
    pub(super) accepted: i64,
    pub(super) declined: i64,
    pub(super) kept: i64,
    pub(super) missed: i64,
    pub(super) done: i64,
    pub(super) returned: i64,
    /// Minutes.
    pub(super) estimate: i64,
    pub(super) logged: i64,
}

fn sum<R: Record>(
    visit: &Visit,
    tally: PlainTally,
    whose: Whose,
    what: u8,
    month: Month,
) -> Result<i64> {
    visit.tally::<R>(tally, Key::new().figure(whose, what, month))
}

impl Figures {
    pub(super) fn read(visit: &Visit, whose: Whose, month: Month) -> Result<Figures> {
        let lead = |what| sum::<Lead>(visit, leads::FIGURES, whose, what, month);
        let quote = |what| sum::<Quote>(visit, quotes::FIGURES, whose, what, month);
        let clock = |what| sum::<Clock>(visit, clocks::FIGURES, whose, what, month);
        let task_sum = |what| sum::<Task>(visit, projects::TASK_FIGURES, whose, what, month);
        Ok(Figures {
            won: lead(leads::figure::WON)?,
            lost: lead(leads::figure::LOST)?,
            won_value: lead(leads::figure::WON_VALUE)?,
            sent: quote(quotes::figure::SENT)?,
            accepted: quote(quotes::figure::ACCEPTED)?,
            declined: quote(quotes::figure::DECLINED)?,
            kept: clock(clocks::figure::KEPT)?,
            missed: clock(clocks::figure::MISSED)?,
            done: task_sum(task::DONE)?,
            returned: task_sum(task::RETURNED)?,
            estimate: task_sum(task::ESTIMATE)?,
            logged: sum::<TimeEntry>(
                visit,
                projects::TIME_FIGURES,
                whose,
                projects::LOGGED,
                month,
            )?,
        })
    }

    pub(super) fn over(visit: &Visit, whose: Whose, months: &[Month]) -> Result<Figures> {
        let mut all = Figures::default();
        for month in months {
            let one = Figures::read(visit, whose, *month)?;
            all.won += one.won;
            all.lost += one.lost;
            all.won_value += one.won_value;
            all.sent += one.sent;
            all.accepted += one.accepted;
            all.declined += one.declined;
            all.kept += one.kept;
            all.missed += one.missed;
            all.done += one.done;
            all.returned += one.returned;
            all.estimate += one.estimate;
            all.logged += one.logged;
        }
        Ok(all)
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "leads_won": self.won, "leads_lost": self.lost, "won_value": self.won_value,
            "quotes_sent": self.sent, "quotes_accepted": self.accepted, "quotes_declined": self.declined,
            "clocks_kept": self.kept, "clocks_missed": self.missed,
            "tasks_done": self.done, "tasks_returned": self.returned,
            "estimated_minutes": self.estimate, "logged_minutes": self.logged,
        })
    }

    pub(super) fn sells(&self) -> bool {
        self.won + self.lost + self.sent + self.accepted + self.declined > 0
    }
    pub(super) fn makes(&self) -> bool {
        self.done + self.logged + self.returned > 0
    }
    pub(super) fn serves(&self) -> bool {
        self.kept + self.missed > 0
    }
}

/// "71%", or a dash where there is nothing to take a share of.
pub(super) fn share(part: i64, rest: i64) -> String {
    match part + rest {
        0 => "-".into(),
        all => format!("{}%", (part * 100 + all / 2) / all),
    }
}

pub(super) struct Seen {
    pub(super) months: Vec<Month>,
    /// None where whoever asks sees only some of its people.
    pub(super) whole: Option<Vec<Figures>>,
    pub(super) people: Vec<(User, Figures)>,
    pub(super) stages: Vec<(leads::Stage, i64, i64)>,
}

/// Whether there are figures that the person may see: the department's, or those of somebody in it.
pub(super) fn shown(visit: &Visit, names: &Directory, held: &Department) -> bool {
    let of_somebody = || {
        let people = members(names, held.id);
        people.iter().any(|user| visit.may(&PERFORMANCE, *user))
    };
    visit.may_somewhere(&PERFORMANCE) && (visit.may(&PERFORMANCE, held) || of_somebody())
}

pub(super) fn seen(visit: &Visit, held: &Department, request: &Request) -> Result<Seen> {
    let months = months(visit, request);
    let names = Directory::of(visit)?;
    let all = visit.may(&PERFORMANCE, held);
    let mut people = Vec::new();
    for user in members(&names, held.id) {
        if all || visit.may(&PERFORMANCE, user) {
            let figures = Figures::over(visit, Whose::Person(user.id.raw()), &months)?;
            people.push((user.clone(), figures));
        }
    }
    if !all && people.is_empty() {
        return Err(Error::Forbidden(visit.why(&PERFORMANCE, held)));
    }
    let mut stages = Vec::new();
    let mut whole = None;
    if all {
        let whose = Whose::Department(held.id.raw());
        let each = months
            .iter()
            .map(|month| Figures::read(visit, whose, *month));
        whole = Some(each.collect::<Result<Vec<_>>>()?);
        for stage in leads::Stage::OPEN {
            let (mut count, mut hours) = (0, 0);
            for month in &months {
                let read =
                    |what| sum::<Lead>(visit, leads::FIGURES, whose, what + stage.code(), *month);
                count += read(leads::figure::STAGES)?;
                hours += read(leads::figure::STAGE_HOURS)?;
            }
            if count > 0 {
                stages.push((stage, count, hours));
            }
        }
    }
    Ok(Seen {
        months,
        whole,
        people,
        stages,
    })
}

pub fn json(visit: &Visit, held: &Department, request: &Request) -> Result<Value> {
    let seen = seen(visit, held, request)?;
    let months: Option<Vec<Value>> = seen.whole.as_ref().map(|whole| {
        seen.months
            .iter()
            .zip(whole)
            .map(|(month, figures)| json!({"month": month.iso(), "figures": figures.json()}))
            .collect()
    });
    let people = seen.people.iter().map(|(user, figures)| {
        json!({"person": user.id.to_string(), "name": user.name, "figures": figures.json()})
    });
    let stages = seen.stages.iter().map(|(stage, count, hours)| {
        json!({"stage": stage.key(), "passed": count, "average_hours": hours / count})
    });
    Ok(json!({
        "department": held.id.to_string(),
        "months": months,
        "people": people.collect::<Vec<_>>(),
        "stages": stages.collect::<Vec<_>>(),
    }))
}

const FIGURES_TOLD: Told = Told::Object(&[
    ("leads_won", Told::Number),
    ("leads_lost", Told::Number),
    ("won_value", Told::Counted(Unit::MinorUnits)),
    ("quotes_sent", Told::Number),
    ("quotes_accepted", Told::Number),
    ("quotes_declined", Told::Number),
    ("clocks_kept", Told::Number),
    ("clocks_missed", Told::Number),
    ("tasks_done", Told::Number),
    ("tasks_returned", Told::Number),
    ("estimated_minutes", Told::Counted(Unit::Minutes)),
    ("logged_minutes", Told::Counted(Unit::Minutes)),
]);

pub const TOLD: Told = Told::Object(&[
    ("department", Told::Record),
    (
        "months",
        Told::List(&Told::Object(&[
            ("month", Told::Text),
            ("figures", FIGURES_TOLD),
        ])),
    ),
    (
        "people",
        Told::List(&Told::Object(&[
            ("person", Told::Record),
            ("name", Told::Text),
            ("figures", FIGURES_TOLD),
        ])),
    ),
    (
        "stages",
        Told::List(&Told::Object(&[
            ("stage", Told::Text),
            ("passed", Told::Number),
            ("average_hours", Told::Number),
        ])),
    ),
]);

pub fn stages(seen: &Seen) -> Markup {
    let hours = |count: i64, hours: i64| hours as f64 / count.max(1) as f64;
    let bars: Vec<chart::Bar> = seen
        .stages
        .iter()
        .map(|(stage, count, sum)| {
            chart::Bar::new(stage.label(), hours(*count, *sum)).note(format!("{count}"))
        })
        .collect();
    let rows = seen.stages.iter().map(|(stage, count, sum)| {
        Row::new()
            .name(stage.label())
            .number(count.to_string())
            .number(chart::plain(hours(*count, *sum)))
    });
    let table = Table::tight()
        .column(Column::new("Stage"))
        .column(Column::number("Leads through it"))
        .column(Column::number("Hours on average"))
        .body(rows);
    html! {
        (Section::new("Time in stage", chart::with_table(chart::bars_h("Average hours that leads stood in each stage", &bars, 30.0, Tone::Azure, chart::plain), table)).small("hours on average"))
    }
}
