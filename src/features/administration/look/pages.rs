//! The page of the look.

use maud::{Markup, html};

use super::{HERE, forms::LookForm};
use crate::{
    base::{Choice, Result, language::Language},
    data::Visit,
    features::{
        administration::settings::{one_of_settings, settings_page},
        settings::{Accent, Brand, EDIT},
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub fn page(
    visit: &Visit,
    request: &Request,
    held: &Brand,
    form: &Filled<LookForm>,
) -> Result<Page> {
    let content = match visit.may_somewhere(&EDIT) {
        true => fields(held, form),
        false => facts(held),
    };
    let page = settings_page(
        visit,
        HERE,
        Section::new("Look", content).small("Seen by staff and clients on every page"),
        one_of_settings(visit, request, held)?,
    )?;
    Ok(page.live("brand").status(form.status()))
}

fn fields(held: &Brand, form: &Filled<LookForm>) -> Markup {
    html! {
        form class="stack read" method="post" action=(HERE) enctype="multipart/form-data" data-once data-drop="plain" {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (logo(held))
            (Input::file("logo", "Another logo").optional().accept(".png,.jpg,.jpeg,.webp")
                .hint("PNG, JPEG or WebP, up to 256 KB. It stands in place of the house's name: on the sidebar, at the door, in the portal and on quotes.")
                .error(form.problems.of("logo")))
            @if held.logo.is_some() { (form.tick("no_logo", "Take the logo away, and show the name again")) }
            (form.choice::<Accent>("accent", "Accent").hint("The colour of buttons, selection and progress. Warnings keep theirs."))
            (form.area("welcome", "Greeting in the portal").optional().rows(3).hint("Stands above everything on the first page of the portal."))
            (Select::new("language", "Language of the portal").nothing("As each browser asks")
                .options(Language::ALL.iter().map(|language| (language.key(), language.label())))
                .value(form.value("language").unwrap_or_default())
                .hint("For clients who chose none on their own page, and for whoever isn't signed in."))
            (form.area("foot", "Foot of quotes").optional().rows(4).hint("Where to pay, the register, a word of thanks. On every quote."))
            (buttons(html! {
                (Button::submit("Save").primary())
                (Button::link("Keep things as they are", HERE))
            }))
        }
    }
}

fn logo(held: &Brand) -> Markup {
    html! {
        @if let Some(address) = held.logo_address() {
            p { img class="logo" src=(address) alt="The logo as it is" ; }
        }
    }
}

/// For those who may look and not change.
fn facts(held: &Brand) -> Markup {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    html! {
        (logo(held))
        (Facts::new()
            .fact("Accent", held.accent.label())
            .maybe("Greeting in the portal", said(&held.welcome))
            .maybe("Language of the portal", held.language.map(Choice::label))
            .maybe("Foot of quotes", said(&held.foot)))
    }
}
