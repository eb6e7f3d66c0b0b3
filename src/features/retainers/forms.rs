//! What people may submit about retainers.

use super::retainer::{Billed, Every, Retainer, State, Terms};
use crate::{
    base::{Choice, Day, Id, Money, Unit, in_order, money, money::Currency},
    features::{clients::Client, people::User, projects::Project},
    web::{
        Filled,
        form::{Form, Need, Optional, Reader, Required},
    },
};

/// Periods for which hours live at most, days of notice, and days until a period is closed.
const LONGEST_LIFE: i64 = 60;
const LONGEST_NOTICE: i64 = 365;
const LONGEST_GRACE: i64 = 28;
const USUAL_GRACE: u32 = 3;

/// What is agreed, in a new one and in one that is edited.
#[derive(Debug, Clone, Default)]
pub struct Agreed {
    pub title: String,
    pub terms: Terms,
    /// None: the house's.
    pub tax: Option<i64>,
    pub billed: Billed,
    pub notice: u32,
    pub grace: u32,
    pub shown: bool,
    pub owner: Option<Id<User>>,
}

impl Agreed {
    /// `said`: whether what has a usual value has to be said.
    fn read(f: &mut Reader, said: Need) -> Agreed {
        let title = f.text("title", "Title", Required, 120);
        let mut minutes = |name: &str, label: &str, need| {
            let held = f.minutes(name, label, need);
            held.and_then(|held| u32::try_from(held).ok()).unwrap_or(0)
        };
        let included = minutes("included_minutes", "Included", Required);
        let cap = minutes("cap_minutes", "Carried over at most", Optional);
        let mut whole = |name: &str, label: &str, most: i64, usual: u32| {
            let need = if usual > 0 { said } else { Optional };
            let held = f.whole(name, label, need, 0..=most);
            held.and_then(|held| u32::try_from(held).ok())
                .unwrap_or(usual)
        };
        let life = whole("life", "Periods that unused hours live", LONGEST_LIFE, 0);
        let notice = whole("notice", "Days of notice", LONGEST_NOTICE, 0);
        let grace = whole(
            "grace",
            "Days until a period is closed",
            LONGEST_GRACE,
            USUAL_GRACE,
        );
        let mut amount = |name: &str, label: &str, need| {
            let held = f.money(name, label, need);
            if held.is_some_and(|held| held < Money::ZERO) {
                f.problem(name, format!("{label} should be nothing or more."));
            }
            held.unwrap_or_default()
        };
        let price = amount("price", "Price of a period", Required);
        let rate = amount("rate", "Price of an hour beyond", Optional);
        let tax = f.decimal("tax", "Tax", said, Unit::BasisPoints, 0..=10_000);
        if cap > 0 && life == 0 {
            f.problem(
                "life",
                "Say for how many periods unused hours live, or carry none over.",
            );
        }
        if life > 0 && cap == 0 {
            f.problem(
                "cap_minutes",
                "Say how many hours are carried over at most.",
            );
        }
        Agreed {
            title,
            terms: Terms {
                included,
                price,
                rate,
                cap,
                life,
                tax: 0,
            },
            tax,
            billed: f.choice_or_usual("billed", "Billed"),
            notice,
            grace,
            shown: f.flag("shown", "The client sees their hours in the portal"),
            owner: f.id("owner", "Looked after by", said),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct NewRetainer {
    pub client: Option<Id<Client>>,
    pub project: Option<Id<Project>>,
    pub every: Every,
    pub begins: Option<Day>,
    /// Some day of its last period.
    pub until: Option<Day>,
    pub agreed: Agreed,
}

impl Form for NewRetainer {
    fn read(f: &mut Reader) -> Self {
        let form = NewRetainer {
            client: f.id("client", "Client", Required),
            project: f.id("project", "Project", Optional),
            every: f.choice_or_usual("every", "Period"),
            begins: f.day("begins", "Begins", Required),
            until: f.day("until", "Ends", Optional),
            agreed: Agreed::read(f, Optional),
        };
        f.in_order(in_order::UNTIL, form.begins, form.until);
        form
    }
}

/// From the next period on; one that is open keeps what it began with.
#[derive(Debug, Clone, Default)]
pub struct EditRetainer {
    pub agreed: Agreed,
    pub version: Option<u64>,
}

impl Form for EditRetainer {
    fn read(f: &mut Reader) -> Self {
        EditRetainer {
            agreed: Agreed::read(f, Required),
            version: f.version(),
        }
    }
}

impl EditRetainer {
    pub fn of(held: &Retainer, currency: Currency) -> Filled<EditRetainer> {
        let minutes = |minutes: u32| match minutes {
            0 => String::new(),
            minutes => format!("{minutes}m"),
        };
        let mut values = vec![
            ("title", held.title.clone()),
            ("included_minutes", format!("{}m", held.terms.included)),
            ("cap_minutes", minutes(held.terms.cap)),
            ("life", held.terms.life.to_string()),
            ("price", held.terms.price.input(currency)),
            ("rate", held.terms.rate.input(currency)),
            ("tax", money::percent(held.terms.tax)),
            ("billed", held.billed.key().to_owned()),
            ("notice", held.notice.to_string()),
            ("grace", held.grace.to_string()),
            ("owner", held.owner.to_string()),
            ("version", held.version.to_string()),
        ];
        if held.shown {
            values.push(("shown", "true".into()));
        }
        Filled::blank(&values)
    }
}

/// When it ends: with the period in which the day lies; with the first that keeps the notice where none is said.
#[derive(Debug, Clone, Default)]
pub struct EndRetainer {
    pub until: Option<Day>,
    pub reason: String,
    pub version: Option<u64>,
}

impl Form for EndRetainer {
    fn read(f: &mut Reader) -> Self {
        EndRetainer {
            until: f.day("until", "Ends", Optional),
            reason: f.text("reason", "Reason", Optional, 500),
            version: f.version(),
        }
    }
}

/// What a list of them may be asked for.
#[derive(Debug, Clone, Default)]
pub struct RetainerQuery {
    pub states: Vec<State>,
    pub clients: Vec<Id<Client>>,
    /// Beginnings of words of the title.
    pub words: String,
    pub by_number: bool,
}

impl Form for RetainerQuery {
    fn read(f: &mut Reader) -> Self {
        RetainerQuery {
            states: f.choices("state", "Status", Optional),
            clients: f.ids("client", "Client"),
            words: f.text("q", "Words of the title", Optional, 200),
            by_number: f.by_number(&[]),
        }
    }
}

/// Periods of one, or of all.
#[derive(Debug, Clone, Default)]
pub struct PeriodQuery {
    pub retainer: Option<Id<Retainer>>,
}

impl Form for PeriodQuery {
    fn read(f: &mut Reader) -> Self {
        PeriodQuery {
            retainer: f.id("retainer", "Retainer", Optional),
        }
    }
}
