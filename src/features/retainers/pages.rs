//! Pages of retainers: one with its hours, one period with what it came to, and the forms.

use maud::{Markup, Render, html};

use super::{
    actions::{BILL, CLOSE, CREATE, EDIT, END, VIEW},
    carry::Settled,
    form_pages::ending,
    list::included,
    period::{OF_RETAINER, Period},
    report,
    retainer::{OF_CLIENT, Retainer, State},
    usage::{Standing, standing},
};
use crate::{
    base::{
        Choice, Id, Money, Result,
        language::{self, say},
        money, text, time,
    },
    data::{Key, Record, Visit},
    features::{
        clients::{self, Client, ClientTab, SectionView, counted, table_of},
        form_key, history,
        invoices::Invoice,
        people::Directory,
        projects::Project,
        quotes::sheet::dated,
        settings::CurrentSettings,
    },
    said,
    ui::prelude::*,
    web::{Page, Request, form::Refused, link},
};

/// Periods that a page shows, the latest.
const SHOWN: usize = 400;

fn minutes(held: u32) -> String {
    time::minutes(i64::from(held))
}

/// What a period came to, or comes to as of now.
pub fn figures(period: &Period, open: Option<&Standing>) -> Settled {
    match open {
        Some(open) => open.settled.clone(),
        None => Settled {
            included: period.terms.included,
            carried_in: period.carried_in,
            used: period.used,
            over: period.over,
            lapsed: period.lapsed,
            ..Settled::default()
        },
    }
}

/// How much of the hours is used, as a bar and a sentence.
pub fn gauge(held: &Settled) -> Markup {
    let tone = match held.percent() {
        ..80 => Tone::Success,
        80..100 => Tone::Warning,
        _ => Tone::Danger,
    };
    let says = match (held.over, held.carried_in) {
        (0, 0) => said!(
            "hours-left",
            left = language::minutes(held.left().into()),
            included = language::minutes(held.included.into())
        ),
        (0, carried) => said!(
            "hours-left-carried",
            left = language::minutes(held.left().into()),
            included = language::minutes(held.included.into()),
            carried = language::minutes(carried.into())
        ),
        (over, _) => said!(
            "hours-over",
            over = language::minutes(over.into()),
            available = language::minutes(held.available().into())
        ),
    };
    html! {
        (progress_toned(tone, held.percent(), said!("hours-used-of", used = language::minutes(held.used.into())), say("hours-used-title")))
        p class="mute" { (says) }
    }
}

fn facts(visit: &Visit, held: &Retainer) -> Result<Markup> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let names = Directory::of(visit)?;
    let project: Option<Project> =
        visit.follow(held, |held: &Retainer| held.project.unwrap_or_default())?;
    let carry = match held.terms.life {
        0 => "nothing, unused hours lapse".to_owned(),
        life => format!(
            "at most {}, for {}",
            minutes(held.terms.cap),
            text::count(life as usize, "period", "periods")
        ),
    };
    let runs = match held.until {
        Some(until) => format!("{} to {}", dated(held.begins), dated(until)),
        None => format!("from {}", dated(held.begins)),
    };
    Ok(Facts::new()
        .fact("Runs", runs)
        .fact("Included", included(held))
        .fact(
            "Price",
            format!(
                "{} a {}",
                held.terms.price.show(currency),
                held.every.label().to_lowercase()
            ),
        )
        .fact("Carried over", carry)
        .fact(
            "Beyond",
            match held.terms.rate {
                Money::ZERO => "not billed".to_owned(),
                rate => format!("{} an hour", rate.show(currency)),
            },
        )
        .maybe(
            "Tax",
            (held.terms.tax > 0).then(|| format!("{}%", money::percent(held.terms.tax))),
        )
        .fact("Billed", held.billed.label())
        .fact(
            "Counts",
            match (held.project, project) {
                (None, _) => html! { "time on all their projects" },
                (Some(_), Some(project)) => {
                    html! { "time on " (link(visit, project.as_ref(), project.title.as_str())) }
                }
                (Some(_), None) => html! { "time on one project" },
            },
        )
        .fact(
            "Closes",
            format!(
                "{} after its end",
                text::count(held.grace as usize, "day", "days")
            ),
        )
        .maybe(
            "Notice",
            (held.notice > 0).then(|| text::count(held.notice as usize, "day", "days")),
        )
        .fact(
            "Portal",
            if held.shown {
                "the client sees their hours"
            } else {
                "not shown to the client"
            },
        )
        .fact("Looked after by", who(names.name(held.owner)))
        .render())
}

/// The invoices that bill a period, as far as the person sees them.
fn billed(visit: &Visit, period: &Period) -> Result<Markup> {
    let all = |period: &Period| -> Vec<Id<Invoice>> {
        let mut all: Vec<Id<Invoice>> = period.price_on.into_iter().chain(period.over_on).collect();
        all.dedup();
        all
    };
    let papers: Vec<Invoice> = visit.follow_all(period, all)?;
    Ok(html! {
        @for (n, paper) in papers.iter().enumerate() {
            @if n > 0 { ", " }
            (link(visit, paper.as_ref(), paper.called()))
        }
    })
}

fn past(visit: &Visit, held: &Retainer, open: &[Standing]) -> Result<Markup> {
    let mut periods: Vec<Period> =
        visit.related(held, OF_RETAINER, Key::new().id(held.id), usize::MAX)?;
    periods.reverse();
    periods.truncate(SHOWN);
    let mut rows = Vec::new();
    for period in &periods {
        let now = open.iter().find(|open| open.period.id == period.id);
        let is = figures(period, now);
        rows.push(
            Row::new()
                .name_link(
                    &format!("/retainer-periods/{}", period.id),
                    period.name(),
                    match now {
                        Some(_) => "open".to_owned(),
                        None => "closed".to_owned(),
                    },
                )
                .number(minutes(is.included))
                .number(minutes(is.carried_in))
                .number(minutes(is.used))
                .number(minutes(is.over))
                .cell(billed(visit, period)?),
        );
    }
    if rows.is_empty() {
        return Ok(
            html! { p class="mute" { "Its first period opens on " (dated(held.begins)) "." } },
        );
    }
    Ok(html! {
        div class="scroll" {
            (Table::rows().caption("Period by period").columns([
                Column::new("Period"), Column::number("Included"), Column::number("Carried over"),
                Column::number("Used"), Column::number("Beyond"), Column::new("Billed on"),
            ]).body(rows))
        }
    })
}

/// The period that goes on today, or the last that is open.
fn current<'s>(visit: &Visit, open: &'s [Standing]) -> Option<&'s Standing> {
    let today = visit.today();
    let now = open
        .iter()
        .find(|held| held.period.from <= today && today <= held.period.until);
    now.or(open.last())
}

pub fn one(visit: &Visit, request: &Request, held: &Retainer, refused: &Refused) -> Result<Page> {
    let client: Client = visit
        .follow(held, |held: &Retainer| held.client)?
        .unwrap_or_default();
    let open = standing(visit, held)?;
    let now = current(visit, &open);
    let at = format!("/retainers/{}", held.id);
    let may = |action| visit.may(action, held);
    let running = held.state == State::Running;
    let body = html! {
        div data-live-id="retainer-head" {
            (Head::new(held.title.as_str())
                .mark(badge(held.state.tone(), held.state.label()))
                .fact(id(held.id.to_string()))
                .fact(html! { "with " (link(visit, client.id.as_ref(), client.name.as_str())) })
                .actions(html! {
                    @if may(&BILL) { (post_button(&format!("{at}/bill"), hidden("_key", form_key()), Button::submit("Bill what is open").icon(Icon::Invoice))) }
                    @if running && may(&EDIT) { (Button::link("Edit", format!("{at}/edit")).icon(Icon::Edit).key("e")) }
                }))
        }
        (record(html! {
            div class="stack l" data-live-id="retainer-hours" {
                @if let Some(now) = now {
                    (Section::new(now.period.name(), html! {
                        (gauge(&now.settled))
                        (report::table(visit, &report::spent(visit, &now.period, Some(now))?, "Until now")?)
                        @if now.internal > 0 { p class="mute" { (time::minutes(now.internal)) " that nobody bills isn’t counted." } }
                    }))
                }
                (Section::new("Period by period", past(visit, held, &open)?))
            }
            (Section::new("History", history::of(visit, held, request)?).live("history"))
        }, html! {
            div data-live-id="retainer-facts" { (Section::new("The agreement", facts(visit, held)?)) }
            @if running && may(&END) { (Section::new("End it", ending(visit, held, refused.form("end")))) }
        }))
    };
    let page = Page::new(held.title.as_str(), body)
        .under("Retainers", "/retainers")
        .styles(&["record", "extra", "list", "thread"])
        .live(format!("retainers:{}", held.id.raw()))
        .status(refused.status());
    Ok(match refused.anything() {
        true => page.at(at),
        false => page,
    })
}

/// A period with its statement: what there was, what was used, and what becomes of the rest.
pub fn period(visit: &Visit, request: &Request, period: &Period) -> Result<Page> {
    let retainer: Retainer = visit
        .follow(period, |period: &Period| period.retainer)?
        .unwrap_or_default();
    let open = standing(visit, &retainer)?;
    let now = open.iter().find(|open| open.period.id == period.id);
    let is = figures(period, now);
    let currency = CurrentSettings::of(visit)?.0.currency();
    let over = html! {
        @if period.terms.rate == Money::ZERO { "not billed" }
        @else { (period.terms.rate.show(currency)) " an hour" }
    };
    let (lapsed, carried_on) = match now {
        Some(now) => (now.settled.lapsed, now.settled.carried_on()),
        None => (period.lapsed, period.carried_on),
    };
    let closable = period.is_open() && period.until < visit.today() && visit.may(&CLOSE, period);
    let body = html! {
        div data-live-id="period-head" {
            (Head::new(period.name())
                .mark(if period.is_open() { badge(Tone::Azure, "Open") } else { badge(Tone::Stone, "Closed") })
                .fact(html! { "of " (link(visit, retainer.id.as_ref(), retainer.title.as_str())) })
                .actions(html! {
                    (Button::link("PDF", format!("/retainer-periods/{}/pdf", period.id)).icon(Icon::Download))
                    @if closable { (post_button(&format!("/retainer-periods/{}/close", period.id), html! {}, Button::submit("Close it now").primary())) }
                }))
        }
        (record(html! {
            div class="stack l" data-live-id="period-hours" {
                (Section::new("Hours", gauge(&is)))
                (Section::new("What the hours went into", report::table(visit, &report::spent(visit, period, now)?, "In all")?))
            }
            (Section::new("History", history::of(visit, period, request)?).live("history"))
        }, html! {
            div data-live-id="period-statement" {
                (Section::new("Statement", Facts::new()
                    .fact("Included", minutes(is.included))
                    .fact("Carried over into it", minutes(is.carried_in))
                    .fact("Used", minutes(is.used))
                    .strong("Left", minutes(is.left()))
                    .strong("Beyond", minutes(is.over))
                    .fact("Goes on into the next", minutes(carried_on))
                    .fact("Lapses", minutes(lapsed))
                    .fact("Price", period.terms.price.show(currency))
                    .fact("An hour beyond", over)
                    .fact("Billed on", billed(visit, period)?)
                    .fact(if period.is_open() { "Closes" } else { "Closed" },
                        period.closed_at.unwrap_or(period.closes_at).show(visit.at, &visit.tz))))
            }
        }))
    };
    Ok(Page::new(period.name(), body)
        .under("Retainers", "/retainers")
        .under(
            retainer.title.as_str(),
            format!("/retainers/{}", retainer.id),
        )
        .styles(&["record", "extra", "list", "thread"])
        .live(format!("retainer-periods:{}", period.id.raw()))
        .live(format!("retainers:{}", retainer.id.raw())))
}

/// Agreements with a client, on the client's page.
pub const CLIENT_SECTION: clients::Section = clients::Section {
    tab: ClientTab::Money,
    needs: VIEW,
    count: Some(|visit, client| counted::<Retainer>(visit, client, OF_CLIENT)),
    draw: client_section,
};

fn client_section(visit: &Visit, client: &Client, view: &SectionView<'_>) -> Result<Markup> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let held: Vec<Retainer> = visit.related(client, OF_CLIENT, Key::new().id(client.id), SHOWN)?;
    let table = table_of(
        ("Retainers", "client-retainers"),
        &["Retainer", "Status", "Included", "Price"],
        &held,
        view,
        |held| {
            Row::new()
                .name_link(
                    &format!("/retainers/{}", held.id),
                    held.title.as_str(),
                    held.id.to_string(),
                )
                .cell(badge(held.state.tone(), held.state.label()))
                .cell(included(held))
                .number(held.terms.price.show(currency))
        },
    );
    Ok(html! {
        (table)
        @if visit.may(&CREATE, client) {
            (buttons(Button::link("New retainer", format!("/retainers/new?client={}", client.id)).small()))
        }
    })
}
