//! The contract of the API, whatever feature answers: answers are as they are described, and a write may say over which
//! version it is made.

use atrium::{
    features::{self, people, sign_in},
    testing::{
        client::{Client, Response, Upload},
        house::House,
    },
    web::openapi,
};
use serde_json::{Value, json};

use super::{budgets::given, work::text};
use crate::support::steps::{done, get, refused};

/// What of a value isn't as its schema says.
pub fn misfits(all: &Value, schema: &Value, held: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let schema = &all["components"]["schemas"][name];
        assert!(schema.is_object(), "there is no schema {name}");
        return misfits(all, schema, held, at, wrong);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = any.iter().any(|schema| {
            let mut wrong = Vec::new();
            misfits(all, schema, held, at, &mut wrong);
            wrong.is_empty()
        });
        if !fits {
            wrong.push(format!("{at} is none of what it may be: {held}"));
        }
        return;
    }
    let is = match held {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    if !types.contains(&json!(is)) {
        wrong.push(format!("{at} is {is}, not {types:?}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(held)
    {
        wrong.push(format!("{at} is {held}, none of {words:?}"));
    }
    if let Some(each) = schema.get("items") {
        for (n, item) in held.as_array().into_iter().flatten().enumerate() {
            misfits(all, each, item, &format!("{at}.{n}"), wrong);
        }
    }
    // What says nothing of what it holds may hold anything.
    let (named, others) = (schema.get("properties"), schema.get("additionalProperties"));
    if named.is_none() && others.is_none() {
        return;
    }
    for (name, value) in held.as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        match named.and_then(|named| named.get(name)).or(others) {
            Some(schema) => misfits(all, schema, value, &at, wrong),
            None => wrong.push(format!("{at} is not described")),
        }
    }
}

#[test]
fn every_described_answer_is_as_it_is_described() {
    let house = House::filled().unwrap();
    let all = openapi::of_routes(&features::routes(), &features::schema());
    let (mut wrong, mut records, mut kinds) = (Vec::new(), 0, 0);
    let names = people::Directory::of(&house.visit()).unwrap();
    let client = names
        .users
        .values()
        .find(|user| user.client.is_some())
        .unwrap();
    let token = sign_in::add_token_for(
        &house.visit(),
        client.id,
        "test",
        1,
        people::ADMINISTER,
        true,
    );
    for role in ["superadmin", "team-member", "client"] {
        let mut by = match role {
            "client" => house.client().with_bearer(token.as_ref().unwrap()),
            role => house.api(role).unwrap(),
        };
        for route in features::routes() {
            let path = &route.path;
            if route.record.is_none() || route.method != "GET" || path.contains('{') {
                continue;
            }
            if role == "client" && !route.for_clients {
                continue;
            }
            let schema = &all["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
                ["schema"];
            // Milestones are asked for by their project.
            let asked = match path.ends_with("/milestones") {
                true => {
                    let first = by.get("/api/v1/projects?limit=1").json();
                    format!(
                        "{path}?project={}",
                        first["items"][0]["id"].as_str().unwrap()
                    )
                }
                false => format!("{path}?limit=60"),
            };
            let answer = by.get(&asked);
            if answer.status == 403 {
                continue;
            }
            assert_eq!(answer.status, 200, "{role} {asked}: {}", answer.text());
            let body = answer.json();
            misfits(&all, schema, &body, path, &mut wrong);
            records += body["items"].as_array().unwrap().len();
            kinds += 1;
            // One by itself is the same.
            if let Some(id) = body["items"][0]["id"].as_str()
                && let one = format!("{path}/{id}")
                && let Some(operation) = all["paths"].get(format!("{path}/{{id}}"))
                && operation.get("get").is_some()
            {
                let answer = by.get(&one);
                let schema =
                    &operation["get"]["responses"]["200"]["content"]["application/json"]["schema"];
                misfits(&all, schema, &answer.json(), &one, &mut wrong);
                let version = answer.json()["version"].as_u64().unwrap();
                assert_eq!(
                    answer.header("etag"),
                    Some(format!("\"{version}\"").as_str())
                );
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(records > 200 && kinds > 20, "{records} of {kinds}");
}

fn sent(by: &mut Client, method: &str, path: &str, tag: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json"), ("if-match", tag)];
    by.request(method, path, &headers, body.to_string().as_bytes())
}

#[test]
fn a_write_may_say_over_which_version_it_is_made() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "one"),
    ];
    let body = json!({ "company": "Alder", "contact": "Ann" }).to_string();
    let made = omar.request("POST", "/api/v1/leads", &headers, body.as_bytes());
    assert_eq!(made.status, 201, "{}", made.text());
    let at = made.header("location").unwrap().to_owned();
    assert_eq!(omar.get(&at).json()["company"], "Alder");
    assert_eq!(made.header("idempotency-replayed"), None);
    let again = omar.request("POST", "/api/v1/leads", &headers, body.as_bytes());
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json()["id"], made.json()["id"]);

    let old = omar.get(&at).header("etag").unwrap().to_owned();
    let done = sent(&mut omar, "PATCH", &at, &old, &json!({ "city": "Austin" }));
    assert_eq!(done.status, 200, "{}", done.text());
    let new = done.header("etag").unwrap().to_owned();
    assert_ne!(new, old);

    // Stale, and so nothing is done: an edit, and deeds whose forms know of no version.
    let newest = house.newest_deed();
    let qualified = json!({ "budget": "yes", "authority": "yes", "need": "yes", "time": "yes" });
    for (method, path, body) in [
        ("PATCH", at.clone(), json!({ "city": "Dallas" })),
        ("POST", format!("{at}/qualify"), qualified),
        (
            "POST",
            format!("{at}/activities"),
            json!({ "text": "Called" }),
        ),
        ("POST", format!("{at}/lose"), json!({ "reason": "price" })),
    ] {
        let answer = sent(&mut omar, method, &path, &old, &body);
        assert_eq!(answer.status, 412, "{method} {path}: {}", answer.text());
        assert_eq!(answer.json()["status"], 412);
    }
    assert_eq!(house.newest_deed(), newest, "nothing was written");
    // The field of a body goes on being answered as before.
    let version = old.trim_matches('"').parse::<u64>().unwrap();
    let body = json!({ "city": "Dallas", "version": version });
    let answer = omar.request(
        "PATCH",
        &at,
        &[("content-type", "application/json")],
        body.to_string().as_bytes(),
    );
    assert_eq!(answer.status, 409);

    // What one may not see says nothing of its version; a tag that is none is refused.
    let mut mei = house.api("team-member").unwrap();
    let answer = sent(&mut mei, "PATCH", &at, &old, &json!({ "city": "Dallas" }));
    assert!([403, 404].contains(&answer.status), "{}", answer.status);
    let answer = sent(
        &mut omar,
        "PATCH",
        &at,
        "W/\"1\"",
        &json!({ "city": "Dallas" }),
    );
    assert_eq!(answer.status, 422);
    assert_eq!(answer.json()["errors"][0]["field"], "If-Match");
    let done = sent(&mut omar, "PATCH", &at, &new, &json!({ "city": "Dallas" }));
    assert_eq!(done.status, 200);
    assert_eq!(done.json()["city"], "Dallas");
}

fn patch(by: &mut Client, path: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json")];
    by.request("PATCH", path, &headers, body.to_string().as_bytes())
}

fn said_beside(answer: &Response, field: &str) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let body = answer.json();
    let errors = body["errors"].as_array().unwrap().iter();
    let mut found = errors.filter(|error| error["field"] == field);
    let message = found.next().map(|error| error["message"].clone());
    let Some(Value::String(message)) = message else {
        panic!("nothing beside {field}: {}", answer.text());
    };
    message
}

#[test]
fn a_record_is_read_changed_in_one_place_and_sent_back() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({ "company": "Alder", "contact": "Ann", "value": "12.50", "city": "Austin" });
    let made = omar.post_json("/api/v1/leads", &lead);
    assert_eq!(made.status, 201, "{}", made.text());
    let at = made.header("location").unwrap().to_owned();
    let mut told = omar.get(&at).json();
    assert_eq!(told["value"], 1250);
    told["value"] = json!(2000);
    let answer = patch(&mut omar, &at, &told);
    assert_eq!(answer.json()["value"], 2000, "{}", answer.text());
    assert_eq!(answer.json()["city"], "Austin");
    // What is old is told to be old, and not that what changed meanwhile can't be changed.
    told["score"] = json!(101);
    assert_eq!(patch(&mut omar, &at, &told).status, 409);
    let mut told = omar.get(&at).json();
    told["score"] = json!(101);
    assert!(said_beside(&patch(&mut omar, &at, &told), "score").contains("can't be changed here"));

    for (body, field, words) in [
        (json!({ "value": 12.5 }), "value", "minor units"),
        (json!({ "valeu": 1 }), "valeu", "`value`"),
        (json!({ "company": null }), "company", "missing"),
        (json!({ "source": null }), "source", "missing"),
        (json!({ "despite": true }), "despite", "no field"),
    ] {
        let said = said_beside(&patch(&mut omar, &at, &body), field);
        assert!(said.to_lowercase().contains(words), "{body}: {said}");
    }
    let cleared = patch(&mut omar, &at, &json!({ "city": null, "value": "20" })).json();
    assert_eq!(
        (&cleared["city"], &cleared["value"]),
        (&json!(""), &json!(2000))
    );

    let body = json!({ "company": "Birch", "contact": "Bo", "version": 1 });
    let answer = omar.post_json("/api/v1/leads", &body);
    assert!(said_beside(&answer, "version").contains("Leave it out"));
}

#[test]
fn a_rule_over_two_fields_sees_the_one_that_was_not_sent() {
    let house = House::with_cast().unwrap();
    let mut dana = house.api("it-administrator").unwrap();
    let told = dana.get("/api/v1/settings").json();
    let opens = told["opens"].as_i64().unwrap();
    let early = json!({ "closes": opens - 60 });
    said_beside(&patch(&mut dana, "/api/v1/settings", &early), "closes");
    let later = patch(
        &mut dana,
        "/api/v1/settings",
        &json!({ "closes": "18:30", "tax": 900 }),
    );
    assert_eq!(later.status, 200, "{}", later.text());
    assert_eq!(later.json()["closes"], 18 * 60 + 30);
    assert_eq!(
        (&later.json()["tax"], &later.json()["opens"]),
        (&json!(900), &told["opens"])
    );
}

#[test]
fn a_file_in_a_field_that_nobody_knows_is_not_taken() {
    let house = House::with_cast().unwrap();
    let mut lena = house.api("account-manager").unwrap();
    let file = |field| Upload {
        field,
        filename: "a.pdf",
        content_type: "application/pdf",
        bytes: b"%PDF-1.7\n",
    };
    let fields = [("name", "A letter")];
    let answer = lena.post_multipart("/api/v1/documents", &fields, &[file("datei")]);
    assert!(said_beside(&answer, "datei").contains("`file`"));
    let both = [file("file"), file("file")];
    let answer = lena.post_multipart("/api/v1/documents", &fields, &both);
    assert!(said_beside(&answer, "file").contains("One file at a time"));
}

/// A write that says a condition is done with it or not at all: never as if it had said none.
#[test]
fn no_condition_of_a_write_is_passed_over() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({ "company": "Alder", "contact": "Ann" });
    let made = omar.post_json("/api/v1/leads", &lead);
    let at = made.header("location").unwrap().to_owned();
    let tag = omar.get(&at).header("etag").unwrap().to_owned();
    let last = house.last_of("sales-closer");
    let city = json!({ "city": "Austin" }).to_string();
    let json = ("content-type", "application/json");
    for (name, said) in [
        ("if-none-match", "*"),
        ("if-none-match", tag.as_str()),
        ("if-unmodified-since", "Mon, 02 Nov 2026 10:00:00 GMT"),
    ] {
        let answer = omar.request("PATCH", &at, &[json, (name, said)], city.as_bytes());
        assert_eq!(answer.status, 422, "{name}: {}", answer.text());
        let field = answer.json()["errors"][0]["field"].clone();
        assert!(
            field.as_str().unwrap().eq_ignore_ascii_case(name),
            "{field}"
        );
    }
    // Two tags are a choice, which is none here.
    let two = [json, ("if-match", "\"1\""), ("if-match", tag.as_str())];
    let answer = omar.request("PATCH", &at, &two, city.as_bytes());
    assert_eq!(answer.status, 422, "{}", answer.text());
    // What isn't there yet, and what has no version, can't have that one.
    let more = json!({ "company": "Birch", "contact": "Bo" });
    let answer = sent(&mut omar, "POST", "/api/v1/leads", &tag, &more);
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(
        said_beside(&answer, "If-Match"),
        "Nothing at this address has a version. Leave If-Match away."
    );
    assert_eq!(house.last_of("sales-closer"), last, "nothing was written");
    // And the description says where it can be said.
    let all = omar.get("/api/openapi.json").json();
    let says = |path: &str, method: &str| {
        let parameters = all["paths"][path][method]["parameters"].as_array().unwrap();
        parameters.iter().any(|of| of["name"] == "If-Match")
    };
    assert!(says("/api/v1/leads/{id}", "patch") && says("/api/v1/settings", "patch"));
    assert!(!says("/api/v1/leads", "post") && !says("/api/v1/mail/test", "post"));
}

#[test]
fn where_the_company_wants_it_programs_say_over_which_version_they_write() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({ "company": "Alder", "contact": "Ann" });
    let at = omar.post_json("/api/v1/leads", &lead);
    let at = at.header("location").unwrap().to_owned();
    let mut dana = house.api("it-administrator").unwrap();
    let on = patch(
        &mut dana,
        "/api/v1/settings",
        &json!({ "demand_versions": true }),
    );
    assert_eq!(on.status, 200, "{}", on.text());

    let city = json!({ "city": "Austin" });
    for (path, body) in [
        (at.clone(), &city),
        (format!("{at}/activities"), &json!({ "text": "x" })),
    ] {
        let method = if path == at { "PATCH" } else { "POST" };
        let headers = [("content-type", "application/json")];
        let answer = omar.request(method, &path, &headers, body.to_string().as_bytes());
        assert_eq!(answer.status, 428, "{}", answer.text());
        assert_eq!(answer.json()["type"], "urn:atrium:problem:unversioned");
        assert_eq!(sent(&mut omar, method, &path, "*", body).status, 428);
    }
    let tag = omar.get(&at).header("etag").unwrap().to_owned();
    assert_eq!(sent(&mut omar, "PATCH", &at, &tag, &city).status, 200);
    assert_eq!(sent(&mut omar, "PATCH", &at, &tag, &city).status, 412);
    // What isn't there yet has no version; a page says it by itself.
    let other = json!({ "company": "Birch", "contact": "Bo" });
    assert_eq!(omar.post_json("/api/v1/leads", &other).status, 201);
    let mut page = house.signed_in("sales-closer");
    let number = at.rsplit('/').next().unwrap();
    let form = [
        ("company", "Alder Creek"),
        ("contact", "Ann"),
        ("source", "yelp"),
    ];
    assert_eq!(
        page.post_form(&format!("/leads/{number}"), &form).status,
        303
    );
    // The settings have a version too.
    let off = json!({ "demand_versions": false });
    assert_eq!(patch(&mut dana, "/api/v1/settings", &off).status, 428);
    let tag = dana
        .get("/api/v1/settings")
        .header("etag")
        .unwrap()
        .to_owned();
    assert_eq!(
        sent(&mut dana, "PATCH", "/api/v1/settings", "\"0\"", &off).status,
        412
    );
    assert_eq!(
        sent(&mut dana, "PATCH", "/api/v1/settings", &tag, &off).status,
        200
    );
}

#[test]
fn a_write_says_nothing_in_its_address_that_nobody_reads() {
    let house = House::filled().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let company = json!({ "company": "Alder" });
    let made = omar.post_json("/api/v1/leads", &company);
    assert_eq!(made.status, 201, "{}", made.text());
    let lead = format!("/api/v1/leads/{}", made.json()["id"].as_str().unwrap());
    let times = mei.get("/api/v1/time-entries").json();
    let entry = times["items"][0]["id"].as_str().unwrap();
    let entry = format!("/api/v1/time-entries/{entry}");
    let before = house.newest_deed();
    let refused = |by: &mut Client, method, path: &str, body: Value| {
        let path = format!("{path}?notify=no");
        let headers = [("content-type", "application/json")];
        let answer = by.request(method, &path, &headers, body.to_string().as_bytes());
        assert!(said_beside(&answer, "notify").contains("notify"), "{path}");
    };
    refused(&mut omar, "POST", "/api/v1/leads", company);
    refused(&mut omar, "PATCH", &lead, json!({ "city": "Austin" }));
    refused(&mut mei, "DELETE", &entry, json!({}));
    assert_eq!(house.newest_deed(), before, "nothing was done");
}

#[test]
fn a_subtask_is_shown_to_the_client_with_its_task() {
    let house = House::filled().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let projects = hana.get("/api/v1/projects?limit=200").json();
    let mut items = projects["items"].as_array().unwrap().iter();
    let project = items.find(|held| held["state"] == "active");
    let project = project.expect("a project under way")["id"].clone();
    let at = format!("/api/v1/milestones?project={}", project.as_str().unwrap());
    let milestone = hana.get(&at).json()["items"][0]["id"].clone();
    let task = json!({ "project": project, "milestone": milestone, "title": "All of it", "client_visible": true });
    let above = hana.post_json("/api/v1/tasks", &task);
    assert_eq!(above.status, 201, "{}", above.text());
    assert_eq!(above.json()["client_visible"], true);
    let mut part =
        json!({ "parent": above.json()["id"], "title": "A part", "client_visible": true });
    let refused = hana.post_json("/api/v1/tasks", &part);
    assert!(said_beside(&refused, "client_visible").contains("the task above"));
    part["client_visible"] = json!(false);
    let made = hana.post_json("/api/v1/tasks", &part);
    assert_eq!(made.status, 201, "{}", made.text());
}

#[test]
fn what_names_one_place_twice_names_the_same() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut jonas = house.api("project-manager").unwrap();
    let (kind, _) = project.split_once('-').unwrap();
    let held = get(&mut jonas, &format!("/api/v1/tasks/{task}"));
    let task = held["parent"].as_str().unwrap_or(&task).to_owned();
    let part =
        |field: &str, value: &str| json!({ "title": "Proof it", "parent": task, (field): value });
    let other = format!("{kind}-999999");
    let why = refused(&mut jonas, "/api/v1/tasks", &part("project", &other), 422);
    assert!(
        why.contains("\"project\"") && why.contains(&project),
        "{why}"
    );
    let why = refused(
        &mut jonas,
        "/api/v1/tasks",
        &part("milestone", "MS-999999"),
        422,
    );
    assert!(why.contains("\"milestone\""), "{why}");
    let made = done(&mut jonas, "/api/v1/tasks", &part("project", &project));
    assert_eq!(text(&made, "project"), project);
}

#[test]
fn json_is_read_as_what_it_says_it_is() {
    let house = House::with_cast().unwrap();
    let mut amira = house.api("account-manager").unwrap();
    for (kind, status) in [
        ("application/json; charset=utf-16", 422),
        ("application/json; charset=\"UTF-8\"", 201),
        ("application/json;charset=utf-8", 201),
    ] {
        let body = json!({ "name": format!("Firm of {}", kind.len()) }).to_string();
        let headers = [("content-type", kind)];
        let answer = amira.request("POST", "/api/v1/clients", &headers, body.as_bytes());
        assert_eq!(answer.status, status, "{kind}: {}", answer.text());
    }
}
