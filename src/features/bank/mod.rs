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
mod pages;
mod parse;
mod propose;
mod routes;
mod share;
mod statement;
#[cfg(test)]
mod tests;

use crate::{
    access::Action,
    data::KindInfo,
    features::{Commands, Demo, Feature, Start},
    ui::icon::Icon,
    web::NavItem,
};

pub use account::BankAccount;
pub use forms::{AccountForm, MatchLine, Upload};
pub use line::{BankLine, LineStatus};
pub use matched::BankMatch;
pub use ops::{create_account, delete_account, delete_statement, edit_account, import};
pub use ops_line::{ignore, release, wait};
pub use ops_match::{match_line, match_sure};
pub use parse::Format;
pub use statement::BankStatement;

pub const VIEW: Action = Action::read("bank.view", "See the house's bank accounts and statements");
pub const EXPORT: Action = Action::read("bank.export", "Export bank lines");
pub const SET_UP: Action = Action::write("bank.set_up", "Set up a bank account")
    .told("set up {bank-accounts}")
    .heard_with("bank.view");
pub const IMPORT: Action = Action::write("bank.import", "Bring a bank statement in")
    .told("brought in {bank-statements}")
    .heard_with("bank.view");
pub const DELETE: Action = Action::write("bank.delete", "Throw a bank account or a statement away")
    .told("threw[ {bank-statements}][ {bank-accounts}] away")
    .heard_with("bank.view");
pub const MATCH: Action = Action::write("bank.match", "Match bank lines with what they pay")
    .told("matched {bank-lines}[ with {payments}]")
    .heard_with("bank.view");
pub const RELEASE: Action = Action::write("bank.release", "Take the match of a bank line back")
    .told("took the match of {bank-lines} back")
    .heard_with("bank.view");
pub const IGNORE: Action = Action::write("bank.ignore", "Ignore a bank line")
    .told("ignored {bank-lines}")
    .heard_with("bank.view");
pub const WAIT: Action = Action::write("bank.wait", "Let an ignored bank line wait again")
    .told("let {bank-lines} wait again")
    .heard_with("bank.view");

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
        payment_sections: vec![pages::of_payment],
        demo_after: Some(Demo {
            by: "accountant",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
