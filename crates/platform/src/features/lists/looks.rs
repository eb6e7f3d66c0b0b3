//! Other looks at what a list has: a board, a calendar, a timeline. Each offers the views that are kept of the list, and is
//! kept as one itself.

use maud::{Markup, html};

use super::{
    Density, Listed,
    addresses::reads,
    dialogs::{self, Standing},
    ops::{may_change, views_of},
    page::{address, asked_in},
};
use crate::{
    base::Result,
    data::Visit,
    features::people::Directory,
    ui::prelude::*,
    web::{
        Request,
        request::{encode_pairs, parse_pairs},
    },
};

/// The views that are kept of a list, as tabs of another look at it: each asks what it asks there, with `view` in its address.
///
/// # Errors
/// When the store can't be read.
pub fn kept_as<R: Listed>(visit: &Visit, request: &Request, view: &str) -> Result<Vec<Tab>> {
    let list = format!("/{}", R::KIND.plural);
    kept_tabs::<R>(visit, request, &list, &["view"], Some(view))
}

/// The same at another address, which says by itself what `without` names: the timeline of one project.
///
/// # Errors
/// When the store can't be read.
pub fn kept_at<R: Listed>(
    visit: &Visit,
    request: &Request,
    path: &str,
    without: &[&str],
) -> Result<Vec<Tab>> {
    kept_tabs::<R>(visit, request, path, without, None)
}

fn kept_tabs<R: Listed>(
    visit: &Visit,
    request: &Request,
    path: &str,
    without: &[&str],
    view: Option<&str>,
) -> Result<Vec<Tab>> {
    let at = request.query("saved");
    let views = views_of(visit, R::KIND.plural)?;
    let tabs = views.iter().map(|held| {
        let mut pairs = parse_pairs(&held.query);
        pairs.retain(|(name, _)| !reads(name) && !without.contains(&name.as_str()));
        pairs.extend(view.map(|view| ("view".to_owned(), view.to_owned())));
        pairs.push(("saved".into(), held.id.to_string()));
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let href = format!("{path}?{}", encode_pairs(&pairs));
        Tab::new(held.name.as_str(), href).current(at == Some(held.id.to_string().as_str()))
    });
    Ok(tabs.collect())
}

/// What keeps another look at a list (its board, its calendar, a timeline) as a view: the button for its bar, and the dialog
/// that it opens. `also` is what the address there says by its path, and `view`. Where one stands in time isn't kept.
///
/// # Errors
/// When the store can't be read.
pub fn keeping<R: Listed>(
    visit: &Visit,
    request: &Request,
    also: &[(&str, &str)],
) -> Result<(Markup, Markup)> {
    let names = Directory::of(visit)?;
    let mut pairs: Vec<(String, String)> = request
        .query
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "on" | "from"))
        .filter(|(name, _)| also.iter().all(|(held, _)| name != held))
        .cloned()
        .collect();
    let also = also.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    pairs.extend(also);
    let query = asked_in(&pairs);
    let standing = Standing::<R> {
        columns: &[],
        density: Density::Usual,
        view: None,
        several: false,
        opens: false,
        query: &query,
        names: &names,
    };
    Ok((dialogs::keep_button(), standing.keep(visit)))
}

/// A page that lists no records and is kept as a view all the same (`Feature::kept`): the load of people as it was asked for.
pub struct KeptPage {
    /// The views of it, beside its own tabs.
    pub tabs: Vec<Tab>,
    /// Whether one of them is shown.
    pub held: bool,
    /// For its bar.
    pub buttons: Markup,
    /// What they open.
    pub dialogs: Markup,
}

impl KeptPage {
    /// Of the page at `/{list}`.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &Visit, request: &Request, list: &str) -> Result<KeptPage> {
        let names = Directory::of(visit)?;
        let at = request.query("saved");
        let views = views_of(visit, list)?;
        let shown = views
            .iter()
            .find(|view| at == Some(view.id.to_string().as_str()));
        let query = asked_in(&request.query);
        let asked = html! {
            p class="dim" { "It keeps what the page is asked for as it stands." }
            (hidden("query", query.as_str()))
        };
        let mine = shown.filter(|view| may_change(visit, view));
        Ok(KeptPage {
            tabs: views
                .iter()
                .map(|view| {
                    let now = shown.is_some_and(|shown| shown.id == view.id);
                    Tab::new(view.name.as_str(), address(view)).current(now)
                })
                .collect(),
            held: shown.is_some(),
            buttons: html! {
                @if let Some(view) = mine { (dialogs::change_buttons(view)) }
                (dialogs::keep_button())
            },
            dialogs: html! {
                (dialogs::keep_as(visit, &names, list, &asked))
                @if let Some(view) = mine { (dialogs::change_to(visit, &names, view, &asked)) }
            },
        })
    }
}
