//! Open pages follow what others do, by fetching what changed and nothing else.

use std::collections::BTreeSet;

use atrium::testing::house::House;
use serde_json::{Value, json};

use super::{
    looks::sign_in,
    work::{planned, tasks, text},
};
use crate::support::{
    browser::{Browser, Page},
    steps::done,
};

const BOARD: &str = "/leads/board";

fn lead(house: &House, company: &str) -> String {
    let mut omar = house.api("sales-closer").unwrap();
    let made = omar.post_json(
        "/api/v1/leads",
        &json!({ "company": company, "contact": "Naomi Frost", "source": "yelp" }),
    );
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

fn part(house: &House, role: &str, path: &str, regions: &str) -> (u16, String) {
    let accept = format!("text/html; part=\"{regions}\"");
    let answer = house
        .signed_in(role)
        .request("GET", path, &[("accept", &accept)], &[]);
    (answer.status, answer.text())
}

#[test]
fn a_part_of_a_page_is_as_in_the_page_and_for_whom_the_page_is() {
    let house = House::with_cast().unwrap();
    let first = lead(&house, "Alder Creek Veterinary");
    lead(&house, "Copper Kettle Inn");
    let card = format!("card-{first}");
    let (status, alone) = part(&house, "sales-closer", BOARD, &card);
    assert_eq!(status, 200);
    assert!(alone.contains("Alder Creek"), "{alone}");
    assert!(!alone.contains("Copper Kettle") && !alone.contains("<nav"));
    let (_, inner) = alone.split_once("<template>").unwrap();
    let (inner, _) = inner.split_once("</template>").unwrap();
    let whole = house.signed_in("sales-closer").get(BOARD).text();
    assert!(whole.contains(inner), "{inner}\nis not in\n{whole}");
    // Around the page: each by its name, and nothing of the page itself.
    let (_, walls) = part(&house, "sales-closer", BOARD, "bell sidebar timer");
    assert_eq!(walls.matches("<template>").count(), 3, "{walls}");
    assert!(!walls.contains("Alder Creek"));
    // A filter that it doesn't fit, a record that isn't theirs, a page that isn't.
    let (_, filtered) = part(
        &house,
        "sales-closer",
        "/leads/board?source=referral",
        &card,
    );
    assert!(!filtered.contains("Alder Creek"), "{filtered}");
    for role in ["team-member", "accountant"] {
        let (status, refused) = part(&house, role, BOARD, &card);
        assert!(status == 403 || status == 404, "{role}: {status}");
        assert_eq!(refused, "", "{role}");
    }
    let mut stranger = house.client();
    let accept = format!("text/html; part=\"{card}\"");
    let answer = stranger.request("GET", BOARD, &[("accept", &accept)], &[]);
    assert_eq!(answer.status, 401);
    assert!(!answer.text().contains("Alder Creek"));
}

/// How much was fetched to keep the page fresh since `watch`: requests, and bytes of their bodies.
const WATCH: &str = "(() => {
    globalThis.fetched = [];
    const ask = globalThis.fetch;
    globalThis.fetch = async (...asked) => {
        const answer = await ask(...asked);
        const text = await answer.clone().text();
        fetched.push(text.length);
        return answer;
    };
})()";

#[test]
fn a_board_draws_the_changed_card_anew_and_no_more() {
    let house = House::with_cast().unwrap();
    let first = lead(&house, "Alder Creek Veterinary");
    for n in 0..20 {
        lead(&house, &format!("Copper Kettle Inn {n}"));
    }
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "sales-closer");
    page.goto(&house.url(BOARD));
    page.eval(WATCH);
    page.wait_js("!document.querySelector('[aria-busy=true]')");
    let mut omar = house.api("sales-closer").unwrap();
    let path = format!("/api/v1/leads/{first}");
    let renamed = omar.request(
        "PATCH",
        &path,
        &[("content-type", "application/json")],
        json!({ "company": "Alder Creek Clinic" })
            .to_string()
            .as_bytes(),
    );
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    let card = format!("#card-{first}");
    page.wait_text(&card, "Alder Creek Clinic");
    let fetched = page.eval("fetched");
    let sizes: Vec<u64> = fetched
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_u64)
        .collect();
    assert!(
        sizes.iter().all(|size| *size < 4_000) && sizes.len() <= 2,
        "{sizes:?}"
    );
    // What of it stands elsewhere too (its lane, its value) brings the whole board.
    done(
        &mut omar,
        &format!("{path}/move"),
        &json!({ "to": "contacted" }),
    );
    page.wait(&format!(
        "[data-lane=contacted] {card}, [data-key=contacted] {card}, #contacted {card}"
    ));
}

/// What each region of a page says, but for clocks that run by themselves.
const SAID: &str = "Object.fromEntries([...document.querySelectorAll('[data-live-id]')].map(node => {
    const copy = node.cloneNode(true);
    for (const each of copy.querySelectorAll('[data-since], [data-rel], time')) each.textContent = '';
    return [node.dataset.liveId, copy.textContent.replace(/\\s+/g, ' ').trim()];
}))";

/// The regions of an open page that say something else than when it is opened now.
fn differs(open: &Page, now: &Page) -> Vec<String> {
    now.goto(&open.url());
    let (shown, fresh) = (open.eval(SAID), now.eval(SAID));
    let (shown, fresh) = (shown.as_object().unwrap(), fresh.as_object().unwrap());
    let ids: BTreeSet<&String> = shown.keys().chain(fresh.keys()).collect();
    ids.into_iter()
        .filter(|id| shown.get(*id) != fresh.get(*id))
        .map(|id| format!("{id}: {:?}, not {:?}", shown.get(id), fresh.get(id)))
        .collect()
}

#[test]
fn an_open_page_is_what_it_would_be_opened_now() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let plan = tasks(&mut bilal, &project);
    let (task, sub) = (text(&plan[0], "id"), text(&plan[1], "id"));
    let browser = Browser::launch();
    let first = browser.page();
    sign_in(&house, &first, "team-lead");
    let pages: Vec<(String, Page)> = [
        "/".to_owned(),
        "/tasks?show=all".into(),
        "/tasks?show=all&view=list".into(),
        "/inbox".into(),
        format!("/projects/{project}"),
        format!("/projects/{project}/tasks"),
        format!("/tasks/{task}"),
        format!("/tasks/{sub}"),
    ]
    .into_iter()
    .map(|path| {
        let page = first.tab();
        page.goto(&house.url(&path));
        (path, page)
    })
    .collect();
    let member = house.account("team-member").id.to_string();
    for each in &plan[..4] {
        let path = format!("/api/v1/tasks/{}/assign", text(each, "id"));
        done(&mut bilal, &path, &json!({ "assignee": member }));
    }
    let about = |verb: &str| format!("/api/v1/tasks/{sub}/{verb}");
    done(
        &mut mei,
        &about("comments"),
        &json!({ "text": "Which pages stay?" }),
    );
    done(
        &mut mei,
        "/api/v1/time-entries",
        &json!({ "task": sub, "minutes": "1:10" }),
    );
    done(&mut mei, &about("hand-in"), &json!({}));
    done(
        &mut bilal,
        &about("comments"),
        &json!({ "text": "All but the old ones." }),
    );
    // A card that the board's filter doesn't let through isn't drawn, on one's own board either.
    let card = format!("card-{sub}");
    for (path, drawn) in [
        ("/tasks?show=mine", true),
        ("/tasks?show=mine&priority=urgent", false),
    ] {
        let (status, text) = part(&house, "team-member", path, &card);
        assert_eq!(
            (status, text.contains("<article")),
            (200, drawn),
            "{path}: {text}"
        );
    }
    let fresh = first.tab();
    let mut wrong = Vec::new();
    for (path, page) in &pages {
        let mut found = differs(page, &fresh);
        for _ in 0..20 {
            if found.is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(250));
            found = differs(page, &fresh);
        }
        wrong.extend(found.into_iter().map(|line| format!("{path} {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
