//! The check of a file by whoever has it, without signing in. The browser works out the file's hashes and sends those and the
//! seal; the file itself goes nowhere. What is told is whether it is a document that this house sealed, when and by how many
//! it was signed, and nothing else.

use maud::{Markup, html};

use super::{
    certificate::moment,
    forms::Check,
    request::{BY_COVERED, BY_HASH, BY_ORIGINAL, SignatureRequest},
    seal::{self, Seen},
    sealing::seal_key,
};
use crate::{
    base::{Moment, Result, if_found, language::say},
    data::{Index, Key, Visit},
    features::settings::CurrentSettings,
    said,
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, reply::Frame},
};

/// What is known of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it was sealed.
    Sealed {
        at: Moment,
        signers: usize,
    },
    /// What was signed, before it was.
    Unsigned {
        at: Moment,
        signers: usize,
    },
    /// It was sealed here, and something was added behind the seal.
    Longer {
        at: Moment,
        signers: usize,
    },
    /// It carries a seal of this house, which doesn't belong to what the file holds now.
    Altered,
    Unknown,
}

/// # Errors
/// When the store can't be read.
pub fn check(visit: &Visit, form: &Check) -> Result<Verdict> {
    let system = visit
        .unchecked_as_system("whoever has a file is told whether it was sealed, and nothing else");
    let known = |request: SignatureRequest| {
        let sealed = request.sealed.as_ref()?;
        Some((sealed.at, request.signers.len()))
    };
    let first = |index: Index, hash: &str| -> Result<_> {
        let ids = system.duplicates_of::<SignatureRequest>(index, Key::new().text(hash), 1)?;
        let found = ids.first().map(|id| system.find(*id)).transpose()?;
        Ok(found.and_then(known))
    };
    let sealed = if_found(system.find_by(BY_HASH, Key::new().text(&form.hash)))?;
    if let Some((at, signers)) = sealed.and_then(known) {
        return Ok(Verdict::Sealed { at, signers });
    }
    if let Some((at, signers)) = first(BY_ORIGINAL, &form.hash)? {
        return Ok(Verdict::Unsigned { at, signers });
    }
    let Some(key) = seal_key(visit)? else {
        return Ok(Verdict::Unknown);
    };
    let seen = seal::look_at(&key, &form.seal, &form.covered);
    Ok(match seen {
        Some(Seen::Holds) => match first(BY_COVERED, &form.covered)? {
            Some((at, signers)) => Verdict::Longer { at, signers },
            None => Verdict::Altered,
        },
        Some(Seen::Altered) => Verdict::Altered,
        Some(Seen::Others) | None => Verdict::Unknown,
    })
}

pub fn show(visit: &Visit, _: &Request) -> Result<Reply> {
    page(visit, &Filled::blank(&[]), None).map(Into::into)
}

pub fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<Check>();
    match filled.is_refused() {
        true => page(visit, &filled, None).map(Into::into),
        false => {
            let verdict = check(visit, filled.read())?;
            page(visit, &filled, Some(verdict)).map(Into::into)
        }
    }
}

fn told(verdict: Verdict, house: &str) -> Markup {
    let said =
        |at: Moment, signers: usize| said!("verify-when-by-whom", at = moment(at), count = signers);
    match verdict {
        Verdict::Sealed { at, signers } => html! { (Banner::success(html! {
            b { (said!("verify-sealed", house = house)) }
            " " (said!("verify-sealed-on", when = said(at, signers)))
        })) },
        Verdict::Unsigned { at, signers } => html! { (Banner::info(html! {
            b { (say("verify-unsigned")) }
            " " (said!("verify-unsigned-on", when = said(at, signers)))
        })) },
        Verdict::Longer { at, signers } => html! { (Banner::warning(html! {
            b { (said!("verify-longer", house = house)) }
            " " (said!("verify-longer-on", when = said(at, signers)))
        })) },
        Verdict::Altered => html! { (Banner::error(html! {
            b { (said!("verify-altered", house = house)) }
            " " (say("verify-altered-how"))
        })) },
        Verdict::Unknown => html! { (Banner::info(html! {
            b { (say("verify-unknown")) }
            " " (say("verify-unknown-how"))
        })) },
    }
}

fn page(visit: &Visit, form: &Filled<Check>, verdict: Option<Verdict>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?.0.name.clone();
    let body = html! {
        form class="stack" method="post" action="/verify" data-verify {
            div class="stack s" {
                h1 { (say("verify-check-a-file")) }
                p class="mute" { (said!("verify-lede", house = house.as_str())) }
            }
            @if let Some(verdict) = verdict { div role="status" { (told(verdict, &house)) } }
            (form.banner())
            div class="field" data-verify-drop hidden {
                label for="verify-file" { (say("verify-the-file")) }
                input type="file" id="verify-file" accept="application/pdf,.pdf";
                small { (say("verify-drop-it-here-or-choose-it")) }
            }
            (form.text("hash", say("verify-sha-256-of-the-file")).required().max_length(64).hint(say("verify-worked-out-for-you-when-you")))
            (hidden("covered", ""))
            (hidden("seal", ""))
            p role="alert" data-problem hidden {}
            (Button::submit(say("verify-check-it")).primary().wide())
        }
    };
    Ok(Page::new(say("verify-check-a-file"), body)
        .frame(Frame::SignedOut)
        .styles(&["extra", "sign"])
        .scripts(&["verify"])
        .status(form.status()))
}
