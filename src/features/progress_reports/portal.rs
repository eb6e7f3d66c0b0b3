//! Reports as a client reads them.

use maud::html;

use super::{ProgressReport, Standing, pages::told, report::BY_STANDING};
use crate::{
    base::{Error, Result},
    data::{Key, Query, Visit},
    ui::{portal, prelude::*},
    web::{Page, Request, reply::Frame},
};

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let query = Query::by(BY_STANDING).under(Key::new().byte(1));
    let page = visit.list::<ProgressReport>(query.page(request.paging()?))?;
    let body = html! {
        (portal::welcome("Reports", "What we did, what comes next, and what we need from you."))
        div data-live-id="reports" data-kinds="progress-reports" {
            @if page.rows.is_empty() {
                (Empty::quiet("No report yet", "When we report on your project, you find it here and in your mail.").plain())
            } @else {
                ul class="list" { @for report in &page.rows {
                    (item_link(icon(Icon::Report), &format!("/portal/reports/{}", report.id), report.title.as_str(),
                        html! { (report.cycle.name()) ", " (report.days()) }, html! { (report.progress) "%" }))
                } }
            }
            @if let Some(next) = &page.next {
                p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { "Earlier ones" } }
            }
        }
    };
    Ok(Page::new("Reports", body)
        .frame(Frame::Portal)
        .styles(&["portal", "list", "empty"])
        .lists::<ProgressReport>(visit))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Page> {
    let report: ProgressReport = visit.find(request.id("id")?)?;
    if report.standing != Standing::Published {
        return Err(Error::NotFound);
    }
    let body = html! {
        (portal::back("Reports", "/portal/reports"))
        (portal::welcome(report.title.as_str(), html! { (report.cycle.name()) ", " (report.days()) }))
        div class="stack l" data-live-id="report" { (told(&report, report.show_hours)) }
    };
    Ok(Page::new(report.cycle.name(), body)
        .frame(Frame::Portal)
        .styles(&["portal", "arcade", "extra", "list"])
        .live(format!("progress-reports:{}", report.id.raw())))
}
