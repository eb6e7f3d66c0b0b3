//! My day as the API gives it.

use serde_json::{Value, json};

use super::today::{Piece, Today};
use crate::{
    base::{Choice, Moment, Result, Unit},
    data::Visit,
    features::inbox,
    web::{Reply, Request, Told},
};

pub fn day(visit: &Visit, _: &Request) -> Result<Reply> {
    let today = Today::of(visit)?;
    let pieces = |pieces: &[Piece]| -> Vec<Value> {
        pieces
            .iter()
            .map(|piece| {
                json!({
                    "id": piece.task.id.to_string(), "title": piece.task.title,
                    "project": { "id": piece.task.project.to_string(), "title": piece.project },
                    "status": piece.task.state.key(), "due": piece.task.due.map(|day| day.iso()),
                    "estimate_minutes": piece.task.estimate, "priority": piece.task.priority.key(),
                })
            })
            .collect()
    };
    Ok(Reply::json(json!({
        "date": visit.today().iso(),
        "tasks": {
            "overdue": pieces(&today.tasks.overdue), "today": pieces(&today.tasks.today),
            "next": pieces(&today.tasks.next), "in_review": today.tasks.in_review,
        },
        "to_review": pieces(&today.to_review),
        "approvals": today.approvals.iter().map(|(approval, client)| json!({
            "id": approval.id.to_string(), "title": approval.title, "client": client, "due": approval.due.rfc3339() })).collect::<Vec<_>>(),
        "follow_ups": today.follow_ups.iter().map(|lead| json!({
            "id": lead.id.to_string(), "company": lead.company, "contact": lead.contact,
            "follow_up": lead.follow_up.map(|day| day.iso()) })).collect::<Vec<_>>(),
        "tickets": today.tickets.iter().map(|(ticket, client)| json!({
            "id": ticket.id.to_string(), "title": ticket.title, "client": client, "stage": ticket.stage.key(),
            "due": ticket.due.map(|due| due.rfc3339()) })).collect::<Vec<_>>(),
        "logged_minutes": today.logged,
        "running": today.running.as_ref().map(|entry| json!({
            "id": entry.id.to_string(), "task": entry.task.to_string(), "since": entry.started.map(Moment::rfc3339) })),
        "unread": inbox::unread(visit)?,
    })))
}

const PIECES: Told = Told::List(&Told::Object(&[
    ("id", Told::Record),
    ("title", Told::Text),
    (
        "project",
        Told::Object(&[("id", Told::Record), ("title", Told::Text)]),
    ),
    ("status", Told::Text),
    ("due", Told::Day),
    ("estimate_minutes", Told::Counted(Unit::Minutes)),
    ("priority", Told::Text),
]));

pub const DAY: Told = Told::Object(&[
    ("date", Told::Day),
    (
        "tasks",
        Told::Object(&[
            ("overdue", PIECES),
            ("today", PIECES),
            ("next", PIECES),
            ("in_review", Told::Number),
        ]),
    ),
    ("to_review", PIECES),
    (
        "approvals",
        Told::List(&Told::Object(&[
            ("id", Told::Record),
            ("title", Told::Text),
            ("client", Told::Text),
            ("due", Told::Moment),
        ])),
    ),
    (
        "follow_ups",
        Told::List(&Told::Object(&[
            ("id", Told::Record),
            ("company", Told::Text),
            ("contact", Told::Text),
            ("follow_up", Told::Day),
        ])),
    ),
    (
        "tickets",
        Told::List(&Told::Object(&[
            ("id", Told::Record),
            ("title", Told::Text),
            ("client", Told::Text),
            ("stage", Told::Text),
            ("due", Told::Moment),
        ])),
    ),
    ("logged_minutes", Told::Counted(Unit::Minutes)),
    (
        "running",
        Told::Object(&[
            ("id", Told::Record),
            ("task", Told::Record),
            ("since", Told::Moment),
        ]),
    ),
    ("unread", Told::Number),
]);
