//! Two people edit the same record: the later one is shown what the other saved, and saves again knowingly.

use atrium::testing::{client::Client, house::House};
use serde_json::json;

use crate::support::steps::{done, get, page};

/// The fields of the form that posts to `action`, as a browser would send them.
fn fields(html: &str, action: &str) -> Vec<(String, String)> {
    let start = html
        .find(&format!("method=\"post\" action=\"{action}\""))
        .unwrap_or_else(|| panic!("no form posts to {action}"));
    let form = &html[start..start + html[start..].find("</form>").unwrap()];
    let attr = |tag: &str, name: &str| {
        let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(plain(&tag[from..from + tag[from..].find('"')?]))
    };
    let mut out = Vec::new();
    for (at, _) in form.match_indices('<') {
        let rest = &form[at..];
        let tag = &rest[..=rest.find('>').unwrap()];
        let inner = |close: &str| &rest[tag.len()..rest.find(close).unwrap()];
        let Some(name) = attr(tag, "name") else {
            continue;
        };
        if tag.starts_with("<textarea") {
            out.push((name, plain(inner("</textarea>").trim_start_matches('\n'))));
        } else if tag.starts_with("<select") {
            let options: Vec<&str> = inner("</select>").split("<option").skip(1).collect();
            let chosen = options.iter().find(|o| o.contains(" selected"));
            if let Some(option) = chosen.or(options.first()) {
                out.push((name, attr(&format!("<o{option}"), "value").unwrap()));
            }
        } else if tag.starts_with("<input") {
            let boxed = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
            if !boxed || tag.contains(" checked") {
                out.push((name, attr(tag, "value").unwrap_or_default()));
            }
        }
    }
    out
}

fn plain(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn send(client: &mut Client, action: &str, fields: &[(String, String)]) -> (u16, String) {
    let pairs: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let answer = client.post_form(action, &pairs);
    (answer.status, answer.text())
}

fn with(fields: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    assert!(
        fields.iter().any(|(held, _)| held == name),
        "no field {name}"
    );
    let other = |(held, old): &(String, String)| match held == name {
        true => (held.clone(), value.to_owned()),
        false => (held.clone(), old.clone()),
    };
    fields.iter().map(other).collect()
}

/// Opens the form twice, saves it twice with another text in `field`, and once more from what came back.
fn two_tabs(
    client: &mut Client,
    edit: &str,
    action: &str,
    field: &str,
    [first, second]: [&str; 2],
) {
    let form = fields(&page(client, edit), action);
    let (status, said) = send(client, action, &with(&form, field, first));
    assert_eq!(status, 303, "{action}: {said}");
    let (status, back) = send(client, action, &with(&form, field, second));
    assert_eq!(status, 422, "{action}: {back}");
    assert!(back.contains("Somebody else saved"), "{action}: {back}");
    let theirs = back.split("class=\"theirs\"").nth(1);
    assert!(
        theirs.is_some_and(|at| at[..400.min(at.len())].contains(first)),
        "{action} does not show what was saved: {back}"
    );
    let again = fields(&back, action);
    let (_, typed) = again.iter().find(|(held, _)| held == field).unwrap();
    assert_eq!(typed, second, "{action} keeps what was typed");
    let (status, said) = send(client, action, &again);
    assert_eq!(status, 303, "{action}, saved again: {said}");
}

#[test]
fn a_late_save_is_shown_theirs_and_saves_again() {
    let house = House::filled().unwrap();
    let mut ines = house.signed_in("superadmin");
    let mut api = house.api("superadmin").unwrap();
    let mut first = |list: &str, fits: &dyn Fn(&serde_json::Value) -> bool| {
        let all = get(&mut api, list);
        let found = all["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| fits(item));
        found.unwrap_or_else(|| panic!("nothing in {list}"))["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let any = |_: &serde_json::Value| true;
    let words = ["First text", "Second text"];

    let lead = format!("/leads/{}", first("/api/v1/leads", &any));
    two_tabs(&mut ines, &format!("{lead}/edit"), &lead, "city", words);
    let client = format!("/clients/{}", first("/api/v1/clients", &any));
    two_tabs(&mut ines, &format!("{client}/edit"), &client, "note", words);
    let contacts = format!("/api/v1{client}/contacts");
    let contact = format!("/contacts/{}", first(&contacts, &any));
    two_tabs(
        &mut ines,
        &format!("{contact}/edit"),
        &contact,
        "role",
        words,
    );
    let project = first("/api/v1/projects", &any);
    let at = format!("/projects/{project}");
    two_tabs(&mut ines, &format!("{at}/edit"), &at, "title", words);
    let milestone = first(&format!("/api/v1/milestones?project={project}"), &any);
    let at = format!("/milestones/{milestone}");
    two_tabs(&mut ines, &format!("{at}/edit"), &at, "title", words);
    let task = first(&format!("/api/v1/tasks?project={project}"), &any);
    let at = format!("/tasks/{task}");
    two_tabs(&mut ines, &format!("{at}/edit"), &at, "detail", words);
    let ticket = first("/api/v1/tickets", &|t| {
        t["stage"] != "closed" && t["stage"] != "cancelled"
    });
    let at = format!("/tickets/{ticket}/edit");
    two_tabs(&mut ines, &at, &at, "title", words);
    let user = format!("/users/{}", house.account("team-member").id);
    two_tabs(&mut ines, &user, &user, "title", words);

    let mut quotes = house.api("superadmin").unwrap();
    let drafts = get(&mut quotes, "/api/v1/quotes?status=draft");
    if let Some(quote) = drafts["items"].as_array().unwrap().first() {
        let at = format!("/quotes/{}", quote["id"].as_str().unwrap());
        two_tabs(&mut ines, &format!("{at}/edit"), &at, "title", words);
        two_tabs(
            &mut ines,
            &format!("{at}/edit"),
            &at,
            "lines.0.title",
            words,
        );
    }
    let waiting = get(&mut quotes, "/api/v1/approvals");
    if let Some(approval) = waiting["items"].as_array().unwrap().first() {
        let at = format!("/approvals/{}", approval["id"].as_str().unwrap());
        two_tabs(&mut ines, &at, &at, "conditions", words);
    }
    let times = get(&mut quotes, "/api/v1/time-entries");
    if let Some(entry) = times["items"].as_array().unwrap().first() {
        let at = format!("/time/{}", entry["id"].as_str().unwrap());
        two_tabs(&mut ines, &format!("{at}/edit"), &at, "note", words);
    }
}

#[test]
fn a_late_save_of_a_playbook_saves_again_too() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("department-manager").unwrap();
    let body = json!({ "name": "Small website", "category": "web" });
    let made = done(&mut api, "/api/v1/playbooks", &body);
    let book = made["id"].as_str().unwrap();
    let step = json!({ "level": "milestone", "title": "Build" });
    let held = done(&mut api, &format!("/api/v1/playbooks/{book}/steps"), &step);
    let key = held["steps"][0]["key"].as_u64().unwrap();
    let mut helen = house.signed_in("department-manager");
    let at = format!("/playbooks/{book}");
    two_tabs(
        &mut helen,
        &format!("{at}?step={key}"),
        &format!("{at}/steps/{key}"),
        "title",
        ["Build it", "Make it"],
    );
    two_tabs(
        &mut helen,
        &at,
        &format!("{at}/questions"),
        "questions",
        ["Booking: no, yes", "Blog: no, yes"],
    );
}
