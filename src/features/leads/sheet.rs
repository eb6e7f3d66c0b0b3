//! Reading a sheet of leads as Yelp or a spreadsheet gives it: any of the usual separators, UTF-8 with or without
//! a mark or else Windows-1252, Windows line ends, quoted commas, columns in any order and under many names.

use encoding_rs::WINDOWS_1252;

use crate::{
    base::{Choice, Error, Money, Result, money::Currency, text},
    features::settings::Category,
};

use super::{
    forms::{LeadForm, MOST_VALUE},
    lead::Source,
};

/// One row: its line in the file, and the lead it makes or what is wrong with it.
#[derive(Debug, Clone)]
pub struct SheetRow {
    pub line: u64,
    pub company: String,
    pub lead: Result<Box<LeadForm>, String>,
}

/// What a sheet was read as.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Column heads with the field each is taken for.
    pub columns: Vec<(String, Option<&'static str>)>,
    pub rows: Vec<SheetRow>,
}

pub const MOST_ROWS: usize = 20_000;

const FIELDS: [(&str, &[&str]); 11] = [
    (
        "company",
        &[
            "company",
            "companyname",
            "business",
            "businessname",
            "name",
            "organisation",
            "organization",
            "account",
            "client",
        ],
    ),
    (
        "contact",
        &[
            "contact",
            "contactname",
            "contactperson",
            "person",
            "owner",
            "fullname",
            "firstname",
        ],
    ),
    ("email", &["email", "emailaddress", "mail", "contactemail"]),
    (
        "phone",
        &[
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "mobile",
            "businessphone",
        ],
    ),
    ("website", &["website", "url", "web", "site", "homepage"]),
    (
        "city",
        &[
            "city",
            "town",
            "location",
            "place",
            "address",
            "neighborhood",
        ],
    ),
    ("source", &["source", "leadsource", "channel"]),
    (
        "categories",
        &["categories", "category", "services", "service", "interest"],
    ),
    (
        "wish",
        &[
            "wish",
            "notes",
            "note",
            "comment",
            "comments",
            "description",
            "request",
            "message",
            "needs",
            "requirement",
        ],
    ),
    (
        "value",
        &[
            "value",
            "amount",
            "budget",
            "dealvalue",
            "price",
            "estimate",
        ],
    ),
    (
        "follow_up",
        &["followup", "nextfollowup", "nextcontact", "callback"],
    ),
];

pub fn read(bytes: &[u8], currency: Currency) -> Result<Sheet> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(Error::field("file", "This file is empty. Choose another."));
    }
    if bytes.starts_with(b"PK") || bytes.contains(&0) {
        return Err(Error::field(
            "file",
            "This is not a CSV file. In the spreadsheet, choose Save as, then CSV (UTF-8).",
        ));
    }
    let content = match std::str::from_utf8(bytes) {
        Ok(content) => content.into(),
        // Old spreadsheets write Windows-1252, in which every byte is a character.
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    // Line ends of one kind, so that line numbers are what an editor shows.
    let content = content.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(text::separator(&content))
        .flexible(true)
        .from_reader(content.as_bytes());
    let heads = reader
        .headers()
        .map_err(|e| Error::field("file", format!("This is not a readable CSV file: {e}.")))?
        .clone();
    let columns: Vec<(String, Option<&'static str>)> = heads
        .iter()
        .map(|head| (text::clean_line(head), field_for(head)))
        .collect();
    if !columns.iter().any(|(_, field)| *field == Some("company")) {
        let found: Vec<&str> = columns.iter().map(|(head, _)| head.as_str()).collect();
        return Err(Error::field(
            "file",
            format!(
                "No column holds the company. The first line should name the columns, one of them Company or Business name; it reads: {}.",
                text::shorten(&found.join(" | "), 120)
            ),
        ));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        if rows.len() == MOST_ROWS {
            return Err(Error::field(
                "file",
                format!("More than {MOST_ROWS} rows at once don't fit. Split the file."),
            ));
        }
        rows.push(match record {
            Ok(record) => row(&columns, currency, &record),
            Err(e) => SheetRow {
                line: e.position().map_or(0, csv::Position::line),
                company: String::new(),
                lead: Err(format!("The line is not readable: {e}.")),
            },
        });
    }
    Ok(Sheet { columns, rows })
}

fn field_for(head: &str) -> Option<&'static str> {
    let folded = text::fold(head);
    FIELDS
        .iter()
        .find(|(_, names)| names.contains(&folded.as_str()))
        .map(|(field, _)| *field)
}

fn row(
    columns: &[(String, Option<&'static str>)],
    currency: Currency,
    record: &csv::StringRecord,
) -> SheetRow {
    let cell = |field: &str| {
        columns
            .iter()
            .position(|(_, held)| *held == Some(field))
            .and_then(|at| record.get(at))
            .map(|held| match field {
                "wish" => text::clean_block(held),
                _ => text::clean_line(held),
            })
            .unwrap_or_default()
    };
    let company = cell("company");
    SheetRow {
        line: record.position().map_or(0, csv::Position::line),
        lead: lead(&company, currency, &cell).map(Box::new),
        company,
    }
}

fn lead(
    company: &str,
    currency: Currency,
    cell: &dyn Fn(&str) -> String,
) -> Result<LeadForm, String> {
    if company.is_empty() {
        return Err("The company is missing.".into());
    }
    if company.chars().count() > 120 {
        return Err("The company's name is longer than 120 characters.".into());
    }
    let email = cell("email").to_lowercase();
    if !email.is_empty() && !text::is_email(&email) {
        return Err(format!("{email} is not an e-mail address."));
    }
    let value = match cell("value").as_str() {
        "" => Money::ZERO,
        typed => Money::parse(typed, currency)
            .filter(|value| (0..=MOST_VALUE).contains(&value.0))
            .ok_or(format!("{typed} is not an amount that fits."))?,
    };
    let follow_up = match cell("follow_up").as_str() {
        "" => None,
        typed => Some(
            crate::base::Day::parse(typed)
                .ok_or(format!("{typed} is not a date such as 2026-06-09."))?,
        ),
    };
    let said = cell("categories").to_lowercase();
    Ok(LeadForm {
        company: company.to_owned(),
        contact: shorten(cell("contact"), 80),
        email,
        phone: shorten(cell("phone"), 40),
        website: shorten(cell("website"), 200),
        city: shorten(cell("city"), 80),
        source: Source::ALL
            .iter()
            .copied()
            .find(|source| {
                source.label().eq_ignore_ascii_case(&cell("source"))
                    || source.key().eq_ignore_ascii_case(&cell("source"))
            })
            .unwrap_or(Source::Import),
        categories: Category::ALL
            .iter()
            .copied()
            .filter(|c| said.contains(c.key()))
            .collect(),
        wish: shorten(cell("wish"), 4000),
        value,
        follow_up,
        despite: false,
        version: None,
    })
}

fn shorten(text: String, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_spreadsheets_write() {
        let sheet = read(
            b"\xef\xbb\xbfBusiness name,Contact,E-mail,Phone,Services,Value\r\n\"Luna, Nail Bar\",Trang Vo,t@example.com,210-555-0101,\"Web, GMB\",\"$2,400\"\r\n,,,,,\r\nShort row\r\nBad,,nonsense,,,\r\n",
            Currency::default(),
        )
        .unwrap();
        assert_eq!(sheet.rows.len(), 4);
        let luna = sheet.rows[0].lead.as_ref().unwrap();
        assert_eq!(
            (luna.company.as_str(), luna.value),
            ("Luna, Nail Bar", Money(240_000))
        );
        assert_eq!(luna.categories, [Category::Web, Category::Gmb]);
        assert!(sheet.rows[1].lead.is_err());
        assert!(sheet.rows[2].lead.is_ok(), "missing cells are empty");
        assert!(
            sheet.rows[3]
                .lead
                .as_ref()
                .unwrap_err()
                .contains("nonsense")
        );
        assert_eq!(sheet.rows[3].line, 5);
    }

    #[test]
    fn other_separators_and_encodings() {
        let sheet = read(
            b"company;city\nCaf\xe9 Rio;San Jos\xe9\n",
            Currency::default(),
        )
        .unwrap();
        assert_eq!(sheet.rows[0].lead.as_ref().unwrap().company, "Café Rio");
        let windows = read(
            b"company;notes\nO\x92Neil \x96 Sons;\"They pay 500 \x80\nor less\"\n",
            Currency::default(),
        )
        .unwrap();
        let neil = windows.rows[0].lead.as_ref().unwrap();
        assert_eq!(neil.company, "O’Neil – Sons");
        assert_eq!(neil.wish, "They pay 500 €\nor less");
        assert!(read(b"a,b\n1,2\n", Currency::default()).is_err());
        for wrong in [&b""[..], b" \r\n", b"PK\x03\x04rest", b"company\0city\n"] {
            assert!(read(wrong, Currency::default()).is_err());
        }
    }
}
