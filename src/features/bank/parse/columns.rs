//! What a column of a bank's sheet can be, and what banks call it.

use crate::{
    data::{EntityInfo, Field},
    ui::icon::Icon,
};

/// What a column can be.
const FIELDS: &[Field] = &[
    Field::day("day", "Day")
        .editable()
        .in_sheets()
        .also_called(&[
            "date",
            "bookingdate",
            "bookingday",
            "posted",
            "posteddate",
            "postingdate",
            "transactiondate",
            "datum",
            "buchungstag",
            "buchungsdatum",
            "buchung",
            "fecha",
            "dateoperation",
        ]),
    Field::day("value_day", "Value day")
        .editable()
        .in_sheets()
        .also_called(&[
            "valuedate",
            "valuta",
            "valutadatum",
            "wertstellung",
            "wertstellungstag",
        ]),
    Field::money("amount", "Amount")
        .editable()
        .in_sheets()
        .also_called(&[
            "sum",
            "value",
            "transactionamount",
            "betrag",
            "umsatz",
            "montant",
            "importe",
        ]),
    Field::money("paid_in", "Paid in")
        .editable()
        .in_sheets()
        .also_called(&[
            "credit",
            "credits",
            "deposit",
            "deposits",
            "moneyin",
            "in",
            "haben",
            "gutschrift",
        ]),
    Field::money("paid_out", "Paid out")
        .editable()
        .in_sheets()
        .also_called(&[
            "debit",
            "debits",
            "withdrawal",
            "withdrawals",
            "moneyout",
            "out",
            "soll",
            "lastschrift",
        ]),
    Field::text("side", "In or out (C or D)")
        .editable()
        .in_sheets()
        .also_called(&[
            "creditdebit",
            "debitcredit",
            "crdr",
            "drcr",
            "sollhaben",
            "direction",
            "creditdebitindicator",
        ]),
    Field::text("name", "Payer or payee")
        .editable()
        .in_sheets()
        .also_called(&[
            "payee",
            "payer",
            "counterparty",
            "counterpartyname",
            "partner",
            "partnername",
            "beneficiary",
            "auftraggeberempfanger",
            "auftraggeberempfänger",
            "beguenstigterzahlungspflichtiger",
            "begünstigterzahlungspflichtiger",
            "namezahlungsbeteiligter",
        ]),
    Field::text("their_account", "Their account")
        .editable()
        .in_sheets()
        .also_called(&[
            "iban",
            "account",
            "accountnumber",
            "counterpartyaccount",
            "partneriban",
            "kontonummer",
            "kontonummeriban",
        ]),
    Field::text("text", "Text")
        .editable()
        .in_sheets()
        .also_called(&[
            "description",
            "details",
            "memo",
            "narrative",
            "purpose",
            "remittance",
            "remittanceinformation",
            "verwendungszweck",
            "buchungstext",
            "libelle",
            "concepto",
        ]),
    Field::text("reference", "The bank’s reference")
        .editable()
        .in_sheets()
        .also_called(&["transactionid", "bankreference", "fitid", "entryreference"]),
    Field::text("end_to_end", "Payer’s reference")
        .editable()
        .in_sheets()
        .also_called(&[
            "endtoend",
            "endtoendid",
            "customerreference",
            "kundenreferenz",
        ]),
    Field::text("currency", "Currency")
        .editable()
        .in_sheets()
        .also_called(&["ccy", "wahrung", "währung", "waehrung"]),
];

pub const INFO: &EntityInfo = &EntityInfo::new("Bank line", "Bank lines", Icon::Coin, FIELDS);
