//! The page of the journal: entries by day, each opens; beside it what is asked, what is kept, and the proof.

use data_encoding::HEXLOWER;
use maud::{Markup, html};

use super::{
    EXPORT, KEEP_SEARCH,
    ask::{ATRIUM, Ask},
    export::Format,
    search,
};
use crate::{
    access::ActionKind,
    base::{Choice, Day, Result},
    data::{JournalPage, RecordChange, RedactedEntry, Visit, What},
    features::{administration::backups::Keeper, form_key, history::Words, people::Directory},
    ui::{feed, prelude::*},
    web::{Filled, Page, Request, link},
};

pub fn page(
    visit: &Visit,
    request: &Request,
    form: &Filled<Ask>,
    found: Option<(&Ask, &JournalPage)>,
) -> Result<Page> {
    let main = match found {
        Some((ask, sought)) => entries(visit, request, ask, sought)?,
        None => html! {},
    };
    let ask = found.map(|(ask, _)| ask);
    let aside = html! {
        div data-first { (Section::new("Look for", looking(visit, form)?)) }
        (Section::new("Kept searches", kept(visit, ask)?))
        (Section::new("Proof", proof(visit, ask)?))
    };
    let body = html! {
        (Head::new("Journal").fact(format!("Every deed in the house: {} entries", visit.store().newest())))
        (record(main, aside))
    };
    Ok(Page::new("Journal", body)
        .styles(&["extra", "list", "record", "thread", "audit"])
        .status(form.status()))
}

fn entries(visit: &Visit, request: &Request, ask: &Ask, sought: &JournalPage) -> Result<Markup> {
    let words = Words::of(visit)?;
    let mut days: Vec<(Day, Vec<Markup>)> = Vec::new();
    for told in &sought.found {
        let day = told.entry.at.day(&visit.tz);
        let row = row(visit, told, &words);
        match days.last_mut() {
            Some((held, rows)) if *held == day => rows.push(row),
            _ => days.push((day, vec![row])),
        }
    }
    let on = sought
        .next
        .map(|seq| request.with_query("after", Some(&super::routes::cursor(ask, seq))));
    Ok(html! {
        div class="stack" {
            @for (day, rows) in &days {
                h2 class="t14" { (day.long()) }
                ul { @for row in rows { (row) } }
            }
            @match (&on, sought.found.is_empty()) {
                (Some(href), short) => {
                    @if short || sought.found.len() < super::routes::ROWS {
                        (Banner::info("The search read back a good way and rests here, so that nobody else waits for it.")
                            .action(Button::link("Go on", href.as_str()).small()))
                    } @else {
                        (pager(sought.found.len(), None, Some(href.as_str())))
                    }
                }
                (None, true) => {
                    @if ask.pairs().is_empty() { (Empty::quiet("Nothing yet", "Every deed in the house is written here as it is done.")) }
                    @else { (Empty::no_match("No entry is like this", "Widen what you look for.")) }
                }
                (None, false) => { (pager(sought.found.len(), None, None)) }
            }
        }
    })
}

fn row(visit: &Visit, told: &RedactedEntry, words: &Words<'_>) -> Markup {
    let entry = &told.entry;
    let schema = visit.store().schema();
    let sentence = words.sentence(entry, None);
    let (derived, by_hand): (Vec<_>, Vec<_>) = entry.changes.iter().partition(|c| c.derived);
    let short = |hash: &[u8; 32]| HEXLOWER.encode(&hash[..6]);
    html! {
        li {
            details class="ev" {
                summary {
                    time class="mono" datetime=(entry.at.rfc3339()) { (entry.at.clock(&visit.tz)) }
                    (Avatar::person(&sentence.who))
                    span class="grow" {
                        (sentence.show_plain())
                        @if let Some(of) = entry.about() { " " span class="id" { (schema.number(of)) } }
                    }
                    span class="mono dim" { (entry.address.as_deref().unwrap_or("on the server")) }
                    (icon_small(Icon::Down))
                }
                div class="evbody" {
                    div class="stack s" {
                        @if let Some(note) = &entry.note { (feed::quote(note.as_str())) }
                        @for change in &by_hand { (changed(visit, change, words)) }
                        @if !derived.is_empty() {
                            p class="dim t12" { "And what followed from it" }
                            @for change in &derived { (changed(visit, change, words)) }
                        }
                        @if told.withheld { p class="dim t12" { "Part of this is about records that you may not see." } }
                    }
                    (Facts::new()
                        .fact("Entry", entry.seq.to_string())
                        .fact("When", entry.at.show(visit.at, &visit.tz))
                        .fact("Action", html! { code { (entry.action) } })
                        .maybe("Session", entry.session.map(|id| format!("S-{id}")))
                        .maybe("Undoes", entry.undoes.map(|seq| format!("entry {seq}")))
                        .fact("Hash", html! { code { (short(&entry.hash)) "…" } }))
                }
            }
        }
    }
}

/// One record that an entry changed, field by field.
fn changed(visit: &Visit, change: &RecordChange, words: &Words<'_>) -> Markup {
    let what = match change.what {
        What::Created => "made",
        What::Edited => "changed",
        What::Deleted => "removed",
    };
    let fields = words.of_change(change);
    html! {
        p { (link(visit, change.of, visit.store().schema().number(change.of))) " " (what) }
        @if !fields.is_empty() {
            (feed::changes(&fields.iter().map(|f| (f.label, f.before.as_str(), f.after.as_str())).collect::<Vec<_>>()))
        }
    }
}

fn looking(visit: &Visit, form: &Filled<Ask>) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let mut people: Vec<(String, String)> = vec![(ATRIUM.into(), "Atrium itself".into())];
    let mut users: Vec<_> = names.users.values().collect();
    users.sort_by(|a, b| a.name.cmp(&b.name));
    people.extend(
        users
            .iter()
            .map(|user| (user.id.to_string(), user.name.clone())),
    );
    let mut actions: Vec<(String, String)> = visit
        .store()
        .schema()
        .actions
        .iter()
        .filter(|action| match action.kind {
            ActionKind::Read => action.key.starts_with("journal"),
            deed => deed != ActionKind::Duty,
        })
        .map(|action| (action.key.to_owned(), action.title.to_owned()))
        .collect();
    actions.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(html! {
        form class="stack" method="get" action="/journal" {
            (form.summary())
            (form.text("record", "Record").optional().hint("Its number, such as LD-1042."))
            (form.select("person", "Person").nothing("Anyone").options(people))
            (form.select("action", "Action").nothing("Any").options(actions))
            (form.date("from", "From").optional())
            (form.date("until", "Until").optional())
            (form.text("network", "Network").optional().hint("An address, or a network such as 10.20.0.0/16."))
            (buttons(html! { (Button::submit("Look").primary()) (Button::link("Clear", "/journal").quiet()) }))
        }
    })
}

fn kept(visit: &Visit, ask: Option<&Ask>) -> Result<Markup> {
    if !visit.may_somewhere(&KEEP_SEARCH) {
        return Ok(html! { p class="dim" { "None." } });
    }
    let held = search::own(visit)?;
    Ok(html! {
        @if held.is_empty() { p class="dim" { "Searches you keep stand here, for you alone." } }
        @else {
            ul class="list" { @for search in &held {
                li {
                    a class="grow link" href=(format!("/journal?{}", search.query)) { (search.name) }
                    (post_button(&format!("/journal/searches/{}/remove", search.id), html! {}, Button::square_submit(Icon::X, format!("Remove {}", search.name)).small().quiet()))
                }
            } }
        }
        @if let Some(ask) = ask.filter(|ask| !ask.pairs().is_empty()) {
            form class="stack s" method="post" action="/journal/searches" data-once {
                (hidden("_key", form_key()))
                (carried(ask))
                (Input::text("name", "Keep this search as").required())
                (buttons(Button::submit("Keep").small()))
            }
        }
    })
}

fn carried(ask: &Ask) -> Markup {
    html! { @for (name, value) in ask.pairs() { (hidden(name, value)) } }
}

fn proof(visit: &Visit, ask: Option<&Ask>) -> Result<Markup> {
    let last = Keeper::of(visit).and_then(|keeper| keeper.list().ok()?.newest(visit.at).cloned());
    let checkpoint = match last {
        Some(listed) => format!(
            "entry {}, {}",
            listed.seq,
            listed.at.show(visit.at, &visit.tz)
        ),
        None => "none yet: it comes with a snapshot".into(),
    };
    Ok(html! {
        (Facts::new()
            .fact("Entries", visit.store().newest().to_string())
            .fact("Last checkpoint", checkpoint))
        (buttons(html! {
            (post_button("/journal/verify", html! {}, Button::submit("Check the chain").small()))
            (Button::link("Signed checkpoint", "/journal/checkpoint.json").small().quiet())
        }))
        @if visit.may_somewhere(&EXPORT) {
            form class="stack s" method="post" action="/journal/export" {
                @if let Some(ask) = ask { (carried(ask)) }
                (Select::new("format", "Copy as").options(Format::ALL.iter().map(|f| (f.key(), f.label()))).value(Format::Csv.key()))
                p class="dim t12" { "What is found, oldest first, with its hashes and a signed checkpoint. JSONL is checked elsewhere with atrium journal verify --copy, against the key that atrium journal key prints." }
                (buttons(Button::submit("Export").small().icon(Icon::Download)))
            }
        }
    })
}
