//! What banks say of movements that are no plain payment.

use super::*;

/// A statement of one entry, with what stands in it.
fn entry(within: &str) -> Parsed {
    let read = read(&format!(
        "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Sts>BOOK</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt>{within}</Ntry></Stmt></BkToCstmrStmt></Document>"
    ));
    read.unwrap().remove(0)
}

#[test]
fn what_came_in_other_currencies_is_told_apart_by_what_it_was_worth() {
    let parts = "<Amt Ccy=\"EUR\">190.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><NtryDtls>\
        <TxDtls><Amt Ccy=\"USD\">108.00</Amt><AmtDtls><InstdAmt><Amt Ccy=\"USD\">108.00</Amt></InstdAmt><TxAmt><Amt Ccy=\"USD\">108.00</Amt></TxAmt><CntrValAmt><Amt Ccy=\"EUR\">100.00</Amt></CntrValAmt></AmtDtls></TxDtls>\
        <TxDtls><Amt Ccy=\"GBP\">76.00</Amt><AmtDtls><TxAmt><Amt Ccy=\"EUR\">90.00</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls>";
    let amounts: Vec<i64> = entry(parts).lines.iter().map(|l| l.amount.0).collect();
    assert_eq!(amounts, [10_000, 9_000]);
}

#[test]
fn what_comes_back_is_of_whom_it_was_and_says_why() {
    let parties =
        "<RltdPties><Dbtr><Nm>Juniper</Nm></Dbtr><Cdtr><Nm>Alder Creek</Nm></Cdtr></RltdPties>";
    // A transfer of ours that came back.
    let came = entry(&format!(
        "<Amt Ccy=\"EUR\">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><NtryDtls><TxDtls>{parties}<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Account closed</AddtlInf></RtrInf></TxDtls></NtryDtls>"
    ));
    let [line] = &came.lines[..] else {
        panic!("several lines");
    };
    assert_eq!(
        (line.amount, line.name.as_str()),
        (Money(5_000), "Alder Creek")
    );
    assert!(line.text.contains("Account closed"), "{}", line.text);
    // A debit that the other's bank gave back: what was theirs goes again.
    let other = parties
        .replace("Juniper", "X")
        .replace("Alder Creek", "Juniper")
        .replace("<Nm>X", "<Nm>Alder Creek");
    let gone = entry(&format!(
        "<Amt Ccy=\"EUR\">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><NtryDtls><TxDtls>{other}</TxDtls></NtryDtls>"
    ));
    let line = &gone.lines[0];
    assert_eq!(
        (line.amount, line.name.as_str()),
        (Money(-5_000), "Alder Creek")
    );
    // Whatever is no return is of whoever it was.
    let paid = entry(&format!(
        "<Amt Ccy=\"EUR\">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>false</RvslInd><NtryDtls><TxDtls>{parties}</TxDtls></NtryDtls>"
    ));
    assert_eq!(paid.lines[0].name, "Alder Creek");
}
