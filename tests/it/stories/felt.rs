//! Speed as it is felt: what each page weighs and asks for, and a list that changes without a new page.

use std::io::Write;

use atrium::testing::{client::Client, house::House};
use flate2::{Compression, write::GzEncoder};

use super::looks::sign_in;
use crate::support::{browser::Browser, steps::page};

/// Compressed bytes of a page's styles and scripts, and of itself; and what it asks for, itself among it.
const STYLES: usize = 30 * 1024;
const SCRIPTS: usize = 40 * 1024;
const MARKUP: usize = 40 * 1024;
const REQUESTS: usize = 28;

/// Lists, boards and records: the heaviest of each kind of page.
const PAGES: [&str; 13] = [
    "/",
    "/leads",
    "/leads?stage=new&stage=contacted",
    "/leads/board",
    "/quotes",
    "/tickets",
    "/projects",
    "/tasks?show=all",
    "/tasks?show=all&view=list",
    "/clients",
    "/documents",
    "/inbox",
    "/users",
];

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(9));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// Where a page's links of one kind lead, by what stands before the address and what it ends with.
fn links<'p>(shown: &'p str, before: &str, ending: &str) -> Vec<&'p str> {
    let found = shown.split(before).skip(1);
    let found = found.filter_map(|rest| rest.split('"').next());
    found
        .filter(|link| link.starts_with("/assets/") && link.ends_with(ending))
        .collect()
}

fn weigh(client: &mut Client, links: &[&str]) -> usize {
    links
        .iter()
        .map(|link| packed(&client.get(link).body))
        .sum()
}

#[test]
fn every_page_keeps_to_its_budget() {
    let house = House::filled().unwrap();
    let mut boss = house.signed_in("superadmin");
    let mut over = Vec::new();
    for at in PAGES {
        let shown = page(&mut boss, at);
        let styles = links(&shown, "href=\"", ".css");
        let scripts = links(&shown, "src=\"", ".js");
        assert!(styles.len() > 3 && scripts.len() > 2, "{at}");
        let measured = [
            ("styles", weigh(&mut boss, &styles), STYLES),
            ("scripts", weigh(&mut boss, &scripts), SCRIPTS),
            ("markup", packed(shown.as_bytes()), MARKUP),
            ("requests", 2 + styles.len() + scripts.len(), REQUESTS),
        ];
        let wrong = measured.into_iter().filter(|(_, is, most)| is > most);
        over.extend(wrong.map(|(what, is, most)| format!("{at}: {what} {is} of {most}")));
    }
    assert!(over.is_empty(), "{over:#?}");
}

#[test]
fn a_list_changes_without_a_new_page_and_back_is_where_one_was() {
    let house = House::filled().unwrap();
    let browser = Browser::launch();
    let tab = browser.page();
    sign_in(&house, &tab, "superadmin");
    tab.goto(&house.url("/leads"));
    tab.eval("window.same = true");
    tab.click_text(".tabs a", "Won");
    tab.wait_url("stage=won");
    tab.wait_text(".tabs [aria-current]", "Won");
    assert_eq!(tab.eval("window.same"), true, "another document");
    // Typing narrows what is shown, and adds nothing to the way back.
    let entries = tab.eval("history.length");
    tab.fill("form[data-filter] input[type=search]", "zzqq");
    tab.wait_url("q=zzqq");
    tab.wait_url("stage=won");
    tab.wait_text("[data-list=list]", "No lead fits");
    assert_eq!(tab.eval("history.length"), entries);
    tab.back();
    tab.wait_js("!location.search");
    tab.wait_text(".tabs [aria-current]", "All open");
    assert_eq!(tab.eval("window.same"), true, "another document");
    tab.wait_js("document.querySelector('form[data-filter] input[type=search]').value === ''");
    assert!(
        tab.console_errors().is_empty(),
        "{:?}",
        tab.console_errors()
    );

    // From the click to what it shows is no slower than the whole page anew, on whatever machine.
    let whole = tab.eval(
        "fetch('/leads?stage=lost', { cache: 'no-store' }).then(r => r.text()).then(() => performance.now())
            .then(end => end - performance.getEntriesByType('resource').at(-1).startTime)",
    );
    let part = tab.eval(
        "new Promise(done => {
            const begun = performance.now();
            document.addEventListener('atrium:address', () => done(performance.now() - begun), { once: true });
            [...document.querySelectorAll('.tabs a')].find(link => link.textContent.startsWith('Lost')).click();
        })",
    );
    let (whole, part) = (whole.as_f64().unwrap(), part.as_f64().unwrap());
    assert!(
        part < 20.0 * whole + 2_000.0,
        "{part} ms, the page {whole} ms"
    );
}
