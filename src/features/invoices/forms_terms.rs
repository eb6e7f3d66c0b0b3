//! What people may submit about how the house bills, and about what is agreed with a client.

use super::{
    exchange,
    forms::{MOST_DAYS, days, hour, untaxed},
    how_to_pay,
    terms::MOST_STEPS,
    trade::{Bank, TradeParty},
    untaxed::Untaxed,
};
use crate::{
    base::{Money, Unit, money::Currency},
    features::quotes::MOST_PRICE,
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone, Default)]
pub struct AccountForm {
    pub days: Option<i32>,
    pub reminders: bool,
    pub email: String,
    pub reference: String,
    pub party: TradeParty,
    pub untaxed: Option<Untaxed>,
    pub untaxed_reason: String,
    /// None leaves it to the house.
    pub currency: Option<Currency>,
    /// What one unit of that is worth in the house's, in millionths.
    pub rate: Option<i64>,
    /// 0 where nothing was agreed or booked yet.
    pub version: Option<u64>,
}

impl Form for AccountForm {
    fn read(f: &mut Reader) -> Self {
        let (untaxed, untaxed_reason) = untaxed(f);
        let currency = f.currency("currency", "Billed in", Optional);
        let typed = f.text("rate", "Rate", Optional, 20);
        f.tell("What one unit of that currency is worth in the house's, with at most six digits behind the point.");
        let rate = exchange::read(&typed);
        if rate.is_none() && !typed.is_empty() {
            f.problem("rate", "Write what one unit is worth, such as 0.92.");
        }
        if rate.is_some() && currency.is_none() {
            f.problem("rate", "Say of which currency, or leave the rate out.");
        }
        AccountForm {
            days: days(f, Optional),
            reminders: f.flag("reminders", "Remind them when something is overdue"),
            email: f.email("email", "E-mail for invoices", Optional),
            reference: f.text("reference", "Their reference", Optional, 80),
            party: TradeParty::read(f),
            untaxed,
            untaxed_reason,
            currency,
            rate,
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct TermsForm {
    pub days: i32,
    pub pay: String,
    pub pay_link: String,
    pub hour: Money,
    pub reminders: Vec<i32>,
    /// Hundredths of a percent a year.
    pub interest: i64,
    pub late_fee: Money,
    /// From which reminder on; 1 is the first.
    pub late_fee_from: u32,
    pub seller: TradeParty,
    pub bank: Bank,
    pub untaxed: Option<Untaxed>,
    pub untaxed_reason: String,
    pub version: Option<u64>,
}

impl Form for TermsForm {
    fn read(f: &mut Reader) -> Self {
        let steps = f.all("reminders", "Reminders");
        f.tell("Days after the due day, such as 3, 14, 28; none reminds nobody.");
        let read: Option<Vec<i32>> = steps
            .iter()
            .flat_map(|steps| steps.split([',', ' ', ';']))
            .filter(|word| !word.is_empty())
            .map(|word| word.parse().ok().filter(|days| (1..=365).contains(days)))
            .collect();
        let mut reminders = read.unwrap_or_else(|| {
            f.problem(
                "reminders",
                "Write days after the due day, such as 3, 14, 28.",
            );
            Vec::new()
        });
        reminders.sort_unstable();
        reminders.dedup();
        if reminders.len() > MOST_STEPS {
            f.problem("reminders", "Six steps are the most.");
        }
        let interest = f.decimal(
            "interest",
            "Interest a year",
            Optional,
            Unit::BasisPoints,
            0..=10_000,
        );
        f.tell("On what is paid late, in percent.");
        let late_fee = f.money("late_fee", "Fee of a reminder", Optional);
        if late_fee.is_some_and(|fee| fee < Money::ZERO || fee.0 > MOST_PRICE) {
            f.problem("late_fee", "Fee of a reminder should be nothing or more.");
        }
        let late_fee_from = f.whole("late_fee_from", "From which reminder on", Optional, 0..=20);
        f.tell("1 is the first.");
        let pay_link = f.text("pay_link", "Link to pay", Optional, 300);
        if !pay_link.is_empty() && !how_to_pay::is_link(&pay_link) {
            f.problem(
                "pay_link",
                "Write an address that begins with https://, such as https://pay.example.com/{number}?amount={amount}.",
            );
        }
        let (untaxed, untaxed_reason) = untaxed(f);
        TermsForm {
            pay_link,
            days: f
                .whole("days", "Days to pay", Required, 0..=MOST_DAYS)
                .and_then(|days| i32::try_from(days).ok())
                .unwrap_or_default(),
            pay: f.block("pay", "How to pay", Optional, 1000),
            hour: hour(f, Optional).unwrap_or_default(),
            reminders,
            interest: interest.unwrap_or_default(),
            late_fee: late_fee.unwrap_or_default(),
            late_fee_from: late_fee_from
                .and_then(|number| u32::try_from(number).ok())
                .unwrap_or_default(),
            seller: TradeParty::read(f),
            bank: Bank::read(f),
            untaxed,
            untaxed_reason,
            version: f.version(),
        }
    }
}
