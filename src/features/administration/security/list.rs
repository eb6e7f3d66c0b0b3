//! Alerts in rows: those that want a look, and all that were looked into; several at once are seen or closed.

use maud::html;

use super::{
    Alert, Rule, Stage,
    actions::{HANDLE, VIEW},
    alert::{BY_STAGE, OPEN, RULE},
    pages::tone,
};
use crate::{
    access::Action,
    base::{Choice, Id, Result},
    data::{Change, Field, Held, Key, Query, Visit},
    features::{
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        records::{self, Deed, Several},
    },
    ui::prelude::*,
    web::{Form, Reader, Reply, Request, form::Optional},
};

/// What a list of alerts may be asked for.
#[derive(Debug, Clone, Default)]
pub struct AlertQuery {
    /// Any of these, likewise of the next.
    pub stages: Vec<Stage>,
    pub rules: Vec<Rule>,
    /// Beginnings of words of what happened.
    pub words: String,
}

impl Form for AlertQuery {
    fn read(f: &mut Reader) -> Self {
        AlertQuery {
            stages: f.choices("stage", "Stage", Optional),
            rules: f.choices("rule", "Rule", Optional),
            words: f.text("q", "Words of what happened", Optional, 200),
        }
    }
}

impl AlertQuery {
    /// Of the stages that are named what happened last comes first; all of them the open ones first.
    pub fn query(&self) -> Query<Alert> {
        let stages = self.stages.iter().map(|stage| Alert::at(*stage));
        let query = match self.stages.is_empty() {
            true => Query::by(BY_STAGE),
            false => Query::by(BY_STAGE).under_any(stages).descending(true),
        };
        let rules = self.rules.iter().map(|rule| Key::new().text(rule.key()));
        let query = match self.rules.is_empty() {
            true => query,
            false => query.any(RULE, rules),
        };
        query.words(&self.words)
    }
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let open = visit.total::<Alert>(OPEN, Key::new())?;
    let open = open.map(|count| Totals::all(u64::try_from(count).unwrap_or(0)));
    let closed = Query::<Alert>::by(BY_STAGE).under(Alert::at(Stage::Closed));
    let frame = Frame {
        head: html! {
            (Head::new("Security alerts").actions(Button::link("Security", "/security").icon(Icon::Shield)))
        },
        tabs: vec![
            ListTab::new("To look at", ""),
            ListTab::new("Open", "stage=open").count(open).nothing(Empty::quiet(
                "No open alert",
                "Many wrong passwords, sign-ins from new places and much taken out at once appear here.",
            )),
            ListTab::new("Closed", "stage=closed")
                .count(Some(Totals::counted(visit, &closed)?))
                .nothing(Empty::quiet(
                    "No closed alerts",
                    "An alert that was looked into and closed stays here with what it turned out to be.",
                )),
        ],
        find: "Find by what happened",
        nothing: html! {
            (Empty::quiet("No alerts", "Many wrong passwords, sign-ins from new devices or countries, many refused requests and much taken out at once appear here, and in the inbox of everyone who looks after security."))
        },
        several: records::controls::<Alert>(visit)?,
        styles: vec!["extra"],
        ..Frame::default()
    };
    lists::page::<Alert>(visit, request, frame)
}

impl Listed for Alert {
    type Asked = AlertQuery;
    const EXPORT: Action = VIEW;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Stage>("stage", "Stage"),
        Filter::choice::<Rule>("rule", "Rule"),
    ];

    fn columns() -> Vec<Shown<Alert>> {
        vec![
            Shown::<Alert>::new("stage", "Stage", |_, alert| {
                Ok(badge(tone(alert.rule), alert.stage.label()))
            }),
            Shown::<Alert>::new("count", "Times", |_, alert| Ok(html! { (alert.count) })).number(),
            Shown::<Alert>::new("user", "Person", |around, alert| {
                Ok(html! { (alert.user.map(|id| around.names.name(id)).unwrap_or_default()) })
            }),
            Shown::<Alert>::new("by", "Handled by", |around, alert| {
                Ok(html! { (alert.by.map(|id| around.names.name(id)).unwrap_or_default()) })
            })
            .dim(),
            Shown::<Alert>::new("last", "Last", |around, alert| {
                Ok(html! { (alert.last.show(around.visit.at, &around.visit.tz)) })
            })
            .dim(),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/alerts/{}", self.id),
            &self.text,
            self.rule.label(),
        ))
    }

    /// Those that aren't closed.
    fn at_first(asked: AlertQuery) -> AlertQuery {
        AlertQuery {
            stages: match asked.stages.is_empty() {
                true => vec![Stage::Open, Stage::Seen],
                false => asked.stages,
            },
            ..asked
        }
    }

    fn query(_: &Visit, asked: &AlertQuery) -> Result<Option<Query<Alert>>> {
        Ok(Some(asked.query()))
    }
}

fn see(change: &mut Change<'_, '_>, alert: &mut Held<Alert>, _: &str) -> Result<()> {
    alert.see(Id::new(change.actor.person))?;
    change.put(alert)
}

fn close(change: &mut Change<'_, '_>, alert: &mut Held<Alert>, note: &str) -> Result<()> {
    alert.close(Id::new(change.actor.person), note)?;
    change.put(alert)
}

const DEEDS: &[Deed<Alert>] = &[
    Deed::new("see", "Seen", HANDLE, see),
    Deed::new("close", "Close", HANDLE, close).with_reason(),
];

impl Several for Alert {
    const IN_BAR: &'static [&'static str] = &[];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Alert>>> {
        lists::matching(visit, query, most)
    }

    fn deed(_: &Field) -> Action {
        HANDLE
    }

    fn deeds() -> &'static [Deed<Alert>] {
        DEEDS
    }

    fn settle(_: &mut Change<'_, '_>, _: &Alert, _: &mut Held<Alert>) -> Result<()> {
        Ok(())
    }
}
