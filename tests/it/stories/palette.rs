//! The palette does things: it goes to places, forgives slips, and acts on the record that is open.

use atrium::testing::{client::Client, house::House};

use super::{
    rooms::group,
    work::{planned, tasks, text},
};
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

#[test]
fn what_was_typed_begins_with_its_name_and_ticked_rows_are_changed() {
    let house = House::with_cast().unwrap();
    let mut closer = house.signed_in("sales-closer");
    let offered = palette(&mut closer, "q=new+laed+Alder+%26+Co");
    assert!(
        offered.contains("href=\"/leads/new?company=Alder%20%26%20Co\""),
        "{offered}"
    );
    let form = crate::support::steps::page(&mut closer, "/leads/new?company=Alder%20%26%20Co");
    assert!(form.contains("value=\"Alder &amp; Co\""), "{form}");

    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let (one, two) = (text(&plan[0], "id"), text(&plan[1], "id"));
    let mut lead = house.signed_in("team-lead");
    let at = format!("at=/tasks&keys={one}&keys={two}");
    let offered = palette(&mut lead, &format!("q=assign+mei&{at}"));
    assert!(
        offered.contains("Assign 2 tasks to Mei Tanaka"),
        "{offered}"
    );
    for key in [one, two] {
        assert!(
            offered.contains(&format!("name=\"keys\" value=\"{key}\"")),
            "{offered}"
        );
    }
    assert!(
        palette(&mut lead, &format!("q=priority+high&{at}"))
            .contains("Set priority of 2 tasks to High")
    );
    // It comes back to the list as it was asked.
    let asked = at.replace("/tasks", "/tasks%3Fshow%3Dall%26view%3Dlist");
    let offered = palette(&mut lead, &format!("q=assign+mei&{asked}"));
    assert!(
        offered.contains("name=\"back\" value=\"/tasks?show=all&amp;view=list\""),
        "{offered}"
    );
    // Nobody is offered what they may not do.
    let mut mei = house.signed_in("team-member");
    assert!(!palette(&mut mei, &format!("q=assign&{at}")).contains("Assign 2 tasks"));
}

#[test]
fn a_record_is_followed_and_its_fields_are_set_and_time_is_logged_from_anywhere() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let task = text(&plan[0], "id").to_owned();
    let at = format!("at=/tasks/{task}");
    let mut lead = house.signed_in("team-lead");
    // Whether one hears of it.
    let offered = palette(&mut lead, &format!("q=follow&{at}"));
    assert!(
        offered.contains("Follow it") && offered.contains("action=\"/follows\""),
        "{offered}"
    );
    assert!(
        !palette(&mut lead, &at).contains("Follow it"),
        "only when it is asked for"
    );
    let sent = [("record", task.as_str()), ("hears", "follows")];
    assert_eq!(lead.post_form("/follows", &sent).status, 303);
    let offered = palette(&mut lead, &format!("q=unfollow&{at}"));
    assert!(offered.contains("Unfollow it"), "{offered}");
    // A field of it, by the deed of its editor; slips are forgiven.
    let offered = palette(&mut lead, &format!("q=prioirty+urgent&{at}"));
    let change = format!("/tasks/{task}/change");
    assert!(
        offered.contains("Set priority to Urgent") && offered.contains(&change),
        "{offered}"
    );
    let sent = [("field", "priority"), ("priority", "urgent")];
    assert_eq!(lead.post_form(&change, &sent).status, 303);
    let now = get(&mut bilal, &format!("/api/v1/tasks/{task}"));
    assert_eq!(text(&now, "priority"), "urgent");
    // Time on a task of one's own, wherever one is.
    let mei = house.account("team-member").id.to_string();
    let given = lead.post_form(&format!("/tasks/{task}/assign"), &[("assignee", &mei)]);
    assert_eq!(given.status, 303, "{}", given.text());
    let mut hers = house.signed_in("team-member");
    let offered = palette(&mut hers, "q=log+1:30");
    let title = text(&plan[0], "title").replace('&', "&amp;");
    assert!(
        offered.contains(&format!("Log 1:30 on {title}"))
            && offered.contains(&format!("name=\"task\" value=\"{task}\"")),
        "{offered}"
    );
    assert!(!palette(&mut hers, "q=log+1:30+zebra").contains("Log 1:30 on"));
    // Whoever may not is offered nothing of it.
    assert!(!palette(&mut hers, &format!("q=set+priority&{at}")).contains(&change));
}

/// A slash where one writes in a record's room does to that room what it does to any other.
#[test]
fn a_records_room_is_muted_kept_and_read_from_where_one_writes() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.signed_in("team-lead");
    let at = format!("at=/chat/{project}");
    let settings = format!("action=\"/chat/{project}/settings\"");
    let mute = palette(&mut bilal, &format!("q=mute&{at}"));
    assert!(
        mute.contains("Mute its room") && mute.contains(&settings),
        "{mute}"
    );
    let said = bilal.post_form(&format!("/chat/{project}/settings"), &[("muted", "on")]);
    assert_eq!(said.status, 303, "{}", said.text());
    assert!(palette(&mut bilal, &format!("q=unmute&{at}")).contains("Unmute its room"));
    let read = palette(&mut bilal, &format!("q=mark&{at}"));
    assert!(
        read.contains(&format!("action=\"/chat/{project}/read\"")),
        "{read}"
    );
}

#[test]
fn a_room_that_is_open_is_searched_muted_and_read() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    let mut bilal = house.signed_in("team-lead");
    let at = format!("at=/chat/{room}");
    let offered = palette(&mut bilal, &at);
    for done in ["find=", "details=on"] {
        assert!(
            offered.contains(&format!("href=\"/chat/{room}?{done}\"")),
            "{offered}"
        );
    }
    let mute = palette(&mut bilal, &format!("q=mute&{at}"));
    assert!(
        mute.contains(&format!("action=\"/chat/{room}/settings\"")),
        "{mute}"
    );
    let said = bilal.post_form(&format!("/chat/{room}/settings"), &[("muted", "on")]);
    assert_eq!(said.status, 303, "{}", said.text());
    assert!(palette(&mut bilal, &format!("q=unmute&{at}")).contains("Unmute this room"));
    assert!(
        palette(&mut bilal, &format!("q=leave&{at}")).contains(&format!("/rooms/{room}/leave"))
    );
    // Whoever isn't in it is offered nothing.
    let nothing = palette(&mut house.signed_in("sales-closer"), &at);
    assert!(!nothing.contains("data-hand"), "{nothing}");
}
