//! An invoice for programs: what is missing is said beside its field and on the paper, and what is issued with all of it carries
//! the same in its PDF that is to be had beside it.

use atrium::testing::{client::Client, house::House};
use pdf_extract::{Document, Object};
use serde_json::{Value, json};

use super::work::text;
use crate::support::steps::{done, get, page};

fn patch(client: &mut Client, path: &str, body: &Value) -> (u16, Value) {
    let headers = [("content-type", "application/json")];
    let answer = client.request("PATCH", path, &headers, body.to_string().as_bytes());
    (answer.status, answer.json())
}

/// A client of the house, by its number.
fn company(house: &House) -> String {
    let mut agent = house.api("sales-agent").unwrap();
    let made = done(
        &mut agent,
        "/api/v1/clients",
        &json!({ "name": "Zahnärzte Delgado", "contact": "Ana Delgado", "email": "ana@delgado.example" }),
    );
    text(&made, "id").to_owned()
}

fn drafted(ruth: &mut Client, client: &str, lines: &Value) -> String {
    let draft = done(
        ruth,
        "/api/v1/invoices",
        &json!({ "client": client, "title": "Website", "days": 14, "lines": lines }),
    );
    text(&draft, "id").to_owned()
}

/// The XML that stands in a PDF, as any reader of PDF finds it.
fn embedded(pdf: &[u8]) -> Option<String> {
    let document = Document::load_mem(pdf).unwrap();
    let follow = |object: &Object| document.dereference(object).unwrap().1.clone();
    let dict = |object: &Object, name: &str| {
        let held = match object {
            Object::Dictionary(dict) => dict.get(name.as_bytes()).ok(),
            Object::Stream(stream) => stream.dict.get(name.as_bytes()).ok(),
            _ => None,
        };
        held.map(&follow)
    };
    let catalog = Object::Dictionary(document.catalog().unwrap().clone());
    let names = dict(&dict(&dict(&catalog, "Names")?, "EmbeddedFiles")?, "Names")?;
    let Object::Array(files) = names else {
        return None;
    };
    assert_eq!(files[0].as_str().unwrap(), b"factur-x.xml");
    let Object::Stream(content) = dict(&dict(&follow(&files[1]), "EF")?, "F")? else {
        return None;
    };
    Some(String::from_utf8(content.decompressed_content().unwrap()).unwrap())
}

#[test]
fn programs_read_what_the_paper_says() {
    let house = House::with_cast().unwrap();
    let client = company(&house);
    let mut ruth = house.api("accountant").unwrap();
    let lines = json!([{ "title": "Design", "quantity": "10", "unit": "h", "price": "85.00",
                         "discount": "12%", "tax": "19" }]);

    // Nothing is known of anybody yet: the paper says what is missing, and goes out all the same.
    let plain = drafted(&mut ruth, &client, &lines);
    let told = get(&mut ruth, &format!("/api/v1/invoices/{plain}/electronic"));
    assert_eq!(told["ready"], false);
    let needs = told["needs"].to_string();
    assert!(
        needs.contains("the house's country") && needs.contains("the client's country"),
        "{needs}"
    );
    let mut seen = house.signed_in("accountant");
    let shown = page(&mut seen, &format!("/invoices/{plain}"));
    assert!(
        shown.contains("An electronic invoice needs") && shown.contains("/invoices/terms"),
        "{shown}"
    );
    done(
        &mut ruth,
        &format!("/api/v1/invoices/{plain}/issue"),
        &json!({}),
    );
    let pdf = ruth.get(&format!("/api/v1/invoices/{plain}/pdf"));
    assert_eq!(pdf.status, 200);
    assert_eq!(embedded(&pdf.body), None, "a PDF for people alone");
    let refused = ruth.get(&format!("/api/v1/invoices/{plain}/xml"));
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("An electronic invoice needs"));

    // What can't be is said beside its field.
    let terms = "/api/v1/invoices/terms";
    for (field, wrong) in [
        ("country", "Germany"),
        ("vat_number", "123456789"),
        ("account", "DE02120300000000202052"),
        ("bic", "COBA"),
        ("electronic_address", "nobody"),
    ] {
        let (status, said) = patch(&mut ruth, terms, &json!({ (field): wrong }));
        assert_eq!(status, 422, "{field}: {said}");
        assert!(said.to_string().contains(field), "{said}");
    }
    let ours = json!({
        "legal_name": "Wacholder & Söhne GmbH", "street": "Torstraße 1", "zip": "10119",
        "city": "Berlin", "country": "de", "vat_number": "DE 123 456 789", "register": "HRB 1234",
        "account": "DE02 1203 0000 0000 2020 51", "bic": "BYLADEM1001",
    });
    let (status, said) = patch(&mut ruth, terms, &ours);
    assert_eq!(status, 200, "{said}");
    assert_eq!(
        (&said["country"], &said["vat_number"], &said["account"]),
        (
            &json!("DE"),
            &json!("DE123456789"),
            &json!("DE02120300000000202051")
        )
    );
    // What was read is written back and changes nothing.
    let held = get(&mut ruth, terms);
    let (status, mut same) = patch(&mut ruth, terms, &held);
    same["version"] = held["version"].clone();
    assert_eq!((status, &same), (200, &held));
    let agree = format!("/api/v1/clients/{client}/agree");
    let theirs = json!({
        "legal_name": "Zahnärzte Delgado PartG", "street": "Am Markt 3", "zip": "20095",
        "city": "Hamburg", "country": "DE", "reference": "PO-7",
    });
    assert_eq!(patch(&mut ruth, &agree, &theirs).0, 200);
    let held = get(&mut ruth, &agree);
    assert_eq!(
        (&held["city"], &held["country"]),
        (&json!("Hamburg"), &json!("DE"))
    );

    let id = drafted(&mut ruth, &client, &lines);
    let told = get(&mut ruth, &format!("/api/v1/invoices/{id}/electronic"));
    assert_eq!(
        (&told["ready"], &told["needs"]),
        (&json!(false), &json!([]))
    );
    assert_eq!(
        ruth.get(&format!("/api/v1/invoices/{id}/xml")).status,
        409,
        "a draft"
    );
    let paper = done(
        &mut ruth,
        &format!("/api/v1/invoices/{id}/issue"),
        &json!({}),
    );
    let number = text(&paper, "number").to_owned();
    let xml = ruth.get(&format!("/api/v1/invoices/{id}/xml"));
    assert_eq!(
        (xml.status, xml.header("content-type")),
        (200, Some("application/xml"))
    );
    let xml = xml.text();
    for word in [
        number.as_str(),
        "Wacholder &amp; Söhne GmbH",
        "Zahnärzte Delgado PartG",
        "PO-7",
        "DE02120300000000202051",
        "urn:cen.eu:en16931:2017",
        // 850.00 less 102.00, and 19% of 748.00.
        "748.00",
        "142.12",
        "890.12",
    ] {
        assert!(xml.contains(word), "{word} in {xml}");
    }
    let pdf = ruth.get(&format!("/api/v1/invoices/{id}/pdf"));
    assert_eq!(embedded(&pdf.body).as_deref(), Some(xml.as_str()));
    let said = String::from_utf8_lossy(&pdf.body);
    assert!(said.contains("<pdfaid:part>3</pdfaid:part>") && said.contains("EN 16931"));
    let ubl = ruth.get(&format!("/api/v1/invoices/{id}/ubl"));
    assert!(ubl.status == 200 && ubl.text().contains("890.12"));
    // The page says the same in words, and so does the file for people.
    let shown = page(&mut seen, &format!("/invoices/{id}"));
    let words = pdf_extract::extract_text_from_mem(&pdf.body).unwrap();
    for word in [
        "Torstraße 1",
        "IBAN DE02 1203",
        "VAT number DE123456789",
        "PO-7",
    ] {
        assert!(shown.contains(word), "{word} on the page");
        assert!(words.contains(word), "{word} in {words}");
    }
    assert!(shown.contains(&format!("/invoices/{id}/xml")));
    let file = seen.get(&format!("/invoices/{id}/xml"));
    assert_eq!((file.status, file.text()), (200, xml.clone()));

    // What is agreed later changes nothing of what was issued.
    let (status, _) = patch(&mut ruth, &agree, &json!({ "city": "Kiel" }));
    assert_eq!(status, 200);
    assert_eq!(ruth.get(&format!("/api/v1/invoices/{id}/xml")).text(), xml);

    // A credit note names what it takes back.
    let note = done(
        &mut ruth,
        &format!("/api/v1/invoices/{id}/credit"),
        &json!({ "reason": "Billed to the wrong company" }),
    );
    let note = text(&note, "id").to_owned();
    done(
        &mut ruth,
        &format!("/api/v1/invoices/{note}/issue"),
        &json!({}),
    );
    let xml = ruth.get(&format!("/api/v1/invoices/{note}/xml")).text();
    assert!(xml.contains(">381<") && xml.contains(&number), "{xml}");
}

#[test]
fn who_owes_the_tax_is_said_and_known() {
    let house = House::with_cast().unwrap();
    let client = company(&house);
    let mut ruth = house.api("accountant").unwrap();
    let ours = json!({ "country": "DE", "vat_number": "DE123456789" });
    assert_eq!(patch(&mut ruth, "/api/v1/invoices/terms", &ours).0, 200);
    let agree = format!("/api/v1/clients/{client}/agree");
    let (status, _) = patch(
        &mut ruth,
        &agree,
        &json!({ "country": "AT", "untaxed": "reverse_charge" }),
    );
    assert_eq!(status, 200);
    let lines = json!([{ "title": "Design", "price": "500", "tax": "0" }]);
    let id = drafted(&mut ruth, &client, &lines);
    let at = format!("/api/v1/invoices/{id}");
    assert_eq!(get(&mut ruth, &at)["untaxed"], "reverse_charge");
    let needs = get(&mut ruth, &format!("{at}/electronic"))["needs"].to_string();
    assert!(needs.contains("the client's VAT number"), "{needs}");
    let (status, _) = patch(&mut ruth, &agree, &json!({ "vat_number": "ATU12345678" }));
    assert_eq!(status, 200);
    // It can be said in other words, and is taken back with another.
    let (status, said) = patch(
        &mut ruth,
        &at,
        &json!({ "untaxed_reason": "Steuerschuldnerschaft des Leistungsempfängers" }),
    );
    assert_eq!(status, 200, "{said}");
    done(&mut ruth, &format!("{at}/issue"), &json!({}));
    let xml = ruth.get(&format!("{at}/xml")).text();
    for word in [
        ">AE<",
        "VATEX-EU-AE",
        "ATU12345678",
        "Steuerschuldnerschaft",
    ] {
        assert!(xml.contains(word), "{word} in {xml}");
    }
    let shown = page(
        &mut house.signed_in("accountant"),
        &format!("/invoices/{id}"),
    );
    assert!(shown.contains("Steuerschuldnerschaft"), "on the paper too");
    let (status, _) = patch(&mut ruth, &at, &json!({ "untaxed": "zero" }));
    assert_eq!(status, 409, "it was issued");
}
