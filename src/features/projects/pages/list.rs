//! Projects in rows, by how they stand.

use maud::{Markup, html};

use super::super::{
    COUNT, Project, Status,
    actions::EXPORT,
    budget::{Used, may_see_money, tone},
    parts::{due_day, hours},
    query::ProjectQuery,
};
use super::client_name;
use crate::{
    access::Action,
    base::{Choice, Money, Result, percent},
    data::{Key, Query, Visit},
    features::{
        clients::Client,
        lists::{self, Adds, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        records::{self, Editing},
        settings::Category,
    },
    ui::prelude::*,
    web::{Reply, Request},
};

const VIEWS: [(&str, &str, Option<Status>); 8] = [
    ("", "Open", None),
    ("planned", "Planned", Some(Status::Planned)),
    ("active", "Active", Some(Status::Active)),
    ("on_hold", "On hold", Some(Status::OnHold)),
    ("delivered", "Delivered", Some(Status::Delivered)),
    ("maintenance", "Maintenance", Some(Status::Maintenance)),
    (
        "closed_pending",
        "Pending updates",
        Some(Status::ClosedPending),
    ),
    ("closed", "Closed", Some(Status::Closed)),
];

/// How many there are of a state; of all that are open without one.
fn counted(visit: &Visit, state: Option<Status>) -> Result<Option<Totals>> {
    let open = Status::ALL.iter().copied().filter(|state| state.is_open());
    let states: Vec<Status> = match state {
        Some(state) => vec![state],
        None => open.collect(),
    };
    let mut sum = 0;
    for state in states {
        match visit.total::<Project>(COUNT, Key::new().byte(state.code()))? {
            Some(count) => sum += u64::try_from(count).unwrap_or(0),
            None => return Ok(None),
        }
    }
    Ok(Some(Totals::all(sum)))
}

pub fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let mut tabs = Vec::new();
    for (key, name, state) in VIEWS {
        let query = match key.is_empty() {
            true => String::new(),
            false => format!("state={key}"),
        };
        let tab = ListTab::new(name, query).count(counted(visit, state)?);
        tabs.push(match state {
            None => tab,
            Some(state) => tab.nothing(Empty::quiet(
                format!("No project is {}", state.label().to_lowercase()),
                "What is in this state comes here by itself. The open ones are under the first tab.",
            )),
        });
    }
    let frame = Frame {
        head: html! { (Head::new("Projects")) },
        tabs,
        find: "Find by title",
        several: records::controls::<Project>(visit)?,
        nothing: html! {
            (Empty::quiet("No projects here", "A project begins when a department manager approves a ticket: a playbook turns into its plan, and it appears here."))
        },
        ..Frame::default()
    };
    lists::page::<Project>(visit, request, frame)
}

fn bar(tone: Tone, share: i64, label: &str) -> Markup {
    let drawn = u32::try_from(share.clamp(0, 100)).unwrap_or(0);
    progress_toned(tone, drawn, format!("{share}%"), label)
}

impl Listed for Project {
    type Asked = ProjectQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Status>("state", "State"),
        Filter::choice::<Category>("category", "Service"),
        Filter::people("team_lead", "Lead"),
        Filter::record::<Client>("client", "Client"),
        Filter::record::<Project>("parent", "Part of"),
    ];
    const SUMMED: Option<&'static str> = Some("budget_minutes");
    const ADDS: Adds = Adds::Minutes;
    const SUM_SAYS: &'static str = "budget";

    fn columns() -> Vec<Shown<Project>> {
        vec![
            Shown::<Project>::new("state", "State", |_, project| {
                Ok(badge(project.state.tone(), project.state.label()))
            }),
            Shown::<Project>::new("category", "Service", |_, project| {
                Ok(tag(project.category.tone(), project.category.label()))
            }),
            Shown::<Project>::new("progress", "Progress", |_, project| {
                Ok(progress_bar(
                    u32::from(project.progress),
                    format!("{}%", project.progress),
                    &format!("{} progress", project.title),
                ))
            }),
            Shown::<Project>::new("tasks", "Tasks", |_, project| {
                Ok(html! { (project.done) " / " (project.total) })
            })
            .number()
            .told(|_, project| Ok(format!("{} of {}", project.done, project.total))),
            Shown::<Project>::new("budget_minutes", "Hours / budget", |around, project| {
                let logged = Used::minutes_of(around.visit, project)?;
                Ok(html! { (hours(logged, i64::from(project.budget_minutes))) })
            })
            .number(),
            Shown::<Project>::new("budget_used", "Budget used", |around, project| {
                let logged = Used::minutes_of(around.visit, project)?;
                let budget = i64::from(project.budget_minutes);
                Ok(match percent::of(logged, budget) {
                    Some(share) => bar(tone(logged, budget), share, "Budget of hours used"),
                    None => html! {},
                })
            }),
            Shown::<Project>::new("money_used", "Money used", |around, project| {
                if !may_see_money(around.visit, project)? {
                    return Ok(html! {});
                }
                let spent = Used::of(around.visit, project)?.money(project);
                Ok(match percent::of(spent.0, project.budget_money.0) {
                    Some(share) => bar(
                        tone(spent.0, project.budget_money.0),
                        share,
                        "Budget of money used",
                    ),
                    None => html! {},
                })
            })
            .on_choice(),
            Shown::<Project>::new("parts", "Sub-projects", |_, project| {
                Ok(html! { @if project.parts > 0 { a class="link" href={ "/projects?parent=" (project.id) "&show=all" } { (project.parts) } } })
            })
            .number()
            .on_choice(),
            Shown::<Project>::new("team_lead", "Lead", |around, project| {
                Ok(who_first(around.names.name(project.team_lead)))
            }),
            Shown::<Project>::new("finish", "Finish", |around, project| {
                Ok(due_day(
                    Some(project.finish),
                    project.state.is_open(),
                    around.visit.today(),
                ))
            })
            .sorts(&[("", Sort::Ascending)]),
        ]
    }

    fn named(&self, around: &Around<'_>) -> Result<Named> {
        let mut second = format!("{}, {}", self.id, client_name(around.visit, self)?);
        if let Some(parent) = self.parent {
            let above = around
                .visit
                .follow(self, |held| held.parent.unwrap_or_default())?;
            let above = above.map_or_else(|| parent.to_string(), |above| above.title);
            second.push_str(&format!(", in {above}"));
        }
        Ok(Named::new(
            format!("/projects/{}", self.id),
            &self.title,
            second,
        ))
    }

    fn at_first(asked: ProjectQuery) -> ProjectQuery {
        ProjectQuery {
            open: asked.open.or(Some(true)),
            ..asked
        }
    }

    fn editing(&self, visit: &Visit, keys: &[&str]) -> Editing {
        Editing::of_fields(visit, self, keys)
    }

    fn query(visit: &Visit, asked: &ProjectQuery) -> Result<Option<Query<Project>>> {
        Ok(Some(asked.query(visit)))
    }

    /// Minutes that are budgeted.
    fn value(&self) -> Money {
        Money(i64::from(self.budget_minutes))
    }

    fn counted(visit: &Visit, filter: &str, value: &str) -> Result<Option<Totals>> {
        match Status::from_key(value).filter(|_| filter == "state") {
            Some(state) => counted(visit, Some(state)),
            None => Ok(None),
        }
    }
}
