//! Roles in rows, the highest on top, with how many hold each. They are few and held in memory.

use maud::html;

use super::{CREATE, pages::holders};
use crate::{
    access::{Action, Tier},
    base::{Id, Result, text},
    data::{Key, Page, Paging, Visit},
    features::{
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        people::{Department, Directory, Role, VIEW_ROLES as VIEW, entity::tiers},
    },
    ui::prelude::*,
    web::{Form, Reader, Reply, Request, form::Optional},
};

/// What a list of roles may be asked for.
#[derive(Debug, Clone, Default)]
pub struct RoleQuery {
    /// Those that grant nothing any more.
    pub retired: bool,
    /// Any of these, likewise of the next.
    pub tiers: Vec<Tier>,
    pub departments: Vec<Id<Department>>,
    /// Words of the name and of what it is for.
    pub words: Vec<String>,
    pub by: By,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum By {
    #[default]
    Level,
    Name,
    People,
}

const SORTS: [&str; 6] = ["level", "-level", "name", "-name", "people", "-people"];

impl Form for RoleQuery {
    fn read(f: &mut Reader) -> Self {
        let sort = f.word("sort", "Sort", &SORTS).unwrap_or("-level");
        let words = f.text("q", "Words of the name", Optional, 200);
        let known: Vec<&'static str> = Tier::ALL.iter().map(|tier| tier.name()).collect();
        RoleQuery {
            retired: f.word("show", "Show", &["retired"]).is_some(),
            tiers: f
                .words("tier", "Tier", &known)
                .into_iter()
                .filter_map(Tier::parse)
                .collect(),
            departments: f.ids("department", "Department"),
            words: text::words(&words).collect(),
            by: match sort.trim_start_matches('-') {
                "name" => By::Name,
                "people" => By::People,
                _ => By::Level,
            },
            descending: sort.starts_with('-'),
        }
    }
}

impl RoleQuery {
    fn keeps(&self, role: &Role) -> bool {
        let said: Vec<String> = text::words(&format!("{} {}", role.name, role.summary)).collect();
        let has = |word: &String| said.iter().any(|said| said.contains(word.as_str()));
        let within = |id: &Id<Department>| role.department == Some(*id);
        role.retired == self.retired
            && (self.tiers.is_empty() || self.tiers.contains(&role.tier))
            && (self.departments.is_empty() || self.departments.iter().any(within))
            && self.words.iter().all(has)
    }

    fn found(&self, visit: &Visit) -> Result<Vec<Role>> {
        let names = Directory::of(visit)?;
        let found = names.roles.values().filter(|role| self.keeps(role));
        Ok(found.cloned().collect())
    }
}

fn counted(visit: &Visit, retired: bool) -> Result<Option<Totals>> {
    let asked = RoleQuery {
        retired,
        ..RoleQuery::default()
    };
    Ok(Some(Totals::all(asked.found(visit)?.len() as u64)))
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let frame = Frame {
        head: html! {
            (Head::new("Roles").actions(html! {
                (Button::link("Compare two", "/roles/compare"))
                @if visit.may_somewhere(&CREATE) { (Button::link("New role", "/roles/new").primary().icon(Icon::Plus).key("n")) }
            }))
        },
        tabs: vec![
            ListTab::new("In use", "").count(counted(visit, false)?),
            ListTab::new("Retired", "show=retired")
                .count(counted(visit, true)?)
                .nothing(Empty::quiet(
                    "No retired roles",
                    "A role that is retired grants nothing and waits here to be brought back.",
                )),
        ],
        find: "Find by name",
        nothing: html! { (Empty::quiet("No roles yet", "A role says what whoever holds it may do, and how far.")) },
        styles: vec!["roles"],
        live: vec!["users"],
        ..Frame::default()
    };
    lists::page::<Role>(visit, request, frame)
}

fn inherited(around: &Around<'_>, role: &Role) -> String {
    let held = role.inherits.iter();
    let held = held.filter_map(|id| around.names.roles.get(&id.raw()));
    let held: Vec<&str> = held.map(|role| role.name.as_str()).collect();
    held.join(", ")
}

impl Listed for Role {
    type Asked = RoleQuery;
    const EXPORT: Action = VIEW;
    const FILTERS: &'static [Filter] = &[
        Filter::words("tier", "Tier", tiers),
        Filter::departments("department", "Department"),
    ];
    const NAME_SORTS: &'static [(&'static str, Sort)] =
        &[("name", Sort::Ascending), ("-name", Sort::Descending)];

    fn columns() -> Vec<Shown<Role>> {
        vec![
            Shown::<Role>::new("level", "Level", |_, role| Ok(html! { (role.level) }))
                .number()
                .sorts(&[("-level", Sort::Descending), ("level", Sort::Ascending)]),
            Shown::<Role>::new("tier", "Tier", |_, role| Ok(html! { (role.tier.name()) })),
            Shown::<Role>::new("holders", "People", |around, role| {
                Ok(html! { (holders(&around.names, role).len()) })
            })
            .number()
            .told(|around, role| Ok(holders(&around.names, role).len().to_string()))
            .sorts(&[("-people", Sort::Descending), ("people", Sort::Ascending)]),
            Shown::<Role>::new("department", "Department", |around, role| {
                Ok(html! { (role.department.map_or("", |id| around.names.department(id))) })
            }),
            Shown::<Role>::new("inherits", "Inherits from", |around, role| {
                Ok(html! { (inherited(around, role)) })
            })
            .dim(),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/roles/{}", self.id),
            &self.name,
            self.summary.as_str(),
        ))
    }

    fn sorted<'s>(_: &RoleQuery, said: &'s str) -> Option<&'s str> {
        Some(if said.is_empty() { "-level" } else { said })
    }

    fn page(visit: &Visit, asked: &RoleQuery, paging: Paging) -> Result<Page<Role>> {
        let names = Directory::of(visit)?;
        let key = |role: &Role| {
            let first = match asked.by {
                By::Level => Key::new().number(u64::from(role.level)),
                By::Name => Key::new(),
                By::People => Key::new().number(holders(&names, role).len() as u64),
            };
            first.text(&text::plain(&role.name)).id(role.id)
        };
        let list = format!("roles {asked:?}");
        paging.page(&list, asked.found(visit)?, key, asked.descending)
    }

    fn count(visit: &Visit, asked: &RoleQuery, most: usize) -> Result<usize> {
        Ok(asked.found(visit)?.len().min(most))
    }
}
