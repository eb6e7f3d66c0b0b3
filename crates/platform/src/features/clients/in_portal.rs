//! How a client's contacts stand in the portal, as whoever keeps the client reads it.

use maud::{Markup, html};

use crate::{
    base::{Id, Result},
    data::Visit,
    features::{
        people::{Directory, User, VIEW_AS},
        sign_in,
    },
    ui::prelude::*,
};

/// Whether somebody may look at the portal as this person of a client.
pub fn looks(visit: &Visit, names: &Directory, user: Id<User>) -> bool {
    let user = names.users.get(&user.raw());
    user.is_some_and(|user| visit.may(&VIEW_AS, user) && names.look_as(visit.actor.person, user))
}

/// How a contact stands in the portal: shut out, invited, or as what they come in.
///
/// # Errors
/// When the store can't be read.
pub fn in_portal(visit: &Visit, names: &Directory, user: Id<User>) -> Result<Markup> {
    let Some(user) = names.users.get(&user.raw()) else {
        return Ok(html! {});
    };
    if user.inactive {
        return Ok(badge(Tone::Stone, "No access"));
    }
    let does = names.role_names(user);
    Ok(html! {
        span class="row nowrap t12" { (icon_small(Icon::Globe)) "Portal" @if !does.is_empty() { ", " (does) } }
        @if sign_in::is_invited(visit, user.id)? { (badge(Tone::Info, "Invited")) }
    })
}
