//! Addresses of the sign-in policy.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    forms::{OfficesForm, PolicyForm, offices_values, values},
    ops,
    pages::{self, HERE, Part},
};
use crate::{
    access::Tier,
    base::{Choice, Error, Result},
    data::{Key, Visit},
    features::sign_in::{EDIT_POLICIES, LoginService, Policies, Policy, VIEW_POLICIES},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW_POLICIES, |_, _| {
            Ok(Reply::go(Part::Tier(Tier::Admin).href()))
        }),
        Route::page("/settings/sign-in/{tier}", VIEW_POLICIES, show_tier),
        Route::page("/settings/sign-in/offices", VIEW_POLICIES, show_offices),
        Route::post("/settings/sign-in/{tier}", EDIT_POLICIES, save),
        Route::post("/settings/sign-in/offices", EDIT_POLICIES, save_offices),
        // What Undo leads back to.
        Route::page("/policies/{id}", VIEW_POLICIES, |visit, request| {
            let held: Policy = visit.find(request.id("id")?)?;
            Ok(Reply::go(Part::Tier(held.tier).href()))
        }),
        Route::page("/offices/{id}", VIEW_POLICIES, |_, _| {
            Ok(Reply::go(Part::Offices.href()))
        }),
        Route::api_list::<Nothing>(
            "/policies",
            VIEW_POLICIES,
            "The sign-in policy of each tier",
            |visit, request, _| {
                let policies = Policies::of(visit)?;
                let tiers: Vec<(u8, Tier)> = (0..).zip(Tier::ALL).collect();
                let key = |(at, _): &(u8, Tier)| Key::new().byte(*at);
                let page = request.paging()?.page("policies", tiers, key, false)?;
                Ok(Reply::page(
                    page.map(|(_, tier)| as_json(policies.tier(tier))),
                ))
            },
        )
        .tells(POLICY),
        Route::api_get(
            "/policies/{tier}",
            VIEW_POLICIES,
            "The sign-in policy of a tier",
            policy_json,
        )
        .tells(POLICY),
        Route::api_edit::<PolicyForm>(
            "/policies/{tier}",
            EDIT_POLICIES,
            "Change the sign-in policy of a tier",
            policy_json,
            |visit, request| {
                Ok(Filled::blank(&values(
                    &*Policies::of(visit)?,
                    tier(request)?,
                )))
            },
            |visit, request, form| ops::edit(visit, tier(request)?, form),
        )
        .tells(POLICY),
        Route::api_get(
            "/offices",
            VIEW_POLICIES,
            "The networks of the office",
            offices_json,
        )
        .tells(Told::Object(&[
            ("networks", Told::List(&Told::Text)),
            ("configured", Told::List(&Told::Text)),
            ("version", Told::Number),
        ])),
        Route::api_edit::<OfficesForm>(
            "/offices",
            EDIT_POLICIES,
            "Change the networks of the office beside those of the configuration",
            offices_json,
            |visit, _| {
                Ok(Filled::blank(&offices_values(
                    &Policies::of(visit)?.offices,
                )))
            },
            |visit, _, form| ops::edit_offices(visit, &doors(visit)?.zones, form),
        )
        .tells(Told::Object(&[
            ("networks", Told::List(&Told::Text)),
            ("configured", Told::List(&Told::Text)),
            ("version", Told::Number),
        ])),
    ]
}

fn doors(visit: &Visit) -> Result<Arc<LoginService>> {
    visit
        .store()
        .service::<LoginService>()
        .ok_or_else(|| Error::internal("this store is not being served"))
}

fn tier(request: &Request) -> Result<Tier> {
    Tier::parse(request.capture("tier")).ok_or(Error::NotFound)
}

fn show_tier(visit: &Visit, request: &Request) -> Result<Reply> {
    let tier = tier(request)?;
    let form = Filled::blank(&values(&*Policies::of(visit)?, tier));
    Ok(pages::tier_page(visit, request, &doors(visit)?.zones, tier, &form)?.into())
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let tier = tier(request)?;
    let filled = request.fill::<PolicyForm>();
    // The page doesn't ask it of clients.
    let save = |form: PolicyForm| {
        let outside = form.outside || tier == Tier::Client;
        ops::edit(visit, tier, PolicyForm { outside, ..form })
    };
    match filled.attempt(save)? {
        Err(filled) => {
            let policies = Policies::of(visit)?;
            let newest = Filled::blank(&values(&policies, tier));
            let filled = filled.against(policies.tier(tier).version, &newest);
            let zones = &doors(visit)?.zones;
            Ok(pages::tier_page(visit, request, zones, tier, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(Part::Tier(tier).href()).toast("Saved", visit.wrote())),
    }
}

fn show_offices(visit: &Visit, request: &Request) -> Result<Reply> {
    let form = Filled::blank(&offices_values(&Policies::of(visit)?.offices));
    Ok(pages::offices_page(visit, request, &doors(visit)?.zones, &form)?.into())
}

fn save_offices(visit: &Visit, request: &Request) -> Result<Reply> {
    let doors = doors(visit)?;
    let filled = request.fill::<OfficesForm>();
    match filled.attempt(|form| ops::edit_offices(visit, &doors.zones, form))? {
        Err(filled) => {
            let policies = Policies::of(visit)?;
            let newest = Filled::blank(&offices_values(&policies.offices));
            let filled = filled.against(policies.offices.version, &newest);
            Ok(pages::offices_page(visit, request, &doors.zones, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(Part::Offices.href()).toast("Saved", visit.wrote())),
    }
}

fn as_json(held: &Policy) -> Value {
    json!({
        "tier": held.tier.name(), "factor": held.factor.key(), "idle": held.idle, "longest": held.longest,
        "sessions": held.sessions, "outside": held.outside, "passkeys": held.passkeys,
        "from": held.from.map(|from| from.iso()), "version": held.version,
    })
}

fn policy_json(visit: &Visit, request: &Request) -> Result<Reply> {
    let tier = tier(request)?;
    Ok(Reply::json(as_json(Policies::of(visit)?.tier(tier))))
}

fn offices_json(visit: &Visit, _: &Request) -> Result<Reply> {
    let policies = Policies::of(visit)?;
    let shown = |nets: &[ipnet::IpNet]| nets.iter().map(ToString::to_string).collect::<Vec<_>>();
    Ok(Reply::json(json!({
        "networks": shown(&policies.offices.networks),
        "configured": shown(&doors(visit)?.zones.office),
        "version": policies.offices.version,
    })))
}

const POLICY: Told = Told::Object(&[
    ("tier", Told::Text),
    ("factor", Told::Text),
    ("idle", Told::Number),
    ("longest", Told::Number),
    ("sessions", Told::Number),
    ("outside", Told::Flag),
    ("passkeys", Told::Flag),
    ("from", Told::Day),
    ("version", Told::Number),
]);
