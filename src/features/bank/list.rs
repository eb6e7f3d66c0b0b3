//! Bank lines in rows, of all accounts: found by their words, narrowed, each with what is proposed for it.

use maud::html;

use super::{
    account::{BY_NAME, BankAccount},
    actions::{EXPORT, IMPORT},
    forms::LineQuery,
    line::{
        ACCOUNT, BY_DAY, BY_STATUS, BankLine, COUNT, DIRECTION, Direction, LineStatus, STATEMENT,
        STATUS,
    },
    pages,
    statement::BankStatement,
};
use crate::{
    access::Action,
    base::{Choice, Day, Result, if_found, money::Currency},
    data::{BY_NUMBER, Key, Query, Visit},
    features::lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
    ui::prelude::*,
    web::{Reply, Request},
};

impl LineQuery {
    /// The newest day first.
    pub fn query(&self) -> Query<BankLine> {
        let key = |status: &LineStatus| Key::new().byte(status.code());
        let day = |day: Day| Key::new().signed(i64::from(day.0));
        let statuses = || self.statuses.iter().map(key);
        let mut query = match (self.by_number, self.statuses.is_empty()) {
            (true, true) => Query::by(BY_NUMBER),
            (true, false) => Query::by(BY_NUMBER).any(STATUS, statuses()),
            (false, true) => Query::by(BY_DAY).descending(true),
            (false, false) => Query::by(BY_STATUS).under_any(statuses()).descending(true),
        };
        if let Some(from) = self.from.filter(|_| !self.by_number) {
            query = query.from(day(from));
        }
        if let Some(until) = self.until.filter(|_| !self.by_number) {
            query = query.until(day(until + 1));
        }
        self.narrow(query, false)
    }

    /// What it asks beside the order: of the lines of a statement, say, whose status is a filter too.
    pub fn narrow(&self, mut query: Query<BankLine>, with_status: bool) -> Query<BankLine> {
        if with_status && !self.statuses.is_empty() {
            let statuses = self.statuses.iter();
            query = query.any(STATUS, statuses.map(|held| Key::new().byte(held.code())));
        }
        if !self.directions.is_empty() {
            let all = self.directions.iter();
            query = query.any(DIRECTION, all.map(|held| Key::new().text(held.key())));
        }
        if !self.accounts.is_empty() {
            let all = self.accounts.iter();
            query = query.any(ACCOUNT, all.map(|id| Key::new().id(*id)));
        }
        if !self.statements.is_empty() {
            let all = self.statements.iter();
            query = query.any(STATEMENT, all.map(|id| Key::new().id(*id)));
        }
        query.words(&self.words)
    }
}

fn key(status: LineStatus) -> Key {
    Key::new().byte(status.code())
}

fn count_of(visit: &Visit, status: LineStatus) -> Result<Totals> {
    let query = Query::<BankLine>::by(BY_STATUS).under(key(status));
    Totals::tallied(visit, (COUNT, key(status)), &query)
}

/// How many wait, where a tally can answer this person.
///
/// # Errors
/// When the store can't be read.
pub fn waiting(visit: &Visit) -> Result<Option<i64>> {
    visit.total::<BankLine>(COUNT, key(LineStatus::Waiting))
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let mut tabs = Vec::new();
    for (status, title, words) in [
        (
            LineStatus::Waiting,
            "Nothing waits",
            "Lines of statements come here until they are matched or ignored.",
        ),
        (
            LineStatus::Matched,
            "Nothing is matched yet",
            "Lines come here with the payments that they are.",
        ),
        (
            LineStatus::Ignored,
            "Nothing is ignored",
            "Lines that are nobody's payment come here, with the reason.",
        ),
    ] {
        let tab = ListTab::new(status.label(), format!("status={}", status.key()));
        let nothing = Empty::quiet(title, words);
        tabs.push(tab.count(Some(count_of(visit, status)?)).nothing(nothing));
    }
    tabs.push(ListTab::new("All", ""));
    let frame = Frame {
        head: html! {
            (Head::new("Bank lines").actions(html! {
                (Button::link("Statements", "/bank-statements"))
                @if visit.may_somewhere(&IMPORT) { (Button::link("Upload a statement", "/bank-statements/new").primary().icon(Icon::Upload).key("c")) }
            }))
        },
        tabs,
        find: "Find by name or text",
        nothing: html! {
            (Empty::first("No bank lines yet", "Upload a statement of your bank: each of its lines stands here, with the invoice that it pays.")
                .actions(html! { @if visit.may_somewhere(&IMPORT) { (Button::link("Upload a statement", "/bank-statements/new").primary()) } }))
        },
        live: vec!["invoices"],
        ..Frame::default()
    };
    lists::page::<BankLine>(visit, request, frame)
}

/// The accounts, each with its number, for a filter.
fn accounts(around: &Around<'_>) -> Vec<(String, String)> {
    let all = Query::<BankAccount>::by(BY_NAME).limit(50);
    let found = around.visit.list(all).map(|page| page.rows);
    let found = found.unwrap_or_default().into_iter();
    found
        .map(|account| (account.id.to_string(), account.name))
        .collect()
}

/// What an account is kept in; what the house counts in where it isn't there.
///
/// # Errors
/// When the store can't be read.
pub fn currency_of(visit: &Visit, line: &BankLine, house: Currency) -> Result<Currency> {
    let account: Option<BankAccount> = if_found(visit.find(line.account))?;
    Ok(account.map_or(house, |account| account.currency()))
}

impl Listed for BankLine {
    type Asked = LineQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<LineStatus>("status", "Status"),
        Filter::choice::<Direction>("direction", "In or out"),
        Filter::few("account", "Account", accounts),
        Filter::record::<BankStatement>("statement", "Statement"),
        Filter::day("from", "From"),
        Filter::day("until", "Until"),
    ];

    fn columns() -> Vec<Shown<BankLine>> {
        vec![
            Shown::<BankLine>::new("day", "Day", |around, line| {
                Ok(html! { (line.day.show(around.visit.today())) })
            }),
            Shown::<BankLine>::new("amount", "Amount", |around, line| {
                let currency = currency_of(around.visit, line, around.currency)?;
                Ok(html! { (line.amount.show(currency)) })
            })
            .number()
            .told(|around, line| {
                let currency = currency_of(around.visit, line, around.currency)?;
                Ok(line.amount.input(currency))
            }),
            Shown::<BankLine>::new("status", "Status", |_, line| {
                Ok(badge(line.status.tone(), line.status.label()))
            }),
            Shown::<BankLine>::new("payments", "Pays", |around, line| {
                pages::decide_alone(around.visit, line)
            })
            .told(|around, line| {
                let held = super::matched::payments(around.visit, line)?;
                let held: Vec<String> = held.iter().map(|(held, _)| held.id.to_string()).collect();
                Ok(held.join(", "))
            }),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        let title = crate::data::Record::title(self);
        let second = match self.name.is_empty() {
            true => String::new(),
            false => crate::base::text::shorten(&self.text, 90),
        };
        Ok(Named::new(
            format!("/bank-lines/{}", self.id),
            &title,
            second,
        ))
    }

    fn sorted<'s>(_: &LineQuery, _: &'s str) -> Option<&'s str> {
        None
    }

    fn query(_: &Visit, asked: &LineQuery) -> Result<Option<Query<BankLine>>> {
        Ok(Some(asked.query()))
    }

    fn counted(visit: &Visit, filter: &str, value: &str) -> Result<Option<Totals>> {
        match LineStatus::from_key(value).filter(|_| filter == "status") {
            Some(status) => count_of(visit, status).map(Some),
            None => Ok(None),
        }
    }
}
