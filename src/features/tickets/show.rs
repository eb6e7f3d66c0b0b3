//! One ticket: where it stands, what gates the next hand, the work of its stage, the talk.

use maud::{Markup, html};

use super::{
    Stage, Ticket, TicketKind,
    actions::{
        ATTACH, CANCEL, CLOSE, EDIT, FREEZE, HAND_OVER, HOLD, REOPEN, RESUME, RETURN, UNFREEZE,
    },
    dialogs::dialogs,
    forms::EditTicket,
    pages::{client_name, stage_badge},
    view::TicketView,
    work,
};
use crate::{
    access::Action,
    base::{Choice, Result},
    data::{Record, Visit},
    features::{
        clocks,
        conversation::{self, Conversation, paragraphs},
        declared,
        documents::{self, Current, about_key, file_link, kind_of, size},
        form_key, history,
        people::{Directory, User},
        records::{Editing, present},
        settings::{Category, CurrentSettings, Priority},
        stages::stages,
    },
    ui::prelude::*,
    web::{
        Filled, Page, Request,
        form::{Nothing, Refused},
        link, number_link,
    },
};

impl TicketView<'_> {
    /// A deed of the stage: allowed, and in the person's or their department's hand.
    pub fn may(&self, action: &Action) -> bool {
        self.visit.may(action, self.ticket)
    }

    /// A small form with what was typed if it was refused; `key` names the line of the checklist it is about.
    pub fn form(&self, verb: &str, key: &str) -> &Filled<Nothing> {
        self.refused.form_at(verb, key)
    }

    pub fn post(&self, verb: &str) -> String {
        format!("{}/{verb}", self.base)
    }
}

/// What another room shows of its own beside the details of a ticket, with what of its form was refused.
pub struct TicketSection(pub fn(&Visit, &Ticket, &Refused) -> Result<Markup>);

/// The page of a ticket.
///
/// # Errors
/// When the store can't be read.
pub fn page(visit: &Visit, ticket: &Ticket, refused: &Refused, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let see = TicketView {
        visit,
        ticket,
        names: &names,
        base: format!("/tickets/{}", ticket.id),
        refused,
    };
    let documents = visit.related(ticket, documents::BY_ABOUT, about_key(ticket.as_ref()), 200)?;
    let documents = Current::all(visit, documents)?;
    let client = client_name(visit, ticket)?;
    let onboarding = ticket.kind == TicketKind::Onboarding;
    let main = html! {
        (scope(&see))
        @if onboarding {
            @if ticket.stage == Stage::Validation { (work::checkpoints(&see)) (work::requirements(&see, &documents)) }
            @else { (work::requirements(&see, &documents)) (work::checkpoints(&see)) }
        }
        (talk(&see, &client, request)?)
        (Section::new("History", history::of(visit, ticket, request)?).live("history"))
    };
    let mut beside = Vec::new();
    for TicketSection(draw) in declared().each() {
        beside.push(draw(visit, ticket, refused)?);
    }
    let aside = html! {
        (clocks::section(visit, ticket)?)
        @if onboarding && !ticket.gate().is_empty() { (gate(ticket)) }
        (details(&see)?)
        @for section in &beside { (section) }
        (files(&see, &documents))
        (people(&see))
        (crate::features::shares::section(visit, ticket)?)
    };
    let body = html! {
        div data-live-id="head" {
            (Head::new(ticket.title.as_str())
                .fact(id(ticket.number()))
                .fact(stage_badge(ticket))
                .fact(html! {
                    @if ticket.hold.is_some() { (badge(Tone::Warning, "On hold")) }
                    @if matches!(ticket.priority, Priority::High | Priority::Urgent) { (prio(ticket.priority.mark(), true)) }
                })
                .mark(Editing::of_fields(visit, ticket, &["title"]).pen("title"))
                .fact(link(visit, ticket.client.as_ref(), firm(&client)))
                .fact(html! { @if onboarding { (tag(ticket.category.tone(), ticket.category.label())) } })
                .fact(html! {
                    (ticket.kind.label())
                    @if let Some(quote) = ticket.quote { ", from " (link(visit, quote.as_ref(), quote.to_string())) }
                })
                .actions(actions(&see)))
        }
        (refused.banner(&["log"]))
        @if onboarding { div data-live-id="route" { (way(&see)) } }
        div class="mt2" { (record(main, aside)) }
        (dialogs(&see))
    };
    let page = Page::new(ticket.number(), body)
        .under("Tickets", "/tickets")
        .styles(&[
            "record", "stages", "thread", "extra", "form", "float", "list", "plan",
        ])
        .live(format!("tickets:{}", ticket.id.raw()));
    Ok(match refused.anything() {
        true => page.status(refused.status()).at(see.base),
        false => page,
    })
}

/// The way of nine, with whose hand each stage was.
fn way(see: &TicketView<'_>) -> Markup {
    let ticket = see.ticket;
    let name = |id: Option<crate::base::Id<User>>| {
        id.map_or_else(String::new, |id| {
            see.names
                .name(id)
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_owned()
        })
    };
    let stage = if ticket.stage == Stage::Cancelled {
        ticket.ended_in.unwrap_or_default()
    } else {
        ticket.stage
    };
    let now = stage.step();
    let manager = if ticket.stage == Stage::Approval {
        name(Some(ticket.owner))
    } else {
        String::new()
    };
    let project = ticket
        .project
        .map_or_else(String::new, |id| format!("PRJ-{id}"));
    let facts = [
        ticket.lead.map_or_else(String::new, |id| id.to_string()),
        String::new(),
        ticket.quote.map_or_else(String::new, |id| id.to_string()),
        name(ticket.sales_manager),
        name(ticket.support_manager),
        name(ticket.agent),
        manager,
        String::new(),
        project,
    ];
    stages(&facts, now)
}

fn actions(see: &TicketView<'_>) -> Markup {
    let ticket = see.ticket;
    let missing = ticket.missing();
    let gated = |button: Button| match missing.is_empty() {
        true => button.primary(),
        false => button
            .primary()
            .disabled_because(format!("Still open: {}", missing.join("; "))),
    };
    let hand_over = |text: &str| gated(Button::plain(text).icon(Icon::Send).opens("hand-over"));
    let asks = see
        .visit
        .store()
        .schema()
        .action("approvals.request")
        .filter(|request| see.may(request));
    let can_return =
        matches!(ticket.stage, Stage::Validation | Stage::Enrichment) && see.may(&RETURN);
    let onboarding = ticket.kind == TicketKind::Onboarding;
    html! {
        @if see.may(&EDIT) && !ticket.stage.is_over() && matches!(ticket.stage, Stage::Open | Stage::Answered | Stage::Validation | Stage::Enrichment) {
            (Button::link("Edit", see.post("edit")).icon(Icon::Edit).key("e"))
        }
        @if see.may(&CANCEL) && !ticket.stage.is_over() && ticket.stage != Stage::Production {
            (Button::plain("Cancel the ticket").opens("cancel"))
        }
        @if ticket.stage.is_over() && ticket.project.is_none() && see.may(&REOPEN) { (Button::plain("Reopen").icon(Icon::Undo).opens("reopen")) }
        @if ticket.hold.is_some() {
            @if see.may(&RESUME) { (post_button(&see.post("resume"), html! {}, Button::submit("Take up again").icon(Icon::Play))) }
        } @else if !ticket.stage.is_over() && ticket.stage != Stage::Production && see.may(&HOLD) {
            (Button::plain("Put on hold").icon(Icon::Pause).opens("hold"))
        }
        @if can_return { (Button::plain("Return").icon(Icon::Undo).opens("return")) }
        @match (onboarding, ticket.stage) {
            (true, Stage::Open) if see.may(&HAND_OVER) => (hand_over("Hand over to support")),
            (true, Stage::Validation) if see.may(&HAND_OVER) => (hand_over("Hand over to an agent")),
            (true, Stage::Enrichment) => {
                @if see.may(&HAND_OVER) { (Button::plain("Another agent").opens("hand-over")) }
                @if asks.is_some() {
                    (gated(Button::link("Ask for approval", format!("/approvals/new?ticket={}", ticket.id)).icon(Icon::Approve)))
                }
            },
            (false, Stage::Open | Stage::Answered) => {
                @if see.may(&HAND_OVER) { (Button::plain("Hand over").icon(Icon::Send).opens("hand-over")) }
                @if see.may(&CLOSE) { (post_button(&see.post("close"), html! {}, Button::submit("Close").primary().icon(Icon::Check))) }
            },
            _ => {},
        }
    }
}

fn scope(see: &TicketView<'_>) -> Markup {
    let ticket = see.ticket;
    if ticket.scope.is_empty() && ticket.kind != TicketKind::Onboarding {
        return html! {};
    }
    let action = html! {
        @if ticket.frozen.is_some() {
            (Badge::new(Tone::Success, "Frozen").icon(Icon::Lock))
            @if ticket.stage == Stage::Enrichment && see.may(&UNFREEZE) { (Button::plain("Unfreeze").small().quiet().icon(Icon::Unlock).opens("unfreeze")) }
        } @else if ticket.stage == Stage::Enrichment && see.may(&FREEZE) {
            (post_button(&see.post("freeze"), html! {}, Button::submit("Freeze the scope").small().icon(Icon::Lock)))
        }
    };
    let edits = Editing::of(see.visit, ticket);
    html! {
        (Section::new("Scope", html! {
            @if !ticket.scope.is_empty() { (edits.beside("scope", read(paragraphs(&ticket.scope)))) }
            @else if edits.may("scope") { (edits.value("scope", html! {})) }
            @else { p class="dim" { "Not written down yet." } }
        }).action(action).live("scope"))
    }
}

fn gate(ticket: &Ticket) -> Markup {
    let items = ticket.gate();
    html! {
        (Section::new("Before the next hand", html! {
            (checks(items.iter().enumerate().map(|(at, (what, met))| Check::new(format!("gate-{at}"), what.as_str()).done(*met))))
        }).live("gate"))
    }
}

fn details(see: &TicketView<'_>) -> Result<Markup> {
    let ticket = see.ticket;
    let currency = CurrentSettings::of(see.visit)?.0.currency();
    let (done, of) = ticket.completeness();
    let onboarding = ticket.kind == TicketKind::Onboarding;
    let project = ticket
        .project
        .map(|id| number_link(see.visit, &format!("PRJ-{id}")));
    let lead = ticket
        .lead
        .map(|id| link(see.visit, id.as_ref(), id.to_string()));
    let edits = Editing::of(see.visit, ticket);
    let origin = conversation::origin(see.visit, ticket.as_ref())?.map(|post| {
        html! { a class="link" href=(format!("/posts/{}", post.id)) { "a post by " (see.names.name(post.by)) } }
    });
    let facts = Facts::new()
        .fact("In the hands of", edits.value("owner", html! { @if ticket.owner.is_none() { "nobody yet" } @else { (present(see.visit, see.names, ticket.owner)) } }))
        .fact("Department", see.names.department(ticket.department))
        .fact("Priority", edits.value("priority", ticket.priority.label()))
        .maybe("On hold", ticket.hold.as_ref().map(|hold| format!("since {}: {}", hold.since.show(see.visit.at, &see.visit.tz), hold.reason)))
        .maybe("Category", onboarding.then(|| edits.value("category", ticket.category.label())))
        .maybe("Price", (ticket.price.0 > 0 || onboarding && edits.may("price")).then(|| edits.value("price", ticket.price.show(currency))))
        .maybe("Complete", onboarding.then(|| format!("{}%, {done} of {of}", ticket.percent())))
        .maybe("Lead", lead)
        .maybe("Project", project)
        .maybe("Made of", origin)
        .fact("Opened", ticket.created_at.show(see.visit.at, &see.visit.tz))
        .fact("In this stage since", ticket.entered.show(see.visit.at, &see.visit.tz));
    Ok(html! { (Section::new("Details", facts).live("details")) })
}

fn files(see: &TicketView<'_>, documents: &[Current]) -> Markup {
    let live: Vec<&Current> = documents.iter().filter(|d| !d.archived).collect();
    html! {
        (Section::new("Documents", html! {
            @if live.is_empty() { p class="dim" { "What the client sends and what you attach comes here." } }
            div class="stack s" {
                @for document in &live { (one_file(document)) }
            }
            @if see.visit.may(&ATTACH, see.ticket) && !see.ticket.stage.is_over() {
                (fold_open(see.refused.is_at("attach", ""), Icon::Upload, "Attach a document", html! {
                    form class="stack" method="post" action=(see.post("attach")) enctype="multipart/form-data" data-once data-drop="plain" {
                        (hidden("_key", form_key()))
                        (Input::file("file", "File").id("attach-file").required().error(see.form("attach", "").problems.of("file")))
                        (see.form("attach", "").text("name", "Name").id("attach-name").optional())
                        (Tick::new("shared_with_client", "Share it with the client"))
                        (buttons(Button::submit("Attach").small()))
                    }
                }))
            }
        }).small(live.len().to_string()).live("documents"))
    }
}

pub(super) fn one_file(document: &Current) -> Markup {
    let newest = &document.newest;
    let about = html! {
        a class="link" href=(format!("/documents/{}", document.id)) { (document.id) }
        @if document.verified.is_some() { ", verified" }
        @if document.from_client { ", from the client" } @else if document.shared_with_client { ", shared" }
        @if newest.number > 1 { ", v" (newest.number) }
        ", " (size(newest.file.size))
    };
    // The link to the record stands beside the file's own, not inside it.
    html! {
        (file(&file_link(document), &kind_of(newest), &document.name, html! { "Download" }))
        p class="dim t12" { (about) }
    }
}

fn people(see: &TicketView<'_>) -> Markup {
    let ticket = see.ticket;
    let facts = Facts::new()
        .maybe(
            "Sales manager",
            ticket.sales_manager.map(|id| who(see.names.name(id))),
        )
        .maybe(
            "Support manager",
            ticket.support_manager.map(|id| who(see.names.name(id))),
        )
        .maybe(
            "Support agent",
            ticket.agent.map(|id| who(see.names.name(id))),
        );
    let departments: Vec<&str> = ticket
        .departments
        .iter()
        .map(|id| see.names.department(*id))
        .collect();
    html! { (Section::new("People", facts.fact("Departments", departments.join(", "))).live("people")) }
}

fn talk(see: &TicketView<'_>, client: &str, request: &Request) -> Result<Markup> {
    let talk = Conversation::of(see.visit, see.ticket, see.names, request)?
        .client(client)
        .empty("Nothing was said yet. What you send to the client appears in their portal.");
    Ok(html! {
        (Section::new("Conversation", html! {
            (talk.log()?)
            (talk.composer(&format!("Write to {client}"))?)
        }).action(Button::link("Open its room", format!("/chat/{}", see.ticket.id)).small().icon(Icon::Chat)))
    })
}

pub(super) fn edit(visit: &Visit, ticket: &Ticket, form: &Filled<EditTicket>) -> Result<Page> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let onboarding = ticket.kind == TicketKind::Onboarding;
    let opening = ticket.stage == Stage::Open;
    let back = format!("/tickets/{}", ticket.id);
    let body = html! {
        (Head::new("Edit the ticket").fact(id(ticket.number())))
        form class="stack" method="post" action=(format!("{back}/edit")) data-once {
            (form.version(ticket.version))
            (form.banner())
            (form.text("title", "Title").required())
            (form.choice::<Priority>("priority", "Priority").hint("Says which policies hold for it."))
            @if onboarding {
                @if opening {
                    (fields_two(html! {
                        (form.choice::<Category>("category", "Category").hint("Another category brings another checklist."))
                        (form.money("price", "Price", currency.sign))
                    }))
                }
                @if ticket.frozen.is_some() {
                    (Banner::info("The scope is frozen. Unfreeze it with a reason to change it."))
                    (hidden("scope", &ticket.scope))
                } @else {
                    (form.area("scope", "Scope").rows(12))
                }
            }
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Cancel", back.as_str())) }))
        }
    };
    Ok(Page::new("Edit", body)
        .under("Tickets", "/tickets")
        .under(ticket.number(), back.as_str())
        .styles(&["form", "extra"])
        .status(form.status()))
}
