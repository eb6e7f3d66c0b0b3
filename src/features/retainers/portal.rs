//! A client's hours in the portal, of agreements that show them.

use maud::{Markup, html};

use super::{
    pages::{figures, gauge},
    period::{OF_RETAINER, Period},
    retainer::{BY_TOUCHED, Retainer},
    usage::standing,
};
use crate::{
    base::{
        Error, Result,
        language::{self, say},
    },
    data::{Key, Query, Visit},
    ui::{portal, prelude::*},
    web::{Page, Request, reply::Frame},
};

/// Periods that are shown, the latest.
const SHOWN: usize = 120;

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let query = Query::<Retainer>::by(BY_TOUCHED).descending(true);
    let page = visit.list(query.page(request.paging()?.forgiving()))?;
    let body = html! {
        (portal::welcome(say("hours-your-hours"), say("hours-what-you-have-of-our-time")))
        div class="stack l" data-live-id="retainers" {
            @if page.rows.is_empty() {
                (Empty::quiet(say("hours-no-hours-agreed"), say("hours-when-we-agree-on-hours-for")).plain())
            } @else {
                @for held in page.rows.iter().filter(|held| held.shown) { (hours(visit, held)?) }
            }
            @if let Some(next) = &page.next {
                p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { (say("hours-earlier-ones")) } }
            }
        }
    };
    Ok(Page::new(say("hours-your-hours"), body)
        .frame(Frame::Portal)
        .styles(&["portal", "list", "empty", "extra"])
        .lists::<Retainer>(visit))
}

/// The hours of what goes on now.
fn hours(visit: &Visit, held: &Retainer) -> Result<Markup> {
    let today = visit.today();
    let open = standing(visit, held)?;
    let now = open
        .iter()
        .find(|open| open.period.from <= today && today <= open.period.until)
        .or(open.last());
    let at = format!("/portal/retainers/{}", held.id);
    Ok(html! {
        (Section::new(html! { a class="link" href=(at) { (held.title) } }, html! {
            @match now {
                Some(now) => { p { (now.period.name()) } (gauge(&now.settled)) }
                None => p class="mute" { (say("hours-nothing-is-open-right-now")) },
            }
        }))
    })
}

pub fn one(visit: &Visit, held: &Retainer) -> Result<Page> {
    if !held.shown {
        return Err(Error::NotFound);
    }
    let open = standing(visit, held)?;
    let mut periods: Vec<Period> =
        visit.related(held, OF_RETAINER, Key::new().id(held.id), usize::MAX)?;
    periods.reverse();
    periods.truncate(SHOWN);
    let rows = periods.iter().map(|period| {
        let now = open.iter().find(|open| open.period.id == period.id);
        let is = figures(period, now);
        let minutes = |minutes: u32| language::minutes(i64::from(minutes));
        Row::new()
            .name(two_line(
                period.name(),
                if period.is_open() {
                    say("hours-until-now")
                } else {
                    ""
                },
            ))
            .number(minutes(is.available()))
            .number(minutes(is.used))
            .number(minutes(is.over))
    });
    let rows: Vec<Row> = rows.collect();
    let body = html! {
        (portal::back(say("hours-your-hours"), "/portal/retainers"))
        (portal::welcome(held.title.as_str(), ""))
        div class="stack l" data-live-id="retainer" {
            (hours(visit, held)?)
            @if !rows.is_empty() {
                (Section::new(say("hours-period-by-period"), html! {
                    div class="scroll" {
                        (Table::rows().caption(say("hours-hours-of-each-period")).columns([
                            Column::new(say("hours-period")), Column::number(say("hours-there-were")), Column::number(say("hours-used")), Column::number(say("hours-beyond")),
                        ]).body(rows))
                    }
                }))
            }
        }
    };
    Ok(Page::new(held.title.as_str(), body)
        .frame(Frame::Portal)
        .styles(&["portal", "list", "extra"])
        .live(format!("retainers:{}", held.id.raw())))
}
