//! The settings in parts: each its own small form over the one record, with the history of all below.

use maud::{Markup, Render, html};

use super::{
    super::{backups::Keeper, log_forwarding, mail::HERE},
    forms::{SettingsForm, WEEK},
};
use crate::{
    base::{
        Result,
        money::{Currency, percent},
        time,
    },
    choices,
    data::{
        Record, Visit,
        full_text::{self, LANGUAGES},
    },
    features::{
        announcements, approvals, clocks, gateways, history, mail, projects,
        settings::{CurrentSettings, EDIT, Settings},
        sign_in::VIEW_POLICIES,
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

choices! {
    /// A part of the settings, as it stands in the address.
    pub enum Part {
        Company: "company", "Company";
        Look: "look", "Look";
        Money: "money", "Quotes and money";
        Calendar: "calendar", "Calendar";
        Snapshots: "snapshots", "Snapshots";
        Numbers: "numbers", "Numbers";
        Retention: "retention", "Retention";
        SignIn: "sign-in", "Sign-in";
    }
}

impl Part {
    pub fn href(self) -> String {
        use crate::base::Choice;
        format!("/settings/{}", self.key())
    }
}

/// The parts as tabs; how people come in for those who may see it.
fn settings_tabs(visit: &Visit, current: &str) -> Markup {
    use crate::base::Choice;
    let policies = visit.may_somewhere(&VIEW_POLICIES);
    let shown = Part::ALL
        .iter()
        .filter(|part| **part != Part::SignIn || policies);
    let entry = policies.then(|| {
        Tab::new("Countries and devices", "/settings/entry").current(current == "/settings/entry")
    });
    let mail = visit
        .may_somewhere(&mail::VIEW)
        .then(|| Tab::new("Mail", HERE).current(current == HERE));
    let gateways = visit.may_somewhere(&gateways::VIEW).then(|| {
        let here = "/settings/gateways";
        Tab::new("Text messages and webhooks", here).current(current == here)
    });
    let logs = visit.may_somewhere(&log_forwarding::VIEW).then(|| {
        let here = log_forwarding::HERE;
        Tab::new("Log forwarding", here).current(current == here)
    });
    let promises = visit
        .may_somewhere(&clocks::VIEW_POLICIES)
        .then(|| Tab::new("Service policies", "/slas"));
    let announcements = visit
        .may_somewhere(&announcements::VIEW)
        .then(|| Tab::new("Announcements", "/announcements"));
    let rules = visit
        .may_somewhere(&approvals::VIEW_RULES)
        .then(|| Tab::new("Approvals", approvals::RULES_AT));
    let reviews = visit
        .may_somewhere(&projects::VIEW_REVIEW_RULES)
        .then(|| Tab::new("Reviews", projects::quality::HERE));
    tabs(
        "Parts of the settings",
        shown
            .map(|each| Tab::new(each.label(), each.href()).current(each.href() == current))
            .chain(entry)
            .chain(mail)
            .chain(gateways)
            .chain(logs)
            .chain(promises)
            .chain(announcements)
            .chain(rules)
            .chain(reviews),
    )
}

pub fn page(
    visit: &Visit,
    part: Part,
    held: &Settings,
    form: &Filled<SettingsForm>,
    history: Markup,
) -> Result<Page> {
    use crate::base::Choice;
    let may = visit.may(&EDIT, held);
    let content = match part {
        Part::Numbers => numbers(visit)?,
        part if may => html! {
            form class="stack read" method="post" action=(part.href()) data-once {
                (form.summary())
                (hidden("version", form.value("version").unwrap_or_default()))
                (fields(visit, part, form))
                (buttons(html! {
                    (Button::submit("Save").primary())
                    (Button::link("Keep things as they are", part.href()))
                }))
            }
        },
        part => facts(visit, part, held),
    };
    let page = settings_page(
        visit,
        &part.href(),
        Section::new(part.label(), content),
        history,
    )?;
    Ok(page.live("settings:1").status(form.status()))
}

/// The frame of every part of the settings: its tabs, what can be changed, and what was.
pub fn settings_page(
    visit: &Visit,
    here: &str,
    main: impl Render,
    history: Markup,
) -> Result<Page> {
    let body = html! {
        (Head::new("Settings").fact(CurrentSettings::of(visit)?.0.name.as_str()))
        (settings_tabs(visit, here))
        (record(main, Section::new("History", history).live("history")))
    };
    Ok(Page::new("Settings", body).styles(&["extra", "list", "record", "thread"]))
}

/// The history of a record of settings, which may not have been saved yet.
pub fn one_of_settings<R: Record>(visit: &Visit, request: &Request, held: &R) -> Result<Markup> {
    match held.id().is_none() {
        true => Ok(html! { p class="mute" { "As shipped; nobody has changed it yet." } }),
        false => history::of(visit, held, request),
    }
}

fn fields(visit: &Visit, part: Part, form: &Filled<SettingsForm>) -> Markup {
    match part {
        Part::Company => html! {
            (form.text("name", "Name of the house").required().hint("As clients know it: on every page, on quotes, in the portal."))
            (form.area("address", "Address").optional().rows(4).hint("Stands under the name on quotes."))
            (fields_two(html! {
                (form.phone("phone", "Phone").optional())
                (form.email("email", "E-mail").optional())
            }))
            (form.text("tax_number", "Tax number").optional())
            (form.tick("demand_versions", "Programs say over which version of a record they write")
                .hint("A token's write without If-Match is refused then (428)."))
            (hidden("demand_versions", ""))
            (form.tick("second_person", "The gravest deeds need a second person")
                .hint("Giving somebody as much as one has oneself or more, downloading a snapshot, and turning this off wait until another person who may do the same confirms them. We recommend it where there are three admins or more."))
            @if let Some(why) = form.problems.of("second_person") { (Banner::error(why)) }
            (hidden("second_person", ""))
            (form.number("edit_minutes", "Minutes in which people edit what they said").optional()
                .hint("0: never. Left empty: for ever. What a post said before stays readable beside it."))
            (hidden("languages", ""))
            (Field::new("languages", "Languages of the search").error(form.problems.of("languages"))
                .hint("The search knows the forms of English words, and those of the languages chosen here. It is made anew when this changes.")
                .around_group(html! {
                    @for language in LANGUAGES.iter().filter(|language| language.key != "en") {
                        (Tick::new("languages", language.label).value(language.key).checked(form.values("languages").any(|held| held == language.key)))
                    }
                }))
        },
        Part::Money => html! {
            (form.select("currency", "Currency").options(Currency::choices()).hint("Amounts are not converted: what says 100 stays 100."))
            (fields_two(html! {
                (form.number("tax", "Tax on new lines, in percent").required())
                (form.number("quote_days", "Days a quote is valid").required())
            }))
        },
        Part::Calendar => html! {
            (hidden("week", ""))
            (Field::new("week", "Working days").error(form.problems.of("week")).around_group(html! {
                @for (key, name) in WEEK {
                    (Tick::new("week", name).value(key).checked(form.values("week").any(|held| held == key)))
                }
            }))
            (fields_two(html! {
                (form.text("opens", "Opens").required())
                (form.text("closes", "Closes").required().hint("Clocks of stages run between the two."))
            }))
            (form.area("time_categories", "Internal work").optional().rows(6).hint("What time is logged on that is nobody’s project, one in each line. It is billed to nobody. What was logged keeps the name it had."))
            (form.area("holidays", "Holidays").optional().rows(10).hint("One day in each line, such as 2026-12-25. Due dates and plans step over them."))
        },
        Part::Snapshots => {
            let keeper = Keeper::of(visit);
            html! {
                (fields_two(html! {
                    (form.number("snapshot_hours", "Hours between snapshots").optional().hint(format!("Left empty, as the configuration says: {}. 0 takes none.", keeper.as_ref().map_or(24, |k| k.hours))))
                    (form.number("snapshot_keep", "Snapshots kept").optional().hint(format!("Left empty, as the configuration says: {}. Older ones are removed.", keeper.as_ref().map_or(14, |k| k.keep))))
                }))
                (form.number("drill_hour", "Hour of the restore drill").required().hint("Every night from this hour on, the newest snapshot is restored into a private folder and checked whole."))
            }
        }
        Part::Look | Part::Numbers | Part::Retention | Part::SignIn | Part::Unknown => html! {},
    }
}

fn spoken(held: &Settings) -> String {
    let spoken = full_text::languages(&held.languages).into_iter();
    spoken
        .map(|language| language.label)
        .collect::<Vec<_>>()
        .join(", ")
}

/// For those who may look and not change.
fn facts(visit: &Visit, part: Part, held: &Settings) -> Markup {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let facts = match part {
        Part::Company => Facts::new()
            .fact("Name", held.name.as_str())
            .maybe("Address", said(&held.address))
            .maybe("Phone", said(&held.phone))
            .maybe("E-mail", said(&held.email))
            .maybe("Tax number", said(&held.tax_number))
            .fact("Languages of the search", spoken(held)),
        Part::Money => Facts::new()
            .fact("Currency", held.currency().name)
            .fact("Tax on new lines", format!("{}%", percent(held.tax)))
            .fact("Days a quote is valid", held.quote_days.to_string()),
        Part::Calendar => {
            let days: Vec<&str> = (0u8..)
                .zip(WEEK)
                .filter(|(day, _)| held.calendar().week.contains(day))
                .map(|(_, (_, name))| name)
                .collect();
            let holidays: Vec<String> = held.holidays.iter().map(|day| day.long()).collect();
            Facts::new()
                .fact("Working days", days.join(", "))
                .fact(
                    "Hours",
                    format!(
                        "{} to {}",
                        time::of_day(held.opens),
                        time::of_day(held.closes)
                    ),
                )
                .maybe("Internal work", said(&held.time_categories.join(", ")))
                .maybe("Holidays", said(&holidays.join(", ")))
        }
        Part::Snapshots => {
            let plan = Keeper::of(visit).map(|keeper| keeper.plan(held));
            Facts::new()
                .maybe(
                    "Hours between snapshots",
                    plan.as_ref().map(|plan| plan.hours.to_string()),
                )
                .maybe(
                    "Snapshots kept",
                    plan.as_ref().map(|plan| plan.keep.to_string()),
                )
                .fact(
                    "Hour of the restore drill",
                    format!("{}:00", held.drill_hour),
                )
        }
        Part::Look | Part::Numbers | Part::Retention | Part::SignIn | Part::Unknown => Facts::new(),
    };
    html! { (facts) }
}

/// The kinds whose numbers people see, in the order of the nine stages.
fn numbers(visit: &Visit) -> Result<Markup> {
    let next = visit.next_numbers()?;
    let mut shown: Vec<_> = next
        .iter()
        .filter_map(|(kind, number)| {
            let entity = visit.store().schema().kind(kind.code).ok()?.entity?;
            Some((entity.numbered?, entity.many, kind, number))
        })
        .collect();
    shown.sort_by_key(|(place, ..)| *place);
    let rows = shown.into_iter().map(|(_, name, kind, number)| {
        Row::new()
            .name(name)
            .cell(html! { code { (kind.prefix) "-" (kind.first) } })
            .cell(html! { code { (kind.prefix) "-" (number) } })
    });
    Ok(html! {
        p class="dim" { "Numbers are given in order, one after the other, without gaps, and are never used twice. They can't be changed." }
        (Table::plain().column(Column::new("What")).column(Column::new("First")).column(Column::new("Next")).body(rows))
    })
}
