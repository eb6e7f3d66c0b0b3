//! Invoices and what is paid of them: from a draft to the last cent, and what is left open on the way.
//!
//! Records: `Invoice` (an invoice or a credit note), `Payment` (money in, back, or out of a client's credit), `ClientAccount`
//! (what is agreed with a client, and what stands to their credit), `BillingTerms` (how the house bills), `BookClosing` (up to when the books are closed), `BookAccounts` (`books`: the accountant's journal), `BilledTime` and
//! `BilledExpense` (which time and which expenses stand on which line), `MilestonePrice` and `BilledMilestone` (`milestone`: what
//! milestones bill, and where they stand), `LateCharge` (`late`: what was charged for what was paid late). Actions: see, write, edit, throw away, issue, credit, send, write off; book, refund and take
//! back payments; change the terms; close the books of a period; say what a milestone bills; charge for what is paid late. Pages: the list, one paper, its editor, unbilled time, a client's statement, what is open
//! by age, payments, the terms; in the portal the client's papers. Each paper is a PDF/A-3 file, with an EN 16931 invoice in it
//! (`electronic`) where nothing of what that needs is missing.
//!
//! Rules: a draft has no number; what is issued gets the next of its series and year in the transaction that issues it, and
//! says what it says for ever: a credit note takes it back, in whole or in part. Nothing is billed twice: a quote's parts
//! add up to at most the quote, an entry of time or an expense stands on one line at a time. Money in whole minor units; a line is
//! rounded once, tax once for each rate (`rules`). What is paid beyond what was left stands to the client's credit. What is
//! overdue is found by a wake, and reminds its client in steps, unless that was agreed otherwise.

mod account;
mod actions;
mod addressed;
mod aged;
mod api;
mod api_money;
mod banked;
mod billed;
mod billed_expense;
mod books;
mod closing;
mod commands;
mod covered;
mod day;
mod demo;
mod downloads;
mod electronic;
mod entity;
mod exchange;
mod forms;
mod forms_terms;
mod freed;
mod from_expenses;
mod from_quote;
mod from_time;
mod how_to_pay;
mod invoice;
mod items;
mod kept;
mod late;
mod line;
mod list;
mod made;
mod milestone;
mod notices;
mod of_quote;
mod ops;
mod ops_money;
mod ops_terms;
mod overdue;
mod owed;
mod pages;
mod paper;
mod parties;
mod parts;
mod payment;
mod payment_list;
mod query;
mod reach;
mod reports;
mod routes;
mod rules;
mod sending;
mod statement;
pub mod sums;
mod terms;
#[cfg(test)]
mod tests;
mod trade;
mod untaxed;

use crate::{
    data::KindInfo,
    features::{Commands, Demo, Feature, Start, clients::Client, projects::Project, quotes::Quote},
    jobs::Handler,
    ui::icon::Icon,
    web::NavItem,
};

pub use account::ClientAccount;
pub use actions::*;
pub use banked::{Incoming, book_incoming, book_refund, unbook};
pub use billed::{BilledTime, is_billed};
pub use billed_expense::BilledExpense;
pub use books::BookAccounts;
pub use closing::{BookClosing, CloseForm, Closed, close};
pub use covered::{Covering, Span};
pub use entity::LINE;
pub use forms::{BillQuote, BillTime, Content, EditInvoice, Gather, NewInvoice, TakePayment};
pub use invoice::{Invoice, NUMBERED, OPEN_BY_LEFT, OPEN_OF, Paper, Part, Status};
pub use late::LateCharge;
pub use line::{InvoiceLine, Source};
pub use list::badge_of;
pub use made::{Draft, append, bills, draft};
pub use milestone::{BilledMilestone, MilestonePrice};
pub use ops::{create, credit, edit, issue, write_off};
pub use ops_money::{pay, receive, refund};
pub use pages::{PaymentSection, fields as content_fields, portal_open, values as content_values};
pub use payment::{Allocation, PAID_ON, Payment, PaymentKind, PaymentWay};
pub use query::PaymentQuery;
pub use rules::{allocate, hours};
pub use sending::send;
pub use terms::{BillingTerms, CurrentTerms};
pub use trade::{grouped, is_iban, looks_like_iban};

/// Declared there for the tab on the project's page.
pub use crate::features::projects::VIEW_INVOICES as VIEW;

pub fn feature() -> Feature {
    Feature {
        name: "invoices",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<Invoice>().guarded(kept::stays),
            KindInfo::entity::<Payment>().guarded(payment::stays),
            KindInfo::entity::<ClientAccount>().guarded(account::covers),
            KindInfo::entity::<BillingTerms>(),
            KindInfo::entity::<closing::BookClosing>(),
            KindInfo::entity::<BookAccounts>(),
            KindInfo::entity::<BilledTime>(),
            KindInfo::entity::<BilledExpense>(),
            KindInfo::entity::<MilestonePrice>(),
            KindInfo::entity::<BilledMilestone>(),
            KindInfo::entity::<LateCharge>(),
        ],
        actions: &[
            VIEW,
            EXPORT,
            CREATE,
            EDIT,
            DELETE,
            ISSUE,
            CREDIT,
            SEND,
            WRITE_OFF,
            SET_ACCOUNT,
            SET_TERMS,
            CLOSE,
            PRICE_MILESTONE,
            CHARGE_LATE,
            HEAR_OVERDUE,
            FALLS_DUE,
            REMIND,
            VIEW_PAYMENTS,
            EXPORT_PAYMENTS,
            PAY,
            REFUND,
            TAKE_BACK,
        ],
        routes: routes::routes(),
        commands: vec![
            Commands::of::<Invoice>(commands::commands),
            Commands::of::<Client>(commands::of_client),
            Commands::of::<Quote>(commands::of_quote),
            Commands::of::<Project>(commands::of_project),
        ],
        starts: &[Start {
            title: "New invoice",
            href: "/invoices/new",
            action: CREATE,
            takes: None,
        }],
        nav: vec![NavItem {
            section: "Clients",
            label: "Invoices",
            icon: Icon::Invoice,
            href: "/invoices",
            action: VIEW,
            go: Some('z'),
            count: None,
            hot: false,
        }],
        portal_nav: vec![NavItem {
            section: "",
            label: "Invoices",
            icon: Icon::Invoice,
            href: "/portal/invoices",
            action: VIEW,
            go: Some('b'),
            count: None,
            hot: false,
        }],
        derives: vec![
            billed::billed_time_stays,
            billed_expense::billed_expenses_stay,
            billed::entries_know,
            billed_expense::expenses_know,
            milestone::prices_know,
            late::charged_once,
            reach::papers_follow,
        ],
        recomputes: vec![billed::ENTRIES_KNOW, billed_expense::EXPENSES_KNOW],
        wakes: vec![
            Handler::of(invoice::FALLS_DUE, FALLS_DUE, overdue::falls_due),
            Handler::of(invoice::REMIND, REMIND, overdue::remind),
        ],
        day: vec![day::DAY],
        client_sections: vec![pages::CLIENT_SECTION],
        demo_after: Some(Demo {
            by: "accountant",
            make: demo::make,
        }),
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
