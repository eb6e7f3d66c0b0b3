//! What a sheet of leads is, as Yelp or a spreadsheet gives it (`features::records` reads it), and what its rows make.

use super::{Lead, forms::LeadForm};
use crate::{
    base::Result,
    data::{Entity, Field, FileRef, Visit},
    features::records::{Rows, Wanted, text_of},
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
    pub columns: Vec<(String, Option<&'static Field>)>,
    pub rows: Vec<SheetRow>,
}

pub const WANTED: Wanted = Wanted {
    rows: 20_000,
    bytes: 16 << 20,
    needed: &["company"],
    otherwise: &[("source", "import")],
};

pub fn load(visit: &Visit, file: &FileRef) -> Result<Sheet> {
    let content = text_of(visit, file, Lead::INFO, WANTED.bytes)?;
    Ok(Sheet::of(Rows::of(visit, Lead::INFO, &WANTED, &content)?))
}

impl Sheet {
    fn of(read: Rows) -> Sheet {
        let row = |row: crate::features::records::Row| SheetRow {
            line: row.line,
            lead: row.form().map(Box::new),
            company: row.name,
        };
        Sheet {
            columns: read.columns,
            rows: read.rows.into_iter().map(row).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{Money, money::Currency},
        data::FieldKind,
        features::{
            leads::Source,
            records::{decode, read},
            settings::Category,
        },
    };

    fn sheet(bytes: &[u8]) -> Result<Sheet> {
        let nobody = |_: &str, cell: &str| Err(format!("nobody is called {cell}"));
        let typed = |kind: &FieldKind, cell: &str| read(kind, cell, &nobody);
        let fields = Lead::INFO.fields;
        let content = decode(bytes)?;
        Rows::read(fields, &WANTED, &content, Currency::default(), &typed).map(Sheet::of)
    }

    #[test]
    fn reads_what_spreadsheets_write() {
        let sheet = sheet(
            b"\xef\xbb\xbfBusiness name,Contact,E-mail,Phone,Services,Value,Source\r\n\"Luna, Nail Bar\",Trang Vo,T@example.com,210-555-0101,\"Web design, GMB\",\"$2,400\",Yelp\r\n,,,,,,\r\nShort row\r\nBad,,nonsense,,,,\r\nElsewhere,,,,Web,,Fair in May\r\n",
        )
        .unwrap();
        assert_eq!(sheet.rows.len(), 4, "an empty row is none");
        let luna = sheet.rows[0].lead.as_ref().unwrap();
        assert_eq!(
            (luna.company.as_str(), luna.email.as_str(), luna.value),
            ("Luna, Nail Bar", "t@example.com", Money(240_000))
        );
        assert_eq!(luna.categories, [Category::Web, Category::Gmb]);
        assert_eq!(luna.source, Source::Yelp);
        let short = sheet.rows[1].lead.as_ref();
        assert!(short.is_ok(), "missing cells are empty");
        let why = sheet.rows[2].lead.as_ref().unwrap_err();
        assert!(why.contains("nonsense"), "{why}");
        assert_eq!(sheet.rows[2].line, 5);
        let source = sheet.rows[3].lead.as_ref().unwrap().source;
        assert_eq!(source, Source::Import, "an unknown source is no reason");
    }

    #[test]
    fn long_texts_are_cut_and_a_long_company_is_refused() {
        let long = "x".repeat(130);
        let sheet = sheet(format!("company,city\nA,{long}\n{long},B\n").as_bytes()).unwrap();
        assert_eq!(sheet.rows[0].lead.as_ref().unwrap().city.len(), 80);
        let why = sheet.rows[1].lead.as_ref().unwrap_err();
        assert!(why.contains("120 fit"), "{why}");
    }

    #[test]
    fn other_separators_and_encodings() {
        let cafe = sheet(b"company;city\nCaf\xe9 Rio;San Jos\xe9\n").unwrap();
        assert_eq!(cafe.rows[0].lead.as_ref().unwrap().company, "Café Rio");
        let windows =
            sheet(b"company;notes\nO\x92Neil \x96 Sons;\"They pay 500 \x80\nor less\"\n").unwrap();
        let neil = windows.rows[0].lead.as_ref().unwrap();
        assert_eq!(neil.company, "O’Neil – Sons");
        assert_eq!(neil.wish, "They pay 500 €\nor less");
        assert!(sheet(b"a,b\n1,2\n").is_err());
        for wrong in [&b""[..], b" \r\n", b"PK\x03\x04rest", b"company\0city\n"] {
            assert!(sheet(wrong).is_err());
        }
    }
}
