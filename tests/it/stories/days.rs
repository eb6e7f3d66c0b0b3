//! My day is each role's workbench: there is work in it as long as there is some in reach, and what it offers can be done.

use atrium::testing::{client::Client, house::House};

use crate::support::steps::page;

/// Whoever works in the demo.
const ROLES: [&str; 17] = [
    "sales-closer",
    "sales-agent",
    "sales-manager",
    "support-manager",
    "support-agent",
    "department-manager",
    "project-manager",
    "team-lead",
    "team-member",
    "qa-reviewer",
    "account-manager",
    "accountant",
    "hr-manager",
    "management",
    "auditor",
    "it-administrator",
    "administrator",
];

/// The rows of a page.
fn rows(page: &str) -> Vec<&str> {
    let rows = page.split("<li data-row").skip(1);
    rows.map(|row| row.split("</li>").next().unwrap_or_default())
        .collect()
}

/// The values of an attribute, as a browser reads them.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    let found = html.split(&start).skip(1);
    found
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .map(|value| value.replace("&amp;", "&"))
        .collect()
}

/// Where the first form of a row posts to, and what; a line of text is written into what asks for one.
fn first_form(row: &str) -> Option<(String, Vec<(String, String)>)> {
    let form = row.split("<form").nth(1)?.split("</form>").next()?;
    let to = values(form, "action").into_iter().next()?;
    let inputs = form.split("<input").skip(1).map(|input| {
        let input = input.split('>').next().unwrap_or_default();
        let value = values(input, "value").into_iter().next();
        let name = values(input, "name").into_iter().next();
        (
            name.unwrap_or_default(),
            value.unwrap_or_else(|| "As agreed on the phone".into()),
        )
    });
    Some((to, inputs.collect()))
}

fn opens(client: &mut Client, role: &str, href: &str) {
    let answer = client.get(href);
    assert!(
        [200, 303].contains(&answer.status),
        "{role}: {href}: {} {}",
        answer.status,
        answer.text()
    );
}

#[test]
fn no_day_is_empty_and_every_link_in_it_opens() {
    let house = House::filled().unwrap();
    for role in ROLES {
        let mut client = house.signed_in(role);
        let day = page(&mut client, "/");
        assert!(!rows(&day).is_empty(), "{role} has nothing to do");
        let region = day.split("data-live-id=\"day\"").nth(1).unwrap();
        let region = region.split("</main>").next().unwrap();
        for href in values(region, "href") {
            if href.starts_with('/') {
                opens(&mut client, role, &href);
            }
        }
        let api = house.api(role).unwrap().get("/api/v1/me/day").json();
        let told = ["now", "today", "next", "waiting", "news"];
        let lines = told.map(|part| api[part].as_array().unwrap().len());
        assert_eq!(lines.iter().sum::<usize>(), rows(&day).len(), "{role}");
        assert!(api["numbers"].as_array().unwrap().len() <= 4, "{role}");
    }
}

#[test]
fn what_a_row_offers_is_done_and_comes_back_to_the_day() {
    let house = House::filled().unwrap();
    let mut done = 0;
    for role in ROLES {
        let mut client = house.signed_in(role);
        let day = page(&mut client, "/");
        for row in rows(&day) {
            let Some((to, fields)) = first_form(row) else {
                continue;
            };
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let answer = client.post_form(&to, &fields);
            let at = (answer.status, answer.location());
            match to.as_str() {
                // Whom one asks is asked in the room with them.
                "/rooms" => assert!(
                    at.0 == 303 && at.1.is_some_and(|at| at.starts_with("/chat/")),
                    "{role}: {at:?}: {}",
                    answer.text()
                ),
                _ => assert_eq!(at, (303, Some("/")), "{role}: {to}: {}", answer.text()),
            }
            done += 1;
        }
    }
    assert!(done > 20, "{done} deeds");
}

#[test]
fn a_day_goes_back_nowhere_but_to_itself() {
    let house = House::filled().unwrap();
    let mut client = house.signed_in("sales-closer");
    let day = page(&mut client, "/");
    let notes = |to: &str| to.ends_with("/activities");
    let (to, _) = rows(&day)
        .into_iter()
        .filter_map(first_form)
        .find(|(to, _)| notes(to))
        .unwrap();
    let said = [
        ("channel", "call"),
        ("text", "Rang"),
        ("back", "//evil.example"),
    ];
    let answer = client.post_form(&to, &said);
    let lead = to.trim_end_matches("/activities");
    assert_eq!((answer.status, answer.location()), (303, Some(lead)));
}

#[test]
fn the_inbox_has_links_days_and_kinds() {
    let house = House::filled().unwrap();
    // Whoever was told something lately.
    let role = [
        "department-manager",
        "team-lead",
        "project-manager",
        "team-member",
        "support-manager",
        "support-agent",
    ]
    .into_iter()
    .find(|role| page(&mut house.signed_in(role), "/inbox").contains(">unread<"))
    .unwrap();
    let mut client = house.signed_in(role);
    let inbox = page(&mut client, "/inbox");
    let first = rows(&inbox)[0];
    let href = values(first, "href").into_iter().next().unwrap();
    assert!(!href.starts_with("/inbox/"), "a link to the record: {href}");
    opens(&mut client, role, &href);
    assert!(inbox.contains("<h2 class=\"grp\">"), "grouped by day");
    // Marked where it stands, and the reader stays there.
    let unread = || {
        let api = house.api(role).unwrap();
        let mut api = api;
        let list = api
            .get("/api/v1/notifications?show=unread&limit=200")
            .json();
        list["items"].as_array().unwrap().len()
    };
    let before = unread();
    let row = rows(&inbox)
        .into_iter()
        .find(|row| row.contains(">unread<"))
        .unwrap();
    let mut actions = values(row, "formaction").into_iter();
    let to = actions.find(|to| to.ends_with("/done")).unwrap();
    let answer = client.post_form(&to, &[]);
    assert!(answer.location().unwrap().starts_with("/inbox"));
    assert_eq!(unread(), before - 1);
    // One kind at a time, and no other.
    let of_kind = page(&mut client, "/inbox?reason=handover");
    assert!(!rows(&of_kind).is_empty());
    for row in rows(&of_kind) {
        assert!(row.contains("Handed over to you"), "{row}");
    }
}

#[test]
fn a_first_day_explains_itself() {
    let house = House::with_cast().unwrap();
    for (role, begins) in [
        ("sales-closer", "/leads/new"),
        ("team-lead", "/tasks/new"),
        ("account-manager", "/tickets/new"),
    ] {
        let mut client = house.signed_in(role);
        let day = page(&mut client, "/");
        for said in ["Nothing waits for you", "Where things are", "Ctrl K"] {
            assert!(day.contains(said), "{role}: {said}");
        }
        let region = day.split("data-live-id=\"day\"").nth(1).unwrap();
        let region = region.split("</main>").next().unwrap();
        assert!(
            region.contains(&format!("href=\"{begins}\"")),
            "{role} is led to {begins}"
        );
        for href in values(region, "href") {
            if href.starts_with('/') {
                opens(&mut client, role, &href);
            }
        }
    }
}

#[test]
fn what_needs_nothing_found_out_is_approved_in_its_row() {
    let house = House::filled().unwrap();
    let mut decided = 0;
    for role in ["support-manager", "team-lead", "sales-manager"] {
        let mut client = house.signed_in(role);
        let day = page(&mut client, "/");
        let approves = |row: &&str| {
            let posts =
                |(to, _): (String, _)| to.starts_with("/approvals/") && to.ends_with("/approve");
            first_form(row).is_some_and(posts)
        };
        let Some(row) = rows(&day).into_iter().find(approves) else {
            continue;
        };
        let (to, fields) = first_form(row).unwrap();
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let answer = client.post_form(&to, &fields);
        assert_eq!(
            (answer.status, answer.location()),
            (303, Some("/")),
            "{role}: {to}: {}",
            answer.text()
        );
        let day = page(&mut client, "/");
        assert!(
            !rows(&day).iter().any(|row| row.contains(to.as_str())),
            "{role}: {to}"
        );
        decided += 1;
    }
    assert!(decided > 0, "nobody has a simple approval in the demo");
}

#[test]
fn each_role_has_numbers_and_how_they_went() {
    let house = House::filled().unwrap();
    for role in ROLES {
        let mut client = house.signed_in(role);
        let day = page(&mut client, "/");
        let numbers = day.matches("class=\"stat\"").count();
        assert!((2..=4).contains(&numbers), "{role}: {numbers} numbers");
    }
    for role in ["sales-manager", "team-lead"] {
        let mut client = house.signed_in(role);
        let day = page(&mut client, "/");
        let numbers = day.split("class=\"stats").nth(1).unwrap_or_default();
        let numbers = numbers.split("<section").next().unwrap_or_default();
        assert!(numbers.contains("<svg"), "{role} sees no trend");
    }
}

#[test]
fn a_week_that_is_over_is_submitted_in_its_row() {
    let house = House::filled().unwrap();
    let mut client = house.signed_in("team-member");
    let day = page(&mut client, "/");
    let submits = |row: &&str| first_form(row).is_some_and(|(to, _)| to == "/time/week");
    let Some(row) = rows(&day).into_iter().find(submits) else {
        // Everything of theirs is submitted already.
        return;
    };
    let (to, fields) = first_form(row).unwrap();
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answer = client.post_form(&to, &fields);
    assert_eq!(
        (answer.status, answer.location()),
        (303, Some("/")),
        "{}",
        answer.text()
    );
    let left = page(&mut client, "/");
    let week = values(row, "href").into_iter().next().unwrap();
    assert!(!rows(&left).iter().any(|row| row.contains(&week)), "{week}");
}
