//! Reports as a client reads them.

use maud::html;

use super::{ProgressReport, Standing, pages::told, report::BY_STANDING};
use crate::{
    base::{
        Error, Result,
        language::{say, word},
    },
    data::{Key, Query, Visit},
    ui::{portal, prelude::*},
    web::{Page, Request, reply::Frame},
};

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let query = Query::by(BY_STANDING).under(Key::new().byte(1));
    let page = visit.list::<ProgressReport>(query.page(request.paging()?))?;
    let body = html! {
        (portal::welcome(say("reports-reports"), say("reports-what-we-did-what-comes-next")))
        div data-live-id="reports" data-kinds="progress-reports" {
            @if page.rows.is_empty() {
                (Empty::quiet(say("reports-no-report-yet"), say("reports-when-we-report-on-your-project")).plain())
            } @else {
                ul class="list" { @for report in &page.rows {
                    (item_link(icon(Icon::Report), &format!("/portal/reports/{}", report.id), report.title.as_str(),
                        html! { (word(report.cycle.name())) ", " (report.days()) }, html! { (report.progress) "%" }))
                } }
            }
            @if let Some(next) = &page.next {
                p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { (say("reports-earlier-ones")) } }
            }
        }
    };
    Ok(Page::new(say("reports-reports"), body)
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
        (portal::back(say("reports-reports"), "/portal/reports"))
        (portal::welcome(report.title.as_str(), html! { (word(report.cycle.name())) ", " (report.days()) }))
        div class="stack l" data-live-id="report" { (told(&report, report.show_hours)) }
    };
    Ok(Page::new(word(report.cycle.name()), body)
        .frame(Frame::Portal)
        .styles(&["portal", "arcade", "extra", "list"])
        .live(format!("progress-reports:{}", report.id.raw())))
}
