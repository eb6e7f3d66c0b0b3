//! A statement is chosen; of a sheet, what its columns are is seen and said before it comes in.

use maud::{Markup, html};

use super::super::{
    account::{BY_NAME, BankAccount},
    actions::SET_UP,
    forms::Upload,
    parse::{columns::INFO, sheet::Sheet},
};
use crate::{
    base::{Choice, Result, text},
    data::{FileRef, Query, Visit},
    features::{
        form_key,
        records::{Decided, LEFT_OUT, Target, readings, targets},
    },
    ui::prelude::*,
    web::{Filled, Page},
};

/// Accounts that are offered; different cells shown of a column, and where they are looked for; lines and problems shown.
const ACCOUNTS: usize = 100;
const SAMPLES: usize = 3;
const SAMPLED: usize = 200;
const SHOWN: usize = 12;

/// # Errors
/// When the store can't be read.
pub fn form(visit: &Visit, form: &Filled<Upload>) -> Result<Page> {
    let all = Query::<BankAccount>::by(BY_NAME).limit(ACCOUNTS);
    let accounts = visit.list(all)?.rows;
    let only = match accounts.as_slice() {
        [one] => Some(one.id.to_string()),
        _ => None,
    };
    let chosen = form.value("account").map(str::to_owned).or(only);
    let problem = form.problems.of("file").map(str::to_owned);
    let body = html! {
        (Head::new("Upload a bank statement"))
        @if accounts.is_empty() {
            (Empty::first("No bank account yet", "A statement is of an account. Add the house’s account first, with its IBAN or number.")
                .actions(html! { @if visit.may_somewhere(&SET_UP) { (Button::link("Add an account", "/bank-accounts/new").primary()) } }))
        } @else {
            form class="stack read" method="post" action="/bank-statements" enctype="multipart/form-data" data-once data-drop="plain" {
                (form.banner())
                (hidden("_key", form_key()))
                (form.select("account", "Account").nothing("Choose the account").options(accounts.iter().map(|account| (account.id.to_string(), format!("{} ({})", account.name, account.shown())))).maybe_value(chosen).required())
                (Input::file("file", "Statement").required().accept(".xml,.ofx,.qfx,.csv,.tsv,.txt").error(problem.as_deref()).hint("camt.053 (XML), OFX or CSV, as your bank exports it. Lines that are here already don’t come in twice."))
                (buttons(html! { (Button::submit("Upload").primary()) (Button::link("Back to the statements", "/bank-statements")) }))
            }
        }
    };
    Ok(Page::new("Upload a bank statement", body)
        .under("Bank", "/bank-statements")
        .styles(&["extra", "empty", "form"])
        .status(form.status()))
}

/// A sheet as it would come in, with what each column is, which can be changed.
pub fn look(account: &BankAccount, sheet: &Sheet<'_>, name: &str, file: &FileRef) -> Page {
    let open: Vec<(&str, &str)> = sheet.open().collect();
    let lacking = sheet.lacking();
    let count = sheet.parsed.lines.len();
    let ready = lacking.is_none() && open.is_empty() && sheet.problems.is_empty() && count > 0;
    let body = html! {
        (Head::new("Upload a bank statement").fact(name).fact(account.name.as_str()))
        @for note in &sheet.rows.notes { (Banner::info(note.as_str())) }
        @if sheet.above > 0 { (Banner::info(format!("{} above the table {} passed over.", text::count(sheet.above, "line", "lines"), if sheet.above == 1 { "is" } else { "are" }))) }
        @if let Some(lacking) = lacking { (Banner::error(format!("No column holds {lacking}. Say below which one does, and look again."))) }
        @for (head, cell) in &open { (Banner::warning(format!("{head}: {cell} can be read in two ways. Say below which one is meant, and look again."))) }
        @if !sheet.problems.is_empty() { (Banner::error(format!("{} can’t be read. Nothing comes in until all can.", text::count(sheet.problems.len(), "row", "rows")))) }
        form class="stack" method="post" action="/bank-statements/run" data-once {
            (hidden("_key", form_key()))
            (hidden("account", account.id)) (hidden("name", name)) (hidden("file", &file.name)) (hidden("size", file.size))
            (Section::new("How the columns are read", mapping(sheet)))
            (buttons(html! {
                @if ready { (Button::submit(format!("Bring in {}", text::count(count, "line", "lines"))).primary()) }
                @else { (Button::submit("Bring in").primary().disabled_because("Not every row can be read as its columns are taken now.")) }
                (Button::submit("Look again").action("/bank-statements/look"))
                (Button::link("Choose another file", format!("/bank-statements/new?account={}", account.id)))
            }))
        }
        @if !sheet.problems.is_empty() { (problems(sheet)) }
        @if count > 0 { (preview(sheet)) }
    };
    Page::new("Upload a bank statement", body)
        .under("Bank", "/bank-statements")
        .styles(&["list", "extra", "form"])
        .status(if lacking.is_none() { 200 } else { 422 })
}

fn sample(sheet: &Sheet<'_>, at: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in sheet.rows.table.lines.iter().take(SAMPLED) {
        let cell = text::shorten(&text::clean_line(line.cell(at)), 40);
        if !cell.is_empty() && !found.contains(&cell) {
            found.push(cell);
        }
        if found.len() == SAMPLES {
            break;
        }
    }
    found
}

fn mapping(sheet: &Sheet<'_>) -> Markup {
    let columns = &sheet.rows.columns;
    let rows = columns.all.iter().enumerate().map(|(n, column)| {
        let name = |of: &str| format!("columns.{n}.{of}");
        let field = match column.target {
            Target::Field(place) => columns.fields.get(place).map(|told| told.field),
            _ => None,
        };
        let becomes = Select::new(name("field"), format!("What {} becomes", column.head))
            .bare()
            .option(LEFT_OUT, "Leave out")
            .options(targets(INFO.fields).map(|field| (field.key, field.label)))
            .value(columns.key(column));
        let ways = field.map_or(Vec::new(), readings);
        let asks = matches!(column.decided, Decided::Open(_)) && !ways.is_empty();
        let reading = Select::new(name("reading"), format!("How {} is read", column.head))
            .bare()
            .nothing("Say how it is read")
            .options(ways)
            .maybe_value(column.reading().map(Choice::key));
        Row::new()
            .name(html! { (column.head) (hidden(&name("head"), &column.head)) })
            .cell(html! {
                @for cell in sample(sheet, n) { div class="dim" { (cell) } }
            })
            .cell(becomes)
            .cell(html! { @if asks { (reading) } })
    });
    html! {
        div class="scroll" {
            (Table::plain().caption("Columns").columns([
                Column::new("Column"), Column::new("Holds"), Column::new("Becomes"), Column::new("Read as"),
            ]).body(rows.collect::<Vec<_>>()))
        }
    }
}

fn problems(sheet: &Sheet<'_>) -> Markup {
    let rows = sheet.problems.iter().take(SHOWN);
    let rows = rows.map(|(line, why)| Row::new().name(line).cell(why.as_str()));
    html! {
        (Section::new("Rows that can’t be read", Table::plain().caption("Rows that can’t be read").columns([Column::new("Line"), Column::new("Why")]).body(rows.collect::<Vec<_>>())))
    }
}

fn preview(sheet: &Sheet<'_>) -> Markup {
    let rows = sheet.parsed.lines.iter().take(SHOWN).map(|line| {
        Row::new()
            .name(two_line(line.name.as_str(), text::shorten(&line.text, 90)))
            .cell(line.day.long())
            .number(line.amount.show(sheet.currency))
    });
    html! {
        (Section::new("The first lines", html! {
            div class="scroll" {
                (Table::plain().caption("The first lines").columns([Column::new("Line"), Column::new("Day"), Column::number("Amount")]).body(rows.collect::<Vec<_>>()))
            }
        }))
    }
}
