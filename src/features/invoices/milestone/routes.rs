//! Ways to what milestones bill.

use serde_json::json;

use super::{
    super::{VIEW, actions::PRICE_MILESTONE},
    PriceForm,
    ops::{self, price_of},
    page,
    price::MilestonePrice,
};
use crate::{
    access::Placement,
    base::{Error, Id, Result, Unit},
    data::Visit,
    features::{
        projects::{Milestone, Project},
        settings::CurrentSettings,
    },
    web::{Filled, Reply, Request, Route, Told},
};

const PRICE: Told = Told::Object(&[
    ("milestone", Told::Record),
    ("share", Told::Counted(Unit::BasisPoints)),
    ("amount", Told::Counted(Unit::MinorUnits)),
    ("item", Told::Number),
    ("approved", Told::Flag),
    ("billed", Told::Flag),
    ("version", Told::Number),
]);

pub fn routes() -> Vec<Route> {
    let of_projects = vec![Route::page("/projects/{id}/billing", VIEW, |v, r| {
        let project: Project = v.find_for(&VIEW, r.id("id")?)?;
        must_see_prices(v)?;
        page::of_project(v, &project).map(Into::into)
    })];
    let of_milestones = vec![
        Route::page("/milestones/{id}/price", PRICE_MILESTONE, |v, r| {
            v.find_for::<Milestone>(&PRICE_MILESTONE, r.id("id")?)?;
            let (milestone, held) = of(v, r)?;
            let form = now(v, &held)?;
            page::edit(v, &milestone, &held, &form).map(Into::into)
        }),
        Route::post("/milestones/{id}/price", PRICE_MILESTONE, save),
        Route::api_get(
            "/milestones/{id}/price",
            VIEW,
            "What a milestone bills once its client approved it: a share of the quote, or an amount",
            answer,
        )
        .tells(PRICE),
        Route::api_edit::<PriceForm>(
            "/milestones/{id}/price",
            PRICE_MILESTONE,
            "Say what a milestone bills: a share of the quote, or an amount; neither bills nothing",
            answer,
            |v, r| {
                let (_, held) = of(v, r)?;
                now(v, &held)
            },
            |v, r, form| ops::set(v, r.id("id")?, form),
        )
        .tells(PRICE),
    ];
    Route::about::<Project>(
        "/projects",
        Route::about::<Milestone>(
            "/milestones",
            of_projects.into_iter().chain(of_milestones).collect(),
        ),
    )
}

/// What milestones bill is seen by whoever sees every invoice: a project that shows some of it as nothing would mislead.
pub fn must_see_prices(visit: &Visit) -> Result<()> {
    match visit.actor.places(&VIEW).contains(&Placement::Global) {
        true => Ok(()),
        false => Err(Error::Forbidden(
            "What milestones bill is seen by whoever sees all invoices. Ask whoever keeps the house's money.".into(),
        )),
    }
}

fn of(visit: &Visit, request: &Request) -> Result<(Milestone, MilestonePrice)> {
    let milestone: Milestone = visit.find_for(&VIEW, request.id("id")?)?;
    must_see_prices(visit)?;
    let held = price_of(visit, &milestone)?;
    Ok((milestone, held))
}

fn now(visit: &Visit, held: &MilestonePrice) -> Result<Filled<PriceForm>> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    Ok(PriceForm::of(held, currency))
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    let (milestone, held) = of(visit, request)?;
    Ok(Reply::json(json!({
        "milestone": milestone.id.to_string(), "share": held.share, "amount": held.amount.minor(),
        "item": Some(held.item).filter(|item| *item > 0),
        "approved": ops::is_approved(&milestone), "billed": held.billed, "version": held.version,
    })))
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Milestone> = request.id("id")?;
    match request
        .fill::<PriceForm>()
        .attempt(|form| ops::set(visit, id, form))?
    {
        Ok(()) => {
            let milestone: Milestone = visit.find(id)?;
            let back = format!("/projects/{}/billing", milestone.project);
            Ok(Reply::go(back).toast("Saved", visit.wrote()))
        }
        Err(typed) => {
            let (milestone, held) = of(visit, request)?;
            let typed = typed.against(held.version, &now(visit, &held)?);
            Ok(page::edit(visit, &milestone, &held, &typed)?.into())
        }
    }
}
