//! Addresses of what holds for rooms, for whoever keeps order in them without being in them.

use super::{
    DefaultsForm, HoldForm, KeepForm, RoomPolicy,
    actions::{HOLD, KEEP, VIEW_POLICIES},
    api,
    pages::policies,
    retention,
};
use crate::{
    base::Result,
    data::{Record, Ref, Visit},
    web::{Filled, Form, Reply, Request, Route, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut all = Route::about::<RoomPolicy>("/room-policies", of_one());
    all.extend([
        Route::page("/chat/policies", VIEW_POLICIES, |v, r| {
            policies::all(v, r, &policies::Refused::none()).map(Into::into)
        }),
        Route::post("/room-defaults", KEEP, |v, r| {
            match r
                .fill::<DefaultsForm>()
                .attempt(|form| retention::rule(v, form))?
            {
                Ok(()) => Ok(Reply::go("/chat/policies").toast("Saved", v.wrote())),
                Err(filled) => Ok(policies::all(v, r, &policies::Refused::rule(filled))?
                    .at("/chat/policies")
                    .into()),
            }
        }),
        Route::api_ask::<Nothing>(
            "/room-defaults",
            VIEW_POLICIES,
            "What the house says for all rooms of a type that leave it open",
            |v, _, _| api::defaults(v),
        )
        .tells(api::DEFAULTS),
        Route::api_post::<DefaultsForm>(
            "/room-defaults",
            KEEP,
            "Say for how many days rooms of each type are kept, and who asks others into groups",
            |v, _, form| {
                retention::rule(v, form)?;
                api::defaults(v)
            },
        )
        .tells(api::DEFAULTS),
    ]);
    all
}

fn of_one() -> Vec<Route> {
    vec![
        Route::page("/room-policies/{id}", VIEW_POLICIES, |v, r| {
            policies::one(v, r, None).map(Into::into)
        }),
        Route::post("/room-policies/{id}/keep", KEEP, |v, r| done::<KeepForm>(v, r, retention::keep)),
        Route::post("/room-policies/{id}/hold", HOLD, |v, r| done::<HoldForm>(v, r, retention::hold)),
        Route::api_list::<Nothing>(
            "/room-policies",
            VIEW_POLICIES,
            "What holds for each room, whoever is in it",
            |v, r, _| api::policies(v, r),
        )
        .of::<RoomPolicy>(),
        Route::api_get(
            "/room-policies/{id}",
            VIEW_POLICIES,
            "What holds for a room",
            api::one_policy,
        )
        .of::<RoomPolicy>(),
        Route::api_post::<KeepForm>(
            "/room-policies/{id}/keep",
            KEEP,
            "Say how many days what is said in a room is kept, who writes in it and who asks others in",
            |v, r, form| {
                retention::keep(v, room_of(v, r)?, form)?;
                api::one_policy(v, r)
            },
        )
        .of::<RoomPolicy>(),
        Route::api_post::<HoldForm>(
            "/room-policies/{id}/hold",
            HOLD,
            "Hold a room for legal reasons, whoever is in it, or end that",
            |v, r, form| {
                retention::hold(v, room_of(v, r)?, form)?;
                api::one_policy(v, r)
            },
        )
        .of::<RoomPolicy>(),
    ]
}

/// The room that a policy holds for.
fn room_of(visit: &Visit, request: &Request) -> Result<Ref> {
    Ok(visit.find::<RoomPolicy>(request.id("id")?)?.of)
}

fn done<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    deed: fn(&Visit, Ref, F) -> Result<()>,
) -> Result<Reply> {
    let policy: RoomPolicy = visit.find(request.id("id")?)?;
    let here = format!("/room-policies/{}", policy.number());
    match request
        .fill::<F>()
        .attempt(|form| deed(visit, policy.of, form))?
    {
        Ok(()) => Ok(Reply::go(here).toast("Saved", visit.wrote())),
        Err(filled) => {
            let (why, status) = (why(&filled), filled.status());
            Ok(policies::one(visit, request, Some(&why))?
                .status(status)
                .at(here)
                .into())
        }
    }
}

fn why<F: Form>(filled: &Filled<F>) -> String {
    let first = filled.problems.iter().next().map(|(_, why)| why.to_owned());
    filled.general.clone().or(first).unwrap_or_default()
}
