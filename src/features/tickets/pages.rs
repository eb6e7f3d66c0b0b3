//! The list of tickets, and the pages on which a new one is opened or raised.

use maud::{Markup, html};

use super::{
    Stage, Ticket, TicketKind,
    actions::{EXPORT, HAND_OVER, OPEN, RAISE},
    forms::{OpenTicket, RaiseTicket, raised},
    query::{TicketQuery, TicketSort, my_hands},
    ticket::{BY_STAGE, COUNT},
};
use crate::{
    access::Action,
    base::{Choice, Id, Money, Result},
    data::{Key, Query, Record, Visit},
    features::{
        clients::Client,
        clocks::{self, Left},
        form_key,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        quotes::Quote,
        records::{self, Editing},
        settings::{Category, CurrentSettings, Priority},
    },
    ui::prelude::*,
    web::{Filled, Page, Reply, Request},
};

/// The stage as staff read it.
pub(super) fn stage_badge(ticket: &Ticket) -> Markup {
    let words = match ticket.stage {
        Stage::Open if ticket.kind == TicketKind::Onboarding => "Being opened",
        Stage::Approval => "Waiting for approval",
        stage => stage.label(),
    };
    html! { (badge(ticket.stage.tone(), words)) }
}

const TABS: [Stage; 8] = [
    Stage::Open,
    Stage::Validation,
    Stage::Enrichment,
    Stage::Approval,
    Stage::Production,
    Stage::Answered,
    Stage::Closed,
    Stage::Cancelled,
];

fn in_stage(visit: &Visit, stage: Stage) -> Result<Totals> {
    let key = || Key::new().byte(stage.code());
    let query = Query::<Ticket>::by(BY_STAGE).under(key());
    Totals::tallied(visit, (COUNT, key()), &query)
}

pub fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let mut tabs = vec![
        ListTab::new("Under way", ""),
        ListTab::new("In my hands", "show=mine")
            .count(Some(Totals::counted(visit, &my_hands(visit))?))
            .nothing(Empty::quiet(
                "Nothing in your hands",
                "Tickets that are handed over to you come here, the most urgent first.",
            )),
    ];
    for held in TABS {
        let count = in_stage(visit, held)?;
        if count.count > 0 || request.queries("stage").any(|stage| stage == held.key()) {
            let tab = ListTab::new(held.label(), format!("stage={}", held.key()));
            tabs.push(tab.count(Some(count)));
        }
    }
    let may = visit.may_somewhere(&RAISE) || visit.may_somewhere(&OPEN);
    let add = || Button::link("New ticket", "/tickets/new").primary();
    let frame = Frame {
        head: html! {
            (Head::new("Tickets").actions(html! {
                @if visit.may_somewhere(&clocks::VIEW) { (Button::link("Next to be missed", "/clocks").icon(Icon::Hours)) }
                @if may { (add().icon(Icon::Plus).key("n")) }
            }))
        },
        tabs,
        find: "Find by title",
        several: records::controls::<Ticket>(visit)?,
        nothing: html! {
            (Empty::quiet("No tickets under way", "An onboarding is opened from an accepted quote; clients raise support, changes and complaints in their portal.")
                .actions(html! { @if may { (add()) } }))
        },
        below: html! { @if visit.may_somewhere(&RAISE) { (add_line(visit, request)?) } },
        ..Frame::default()
    };
    lists::page::<Ticket>(visit, request, frame)
}

/// Raising one for a client on one line; the client that the list is narrowed to stands there.
fn add_line(visit: &Visit, request: &Request) -> Result<Markup> {
    let client = request.query("client").and_then(Id::<Client>::parse);
    let title = match client {
        Some(id) => visit.title_of(id.as_ref())?,
        None => None,
    };
    let named = client.zip(title).map(|(id, title)| format!("{id} {title}"));
    Ok(html! {
        (records::line_of::<Ticket>("Raise a ticket", "/tickets")
            .hint("Such as: The contact form fails. It answers with an error since Monday.")
            .beside(Select::new("kind", "Kind").id("line-kind").bare().options(raised()))
            .beside(Input::record("client", "Client", Client::KIND.prefix).id("line-client").bare().placeholder("Client").maybe_value(named))
            .whole("/tickets/new"))
    })
}

impl Listed for Ticket {
    type Asked = TicketQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Stage>("stage", "Stage"),
        Filter::choice::<Category>("category", "Category"),
        Filter::choice::<TicketKind>("kind", "Kind"),
        Filter::choice::<Priority>("priority", "Priority"),
        Filter::people("owner", "In the hands of"),
        Filter::record::<Client>("client", "Client"),
    ];
    const SUMMED: Option<&'static str> = Some("price");

    fn columns() -> Vec<Shown<Ticket>> {
        vec![
            // Whoever holds the ticket may know whose it is.
            Shown::<Ticket>::new("client", "Client", |around, ticket| {
                Ok(firm(&client_name(around.visit, ticket)?))
            }),
            Shown::<Ticket>::new("stage", "Stage", |_, ticket| Ok(stage_badge(ticket))),
            Shown::<Ticket>::new("complete", "Complete", |_, ticket| {
                Ok(match ticket.kind {
                    TicketKind::Onboarding => progress(ticket.percent(), "Requirements complete"),
                    _ => html! { span class="dim" { "-" } },
                })
            })
            .told(|_, ticket| {
                Ok(match ticket.kind {
                    TicketKind::Onboarding => format!("{} %", ticket.percent()),
                    _ => String::new(),
                })
            }),
            Shown::<Ticket>::new("owner", "In the hands of", |around, ticket| {
                Ok(match ticket.owner.is_none() {
                    true => html! { span class="dim" { "nobody yet" } },
                    false => who(around.names.name(ticket.owner)),
                })
            }),
            Shown::<Ticket>::new("priority", "Priority", |_, ticket| {
                Ok(prio(ticket.priority.mark(), true))
            })
            .told(|_, ticket| Ok(ticket.priority.label().to_owned())),
            Shown::<Ticket>::new("clock", "Clock", |around, ticket| {
                clocks::clock_cell(around.visit, ticket.next.as_ref())
            })
            .told(|around, ticket| {
                let next = ticket.next.as_ref();
                let left = next.map(|next| Left::of_next(around.visit, next));
                Ok(left.transpose()?.map(|left| left.left).unwrap_or_default())
            })
            .sorts(&[("due", Sort::Ascending)]),
            Shown::<Ticket>::new("touched", "Last touched", |around, ticket| {
                Ok(html! { (ticket.touched.show(around.visit.at, &around.visit.tz)) })
            })
            .dim()
            .sorts(&[("touched", Sort::Descending)])
            .on_choice(),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        let second = html! {
            (self.number()) " · " (self.kind.label())
            @if self.kind == TicketKind::Onboarding { " · " (self.category.label()) }
        };
        Ok(Named::new(
            format!("/tickets/{}", self.id),
            &self.title,
            second,
        ))
    }

    /// Those under way, the most urgent first; of those over, what was touched last.
    fn at_first(asked: TicketQuery) -> TicketQuery {
        let over = !asked.stages.is_empty() && asked.stages.iter().all(|stage| stage.is_over());
        TicketQuery {
            under_way: asked.stages.is_empty(),
            sort: asked.sort.or(Some(match over {
                true => TicketSort::Touched,
                false => TicketSort::Due,
            })),
            ..asked
        }
    }

    fn editing(&self, visit: &Visit, keys: &[&str]) -> Editing {
        Editing::of_fields(visit, self, keys)
    }

    /// What is in one's own hands comes the most urgent first, whatever is said.
    fn sorted<'s>(asked: &TicketQuery, said: &'s str) -> Option<&'s str> {
        match asked.sort {
            _ if asked.mine => None,
            Some(TicketSort::Due) => Some("due"),
            Some(TicketSort::Touched) => Some("touched"),
            _ => Some(said),
        }
    }

    fn query(visit: &Visit, asked: &TicketQuery) -> Result<Option<Query<Ticket>>> {
        Ok(Some(asked.query(visit)))
    }

    fn value(&self) -> Money {
        self.price
    }

    fn counted(visit: &Visit, filter: &str, value: &str) -> Result<Option<Totals>> {
        match Stage::from_key(value).filter(|_| filter == "stage") {
            Some(stage) => in_stage(visit, stage).map(Some),
            None => Ok(None),
        }
    }
}

/// From an accepted quote, with what it says filled in.
pub fn open(visit: &Visit, quote: &Quote, form: &Filled<OpenTicket>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let currency = house.0.currency();
    let client = visit
        .title_of(quote.client.as_ref())?
        .unwrap_or_else(|| quote.client.to_string());
    let body = html! {
        (Head::new("Open an onboarding ticket").fact(html! { a class="link" href=(format!("/quotes/{}", quote.id)) { (quote.id) " " (quote.title) } }).fact(firm(&client)))
        form class="stack" method="post" action="/tickets" data-once {
            (hidden("_key", form_key()))
            (hidden("quote", quote.id))
            (form.banner())
            (form.text("title", "Title").required())
            (fields_two(html! {
                (form.choice::<Category>("category", "Category").hint("Its checklist and requirements come along."))
                (form.money("price", "Price", currency.sign).required().hint("Without tax: what the work is worth."))
            }))
            (form.choice::<Priority>("priority", "Priority").value(form.value("priority").unwrap_or("normal")))
            (form.area("scope", "Scope").rows(10).hint("What is agreed, line by line; support validates it against the quote."))
            (buttons(html! {
                (Button::submit("Open the ticket").primary())
                @if visit.may_somewhere(&HAND_OVER) { (Button::submit("Open and hand over to support").icon(Icon::Next).value("then", "hand-over")) }
                (Button::link("Cancel", format!("/quotes/{}", quote.id)))
            }))
        }
    };
    Ok(Page::new("Open a ticket", body)
        .under("Tickets", "/tickets")
        .styles(&["form", "extra"])
        .status(form.status()))
}

/// For a client, by staff; with the accepted quotes that wait for their ticket above it.
pub fn raise(visit: &Visit, form: &Filled<RaiseTicket>, waiting: &[Quote]) -> Page {
    let body = html! {
        (Head::new("New ticket"))
        (halves(html! {
            @if visit.may_somewhere(&RAISE) {
                (Section::new("For a client", html! {
                    form class="stack" method="post" action="/tickets/raise" enctype="multipart/form-data" data-once data-drop="plain" {
                        (hidden("_key", form_key()))
                        (form.banner())
                        (form.select("kind", "Kind").options(raised()))
                        (form.record("client", "Client", Client::KIND.prefix).required())
                        (form.choice::<Priority>("priority", "Priority").value(form.value("priority").unwrap_or("normal")).hint("Says how soon it is promised."))
                        (form.text("title", "Subject").required())
                        (form.area("text", "What it is about").rows(6).hint("The client reads this in the portal."))
                        (Input::file("file", "Files").multiple().optional().error(form.problems.of("file")).hint("Paste or drop them here, or choose them."))
                        (buttons(Button::submit("Raise the ticket").primary()))
                    }
                }).small("Support, a change, a complaint"))
            }
            @if visit.may_somewhere(&OPEN) {
                (Section::new("From an accepted quote", html! {
                    @if waiting.is_empty() {
                        (Empty::quiet("No accepted quote waits", "When a client accepts a quote it appears here, to be opened as an onboarding.").plain())
                    } @else {
                        ul class="list" {
                            @for quote in waiting {
                                (item_link(icon(Icon::Quote), &format!("/tickets/new?quote={}", quote.id), quote.title.as_str(), quote.number(), icon(Icon::Right)))
                            }
                        }
                    }
                }).small("Onboarding, stage 4"))
            }
        }))
    };
    Page::new("New ticket", body)
        .under("Tickets", "/tickets")
        .styles(&["form", "extra", "list"])
        .status(form.status())
}

pub(super) fn client_name(visit: &Visit, ticket: &Ticket) -> Result<String> {
    Ok(visit
        .follow(ticket, |ticket| ticket.client)?
        .map_or_else(|| ticket.client.to_string(), |client| client.name))
}
