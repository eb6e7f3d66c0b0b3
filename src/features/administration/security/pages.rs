//! The pages of the monitor: who is in, alerts, who failed, who waits, what was refused; and one alert.

use maud::{Markup, html};

use super::{
    Alert, Rule, Stage,
    actions::{HANDLE, LET_IN},
    advice::{self, Advice},
    alert, by_day,
    failed::{Failed, network_in},
    judge::by_count,
    monitor::{self, Refused, Seldom},
    ops::Sessions,
};
use crate::{
    access::{Tier, Zone},
    base::{Choice, Moment, Result, text, time},
    data::{Query, Visit},
    features::{
        people::{Directory, User},
        sign_in::{
            LoginService, Policies, REVOKE, Session, VIEW_SESSIONS, Waiting, device_in_words,
        },
    },
    ui::{
        chart::{self, Bar},
        prelude::*,
    },
    web::{Form, Page, Reader, Request, form::Optional},
};

/// Seconds after which what no deed announces is read again.
const AGAIN: u32 = 5;

/// A session as the monitor shows it.
pub struct Live {
    pub session: Session,
    pub user: User,
    pub zone: Zone,
    pub seen: Moment,
}

/// What the list of open sessions may be asked for.
#[derive(Debug, Clone, Default)]
pub struct SessionQuery {
    tier: Option<Tier>,
    zone: Option<&'static str>,
    /// A part of the person's name or of the address.
    text: String,
}

impl Form for SessionQuery {
    fn read(f: &mut Reader) -> Self {
        SessionQuery {
            tier: f
                .word("tier", "Tier", &Tier::ALL.map(Tier::name))
                .and_then(Tier::parse),
            zone: f.word(
                "zone",
                "Where",
                &[Zone::Office, Zone::Outside, Zone::Server].map(zone_key),
            ),
            text: f.text("q", "Person or address", Optional, 200),
        }
    }
}

/// The sessions that are open now and that this person may see, the latest used first.
pub fn live(visit: &Visit, asked: &SessionQuery) -> Result<Vec<Live>> {
    let (names, all) = (Directory::of(visit)?, visit.cached::<Sessions>()?);
    let doors = visit.store().service::<LoginService>();
    let policies = Policies::of(visit)?;
    let mut found = Vec::new();
    for session in &all.0 {
        let Some(user) = names.users.get(&session.user.raw()) else {
            continue;
        };
        let policy = policies.tier(user.tier);
        let open = doors
            .as_ref()
            .is_some_and(|doors| doors.holds(session, policy, visit.at));
        if !open || user.inactive || !visit.may(&VIEW_SESSIONS, session) {
            continue;
        }
        let address = session.address.parse();
        let zone = match (&doors, address) {
            (Some(doors), Ok(address)) => doors.zone_of(visit, address)?,
            _ => Zone::Outside,
        };
        let seen = doors
            .as_ref()
            .map_or(session.seen, |doors| doors.last_seen(session));
        found.push(Live {
            session: session.clone(),
            user: user.clone(),
            zone,
            seen,
        });
    }
    let wanted = text::fold(&asked.text);
    found.retain(|live| {
        asked.tier.is_none_or(|tier| live.user.tier == tier)
            && asked.zone.is_none_or(|zone| zone_key(live.zone) == zone)
            && (asked.text.is_empty()
                || text::fold(&live.user.name).contains(&wanted)
                || live.session.address.contains(&asked.text))
    });
    found.sort_by_key(|live| std::cmp::Reverse(live.seen));
    Ok(found)
}

pub fn zone_key(zone: Zone) -> &'static str {
    match zone {
        Zone::Office => "office",
        Zone::Outside => "outside",
        Zone::Server => "server",
    }
}

fn zone_badge(zone: Zone) -> Markup {
    match zone {
        Zone::Outside => badge(Tone::Warning, "Outside"),
        Zone::Office => badge(Tone::Success, "Office"),
        Zone::Server => badge(Tone::Stone, "Server"),
    }
}

pub(super) fn tone(rule: Rule) -> Tone {
    match rule {
        Rule::NewDevice => Tone::Azure,
        Rule::Superadmin | Rule::NewCountry | Rule::Refused => Tone::Warning,
        _ => Tone::Danger,
    }
}

pub fn waiting(visit: &Visit) -> Vec<Waiting> {
    let doors = visit.store().service::<LoginService>();
    doors.map_or_else(Vec::new, |doors| doors.waiting(visit.at))
}

pub fn page(visit: &Visit, request: &Request) -> Result<Page> {
    let show = request.query("show").unwrap_or("alerts");
    let sessions = live(visit, &request.filters())?;
    let waiting = waiting(visit);
    let seldom = monitor::of(visit.store());
    let open = super::ops::open_alerts(visit)?;
    let day = |count: fn(&monitor::Hour) -> u64| seldom.hours.iter().map(count).sum::<u64>();
    let body = html! {
        (Head::new("Security").fact("What goes on at the doors").actions(html! {
            @if visit.may_somewhere(&crate::features::views::VIEW) { (Button::link("Views", "/views").icon(Icon::Eye)) }
            @if visit.may_somewhere(&crate::features::history::VIEW) { (Button::link("Journal", "/journal").icon(Icon::Audit)) }
        }))
        (advised(visit)?)
        div data-live-id="numbers" data-watch=(AGAIN) {
            (stats([
                Stat::new("Open alerts", open).href("/security"),
                Stat::new("Sessions", sessions.len()).href("/security?show=sessions"),
                Stat::new("Signed in", day(|h| h.entered)).note("24 hours"),
                Stat::new("Failed", day(|h| h.failed)).note("24 hours").href("/security?show=failed"),
                Stat::new("Waiting", waiting.len()).href("/security?show=waiting"),
                Stat::new("Refused", day(|h| h.refused)).note("24 hours").href("/security?show=refused"),
            ]))
        }
        (tabs("Show", [
            Tab::new("Alerts", "/security").current(show == "alerts").hot(open as u64),
            Tab::new("All alerts", "/alerts"),
            Tab::new("Sessions", "/security?show=sessions").current(show == "sessions"),
            Tab::new("Failed sign-ins", "/security?show=failed").current(show == "failed"),
            Tab::new("Waiting", "/security?show=waiting").current(show == "waiting"),
            Tab::new("Refused", "/security?show=refused").current(show == "refused"),
            Tab::new("Connections", "/security?show=connections").current(show == "connections"),
        ]))
        @match show {
            "sessions" => (sessions_of(visit, request, &sessions)),
            "failed" => div data-live-id="failed" { (failed(visit, &seldom)) },
            "waiting" => div data-live-id="waiting" { (waits(visit, &waiting)) },
            "refused" => div data-live-id="refused" { (refused(visit, &seldom)?) },
            "connections" => div data-live-id="connections" { (super::connections::shown(visit)) },
            _ => div data-live-id="alerts" { (alerts(visit)?) },
        }
    };
    Ok(Page::new("Security", body)
        .styles(&["extra", "list", "chart"])
        .scripts(&["watch"])
        .live("alerts")
        .live("sessions"))
}

/// What the house should decide, above everything else.
fn advised(visit: &Visit) -> Result<Markup> {
    let advice = advice::standing(visit)?;
    let banner = |held: &Advice| {
        let banner = Banner::warning(held.text);
        match held.href {
            Some(href) => banner.action(Button::link("Decide", href).small()),
            None => banner,
        }
    };
    Ok(html! {
        @if !advice.is_empty() { (stack(html! { @for held in &advice { (banner(held)) } div {} })) }
    })
}

/// What wants a look, the open ones first; all alerts are a list of their own.
fn alerts(visit: &Visit) -> Result<Markup> {
    let mut rows = Vec::new();
    for stage in [Stage::Open, Stage::Seen] {
        let list = Query::by(alert::BY_STAGE).under(Alert::at(stage));
        rows.extend(visit.list::<Alert>(list.descending(true))?.rows);
    }
    let row = |alert: &Alert| {
        Row::new()
            .id(format!("al-{}", alert.id.raw()))
            .name(html! { (two_line_link(&format!("/alerts/{}", alert.id), alert.text.as_str(), alert.rule.label())) })
            .cell(badge(tone(alert.rule), alert.stage.label()))
            .number(alert.count)
            .cell(alert.last.show(visit.at, &visit.tz))
            .cell(html! {
                @if alert.stage == Stage::Open && visit.may(&HANDLE, alert) {
                    (post_button(&format!("/alerts/{}/see", alert.id), hidden("version", alert.version), Button::submit("Seen").small()))
                }
            })
    };
    Ok(html! {
        (by_day::chart(visit)?)
        @if rows.is_empty() {
            (Empty::quiet("No alerts", "Many wrong passwords, sign-ins from new devices or countries, many refused requests and much taken out at once appear here, and in the inbox of everyone who looks after security.")
                .actions(Button::link("All alerts", "/alerts?stage=closed")))
        } @else {
            (Table::rows().column(Column::new("What")).column(Column::new("Stage")).column(Column::number("Times")).column(Column::new("Last")).column(Column::unseen("Do")).body(rows.iter().map(row)))
        }
    })
}

fn sessions_of(visit: &Visit, request: &Request, sessions: &[Live]) -> Markup {
    let row = |live: &Live| {
        let session = &live.session;
        let own = visit.origin.session == Some(session.id.raw());
        Row::new()
            .id(format!("s-{}", session.id.raw()))
            .name(html! { span class="row nowrap" {
                (Avatar::person(live.user.name.as_str()))
                (two_line_link(&format!("/users/{}", live.user.id), live.user.name.as_str(), live.user.tier.name()))
            } })
            .cell(device_in_words(&session.agent))
            .cell(html! { code { (session.address) } })
            .cell(zone_badge(live.zone))
            .cell(session.started.show(visit.at, &visit.tz))
            .cell(live.seen.show(visit.at, &visit.tz))
            .cell(html! {
                @if own { span class="dim" { "this one" } }
                @else if visit.may(&REVOKE, session) {
                    (post_button(&format!("/security/sessions/{}/revoke", session.id), html! {}, Button::submit("End").small().danger()))
                }
            })
    };
    let chosen = |name: &str| request.query(name).unwrap_or_default().to_owned();
    html! {
        form class="stack mt2 mb2" method="get" action="/security" role="search" {
            (hidden("show", "sessions"))
            (fields_three(html! {
                (find_box("q", "Person or address", &chosen("q")))
                (Select::new("tier", "Tier").bare().nothing("Any tier").options(Tier::ALL.iter().map(|t| (t.name(), t.name()))).value(chosen("tier")))
                (Select::new("zone", "Zone").bare().nothing("Any zone").option("office", "Office").option("outside", "Outside").value(chosen("zone")))
            }))
            (buttons(Button::submit("Filter").small()))
        }
        div data-live-id="sessions" {
            @if sessions.is_empty() {
                (Empty::no_match("No session is like that", "Sessions that are open now stand here, the latest used first.").actions(Button::link("Show all", "/security?show=sessions")))
            } @else {
                (Table::rows().column(Column::new("Person")).column(Column::new("Device")).column(Column::new("Network")).column(Column::new("Zone")).column(Column::new("Since")).column(Column::new("Last seen")).column(Column::unseen("Do")).body(sessions.iter().map(row)))
            }
        }
    }
}

fn failed(visit: &Visit, seldom: &Seldom) -> Markup {
    let bars: Vec<Bar> = seldom
        .hours
        .iter()
        .map(|hour| {
            let at = Moment(hour.number * time::HOUR);
            Bar::new(at.clock(&visit.tz), hour.failed as f64)
        })
        .collect();
    let row = |row: &Failed| {
        Row::new()
            .name(text::shorten(&row.account, 80))
            .cell(row.why.as_str())
            .cell(html! { code { (row.address) } })
            .cell(row.at.show(visit.at, &visit.tz))
    };
    let networks = by_count(&seldom.failed, |row: &Failed| network_in(&row.address));
    html! {
        @if seldom.failed.is_empty() {
            (Empty::quiet("No failed sign-ins", "Wrong passwords and codes of the last 24 hours stand here, the newest first; the journal has them all."))
        } @else {
            @if bars.len() > 1 {
                (Section::new("By hour", chart::bars_v("Failed sign-ins by hour", &bars, 150, None, chart::plain)))
            }
            (Section::new("By network", html! {
                (Table::tight().column(Column::new("Network")).column(Column::number("Times")).column(Column::number("Accounts")).body(networks.iter().take(10).map(|(network, rows)| {
                    let accounts = by_count(rows, |row: &&Failed| row.account.clone()).len();
                    Row::new().name(network.as_str()).number(rows.len()).number(accounts)
                })))
            }))
            (Section::new("Latest", html! {
                (Table::rows().column(Column::new("Account")).column(Column::new("Why")).column(Column::new("Address")).column(Column::new("When")).body(seldom.failed.iter().take(100).map(row)))
            }))
        }
    }
}

fn waits(visit: &Visit, waiting: &[Waiting]) -> Markup {
    let row = |held: &Waiting| {
        let seconds = held.until.since(visit.at).max(0) / 1000;
        Row::new()
            .id(format!("w-{}", held.key))
            .name(held.name.as_str())
            .number(held.failures)
            .cell(format!("{} s", seconds))
            .cell(html! {
                @if visit.may_somewhere(&LET_IN) {
                    (post_button("/security/let-in", hidden("key", held.key.as_str()), Button::submit("Let in again").small()))
                }
            })
    };
    html! {
        @if waiting.is_empty() {
            (Empty::quiet("Nobody waits", "Accounts and networks with many wrong tries wait longer and longer before the next one. They stand here meanwhile."))
        } @else {
            (Table::rows().column(Column::new("Who")).column(Column::number("Wrong tries")).column(Column::new("Waits")).column(Column::unseen("Do")).body(waiting.iter().map(row)))
        }
    }
}

fn refused(visit: &Visit, seldom: &Seldom) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let people = by_count(&seldom.refused, |row: &Refused| row.person.to_string());
    let row = |(_, rows): &(String, Vec<&Refused>)| {
        let last = rows[0];
        let user = names.users.get(&last.person);
        Row::new()
            .id(format!("rf-{}", last.person))
            .name(html! {
                @match user {
                    Some(user) => (two_line_link(&format!("/users/{}", user.id), user.name.as_str(), last.address.as_str())),
                    None => "Somebody",
                }
            })
            .number(rows.len())
            .cell(html! { code { (last.what) } })
            .cell(last.at.show(visit.at, &visit.tz))
    };
    Ok(html! {
        @if people.is_empty() {
            (Empty::quiet("Nothing was refused", "Requests that people made and may not make are counted here by person; each person's stand in the journal once a minute."))
        } @else {
            (Table::rows().column(Column::new("Person")).column(Column::number("Times")).column(Column::new("Last")).column(Column::new("When")).body(people.iter().map(row)))
        }
    })
}
