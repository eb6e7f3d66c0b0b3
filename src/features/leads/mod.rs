//! Leads: who might become a client. Stages 1 and 2 of the nine, and the way into the third.
//!
//! Records: `Lead`, on which calls, mails, meetings and notes are posted. Actions: add, import, edit, note, qualify, move,
//! hand over to an agent, return to the closer, assign, lose, reopen, export.
//! Pages: board, table, one lead.
//!
//! Rules: a lead is handed over only when it is qualified (company, contact, wish, category, and budget, authority,
//! need and time asked); it is won only by an accepted quote; it is lost only with a reason. The score explains itself.

mod actions;
mod alike;
mod batch;
mod clocked;
mod come_about;
mod commands;
mod conversation;
mod day;
mod entity;
mod forms;
mod handing;
mod holding;
mod in_place;
mod lead;
mod lists;
mod notices;
mod on_lines;
mod ops;
mod pages;
mod query;
mod quoted;
mod reports;
mod routes;
mod sheet;

use crate::{
    access::Placement,
    base::{Choice, Result},
    data::{Key, KindInfo},
    features::{
        Commands, DepartmentWork, Feature, Start, Waits, clocks::ClockedKind,
        conversation::RoomKind, people::Holds, records,
    },
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;
pub use come_about::{come_about, create, sales};
pub use forms::{
    Assign, HandOver, LeadForm, Lose, MOST_VALUE, Move, NewActivity, NewLead, Qualify,
};
pub use handing::{hand_back, hand_over};
pub use lead::{
    Answer, BY_CLIENT, BY_FOLLOW_UP, BY_STAGE, COUNT, FIGURES, Lead, LostReason, OWNER, Passed,
    Qualification, Source, Stage, VALUE, figure,
};
pub use ops::{add_activity, assign, edit, lose, qualify, quoted, won};
pub use quoted::{Quoted, QuotesOf};

pub fn feature() -> Feature {
    Feature {
        name: "leads",
        notices: notices::ALL,
        kinds: vec![KindInfo::entity::<Lead>().shareable(&[EDIT, NOTE])],
        former: vec![conversation::ACTIVITIES],
        clocked: vec![ClockedKind::of::<Lead>()],
        rooms: vec![RoomKind::of::<Lead>()],
        actions: &[
            VIEW, CREATE, IMPORT, EDIT, NOTE, QUALIFY, MOVE, HAND_OVER, RETURN, ASSIGN, MERGE,
            LOSE, REOPEN, EXPORT, RECEIVE,
        ],
        routes: Route::about::<Lead>("/leads", routes::routes()),
        nav: vec![NavItem {
            section: "Clients",
            label: "Leads",
            icon: Icon::Lead,
            href: "/leads",
            action: VIEW,
            go: Some('l'),
            count: None,
            hot: false,
        }],
        commands: vec![
            Commands::of::<Lead>(commands::commands),
            Commands::of::<Lead>(records::commands_in_place::<Lead>),
        ],
        several: vec![records::for_several::<Lead>()],
        starts: &[
            Start {
                title: "New lead",
                href: "/leads/new",
                action: CREATE,
                takes: Some("company"),
            },
            Start {
                title: "Import leads",
                href: "/leads/import",
                action: IMPORT,
                takes: None,
            },
        ],
        work: vec![DepartmentWork {
            kind: "leads",
            seen: |visit, id| {
                let place = Placement::Department(id.raw());
                let of = |stage: &Stage| {
                    visit.total_in::<Lead>(COUNT, place, Key::new().byte(stage.code()))
                };
                Stage::OPEN.iter().map(of).sum()
            },
            all: |all, id| {
                let each = Stage::OPEN
                    .iter()
                    .map(|stage| all.lying_in::<Lead>(id, BY_STAGE, Key::new().byte(stage.code())));
                each.sum()
            },
            waits: |visit, id| {
                let place = Placement::Department(id.raw());
                let of = |stage: Stage, for_what| -> Result<Option<Waits>> {
                    let count =
                        visit.total_in::<Lead>(COUNT, place, Key::new().byte(stage.code()))?;
                    let href = format!("/leads?stage={}", stage.key());
                    Ok(Waits::of(count, for_what, href))
                };
                let new = of(Stage::New, "a first word")?;
                let talked = of(Stage::Contacted, "answers to the four questions")?;
                let qualified = of(Stage::Qualified, "a quote")?;
                Ok([new, talked, qualified].into_iter().flatten().collect())
            },
        }],
        held: vec![Holds::of::<Lead>()],
        jobs: vec![records::import_job::<Lead>, records::several_job::<Lead>],
        day: vec![day::DAY],
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
