//! Which stylesheets and scripts a page needs: by its frame, by what it says, and by what is drawn on it.

use super::Surroundings;
use crate::{
    data::Visit,
    web::{Page, reply::Frame},
};

/// The names of its stylesheets and of its scripts.
pub(super) fn of<'p>(page: &'p Page, around: &Surroundings<'_>) -> (Vec<&'p str>, Vec<&'p str>) {
    let mut styles = match page.frame {
        Frame::Staff => vec!["house", "form", "float"],
        Frame::SignedOut => vec!["door", "old", "form", "extra", "float", "empty"],
        Frame::Portal => vec!["portal", "old", "form", "float"],
    };
    styles.extend(&page.styles);
    let guest = around.guest;
    let impersonation = around.visit.and_then(Visit::impersonation);
    if impersonation.is_some() && !styles.contains(&"extra") {
        styles.push("extra");
    }
    if around.branding.accent.is_some() || around.branding.logo.is_some() {
        styles.push("brand");
    }
    // Any list may turn out empty; its picture is only styled where it is drawn.
    if page.body.0.contains("class=\"empty") && !styles.contains(&"empty") {
        styles.push("empty");
    }
    let has = |mark: &str| page.body.0.contains(mark);
    // What a list that changes itself, or a panel over it, will bring isn't known when the page is drawn.
    let grows = page.frame == Frame::Staff && (has(" data-list=") || has(" data-panel"));
    let edits = grows || has(" class=\"edits") || has(" data-quick=");
    if edits && !styles.contains(&"edit") {
        styles.push("edit");
    }
    let mut scripts = vec!["core"];
    if guest.is_some() {
        scripts.extend(["live", "notify"]);
        // A panel over a list may bring one, and fetches what it needs then.
        if has(" data-composer") {
            scripts.push("composer");
        }
        if has(" data-drop") {
            scripts.push("file-drop");
        }
        if page.frame == Frame::Portal && impersonation.is_none() {
            scripts.push("portal-app");
        }
        if page.frame == Frame::Staff {
            scripts.extend(["palette", "timer"]);
            // Whoever looks as another isn't that other at work.
            if impersonation.is_none() {
                scripts.push("presence");
            }
            if page.body.0.contains(" data-panel") {
                scripts.push("panel");
            }
            if page.body.0.contains(" data-list=") {
                scripts.push("list");
            }
            if grows || has(" class=\"edits") {
                scripts.push("edit");
            }
            if grows || has(" data-quick=") {
                scripts.push("quick");
            }
            let picks = [" data-pick=", " data-edit=\"pick\"", " data-find"];
            if grows || picks.iter().any(|sign| has(sign)) {
                scripts.push("picker");
            }
        }
    }
    scripts.extend(&page.scripts);
    scripts.dedup();
    (styles, scripts)
}
