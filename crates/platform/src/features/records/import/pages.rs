//! The pages of imports: the file is chosen, looked at with all that can be said of it, and followed while it comes in.

use crate::base::Choice;
use maud::{Markup, html};

use super::{
    Alike, Import, Imported, State,
    given::Given,
    looked::Looked,
    outcome::{Outcome, What},
    record::SHOWN,
};
use crate::{
    base::{Result, percent, text},
    data::{Entity, EntityInfo, FileRef, Visit},
    features::{
        form_key,
        records::columns::{LEFT_OUT, NUMBER, readings, targets},
    },
    ui::{prelude::*, table},
    web::{Page, Request},
};

fn title(info: &EntityInfo) -> String {
    format!("Import {}", info.many.to_lowercase())
}

fn at<R: Imported>() -> String {
    format!("/{}/import", R::KIND.plural)
}

fn page<R: Imported>(body: Markup) -> Page {
    Page::new(title(R::INFO), body)
        .under(R::INFO.many, format!("/{}", R::KIND.plural))
        .styles(&["list", "chart", "extra"])
}

pub fn form<R: Imported>(problem: Option<&str>) -> Page {
    let written = targets(R::INFO.fields).filter(|field| field.form().is_some());
    let labels: Vec<&str> = written.map(|field| field.label).collect();
    let many = R::INFO.many.to_lowercase();
    page::<R>(html! {
        (Head::new(title(R::INFO)))
        form class="stack read" method="post" action=(at::<R>()) enctype="multipart/form-data" data-once data-drop="plain" {
            p { "A CSV file as a spreadsheet or another program gives it. The first line names the columns: " (labels.join(", ")) ". Other names are understood or can be set in the next step. A row with a number such as " (R::KIND.prefix) "-12 in the column Number changes what has that number; the others are new." }
            (Input::file("file", "CSV file").required().accept(".csv,.tsv,.txt,text/csv").error(problem))
            (buttons(html! { (Button::submit("Look at it first").primary()) (Button::link(format!("Back to the {many}"), format!("/{}", R::KIND.plural))) }))
        }
    })
    .status(if problem.is_some() { 422 } else { 200 })
}

pub fn preview<R: Imported>(looked: &Looked, name: &str, file: &FileRef) -> Page {
    let writes = looked.count(What::New) + looked.count(What::Changed);
    let partly = looked.rows > looked.outcomes.len() && looked.missing.is_empty();
    let many = R::INFO.many.to_lowercase();
    let body = html! {
        (Head::new(title(R::INFO)).fact(name).fact(text::count(looked.rows, "row", "rows")))
        @for note in &looked.notes { (Banner::info(note.as_str())) }
        @if !looked.missing.is_empty() {
            (Banner::error(format!("No column holds {}. Say below which one does.", looked.missing.join(" and ").to_lowercase())))
        }
        @for column in looked.open() {
            (Banner::warning(format!("{}: {} can be read in two ways. Say below which one is meant, or such rows are refused.", column.head, column.open.as_deref().unwrap_or_default())))
        }
        @if partly { (Banner::info(format!("The first {} are judged here; the import accounts for every one.", text::count(looked.outcomes.len(), "row", "rows")))) }
        (stats([
            Stat::new("New", text::thousands(looked.count(What::New))),
            Stat::new("Changed", text::thousands(looked.count(What::Changed))),
            Stat::new("As they are", text::thousands(looked.count(What::Same))),
            Stat::new("Can't come in", text::thousands(looked.count(What::Refused))),
        ]))
        form class="stack" method="post" action={ (at::<R>()) "/run" } data-once {
            (hidden("_key", form_key()))
            (hidden("name", name)) (hidden("file", &file.name)) (hidden("size", file.size))
            (Section::new("How the columns are read", mapping::<R>(looked)))
            (Select::new("alike", format!("What is like {} that are there", many)).options(Alike::ALL.iter().map(|alike| (alike.key(), alike.label()))).value(looked.choices.alike.key()))
            (buttons(html! {
                @if writes > 0 || partly { (Button::submit(format!("Bring in {}", said(writes, partly))).primary()) }
                @else { (Button::submit("Bring in").primary().disabled_because("No row of this file makes or changes anything as it is read now.")) }
                (Button::submit("Look again").action(format!("{}/look", at::<R>())))
                (Button::link("Choose another file", at::<R>()))
            }))
        }
        (changes(looked))
        (refused(looked.info, &looked.outcomes, looked.count(What::Refused), "Rows that can't come in"))
    };
    page::<R>(body).status(if looked.missing.is_empty() { 200 } else { 422 })
}

fn said(writes: usize, partly: bool) -> String {
    match partly {
        true => "the rows".into(),
        false => text::count(writes, "row", "rows"),
    }
}

/// Each column with what it becomes, which can be changed.
fn mapping<R: Imported>(looked: &Looked) -> Markup {
    let rows = looked.columns.iter().enumerate().map(|(n, column)| {
        let name = |of: &str| format!("columns.{n}.{of}");
        let called = match column.head.as_str() {
            "" => format!("Column {} (no name)", n + 1),
            head => head.to_owned(),
        };
        let fields = targets(R::INFO.fields);
        let options = fields.map(|field| (field.key, field.label));
        let becomes = Select::new(name("field"), format!("What {called} becomes"))
            .bare()
            .option(LEFT_OUT, "Leave out")
            .option(NUMBER, "Which one it is (number)")
            .options(options)
            .value(column.becomes);
        let readings = column.field.map_or(Vec::new(), readings);
        let asks = column.open.is_some() && !readings.is_empty();
        let reading = Select::new(name("reading"), format!("How {called} is read"))
            .bare()
            .nothing("Say how it is read")
            .options(readings)
            .maybe_value(column.reading);
        table::Row::new()
            .name(html! { (called) (hidden(&name("head"), &column.head)) })
            .cell(html! {
                @for cell in &column.sample { div class="dim" { (cell) } }
                @if column.sample.is_empty() { span class="dim" { "Nothing" } }
            })
            .cell(becomes)
            .cell(html! {
                @if asks { (reading) }
                @if !column.word.is_empty() { span class="dim" { (column.word) } }
            })
    });
    html! {
        (Table::rows()
            .column(Column::new("Column in the file")).column(Column::new("What stands in it")).column(Column::new("Becomes")).column(Column::new("How it counts"))
            .body(rows))
    }
}

/// The rows that write over what is there, each with the record as it is called.
fn changes(looked: &Looked) -> Markup {
    let all = looked.outcomes.iter().zip(&looked.titles);
    let changed = all.filter(|(row, _)| row.what == What::Changed).take(SHOWN);
    let rows: Vec<table::Row> = changed
        .map(|(row, title)| {
            table::Row::new()
                .number(row.line)
                .name(row.number.as_deref().unwrap_or_default())
                .cell(title.as_str())
                .cell(row.name.as_str())
        })
        .collect();
    let many = looked.info.many.to_lowercase();
    html! {
        @if !rows.is_empty() {
            (Section::new(format!("The {many} that change"), Table::rows()
                .column(Column::number("Line")).column(Column::new("Number")).column(Column::new(looked.info.one)).column(Column::new("Row"))
                .body(rows)))
        }
    }
}

/// The rows that don't come in, each with the reason.
fn refused(info: &EntityInfo, outcomes: &[Outcome], count: usize, title: &str) -> Markup {
    let of = |row: &&Outcome| row.what == What::Refused;
    let rows = outcomes.iter().filter(of).take(SHOWN).map(|row| {
        table::Row::new()
            .number(row.line)
            .name(row.name.as_str())
            .cell(row.why.as_str())
    });
    html! {
        @if count > 0 {
            (Section::new(title, html! {
                (Table::rows().column(Column::number("Line")).column(Column::new(info.one)).column(Column::new("Why")).body(rows))
                @if count > SHOWN { p class="dim" { "The first " (SHOWN) " are shown. The sheet of rows passed over has them all." } }
            }))
        }
    }
}

/// What became of it when it was taken back.
pub fn taken_back(import: &Import) -> String {
    match (import.state, import.stayed) {
        (State::TakingBack, _) => "It is being taken back".into(),
        (_, 0) => "Taken back".into(),
        (_, stayed) => format!(
            "Taken back, but for {} that somebody went on from",
            text::count(stayed, "row", "rows")
        ),
    }
}

pub fn import(visit: &Visit, import: &Import, history: Markup) -> Result<Page> {
    let info = visit
        .store()
        .schema()
        .kinds()
        .find(|info| info.kind.plural == import.of);
    let info = info.and_then(|info| info.entity).unwrap_or(Import::INFO);
    let at = |verb: &str| format!("/imports/{}/{verb}", import.id);
    let came = import.rows.saturating_sub(import.to_come());
    let rows = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let percent = percent::bar(rows(came), rows(import.rows), 100, 100);
    let may_end = matches!(import.state, State::Running | State::Stopped);
    let may_undo =
        import.undoable && import.taken_back.is_none() && import.state != State::TakingBack;
    let body = html! {
        (Head::new(format!("Import of {}", import.name)).fact(id(import.id.to_string())).fact(import.at.show(visit.at, &visit.tz)))
        div class="stack" data-live-id="import" {
            @match import.state {
                State::Running => (progress_bar(percent, format!("{} of {}", text::thousands(came), text::thousands(import.rows)), "Rows that came in")),
                State::Stopped => (Banner::error(format!("It stopped: {} What came in stays. Bring no more in, then bring the rows passed over in again.", import.trouble))),
                State::Cancelled => (Banner::info("It was ended before its last row. The rows that didn't come in are among those passed over.")),
                State::TakingBack | State::TakenBack => (Banner::info(format!("{}.", taken_back(import)))),
                _ if import.taken_back.is_some() => (Banner::info(format!("{}.", taken_back(import)))),
                _ => {}
            }
            (stats([
                Stat::new("Rows", text::thousands(import.rows)),
                Stat::new("Added", text::thousands(import.added)),
                Stat::new("Updated", text::thousands(import.updated)),
                Stat::new("Passed over", text::thousands(import.passed())),
            ]))
            @if import.unchanged > 0 { p class="dim" { (text::count(import.unchanged, "row", "rows")) " of those passed over said what was so already." } }
            @if import.earlier { p class="dim" { "An earlier version brought it in, so it can't be taken back as a whole." } }
            @if may_undo { p class="dim" { "Taking it back undoes each row as far as nobody went on from it; what somebody changed since stays." } }
            (buttons(html! {
                @if may_end { (post_button(&at("cancel"), html! {}, Button::submit("Bring no more in"))) }
                @if may_undo { (post_button(&at("take-back"), html! {}, Button::submit("Take the import back").icon(Icon::Undo))) }
                @if import.passed() > 0 { (Button::link("Download the rows passed over", at("passed-over.csv")).icon(Icon::Download)) }
            }))
            (refused(info, &import.passed_over, import.passed() - import.unchanged, "Passed over"))
        }
        (Section::new("History", history))
    };
    Ok(Page::new(format!("Import of {}", import.name), body)
        .under(info.many, format!("/{}", import.of))
        .styles(&["list", "chart", "thread", "extra"])
        .live(format!("imports:{}", import.id.raw())))
}

/// The links that rows gave out, which are shown once.
pub fn given(request: &Request, import: &Import, given: &[Given]) -> Page {
    let rows = given.iter().map(|given| {
        let link = request.link(&format!("/welcome/{}", given.link));
        table::Row::new()
            .number(given.line)
            .name(given.name.as_str())
            .cell(html! {
                code data-copy=(link) { (link) }
                @if given.mailed.is_some() { br; span class="dim t12" { "Sent by mail" } }
            })
    });
    let body = html! {
        (Head::new("Invited").fact(format!("{} of {}", given.len(), text::count(import.rows, "row", "rows"))))
        p {
            @if given.iter().all(|given| given.mailed.is_some()) { "Each link is on its way by mail. It works once, for seven days, and isn't shown again." }
            @else { "Give everybody their link yourself, but those it was mailed to. Each works once, for seven days, and isn't shown again." }
        }
        (Table::rows().column(Column::number("Line")).column(Column::new("Name")).column(Column::new("Link")).body(rows))
        (buttons(html! {
            (Button::link("What came of each row", format!("/imports/{}", import.id)).primary())
            (Button::link("Back to people", "/users"))
        }))
    };
    Page::new("Invited", body)
        .under("People", "/users")
        .styles(&["list"])
        .scripts(&["copy"])
}
