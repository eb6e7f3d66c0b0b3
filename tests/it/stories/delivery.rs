//! An open room gets what is said in it once and in order, however often its connection is cut, the server restarts, or
//! more was missed than can be told one by one. Whoever is taken out gets nothing from then on.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use atrium::testing::{
    client::{Client, Stream},
    house::House,
};
use serde_json::{Value, json};

use super::rooms::{group, say};
use crate::support::steps::done;

/// An open page of a room, as `live.js` keeps it: posts are put at its end as they come, and what can't be placed is
/// fetched.
struct Open {
    client: Client,
    path: String,
    topics: String,
    seq: u64,
    quiet: u64,
    posts: Vec<String>,
    stream: Option<Stream>,
    /// How often it was cut, and how often it fetched.
    cuts: usize,
    fetched: usize,
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(mark)?;
    rest.split_once('"').map(|(found, _)| found)
}

/// The posts of some HTML, in its order.
fn posts_of(html: &str) -> Vec<String> {
    let parts = html.split("\" id=\"PO-").skip(1);
    parts
        .filter_map(|part| part.split_once('"'))
        .map(|(number, _)| format!("PO-{number}"))
        .collect()
}

impl Open {
    fn new(mut client: Client, room: &str) -> Open {
        let path = format!("/chat/{room}");
        let page = client.get(&path);
        assert_eq!(page.status, 200, "{}", page.text());
        let html = page.text();
        let number = |name: &str| after(&html, name).unwrap().parse().unwrap();
        Open {
            topics: after(&html, "data-live=\"").unwrap().replace(' ', "+"),
            seq: number("data-seq=\""),
            quiet: number("data-quiet=\""),
            posts: posts_of(&html),
            client,
            path,
            stream: None,
            cuts: 0,
            fetched: 0,
        }
    }

    fn cut(&mut self) {
        self.cuts += 1;
        self.stream = None;
    }

    fn listen(&mut self) -> bool {
        if self.stream.as_ref().is_some_and(Stream::ended) {
            self.stream = None;
        }
        if self.stream.is_none() {
            let path = format!(
                "/live?topics={}&after={}&quiet={}",
                self.topics, self.seq, self.quiet
            );
            self.stream = self.client.try_open_stream(&path, &[]).ok();
        }
        self.stream.is_some()
    }

    /// Takes in one event; whether there was one.
    fn hear(&mut self, wait: Duration) -> bool {
        if !self.listen() {
            std::thread::sleep(wait);
            return false;
        }
        let Some(event) = self
            .stream
            .as_mut()
            .and_then(|stream| stream.next_event(wait))
        else {
            return false;
        };
        match event.event.as_str() {
            "change" => self.change(&serde_json::from_str(&event.data).unwrap()),
            "reload" => self.fetch(),
            _ => {}
        }
        true
    }

    fn change(&mut self, change: &Value) {
        self.seq = self.seq.max(change["seq"].as_u64().unwrap());
        self.quiet = change["quiet"].as_u64().unwrap_or(self.quiet);
        let fragments = change["fragments"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let mut placed = false;
        for fragment in fragments.iter().filter(|each| each["region"] == "talk") {
            // Where nothing was said yet there is nothing that could grow.
            placed = !self.posts.is_empty();
            for post in posts_of(fragment["html"].as_str().unwrap()) {
                if placed && !self.posts.contains(&post) {
                    self.posts.push(post);
                }
            }
        }
        let of = change["of"].as_array();
        let of_posts = |of: &Value| of.as_str().is_some_and(|of| of.starts_with("posts:"));
        if !placed && of.is_none_or(|of| of.iter().any(of_posts)) {
            self.fetch();
        }
    }

    fn fetch(&mut self) {
        self.fetched += 1;
        let accept = [("accept", "text/html; part=\"talk\"")];
        let answer = self.client.request("GET", &self.path, &accept, &[]);
        if answer.status != 200 {
            return;
        }
        let shown = posts_of(&answer.text());
        // What was scrolled away stays above; a page that lost touch begins anew.
        match shown
            .first()
            .and_then(|first| self.posts.iter().position(|held| held == first))
        {
            Some(at) => self.posts.truncate(at),
            None => self.posts.clear(),
        }
        self.posts.extend(shown);
    }

    fn settle(&mut self) {
        let until = Instant::now() + Duration::from_secs(10);
        let mut still = 0;
        while still < 3 && Instant::now() < until {
            still = if self.hear(Duration::from_millis(200)) {
                0
            } else {
                still + 1
            };
        }
    }

    /// In order, none twice, and at its end what the page would show if it were opened now.
    fn must_be_whole(&mut self) {
        let numbers: Vec<u64> = self
            .posts
            .iter()
            .map(|post| post[3..].parse().unwrap())
            .collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        let fresh = posts_of(&self.client.get(&self.path).text());
        let from = self.posts.len().saturating_sub(fresh.len());
        assert_eq!(self.posts[from..], fresh[..], "cut {} times", self.cuts);
    }
}

fn dice(state: &mut u64, n: u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1);
    (*state >> 33) % n
}

#[test]
fn a_room_that_is_cut_off_again_and_again_misses_nothing() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead", "team-member"]);
    let mut open = Open::new(house.signed_in("team-member"), &room);
    let over = AtomicBool::new(false);
    let mut said = Vec::new();
    std::thread::scope(|scope| {
        let poster = scope.spawn(|| {
            let mut said = Vec::new();
            for n in 0..240 {
                said.push(say(&mut hana, &room, &format!("Word {n}")));
                if n % 20 == 19 {
                    std::thread::sleep(Duration::from_millis(60));
                }
            }
            over.store(true, Ordering::Release);
            said
        });
        let mut state = 7;
        while !over.load(Ordering::Acquire) {
            open.hear(Duration::from_millis(10));
            if dice(&mut state, 7) == 0 {
                open.cut();
                std::thread::sleep(Duration::from_millis(dice(&mut state, 40)));
            }
        }
        said = poster.join().unwrap();
    });
    open.settle();
    assert!(open.cuts > 5, "{}", open.cuts);
    open.must_be_whole();
    assert!(
        said.ends_with(&open.posts) || open.posts == said,
        "{:?}",
        open.posts
    );
}

#[test]
fn what_is_too_much_to_tell_is_fetched_and_leaves_no_gap() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-member"]);
    say(&mut hana, &room, "The first");
    let mut open = Open::new(house.signed_in("team-member"), &room);
    open.hear(Duration::from_millis(50));
    open.cut();
    let last = (0..560)
        .map(|n| say(&mut hana, &room, &format!("Word {n}")))
        .last();
    let before = open.fetched;
    open.settle();
    assert!(open.fetched > before, "it was told to fetch");
    assert_eq!(open.posts.last(), last.as_ref());
    open.must_be_whole();
}

#[test]
fn a_server_that_starts_again_goes_on_where_its_pages_were() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-member"]);
    say(&mut hana, &room, "Before");
    let mut open = Open::new(house.signed_in("team-member"), &room);
    open.hear(Duration::from_millis(50));
    open.cut();
    say(&mut hana, &room, "While it was away");
    let token = house.token("department-manager").unwrap();
    let cookies = open.client.cookies().clone();
    let house = house.restarted(|_| {}).unwrap();
    let mut client = house.client();
    for (name, value) in &cookies {
        client.set_cookie(name, value);
    }
    open.client = client;
    let mut hana = house.client().with_bearer(&token);
    say(&mut hana, &room, "After");
    open.settle();
    assert_eq!(open.posts.len(), 3, "{:?}", open.posts);
    open.must_be_whole();
}

#[test]
fn whoever_is_taken_out_in_the_middle_gets_nothing_from_then_on() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead", "team-member"]);
    say(&mut hana, &room, "The first");
    let mut open = Open::new(house.signed_in("team-member"), &room);
    for n in 0..10 {
        say(&mut hana, &room, &format!("Word {n}"));
        open.hear(Duration::from_millis(20));
    }
    let out = json!({ "person": house.account("team-member").id.to_string() });
    done(&mut hana, &format!("/api/v1/rooms/{room}/remove"), &out);
    let secret: Vec<String> = (0..20)
        .map(|n| {
            if n == 10 {
                open.cut();
            }
            say(&mut hana, &room, &format!("Without them {n}"))
        })
        .collect();
    open.settle();
    let leaked: Vec<&String> = open
        .posts
        .iter()
        .filter(|post| secret.contains(post))
        .collect();
    assert!(leaked.is_empty(), "{leaked:?}");
    assert_eq!(open.client.get(&open.path).status, 404);
}
