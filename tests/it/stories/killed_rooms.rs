//! The real process is killed (-9) while two pages write in a room. What a page was told is posted is there afterwards, and
//! what it sends again under the same key, as pages do with what wasn't answered, is there once.

use std::{
    collections::VecDeque,
    sync::Mutex,
    time::{Duration, Instant},
};

use atrium::{
    base::Moment,
    data::{Visit, testing::recount, verify_journal},
    features::{people, sign_in},
    testing::{cast, client::Client, house},
};
use jiff::tz::TimeZone;
use serde_json::json;

use super::{killed::start, work::text};
use crate::support::steps::{done, get};

/// As many as are counted of a room, so that one too much would show.
const POSTS: usize = 90;
/// Answered in each round, before the process is killed.
const EACH: usize = 15;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A page of somebody who came in with their password; none where the process is gone already.
fn entered(mut client: Client, email: &str) -> Option<Client> {
    let form = format!(
        "email={}&password={}",
        email.replace('@', "%40"),
        cast::PASSWORD.replace(' ', "+")
    );
    let answer = client.try_request("POST", "/sign-in", &[FORM], form.as_bytes());
    answer
        .is_ok_and(|answer| answer.status == 303)
        .then_some(client)
}

#[test]
fn what_is_said_while_the_process_is_killed_is_there_once() {
    let folder = house::fresh_folder("killed-rooms").unwrap();
    let (mei, email, token) = {
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        let of = |role: &str| accounts.iter().find(|a| a.role == role).unwrap();
        let (mei, bilal) = (of("team-member"), of("team-lead").id);
        let token = sign_in::add_token(&visit, bilal, "reads", 1, people::ADMINISTER).unwrap();
        store.close();
        (mei.id.to_string(), mei.email.clone(), token)
    };
    let client = |address| Client::new(address).with_timeout(Duration::from_secs(60));
    let waiting: Mutex<VecDeque<usize>> = Mutex::new((0..POSTS).collect());
    let said: Mutex<Vec<usize>> = Mutex::default();
    let mut room = String::new();
    let mut rounds = 0;
    while said.lock().unwrap().len() < POSTS {
        let (mut child, address) = start(&folder);
        if room.is_empty() {
            let mut bilal = client(address).with_bearer(&token);
            let made = done(&mut bilal, "/api/v1/rooms", &json!({ "people": [mei] }));
            room = text(&made, "id").to_owned();
        }
        let path = format!("/conversations/{room}/posts");
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let Some(mut page) = entered(client(address), &email) else {
                        return;
                    };
                    loop {
                        let next = waiting.lock().unwrap().pop_front();
                        let Some(n) = next else { return };
                        let body = format!("_key=post{n:08}&text=Word-{n}");
                        let headers = [FORM, ("accept", "application/json")];
                        match page.try_request("POST", &path, &headers, body.as_bytes()) {
                            Ok(answer) => {
                                assert_eq!(answer.status, 201, "{}", answer.text());
                                said.lock().unwrap().push(n);
                            }
                            Err(_) => return waiting.lock().unwrap().push_front(n),
                        }
                    }
                });
            }
            let answered = || said.lock().unwrap().len();
            let enough = POSTS.min(answered() + EACH);
            let until = Instant::now() + Duration::from_secs(60);
            while answered() < enough && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(1));
            }
            let fine = answered() >= enough;
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(fine, "round {rounds}: nobody gets an answer");
        });
        rounds += 1;
    }
    assert!(rounds > 2, "it was killed meanwhile: {rounds}");
    let (mut child, address) = start(&folder);
    let mut bilal = client(address).with_bearer(&token);
    let line = get(&mut bilal, &format!("/api/v1/chat/{room}"));
    let path = format!("/api/v1/conversations/{room}/posts?limit=50");
    let (mut met, mut after) = (Vec::new(), String::new());
    loop {
        let list = get(&mut bilal, &format!("{path}{after}"));
        let items = list["items"].as_array().unwrap();
        met.extend(items.iter().map(|post| text(post, "text").to_owned()));
        match list["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(line["unread"], json!(POSTS), "counted as they are there");
    let mut words: Vec<String> = (0..POSTS).map(|n| format!("Word-{n}")).collect();
    words.sort();
    met.sort();
    assert_eq!(met, words, "each once");
    let store = house::open_store(&folder).unwrap();
    verify_journal(&store, None).unwrap();
    assert_eq!(recount(&store).unwrap().problems, Vec::<String>::new());
    store.close();
    std::fs::remove_dir_all(&folder).unwrap();
}
