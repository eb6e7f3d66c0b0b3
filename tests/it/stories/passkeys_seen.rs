//! In a browser with a device that keeps passkeys: one is added, opens the house, stands for a code and for fresh proof;
//! without scripts, and where the address is none of the house's names, nothing is offered that would fail.

use super::looks::look_at;
use crate::support::{
    a11y,
    browser::{Browser, Page},
};
use atrium::{
    base::time,
    features::{people, sign_in::Session},
    testing::{cast, house::House},
};
use serde_json::json;

/// A device built into the browser's machine, whose person is there and shows their finger.
fn give_device(page: &Page) {
    page.command("WebAuthn.enable", json!({ "enableUI": false }));
    page.command(
        "WebAuthn.addVirtualAuthenticator",
        json!({ "options": {
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
        } }),
    );
}

fn with_password(page: &Page, at: &str, email: &str) {
    page.goto(&format!("{at}/sign-in"));
    page.fill("#email", email);
    page.fill("#password", cast::PASSWORD);
    page.click("form[action='/sign-in'] button.primary");
}

fn shot(page: &Page, name: &str) {
    if let Some(folder) = std::env::var_os("ATRIUM_SHOTS") {
        page.screenshot(std::path::Path::new(&folder).join(format!("{name}.png")));
    }
}

#[test]
fn a_passkey_in_the_browser_from_its_making_to_fresh_proof() {
    let house = House::with_cast().unwrap();
    let at = format!("https://localhost:{}", house.address.port());
    let mei = house.account("team-member").clone();
    let browser = Browser::launch();
    let page = browser.page();
    give_device(&page);
    // This device answers what the field offers by itself; only the last of the story lets it.
    let quiet = page.command(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false" }),
    );
    let mut wrong = look_at(&page, "passkey-sign-in", &format!("{at}/sign-in"));
    page.wait("button[data-passkey]:not([hidden])");
    with_password(&page, &at, &mei.email);
    page.wait("body[data-user]");
    wrong.extend(look_at(&page, "passkey-none", &format!("{at}/me")));
    let adding = format!("{at}/me/second-factor/passkey");
    wrong.extend(look_at(&page, "passkey-new", &adding));
    page.goto(&adding);
    page.fill("#name", "This laptop");
    page.click("button[data-passkey]");
    page.wait_text("h1", "Your recovery codes");
    wrong.extend(look_at(&page, "passkey-me", &format!("{at}/me")));
    assert!(page.text("main").contains("This laptop"));
    // The same device is not asked twice.
    page.goto(&adding);
    page.fill("#name", "Again");
    page.click("button[data-passkey]");
    page.wait_text("[data-passkey-said]", "holds a passkey of yours already");
    shot(&page, "passkey-already");
    page.goto(&format!("{at}/me"));
    let one = page.attr("a[href^='/me/passkeys/']", "href").unwrap();
    wrong.extend(look_at(&page, "passkey-one", &format!("{at}{one}")));

    // In place of a code.
    page.clear_cookies();
    with_password(&page, &at, &mei.email);
    page.wait_text("h1", "One more thing");
    wrong.extend(look_at(
        &page,
        "passkey-code",
        &format!("{at}/sign-in/code"),
    ));
    page.click("button[data-passkey]");
    page.wait("body[data-user]");

    // As fresh proof: the deed goes on by itself.
    age(&house, &mei);
    page.goto(&format!("{at}/me"));
    page.click("form[action='/me/recovery-codes'] button");
    page.wait_text("h1", "Is it still you?");
    wrong.extend(a11y::check(&page).iter().map(ToString::to_string));
    page.clear_errors();
    page.wait("button[data-passkey]:not([hidden])");
    shot(&page, "passkey-prove");
    page.click("button[data-passkey]");
    page.wait_text("h1", "Your recovery codes");

    // Alone.
    page.clear_cookies();
    page.goto(&format!("{at}/sign-in?next=%2Finbox"));
    page.click("button[data-passkey]");
    page.wait_url("/inbox");
    page.wait("body[data-user]");

    // And picked in the field of the e-mail.
    page.command("Page.removeScriptToEvaluateOnNewDocument", quiet);
    page.clear_cookies();
    page.goto(&format!("{at}/sign-in?next=%2Ftasks"));
    page.wait_url("/tasks");
    page.wait("body[data-user]");
    wrong.extend(page.console_errors());
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn without_scripts_or_at_an_address_nothing_is_offered_that_would_fail() {
    let house = House::with_cast().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    page.goto(&house.url("/sign-in"));
    assert!(page.text("main").contains("this is an IP address"));
    assert!(!page.exists("button[data-passkey]"));
    shot(&page, "passkey-address");
    page.scripts(false);
    page.goto(&format!(
        "https://localhost:{}/sign-in",
        house.address.port()
    ));
    assert!(page.exists("button[data-passkey][hidden]"));
    assert!(!page.visible("button[data-passkey]"));
    page.fill("#email", &house.account("team-member").email);
    page.fill("#password", cast::PASSWORD);
    page.click("form[action='/sign-in'] button.primary");
    page.wait("body[data-user]");
}

/// As an hour later.
fn age(house: &House, whose: &cast::Account) {
    let user = whose.id;
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            for mut session in change.on_behalf("a test").all::<Session>()? {
                if session.user == user {
                    session.proved = session.proved.plus(-time::HOUR);
                    change.put(&session)?;
                }
            }
            Ok(())
        })
        .unwrap();
}
