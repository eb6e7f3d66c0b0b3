//! People, time, approvals, departments and the journal answer like every other list: several values of a filter, counts
//! and sums, kept views, sheets of what is shown, and words where there is nothing.

use atrium::{
    features::{
        administration::{Alert, Rule},
        people::{self, Directory},
    },
    testing::house::House,
};
use serde_json::json;

use super::{
    lists_kept::heads,
    work::{planned, tasks, text, titled},
};
use crate::support::steps::{done, get, page};

#[test]
fn people_are_narrowed_counted_and_kept_as_lists_are() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.signed_in("hr-manager");
    let both = page(&mut rosa, "/users?tier=admin&tier=employee");
    assert!(both.contains("Vera Marsh") && both.contains("Mei Tanaka"));
    for off in ["/users?tier=employee\"", "/users?tier=admin\""] {
        assert!(both.contains(off), "a chip comes off by itself: {off}");
    }
    assert!(both.contains("data-list=\"list\"") && both.contains("data-filter"));
    // How many stand behind each tab, and all that are shown.
    let names = Directory::of(&house.visit()).unwrap();
    let shown = page(&mut rosa, "/users");
    assert!(shown.contains("All of these: "), "{shown}");
    assert!(page(&mut rosa, "/users?show=inactive").contains("Nobody has left"));
    let none = page(&mut rosa, "/users?q=zzzzzz");
    assert!(none.contains("No person fits") && none.contains("Clear the filters"));
    // Columns, a kept view and the sheet of what is shown.
    let kept = [
        ("list", "users"),
        ("name", "Admins by name"),
        ("query", "tier=admin&sort=-name"),
        ("columns", "title"),
        ("columns", "departments"),
        ("audience", "mine"),
    ];
    let to = rosa.post_form("/lists/views", &kept);
    let to = to.location().unwrap().to_owned();
    let view = page(&mut rosa, &to);
    assert!(view.contains("Admins by name") && view.contains("Vera Marsh"));
    assert_eq!(heads(&view), ["Person", "Title", "Departments"]);
    let sheet = rosa
        .get("/users/export.csv?tier=admin&columns=title&columns=ways")
        .text();
    let mut reader = csv::Reader::from_reader(sheet.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 3, "{sheet}");
    let admins = names.users.values();
    let admins = admins.filter(|user| user.tier.name() == "admin" && !user.inactive);
    assert_eq!(reader.records().count(), admins.count());
    // How people come in is no column and no filter of those who don't keep the list.
    let mut mei = house.signed_in("team-member");
    let blind = page(&mut mei, "/users?columns=ways");
    assert!(!blind.contains("Signing in") && !blind.contains("signed-menu"));
    let sheet = mei.get("/users/export.csv?columns=ways").text();
    assert!(!sheet.contains("signed in"), "{sheet}");
    let asked = house
        .api("team-member")
        .unwrap()
        .get("/api/v1/users/export.csv?signed=never");
    assert_eq!(asked.status, 422, "{}", asked.text());
}

#[test]
fn all_people_that_match_are_looked_at_first() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.signed_in("hr-manager");
    let names = Directory::of(&house.visit()).unwrap();
    let web = names.department_by_key("web").unwrap().id.to_string();
    let matching = format!("?department={web}");
    let fields = [
        ("matching", matching.as_str()),
        ("deed", "invite"),
        ("back", "/users"),
    ];
    let looked = rosa.post_form("/users/bulk", &fields).text();
    assert!(
        looked.contains("Mei Tanaka") && !looked.contains("Chloe Bennett"),
        "{looked}"
    );
    let wrong = rosa.post_form(
        "/users/bulk",
        &[("matching", "?tire=admin"), ("deed", "invite")],
    );
    assert_eq!(wrong.status, 303);
    assert!(page(&mut rosa, "/users").contains("nothing that this list can be asked for"));
}

#[test]
fn time_is_narrowed_and_summed() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let task = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    let other = text(titled(&plan, "Get sitemap approved"), "id").to_owned();
    let mut logged = Vec::new();
    for (task, minutes, billable) in [
        (&task, "30m", true),
        (&task, "1:15", false),
        (&other, "2h", true),
    ] {
        let log = json!({ "task": task, "minutes": minutes, "billable": billable });
        let entry = done(&mut bilal, "/api/v1/time-entries", &log);
        logged.push(text(&entry, "id").to_owned());
    }
    let count = |bilal: &mut atrium::testing::client::Client, query: &str| {
        let found = get(bilal, &format!("/api/v1/time-entries?{query}"));
        found["items"].as_array().unwrap().len()
    };
    let today = house.visit().today();
    for (query, want) in [
        (String::new(), 3),
        (format!("task={task}"), 2),
        (format!("task={task}&task={other}"), 3),
        (format!("project={project}&billable=no"), 1),
        ("user=me&billable=yes".to_owned(), 2),
        (format!("from={}", today.iso()), 3),
        (format!("from={}", (today + 1).iso()), 0),
        (format!("until={}", (today + -1).iso()), 0),
        ("sort=day".to_owned(), 3),
        ("sort=number".to_owned(), 3),
    ] {
        assert_eq!(count(&mut bilal, &query), want, "{query}");
    }
    let mut pages = house.signed_in("team-lead");
    let shown = page(&mut pages, "/time-entries");
    assert!(
        shown.contains("All of these: 3") && shown.contains("3 h 45 m"),
        "{shown}"
    );
    assert!(shown.contains("from-menu") && shown.contains("until-menu"));
    let some = page(&mut pages, &format!("/time-entries?task={task}"));
    assert!(some.contains("All of these: 2") && !some.contains("Get sitemap approved"));
    let none = page(
        &mut pages,
        &format!("/time-entries?until={}", (today + -1).iso()),
    );
    assert!(none.contains("Clear the filters"), "{none}");
    assert!(
        page(&mut house.signed_in("team-member"), "/time-entries?user=me")
            .contains("No time of yours yet")
    );
    // Several at once are billed or not, in one deed.
    let body = json!({ "keys": logged, "billable": "no" });
    assert_eq!(
        done(&mut bilal, "/api/v1/time-entries/bulk", &body)["changed"],
        3
    );
    let seq = house.last_of("team-lead");
    assert_eq!(count(&mut bilal, "billable=no"), 3);
    done(
        &mut bilal,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(count(&mut bilal, "billable=no"), 1);
    // Whoever may see time needn't be one who takes it out of the house.
    assert_eq!(pages.get("/time-entries/export.csv").status, 403);
    let sheet = house
        .signed_in("management")
        .get("/time-entries/export.csv?columns=user&columns=minutes");
    assert_eq!(sheet.status, 200);
    assert_eq!(sheet.text().lines().count(), 4, "{}", sheet.text());
}

#[test]
fn approvals_and_departments_have_rows_beside_their_pictures() {
    let house = House::filled().unwrap();
    let mut boss = house.signed_in("superadmin");
    let queue = page(&mut boss, "/approvals");
    assert!(queue.contains("/approvals?view=list"), "{queue}");
    let rows = page(&mut boss, "/approvals?view=list&status=approved");
    assert!(rows.contains("data-list=\"list\""), "{rows}");
    let mut api = house.api("superadmin").unwrap();
    let decided = get(&mut api, "/api/v1/approvals?status=decided&limit=200");
    let by_word = |word: &str| {
        let all = decided["items"].as_array().unwrap().iter();
        all.filter(|approval| approval["status"] == word).count()
    };
    for word in ["approved", "returned", "rejected"] {
        let found = get(
            &mut api,
            &format!("/api/v1/approvals?status={word}&limit=200"),
        );
        let found = found["items"].as_array().unwrap().len();
        assert_eq!(found, by_word(word), "{word}");
    }
    assert!(page(&mut boss, "/approvals?view=list&q=zebrazebra").contains("No approval fits"));
    let wrong = api.get("/api/v1/approvals?status=maybe");
    assert_eq!(wrong.status, 422, "{}", wrong.text());

    let chart = page(&mut boss, "/departments");
    assert!(chart.contains("orgchart") && chart.contains("/departments?view=list"));
    let rows = page(&mut boss, "/departments?view=list&sort=-people");
    assert!(
        rows.contains("Lies open") && rows.contains("All of these: "),
        "{rows}"
    );
    assert!(
        page(&mut boss, "/departments?view=list&show=retired").contains("No department is retired")
    );
    let found = page(&mut boss, "/departments?view=list&q=graph");
    let rows = found.matches("=\"departments-").count();
    assert!(
        found.contains("Graphics") && rows > 0 && rows < 4,
        "{found}"
    );
    let sheet = boss.get("/departments/export.csv?columns=people&columns=manager");
    assert_eq!(sheet.status, 200, "{}", sheet.text());
    let names = Directory::of(&house.visit()).unwrap();
    assert_eq!(
        sheet.text().lines().count(),
        names.open_departments().len() + 1,
        "{}",
        sheet.text()
    );
    // A view of the rows is where the list opens, for whoever wants that.
    let kept = [
        ("list", "departments"),
        ("name", "Biggest first"),
        ("query", "view=list&sort=-people"),
        ("audience", "mine"),
    ];
    let to = boss.post_form("/lists/views", &kept);
    let to = to.location().unwrap().to_owned();
    assert!(page(&mut boss, &to).contains("Biggest first"));
    let number = to.rsplit('=').next().unwrap();
    let opens = [("list", "departments"), ("view", number), ("opens", "on")];
    assert_eq!(boss.post_form("/lists/reading", &opens).status, 303);
    assert_eq!(boss.get("/departments").location(), Some(to.as_str()));
    assert!(page(&mut boss, "/departments?view=chart").contains("orgchart"));
}

#[test]
fn the_journal_is_narrowed_to_several_people_and_deeds() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    done(
        &mut omar,
        "/api/v1/leads",
        &json!({ "company": "Fir & Co" }),
    );
    let mut keeper = house.api("account-manager").unwrap();
    done(&mut keeper, "/api/v1/clients", &json!({ "name": "Gorse" }));
    let mut api = house.api("auditor").unwrap();
    let mut actions = |query: &str| -> Vec<String> {
        let found = get(&mut api, &format!("/api/v1/journal/search?{query}"));
        let found = found["items"].as_array().unwrap().iter();
        found
            .map(|entry| text(entry, "action").to_owned())
            .collect()
    };
    let closer = house.account("sales-closer").id;
    let other = house.account("account-manager").id;
    assert_eq!(
        actions("action=leads.create&action=clients.create"),
        ["clients.create", "leads.create"]
    );
    assert_eq!(
        actions(&format!(
            "action=leads.create&action=clients.create&person={closer}"
        )),
        ["leads.create"]
    );
    let both = actions(&format!(
        "person={closer}&person={other}&action=leads&action=clients"
    ));
    assert_eq!(both, ["clients.create", "leads.create"]);
    let mut pages = house.signed_in("auditor");
    let shown = page(
        &mut pages,
        "/journal?action=leads.create&action=clients.create",
    );
    for off in [
        "/journal?action=leads.create\"",
        "/journal?action=clients.create\"",
    ] {
        assert!(shown.contains(off), "{off}: {shown}");
    }
    assert!(
        shown.contains("Fir &amp; Co") || shown.contains("LD-"),
        "{shown}"
    );
    // A search that is kept stands as a tab.
    let keep = [
        ("name", "New ones"),
        ("action", "leads.create"),
        ("action", "clients.create"),
    ];
    assert_eq!(pages.post_form("/journal/searches", &keep).status, 303);
    assert!(page(&mut pages, "/journal").contains("New ones"));
    let none = page(&mut pages, "/journal?person=U-99999");
    assert!(none.contains("No entry is like this") && none.contains("Clear the filters"));
}

#[test]
fn a_skill_is_noted_of_several_people() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.signed_in("hr-manager");
    let id = |role: &str| house.account(role).id.to_string();
    let (mei, bilal) = (id("team-member"), id("team-lead"));
    let fields = [
        ("keys", mei.as_str()),
        ("keys", bilal.as_str()),
        ("deed", "add_skill"),
        ("skill", "Video"),
    ];
    let looked = rosa.post_form("/users/bulk", &fields).text();
    assert!(looked.contains("work that asks for video"), "{looked}");
    let noted = rosa.post_form("/users/bulk/apply", &fields);
    assert_eq!(noted.status, 303, "{}", noted.text());
    let names = Directory::of(&house.visit()).unwrap();
    let has = |role: &str| {
        let user = &names.users[&house.account(role).id.raw()];
        user.skills.iter().any(|skill| skill == "video")
    };
    assert!(has("team-member") && has("team-lead"));
    let seq = house.last_of("hr-manager");
    assert_eq!(rosa.post_form(&format!("/undo/{seq}"), &[]).status, 303);
}

#[test]
fn alerts_are_found_by_rule_and_closed_together() {
    let house = House::with_cast().unwrap();
    house
        .visit()
        .act(people::ADMINISTER, |change| {
            for (rule, subject) in [
                (Rule::Export, "U-1"),
                (Rule::Export, "U-2"),
                (Rule::NewCountry, "U-3"),
            ] {
                let at = change.at;
                change.insert(Alert {
                    rule,
                    subject: subject.into(),
                    text: format!("Something about {subject}"),
                    first: at,
                    last: at,
                    count: 1,
                    ..Alert::default()
                })?;
            }
            Ok(())
        })
        .unwrap();
    let mut api = house.api("administrator").unwrap();
    let found = get(&mut api, "/api/v1/alerts?rule=export&stage=open");
    let keys: Vec<String> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|alert| text(alert, "id").to_owned())
        .collect();
    assert_eq!(keys.len(), 2);
    let bare = json!({ "keys": keys, "deed": "close" });
    assert_eq!(api.post_json("/api/v1/alerts/bulk", &bare).status, 422);
    let with = json!({ "keys": keys, "deed": "close", "reason": "A sheet for the tax office" });
    assert_eq!(done(&mut api, "/api/v1/alerts/bulk", &with)["changed"], 2);
    let mut vera = house.signed_in("administrator");
    let shown = page(&mut vera, "/alerts");
    assert!(
        shown.contains("Something about U-3") && !shown.contains("Something about U-1"),
        "{shown}"
    );
    let closed = page(&mut vera, "/alerts?stage=closed&rule=export");
    assert!(closed.contains("Something about U-1"), "{closed}");
    assert!(page(&mut vera, "/security").contains("href=\"/alerts\""));
}

#[test]
fn devices_and_roles_are_lists_too() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let roles = page(&mut vera, "/roles?tier=admin&tier=client");
    assert!(roles.contains("/roles?tier=client\"") && roles.contains("All of these: "));
    assert!(page(&mut vera, "/roles?show=retired").contains("No retired roles"));
    assert!(page(&mut vera, "/roles?q=zebra").contains("No role fits"));
    let sheet = vera.get("/roles/export.csv?columns=level&columns=holders");
    assert_eq!(sheet.status, 200, "{}", sheet.text());
    let sheet = sheet.text();
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 3);
    let levels: Vec<u32> = reader
        .records()
        .map(|row| row.unwrap().get(1).unwrap().parse().unwrap())
        .collect();
    assert!(levels.iter().rev().is_sorted(), "{levels:?}");
    let none = page(&mut vera, "/devices");
    assert!(none.contains("No device is enrolled yet"), "{none}");
    assert!(page(&mut vera, "/devices?show=revoked&show=ended").contains("No device fits"));
}
