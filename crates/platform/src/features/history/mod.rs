//! History: what the journal says of one record, for its history tab, and Undo.
//!
//! No records of its own. Action: undo. Every page that shows a record shows its history through `of`: a deed is one
//! sentence, by the words that its action is `told` with, and what came of it is folded below.

mod lists;
mod sentence;
mod undone;
mod words;

use data_encoding::HEXLOWER;
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::{
    access::Action,
    base::{Day, Id, Result, text},
    data::{
        JournalEntry, Kind, Page, Paging, Record, RecordChange, RedactedEntry, Ref, Schema, Visit,
        What, Wire,
    },
    features::{Feature, inbox::Notification, people::User},
    ui::{feed, prelude::*},
    web::{Reply, Request, Route, Told, form::Nothing, link},
};

pub use sentence::{Followed, Sentence};
pub use words::{WordedChange, Words};

pub const UNDO: Action = Action {
    undoable: true,
    ..Action::own("journal.undo", "Undo what was done").told("undid {deed}[ on {about}]")
};
pub const VIEW: Action = Action::read("journal.view", "Read the journal");

pub fn feature() -> Feature {
    Feature {
        name: "history",
        actions: &[UNDO, VIEW],
        notices: undone::ALL,
        routes: vec![
            Route::post("/undo/{seq}", UNDO, undo),
            Route::api_list("/journal", VIEW, "The journal, newest first", api_journal).tells(ENTRY),
            Route::api_post::<Nothing>(
                "/journal/{seq}/undo",
                UNDO,
                "Undo an entry of the journal: the `seq` that a deed answered, or the `version` that a record had right after it",
                |visit, request, _| {
                    let entry = visit.undo_and(sequence(request)?, undone::tell)?;
                    Ok(Reply::json(
                        json!({ "undid": entry.seq, "seq": visit.wrote() }),
                    ))
                },
            ).tells(Told::Object(&[("undid", Told::Number), ("seq", Told::Number)])),
        ],
        ..Feature::default()
    }
}

/// The deed of which somebody was told, as they read it in the history of what it was done to: the inbox and its mails say
/// the same.
pub fn of_notice(visit: &Visit, held: &Notification) -> Result<Option<String>> {
    if !visit.sees_ref(held.about)? {
        return Ok(None);
    }
    let entry = visit.history(held, None, 1)?.pop();
    // What was done to the notice itself since, such as an Undo, isn't what it tells.
    let Some(entry) = entry.filter(|entry| entry.person == held.from) else {
        return Ok(None);
    };
    let words = Words::of(visit)?;
    let said = words.sentence(&entry, Some(held.about)).text();
    Ok(Some(text::shorten(&said, 200)))
}

fn sequence(request: &Request) -> Result<u64> {
    request
        .capture("seq")
        .parse()
        .map_err(|_| crate::base::Error::NotFound)
}

fn undo(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry = visit.undo_and(sequence(request)?, undone::tell)?;
    // Where one was (a board, a list), or where its like are listed when it is gone.
    let at = match (entry.about(), &request.came_from) {
        (Some(of), _) if visit.title_of(of)?.is_none() => visit.list_of(of),
        (_, Some(from)) => from.clone(),
        (Some(of), None) => visit.address(of),
        (None, None) => "/".into(),
    };
    Ok(Reply::go(at).toast(format!("Undone: {}", title(visit, &entry)), visit.wrote()))
}

fn title(visit: &Visit, entry: &JournalEntry) -> String {
    visit
        .store()
        .schema()
        .action(&entry.action)
        .map_or(entry.action.clone(), |action| action.title.to_owned())
}

/// How many entries a page of a history shows.
const PAGE: usize = 25;

/// The history of a record the visit holds, with Undo where it would work.
pub fn of(visit: &Visit, record: &impl Record, request: &Request) -> Result<Markup> {
    let before = request.query("history").and_then(|text| text.parse().ok());
    let entries = visit.history(record, before, PAGE)?;
    let words = Words::of(visit)?;
    let more = (entries.len() == PAGE)
        .then(|| entries.last().map(|entry| entry.seq))
        .flatten();
    let mut days: Vec<(Day, Vec<feed::FeedItem>)> = Vec::new();
    for entry in &entries {
        let day = entry.at.day(&visit.tz);
        let row = row(visit, record.as_ref(), entry, &words);
        match days.last_mut() {
            Some((held, rows)) if *held == day => rows.push(row),
            _ => days.push((day, vec![row])),
        }
    }
    let called = |(day, rows): (Day, _)| (day.show(visit.today()), rows);
    Ok(html! {
        (feed::feed_by_day(days.into_iter().map(called)))
        @if let Some(seq) = more {
            p { a class="link" href=(request.with_query("history", Some(&seq.to_string()))) { "Older" } }
        }
    })
}

fn row(visit: &Visit, of: Ref, entry: &JournalEntry, words: &Words<'_>) -> feed::FeedItem {
    let told = words.sentence(entry, Some(of));
    let mut here = entry.changes.iter().filter(|change| change.of == of);
    // What was only worked out of a record is put back with the deed, at what that was done to.
    let by_hand = here.clone().next().is_none() || here.any(|change| !change.derived);
    let undone = visit.undone_by(entry.seq).ok().flatten();
    let line = html! {
        (told.show(visit, Some(of)))
        @if undone.is_some() { " " (tag(Tone::Stone, "undone")) }
    };
    feed::FeedItem::by(&told.who, line)
        .at(entry.at.clock(&visit.tz), entry.at.rfc3339())
        .below(html! {
            @if let Some(said) = &entry.note { (quote(said.as_str())) }
            (below(visit, entry, &told, words))
            @if undone.is_none() && by_hand && visit.may_undo(entry) {
                (post_button(&format!("/undo/{}", entry.seq), html! {}, Button::submit("Undo").small().quiet().icon(Icon::Undo)))
            }
        })
}

/// What a sentence doesn't say, folded: long values before and after, and what followed from the deed.
pub fn below(visit: &Visit, entry: &JournalEntry, told: &Sentence, words: &Words<'_>) -> Markup {
    let unsaid = told.unsaid();
    let (followed, more) = words.followed(entry, told);
    html! {
        @if !unsaid.is_empty() {
            (feed::feed_more("before and after", feed::changes(&unsaid.iter().map(|f| (f.label, f.before.as_str(), f.after.as_str())).collect::<Vec<_>>())))
        }
        @if !followed.is_empty() {
            (feed::feed_more("and what followed from it", html! {
                ul {
                    @for also in &followed { li { (link(visit, also.of, also.called.as_str())) ": " (also.said) } }
                    @if more > 0 { li class="dim" { "and " (text::count(more, "more record", "more records")) } }
                }
            }))
        }
    }
}

/// What else the deed made, as far as it may be seen. Whom it was told is not what it made.
fn made_beside(visit: &Visit, of: Ref, entry: &JournalEntry) -> impl Iterator<Item = Ref> {
    let made = entry
        .changes
        .iter()
        .filter(move |change| change.of != of && change.what == What::Created);
    made.filter(|change| {
        let info = visit.store().schema().kind(change.of.kind);
        // What has no history and was only worked out is nobody's news.
        let told = |kind: &Kind| !(kind.personal || kind.unjournaled && change.derived);
        info.is_ok_and(|info| told(&info.kind)) && matches!(visit.title_of(change.of), Ok(Some(_)))
    })
    .map(|change| change.of)
}

/// The operation that gives a record's history to programs.
pub fn route<R: Record>() -> Route {
    route_with::<R>(|visit, request, _| {
        answer(visit, &visit.find::<R>(request.id("id")?)?, request)
    })
}

/// The same for a kind of which its reader is shown more than lies within their grant: `handler` finds the record as its
/// page does, and gives the `answer`.
pub fn route_with<R: Record>(handler: fn(&Visit, &Request, Nothing) -> Result<Reply>) -> Route {
    given::<R>(R::VIEW, handler)
}

/// The same for a kind that is seen with what it is a part of: by whoever may see that.
pub fn route_of_part<R: Record>(whole: Action) -> Route {
    given::<R>(whole, |visit, request, _| {
        answer(visit, &visit.find::<R>(request.id("id")?)?, request)
    })
}

fn given<R: Record>(
    demand: Action,
    handler: fn(&Visit, &Request, Nothing) -> Result<Reply>,
) -> Route {
    let at = format!("/{}/{{id}}/history", R::KIND.plural);
    Route::api_list(&at, demand, "What was done to it, newest first", handler).tells(OF_RECORD)
}

/// A page of the history of a record the visit holds, for programs.
pub fn answer<R: Record>(visit: &Visit, record: &R, request: &Request) -> Result<Reply> {
    let list = format!("history of {}", record.number());
    let paging = request.paging()?;
    let entries = visit.history(record, paging.number(&list)?, paging.limit + 1)?;
    let page = newest(&list, &paging, entries, |entry| entry.seq);
    let words = Words::of(visit)?;
    Ok(Reply::page(page.map(|entry| {
        entry_json(visit, record.as_ref(), &entry, &words)
    })))
}

/// A page of entries of which one more was asked for than it has.
fn newest<E>(list: &str, paging: &Paging, mut entries: Vec<E>, seq: fn(&E) -> u64) -> Page<E> {
    let more = entries.len() > paging.limit;
    entries.truncate(paging.limit);
    let last = entries.last().filter(|_| more);
    Page {
        next: last.map(|entry| Paging::cursor(list, seq(entry))),
        previous: None,
        rows: entries,
    }
}

/// An entry as far as it is about one record: its fields as the record's JSON carries them. Where `rows` counts those of a
/// list, `before` and `after` are the rows that changed.
fn entry_json(visit: &Visit, of: Ref, entry: &JournalEntry, words: &Words<'_>) -> Value {
    let schema = visit.store().schema();
    let written = Wire {
        schema,
        to_client: false,
    };
    let entity = schema.kind(of.kind).ok().and_then(|info| info.entity);
    let here = entry.changes.iter().filter(|change| change.of == of);
    let edited = here.filter(|change| change.what == What::Edited);
    let fields = edited.flat_map(|change| &change.fields).filter_map(|held| {
        let field = entity?.stored(&held.name).filter(|field| field.told)?;
        let wire = |held: Option<Value>| held.map(|held| written.value(&field.kind, held));
        Some(json!({
            "name": field.key, "label": field.label,
            "before": wire(held.before()), "after": wire(held.after()), "rows": held.length(),
        }))
    });
    let made: Vec<String> = made_beside(visit, of, entry)
        .map(|of| schema.number(of))
        .collect();
    json!({
        "seq": entry.seq, "at": entry.at.rfc3339(), "action": entry.action, "title": title(visit, entry),
        "text": words.sentence(entry, Some(of)).text(),
        "person": person(entry), "note": entry.note, "undoes": entry.undoes,
        "undone_by": visit.undone_by(entry.seq).ok().flatten(),
        "fields": fields.collect::<Vec<_>>(), "made": made,
    })
}

fn person(entry: &JournalEntry) -> Option<String> {
    (entry.person != 0).then(|| Id::<User>::new(entry.person).to_string())
}

fn api_journal(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    const LIST: &str = "the journal";
    let paging = request.paging()?;
    let entries = visit.journal(&VIEW, paging.number(LIST)?, paging.limit + 1)?;
    let page = newest(LIST, &paging, entries, |told| told.entry.seq);
    let words = Words::of(visit)?;
    Ok(Reply::page(
        page.map(|told| told_json(visit, &told, &words)),
    ))
}

/// An entry of the journal for one reader: as a copy of the journal says it, and in a sentence.
pub fn told_json(visit: &Visit, told: &RedactedEntry, words: &Words<'_>) -> Value {
    let mut out = as_json(visit.store().schema(), told);
    out["text"] = words.sentence(&told.entry, None).text().into();
    out
}

/// An entry as a copy of the journal says it.
pub fn as_json(schema: &Schema, told: &RedactedEntry) -> Value {
    let entry = &told.entry;
    json!({
        "seq": entry.seq, "withheld": told.withheld, "at": entry.at.rfc3339(), "action": entry.action,
        "person": person(entry),
        "address": entry.address, "note": entry.note, "undoes": entry.undoes,
        "hash": HEXLOWER.encode(&entry.hash),
        "subjects": entry.subjects.iter().map(|of| schema.number(*of)).collect::<Vec<_>>(),
        "changes": entry.changes.iter().map(|change| json!({
            "record": schema.number(change.of),
            "what": match change.what { What::Created => "created", What::Edited => "edited", What::Deleted => "deleted" },
            "derived": change.derived,
            "fields": change.fields.iter().map(|f| json!({
                "name": f.name, "before": f.before(), "after": f.after(), "rows": f.length() })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// The fields that a change touched, each before and after in words; empty for what was made.
pub fn in_words(visit: &Visit, change: &RecordChange) -> Result<Vec<WordedChange>> {
    Ok(Words::of(visit)?.of_change(change))
}

/// An entry of the journal.
pub const ENTRY: Told = Told::Object(&[
    ("seq", Told::Number),
    ("withheld", Told::Flag),
    ("at", Told::Moment),
    ("action", Told::Text),
    ("text", Told::Text),
    ("person", Told::Record),
    ("address", Told::Text),
    ("note", Told::Text),
    ("undoes", Told::Number),
    ("hash", Told::Text),
    ("subjects", Told::List(&Told::Record)),
    (
        "changes",
        Told::List(&Told::Object(&[
            ("record", Told::Record),
            ("what", Told::Word(&["created", "edited", "deleted"])),
            ("derived", Told::Flag),
            (
                "fields",
                Told::List(&Told::Object(&[
                    ("name", Told::Text),
                    ("before", Told::Anything),
                    ("after", Told::Anything),
                    ("rows", Told::Number),
                ])),
            ),
        ])),
    ),
]);

/// An entry as far as it is about one record.
const OF_RECORD: Told = Told::Object(&[
    ("seq", Told::Number),
    ("at", Told::Moment),
    ("action", Told::Text),
    ("title", Told::Text),
    ("text", Told::Text),
    ("person", Told::Record),
    ("note", Told::Text),
    ("undoes", Told::Number),
    ("undone_by", Told::Number),
    (
        "fields",
        Told::List(&Told::Object(&[
            ("name", Told::Text),
            ("label", Told::Text),
            ("before", Told::Anything),
            ("after", Told::Anything),
            ("rows", Told::Number),
        ])),
    ),
    ("made", Told::List(&Told::Record)),
]);
