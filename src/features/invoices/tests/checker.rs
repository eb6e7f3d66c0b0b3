//! Reads an electronic invoice anew: it knows the sums that EN 16931-1 wants (BR-CO-10 to BR-CO-18, BR-S-08 and its siblings) and
//! the terms that it wants said, and nothing of the code that wrote the file.

use roxmltree::{Document, Node};

/// The first below a node by a way of names, whatever their namespaces.
fn below<'a, 'i>(node: Node<'a, 'i>, way: &str) -> Option<Node<'a, 'i>> {
    way.split('/').try_fold(node, |at, name| {
        at.children().find(|child| child.tag_name().name() == name)
    })
}

fn all<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(move |child| child.tag_name().name() == name)
}

fn text<'a>(node: Node<'a, '_>, way: &str) -> &'a str {
    below(node, way).and_then(|node| node.text()).unwrap_or("")
}

/// A decimal in so many digits behind the point.
fn digits(text: &str, behind: usize) -> i128 {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(part.len() <= behind, "{text} has more than {behind} digits");
    let part = format!("{part:0<behind$}");
    sign * format!("{whole}{part}").parse::<i128>().expect(text)
}

pub fn amount(node: Node<'_, '_>, way: &str) -> i128 {
    match text(node, way) {
        "" => 0,
        said => digits(said, 2),
    }
}

/// Half away from zero.
fn nearest(top: i128, bottom: i128) -> i128 {
    let (whole, rest) = (top.abs() / bottom, top.abs() % bottom);
    (whole + i128::from(rest * 2 >= bottom)) * top.signum()
}

/// What is wrong with a file in CII.
pub fn wrong(xml: &str) -> Vec<String> {
    let document = Document::parse(xml).expect("well-formed");
    let root = document.root_element();
    let mut wrong = Vec::new();
    let mut must = |rule: &str, holds: bool| {
        if !holds {
            wrong.push(rule.to_owned());
        }
    };
    let trade = below(root, "SupplyChainTradeTransaction").unwrap();
    let paid = below(trade, "ApplicableHeaderTradeSettlement").unwrap();
    let sums = below(paid, "SpecifiedTradeSettlementHeaderMonetarySummation").unwrap();

    // The terms that have to be said.
    let profile = "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID";
    must("BT-24", text(root, profile) == "urn:cen.eu:en16931:2017");
    must("BT-1", !text(root, "ExchangedDocument/ID").is_empty());
    let day = text(root, "ExchangedDocument/IssueDateTime/DateTimeString");
    must(
        "BT-2",
        day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()),
    );
    let kind = text(root, "ExchangedDocument/TypeCode");
    must("BT-3", ["380", "381"].contains(&kind));
    must("BT-5", text(paid, "InvoiceCurrencyCode").len() == 3);
    for (term, party) in [("BT-27", "SellerTradeParty"), ("BT-44", "BuyerTradeParty")] {
        let party = below(trade, &format!("ApplicableHeaderTradeAgreement/{party}")).unwrap();
        must(term, !text(party, "Name").is_empty());
        must(
            "BT-40 or BT-55",
            text(party, "PostalTradeAddress/CountryID").len() == 2,
        );
    }
    let due = below(paid, "SpecifiedTradePaymentTerms").is_some();
    must("BR-CO-25", amount(sums, "DuePayableAmount") <= 0 || due);

    let lines: Vec<Node<'_, '_>> = all(trade, "IncludedSupplyChainTradeLineItem").collect();
    must("BG-25", !lines.is_empty());
    let settled = "SpecifiedLineTradeSettlement";
    let net = |line: &Node<'_, '_>| {
        let way =
            format!("{settled}/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount");
        amount(*line, &way)
    };
    for line in &lines {
        must(
            "BT-126",
            !text(*line, "AssociatedDocumentLineDocument/LineID").is_empty(),
        );
        must(
            "BT-153",
            !text(*line, "SpecifiedTradeProduct/Name").is_empty(),
        );
        let count = below(*line, "SpecifiedLineTradeDelivery/BilledQuantity").unwrap();
        must("BT-130", count.attribute("unitCode").is_some());
        let price = "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount";
        let price = digits(text(*line, price), 2);
        must("BR-27", price >= 0);
        let counted = digits(count.text().unwrap(), 3);
        must("BT-131", net(line) == nearest(counted * price, 1000));
    }

    let extra: Vec<Node<'_, '_>> = all(paid, "SpecifiedTradeAllowanceCharge").collect();
    let of = |charge: &str| -> i128 {
        let extra = extra
            .iter()
            .filter(|one| text(**one, "ChargeIndicator/Indicator") == charge);
        extra.map(|one| amount(*one, "ActualAmount")).sum()
    };
    for one in &extra {
        must("BT-92", amount(*one, "ActualAmount") > 0);
        must("BT-97", !text(*one, "Reason").is_empty());
    }
    let (line_total, allowed, charged) = (
        amount(sums, "LineTotalAmount"),
        amount(sums, "AllowanceTotalAmount"),
        amount(sums, "ChargeTotalAmount"),
    );
    let (taxable, tax, gross) = (
        amount(sums, "TaxBasisTotalAmount"),
        amount(sums, "TaxTotalAmount"),
        amount(sums, "GrandTotalAmount"),
    );
    must(
        "BR-CO-10",
        lines.iter().map(net).sum::<i128>() == line_total,
    );
    must("BR-CO-11", of("false") == allowed);
    must("BR-CO-12", of("true") == charged);
    must("BR-CO-13", taxable == line_total - allowed + charged);
    let taxes: Vec<Node<'_, '_>> = all(paid, "ApplicableTradeTax").collect();
    let each: i128 = taxes.iter().map(|of| amount(*of, "CalculatedAmount")).sum();
    must("BR-CO-14", each == tax);
    must("BR-CO-15", gross == taxable + tax);
    let (before, rounded) = (
        amount(sums, "TotalPrepaidAmount"),
        amount(sums, "RoundingAmount"),
    );
    must(
        "BR-CO-16",
        amount(sums, "DuePayableAmount") == gross - before + rounded,
    );
    must("BR-CO-18", !taxes.is_empty());
    for of in &taxes {
        let (category, rate) = (
            text(*of, "CategoryCode"),
            text(*of, "RateApplicablePercent"),
        );
        let basis = amount(*of, "BasisAmount");
        let percent = if rate.is_empty() { 0 } else { digits(rate, 2) };
        must(
            "BR-CO-17",
            amount(*of, "CalculatedAmount") == nearest(basis * percent, 10_000),
        );
        must("BT-119", (category == "S") == (percent > 0));
        let reason = !text(*of, "ExemptionReason").is_empty();
        must(
            "BT-120",
            reason == ["E", "AE", "G", "O"].contains(&category),
        );
        // What is taxed at a rate is what stands on it (BR-S-08 and its siblings).
        let same = |node: Node<'_, '_>, at: &str| {
            text(node, &format!("{at}/CategoryCode")) == category
                && text(node, &format!("{at}/RateApplicablePercent")) == rate
        };
        let way = format!("{settled}/ApplicableTradeTax");
        let on_lines: i128 = lines
            .iter()
            .filter(|line| same(**line, &way))
            .map(net)
            .sum();
        let beside: i128 = extra
            .iter()
            .filter(|one| same(**one, "CategoryTradeTax"))
            .map(|one| match text(*one, "ChargeIndicator/Indicator") {
                "true" => amount(*one, "ActualAmount"),
                _ => -amount(*one, "ActualAmount"),
            })
            .sum();
        must("BR-S-08", basis == on_lines + beside);
    }
    wrong
}
