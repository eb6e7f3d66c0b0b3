//! Departments in rows: who manages, how many belong to them, what lies open. They are few and held in memory.

use maud::html;

use super::{people_in, switch, work};
use crate::{
    access::Action,
    base::{Id, Result, text},
    data::{Key, Page, Paging, Visit},
    features::{
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        people::{
            CREATE_DEPARTMENT as CREATE, Department, Directory, VIEW_DEPARTMENTS as VIEW, Whom,
        },
    },
    ui::prelude::*,
    web::{Form, Reader, Reply, Request, form::Optional},
};

/// What a list of departments may be asked for.
#[derive(Debug, Clone, Default)]
pub struct DepartmentQuery {
    /// Those that are kept for what they did.
    pub retired: bool,
    /// Any of these, likewise of the next.
    pub managers: Vec<Whom>,
    pub parents: Vec<Id<Department>>,
    /// Words of the name and of what it does.
    pub words: Vec<String>,
    pub by: By,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum By {
    #[default]
    Name,
    People,
}

const SORTS: [&str; 4] = ["name", "-name", "people", "-people"];

impl Form for DepartmentQuery {
    fn read(f: &mut Reader) -> Self {
        let sort = f.word("sort", "Sort", &SORTS).unwrap_or_default();
        let words = f.text("q", "Words of the name", Optional, 200);
        DepartmentQuery {
            retired: f.word("show", "Show", &["retired"]).is_some(),
            managers: Whom::all(f, "manager", "Manager"),
            parents: f.ids("parent", "Below"),
            words: text::words(&words).collect(),
            by: match sort.trim_start_matches('-') {
                "people" => By::People,
                _ => By::Name,
            },
            descending: sort.starts_with('-'),
        }
    }
}

impl DepartmentQuery {
    fn keeps(&self, visit: &Visit, held: &Department) -> bool {
        let said: Vec<String> = text::words(&format!("{} {}", held.name, held.summary)).collect();
        let has = |word: &String| said.iter().any(|said| said.contains(word.as_str()));
        let manages = |whom: &Whom| held.manager == Some(whom.id(visit));
        let below = |id: &Id<Department>| held.parent == Some(*id);
        held.retired == self.retired
            && (self.managers.is_empty() || self.managers.iter().any(manages))
            && (self.parents.is_empty() || self.parents.iter().any(below))
            && self.words.iter().all(has)
    }

    fn found(&self, visit: &Visit) -> Result<Vec<Department>> {
        let names = Directory::of(visit)?;
        let found = names.departments.values();
        let found = found.filter(|held| self.keeps(visit, held) && visit.may(&VIEW, *held));
        Ok(found.cloned().collect())
    }
}

fn counted(visit: &Visit, retired: bool) -> Result<Option<Totals>> {
    let asked = DepartmentQuery {
        retired,
        ..DepartmentQuery::default()
    };
    Ok(Some(Totals::all(asked.found(visit)?.len() as u64)))
}

/// Whether the rows are asked for, and not the chart.
pub fn is_asked(request: &Request) -> bool {
    request.query("view") == Some("list") || request.query("show") == Some("retired")
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let make = visit.may_somewhere(&CREATE);
    let button = || Button::link("New department", "/departments/new").primary();
    let frame = Frame {
        head: html! {
            (Head::new("Departments").actions(html! { @if make { (button().icon(Icon::Plus).key("n")) } }))
        },
        tabs: vec![
            ListTab::new("In use", "view=list")
                .count(counted(visit, false)?)
                .nothing(
                    Empty::first(
                        "No departments yet",
                        "Departments say who works where, who manages and whose hours count.",
                    )
                    .actions(html! { @if make { (button()) } }),
                ),
            ListTab::new("Retired", "view=list&show=retired")
                .count(counted(visit, true)?)
                .nothing(Empty::quiet(
                    "No department is retired",
                    "A department that is retired is kept here for what it did.",
                )),
        ],
        switch: switch(true),
        find: "Find by name",
        nothing: html! { (Empty::quiet("No departments here", "Departments say who works where.")) },
        live: vec!["users"],
        ..Frame::default()
    };
    lists::page::<Department>(visit, request, frame)
}

/// Whoever stands in for its manager at the moment.
fn deputy(around: &Around<'_>, held: &Department) -> Option<String> {
    let deputy = held.deputy_at(around.visit.at)?;
    Some(around.names.name(deputy.person).to_owned())
}

/// How much lies open in it, of everything that is counted. What lies in several departments is counted in each, so those
/// below aren't added.
fn open(around: &Around<'_>, held: &Department) -> Result<i64> {
    let open = work::open(around.visit, held.id)?;
    Ok(open.iter().map(|open| open.count).sum())
}

fn teams(around: &Around<'_>, held: &Department) -> usize {
    let teams = around.names.teams_of(held.id);
    teams.filter(|team| !team.retired).count()
}

impl Listed for Department {
    type Asked = DepartmentQuery;
    const EXPORT: Action = VIEW;
    const FILTERS: &'static [Filter] = &[
        Filter::people("manager", "Manager"),
        Filter::departments("parent", "Below"),
    ];
    const NAME_SORTS: &'static [(&'static str, Sort)] =
        &[("name", Sort::Ascending), ("-name", Sort::Descending)];

    fn columns() -> Vec<Shown<Department>> {
        vec![
            Shown::<Department>::new("parent", "Below", |around, held| {
                Ok(
                    html! { (held.parent.map(|id| around.names.department(id)).unwrap_or_default()) },
                )
            }),
            Shown::<Department>::new("manager", "Manager", |around, held| {
                Ok(html! {
                    @match held.manager {
                        Some(manager) => (around.names.name(manager)),
                        None => span class="dim" { "nobody yet" },
                    }
                    @if let Some(deputy) = deputy(around, held) { br; span class="dim t12" { "deputy " (deputy) } }
                })
            }),
            Shown::<Department>::new("people", "People", |around, held| {
                Ok(html! { (people_in(&around.names, held.id)) })
            })
            .number()
            .told(|around, held| Ok(people_in(&around.names, held.id).to_string()))
            .sorts(&[("-people", Sort::Descending), ("people", Sort::Ascending)]),
            Shown::<Department>::new("teams", "Teams", |around, held| {
                Ok(html! { (teams(around, held)) })
            })
            .number()
            .told(|around, held| Ok(teams(around, held).to_string())),
            Shown::<Department>::new("open", "Lies open", |around, held| {
                Ok(html! { (open(around, held)?) })
            })
            .number()
            .told(|around, held| Ok(open(around, held)?.to_string())),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/departments/{}", self.id),
            &self.name,
            self.summary.as_str(),
        ))
    }

    fn sorted<'s>(_: &DepartmentQuery, said: &'s str) -> Option<&'s str> {
        Some(if said.is_empty() { "name" } else { said })
    }

    fn page(visit: &Visit, asked: &DepartmentQuery, paging: Paging) -> Result<Page<Department>> {
        let names = Directory::of(visit)?;
        let key = |held: &Department| {
            let first = match asked.by {
                By::Name => Key::new(),
                By::People => Key::new().number(people_in(&names, held.id) as u64),
            };
            first.text(&text::plain(&held.name)).id(held.id)
        };
        let list = format!("departments {asked:?}");
        paging.page(&list, asked.found(visit)?, key, asked.descending)
    }

    fn count(visit: &Visit, asked: &DepartmentQuery, most: usize) -> Result<usize> {
        Ok(asked.found(visit)?.len().min(most))
    }
}
