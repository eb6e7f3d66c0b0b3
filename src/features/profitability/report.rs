//! The report: its lines with their names, and what each of its figures is added up of, as addresses of lists.

use super::{
    read,
    rule::{By, Key, Sums, lines},
};
use crate::{
    base::{Choice, Id, Money, Month, Result, time},
    data::Visit,
    features::{
        clients::Client,
        invoices,
        people::{Directory, User},
        projects::Project,
    },
    web::{Form, Reader},
};

/// Months that are asked over where nobody says how many.
const USUAL: i64 = 12;
pub const PERIODS: [(&str, &str); 4] = [
    ("3", "3 months"),
    ("6", "6 months"),
    ("12", "12 months"),
    ("24", "24 months"),
];

#[derive(Debug, Clone)]
pub struct ReportQuery {
    pub by: By,
    /// Of people and months: up to this one.
    pub months: i64,
}

impl Form for ReportQuery {
    fn read(f: &mut Reader) -> Self {
        let by = f.choice_or_usual("by", "Lines");
        let months = f.word("months", "Months", &PERIODS.map(|(count, _)| count));
        f.tell("Of people and of months: how many, up to this one; twelve where nothing is said.");
        ReportQuery {
            by,
            months: months.and_then(|count| count.parse().ok()).unwrap_or(USUAL),
        }
    }
}

pub struct Line {
    pub key: Key,
    pub name: String,
    pub sums: Sums,
}

pub struct Report {
    pub by: By,
    /// Whether whoever asks sees all of what is added up; for others there is nothing in it.
    pub whole: bool,
    pub months: Vec<Month>,
    pub lines: Vec<Line>,
    pub all: Sums,
    /// Currencies of papers that aren't added up, for the house counts in another by now.
    pub others: Vec<String>,
}

/// # Errors
/// When the store can't be read.
pub fn report(visit: &Visit, asked: &ReportQuery) -> Result<Report> {
    // Where the house is: what is dated by days is of its months.
    let now = Month::of(visit.today());
    let months: Vec<Month> = (0..asked.months).map(|ago| now.before(ago)).collect();
    let whole = read::sees_all(visit);
    let facts = match whole {
        true => read::facts(visit, asked.by, &months)?,
        false => read::Facts::default(),
    };
    let names = Directory::of(visit)?;
    let mut found = Vec::new();
    let mut all = Sums::default();
    for (key, sums) in lines(asked.by, &facts.all) {
        if sums == Sums::default() {
            continue;
        }
        let sums = sums.rounded();
        all.add(&sums);
        let name = name_of(visit, &names, key)?;
        found.push(Line { key, name, sums });
    }
    match asked.by {
        By::Month => found.sort_by_key(|line| std::cmp::Reverse(line.key)),
        by => found.sort_by_key(|line| (line.sums.margin(by), line.name.clone())),
    }
    Ok(Report {
        by: asked.by,
        whole,
        months,
        lines: found,
        all,
        others: facts.others.into_iter().collect(),
    })
}

fn name_of(visit: &Visit, names: &Directory, key: Key) -> Result<String> {
    Ok(match key {
        Key::Project(None) => "Without a project".into(),
        Key::Project(Some(id)) => {
            let project = crate::base::if_found(visit.find(Id::<Project>::new(id)))?;
            project.map_or_else(
                || Id::<Project>::new(id).to_string(),
                |project| project.title,
            )
        }
        Key::Client(None) => "The house".into(),
        Key::Client(Some(id)) => {
            let client = crate::base::if_found(visit.find(Id::<Client>::new(id)))?;
            client.map_or_else(|| Id::<Client>::new(id).to_string(), |client| client.name)
        }
        Key::Category(None) => "Without a project".into(),
        Key::Category(Some(category)) => category.label().to_owned(),
        Key::Person(id) => names.name(Id::<User>::new(id)).to_owned(),
        Key::Month(month) => format!("{} {}", month.short(), month.0.div_euclid(12)),
    })
}

/// Expenses that somebody said yes to.
const SPENT: &str = "status=approved&status=reimbursed";

/// Papers that were issued: all but drafts.
fn issued() -> String {
    let issued = invoices::Status::ALL
        .iter()
        .filter(|status| **status != invoices::Status::Draft);
    let asked: Vec<String> = issued
        .map(|status| format!("status={}", status.key()))
        .collect();
    asked.join("&")
}

/// One figure of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    Planned,
    Earned,
    AtRates,
    Invoiced,
    Collected,
    Time,
    Expenses,
    Margin,
    InProgress,
    Hours,
}

impl Figure {
    /// Those that lines of a kind have, in their order.
    pub fn of(by: By) -> &'static [Figure] {
        match by {
            By::Person => &[
                Figure::Hours,
                Figure::AtRates,
                Figure::Time,
                Figure::Expenses,
                Figure::Margin,
            ],
            By::Month => &[
                Figure::Hours,
                Figure::AtRates,
                Figure::Invoiced,
                Figure::Collected,
                Figure::Time,
                Figure::Expenses,
                Figure::Margin,
            ],
            _ => &[
                Figure::Planned,
                Figure::Earned,
                Figure::Invoiced,
                Figure::Collected,
                Figure::Time,
                Figure::Expenses,
                Figure::Margin,
                Figure::InProgress,
            ],
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Figure::Planned => "Planned",
            Figure::Earned => "Earned",
            Figure::AtRates => "Time at rates",
            Figure::Invoiced => "Invoiced",
            Figure::Collected => "Collected",
            Figure::Time => "Cost of time",
            Figure::Expenses => "Expenses",
            Figure::Margin => "Margin",
            Figure::InProgress => "In progress",
            Figure::Hours => "Hours",
        }
    }

    /// Nothing for hours, which are no money.
    pub fn money(self, sums: &Sums, by: By) -> Option<Money> {
        Some(match self {
            Figure::Planned => Money(sums.planned),
            Figure::Earned => Money(sums.earned),
            Figure::AtRates => sums.at_rates(),
            Figure::Invoiced => Money(sums.invoiced),
            Figure::Collected => Money(sums.collected),
            Figure::Time => sums.time_cost(),
            Figure::Expenses => Money(sums.expenses),
            Figure::Margin => sums.margin(by),
            Figure::InProgress => sums.in_progress(),
            Figure::Hours => return None,
        })
    }

    pub fn hours(sums: &Sums) -> String {
        time::hours(sums.minutes)
    }

    /// The list of what a figure of a line is added up of; None where it is worked out of the others.
    pub fn rows(self, key: Key, months: &[Month]) -> Option<String> {
        let list = match self {
            Figure::Planned | Figure::Earned => "projects",
            Figure::Invoiced => "invoices",
            Figure::Collected => "payments",
            Figure::Time | Figure::AtRates | Figure::Hours => "time-entries",
            Figure::Expenses => "expenses",
            Figure::Margin | Figure::InProgress => return None,
        };
        let over = |first: Option<&Month>, last: Option<&Month>| match (first, last) {
            (Some(first), Some(last)) => {
                format!("from={}-01&until={}", first.iso(), last_day(*last))
            }
            _ => String::new(),
        };
        let asked = match (key, list) {
            (Key::Project(Some(id)), "projects") => {
                return Some(format!("/projects/{}", Id::<Project>::new(id)));
            }
            // Payments are a client's; those of a project stand on its invoices.
            (Key::Project(Some(id)), "payments" | "invoices") => {
                let project = Id::<Project>::new(id);
                return Some(format!("/invoices?project={project}&{}", issued()));
            }
            (Key::Project(Some(id)), "expenses") => {
                format!("project={}&{SPENT}", Id::<Project>::new(id))
            }
            (Key::Project(Some(id)), _) => format!("project={}", Id::<Project>::new(id)),
            // Time is a project's.
            (Key::Client(Some(id)), "projects" | "time-entries") => {
                let client = Id::<Client>::new(id);
                return Some(format!("/projects?show=all&client={client}"));
            }
            (Key::Client(Some(id)), "invoices") => {
                format!("client={}&{}", Id::<Client>::new(id), issued())
            }
            (Key::Client(Some(id)), "expenses") => {
                format!("client={}&{SPENT}", Id::<Client>::new(id))
            }
            (Key::Client(Some(id)), _) => format!("client={}", Id::<Client>::new(id)),
            (Key::Category(Some(category)), _) => {
                return Some(format!("/projects?show=all&category={}", category.key()));
            }
            (Key::Person(id), _) => {
                let person = Id::<User>::new(id);
                let days = over(months.last(), months.first());
                match list {
                    "expenses" => format!("user={person}&{days}&{SPENT}"),
                    _ => format!("user={person}&{days}"),
                }
            }
            // Drafts have no day of issue, and are in no such list.
            (Key::Month(month), "expenses") => {
                format!("{}&{SPENT}", over(Some(&month), Some(&month)))
            }
            (Key::Month(month), _) => over(Some(&month), Some(&month)),
            // No list asks for what is of no project or nobody: one of more than is added up would mislead.
            (Key::Project(None) | Key::Client(None) | Key::Category(None), _) => return None,
        };
        Some(match asked.is_empty() {
            true => format!("/{list}"),
            false => format!("/{list}?{asked}"),
        })
    }
}

/// `2026-02-28`
fn last_day(month: Month) -> String {
    let first = crate::base::Day::parse(&format!("{}-01", Month(month.0 + 1).iso()));
    first.map_or_else(String::new, |first| (first + -1).iso())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_leads_to_its_rows() {
        let month = Month(2026 * 12 + 1);
        let rows = |figure: Figure, key: Key| figure.rows(key, &[month, month.before(1)]);
        assert_eq!(
            rows(Figure::Expenses, Key::Month(month)).unwrap(),
            "/expenses?from=2026-02-01&until=2026-02-28&status=approved&status=reimbursed"
        );
        let person = rows(Figure::Time, Key::Person(7)).unwrap();
        assert!(person.starts_with("/time-entries?user="), "{person}");
        assert!(
            person.ends_with("from=2026-01-01&until=2026-02-28"),
            "{person}"
        );
        let project = rows(Figure::Time, Key::Project(Some(214))).unwrap();
        assert_eq!(project, "/time-entries?project=PRJ-214");
        assert_eq!(rows(Figure::Margin, Key::Project(Some(214))), None);
        // Drafts aren't added up, and neither does a list of everything say what a line of the rest is of.
        let papers = rows(Figure::Invoiced, Key::Project(Some(214))).unwrap();
        assert!(
            papers.contains("status=issued") && !papers.contains("draft"),
            "{papers}"
        );
        assert_eq!(
            rows(Figure::Invoiced, Key::Month(month)).unwrap(),
            "/invoices?from=2026-02-01&until=2026-02-28"
        );
        assert_eq!(rows(Figure::Expenses, Key::Client(None)), None);
    }
}
