//! A paper in the terms of EN 16931. Amounts are those that stand on the paper: a line comes to what its quantity costs, what is
//! taken off it stands with the document (BG-20), one amount for each rate, and tax is rounded once for each (BR-CO-17).

use std::collections::BTreeMap;

use en16931::{
    Date, DocumentKind, DocumentReference, Identifier, InvoiceAmount, InvoiceNote, Percentage,
    Quantity, UnitPriceAmount,
    invoice::{
        Code, CreditTransfer, DocumentAllowanceCharge, DocumentTotals, Item, ItemAttribute,
        LineVat, Party, PaymentInstructions, PaymentMeans, PostalAddress, PrecedingInvoice,
        PriceDetails, VatBreakdown,
    },
};
use rust_decimal::Decimal;

use super::{
    super::{
        invoice::Invoice,
        line::InvoiceLine,
        trade::{Bank, TradeParty},
        untaxed::Untaxed,
    },
    codes::{Known, hundredths, type_code},
};
use crate::{
    base::{Day, Money, language::say, money::Currency},
    features::quotes::{Rounding, taxes},
    said,
};

/// The profile (BT-24) is stamped by whoever writes it.
const PROFILE: &str = "urn:cen.eu:en16931:2017";
/// UNCL 5189: a discount.
const DISCOUNT: &str = "95";

/// What of VAT holds at a rate of a paper.
struct Vat {
    category: &'static str,
    rate: Option<Percentage>,
    reason: Option<String>,
    reason_code: Option<Code>,
}

impl Vat {
    fn of(invoice: &Invoice, rate: i64) -> Option<Vat> {
        if rate > 0 {
            return Some(Vat {
                category: "S",
                rate: Some(percentage(rate)),
                reason: None,
                reason_code: None,
            });
        }
        let why = invoice.untaxed?;
        Some(Vat {
            category: why.category()?,
            // What is outside of tax has no rate, and what is taxed at 0% needs no reason.
            rate: (why != Untaxed::Outside).then_some(Percentage::new(Decimal::ZERO)),
            reason: (why != Untaxed::Zero).then(|| why.words(&invoice.untaxed_reason)),
            reason_code: why.reason_code().map(Code::new),
        })
    }

    fn line(&self) -> LineVat {
        LineVat {
            category: Code::new(self.category),
            rate: self.rate,
        }
    }
}

/// Basis points as per cent.
fn percentage(rate: i64) -> Percentage {
    Percentage::new(Decimal::new(rate, 2).normalize())
}

fn amount(money: Money, currency: Currency) -> Option<InvoiceAmount> {
    hundredths(money, currency).map(InvoiceAmount::from_minor_units)
}

fn date(day: Day) -> Option<Date> {
    Date::from_epoch_day(i64::from(day.0)).ok()
}

fn said(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Nothing where an amount can't be said: in a currency with more than two digits behind the point, or with no reason why
/// something isn't taxed.
pub fn of(invoice: &Invoice, known: &Known) -> Option<en16931::Invoice> {
    let currency = known.currency;
    // A draft is held against the rules as if it were issued today, under a number that it will not have.
    let number = match invoice.number.as_str() {
        "" => "DRAFT",
        number => number,
    };
    let issued = invoice.issued_on.unwrap_or_default();
    let outside = invoice.untaxed == Some(Untaxed::Outside) && invoice.has_untaxed();
    let mut made = en16931::Invoice::builder(
        PROFILE,
        number,
        date(issued)?,
        type_code(invoice),
        currency.code,
    )
    .seller(party(&known.parties.seller, outside))
    .buyer(party(&known.parties.buyer, outside))
    .payment_terms(terms(invoice, known))
    .build();
    if invoice.is_credit_note() {
        made.kind = DocumentKind::CreditNote;
    } else {
        made.due_date = invoice.due.and_then(date);
    }
    made.buyer_reference = said(&known.parties.reference);
    made.notes = notes(invoice);
    made.preceding_invoices = preceding(invoice, known);
    made.payment = payment(invoice, known);
    made.seller.tax_registration = said(&known.parties.tax_number).filter(|_| !outside);
    for (n, held) in invoice.lines.iter().enumerate() {
        made.lines.push(line(invoice, held, n + 1, currency)?);
    }
    sums(invoice, currency, &mut made)?;
    Some(made)
}

fn party(held: &TradeParty, outside: bool) -> Party {
    Party {
        name: said(&held.legal_name),
        legal_registration: said(&held.register).map(Identifier::new),
        // What is outside of tax names nobody's number of it (BR-O-02).
        vat_identifier: said(&held.vat_number).filter(|_| !outside),
        electronic_address: said(&held.electronic_address)
            .map(|address| Identifier::schemed(address, "EM")),
        address: PostalAddress {
            line1: said(&held.street),
            city: said(&held.city),
            post_code: said(&held.zip),
            country: said(&held.country).map(Code::new),
            ..PostalAddress::default()
        },
        ..Party::default()
    }
}

/// BT-20: something has to be said of it, where no day is (BR-CO-25).
fn terms(invoice: &Invoice, known: &Known) -> String {
    match (&known.credited, invoice.is_credit_note()) {
        (Some((number, _)), true) => said!("electronic-takes-back", number = number.as_str()),
        (None, true) => say("electronic-nothing-to-pay").into(),
        (_, false) => said!("electronic-payable-within", days = invoice.days.max(0)),
    }
}

fn notes(invoice: &Invoice) -> Vec<InvoiceNote> {
    let reason = match invoice.is_credit_note() {
        true => invoice.reason.as_str(),
        false => "",
    };
    [invoice.title.as_str(), invoice.note.as_str(), reason]
        .into_iter()
        .filter_map(said)
        .map(InvoiceNote::new)
        .collect()
}

/// BG-3: what a credit note takes back, or what was billed of the same before.
fn preceding(invoice: &Invoice, known: &Known) -> Vec<PrecedingInvoice> {
    let one = |number: &str, day: Option<Day>| PrecedingInvoice {
        reference: DocumentReference::new(number),
        issue_date: day.and_then(date),
    };
    let credited = known
        .credited
        .iter()
        .filter(|(number, _)| !number.is_empty());
    let credited = credited.map(|(number, day)| one(number, *day));
    let earlier = invoice.earlier.iter();
    let earlier = earlier.map(|held| one(&held.number, Some(held.issued_on)));
    credited.chain(earlier).collect()
}

/// BG-16: by transfer, to the house's account; nothing where it has none, or nothing is to be paid.
fn payment(invoice: &Invoice, known: &Known) -> Option<PaymentInstructions> {
    let bank: &Bank = &known.parties.bank;
    if bank.account.is_empty() || invoice.is_credit_note() {
        return None;
    }
    // UNTDID 4461: a SEPA credit transfer, or any credit transfer.
    let means = match bank.has_iban() && known.currency.code == "EUR" {
        true => "58",
        false => "30",
    };
    Some(PaymentInstructions {
        means_code: Some(Code::new(means)),
        means_text: None,
        remittance_information: said(&invoice.number),
        means: Some(PaymentMeans::CreditTransfer(vec![CreditTransfer {
            account_identifier: Some(bank.account.clone()),
            account_name: said(&bank.holder),
            provider_identifier: said(&bank.bic),
        }])),
    })
}

/// UN/ECE Recommendation 20, for what people count in, in the languages that papers are written in; nothing for anything else.
fn unit(word: &str) -> Option<&'static str> {
    Some(
        match word.trim().trim_end_matches('.').to_lowercase().as_str() {
            "" | "piece" | "pieces" | "pc" | "pcs" | "stück" | "stk" | "st" => "C62",
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" => "HUR",
            "min" | "minute" | "minutes" | "minuten" => "MIN",
            "d" | "day" | "days" | "tag" | "tage" => "DAY",
            "week" | "weeks" | "woche" | "wochen" => "WEE",
            "month" | "months" | "monat" | "monate" => "MON",
            "year" | "years" | "jahr" | "jahre" => "ANN",
            "flat" | "flat rate" | "lump sum" | "pauschal" | "pauschale" => "LS",
            "km" => "KMT",
            "mile" | "miles" | "mi" | "meile" | "meilen" => "SMI",
            _ => return None,
        },
    )
}

fn line(
    invoice: &Invoice,
    held: &InvoiceLine,
    number: usize,
    currency: Currency,
) -> Option<en16931::InvoiceLine> {
    let line = &held.line;
    let vat = Vat::of(invoice, line.tax)?;
    // A price is never below nothing (BR-27): what is taken off is counted below nothing instead.
    let sign = if line.price < Money::ZERO { -1 } else { 1 };
    let code = unit(&line.unit);
    let attributes = match code {
        Some(_) => Vec::new(),
        None => vec![ItemAttribute {
            name: Some(say("electronic-unit").into()),
            value: said(&line.unit),
        }],
    };
    let quantity = Decimal::new(line.quantity.checked_mul(sign)?, 3).normalize();
    let price = Decimal::new(line.price.0.checked_mul(sign)?, currency.exponent).normalize();
    let made = en16931::InvoiceLine::new(
        number.to_string(),
        line.title.as_str(),
        Quantity::new(quantity),
        code.unwrap_or("C62"),
        amount(line.whole(), currency)?,
        vat.category,
        vat.rate,
    );
    Some(
        made.with_price(PriceDetails {
            net_price: UnitPriceAmount::new(price),
            ..PriceDetails::default()
        })
        .with_item(Item {
            name: said(&line.title),
            description: said(&line.detail),
            attributes,
            ..Item::default()
        }),
    )
}

/// What is taken off (BG-20), the tax of each rate (BG-23), and what it all comes to (BG-22).
fn sums(invoice: &Invoice, currency: Currency, made: &mut en16931::Invoice) -> Option<()> {
    let lines = invoice.plain_lines();
    let mut off: BTreeMap<i64, Money> = BTreeMap::new();
    for line in &lines {
        let of = off.entry(line.tax).or_default();
        *of = *of + line.amounts().discount;
    }
    let (mut allowed, mut charged) = (Money::ZERO, Money::ZERO);
    for (rate, discount) in off.into_iter().filter(|(_, off)| *off != Money::ZERO) {
        let vat = Vat::of(invoice, rate)?.line();
        let given = discount > Money::ZERO;
        let one = DocumentAllowanceCharge {
            amount: amount(Money(discount.0.abs()), currency)?,
            base_amount: None,
            percentage: None,
            vat,
            reason: Some(
                match given {
                    true => say("paper-discount"),
                    false => say("electronic-discount-before"),
                }
                .into(),
            ),
            reason_code: given.then(|| Code::new(DISCOUNT)),
        };
        match given {
            true => {
                allowed = allowed + discount;
                made.allowances.push(one);
            }
            // What is taken off of a line that takes off is asked for again.
            false => {
                charged = charged - discount;
                made.charges.push(one);
            }
        }
    }
    for of in taxes(&lines, Rounding::PerRate) {
        let vat = Vat::of(invoice, of.rate)?;
        made.vat_breakdown.push(VatBreakdown {
            taxable_amount: amount(of.net, currency)?,
            tax_amount: amount(of.tax, currency)?,
            category: Code::new(vat.category),
            rate: vat.rate,
            exemption_reason: vat.reason,
            exemption_reason_code: vat.reason_code,
        });
    }
    let totals = invoice.totals();
    // Tax is told in the house's currency as well, where the paper is in another (BT-6, BT-111).
    let exchange = &invoice.exchange;
    let house = Currency::by_code(&exchange.to).filter(|_| exchange.is_other());
    let told = match house {
        Some(house) => Some(amount(exchange.in_house(totals.tax), house)?),
        None => None,
    };
    made.vat_accounting_currency = house.map(|house| Code::new(house.code));
    let some = |money: Money| match money {
        Money::ZERO => Some(None),
        money => amount(money, currency).map(Some),
    };
    made.totals = DocumentTotals {
        line_total: amount(totals.items(), currency)?,
        allowance_total: some(allowed)?,
        charge_total: some(charged)?,
        taxable_total: amount(totals.net, currency)?,
        vat_total: Some(amount(totals.tax, currency)?),
        vat_total_accounting: told,
        gross_total: amount(totals.gross, currency)?,
        paid: some(invoice.prepaid)?,
        due: amount(totals.gross - invoice.prepaid, currency)?,
        ..DocumentTotals::default()
    };
    Some(())
}
