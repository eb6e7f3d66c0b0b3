//! Open pages follow what others do, by fetching what changed and nothing else.

use std::collections::BTreeSet;

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::{
    looks::sign_in,
    rooms::{group, say},
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

/// What each region of a page says, but for clocks that run by themselves, and the line above what came while it was open.
const SAID: &str = "Object.fromEntries([...document.querySelectorAll('[data-live-id]')].map(node => {
    const copy = node.cloneNode(true);
    for (const each of copy.querySelectorAll('[data-since], [data-rel], time')) each.textContent = '';
    for (const line of copy.querySelectorAll('[data-new]')) line.remove();
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
        "/tasks?show=all&view=calendar".into(),
        "/tasks?show=all&swim=assignee".into(),
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
        for _ in 0..120 {
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

#[test]
fn an_open_conversation_is_what_it_would_be_opened_now() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let task = text(&plan[0], "id");
    let path = format!("/api/v1/conversations/{task}/posts");
    let say = |client: &mut Client, words: &str| done(client, &path, &json!({ "text": words }));
    let first = say(&mut bilal, "Which pages stay?");
    let browser = Browser::launch();
    let open = browser.page();
    sign_in(&house, &open, "project-manager");
    open.goto(&house.url(&format!("/tasks/{task}")));
    let fresh = open.tab();
    let as_now = |what: &str| {
        let mut found = differs(&open, &fresh);
        for _ in 0..40 {
            if found.is_empty() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(250));
            found = differs(&open, &fresh);
        }
        panic!("{what}: {}", found.join("\n"));
    };
    let post = format!("/api/v1/posts/{}", text(&first, "id"));
    open.eval(WATCH);
    let second = say(&mut bilal, "All but the **old** ones.");
    open.wait_text("#talk", "All but the old ones.");
    as_now("a new post");
    let edit = json!({ "text": "Which pages go?" }).to_string();
    let json_type = [("content-type", "application/json")];
    assert_eq!(
        bilal
            .request("PATCH", &post, &json_type, edit.as_bytes())
            .status,
        200
    );
    as_now("an edited post");
    done(
        &mut bilal,
        &format!("{post}/react"),
        &json!({ "sign": "\u{1f44d}" }),
    );
    as_now("a sign");
    done(
        &mut bilal,
        &format!("{post}/unreact"),
        &json!({ "sign": "\u{1f44d}" }),
    );
    as_now("a sign taken back");
    done(&mut bilal, &format!("{post}/pin"), &json!({}));
    as_now("a pin");
    done(
        &mut bilal,
        &path,
        &json!({ "text": "A reply", "reply_to": first["id"] }),
    );
    as_now("a reply");
    let named = format!("See {task}, @{}", house.account("project-manager").name);
    say(&mut bilal, &named);
    as_now("a post that names its reader");
    let gone = format!("/api/v1/posts/{}", text(&second, "id"));
    assert_eq!(
        bilal.request("DELETE", &gone, &json_type, b"{}").status,
        200
    );
    as_now("a post that was taken away");
}

/// Every event that a room's page hears of, one after the other: what is shown after each is what the page would show if it
/// were opened then.
#[test]
fn an_open_room_is_what_it_would_be_opened_now_after_whatever_happens() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead", "team-member"]);
    let other = group(&house, &mut hana, "managers", &["team-member"]);
    let first = say(&mut hana, &room, "The first of all");
    let browser = Browser::launch();
    let open = browser.page();
    sign_in(&house, &open, "team-member");
    open.goto(&house.url(&format!("/chat/{room}?thread={first}&post={first}")));
    let fresh = open.tab();
    let as_now = |what: &str| {
        let mut found = differs(&open, &fresh);
        for _ in 0..40 {
            if found.is_empty() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(250));
            found = differs(&open, &fresh);
        }
        panic!("{what}: {}", found.join("\n"));
    };
    let json_type = [("content-type", "application/json")];
    let patch = |client: &mut Client, path: &str, body: Value| {
        let answer = client.request("PATCH", path, &json_type, body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    };
    let post = |id: &str, verb: &str| format!("/api/v1/posts/{id}/{verb}");
    let said = format!("/api/v1/conversations/{room}/posts");
    let second = say(&mut bilal, &room, "The **second** of all");
    as_now("a post");
    let reply = json!({ "text": "An answer", "reply_to": first });
    let reply = done(&mut bilal, &said, &reply);
    as_now("a reply");
    done(
        &mut bilal,
        &said,
        &json!({ "text": "Quoting", "quote": second }),
    );
    as_now("a quote");
    patch(
        &mut bilal,
        &format!("/api/v1/posts/{second}"),
        json!({ "text": "The second, mended" }),
    );
    as_now("an edit");
    done(&mut hana, &post(&second, "react"), &json!({ "sign": "👍" }));
    as_now("a sign");
    done(
        &mut hana,
        &post(text(&reply, "id"), "react"),
        &json!({ "sign": "✅" }),
    );
    as_now("a sign in a thread");
    done(
        &mut hana,
        &post(&second, "unreact"),
        &json!({ "sign": "👍" }),
    );
    as_now("a sign taken back");
    say(&mut hana, &room, "@Mei Tanaka have a look");
    as_now("a mention");
    say(&mut hana, &other, "Said elsewhere");
    as_now("a post in another room");
    let path = format!("/api/v1/posts/{}", text(&reply, "id"));
    assert_eq!(
        bilal.request("DELETE", &path, &json_type, b"{}").status,
        200
    );
    as_now("a reply taken away");
    let path = format!("/api/v1/posts/{second}");
    assert_eq!(
        bilal.request("DELETE", &path, &json_type, b"{}").status,
        200
    );
    as_now("a post taken away");
    let path = format!("/api/v1/rooms/{room}");
    patch(
        &mut hana,
        &path,
        json!({ "name": "lift-off", "topic": "What goes live" }),
    );
    as_now("another name");
    let closer = house.account("sales-closer").id.to_string();
    done(
        &mut hana,
        &format!("{path}/invite"),
        &json!({ "people": [closer] }),
    );
    as_now("somebody who comes");
    done(
        &mut hana,
        &format!("{path}/remove"),
        &json!({ "person": closer }),
    );
    as_now("somebody who goes");
    let mut mei = house.api("team-member").unwrap();
    done(
        &mut mei,
        &format!("/api/v1/chat/{room}/settings"),
        &json!({ "muted": true }),
    );
    as_now("what counts");
    done(&mut mei, &format!("/api/v1/chat/{other}/read"), &json!({}));
    as_now("what was read elsewhere");
    done(&mut hana, &format!("{path}/archive"), &json!({}));
    as_now("an archived room");
    done(&mut hana, &format!("{path}/restore"), &json!({}));
    as_now("a room that came back");
}

#[test]
fn what_is_written_without_a_connection_is_sent_once_there_is_one() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let task = text(&plan[0], "id");
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "team-lead");
    let at = house.url(&format!("/tasks/{task}"));
    page.goto(&at);
    // The answer is lost: the post may have arrived or not.
    page.eval(
        "(() => { const ask = globalThis.fetch; let lost = 2; globalThis.fetch = async (...asked) => { const answer = await ask(...asked); if (String(asked[0]).endsWith('/posts') && lost-- > 0) throw new TypeError('lost'); return answer; }; })()",
    );
    page.fill("#composer", "Said on the train");
    page.click("form[data-composer] button.primary");
    page.wait_text(".unsent", "Not sent yet");
    assert_eq!(page.value("#composer"), "");
    // The browser is closed and opened again before an answer came.
    page.goto(&at);
    page.wait_js("!document.querySelector('.unsent')");
    page.wait_text("#talk", "Said on the train");
    let list = bilal
        .get(&format!("/api/v1/conversations/{task}/posts"))
        .json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    // Where this browser keeps nothing, what was written waits on the page, and goes in the order it was written in.
    page.eval(
        "(() => { const put = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) { if (key.endsWith(':unsent')) throw new Error('full'); put.call(this, key, value); }; const ask = globalThis.fetch; globalThis.lost = true; globalThis.fetch = async (...asked) => { if (globalThis.lost && String(asked[0]).endsWith('/posts')) throw new TypeError('lost'); return ask(...asked); }; })()",
    );
    for (n, words) in ["First of two", "Second of two"].iter().enumerate() {
        page.fill("#composer", words);
        page.click("form[data-composer] button.primary");
        page.wait_js(&format!(
            "document.querySelectorAll('.unsent').length === {}",
            n + 1
        ));
    }
    page.eval("globalThis.lost = false; dispatchEvent(new Event('online'))");
    page.wait_text("#talk", "Second of two");
    page.wait_js("!document.querySelector('.unsent')");
    let list = bilal
        .get(&format!("/api/v1/conversations/{task}/posts"))
        .json();
    let items = list["items"].as_array().unwrap();
    let said = items.iter().map(|post| text(post, "text"));
    let said: Vec<&str> = said.filter(|words| words.ends_with("of two")).collect();
    assert_eq!(said, ["First of two", "Second of two"]);
}

#[test]
fn a_thread_of_a_tasks_room_opens_beside_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let task = text(&plan[0], "id");
    let said = done(
        &mut bilal,
        &format!("/api/v1/conversations/{task}/posts"),
        &json!({ "text": "Who takes this?" }),
    );
    let post = text(&said, "id");
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "team-lead");
    page.goto(&house.url(&format!("/tasks/{task}")));
    page.click(&format!("a[href='/chat/{task}']"));
    page.wait_url(&format!("/chat/{task}"));
    page.wait_text("[data-log]", "Who takes this?");
    page.eval("document.querySelector('.middle a[href*=\"then=thread\"]').click()");
    page.wait_url(&format!("/chat/{task}?thread={post}"));
    page.wait_text(".threadpane", "Who takes this?");
    page.fill(&format!("#composer-{post}"), "I do");
    page.click(".threadpane form[data-composer] button.primary");
    page.wait_text(".threadpane ol", "I do");
}

#[test]
fn a_refused_note_for_staff_comes_back_where_only_staff_read() {
    let house = House::filled().unwrap();
    let mut amira = house.api("account-manager").unwrap();
    let clients = amira.get("/api/v1/clients").json();
    let client = text(&clients["items"][0], "id").to_owned();
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "account-manager");
    page.goto(&house.url(&format!("/chat/{client}")));
    page.eval(
        "(() => { const ask = globalThis.fetch; globalThis.fetch = async (...asked) => String(asked[0]).endsWith('/posts') ? new Response(JSON.stringify({ detail: 'Not like this' }), { status: 422 }) : ask(...asked); document.getElementById('composer-staff').closest('details').open = true; })()",
    );
    page.fill("#composer-staff", "They are difficult");
    page.click("form[data-composer][data-readers=staff] button.primary");
    page.wait_text(".unsent", "Not like this");
    page.click_text(".unsent button", "Edit");
    page.wait_js("!document.querySelector('.unsent')");
    assert_eq!(page.value("#composer-staff"), "They are difficult");
    assert_eq!(page.value("#composer-client"), "");
}
