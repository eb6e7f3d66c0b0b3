//! Reading a document page by page and signing it, for staff and in the portal.

use maud::{Markup, html};

use super::super::consent::CONSENT;
use crate::{
    base::{
        Choice, Moment, Result,
        language::{self, say},
    },
    data::Visit,
    features::{
        form_key,
        people::Directory,
        signatures::{
            actions::{DECLINE, SIGN},
            field::FieldKind,
            forms::Sign,
            list::live,
            request::{SignatureRequest, Status},
            signer::{Signer, State},
        },
    },
    said, said_html,
    ui::{portal, prelude::*},
    web::{Filled, Page, form::Reason, reply::Frame},
};

/// Which of the two somebody is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Staff,
    Portal,
}

impl Side {
    pub fn base(self, request: &SignatureRequest) -> String {
        match self {
            Side::Staff => format!("/signature-requests/{}", request.id),
            Side::Portal => format!("/portal/signature-requests/{}", request.id),
        }
    }

    /// Where it is read and signed.
    pub fn here(self, request: &SignatureRequest) -> String {
        match self {
            Side::Staff => format!("/signature-requests/{}/sign", request.id),
            Side::Portal => self.base(request),
        }
    }
}

/// What was typed into the two forms.
pub struct Signing {
    pub sign: Filled<Sign>,
    pub decline: Filled<Reason>,
}

impl Signing {
    pub fn blank() -> Signing {
        Signing {
            sign: Filled::blank(&[]),
            decline: Filled::blank(&[]),
        }
    }
}

/// A page as it is read; `base` is where its pictures lie.
pub fn picture(request: &SignatureRequest, base: &str, number: usize) -> Markup {
    let size = request.pages.get(number - 1).copied().unwrap_or_default();
    html! {
        figure class="signpage" data-page=(number) {
            img src=(format!("{base}/page?number={number}")) alt=(said!("sign-page-of", number = number, pages = request.pages.len())) loading="lazy"
                width=(size.width / 10) height=(size.height / 10);
            figcaption class="dim t12" { (said!("sign-page-of", number = number, pages = request.pages.len())) }
        }
    }
}

/// Who signs, and how far each is.
pub fn signers(visit: &Visit, request: &SignatureRequest) -> Markup {
    let at = |at: Option<Moment>| {
        at.map(|at| at.show(visit.at, &visit.tz))
            .unwrap_or_default()
    };
    let state = |signer: &Signer| match signer.state {
        State::Signed => (Tone::Success, said!("sign-signed-at", at = at(signer.at))),
        State::Declined => (Tone::Danger, said!("sign-declined-at", at = at(signer.at))),
        _ if request.status != Status::Open => (Tone::Stone, say("sign-has-not-signed").into()),
        _ if request
            .whose_turn()
            .iter()
            .any(|held| held.user == signer.user) =>
        {
            (Tone::Murex, say("sign-is-to-sign-now").into())
        }
        _ => (Tone::Stone, say("sign-signs-later").into()),
    };
    html! {
        ol class="list" { @for signer in &request.signers {
            @let (tone, said) = state(signer);
            (item_two(Avatar::person(&signer.name), signer.name.as_str(), if signer.client { say("sign-for-the-client") } else { say("sign-for-the-house") }, badge(tone, said)))
        } }
    }
}

fn lede(request: &SignatureRequest, sender: &str, visit: &Visit) -> String {
    let until = request.expires.within(visit.today());
    match request.status {
        Status::Open => said!("sign-asks-for", sender = sender, day = until),
        Status::Sealed => say("sign-is-sealed").into(),
        Status::Declined => said!("sign-was-declined", reason = request.reason.as_str()),
        Status::Expired => said!("sign-was-over", day = until),
        Status::Cancelled | Status::Draft | Status::Unknown => say("sign-not-any-more").into(),
    }
}

pub fn signing(
    visit: &Visit,
    request: &SignatureRequest,
    side: Side,
    forms: &Signing,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let base = side.base(request);
    let mine = request.must_be_turn_of(visit.actor.person, visit.at);
    let may_sign = mine.is_ok() && visit.may(&SIGN, request);
    let may_decline = mine.is_ok() && visit.may(&DECLINE, request);
    let number = mine.as_ref().ok().copied();
    let download = match request.sealed {
        Some(_) => Button::link(
            say("sign-download-the-signed-file"),
            format!("{base}/file?sealed=on"),
        ),
        None => Button::link(say("sign-download"), format!("{base}/file")),
    };
    let main = html! {
        @if !may_sign { (forms.sign.banner()) (forms.decline.banner()) }
        div class="signpages" {
            @for number in 1..=request.pages.len() { (picture(request, &base, number)) }
        }
        div data-live-id="sign-form" {
            @if let Some(number) = number.filter(|_| may_sign) { (sign_form(visit, request, &base, number, &forms.sign)) }
            @else if request.status == Status::Open {
                @if let Err(why) = &mine { p class="mute" { (language::translated(&why.to_string())) } }
            }
        }
        @if may_decline {
            (Section::new(say("sign-you-don-t-want-to-sign"), html! {
                form class="stack" method="post" action=(format!("{base}/decline")) data-once {
                    (forms.decline.summary())
                    (forms.decline.area("reason", say("sign-what-keeps-you-from-it")).rows(3).required().hint(say("sign-everybody-who-signs-is-told-and")))
                    (buttons(Button::submit(say("sign-decline"))))
                }
            }))
        }
    };
    let aside = html! {
        div class="stack l" data-live-id="sign-aside" {
            @if !request.message.is_empty() { (Section::new(say("sign-message"), html! { p { (broken(&request.message)) } })) }
            (Section::new(say("sign-who-signs"), signers(visit, request)))
            (Section::new(say("sign-keep-it"), html! { (buttons(download.icon(Icon::Download))) }))
            @if let Some(sealed) = &request.sealed {
                (Section::new(say("sign-check-it"), html! {
                    p class="mute t12" { (said_html!("sign-can-check", address = html! { a class="link" href="/verify" { "/verify" } })) }
                    p class="dim t12 mono hash" { (sealed.hash) }
                }))
            }
        }
    };
    let said = lede(request, names.name(request.sender), visit);
    let page = match side {
        Side::Portal => {
            let body = html! {
                (portal::back(say("sign-home"), "/portal"))
                div data-live-id="sign-head" { (portal::welcome(request.name.as_str(), said)) }
                (portal::grid(main, aside))
            };
            Page::new(request.name.as_str(), body).frame(Frame::Portal)
        }
        Side::Staff => {
            let body = html! {
                div data-live-id="sign-head" { (Head::new(request.name.as_str()).fact(said)) }
                (record(main, aside))
            };
            Page::new(request.name.as_str(), body)
                .under("Signatures", "/signature-requests")
                .under(request.id.to_string(), base)
        }
    };
    let refused = forms.sign.is_refused() || forms.decline.is_refused();
    let status = forms.sign.status().max(forms.decline.status());
    Ok(live(page, request)
        .at(side.here(request))
        .styles(&["record", "extra", "list", "sign"])
        .scripts(&["sign-pad"])
        .status(if refused { status } else { 200 }))
}

fn sign_form(
    visit: &Visit,
    request: &SignatureRequest,
    base: &str,
    number: usize,
    form: &Filled<Sign>,
) -> Markup {
    let drawn = form.value("signature").unwrap_or_default();
    let name = form
        .value("name")
        .map_or_else(|| visit.actor.name.to_string(), str::to_owned);
    let own: Vec<_> = request.fields_of(number).collect();
    let words: Vec<_> = own
        .iter()
        .filter(|(_, field)| field.kind == FieldKind::Text)
        .collect();
    let places: Vec<String> = own
        .iter()
        .map(|(_, field)| said!("sign-on-page", what = field.kind.label(), page = field.page))
        .collect();
    let body = html! {
        form id="sign-form" class="stack" method="post" action=(format!("{base}/sign")) data-once {
            (hidden("_key", form_key()))
            (hidden("hash", &request.hash))
            (form.summary())
            @if !places.is_empty() { p class="dim t12" { (said!("sign-stands-at", places = places.join(", "))) } }
            (form.text("name", say("sign-your-full-name")).value(name).autocomplete("name").required().hint(say("sign-your-typed-name-counts-as-your")))
            (Field::new("signature", say("sign-your-signature")).hint(say("sign-sign-with-a-finger-a-pen")).error(form.problems.of("signature")).around_group(html! {
                div data-sign {
                    (boxed(html! {
                        svg viewBox="0 0 600 160" role="img" aria-label=(say("sign-box-to-sign-in")) {
                            path d=(drawn) fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" {}
                        }
                    }))
                    (hidden("signature", drawn))
                    (buttons(Button::plain(say("sign-clear-the-signature")).small().flag("data-sign-clear")))
                }
            }))
            @for (row, (place, field)) in words.iter().enumerate() {
                @let typed = form.value(&format!("texts.{row}.text")).unwrap_or_default();
                (hidden(&format!("texts.{row}.field"), place))
                (Input::text(format!("texts.{row}.text"), said!("sign-your-words", page = field.page)).value(typed).required()
                    .error(form.problems.of("texts").filter(|_| row == 0)))
            }
            (form.tick("consent", language::word(CONSENT)))
            (buttons(Button::submit(say("sign-sign")).primary().icon(Icon::Sign)))
        }
    };
    html! { (Section::new(say("sign-sign"), body).id("sign")) }
}
