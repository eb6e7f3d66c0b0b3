//! What can be done to several, as it stands: in the bar below a list, on a page of all fields, and in the palette.

use maud::{Markup, Render, html};

use super::declared::{SetSeveral, Several, fields};
use crate::{
    base::Result,
    data::{Field as Held, FieldKind, Record, Visit},
    features::{
        Command, ForSeveral,
        people::{Directory, User},
    },
    ui::prelude::*,
    web::Filled,
};

/// Fields that the bar has room for.
const IN_BAR: usize = 3;
/// Deeds likewise.
const DEEDS: usize = 3;

/// The fields that this person may set at all.
pub(super) fn settable<R: Several>(visit: &Visit) -> Vec<&'static Held> {
    let may = |field: &&Held| visit.may_somewhere(&R::deed(field));
    fields::<R>().filter(may).collect()
}

/// Colleagues, each with how much they have open in hand where that is counted.
fn staff<R: Several>(visit: &Visit, names: &Directory) -> Result<Vec<(String, String)>> {
    let (mut at_work, mut others) = (Vec::new(), Vec::new());
    for user in names.staff() {
        match R::load(visit, user.id)? {
            Some(open) if open > 0 => {
                at_work.push((user.id.to_string(), format!("{}, {open} open", user.name)));
            }
            Some(_) | None => others.push((user.id.to_string(), user.name.clone())),
        }
    }
    at_work.extend(others);
    Ok(at_work)
}

fn departments(names: &Directory) -> Vec<(String, String)> {
    let open = names.open_departments().into_iter();
    open.map(|held| (held.id.to_string(), held.name.clone()))
        .collect()
}

fn is_person(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::Record(plural) if *plural == User::KIND.plural)
}

/// The controls for a bar of several: one for each of the first fields, which stays as it is where nothing is chosen, and
/// a button for each deed; the way to all fields where there are more. Nothing for whoever may nothing of it.
pub fn controls<R: Several>(visit: &Visit) -> Result<Option<Markup>> {
    let names = Directory::of(visit)?;
    let fields = settable::<R>(visit);
    let people = fields.iter().any(|field| is_person(&field.kind));
    let staff = match people {
        true => staff::<R>(visit, &names)?,
        false => Vec::new(),
    };
    let control = |field: &Held| {
        let (name, label) = (field.key, field.label);
        let select = || {
            Select::new(name, label)
                .id(format!("several-{name}"))
                .nothing(format!("Leave the {}", label.to_lowercase()))
                .bare()
        };
        match field.kind {
            _ if is_person(&field.kind) => html! {
                (select().options(staff.iter().map(|(id, name)| (id, name.as_str()))))
            },
            FieldKind::Record(_) => html! { (select().options(departments(&names))) },
            FieldKind::Choice(words) => html! { (select().options(words())) },
            FieldKind::YesNo => {
                html! { (select().options([("yes", format!("{label}: yes")), ("no", format!("{label}: no"))])) }
            }
            FieldKind::Day => {
                html! { (Input::date(name, label).id(format!("several-{name}")).bare()) }
            }
            _ => html! { (Input::text(name, label).id(format!("several-{name}")).bare()) },
        }
    };
    let in_bar = R::IN_BAR.iter();
    let first: Vec<&Held> = in_bar
        .filter_map(|key| fields.iter().find(|field| field.key == *key).copied())
        .take(IN_BAR)
        .collect();
    let deeds = R::deeds()
        .iter()
        .filter(|deed| visit.may_somewhere(&deed.action));
    let deeds: Vec<_> = deeds.take(DEEDS).collect();
    if fields.is_empty() && deeds.is_empty() {
        return Ok(None);
    }
    Ok(Some(html! {
        @for field in &first { (control(field)) }
        @if !first.is_empty() { (Button::submit("Apply").primary().small()) }
        @for deed in deeds { (Button::submit(deed.label).small().value("deed", deed.key)) }
        @if fields.len() > first.len() { (more_fields()) }
    }))
}

/// The way to all fields.
pub fn more_fields() -> Markup {
    Button::submit("More fields")
        .small()
        .quiet()
        .value("more", "on")
        .render()
}

/// A control for each field, with what was typed and what is wrong.
pub(super) fn all_fields<R: Several>(
    visit: &Visit,
    form: &Filled<SetSeveral<R>>,
    sign: &str,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let staff = staff::<R>(visit, &names)?;
    let as_it_is = "As it is";
    let control = |field: &Held| {
        let (name, label) = (field.key, field.label);
        match field.kind {
            _ if is_person(&field.kind) => html! {
                (form.select(name, label).nothing(as_it_is).options(staff.iter().map(|(id, name)| (id, name.as_str()))))
            },
            FieldKind::Record(_) => html! {
                (form.select(name, label).nothing(as_it_is).options(departments(&names)))
            },
            FieldKind::Choice(words) => {
                html! { (form.select(name, label).nothing(as_it_is).options(words())) }
            }
            FieldKind::YesNo => html! {
                (form.select(name, label).nothing(as_it_is).options([("yes", "Yes"), ("no", "No")]))
            },
            FieldKind::List(FieldKind::Choice(words)) => html! {
                (Field::new(name, label).hint("Ticked ones take the place of what each has.").error(form.problems.of(name)).around_group(html! {
                    @for (key, word) in words() {
                        (Tick::new(name, word).value(key).checked(form.values(name).any(|held| held == key)))
                    }
                }))
            },
            FieldKind::Day => html! { (form.date(name, label).optional()) },
            FieldKind::Money => html! { (form.money(name, label, sign).optional()) },
            FieldKind::LongText => html! { (form.area(name, label).rows(4).optional()) },
            _ => html! { (form.text(name, label).optional()) },
        }
    };
    Ok(html! { @for field in settable::<R>(visit) { (control(field)) } })
}

/// What the palette does to several: each field that can be set for them, to each of its values.
pub fn for_several<R: Several>() -> ForSeveral {
    ForSeveral {
        kind: R::KIND.plural,
        counted: |count| R::INFO.counted(count),
        of: commands::<R>,
    }
}

fn commands<R: Several>(visit: &Visit, keys: &[&str], back: &str) -> Result<Vec<Command>> {
    let names = Directory::of(visit)?;
    let list = format!("/{}", R::KIND.plural);
    let counted = R::INFO.counted(keys.len());
    let post = |title: String, icon: Icon, name: &'static str, value: String| {
        let command = Command::post(title, icon, format!("{list}/bulk"));
        let command = keys
            .iter()
            .fold(command, |command, key| command.with("keys", key));
        command.with(name, value).with("back", back).when_asked()
    };
    let mut all = Vec::new();
    for field in settable::<R>(visit) {
        let set = |title: String, value: String| post(title, Icon::Edit, field.key, value);
        let what = field.label.to_lowercase();
        match field.kind {
            _ if is_person(&field.kind) => {
                let staff = names.staff().into_iter();
                all.extend(staff.map(|user| {
                    let title = match field.key {
                        "owner" | "assignee" => format!("Assign {counted} to {}", user.name),
                        _ => format!("Set {what} of {counted} to {}", user.name),
                    };
                    set(title, user.id.to_string())
                }));
            }
            FieldKind::Choice(words) => all.extend(words().into_iter().map(|(key, label)| {
                set(
                    format!("Set {what} of {counted} to {label}"),
                    key.to_owned(),
                )
            })),
            FieldKind::Day => {
                for (said, days) in [("today", 0), ("tomorrow", 1), ("in a week", 7)] {
                    let day = visit.today() + days;
                    all.push(set(format!("Set {what} of {counted} to {said}"), day.iso()));
                }
            }
            _ => {}
        }
    }
    for deed in R::deeds()
        .iter()
        // The palette shows none of them.
        .filter(|deed| !deed.seen && visit.may_somewhere(&deed.action))
    {
        let title = format!("{} {counted}", deed.label);
        all.push(post(title, Icon::Edit, "deed", deed.key.to_owned()));
    }
    Ok(all)
}
