//! The portal as an app: what it is called and shown by is open at its own door and tells nothing of anybody; what takes
//! files from a camera is the client's.

use atrium::testing::house::House;

use crate::support::steps::{get, page};

#[test]
fn it_is_installed_from_its_own_door_and_tells_nothing() {
    let house = House::with_config(|_| {}).unwrap();
    let mut stranger = house.portal_client();
    let manifest = get(&mut stranger, "/portal/app.webmanifest");
    assert_eq!(manifest["start_url"], "/portal");
    assert_eq!(manifest["share_target"]["action"], "/portal/give");
    for icon in manifest["icons"].as_array().unwrap() {
        let src = icon["src"].as_str().unwrap();
        assert_eq!(stranger.get(src).status, 200, "{src}");
    }
    assert_eq!(stranger.get("/portal-worker.js").status, 200);
    assert!(page(&mut stranger, "/portal/offline").contains("No connection"));
    for path in ["/portal/app", "/portal/give"] {
        assert_ne!(stranger.get(path).status, 200, "{path}");
    }
    let mut client = house.sign_in(house.portal_client(), "client");
    let home = page(&mut client, "/portal");
    assert!(home.contains("/portal/app.webmanifest") && home.contains("portal-app"));
    let give = page(&mut client, "/portal/give");
    assert!(give.contains("capture=\"environment\""), "{give}");
    assert!(page(&mut client, "/portal/app").contains("Keep what I open"));
}

#[test]
fn times_are_shown_in_ones_own_zone() {
    let house = House::with_config(|_| {}).unwrap();
    let mut client = house.sign_in(house.portal_client(), "client");
    let nowhere = client.post_form("/me/look", &[("time_zone", "Nowhere/Land")]);
    assert_ne!(nowhere.status, 303, "{}", nowhere.text());
    let chosen = client.post_form("/me/look", &[("time_zone", "Pacific/Kiritimati")]);
    assert_eq!(chosen.status, 303);
    let shown = page(&mut client, "/me");
    assert!(
        shown.contains("value=\"Pacific/Kiritimati\" selected"),
        "{shown}"
    );
    // Back to the house's.
    let house_zone = client.post_form("/me/look", &[("time_zone", "")]);
    assert_eq!(house_zone.status, 303);
    assert!(!page(&mut client, "/me").contains("Kiritimati\" selected"));
}
