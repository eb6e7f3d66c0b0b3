//! The inbox: what was told, by day and by record, with what is done about it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    Notification, Reason, follow_pages,
    later::{LaterForm, Until},
    notification::Shelf,
    query::{NotificationQuery, Show},
    shown::{Talked, talked_of},
};
use crate::{
    base::{Choice, Id, Result, text},
    data::{Ref, Visit},
    features::{self, people::Directory},
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, pages_around},
};

const ROWS: usize = 50;
/// Answers that stand in a row.
const ANSWERS: usize = 3;

pub fn inbox(visit: &Visit, request: &Request) -> Result<Reply> {
    let mut asked: NotificationQuery = request.filters();
    let show = *asked.show.get_or_insert(Show::Open);
    let page = visit.list(asked.query().page(request.page(ROWS)))?;
    let names = Directory::of(visit)?;
    let unread = super::shown::unread(visit)?;
    let talked = talked_of(visit, &page.rows)?;
    let place = |held: &Notification| talked.get(&held.id).map_or(held.about, |said| said.on);
    let body = html! {
        div data-live-id="inbox-head" {
            (head(visit, unread)?.actions(html! {
                (Button::link("Choices", "/me/notifications").icon(Icon::Settings))
                @if unread > 0 {
                    (post_button("/inbox/read", html! {}, Button::submit("Mark all as read").icon(Icon::Check)))
                }
            }))
            (tabs("Show", [
                tab(Show::Open, show),
                tab(Show::Unread, show).count(unread as u64),
                tab(Show::Later, show),
                tab(Show::Done, show),
                tab(Show::All, show),
            ]))
            (bar(kinds(request, &asked), html! {}))
        }
        div data-live-id="inbox" {
            @if page.rows.is_empty() { (empty(show)) } @else {
                form method="post" action="/inbox/deal" {
                    (hidden("back", request.here()))
                    div class="sec" {
                        @for of_day in page.rows.chunk_by(|one, next| one.at.day(&visit.tz) == next.at.day(&visit.tz)) {
                            h2 class="grp" { (of_day[0].at.day(&visit.tz).show(visit.today())) }
                            ul class="list told" {
                                @for group in by_record(of_day, place) { (grouped(visit, &group, &names, &talked)?) }
                            }
                        }
                    }
                    (many())
                }
                (pages_around(request, page.rows.len(), &page))
            }
        }
    };
    Ok(Page::new("Inbox", body)
        .styles(&["inbox", "list", "thread"])
        .scripts(&["inbox", "bulk-select"])
        .live(format!("person:{}", visit.actor.person))
        .into())
}

fn tab(of: Show, shown: Show) -> Tab {
    Tab::new(of.label(), format!("/inbox?show={}", of.key())).current(of == shown)
}

/// How much is unread, and whether it is quiet now.
fn head(visit: &Visit, unread: usize) -> Result<Head> {
    let held = super::ops::preferences(visit)?;
    let zone = held.zone(&visit.tz);
    let head = Head::new("Inbox").fact(text::count(unread, "unread", "unread"));
    Ok(match held.quiet_until(visit.at, &zone) {
        Some(until) => head.fact(format!("Quiet until {}", until.show(visit.at, &zone))),
        None => head,
    })
}

fn empty(show: Show) -> Markup {
    let (title, words) = match show {
        Show::Unread => (
            "All is read",
            "What arrives stands here until you have opened it.",
        ),
        Show::Later => (
            "Nothing is put off",
            "What you put off waits here and comes back unread at its time.",
        ),
        Show::Done => (
            "Nothing is done yet",
            "What you are done with goes here, out of the way.",
        ),
        _ => (
            "Nothing waits for you",
            "What is handed over to you, assigned to you or waits for your decision arrives here.",
        ),
    };
    html! { (Empty::quiet(title, words)) }
}

/// The one kind that is shown, with its cross, or a menu of all there are.
fn kinds(request: &Request, asked: &NotificationQuery) -> Markup {
    match asked.reason {
        Some(reason) => chip_removable(
            &request.with_query("reason", None),
            "Kind",
            html! { "is " (reason.label()) },
        ),
        None => html! {
            (chip_menu("Kind", "kinds"))
            (menu("kinds", Reason::ALL.iter().map(|reason| {
                Item::link(reason.icon(), reason.label(), request.with_query("reason", Some(reason.key())))
            })))
        },
    }
}

/// Those of a day by the record that they are about, or that was talked on, in the order of the newest of each.
fn by_record(
    of_day: &[Notification],
    place: impl Fn(&Notification) -> Ref,
) -> Vec<Vec<&Notification>> {
    let mut groups: Vec<Vec<&Notification>> = Vec::new();
    for held in of_day {
        match groups
            .iter_mut()
            .find(|group| place(group[0]) == place(held))
        {
            Some(group) => group.push(held),
            None => groups.push(vec![held]),
        }
    }
    groups
}

/// The newest about a record, with the others folded below it.
fn grouped(
    visit: &Visit,
    group: &[&Notification],
    names: &Directory,
    talked: &BTreeMap<Id<Notification>, Talked>,
) -> Result<Markup> {
    let Some((newest, others)) = group.split_first() else {
        return Ok(html! {});
    };
    let deed = super::shown::deed_of(visit, newest)?;
    let said = |held: &Notification| {
        let said = talked.get(&held.id).map(|said| said.words.as_str());
        said.filter(|words| !words.is_empty())
    };
    Ok(html! {
        (row(visit, newest, names, deed.as_deref(), said(newest)))
        @if !others.is_empty() {
            @let unread = others.iter().filter(|held| held.read.is_none()).count();
            li class="more" data-live-id=(format!("more-{}", newest.id.raw())) {
                details {
                    summary {
                        (text::count(others.len(), "more about it", "more about it"))
                        @if unread > 0 { ", " (unread) " unread" }
                    }
                    ul class="list told" { @for held in others { (row(visit, held, names, None, said(held))) } }
                }
            }
        }
    })
}

/// One of them; `deed` is what was done, in the words of the history, and `said` how the words begin that it tells of.
fn row(
    visit: &Visit,
    held: &Notification,
    names: &Directory,
    deed: Option<&str>,
    said: Option<&str>,
) -> Markup {
    let number = visit.store().schema().number(held.about);
    let (id, shelf) = (held.id, held.shelf());
    let post = |deed: &str| format!("/inbox/{id}/{deed}");
    html! {
        li data-row data-live-id=(format!("n-{}", id.raw())) class=[held.read.is_none().then_some("new")] {
            label class="hit" { input type="checkbox" name="id" value=(id) data-tick aria-labelledby=(format!("told-{}", id.raw())); }
            @if held.read.is_none() { span class="vh" { "unread" } }
            (icon(held.reason.icon()))
            (Avatar::person(names.name_of(held.from)))
            span class="grow two-line" {
                // A link, so that it opens wherever its reader wants it; the script says that it was read.
                a id=(format!("told-{}", id.raw())) href=(super::shown::address(visit, held)) data-read[held.read.is_none()] { (held.text) }
                span {
                    (held.reason.label()) " · " (deed.unwrap_or_else(|| names.name_of(held.from))) " · " (number)
                    @if !held.why.is_empty() { " · " (held.why) }
                    @if let Some(later) = held.later { " · comes back " (later.show(visit.at, &visit.tz)) }
                }
                @if let Some(said) = said { q { (said) } }
            }
            (time(held.at.show(visit.at, &visit.tz), &held.at.rfc3339()))
            span class="row nowrap" {
                @if shelf == Shelf::Open && held.reason == Reason::Approval { (answers(visit, held)) }
                @if held.read.is_none() {
                    (Button::square_submit(Icon::Eye, format!("Mark as read: {number}")).small().quiet().action(post("open")).key("r"))
                }
                @if shelf == Shelf::Open {
                    (Button::square_link(Icon::Hours, format!("Later: {number}"), post("later")).small().quiet().key("l"))
                    (Button::square_submit(Icon::Check, format!("Done: {number}")).small().quiet().action(post("done")).key("d"))
                } @else {
                    (Button::square_submit(Icon::Back, format!("Back to what is open: {number}")).small().quiet().action(post("reopen")).key("d"))
                }
            }
        }
    }
}

/// What is asked of its person, answered here: what its room does to it at once, or the page that asks for more. Sent with
/// the list's own form, which says where it came from.
fn answers(visit: &Visit, held: &Notification) -> Markup {
    let deeds = features::deeds_on(visit, held.about).unwrap_or_default();
    html! {
        @for deed in deeds.iter().take(ANSWERS) {
            @match deed.post.as_deref() {
                None => (Button::link(deed.title.as_str(), deed.to.as_str()).small()),
                Some([]) => (Button::submit(deed.title.as_str()).small().action(deed.to.as_str())),
                Some([(name, value)]) => (Button::submit(deed.title.as_str()).small().action(deed.to.as_str()).value(*name, value.as_str())),
                // More than one field doesn't fit on a button.
                Some(_) => {}
            }
        }
    }
}

/// What is done with all that are ticked.
fn many() -> Markup {
    bulk(
        "Chosen notices",
        None,
        html! {
            (Button::submit("Done").small().icon(Icon::Check).value("deed", "done"))
            (Button::submit("Mark as read").small().value("deed", "read"))
            @for until in Until::ALL {
                (Button::submit(until.label()).small().quiet().value("deed", until.key()))
            }
        },
    )
}

/// Puts one notice off.
pub fn later(visit: &Visit, held: &Notification, form: &Filled<LaterForm>) -> Result<Page> {
    let zone = super::ops::preferences(visit)?.zone(&visit.tz);
    let at = format!("/inbox/{}/later", held.id);
    let body = html! {
        (Head::new("Later").fact(text::shorten(&held.text, 90)))
        (form.banner())
        p class="mute" { "It leaves the inbox and comes back unread at its time." }
        form class="stack read" method="post" action=(at) {
            div class="row" {
                @for until in Until::ALL {
                    (Button::submit(html! {
                        (until.label()) " · " (until.after(visit.at, &zone).show(visit.at, &zone))
                    }).value("word", until.key()))
                }
            }
        }
        form class="stack read mt" method="post" action=(at) data-once {
            (fields_two(html! {
                (form.date("day", "Or on another day").required())
                (Input::time("clock", "At").value(form.value("clock").unwrap_or("09:00")).error(form.problems.of("clock")))
            }))
            (buttons(html! {
                (Button::submit("Put it off").primary())
                (Button::link("Keep it open", "/inbox"))
            }))
        }
        @if super::ops::may_follow(visit) && visit.sees_ref(held.about)? {
            (follow_pages::button(visit, held.about)?)
        }
    };
    Ok(Page::new("Later", body)
        .under("Inbox", "/inbox")
        .at(at)
        .styles(&["extra"])
        .status(form.status()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Moment, data::Ref};

    #[test]
    fn those_about_one_record_stand_together_by_the_newest() {
        let of = |at: i64, id: u64| Notification {
            at: Moment(at),
            about: Ref { kind: 31, id },
            ..Notification::default()
        };
        let day = [of(9, 1), of(8, 2), of(7, 1), of(6, 3), of(5, 2)];
        let groups = by_record(&day, |held| held.about);
        let told: Vec<Vec<i64>> = groups
            .iter()
            .map(|group| group.iter().map(|held| held.at.0).collect())
            .collect();
        assert_eq!(told, [vec![9, 7], vec![8, 5], vec![6]]);
    }
}
