//! The lead's own page and its forms. Board and table are in `lists`.

use maud::{Markup, html};

use super::{
    forms::{FollowUpIn, HandOver, Lose, NewActivity, Qualify},
    lead::{Answer, Lead, LostReason, Source, Stage},
    quoted::{Quoted, QuotesOf},
};
use crate::{
    access::Action,
    base::{Choice, Id, Result, money::Currency, text},
    data::Visit,
    features::{
        clocks,
        conversation::{Channel, Conversation, Room},
        form_key,
        people::Directory,
        records::{Editing, option_of, present},
        settings::{Category, CurrentSettings},
        stages::stages,
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Request},
};

pub fn categories(held: &[Category]) -> Markup {
    html! { span class="row" { @for c in held { (tag(c.tone(), c.label())) } } }
}

fn fields<F: Form>(form: &Filled<F>, sign: &str) -> Markup {
    html! {
        (fields_two(html! {
            (form.text("company", "Company").required().autofocus())
            (form.text("contact", "Contact").optional())
            (form.email("email", "E-mail").optional())
            (form.phone("phone", "Phone").optional())
            (form.text("website", "Website").optional())
            (form.text("city", "City").optional())
            (form.choice::<Source>("source", "Source"))
            (form.money("value", "Value", sign).optional())
        }))
        (Field::new("categories", "Services").theirs(form.theirs_of::<Category>("categories")).error(form.problems.of("categories")).around_group(html! {
            @for c in Category::ALL {
                (Tick::new("categories", c.label()).value(c.key()).checked(form.values("categories").any(|v| v == c.key())))
            }
        }))
        (form.area("wish", "What they wish").optional().rows(4))
        (form.date("follow_up", "Next follow-up").optional())
    }
}

/// The lead that what was typed looks like, where this person may open it.
fn twin<F: Form>(visit: &Visit, form: &Filled<F>) -> Option<Lead> {
    let (number, _) = form.problems.of("company")?.split_once(' ')?;
    visit.find(Id::parse(number)?).ok()
}

pub fn edit<F: Form>(visit: &Visit, form: &Filled<F>, lead: Option<&Lead>) -> Result<Page> {
    let sign = CurrentSettings::of(visit)?.0.currency().sign;
    let (title, action, back) = match lead {
        None => (
            "New lead".to_owned(),
            "/leads".to_owned(),
            "/leads/board".to_owned(),
        ),
        Some(lead) => (
            format!("Edit {}", lead.company),
            format!("/leads/{}", lead.id),
            format!("/leads/{}", lead.id),
        ),
    };
    let double = form.problems.of("despite").is_some();
    let body = html! {
        (Head::new(title.as_str()))
        form class="stack read" method="post" action=(action) data-once {
            (form.summary())
            @match lead {
                Some(lead) => (form.version(lead.version)),
                None => (hidden("_key", form_key())),
            }
            @if double {
                (Banner::warning(html! {
                    "There is one like it. "
                    @if let Some(twin) = twin(visit, form) { a class="link" href=(format!("/leads/{}", twin.id)) { "Open " (twin.id) " " (twin.company) } }
                }))
                (Tick::new("despite", "Add it although there is one like it"))
            }
            (fields(form, sign))
            (buttons(html! {
                (Button::submit(if lead.is_some() { "Save" } else { "Add lead" }).primary())
                (Button::link(if lead.is_some() { "Keep things as they are" } else { "Cancel" }, back))
            }))
        }
    };
    Ok(Page::new(title, body)
        .under("Leads", "/leads/board")
        .styles(&["extra"])
        .status(form.status()))
}

pub fn lose(lead: &Lead, form: &Filled<Lose>) -> Page {
    let body = html! {
        (Head::new(format!("Lose {}", lead.company)))
        form class="stack read" method="post" action=(format!("/leads/{}/lose", lead.id)) data-once {
            (form.banner())
            (form.choice::<LostReason>("reason", "Why it is lost"))
            (form.area("note", "Note").optional())
            (buttons(html! {
                (Button::submit("Mark as lost").primary())
                (Button::link("Keep it", format!("/leads/{}", lead.id)))
            }))
        }
    };
    Page::new(format!("Lose {}", lead.company), body)
        .under("Leads", "/leads/board")
        .status(form.status())
}

/// What the lead's page shows besides the lead.
pub struct Around<'a> {
    pub history: Markup,
    pub qualify: &'a Filled<Qualify>,
    pub hand_over: &'a Filled<HandOver>,
    pub activity: &'a Filled<NewActivity>,
}

/// Whether a button is this person's: granted to them, and the lead in their hands.
fn may(visit: &Visit, action: &Action, lead: &Lead) -> bool {
    visit.may(action, lead)
}

pub fn lead(visit: &Visit, lead: &Lead, around: &Around<'_>, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let quoted = match visit.store().service::<QuotesOf>() {
        Some(quotes) => quotes.0(visit, lead)?,
        None => Quoted::default(),
    };
    let edits = Editing::of(visit, lead);
    let services = match lead.categories.is_empty() {
        true => html! {},
        false => categories(&lead.categories),
    };
    let main = html! {
        (the_route(visit, lead, &names))
        (next_hand(visit, lead, around, &names, &quoted))
        div data-live-id="quotes" {
            @if !quoted.rows.is_empty() {
                (Section::new("Quotes", html! { ul class="list" { @for row in &quoted.rows { (row) } } }).small(quoted.rows.len()))
            }
        }
        (Section::new("What they wish", edits.beside("wish", html! {
            @if lead.wish.is_empty() { p class="dim grow" { "Nothing is written down yet." } } @else { p class="pre grow" { (lead.wish) } }
        })).live("wish"))
        div data-live-id="found" {
            @if !lead.found_out.is_empty() { (Section::new("What was found out", html! { p class="pre" { (lead.found_out) } })) }
        }
        (talk(visit, lead, around, &names, request)?)
        (Section::new("History", around.history.clone()))
    };
    let aside = html! {
        (Section::new("Follow-up", html! {
            p { (edits.value("follow_up", html! { @match lead.follow_up {
                Some(day) => (follow_up(day, visit.today())),
                None => span class="dim" { "No follow-up is set." },
            } })) }
        }).live("follow-up"))
        (clocks::section(visit, lead)?)
        (Section::new("Score", score_table(lead, currency)).small(lead.score.to_string()).live("score"))
        (Section::new("Details", Facts::new()
            .fact("Contact", edits.value("contact", lead.contact.as_str()))
            .fact("E-mail", edits.beside("email", mail_to(&lead.email)))
            .fact("Phone", edits.beside("phone", call(&lead.phone)))
            .fact("Website", edits.value("website", lead.website.as_str()))
            .fact("City", edits.value("city", lead.city.as_str()))
            .fact("Source", edits.value("source", lead.source.label()))
            .fact("Value", edits.value("value", lead.value.show(currency)))
            .fact("Services", edits.value("categories", services))).live("details"))
        (Section::new("People", html! { ul class="list" {
            li { (edits.value("owner", present(visit, &names, lead.owner))) span class="dim t12" { "has it now" } }
            @if let Some(closer) = lead.closer.filter(|c| *c != lead.owner) { li { (who(names.name(closer))) span class="dim t12" { "closer" } } }
            @if let Some(agent) = lead.agent.filter(|a| *a != lead.owner) { li { (who(names.name(agent))) span class="dim t12" { "agent" } } }
        } }).live("people"))
        (crate::features::shares::section(visit, lead)?)
    };
    let body = html! {
        (Head::new(lead.company.as_str()).avatar(Avatar::org(lead.company.as_str()).large())
            .fact(id(lead.id.to_string()))
            .fact(stage_mark(lead.stage))
            .fact(lead.value.show(currency))
            .mark(edits.pen("company"))
            .actions(actions(visit, lead, &quoted)))
        (record(main, aside))
    };
    Ok(Page::new(lead.company.as_str(), body)
        .under("Leads", "/leads/board")
        .styles(&["record", "stages", "thread", "extra", "board", "list"])
        .live(format!("leads:{}", lead.id.raw()))
        .status(
            if around.qualify.is_refused()
                || around.hand_over.is_refused()
                || around.activity.is_refused()
            {
                422
            } else {
                200
            },
        ))
}

pub fn stage_mark(held: Stage) -> Markup {
    match held {
        Stage::Won => badge(Tone::Success, "Won"),
        Stage::Lost => badge(Tone::Stone, "Lost"),
        open => stage(usize::from(open.code()) + 1, 5, open.label()),
    }
}

pub fn follow_up(day: crate::base::Day, today: crate::base::Day) -> Markup {
    match day.0 - today.0 {
        ..0 => due_toned(Tone::Danger, day.show(today)),
        0 => due_toned(Tone::Warning, day.show(today)),
        _ => due(day.show(today)),
    }
}

fn actions(visit: &Visit, lead: &Lead, quoted: &Quoted) -> Markup {
    let at = |verb: &str| format!("/leads/{}/{verb}", lead.id);
    html! {
        @if may(visit, &super::actions::EDIT, lead) { (Button::link("Edit", at("edit")).icon(Icon::Edit).key("e")) }
        @if lead.stage == Stage::Lost && may(visit, &super::actions::REOPEN, lead) {
            (post_button(&at("reopen"), html! {}, Button::submit("Reopen").primary()))
        }
        @if lead.stage.is_open() && may(visit, &super::actions::MERGE, lead) { (Button::link("Merge", at("merge"))) }
        @if lead.stage.is_open() && may(visit, &super::actions::LOSE, lead) { (Button::link("Mark as lost", at("lose"))) }
        @if let Some((href, number)) = &quoted.accepted {
            (Button::link(format!("Open {number}"), href.as_str()).icon(Icon::Quote))
        } @else if let Some(draft) = quoted.draft.as_ref().filter(|_| lead.stage.is_open()) {
            (Button::link("Go on with the quote", draft.as_str()).primary().icon(Icon::Quote))
        } @else if lead.agent.is_some() && lead.stage >= Stage::Qualified && lead.stage.is_open() && lead.owner.raw() == visit.actor.person {
            @if quoted.rows.is_empty() { (Button::link("Write the quote", at("quote")).primary().icon(Icon::Quote)) }
            @else { (Button::link("Write another quote", at("quote")).icon(Icon::Quote)) }
        }
    }
}

fn the_route(visit: &Visit, lead: &Lead, names: &Directory) -> Markup {
    let now = match lead.stage {
        Stage::Won => 3,
        _ if lead.agent.is_some_and(|a| a == lead.owner) => 2,
        Stage::New => 0,
        _ => 1,
    };
    let fact = |n: usize| match n {
        0 => lead.created_at.show(visit.at, &visit.tz),
        1 => lead
            .closer
            .map(|c| names.name(c).to_owned())
            .unwrap_or_default(),
        2 => lead
            .agent
            .map(|a| names.name(a).to_owned())
            .unwrap_or_default(),
        _ => String::new(),
    };
    let facts: [String; 9] = std::array::from_fn(fact);
    html! { div data-live-id="route" { (stages(&facts, now)) } }
}

/// What stands between the lead and the next hand, with the forms that get it there.
fn next_hand(
    visit: &Visit,
    lead: &Lead,
    around: &Around<'_>,
    names: &Directory,
    quoted: &Quoted,
) -> Markup {
    if !lead.stage.is_open() {
        return html! {
            div data-live-id="next" {
                @if lead.stage == Stage::Lost {
                    (Banner::info(format!("Lost: {}.", lead.lost.unwrap_or_default().label().to_lowercase())))
                } @else {
                    @let won = Banner::success("Won. The accepted quote leads on to the onboarding ticket.");
                    @match &quoted.accepted {
                        Some((href, number)) => (won.action(Button::link(format!("Open {number}"), href.as_str()).small())),
                        None => (won),
                    }
                }
            }
        };
    }
    let missing = lead.missing();
    let gate = checks(
        lead.gate()
            .into_iter()
            .enumerate()
            .map(|(n, (what, met))| Check::new(format!("gate-{n}"), what).done(met)),
    );
    let form = around.qualify;
    let asks = may(visit, &super::actions::QUALIFY, lead);
    let hands = may(visit, &super::actions::HAND_OVER, lead) && lead.agent != Some(lead.owner);
    let at = |verb: &str| format!("/leads/{}/{verb}", lead.id);
    // What is answered in this very form is no reason to wait for.
    let rest = match asks {
        true => lead.missing_beside_answers(),
        false => missing.clone(),
    };
    html! {
        (Section::new("Before the hand-over", stack(html! {
            (gate)
            @if asks || hands {
                form class="stack" method="post" action=(at(if hands { "hand-over" } else { "qualify" })) data-once {
                    (form.banner())
                    (around.hand_over.banner())
                    @if asks {
                        (fields_two(html! {
                            @for (name, label, held) in [("budget", "Budget", lead.qualification.budget), ("authority", "Authority", lead.qualification.authority), ("need", "Need", lead.qualification.need), ("time", "Time", lead.qualification.time)] {
                                (form.choice::<Answer>(name, label).value(form.value(name).unwrap_or(held.key())))
                            }
                        }))
                        (form.area("note", "What you found out").optional().rows(2).hint("It is kept in the history."))
                    }
                    @if hands {
                        (around.hand_over.select("to", "Sales agent").nothing("Whoever has the fewest open leads").options(names.on_duty_in(&super::actions::RECEIVE, lead.department).into_iter().map(|user| option_of(visit, names, user.id))))
                    }
                    (buttons(html! {
                        @if hands && rest.is_empty() {
                            (Button::submit("Hand over to the agent").primary().icon(Icon::Next))
                            @if asks && !lead.qualification.asked() { (Button::submit("All four are a yes: hand over").value("all", "yes")) }
                        } @else if hands {
                            (Button::submit("Hand over to the agent").primary().disabled_because(format!("Still to do: {}.", rest.join("; ").to_lowercase())))
                        }
                        @if asks { (Button::submit("Save the qualification").action(at("qualify"))) }
                    }))
                }
            }
            @if lead.agent == Some(lead.owner) && lead.closer.is_some_and(|c| c != lead.owner) && may(visit, &super::actions::RETURN, lead) {
                form class="row" method="post" action=(format!("/leads/{}/return", lead.id)) data-once {
                    (Input::text("reason", "Return to the closer because").required())
                    (Button::submit("Return"))
                }
            }
        })).small(if missing.is_empty() { "ready".to_owned() } else { text::count(missing.len(), "point open", "points open") }).live("next"))
    }
}

fn talk(
    visit: &Visit,
    lead: &Lead,
    around: &Around<'_>,
    names: &Directory,
    request: &Request,
) -> Result<Markup> {
    let form = around.activity;
    let beside = html! {
        (form.choice::<Channel>("channel", "Kind"))
        (Select::new("again", "Talk again").nothing("As it is").options(FollowUpIn::ALL.iter().map(|again| (again.key(), again.label()))).value(form.value("again").unwrap_or_default()))
        (form.date("follow_up", "or on a day").min(visit.today().iso()).optional())
    };
    // Whoever goes through what waits for them needs no list between one lead and the next.
    let next = (lead.owner.raw() == visit.actor.person).then(|| {
        Button::submit("Note it, next lead")
            .small()
            .value("then", "next")
    });
    let talk = Conversation::of(visit, lead, names, request)?.empty(
        "Nobody has talked to them yet. Calls, mails and meetings are noted here, so that everyone knows what was said.",
    );
    Ok(html! {
        (Section::new("Calls, mails, meetings", stack_wide(html! {
            @if visit.may(&Lead::POST, lead) && !talk.is_answering() {
                (form.summary())
                (Composer::new(format!("/leads/{}/activities", lead.id), "What was said", hidden("_key", form_key()))
                    .value(form.value("text").unwrap_or_default())
                    .fields(beside).tool(html! { @if let Some(next) = &next { (next) } }).send("Note it").draft(format!("lead-{}", lead.id.raw())))
            }
            (talk.log()?)
            @if talk.is_answering() { (talk.composer("Write a note")?) }
        })))
    })
}

fn score_table(lead: &Lead, currency: Currency) -> Markup {
    let reasons = lead.score_reasons(currency);
    html! {
        @if reasons.is_empty() { p class="dim" { "Nothing speaks for or against them yet." } }
        ul class="list tight" {
            @for (points, why) in reasons {
                li { span class="grow" { (why) } span class="num" { @if points > 0 { "+" } (points) } }
            }
        }
    }
}
