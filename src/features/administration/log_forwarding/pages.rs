//! Where logs go: one page among the settings.

use maud::{Markup, html};

use super::{
    Forwarded, HERE, LogDestination, LogLevel,
    actions::{EDIT, TEST},
    forms::LogForm,
    forwarder::Tried,
    ops,
};
use crate::{
    base::{Choice, Result},
    data::Visit,
    features::administration::settings::{one_of_settings, settings_page},
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub fn page(
    visit: &Visit,
    request: &Request,
    form: &Filled<LogForm>,
    tried: Option<&Tried>,
) -> Result<Page> {
    let held = ops::held(visit)?;
    let content = match visit.may_somewhere(&EDIT) {
        true => fields(form),
        false => facts(&held),
    };
    let standing = match held.on {
        true => "On",
        false => "Off: nothing leaves",
    };
    let main = html! {
        @match tried {
            Some(tried) if tried.well => (Banner::success(tried.said.as_str())),
            Some(tried) => (Banner::error(tried.said.as_str())),
            None => {}
        }
        (Section::new("Forwarding of logs", content).small(standing))
        @if held.version != 0 && visit.may_somewhere(&TEST) { (test()) }
    };
    let history = one_of_settings(visit, request, &held)?;
    Ok(settings_page(visit, HERE, main, history)?
        .live("log-destinations")
        .at(HERE)
        .status(form.status()))
}

fn fields(form: &Filled<LogForm>) -> Markup {
    html! {
        p class="dim" { "What happens here goes to a collector of your own while it happens, as syslog over TLS: who did what to which records and from where, never what a record holds." }
        p class="dim" { "The service as it is shipped reaches private networks only: a collector elsewhere needs a line IPAddressAllow= for it, as INSTALL.md says." }
        form class="stack read" method="post" action=(HERE) data-once autocomplete="off" {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (form.tick("on", "Logs are forwarded").hint("Turned off, what happens waits in the journal, and goes when it is on again."))
            (fields_two(html! {
                (form.text("host", "Collector").hint("Such as logs.example.org. Its certificate has to be one that this machine, or the file named as ca_file, trusts."))
                (form.number("port", "Port").required().hint("6514 for syslog over TLS."))
            }))
            (form.choice::<Forwarded>("journal", "Of the journal"))
            (form.choice::<LogLevel>("program", "Of the program's own log"))
            (buttons(html! {
                (Button::submit("Save").primary())
                (Button::link("Keep things as they are", HERE))
            }))
        }
    }
}

fn test() -> Markup {
    html! {
        (Section::new("Try it", html! {
            p { "One message goes to the collector as it is saved, and what came of it is shown here." }
            (post_button("/settings/logs/test", html! {}, Button::submit("Send a test message")))
        }))
    }
}

/// For those who may look and not change.
fn facts(held: &LogDestination) -> Markup {
    let place = (!held.host.is_empty()).then(|| format!("{}, port {}", held.host, held.port));
    html! {
        (Facts::new()
            .maybe("Collector", place)
            .fact("Of the journal", held.journal.label())
            .fact("Of the program's own log", held.program.label()))
    }
}
