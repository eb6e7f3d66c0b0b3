//! The weeks of everybody one leads, in rows.

use maud::html;

use super::{
    Timesheet,
    actions::{EXPORT, LOCK},
    query::TimesheetQuery,
    timesheet::{Status, monday},
};
use crate::{
    access::Action,
    base::{Choice, Money, Result, time},
    data::{Query, Visit},
    features::{
        approvals::APPROVE,
        lists::{self, Adds, Around, Filter, Frame, ListTab, Listed, Named, Shown},
    },
    ui::prelude::*,
    web::{Reply, Request},
};

/// Where those that wait are decided, several at once.
const DECIDE_AT: &str = "/approvals?view=list&kind=timesheet";

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let last = monday(visit.today()) + -1;
    let late = format!("status=open&status=returned&until={}", last.iso());
    let frame = Frame {
        head: html! {
            (Head::new("Timesheets").actions(html! {
                (Button::link("My week", "/time").icon(Icon::Calendar))
                @if visit.may_somewhere(&LOCK) { (Button::link("Locked period", super::pages::LOCK_AT).icon(Icon::Lock)) }
                @if visit.may_somewhere(&APPROVE) { (Button::link("Decide on several", DECIDE_AT).icon(Icon::Approve)) }
            }))
        },
        tabs: vec![
            ListTab::new("All", ""),
            ListTab::new("Submitted", "status=submitted").nothing(Empty::quiet(
                "No week waits for an answer",
                "Weeks that people submit come here until somebody has decided on them.",
            )),
            ListTab::new("Not submitted", late).nothing(Empty::quiet(
                "Every week that is over is submitted",
                "Weeks that are over and not submitted yet come here. Their people are reminded of them.",
            )),
            ListTab::new("Approved", "status=approved").nothing(Empty::quiet(
                "No week is approved yet",
                "Approved weeks are kept here. Their time changes only once they are reopened.",
            )),
            ListTab::new("Mine", "user=me").nothing(Empty::quiet(
                "No week of yours yet",
                "A week begins with the first time that you log in it.",
            )),
        ],
        nothing: html! {
            (Empty::quiet("No timesheets yet", "A week begins with the first time that somebody logs in it.").actions(Button::link("Open my week", "/time")))
        },
        ..Frame::default()
    };
    lists::page::<Timesheet>(visit, request, frame)
}

impl Listed for Timesheet {
    type Asked = TimesheetQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Status>("status", "Status"),
        Filter::people("user", "Person"),
        Filter::day("from", "Weeks from"),
        Filter::day("until", "Weeks until"),
    ];
    const SUMMED: Option<&'static str> = Some("minutes");
    const ADDS: Adds = Adds::Minutes;

    fn columns() -> Vec<Shown<Timesheet>> {
        vec![
            Shown::<Timesheet>::new("user", "Person", |around, sheet| {
                Ok(who_first(around.names.name(sheet.user)))
            }),
            Shown::<Timesheet>::new("status", "Status", |_, sheet| {
                Ok(badge(sheet.status.tone(), sheet.status.label()))
            }),
            Shown::<Timesheet>::new("submitted_at", "Submitted", |around, sheet| {
                let when = sheet.submitted_at;
                Ok(html! { @if let Some(at) = when { (at.show(around.visit.at, &around.visit.tz)) } })
            })
            .dim(),
            Shown::<Timesheet>::new("billable_minutes", "Billable", |_, sheet| {
                let minutes = i64::from(sheet.billable_minutes);
                Ok(html! { @if minutes > 0 { (time::minutes(minutes)) } })
            })
            .number(),
            Shown::<Timesheet>::new("minutes", "Time", |_, sheet| {
                let minutes = i64::from(sheet.minutes);
                Ok(html! { @if !sheet.is_open() { (time::minutes(minutes)) } })
            })
            .number(),
        ]
    }

    fn named(&self, around: &Around<'_>) -> Result<Named> {
        let title = format!("Week of {}", self.week_name());
        let name = around.names.name(self.user);
        Ok(Named::new(format!("/timesheets/{}", self.id), &title, name))
    }

    fn query(visit: &Visit, asked: &TimesheetQuery) -> Result<Option<Query<Timesheet>>> {
        Ok(Some(asked.query(visit)))
    }

    /// Minutes.
    fn value(&self) -> Money {
        Money(i64::from(self.minutes))
    }
}
