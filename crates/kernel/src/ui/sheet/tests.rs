//! What a sheet says is what its file says, what everything on it is among it.

use std::io::Cursor;

use pdf_extract::{Dictionary, Document, Object};

use super::{Embedded, Picture, Sheet, SheetRow, Signed, pdf::strokes};

fn sheet(rows: usize) -> Sheet {
    let row = |n: usize| SheetRow {
        title: format!(
            "Item {n} with a title that goes on for so long that it is broken over several lines of the page"
        ),
        below: vec!["64 h × $85.00, less 12%".into()],
        amount: "$4,787.20".into(),
    };
    Sheet {
        house: "Juniper & Hale".into(),
        letterhead: vec!["18 Foundry Lane".into()],
        title: "Invoice".into(),
        number: "INV-2026-0042".into(),
        to: vec!["Delgado Family Dental".into(), "Zażółć 日本".into()],
        facts: vec![
            ("Issued".into(), "4 June 2026".into()),
            ("Due".into(), "15 June 2026".into()),
        ],
        rows: (0..rows).map(row).collect(),
        sums: vec![
            ("Tax, 8.25%".into(), "$198.00".into()),
            ("Total".into(), "$2,598.00".into()),
        ],
        closing: vec![("Pay by transfer".into(), "Account 4471 0098 213".into())],
        ..Sheet::default()
    }
}

#[test]
fn letters_that_no_file_has_are_named_before_it_is_sent() {
    let mut sheet = sheet(1);
    assert_eq!(sheet.unprintable().unwrap(), "日本");
    assert!(sheet.warning().unwrap().0.contains("日本"));
    sheet.to = vec!["Zażółć Ærø, Ελλάδα, Москва – “5 €” − −7 ?".into()];
    assert_eq!(sheet.unprintable().unwrap(), "");
    assert_eq!(sheet.warning().unwrap().0, "");
}

#[test]
fn a_sheet_is_a_file_that_says_what_the_paper_says() {
    let bytes = sheet(3).pdf().unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"), "PDF/A-3");
    let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
    for word in [
        "INV-2026-0042",
        "Delgado",
        "Za",
        "$4,787.20",
        "$2,598.00",
        "4471",
    ] {
        assert!(text.contains(word), "{word} in {text}");
    }
    // The same sheet is the same file: whoever downloads it twice keeps one.
    assert_eq!(bytes, sheet(3).pdf().unwrap());
}

#[test]
fn a_signature_is_its_strokes() {
    let drawn = strokes("M1 2L3.5 4L-5 900M10 10L20 20 Lx");
    assert_eq!(
        drawn,
        [
            vec![(1.0, 2.0), (3.5, 4.0), (0.0, 160.0)],
            vec![(10.0, 10.0), (20.0, 20.0)]
        ]
    );
    assert!(strokes("").is_empty() && strokes("M M1").is_empty());
    let signed = Signed {
        said: "Accepted".into(),
        name: "Naomi Frost".into(),
        path: "M1 2L300 90".into(),
        how: "In the portal".into(),
    };
    let sheet = Sheet {
        signed: Some(signed),
        ..sheet(1)
    };
    let text = pdf_extract::extract_text_from_mem(&sheet.pdf().unwrap()).unwrap();
    assert!(
        text.contains("Accepted") && text.contains("Naomi Frost"),
        "{text}"
    );
}

#[test]
fn what_is_long_goes_on_over_pages() {
    let bytes = sheet(80).pdf().unwrap();
    let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
    assert!(text.contains("page 1 of") && text.contains("Item 79"));
    assert!(sheet(0).pdf().is_ok(), "nothing on it yet");
}

/// A value behind a way of names, through what is referred to.
fn at<'a>(document: &'a Document, from: &'a Dictionary, way: &[&str]) -> &'a Object {
    let mut held = from;
    let mut found = None;
    for name in way {
        let value = held.get(name.as_bytes()).expect(name);
        let (_, value) = document.dereference(value).unwrap();
        found = Some(value);
        held = match value {
            Object::Dictionary(dict) => dict,
            Object::Stream(stream) => &stream.dict,
            _ => held,
        };
    }
    found.unwrap()
}

/// The structure of a file, a line for each piece: how deep, and what it is.
fn outline(document: &Document) -> Vec<String> {
    fn walk(document: &Document, object: &Object, deep: usize, out: &mut Vec<String>) {
        let (_, object) = document.dereference(object).unwrap();
        match object {
            Object::Array(all) => all.iter().for_each(|each| walk(document, each, deep, out)),
            Object::Dictionary(dict) if dict.has(b"S") => {
                let name = String::from_utf8_lossy(dict.get(b"S").unwrap().as_name().unwrap());
                out.push(format!("{}{name}", " ".repeat(deep)));
                if let Ok(below) = dict.get(b"K") {
                    walk(document, below, deep + 1, out);
                }
            }
            _ => {}
        }
    }
    let catalog = document.catalog().unwrap();
    let mut out = Vec::new();
    walk(
        document,
        at(document, catalog, &["StructTreeRoot", "K"]),
        0,
        &mut out,
    );
    out
}

fn metadata(document: &Document) -> String {
    let Object::Stream(stream) = at(document, document.catalog().unwrap(), &["Metadata"]) else {
        panic!("no metadata");
    };
    String::from_utf8(stream.content.clone()).unwrap()
}

#[test]
fn what_everything_is_stands_in_the_file() {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::new(40, 20)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let picture = Picture::read(png.get_ref());
    assert!(picture.is_some());
    let bytes = Sheet {
        picture,
        heading: "Website".into(),
        ..sheet(2)
    }
    .pdf()
    .unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(
        at(&document, catalog, &["MarkInfo", "Marked"]),
        &Object::Boolean(true)
    );
    assert_eq!(at(&document, catalog, &["Lang"]).as_str().unwrap(), b"en");
    assert_eq!(
        at(
            &document,
            catalog,
            &["ViewerPreferences", "DisplayDocTitle"]
        ),
        &Object::Boolean(true)
    );
    let said = metadata(&document);
    for word in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "Invoice INV-2026-0042",
    ] {
        assert!(said.contains(word), "{word} in {said}");
    }
    let pieces = outline(&document);
    let count = |name: &str| pieces.iter().filter(|line| line.trim() == name).count();
    assert_eq!(pieces[0], "Document");
    assert_eq!(pieces[1], " Figure", "the logo comes first");
    assert_eq!((count("H1"), count("H2"), count("Figure")), (1, 2, 1));
    assert_eq!((count("Table"), count("THead"), count("TFoot")), (1, 1, 1));
    // A row of names, two of items, two of sums; each of two cells.
    assert_eq!((count("TR"), count("TH"), count("TD")), (5, 4, 6));
    assert_eq!((count("LI"), count("Lbl"), count("LBody")), (3, 3, 3));
}

#[test]
fn what_programs_read_stands_in_the_file_as_it_is() {
    let embedded = Embedded {
        xml: "<?xml version=\"1.0\"?><a>Zażółć &amp; more</a>".into(),
    };
    let bytes = sheet(2).pdf_with(&embedded).unwrap();
    assert_eq!(bytes, sheet(2).pdf_with(&embedded).unwrap());
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    let Object::Array(files) = at(&document, catalog, &["Names", "EmbeddedFiles", "Names"]) else {
        panic!("no names");
    };
    assert_eq!(files[0].as_str().unwrap(), b"factur-x.xml");
    let (_, file) = document.dereference(&files[1]).unwrap();
    let file = file.as_dict().unwrap();
    assert_eq!(
        file.get(b"AFRelationship").unwrap().as_name().unwrap(),
        b"Alternative"
    );
    assert!(catalog.has(b"AF"), "it belongs to the document");
    let Object::Stream(content) = at(&document, file, &["EF", "F"]) else {
        panic!("no content");
    };
    assert_eq!(
        content.decompressed_content().unwrap(),
        embedded.xml.as_bytes()
    );
    let said = metadata(&document);
    for word in [
        "<pdfaid:part>3</pdfaid:part>",
        "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
        "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>",
    ] {
        assert!(said.contains(word), "{word} in {said}");
    }
    let mut reader = quick_xml::Reader::from_str(&said);
    while reader.read_event().expect("the metadata are well-formed")
        != quick_xml::events::Event::Eof
    {}
    let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
    assert!(text.contains("INV-2026-0042"));
}

#[test]
fn letters_that_mean_nothing_to_programs_keep_no_paper_back() {
    let odd = Sheet {
        to: vec![
            "Company \u{e123} of one".into(),
            "fi\u{ad}ne \u{200d} \u{202e}".into(),
        ],
        ..sheet(1)
    };
    let bytes = odd.pdf().unwrap();
    let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
    assert!(text.contains("Company ? of one"), "{text}");
}
