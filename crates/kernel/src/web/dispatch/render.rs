//! What a handler gave, as an answer: a page in its shell, a way to go, JSON, a file; or why it was refused.

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use maud::Markup;

use super::{
    Entered, Incoming,
    answer::{
        Answer, disposition, html_response, json_response, plain_failure, problem_response,
        redirect, set, stream,
    },
    range::{Wanted, wanted},
};
use crate::{
    access::Tier,
    base::{Error, Result, language::translated},
    data::{FileRef, Reached},
    web::{
        App, Branding, Page, Reply, assets, contract, cookie, headers, problem, proof,
        reply::{Frame, Written},
        request::percent,
        route::Route,
        route_table::Found,
        shell::{self, Surroundings},
    },
};

pub(super) fn refuse(
    app: &App,
    route: Option<&Route>,
    incoming: &Incoming,
    entered: Option<&Entered>,
    error: &Error,
    api: bool,
) -> Answer {
    let request = &incoming.request;
    if let Error::Internal(what) = error {
        let path = route.map_or(request.path.as_str(), |route| route.told(&request.path));
        tracing::error!(path, what, "a request failed");
    }
    let guest = entered.and_then(|e| e.guest.as_ref());
    if request.regions.is_some() {
        // A script that keeps a page fresh: it fetches the page, which says why.
        return html_response(error.status(), Markup::default());
    }
    let mut response = if api || request.accepts_json && request.part.is_some() {
        let precondition = incoming.if_match.is_some() && *error == Error::Stale;
        let mut body = problem::json(error);
        let status = if precondition { 412 } else { error.status() };
        body["status"] = status.into();
        problem_response(status, &body)
    } else if *error == Error::SignedOut && request.part.is_none() {
        let to = if app.doorman.is_new(&app.store).unwrap_or(false) {
            "/set-up".to_owned()
        } else if request.method == "GET" && request.path != "/" {
            let next = if request.raw_query.is_empty() {
                request.path.clone()
            } else {
                format!("{}?{}", request.path, request.raw_query)
            };
            format!("/sign-in?next={}", percent(&next))
        } else {
            "/sign-in".to_owned()
        };
        redirect(&to)
    } else if let Some(first) = guest.and_then(|g| g.first).filter(|_| {
        request.part.is_none()
            && matches!(error, Error::Forbidden(_))
            && route.is_some_and(|r| !r.writes())
    }) {
        redirect(first)
    } else {
        let frame = match guest {
            None => Frame::SignedOut,
            Some(guest) if guest.actor.tier == Tier::Client => Frame::Portal,
            Some(_) => Frame::Staff,
        };
        if *error == Error::Unproved && guest.is_some_and(|g| g.session.is_some()) {
            let to = match request.raw_query.as_str() {
                "" => request.path.clone(),
                query => format!("{}?{query}", request.path),
            };
            let page = proof::page(request, &to, frame, None);
            return render(app, incoming, entered, page.into());
        }
        render(
            app,
            incoming,
            entered,
            problem::page(error, frame, request).into(),
        )
    };
    if let Error::TooMany { wait_seconds, .. } = error {
        set(&mut response, "retry-after", &wait_seconds.to_string());
    }
    if matches!(error, Error::Unavailable(_)) {
        set(&mut response, "retry-after", "5");
    }
    if api && *error == Error::SignedOut {
        set(&mut response, "www-authenticate", "Bearer");
    }
    response
}

const REPLAYED: &str = "idempotency-replayed";

/// What a program goes on with: the version of the record it got, where that is read, whether it was answered before.
fn say_which(
    app: &App,
    entered: Option<&Entered>,
    status: u16,
    body: &Written,
    response: &mut Answer,
) {
    if let Some(version) = body.version {
        set(response, "etag", &format!("\"{version}\""));
    }
    if status == 201
        && let Some(number) = &body.id
        && let Some(at) = contract::location(app.store.schema(), number)
        && matches!(app.table.find(&app.routes, "GET", &at), Found::Route(..))
    {
        set(response, "location", &at);
    }
    if entered.is_some_and(|entered| entered.visit.replayed()) {
        set(response, REPLAYED, "true");
    }
}

pub(super) fn render(
    app: &App,
    incoming: &Incoming,
    entered: Option<&Entered>,
    reply: Reply,
) -> Answer {
    match reply {
        Reply::Page(page) => render_page(app, incoming, entered, &page),
        Reply::Go { to, toast, cookies } => {
            let mut response = redirect(&to);
            if let Some(mut toast) = toast {
                let sent = incoming.request.field("_draft");
                toast.draft = sent.filter(|key| key.len() <= 80).map(str::to_owned);
                if incoming.request.part.is_some() {
                    set(
                        &mut response,
                        "atrium-toast",
                        &percent(&translated(&toast.text)),
                    );
                }
                set(&mut response, "set-cookie", &cookie::toast(&toast));
            }
            for cookie in cookies {
                // What a browser kept of the house goes with the session; the device stays known.
                if cookie == cookie::no_session() {
                    set(&mut response, "clear-site-data", "\"cache\", \"storage\"");
                }
                set(&mut response, "set-cookie", &cookie);
            }
            response
        }
        Reply::Again { to, cookies } => {
            let mut response = redirect(&to);
            *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
            for cookie in cookies {
                set(&mut response, "set-cookie", &cookie);
            }
            response
        }
        Reply::Json { status, mut body } => {
            let text = std::mem::take(&mut body.text);
            let mut response = json_response(status, text);
            if incoming.request.path.starts_with("/api/") {
                say_which(app, entered, status, &body, &mut response);
            }
            response
        }
        Reply::DoneBefore => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            set(&mut response, REPLAYED, "true");
            response
        }
        Reply::Part(markup) => html_response(200, markup),
        Reply::Text {
            media_type,
            body,
            download,
        } => {
            let mut response = Response::new(Body::from(body));
            set(&mut response, "content-type", media_type);
            if let Some(name) = download {
                set(
                    &mut response,
                    "content-disposition",
                    &disposition("attachment", &name),
                );
            }
            response
        }
        Reply::Stream {
            reader,
            size,
            name,
            media_type,
        } => {
            let mut response = Response::new(stream(reader));
            set(&mut response, "content-type", media_type);
            if let Some(size) = size {
                set(&mut response, "content-length", &size.to_string());
            }
            set(
                &mut response,
                "content-disposition",
                &disposition("attachment", &name),
            );
            response
        }
        Reply::File {
            file,
            name,
            media_type,
            inline,
            kept,
        } => {
            let mut response = match file_response(app, incoming, &file) {
                Ok(response) => response,
                Err(error) => {
                    tracing::error!(%error, "a file can't be served");
                    return refuse(app, None, incoming, entered, &error, false);
                }
            };
            set(&mut response, "content-type", &media_type);
            let policy = match inline && media_type == "application/pdf" {
                true => headers::PDF,
                false => headers::SANDBOX,
            };
            set(&mut response, "content-security-policy", policy);
            if kept {
                set(
                    &mut response,
                    "cache-control",
                    "public, max-age=31536000, immutable",
                );
            }
            let way = if inline { "inline" } else { "attachment" };
            set(
                &mut response,
                "content-disposition",
                &disposition(way, &name),
            );
            response
        }
    }
}

/// A file, or the part of it that is asked for. What its bytes are called says nothing of them.
fn file_response(app: &App, incoming: &Incoming, file: &FileRef) -> Result<Answer> {
    let tag = format!("\"{}\"", file.name.get(..32).unwrap_or_default());
    let (range, if_range) = (incoming.range.as_deref(), incoming.if_range.as_deref());
    let (mut response, length) = match wanted(range, if_range, file.size, &tag) {
        Wanted::All => (Response::new(stream(app.store.file(file)?)), file.size),
        Wanted::Part(from, length) => {
            let reader = app.store.file_part(file, from, length)?;
            let mut response = Response::new(stream(reader));
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            let last = from + length - 1;
            let part = format!("bytes {from}-{last}/{}", file.size);
            set(&mut response, "content-range", &part);
            (response, length)
        }
        Wanted::Nothing => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(
                &mut response,
                "content-range",
                &format!("bytes */{}", file.size),
            );
            (response, 0)
        }
    };
    set(&mut response, "content-length", &length.to_string());
    set(&mut response, "accept-ranges", "bytes");
    set(&mut response, "etag", &tag);
    Ok(response)
}

fn render_page(app: &App, incoming: &Incoming, entered: Option<&Entered>, page: &Page) -> Answer {
    let request = &incoming.request;
    let toast = request.cookie(cookie::TOAST).and_then(cookie::read_toast);
    let had_toast = toast.is_some();
    let guest = entered.and_then(|e| e.guest.as_ref());
    let around = Surroundings {
        app,
        visit: guest.and(entered).map(|e| &e.visit),
        guest,
        branding: app
            .doorman
            .facade(&app.store)
            .unwrap_or_else(|_| Branding::plain()),
        path: &request.path,
        toast,
        reached: entered.map_or_else(
            || Reached::of(&app.store),
            |entered| entered.visit.reached(),
        ),
    };
    let body = match (request.part.as_deref(), &request.regions) {
        // The toast of a deed done beside the list comes with the panel, Undo and all.
        (Some("panel"), _) => Ok(shell::panel(page, &around)),
        (_, Some(asked)) => shell::regions(page, &around, asked),
        _ => shell::render(page, &around),
    };
    let body = match body {
        // The walls are read from the store, and it can't be read; what the page says stands without them.
        Err(Error::Unavailable(_)) if request.part.is_none() && request.regions.is_none() => {
            let bare = Surroundings {
                visit: None,
                guest: None,
                ..around
            };
            shell::render(page, &bare)
        }
        body => body,
    };
    let mut response = match body {
        Ok(body) => html_response(page.status, body),
        Err(error @ Error::Unavailable(_)) => html_response(error.status(), Markup::default()),
        Err(error) => {
            tracing::error!(%error, "the shell could not be drawn");
            return plain_failure();
        }
    };
    let whole = request.part.is_none() && request.regions.is_none();
    let looks = entered.is_some_and(|entered| entered.visit.impersonation().is_some());
    if whole && !looks && page.frame != Frame::SignedOut {
        // Links that are about to be followed are fetched as the browser sees fit: not where data is to be saved.
        let rules = format!("\"{}\"", assets::url("js/ahead.specrules"));
        set(&mut response, "speculation-rules", &rules);
    }
    if had_toast && matches!(request.part.as_deref(), None | Some("panel")) {
        set(&mut response, "set-cookie", &cookie::no_toast());
    }
    for cookie in &page.cookies {
        set(&mut response, "set-cookie", cookie);
    }
    response
}
