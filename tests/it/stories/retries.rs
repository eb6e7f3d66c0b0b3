//! What is sent twice, in parts, in pieces too large, or by somebody who guesses.

use atrium::{
    base::Id,
    commands::demo::cast,
    testing::{
        client::{Client, Response, Upload},
        house::House,
    },
};
use serde_json::{Value, json};

fn keyed(client: &mut Client, path: &str, key: &str, body: &Value) -> Response {
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    client.request("POST", path, &headers, body.to_string().as_bytes())
}

#[test]
fn a_key_stands_for_one_request() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let (one, two) = (json!({ "company": "Alder" }), json!({ "company": "Birch" }));
    let first = keyed(&mut omar, "/api/v1/leads", "k-1", &one);
    assert_eq!(first.status, 201, "{}", first.text());
    let again = keyed(&mut omar, "/api/v1/leads", "k-1", &one);
    assert_eq!(again.json()["id"], first.json()["id"]);
    let other = keyed(&mut omar, "/api/v1/leads", "k-1", &two);
    assert_eq!(other.status, 409, "another body under the same key");
    let birch = keyed(&mut omar, "/api/v1/leads", "k-2", &two);
    let note = json!({ "channel": "call", "text": "Called" });
    let path = |lead: &Response| {
        let id = lead.json()["id"].as_str().unwrap().to_owned();
        format!("/api/v1/leads/{id}/activities")
    };
    assert!(keyed(&mut omar, &path(&first), "k-3", &note).status < 300);
    let elsewhere = keyed(&mut omar, &path(&birch), "k-3", &note);
    assert_eq!(elsewhere.status, 409, "another lead under the same key");
}

#[test]
fn a_retry_is_answered_though_the_record_is_out_of_reach() {
    let house = House::filled().unwrap();
    let mut mei = house.api("team-member").unwrap();
    let times = mei.get("/api/v1/time-entries").json();
    let entry = times["items"][0]["id"].as_str().unwrap().to_owned();
    let at = format!("/api/v1/time-entries/{entry}");
    let headers = [("idempotency-key", "gone")];
    let first = mei.request("DELETE", &at, &headers, b"");
    assert_eq!(first.status, 200, "{}", first.text());
    let again = mei.request("DELETE", &at, &headers, b"");
    assert_eq!((again.status, again.json()), (200, first.json()));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(mei.request("DELETE", &at, &[], b"").status, 404);

    // A lead that somebody else qualified leaves the hands of whoever hands it over, and their sight.
    let house = House::with_cast().unwrap();
    let mut vera = house.api("administrator").unwrap();
    let role = json!({ "name": "Setter", "level": 10, "tier": "employee" });
    let made = vera.post_json("/api/v1/roles", &role);
    assert_eq!(made.status, 201, "{}", made.text());
    let role = made.json()["id"].as_str().unwrap().to_owned();
    let own = |action: &str| json!({ "action": action, "scope": "own" });
    let grants =
        json!({ "grant": [own("leads.view"), own("leads.qualify"), own("leads.hand_over")] });
    let set = vera.post_json(&format!("/api/v1/roles/{role}/grants"), &grants);
    assert_eq!(set.status, 200, "{}", set.text());
    super::roles::give(&house, "team-member", Id::parse(&role).unwrap());
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({
        "company": "Alder", "contact": "Ann", "phone": "210-555-0100", "categories": ["web"], "wish": "A site",
    });
    let made = omar.post_json("/api/v1/leads", &lead).json();
    let lead = made["id"].as_str().unwrap().to_owned();
    let at = format!("/api/v1/leads/{lead}");
    let asked = json!({ "budget": "yes", "authority": "yes", "need": "yes", "time": "yes" });
    let qualified = omar.post_json(&format!("{at}/qualify"), &asked);
    assert_eq!(qualified.status, 200, "{}", qualified.text());
    let member = house.account("team-member").id.to_string();
    let mut manager = house.api("sales-manager").unwrap();
    let given = json!({ "keys": [lead], "owner": member });
    let given = manager.post_json("/api/v1/leads/bulk", &given);
    assert_eq!(given.status, 200, "{}", given.text());

    let mut mei = house.api("team-member").unwrap();
    let path = format!("{at}/hand-over");
    let first = keyed(&mut mei, &path, "over", &json!({}));
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(mei.get(&at).status, 404, "out of their sight");
    let again = keyed(&mut mei, &path, "over", &json!({}));
    assert_eq!((again.status, again.json()), (200, first.json()));
    // The key opens nothing else.
    let other = keyed(&mut mei, &format!("{at}/qualify"), "over", &asked);
    assert_eq!(other.status, 404, "{}", other.text());
    assert_eq!(keyed(&mut mei, &path, "anew", &json!({})).status, 404);
}

#[test]
fn a_retry_is_answered_whatever_has_become_of_the_record() {
    let house = House::with_cast().unwrap();
    let _mei = house.signed_in("team-member");
    let mut vera = house.api("administrator").unwrap();
    // The verb looks at the session before its deed, and finds none any more.
    let mei = house.account("team-member").id.to_string();
    let sessions = vera.get("/api/v1/security/sessions").json();
    let mut items = sessions["items"].as_array().unwrap().iter();
    let session = items.find(|session| session["user"] == mei.as_str());
    let session = session.unwrap()["id"].as_str().unwrap();
    let path = format!("/api/v1/security/sessions/{session}/revoke");
    let first = keyed(&mut vera, &path, "end", &json!({}));
    assert_eq!(first.status, 200, "{}", first.text());
    let again = keyed(&mut vera, &path, "end", &json!({}));
    assert_eq!((again.status, again.text()), (204, String::new()));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(
        keyed(&mut vera, &path, "anew", &json!({})).status,
        404,
        "what was not done isn't answered"
    );

    // The record moved on since: that it was done is said, and not what it says by now.
    let mut omar = house.api("sales-closer").unwrap();
    let made = omar.post_json("/api/v1/leads", &json!({ "company": "Alder" }));
    let path = format!("/api/v1/leads/{}", made.json()["id"].as_str().unwrap());
    let lose = format!("{path}/lose");
    let why = json!({ "reason": "price" });
    let first = keyed(&mut omar, &lose, "lose", &why);
    assert_eq!(first.status, 200, "{}", first.text());
    let reopened = omar.post_json(&format!("{path}/reopen"), &json!({}));
    assert_eq!(reopened.status, 200, "{}", reopened.text());
    let again = keyed(&mut omar, &lose, "lose", &why);
    assert_eq!(again.status, 200, "{}", again.text());
    assert_ne!(
        omar.get(&path).json()["stage"],
        "lost",
        "and not done again"
    );
}

#[test]
fn an_import_that_is_sent_six_times_at_once_brings_each_row_once() {
    let house = House::with_cast().unwrap();
    let mut sheet = String::from("Company\n");
    for n in 0..700 {
        sheet.push_str(&format!("Shop {n}\n"));
    }
    let imports: Vec<Value> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let mut omar = house.api("sales-closer").unwrap();
                    let body = format!(
                        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{sheet}\r\n--b--\r\n"
                    );
                    let headers = [
                        ("content-type", "multipart/form-data; boundary=b"),
                        ("idempotency-key", "sheet"),
                    ];
                    let answer =
                        omar.request("POST", "/api/v1/leads/import", &headers, body.as_bytes());
                    assert_eq!(answer.status, 201, "{}", answer.text());
                    answer.json()
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    for import in &imports {
        assert_eq!(import["id"], imports[0]["id"]);
        assert_eq!(
            (&import["added"], &import["to_come"]),
            (&json!(700), &json!(0))
        );
    }
    let mut manager = house.api("sales-manager").unwrap();
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = manager
            .get(&format!("/api/v1/leads?limit=200{after}"))
            .json();
        count += page["items"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(count, 700);
}

#[test]
fn an_edit_keeps_what_is_not_sent() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({
        "company": "Alder", "contact": "Naomi Frost", "email": "naomi@alder.example", "value": "6400", "categories": ["web", "seo"],
    });
    let made = omar.post_json("/api/v1/leads", &lead).json();
    let path = format!("/api/v1/leads/{}", made["id"].as_str().unwrap());
    let mut patch = |change: Value| {
        let headers = [("content-type", "application/json")];
        omar.request("PATCH", &path, &headers, change.to_string().as_bytes())
    };
    let edited = patch(json!({ "city": "Austin" })).json();
    for field in ["company", "contact", "email", "value", "categories"] {
        assert_eq!(edited[field], made[field], "{field}");
    }
    assert_eq!(edited["city"], "Austin");
    let cleared = patch(json!({ "contact": null, "categories": [] })).json();
    assert_eq!(cleared["contact"], "");
    assert_eq!(cleared["categories"], json!([]));
    assert_eq!(patch(json!({ "city": "X", "version": "abc" })).status, 422);
    assert_eq!(patch(json!({ "city": "X", "version": -5 })).status, 422);
}

#[test]
fn large_files_come_in_whole() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let mut bytes: Vec<u8> = (0..5 << 20).map(|n: u32| (n % 251) as u8).collect();
    bytes[4..12].copy_from_slice(b"ftypisom");
    let file = Upload {
        field: "file",
        filename: "film.mp4",
        content_type: "video/mp4",
        bytes: &bytes,
    };
    let made = sana.post_multipart("/api/v1/documents", &[("name", "Film")], &[file]);
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let back = sana.get(&format!("/api/v1/documents/{id}/file"));
    assert!(back.body == bytes, "{} bytes came back", back.body.len());
}

#[test]
fn codes_run_out_however_often_one_starts_again() {
    let house = House::with_cast().unwrap();
    let account = house.account("administrator").clone();
    let (mut tried, mut waits) = (0, 0);
    for _ in 0..6 {
        let mut client = house.client();
        client.post_form(
            "/sign-in",
            &[("email", &account.email), ("password", cast::PASSWORD)],
        );
        for _ in 0..4 {
            match client
                .post_form("/sign-in/code", &[("code", "000000")])
                .status
            {
                429 => waits += 1,
                _ => tried += 1,
            }
        }
    }
    assert!(tried <= 6, "{tried} codes were looked at");
    assert!(waits > 10);
}
