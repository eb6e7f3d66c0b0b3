//! Whoever keeps the list of people finds whom they look for, does something to several at once knowing what happens to
//! each, and brings a sheet of newcomers in without inviting anybody twice.

use atrium::{
    features::people::{Directory, User},
    testing::house::House,
};

fn named(body: &str, name: &str) -> bool {
    body.contains(name)
}

#[test]
fn people_are_searched_filtered_and_sorted_by_address() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.signed_in("hr-manager");
    let names = Directory::of(&house.visit()).unwrap();
    let web = names.department_by_key("web").unwrap().id;
    let lead = names
        .roles
        .values()
        .find(|role| role.key == "team-lead")
        .unwrap()
        .id;
    let found = rosa.get("/users?q=tanaka").text();
    assert!(named(&found, "Mei Tanaka") && !named(&found, "Hana Sadiq"));
    let slip = rosa.get("/users?q=tanakka").text();
    assert!(
        named(&slip, "Mei Tanaka"),
        "a slip of the finger is forgiven"
    );
    let narrow = rosa
        .get(&format!("/users?department={web}&role={lead}"))
        .text();
    assert!(named(&narrow, "Bilal Qureshi") && !named(&narrow, "Jonas Weber"));
    let admins = rosa.get("/users?tier=admin").text();
    assert!(named(&admins, "Vera Marsh") && !named(&admins, "Mei Tanaka"));
    let nobody = rosa.get("/users?q=zzzzzz").text();
    assert!(nobody.contains("No person fits"));
    // Who has signed in is told from who never has; others than who keeps the list aren't told.
    let never = rosa.get("/users?signed=never").text();
    assert!(named(&never, "Mei Tanaka") && !named(&never, "user-rosa"));
    assert!(!never.contains("Rosa Lindqvist</a>"), "she has signed in");
    let mut mei = house.signed_in("team-member");
    let blind = mei.get("/users?factor=none").text();
    assert!(!blind.contains("never signed in") && named(&blind, "Vera Marsh"));
    assert_eq!(mei.post_form("/users/bulk", &[]).status, 403);
    // Sorted both ways, and the same rows as a sheet.
    let up = rosa.get("/users?sort=name").text();
    let down = rosa.get("/users?sort=-name").text();
    let at = |body: &str, name: &str| {
        body.find(&format!(">{name}</a>"))
            .unwrap_or_else(|| panic!("{name}"))
    };
    assert!(at(&up, "Amira Haddad") < at(&up, "Vera Marsh"));
    assert!(at(&down, "Amira Haddad") > at(&down, "Vera Marsh"));
    let csv = rosa
        .get(&format!("/users/export.csv?department={web}"))
        .text();
    assert!(csv.starts_with("\u{feff}Number,Name,E-mail,Tier"));
    assert!(csv.contains("Mei Tanaka") && !csv.contains("Chloe Bennett"));
    // Page by page through the API, everybody once.
    let mut api = house.api("hr-manager").unwrap();
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = api
            .get(&format!("/api/v1/users?limit=4&sort=department{after}"))
            .text();
        let page: serde_json::Value = serde_json::from_str(&page).unwrap();
        for item in page["items"].as_array().unwrap() {
            seen.push(item["id"].as_str().unwrap().to_owned());
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), all), (names.users.len(), names.users.len()));
}

#[test]
fn many_at_once_says_beforehand_what_happens_to_each() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.signed_in("hr-manager");
    let names = Directory::of(&house.visit()).unwrap();
    let id = |role: &str| house.account(role).id.to_string();
    let lead = names
        .roles
        .values()
        .find(|role| role.key == "team-lead")
        .unwrap()
        .id;
    let (mei, vera, own) = (id("team-member"), id("administrator"), id("hr-manager"));
    let role = lead.to_string();
    let fields = [
        ("keys", mei.as_str()),
        ("keys", vera.as_str()),
        ("keys", own.as_str()),
        ("deed", "add_role"),
        ("role", role.as_str()),
    ];
    let looked = rosa.post_form("/users/bulk", &fields);
    assert_eq!(looked.status, 200);
    let text = looked.text();
    assert!(text.contains("Gets the role Team Lead"));
    assert!(
        text.contains("only admins can change their account"),
        "{text}"
    );
    assert!(text.contains("Nobody does this to themselves"));
    assert!(
        !house
            .visit()
            .find(house.account("team-member").id)
            .unwrap()
            .roles
            .contains(&lead)
    );
    let done = rosa.post_form("/users/bulk/apply", &fields);
    assert_eq!(done.status, 303, "{}", done.text());
    let user: User = house.visit().find(house.account("team-member").id).unwrap();
    assert!(user.roles.contains(&lead));
    let entry = house.visit().history(&user, None, 1).unwrap().remove(0);
    assert_eq!(
        rosa.post_form(&format!("/undo/{}", entry.seq), &[]).status,
        303
    );
    assert!(!house.visit().find(user.id).unwrap().roles.contains(&lead));

    // Deactivating who holds something asks who takes it over.
    let priya = id("sales-manager");
    let omar = id("sales-closer");
    let fields = [
        ("keys", priya.as_str()),
        ("keys", omar.as_str()),
        ("deed", "deactivate"),
    ];
    let text = rosa.post_form("/users/bulk", &fields).text();
    assert!(
        text.contains("Holds 1 department") || text.contains("roles don"),
        "{text}"
    );
    let mut vera = house.signed_in("administrator");
    let looked = vera.post_form("/users/bulk", &fields).text();
    assert!(looked.contains("Holds 1 department"), "{looked}");
    let chloe = id("sales-agent");
    let mut with = fields.to_vec();
    with.push(("to", chloe.as_str()));
    assert!(
        vera.post_form("/users/bulk", &with)
            .text()
            .contains("1 department go to Chloe Bennett")
    );
    let done = vera.post_form("/users/bulk/apply", &with);
    assert_eq!(done.status, 303, "{}", done.text());
    for role in ["sales-manager", "sales-closer"] {
        assert!(house.visit().find(house.account(role).id).unwrap().inactive);
    }
    let names = Directory::of(&house.visit()).unwrap();
    let sales = names.department_by_key("sales").unwrap();
    assert_eq!(sales.manager, Some(house.account("sales-agent").id));
    // To whoever leaves as well, nothing is given.
    let bad = [
        ("keys", mei.as_str()),
        ("deed", "deactivate"),
        ("to", mei.as_str()),
    ];
    let refused = vera.post_form("/users/bulk/apply", &bad);
    assert!(refused.status == 422 || refused.status == 303);
    // Invited again: those who never came in get a link.
    let again = rosa.post_form(
        "/users/bulk/apply",
        &[("keys", id("qa-reviewer").as_str()), ("deed", "invite")],
    );
    assert!(again.text().contains("/welcome/"), "{}", again.text());
}

#[test]
fn a_sheet_is_accounted_for_row_by_row_and_invites_nobody_twice() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("hr-manager").unwrap();
    let sheet = "Name,E-mail,Tier,Department,Role,Title\n\
        Ann Lee,ann@juniperhale.example,employee,Web,Team Member,Developer\n\
        Bo Ray,bo@juniperhale.example,,Nowhere,,\n\
        Cy Fox,not an address,,,,\n\
        Mei Again,mei.tanaka@juniperhale.example,,,,\n\
        Ann Twice,ann@juniperhale.example,,,,\n\
        Di High,di@juniperhale.example,admin,,,\n\
        Ed Up,ed@juniperhale.example,employee,,Department Manager,\n\
        Flo Sub,flo@juniperhale.example,client,,,\n\
        Gus Two,gus@juniperhale.example,employee,Web; SEO,team-member,\n";
    let send = |api: &mut atrium::testing::client::Client, path: &str| -> serde_json::Value {
        let upload = atrium::testing::client::Upload {
            field: "file",
            filename: "people.csv",
            content_type: "text/csv",
            bytes: sheet.as_bytes(),
        };
        let answer = api.post_multipart(path, &[], &[upload]);
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        answer.json()
    };
    let before = Directory::of(&house.visit()).unwrap().users.len();
    let looked = send(&mut api, "/api/v1/users/import/preview");
    let looked = looked["items"].as_array().unwrap();
    let what: Vec<&str> = looked
        .iter()
        .map(|row| row["what"].as_str().unwrap())
        .collect();
    assert_eq!(
        what,
        [
            "new", "refused", "refused", "refused", "refused", "refused", "refused", "refused",
            "new"
        ],
        "{looked:?}"
    );
    assert!(looked[1]["why"].as_str().unwrap().contains("Nowhere"));
    assert!(looked[3]["why"].as_str().unwrap().contains("this e-mail"));
    assert!(
        looked[6]["why"]
            .as_str()
            .unwrap()
            .contains("above your own roles")
    );
    assert_eq!(
        Directory::of(&house.visit()).unwrap().users.len(),
        before,
        "looking invites nobody"
    );
    let done = send(&mut api, "/api/v1/users/import");
    let links = done["links"].as_array().unwrap().iter();
    let links: Vec<&str> = links.filter_map(|row| row["link"].as_str()).collect();
    assert_eq!(links.len(), 2);
    assert_eq!(
        (&done["added"], &done["passed"]),
        (&serde_json::json!(2), &serde_json::json!(7))
    );
    let names = Directory::of(&house.visit()).unwrap();
    assert_eq!(names.users.len(), before + 2);
    let gus = names
        .users
        .values()
        .find(|user| user.name == "Gus Two")
        .unwrap();
    assert_eq!((gus.departments.len(), gus.roles.len()), (2, 1));
    // Again: the same rows, nobody new.
    let again = send(&mut api, "/api/v1/users/import");
    assert!(again["links"].as_array().unwrap().is_empty());
    let back = format!(
        "/api/v1/imports/{}/take-back",
        again["id"].as_str().unwrap()
    );
    assert_eq!(api.post_json(&back, &serde_json::json!({})).status, 409);
    assert_eq!(
        Directory::of(&house.visit()).unwrap().users.len(),
        before + 2
    );
    let mut hana = house.signed_in("department-manager");
    assert_eq!(hana.get("/users/import").status, 403);
}
