//! Leave: asked for, approved, counted, and known to whoever plans.

use atrium::{
    base::Day,
    features::{people::Directory, planning},
    testing::{client::Client, house::House},
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
        let away = planning::away(&visit, &Directory::of(&visit).unwrap(), id).unwrap();
        (away.days, away.halves)
    };
    assert_eq!(away(), (Vec::new(), Vec::new()));
    let waits = get(&mut boss, "/api/v1/approvals?kind=leave")["items"][0].clone();
    let approve = format!("/api/v1/approvals/{}/approve", text(&waits, "id"));
    refused(&mut mei, &approve, &json!({}), 403);
    done(&mut boss, &approve, &json!({}));
    assert_eq!(text(&get(&mut mei, &at), "status"), "approved");
    assert_eq!(away(), (vec![(monday, monday + 3)], vec![monday + 4]));
    assert_eq!(get(&mut mei, &balance_at)["taken"], 9);

    // Somebody who doesn't lead them sees nothing of it.
    let mut sana = house.api("support-agent").unwrap();
    assert_eq!(sana.get(&at).status, 404);
    let mut at_desk = house.signed_in("team-member");
    assert!(page(&mut at_desk, "/leave?user=me").contains("Vacation"));
    // Of that week half a day is left to work: more than that is overtime, and no day of it goes away.
    let week = format!("/time?week={}", monday.iso());
    let shown = page(&mut at_desk, &week);
    assert!(shown.contains("0 m of 4 h"), "{shown}");
    assert!(shown.contains(&monday.date().strftime("%a %-d").to_string()));

    let cancel = format!("{at}/cancel");
    let why = refused(&mut boss, &cancel, &json!({}), 422);
    assert!(why.contains("Say why"), "{why}");
    done(&mut boss, &cancel, &json!({ "reason": "The launch moved" }));
    assert_eq!(away(), (Vec::new(), Vec::new()));
    assert!(page(&mut at_desk, &week).contains("0 m of 40 h"));
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

/// Whoever waits for an answer about leave.
fn waits(boss: &mut Client) -> String {
    let found = get(boss, "/api/v1/approvals?kind=leave");
    text(&found["items"][0], "id").to_owned()
}

#[test]
fn why_somebody_is_away_is_told_to_whoever_may_see_it() {
    let house = House::with_cast().unwrap();
    let monday = monday(&house);
    let mut mei = house.api("team-member").unwrap();
    let ask = json!({
        "kind": "sickness", "from": monday.iso(), "until": (monday + 1).iso(),
        "note": "An operation on the knee",
    });
    done(&mut mei, "/api/v1/leave", &ask);
    let mut boss = house.api("management").unwrap();
    let id = waits(&mut boss);
    let here = format!("/approvals/{id}");
    let at = format!("/api/v1/approvals/{id}");
    let shown = page(&mut house.signed_in("management"), &here);
    assert!(
        shown.contains("Sickness") && shown.contains("on the knee"),
        "{shown}"
    );
    assert!(boss.get(&at).text().contains("Sickness"));
    let title = page(&mut house.signed_in("accountant"), &here);
    assert!(title.contains(": leave, "), "{title}");
    for decided in [false, true] {
        if decided {
            done(&mut boss, &format!("{at}/approve"), &json!({}));
        }
        for role in ["project-manager", "accountant"] {
            let mut desk = house.signed_in(role);
            let mut program = house.api(role).unwrap();
            let pages = [
                here.clone(),
                "/approvals?view=list".to_owned(),
                "/approvals?view=list&status=approved".to_owned(),
                "/inbox".to_owned(),
            ];
            let all = pages.iter().map(|path| desk.get(path).text());
            let mut all: Vec<String> = all.collect();
            let paths = [
                at.clone(),
                "/api/v1/approvals?kind=leave".to_owned(),
                format!("{at}/history"),
            ];
            all.extend(paths.iter().map(|path| program.get(path).text()));
            for told in all {
                for secret in ["Sickness", "sickness", "on the knee"] {
                    assert!(!told.contains(secret), "{role}: {told}");
                }
            }
        }
    }
}

#[test]
fn what_has_begun_is_cancelled_by_a_lead_and_what_is_to_come_is_told_them() {
    let house = House::with_cast().unwrap();
    let today = house.visit().today();
    let mut mei = house.api("team-member").unwrap();
    let mut boss = house.api("management").unwrap();
    let ask = |mei: &mut Client, from: Day, until: Day| {
        let body = json!({ "kind": "sickness", "from": from.iso(), "until": until.iso() });
        text(&done(mei, "/api/v1/leave", &body), "id").to_owned()
    };
    let approve = |boss: &mut Client| {
        let at = format!("/api/v1/approvals/{}/approve", waits(boss));
        done(boss, &at, &json!({}));
    };
    let begun = ask(&mut mei, today, today + 6);
    approve(&mut boss);
    let cancel = format!("/api/v1/leave/{begun}/cancel");
    let why = refused(&mut mei, &cancel, &json!({}), 409);
    assert!(why.contains("has begun"), "{why}");
    let moved = json!({ "reason": "She is well again" });
    done(&mut boss, &cancel, &moved);

    let monday = monday(&house);
    let coming = ask(&mut mei, monday, monday + 4);
    approve(&mut boss);
    done(
        &mut mei,
        &format!("/api/v1/leave/{coming}/cancel"),
        &json!({}),
    );
    let told = boss.get("/api/v1/notifications").text();
    assert!(told.contains("is there after all"), "{told}");

    // What was cancelled doesn't come back over what was asked for since.
    let undo = format!("/api/v1/journal/{}/undo", house.last_of("team-member"));
    let again = ask(&mut mei, monday + 1, monday + 2);
    let why = refused(&mut mei, &undo, &json!({}), 403);
    assert!(why.contains("away then already"), "{why}");
    done(
        &mut mei,
        &format!("/api/v1/leave/{again}/cancel"),
        &json!({}),
    );
    done(&mut mei, &undo, &json!({}));
    let held = get(&mut mei, &format!("/api/v1/leave/{coming}"));
    assert_eq!(text(&held, "status"), "approved");
}

#[test]
fn a_morning_and_an_afternoon_are_two_leaves() {
    let house = House::with_cast().unwrap();
    let monday = monday(&house);
    let mut mei = house.api("team-member").unwrap();
    let morning = json!({ "kind": "training", "from": monday.iso(), "half_last": true });
    done(&mut mei, "/api/v1/leave", &morning);
    refused(&mut mei, "/api/v1/leave", &morning, 422);
    let afternoon = json!({ "kind": "training", "from": monday.iso(), "half_first": true });
    done(&mut mei, "/api/v1/leave", &afternoon);
}
