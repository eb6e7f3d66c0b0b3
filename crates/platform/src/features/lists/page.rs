//! The page of a list: tabs, bar, rows, what they come to, and the way to the other pages.

use maud::{Markup, Render, html};

use super::{
    Audience, Density, Listed, SavedView,
    addresses::{plainly, reads},
    chips::{chips, cleared, menus},
    columns::{Col, chosen, head_of, row},
    dialogs::{self, Standing},
    listed::{Adds, Around, asked_of},
    matching::foot_of,
    ops::{reading, views_of},
    totals::Totals,
};
use crate::{
    base::{Choice, Id, Result},
    data::{Page as Rows, Visit},
    ui::prelude::*,
    web::{
        Page, Reply, Request, find_here, pages_around,
        request::{encode_pairs, parse_pairs},
    },
};

/// Rows of a page.
const ROWS: usize = 50;
/// What stands behind a kept view is counted up to here.
const COUNTED: usize = 100;

/// A tab that a room's list has of itself: what it is called, what its address asks, and how many stand behind it.
pub struct ListTab {
    pub name: &'static str,
    pub query: String,
    pub count: Option<Totals>,
    /// Stands there while there is nothing behind it.
    pub nothing: Option<Markup>,
}

impl ListTab {
    pub fn new(name: &'static str, query: impl Into<String>) -> ListTab {
        ListTab {
            name,
            query: query.into(),
            count: None,
            nothing: None,
        }
    }

    /// Says why there is nothing behind it yet.
    pub fn nothing(mut self, why: impl Render) -> ListTab {
        self.nothing = Some(why.render());
        self
    }

    pub fn count(mut self, count: Option<Totals>) -> ListTab {
        self.count = count;
        self
    }
}

/// What stands around a room's rows and is its own.
#[derive(Default)]
pub struct Frame {
    pub head: Markup,
    pub tabs: Vec<ListTab>,
    /// Before the search: a switch to the board.
    pub switch: Markup,
    /// What the search looks for; nothing where there is none.
    pub find: &'static str,
    /// Stands there while there is nothing and nothing was asked.
    pub nothing: Markup,
    /// The controls for several at once, for whoever may.
    pub several: Option<Markup>,
    /// Below the list.
    pub below: Markup,
    pub styles: Vec<&'static str>,
    /// Kinds that its rows change with, beside their own.
    pub live: Vec<&'static str>,
}

impl Frame {
    /// The kinds with which its rows change.
    fn kinds(&self, list: &str) -> String {
        let all = std::iter::once(list).chain(self.live.iter().copied());
        let mut all: Vec<&str> = all.collect();
        all.dedup();
        all.join(" ")
    }
}

/// What an address asks for, without how it is read.
pub(super) fn asked_in(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let pairs: Vec<(&str, &str)> = pairs
        .filter(|(name, value)| !reads(name) && !value.is_empty())
        .collect();
    encode_pairs(&pairs)
}

/// Whether two addresses ask the same, in whatever order.
fn same(one: &str, other: &str) -> bool {
    let sorted = |query: &str| {
        let mut pairs = parse_pairs(query);
        pairs.sort();
        pairs
    };
    sorted(one) == sorted(other)
}

/// The page of a room's list; or the way to the view that this person opens it with.
///
/// # Errors
/// When the store can't be read.
pub fn page<R: Listed>(visit: &Visit, request: &Request, frame: Frame) -> Result<Reply> {
    if let Some(to) = opening::<R>(visit, request)? {
        return Ok(Reply::go(to));
    }
    let list = R::KIND.plural;
    let reading = reading(visit, list)?.unwrap_or_default();
    let views = views_of(visit, list)?;
    let opens = views.iter().find(|view| reading.opens == Some(view.id));
    let at: Option<Id<SavedView>> = request.query("saved").and_then(Id::parse);
    let view = views.iter().find(|view| Some(view.id) == at);
    let look = reading.look(view.map_or(0, |view| view.id.raw()));
    let said: Vec<String> = request.queries("columns").map(str::to_owned).collect();
    let keys = match (said.is_empty(), look, view) {
        (false, ..) => &said,
        (true, Some(look), _) if !look.columns.is_empty() => &look.columns,
        (true, _, Some(view)) => &view.columns,
        _ => &said,
    };
    let columns: Vec<Col<R>> = chosen(visit, keys);
    let density = look.map_or_else(
        || view.map(|view| view.density).unwrap_or_default(),
        |look| look.density,
    );
    let around = Around::of(visit)?;
    let asked = asked_of::<R>(&request.query, around.currency);
    let page = R::page(visit, &asked, request.page(ROWS))?;
    let query = asked_in(&request.query);
    let standing = Standing {
        columns: &columns,
        density,
        view,
        several: frame.several.is_some(),
        opens: view.is_some_and(|view| reading.opens == Some(view.id)),
        query: &query,
        names: &around.names,
    };
    let tabs_drawn = all_tabs::<R>(visit, &around, &frame, &views, (view, &query, opens))?;
    let rows = match page.rows.is_empty() {
        true => empty::<R>(request, &frame, &query),
        false => table(&around, request, &frame, &standing, (&page, &asked))?,
    };
    let shown = R::INFO.counted(page.rows.len());
    let kinds = frame.kinds(list);
    let body = html! {
        (frame.head)
        div data-live-id="list-tabs" data-kinds=(kinds) { (answering("views", tabs("Views", tabs_drawn))) }
        (bar(html! {
            (frame.switch)
            @if !frame.find.is_empty() { (find_here(request, frame.find)) }
            (answering("chips", chips::<R>(&around, request)?))
        }, dialogs::button()))
        (answering("menus", html! { (menus::<R>(&around, request)?) (standing.draw(visit, request)) }))
        (answering("list", html! {
            (rows)
            (pages_around(request, shown, &page))
        }))
        (frame.below)
    };
    let mut styles = vec!["list"];
    styles.extend(frame.styles);
    let page = Page::new(R::INFO.many, body)
        .styles(&styles)
        .scripts(&["bulk-select"])
        .lists::<R>(visit);
    let page = frame
        .live
        .iter()
        .fold(page, |page, topic| page.live(*topic));
    Ok(page.into())
}

/// Where this person begins to read a list: at the view that they open it with, where the address asks for nothing. A
/// script that took the last of it away, or fetches what changed, is on the list already.
///
/// # Errors
/// When the store can't be read.
pub fn opening<R: Listed>(visit: &Visit, request: &Request) -> Result<Option<String>> {
    let list = R::KIND.plural;
    if !request.raw_query.is_empty() || request.regions.is_some() {
        return Ok(None);
    }
    let Some(opens) = reading(visit, list)?.and_then(|reading| reading.opens) else {
        return Ok(None);
    };
    let views = views_of(visit, list)?;
    Ok(views.iter().find(|view| view.id == opens).map(address))
}

/// Where a kept view is read.
pub(super) fn address(view: &SavedView) -> String {
    let mut pairs = parse_pairs(&view.query);
    pairs.retain(|(name, _)| !reads(name));
    pairs.push(("saved".into(), view.id.to_string()));
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    format!("/{}?{}", view.list, encode_pairs(&pairs))
}

/// The room's own tabs, then the views that are kept, each with how many stand behind it.
fn all_tabs<R: Listed>(
    visit: &Visit,
    around: &Around<'_>,
    frame: &Frame,
    views: &[SavedView],
    (current, query, opens): (Option<&SavedView>, &str, Option<&SavedView>),
) -> Result<Vec<Tab>> {
    let path = format!("/{}", R::KIND.plural);
    let mut drawn = Vec::new();
    for tab in &frame.tabs {
        // Who opens the list with a view of theirs still comes to the list itself.
        let href = match (tab.query.as_str(), opens) {
            ("", None) => path.clone(),
            ("", Some(_)) => plainly(path.clone()),
            (query, _) => format!("{path}?{query}"),
        };
        let is_it = current.is_none() && same(&tab.query, query);
        let made = Tab::new(tab.name, href).current(is_it);
        drawn.push(match tab.count {
            Some(held) if held.whole => made.count(held.count),
            Some(held) => made.many(held.count.saturating_sub(1)),
            None => made,
        });
    }
    for view in views {
        let asked = asked_of::<R>(&parse_pairs(&view.query), around.currency);
        let count = R::count(visit, &asked, COUNTED)?;
        let name = html! {
            (view.name)
            @if view.audience != Audience::Mine { span class="vh" { ", for " (view.audience.label()) } }
        };
        let tab =
            Tab::new(name, address(view)).current(current.is_some_and(|held| held.id == view.id));
        drawn.push(match count < COUNTED {
            true => tab.count(count as u64),
            false => tab.many(COUNTED as u64 - 1),
        });
    }
    Ok(drawn)
}

fn empty<R: Listed>(request: &Request, frame: &Frame, query: &str) -> Markup {
    let tab = frame.tabs.iter().find(|tab| same(&tab.query, query));
    if let Some(why) = tab.and_then(|tab| tab.nothing.as_ref()) {
        return why.clone();
    }
    if query.is_empty() {
        return frame.nothing.clone();
    }
    let one = R::INFO.one.to_lowercase();
    html! {
        (Empty::no_match(format!("No {one} fits"), "Take a filter away, or look for another word.")
            .actions(Button::link("Clear the filters", cleared::<R>(request))))
    }
}

fn table<R: Listed>(
    around: &Around<'_>,
    request: &Request,
    frame: &Frame,
    standing: &Standing<'_, R>,
    (page, asked): (&Rows<R>, &R::Asked),
) -> Result<Markup> {
    let list = R::KIND.plural;
    let columns = standing.columns;
    let totals = Totals::of(around.visit, asked, page)?;
    let sorted = R::sorted(asked, request.query("sort").unwrap_or_default());
    let mut table = Table::rows()
        .caption(R::INFO.many)
        .column(head_of(
            request,
            sorted,
            Column::new(R::INFO.one),
            R::NAME_SORTS,
        ))
        .columns(columns.iter().map(|column| column.head(request, sorted)))
        .foot(foot_of(
            columns,
            frame.several.is_some(),
            totals,
            around.currency,
        ));
    if frame.several.is_some() {
        table = table.ticks(format!("Select all {}", page.rows.len()));
    }
    for record in &page.rows {
        table = table.row(row(around, columns, record)?);
    }
    let kinds = frame.kinds(list);
    let close = (standing.density == Density::Compact).then_some("compact");
    let more = page.next.is_some() || page.previous.is_some();
    let currency = around.currency;
    Ok(html! {
        div data-density=[close] {
            @match &frame.several {
                None => div data-live-id=(list) data-kinds=(kinds) { (table) },
                Some(controls) => form method="post" action={ "/" (list) "/bulk" } data-once {
                    div data-live-id=(list) data-kinds=(kinds) {
                        (table)
                        // What the rows are known by, for deeds that mean what was read.
                        (hidden("as_of", around.visit.reached().seq.to_string()))
                    }
                    (hidden("back", request.here()))
                    (bulk(
                        &format!("Selected {}", R::INFO.many.to_lowercase()),
                        R::SUMMED.map(|_| match R::ADDS {
                            Adds::Money => Sum::Money(currency.code, currency.exponent),
                            Adds::Minutes => Sum::Minutes,
                        }),
                        html! {
                            @if more { (every_one(standing.query, totals)) }
                            (controls)
                        },
                    ))
                }
            }
        }
    })
}

/// Takes all that match, beyond the page.
fn every_one(query: &str, totals: Totals) -> Markup {
    html! {
        label class="row nowrap tight" {
            input type="checkbox" name="matching" value={ "?" (query) } data-matching=(totals.said());
            "All " (totals.said()) " that match"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_ask_the_same_in_whatever_order() {
        assert!(same("stage=new&owner=me", "owner=me&stage=new"));
        assert!(!same("stage=new", "stage=new&stage=won"));
        let pairs = parse_pairs("owner=me&after=x&saved=SV-1&q=&columns=value");
        assert_eq!(asked_in(&pairs), "owner=me");
    }

    #[test]
    fn a_bare_address_stays_with_the_list() {
        assert_eq!(plainly("/leads".into()), "/leads?saved=none");
        assert_eq!(plainly("/leads?owner=me".into()), "/leads?owner=me");
    }

    #[test]
    fn a_view_is_read_at_its_list_under_its_number() {
        let view = SavedView {
            id: Id::new(3),
            list: "leads".into(),
            query: "stage=new&after=x".into(),
            ..SavedView::default()
        };
        assert_eq!(address(&view), "/leads?stage=new&saved=SV-3");
    }
}
