//! The rules by kind, each with what holds where none applies; one of them in its editor; and the list of reasons.

use maud::{Markup, html};

use super::{
    Approvable, ApprovalRule, ReturnReasons,
    actions::EDIT_RULES,
    forms::{ReasonsForm, RuleForm, STEPS},
    reasons::Reasons,
    rule::{RuleStep, Who},
    rules::{Rules, usual},
};
use crate::{
    base::{Choice, Result, text, time},
    data::{BY_NUMBER, Query, Visit},
    features::{approvables, history, people::Directory, settings::CurrentSettings},
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub const HERE: &str = "/approval-rules";

pub fn list(visit: &Visit) -> Result<Page> {
    let held = visit.cached::<Reasons>()?;
    list_with(visit, &reasons_filled(&held.0))
}

pub fn reasons_filled(held: &ReturnReasons) -> Filled<ReasonsForm> {
    Filled::blank(&[
        ("reasons", held.reasons.join("\n")),
        ("version", held.version.to_string()),
    ])
}

/// The list, with what was typed as reasons.
pub fn list_with(visit: &Visit, reasons: &Filled<ReasonsForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let rules = visit.cached::<Rules>()?;
    let edits = visit.may_somewhere(&EDIT_RULES);
    let retired: Vec<ApprovalRule> = visit
        .list(Query::<ApprovalRule>::by(BY_NUMBER).limit(500))?
        .rows
        .into_iter()
        .filter(|rule| rule.retired)
        .collect();
    let body = html! {
        (Head::new("Approval rules").fact("Who decides on what").actions(html! {
            @if edits { (Button::link("New rule", "/approval-rules/new").primary().icon(Icon::Plus)) }
        }))
        p class="mute read" { "For each kind the first rule whose conditions hold decides, from the top; the last line says what holds where none does. What waits already stays under the rule it was asked under." }
        div data-live-id="rules" {
            @for kind in approvables() {
                (Section::new(kind.name, of_kind(visit, &names, &rules.0, kind)))
            }
            @if !retired.is_empty() {
                (fold(Icon::Ban, "Rules that apply no more", list_tight(html! {
                    @for rule in &retired {
                        li {
                            span class="grow duo" { a class="link" href=(href(rule)) { (rule.name) } span class="dim t12" { (super::approvable::name_of(&rule.kind)) } }
                            @if edits { (post_button(&format!("{}/restore", href(rule)), html! {}, Button::submit("Let it apply again").small())) }
                        }
                    }
                })))
            }
        }
        (Section::new("Reasons for a return or a rejection", html! {
            @if edits {
                form class="stack read" method="post" action="/return-reasons" data-once {
                    (reasons.summary())
                    (hidden("version", reasons.value("version").unwrap_or_default()))
                    (reasons.area("reasons", "Reasons").rows(9).hint("One in each line. Whoever decides chooses one, writes their own words, or both."))
                    (buttons(Button::submit("Save the reasons")))
                }
            } @else { p { (reasons.value("reasons").unwrap_or_default().replace('\n', "; ")) } }
        }))
    };
    Ok(Page::new("Approval rules", body)
        .under("Settings", "/settings")
        .at(HERE)
        .styles(&["extra", "list", "record"])
        .scripts(&["fold"])
        .live("approval-rules")
        .status(reasons.status()))
}

fn href(rule: &ApprovalRule) -> String {
    format!("{HERE}/{}", rule.id)
}

fn of_kind(visit: &Visit, names: &Directory, rules: &[ApprovalRule], kind: &Approvable) -> Markup {
    let shipped = usual(kind);
    let own: Vec<&ApprovalRule> = rules.iter().filter(|rule| rule.kind == kind.key).collect();
    // What comes after one without conditions never applies.
    let last = own.iter().position(|rule| rule.is_for_all());
    let rows = own.iter().enumerate().map(|(at, rule)| {
        let never = last.is_some_and(|last| at > last);
        Row::new()
            .id(format!("rule-{}", rule.id.raw()))
            .name(html! { a class="link" href=(href(rule)) { (rule.name) } })
            .cell(html! { (conditions(visit, names, rule)) @if never { " " (badge(Tone::Warning, "never applies")) } })
            .cell(asked(names, rule))
            .number(format!("{} h", rule.hours))
    });
    let otherwise = last.is_none().then(|| {
        Row::new()
            .name("Otherwise")
            .dim("as shipped")
            .cell(asked(names, &shipped))
            .number(format!("{} h", shipped.hours))
    });
    html! {
        div class="scroll" {
            (Table::rows()
                .column(Column::new("Rule")).column(Column::new("Applies when")).column(Column::new("Who decides")).column(Column::number("Within"))
                .body(rows.chain(otherwise)))
        }
    }
}

fn conditions(visit: &Visit, names: &Directory, rule: &ApprovalRule) -> String {
    let currency = CurrentSettings::currency_of(visit);
    let mut said = Vec::new();
    if let Some(from) = rule.amount_from {
        said.push(format!("from {}", from.show(currency)));
    }
    if let Some(below) = rule.amount_below {
        said.push(format!("below {}", below.show(currency)));
    }
    if let Some(minutes) = rule.minutes_from {
        said.push(format!("from {} h", time::hours(i64::from(minutes))));
    }
    if let Some(share) = rule.share_from {
        said.push(format!("from {share}%"));
    }
    if let Some(id) = rule.department {
        said.push(format!("in {}", names.department(id)));
    }
    if let Some(category) = rule.category {
        said.push(category.label().to_owned());
    }
    if let Some(role) = rule.asked_by.and_then(|id| names.roles.get(&id.raw())) {
        said.push(format!("asked by {}", role.name));
    }
    match said.is_empty() {
        true => "always".into(),
        false => said.join(", "),
    }
}

fn asked(names: &Directory, rule: &ApprovalRule) -> Markup {
    let step = |step: &RuleStep| {
        let who = match step.who {
            Who::Role => {
                let role = step.role.and_then(|id| names.roles.get(&id.raw()));
                role.map_or_else(|| "a role".to_owned(), |role| role.name.clone())
            }
            Who::People => {
                let people = step.people.iter().map(|id| names.name(*id));
                people.collect::<Vec<_>>().join(", ")
            }
            who => who.label().to_owned(),
        };
        match step.need {
            0 | 1 => who,
            need => format!("{need} of: {who}"),
        }
    };
    let steps: Vec<String> = rule.steps.iter().map(step).collect();
    html! {
        (steps.join(", then "))
        @if rule.by_decider { span class="dim t12" { " (needs nobody else for what they want themselves)" } }
    }
}

/// The editor's form as a rule fills it in.
pub fn filled(visit: &Visit, rule: &ApprovalRule) -> Result<Filled<RuleForm>> {
    let currency = CurrentSettings::currency_of(visit);
    let mut values: Vec<(String, String)> = vec![
        ("name".into(), rule.name.clone()),
        ("kind".into(), rule.kind.clone()),
        ("place".into(), rule.place.to_string()),
        ("hours".into(), rule.hours.to_string()),
        ("version".into(), rule.version.to_string()),
    ];
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            values.push((name.to_owned(), value));
        }
    };
    put("amount_from", rule.amount_from.map(|m| m.input(currency)));
    put("amount_below", rule.amount_below.map(|m| m.input(currency)));
    put("minutes_from", rule.minutes_from.map(|m| format!("{m}m")));
    put("share_from", rule.share_from.map(|share| share.to_string()));
    put("department", rule.department.map(|id| id.to_string()));
    put("category", rule.category.map(|held| held.key().to_owned()));
    put("asked_by", rule.asked_by.map(|id| id.to_string()));
    put("by_decider", rule.by_decider.then(|| "on".to_owned()));
    for (at, step) in rule.steps.iter().enumerate() {
        let name = |part: &str| format!("steps.{at}.{part}");
        put(&name("who"), Some(step.who.key().to_owned()));
        put(&name("role"), step.role.map(|id| id.to_string()));
        put(&name("need"), Some(step.need.to_string()));
        for person in &step.people {
            put(&name("people"), Some(person.to_string()));
        }
    }
    let values: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    Ok(Filled::blank(&values))
}

/// The editor, of one that is there or of a new one.
pub fn rule(
    visit: &Visit,
    held: Option<(&ApprovalRule, &Request)>,
    form: &Filled<RuleForm>,
) -> Result<Page> {
    let may = match held {
        Some((rule, _)) => visit.may(&EDIT_RULES, rule),
        None => visit.may_somewhere(&EDIT_RULES),
    };
    let title = held.map_or("New rule", |(rule, _)| rule.name.as_str());
    let at = held.map_or_else(|| HERE.to_owned(), |(rule, _)| href(rule));
    let history = match held {
        Some((rule, request)) => Some(history::of(visit, rule, request)?),
        None => None,
    };
    let names = Directory::of(visit)?;
    let main = match (may, held) {
        (false, Some((rule, _))) => html! {
            (Facts::new()
                .fact("Kind", super::approvable::name_of(&rule.kind))
                .fact("Applies when", conditions(visit, &names, rule))
                .fact("Who decides", asked(&names, rule))
                .fact("Within", text::count(rule.hours as usize, "working hour", "working hours")))
        },
        _ => html! {
            form class="stack" method="post" action=(at) data-once {
                (form.summary())
                (hidden("version", form.value("version").unwrap_or_default()))
                (fields(visit, &names, form))
                (buttons(html! {
                    (Button::submit(if held.is_some() { "Save the rule" } else { "Add the rule" }).primary())
                    (Button::link("Keep things as they are", HERE))
                    @if let Some((rule, _)) = held && !rule.retired {
                        (Button::submit("Let it apply no more").danger().action(format!("{}/retire", href(rule))).unchecked())
                    }
                }))
            }
        },
    };
    let body = html! {
        (Head::new(title))
        @match history {
            Some(history) => (record(main, Section::new("History", history).live("history"))),
            None => (main),
        }
    };
    Ok(Page::new(title, body)
        .under("Settings", "/settings")
        .under("Approval rules", HERE)
        .styles(&["extra", "list", "record", "thread"])
        .status(form.status()))
}

fn fields(visit: &Visit, names: &Directory, form: &Filled<RuleForm>) -> Markup {
    let currency = CurrentSettings::currency_of(visit);
    let mut roles: Vec<_> = names.roles.values().filter(|role| !role.retired).collect();
    roles.sort_by(|a, b| a.name.cmp(&b.name));
    let roles = || roles.iter().map(|role| (role.id, role.name.as_str()));
    html! {
        (Section::new("What for", html! {
            (fields_three(html! {
                (form.text("name", "Name").required())
                (form.select("kind", "Kind").nothing("Choose a kind").options(approvables().iter().map(|kind| (kind.key, kind.name))))
                (form.number("place", "Place").hint("The lowest that applies is taken. 100 where nothing is said."))
            }))
        }))
        (Section::new("Applies when", html! {
            div class="stack" {
                (fields_two(html! {
                    (form.money("amount_from", "Amount from", currency.sign).optional())
                    (form.money("amount_below", "and below", currency.sign).optional())
                }))
                (fields_two(html! {
                    (form.text("minutes_from", "Hours from").optional().hint("Of work, such as 40 or 90m."))
                    (form.number("share_from", "Discount from, in percent").optional())
                }))
                (fields_three(html! {
                    (form.select("department", "Department").nothing("Any").options(names.open_departments().into_iter().map(|held| (held.id, held.name.as_str()))))
                    (form.select("category", "Category").nothing("Any").options(crate::features::settings::Category::ALL.iter().map(|held| (held.key(), held.label()))))
                    (form.select("asked_by", "Asked by somebody with the role").nothing("Anybody").options(roles()))
                }))
            }
        }).small("what is left empty holds always"))
        (Section::new("Who decides", html! {
            @if let Some(why) = form.problems.of("steps") { (Banner::error(why)) }
            div class="stack" {
                @for at in 0..STEPS { (step_fields(names, form, at, &mut roles())) }
                (form.number("hours", "Working hours to decide").hint("Whom is told while it runs out, the service policy of approvals says. 8 where nothing is said."))
                (form.tick("by_decider", "Whoever decides needs nobody else for what they want themselves"))
            }
        }).small("one step after another; a step without an answer to who is left out"))
    }
}

fn step_fields<'r>(
    names: &'r Directory,
    form: &Filled<RuleForm>,
    at: usize,
    roles: &mut dyn Iterator<Item = (crate::base::Id<crate::features::people::Role>, &'r str)>,
) -> Markup {
    let name = |part: &str| format!("steps.{at}.{part}");
    let people = name("people");
    let chosen: Vec<&str> = form.values(&people).collect();
    let staff = names.staff();
    html! {
        fieldset class="stack s" {
            legend { "Step " (at + 1) }
            (fields_three(html! {
                (form.select(&name("who"), "Who").nothing("Nobody").options(Who::ALL.iter().map(|who| (who.key(), who.label()))))
                (form.select(&name("role"), "The role").nothing("None").options(roles))
                (form.number(&name("need"), "How many of them").hint("1 where nothing is said."))
            }))
            details {
                summary { "These people" @if !chosen.is_empty() { " (" (chosen.len()) ")" } }
                @if let Some(why) = form.problems.of(&name("people")) { (Banner::error(why)) }
                div class="row" {
                    @for user in &staff {
                        @let number = user.id.to_string();
                        (Tick::new(name("people"), user.name.as_str()).value(&number).checked(chosen.contains(&number.as_str())))
                    }
                }
            }
        }
    }
}
