//! What holds for rooms is said by whoever keeps order, in rooms that they aren't in and without reading them.

use atrium::{
    base::{Moment, time},
    features::chat,
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    rooms::{group, say},
    work::text,
};
use crate::support::steps::{done, get, page, refused};

/// The policy of a room, found by whoever keeps order.
fn policy_of(client: &mut Client, room: &str) -> Value {
    let all = get(client, "/api/v1/room-policies?limit=200");
    let items = all["items"].as_array().unwrap().clone();
    let found = items.into_iter().find(|held| held["of"] == json!(room));
    found.unwrap_or_else(|| panic!("{room} has no policy"))
}

#[test]
fn rooms_are_kept_in_order_by_somebody_who_reads_none_of_them() {
    let house = House::with_cast().unwrap();
    let (mut hana, mut bilal, mut edward) = (
        house.api("department-manager").unwrap(),
        house.api("team-lead").unwrap(),
        house.api("management").unwrap(),
    );
    let room = group(
        &house,
        &mut hana,
        "announcements",
        &["team-lead", "team-member"],
    );
    let secret = say(&mut hana, &room, "An unspoken thing");
    assert_eq!(edward.get(&format!("/api/v1/rooms/{room}")).status, 404);
    assert_eq!(edward.get(&format!("/api/v1/posts/{secret}")).status, 404);
    let policy = policy_of(&mut edward, &room);
    assert_eq!(policy["name"], "announcements");
    let at = format!("/api/v1/room-policies/{}", text(&policy, "id"));
    assert_eq!(bilal.get(&at).status, 403, "members don't keep order");
    let shown = page(&mut house.signed_in("management"), "/chat/policies");
    assert!(
        shown.contains("announcements") && !shown.contains("unspoken"),
        "{shown}"
    );
    let its = format!("/room-policies/{}", text(&policy, "id"));
    let shown = page(&mut house.signed_in("management"), &its);
    assert!(!shown.contains("unspoken"), "{shown}");
    // Who writes and who asks others in, from then on.
    let owners = json!({ "posting": "owners", "inviting": "owners", "days": 30 });
    done(&mut edward, &format!("{at}/keep"), &owners);
    let posts = format!("/api/v1/conversations/{room}/posts");
    refused(&mut bilal, &posts, &json!({ "text": "Me too" }), 403);
    say(&mut hana, &room, "Whoever made it goes on");
    let nobody_writes = page(&mut house.signed_in("team-lead"), &format!("/chat/{room}"));
    assert!(nobody_writes.contains("Only whoever made this room writes in it."));
    let closer = json!({ "people": [house.account("sales-closer").id.to_string()] });
    let invite = format!("/api/v1/rooms/{room}/invite");
    refused(&mut bilal, &invite, &closer, 403);
    done(&mut hana, &invite, &closer);
    // Held by somebody who isn't in it: nothing that was said is taken away.
    let hold = json!({ "hold": true, "reason": "Case 7" });
    done(&mut edward, &format!("{at}/hold"), &hold);
    let gone = hana.request(
        "DELETE",
        &format!("/api/v1/posts/{secret}"),
        &[("content-type", "application/json")],
        b"{}",
    );
    assert_eq!(gone.status, 409, "{}", gone.text());
    // It follows the name of the room.
    let named = json!({ "name": "news" }).to_string();
    let json_type = [("content-type", "application/json")];
    let path = format!("/api/v1/rooms/{room}");
    assert_eq!(
        hana.request("PATCH", &path, &json_type, named.as_bytes())
            .status,
        200
    );
    assert_eq!(policy_of(&mut edward, &room)["name"], "news");
}

#[test]
fn what_the_house_says_holds_where_a_room_says_nothing() {
    let house = House::with_cast().unwrap();
    let (mut hana, mut edward) = (
        house.api("department-manager").unwrap(),
        house.api("management").unwrap(),
    );
    let kept = group(&house, &mut hana, "kept", &["team-lead"]);
    let open = group(&house, &mut hana, "open", &["team-lead"]);
    let (a, b) = (
        say(&mut hana, &kept, "For long"),
        say(&mut hana, &open, "For a while"),
    );
    let at = format!(
        "/api/v1/room-policies/{}",
        text(&policy_of(&mut edward, &kept), "id")
    );
    done(
        &mut edward,
        &format!("{at}/keep"),
        &json!({ "for_ever": true }),
    );
    let house_says = json!({ "groups": 60, "inviting": "owners" });
    done(&mut edward, "/api/v1/room-defaults", &house_says);
    let later = house.visit();
    let later = atrium::data::Visit::system(
        later.store(),
        Moment::now().plus(90 * time::DAY),
        later.tz.clone(),
    );
    assert_eq!(chat::expire(&later).unwrap(), 1);
    assert_eq!(hana.get(&format!("/api/v1/posts/{a}")).status, 200);
    assert_eq!(hana.get(&format!("/api/v1/posts/{b}")).status, 404);
    let closer = json!({ "people": [house.account("sales-closer").id.to_string()] });
    let mut bilal = house.api("team-lead").unwrap();
    refused(
        &mut bilal,
        &format!("/api/v1/rooms/{open}/invite"),
        &closer,
        403,
    );
    // Whose a direct room is, only those are told who may hold it.
    let mei = house.account("team-member").id.to_string();
    let direct = done(&mut bilal, "/api/v1/rooms", &json!({ "people": [mei] }));
    let room = text(&direct, "id").to_owned();
    assert_eq!(
        policy_of(&mut edward, &room)["people"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let policy = policy_of(&mut house.api("auditor").unwrap(), &room);
    assert!(policy.get("people").is_none_or(Value::is_null), "{policy}");
}
