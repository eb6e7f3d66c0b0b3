//! The tab of a project that says what each of its milestones bills, and where it was billed; and the form that says so.

use maud::html;

use super::{
    super::{
        actions::{CREATE, PRICE_MILESTONE},
        invoice::Invoice,
        items,
    },
    PriceForm,
    lines::nets_of,
    ops::{is_approved, seen_quote},
    price::{BILLED, BilledMilestone, MilestonePrice, OF_PROJECT},
};
use crate::{
    base::{Choice, Money, Result, if_found, money},
    data::{Key, Visit},
    features::{
        clients::Client,
        form_key,
        projects::{MILESTONES, Milestone, Project, framed},
        quotes::Quote,
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page, form::Refused, link},
};

/// What it bills, in words.
fn said(price: &MilestonePrice, quote: Option<&Quote>, currency: money::Currency) -> String {
    match (price.share, quote) {
        (0, _) if price.amount == Money::ZERO => String::new(),
        (0, _) => price.amount.show(currency),
        (share, None) => format!("{}% of the quote", money::percent(share)),
        (share, Some(quote)) => {
            let net: Money = nets_of(&quote.lines, price).values().copied().sum();
            format!("{}%, {}", money::percent(share), net.show(currency))
        }
    }
}

/// # Errors
/// When the store can't be read.
pub fn of_project(visit: &Visit, project: &Project) -> Result<Page> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let key = || Key::new().id(project.id);
    let milestones: Vec<Milestone> = visit.related(project, MILESTONES, key(), 100)?;
    let prices: Vec<MilestonePrice> = visit.related(project, OF_PROJECT, key(), 200)?;
    let quote = seen_quote(visit, project)?;
    let client: Option<Client> = visit.follow(project, |project: &Project| project.client)?;
    let may_bill = client.is_some_and(|client| visit.may(&CREATE, &client));
    let mut rows = Vec::new();
    let mut to_bill = 0;
    for milestone in &milestones {
        let price = prices.iter().find(|price| price.milestone == milestone.id);
        let on = if_found(visit.find_by::<BilledMilestone>(BILLED, Key::new().id(milestone.id)))?;
        let invoice: Option<Invoice> = match &on {
            Some(on) => if_found(visit.find(on.invoice))?,
            None => None,
        };
        let bills = price.map_or_else(String::new, |price| said(price, quote.as_ref(), currency));
        let billed = price.is_some_and(|price| price.billed);
        let approved = is_approved(milestone);
        if approved && !billed && !bills.is_empty() {
            to_bill += 1;
        }
        let standing = match (billed, approved, milestone.asked.as_ref()) {
            (true, ..) => badge(Tone::Success, "Billed"),
            (_, true, _) if bills.is_empty() => badge(Tone::Stone, "Approved"),
            (_, true, _) => badge(Tone::Warning, "To be billed"),
            (.., Some(asked)) => badge(asked.answer.tone(), asked.answer.label()),
            (.., None) => badge(Tone::Stone, "Not asked yet"),
        };
        rows.push(
            Row::new()
                .id(milestone.id.to_string())
                .name(two_line(milestone.title.as_str(), format!("due {}", milestone.due.show(visit.today()))))
                .cell(items::of_price(quote.as_ref(), price))
                .cell(standing)
                .cell(html! { @if let Some(invoice) = &invoice { (link(visit, invoice.id.as_ref(), invoice.called())) } })
                .number(bills.as_str())
                .cell(html! {
                    @if visit.may(&PRICE_MILESTONE, milestone) {
                        a class="link" href=(format!("/milestones/{}/price", milestone.id)) { @if bills.is_empty() { "Say what it bills" } @else { "Change" } }
                    }
                }),
        );
    }
    let body = html! {
        div data-live-id="billing" {
            p class="mute" {
                "A milestone is billed once, when its client approved it."
                @if let Some(quote) = &quote { " A share is a part of " (link(visit, quote.id.as_ref(), quote.id.to_string())) ", before tax. " a class="link" href=(items::address(quote.id)) { "Its items and what came of them" } }
            }
            @if rows.is_empty() {
                (Empty::quiet("No milestones yet", "Add a milestone on the overview; then say here what it bills."))
            } @else {
                (Table::rows().caption("What milestones bill")
                    .columns([Column::new("Milestone"), Column::new("Item"), Column::new("Status"), Column::new("Invoice"), Column::number("Bills"), Column::unseen("Change")])
                    .body(rows))
            }
            @if may_bill {
                (buttons(html! {
                    @let button = Button::link("Bill unbilled work", format!("/clients/{}/unbilled?project={}", project.client, project.id)).icon(Icon::Invoice);
                    @if to_bill > 0 { (button.primary()) } @else { (button) }
                }))
            }
        }
    };
    Ok(
        framed(visit, project, "billing", body, &Refused::default())?
            .styles(&["list", "empty", "extra", "record"]),
    )
}

/// # Errors
/// When the store can't be read.
pub fn edit(
    visit: &Visit,
    milestone: &Milestone,
    held: &MilestonePrice,
    form: &Filled<PriceForm>,
) -> Result<Page> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let project: Project = visit
        .follow(milestone, |milestone: &Milestone| milestone.project)?
        .unwrap_or_default();
    let quote = seen_quote(visit, &project)?;
    let at = format!("/milestones/{}/price", milestone.id);
    let back = format!("/projects/{}/billing", milestone.project);
    let choices: Vec<(String, String)> = quote.iter().flat_map(items::choices).collect();
    let of = quote.map_or_else(
        || "In percent of the quote that the project came of.".to_owned(),
        |quote| {
            let net = quote.totals().net.show(currency);
            format!("In percent of {}, which is {net} before tax.", quote.id)
        },
    );
    let body = html! {
        (Head::new("What it bills").fact(milestone.title.as_str()))
        form class="stack read" method="post" action=(at) data-once {
            (hidden("_key", form_key()))
            (form.summary())
            (form.version(held.version))
            (fields_two(html! {
                (form.number("share", "Share of the quote").optional().hint(of))
                (form.money("amount", "Amount", currency.sign).optional().hint("Before tax, instead of a share."))
            }))
            @if !choices.is_empty() {
                (form.select("item", "Made for").nothing("No item of the quote").options(choices))
            }
            p class="mute" { "It is billed once, when the client approved the milestone. Leave both empty where it bills nothing." }
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep it as it is", back.as_str())) }))
        }
    };
    Ok(Page::new("What it bills", body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), back)
        .styles(&["extra", "record"])
        .status(form.status()))
}
