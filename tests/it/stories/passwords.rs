//! Passwords: forgotten ones, those from another system, how they are judged; and what one sees of one's own sign-in.

use atrium::{
    access::Tier,
    base::Moment,
    features::{
        people,
        sign_in::{self, LinkRequest, PendingLink, import},
    },
    testing::{
        cast,
        client::{Client, Response},
        house::House,
    },
};

fn sign_in(client: &mut Client, email: &str, password: &str) -> Response {
    client.post_form("/sign-in", &[("email", email), ("password", password)])
}

fn seed_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"seed\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn link_in(page: &str) -> String {
    let (_, rest) = page.split_once("/welcome/").unwrap();
    rest.chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect()
}

/// Nobody waits for it any more, and it would hold up what comes after.
#[test]
fn a_link_that_was_left_unanswered_for_a_day_goes() {
    let house = House::with_cast().unwrap();
    let email = house.account("team-member").email.clone();
    let visit = house.visit();
    let at = visit.at;
    visit
        .act(people::ADMINISTER, move |change| {
            change.event();
            for minutes in [25 * 60, 1] {
                change.on_behalf("a test").insert(PendingLink {
                    email: email.clone(),
                    at: at.plus(-minutes * 60_000),
                    ..PendingLink::default()
                })?;
            }
            Ok(())
        })
        .unwrap();
    sign_in::answer_links(&house.visit()).unwrap();
    let left = house.visit().act(people::ADMINISTER, |change| {
        change.event();
        let asked = change.on_behalf("a test").all::<LinkRequest>()?.len();
        let waiting = change.on_behalf("a test").all::<PendingLink>()?.len();
        Ok((asked, waiting))
    });
    assert_eq!(left.unwrap(), (1, 0), "answered in time, and none is left");
}

#[test]
fn who_forgot_their_password_asks_and_somebody_above_hands_the_link_over() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").clone();
    let mut stranger = house.client();
    assert!(stranger.get("/sign-in").text().contains("href=\"/forgot\""));
    let known = stranger.post_form("/forgot", &[("email", &mei.email)]);
    let unknown = stranger.post_form("/forgot", &[("email", "nobody@juniperhale.example")]);
    assert_eq!(
        (known.status, known.text()),
        (unknown.status, unknown.text())
    );
    // Again is the same request.
    stranger.post_form("/forgot", &[("email", &mei.email)]);
    sign_in::answer_links(&house.visit()).unwrap();

    let mut rosa = house.signed_in("hr-manager");
    let inbox = rosa.get("/inbox").text();
    assert_eq!(
        inbox
            .matches("forgot their password and asks for a link")
            .count(),
        1,
        "{inbox}"
    );
    let users = rosa.get("/users").text();
    assert!(users.contains("Ask for a link") && users.contains("Mei Tanaka"));
    // Colleagues who can't help see nothing of it.
    let mut omar = house.signed_in("sales-closer");
    assert!(!omar.get("/users").text().contains("Ask for a link"));
    assert!(!omar.get("/inbox").text().contains("forgot"));

    // A second factor stays.
    let mut browser = house.signed_in("team-member");
    let seed = seed_of(&browser.get("/me/second-factor").text());
    let code = sign_in::totp_at(&seed, Moment::now()).unwrap();
    browser.post_form("/me/second-factor", &[("seed", &seed), ("code", &code)]);

    let made = rosa
        .post_form(&format!("/users/{}/link", mei.id), &[])
        .text();
    assert!(
        !rosa.get("/users").text().contains("Ask for a link"),
        "answered"
    );
    let at = format!("/welcome/{}", link_in(&made));
    let weak = stranger.post_form(&at, &[("password", "meitanaka meitanaka")]);
    assert_eq!(weak.status, 422);
    assert!(
        weak.text().contains("knows you or the house"),
        "{}",
        weak.text()
    );
    let new = "seven quiet herons by the lock";
    assert_eq!(stranger.post_form(&at, &[("password", new)]).status, 303);
    assert_eq!(
        stranger.post_form(&at, &[("password", new)]).status,
        409,
        "once"
    );
    assert_eq!(
        browser.get("/inbox").location(),
        Some("/sign-in?next=%2Finbox")
    );
    assert_eq!(
        sign_in(&mut browser, &mei.email, cast::PASSWORD).status,
        422
    );
    let asked = sign_in(&mut browser, &mei.email, new);
    assert!(asked.location().unwrap().starts_with("/sign-in/code"));
    let next = sign_in::totp_at(&seed, Moment::now().plus(30_000)).unwrap();
    assert_eq!(
        browser
            .post_form("/sign-in/code", &[("code", &next)])
            .status,
        303
    );
    assert!(
        browser
            .get("/inbox")
            .text()
            .contains("A new password was chosen for you")
    );
}

#[test]
fn people_of_another_system_sign_in_with_their_password_and_it_is_renewed() {
    let house = House::with_cast().unwrap();
    let password = "the old one from before";
    let hash = bcrypt(password);
    let file = format!(
        "{{\"_id\":{{\"$oid\":\"65aa\"}},\"email\":\"Gus@juniperhale.example\",\"firstName\":\"Gus\",\"lastName\":\"Orr\",\"password\":\"{hash}\",\"role\":\"team-lead\"}}\n{{\"email\":\"{}\",\"name\":\"Mei\"}}\n",
        house.account("team-member").email
    );
    let with = import::With {
        tier: Tier::Employee,
        roles: vec!["staff".into()],
        client: None,
    };
    let said = import::import(&house.visit(), &file, &with, false).unwrap();
    assert_eq!((said.added.len(), said.left_out.len()), (1, 1));
    let mut gus = house.client();
    assert_eq!(
        sign_in(&mut gus, "gus@juniperhale.example", password).status,
        422,
        "a dry run"
    );
    let done = import::import(&house.visit(), &file, &with, true).unwrap();
    assert_eq!(done, said);
    assert!(stored(&house, "gus@juniperhale.example").starts_with("$2"));
    assert_eq!(
        sign_in(&mut gus, "gus@juniperhale.example", "another").status,
        422
    );
    assert!(stored(&house, "gus@juniperhale.example").starts_with("$2"));
    assert_eq!(
        sign_in(&mut gus, "gus@juniperhale.example", password).status,
        303
    );
    assert!(stored(&house, "gus@juniperhale.example").starts_with("$argon2id$"));
    assert_eq!(gus.get("/inbox").status, 200);
    let again = sign_in(&mut house.client(), "gus@juniperhale.example", password);
    assert_eq!(again.status, 303);
    let twice = import::import(&house.visit(), &file, &with, true).unwrap();
    assert_eq!(twice.added.len(), 0, "who is here stays as they are");
}

fn bcrypt(password: &str) -> String {
    bcrypt::hash(password, 5).unwrap()
}

fn stored(house: &House, email: &str) -> String {
    let names = people::Directory::of(&house.visit()).unwrap();
    let user = names
        .users
        .values()
        .find(|user| user.email == email)
        .unwrap()
        .id;
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let all = change.all::<sign_in::Credential>()?;
            Ok(all
                .into_iter()
                .find(|held| held.user == user)
                .unwrap()
                .password)
        })
        .unwrap()
}

#[test]
fn a_password_that_the_house_outgrew_is_changed_before_anything_else() {
    let house = House::with_cast().unwrap();
    let file = format!(
        "email,name,password\ngus@juniperhale.example,Gus Orr,{}\n",
        bcrypt("letmein")
    );
    let with = import::With {
        tier: Tier::Employee,
        roles: vec!["staff".into()],
        client: None,
    };
    import::import(&house.visit(), &file, &with, true).unwrap();
    let mut gus = house.client();
    let signed = sign_in(&mut gus, "gus@juniperhale.example", "letmein");
    assert_eq!(signed.status, 303);
    assert_eq!(gus.get("/inbox").location(), Some("/me/password"));
    assert_eq!(gus.get("/me").location(), Some("/me/password"));
    assert!(
        gus.get("/me/password")
            .text()
            .contains("asks more of a password now")
    );
    let form = [("current", "letmein"), ("password", "letmein")];
    let again = gus.post_form("/me/password", &form);
    assert!(
        again.status == 422 && again.text().contains("at least 15"),
        "{}",
        again.text()
    );
    let form = [
        ("current", "letmein"),
        ("password", "seven quiet herons by the lock"),
    ];
    assert_eq!(gus.post_form("/me/password", &form).status, 303);
    assert_eq!(gus.get("/inbox").status, 200);
}

#[test]
fn who_lost_phone_and_codes_is_helped_by_somebody_above() {
    let house = House::with_cast().unwrap();
    let omar = house.account("sales-closer").clone();
    sign_in::give_second_factor(&house.visit(), omar.id, &sign_in::new_totp_secret()).unwrap();
    let mut locked = house.client();
    let asked = sign_in(&mut locked, &omar.email, cast::PASSWORD);
    assert!(asked.location().unwrap().starts_with("/sign-in/code"));
    let at = format!("/users/{}/reset-factor", omar.id);
    assert_eq!(
        house.signed_in("sales-manager").post_form(&at, &[]).status,
        403
    );
    let mut vera = house.signed_in("administrator");
    assert!(
        vera.get(&format!("/users/{}", omar.id))
            .text()
            .contains("Remove second factor")
    );
    assert_eq!(vera.post_form(&at, &[]).status, 303);
    let own = format!("/users/{}/reset-factor", house.account("administrator").id);
    assert_eq!(vera.post_form(&own, &[]).status, 409);
    let top = format!("/users/{}/reset-factor", house.account("superadmin").id);
    assert_eq!(vera.post_form(&top, &[]).status, 403);
    assert_eq!(
        sign_in(&mut locked, &omar.email, cast::PASSWORD).location(),
        Some("/")
    );
    assert!(
        locked
            .get("/inbox")
            .text()
            .contains("Your second factor was removed")
    );
}

#[test]
fn the_verdict_while_typing_is_the_verdict_of_the_post() {
    let house = House::with_cast().unwrap();
    let mut mei = house.signed_in("team-member");
    let form = ("content-type", "application/x-www-form-urlencoded");
    let mut judge = |password: &str| {
        let body = atrium::testing::client::encode_form(&[("password", password)]);
        let headers = [form, ("atrium-part", "strength")];
        mei.request("POST", "/me/password", &headers, body.as_bytes())
            .json()
    };
    for password in [
        "short",
        "passwordpassword",
        "seven quiet herons by the lock",
        "juniperhale2026",
    ] {
        let verdict = judge(password);
        let mut other = house.signed_in("team-member");
        let posted = other.post_form(
            "/me/password",
            &[("current", cast::PASSWORD), ("password", password)],
        );
        assert_eq!(posted.status == 303, verdict["fits"] == true, "{password}");
        if posted.status == 303 {
            other.post_form(
                "/me/password",
                &[("current", password), ("password", cast::PASSWORD)],
            );
            break;
        }
        let why = verdict["text"].as_str().unwrap();
        let shown = posted.text().replace("&quot;", "\"");
        assert!(shown.contains(why), "{password}: {why}");
    }
    assert!(house.client().get("/me/password").status >= 300);
}

#[test]
fn one_sees_ones_sessions_and_devices_and_ends_them() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").clone();
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1 Version/26.0 Mobile/15E148 Safari/604.1";
    let body = atrium::testing::client::encode_form(&[
        ("email", &mei.email),
        ("password", cast::PASSWORD),
    ]);
    let from = |agent: &str| {
        let mut client = house.client();
        let headers = [
            ("user-agent", agent),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        assert_eq!(
            client
                .request("POST", "/sign-in", &headers, body.as_bytes())
                .status,
            303
        );
        client
    };
    let mut desk = from(firefox);
    assert!(
        !desk.get("/inbox").text().contains("new device"),
        "the first one is no news"
    );
    let mut phone = from(iphone);
    let inbox = desk.get("/inbox").text();
    assert!(
        inbox.contains("Signed in from a new device: Safari on iPhone, from 127.0.0.1"),
        "{inbox}"
    );
    let open = inbox
        .split("/inbox/N-")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(
        desk.post_form(&format!("/inbox/N-{open}/open"), &[])
            .location(),
        Some("/me")
    );

    let me = desk.get("/me").text();
    assert!(
        me.contains("Firefox on Linux") && me.contains("Safari on iPhone"),
        "{me}"
    );
    assert!(me.contains("this device") && me.contains("127.0.0.1"));
    // The phone is forgotten: its session ends, and it is new the next time.
    let known = desk.get("/api/v1/me/browsers").json();
    let id = known["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["name"] == "Safari on iPhone")
        .unwrap()["id"]
        .clone();
    let forget = format!("/me/browsers/{}/forget", id.as_str().unwrap());
    assert_eq!(desk.post_form(&forget, &[]).status, 303);
    assert_eq!(
        phone.get("/inbox").location(),
        Some("/sign-in?next=%2Finbox")
    );
    // Ending all others keeps this one.
    let mut third = house.signed_in("team-member");
    assert_eq!(desk.post_form("/sessions/end-others", &[]).status, 303);
    assert_eq!(
        third.get("/inbox").location(),
        Some("/sign-in?next=%2Finbox")
    );
    assert_eq!(desk.get("/inbox").status, 200);
    // Going leaves nothing of the house in the browser but that the device is known.
    let out = desk.post_form("/sign-out", &[]);
    assert_eq!(
        out.header("clear-site-data"),
        Some("\"cache\", \"storage\"")
    );
    assert!(desk.cookie("__Host-atrium-device").is_some());
}

#[test]
fn recovery_codes_are_shown_once_open_once_and_are_made_anew() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").clone();
    let mut browser = house.signed_in("team-member");
    let seed = seed_of(&browser.get("/me/second-factor").text());
    let code = sign_in::totp_at(&seed, Moment::now()).unwrap();
    let page = browser
        .post_form("/me/second-factor", &[("seed", &seed), ("code", &code)])
        .text();
    let codes = codes_of(&page);
    assert_eq!(codes.len(), 10);
    let file = browser.post_form("/me/recovery-codes/file", &[("codes", &codes.join("\n"))]);
    assert!(
        file.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    assert!(codes.iter().all(|code| file.text().contains(code)));
    assert!(browser.get("/me").text().contains("you have 10 left"));
    let enter = |code: &str| {
        let mut client = house.client();
        sign_in(&mut client, &mei.email, cast::PASSWORD);
        client.post_form("/sign-in/code", &[("code", code)]).status
    };
    for code in &codes[..7] {
        assert_eq!(enter(code), 303);
    }
    assert_eq!(enter(&codes[0]), 422, "once");
    let me = browser.get("/me").text();
    assert!(me.contains("You have 3 recovery codes left"), "{me}");
    let anew = codes_of(&browser.post_form("/me/recovery-codes", &[]).text());
    assert_eq!(enter(&codes[9]), 422, "the old ones open nothing any more");
    assert_eq!(enter(&anew[0]), 303);
}

fn codes_of(page: &str) -> Vec<String> {
    let (_, list) = page.split_once("class=\"codes\"").unwrap();
    let list = list.split("</ol>").next().unwrap();
    list.split("<code>")
        .skip(1)
        .map(|part| part.split('<').next().unwrap().to_owned())
        .collect()
}

/// The token of a link leaves the address with the first answer, and the browser's history with it.
#[test]
fn a_links_token_stands_in_no_address_after_the_first_answer() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").clone();
    let made = house
        .signed_in("hr-manager")
        .post_form(&format!("/users/{}/link", mei.id), &[])
        .text();
    let link = link_in(&made);
    let mut browser = house.client();
    let first = browser.get(&format!("/welcome/{link}"));
    assert_eq!((first.status, first.location()), (303, Some("/welcome")));
    assert_eq!(first.header("cache-control"), Some("no-store"));
    let cookie = first.header("set-cookie").unwrap();
    for part in [
        "__Host-atrium-link=",
        "Secure",
        "HttpOnly",
        "SameSite=Lax",
        "Max-Age=1800",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let page = browser.get("/welcome");
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("action=\"/welcome\"") && !page.text().contains(&link),
        "{}",
        page.text()
    );
    let weak = browser.post_form("/welcome", &[("password", "short")]);
    assert!(
        weak.status == 422 && !weak.text().contains(&link),
        "{}",
        weak.text()
    );
    let new = "seven quiet herons by the lock";
    let chosen = browser.post_form("/welcome", &[("password", new)]);
    assert_eq!(chosen.location(), Some("/sign-in"));
    assert_eq!(
        browser.cookie("__Host-atrium-link"),
        None,
        "it goes with its use"
    );
    assert_eq!(
        browser.get("/welcome").status,
        409,
        "and nobody comes back to it"
    );
    assert_eq!(sign_in(&mut browser, &mei.email, new).status, 303);
    let used = house.client().get(&format!("/welcome/{link}"));
    assert!(
        used.status == 409 && used.text().contains("used already"),
        "{}",
        used.text()
    );
}

#[test]
fn a_password_from_a_breach_is_refused_where_the_house_keeps_a_file_of_them() {
    use atrium::features::sign_in::Breached;
    let house = House::with_cast().unwrap();
    let known = "seven quiet herons by the lock";
    let file = house.folder.join("breached.txt");
    // SHA-1 of `known` among others, with how often each was seen.
    let lines = [
        "000000005AD76BD555C1D6D771DE417A4B87E4B4:10",
        KNOWN,
        "FFFFFFFEE791CBAC0F6305CAF0CEE06BBE131160:2",
    ];
    let mut lines: Vec<String> = lines.iter().map(|line| format!("{line}\r\n")).collect();
    lines.sort();
    std::fs::write(&file, lines.concat()).unwrap();
    let mut mei = house.signed_in("team-member");
    let mut choose = |password: &str| {
        let form = [("current", cast::PASSWORD), ("password", password)];
        mei.post_form("/me/password", &form)
    };
    house
        .store
        .provide(std::sync::Arc::new(Breached::open(&file).unwrap()));
    let refused = choose(known);
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("became known in a breach"),
        "{}",
        refused.text()
    );
    assert_eq!(choose("eight quiet herons by the lock").status, 303);
}

const KNOWN: &str = "8C32A7862DFCEEF2A74AB274F0457651C6F82F06:3";

/// Nothing makes a password old: after a year it opens the house as on the first day.
#[test]
fn a_year_later_the_password_is_as_good() {
    use atrium::{
        base::time,
        data::Visit,
        features::sign_in::{From, LoginService},
    };
    let house = House::with_cast().unwrap();
    let doors = house.store.service::<LoginService>().unwrap();
    let mei = house.account("team-member").clone();
    let from = From {
        device: None,
        agent: "Firefox",
    };
    for days in [0, 366, 5 * 366] {
        let then = Moment::now().plus(days * time::DAY);
        let visit = Visit::system(&house.store, then, jiff::tz::TimeZone::UTC);
        let opened = doors
            .sign_in(&visit, &mei.email, cast::PASSWORD, &from)
            .unwrap();
        assert!(!opened.code_owed, "{days} days later");
        let shown = atrium::web::app::Credential::Session(&opened.token);
        let gate = sign_in::SessionAuthenticator(doors.clone());
        let guest =
            atrium::web::Authenticator::admit(&gate, &house.store, &shown, &visit.origin, then)
                .unwrap();
        let first = guest.map(|guest| guest.first);
        assert_eq!(
            first,
            Some(None),
            "{days} days later nothing is to be done first"
        );
    }
}

/// They type what they just chose once more only if it was a reset; a second step is theirs to do all the same.
#[test]
fn whoever_was_invited_is_in_once_they_chose_a_password() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.signed_in("hr-manager");
    let form = [
        ("name", "Tilda Newman"),
        ("email", "tilda@juniperhale.example"),
        ("tier", "employee"),
    ];
    let made = rosa.post_form("/users", &form);
    assert_eq!(made.status, 200, "{}", made.text());
    let at = format!("/welcome/{}", link_in(&made.text()));
    let new = "seven quiet herons by the lock";
    let mut tilda = house.client();
    let chosen = tilda.post_form(&at, &[("password", new)]);
    assert_eq!((chosen.status, chosen.location()), (303, Some("/")));
    let day = tilda.get("/");
    assert!(
        day.status == 200 && day.text().contains("Tilda"),
        "{}",
        day.text()
    );
    // Whoever has been in before signs in with what they chose.
    let mei = house.account("team-member").clone();
    let made = rosa.post_form(&format!("/users/{}/link", mei.id), &[]);
    let at = format!("/welcome/{}", link_in(&made.text()));
    let chosen = house.client().post_form(&at, &[("password", new)]);
    assert_eq!(chosen.location(), Some("/sign-in"));
}
