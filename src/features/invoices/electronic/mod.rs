//! An invoice for programs: EN 16931 in both of its syntaxes, UN/CEFACT CII (which Factur-X and ZUGFeRD embed in the PDF) and
//! UBL 2.1. It is worked out of the paper whenever it is asked for: what was issued stays, so what is said of it does too.
//!
//! `model` says the paper in the terms of the standard; the crates `en16931` and `en16931-formats` (MIT or Apache-2.0) hold the
//! standard's rules and write it. Nothing is written that one of the rules forbids: `needs` says in words what is missing, and
//! no paper waits for it.
//!
//! Sources: EN 16931-1:2017 (business terms BT and groups BG, rules BR), CEN/TS 16931-3-2 and -3-3 (how UBL and CII say them),
//! Factur-X 1.0 / ZUGFeRD 2 (the profile EN 16931 and the name of the file in the PDF).

mod codes;
mod model;

use en16931::{En16931, Validated};
use en16931_formats::Syntax;

use super::{invoice::Invoice, untaxed::Untaxed};
use crate::{
    base::{Error, Result, language},
    choices,
    data::Visit,
};

pub use codes::Known;

choices! {
    /// In which syntax it is written.
    pub enum Written {
        Cii: "cii", "Factur-X (CII)";
        Ubl: "ubl", "UBL";
    }
}

impl Written {
    fn syntax(self) -> Syntax {
        match self {
            Written::Ubl => Syntax::Ubl,
            Written::Cii | Written::Unknown => Syntax::Cii,
        }
    }
}

/// Where what is missing is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// With how the house bills.
    House,
    /// With what is agreed with the client.
    Client,
    /// On the paper itself.
    Paper,
}

/// What is missing before programs can read an invoice, as the end of "An electronic invoice needs ...".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub words: String,
    pub place: Place,
}

/// What an electronic invoice of this paper needs; nothing where it can be written. Of a draft it is what would be missing if it
/// were issued now.
pub fn needs(invoice: &Invoice, known: &Known) -> Vec<Need> {
    let mut needs = plain_needs(invoice, known);
    // What is said in plain words covers what the rules say of the same.
    if needs.is_empty()
        && let Err(more) = proven(invoice, known)
    {
        needs = more;
    }
    needs
}

fn plain_needs(invoice: &Invoice, known: &Known) -> Vec<Need> {
    let (seller, buyer) = (&known.parties.seller, &known.parties.buyer);
    let mut needs = Vec::new();
    let mut need = |missing: bool, words: &str, place: Place| {
        if missing {
            let words = words.to_owned();
            needs.push(Need { words, place });
        }
    };
    need(
        known.currency.exponent > 2,
        "a currency with at most two digits behind the point",
        Place::House,
    );
    need(
        seller.country.is_empty(),
        "the house's country",
        Place::House,
    );
    need(
        buyer.country.is_empty(),
        "the client's country",
        Place::Client,
    );
    let taxed = invoice.lines.iter().any(|held| held.line.tax > 0);
    let why = invoice.untaxed.filter(|_| invoice.has_untaxed());
    let no_number = seller.vat_number.is_empty();
    need(
        invoice.has_untaxed() && why.and_then(Untaxed::category).is_none(),
        "why nothing is taxed of what is billed at 0%",
        Place::Paper,
    );
    need(
        no_number && seller.register.is_empty(),
        "the house's VAT number or its number in a register",
        Place::House,
    );
    need(
        taxed && no_number && known.parties.tax_number.is_empty(),
        "the house's VAT number or tax number, for it charges tax",
        Place::House,
    );
    match why {
        Some(Untaxed::Reverse) => {
            need(
                no_number,
                "the house's VAT number, for the client owes the tax",
                Place::House,
            );
            need(
                buyer.vat_number.is_empty(),
                "the client's VAT number, for the client owes the tax",
                Place::Client,
            );
        }
        Some(Untaxed::Export) => need(
            no_number,
            "the house's VAT number, for an export",
            Place::House,
        ),
        Some(Untaxed::Exempt) => {
            need(
                invoice.untaxed_reason.is_empty(),
                "the law or rule that it is exempt by",
                Place::Paper,
            );
            need(
                no_number && known.parties.tax_number.is_empty(),
                "the house's VAT number or tax number",
                Place::House,
            );
        }
        Some(Untaxed::Zero) => need(
            no_number && known.parties.tax_number.is_empty(),
            "the house's VAT number or tax number",
            Place::House,
        ),
        Some(Untaxed::Outside) => {
            need(
                taxed,
                "a paper of its own for what is outside the scope of tax",
                Place::Paper,
            );
            need(
                seller.register.is_empty(),
                "the house's number in a register, for no VAT number may stand on it",
                Place::House,
            );
        }
        Some(Untaxed::Unknown) | None => {}
    }
    need(invoice.lines.is_empty(), "at least one item", Place::Paper);
    need(
        invoice.lines.iter().any(|held| held.line.title.is_empty()),
        "a title on every line",
        Place::Paper,
    );
    needs
}

/// The invoice with the proof that no rule of the standard forbids it.
fn proven(invoice: &Invoice, known: &Known) -> std::result::Result<Validated<En16931>, Vec<Need>> {
    let paper = |words: String| {
        vec![Need {
            words,
            place: Place::Paper,
        }]
    };
    let said = model::of(invoice, known)
        .ok_or_else(|| paper("amounts that the standard can say".into()))?;
    Validated::new(said).map_err(|rejected| {
        let broken = rejected.report().fatal();
        broken
            .map(|found| Need {
                words: format!(
                    "what rule {} of EN 16931 asks for: {}",
                    found.rule, found.message
                ),
                place: Place::Paper,
            })
            .collect()
    })
}

/// The file for programs, where nothing is missing and the paper was issued.
pub fn written(invoice: &Invoice, known: &Known, how: Written) -> Option<String> {
    if !invoice.is_issued() || !needs(invoice, known).is_empty() {
        return None;
    }
    // Programs are told in the words of the paper.
    let _spoken = language::speak(invoice.parties.language);
    let proven = proven(invoice, known).ok()?;
    let xml = en16931_formats::write(&proven, how.syntax()).xml;
    Some(match how {
        Written::Cii if !known.parties.bank.has_iban() => by_number(xml),
        _ => xml,
    })
}

/// The account named as what it is where it has no IBAN (BT-84 in CII: `ProprietaryID`, behind the holder's name). The crate
/// names every account an IBAN, and whoever pays by that is refused by their bank.
fn by_number(xml: String) -> String {
    const TAGS: [&str; 2] = ["<ram:IBANID>", "</ram:IBANID>"];
    const END: &str = "</ram:PayeePartyCreditorFinancialAccount>";
    let found = xml.split_once(TAGS[0]).and_then(|(before, rest)| {
        let (number, rest) = rest.split_once(TAGS[1])?;
        let (holder, after) = rest.split_once(END)?;
        let holder = holder.trim();
        let number = format!("<ram:ProprietaryID>{number}</ram:ProprietaryID>");
        Some(format!("{before}{holder}{number}{END}{after}"))
    });
    found.unwrap_or(xml)
}

/// The same for whoever asked for it.
///
/// # Errors
/// A conflict that says what is missing.
pub fn file(visit: &Visit, invoice: &Invoice, how: Written) -> Result<(String, String)> {
    if !invoice.is_issued() {
        return Err(Error::conflict("This is a draft. Issue it first."));
    }
    let known = Known::of(visit, invoice)?;
    let name = match how {
        Written::Ubl => format!("{}-ubl.xml", invoice.number),
        Written::Cii | Written::Unknown => format!("{}.xml", invoice.number),
    };
    match written(invoice, &known, how) {
        Some(xml) => Ok((xml, name)),
        None => Err(Error::conflict(sentence(&needs(invoice, &known)))),
    }
}

/// `An electronic invoice needs the house's country, and the client's VAT number.`
pub fn sentence(needs: &[Need]) -> String {
    let words: Vec<&str> = needs.iter().map(|need| need.words.as_str()).collect();
    let all = match words.as_slice() {
        [] => return String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    };
    format!("An electronic invoice needs {all}.")
}
