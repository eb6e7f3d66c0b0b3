//! The check of a file by whoever has it, without signing in. The browser works out the file's hashes and sends those and the
//! seal; the file itself goes nowhere. What is told is whether it is a document that this house sealed, when and by how many
//! it was signed, and nothing else.

use maud::{Markup, html};

use super::{
    certificate::moment,
    forms::Check,
    ops::seal_key,
    request::{BY_COVERED, BY_HASH, BY_ORIGINAL, SignatureRequest},
    seal::{self, Seen},
};
use crate::{
    base::{Moment, Result, if_found, text},
    data::{Index, Key, Visit},
    features::settings::CurrentSettings,
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
    let said = |at: Moment, signers: usize| {
        format!(
            "{} by {}",
            moment(at),
            text::count(signers, "person", "people")
        )
    };
    match verdict {
        Verdict::Sealed { at, signers } => html! { (Banner::success(html! {
            b { "This file was sealed by " (house) ", and nothing was changed since." }
            " Signed and sealed on " (said(at, signers)) ". The time is that of this house’s clock."
        })) },
        Verdict::Unsigned { at, signers } => html! { (Banner::info(html! {
            b { "This is what was signed, without the signatures." }
            " The signed file was sealed on " (said(at, signers)) "."
        })) },
        Verdict::Longer { at, signers } => html! { (Banner::warning(html! {
            b { "This file was sealed by " (house) ", and something was added behind the seal." }
            " What was sealed on " (said(at, signers)) " is still in it; believe only that."
        })) },
        Verdict::Altered => html! { (Banner::error(html! {
            b { "This file carries a seal of " (house) " that doesn’t belong to it." }
            " It was changed, or the seal was taken from another file. Don’t rely on it."
        })) },
        Verdict::Unknown => html! { (Banner::info(html! {
            b { "This is not one of ours." }
            " No document with this content was sealed here."
        })) },
    }
}

fn page(visit: &Visit, form: &Filled<Check>, verdict: Option<Verdict>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?.0.name.clone();
    let body = html! {
        form class="stack" method="post" action="/verify" data-verify {
            div class="stack s" {
                h1 { "Check a file" }
                p class="mute" { "Whether a document was signed and sealed by " (house) ". The file stays with you: your browser works out its hash and sends only that." }
            }
            @if let Some(verdict) = verdict { div role="status" { (told(verdict, &house)) } }
            (form.banner())
            div class="field" data-verify-drop hidden {
                label for="verify-file" { "The file" }
                input type="file" id="verify-file" accept="application/pdf,.pdf";
                small { "Drop it here or choose it." }
            }
            (form.text("hash", "SHA-256 of the file").required().max_length(64).hint("Worked out for you when you choose a file. Without that, type what sha256sum or your system says."))
            (hidden("covered", ""))
            (hidden("seal", ""))
            p role="alert" data-problem hidden {}
            (Button::submit("Check it").primary().wide())
        }
    };
    Ok(Page::new("Check a file", body)
        .frame(Frame::SignedOut)
        .styles(&["extra", "sign"])
        .scripts(&["verify"])
        .status(form.status()))
}
