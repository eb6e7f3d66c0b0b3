//! Leads: who might become a client. Stages 1 and 2 of the nine, and the way into the third.
//!
//! Records: `Lead`, on which calls, mails, meetings and notes are posted. Actions: add, import, edit, note, qualify, move,
//! hand over to an agent, return to the closer, assign, lose, reopen, export.
//! Pages: board, table, one lead.
//!
//! Rules: a lead is handed over only when it is qualified (company, contact, wish, category, and budget, authority,
//! need and time asked); it is won only by an accepted quote; it is lost only with a reason. The score explains itself.

mod clocked;
mod commands;
mod conversation;
#[cfg(test)]
mod cut_off;
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
mod routes;
mod sheet;

use maud::Markup;

use crate::{
    access::{Action, Placement},
    base::Result,
    data::{Key, KindInfo, Visit},
    features::{
        Commands, DepartmentWork, Feature, Start, clocks::ClockedKind, conversation::RoomKind,
        people::Holds, records,
    },
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use forms::{
    Assign, HandOver, LeadForm, Lose, MOST_VALUE, Move, NewActivity, NewLead, Qualify,
};
pub use handing::{hand_back, hand_over};
pub use lead::{
    Answer, BY_CLIENT, BY_FOLLOW_UP, BY_STAGE, COUNT, FIGURES, Lead, LostReason, OWNER, Passed,
    Qualification, Source, Stage, VALUE, figure,
};
pub use ops::{add_activity, assign, come_about, create, edit, lose, qualify, quoted, sales, won};

/// The quotes of a lead. Quotes lie above leads and provide this, so that a lead's page shows what became of it.
pub struct QuotesOf(pub fn(&Visit, &Lead) -> Result<Quoted>);

#[derive(Default)]
pub struct Quoted {
    /// One row each, newest first; empty without any.
    pub rows: Vec<Markup>,
    /// Where the draft that is being written goes on.
    pub draft: Option<String>,
    /// The quote the client said yes to: its page and its number.
    pub accepted: Option<(String, String)>,
}

pub const VIEW: Action = Action::read("leads.view", "See leads");
pub const CREATE: Action = Action::write("leads.create", "Add a lead").told("added {}");
pub const IMPORT: Action = Action::write("leads.import", "Import leads").told("brought in {}");
pub const EDIT: Action = Action::write("leads.edit", "Edit a lead")
    .told("edited {}")
    .in_hands();
pub const NOTE: Action = Action::write("leads.note", "Note what was said with a lead")
    .told("noted what was said with {}");
pub const QUALIFY: Action = Action::write("leads.qualify", "Qualify a lead")
    .told("qualified {}")
    .in_hands();
pub const MOVE: Action = Action::write("leads.move", "Move a lead to another stage")
    .told("moved {} to another stage")
    .in_hands();
pub const HAND_OVER: Action = Action::write("leads.hand_over", "Hand a lead over to an agent")
    .told("handed over {}")
    .in_hands();
pub const RETURN: Action = Action::write("leads.return", "Return a lead to its closer")
    .told("returned {} to its closer")
    .in_hands();
pub const ASSIGN: Action = Action::write("leads.assign", "Assign leads").told("assigned {}");
pub const MERGE: Action = Action::write("leads.merge", "Merge a lead with its double")
    .told("merged {} with its double")
    .in_hands();
pub const LOSE: Action = Action::write("leads.lose", "Mark a lead as lost")
    .told("marked {} as lost")
    .in_hands();
pub const REOPEN: Action = Action::write("leads.reopen", "Reopen a lead")
    .told("reopened {}")
    .in_hands();
/// To whom closers hand over.
pub const RECEIVE: Action = Action::duty("leads.receive", "Be handed qualified leads");
pub const EXPORT: Action = Action::read("leads.export", "Export leads");

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
        }],
        held: vec![Holds::of::<Lead>()],
        jobs: vec![records::import_job::<Lead>, records::several_job::<Lead>],
        day: vec![day::DAY],
        ..Feature::default()
    }
}
