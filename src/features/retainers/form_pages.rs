//! The forms of a retainer.

use super::{
    forms::{EditRetainer, NewRetainer},
    retainer::{Billed, Every, Retainer},
};
use crate::{
    base::{Result, money},
    data::{Record, Visit},
    features::{
        clients::Client, form_key, people::User, projects::Project, quotes::sheet::dated,
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Form, Page},
};
use maud::{Markup, html};

pub fn ending<F: Form>(visit: &Visit, held: &Retainer, form: &Filled<F>) -> Markup {
    let first = held.earliest_end(visit.today());
    fold_open(
        form.is_refused(),
        Icon::Calendar,
        "End this retainer",
        html! {
            form class="stack" method="post" action=(format!("/retainers/{}/end", held.id)) data-once {
                (form.banner())
                (hidden("version", held.version))
                (form.date("until", "Ends").optional().hint(format!("With the period in which this day lies. Empty: {}, the first end that keeps the notice.", dated(first))))
                (form.text("reason", "Reason").optional())
                (buttons(Button::submit("End it").danger()))
            }
        },
    )
}

pub fn agreed_fields<F: Form>(visit: &Visit, form: &Filled<F>) -> Result<Markup> {
    let house = CurrentSettings::of(visit)?;
    let sign = house.0.currency().sign;
    let tax = form
        .value("tax")
        .map_or_else(|| money::percent(house.0.tax), str::to_owned);
    Ok(html! {
        (fields_three(html! {
            (form.text("included_minutes", "Included in a period").required().placeholder("10h"))
            (form.money("price", "Price of a period", sign).required())
            (form.number("tax", "Tax in percent").value(tax).optional())
        }))
        (fields_three(html! {
            (form.text("cap_minutes", "Carried over at most").optional().placeholder("5h").hint("Into one period. Empty: unused hours lapse."))
            (form.number("life", "Periods that unused hours live").optional().placeholder("1"))
            (form.money("rate", "Price of an hour beyond", sign).optional().hint("Empty: what goes beyond isn’t billed."))
        }))
        (form.choice::<Billed>("billed", "Billed"))
        (fields_two(html! {
            (form.number("grace", "Days until a period is closed").optional().placeholder("3").hint("So that its time can be entered. What comes later counts in the next."))
            (form.number("notice", "Days of notice").optional())
        }))
        (form.record("owner", "Looked after by", User::KIND.prefix).optional().hint("Is told of hours, and reads invoices over. Empty: you."))
        (form.tick("shown", "The client sees their hours in the portal"))
    })
}

pub fn new(visit: &Visit, form: &Filled<NewRetainer>) -> Result<Page> {
    let body = html! {
        (Head::new("New retainer"))
        form class="stack l read" method="post" action="/retainers" data-once {
            (hidden("_key", form_key()))
            (form.summary())
            (fields_two(html! {
                (form.record("client", "Client", Client::KIND.prefix).required())
                (form.record("project", "Project", Project::KIND.prefix).optional().hint("Empty: time on all their projects counts."))
            }))
            (form.text("title", "Title").required().max_length(120).hint("Stands on the invoices: Website care."))
            (fields_three(html! {
                (form.choice::<Every>("every", "Period"))
                (form.date("begins", "Begins").required())
                (form.date("until", "Ends").optional().hint("Empty: until it is ended."))
            }))
            (agreed_fields(visit, form)?)
            (buttons(html! { (Button::submit("Save the retainer").primary()) (Button::link("Cancel", "/retainers")) }))
        }
    };
    Ok(Page::new("New retainer", body)
        .under("Retainers", "/retainers")
        .styles(&["extra", "record"])
        .status(form.status()))
}

pub fn edit(visit: &Visit, held: &Retainer, form: &Filled<EditRetainer>) -> Result<Page> {
    let at = format!("/retainers/{}", held.id);
    let body = html! {
        (Head::new("Edit ".to_owned() + &held.title).fact(id(held.id.to_string())))
        p class="mute" { "What changes holds from the next period on. One that is open keeps what it began with." }
        form class="stack l read" method="post" action=(at) data-once {
            (form.summary())
            (form.version(held.version))
            (form.text("title", "Title").required().max_length(120))
            (agreed_fields(visit, form)?)
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep things as they are", &at)) }))
        }
    };
    Ok(Page::new("Edit", body)
        .under("Retainers", "/retainers")
        .under(held.title.as_str(), at)
        .styles(&["extra", "record"])
        .status(form.status()))
}
