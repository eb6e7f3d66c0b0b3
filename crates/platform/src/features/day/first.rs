//! What explains a day on which nothing is to be done: what will arrive, what can be begun, where things are, whom to ask.
//! It follows from what the person may do, so a role made tomorrow has it as well.

use std::collections::BTreeSet;

use maud::{Markup, Render, html};

use crate::{
    base::{Id, Result},
    data::Visit,
    features::{
        Start, declared,
        people::{Directory, User},
        records::present,
    },
    ui::prelude::*,
    web::link,
};

/// Places that are shown: the sidebar has all of them.
const PLACES: usize = 8;

/// Of what `arrives` by itself, in words.
///
/// # Errors
/// When the store can't be read.
pub fn explained(visit: &Visit, arrives: &[&str]) -> Result<Markup> {
    let starts = declared()
        .starts
        .iter()
        .filter(|start| visit.may_somewhere(&start.action));
    let starts: Vec<&Start> = starts.collect();
    let places = declared()
        .places
        .iter()
        .filter(|place| place.href != "/" && visit.may_somewhere(&place.action))
        .take(PLACES);
    let ask = to_ask(visit)?;
    let names = Directory::of(visit)?;
    Ok(html! {
        (nothing(arrives))
        (halves(html! {
            @if !starts.is_empty() {
                (Section::new("What you can begin", html! {
                    ul class="list" { @for start in &starts {
                        (item_link(icon(Icon::Plus), start.href, start.title, "", icon(Icon::Right)))
                    } }
                }))
            }
            (Section::new("Where things are", html! {
                ul class="list" { @for place in places {
                    (item_link(icon(place.icon), place.href, place.label, "", html! { @if let Some(go) = place.go { kbd { "g " (go) } } }))
                } }
            }).small("Ctrl K finds everything"))
            @if !ask.is_empty() {
                (Section::new("Whom to ask", html! {
                    ul class="list" { @for (user, why) in &ask {
                        li {
                            span class="grow two-line" {
                                (link(visit, user.as_ref(), present(visit, &names, *user)))
                                span { (why) }
                            }
                        }
                    } }
                }))
            }
        }))
    })
}

/// What will arrive, by what the person's roles let them do, and where to begin.
fn nothing(arrives: &[&str]) -> Markup {
    let text = match arrives.split_last() {
        None => "What is handed over to you arrives here by itself. Until then the sidebar on the left leads everywhere you may go.".to_owned(),
        Some((last, [])) => format!("Here you will find {last}. They arrive by themselves, and you are told in your inbox."),
        Some((last, rest)) => format!("Here you will find {} and {last}. They arrive by themselves, and you are told in your inbox.", rest.join(", ")),
    };
    let begin = html! {
        (Button::link("Your account", "/me").icon(Icon::Shield))
        (Button::link("Your inbox", "/inbox").icon(Icon::Inbox))
    };
    Empty::quiet("Nothing waits for you", text)
        .actions(begin)
        .render()
}

/// Who leads the person's teams and departments, each once.
fn to_ask(visit: &Visit) -> Result<Vec<(Id<User>, String)>> {
    let names = Directory::of(visit)?;
    let me = Id::<User>::new(visit.actor.person);
    let Some(held) = names.users.get(&me.raw()) else {
        return Ok(Vec::new());
    };
    let teams = held
        .teams
        .iter()
        .filter_map(|id| names.teams.get(&id.raw()));
    let leads = teams.filter_map(|team| Some((team.lead?, format!("Leads {}", team.name))));
    let departments = held.departments.iter();
    let departments = departments.filter_map(|id| names.departments.get(&id.raw()));
    let managers =
        departments.filter_map(|held| Some((held.manager?, format!("Manages {}", held.name))));
    let mut seen = BTreeSet::from([me]);
    let all = leads.chain(managers);
    Ok(all.filter(|(user, _)| seen.insert(*user)).collect())
}
