//! Who is connected at this moment, by door and address, and what went wrong with connections before any request.

use maud::{Markup, Render, html};
use serde_json::{Value, json};

use crate::{
    access::Listener,
    data::Visit,
    ui::prelude::*,
    web::{
        Connections, GeoIp, Told,
        connections::{Held, Incident, Now},
    },
};

/// Addresses and incidents shown; the API gives as many.
const SHOWN: usize = 100;

fn now(visit: &Visit) -> Option<(Now, usize)> {
    let connections = visit.store().service::<Connections>()?;
    Some((connections.now(), connections.limits().per_address))
}

fn listener(listener: Listener) -> &'static str {
    match listener {
        Listener::Staff => "House",
        Listener::Portal => "Portal",
    }
}

fn country(visit: &Visit, held: &Held) -> Option<String> {
    let geoip = visit.store().service::<GeoIp>()?;
    let country = geoip.country_of(held.address)?;
    Some(country.code().to_owned())
}

pub fn shown(visit: &Visit) -> Markup {
    let Some((now, most)) = now(visit) else {
        return Empty::quiet(
            "Nobody is connected",
            "Connections are counted while Atrium serves.",
        )
        .render();
    };
    let held = |held: &Held| {
        Row::new()
            .id(format!("at-{}", held.address))
            .name(html! { code { (held.address) } })
            .cell(country(visit, held).unwrap_or_default())
            .number(held.connections)
            .number(held.streams)
            .cell(html! { @if held.connections * 10 >= most * 9 { (badge(Tone::Warning, "Near the limit")) } })
    };
    let incident = |incident: &Incident| {
        Row::new()
            .name(incident.trouble.label())
            .cell(incident.what.as_str())
            .cell(html! { code { (incident.address) } })
            .cell(listener(incident.listener))
            .cell(incident.at.show(visit.at, &visit.tz))
    };
    html! {
        (stack_wide(html! {
            (stats([
                Stat::new("At the house's door", now.house),
                Stat::new("At the portal's", now.portal),
                Stat::new("Live pages", now.streams),
                Stat::new("Handshakes failed", now.troubles[0].1),
                Stat::new("Over the limit", now.troubles[1].1).note(format!("{most} for one address")),
                Stat::new("Too slow", now.troubles[2].1),
            ]))
            (Section::new("By address", html! {
                (Table::rows().column(Column::new("Address")).column(Column::new("Country")).column(Column::number("Connections")).column(Column::number("Live pages")).column(Column::unseen("Limit")).body(now.addresses.iter().take(SHOWN).map(held)))
            }).small("Behind a proxy this is the proxy's; for live pages it is the visitor's"))
            (Section::new("What went wrong", html! {
                @if now.incidents.is_empty() {
                    (Empty::quiet("Nothing went wrong", "Connections that speak no TLS, show a strange certificate, are too many or too slow stand here."))
                } @else {
                    (Table::rows().column(Column::new("What")).column(Column::new("Said")).column(Column::new("Address")).column(Column::new("Door")).column(Column::new("When")).body(now.incidents.iter().take(SHOWN).map(incident)))
                }
            }).small("Since the start"))
        }))
    }
}

pub const TOLD: Told = Told::Object(&[
    ("house", Told::Number),
    ("portal", Told::Number),
    ("streams", Told::Number),
    ("accepted", Told::Number),
    ("per_address", Told::Number),
    (
        "addresses",
        Told::List(&Told::Object(&[
            ("address", Told::Text),
            ("country", Told::Text),
            ("connections", Told::Number),
            ("streams", Told::Number),
        ])),
    ),
    (
        "incidents",
        Told::List(&Told::Object(&[
            ("at", Told::Moment),
            ("address", Told::Text),
            ("door", Told::Text),
            ("trouble", Told::Text),
            ("said", Told::Text),
        ])),
    ),
]);

pub fn as_json(visit: &Visit) -> Value {
    let Some((now, most)) = now(visit) else {
        return json!({});
    };
    let addresses: Vec<Value> = now
        .addresses
        .iter()
        .take(SHOWN)
        .map(|held| {
            json!({
                "address": held.address.to_string(), "country": country(visit, held),
                "connections": held.connections, "streams": held.streams,
            })
        })
        .collect();
    let incidents: Vec<Value> = now
        .incidents
        .iter()
        .take(SHOWN)
        .map(|met| {
            json!({
                "at": met.at.rfc3339(), "address": met.address.to_string(), "door": listener(met.listener).to_lowercase(),
                "trouble": met.trouble.label(), "said": met.what,
            })
        })
        .collect();
    json!({
        "house": now.house, "portal": now.portal, "streams": now.streams, "accepted": now.accepted,
        "per_address": most, "addresses": addresses, "incidents": incidents,
    })
}
