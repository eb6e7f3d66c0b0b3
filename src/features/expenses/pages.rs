//! One expense with its receipt, and the form that writes it.

use maud::{Markup, html};

use super::{
    Expense, ExpenseCategory, ExpenseForm, ExpenseStatus, PaidBy, Reimburse,
    actions::{DELETE, EDIT, REIMBURSE, SUBMIT},
};
use crate::{
    base::{Choice, Moment, Result, money},
    data::{Record, Visit},
    features::{
        approvals, clients::Client, documents, form_key, people::Directory, projects::Project,
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page, link},
};

fn here(expense: &Expense) -> String {
    format!("/expenses/{}", expense.id)
}

/// The receipt, as a picture where browsers show it, with a link that keeps it.
pub fn receipt(expense: &Expense) -> Result<Markup> {
    let Some(receipt) = &expense.receipt else {
        return Ok(html! {});
    };
    let at = format!("/expenses/{}/receipt", expense.id);
    let picture = documents::Shown::of(&receipt.media_type) == Some(documents::Shown::Picture);
    let size = documents::size(receipt.file.size);
    Ok(html! {
        (Section::new("Receipt", html! {
            @if picture { p { img class="large" src=(format!("{at}?show=on")) alt=(format!("Receipt: {}", expense.title)) loading="lazy"; } }
            p { a class="link" href=(at) { (receipt.name) } " " span class="dim t12" { (size) } }
        }))
    })
}

pub fn one(visit: &Visit, expense: &Expense, form: &Filled<Reimburse>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let today = visit.today();
    let own = expense.user.raw() == visit.actor.person;
    let asked = approvals::waiting_about(visit, expense)?;
    let at = |at: Moment| at.show(visit.at, &visit.tz);
    let decided = expense.decided_at.map(|when| {
        let by = expense.decided_by.map_or("", |by| names.name(by));
        format!("{} by {by}", at(when))
    });
    let reimbursed = expense.reimbursed_on.map(|day| {
        let by = expense.reimbursed_by.map_or("", |by| names.name(by));
        format!("{} by {by}", day.show(today))
    });
    let to = |verb: &str| format!("{}/{verb}", here(expense));
    let may_edit = expense.is_open() && visit.may(&EDIT, expense);
    let facts = Facts::new()
        .fact("Person", who(names.name(expense.user)))
        .fact("Day", expense.day.show(today))
        .fact("Category", expense.category.label())
        .strong("Amount", expense.amount.show(currency))
        .maybe(
            "Tax in it",
            (expense.tax > 0).then(|| {
                format!(
                    "{} at {}%",
                    (expense.amount - expense.net()).show(currency),
                    money::percent(expense.tax)
                )
            }),
        )
        .fact("Net", expense.net().show(currency))
        .maybe(
            "Project",
            expense
                .project
                .map(|id| link(visit, id.as_ref(), id.to_string())),
        )
        .maybe(
            "Client",
            expense
                .bills
                .map(|id| link(visit, id.as_ref(), id.to_string())),
        )
        .maybe("For", expense.bills.is_none().then_some("The house"))
        .fact("Paid by", expense.paid_by.label())
        .maybe(
            "Billed at",
            expense.billable.then(|| match expense.markup {
                0 => expense.price().show(currency),
                markup => format!(
                    "{}, with {}% markup",
                    expense.price().show(currency),
                    money::percent(markup)
                ),
            }),
        )
        .maybe(
            "Note",
            (!expense.note.is_empty()).then_some(expense.note.as_str()),
        )
        .fact(
            "Status",
            badge(expense.status.tone(), expense.status.label()),
        )
        .maybe("Submitted", expense.submitted_at.map(at))
        .maybe("Decided", decided)
        .maybe("Reimbursed", reimbursed);
    let body = html! {
        (Head::new(expense.title.as_str())
            .mark(id(expense.id.to_string()))
            .fact(expense.amount.show(currency))
            .actions(html! {
                @if may_edit { (Button::link("Edit", to("edit")).icon(Icon::Edit).key("e")) }
                @if expense.is_open() && visit.may(&DELETE, expense) {
                    (post_button(&to("delete"), html! {}, Button::submit("Throw away").icon(Icon::Trash)))
                }
                @if expense.is_open() && own && visit.may(&SUBMIT, expense) {
                    (post_button(&to("submit"), html! {}, Button::submit("Submit").primary().icon(Icon::Send)))
                }
                @if expense.status == ExpenseStatus::Submitted && own {
                    (post_button(&to("recall"), html! {}, Button::submit("Take it back").icon(Icon::Reply)))
                }
                @if let Some(waits) = asked.first() {
                    (Button::link(if own { "Who decides" } else { "Decide" }, format!("/approvals/{}", waits.id)).icon(Icon::Approve))
                }
            }))
        @if !expense.reason.is_empty() { (Banner::warning(format!("It came back: {}", expense.reason))) }
        (record(html! {
            div data-live-id="expense" { (facts) }
            (receipt(expense)?)
        }, html! {
            @if expense.status == ExpenseStatus::Approved && expense.paid_by != PaidBy::House && !own && visit.may(&REIMBURSE, expense) {
                (Section::new("Reimburse", html! {
                    form class="stack" method="post" action=(to("reimburse")) data-once {
                        (form.summary())
                        (form.version(expense.version))
                        (form.date("day", "Day").value(form.value("day").map_or(today.iso(), str::to_owned)).max(today.iso()))
                        (buttons(Button::submit("It is paid back").primary()))
                    }
                }))
            }
        }))
    };
    Ok(Page::new(expense.title.as_str(), body)
        .under("Expenses", "/expenses")
        .styles(&["record", "extra", "list", "preview"])
        .live(format!("expenses:{}", expense.id.raw()))
        .status(form.status()))
}

/// The form of a new expense, or of one that is there.
pub fn write(visit: &Visit, expense: Option<&Expense>, form: &Filled<ExpenseForm>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let sign = house.0.currency().sign;
    let today = visit.today();
    let (title, verb) = match expense {
        Some(_) => ("Edit the expense", "Save expense"),
        None => ("New expense", "Write expense"),
    };
    let (action, back) = match expense {
        Some(expense) => (here(expense), here(expense)),
        None => ("/expenses".to_owned(), "/expenses".to_owned()),
    };
    let day = form.value("day").map_or(today.iso(), str::to_owned);
    let hint = match expense.and_then(|held| held.receipt.as_ref()) {
        Some(receipt) => format!("{} is there; another one takes its place.", receipt.name),
        None => "A photo or a PDF. Drop it here or choose it.".to_owned(),
    };
    let body = html! {
        (Head::new(title))
        form class="stack read" method="post" action=(action) enctype="multipart/form-data" data-once data-drop {
            (form.summary())
            @if expense.is_some() { (hidden("version", form.value("version").unwrap_or_default())) }
            @else { (hidden("_key", form_key())) }
            (form.text("title", "What it was for").required())
            (fields_two(html! {
                (form.money("amount", "Amount", sign).required().hint("Tax included."))
                (form.number("tax", "Tax in percent").optional())
                (form.date("day", "Day").value(day).max(today.iso()))
                (form.choice::<ExpenseCategory>("category", "Category").required())
                (form.record("project", "Project", Project::KIND.prefix).optional())
                (form.record("client", "Client", Client::KIND.prefix).optional().hint("The project’s where one is chosen. Neither: for the house."))
                (form.choice::<PaidBy>("paid_by", "Paid by"))
                (form.number("markup", "Markup in percent").optional().hint("Added where it is billed."))
            }))
            (form.tick("billable", "Billable").hint("It is offered for the client’s next invoice once it is approved."))
            (Input::file("file", "Receipt").error(form.problems.of("file")).hint(hint))
            p role="alert" data-problem hidden {}
            progress data-progress hidden {}
            button class="btn s" type="button" data-cancel hidden { "Stop" }
            (form.text("note", "Note").optional())
            (buttons(html! { (Button::submit(verb).primary()) (Button::link("Back", back)) }))
        }
    };
    let page = Page::new(title, body).under("Expenses", "/expenses");
    let page = match expense {
        Some(expense) => page.under(expense.title.as_str(), here(expense)),
        None => page,
    };
    Ok(page
        .styles(&["form", "extra", "float"])
        .status(form.status()))
}
