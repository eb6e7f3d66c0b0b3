//! The proof of a document, for staff and in the portal: the picture with its pins, what is said, and the decision.

use maud::{Markup, html};

use super::{
    Pin, Verdict,
    actions::{COMMENT, DECIDE, SETTLE},
    forms::{AnswerForm, Asked, DecisionForm, PinForm},
    ops::is_shown,
    sheet::Sheet,
    told::Proof,
};
use crate::{
    access::Tier,
    base::{Choice, Error, Result, language::say, text},
    data::{Record, Visit},
    features::{
        documents::{Current, Document, Version},
        form_key,
        people::Directory,
    },
    said,
    ui::{portal, prelude::*},
    web::{Filled, Page, reply::Frame},
};

/// What is filled in again where it was refused.
pub struct Forms {
    pub pin: Filled<PinForm>,
    pub answer: Option<(String, Filled<AnswerForm>)>,
    pub decision: Filled<DecisionForm>,
}

impl Forms {
    pub fn blank() -> Forms {
        let half = || "500".to_owned();
        Forms {
            pin: Filled::blank(&[("x", half()), ("y", half())]),
            answer: None,
            decision: Filled::blank(&[]),
        }
    }

    fn status(&self) -> u16 {
        let answer = self.answer.as_ref().map_or(200, |(_, form)| form.status());
        self.pin.status().max(self.decision.status()).max(answer)
    }
}

/// Where somebody is: the house or the portal.
struct Side {
    client: bool,
    /// Below it lie the document's files and its proof.
    base: String,
    /// Below it lie the comments.
    pins: &'static str,
}

impl Side {
    fn of(visit: &Visit, document: &Document) -> Side {
        match visit.actor.tier {
            Tier::Client => Side {
                client: true,
                base: format!("/portal/documents/{}", document.id),
                pins: "/portal/pins",
            },
            _ => Side {
                client: false,
                base: format!("/documents/{}", document.id),
                pins: "/pins",
            },
        }
    }
}

/// Where the proof of a document lies, for whoever looks.
pub fn address(visit: &Visit, document: &Document) -> String {
    format!("{}/proof", Side::of(visit, document).base)
}

/// Beside a document that can be looked at: what is open on it, and what its client said of it last.
pub fn beside(visit: &Visit, document: &Document) -> Result<Markup> {
    let current = Current::of(visit, document.clone())?;
    if !is_shown(&current.newest) {
        return Ok(html! {});
    }
    let proof = Proof::of(visit, document.clone())?;
    let open = proof.pins.iter().filter(|pin| pin.is_open()).count();
    Ok(html! {
        div class="no-print" {
            (Section::new("Proof", html! {
                p class="dim" { @if open == 0 { "No open comment." } @else { (text::count(open, "open comment", "open comments")) "." } }
                (word(visit, &proof, &current.newest, &*Directory::of(visit)?))
                div class="mt row" { (Button::link("Look at it and comment", format!("/documents/{}/proof", document.id)).small().icon(Icon::Pin)) }
            }).live("proof-beside"))
        }
    })
}

/// What the client said last, and whether it is of the file that counts.
fn word(visit: &Visit, proof: &Proof, newest: &Version, names: &Directory) -> Markup {
    let Some(held) = proof.decisions.first() else {
        return html! {};
    };
    let holds = held.holds(newest);
    html! {
        p {
            (badge(if holds { held.verdict.tone() } else { Tone::Stone }, held.verdict.label()))
            " " (said!("proof-said-of", version = held.number, name = names.name(held.by), at = held.at.show(visit.at, &visit.tz)))
            @if !holds { " " (say("proof-is-void")) }
        }
        @if !held.words.is_empty() { blockquote { (broken(&held.words)) } }
        p class="dim t12" { (say("proof-of-hash")) " " code { (held.mark()) } }
    }
}

pub fn show(visit: &Visit, proof: &Proof, asked: &Asked, forms: &Forms) -> Result<Page> {
    let document = &proof.document;
    let side = Side::of(visit, document);
    let names = &*Directory::of(visit)?;
    let newest = proof.newest()?;
    let numbered = |number: i64| {
        let found = proof
            .versions
            .iter()
            .find(|version| i64::try_from(version.number) == Ok(number));
        found.ok_or(Error::NotFound)
    };
    let shown = asked.version.map_or(Ok(newest), numbered)?;
    let other = asked.beside.map(numbered).transpose()?;
    let other = other.filter(|other| other.id != shown.id);
    if !is_shown(shown) {
        return Err(Error::conflict(
            "Comments are put on pictures and on pages of a PDF. This file is neither; open it beside its document.",
        ));
    }
    let page = u16::try_from(asked.page).unwrap_or(1);
    let is_newest = shown.id == newest.id;
    let comments = is_newest && !document.archived && visit.may(&COMMENT, document);
    let sheet = Sheet::of(visit, shown, page, &side.base)?;
    let pages = sheet.as_ref().and_then(|sheet| sheet.pages);
    let here = format!("{}/proof", side.base);
    let main = html! {
        (versions(proof, shown, other, &here))
        div class=(if other.is_some() { "proofs" } else { "stack" }) {
            @if let Some(other) = other {
                @let sheet = Sheet::of(visit, other, page, &side.base)?;
                (figure(proof, other, sheet.as_ref(), page, false))
            }
            (figure(proof, shown, sheet.as_ref(), page, comments))
        }
        (turn(&here, shown, other, page, pages))
    };
    let on_it: Vec<&Pin> = proof.pins.iter().filter(|pin| pin.of == shown.id).collect();
    let elsewhere = proof.pins.len() - on_it.len();
    let aside = html! {
        (Section::new(say("proof-comments"), html! {
            @if on_it.is_empty() { p class="dim" { (say("proof-nothing-is-said-on-this-version")) } }
            @else { ol { @for pin in &on_it { (remark(visit, &side, (pin, !document.archived), names, forms)) } } }
            @if elsewhere > 0 { p class="dim t12 mt" { (said!("proof-elsewhere", count = elsewhere)) } }
        }).live("pins"))
        @if comments { (Section::new(say("proof-say-something"), new_pin(&side, shown, page, &forms.pin))) }
        (Section::new(say("proof-decision"), decision(visit, &side, proof, newest, is_newest, names, forms)).live("decision"))
    };
    let title = said!(
        "proof-title",
        document = document.name.as_str(),
        version = shown.number
    );
    let made = match side.client {
        true => Page::new(title.as_str(), html! {
            (portal::back(say("proof-files"), "/portal/files"))
            (portal::welcome(document.name.as_str(), said!("proof-tap", version = shown.number)))
            (portal::grid(main, aside))
        })
        .frame(Frame::Portal),
        false => Page::new(title.as_str(), html! {
            (Head::new(document.name.as_str()).fact(id(document.number())).fact(said!("proof-version", version = shown.number))
                .actions(Button::link("The document", side.base.as_str()).icon(Icon::File)))
            (record(html! { div class="stack" { (main) } }, html! { div class="stack l" { (aside) } }))
        })
        .under("Documents", "/documents")
        .under(document.name.as_str(), side.base.as_str()),
    };
    Ok(made
        .styles(&["record", "form", "extra", "list", "thread", "proof"])
        .scripts(&["proof"])
        .live(format!("documents:{}", document.id.raw()))
        .status(forms.status())
        .at(here))
}

fn versions(proof: &Proof, shown: &Version, other: Option<&Version>, here: &str) -> Markup {
    let before = proof.versions.iter().rev();
    let before = before
        .filter(|version| version.number < shown.number && is_shown(version))
        .take(3);
    let all = proof
        .versions
        .iter()
        .rev()
        .filter(|version| is_shown(version));
    html! {
        (tabs(say("proof-versions"), all.take(12).map(|version| {
            Tab::new(said!("proof-version", version = version.number), format!("{here}?version={}", version.number)).current(version.id == shown.id)
        })))
        p class="t12" {
            @if other.is_some() { a class="link" href=(format!("{here}?version={}", shown.number)) { (said!("proof-alone", version = shown.number)) } }
            @for version in before {
                @if other.is_none_or(|other| other.id != version.id) {
                    " " a class="link" href=(format!("{here}?version={}&beside={}", shown.number, version.number)) { (said!("proof-beside", version = version.number)) }
                }
            }
        }
    }
}

fn figure(
    proof: &Proof,
    version: &Version,
    sheet: Option<&Sheet>,
    page: u16,
    places: bool,
) -> Markup {
    let pins: Vec<&Pin> = proof
        .pins
        .iter()
        .filter(|pin| pin.of == version.id && pin.page == page)
        .collect();
    let name = said!(
        "proof-title",
        document = proof.document.name.as_str(),
        version = version.number
    );
    html! {
        figure class="proof" data-cur[version.id == proof.document.newest] {
            @match sheet {
                Some(sheet) => (sheet.show(&name, &pins, places)),
                None => p class="dim" { (say("proof-this-page-cant-be-shown-here")) },
            }
            figcaption {
                b { (said!("proof-version", version = version.number)) }
                @if page > 1 { span class="dim" { (said!("proof-page", page = page)) } }
                @if !version.note.is_empty() { span class="dim" { (version.note) } }
                @if version.id == proof.document.newest { (badge(Tone::Info, say("proof-counts-now"))) }
            }
        }
    }
}

/// The way to the pages before and after.
fn turn(
    here: &str,
    shown: &Version,
    other: Option<&Version>,
    page: u16,
    pages: Option<u32>,
) -> Markup {
    let Some(pages) = pages.filter(|pages| *pages > 1) else {
        return html! {};
    };
    let beside = other.map_or(String::new(), |other| format!("&beside={}", other.number));
    let to = |page: u16| format!("{here}?version={}{beside}&page={page}", shown.number);
    html! {
        nav class="row" aria-label=(say("proof-pages")) {
            @if page > 1 { (Button::link(say("proof-page-before"), to(page - 1)).small()) }
            span class="dim" { (said!("sign-page-of", number = page, pages = pages)) }
            @if u32::from(page) < pages { (Button::link(say("proof-next-page"), to(page + 1)).small()) }
        }
    }
}

fn remark(
    visit: &Visit,
    side: &Side,
    (pin, live): (&Pin, bool),
    names: &Directory,
    forms: &Forms,
) -> Markup {
    let number = Record::number(pin);
    let at =
        |moment: crate::base::Moment| time(moment.show(visit.at, &visit.tz), &moment.rfc3339());
    let blank = Filled::<AnswerForm>::blank(&[]);
    let refused = forms.answer.as_ref().filter(|(of, _)| *of == number);
    let form = refused.map_or(&blank, |(_, form)| form);
    html! {
        li class="remark" id=(number) data-st=(if pin.is_open() { "open" } else { "done" }) {
            span class="pinno" aria-hidden="true" { (pin.number) }
            div {
                p class="row" {
                    span class="vh" { (said!("proof-comment-number", number = pin.number)) " " }
                    b { (names.name(pin.by)) }
                    @if pin.page > 1 { span class="dim t12" { (said!("proof-page", page = pin.page)) } }
                    @if pin.staff_only { (Badge::new(Tone::Stone, "Staff").icon(Icon::Lock)) }
                    @if !pin.is_open() { (badge(Tone::Success, say("proof-settled"))) }
                    (at(pin.at))
                }
                p { (broken(&pin.text)) }
                @for answer in &pin.answers {
                    div class="rere" { b { (names.name(answer.by)) } div { (broken(&answer.text)) " " (at(answer.at)) } }
                }
                @if live && visit.may(&COMMENT, pin) {
                    details open[refused.is_some()] {
                        summary { (say("proof-answer")) }
                        form class="stack s" method="post" action=(format!("{}/{}/answer", side.pins, pin.id)) data-once {
                            (hidden("_key", form_key()))
                            (form.banner())
                            (form.area("text", say("proof-answer")).id(format!("answer-{}", pin.number)).rows(2))
                            (buttons(Button::submit(say("proof-answer")).small()))
                        }
                    }
                }
                @if live && visit.may(&SETTLE, pin) {
                    @let (way, does) = if pin.is_open() { ("settle", say("proof-settle")) } else { ("reopen", say("proof-open-again")) };
                    (post_button(&format!("{}/{}/{way}", side.pins, pin.id), html! {},
                        Button::submit(does).small().quiet().label(said!("proof-does-comment", does = does, number = pin.number))))
                }
            }
        }
    }
}

fn new_pin(side: &Side, shown: &Version, page: u16, form: &Filled<PinForm>) -> Markup {
    html! {
        form class="stack" method="post" action=(format!("{}/pins", side.base)) data-once data-pin {
            (hidden("_key", form_key()))
            (hidden("of", shown.number))
            (hidden("page", page))
            (form.banner())
            (form.area("text", say("proof-comment")).rows(3))
            (fields_two(html! {
                (form.number("x", say("proof-from-the-left")).hint(say("proof-in-thousandths-of-the-width")))
                (form.number("y", say("proof-from-the-top")).hint(say("proof-in-thousandths-of-the-height")))
            }))
            @if !side.client { (form.tick("staff_only", "Staff only")) }
            (buttons(Button::submit(say("proof-comment")).primary()))
        }
    }
}

fn decision(
    visit: &Visit,
    side: &Side,
    proof: &Proof,
    newest: &Version,
    is_newest: bool,
    names: &Directory,
    forms: &Forms,
) -> Markup {
    let decides = side.client && !proof.document.archived && visit.may(&DECIDE, &proof.document);
    let form = &forms.decision;
    html! {
        (word(visit, proof, newest, names))
        @if proof.decisions.is_empty() && !side.client { p class="dim" { "The client has not decided yet." } }
        @if decides && is_newest {
            form class="stack" method="post" action=(format!("{}/decision", side.base)) data-once {
                (hidden("_key", form_key()))
                (hidden("of", newest.number))
                (hidden("file", &newest.file.name))
                (form.banner())
                p class="mute" { (said!("proof-is-for", version = newest.number)) }
                (form.area("words", say("proof-in-words")).id("decision-words").rows(2).hint(say("proof-when-you-want-changes-say-which")))
                (buttons(html! {
                    (Button::submit(said!("proof-approve", version = newest.number)).primary().icon(Icon::Check).value("verdict", Verdict::Approved.key()))
                    (Button::submit(say("proof-ask-for-changes")).value("verdict", Verdict::Changes.key()))
                }))
            }
        } @else if decides {
            p class="dim" { (say("proof-newer-counts")) " " a class="link" href=(format!("{}/proof", side.base)) { (say("proof-open-it-to-decide")) } }
        }
    }
}
