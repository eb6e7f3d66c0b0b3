//! Quotes: what the house offers a client, line by line, until the client signs it (stage 3).
//!
//! Record: `Quote`, with its lines, the versions that were sent before, and the signature. Actions: see, write, edit,
//! send, revise, withdraw; accept and decline, which are the client's. Pages: the list, a quote as the sheet that
//! prints, the editor of its lines, and the client's page in the portal.
//!
//! Rules: money in whole minor units, rounded once per line; only a draft is edited, and the client never sees one; a
//! quote runs out by its date; what is accepted is the version that was read, by a typed name or a drawn signature.
//! The accepted quote wins the lead and is handed over to the sales managers.

mod accepting;
mod actions;
mod commands;
mod day;
mod discount;
pub mod editor;
mod entity;
mod forms;
mod holding;
mod in_place;
mod line;
mod notices;
mod ops;
mod pages;
mod portal;
mod portal_routes;
mod query;
mod quote;
mod reports;
mod routes;
mod sending;
mod several;
pub mod sheet;

use crate::{
    data::KindInfo,
    features::{Commands, Feature, Start, clients::Client, leads::Lead, people::Holds, records},
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use accepting::{accept, accept_signed, decline, hearing};
pub use actions::*;
pub use entity::{LINE, TAX, TOTALS, sums};
pub use forms::line as read_line;
pub use forms::{Accept, Content, Decline, EditQuote, NewQuote};
pub use line::{
    Amounts, Line, MOST_GROSS, MOST_LINES, MOST_PRICE, MOST_QUANTITY, RateTax, Rounding, Totals,
    taxes, totals,
};
pub use ops::{create, edit, for_client, may_quote, revise, send, withdraw};
pub use pages::of_lead;
pub use quote::{
    BY_CLIENT, BY_LEAD, BY_STATUS, BY_TOUCHED, COUNT, ClientQuote, FIGURES, GROSS, Quote, Revision,
    Signature, Status, Way, figure,
};

pub fn feature() -> Feature {
    Feature {
        name: "quotes",
        notices: notices::ALL,
        kinds: vec![KindInfo::entity::<Quote>().shareable(&[EDIT])],
        actions: &[
            VIEW,
            EXPORT,
            CREATE,
            EDIT,
            SEND,
            ASK_DISCOUNT,
            REVISE,
            WITHDRAW,
            ACCEPT,
            DECLINE,
            HEAR_ANSWERS,
        ],
        routes: Route::about::<Quote>("/quotes", routes::routes()),
        commands: vec![
            Commands::of::<Quote>(commands::commands),
            Commands::of::<Quote>(records::commands_in_place::<Quote>),
            Commands::of::<Lead>(commands::of_lead),
        ],
        starts: &[Start {
            title: "New quote from a qualified lead",
            href: "/leads?stage=qualified",
            action: CREATE,
            takes: None,
        }],
        nav: vec![NavItem {
            section: "Clients",
            label: "Quotes",
            icon: Icon::Quote,
            href: "/quotes",
            action: VIEW,
            go: Some('q'),
            count: None,
            hot: false,
        }],
        approvable: &[discount::DISCOUNT],
        several: vec![records::for_several::<Quote>()],
        jobs: vec![records::several_job::<Quote>],
        derives: vec![ops::a_quoted_lead_stays],
        held: vec![Holds::of::<Quote>()],
        day: vec![day::DAY],
        client_sections: vec![pages::LEADS_OF_CLIENT, pages::OF_CLIENT],
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
