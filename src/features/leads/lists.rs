//! Leads as a board and as a table, with the same filters in the address.

use maud::{Markup, html};

use super::{
    lead::{self, Lead, Source, Stage},
    pages::{categories, follow_up, stage_mark},
    query::{LeadQuery, LeadSort},
};
use crate::{
    access::Action,
    base::{Choice, Id, Money, Result, money::Currency},
    data::{Key, Query, Visit},
    features::{
        clocks::{self, Left},
        lists::{self as listed, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        people::{Directory, Whom},
        records::{self, Editing, controls},
        settings::{Category, CurrentSettings},
    },
    ui::{prelude::*, quick::QuickLine},
    web::{Page, Reply, Request, find_here, request::encode_pairs},
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
                @if visit.may_somewhere(&super::actions::IMPORT) { (Button::link("Import", "/leads/import").icon(Icon::Upload)) }
                @if visit.may_somewhere(&super::actions::CREATE) { (Button::link("New lead", "/leads/new").primary().icon(Icon::Plus).key("n")) }
            }))
    })
}

fn switch(request: &Request, board: bool) -> Markup {
    segments(
        "View",
        &[
            (
                Some(Icon::Board),
                "Board",
                &request.with_path("/leads/board"),
                board,
            ),
            (
                Some(Icon::Table),
                "Table",
                &request.with_path("/leads"),
                !board,
            ),
        ],
    )
}

/// Adding a lead on one line; `back` is the page it stands on.
fn add_line(back: &str) -> QuickLine {
    records::line_of::<Lead>("Add a lead", back)
        .hint("Such as: Alder Creek Veterinary, Naomi Frost 210-555-0100 naomi@alder.example")
        .whole("/leads/new")
}

pub fn board_page(visit: &Visit, request: &Request) -> Result<Page> {
    let asked = LeadQuery {
        sort: LeadSort::Touched,
        ascending: false,
        ..request.filters()
    };
    let around = Around::of(visit)?;
    let (names, currency) = (around.names.clone(), around.currency);
    if let Some(numbers) = request.cards() {
        let mut cards = Vec::new();
        for id in numbers.into_iter().filter_map(Id::parse) {
            let lead = visit.listed(&asked.query(visit), id)?;
            cards.extend(lead.map(|lead| card(visit, &lead, &names, currency)));
        }
        return Ok(Page::new("Leads", html! { @for card in &cards { (card) } }));
    }
    let mut lanes = Vec::new();
    let shown = |stage: &Stage| asked.stages.is_empty() || asked.stages.contains(stage);
    for held in Stage::OPEN.into_iter().filter(shown) {
        let of_stage = LeadQuery {
            stages: vec![held],
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
        if held == Stage::New && visit.may_somewhere(&super::actions::CREATE) {
            lane = lane
                .add("Add a lead", "/leads/new")
                .line(add_line("/leads/board"));
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
        (bar(html! {
            (switch(request, true))
            (find_here(request, "Find a company or contact"))
            (answering("chips", listed::chips::<Lead>(&around, request)?))
        }, html! {}))
        (answering("menus", listed::menus::<Lead>(&around, request)?))
        (answering("list", html! {
            div data-live-id="board" data-kinds="leads" {
                @if visit.may_somewhere(&super::actions::MOVE) { (board("/leads/move", html! { @for lane in &lanes { (lane) } })) }
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
    let edits = Editing::of_fields(visit, lead, &["value", "follow_up", "owner"]);
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
        strong class="val" { (edits.value("value", value.as_str())) }
        (score(lead.score))
        span { @if let Some(day) = lead.follow_up { (edits.value("follow_up", follow_up(day, visit.today()))) } }
        (edits.value("owner", html! { (Avatar::person(names.name(lead.owner)).small()) span class="vh" { (names.name(lead.owner)) } }))
    });
    if visit.may(&super::actions::MOVE, lead) {
        card
    } else {
        card.fixed()
    }
}

/// The views of leads, with how many stand behind each; those that are an order of the open ones have as many.
fn tabs_of(visit: &Visit) -> Result<Vec<ListTab>> {
    let count = |asked: LeadQuery| match Lead::totals(visit, &asked)? {
        Some(totals) => Ok(Some(totals)),
        None => Totals::counted(visit, &asked.query(visit)).map(Some),
    };
    let of = |stage: Stage| LeadQuery {
        stages: vec![stage],
        ..LeadQuery::default()
    };
    let mine = LeadQuery {
        owners: vec![Whom::Me],
        ..LeadQuery::default()
    };
    Ok(vec![
        ListTab::new("All open", "").count(count(LeadQuery::default())?),
        ListTab::new("Mine", "owner=me")
            .count(count(mine)?)
            .nothing(Empty::quiet(
                "No open lead is yours",
                "What you add, and what is handed to you, comes here.",
            )),
        ListTab::new("By follow-up", "sort=follow-up"),
        ListTab::new("Hot", "sort=score"),
        ListTab::new("Won", "stage=won")
            .count(count(of(Stage::Won))?)
            .nothing(Empty::quiet(
                "Nothing is won yet",
                "A lead is won when its client accepts a quote.",
            )),
        ListTab::new("Lost", "stage=lost")
            .count(count(of(Stage::Lost))?)
            .nothing(Empty::quiet(
                "Nothing is lost",
                "Leads that came to nothing are kept here, each with why.",
            )),
    ])
}

pub fn table_page(visit: &Visit, request: &Request) -> Result<Reply> {
    let frame = Frame {
        head: head(visit)?,
        tabs: tabs_of(visit)?,
        switch: switch(request, false),
        find: "Find a company or contact",
        nothing: html! {
            (Empty::first("No leads yet", "Leads you add or import appear here, and on the board.").actions(html! {
                @if visit.may_somewhere(&super::actions::CREATE) { (Button::link("Add the first lead", "/leads/new").primary()) }
            }))
        },
        several: controls::<Lead>(visit)?,
        below: html! { @if visit.may_somewhere(&super::actions::CREATE) { (add_line("/leads")) } },
        styles: vec!["board"],
        ..Frame::default()
    };
    listed::page::<Lead>(visit, request, frame)
}

impl Listed for Lead {
    type Asked = LeadQuery;
    const EXPORT: Action = super::actions::EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Stage>("stage", "Stage"),
        Filter::choice::<Source>("source", "Source"),
        Filter::choice::<Category>("category", "Service"),
        Filter::people("owner", "Owner"),
    ];
    const SUMMED: Option<&'static str> = Some("value");

    fn columns() -> Vec<Shown<Lead>> {
        vec![
            Shown::<Lead>::new("stage", "Stage", |_, lead| Ok(stage_mark(lead.stage))),
            Shown::<Lead>::new("categories", "Services", |_, lead| {
                Ok(categories(&lead.categories))
            }),
            Shown::<Lead>::new("source", "Source", |_, lead| {
                Ok(html! { (lead.source.label()) })
            })
            .dim(),
            Shown::<Lead>::new("value", "Value", |around, lead| {
                Ok(html! { (lead.value.show(around.currency)) })
            })
            .number()
            .sorts(&[
                ("value", Sort::Descending),
                ("value-up", Sort::Ascending),
            ]),
            Shown::<Lead>::new("score", "Score", |_, lead| Ok(score(lead.score)))
                .number()
                .sorts(&[
                    ("score", Sort::Descending),
                    ("score-up", Sort::Ascending),
                ]),
            Shown::<Lead>::new("follow_up", "Next follow-up", |around, lead| {
                Ok(html! { @if let Some(day) = lead.follow_up { (follow_up(day, around.visit.today())) } })
            })
            .number()
            .sorts(&[("follow-up", Sort::Ascending)]),
            Shown::<Lead>::new("owner", "Owner", |around, lead| {
                Ok(who_first(around.names.name(lead.owner)))
            }),
            Shown::<Lead>::new("clock", "First contact", |around, lead| {
                clocks::clock_cell(around.visit, lead.next.as_ref())
            })
            .told(|around, lead| {
                let next = lead.next.as_ref();
                let left = next.map(|next| Left::of_next(around.visit, next));
                Ok(left.transpose()?.map(|left| left.left).unwrap_or_default())
            })
            .on_choice(),
            Shown::<Lead>::new("touched_at", "Last contact", |around, lead| {
                Ok(html! { (lead.touched.show(around.visit.at, &around.visit.tz)) })
            })
            .dim()
            .sorts(&[("", Sort::Descending)]),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/leads/{}", self.id),
            &self.company,
            self.contact.as_str(),
        ))
    }

    fn editing(&self, visit: &Visit, keys: &[&str]) -> Editing {
        Editing::of_fields(visit, self, keys)
    }

    fn query(visit: &Visit, asked: &LeadQuery) -> Result<Option<Query<Lead>>> {
        Ok(Some(asked.query(visit)))
    }

    fn value(&self) -> Money {
        self.value
    }

    fn totals(visit: &Visit, asked: &LeadQuery) -> Result<Option<Totals>> {
        if asked.is_filtered() {
            return Ok(None);
        }
        let (mut count, mut value) = (0, 0);
        for stage in asked.within() {
            let key = || Key::new().byte(stage.code());
            let held = visit.total::<Lead>(lead::COUNT, key())?;
            let worth = visit.total::<Lead>(lead::VALUE, key())?;
            let (Some(held), Some(worth)) = (held, worth) else {
                return Ok(None);
            };
            (count, value) = (count + held, value + worth);
        }
        Ok(Some(Totals {
            count: u64::try_from(count).unwrap_or(0),
            value: Some(Money(value)),
            whole: true,
        }))
    }

    fn counted(visit: &Visit, filter: &str, value: &str) -> Result<Option<Totals>> {
        let Some(stage) = Stage::from_key(value).filter(|_| filter == "stage") else {
            return Ok(None);
        };
        let count = visit.total::<Lead>(lead::COUNT, Key::new().byte(stage.code()))?;
        let count = count.and_then(|count| u64::try_from(count).ok());
        Ok(count.map(Totals::all))
    }
}
