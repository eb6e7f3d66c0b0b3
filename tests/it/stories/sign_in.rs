//! The sign-in policy and what follows from it: who is asked for a code, how sessions end, what asks for proof anew.

use atrium::{
    access::Tier,
    base::{Moment, time},
    features::{
        people,
        sign_in::{self, Policy, Session},
    },
    testing::{
        cast,
        client::{Client, Response, encode_form},
        house::House,
    },
};
use serde_json::json;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn session_of(client: &Client) -> Option<String> {
    client.cookie("__Host-atrium").map(str::to_owned)
}

fn seed_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"seed\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// What the page of a tier's policy submits, with some of it changed.
pub fn save(client: &mut Client, tier: Tier, instead: &[(&str, &str)]) -> Response {
    let held = Policy::usual(tier);
    let at = format!("/settings/sign-in/{}", tier.name());
    let shown = client.get(&at).text();
    let mut fields = vec![
        (
            "factor".to_owned(),
            atrium::base::Choice::key(held.factor).to_owned(),
        ),
        ("idle".into(), held.idle.to_string()),
        ("longest".into(), held.longest.to_string()),
        ("sessions".into(), held.sessions.to_string()),
        ("version".into(), version_of(&shown, tier)),
    ];
    if held.outside {
        fields.push(("outside".into(), "true".into()));
    }
    for (name, value) in instead {
        fields.retain(|(held, _)| held != name);
        if !value.is_empty() {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    client.post_form(&at, &fields)
}

fn version_of(page: &str, tier: Tier) -> String {
    let form = format!("action=\"/settings/sign-in/{}\"", tier.name());
    let (_, rest) = page.split_once(&form).unwrap();
    let (_, rest) = rest.split_once("name=\"version\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Changes the sessions of somebody, as time would.
fn age(house: &House, role: &str, change: impl Fn(&mut Session) + Send + 'static) {
    let user = house.account(role).id;
    house
        .visit()
        .act(people::ADMINISTER, move |deed| {
            deed.event();
            for mut session in deed.on_behalf("a test").all::<Session>()? {
                if session.user == user {
                    change(&mut session);
                    deed.put(&session)?;
                }
            }
            Ok(())
        })
        .unwrap();
}

fn sessions(house: &House, role: &str) -> usize {
    let user = house.account(role).id;
    house
        .visit()
        .act(people::ADMINISTER, move |deed| {
            let all = deed.all::<Session>()?;
            Ok(all.iter().filter(|s| s.user == user && !s.half).count())
        })
        .unwrap()
}

fn signed_out(client: &mut Client) -> bool {
    client.get("/inbox").location() == Some("/sign-in?next=%2Finbox")
}

#[test]
fn a_policy_holds_on_the_next_request_and_leads_into_enrolment() {
    let house = House::with_cast().unwrap();
    let mut mei = house.signed_in("team-member");
    let mut elsewhere = house.signed_in("team-member");
    let mut vera = house.signed_in("administrator");
    assert_eq!(mei.get("/inbox").status, 200);
    let saved = save(&mut vera, Tier::Employee, &[("factor", "always")]);
    assert_eq!(saved.status, 303, "{}", saved.text());

    // The open session leads into enrolment and nowhere else.
    assert_eq!(mei.get("/inbox").location(), Some("/me/second-factor"));
    assert_eq!(mei.get("/me").location(), Some("/me/second-factor"));
    assert_eq!(mei.post_form("/me/look", &[("theme", "dark")]).status, 403);
    assert_eq!(mei.get("/live?topics=users").status, 401);
    let page = mei.get("/me/second-factor").text();
    assert!(!page.contains("Your password"), "it was right a moment ago");
    let seed = seed_of(&page);
    let code = sign_in::totp_at(&seed, Moment::now()).unwrap();
    let before = session_of(&mei);
    let set = mei.post_form("/me/second-factor", &[("seed", &seed), ("code", &code)]);
    assert!(set.text().contains("Your recovery codes"), "{}", set.text());
    assert_ne!(session_of(&mei), before, "another token from then on");
    let theirs = elsewhere.get("/inbox");
    assert_eq!(theirs.status, 303, "what was open before the factor ends");
    assert!(theirs.location().unwrap().starts_with("/sign-in"));
    assert_eq!(mei.get("/inbox").status, 200);

    // And is history that can be undone.
    let seq = house.store.durable();
    let shown = vera.get("/settings/sign-in/employee").text();
    assert!(shown.contains("changed the sign-in policy"), "{shown}");
    let undo = shown.split("/undo/").nth(1).unwrap();
    let undo: String = undo.chars().take_while(char::is_ascii_digit).collect();
    assert!(undo.parse::<u64>().unwrap() <= seq);
    assert_eq!(vera.post_form(&format!("/undo/{undo}"), &[]).status, 303);
    let mut omar = house.signed_in("sales-closer");
    assert_eq!(omar.get("/inbox").status, 200);
}

#[test]
fn admins_always_show_a_code_and_nobody_shuts_themselves_out() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let at = vera.get("/settings/sign-in").location().unwrap().to_owned();
    let page = vera.get(&at).text();
    assert!(page.contains("This can&#39;t be loosened") || page.contains("This can't be loosened"));
    let refused = save(&mut vera, Tier::Admin, &[("factor", "never")]);
    assert_eq!(refused.status, 422);
    let refused = save(&mut vera, Tier::Admin, &[("idle", "600")]);
    assert!(
        refused.text().contains("from 5 to 60"),
        "{}",
        refused.text()
    );

    // From outside, an admin can't close the outside to admins.
    let mut outside = house.client();
    let far = [("x-forwarded-for", "203.0.113.9"), FORM];
    let account = house.account("it-administrator").clone();
    let first = encode_form(&[("email", &account.email), ("password", cast::PASSWORD)]);
    assert_eq!(
        outside
            .request("POST", "/sign-in", &far, first.as_bytes())
            .status,
        303
    );
    let code = encode_form(&[("code", &house.code(&account))]);
    assert_eq!(
        outside
            .request("POST", "/sign-in/code", &far, code.as_bytes())
            .status,
        303
    );
    let form = encode_form(&[
        ("factor", "always"),
        ("idle", "30"),
        ("longest", "12"),
        ("sessions", "10"),
        ("version", "0"),
    ]);
    let answer = outside.request("POST", "/settings/sign-in/admin", &far, form.as_bytes());
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("shut you out"), "{}", answer.text());
    // From the office it can; whoever is outside is out on the next request.
    assert_eq!(save(&mut vera, Tier::Admin, &[("outside", "")]).status, 303);
    let answer = outside.request("GET", "/inbox", &far[..1], b"");
    assert_eq!(answer.location(), Some("/sign-in?next=%2Finbox"));
}

#[test]
fn an_added_network_is_the_office_until_it_is_taken_away() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let mut save = |networks: &str| {
        let page = vera.get("/settings/sign-in/offices").text();
        let (_, rest) = page
            .split_once("action=\"/settings/sign-in/offices\"")
            .unwrap();
        let (_, rest) = rest.split_once("name=\"version\" value=\"").unwrap();
        let version = rest.split('"').next().unwrap().to_owned();
        vera.post_form(
            "/settings/sign-in/offices",
            &[("networks", networks), ("version", &version)],
        )
    };
    for (bad, why) in [
        ("0.0.0.0/0", "far more than an office"),
        ("leeds", "should be a network"),
        ("10.4.0.0/16", "by the configuration already"),
    ] {
        let answer = save(bad);
        assert_eq!(answer.status, 422, "{bad}");
        assert!(answer.text().contains(why), "{bad}: {}", answer.text());
        assert!(answer.text().contains(bad), "what was typed stays");
    }
    let mei = house.account("team-member").clone();
    let mut away = house.client();
    let far = [("x-forwarded-for", "203.0.113.9"), FORM];
    let form = encode_form(&[("email", &mei.email), ("password", cast::PASSWORD)]);
    let refused = away.request("POST", "/sign-in", &far, form.as_bytes());
    assert_eq!(refused.status, 422);
    assert_eq!(save("203.0.113.0/24").status, 303);
    let inside = away.request("POST", "/sign-in", &far, form.as_bytes());
    assert_eq!(inside.status, 303, "{}", inside.text());
    assert_eq!(away.request("GET", "/inbox", &far[..1], b"").status, 200);

    // Somebody of the tier that comes from it can't take it away; here the department's manager has the right to.
    let taken = save("");
    assert_eq!(taken.status, 303, "{}", taken.text());
    let out = away.request("GET", "/inbox", &far[..1], b"");
    assert_eq!(out.location(), Some("/sign-in?next=%2Finbox"));
}

#[test]
fn time_outs_and_the_number_of_sessions_hold_for_open_sessions() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let mut first = house.signed_in("team-member");
    let mut second = house.signed_in("team-member");
    let mut third = house.signed_in("team-member");
    assert_eq!(sessions(&house, "team-member"), 3);
    assert_eq!(
        save(&mut vera, Tier::Employee, &[("sessions", "2")]).status,
        303
    );
    assert!(signed_out(&mut first), "the oldest ended");
    assert!(!signed_out(&mut second) && !signed_out(&mut third));
    let mut fourth = house.signed_in("team-member");
    assert!(signed_out(&mut second) && !signed_out(&mut fourth));

    age(&house, "team-member", |session| {
        session.started = session.started.plus(-2 * time::HOUR);
    });
    assert!(!signed_out(&mut third));
    let saved = save(
        &mut vera,
        Tier::Employee,
        &[("sessions", "2"), ("longest", "1"), ("idle", "30")],
    );
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(signed_out(&mut third) && signed_out(&mut fourth));
}

/// Left alone it ends; used, it goes on; a page that only looks for news by itself doesn't keep it.
#[test]
fn a_session_left_idle_ends_and_one_in_use_goes_on() {
    use atrium::{
        data::Origin,
        features::sign_in::{LoginService, SessionAuthenticator},
        web::{Authenticator, app::Credential},
    };
    let house = House::with_cast().unwrap();
    let token = session_of(&house.signed_in("team-member")).unwrap();
    let gate = SessionAuthenticator(house.store.service::<LoginService>().unwrap());
    let begun = Moment::now();
    let asked = |shown: &Credential<'_>, minutes: i64| {
        let then = begun.plus(minutes * time::MINUTE);
        gate.admit(&house.store, shown, &Origin::server(), then)
            .unwrap()
            .is_some()
    };
    let (used, watched) = (Credential::Session(&token), Credential::Watching(&token));
    let idle = Policy::usual(Tier::Employee).idle;
    // Used just in time, again and again, it outlives its idle time.
    for turn in 1..=3 {
        assert!(asked(&used, turn * (idle - 1)), "{turn}");
    }
    let last = 3 * (idle - 1);
    // Watching is no use: it goes on being let in, and the time runs all the same.
    for minutes in [1, idle / 2, idle - 1] {
        assert!(asked(&watched, last + minutes), "{minutes}");
    }
    assert!(!asked(&watched, last + idle + 1) && !asked(&used, last + idle + 1));
}

#[test]
fn on_a_new_device_a_code_is_asked_for_and_on_a_known_one_not() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let mei = house.account("team-member").clone();
    let mut browser = house.signed_in("team-member");
    let seed = seed_of(&browser.get("/me/second-factor").text());
    let code = sign_in::totp_at(&seed, Moment::now()).unwrap();
    let enrolled = browser.post_form("/me/second-factor", &[("seed", &seed), ("code", &code)]);
    let enrolled = enrolled.text();
    let (_, recovery) = enrolled.split_once("<li><code>").unwrap();
    let recovery = recovery.split('<').next().unwrap();
    assert_eq!(
        save(&mut vera, Tier::Employee, &[("factor", "new_device")]).status,
        303
    );
    let form = [("email", mei.email.as_str()), ("password", cast::PASSWORD)];
    assert_eq!(browser.post_form("/sign-out", &[]).status, 303);
    let again = browser.post_form("/sign-in", &form);
    assert_eq!(again.location(), Some("/"), "a known device");
    // Her password let her in; what stands beside it is not changed by it, be it typed once more.
    let codes = |browser: &mut Client| browser.post_form("/me/recovery-codes", &[]);
    let proof = codes(&mut browser);
    assert!(
        proof.text().contains("Is it still you?"),
        "{}",
        proof.text()
    );
    let prove = |browser: &mut Client, secret: &str| {
        browser.post_form(
            "/prove",
            &[("_to", "/me/recovery-codes"), ("_proof", secret)],
        )
    };
    let typed = prove(&mut browser, cast::PASSWORD);
    assert_eq!(typed.status, 422);
    assert!(typed.text().contains("did not show it in this session"));
    assert_eq!(prove(&mut browser, recovery).status, 307);
    assert!(codes(&mut browser).text().contains("recovery"));
    assert_eq!(
        prove(&mut browser, cast::PASSWORD).status,
        307,
        "now it is enough"
    );
    browser.post_form("/sign-out", &[]);
    let known = browser.post_form("/sign-in", &form);
    assert_eq!(known.location(), Some("/"), "still a known device");
    let mut other = house.client();
    let asked = other.post_form("/sign-in", &form);
    assert!(asked.location().unwrap().starts_with("/sign-in/code"));
    // A stranger's wrong codes don't keep her from her own device.
    for _ in 0..12 {
        let mut stranger = house.client();
        stranger.post_form("/sign-in", &form);
        stranger.post_form("/sign-in/code", &[("code", "000000")]);
    }
    assert_eq!(
        save(&mut vera, Tier::Employee, &[("factor", "always")]).status,
        303
    );
    assert!(
        signed_out(&mut browser),
        "a code is owed for this session now"
    );
    browser.post_form("/sign-in", &form);
    let next = sign_in::totp_at(&seed, Moment::now().plus(30_000)).unwrap();
    let in_again = browser.post_form("/sign-in/code", &[("code", &next)]);
    assert_eq!(in_again.status, 303, "{}", in_again.text());
    // She heard of somebody who knows her password.
    let inbox = browser.get("/inbox").text();
    assert!(
        inbox.contains("typed your password and then 5 wrong codes"),
        "{inbox}"
    );
}

/// One code, a thousand times at once.
#[test]
fn a_code_replayed_a_thousand_times_at_once_makes_one_session() {
    let house = House::with_cast().unwrap();
    let account = house.account("administrator").clone();
    let code = house.code(&account);
    let mut client = house.client();
    client.post_form(
        "/sign-in",
        &[("email", &account.email), ("password", cast::PASSWORD)],
    );
    let half = session_of(&client).unwrap();
    let opened = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let mut client = house.client();
                client.set_cookie("__Host-atrium", &half);
                for _ in 0..50 {
                    client.set_cookie("__Host-atrium", &half);
                    let answer = client.post_form("/sign-in/code", &[("code", &code)]);
                    if answer.status == 303 {
                        opened.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(opened.into_inner(), 1);
    assert_eq!(sessions(&house, "administrator"), 1);
}

#[test]
fn a_dangerous_deed_asks_who_it_is_and_goes_on_with_what_was_submitted() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let old = |session: &mut Session| session.proved = session.proved.plus(-11 * time::MINUTE);
    age(&house, "administrator", old);
    let asked = save(&mut vera, Tier::Employee, &[("sessions", "7")]);
    assert_eq!(asked.status, 403);
    let page = asked.text();
    assert!(
        page.contains("Is it still you?") && page.contains("name=\"sessions\" value=\"7\""),
        "{page}"
    );
    let fields = hidden_fields(&page);
    let prove = |client: &mut Client, secret: &str| {
        let mut all: Vec<(&str, &str)> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        all.push(("_proof", secret));
        client.post_form("/prove", &all)
    };
    let wrong = prove(&mut vera, "not it");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("neither your password nor a code"));
    assert_eq!(
        hidden_fields(&wrong.text()),
        fields,
        "nothing typed is lost"
    );
    let before = session_of(&vera);
    let right = prove(&mut vera, cast::PASSWORD);
    assert_eq!(right.status, 307, "{}", right.text());
    assert_eq!(right.location(), Some("/settings/sign-in/employee"));
    assert_ne!(session_of(&vera), before);
    let all: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    assert_eq!(
        vera.post_form("/settings/sign-in/employee", &all).status,
        303
    );

    // Whatever is not dangerous is not asked about, and each of these is.
    age(&house, "administrator", old);
    assert_eq!(vera.post_form("/me/look", &[("theme", "dark")]).status, 303);
    let mei = house.account("team-member").id;
    for (path, fields) in [
        (format!("/users/{mei}/link"), vec![]),
        (format!("/users/{mei}/deactivate"), vec![]),
        (
            "/roles".to_owned(),
            vec![
                ("name", "Night shift"),
                ("tier", "employee"),
                ("level", "5"),
            ],
        ),
        (
            "/users/import/run".into(),
            vec![("file", "sheet"), ("size", "40")],
        ),
        ("/me/recovery-codes".into(), vec![]),
    ] {
        let answer = vera.post_form(&path, &fields);
        assert!(
            answer.text().contains("Is it still you?"),
            "{path} {} {}",
            answer.status,
            answer.text()
        );
    }
    // Guessing on ends the session.
    for _ in 0..5 {
        prove(&mut vera, "still not it");
    }
    assert!(signed_out(&mut vera));
}

fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let (_, form) = page.split_once("action=\"/prove\"").unwrap();
    let form = form.split("</form>").next().unwrap();
    form.split("type=\"hidden\"")
        .skip(1)
        .map(|part| {
            let of = |name: &str| {
                let (_, rest) = part.split_once(&format!("{name}=\"")).unwrap();
                rest.split('"').next().unwrap().to_owned()
            };
            (of("name"), of("value"))
        })
        .collect()
}

#[test]
fn a_token_for_everyday_deeds_does_no_dangerous_ones() {
    let house = House::with_cast().unwrap();
    let id = house.account("administrator").id;
    let plain = sign_in::add_token(&house.visit(), id, "plain", 1, people::ADMINISTER).unwrap();
    let mut token = house.client().with_bearer(&plain);
    let body = json!({ "sessions": 4 });
    let path = "/api/v1/policies/employee";
    let refused = token.request(
        "PATCH",
        path,
        &[("content-type", "application/json")],
        body.to_string().as_bytes(),
    );
    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["type"], "urn:atrium:problem:unproved");
    assert!(
        refused.json()["detail"]
            .as_str()
            .unwrap()
            .contains("atrium token create without --everyday")
    );
    assert_eq!(
        token.get("/api/v1/policies").json()["items"][1]["sessions"],
        10
    );
    let mut able = house.api("administrator").unwrap();
    let done = able.request(
        "PATCH",
        path,
        &[("content-type", "application/json")],
        body.to_string().as_bytes(),
    );
    assert_eq!(done.json()["sessions"], 4, "{}", done.text());
}

/// Set up with a word on it, the house has decided; else the monitor says until somebody does that nobody has.
#[test]
fn whether_employees_show_a_code_is_asked_at_set_up_and_advised_until_decided() {
    let house = House::empty().unwrap();
    let doors = house.store.service::<sign_in::LoginService>().unwrap();
    let token = doors.open_set_up(Moment::now());
    let mut first = house.client();
    let page = first.get("/set-up").text();
    assert!(
        page.contains("name=\"factor\"") && page.contains("On a new device is what we recommend"),
        "{page}"
    );
    assert!(
        page.contains("value=\"new_device\" selected"),
        "what is recommended is chosen: {page}"
    );
    let form = [
        ("token", token.as_str()),
        ("house", "Juniper & Hale"),
        ("factor", "new_device"),
        ("name", "Ines Juniper"),
        ("email", "ines@juniperhale.example"),
        ("password", cast::PASSWORD),
    ];
    assert_eq!(first.post_form("/set-up", &form).status, 303);
    let policies = sign_in::Policies::of(&house.visit()).unwrap();
    let held = policies.tier(Tier::Employee);
    assert_eq!(held.factor, sign_in::Factor::NewDevice);
    assert!(!held.outside && !held.id.is_none());

    // Where nobody was asked it stands above the monitor, in the page and for programs.
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let advised = |vera: &mut Client| {
        let page = vera
            .get("/security")
            .text()
            .contains("nobody has decided yet whether they show a code");
        let told = vera.get("/api/v1/security").json()["advice"].to_string();
        assert_eq!(page, told.contains("employees-factor"));
        page
    };
    assert!(advised(&mut vera));
    let mut mei = house.signed_in("team-member");
    assert_eq!(
        mei.get("/inbox").status,
        200,
        "as shipped the office's networks are enough"
    );
    // Decided either way it goes; with the recommended way whoever comes from a new device enrols first.
    let saved = save(&mut vera, Tier::Employee, &[("factor", "new_device")]);
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(!advised(&mut vera));
    let mut omar = house.signed_in("sales-closer");
    assert_eq!(omar.get("/leads").location(), Some("/me/second-factor"));
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    assert_eq!(
        save(&mut vera, Tier::Employee, &[("factor", "never")]).status,
        303
    );
    assert!(!advised(&mut vera));
}
