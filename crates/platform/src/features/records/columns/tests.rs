//! What holds of `columns`.

use super::*;
use crate::features::records::decode;

const FIELDS: &[Field] = &[
    Field::text("company", "Company")
        .editable()
        .in_sheets()
        .also_called(&["businessname", "account", "name"]),
    Field::text("contact", "Contact")
        .editable()
        .in_sheets()
        .also_called(&["fullname", "name"])
        .in_parts(&[&["firstname"], &["lastname", "surname"]]),
    Field::text("email", "E-mail").editable().in_sheets(),
    Field::text("phone", "Phone")
        .editable()
        .in_sheets()
        .also_called(&["telephone", "mobile"]),
    Field::text("city", "City").editable().in_sheets(),
    Field::money("value", "Value").editable().in_sheets(),
];

fn columns(sheet: &str, chosen: &[Chosen]) -> Columns {
    let table = Table::of(&decode(sheet.as_bytes()).unwrap(), 100).unwrap();
    Columns::of(&table, FIELDS, chosen, Currency::default())
}

/// What each column became, and what is said of it.
fn read(sheet: &str) -> Vec<String> {
    let columns = columns(sheet, &[]);
    let each = columns.all.iter().enumerate().map(|(at, column)| {
        format!("{} {}", columns.key(column), columns.word(at))
            .trim()
            .to_owned()
    });
    each.collect()
}

#[test]
fn the_surest_name_takes_the_field() {
    assert_eq!(
        read("Name,Company,E-mail,Phone,Mobile\n"),
        [
            "contact",
            "company",
            "email",
            "phone Counts first",
            "phone Counts where Phone is empty"
        ]
    );
    assert_eq!(read("Name,Business name\n"), ["contact", "company"]);
    assert_eq!(read("Name,City\n"), ["company", "city"]);
    assert_eq!(
        read("Last Name,First Name,Company\n"),
        [
            "contact Put together: First Name + Last Name",
            "contact Put together: First Name + Last Name",
            "company"
        ]
    );
    assert_eq!(read("Number,Company,Mood\n"), ["number", "company", "-"]);
}

#[test]
fn what_is_chosen_holds() {
    let chosen = |head: &str, field: &str| Chosen {
        head: head.into(),
        field: field.into(),
        reading: None,
    };
    let said = [
        chosen("Firma", "company"),
        chosen("Number", LEFT_OUT),
        chosen("Wert", "value"),
    ];
    let columns = columns("Number;Firma;Wert\n1;Nord Bau;1.250\n", &said);
    assert_eq!(columns.number(), None);
    assert!(columns.has("company"));
    assert_eq!(columns.all[2].decided, Decided::Open("1.250".into()));
    assert_eq!(missing(&columns, FIELDS, &["company"]), [""; 0]);
}

#[test]
fn nothing_that_is_said_of_a_column_is_lost() {
    let heads = ["Firma", "", "Wert", "wert"].map(str::to_owned);
    let said = |heads: &[&str]| -> Vec<Chosen> {
        let each = heads.iter().map(|head| Chosen {
            head: (*head).to_owned(),
            field: LEFT_OUT.to_owned(),
            reading: None,
        });
        each.collect()
    };
    for fine in [
        &[][..],
        &["FIRMA"],
        &["Wert", "Firma", "Wert"],
        &["", "Wert"],
    ] {
        assert_eq!(of_columns(&heads, &said(fine)), Ok(()));
    }
    for wrong in [
        &["Frima"][..],
        &["Firma", "firma"],
        &["Wert", "Wert", "Wert"],
    ] {
        let why = of_columns(&heads, &said(wrong)).unwrap_err();
        let place = format!("columns.{}.head", wrong.len() - 1);
        let Error::Invalid(problems) = why else {
            panic!("{why}")
        };
        assert!(problems.of(&place).is_some(), "{problems}");
    }
}

#[test]
fn a_reading_of_days_says_nothing_of_amounts() {
    let of = |field: &str, reading: &str| {
        let fields = [("head", "Wert"), ("field", field), ("reading", reading)];
        let fields = fields.map(|(name, text)| (format!("columns.0.{name}"), text.to_owned()));
        let mut reader = Reader::over(fields.to_vec());
        let chosen = Chosen::of(&mut reader, FIELDS);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        chosen[0].reading
    };
    assert_eq!(of("value", "comma"), Some(Reading::Comma));
    for (field, reading) in [("value", "day"), ("city", "comma"), (LEFT_OUT, "point")] {
        assert_eq!(of(field, reading), None, "{field} {reading}");
    }
}
