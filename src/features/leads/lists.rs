//! Leads as a board and as a table, with the same filters in the address.

use maud::{Markup, html};

use super::{
    lead::{self, Lead, Source, Stage},
    pages::{categories, follow_up, stage_mark},
    query::{LeadQuery, LeadSort},
};
use crate::{
    base::{Choice, Id, Money, Result, money::Currency},
    data::{Key, Visit},
    features::{
        people::{Directory, Whom},
        records::{controls, sheet_of},
        settings::{Category, CurrentSettings},
    },
    ui::prelude::*,
    web::{Page, Request, find_here, pages_around, request::encode_pairs},
};

fn head(visit: &Visit) -> Result<Markup> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let (mut count, mut value) = (Some(0), Some(0));
    for stage in Stage::OPEN {
        let key = || Key::new().byte(stage.code());
        count = count
            .zip(visit.total::<Lead>(lead::COUNT, key())?)
            .map(|(a, b)| a + b);
        value = value
            .zip(visit.total::<Lead>(lead::VALUE, key())?)
            .map(|(a, b)| a + b);
    }
    Ok(html! {
        (Head::new("Leads")
            .fact(html! { @if let Some(count) = count { (count) " open" } })
            .fact(html! { @if let Some(value) = value { (Money(value).show(currency)) " in play" } })
            .actions(html! {
                @if visit.may_somewhere(&super::IMPORT) { (Button::link("Import", "/leads/import").icon(Icon::Upload)) }
                @if visit.may_somewhere(&super::CREATE) { (Button::link("New lead", "/leads/new").primary().icon(Icon::Plus).key("n")) }
            }))
    })
}

fn filters(request: &Request, asked: &LeadQuery, names: &Directory, board: bool) -> Markup {
    let keep = |path: &str| request.with_path(path);
    let chips = html! {
        @match asked.owner {
            None => (chip_link("Mine", &request.with_query("owner", Some("me")))),
            Some(Whom::Me) => (chip_set(&request.with_query("owner", None), "Owner", "me")),
            Some(Whom::Of(id)) => (chip_set(&request.with_query("owner", None), "Owner", names.name(id))),
        }
        @match asked.source {
            Some(s) => (chip_set(&request.with_query("source", None), "Source", s.label())),
            None => (chip_menu("Source", "source-menu")),
        }
        @match asked.category {
            Some(c) => (chip_set(&request.with_query("category", None), "Service", c.label())),
            None => (chip_menu("Service", "category-menu")),
        }
        @if asked.is_filtered() { (chips_clear(&request.path)) }
    };
    html! {
        (bar(html! {
            (segments("View", &[
                (Some(Icon::Board), "Board", &keep("/leads/board"), board),
                (Some(Icon::Table), "Table", &keep("/leads"), !board),
            ]))
            (find_here(request, "Find a company or contact"))
            (answering("chips", chips))
        }, html! {}))
        (answering("menus", html! {
        (menu("source-menu", Source::ALL.iter().map(|s| Item::plain(s.label(), request.with_query("source", Some(s.key()))))))
        (menu("category-menu", Category::ALL.iter().map(|c| Item::plain(c.label(), request.with_query("category", Some(c.key()))))))
        }))
    }
}

pub fn board_page(visit: &Visit, request: &Request) -> Result<Page> {
    let asked = LeadQuery {
        sort: LeadSort::Touched,
        ascending: false,
        ..request.filters()
    };
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    if let Some(numbers) = request.cards() {
        let mut cards = Vec::new();
        for id in numbers.into_iter().filter_map(Id::parse) {
            let lead = visit.listed(&asked.query(visit), id)?;
            cards.extend(lead.map(|lead| card(visit, &lead, &names, currency)));
        }
        return Ok(Page::new("Leads", html! { @for card in &cards { (card) } }));
    }
    let mut lanes = Vec::new();
    for held in Stage::OPEN {
        let of_stage = LeadQuery {
            stage: Some(held),
            ..asked.clone()
        };
        let query = of_stage.query(visit).limit(30);
        let page = visit.list(query.clone())?;
        let key = || Key::new().byte(held.code());
        let total = |tally| match asked.is_filtered() {
            true => Ok(None),
            false => visit.total::<Lead>(tally, key()),
        };
        let count = match (&page.next, total(lead::COUNT)?) {
            (_, Some(count)) => usize::try_from(count).unwrap_or(0),
            (None, None) => page.rows.len(),
            (Some(_), None) => visit.count(&query, 1000)?,
        };
        let value = total(lead::VALUE)?;
        let mut lane = Lane::new(held.key(), held.label())
            .title(stage(usize::from(held.code()) + 1, 5, held.label()))
            .count(count as u64)
            .cards(
                page.rows
                    .iter()
                    .map(|lead| card(visit, lead, &names, currency)),
            );
        if let Some(value) = value {
            lane = lane.fact(Money(value).show(currency));
        }
        if held == Stage::New && visit.may_somewhere(&super::CREATE) {
            lane = lane.add("Add a lead", "/leads/new");
        }
        if page.next.is_some() {
            let kept = request.query.iter().map(|(n, v)| (n.as_str(), v.as_str()));
            let kept = kept.filter(|(name, _)| !matches!(*name, "stage" | "sort"));
            let pairs: Vec<(&str, &str)> = kept.chain([("stage", held.key())]).collect();
            lane = lane.more(html! { a class="link" href=(format!("/leads?{}", encode_pairs(&pairs))) { "All " (count) } });
        }
        lanes.push(lane);
    }
    let body = html! {
        (head(visit)?)
        (filters(request, &asked, &names, true))
        (answering("list", html! {
            div data-live-id="board" data-kinds="leads" {
                @if visit.may_somewhere(&super::MOVE) { (board("/leads/move", html! { @for lane in &lanes { (lane) } })) }
                @else { (board_still(html! { @for lane in &lanes { (lane) } })) }
            }
        }))
    };
    Ok(Page::new("Leads", body)
        .styles(&["board", "list"])
        .scripts(&["drag-board"])
        .lists::<Lead>(visit))
}

fn card(visit: &Visit, lead: &Lead, names: &Directory, currency: Currency) -> Card {
    let value = lead.value.show(currency);
    let label = format!("{}, {value}, score {}", lead.company, lead.score);
    let card = Card::new(
        lead.id.to_string(),
        format!("/leads/{}", lead.id),
        lead.company.as_str(),
        label,
    )
    .version(lead.version)
    .shows(
        format!("leads:{}", lead.id.raw()),
        format!("{} {value}", lead.stage.key()),
    )
    .line_quiet(html! { span { (lead.contact) } span class="dim" { (lead.source.label()) } })
    .line(categories(&lead.categories))
    .foot(html! {
        strong class="val" { (value) }
        (score(lead.score))
        span { @if let Some(day) = lead.follow_up { (follow_up(day, visit.today())) } }
        (Avatar::person(names.name(lead.owner)).small())
    });
    if visit.may(&super::MOVE, lead) {
        card
    } else {
        card.fixed()
    }
}

pub fn table_page(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: LeadQuery = request.filters();
    let page = visit.list(asked.query(visit).page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let may_bulk = visit.may_somewhere(&super::ASSIGN);
    let sort = |sort: LeadSort, down: &str, up: &str| {
        let current = (asked.sort == sort).then_some(if asked.ascending {
            Sort::Ascending
        } else {
            Sort::Descending
        });
        let next = if current == Some(Sort::Descending) {
            up
        } else {
            down
        };
        (request.with_query("sort", Some(next)), current)
    };
    let column = |title: &str, to: (String, Option<Sort>)| {
        Column::number(title.to_owned()).sorts(to.0, to.1)
    };
    let rows = page.rows.iter().map(|lead| {
        Row::keyed(lead.id.to_string(), lead.company.as_str())
            .amount(lead.value.0)
            .id(format!("lead-{}", lead.id.raw()))
            .name_link(
                &format!("/leads/{}", lead.id),
                lead.company.as_str(),
                lead.contact.as_str(),
            )
            .cell(stage_mark(lead.stage))
            .cell(categories(&lead.categories))
            .dim(lead.source.label())
            .number(lead.value.show(currency))
            .number(score(lead.score))
            .number(
                html! { @if let Some(day) = lead.follow_up { (follow_up(day, visit.today())) } },
            )
            .cell(who_first(names.name(lead.owner)))
            .dim(lead.touched.show(visit.at, &visit.tz))
    });
    let mut table = Table::rows()
        .column(Column::new("Company"))
        .column(Column::new("Stage"))
        .column(Column::new("Services"))
        .column(Column::new("Source"))
        .column(column("Value", sort(LeadSort::Value, "value", "value-up")))
        .column(column("Score", sort(LeadSort::Score, "score", "score-up")))
        .column(column(
            "Next follow-up",
            sort(LeadSort::FollowUp, "follow-up", ""),
        ))
        .column(Column::new("Owner"))
        .column(Column::new("Last contact"))
        .body(rows);
    if may_bulk {
        table = table.ticks(format!("Select all {}", page.rows.len()));
    }
    let body = html! {
        (head(visit)?)
        (views(request, &asked))
        (filters(request, &asked, &names, false))
        (answering("list", html! {
        @if page.rows.is_empty() {
            @if request.raw_query.is_empty() {
                (Empty::first("No leads yet", "Leads you add or import appear here, and on the board.").actions(html! {
                    @if visit.may_somewhere(&super::CREATE) { (Button::link("Add the first lead", "/leads/new").primary()) }
                }))
            } @else {
                (Empty::no_match("No lead fits", "Take a filter away, or look for another word.").actions(Button::link("Clear the filters", "/leads")))
            }
        } @else {
            form method="post" action="/leads/bulk" data-once {
                div data-live-id="rows" data-kinds="leads" { (table) }
                @if may_bulk {
                    (hidden("back", request.here()))
                    (bulk("Selected leads", Some((currency.code, currency.exponent)), controls::<Lead>(visit)?))
                }
            }
        }
        (pages_around(request, page.rows.len(), &page))
        @if visit.may_somewhere(&super::EXPORT) {
            p { a class="link" href=(request.with_path("/leads/export.csv")) { "Export these as CSV" } }
        }
        }))
    };
    Ok(Page::new("Leads", body)
        .styles(&["list", "board"])
        .scripts(&["bulk-select"])
        .lists::<Lead>(visit))
}

fn views(request: &Request, asked: &LeadQuery) -> Markup {
    let at = request.raw_query.as_str();
    tabs(
        "Saved views",
        [
            Tab::new("All open", "/leads").current(at.is_empty()),
            Tab::new("Mine", "/leads?owner=me").current(at == "owner=me"),
            Tab::new("By follow-up", "/leads?sort=follow-up")
                .current(asked.sort == LeadSort::FollowUp),
            Tab::new("Hot", "/leads?sort=score").current(asked.sort == LeadSort::Score),
            Tab::new("Won", "/leads?stage=won").current(asked.stage == Some(Stage::Won)),
            Tab::new("Lost", "/leads?stage=lost").current(asked.stage == Some(Stage::Lost)),
        ],
    )
}

/// The leads a filter finds, as CSV.
pub fn sheet(visit: &Visit, asked: &LeadQuery) -> Result<String> {
    sheet_of(visit, |paging| visit.list(asked.query(visit).page(paging)))
}
