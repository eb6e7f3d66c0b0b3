//! The page of the journal: what it is narrowed by, as on lists; entries by day, each opens; beside them what is kept, and
//! the proof.

use data_encoding::HEXLOWER;
use maud::{Markup, html};

use super::{
    Search,
    actions::{EXPORT, KEEP_SEARCH},
    ask::{ATRIUM, Ask, Format},
};
use crate::{
    access::ActionKind,
    base::{Choice, Day, Result},
    data::{JournalPage, RecordChange, RedactedEntry, Visit, What},
    features::{
        administration::backups::Keeper,
        form_key,
        history::Words,
        lists::{Around, Filter, Narrowing, kept},
    },
    ui::{feed, prelude::*},
    web::{Filled, Page, Request, link},
};

/// Who did it, atrium among them.
fn people(around: &Around<'_>) -> Vec<(String, String)> {
    let mut users: Vec<_> = around.names.users.values().collect();
    users.sort_by(|a, b| a.name.cmp(&b.name));
    let users = users.iter();
    std::iter::once((ATRIUM.into(), "Atrium itself".into()))
        .chain(users.map(|user| (user.id.to_string(), user.name.clone())))
        .collect()
}

/// What was done: every deed there is.
fn deeds(around: &Around<'_>) -> Vec<(String, String)> {
    let actions = around.visit.store().schema().actions.iter();
    let mut actions: Vec<(String, String)> = actions
        .filter(|action| match action.kind {
            ActionKind::Read => action.key.starts_with("journal"),
            deed => deed != ActionKind::Duty,
        })
        .map(|action| (action.key.to_owned(), action.title.to_owned()))
        .collect();
    actions.sort_by(|a, b| a.1.cmp(&b.1));
    actions
}

const NARROWING: Narrowing = Narrowing {
    filters: &[
        Filter::typed("record", "Record", "such as LD-1042"),
        Filter::few("person", "Person", people),
        Filter::few("action", "Action", deeds),
        Filter::day("from", "From"),
        Filter::day("until", "Until"),
        Filter::typed("network", "Network", "such as 10.20.0.0/16"),
    ],
    offers: |_, _| true,
    counted: |_, _, _| Ok(None),
};

pub fn page(
    visit: &Visit,
    request: &Request,
    form: &Filled<Ask>,
    found: Option<(&Ask, &JournalPage)>,
) -> Result<Page> {
    let around = Around::of(visit)?;
    let main = html! {
        (form.summary())
        @if let Some((ask, sought)) = found { (entries(visit, request, ask, sought)?) }
    };
    let ask = found.map(|(ask, _)| ask);
    let aside = html! {
        (Section::new("Kept searches", kept(visit, ask)?))
        (Section::new("Proof", proof(visit, ask)?))
    };
    let body = html! {
        (Head::new("Journal").fact(format!("Every deed in the house: {} entries", visit.store().newest())))
        (answering("views", tabs("Searches", searches(visit, ask)?)))
        (bar(answering("chips", NARROWING.chips(&around, request)?), html! {}))
        (answering("menus", NARROWING.menus(&around, request)?))
        (answering("list", record(main, aside)))
    };
    Ok(Page::new("Journal", body)
        .styles(&["extra", "list", "record", "thread", "audit"])
        .status(form.status()))
}

/// The whole journal, what one does oneself, today, and the searches that one keeps.
fn searches(visit: &Visit, ask: Option<&Ask>) -> Result<Vec<Tab>> {
    let me = format!("person=U-{}", visit.actor.person);
    let today = format!("from={}", visit.today().iso());
    let mut all = vec![
        ("All".to_owned(), String::new()),
        ("Today".to_owned(), today),
        ("Mine".to_owned(), me),
    ];
    if visit.may_somewhere(&KEEP_SEARCH) {
        let held = kept::own::<Search>(visit)?.into_iter();
        all.extend(held.map(|search| (search.name, search.query)));
    }
    let now = ask.map(Ask::query);
    let tab = |(name, query): (String, String)| {
        let href = match query.is_empty() {
            true => "/journal".to_owned(),
            false => format!("/journal?{query}"),
        };
        Tab::new(name, href).current(now.as_deref() == Some(query.as_str()))
    };
    Ok(all.into_iter().map(tab).collect())
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
        .map(|seq| request.with_query("after", Some(&super::ask::cursor(ask, seq))));
    Ok(html! {
        div class="stack" {
            @for (day, rows) in &days {
                h2 class="t14" { (day.long()) }
                ul { @for row in rows { (row) } }
            }
            @match (&on, sought.found.is_empty()) {
                (Some(href), short) => {
                    @if short || sought.found.len() < super::ask::ROWS {
                        (Banner::info("The search read back a good way and rests here, so that nobody else waits for it.")
                            .action(Button::link("Go on", href.as_str()).small()))
                    } @else {
                        (pager(sought.found.len(), None, Some(href.as_str())))
                    }
                }
                (None, true) => {
                    @if ask.pairs().is_empty() { (Empty::quiet("Nothing yet", "Every deed in the house is written here as it is done.")) }
                    @else {
                        (Empty::no_match("No entry is like this", "Take a filter away, or choose other days.")
                            .actions(Button::link("Clear the filters", "/journal")))
                    }
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
    let undone = visit.undone_by(entry.seq).ok().flatten().is_some();
    // Of what they see a part of nobody takes back the whole.
    let may_undo = !told.withheld && !undone && visit.may_undo(entry);
    html! {
        li {
            details class="ev" {
                summary {
                    time class="mono" datetime=(entry.at.rfc3339()) { (entry.at.clock(&visit.tz)) }
                    (Avatar::person(&sentence.who))
                    span class="grow" {
                        (sentence.show_plain())
                        @if undone { " " (tag(Tone::Stone, "undone")) }
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
                        @if may_undo {
                            (post_button(&format!("/undo/{}", entry.seq), html! {}, Button::submit("Undo").small().quiet().icon(Icon::Undo)))
                        }
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

fn kept(visit: &Visit, ask: Option<&Ask>) -> Result<Markup> {
    if !visit.may_somewhere(&KEEP_SEARCH) {
        return Ok(html! { p class="dim" { "None." } });
    }
    let held = kept::own::<Search>(visit)?;
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
