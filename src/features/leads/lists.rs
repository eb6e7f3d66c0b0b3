//! Leads as a board and as a table, with the same filters in the address.

use maud::{Markup, html};

use super::{
    lead::{self, Lead, Source, Stage},
    pages::{categories, follow_up, stage_mark},
};
use crate::{
    base::{Choice, Money, Result, money::Currency, text},
    data::{Key, List, Page as Rows, Visit},
    features::{
        people::{Directory, User},
        settings::{Category, House},
    },
    ui::prelude::*,
    web::{Form, Page, Reader, Request, form::Optional},
};

/// What the address asks for.
pub struct Filter {
    pub stage: Option<Stage>,
    source: Option<Source>,
    category: Option<Category>,
    mine: Option<u64>,
    words: String,
    sort: Sort_,
    ascending: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Sort_ {
    Touched,
    Value,
    Score,
    FollowUp,
}

/// What programs may ask a list of leads for; pages pass over what they can't read.
pub struct Asked;

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        f.choice::<Stage>("stage", "Stage", Optional);
        f.choice::<Source>("source", "Source", Optional);
        f.choice::<Category>("category", "Service", Optional);
        f.word("owner", "Owner", &["me"]);
        f.text("q", "Company or contact", Optional, 200);
        f.word("sort", "Sort", &SORTS);
        Asked
    }
}

const SORTS: [&str; 5] = ["value", "value-up", "score", "score-up", "follow-up"];

impl Filter {
    pub fn read(visit: &Visit, request: &Request) -> Filter {
        let (sort, ascending) = match request.query("sort") {
            Some("value") => (Sort_::Value, false),
            Some("value-up") => (Sort_::Value, true),
            Some("score") => (Sort_::Score, false),
            Some("score-up") => (Sort_::Score, true),
            Some("follow-up") => (Sort_::FollowUp, true),
            _ => (Sort_::Touched, false),
        };
        Filter {
            stage: request.query("stage").and_then(Stage::from_key),
            source: request.query("source").and_then(Source::from_key),
            category: request.query("category").and_then(Category::from_key),
            mine: (request.query("owner") == Some("me")).then_some(visit.actor.person),
            words: text::fold(request.query("q").unwrap_or_default()),
            sort,
            ascending,
        }
    }

    fn keeps(&self, lead: &Lead) -> bool {
        self.source.is_none_or(|s| lead.source == s)
            && self.category.is_none_or(|c| lead.categories.contains(&c))
            && self.mine.is_none_or(|me| lead.owner.raw() == me)
            && self.stage.is_none_or(|s| lead.stage == s)
            && (self.words.is_empty()
                || text::fold(&lead.company).contains(&self.words)
                || text::fold(&lead.contact).contains(&self.words))
    }

    pub fn page(&self, visit: &Visit, request: &Request, limit: usize) -> Result<Rows<Lead>> {
        let closed = self.stage.is_some_and(|s| !s.is_open());
        let open = || Key::new().byte(u8::from(closed));
        let list = match (self.sort, self.stage) {
            (Sort_::Touched, Some(stage)) => {
                List::by(lead::BY_STAGE).under(Key::new().byte(stage.code()))
            }
            (Sort_::Touched, None) => List::by(lead::BY_TOUCHED).under(open()),
            (Sort_::Value, _) => List::by(lead::BY_VALUE).under(open()),
            (Sort_::Score, _) => List::by(lead::BY_SCORE).under(open()),
            (Sort_::FollowUp, _) => List::by(lead::BY_FOLLOW_UP),
        };
        let list = list
            .descending(!self.ascending)
            .limit(limit)
            .after(request.query("after"));
        visit.list_where(list, |lead| self.keeps(lead))
    }
}

fn head(visit: &Visit) -> Result<Markup> {
    let currency = House::of(visit)?.0.currency();
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

fn filters(request: &Request, filter: &Filter, board: bool) -> Markup {
    let keep = |path: &str| {
        if request.raw_query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", request.raw_query)
        }
    };
    let chips = html! {
        form method="get" action=(request.path) class="row" {
            @for (name, value) in request.query.iter().filter(|(n, _)| n != "q" && n != "after") { (hidden(name, value)) }
            (find_box("q", "Find a company or contact", request.query("q").unwrap_or_default()))
        }
        @if filter.mine.is_some() { (chip_set(&request.with_query("owner", None), "Owner", "me")) } @else { (chip_link("Mine", &request.with_query("owner", Some("me")))) }
        @match filter.source {
            Some(s) => (chip_set(&request.with_query("source", None), "Source", s.label())),
            None => (chip_menu("Source", "source-menu")),
        }
        @match filter.category {
            Some(c) => (chip_set(&request.with_query("category", None), "Service", c.label())),
            None => (chip_menu("Service", "category-menu")),
        }
        @if filter.source.is_some() || filter.category.is_some() || filter.mine.is_some() || !filter.words.is_empty() { (chips_clear(&request.path)) }
    };
    html! {
        (bar(html! {
            (segments("View", &[
                (Some(Icon::Board), "Board", &keep("/leads/board"), board),
                (Some(Icon::Table), "Table", &keep("/leads"), !board),
            ]))
            (chips)
        }, html! {}))
        (menu("source-menu", Source::ALL.iter().map(|s| Item::plain(s.label(), request.with_query("source", Some(s.key()))))))
        (menu("category-menu", Category::ALL.iter().map(|c| Item::plain(c.label(), request.with_query("category", Some(c.key()))))))
    }
}

pub fn board_page(visit: &Visit, request: &Request) -> Result<Page> {
    let filter = Filter::read(visit, request);
    let names = Directory::of(visit)?;
    let currency = House::of(visit)?.0.currency();
    let mut lanes = Vec::new();
    for held in Stage::OPEN {
        let list = List::by(lead::BY_STAGE)
            .under(Key::new().byte(held.code()))
            .descending(true)
            .limit(30);
        let page = visit.list_where::<Lead>(list.clone(), |lead| filter.keeps(lead))?;
        let count = visit.count::<Lead>(&list, 1000)?;
        let value = visit.total::<Lead>(lead::VALUE, Key::new().byte(held.code()))?;
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
            lane = lane.more(html! { a class="link" href=(format!("/leads?stage={}", held.key())) { "All " (count) } });
        }
        lanes.push(lane);
    }
    let body = html! {
        (head(visit)?)
        (filters(request, &filter, true))
        div data-live-id="board" {
            @if visit.may_somewhere(&super::MOVE) { (board("/leads/move", html! { @for lane in &lanes { (lane) } })) }
            @else { (board_still(html! { @for lane in &lanes { (lane) } })) }
        }
    };
    Ok(Page::new("Leads", body)
        .styles(&["board", "list"])
        .scripts(&["drag-board"])
        .live("leads"))
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
    .line_quiet(html! { span { (lead.contact) } span class="dim" { (lead.source.label()) } })
    .line(categories(&lead.categories))
    .foot(html! {
        strong class="val" { (value) }
        (score(lead.score))
        span { @if let Some(day) = lead.follow_up { (follow_up(day, visit.today())) } }
        (Avatar::person(names.name(lead.owner)).small())
    });
    if visit.may(&super::MOVE, lead) && lead.in_hands_of(&visit.actor, &super::MOVE) {
        card
    } else {
        card.fixed()
    }
}

pub fn table_page(visit: &Visit, request: &Request) -> Result<Page> {
    let filter = Filter::read(visit, request);
    let page = filter.page(visit, request, 50)?;
    let names = Directory::of(visit)?;
    let currency = House::of(visit)?.0.currency();
    let may_bulk = visit.may_somewhere(&super::ASSIGN);
    let sort = |sort: Sort_, down: &str, up: &str| {
        let current = (filter.sort == sort).then_some(if filter.ascending {
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
        .column(column("Value", sort(Sort_::Value, "value", "value-up")))
        .column(column("Score", sort(Sort_::Score, "score", "score-up")))
        .column(column(
            "Next follow-up",
            sort(Sort_::FollowUp, "follow-up", ""),
        ))
        .column(Column::new("Owner"))
        .column(Column::new("Last contact"))
        .body(rows);
    if may_bulk {
        table = table.ticks(format!("Select all {}", page.rows.len()));
    }
    let body = html! {
        (head(visit)?)
        (views(request, &filter))
        (filters(request, &filter, false))
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
                div data-live-id="rows" { (table) }
                @if may_bulk { (bulk_bar(&names, currency)) }
            }
        }
        (pager(page.rows.len(), request.query("after").map(|_| request.with_query("after", None)).as_deref(), page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
        @if visit.may_somewhere(&super::EXPORT) {
            p { a class="link" href=(export_address(request)) { "Export these as CSV" } }
        }
    };
    Ok(Page::new("Leads", body)
        .styles(&["list", "board"])
        .scripts(&["bulk-select"])
        .live("leads"))
}

fn export_address(request: &Request) -> String {
    if request.raw_query.is_empty() {
        "/leads/export.csv".into()
    } else {
        format!("/leads/export.csv?{}", request.raw_query)
    }
}

fn views(request: &Request, filter: &Filter) -> Markup {
    let at = request.raw_query.as_str();
    tabs(
        "Saved views",
        [
            Tab::new("All open", "/leads").current(at.is_empty()),
            Tab::new("Mine", "/leads?owner=me").current(at == "owner=me"),
            Tab::new("By follow-up", "/leads?sort=follow-up")
                .current(filter.sort == Sort_::FollowUp),
            Tab::new("Hot", "/leads?sort=score").current(filter.sort == Sort_::Score),
            Tab::new("Won", "/leads?stage=won").current(filter.stage == Some(Stage::Won)),
            Tab::new("Lost", "/leads?stage=lost").current(filter.stage == Some(Stage::Lost)),
        ],
    )
}

fn bulk_bar(names: &Directory, currency: Currency) -> Markup {
    let staff = names.staff();
    bulk(
        "Selected leads",
        Some((currency.code, currency.exponent)),
        html! {
            (Select::new("owner", "Assign to").nothing("Leave the owner").options(staff.iter().map(|u: &&User| (u.id.to_string(), u.name.clone()))).bare())
            (Input::date("follow_up", "Set follow-up").bare())
            (Button::submit("Apply").primary().small())
        },
    )
}

/// The leads a filter finds, as CSV, read in pages so that a long export holds no long snapshot.
pub fn export(visit: &Visit, request: &Request) -> Result<String> {
    let names = Directory::of(visit)?;
    let filter = Filter::read(visit, request);
    let mut out = csv::Writer::from_writer(Vec::new());
    let bad = |e: csv::Error| crate::base::Error::internal(e);
    out.write_record([
        "Number",
        "Company",
        "Contact",
        "E-mail",
        "Phone",
        "City",
        "Source",
        "Services",
        "Stage",
        "Value",
        "Score",
        "Owner",
        "Follow-up",
    ])
    .map_err(bad)?;
    let currency = House::of(visit)?.0.currency();
    let mut ask = Request {
        query: request.query.clone(),
        path: request.path.clone(),
        ..Request::default()
    };
    ask.query.retain(|(name, _)| name != "after");
    loop {
        let page = filter.page(visit, &ask, 500)?;
        for lead in &page.rows {
            let services: Vec<&str> = lead.categories.iter().map(|c| c.label()).collect();
            let cells = [
                lead.id.to_string(),
                lead.company.clone(),
                lead.contact.clone(),
                lead.email.clone(),
                lead.phone.clone(),
                lead.city.clone(),
                lead.source.label().into(),
                services.join(", "),
                lead.stage.label().into(),
                lead.value.input(currency),
                lead.score.to_string(),
                names.name(lead.owner).to_owned(),
                lead.follow_up.map(|d| d.iso()).unwrap_or_default(),
            ];
            out.write_record(cells.iter().map(|c| text::csv_cell(c)))
                .map_err(bad)?;
        }
        match page.next {
            None => break,
            Some(next) => {
                ask.query.retain(|(name, _)| name != "after");
                ask.query.push(("after".into(), next));
            }
        }
    }
    let bytes = out.into_inner().map_err(crate::base::Error::internal)?;
    String::from_utf8(bytes).map_err(crate::base::Error::internal)
}
