//! Leave in rows: one's own, and of everybody one leads.

use maud::html;

use super::{
    Leave, LeaveKind, Status,
    actions::{ALLOW, ASK, ENTER, EXPORT},
    allowance::Balance,
    count::words,
    query::LeaveQuery,
};
use crate::{
    access::Action,
    base::{Choice, Id, Money, Result},
    data::{Query, Visit},
    features::lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown},
    ui::prelude::*,
    web::{Reply, Request},
};

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let year = visit.today().date().year();
    let mine = Balance::of(visit, Id::new(visit.actor.person), year)?;
    let today = format!("status=approved&from={}", visit.today().iso());
    let frame = Frame {
        head: html! {
            (Head::new("Leave")
                .fact(format!("{} of {} left in {year}", words(mine.left()), words(mine.allowed)))
                .actions(html! {
                    @if visit.may_somewhere(&ALLOW) { (Button::link("Allowances", super::pages::ALLOWANCES_AT).icon(Icon::Settings)) }
                    @if visit.may_somewhere(&ENTER) { (Button::link("Enter for somebody", "/leave/enter").icon(Icon::Users)) }
                    @if visit.may_somewhere(&ASK) { (Button::link("Ask for leave", "/leave/new").primary().icon(Icon::Plus)) }
                }))
        },
        tabs: vec![
            ListTab::new("Mine", "user=me").nothing(Empty::quiet(
                "No leave of yours yet",
                "Ask for the first, and whoever leads you is told.",
            )),
            ListTab::new("All", ""),
            ListTab::new("Requested", "status=requested").nothing(Empty::quiet(
                "Nobody waits for an answer",
                "Leave that people ask for comes here until somebody has decided on it.",
            )),
            ListTab::new("To come", today).nothing(Empty::quiet(
                "Nobody is away in the time to come",
                "Approved leave that begins today or later comes here.",
            )),
        ],
        nothing: html! {
            (Empty::quiet("No leave yet", "Leave that people ask for comes here.").actions(Button::link("Ask for leave", "/leave/new")))
        },
        ..Frame::default()
    };
    lists::page::<Leave>(visit, request, frame)
}

impl Listed for Leave {
    type Asked = LeaveQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Status>("status", "Status"),
        Filter::choice::<LeaveKind>("kind", "Kind"),
        Filter::people("user", "Person"),
        Filter::day("from", "Begins from"),
        Filter::day("until", "Begins until"),
    ];
    const SUMMED: Option<&'static str> = None;

    fn columns() -> Vec<Shown<Leave>> {
        vec![
            Shown::<Leave>::new("user", "Person", |around, leave| {
                Ok(who_first(around.names.name(leave.user)))
            }),
            Shown::<Leave>::new("status", "Status", |_, leave| {
                Ok(badge(leave.status.tone(), leave.status.label()))
            }),
            Shown::<Leave>::new("from", "First day", |around, leave| {
                Ok(html! { (leave.from.show(around.visit.today())) })
            }),
            Shown::<Leave>::new("until", "Last day", |around, leave| {
                Ok(html! { (leave.until.show(around.visit.today())) })
            }),
            Shown::<Leave>::new("years", "Length", |_, leave| Ok(html! { (leave.length()) }))
                .number(),
        ]
    }

    fn named(&self, around: &Around<'_>) -> Result<Named> {
        let name = around.names.name(self.user);
        Ok(Named::new(
            format!("/leave/{}", self.id),
            self.kind.label(),
            name,
        ))
    }

    fn query(visit: &Visit, asked: &LeaveQuery) -> Result<Option<Query<Leave>>> {
        Ok(Some(asked.query(visit)))
    }

    /// Half days.
    fn value(&self) -> Money {
        Money(i64::from(self.half_days()))
    }
}
