//! Tokens for programs: their person makes, sees and revokes them, they do no more than they were made for, and they end with
//! whatever they were made under.

use std::time::{Duration, Instant};

use atrium::{
    access::Tier,
    base::Moment,
    features::sign_in,
    testing::{
        cast,
        client::{Client, Upload},
        house::House,
    },
};
use serde_json::{Value, json};

fn make(client: &mut Client, body: &Value) -> (String, String) {
    let made = client.post_json("/api/v1/me/tokens", body);
    assert_eq!(made.status, 201, "{}", made.text());
    let text = |name: &str| made.json()[name].as_str().unwrap().to_owned();
    (text("id"), text("token"))
}

fn listed(client: &mut Client) -> Vec<Value> {
    let held = client.get("/api/v1/me/tokens").json();
    held["items"].as_array().unwrap().clone()
}

fn opens(house: &House, token: &str) -> u16 {
    house.client().with_bearer(token).get("/api/v1/me").status
}

#[test]
fn ones_own_are_made_seen_with_their_last_use_and_revoked() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-agent");
    let page = omar.get("/me/tokens").text();
    assert!(page.contains("You have no token"), "{page}");
    let form = [
        ("name", "Nightly import"),
        ("days", "30"),
        ("access", "everyday"),
    ];
    let shown = omar.post_form("/me/tokens", &form);
    assert_eq!(shown.status, 200, "{}", shown.text());
    let page = shown.text();
    let (_, rest) = page.split_once("atr_").unwrap();
    let token: String = rest
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let token = format!("atr_{token}");
    // Shown once; then what it is and when it was used.
    let page = omar.get("/me/tokens").text();
    assert!(
        page.contains("Nightly import") && page.contains("never used"),
        "{page}"
    );
    assert!(!page.contains(&token));
    assert_eq!(opens(&house, &token), 200);
    let page = omar.get("/me/tokens").text();
    assert!(
        page.contains("last used") && page.contains("127.0.0.1"),
        "{page}"
    );
    let held = listed(&mut omar);
    assert!(
        held[0]["used"].is_string() && held[0]["access"] == "everyday",
        "{held:?}"
    );
    // Nobody else sees or revokes it.
    let id = held[0]["id"].as_str().unwrap().to_owned();
    let mut vera = house.signed_in("administrator");
    assert!(!vera.get("/me/tokens").text().contains("Nightly import"));
    let path = format!("/api/v1/me/tokens/{id}/revoke");
    assert_eq!(vera.post_json(&path, &json!({})).status, 404);
    assert_eq!(
        omar.post_form(&format!("/me/tokens/{id}/revoke"), &[])
            .status,
        303
    );
    assert_eq!(opens(&house, &token), 401);
    assert!(listed(&mut omar).is_empty());
    for (field, wrong) in [
        ("days", "0"),
        ("days", "366"),
        ("name", ""),
        ("only", "nonsense"),
    ] {
        let mut form = vec![("name", "X"), ("days", "1")];
        form.retain(|(name, _)| *name != field);
        form.push((field, wrong));
        let refused = omar.post_form("/me/tokens", &form);
        assert_eq!(refused.status, 422, "{field}");
    }
    assert_eq!(house.signed_in("sales-agent").get("/me").status, 200);
}

#[test]
fn a_token_does_no_more_than_it_was_made_for() {
    let house = House::with_cast().unwrap();
    for role in ["administrator", "superadmin"] {
        let mut person = house.api(role).unwrap();
        let lead = person.post_json(
            "/api/v1/leads",
            &json!({ "name": "Alder Creek", "source": "referral" }),
        );
        let reads = json!({ "name": "r", "days": 1, "access": "read" });
        let leads = json!({ "name": "l", "days": 1, "access": "everyday", "only": ["leads"] });
        let (_, reads) = make(&mut person, &reads);
        let (_, leads) = make(&mut person, &leads);
        let mut reads = house.client().with_bearer(&reads);
        let mut leads = house.client().with_bearer(&leads);
        assert_eq!(reads.get("/api/v1/leads").status, 200);
        assert_eq!(reads.get("/api/v1/users").status, 200);
        let refused = reads.post_json("/api/v1/leads", &json!({ "name": "X" }));
        assert_eq!(refused.status, 403, "{}", refused.text());
        assert_eq!(leads.get("/api/v1/leads").status, 200, "{}", lead.text());
        assert_ne!(leads.post_json("/api/v1/leads", &json!({})).status, 403);
        for path in [
            "/api/v1/users",
            "/api/v1/tasks",
            "/api/v1/journal",
            "/api/v1/settings",
        ] {
            let refused = leads.get(path);
            assert_eq!(refused.status, 403, "{path} {}", refused.text());
        }
        // It can't be used to get what it was not given.
        let more = json!({ "name": "m", "days": 1, "access": "all" });
        assert_eq!(reads.post_json("/api/v1/me/tokens", &more).status, 403);
        assert_eq!(leads.post_json("/api/v1/me/tokens", &more).status, 403);
    }
    // An everyday token makes none either: that asks for fresh proof.
    let mut person = house.api("administrator").unwrap();
    let (_, everyday) = make(
        &mut person,
        &json!({ "name": "e", "days": 1, "access": "everyday" }),
    );
    let mut everyday = house.client().with_bearer(&everyday);
    let refused = everyday.post_json("/api/v1/me/tokens", &json!({ "name": "m", "days": 1 }));
    assert_eq!(refused.json()["type"], "urn:atrium:problem:unproved");
}

#[test]
fn tokens_end_with_the_password_the_factor_and_the_account() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").clone();
    let of_hers = || {
        let mut mei = house.signed_in("team-member");
        make(&mut mei, &json!({ "name": "n", "days": 1 })).1
    };
    let mut vera = house.signed_in("administrator");

    let token = of_hers();
    let mut browser = house.signed_in("team-member");
    let next = "seven herons by the narrow lock";
    let changed = browser.post_form(
        "/me/password",
        &[("current", cast::PASSWORD), ("password", next)],
    );
    assert_eq!(changed.status, 303, "{}", changed.text());
    assert_eq!(opens(&house, &token), 401, "a changed password");

    // By a link, with the password that the others of this test sign in with.
    let made = |vera: &mut Client, password: &str| {
        let page = vera
            .post_form(&format!("/users/{}/link", mei.id), &[])
            .text();
        let (_, link) = page.split_once("/welcome/").unwrap();
        let link: String = link
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let mut stranger = house.client();
        let first = stranger.get(&format!("/welcome/{link}"));
        assert_eq!(stranger.follow(first).status, 200);
        assert_eq!(
            stranger
                .post_form("/welcome", &[("password", password)])
                .status,
            303
        );
    };
    let token = make(&mut browser, &json!({ "name": "n", "days": 1 })).1;
    made(&mut vera, cast::PASSWORD);
    assert_eq!(opens(&house, &token), 401, "a reset by link");

    let token = of_hers();
    let reset = vera.post_form(&format!("/users/{}/reset-factor", mei.id), &[]);
    assert_eq!(reset.status, 303, "{}", reset.text());
    assert_eq!(opens(&house, &token), 401, "a factor that was reset");

    let token = of_hers();
    let path = format!("/api/v1/users/{}/deactivate", mei.id);
    let gone = house
        .api("administrator")
        .unwrap()
        .post_json(&path, &json!({ "reason": "left" }));
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(opens(&house, &token), 401, "an account that was closed");
    assert_eq!(mei.tier, Tier::Employee);
    assert!(
        sign_in::over(&house.visit(), Moment::now())
            .unwrap()
            .tokens
            .is_empty()
    );
}

/// Also the rows that a job brings in later, beside whoever began it.
#[test]
fn an_import_stays_within_what_its_token_is_for() {
    let house = House::with_cast().unwrap();
    let mut person = house.api("administrator").unwrap();
    let mut of = |area: &str| {
        let form = json!({ "name": area, "days": 1, "access": "everyday", "only": [area] });
        let (_, token) = make(&mut person, &form);
        house.client().with_bearer(&token)
    };
    let (mut leads, mut clients) = (of("leads"), of("clients"));
    let rows = (0..1_200).map(|n| format!("Shop {n},p{n}@shop.example\n"));
    let sheet = format!("Company,E-mail\n{}", rows.collect::<String>());
    let upload = || Upload {
        field: "file",
        filename: "shops.csv",
        content_type: "text/csv",
        bytes: sheet.as_bytes(),
    };
    let refused = clients.post_multipart("/api/v1/leads/import", &[], &[upload()]);
    assert_eq!(refused.status, 403, "{}", refused.text());
    let begun = leads.post_multipart("/api/v1/leads/import", &[], &[upload()]);
    assert_eq!(begun.status, 201, "{}", begun.text());
    let at = format!("/api/v1/imports/{}", begun.json()["id"].as_str().unwrap());
    let until = Instant::now() + Duration::from_secs(60);
    while leads.get(&at).json()["state"] == "running" {
        assert!(Instant::now() < until, "{}", leads.get(&at).text());
        std::thread::sleep(Duration::from_millis(50));
    }
    let import = leads.get(&at).json();
    assert_eq!(
        (&import["state"], &import["added"]),
        (&json!("done"), &json!(1_200)),
        "{import}"
    );
    // For a program that is for something else it isn't there, with all that hangs on it.
    for path in [
        at.clone(),
        format!("{at}/rows"),
        format!("{at}/passed-over.csv"),
    ] {
        assert_eq!(clients.get(&path).status, 404, "{path}");
        assert_eq!(leads.get(&path).status, 200, "{path}");
    }
    let back = format!("{at}/take-back");
    assert_eq!(clients.post_json(&back, &json!({})).status, 404);
    assert_eq!(leads.post_json(&back, &json!({})).status, 200);
}

#[test]
fn the_scheme_of_a_token_is_written_in_any_case_and_is_no_other() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-agent");
    let body = json!({ "name": "Nightly", "days": 1 });
    let (_, token) = make(&mut omar, &body);
    let status = |value: String| {
        let headers = [("authorization", value.as_str())];
        let answer = house.client().request("GET", "/api/v1/me", &headers, b"");
        answer.status
    };
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer "] {
        assert_eq!(status(format!("{scheme} {token}")), 200, "{scheme}");
        assert_eq!(status(format!("{scheme} {token}x")), 401, "{scheme}");
    }
    for scheme in ["Basic", "Token", "Bearer,", "Bearer:"] {
        assert_eq!(status(format!("{scheme} {token}")), 401, "{scheme}");
    }
    for value in ["Bearer".to_owned(), token.clone(), format!("Bearer{token}")] {
        assert_eq!(status(value.clone()), 401, "{value}");
    }
}
