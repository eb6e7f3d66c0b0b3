//! Tickets: what a client wants, from hand to hand until it is done. Stages 4, 5 and 6 of the nine, and the way into
//! the seventh; beside them what clients raise: support, changes, complaints.
//!
//! Record: `Ticket`, with its copy of the category's checklist; on it replies are posted, and notes for staff.
//! Actions: open from an accepted quote, raise, edit, hand over, return, check, waive, complete, ask for and attach
//! documents, verify or refuse them, freeze and unfreeze the scope, reply, put on hold, cancel, close, reopen.
//! Pages: the list, one ticket, a new one; in the portal the client's requests.
//!
//! Rules: each stage has a gate, and nothing passes it open; every hand-over tells the next owner and can be returned
//! with a reason; a client sees how it stands, the replies and what is asked for, never notes, price or checkpoints.
//! A requirement's document follows the document itself: verified there is verified here.

mod actions;
mod api;
mod checklist;
mod clocked;
mod commands;
mod conversation;
mod day;
mod dialogs;
mod entity;
mod forms;
mod give;
mod holding;
mod in_place;
mod internal_ops;
mod made;
mod notices;
mod of_client;
mod older;
mod on_lines;
mod opening;
mod ops;
mod pages;
mod portal;
mod query;
mod routes;
mod show;
mod ticket;
mod view;
mod work;

use crate::{
    access::Placement,
    base::{Choice, Result},
    data::{Key, KindInfo, Visit},
    features::{
        Commands, DepartmentWork, Feature, Start, Waits, clients::Client, clocks::ClockedKind,
        conversation::RoomKind, documents, people::Holds, records,
    },
    ui::icon::Icon,
    web::{Count, NavItem, Route},
};

pub use actions::*;
pub use checklist::{CheckState, Checklist, Checkpoint, Need, Requirement, for_category};
pub use conversation::reply;
pub use forms::{
    Ask, Attach, Check, Complete, EditTicket, HandOver, OpenTicket, RaiseTicket, Refuse, ReplyForm,
    Waive,
};
pub use internal_ops::{
    back_from_approval, bring_along, follow_project, in_production, to_approval,
};
pub use ops::{
    attach, cancel, check, close, complete, edit, freeze, hand_over, hold, open, raise,
    refuse_document, reopen, request_document, resume, return_, to_raise, unfreeze,
    verify_document, waive,
};
pub use portal::{for_client, wanted_from_client};
pub use query::{in_my_hands, my_hands, open_complaints};
pub use show::{TicketSection, page};
pub use ticket::{
    BY_CLIENT, BY_DUE, BY_HAND, BY_QUOTE, BY_STAGE, BY_TOUCHED, COUNT, OnHold, Stage, Ticket,
    TicketKind,
};

pub fn feature() -> Feature {
    Feature {
        name: "tickets",
        notices: notices::ALL,
        jobs: vec![records::several_job::<Ticket>],
        several: vec![records::for_several::<Ticket>()],
        kinds: vec![KindInfo::entity::<Ticket>().shareable(&[EDIT, REPLY, ATTACH])],
        reshapes: vec![older::PASSED],
        clocked: vec![ClockedKind::of::<Ticket>()],
        former: vec![conversation::MESSAGES],
        rooms: vec![RoomKind::of::<Ticket>()],
        made_of_posts: vec![made::OF_POST],
        actions: &[
            VIEW,
            EXPORT,
            OPEN,
            RAISE,
            EDIT,
            HAND_OVER,
            RETURN,
            CHECK,
            WAIVE,
            COMPLETE,
            ASK,
            ATTACH,
            VERIFY,
            REFUSE,
            FREEZE,
            UNFREEZE,
            REPLY,
            CANCEL,
            CLOSE,
            REOPEN,
            HOLD,
            RESUME,
            TRIAGE,
            RECEIVE,
            RECEIVE_COMPLAINTS,
        ],
        routes: Route::about::<Ticket>("/tickets", routes::routes()),
        commands: vec![
            Commands::of::<Ticket>(commands::commands),
            Commands::of::<Ticket>(records::commands_in_place::<Ticket>),
            Commands::of::<Ticket>(documents::add_about),
            Commands::of::<Client>(commands::of_client),
        ],
        starts: &[Start {
            title: "New ticket",
            href: "/tickets/new",
            action: RAISE,
            takes: Some("title"),
        }],
        nav: vec![NavItem {
            section: "Clients",
            label: "Tickets",
            icon: Icon::Ticket,
            href: "/tickets",
            action: VIEW,
            go: Some('t'),
            count: Some(Count {
                of: in_my_hands,
                on: "tickets@me",
            }),
            hot: false,
        }],
        portal_nav: vec![NavItem {
            section: "",
            label: "Requests",
            icon: Icon::Ticket,
            href: "/portal/requests",
            action: VIEW,
            go: Some('r'),
            count: Some(Count {
                of: waiting_for_client,
                on: "tickets",
            }),
            hot: true,
        }],
        derives: vec![internal_ops::follow_documents],
        work: vec![DepartmentWork {
            kind: "tickets",
            seen: |visit, id| {
                let place = Placement::Department(id.raw());
                let open = Stage::ALL.iter().filter(|stage| !stage.is_over());
                open.map(|stage| {
                    visit.total_in::<Ticket>(COUNT, place, Key::new().byte(stage.code()))
                })
                .sum()
            },
            all: |all, id| all.lying_in::<Ticket>(id, BY_TOUCHED, Key::new().byte(0)),
            waits: |visit, id| {
                let place = Placement::Department(id.raw());
                let of = |stage: Stage, for_what| -> Result<Option<Waits>> {
                    let key = Key::new().byte(stage.code());
                    let count = visit.total_in::<Ticket>(COUNT, place, key)?;
                    let href = format!("/tickets?stage={}", stage.key());
                    Ok(Waits::of(count, for_what, href))
                };
                let open = of(Stage::Open, "an answer")?;
                let checks = of(Stage::Validation, "their checkpoints")?;
                let asked = of(Stage::Enrichment, "what clients give")?;
                let decided = of(Stage::Approval, "a decision")?;
                Ok([open, checks, asked, decided]
                    .into_iter()
                    .flatten()
                    .collect())
            },
        }],
        held: vec![Holds::of::<Ticket>()],
        day: vec![day::DAY],
        client_sections: vec![of_client::SECTION],
        ..Feature::default()
    }
}

fn waiting_for_client(visit: &Visit) -> Result<usize> {
    Ok(wanted_from_client(visit)?.len())
}
