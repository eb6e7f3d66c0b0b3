//! What a list is narrowed by, as chips that are taken off one by one, and the menus that put more on.

use maud::{Markup, html};

use super::{
    Around, Listed,
    addresses::plainly,
    listed::{Filter, Of},
    totals::Totals,
};
use crate::{
    base::{Day, Id, Result},
    data::Visit,
    features::people::{Department, User},
    ui::prelude::*,
    web::{Request, request::encode_pairs},
};

/// What a page can be narrowed by: a room's list, or something else that is found by address (the journal).
#[derive(Clone, Copy)]
pub struct Narrowing {
    pub filters: &'static [Filter],
    /// Whether a filter is offered to this person.
    pub offers: fn(&Visit, &str) -> bool,
    /// How many have a value of a filter, where that is counted already.
    pub counted: fn(&Visit, &str, &str) -> Result<Option<Totals>>,
}

/// The chips that are set on a room's list, and a chip for each filter that opens its menu.
///
/// # Errors
/// When the store can't be read.
pub fn chips<R: Listed>(around: &Around<'_>, request: &Request) -> Result<Markup> {
    Narrowing::of::<R>().chips(around, request)
}

/// The menus of a room's list, each with the values that aren't set yet.
///
/// # Errors
/// When the store can't be read.
pub fn menus<R: Listed>(around: &Around<'_>, request: &Request) -> Result<Markup> {
    Narrowing::of::<R>().menus(around, request)
}

/// The same list, asked for nothing but what its tab asks for.
pub(super) fn cleared<R: Listed>(request: &Request) -> String {
    Narrowing::of::<R>().cleared(request)
}

impl Narrowing {
    pub fn of<R: Listed>() -> Narrowing {
        Narrowing {
            filters: R::FILTERS,
            offers: R::offers,
            counted: R::counted,
        }
    }

    fn offered(&self, visit: &Visit) -> Vec<&'static Filter> {
        let filters = self.filters.iter();
        filters
            .filter(|filter| (self.offers)(visit, filter.name))
            .collect()
    }

    /// The chips that are set, and a chip for each filter that opens its menu.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn chips(&self, around: &Around<'_>, request: &Request) -> Result<Markup> {
        let offered = self.offered(around.visit);
        let mut set = Vec::new();
        for filter in &offered {
            for value in request.queries(filter.name) {
                let remove = plainly(request.without(filter.name, value));
                set.push(chip_removable(
                    &remove,
                    filter.label,
                    said(around, filter, value)?,
                ));
            }
        }
        let clear = !set.is_empty() || request.query("q").is_some();
        Ok(html! {
            @for chip in &set { (chip) }
            @for filter in offered.iter().filter(|filter| has_menu(filter)) { (chip_menu(filter.label, &id_of(filter))) }
            @if clear { (chips_clear(&self.cleared(request))) }
        })
    }

    /// The menus, each with the values that aren't set yet.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn menus(&self, around: &Around<'_>, request: &Request) -> Result<Markup> {
        let mut drawn = Vec::new();
        for filter in self.offered(around.visit) {
            let items = match filter.of {
                Of::Records(_) => continue,
                Of::Day => days(around, request, filter),
                Of::Typed(hint) => vec![typed(request, filter, hint)],
                Of::Words(_) | Of::People | Of::Departments | Of::Few(_) => {
                    self.items(around, request, filter)?
                }
            };
            drawn.push(menu(&id_of(filter), items));
        }
        Ok(html! { @for menu in &drawn { (menu) } })
    }

    fn items(&self, around: &Around<'_>, request: &Request, filter: &Filter) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        for (value, label) in values(around, filter) {
            if request.queries(filter.name).any(|held| held == value) {
                continue;
            }
            let href = request.with_more(filter.name, &value);
            items.push(match (self.counted)(around.visit, filter.name, &value)? {
                Some(count) => Item::Other(html! {
                    a href=(href) { (label) span class="count" { (count.said()) } }
                }),
                None => Item::plain(label, href),
            });
        }
        Ok(items)
    }

    /// The same page, asked for nothing but what its tab asks for.
    pub fn cleared(&self, request: &Request) -> String {
        let narrows = |name: &str| name == "q" || self.filters.iter().any(|held| held.name == name);
        let kept = request.query.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let kept: Vec<(&str, &str)> = kept
            .filter(|(name, _)| !narrows(name) && !matches!(*name, "after" | "before" | "saved"))
            .collect();
        match kept.is_empty() {
            true => plainly(request.path.clone()),
            false => format!("{}?{}", request.path, encode_pairs(&kept)),
        }
    }
}

fn id_of(filter: &Filter) -> String {
    format!("{}-menu", filter.name)
}

fn has_menu(filter: &Filter) -> bool {
    !matches!(filter.of, Of::Records(_))
}

/// A field in a menu, which asks by address as soon as it says something.
fn asks(request: &Request, filter: &Filter, input: Input) -> Item {
    let kept = request.query.iter().filter(|(name, _)| {
        name != filter.name && !matches!(name.as_str(), "after" | "before" | "saved")
    });
    Item::Other(html! {
        form method="get" action=(request.path) data-filter {
            @for (name, value) in kept { (hidden(name, value)) }
            div class="row nowrap" {
                (input.value(request.query(filter.name).unwrap_or_default()).bare())
                (Button::submit("Show").small())
            }
        }
    })
}

/// What is typed: a number, an address.
fn typed(request: &Request, filter: &Filter, hint: &'static str) -> Item {
    let input = Input::search(filter.name, filter.label)
        .id(format!("{}-typed", filter.name))
        .placeholder(hint);
    asks(request, filter, input)
}

/// Days that are asked for often, and any other.
fn days(around: &Around<'_>, request: &Request, filter: &Filter) -> Vec<Item> {
    let today = around.visit.today();
    let monday = today + -i32::from(today.weekday());
    let date = today.date();
    let first = today + (1 - i32::from(date.day()));
    let year = today + (1 - i32::from(date.day_of_year()));
    let mut items: Vec<Item> = [
        ("Today", today),
        ("Yesterday", today + -1),
        ("This Monday", monday),
        ("The Monday before", monday + -7),
        ("The first of this month", first),
        ("The first of this year", year),
    ]
    .into_iter()
    .map(|(said, day)| Item::plain(said, request.with_query(filter.name, Some(&day.iso()))))
    .collect();
    let input = Input::date(filter.name, filter.label).id(format!("{}-day", filter.name));
    items.push(Item::Line);
    items.push(asks(request, filter, input));
    items
}

/// What a filter can be set to, and what each is called.
fn values(around: &Around<'_>, filter: &Filter) -> Vec<(String, String)> {
    match filter.of {
        Of::Words(words) => words()
            .into_iter()
            .map(|(key, label)| (key.to_owned(), label.to_owned()))
            .collect(),
        Of::People => {
            let staff = around.names.staff().into_iter();
            let staff = staff.map(|user| (user.id.to_string(), user.name.clone()));
            std::iter::once(("me".to_owned(), "Me".to_owned()))
                .chain(staff)
                .collect()
        }
        Of::Departments => {
            let open = around.names.open_departments().into_iter();
            open.map(|held| (held.id.to_string(), held.name.clone()))
                .collect()
        }
        Of::Few(of) => of(around),
        Of::Day | Of::Typed(_) | Of::Records(_) => Vec::new(),
    }
}

/// What a value of a filter is called.
fn said(around: &Around<'_>, filter: &Filter, value: &str) -> Result<String> {
    let named = match filter.of {
        Of::Words(words) => {
            let words = words();
            let found = words.iter().find(|(key, _)| *key == value);
            found.map(|(_, label)| (*label).to_owned())
        }
        Of::People if value == "me" => Some("me".to_owned()),
        Of::People => Id::<User>::parse(value).map(|id| around.names.name(id).to_owned()),
        Of::Departments => Id::<Department>::parse(value)
            .and_then(|id| around.names.departments.get(&id.raw()))
            .map(|held| held.name.clone()),
        Of::Few(of) => of(around)
            .into_iter()
            .find(|(held, _)| held == value)
            .map(|(_, label)| label),
        Of::Typed(_) => None,
        Of::Day => Day::parse(value).map(|day| day.show(around.visit.today())),
        Of::Records(_) => match around.visit.store().schema().parse_number(value) {
            Some(of) => around.visit.title_of(of)?,
            None => None,
        },
    };
    Ok(named.unwrap_or_else(|| value.to_owned()))
}
