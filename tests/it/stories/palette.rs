//! The palette does things: it goes to places, forgives slips, and acts on the record that is open.

use atrium::testing::{client::Client, house::House};

use super::work::{planned, tasks, text};
use crate::support::steps::get;

fn palette(client: &mut Client, query: &str) -> String {
    let path = format!("/palette?{query}");
    let answer = client.request("GET", &path, &[("atrium-part", "palette")], b"");
    assert_eq!(answer.status, 200, "{}", answer.text());
    // What was typed is lit, letter by letter of no interest here.
    answer.text().replace("<mark>", "").replace("</mark>", "")
}

#[test]
fn slips_are_forgiven_and_things_begun() {
    let house = House::with_cast().unwrap();
    let mut keeper = house.signed_in("account-manager");
    assert!(palette(&mut keeper, "q=tickts").contains("href=\"/tickets\""));
    let new = palette(&mut keeper, "q=create");
    for begun in ["/tickets/new", "/documents/new", "/clients/new", "/time"] {
        let wanted = begun != "/time";
        assert_eq!(
            new.contains(&format!("href=\"{begun}\"")),
            wanted,
            "{begun}"
        );
    }
    assert!(palette(&mut keeper, "q=add+tikcet").contains("href=\"/tickets/new\""));
    let mut mei = house.signed_in("team-member");
    assert!(!palette(&mut mei, "q=new").contains("href=\"/leads/new\""));
}

#[test]
fn the_task_that_is_open_is_assigned_started_and_logged_on() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let task = text(&plan[1], "id").to_owned();
    let mut lead = house.signed_in("team-lead");
    let at = format!("at=/tasks/{task}/edit");
    let offered = palette(&mut lead, &format!("q=assign+mei&{at}"));
    let to = format!("action=\"/tasks/{task}/assign\"");
    assert!(
        offered.contains(&to) && offered.contains("Assign to Mei Tanaka"),
        "{offered}"
    );
    let mei = house.account("team-member").id.to_string();
    assert!(offered.contains(&format!("value=\"{mei}\"")), "{offered}");
    let given = lead.post_form(&format!("/tasks/{task}/assign"), &[("assignee", &mei)]);
    assert_eq!(given.status, 303, "{}", given.text());
    let now = get(&mut bilal, &format!("/api/v1/tasks/{task}"));
    assert_eq!(text(&now, "assignee"), mei);

    // Of many colleagues at most one is proposed before their name is typed.
    let quiet = palette(&mut lead, &at);
    assert!(quiet.matches("Assign to").count() <= 1, "{quiet}");
    assert!(quiet.contains("data-hand"), "{quiet}");

    let mut hers = house.signed_in("team-member");
    let log = palette(&mut hers, &format!("q=log+1:30&at=/tasks/{task}"));
    assert!(
        log.contains("Log 1:30") && log.contains("action=\"/time\""),
        "{log}"
    );
    let fields = [
        ("task", task.as_str()),
        ("minutes", "1:30"),
        ("back", "/tasks"),
    ];
    assert_eq!(hers.post_form("/time", &fields).status, 303);
    // Nobody is offered what they may not do.
    assert!(!palette(&mut hers, &format!("q=assign&at=/tasks/{task}")).contains("/assign\""));
    let mut closer = house.signed_in("sales-closer");
    assert!(!palette(&mut closer, &format!("at=/tasks/{task}")).contains("data-hand"));
}
