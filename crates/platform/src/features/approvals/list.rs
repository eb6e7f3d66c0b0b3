//! Approvals in rows: those that wait, and all that were decided, with what they come to.

use maud::{Markup, html};

use super::{
    Approval, Status,
    actions::{APPROVE, EXPORT, REJECT, RETURN},
    approvable, deadline,
    query::ApprovalQuery,
    reasons::Reasons,
    round::Verdict,
};
use crate::{
    access::Action,
    base::{Choice, Money, Result, time},
    data::{Query, Visit},
    features::{
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        people::Whom,
        settings::Category,
    },
    ui::prelude::*,
    web::{Reply, Request},
};

/// Whether the rows are asked for, and not the queue.
pub fn is_asked(request: &Request) -> bool {
    request.query("view") == Some("list")
}

/// The queue or the rows.
pub fn switch(list: bool) -> Markup {
    segments(
        "View",
        &[
            (Some(Icon::Approve), "Queue", "/approvals?view=queue", !list),
            (Some(Icon::Table), "List", "/approvals?view=list", list),
        ],
    )
}

fn counted(visit: &Visit, statuses: &[Status], managers: &[Whom]) -> Result<Option<Totals>> {
    let asked = ApprovalQuery {
        statuses: statuses.to_vec(),
        managers: managers.to_vec(),
        ..ApprovalQuery::default()
    };
    Totals::counted(visit, &asked.query(visit)).map(Some)
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let decided = |status: Status, words: &'static str| {
        let query = format!("view=list&status={}", status.key());
        let nothing = Empty::quiet(
            format!("Nothing was {}", status.label().to_lowercase()),
            words,
        );
        Ok::<_, crate::base::Error>(
            ListTab::new(status.label(), query)
                .count(counted(visit, &[status], &[])?)
                .nothing(nothing),
        )
    };
    let frame = Frame {
        head: html! { (Head::new("Approvals")) },
        tabs: vec![
            ListTab::new("Waiting", "view=list")
                .count(counted(visit, &[], &[])?)
                .nothing(Empty::quiet(
                    "Nothing waits for a decision",
                    "When support has completed a ticket, a budget is to change or a subtask is asked for, it arrives here.",
                )),
            ListTab::new("Waiting for me", "view=list&manager=me")
                .count(counted(visit, &[], &[Whom::Me])?)
                .nothing(Empty::quiet(
                    "Nothing waits for you",
                    "What you are asked to decide comes here, the most urgent first.",
                )),
            decided(Status::Approved, "What is approved becomes a project and is kept here.")?,
            decided(Status::Returned, "What goes back to support is kept here, with the reason.")?,
            decided(Status::Rejected, "What the house won't do is kept here, with the reason.")?,
        ],
        switch: switch(true),
        find: "Find by title",
        nothing: html! {
            (Empty::quiet("No approvals yet", "When support has completed a ticket, a budget is to change or a subtask is asked for, it arrives here."))
        },
        several: answers(visit)?,
        styles: vec!["extra"],
        ..Frame::default()
    };
    lists::page::<Approval>(visit, request, frame)
}

/// The same answer to all that are ticked, in one deed; a no says why.
fn answers(visit: &Visit) -> Result<Option<Markup>> {
    let may = |action: &Action| visit.may_somewhere(action);
    if !may(&APPROVE) {
        return Ok(None);
    }
    let listed = visit.cached::<Reasons>()?;
    let answer = |text: &'static str, verdict: Verdict| {
        let button = Button::submit(text).small().action("/approvals/decide");
        button.value("verdict", verdict.key()).unchecked()
    };
    Ok(Some(html! {
        (answer("Approve", Verdict::Approve).icon(Icon::Check))
        @if may(&RETURN) || may(&REJECT) {
            @if !listed.0.reasons.is_empty() {
                (Select::new("why", "Reason of the list").id("several-why").nothing("Why not").bare()
                    .options(listed.0.reasons.iter().map(|reason| (reason.as_str(), reason.as_str()))))
            }
            (Input::text("reason", "Reason").id("several-reason").placeholder("In your words").bare())
            @if may(&RETURN) { (answer("Return", Verdict::Return)) }
            @if may(&REJECT) { (answer("Reject", Verdict::Reject).danger()) }
        }
    }))
}

impl Listed for Approval {
    type Asked = ApprovalQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Status>("status", "Status"),
        Filter::words("kind", "Matter", approvable::words),
        Filter::choice::<Category>("category", "Service"),
        Filter::people("manager", "Who decides"),
    ];
    const SUMMED: Option<&'static str> = Some("value");

    fn columns() -> Vec<Shown<Approval>> {
        vec![
            Shown::<Approval>::new("status", "Status", |_, approval| {
                Ok(badge(approval.status.tone(), approval.status.label()))
            }),
            Shown::<Approval>::new("category", "Service", |_, approval| {
                Ok(tag(approval.category.tone(), approval.category.label()))
            }),
            Shown::<Approval>::new("department", "Department", |around, approval| {
                Ok(html! { (around.names.department(approval.department)) })
            })
            .dim(),
            Shown::<Approval>::new("manager", "Who decides", |around, approval| {
                Ok(who_first(around.names.name(approval.manager)))
            }),
            Shown::<Approval>::new("budget_minutes", "Hours", |_, approval| {
                let minutes = i64::from(approval.budget_minutes);
                Ok(html! { @if minutes > 0 { (time::minutes(minutes)) } })
            })
            .number(),
            Shown::<Approval>::new("value", "Value", |around, approval| {
                Ok(html! { (approval.value.show(around.currency)) })
            })
            .number(),
            Shown::<Approval>::new("due", "Due or decided", |around, approval| {
                let (tone, when) = deadline::left(around.visit, approval);
                Ok(html! { (Badge::new(tone, when).bare()) })
            }),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        let second = html! { (self.id) ", " (approvable::name_of(&self.kind)) };
        Ok(Named::new(
            format!("/approvals/{}", self.id),
            &self.title,
            second,
        ))
    }

    fn query(visit: &Visit, asked: &ApprovalQuery) -> Result<Option<Query<Approval>>> {
        Ok(Some(asked.query(visit)))
    }

    fn value(&self) -> Money {
        self.value
    }
}
