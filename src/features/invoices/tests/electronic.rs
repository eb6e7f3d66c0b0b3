//! An electronic invoice says what its paper says, and what is missing for one is said in plain words.

use proptest::prelude::*;
use roxmltree::Document;

use super::{
    any_line,
    checker::{amount, wrong},
    keyed,
};
use crate::{
    base::{Day, Moment, Money, language::Language, money::Currency},
    features::{
        invoices::{
            electronic::{Known, Place, Written, needs, sentence, written},
            exchange::Exchange,
            invoice::{Earlier, Invoice, Paper},
            line::Source,
            parties::Parties,
            trade::{Bank, TradeParty},
            untaxed::Untaxed,
        },
        quotes::Line,
    },
};

fn parties() -> Parties {
    let party = |name: &str, number: &str| TradeParty {
        legal_name: name.into(),
        street: "Torstraße 1 & 2".into(),
        zip: "10119".into(),
        city: "Berlin".into(),
        country: "DE".into(),
        vat_number: number.into(),
        register: "HRB 1234".into(),
        electronic_address: "rechnung@example.com".into(),
    };
    Parties {
        seller: party("Wacholder & Söhne GmbH", "DE123456789"),
        buyer: party("<Zahnärzte> \"Delgado\"", "DE987654321"),
        bank: Bank {
            account: "DE02120300000000202051".into(),
            bic: "BYLADEM1001".into(),
            holder: String::new(),
        },
        reference: "PO-7".into(),
        ..Parties::default()
    }
}

fn known() -> Known {
    Known {
        parties: parties(),
        currency: Currency::by_code("EUR").unwrap(),
        credited: None,
    }
}

fn invoice(lines: Vec<Line>, untaxed: Option<Untaxed>) -> Invoice {
    Invoice {
        number: "INV-2026-0042".into(),
        title: "Website".into(),
        note: "Thank you & goodbye".into(),
        lines: keyed(lines, Source::Hand),
        untaxed,
        untaxed_reason: match untaxed {
            Some(Untaxed::Exempt) => "§ 4 Nr. 21 UStG".into(),
            _ => String::new(),
        },
        currency: "EUR".into(),
        days: 14,
        issued_on: Some(Day(20_000)),
        due: Some(Day(20_014)),
        issued_at: Some(Moment(1)),
        ..Invoice::default()
    }
}

fn line(price: i64, tax: i64) -> Line {
    Line {
        title: "Website".into(),
        quantity: 1000,
        price: Money(price),
        tax,
        ..Line::default()
    }
}

fn cii(invoice: &Invoice, known: &Known) -> String {
    written(invoice, known, Written::Cii).unwrap_or_else(|| sentence(&needs(invoice, known)))
}

/// A line that is billed, or one that takes off what was billed before.
fn any_direction() -> impl Strategy<Value = Line> {
    let units = prop::sample::select(vec!["", "h", "page", "km"]);
    (any_line(), prop::bool::weighted(0.2), units).prop_map(|(line, back, unit)| Line {
        quantity: if back { -line.quantity } else { line.quantity },
        unit: unit.into(),
        // Below half of a percent the published rules round the rate itself, and no tax may come of it.
        tax: if (1..50).contains(&line.tax) {
            50
        } else {
            line.tax
        },
        ..line
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_programs_read_adds_up_and_is_what_the_paper_says(
        lines in prop::collection::vec(any_direction(), 1..12),
        why in prop::sample::select(vec![
            Untaxed::Zero, Untaxed::Exempt, Untaxed::Reverse, Untaxed::Export,
        ]),
        note in any::<bool>(),
    ) {
        let mut invoice = invoice(lines, Some(why));
        let mut known = known();
        if note {
            invoice.paper = Paper::CreditNote;
            known.credited = Some(("INV-2026-0041".into(), Some(Day(19_990))));
        }
        prop_assert_eq!(needs(&invoice, &known), vec![]);
        let xml = cii(&invoice, &known);
        prop_assert_eq!(wrong(&xml), Vec::<String>::new());
        let document = Document::parse(&xml).unwrap();
        let sums = document
            .descendants()
            .find(|node| node.tag_name().name() == "SpecifiedTradeSettlementHeaderMonetarySummation")
            .unwrap();
        let totals = invoice.totals();
        prop_assert_eq!(amount(sums, "TaxBasisTotalAmount"), i128::from(totals.net.0));
        prop_assert_eq!(amount(sums, "TaxTotalAmount"), i128::from(totals.tax.0));
        prop_assert_eq!(amount(sums, "GrandTotalAmount"), i128::from(totals.gross.0));
        prop_assert!(written(&invoice, &known, Written::Ubl).is_some());
        prop_assert_eq!(&xml, &cii(&invoice, &known), "the same paper is the same file");
    }
}

#[test]
fn what_is_missing_is_said_in_plain_words_and_where() {
    let said = |invoice: &Invoice, known: &Known| {
        let needs = needs(invoice, known);
        assert_eq!(
            written(invoice, known, Written::Cii).is_none(),
            !needs.is_empty()
        );
        needs
    };
    let taxed = invoice(vec![line(10_000, 1900)], None);
    assert_eq!(said(&taxed, &known()), vec![]);

    let mut nobody = known();
    nobody.parties = Parties::default();
    let missing = said(&taxed, &nobody);
    let places: Vec<Place> = missing.iter().map(|need| need.place).collect();
    assert!(places.contains(&Place::House) && places.contains(&Place::Client));
    let sentence = sentence(&missing);
    assert!(
        sentence
            .starts_with("An electronic invoice needs the house's country, the client's country"),
        "{sentence}"
    );

    // A tax number is enough to charge tax, with a number in a register to be known by.
    let mut small = known();
    small.parties.seller.vat_number.clear();
    assert_eq!(said(&taxed, &small).len(), 1);
    small.parties.tax_number = "12/345/67890".into();
    assert_eq!(said(&taxed, &small), vec![]);

    // Where the client owes the tax, both have a number.
    let reverse = invoice(vec![line(10_000, 0)], Some(Untaxed::Reverse));
    let mut known = known();
    known.parties.buyer.vat_number.clear();
    let missing = said(&reverse, &known);
    assert_eq!((missing.len(), missing[0].place), (1, Place::Client));
    let unsaid = invoice(vec![line(10_000, 0)], None);
    assert_eq!(said(&unsaid, &known)[0].place, Place::Paper);

    // What is outside of tax stands alone, and names nobody's number of it.
    let mixed = invoice(
        vec![line(10_000, 0), line(100, 1900)],
        Some(Untaxed::Outside),
    );
    assert_eq!(said(&mixed, &known)[0].place, Place::Paper);
    let alone = invoice(vec![line(10_000, 0)], Some(Untaxed::Outside));
    assert_eq!(said(&alone, &known), vec![]);
    let xml = cii(&alone, &known);
    assert!(
        !xml.contains("DE123456789") && xml.contains("HRB 1234"),
        "{xml}"
    );

    let mut odd = known.clone();
    odd.currency = Currency::by_code("KWD").unwrap();
    assert_eq!(said(&taxed, &odd).len(), 1, "three digits behind the point");
    let mut draft = taxed.clone();
    draft.issued_at = None;
    assert_eq!(needs(&draft, &known), vec![]);
    assert!(
        written(&draft, &known, Written::Cii).is_none(),
        "a draft is no invoice"
    );
}

#[test]
fn papers_name_those_that_they_follow() {
    let mut rest = invoice(vec![line(10_000, 1900), line(-4_000, 1900)], None);
    rest.earlier = vec![Earlier {
        number: "INV-2026-0040".into(),
        issued_on: Day(19_980),
    }];
    let xml = cii(&rest, &known());
    assert_eq!(wrong(&xml), Vec::<String>::new());
    assert!(xml.contains("INV-2026-0040"), "BT-25: {xml}");
    for word in [
        "PO-7",
        "DE02120300000000202051",
        "BYLADEM1001",
        ">58<",
        "Wacholder &amp; Söhne GmbH",
        "rechnung@example.com",
        "20241018",
    ] {
        assert!(xml.contains(word), "{word} in {xml}");
    }
    let note = Invoice {
        paper: Paper::CreditNote,
        reason: "Billed to the wrong company".into(),
        ..invoice(vec![line(10_000, 1900)], None)
    };
    let mut known = known();
    known.credited = Some(("INV-2026-0041".into(), Some(Day(19_990))));
    let xml = cii(&note, &known);
    assert!(
        xml.contains(">381<") && xml.contains("INV-2026-0041"),
        "{xml}"
    );
    let ubl = written(&note, &known, Written::Ubl).unwrap();
    assert!(
        ubl.contains("CreditNote") && ubl.contains("INV-2026-0041"),
        "{ubl}"
    );
}

#[test]
fn what_was_paid_before_is_taken_off_what_is_due() {
    let paper = Invoice {
        prepaid: Money(3_000),
        ..invoice(vec![line(10_000, 1900)], None)
    };
    let xml = cii(&paper, &known());
    assert!(xml.contains(">30.00</ram:TotalPrepaidAmount>"), "{xml}");
    assert!(xml.contains(">89.00</ram:DuePayableAmount>"), "{xml}");
    assert!(
        xml.contains(">119.00</ram:GrandTotalAmount>"),
        "the paper comes to as much as before: {xml}"
    );
    let ubl = written(&paper, &known(), Written::Ubl).unwrap();
    assert!(ubl.contains(">30.00</cbc:PrepaidAmount>"), "{ubl}");
}

#[test]
fn tax_is_told_in_the_house_s_currency_as_well() {
    let paper = Invoice {
        exchange: Exchange {
            rate: 1_100_000,
            to: "USD".into(),
        },
        ..invoice(vec![line(10_000, 1900)], None)
    };
    let xml = cii(&paper, &known());
    assert!(xml.contains(">USD</ram:TaxCurrencyCode>"), "{xml}");
    assert!(xml.contains(">20.90</ram:TaxTotalAmount>"), "{xml}");
    assert!(
        xml.contains(">EUR</ram:InvoiceCurrencyCode>")
            && xml.contains(">119.00</ram:DuePayableAmount>"),
        "{xml}"
    );
}

#[test]
fn a_german_paper_is_told_to_programs_in_german_and_in_units_that_they_know() {
    let counted = |unit: &str| Line {
        unit: unit.into(),
        discount: 1000,
        ..line(10_000, 1900)
    };
    let words = ["Std.", "Stück", "Tage", "Pauschale", "Seiten"];
    let mut held = invoice(words.map(counted).to_vec(), None);
    held.parties.language = Language::German;
    let xml = cii(&held, &known());
    for code in ["HUR", "C62", "DAY", "LS"] {
        assert!(
            xml.contains(&format!("unitCode=\"{code}\"")),
            "{code} in {xml}"
        );
    }
    for said in [
        "Zahlbar innerhalb von 14 Tagen.",
        "Rabatt",
        "Einheit",
        "Seiten",
    ] {
        assert!(xml.contains(said), "{said} in {xml}");
    }
    for english in ["Payable within", ">Discount", ">Unit<"] {
        assert!(!xml.contains(english), "{english} in {xml}");
    }
    held.parties.language = Language::English;
    assert!(cii(&held, &known()).contains("Payable within 14 days."));
}

#[test]
fn an_account_without_an_iban_is_named_as_what_it_is() {
    let held = invoice(vec![line(10_000, 1900)], None);
    let iban = cii(&held, &known());
    assert!(
        iban.contains("<ram:IBANID>DE02120300000000202051<"),
        "{iban}"
    );
    let mut plain = known();
    plain.parties.bank = Bank {
        account: "4471 0098 213".into(),
        bic: String::new(),
        holder: "Wacholder & Söhne".into(),
    };
    let xml = cii(&held, &plain);
    let read = Document::parse(&xml).expect("it is well-formed");
    let mut nodes = read.descendants();
    let account = nodes.find(|node| node.tag_name().name() == "PayeePartyCreditorFinancialAccount");
    let told: Vec<(&str, Option<&str>)> = account
        .unwrap()
        .children()
        .filter(|node| node.is_element())
        .map(|node| (node.tag_name().name(), node.text()))
        .collect();
    let holder = ("AccountName", Some("Wacholder & Söhne"));
    assert_eq!(told, [holder, ("ProprietaryID", Some("4471 0098 213"))]);
    let ubl = written(&held, &plain, Written::Ubl).unwrap();
    assert!(
        ubl.contains("4471 0098 213") && !ubl.contains("IBAN"),
        "{ubl}"
    );
}
