//! Writing in a browser when things go otherwise: what isn't sent goes from the next page, a file chosen by mistake is left
//! out again, and whoever is taken out of a room while they write hears of it.

use atrium::testing::house::House;
use serde_json::json;

use super::{
    looks::sign_in,
    rooms::{group, say},
};
use crate::support::{
    browser::Browser,
    steps::{done, get},
};

const FIELD: &str = "form[data-composer] textarea[name=text]";

#[test]
fn what_is_not_sent_yet_goes_from_whatever_page_is_opened_next() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-member"]);
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "team-member");
    page.goto(&house.url(&format!("/chat/{room}")));
    // Nothing gets through, and then the browser is somewhere else.
    page.eval(
        "(() => { const ask = globalThis.fetch; globalThis.fetch = async (...asked) => { if (String(asked[0]).endsWith('/posts')) throw new TypeError('lost'); return ask(...asked); }; })()",
    );
    page.fill(FIELD, "Said in the lift");
    page.click("form[data-composer] button.primary");
    page.wait_text(".unsent", "Not sent yet");
    page.goto(&house.url("/inbox"));
    page.wait_js(
        "(localStorage.getItem(`atrium:${document.body.dataset.user}:unsent`) ?? '[]') === '[]'",
    );
    let posts = get(&mut hana, &format!("/api/v1/conversations/{room}/posts"));
    let said: Vec<&str> = posts["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|post| post["text"].as_str())
        .collect();
    assert_eq!(said, ["Said in the lift"]);
}

#[test]
fn a_file_that_was_chosen_by_mistake_is_left_out_again() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-member"]);
    let folder = std::env::temp_dir().join(format!("atrium-chosen-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let files = ["wrong.txt", "right.txt"].map(|name| folder.join(name));
    for file in &files {
        std::fs::write(file, "What stands in it").unwrap();
    }
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "team-member");
    page.goto(&house.url(&format!("/chat/{room}")));
    page.upload("form[data-composer] input[type=file]", &files);
    page.wait_js("document.querySelectorAll('.picked li').length === 2");
    page.click(".picked li:first-child button");
    page.wait_js("document.querySelectorAll('.picked li').length === 1");
    assert!(page.text(".picked").contains("right.txt"));
    assert_eq!(
        page.eval("[...document.querySelector('form[data-composer] input[type=file]').files].map(file => file.name).join()"),
        "right.txt"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn whoever_is_taken_out_while_they_write_hears_of_it_and_leaves() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-member"]);
    say(&mut hana, &room, "The first");
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "team-member");
    page.goto(&house.url(&format!("/chat/{room}")));
    page.wait_js("'hears' in document.body.dataset");
    page.fill(FIELD, "Half a sentence");
    page.focus(FIELD);
    let out = json!({ "person": house.account("team-member").id.to_string() });
    done(&mut hana, &format!("/api/v1/rooms/{room}/remove"), &out);
    page.wait_text("#toasts", "You no longer see this page");
    assert_eq!(page.value(FIELD), "Half a sentence", "it is still theirs");
    // Once they don't write any more, the page says so itself.
    page.fill(FIELD, "");
    page.eval("document.activeElement.blur()");
    page.wait_js("!document.querySelector('form[data-composer]')");
}
