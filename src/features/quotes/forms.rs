//! What people may submit about quotes. Lines come as `lines.0.title`, `lines.0.quantity`, ...

use super::{
    Line, Quote, Way,
    line::{MOST_GROSS, MOST_LINES, MOST_PRICE, MOST_QUANTITY, Rounding, totals},
};
use crate::{
    base::{Day, Error, Id, Money, Result, Unit},
    features::{clients::Client, leads::Lead, people::User},
    web::form::{Discount, Form, Optional, Reader, Required},
};

/// What is written in a quote; what was not sent is None and stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Content {
    pub title: Option<String>,
    pub lines: Option<Vec<Line>>,
    pub note: Option<String>,
    pub terms: Option<String>,
    pub valid_until: Option<Option<Day>>,
}

impl Content {
    fn read(f: &mut Reader) -> Content {
        let title = f.need("title");
        let title = f.text("title", "Title", title, 120);
        let note = f.block("note", "Note to the client", Optional, 4000);
        let terms = f.block("terms", "Terms", Optional, 2000);
        let valid_until = f.day("valid_until", "Valid until", Optional);
        let lines: Vec<Line> = f
            .rows("lines", MOST_LINES, |f| line(f, 0))
            .into_iter()
            .flatten()
            .collect();
        if totals(&lines, Rounding::PerRate).gross.0 > MOST_GROSS {
            f.problem(
                "lines",
                "The total is above 10,000,000,000. Check quantities and prices.",
            );
        }
        Content {
            title: f.has("title").then_some(title),
            lines: f.has("lines").then_some(lines),
            note: f.has("note").then_some(note),
            terms: f.has("terms").then_some(terms),
            valid_until: f.has("valid_until").then_some(valid_until),
        }
    }

    /// A quote without items says nothing; an edit that doesn't touch them keeps those it has.
    pub(super) fn must_hold_items(&self, new: bool) -> Result<()> {
        match &self.lines {
            Some(lines) if !lines.is_empty() => Ok(()),
            None if !new => Ok(()),
            _ => Err(Error::field(
                "lines",
                "Items are missing. Write at least one, with its price.",
            )),
        }
    }

    /// One that stands there already may have passed.
    pub(super) fn must_not_have_run_out(&self, held: Option<Day>, today: Day) -> Result<()> {
        match self.valid_until.flatten() {
            Some(last) if last < today && held != Some(last) => Err(Error::field(
                "valid_until",
                "Valid until has passed already. Choose today or later.",
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn fill(self, quote: &mut Quote) {
        if let Some(title) = self.title {
            quote.title = title;
        }
        if let Some(lines) = self.lines {
            quote.lines = lines;
        }
        if let Some(note) = self.note {
            quote.note = note;
        }
        if let Some(terms) = self.terms {
            quote.terms = terms;
        }
        if let Some(valid_until) = self.valid_until {
            quote.valid_until = valid_until;
        }
    }
}

/// A row of the page without title, text and price is a spare one, whatever quantity and tax it was offered with. `least`
/// is the smallest quantity, in thousandths.
pub fn line(f: &mut Reader, least: i64) -> Option<Line> {
    let title = f.text("title", "Item", Optional, 120);
    let detail = f.text("detail", "Description", Optional, 400);
    let priced = f.is_filled("price");
    let price = f.money("price", "Price", Optional);
    let mut rate = |name: &str, label: &str, unit: Unit, least: i64, most: i64| {
        let need = f.usual(name);
        f.decimal(name, label, need, unit, least..=most)
    };
    let quantity = rate(
        "quantity",
        "Quantity",
        Unit::Thousandths,
        least,
        MOST_QUANTITY,
    );
    let tax = rate("tax", "Tax", Unit::BasisPoints, 0, 10_000);
    f.tell("Without it the line is not taxed; what pages offer for a new line is `tax` of the settings.");
    let need = f.usual("discount");
    let off = f.discount("discount", "Discount", need);
    let need = f.usual("discount_amount");
    let amount = f.money("discount_amount", "Discount as an amount", need);
    f.tell("Taken off the whole line, before tax; instead of a share.");
    let unit = f.text("unit", "Unit", Optional, 20);
    let category = f.choice("category", "Service", Optional);
    if title.is_empty() && detail.is_empty() && !priced && !f.is_json() {
        return None;
    }
    if title.is_empty() {
        f.problem("title", "Item is missing.");
    }
    if !priced {
        f.problem("price", "Price is missing.");
    }
    if price.is_some_and(|price| price.0 > MOST_PRICE) {
        f.problem(
            "price",
            format!(
                "Price should be at most {}.",
                Money(MOST_PRICE).show(f.currency)
            ),
        );
    }
    let (discount, typed) = match off {
        Some(Discount::Share(share)) => (share, Money::ZERO),
        Some(Discount::Amount(amount)) => (0, amount),
        None => (0, Money::ZERO),
    };
    let amount = amount.filter(|amount| *amount != Money::ZERO);
    if amount.is_some_and(|amount| discount != 0 || typed != Money::ZERO && typed != amount) {
        f.problem(
            "discount",
            "Give the discount as a share or as an amount, not as both.",
        );
    }
    let line = Line {
        title,
        detail,
        quantity: quantity.unwrap_or(1000),
        unit,
        price: price.unwrap_or_default(),
        discount,
        discount_amount: amount.unwrap_or(typed),
        tax: tax.unwrap_or(0),
        category,
    };
    if line.discount_amount > Money::ZERO && line.discount_amount > line.whole() {
        f.problem(
            "discount",
            "The discount is more than the item comes to. Take off less.",
        );
    }
    Some(line)
}

/// The first version, from a lead.
#[derive(Debug, Clone)]
pub struct NewQuote {
    pub lead: Option<Id<Lead>>,
    /// A client that is there already; else the lead's, else one is made from the lead.
    pub client: Option<Id<Client>>,
    pub content: Content,
}

impl Form for NewQuote {
    fn read(f: &mut Reader) -> Self {
        NewQuote {
            lead: f.id("lead", "Lead", Optional),
            client: f.id("client", "Client", Optional),
            content: Content::read(f),
        }
    }
}

#[derive(Debug, Clone)]
pub struct EditQuote {
    pub content: Content,
    pub version: Option<u64>,
}

impl Form for EditQuote {
    fn read(f: &mut Reader) -> Self {
        EditQuote {
            content: Content::read(f),
            version: f.version(),
        }
    }
}

/// The client's yes, or staff's record of it.
#[derive(Debug, Clone)]
pub struct Accept {
    pub name: String,
    pub signature: String,
    pub way: Option<Way>,
    pub note: String,
    /// The version of the quote that was read; a yes to another one is refused.
    pub revision: Option<u32>,
}

impl Form for Accept {
    fn read(f: &mut Reader) -> Self {
        let form = Accept {
            name: f.text("name", "Full name", Optional, 120),
            signature: f.block("signature", "Signature", Optional, 20_000),
            way: f.choice("way", "How they said yes", Optional),
            note: f.block("note", "Note", Optional, 1000),
            revision: revision(f),
        };
        if !is_path(&form.signature) {
            f.problem(
                "signature",
                "This is not a signature drawn in the box. Clear it and sign again.",
            );
        }
        form
    }
}

fn revision(f: &mut Reader) -> Option<u32> {
    f.whole("revision", "Version read", Optional, 1..=1_000_000)
        .and_then(|n| u32::try_from(n).ok())
}

/// Moves and lines only, as the pad draws them.
fn is_path(text: &str) -> bool {
    text.is_empty()
        || (text.starts_with('M')
            && text
                .chars()
                .all(|c| matches!(c, 'M' | 'L' | '0'..='9' | '.' | '-' | ' ')))
}

#[derive(Debug, Clone)]
pub struct Decline {
    pub reason: String,
    pub revision: Option<u32>,
}

impl Form for Decline {
    fn read(f: &mut Reader) -> Self {
        Decline {
            reason: f.block("reason", "Reason", Required, 1000),
            revision: revision(f),
        }
    }
}

/// Whose quote it becomes.
#[derive(Debug, Clone)]
pub struct GiveQuote {
    pub owner: Option<Id<User>>,
    pub version: Option<u64>,
}

impl Form for GiveQuote {
    fn read(f: &mut Reader) -> Self {
        GiveQuote {
            owner: f.id("owner", "Owner", Required),
            version: f.version(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Money, web::form::Filled};

    fn read(pairs: &[(&str, &str)]) -> Filled<EditQuote> {
        let mut reader = Reader::over(
            pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
        );
        let form = EditQuote::read(&mut reader);
        Filled::new(form, reader)
    }

    #[test]
    fn spare_rows_are_passed_over() {
        let filled = read(&[
            ("lines.0.title", "Website"),
            ("lines.0.quantity", "1.5"),
            ("lines.0.price", "1,000.00"),
            ("lines.0.discount", "12"),
            ("lines.0.tax", "8.25"),
            ("lines.1.title", ""),
            ("lines.1.quantity", "1"),
            ("lines.1.price", ""),
            ("lines.1.tax", "8.25"),
        ]);
        let lines = filled.into_form().unwrap().content.lines.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (
                lines[0].quantity,
                lines[0].price,
                lines[0].discount,
                lines[0].tax
            ),
            (1500, Money(100_000), 1200, 825)
        );
    }

    #[test]
    fn a_discount_is_a_share_or_an_amount() {
        let line = |typed: &str, amount: &str| {
            let filled = read(&[
                ("lines.0.title", "A"),
                ("lines.0.price", "100"),
                ("lines.0.discount", typed),
                ("lines.0.discount_amount", amount),
            ]);
            let line = filled.into_form().ok()?.content.lines?.remove(0);
            Some((line.discount, line.discount_amount))
        };
        for typed in ["5", "5.00", "5 %", "5%"] {
            assert_eq!(line(typed, ""), Some((500, Money::ZERO)), "{typed}");
        }
        for typed in ["$5", "$5.00", "$ 5.00", "USD 5.00"] {
            assert_eq!(line(typed, ""), Some((0, Money(500))), "{typed}");
        }
        assert_eq!(line("", "5.00"), Some((0, Money(500))));
        assert_eq!(line("0", "5.00"), Some((0, Money(500))));
        for (typed, amount) in [
            ("5", "5.00"),
            ("$100.01", ""),
            ("€5", ""),
            ("five", ""),
            ("101", ""),
        ] {
            assert_eq!(line(typed, amount), None, "{typed} {amount}");
        }
    }

    #[test]
    fn what_is_not_named_stays() {
        let form = read(&[("note", "Hello")]).into_form().unwrap();
        assert!(form.content.lines.is_none() && form.content.title.is_none());
        assert_eq!(
            read(&[("lines", "")]).into_form().unwrap().content.lines,
            Some(Vec::new())
        );
        let one = read(&[("lines.0.title", "A"), ("lines.0.price", "1")])
            .into_form()
            .unwrap();
        assert_eq!(one.content.lines.map(|lines| lines.len()), Some(1));
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        for (name, value) in [
            ("lines.0.price", "100000000.01"),
            ("lines.0.quantity", "1000000.001"),
            ("lines.0.discount", "101"),
            ("lines.0.tax", "-1"),
        ] {
            let filled = read(&[
                (name, value),
                ("lines.0.title", "A"),
                ("lines.0.price", "1"),
            ]);
            assert!(filled.problems.of(name).is_some(), "{name} {value}");
        }
        assert!(read(&[("title", " ")]).problems.of("title").is_some());
        assert!(
            read(&[("lines.0.price", "5")])
                .problems
                .of("lines.0.title")
                .is_some()
        );
    }

    #[test]
    fn a_signature_is_only_a_path() {
        assert!(is_path("M1 2L3.5 -4"));
        assert!(!is_path("M1\" onload=\"x") && !is_path("<svg>"));
    }
}
