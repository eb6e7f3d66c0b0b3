//! The bank: accounts of the house, statements that come in as files, and what each of their lines pays.
//!
//! Records: `BankAccount`, `BankStatement` (a file that came in), `BankLine` (a movement, once), `BankMatch` (a line and a payment,
//! held together). Actions: see, set accounts up, bring statements in, throw them away, match lines with what they pay, take
//! that back, ignore. Pages: accounts, statements, one with its lines and what is proposed for each, all lines, one line; a
//! sheet's columns before it comes in.
//!
//! Rules: a statement is camt.053, OFX or a sheet (`parse`), and comes in as a whole or not at all; a line comes once, whichever
//! files have it (`key`), and stays as the bank says it. What it may pay is proposed from its text and its amount (`propose`) and
//! booked when somebody confirms it, by the rules of payments entered by hand; Undo takes it away. A line never pays more than came in,
//! and two who confirm it at once book it once.

mod account;
mod actions;
mod api;
mod day;
mod demo;
mod entity;
mod forms;
mod key;
mod line;
mod list;
mod matched;
mod numbers;
mod ops;
mod ops_line;
mod ops_match;
mod ops_sure;
mod pages;
mod parse;
mod propose;
mod routes;
mod share;
mod statement;
#[cfg(test)]
mod tests;
mod upload;

use crate::{
    data::KindInfo,
    features::{Commands, Declaration, Demo, Feature, Start, invoices::PaymentSection},
    ui::icon::Icon,
    web::NavItem,
};

pub use account::BankAccount;
pub use actions::*;
pub use forms::{AccountForm, MatchLine, Upload};
pub use line::{BankLine, LineStatus};
pub use matched::BankMatch;
pub use ops::{create_account, delete_account, delete_statement, edit_account, import};
pub use ops_line::{ignore, release, wait};
pub use ops_match::match_line;
pub use ops_sure::match_sure;
pub use parse::Format;
pub use statement::BankStatement;

pub fn feature() -> Feature {
    Feature {
        name: "bank",
        kinds: vec![
            KindInfo::entity::<BankAccount>(),
            KindInfo::entity::<BankStatement>(),
            KindInfo::entity::<BankLine>().guarded(line::stays),
            KindInfo::entity::<BankMatch>(),
        ],
        actions: &[
            VIEW, EXPORT, SET_UP, IMPORT, DELETE, MATCH, RELEASE, IGNORE, WAIT,
        ],
        routes: routes::routes(),
        commands: vec![Commands::of::<BankLine>(pages::commands)],
        starts: &[Start {
            title: "Upload a bank statement",
            href: "/bank-statements/new",
            action: IMPORT,
            takes: None,
        }],
        nav: vec![NavItem {
            section: "Clients",
            label: "Bank",
            icon: Icon::Coin,
            href: "/bank-statements",
            action: VIEW,
            go: None,
            count: None,
            hot: false,
        }],
        derives: vec![matched::lines_follow],
        day: vec![day::DAY],
        declares: vec![Declaration::of(PaymentSection(pages::of_payment))],
        demo_after: Some(Demo {
            by: "accountant",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
