//! What the certificate says, and as what.

use super::*;
use crate::{
    base::{Id, language::Language},
    features::signatures::{how::How, signer::State},
};

#[test]
fn the_certificate_says_who_when_from_where_and_how() {
    let signer = Signer {
        user: Id::new(5),
        name: "Rosa Delgado".into(),
        client: true,
        state: State::Signed,
        at: Some(Moment(1_790_000_000_000)),
        typed: "Rosa M. Delgado".into(),
        path: "M10 10L300 90".into(),
        address: "203.0.113.7".into(),
        how: Some(How::Code),
        language: Language::German,
    };
    let mut request = SignatureRequest {
        name: "Care agreement".into(),
        hash: "ab".repeat(32),
        pages: vec![
            PageSize {
                width: 5953,
                height: 8419,
            };
            3
        ],
        signers: vec![signer; 12],
        ..SignatureRequest::default()
    };
    let failed = Clock::Failed("tsa.example.org".into(), "it refused".into());
    let bytes = drawings(&request, "Juniper & Hale", &failed).unwrap().bytes;
    let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
    assert!(text.contains("gave no stamp: it refused"), "{text}");
    request.fields = vec![Placed::usual(0, 3), Placed::usual(1, 1)];
    let drawn = drawings(&request, "Juniper & Hale", &Clock::House).unwrap();
    assert_eq!(drawn.over, [1, 3]);
    let text = pdf_extract::extract_text_from_mem(&drawn.bytes).unwrap();
    for said in [
        "Rosa M. Delgado",
        "203.0.113.7",
        "Password and a code",
        "2026-09-21",
        "No time-stamp authority",
        "Care agreement",
        &"ab".repeat(8),
        // Whoever read German agreed to that.
        "Ich habe das Dokument gelesen",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    request.signers = vec![Signer {
        language: Language::English,
        ..request.signers.remove(0)
    }];
    let german = language::in_language(Language::German, || {
        drawings(&request, "Juniper & Hale", &Clock::House)
    });
    let text = pdf_extract::extract_text_from_mem(&german.unwrap().bytes).unwrap();
    for said in [
        "Nachweis der Unterschriften",
        "Passwort und ein Code",
        "für den Kunden",
        "Kein Zeitstempeldienst",
        "I have read the document",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains("Certificate of"), "{text}");
}

#[test]
fn what_stands_on_the_certificate_is_told_as_what_it_is() {
    let mut request = SignatureRequest {
        name: "Care agreement".into(),
        hash: "ab".repeat(32),
        pages: vec![PageSize {
            width: 5953,
            height: 8419,
        }],
        signers: vec![Signer {
            typed: "Rosa M. Delgado".into(),
            path: "M10 10L300 90".into(),
            at: Some(Moment(1_790_000_000_000)),
            state: State::Signed,
            ..Signer::default()
        }],
        ..SignatureRequest::default()
    };
    request.fields = vec![Placed {
        kind: FieldKind::Text,
        text: "Raum 4".into(),
        ..Placed::usual(0, 1)
    }];
    let german = language::in_language(Language::German, || {
        drawings(&request, "Juniper & Hale", &Clock::House)
    });
    let bytes = german.unwrap().bytes;
    let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
    assert!(text.contains("Raum 4 (Seite 1)"), "{text}");
    let file = pdf_extract::Document::load_mem(&bytes).unwrap();
    let catalog = file.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"de");
    let mut kinds: Vec<String> = Vec::new();
    for object in file.objects.values() {
        let Ok(piece) = object.as_dict() else {
            continue;
        };
        let is_piece = piece.has_type(b"StructElem");
        let kind = piece.get(b"S").and_then(pdf_extract::Object::as_name);
        if let Some(kind) = kind.ok().filter(|_| is_piece) {
            kinds.push(String::from_utf8_lossy(kind).into_owned());
        }
    }
    for kind in ["H1", "H2", "L", "LI", "Lbl", "LBody", "Figure", "P"] {
        assert!(kinds.iter().any(|held| held == kind), "{kind} in {kinds:?}");
    }
}
