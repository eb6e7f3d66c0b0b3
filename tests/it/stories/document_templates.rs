//! A template is written once and filled from a record: what is known stands in it, what isn't is left open and told.

use atrium::testing::house::House;
use serde_json::json;

use super::work::{planned, text};
use crate::support::steps::{done, get, page, refused};

const HERE: &str = "/api/v1/document-templates";

#[test]
fn a_template_is_filled_from_a_project_into_a_pdf() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut vera = house.api("administrator").unwrap();
    let form = json!({
        "name": "Brief", "body": "For {client}: {title} ({number}).\n\n# When\nUntil {valid_until}, by {manager}.",
    });
    let made = done(&mut vera, HERE, &form);
    let id = text(&made, "id").to_owned();
    refused(&mut vera, HERE, &form, 422);
    let mut jonas = house.api("project-manager").unwrap();
    let held = get(&mut jonas, &format!("/api/v1/projects/{project}"));
    // The page shows it filled, and what stays open.
    let mut pages = house.signed_in("project-manager");
    let listed = page(&mut pages, &format!("/document-templates?about={project}"));
    assert!(
        listed.contains(&format!("/fill?about={project}")),
        "{listed}"
    );
    let shown = page(
        &mut pages,
        &format!("/document-templates/{id}/fill?about={project}"),
    );
    assert!(shown.contains(&project), "{shown}");
    assert!(shown.contains("The last day of the quote"), "{shown}");
    let fill = format!("{HERE}/{id}/fill");
    let document = done(&mut jonas, &fill, &json!({ "about": project }));
    assert!(
        document["about"].to_string().contains(&project),
        "{document}"
    );
    let number = text(&document, "id");
    let file = jonas.get(&format!("/api/v1/documents/{number}/file"));
    assert_eq!(file.header("content-type"), Some("application/pdf"));
    let said = pdf_extract::extract_text_from_mem(&file.body).unwrap();
    assert!(said.contains(&project) && said.contains("When"), "{said}");
    assert!(said.contains("______") && !said.contains('{'), "{said}");
    assert!(
        said.contains(text(&held, "title").split(' ').next().unwrap()),
        "{said}"
    );
    // What was written over it by hand is what is printed.
    let other = json!({ "about": project, "name": "Brief, short", "body": "Nothing but this." });
    let document = done(&mut jonas, &fill, &other);
    let number = text(&document, "id");
    let file = jonas.get(&format!("/api/v1/documents/{number}/file"));
    let said = pdf_extract::extract_text_from_mem(&file.body).unwrap();
    assert!(said.contains("Nothing but this"), "{said}");
    // The template goes, and what was made of it stays.
    let headings = [("content-type", "application/json")];
    let gone = vera.request("DELETE", &format!("{HERE}/{id}"), &headings, b"{}");
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(
        jonas.get(&format!("/api/v1/documents/{number}")).status,
        200
    );
}

#[test]
fn a_blank_that_nobody_knows_stands_beside_its_field_and_only_who_sees_a_record_fills_from_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut vera = house.api("administrator").unwrap();
    let wrong = json!({ "name": "Brief", "body": "At {noon}" });
    let answer = vera.post_json(HERE, &wrong);
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(answer.json()["errors"][0]["field"], "body");
    assert!(answer.text().contains("{client}"), "{}", answer.text());
    let made = done(
        &mut vera,
        HERE,
        &json!({ "name": "Brief", "body": "For {client}" }),
    );
    let fill = format!("{HERE}/{}/fill", text(&made, "id"));
    let mut closer = house.api("sales-closer").unwrap();
    let answer = closer.post_json(&fill, &json!({ "about": project }));
    assert!([403, 422].contains(&answer.status), "{}", answer.text());
    refused(
        &mut closer,
        HERE,
        &json!({ "name": "Mine", "body": "x" }),
        403,
    );
    let mut jonas = house.api("project-manager").unwrap();
    for about in ["PRJ-9999", "TK-301", "nothing"] {
        let answer = jonas.post_json(&fill, &json!({ "about": about }));
        assert_eq!(answer.status, 422, "{about}: {}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], "about", "{about}");
    }
}

#[test]
fn a_template_speaks_one_language_whoever_fills_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut vera = house.api("administrator").unwrap();
    let form =
        json!({ "name": "Vertrag", "body": "Für {client}, beginnt am {start}.", "language": "de" });
    let made = done(&mut vera, HERE, &form);
    assert_eq!(made["language"], "de", "{made}");
    let mut jonas = house.api("project-manager").unwrap();
    let held = get(&mut jonas, &format!("/api/v1/projects/{project}"));
    let start = text(&held, "start");
    let (year, day) = (&start[..4], start[8..].trim_start_matches('0'));
    let fill = format!("{HERE}/{}/fill", text(&made, "id"));
    let document = done(&mut jonas, &fill, &json!({ "about": project }));
    let number = text(&document, "id");
    let file = jonas.get(&format!("/api/v1/documents/{number}/file")).body;
    let said = pdf_extract::extract_text_from_mem(&file).unwrap();
    // The 9th of June is `9. Juni 2026`, as German writes it.
    assert!(said.contains(&format!("am {day}. ")), "{start}: {said}");
    assert!(said.contains(year) && said.contains("Seite 1"), "{said}");
    let file = pdf_extract::Document::load_mem(&file).unwrap();
    let language = file.catalog().unwrap().get(b"Lang").unwrap();
    assert_eq!(language.as_str().unwrap(), b"de");
    // Who doesn't say so writes English, and it can be changed.
    let other = json!({ "name": "Brief", "body": "For {client}" });
    let made = done(&mut vera, HERE, &other);
    assert_eq!(made["language"], "en", "{made}");
    let wrong = json!({ "name": "Carta", "body": "Para {client}", "language": "es" });
    refused(&mut vera, HERE, &wrong, 422);
}
