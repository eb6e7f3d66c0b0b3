//! Policies and calendars as they are typed, and what lists of clocks may be asked for.

use super::{
    BusinessCalendar, Clock, Policy, State, Target,
    calendar::{OpenHours, WEEK, typed_hours, zone_named},
    clock::{BY_DUE, BY_TIME, OWNER, POLICY, STATE, TARGET},
    holidays, kinds,
    policy::Step,
    target::{HoursOf, PauseReason, Restart, Whom},
};
use crate::{
    base::{Choice, Day, Id, Moment, time},
    data::{Key, Query, Visit},
    features::{
        clients::Client,
        people::{self, Department, Holiday},
        settings::{Category, Priority},
    },
    web::form::{Form, Optional, Reader, Required},
};

/// More steps than that tell nobody anything.
pub const STEPS: usize = 8;

#[derive(Debug, Clone, Default)]
pub struct PolicyForm {
    pub name: String,
    pub order: i64,
    pub kinds: Vec<String>,
    pub stages: Vec<String>,
    pub priorities: Vec<Priority>,
    pub clients: Vec<Id<Client>>,
    pub categories: Vec<Category>,
    pub departments: Vec<Id<Department>>,
    pub minutes: i64,
    pub hours: HoursOf,
    pub calendar: Option<Id<BusinessCalendar>>,
    pub ladder: Vec<Step>,
    pub restarts: Vec<Restart>,
    pub pauses: Vec<PauseReason>,
    pub version: Option<u64>,
}

/// Words of the kinds that there are, for what a policy names.
pub fn known_words(
    of: fn(&kinds::ClockedKind) -> Vec<(&'static str, &'static str)>,
) -> Vec<(&'static str, &'static str)> {
    let mut words: Vec<(&str, &str)> = Vec::new();
    for word in kinds::kinds().iter().flat_map(of) {
        if words.iter().all(|(key, _)| *key != word.0) {
            words.push(word);
        }
    }
    words
}

/// Whether there are such words is known to the verb.
fn named(f: &mut Reader, name: &str, label: &str) -> Vec<String> {
    let mut found = f.all(name, label);
    found.retain(|key| !key.is_empty());
    found.sort_unstable();
    found.dedup();
    found
}

fn step(f: &mut Reader) -> Step {
    let percent = f.whole("percent", "Percent of its time", Required, 1..=1000);
    let tell = f.choices("tell", "Tell", Optional);
    let reassign = f.choice::<Whom>("reassign", "Give it to", Optional);
    if tell.is_empty() && reassign.is_none() && percent.is_some() {
        f.problem(
            "tell",
            "Say whom this step tells, or to whom it gives the work.",
        );
    }
    Step {
        percent: percent
            .and_then(|percent| u32::try_from(percent).ok())
            .unwrap_or_default(),
        tell,
        reassign,
    }
}

impl Form for PolicyForm {
    fn read(f: &mut Reader) -> Self {
        let name = f.text("name", "Name", Required, 80);
        let order = f.usual("order");
        let order = f.whole("order", "Order", order, 0..=10_000).unwrap_or(100);
        let kinds = named(f, "kinds", "Kinds");
        let stages = named(f, "stages", "Stages");
        let minutes = f.minutes("minutes", "Time", Required);
        if minutes == Some(0) {
            f.problem("minutes", "Time should be a minute or more.");
        }
        let hours = f.choice_or_usual("hours", "Counted by the hours of");
        let calendar = f.id("calendar", "Calendar", Optional);
        if hours == HoursOf::Calendar && calendar.is_none() {
            f.problem("calendar", "Choose the calendar by which it is counted.");
        }
        let mut ladder = f.rows("ladder", STEPS, step);
        ladder.sort_by_key(|step| step.percent);
        if ladder
            .windows(2)
            .any(|pair| pair[0].percent == pair[1].percent)
        {
            f.problem("ladder", "Two steps have the same percent. Make them one.");
        }
        PolicyForm {
            name,
            order,
            kinds,
            stages,
            priorities: f.choices("priorities", "Priorities", Optional),
            clients: f.named("clients", "Clients"),
            categories: f.choices("categories", "Categories", Optional),
            departments: f.ids("departments", "Departments"),
            minutes: minutes.unwrap_or_default(),
            hours,
            calendar: calendar.filter(|_| hours == HoursOf::Calendar),
            ladder,
            restarts: f.choices("restarts", "Begins anew when", Optional),
            pauses: f.choices("pauses", "Stands still for", Optional),
            version: f.version(),
        }
    }
}

/// A further policy: what it promises stays what it is.
#[derive(Debug, Clone)]
pub struct NewPolicy {
    pub target: Target,
    pub policy: PolicyForm,
}

impl Form for NewPolicy {
    fn read(f: &mut Reader) -> Self {
        NewPolicy {
            target: f.choice("target", "Promises", Required).unwrap_or_default(),
            policy: PolicyForm::read(f),
        }
    }
}

/// What the form shows of a policy as it is.
pub fn policy_values(held: &Policy) -> Vec<(String, String)> {
    let mut values: Vec<(String, String)> = vec![
        ("name".into(), held.name.clone()),
        ("order".into(), held.order.to_string()),
        ("minutes".into(), format!("{}m", held.minutes)),
        ("hours".into(), held.hours.key().into()),
        ("version".into(), held.version.to_string()),
    ];
    let mut all = |name: &str, each: Vec<String>| {
        values.extend(each.into_iter().map(|value| (name.to_owned(), value)));
    };
    fn keys<C: Choice>(held: &[C]) -> Vec<String> {
        held.iter().map(|held| held.key().to_owned()).collect()
    }
    all("kinds", held.kinds.clone());
    all("stages", held.stages.clone());
    all("priorities", keys(&held.priorities));
    all(
        "clients",
        held.clients.iter().map(|id| id.to_string()).collect(),
    );
    all("categories", keys(&held.categories));
    all(
        "departments",
        held.departments.iter().map(|id| id.to_string()).collect(),
    );
    all(
        "calendar",
        held.calendar.iter().map(|id| id.to_string()).collect(),
    );
    all("restarts", keys(&held.restarts));
    all("pauses", keys(&held.pauses));
    for (n, step) in held.ladder.iter().enumerate() {
        all(
            &format!("ladder.{n}.percent"),
            vec![step.percent.to_string()],
        );
        all(&format!("ladder.{n}.tell"), keys(&step.tell));
        all(
            &format!("ladder.{n}.reassign"),
            step.reassign
                .iter()
                .map(|whom| whom.key().to_owned())
                .collect(),
        );
    }
    values
}

#[derive(Debug, Clone, Default)]
pub struct CalendarForm {
    pub name: String,
    pub zone: String,
    pub hours: Vec<OpenHours>,
    pub holidays: Vec<Holiday>,
    pub with_house: bool,
    pub version: Option<u64>,
}

impl Form for CalendarForm {
    fn read(f: &mut Reader) -> Self {
        let name = f.text("name", "Name", Required, 80);
        let zone = f.text("zone", "Time zone", Optional, 60);
        if !zone.is_empty() && zone_named(&zone).is_none() {
            f.problem(
                "zone",
                format!("{zone} is no time zone. Write one such as Europe/Berlin."),
            );
        }
        let mut hours = Vec::new();
        for (day, (key, label)) in (0u8..).zip(WEEK) {
            let typed = f.text(key, label, Optional, 120);
            match typed_hours(day, &typed) {
                Ok(found) => hours.extend(found),
                Err(why) => f.problem(key, why),
            }
        }
        if hours.is_empty() && f.problems.is_empty() {
            f.problem(
                "mon",
                "Nobody works at any time by this. Write the hours of at least one day.",
            );
        }
        CalendarForm {
            name,
            zone,
            hours,
            holidays: holidays::read(f, "days_off"),
            with_house: f.flag("with_house", "The house's holidays too"),
            version: f.version(),
        }
    }
}

pub fn calendar_values(held: &BusinessCalendar) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("name", held.name.clone()),
        ("zone", held.zone.clone()),
        ("days_off", holidays::as_typed(&held.holidays)),
        ("version", held.version.to_string()),
    ];
    for (day, (key, _)) in (0u8..).zip(WEEK) {
        values.push((key, held.of_day(day)));
    }
    if held.with_house {
        values.push(("with_house", "true".into()));
    }
    values
}

/// What a promise would come to: by which policy, and until when.
#[derive(Debug, Clone, Default)]
pub struct PreviewQuery {
    pub target: Option<Target>,
    pub kind: String,
    pub stage: String,
    pub priority: Option<Priority>,
    pub category: Option<Category>,
    pub client: Option<Id<Client>>,
    pub department: Option<Id<Department>>,
    /// When it begins: a moment, or a day with a time on the house's clock.
    pub begun: Option<Moment>,
    pub day: Option<Day>,
    pub time: Option<i64>,
}

impl Form for PreviewQuery {
    fn read(f: &mut Reader) -> Self {
        PreviewQuery {
            target: f.choice("target", "Promise", Optional),
            kind: f.text("kind", "Kind", Optional, 60),
            stage: f.text("stage", "Stage", Optional, 60),
            priority: f.choice("priority", "Priority", Optional),
            category: f.choice("category", "Category", Optional),
            client: f.id("client", "Client", Optional),
            department: f.id("department", "Department", Optional),
            begun: f.moment("begun", "Begins", Optional),
            day: f.day("day", "Day", Optional),
            time: f.clock("time", "Time", Optional),
        }
    }
}

impl PreviewQuery {
    /// From when on; now where nothing was said.
    pub fn from(&self, visit: &Visit) -> Moment {
        let of_day = self.day.map(|day| {
            let minutes = self.time.unwrap_or(9 * 60);
            Moment::at(day, minutes, &visit.tz)
        });
        self.begun.or(of_day).unwrap_or(visit.at)
    }
}

/// What a list of clocks may be asked for.
#[derive(Debug, Clone, Default)]
pub struct ClockQuery {
    pub targets: Vec<Target>,
    pub states: Vec<State>,
    pub owners: Vec<people::Whom>,
    pub policy: Option<Id<Policy>>,
}

impl Form for ClockQuery {
    fn read(f: &mut Reader) -> Self {
        ClockQuery {
            targets: f.choices("target", "Promises", Optional),
            states: f.choices("state", "State", Optional),
            owners: people::Whom::all(f, "owner", "Owner"),
            policy: f.id("policy", "Policy", Optional),
        }
    }
}

impl ClockQuery {
    /// What runs comes by when it is due, the first first; where states are named, those that began last.
    pub fn query(&self, visit: &Visit) -> Query<Clock> {
        let mut query = match self.states.is_empty() {
            true => Query::by(BY_DUE),
            false => {
                let states = self.states.iter().map(|held| Key::new().text(held.key()));
                Query::by(BY_TIME).any(STATE, states)
            }
        };
        if !self.targets.is_empty() {
            let targets = self.targets.iter().map(|held| Key::new().text(held.key()));
            query = query.any(TARGET, targets);
        }
        if !self.owners.is_empty() {
            let owners = self.owners.iter().map(|owner| owner.key(visit));
            query = query
                .any(OWNER, owners)
                .near(people::Whom::place(&self.owners, visit));
        }
        if let Some(policy) = self.policy {
            query = query.facet(POLICY, Key::new().id(policy));
        }
        query
    }
}

/// How far back figures go.
pub struct FiguresQuery {
    pub months: i64,
}

impl Form for FiguresQuery {
    fn read(f: &mut Reader) -> Self {
        FiguresQuery {
            months: f.whole("months", "Months", Optional, 1..=24).unwrap_or(6),
        }
    }
}

/// Working time as it is typed: "2 h", "3 working days" is told by the page.
pub fn in_words(minutes: i64) -> String {
    match (minutes / (8 * 60), minutes % (8 * 60)) {
        (days, 0) if days > 1 => format!("{days} working days"),
        (1, 0) => "1 working day".into(),
        _ => time::minutes(minutes),
    }
}
