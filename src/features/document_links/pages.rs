//! The links of a document, for those who manage it; the rules of the house.

use maud::{Markup, html};

use super::{
    EDIT_RULES, LinkForm, LinkRules, RulesForm, VIEW_RULES,
    actions::{MAKE, REVOKE, VIEW},
    made::Made,
    mark,
    record::Standing,
    rules::{CurrentRules, LONGEST},
    usage::What,
};
use crate::{
    base::{Choice, Result, text},
    data::{Record, Visit},
    features::{
        documents::{Current, Document},
        form_key,
        people::Directory,
    },
    ui::prelude::*,
    web::{Filled, Page},
};

/// Links whose openings are told to an open page.
const WATCHED: usize = 30;

/// Beside a document: how many links open it now.
pub fn beside(visit: &Visit, document: &Document) -> Result<Markup> {
    if !visit.may(&VIEW, document) {
        return Ok(html! {});
    }
    let made = Made::all(visit, document)?;
    let open = made
        .iter()
        .filter(|made| made.standing == Standing::Open)
        .count();
    let said = match (open, made.len()) {
        (0, 0) => "Nobody outside has a link to it.".to_owned(),
        (0, _) => "No link opens it any more.".to_owned(),
        (open, _) => format!("{} open it.", text::count(open, "link", "links")),
    };
    let to = format!("/documents/{}/links", document.id);
    let word = if made.is_empty() {
        "Make a link"
    } else {
        "Links"
    };
    Ok(html! {
        div class="no-print" {
            (Section::new("Links", html! {
                p class="dim" { (said) }
                div class="mt row" { (Button::link(word, to).small().icon(Icon::Link)) }
            }).live("document-links"))
        }
    })
}

pub fn list(visit: &Visit, document: &Document, form: &Filled<LinkForm>) -> Result<Page> {
    let made = Made::all(visit, document)?;
    let names = Directory::of(visit)?;
    let rules = visit.cached::<CurrentRules>()?;
    let base = format!("/documents/{}", document.id);
    let here = format!("{base}/links");
    let makes = visit.may(&MAKE, document) && !document.archived;
    let newest = Current::of(visit, document.clone())?.newest;
    let body = html! {
        (Head::new("Links").fact(document.name.as_str()).actions(html! {
            @if visit.may_somewhere(&VIEW_RULES) { (Button::link("Rules", "/link-rules").icon(Icon::Settings)) }
        }))
        (stack_wide(html! {
            p class="mute read" { "Whoever has a link opens this document without an account, at the portal's address, until the link ends. Its address is shown once, when it is made." }
            div data-live-id="document-links" {
                @if made.is_empty() {
                    (Empty::quiet("No link yet", "Make one for somebody who has no account with us, such as a printer or a lawyer."))
                } @else {
                    ul class="list" { @for each in &made { (one(visit, document, each, &names)) } }
                }
            }
            @if makes { (Section::new("Make a link", new(&here, form, &rules.0, mark::unmarkable(&newest)))) }
        }))
    };
    let page = Page::new(format!("Links to {}", document.name), body)
        .under("Documents", "/documents")
        .under(document.name.as_str(), base)
        .styles(&["form", "extra", "list", "thread", "empty"])
        .status(form.status())
        .live(format!("documents:{}", document.id.raw()))
        .at(here);
    // Those that may be opened while somebody looks.
    let open = made
        .iter()
        .filter(|made| made.standing == Standing::Open)
        .take(WATCHED);
    Ok(open.fold(page, |page, made| {
        page.live(format!("document-links:{}", made.link.id.raw()))
    }))
}

fn one(visit: &Visit, document: &Document, made: &Made, names: &Directory) -> Markup {
    let (link, used) = (&made.link, &made.used);
    let name = match link.whom.as_str() {
        "" => "Link",
        whom => whom,
    };
    let words = |at: crate::base::Moment| at.show(visit.at, &visit.tz);
    html! {
        li id=(link.number()) {
            (icon(Icon::Link))
            span class="grow duo" {
                span { (name) " " (badge(made.standing.tone(), made.standing.label())) }
                span class="dim t12" {
                    @match &made.only { Some(only) => { "version " (only.number) }, None => "the newest version" }
                    " · until " (words(link.until))
                    @if link.password.is_some() { " · with a password" }
                    @if link.watermark { " · every page marked" }
                    " · " (downloads(used.fetched, link.most))
                    " · made by " (names.name(link.by)) ", " (words(link.at))
                    @if let Some(revoked) = link.revoked { " · revoked by " (names.name(revoked.by)) ", " (words(revoked.at)) }
                }
                @if used.latest.is_empty() { span class="dim t12" { "Never opened" } }
                @else {
                    (fold(Icon::Eye, format!("Opened {}", text::count(usize::try_from(used.opened).unwrap_or(usize::MAX), "time", "times")), html! {
                        ul class="list" {
                            @for opening in used.latest.iter().rev() {
                                li {
                                    span class="grow duo" {
                                        span {
                                            (opening.what.label())
                                            @if opening.number > 0 && opening.what != What::Page { ", version " (opening.number) }
                                        }
                                        span class="dim t12" { (opening.from()) }
                                    }
                                    (time(words(opening.at), &opening.at.rfc3339()))
                                }
                            }
                        }
                    }))
                }
            }
            @if link.revoked.is_none() && visit.may(&REVOKE, document) {
                (post_button(&format!("/document-links/{}/revoke", link.id), html! {},
                    Button::submit("Revoke").small().danger().label(format!("Revoke the link {name}"))))
            }
        }
    }
}

fn downloads(fetched: u32, most: Option<u32>) -> String {
    match most {
        Some(most) => format!("{fetched} of {most} downloads"),
        None => text::count(fetched as usize, "download", "downloads"),
    }
}

fn new(
    here: &str,
    form: &Filled<LinkForm>,
    rules: &LinkRules,
    unmarkable: Option<String>,
) -> Markup {
    html! {
        form class="stack read" method="post" action=(here) data-once {
            (hidden("_key", form_key()))
            (form.summary())
            (form.text("whom", "For").optional().hint("Whom it is for, so that you know it again. They read it only where every page is marked."))
            (fields_two(html! {
                (form.date("until", "Until").optional().hint(format!("The last day on which it opens. Empty: {}; at most {}.",
                    text::count(usize::try_from(rules.days).unwrap_or(0), "day", "days"),
                    text::count(usize::try_from(rules.longest).unwrap_or(0), "day", "days"))))
                (form.number("most", "Downloads at most").optional().hint("Empty: as often as they like."))
            }))
            (fields_two(html! {
                @let password = form.password("password", "Password", "new-password").hint("Give it to them by another way than the link.");
                @if rules.needs_password { (password.required()) } @else { (password.optional()) }
                (form.number("only", "Version").optional().hint("Empty: the newest one, whenever they open it."))
            }))
            @match &unmarkable {
                // What was asked for is said, whatever the newest one is.
                Some(why) if !form.is_refused() => p class="dim t12" { "What it gives can’t be marked with whom it is for. " (why) },
                _ => (form.tick("watermark", "Mark every page").hint("Whom it is for and when it was given stand over each page of a PDF and over a picture. It is given only marked; small pictures of it are left out.")),
            }
            (buttons(Button::submit("Make the link").primary().icon(Icon::Link)))
        }
    }
}

/// Shown once.
pub fn made(document: &Document, url: &str) -> Page {
    let here = format!("/documents/{}/links", document.id);
    let body = html! {
        (Head::new("The link"))
        div class="read stack" {
            p { "Whoever has this address opens " b { (document.name) } ". It is not shown again; who loses it gets a new one." }
            p { code class="wrap" data-copy=(url) { (url) } }
            (buttons(html! {
                button class="btn" type="button" data-copy=(url) data-copy-said="Link copied." { (icon(Icon::Copy)) "Copy the link" }
                (Button::link("I have it", here.as_str()).primary())
            }))
        }
    };
    Page::new("The link", body)
        .under("Documents", "/documents")
        .under(
            document.name.as_str(),
            format!("/documents/{}", document.id),
        )
        .under("Links", here.as_str())
        .scripts(&["copy"])
        .at(here)
}

pub fn rules(visit: &Visit, held: &LinkRules, form: &Filled<RulesForm>) -> Page {
    let edits = visit.may_somewhere(&EDIT_RULES);
    let body = html! {
        (Head::new("Links to documents").fact("How long they live"))
        div data-live-id="link-rules" {
            @if edits {
                form class="stack read" method="post" action="/link-rules" data-once {
                    (form.summary())
                    (form.version(held.version))
                    (fields_two(html! {
                        (form.number("days", "Days of a link").required().hint("Where whoever makes it says nothing."))
                        (form.number("longest", "Days at most").required().hint(format!("{LONGEST} at most.")))
                    }))
                    (form.tick("needs_password", "Every link has a password"))
                    p class="mute" { "Links that there are stay as they were made." }
                    (buttons(Button::submit("Save").primary()))
                }
            } @else {
                (Facts::new()
                    .fact("Days of a link", held.days)
                    .fact("Days at most", held.longest)
                    .fact("Every link has a password", if held.needs_password { "Yes" } else { "No" }))
            }
        }
    };
    Page::new("Links to documents", body)
        .styles(&["form", "extra", "record"])
        .status(form.status())
        .live("link-rules")
}
