//! The form in which a quote is written: its head, its lines, its words. It works without script, by a few spare rows.

use maud::{Markup, html};

use super::{
    EditQuote, Line, NewQuote, Quote,
    actions::SEND,
    line::{MOST_LINES, Rounding, totals},
};
use crate::{
    base::{Choice, Money, Result, money},
    data::{Record, Visit},
    features::{
        clients::Client,
        form_key,
        leads::Lead,
        settings::{Category, CurrentSettings, Settings},
    },
    ui::prelude::*,
    web::{Filled, Form, Page},
};

/// The fields of a row, as they are typed.
const FIELDS: [&str; 8] = [
    "title", "detail", "category", "quantity", "unit", "price", "discount", "tax",
];

/// A quote as the fields of its form.
pub fn values(quote: &Quote, house: &Settings) -> Vec<(String, String)> {
    let mut values = vec![
        ("title".to_owned(), quote.title.clone()),
        ("note".into(), quote.note.clone()),
        ("terms".into(), quote.terms.clone()),
        (
            "valid_until".into(),
            quote.valid_until.map(|day| day.iso()).unwrap_or_default(),
        ),
    ];
    for (n, line) in quote.lines.iter().enumerate() {
        values.extend(row_values(n, line, house));
    }
    values
}

/// One line as the fields of its row.
pub fn row_values(n: usize, line: &Line, house: &Settings) -> Vec<(String, String)> {
    let or_empty = |rate: i64| {
        if rate == 0 {
            String::new()
        } else {
            money::percent(rate)
        }
    };
    let held = [
        line.title.clone(),
        line.detail.clone(),
        line.category
            .map(|c| c.key().to_owned())
            .unwrap_or_default(),
        money::thousandths(line.quantity),
        line.unit.clone(),
        line.price.input(house.currency()),
        match line.discount_amount {
            Money::ZERO => or_empty(line.discount),
            amount => amount.show(house.currency()),
        },
        or_empty(line.tax),
    ];
    FIELDS
        .iter()
        .map(|field| format!("lines.{n}.{field}"))
        .zip(held)
        .collect()
}

/// A form over values whose names are made while it is filled.
pub fn filled<F: Form>(values: &[(String, String)]) -> Filled<F> {
    let pairs: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    Filled::blank(&pairs)
}

/// What a first quote starts from: what is sold as its title, which the client reads and needs no name of theirs; the
/// house's usual terms are the agent's to write.
pub fn first(lead: &Lead) -> Filled<NewQuote> {
    let services: Vec<&str> = lead.categories.iter().map(|c| c.label()).collect();
    let mut values = vec![("title".to_owned(), services.join(" and "))];
    for (n, category) in lead.categories.iter().enumerate() {
        values.push((format!("lines.{n}.category"), category.key().to_owned()));
    }
    filled(&values)
}

/// One row: N of `lines.N.`, or `new` in the template. What is `carried` goes with it unseen.
fn row<F: Form>(
    form: &Filled<F>,
    n: &str,
    house: &Settings,
    spare: bool,
    carried: &[&str],
) -> Markup {
    let name = |field: &str| format!("lines.{n}.{field}");
    let value = |field: &str| form.value(&name(field)).unwrap_or_default().to_owned();
    let offered = |field: &str, usual: &str| {
        let typed = value(field);
        if typed.is_empty() && spare {
            usual.to_owned()
        } else {
            typed
        }
    };
    let wrong = |field: &str| form.problems.of(&name(field)).map(str::to_owned);
    // In a cell the reason stands under the control without the frame that would name it.
    let told = |input: Input, field: &str| match wrong(field) {
        Some(why) => input
            .error(Some(&why))
            .attr("aria-describedby", format!("{}-e", name(field))),
        None => input,
    };
    let bare = |field: &str, label: &str, held: String| {
        told(Input::text(name(field), label), field)
            .value(held)
            .bare()
    };
    let why = |field: &str| {
        html! {
            @if let Some(why) = wrong(field) {
                p class="err" id={ (name(field)) "-e" } { (icon_small(Icon::Warn)) span { (why) } }
            }
        }
    };
    let number = |field: &str, label: &str, held: String| {
        told(Input::number(name(field), label), field)
            .value(held)
            .to_right()
            .bare()
    };
    html! {
        // What goes with its row unseen was billed somewhere, and may be taken off as well.
        tr data-line data-signed[!carried.is_empty()] {
            td class="gripcell" {
                (icon_small(Icon::Grip))
                @for field in carried { (hidden(&name(field), value(field))) }
            }
            th scope="row" {
                (bare("title", "Item", value("title")).class("med").placeholder("Item").max_length(120)) (why("title"))
                (bare("detail", "Description", value("detail")).class("dim").placeholder("Description").max_length(400)) (why("detail"))
                (Select::new(name("category"), "Service").nothing("No service").options(Category::ALL.iter().map(|c| (c.key(), c.label()))).value(value("category")).bare()) (why("category"))
            }
            td {
                (number("quantity", "Quantity", offered("quantity", "1"))) (why("quantity"))
                (bare("unit", "Unit", value("unit")).class("dim").placeholder("Unit").max_length(20).to_right()) (why("unit"))
            }
            td { (number("price", "Price", value("price"))) (why("price")) }
            td { (bare("discount", "Discount", value("discount")).to_right()) (why("discount")) }
            td { (number("tax", "Tax in percent", offered("tax", &usual_tax(house)))) (why("tax")) }
            td class="num med" { output data-line-total { "–" } }
            td class="nowrap" {
                (Button::square(Icon::Up, "Move up").small().flag("data-line-up"))
                (Button::square(Icon::Down, "Move down").small().flag("data-line-down"))
                (Button::square(Icon::Trash, "Remove the item").small().flag("data-line-remove"))
            }
        }
    }
}

fn usual_tax(house: &Settings) -> String {
    if house.tax == 0 {
        String::new()
    } else {
        money::percent(house.tax)
    }
}

/// The rows that were typed or held.
fn rows_of<F: Form>(form: &Filled<F>) -> Vec<String> {
    (0..MOST_LINES)
        .map(|n| n.to_string())
        .filter(|n| {
            // A row that was offered and left as it was is offered anew, not beside another.
            ["title", "detail", "category", "price"]
                .iter()
                .any(|field| {
                    form.value(&format!("lines.{n}.{field}"))
                        .is_some_and(|v| !v.is_empty())
                })
        })
        .collect()
}

/// The table in which lines are written, with spare rows; `carried` are fields of a row that go with it unseen.
pub fn items<F: Form>(form: &Filled<F>, house: &Settings, carried: &[&str]) -> Markup {
    let held: Vec<String> = rows_of(form);
    let next = held
        .last()
        .and_then(|n| n.parse::<usize>().ok())
        .map_or(0, |n| n + 1);
    let spare = if held.is_empty() { 3 } else { 1 };
    let spares: Vec<String> = (next..(next + spare).min(MOST_LINES))
        .map(|n| n.to_string())
        .collect();
    html! {
        (hidden("lines", ""))
        (form.their_list("lines", "Items", &FIELDS))
        (Section::new("Items", html! {
            div { table class="lines" id="lines" {
                caption class="vh" { "Items" }
                thead { tr {
                    th scope="col" { span class="vh" { "Order" } }
                    th scope="col" { "Item" } th scope="col" class="num" { "Quantity" } th scope="col" class="num" { "Price" }
                    th scope="col" class="num" { "Discount" } th scope="col" class="num" { "Tax %" } th scope="col" class="num" { "Amount" }
                    th scope="col" { span class="vh" { "Actions" } }
                } }
                tbody data-line-rows {
                    @for n in &held { (row(form, n, house, form.value(&format!("lines.{n}.title")).is_none(), carried)) }
                    @for n in &spares { (row(form, n, house, true, carried)) }
                }
            } }
            @if let Some(why) = form.problems.of("lines") { p class="err" { (icon_small(Icon::Warn)) span { (why) } } }
            template data-line-new { (row(form, "new", house, true, carried)) }
            p class="dim t12" {
                "A row without item and price is left out. A discount is percent, such as 5, or an amount with its sign, such as "
                (Money(5 * 10i64.pow(house.currency().exponent)).show(house.currency())) "."
            }
        }).action(Button::plain("Add item").small().icon(Icon::Plus).flag("data-line-add")))
    }
}

/// What the lines come to, kept up to date while they are written.
pub fn sums(lines: &[Line], house: &Settings) -> Markup {
    let sums = totals(lines, Rounding::PerRate);
    let show = |money: Money| money.show(house.currency());
    html! {
        table class="totals" {
            tbody {
                tr { td { "Discount" } td class="num" { output data-total="discount" { (show(sums.discount)) } } }
                tr { td { "Before tax" } td class="num" { output data-total="net" { (show(sums.net)) } } }
                tr { td { "Tax" } td class="num" { output data-total="tax" { (show(sums.tax)) } } }
            }
            tfoot { tr { th scope="row" { "Total" } td class="num" { output data-total="gross" { (show(sums.gross)) } } } }
        }
    }
}

fn fields<F: Form>(form: &Filled<F>, house: &Settings, lines: &[Line]) -> Markup {
    html! {
        (form.banner())
        (wrong(form))
        (fields_two(html! {
            (form.text("title", "Title").required().max_length(120).hint("What the client gets, in a few words."))
            (form.date("valid_until", "Valid until").optional().hint(format!("Left empty, it is valid for {} days from when it is sent.", house.quote_days)))
        }))
        (items(form, house, &[]))
        (wide_narrow(
            html! {
                div class="stack" {
                    (form.area("note", "Note to the client").rows(4).optional())
                    (form.area("terms", "Terms").rows(3).optional().placeholder("Such as 50% now, 50% at launch."))
                }
            },
            sums(lines, house),
        ))
    }
}

/// What is wrong, each with the item it stands in, counted as they are shown.
pub fn wrong<F: Form>(form: &Filled<F>) -> Markup {
    let held = rows_of(form);
    let told = form.problems.iter().map(|(field, why)| {
        let row = field
            .strip_prefix("lines.")
            .and_then(|rest| rest.split_once('.'));
        let shown = row.and_then(|(n, _)| held.iter().position(|held| held == n));
        let why = match shown {
            Some(at) => format!("Item {}: {why}", at + 1),
            None => why.to_owned(),
        };
        (field, why)
    });
    let told: Vec<(&str, String)> = told.collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(id, why)| (*id, why.as_str())).collect();
    error_summary(&told)
}

/// The form around it all, with what the preview of the sums has to know.
pub fn frame(
    action: &str,
    house: &Settings,
    carried: Markup,
    body: Markup,
    verb: &str,
    instead: (&str, &str),
) -> Markup {
    let save = html! { (Button::submit(verb).primary()) };
    framed(action, house, carried, body, save, instead)
}

fn framed(
    action: &str,
    house: &Settings,
    carried: Markup,
    body: Markup,
    save: Markup,
    (no, back): (&str, &str),
) -> Markup {
    let currency = house.currency();
    html! {
        form class="stack l" method="post" action=(action) data-once data-lines
            data-exponent=(currency.exponent) data-currency=(currency.code) data-sign=(currency.sign.trim()) data-decimal="." {
            (carried)
            (body)
            (buttons(html! { (save) (Button::link(no, back)) }))
        }
    }
}

/// Saved, and for whoever may send it also saved and sent with one button.
fn saves(visit: &Visit, verb: &str) -> Markup {
    html! {
        (Button::submit(verb).primary())
        @if visit.may_somewhere(&SEND) { (Button::submit("Save and send").icon(Icon::Send).value("then", "send")) }
    }
}

fn page<F: Form>(title: String, form: &Filled<F>, body: Markup) -> Page {
    Page::new(title, body)
        .styles(&["extra", "paper", "record"])
        .scripts(&["line-items"])
        .status(form.status())
}

pub fn new(
    visit: &Visit,
    lead: &Lead,
    form: &Filled<NewQuote>,
    blocked: Option<&str>,
) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let at = format!("/leads/{}", lead.id);
    let body = html! {
        (Head::new("Write a quote").fact(id(lead.id.to_string())).fact(html! { "for " a class="link" href=(at) { (lead.company) } }))
        @if let Some(why) = blocked {
            (Banner::warning(why).action(Button::link("Open the lead", at.as_str()).small()))
        } @else {
            (framed(&format!("{at}/quote"), &house.0, hidden("_key", form_key()), html! {
                (fields(form, &house.0, &[]))
                @if lead.client.is_none() {
                    (form.record("client", "Client", Client::KIND.prefix).optional().hint(format!("Left empty, {} becomes a client with this quote. Choose one that is there already.", lead.company)))
                }
            }, saves(visit, "Save the draft"), ("Cancel", &at)))
        }
    };
    Ok(page("Write a quote".into(), form, body)
        .under("Leads", "/leads")
        .under(lead.company.as_str(), at))
}

pub fn edit(visit: &Visit, quote: &Quote, form: &Filled<EditQuote>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let at = format!("/quotes/{}", quote.id);
    let body = html! {
        (Head::new("Edit ".to_owned() + &quote.title).fact(id(quote.id.to_string())).fact(format!("version {}", quote.revision)))
        (framed(&at, &house.0, form.version(quote.version), fields(form, &house.0, &quote.lines), saves(visit, "Save"), ("Keep things as they are", &at)))
    };
    Ok(page("Edit".into(), form, body)
        .under("Quotes", "/quotes")
        .under(quote.id.to_string(), at))
}
