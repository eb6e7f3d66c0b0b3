//! Folders: those that are there by themselves and those that people make, what goes into them and what doesn't, and that a
//! folder opens nothing.

use atrium::testing::{
    client::{Client, Response, Upload},
    house::House,
};
use serde_json::{Value, json};

use super::work::text;
use crate::support::steps::{done, get, page, refused};

fn file<'a>(filename: &'a str, bytes: &'a [u8]) -> Upload<'a> {
    Upload {
        field: "file",
        filename,
        content_type: "text/plain",
        bytes,
    }
}

/// A document with these fields beside its file; its number.
fn add(client: &mut Client, name: &str, more: &[(&str, &str)]) -> String {
    let mut fields = vec![("name", name)];
    fields.extend(more);
    let body = format!("The words of {name}.\n");
    let made = client.post_multipart(
        "/api/v1/documents",
        &fields,
        &[file("a.txt", body.as_bytes())],
    );
    assert_eq!(made.status, 201, "{name}: {}", made.text());
    text(&made.json(), "id").to_owned()
}

fn folder(client: &mut Client, body: Value) -> String {
    text(&done(client, "/api/v1/folders", &body), "id").to_owned()
}

/// The answer to taking something away.
fn delete(client: &mut Client, path: &str) -> Response {
    let headers = [("content-type", "application/json")];
    client.request("DELETE", path, &headers, b"{}")
}

fn document(client: &mut Client, id: &str) -> Value {
    get(client, &format!("/api/v1/documents/{id}"))
}

fn company(house: &House, name: &str) -> String {
    let mut amira = house.api("account-manager").unwrap();
    let made = done(&mut amira, "/api/v1/clients", &json!({ "name": name }));
    text(&made, "id").to_owned()
}

#[test]
fn a_document_lies_with_its_client_until_somebody_moves_it() {
    let house = House::with_cast().unwrap();
    let alder = company(&house, "Alder Creek");
    let mut api = house.api("account-manager").unwrap();
    let brief = add(&mut api, "Brief", &[("client", &alder)]);
    let mut amira = house.signed_in("account-manager");
    let top = page(&mut amira, "/folders");
    assert!(top.contains("Alder Creek") && top.contains("Without a client"));
    let within = format!("/folders?client={alder}");
    assert!(page(&mut amira, &within).contains(&brief));

    let contracts = folder(&mut api, json!({ "name": "Contracts", "client": alder }));
    let moved = json!({ "keys": [brief], "folder": contracts });
    assert_eq!(done(&mut api, "/api/v1/documents/move", &moved)["moved"], 1);
    assert_eq!(document(&mut api, &brief)["folder"], contracts.as_str());
    let shown = page(&mut amira, &within);
    assert!(
        shown.contains("Contracts") && !shown.contains("/documents/DOC"),
        "{shown}"
    );
    assert!(page(&mut amira, &format!("/folders/{contracts}")).contains(&brief));
    // Looked for from above it is found in whatever folder it lies.
    assert!(page(&mut amira, &format!("{within}&q=bri")).contains(&brief));
    assert!(page(&mut amira, &format!("/folders/{contracts}?view=cards")).contains(&brief));

    // One Undo, and it lies where it lay.
    let undo = format!("/api/v1/journal/{}/undo", house.last_of("account-manager"));
    done(&mut api, &undo, &json!({}));
    assert_eq!(document(&mut api, &brief)["folder"], json!(null));
}

#[test]
fn several_are_moved_at_once_or_none_of_them() {
    let house = House::with_cast().unwrap();
    let (alder, birch) = (
        company(&house, "Alder Creek"),
        company(&house, "Birch Books"),
    );
    let mut api = house.api("account-manager").unwrap();
    let one = add(&mut api, "One", &[("client", &alder)]);
    let two = add(&mut api, "Two", &[("client", &alder)]);
    let other = add(&mut api, "Other", &[("client", &birch)]);
    let contracts = folder(&mut api, json!({ "name": "Contracts", "client": alder }));
    let all = json!({ "keys": [one, two, other], "folder": contracts });
    let why = refused(&mut api, "/api/v1/documents/move", &all, 422);
    assert!(why.contains("its own client"), "{why}");
    assert_eq!(
        document(&mut api, &one)["folder"],
        json!(null),
        "none was moved"
    );

    let mut amira = house.signed_in("account-manager");
    let answer = amira.post_form(
        "/documents/move",
        &[
            ("keys", &one),
            ("keys", &two),
            ("folder", &contracts),
            ("back", "/folders"),
        ],
    );
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(answer.location(), Some("/folders"));
    for id in [&one, &two] {
        assert_eq!(document(&mut api, id)["folder"], contracts.as_str());
    }
    // What is added within it lies there from its beginning.
    let third = add(
        &mut api,
        "Third",
        &[("client", &alder), ("folder", &contracts)],
    );
    assert_eq!(document(&mut api, &third)["folder"], contracts.as_str());
}

#[test]
fn folders_stay_a_tree_and_none_goes_that_holds_something() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("account-manager").unwrap();
    let a = folder(&mut api, json!({ "name": "A" }));
    let b = folder(&mut api, json!({ "name": "B", "parent": a }));
    let c = folder(&mut api, json!({ "name": "C", "parent": b }));
    let into = |id: &str| json!({ "parent": id });
    for own in [&a, &b, &c] {
        refused(
            &mut api,
            &format!("/api/v1/folders/{a}/move"),
            &into(own),
            409,
        );
    }
    let taken = refused(
        &mut api,
        "/api/v1/folders",
        &json!({ "name": "b", "parent": a }),
        422,
    );
    assert!(taken.contains("of that name"), "{taken}");
    let at = format!("/api/v1/folders/{b}");
    let full = delete(&mut api, &at);
    assert_eq!(full.status, 409, "{}", full.text());

    done(
        &mut api,
        &format!("/api/v1/folders/{c}/move"),
        &json!({ "parent": null }),
    );
    let paper = add(&mut api, "Paper", &[("folder", &b)]);
    let full = delete(&mut api, &at);
    assert!(full.text().contains("isn't empty"), "{}", full.text());
    done(
        &mut api,
        &format!("/api/v1/documents/{paper}/move"),
        &json!({ "folder": null }),
    );
    assert_eq!(delete(&mut api, &at).status, 200);
    assert_eq!(api.get(&at).status, 404);

    // It comes back with its Undo, in the place that it had.
    let undo = format!("/api/v1/journal/{}/undo", house.last_of("account-manager"));
    done(&mut api, &undo, &json!({}));
    assert_eq!(get(&mut api, &at)["parent"], a.as_str());
}

#[test]
fn an_undo_that_would_close_a_circle_is_refused() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("account-manager").unwrap();
    let a = folder(&mut api, json!({ "name": "A" }));
    let b = folder(&mut api, json!({ "name": "B", "parent": a }));
    done(
        &mut api,
        &format!("/api/v1/folders/{b}/move"),
        &json!({ "parent": null }),
    );
    let out = house.last_of("account-manager");
    done(
        &mut api,
        &format!("/api/v1/folders/{a}/move"),
        &json!({ "parent": b }),
    );
    let why = refused(
        &mut api,
        &format!("/api/v1/journal/{out}/undo"),
        &json!({}),
        409,
    );
    assert!(why.contains("within itself"), "{why}");
}

#[test]
fn a_folder_opens_nothing() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("support-agent").unwrap();
    let secret = add(&mut api, "Hidden terms", &[]);
    let shelf = folder(&mut api, json!({ "name": "Shelf" }));
    let moved = json!({ "keys": [secret], "folder": shelf });
    done(&mut api, "/api/v1/documents/move", &moved);
    assert!(
        page(
            &mut house.signed_in("support-agent"),
            &format!("/folders/{shelf}")
        )
        .contains("Hidden terms")
    );
    // Who sees the folder is another matter than who sees what lies in it.
    let mut elsewhere = house.api("qa-reviewer").unwrap();
    assert_eq!(
        elsewhere.get(&format!("/api/v1/folders/{shelf}")).status,
        200
    );
    let mut mei = house.api("team-member").unwrap();
    assert_eq!(mei.get(&format!("/api/v1/folders/{shelf}")).status, 404);
    let mut theo = house.signed_in("accountant");
    assert_eq!(theo.get(&format!("/folders/{shelf}")).status, 404);
    // Who may not move it is told so before anything is looked at.
    let at = format!("/api/v1/documents/{secret}/move");
    assert!([403, 404].contains(&mei.post_json(&at, &json!({ "folder": null })).status));
    let into = json!({ "keys": [secret], "folder": "FO-999" });
    refused(&mut api, "/api/v1/documents/move", &into, 422);
}
