//! Leave: asked for, approved, counted, and known to whoever plans.

use atrium::{
    base::Day,
    features::{people::Directory, planning},
    testing::house::House,
};
use serde_json::json;

use super::work::text;
use crate::support::steps::{done, get, page, refused};

/// A Monday to come, of a week that lies in one year.
fn monday(house: &House) -> Day {
    let today = house.visit().today();
    let next = today + (14 - i32::from(today.weekday()));
    match next.date().year() == (next + 6).date().year() {
        true => next,
        false => next + 7,
    }
}

#[test]
fn leave_is_asked_for_counted_and_planned_around() {
    let house = House::with_cast().unwrap();
    let monday = monday(&house);
    let year = monday.date().year();
    let mut mei = house.api("team-member").unwrap();
    let mut boss = house.api("management").unwrap();
    done(
        &mut boss,
        "/api/v1/leave-allowances",
        &json!({ "year": year, "days": "25.5" }),
    );
    let allowance = json!({ "year": year, "days": "30" });
    refused(&mut mei, "/api/v1/leave-allowances", &allowance, 403);
    let balance_at = format!("/api/v1/leave/balance?year={year}");
    assert_eq!(get(&mut mei, &balance_at)["left"], 51);

    // Four days and a half, over no weekend.
    let ask = json!({
        "kind": "vacation", "from": monday.iso(), "until": (monday + 4).iso(),
        "half_last": true, "note": "The coast",
    });
    let leave = done(&mut mei, "/api/v1/leave", &ask);
    let at = format!("/api/v1/leave/{}", text(&leave, "id"));
    assert_eq!(text(&leave, "status"), "requested");
    assert_eq!(leave["years"][0]["half_days"], 9);
    let balance = get(&mut mei, &balance_at);
    assert_eq!(
        (&balance["asked"], &balance["left"]),
        (&json!(9), &json!(42))
    );
    let why = refused(&mut mei, "/api/v1/leave", &ask, 422);
    assert!(why.contains("away then already"), "{why}");
    let weekend =
        json!({ "kind": "vacation", "from": (monday + 5).iso(), "until": (monday + 6).iso() });
    let why = refused(&mut mei, "/api/v1/leave", &weekend, 422);
    assert!(why.contains("Nobody works"), "{why}");

    // Nobody plans around what nobody has said yes to.
    let id = house.account("team-member").id;
    let away = || {
        let visit = house.visit();
        planning::away(&visit, &Directory::of(&visit).unwrap(), id).unwrap()
    };
    assert_eq!(away(), []);
    let waits = get(&mut boss, "/api/v1/approvals?kind=leave")["items"][0].clone();
    let approve = format!("/api/v1/approvals/{}/approve", text(&waits, "id"));
    refused(&mut mei, &approve, &json!({}), 403);
    done(&mut boss, &approve, &json!({}));
    assert_eq!(text(&get(&mut mei, &at), "status"), "approved");
    assert_eq!(away(), [(monday, monday + 3)]);
    assert_eq!(get(&mut mei, &balance_at)["taken"], 9);

    // Somebody who doesn't lead them sees nothing of it.
    let mut sana = house.api("support-agent").unwrap();
    assert_eq!(sana.get(&at).status, 404);
    let mut at_desk = house.signed_in("team-member");
    assert!(page(&mut at_desk, "/leave?user=me").contains("Vacation"));

    let cancel = format!("{at}/cancel");
    let why = refused(&mut boss, &cancel, &json!({}), 422);
    assert!(why.contains("Say why"), "{why}");
    done(&mut boss, &cancel, &json!({ "reason": "The launch moved" }));
    assert_eq!(away(), []);
    assert_eq!(get(&mut mei, &balance_at)["left"], 51);
    assert!(at_desk.get("/inbox").text().contains("The launch moved"));
}

#[test]
fn a_no_and_a_change_of_mind_give_the_days_back() {
    let house = House::with_cast().unwrap();
    let monday = monday(&house);
    let mut mei = house.api("team-member").unwrap();
    let mut boss = house.api("management").unwrap();
    let half = json!({ "kind": "vacation", "from": monday.iso(), "half_first": true });
    let leave = done(&mut mei, "/api/v1/leave", &half);
    assert_eq!(leave["years"][0]["half_days"], 1);
    let waits = get(&mut boss, "/api/v1/approvals?kind=leave")["items"][0].clone();
    let refuse = format!("/api/v1/approvals/{}/return", text(&waits, "id"));
    done(
        &mut boss,
        &refuse,
        &json!({ "reason": "Nobody else is there" }),
    );
    let refused_one = get(&mut mei, &format!("/api/v1/leave/{}", text(&leave, "id")));
    assert_eq!(text(&refused_one, "status"), "refused");
    assert!(text(&refused_one, "reason").contains("Nobody else"));

    let again = done(&mut mei, "/api/v1/leave", &half);
    let at = format!("/api/v1/leave/{}", text(&again, "id"));
    done(&mut mei, &format!("{at}/cancel"), &json!({}));
    assert_eq!(text(&get(&mut mei, &at), "status"), "cancelled");
    let waiting = get(&mut boss, "/api/v1/approvals?kind=leave");
    assert_eq!(waiting["items"], json!([]));
    done(&mut mei, "/api/v1/leave", &half);
}
