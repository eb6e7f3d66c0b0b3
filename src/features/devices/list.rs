//! Everybody's devices in rows, the ones that end last on top, with the way to revoke one.

use maud::html;

use super::{
    Device, Rules,
    actions::{ENROL, REVOKE, VIEW},
    device::State,
    pages::{ends, revoke_button, seen_words, state},
    query::DeviceQuery,
};
use crate::{
    access::Action,
    base::{Choice, Result},
    data::{Page, Paging, Visit},
    features::lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
    ui::prelude::*,
    web::{Reply, Request},
};

/// Devices that are counted for a tab.
const COUNTED: usize = 500;

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let rules = &Rules::of(visit)?.0;
    let enrols = visit.may_somewhere(&ENROL) && rules.devices;
    let code = || Button::link("Make a code", "/devices/new").primary();
    let tab = |state: State, name: &'static str, why: &'static str| {
        let asked = DeviceQuery {
            states: vec![state],
            ..DeviceQuery::default()
        };
        let count = Device::count(visit, &asked, COUNTED)?;
        let tab = ListTab::new(name, format!("show={}", state.key()));
        Ok::<_, crate::base::Error>(
            tab.count(Some(Totals {
                whole: count < COUNTED,
                ..Totals::all(count as u64)
            }))
            .nothing(Empty::quiet("No such device", why)),
        )
    };
    let frame = Frame {
        head: html! {
            (Head::new("Devices").actions(html! { @if enrols { (code().icon(Icon::Plus).key("n")) } }))
            @if !rules.devices {
                (Banner::info("Device certificates are off. Nobody is asked for one, and none are made.").action(html! {
                    a class="link" href="/settings/entry" { "Countries and devices" }
                }))
            }
        },
        tabs: vec![
            ListTab::new("All", ""),
            tab(
                State::Active,
                "Active",
                "Devices whose certificate holds stand here.",
            )?,
            tab(
                State::Ending,
                "End soon",
                "Devices whose certificate has to be renewed soon stand here.",
            )?,
            tab(
                State::Ended,
                "Ended",
                "Devices whose certificate has run out stand here.",
            )?,
            tab(
                State::Revoked,
                "Revoked",
                "Devices that were taken out stand here.",
            )?,
        ],
        find: "Person or device",
        nothing: html! {
            (Empty::first("No device is enrolled yet", "Make a code for somebody. They type it on their device, install a certificate, and the device appears here.")
                .actions(html! { @if enrols { (code()) } }))
        },
        styles: vec!["extra", "form", "empty"],
        ..Frame::default()
    };
    lists::page::<Device>(visit, request, frame)
}

impl Listed for Device {
    type Asked = DeviceQuery;
    const EXPORT: Action = VIEW;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<State>("show", "State"),
        Filter::people("user", "Person"),
    ];

    fn columns() -> Vec<Shown<Device>> {
        vec![
            Shown::<Device>::new("state", "State", |around, device| {
                Ok(state(around.visit, device))
            })
            .told(|around, device| Ok(device.state(around.visit.at).label().to_owned())),
            Shown::<Device>::new("until", "Until", |around, device| {
                Ok(html! { (ends(around.visit, device)) })
            })
            .dim(),
            Shown::<Device>::new("seen", "Last used", |around, device| {
                Ok(html! { (seen_words(around.visit, device)) })
            })
            .dim(),
            Shown::<Device>::new("revoke", "Do", |around, device| {
                let visit = around.visit;
                Ok(html! {
                    @if device.counts(visit.at) && visit.may(&REVOKE, device) { (revoke_button(device)) }
                })
            }),
        ]
    }

    fn named(&self, around: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/devices/{}", self.id),
            &self.name,
            around.names.name(self.user),
        ))
    }

    fn page(visit: &Visit, asked: &DeviceQuery, paging: Paging) -> Result<Page<Device>> {
        asked.page(visit, paging)
    }

    fn count(visit: &Visit, asked: &DeviceQuery, most: usize) -> Result<usize> {
        Ok(asked.page(visit, Paging::first(most))?.rows.len())
    }
}
