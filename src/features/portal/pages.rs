//! The portal's first page and the client's files.

use maud::{Markup, html};

use crate::{
    base::{
        Result,
        language::{self, say, word},
    },
    data::{Key, Visit},
    features::{
        documents::{self, Current},
        feedback, inbox, invoices,
        people::Directory,
        projects::{self, MILESTONES, Milestone, Project},
        proofing,
        quotes::{self, ClientQuote, Quote, Status},
        settings::{CurrentSettings, Look},
        signatures,
        tickets::{self, Ticket},
    },
    said,
    ui::{portal, prelude::*},
    web::{Page, Request, pages_around, reply::Frame},
};

pub fn first(visit: &Visit) -> Result<Page> {
    let names = Directory::of(visit)?;
    let house = CurrentSettings::of(visit)?;
    let open: Vec<Project> = projects::for_client(visit)?
        .into_iter()
        .filter(|p| p.state.is_open())
        .collect();
    let known = match visit.may_somewhere(&quotes::VIEW) {
        true => quotes::for_client(visit)?,
        false => Vec::new(),
    };
    let to_answer: Vec<&Quote> = known
        .iter()
        .filter(|k| !k.being_revised && k.quote.standing(visit.today()) == Status::Sent)
        .map(|k| &k.quote)
        .collect();
    let coming = coming(visit, &known)?;
    let wanted = tickets::wanted_from_client(visit)?;
    let to_pay = invoices::portal_open(visit)?;
    let to_sign = signatures::waiting_for_client(visit)?;
    let to_approve = projects::to_approve(visit)?;
    let to_rate = feedback::waiting(visit)?;
    let needs = [
        to_answer.len(),
        to_sign.len(),
        wanted.len(),
        to_pay.len(),
        to_approve.len(),
        to_rate.len(),
    ];
    let needs: usize = needs.iter().sum();
    let welcome = visit.cached::<Look>()?;
    let main = html! {
        @if needs > 0 {
            (Section::new(say("home-needs-you"), html! {
                ul class="list" {
                    @for quote in &to_answer {
                        (portal::need(
                            Icon::Quote,
                            &format!("/portal/quotes/{}", quote.id),
                            quote.title.as_str(),
                            match quote.valid_until {
                                Some(day) => said!("home-quote-until", quote = quote.id.to_string(), day = day.within(visit.today())),
                                None => said!("home-quote", quote = quote.id.to_string()),
                            },
                            Button::link(say("home-review"), format!("/portal/quotes/{}", quote.id)).small(),
                        ))
                    }
                    @for held in &to_sign {
                        (portal::need(
                            Icon::Sign,
                            &format!("/portal/signature-requests/{}", held.id),
                            held.name.as_str(),
                            said!("home-sign-by", day = held.expires.within(visit.today())),
                            Button::link(say("home-read-and-sign"), format!("/portal/signature-requests/{}", held.id)).small(),
                        ))
                    }
                    @for (project, milestone) in &to_approve {
                        (portal::need(
                            Icon::Approve,
                            &format!("/portal/projects/{}", project.id),
                            milestone.title.as_str(),
                            said!("home-waits-for-yes", project = project.title.as_str()),
                            Button::link(say("home-look-at-it"), format!("/portal/projects/{}", project.id)).small(),
                        ))
                    }
                    @for project in &to_rate {
                        (portal::need(
                            Icon::Star,
                            &format!("/portal/projects/{}/feedback", project.id),
                            said!("home-how-was", project = project.title.as_str()),
                            say("home-it-is-delivered-tell-us-in"),
                            Button::link(say("home-say-it"), format!("/portal/projects/{}/feedback", project.id)).small(),
                        ))
                    }
                    @for invoice in &to_pay {
                        (portal::need(
                            Icon::Invoice,
                            &format!("/portal/invoices/{}", invoice.id),
                            invoice.title.as_str(),
                            {
                                let amount = invoice.left().show(invoice.currency(house.0.currency()));
                                match invoice.due {
                                    Some(due) => said!("home-invoice-due", number = invoice.number.as_str(), amount = amount, day = due.within(visit.today())),
                                    None => said!("home-invoice", number = invoice.number.as_str(), amount = amount),
                                }
                            },
                            Button::link(say("home-pay"), format!("/portal/invoices/{}", invoice.id)).small(),
                        ))
                    }
                    @for (ticket, requirement) in &wanted {
                        (portal::need(
                            Icon::Upload,
                            &format!("/portal/requests/{}", ticket.id),
                            requirement.title.as_str(),
                            said!("home-for", request = ticket.title.as_str()),
                            Button::link(say("home-send"), format!("/portal/requests/{}", ticket.id)).small(),
                        ))
                    }
                }
            }))
        }
        @for project in &open { (under_way(visit, project)?) }
        @if !coming.is_empty() {
            (Section::new(say("home-coming-next"), html! {
                ul class="list" {
                    @for each in &coming {
                        (item_link(icon(Icon::Quote), &each.href, each.quote.title.as_str(), each.next.as_str(), badge(each.tone, each.state)))
                    }
                }
            }))
        }
        @if open.is_empty() && needs == 0 && coming.is_empty() {
            (Empty::quiet(say("home-nothing-is-under-way-right-now"), say("home-when-we-begin-something-for-you"))
                .actions(html! { @if visit.may_somewhere(&tickets::RAISE) { (Button::link(say("home-ask-us-something"), "/portal/requests")) } }))
        }
        (done(visit)?)
    };
    // Whole columns are regions, so that a room that was empty fills by itself.
    let body = html! {
        div data-live-id="home-head" {
            (portal::welcome(greeting(visit), lede(visit, &open, &coming, needs)))
            @if !welcome.0.welcome.is_empty() { p class="mt mute" { (broken(&welcome.0.welcome)) } }
        }
        (portal::grid(
            html! { div class="stack l" data-live-id="home-main" { (main) } },
            html! { div class="stack l" data-live-id="home-side" {
                (team(visit, &open, &coming, &names)?)
                (inbox::lately(visit)?)
                (shared_files(visit)?)
                p class="t12" { a class="link" href="/portal/app" { (say("home-put-this-on-your-phone")) } }
            } },
        ))
    };
    Ok(Page::new(say("home-home"), body)
        .frame(Frame::Portal)
        .styles(&["arcade", "thread", "empty"])
        .live("quotes")
        .live("signature-requests")
        .live("invoices")
        .live("tickets")
        .live("projects")
        .live("documents")
        .live("feedback")
        .live(format!("person:{}", visit.actor.person)))
}

/// A quote that was answered or is being rewritten, and what happens with it next.
struct Coming<'q> {
    quote: &'q Quote,
    href: String,
    tone: Tone,
    state: &'static str,
    next: String,
}

/// What was agreed and has no project yet, and what we are writing anew.
fn coming<'q>(visit: &Visit, known: &'q [ClientQuote]) -> Result<Vec<Coming<'q>>> {
    let mut coming = Vec::new();
    for ClientQuote {
        quote,
        being_revised,
    } in known
    {
        let here = format!("/portal/quotes/{}", quote.id);
        if *being_revised {
            coming.push(Coming {
                quote,
                href: here,
                tone: Tone::Stone,
                state: say("home-being-revised"),
                next: say("home-we-are-writing-a-new-version").into(),
            });
            continue;
        }
        if quote.status != Status::Accepted {
            continue;
        }
        let opened: Vec<Ticket> =
            visit.related(quote, tickets::BY_QUOTE, Key::new().id(quote.id), 10)?;
        // From its project on, the project tells how it goes.
        if opened.iter().any(|ticket| ticket.project.is_some()) {
            continue;
        }
        let ticket = opened
            .iter()
            .find(|ticket| visit.may(&tickets::VIEW, *ticket));
        coming.push(match ticket {
            Some(ticket) => Coming {
                quote,
                href: format!("/portal/requests/{}", ticket.id),
                tone: Tone::Info,
                state: word(ticket.word_for_client()),
                next: (say("home-we-collect-what-we-need-and")).into(),
            },
            None => Coming {
                quote,
                href: here,
                tone: Tone::Success,
                state: say("home-accepted"),
                next: say("home-we-open-it-next-and-ask").into(),
            },
        });
    }
    Ok(coming)
}

fn greeting(visit: &Visit) -> String {
    let part = match visit.at.hour(&visit.tz) {
        4..12 => "morning",
        12..18 => "afternoon",
        _ => "evening",
    };
    said!(
        "home-greeting",
        part = part,
        name = language::addressed(&visit.actor.name)
    )
}

fn lede(visit: &Visit, open: &[Project], coming: &[Coming<'_>], needs: usize) -> String {
    let agreed = coming.iter().find(|c| c.quote.status == Status::Accepted);
    let stands = match open {
        [] if agreed.is_some() => said!(
            "home-getting-ready",
            order = agreed.map(|c| c.quote.title.as_str()).unwrap_or_default()
        ),
        [] => say("home-nothing-is-made").to_owned(),
        [one] => said!(
            "home-one-project",
            project = one.title.as_str(),
            percent = one.told_progress(),
            day = one.promised().within(visit.today())
        ),
        several => said!("home-several-projects", count = several.len()),
    };
    match needs {
        0 => stands,
        n => format!("{stands} {}", said!("home-we-need", count = n)),
    }
}

fn under_way(visit: &Visit, project: &Project) -> Result<Markup> {
    let milestones: Vec<Milestone> =
        visit.related(project, MILESTONES, Key::new().id(project.id), 50)?;
    let shown: Vec<&Milestone> = milestones.iter().filter(|m| m.client_visible).collect();
    let now = shown.iter().position(|m| !m.is_done());
    let bays = shown.iter().enumerate().map(|(n, m)| {
        Bay::new(
            m.title.as_str(),
            f64::from(m.weight.max(1)),
            f64::from(m.progress),
        )
        .now(Some(n) == now)
    });
    let href = format!("/portal/projects/{}", project.id);
    Ok(html! {
        (Section::new(html! { a href=(href) { (project.title) } }, html! {
            @if !shown.is_empty() {
                a href=(href) { (ProgressChart::new(bays).height(120).silent().label(said!("home-percent-complete", project = project.title.as_str(), percent = project.told_progress()))) }
            }
            ul class="list" {
                @if let Some(next) = now.and_then(|n| shown.get(n)) {
                    li { span class="grow med" { (said!("home-now", milestone = next.title.as_str())) } @if project.shows.timeline { span class="dim" { (said!("home-due", day = next.due.within(visit.today()))) } } }
                }
                li { span class="grow" { (say("home-all-of-it")) } (progress_bar(u32::from(project.told_progress()), format!("{}%", project.told_progress()), &project.title)) }
            }
        }).small(project.state.for_client()))
    })
}

fn done(visit: &Visit) -> Result<Markup> {
    let done: Vec<Project> = projects::for_client(visit)?
        .into_iter()
        .filter(|p| !p.state.is_open())
        .collect();
    Ok(html! {
        @if !done.is_empty() {
            (Section::new(say("home-done-for-you"), html! {
                ul class="list" {
                    @for project in &done {
                        (item_link(icon(Icon::Check), &format!("/portal/projects/{}", project.id), project.title.as_str(), project.state.for_client(), html! {}))
                    }
                }
            }))
        }
    })
}

/// The same person as on the project's own page; before there is one, whoever wrote the quote.
fn team(
    visit: &Visit,
    open: &[Project],
    coming: &[Coming<'_>],
    names: &Directory,
) -> Result<Markup> {
    let asks = visit.may_somewhere(&tickets::RAISE);
    let ask = || html! { @if asks { (buttons(Button::link(say("home-ask-us-something"), "/portal/requests").primary())) } };
    let Some(project) = open.first() else {
        let agent = coming.first().map(|each| each.quote.owner);
        return Ok(html! {
            (Section::new(say("home-questions"), html! {
                @if let Some(agent) = agent { ul class="list" { (portal::contact(names.name(agent), say("home-wrote-your-quote-and-answers-you"))) } }
                (ask())
            }))
        });
    };
    let contact = projects::contact(visit, project)?;
    Ok(html! {
        (Section::new(say("home-your-team"), html! {
            ul class="list" {
                (portal::contact(names.name(contact), say("home-your-contact-for-everything")))
                @if project.team_lead != contact { (portal::contact(names.name(project.team_lead), say("home-leads-the-work"))) }
            }
            (ask())
        }))
    })
}

fn shared_files(visit: &Visit) -> Result<Markup> {
    if !visit.may_somewhere(&documents::VIEW) {
        return Ok(html! {});
    }
    let files = documents::for_client(visit, 4)?;
    Ok(html! {
        @if !files.is_empty() {
            (Section::new(say("home-shared-files"), html! {
                div class="stack s" { @for held in &files { (a_file(visit, held)) } }
            }).action(Button::link(say("home-all"), "/portal/files").small().quiet()))
        }
    })
}

fn a_file(visit: &Visit, held: &Current) -> Markup {
    let last = &held.newest;
    file(
        &documents::portal_link(held),
        &documents::kind_of(last),
        held.name.as_str(),
        html! { (last.at.show(visit.at, &visit.tz)) ", " (documents::size(last.file.size)) },
    )
}

pub fn files(visit: &Visit, request: &Request) -> Result<Page> {
    let page = documents::all_for_client(visit, request.page(50))?;
    let files = &page.rows;
    let house = CurrentSettings::of(visit)?.0.name.clone();
    let body = html! {
        (portal::welcome(say("home-files"), said!("home-files-lede", house = house)))
        @if visit.may_somewhere(&tickets::VIEW) {
            (buttons(Button::link(say("home-give-us-files"), "/portal/give").icon(Icon::Upload)))
        }
        div data-live-id="files" { @if files.is_empty() {
            (Empty::quiet(say("home-no-files-yet"), say("home-what-we-share-with-you-and")))
        } @else {
            div class="stack s" { @for held in files {
                (a_file(visit, held))
                @if proofing::is_shown(&held.newest) {
                    p class="t12" { a class="link" href=(format!("/portal/documents/{}/proof", held.id)) { (say("home-look-at-it-comment-and-decide")) } }
                }
            } }
            @if page.next.is_some() || page.previous.is_some() {
                (pages_around(request, said!("part-files", count = files.len()), &page))
            }
        } }
        div data-live-id="signatures" { (signatures::of_client(visit)?) }
    };
    Ok(Page::new(say("home-files"), body)
        .frame(Frame::Portal)
        .styles(&["thread", "empty", "list"])
        .live("signature-requests")
        .live("documents"))
}
