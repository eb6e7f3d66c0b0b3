//! How the house shows itself, and how long it keeps what piles up.

use atrium::{
    base::{Moment, time},
    data::{JournalQuery, Query, idempotency},
    features::{administration, history, inbox, people, sign_in},
    testing::{
        client::{Client, Upload},
        house::House,
    },
};
use serde_json::json;

/// What people are told of here.
const CALLED: inbox::NoticeType = inbox::NoticeType::new(
    "test.called",
    "Somebody calls",
    "somebody calls",
    inbox::Reason::Reminder,
);

/// The smallest picture there is: one point.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\x9ccX\xe1\xa0\xf5\x1f\0\x04\xb8\x02\x12nF\xe4*\0\0\0\0IEND\xaeB`\x82";

fn picture<'a>(filename: &'a str, bytes: &'a [u8]) -> Upload<'a> {
    Upload {
        field: "logo",
        filename,
        content_type: "image/png",
        bytes,
    }
}

fn shown_version(client: &mut Client, path: &str) -> String {
    let page = client.get(path).text();
    let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_house_shows_its_own_logo_colour_and_words_and_takes_them_back() {
    let house = House::with_config(|_| {}).unwrap();
    let mut it = house.signed_in("it-administrator");
    let before = it.get("/settings/look").text();
    assert!(before.contains("nobody has changed it yet"), "{before}");

    let fields = [
        ("version", "0"),
        ("accent", "azure"),
        ("welcome", "Welcome to the workshop"),
        ("foot", "Bank: Alamo 0042"),
    ];
    let wrong = it.post_multipart(
        "/settings/look",
        &fields,
        &[picture(
            "logo.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        )],
    );
    assert_eq!(wrong.status, 422);
    let text = wrong.text();
    assert!(text.contains("is no PNG, JPEG or WebP") && text.contains("Welcome to the workshop"));
    let mut large = PNG.to_vec();
    large.resize(300 << 10, 0);
    let large = it.post_multipart("/settings/look", &fields, &[picture("logo.png", &large)]);
    assert!(large.text().contains("Make it smaller than 256 KB"));

    let saved = it.post_multipart("/settings/look", &fields, &[picture("logo.png", PNG)]);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = it.get("/inbox").text();
    assert!(page.contains("data-accent=\"azure\"") && page.contains("class=\"logo\""));

    // A stranger at the door sees it too, by either listener; it may be kept, and runs nothing.
    for mut stranger in [house.client(), house.portal_client()] {
        let door = stranger.get("/sign-in").text();
        let (_, rest) = door.split_once("class=\"logo\" src=\"").unwrap();
        let address = rest.split('"').next().unwrap();
        let logo = stranger.get(address);
        assert_eq!((logo.status, logo.body.as_slice()), (200, PNG));
        assert!(logo.header("cache-control").unwrap().contains("immutable"));
        let policy = logo.header("content-security-policy").unwrap();
        assert!(policy.contains("sandbox"), "{policy}");
    }
    let mut rosa = house.sign_in(house.portal_client(), "client");
    assert!(
        rosa.get("/portal")
            .text()
            .contains("Welcome to the workshop")
    );

    // Somebody who saves what they read before is told; others may not change it at all.
    let late = it.post_form("/settings/look", &fields);
    assert_eq!(late.status, 422);
    assert!(late.text().contains("Somebody else saved this"));
    let mut closer = house.signed_in("sales-closer");
    assert_eq!(closer.get("/settings/look").status, 403);
    assert_eq!(closer.post_form("/settings/look", &fields).status, 403);

    // Undo puts the plain look back: the deed made the record, so it goes.
    let mut api = house.api("it-administrator").unwrap();
    let with_logo = api.get("/api/v1/brand").json();
    let put = api.post_multipart("/api/v1/brand/logo", &[], &[picture("b.png", PNG)]);
    assert_eq!(put.status, 200, "{}", put.text());
    let version = shown_version(&mut it, "/settings/look");
    let without = it.post_form(
        "/settings/look",
        &[
            ("version", &version),
            ("accent", "pool"),
            ("no_logo", "true"),
        ],
    );
    assert_eq!(without.status, 303, "{}", without.text());
    let now = api.get("/api/v1/brand").json();
    assert!(
        now["logo"].is_null() && with_logo["logo"].is_string(),
        "{now}"
    );
    let undo = it.post_form(&format!("/undo/{}", now["version"]), &[]);
    assert_eq!(undo.status, 303, "{}", undo.text());
    assert_eq!(api.get("/api/v1/brand").json()["logo"], with_logo["logo"]);
}

#[test]
fn what_is_over_goes_in_its_time_and_what_is_open_stays() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let keyed = |client: &mut Client, key: &str| {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        let body = json!({ "company": format!("Alder {key}") }).to_string();
        client.request("POST", "/api/v1/leads", &headers, body.as_bytes())
    };
    let first = keyed(&mut omar, "k-1").json()["id"].clone();
    assert_eq!(keyed(&mut omar, "k-1").json()["id"], first);

    // Two people hear of something; one of them reads it.
    let (read, unread) = (
        house.account("team-lead").id,
        house.account("team-member").id,
    );
    let about = house.account("sales-closer").id.as_ref();
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            for to in [read, unread] {
                inbox::notify(change, to, &CALLED, about, "Juniper calls")?;
            }
            Ok(())
        })
        .unwrap();
    let mut lead = house.signed_in("team-lead");
    assert!(lead.get("/inbox").text().contains("Juniper calls"));
    assert_eq!(lead.post_form("/inbox/read", &[]).status, 303);

    let now = Moment::now();
    let at = |days: i64| now.plus(days * time::DAY);
    let sweep = |days: i64| administration::sweep(&house.store, at(days)).unwrap();
    assert_eq!(
        sweep(30),
        administration::Swept::default(),
        "nothing is over yet"
    );
    let swept = sweep(181);
    assert_eq!(swept.notifications, 1);
    assert!(
        swept.sign_ins >= 1,
        "the session and the token of today: {swept:?}"
    );
    let left = house
        .visit()
        .list::<inbox::Notification>(Query::by(inbox::BY_TIME))
        .unwrap();
    assert!(left.rows.iter().any(|held| held.to == unread));
    assert!(left.rows.iter().all(|held| held.to != read));

    // The journal says that they went and holds no copy of what they said.
    let seek = JournalQuery {
        actions: vec!["retention.sweep".into()],
        ..JournalQuery::default()
    };
    let entries = house
        .visit()
        .seek_journal(&history::VIEW, &seek, None, 50)
        .unwrap()
        .found;
    assert!(!entries.is_empty());
    for told in &entries {
        let entry = format!("{:?}", told.entry);
        assert!(!entry.contains("Juniper calls"), "{entry}");
    }

    // A month later nobody retries any more.
    assert_eq!(idempotency::forget(&house.store, at(29)).unwrap(), 0);
    assert!(idempotency::forget(&house.store, at(31)).unwrap() >= 1);
}

#[test]
fn retention_is_bounded_and_changing_it_asks_who_it_is() {
    let house = House::with_cast().unwrap();
    let mut it = house.signed_in("it-administrator");
    let fields = |days| {
        [
            ("version", "0"),
            ("notifications", days),
            ("sign_ins", ""),
            ("alerts", "365"),
            ("checks", "365"),
        ]
    };
    let short = it.post_form("/settings/retention", &fields("3"));
    assert_eq!(short.status, 422);
    assert!(short.text().contains("value=\"3\""), "{}", short.text());
    assert_eq!(
        it.post_form("/settings/retention", &fields("30")).status,
        303
    );
    let mut api = house.api("it-administrator").unwrap();
    let held = api.get("/api/v1/retention").json();
    assert_eq!(held["notifications"], 30);
    assert!(held["sign_ins"].is_null(), "left empty is for ever: {held}");
    let everyday = sign_in::add_token_for(
        &house.visit(),
        house.account("it-administrator").id,
        "everyday",
        1,
        people::ADMINISTER,
        false,
    );
    let mut everyday = house.client().with_bearer(&everyday.unwrap());
    let body = json!({ "notifications": 7 }).to_string();
    let headers = [("content-type", "application/json")];
    let refused = everyday.request("PATCH", "/api/v1/retention", &headers, body.as_bytes());
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(
        api.get("/settings/retention").status >= 300,
        "tokens see no pages"
    );
}
