//! The pages around a change of several: what is asked before many are changed, all fields at once, which may not be
//! changed, and how far a change in portions is.

use maud::{Markup, html};

use super::{
    BulkChange, Progress,
    apply::Refusal,
    bar,
    bulk_change::{BY_TIME, SHOWN},
    declared::{SetSeveral, Several, deed_of},
    turn,
    wanted::{in_words, info_of, said},
};
use crate::{
    base::{Choice, Result, text},
    data::{Entity, Query, Visit},
    features::{form_key, history::Words, people::Directory, settings::CurrentSettings},
    ui::prelude::*,
    web::{Filled, Form, Page, Reader, Request, pages_around},
};

/// What was sent, once more, but for these.
fn sent_again(request: &Request, but: impl Fn(&str) -> bool) -> Markup {
    let ours = |name: &str| matches!(name, "confirmed" | "partly" | "more" | "all");
    let kept = request
        .deed_fields()
        .filter(|(name, _)| !ours(name) && !but(name));
    html! { @for (name, value) in kept { (hidden(name, value)) } }
}

/// Above each of them, and the way back to the list.
fn framed<R: Several>(title: String, body: Markup) -> Page {
    Page::new(title, body)
        .under(R::INFO.many, format!("/{}", R::KIND.plural))
        .styles(&["form", "extra", "list"])
}

/// Asks whether so many are meant, in how many deeds, and why where that has to be said.
pub(super) fn confirm<R: Several>(
    visit: &Visit,
    request: &Request,
    (to, count, one_deed): (&str, usize, bool),
    form: &Filled<SetSeveral<R>>,
) -> Result<Page> {
    let words = Words::of(visit)?;
    let wanted = &request.form::<SetSeveral<R>>()?.wanted;
    let counted = R::INFO.counted(count);
    let deed = wanted.deed.and_then(deed_of::<R>);
    let verb = deed.map_or("Change", |deed| deed.label);
    let title = format!("{verb} {counted}?");
    let why = deed.is_some_and(|deed| deed.why);
    let body = html! {
        (Head::new(title.as_str()))
        form class="stack read" method="post" action={ "/" (R::KIND.plural) "/bulk" } data-once {
            (form.banner())
            (hidden("_key", form_key()))
            (sent_again(request, |name| name == "reason"))
            (hidden("confirmed", "on"))
            @if deed.is_none() {
                ul { @for (label, value) in in_words::<R>(&words, wanted) { li { (label) ": " b { (value) } } } }
            }
            @if why { (form.area("reason", "Why").rows(3).required().hint("The history of each of them keeps it.")) }
            @match one_deed {
                true => p class="dim" { "It is one deed, and one Undo takes all of it back." },
                false => p class="dim" { "They are changed in portions, while you go on with other things. The next page says how far it is; it can be ended, and all that it changed can be taken back there. What may not be changed is left as it is, and told." },
            }
            (buttons(html! { (Button::submit(format!("{verb} {counted}")).primary()) (Button::link("Leave them", to)) }))
        }
    };
    Ok(framed::<R>(title, body).status(form.status()))
}

/// All fields that can be set for what was ticked.
pub(super) fn all_fields<R: Several>(
    visit: &Visit,
    request: &Request,
    to: &str,
    form: &Filled<SetSeveral<R>>,
) -> Result<Page> {
    let ticked = request.fields_named("keys").count();
    let title = match request.field("matching") {
        Some(_) => format!("Change all {} that match", R::INFO.many.to_lowercase()),
        None => format!("Change {}", R::INFO.counted(ticked)),
    };
    let settings = CurrentSettings::of(visit)?;
    let about = |name: &str| !matches!(name, "keys" | "matching" | "back");
    let body = html! {
        (Head::new(title.as_str()))
        form class="stack read" method="post" action={ "/" (R::KIND.plural) "/bulk" } data-once {
            (form.banner())
            (hidden("_key", form_key()))
            (sent_again(request, about))
            (hidden("all", "on"))
            p class="dim" { "What you leave empty stays as it is in each of them." }
            (bar::all_fields(visit, form, settings.0.currency().sign)?)
            (buttons(html! { (Button::submit("Change them").primary()) (Button::link("Leave them", to)) }))
        }
    };
    Ok(framed::<R>(title, body).status(form.status()))
}

/// Which of them may not be changed, row by row, and the way to change the others.
pub(super) fn refused_some<R: Several>(
    request: &Request,
    (to, whole): (&str, usize),
    refused: &[Refusal],
) -> Page {
    let left = whole - refused.len();
    let title = format!("{} can't be changed", R::INFO.counted(refused.len()));
    let rows = refused.iter().take(SHOWN).map(|refusal| {
        Row::new()
            .name(html! { a class="link" href={ "/" (R::KIND.plural) "/" (refusal.number) } { (refusal.number) } })
            .cell(refusal.why.as_str())
    });
    let body = html! {
        (Head::new(title.as_str()).fact(format!("of {}", R::INFO.counted(whole))))
        (Table::rows().column(Column::new(R::INFO.one)).column(Column::new("Why")).body(rows))
        form class="stack" method="post" action={ "/" (R::KIND.plural) "/bulk" } data-once {
            (sent_again(request, |_| false))
            (hidden("confirmed", "on"))
            (hidden("partly", "on"))
            (buttons(html! {
                @if left > 0 { (Button::submit(format!("Change the other {left}")).primary()) }
                (Button::link("Leave them", to))
            }))
        }
    };
    framed::<R>(title, body).status(409)
}

/// What it does to each, in words.
fn deeds(visit: &Visit, change: &BulkChange) -> Result<Vec<(String, String)>> {
    if !change.label.is_empty() {
        return Ok(vec![(change.label.clone(), change.reason.clone())]);
    }
    let words = Words::of(visit)?;
    let info = info_of(visit, &change.of).unwrap_or(BulkChange::INFO);
    let said = change
        .set
        .iter()
        .filter_map(|kept| said(info, &words, kept));
    Ok(said
        .map(|(label, value)| (label.to_owned(), value))
        .collect())
}

/// How far it is, in a word and a number.
fn standing(change: &BulkChange) -> Markup {
    html! {
        (badge(change.state.tone(), change.state.label()))
        @if change.is_under_way() { " " (progress(change.percent(), "Records behind it")) }
    }
}

/// The changes that go on in portions, newest first: one's own, or everybody's for whoever looks after them.
pub(super) fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let list = Query::<BulkChange>::by(BY_TIME).descending(true);
    let list = list.page(request.page(50));
    let looks_after = turn::looks_after(visit);
    let all = looks_after && request.filters::<Whose>().all;
    let page = match all {
        true => turn::of_others(visit)?.list(list)?,
        false => visit.list(list)?,
    };
    let names = Directory::of(visit)?;
    let mut rows = Vec::new();
    for change in &page.rows {
        let info = info_of(visit, &change.of).unwrap_or(BulkChange::INFO);
        let said: Vec<String> = deeds(visit, change)?
            .into_iter()
            .map(|(label, value)| match value.is_empty() {
                true => label,
                false => format!("{label}: {value}"),
            })
            .collect();
        rows.push(
            Row::new()
                .id(format!("bc-{}", change.id.raw()))
                .name_link(
                    &format!("/bulk-changes/{}", change.id),
                    info.counted(change.found),
                    text::shorten(&said.join(", "), 160).as_str(),
                )
                .cell(standing(change))
                .number(text::thousands(change.changed))
                .number(text::thousands(change.refused))
                .cell(names.name(change.by))
                .dim(change.at.show(visit.at, &visit.tz)),
        );
    }
    let whose = match all {
        true => "Everybody's, of more records than one deed holds",
        false => "Yours, of more records than one deed holds",
    };
    let body = html! {
        (Head::new("Changes of many").fact(whose))
        @if looks_after {
            (tabs("Whose", [
                Tab::new("Yours", "/bulk-changes").current(!all),
                Tab::new("Everybody's", "/bulk-changes?show=all").current(all),
            ]))
        }
        div data-live-id="bulk-changes" {
            @if rows.is_empty() {
                (Empty::quiet("No change of many yet", "Where more than two thousand records match and all of them are changed at once, that goes on in portions and is followed here."))
            } @else {
                (Table::rows().columns([Column::new("Records"), Column::new("State"), Column::number("Changed"), Column::number("Left"), Column::new("By"), Column::new("Begun")]).body(rows))
            }
        }
        (pages_around(request, page.rows.len(), &page))
    };
    Ok(Page::new("Changes of many", body)
        .styles(&["list", "chart"])
        .live("bulk-changes"))
}

/// How far a change in portions is, and what came of it.
pub(super) fn bulk_change(visit: &Visit, change: &BulkChange, history: Markup) -> Result<Page> {
    let info = info_of(visit, &change.of).unwrap_or(BulkChange::INFO);
    let title = format!("Change of {}", info.counted(change.found));
    let names = Directory::of(visit)?;
    let another = change.by.raw() != visit.actor.person;
    let at = |verb: &str| format!("/bulk-changes/{}/{verb}", change.id);
    let list = format!("/{}", change.of);
    let passed = format!(
        "{} of {}",
        text::thousands(change.passed),
        text::thousands(change.found)
    );
    let rows = change.left_out.iter().map(|left| {
        Row::new()
            .name(html! {
                a class="link" href={ (list) "/" (left.number) } { (left.number) }
            })
            .cell(left.why.as_str())
    });
    let body = html! {
        (Head::new(title.as_str()).fact(id(change.id.to_string())).fact(names.name(change.by)).fact(change.at.show(visit.at, &visit.tz)))
        div class="stack" data-live-id="bulk-change" {
            ul { @for (label, value) in deeds(visit, change)? { li { (label) @if !value.is_empty() { ": " b { (value) } } } } }
            @match change.state {
                Progress::Running => (progress_bar(change.percent(), passed.as_str(), "Records behind it")),
                Progress::Stopped => (Banner::error(format!("It stopped: {} What was changed stays changed.", change.trouble))),
                Progress::Cancelled => (Banner::info("It was ended before its last portion. What was changed until then stays changed.")),
                Progress::TakingBack => (Banner::info(format!("It is being taken back{}.", by_whom(change, &names)))),
                Progress::TakenBack => (Banner::info(taken_back(change, &names))),
                Progress::Done | Progress::Unknown => {}
            }
            (stats([
                Stat::new("Found", text::thousands(change.found)),
                Stat::new("Changed", text::thousands(change.changed)),
                Stat::new("Left as they are", text::thousands(change.refused)),
            ]))
            @if change.may_be_taken_back() { p class="dim" { "Taking it back undoes it portion by portion; a portion of which somebody changed one since stays." @if another { " What you may not change yourself stays as well. " (names.name(change.by)) " is told that you did it." } } }
            (buttons(html! {
                @if change.may_end() { (post_button(&at("cancel"), html! {}, Button::submit("Change no more of them"))) }
                @if change.may_be_taken_back() { (post_button(&at("take-back"), html! {}, Button::submit("Take all of it back").icon(Icon::Undo))) }
                (Button::link(format!("Back to the {}", info.many.to_lowercase()), list.as_str()))
            }))
            @if !change.left_out.is_empty() {
                (Section::new("Left as they are", Table::rows().column(Column::new(info.one)).column(Column::new("Why")).body(rows)).small(text::count(change.refused, "record", "records")))
                @if change.refused > SHOWN { p class="dim" { "The first " (SHOWN) " are shown." } }
            }
        }
        (Section::new("History", history))
    };
    Ok(Page::new(title, body)
        .under("Changes of many", "/bulk-changes")
        .styles(&["list", "chart", "thread", "extra"])
        .live(format!("bulk-changes:{}", change.id.raw())))
}

/// Who takes it back, where that is another than began it.
fn by_whom(change: &BulkChange, names: &Directory) -> String {
    match change.taken_by.filter(|by| *by != change.by) {
        Some(by) => format!(" by {}", names.name(by)),
        None => String::new(),
    }
}

/// What became of it when it was taken back.
fn taken_back(change: &BulkChange, names: &Directory) -> String {
    let by = by_whom(change, names);
    match change.stayed {
        0 => format!("All of it was taken back{by}."),
        stayed => format!(
            "It was taken back{by}, but for {} in which somebody changed something since, or something was not theirs to change.",
            text::count(stayed, "portion", "portions")
        ),
    }
}

/// Whose changes are listed.
pub(super) struct Whose {
    /// Everybody's, for whoever looks after them.
    pub all: bool,
}

impl Form for Whose {
    fn read(f: &mut Reader) -> Self {
        Whose {
            all: f.word("show", "Show", &["mine", "all"]) == Some("all"),
        }
    }
}
