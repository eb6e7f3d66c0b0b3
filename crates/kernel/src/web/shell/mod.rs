//! The frame around what a page shows: sidebar and topbar for staff, the portal's head for clients, the sign-in for strangers.

mod needs;
mod places;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    base::{
        Result,
        language::{self, say, translated},
    },
    data::{Reached, Visit},
    said, said_html,
    ui::{notice, prelude::*},
    web::{App, Branding, Identity, Page, Regions, assets, reply::Frame},
};

use places::{Place, dock, keys_dialog, places, sheet, sidebar};

/// What a feature puts into the topbar (the running timer), as the region `LINTEL`; left with the store by `features::app`.
pub struct TopBar(pub fn(&Visit) -> Result<Markup>);

/// The regions around a page that are kept fresh; each says what it shows (`data-topics`).
const RAIL: &str = "sidebar";
const DOCK: &str = "dock";
const BELL: &str = "bell";
pub const LINTEL: &str = "timer";
/// So often the sidebar is fetched again at most, in milliseconds: its counts move with whatever is said in the house.
const CALM: u64 = 5000;
const BANNERS: &str = "banners";
pub const REGIONS: [&str; 5] = [RAIL, DOCK, BELL, LINTEL, BANNERS];

/// Topics of whoever looks: `me` is what is addressed to them, `tasks@me` the tasks that lie with them.
pub fn of_me(topic: &str, visit: &Visit) -> String {
    let me = visit.actor.person;
    let one = |topic: &str| match topic.strip_suffix("@me") {
        Some(kind) => format!("{kind}@person:{me}"),
        None if topic == "me" => format!("person:{me}"),
        None => topic.to_owned(),
    };
    topic.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// What a feature has to say in red above every page (no snapshot that restores); left with the store likewise.
pub struct Alarm(pub fn(&Visit) -> Result<Markup>);

/// What everybody reads above every page, staff and clients; left with the store likewise.
pub struct Banners(pub fn(&Visit) -> Result<Markup>);

/// What surrounds a page that is not its own matter.
pub struct Surroundings<'a> {
    pub app: &'a App,
    pub visit: Option<&'a Visit>,
    pub guest: Option<&'a Identity>,
    pub branding: Branding,
    pub path: &'a str,
    pub toast: Option<crate::web::Toast>,
    /// What the page has seen.
    pub reached: Reached,
}

pub fn render(page: &Page, around: &Surroundings<'_>) -> Result<Markup> {
    let guest = around.guest;
    let theme = guest.map_or("", |g| g.theme.as_str());
    let density = match page.frame {
        Frame::Portal => "roomy",
        _ => guest.map_or("", |g| g.density.as_str()),
    };
    let (mut styles, scripts) = needs::of(page, around);
    let inner = match page.frame {
        Frame::Staff => staff(page, around)?,
        Frame::Portal => portal(page, around)?,
        Frame::SignedOut => html! {
            main id="main" {
                header class="row nowrap serif house2" { (sign(&around.branding.name, around.branding.logo.as_deref())) }
                (page.body)
            }
            aside { (hall()) }
        },
    };
    // What the house announces stands above any page.
    if !styles.contains(&"extra") && inner.0.contains("class=\"banner") {
        styles.push("extra");
    }
    let class = match page.frame {
        Frame::Staff => "app",
        Frame::SignedOut => "door",
        Frame::Portal => "portal",
    };
    Ok(html! {
        (DOCTYPE)
        html lang=(language::current().code()) data-theme=[Some(theme).filter(|t| !t.is_empty())] data-density=[Some(density).filter(|d| !d.is_empty())] data-accent=[around.branding.accent] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                title { (page.title) " · " (around.branding.name) }
                (assets::stylesheet_links(&styles))
                link rel="icon" href=(assets::url("icons/mark.svg"));
                @if page.frame == Frame::Portal {
                    link rel="manifest" href="/portal/app.webmanifest";
                    link rel="apple-touch-icon" href=(assets::url("icons/app-touch-180.png"));
                    meta name="theme-color" content="#a8402a";
                }
                (assets::script_links(&scripts))
            }
            body class=(class) data-live=[guest.map(|_| page.topics.join(" "))] data-seq=[guest.map(|_| around.reached.seq)] data-quiet=[guest.map(|_| around.reached.quiet)]
                data-user=[guest.map(|g| g.actor.person)] data-now=[around.visit.map(|v| v.at.0)] data-pieces=[guest.map(|_| assets::url("js/pieces.js"))] data-sender=[guest.map(|_| assets::url("js/composer.js"))] data-finder=[guest.map(|_| assets::url("js/find.js"))] data-at=[page.at.as_deref()] data-words=[language::of_scripts()] {
                (inner)
                (offline())
                (toast_region(around))
            }
        }
    })
}

fn offline() -> Markup {
    html! {
        div id="offline" hidden role="status" {
            (Banner::warning(say("frame-no-connection-to-atrium-what-you")))
        }
    }
}

fn toast_region(around: &Surroundings<'_>) -> Markup {
    let shown = around.toast.as_ref().map(|toast| {
        let mut told = notice::Toast::done(translated(&toast.text));
        if let Some(draft) = &toast.draft {
            told = told.forgets(draft);
        }
        match toast.undo {
            Some(seq) => told.undo(format!("/undo/{seq}"), html! {}),
            None => told,
        }
    });
    toasts(html! { @if let Some(toast) = shown { (toast) } })
}

fn staff(page: &Page, around: &Surroundings<'_>) -> Result<Markup> {
    let (Some(visit), Some(guest)) = (around.visit, around.guest) else {
        return Ok(html! { main id="main" class="main" tabindex="-1" { (page.body) } });
    };
    // A red line that can't be worked out must not take the page with it.
    let alarm = visit
        .store()
        .service::<Alarm>()
        .and_then(|alarm| alarm.0(visit).ok());
    let in_the_topbar = topbar(visit)?;
    let unread = around.app.doorman.unread(visit)?;
    let places = places(&around.app.nav, visit)?;
    Ok(html! {
        a class="skip" href="#main" { (say("frame-skip-to-content")) }
        (sidebar(&places, around, visit))
        header class="topbar" {
            (lintel_crumbs(page, around, &places))
            button class="find" type="button" command="show-modal" commandfor="palette" {
                (icon_small(Icon::Search)) span { "Search or jump to" } kbd { "Ctrl K" }
            }
            (in_the_topbar)
            (bell(visit, ("Inbox", "/inbox"), unread))
            (me(guest))
        }
        main class="main" id="main" tabindex="-1" {
            (impersonating(visit))
            @if let Some(why) = visit.store().health().read_only {
                (Banner::error(format!("Atrium is read-only right now: {why}. Nothing you see is lost; saving works again by itself once the disk does.")))
            }
            (damage(visit))
            @if let Some(alarm) = alarm { (alarm) }
            (banners(visit))
            (page.body)
        }
        (dock(&places, around, visit))
        (sheet(&places, around.path))
        (palette_dialog())
        (keys_dialog(page, &places))
        (panel_frame(&assets::url("js/composer.js")))
    })
}

/// They are fetched again when their person is told of one. What can't be worked out must not take the page with it.
fn banners(visit: &Visit) -> Markup {
    let banners = visit.store().service::<Banners>();
    let shown = banners.and_then(|banners| banners.0(visit).ok());
    html! {
        div class="banners" data-live-id=(BANNERS) data-topics=(format!("person:{}", visit.actor.person)) {
            @if let Some(shown) = shown { (shown) }
        }
    }
}

fn topbar(visit: &Visit) -> Result<Markup> {
    match visit.store().service::<TopBar>() {
        Some(topbar) => topbar.0(visit),
        None => Ok(html! {}),
    }
}

/// Above every page of somebody who looks as another.
fn impersonating(visit: &Visit) -> Markup {
    html! {
        @if let Some(impersonation) = visit.impersonation() {
            div class="looking mb2 stay" role="status" {
                (Banner::warning(html! {
                    (said_html!("frame-looking-as", whom = html! { b { (impersonation.whom) } }, until = impersonation.until.show(visit.at, &visit.tz)))
                }).icon(Icon::Eye).action(post_button("/views/end", html! {}, Button::submit(say("frame-end-the-view")).small())))
            }
        }
    }
}

fn bell(visit: &Visit, (label, href): (&str, &str), unread: usize) -> Markup {
    html! {
        a class="btn quiet sq bell" data-live-id=(BELL) data-topics=(format!("person:{}", visit.actor.person)) href=(href) {
            (icon(Icon::Bell))
            span class="vh" { (said!("frame-unread", place = label, count = unread)) }
            @if unread > 0 { span class="count" data-hot aria-hidden="true" { @if unread > 99 { "99+" } @else { (unread) } } }
        }
    }
}

/// What a scrub found, to whoever can do something about it.
fn damage(visit: &Visit) -> Markup {
    let damaged = match visit.actor.superadmin {
        true => visit.store().health().damaged,
        false => Vec::new(),
    };
    html! {
        @if let Some(first) = damaged.first() {
            @let of = first.of.map_or("nothing any more".into(), |of| visit.store().schema().number(of));
            (Banner::error(format!(
                "{} on the server's disk: {} ({of}). Damaged files are not handed out. Bring them back from a snapshot, then run atrium doctor.",
                match damaged.len() { 1 => "A file is damaged".to_owned(), n => format!("{n} files are damaged") },
                &first.file[..12.min(first.file.len())],
            )))
        }
    }
}

/// A place that isn't theirs is named and leads nowhere.
fn lintel_crumbs(page: &Page, around: &Surroundings<'_>, places: &[Place<'_>]) -> Markup {
    let closed = |href: &str| {
        around.app.nav.iter().any(|item| item.href == href)
            && !places.iter().any(|place| place.leads_to(href))
    };
    html! {
        nav class="crumbs" aria-label="Breadcrumb" {
            @for (text, href) in &page.crumbs {
                @if closed(href) { span { (text) } } @else { a href=(href) { (text) } }
            }
            span aria-current="page" { (page.title) }
        }
    }
}

/// The own face, and the menu that it opens.
fn me(guest: &Identity) -> Markup {
    let roles = match guest.actor.superadmin {
        true => "Superadmin".to_owned(),
        false => guest.actor.roles.join(", "),
    };
    let name = guest.actor.name.as_ref();
    html! {
        // Named by its text: what is read out has to hold what is seen.
        button class="btn quiet sq" type="button" popovertarget="me" { (Avatar::person(name)) span class="vh" { (said!("frame-your-menu", name = name)) } }
        div class="menu" id="me" popover {
            p { (guest.actor.name) @if !roles.is_empty() { " · " (roles) } }
            a href="/me" { (icon(Icon::Lead)) (say("frame-profile-and-sign-in")) }
            @for (theme, label) in [("light", say("frame-light")), ("dark", say("frame-dark")), ("", say("frame-as-the-system"))] {
                form method="post" action="/me/look" {
                    input type="hidden" name="theme" value=(theme);
                    button type="submit" aria-current=[(guest.theme == theme).then_some("true")] { (icon(Icon::Sun)) (label) }
                }
            }
            hr;
            button type="button" command="show-modal" commandfor="keys" { (icon(Icon::Help)) (say("frame-keyboard")) kbd { "?" } }
            form method="post" action="/sign-out" data-signout {
                button type="submit" { (icon(Icon::Logout)) (say("frame-sign-out")) }
            }
        }
    }
}

fn palette_dialog() -> Markup {
    html! {
        dialog class="palette" id="palette" data-src="/palette" aria-label="Search or jump to" closedby="any" {
            div class="affix" {
                (icon_large(Icon::Search))
                input type="text" enterkeyhint="go" role="combobox" aria-expanded="true" aria-controls="palette-list"
                    aria-autocomplete="list" aria-label="Search or jump to" autocomplete="off" spellcheck="false"
                    placeholder="A name, a number such as T-12, or a place";
            }
            div id="palette-list" role="listbox" aria-label="Results" {}
        }
    }
}

fn portal(page: &Page, around: &Surroundings<'_>) -> Result<Markup> {
    let places = match around.visit {
        Some(visit) => places(&around.app.portal_nav, visit)?,
        None => Vec::new(),
    };
    Ok(html! {
        a class="skip" href="#main" { (say("frame-skip-to-content")) }
        header class="hall" { div {
            a class="house" href="/portal" { (sign(&around.branding.name, around.branding.logo.as_deref())) }
            nav aria-label=(say("frame-main")) {
                @for place in &places { (place.link(around.path)) }
            }
            @if let Some(visit) = around.visit {
                (bell(visit, (say("frame-news"), "/portal/news"), around.app.doorman.unread(visit)?))
            }
            @if let Some(guest) = around.guest {
                (me(guest))
            }
        } }
        main id="main" tabindex="-1" {
            @if let Some(visit) = around.visit { (impersonating(visit)) (banners(visit)) }
            (page.body)
        }
        @if let Some(visit) = around.visit { (dock(&places, around, visit)) (sheet(&places, around.path)) }
    })
}

/// What a script gets when it asks for regions: those of the page, and those of the walls that it names.
pub fn regions(page: &Page, around: &Surroundings<'_>, asked: &Regions) -> Result<Markup> {
    let own = asked.of(&page.body);
    let mut walls = Vec::new();
    if let Some(visit) = around.visit {
        if (asked.has(RAIL) || asked.has(DOCK)) && page.frame == Frame::Staff {
            let places = places(&around.app.nav, visit)?;
            if asked.has(RAIL) {
                walls.push(sidebar(&places, around, visit));
            }
            if asked.has(DOCK) {
                walls.push(dock(&places, around, visit));
            }
        }
        if asked.has(DOCK) && page.frame == Frame::Portal {
            let places = places(&around.app.portal_nav, visit)?;
            walls.push(dock(&places, around, visit));
        }
        if asked.has(LINTEL) && page.frame == Frame::Staff {
            walls.push(topbar(visit)?);
        }
        if asked.has(BANNERS) {
            walls.push(banners(visit));
        }
        if asked.has(BELL) {
            let to = match page.frame {
                Frame::Portal => (say("frame-news"), "/portal/news"),
                _ => ("Inbox", "/inbox"),
            };
            walls.push(bell(visit, to, around.app.doorman.unread(visit)?));
        }
    }
    Ok(html! {
        div data-seq=(around.reached.seq) {
            (own)
            @for wall in &walls { template { (wall) } }
        }
        @if around.toast.is_some() { (toast_region(around)) }
    })
}

/// What a script gets when it asks for a page beside the list: its panel, or its body where it has none,
/// and the toast that waits.
pub fn panel(page: &Page, around: &Surroundings<'_>) -> Markup {
    html! {
        @match &page.panel { Some(panel) => (panel), None => (PreEscaped(&page.body.0)) }
        (toast_region(around))
    }
}
