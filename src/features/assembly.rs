//! The house put together: what rooms give each other is provided, their jobs are handed to the supervisor, and their
//! places stand in the sidebar.

use std::sync::Arc;

use crate::{
    base::Moment,
    data::Store,
    jobs::{Supervisor, clock},
    web::{App, NavItem, SecurityEvent, ServerConfig},
};

use super::{
    administration, all, announcements, authority, chat, conversation, devices, document_links,
    documents, history, inbound, inbox, leads, mail, push, quotes, records, routes, second_person,
    sign_in, time, uploads, views, wakes,
};

/// The sections of the sidebar in their order; what a feature puts elsewhere comes last.
const SECTIONS: [&str; 6] = ["", "Clients", "Work", "Overview", "House", "Administration"];

/// The web's view of all features, over an open store.
pub fn app(store: Arc<Store>, config: ServerConfig) -> Arc<App> {
    let doors = sign_in::LoginService::new(config.zones.clone(), Moment::now());
    store.provide(doors.clone());
    store.provide(Arc::new(sign_in::Checks(vec![Box::new(
        devices::DeviceCheck,
    )])));
    if let Err(error) = devices::provide(&store) {
        tracing::error!(%error, "devices can't be enrolled or recognised");
    }
    store.provide(Arc::new(crate::web::shell::TopBar(time::in_the_topbar)));
    store.provide(Arc::new(crate::web::shell::Alarm(administration::alarm)));
    store.provide(Arc::new(crate::web::shell::Banners(announcements::banners)));
    store.provide(Arc::new(crate::web::Impersonating(views::impersonate)));
    store.provide(Arc::new(views::Opened::default()));
    store.provide(Arc::new(chat::Presence::default()));
    store.provide(Arc::new(crate::web::Resumed(uploads::sent)));
    store.provide(Arc::new(crate::web::AskSecond(second_person::answer)));
    store.provide(Arc::new(administration::SecurityMonitor::default()));
    store.provide(Arc::new(crate::web::AuditSink(audit)));
    store.provide(Arc::new(config.zones.clone()));
    store.provide(config.hosts.clone());
    store.provide(Arc::new(documents::Drawn::default()));
    store.provide(Arc::new(document_links::Marks::default()));
    store.provide(Arc::new(leads::QuotesOf(quotes::of_lead)));
    let outside = Arc::new(mail::SmtpContext::new(
        config.ca_file.clone(),
        config.hosts.clone(),
    ));
    store.provide(outside);
    let jobs = Supervisor::new(&store, config.tz.clone());
    store.provide(jobs.clone());
    store.provide(Arc::new(records::Running::default()));
    let mut notices = Vec::new();
    let mut sources = Vec::new();
    let (mut nav, mut portal_nav) = (Vec::new(), Vec::new());
    for feature in all() {
        for job in feature.jobs {
            jobs.add(job());
        }
        notices.extend_from_slice(feature.notices);
        sources.extend(feature.fragments);
        nav.extend(feature.nav);
        portal_nav.extend(feature.portal_nav);
    }
    store.provide(Arc::new(inbox::NoticeTypes(notices)));
    store.provide(Arc::new(inbox::Eyes(authority::eyes_of)));
    store.provide(Arc::new(inbox::DeedWords(history::of_notice)));
    store.provide(Arc::new(inbox::TalkWords(conversation::of_notice)));
    store.provide(Arc::new(push::SignedIn(sign_in::is_open)));
    store.provide(Arc::new(mail::Answerable(inbound::is_answerable)));
    // My day stands above all.
    nav.sort_by_key(|item: &NavItem| {
        (
            item.href != "/",
            SECTIONS.iter().position(|s| *s == item.section),
        )
    });
    portal_nav.sort_by_key(|item: &NavItem| item.href != "/portal");
    jobs.add(clock::clock(wakes()));
    App::new(
        store,
        routes(),
        nav,
        portal_nav,
        Box::new(sign_in::SessionAuthenticator(doors)),
        config,
        sources,
    )
}

/// What the doors saw goes to those who keep it.
fn audit(store: &Store, seen: SecurityEvent<'_>) {
    if let Some(monitor) = store.service::<administration::SecurityMonitor>() {
        monitor.saw(&seen);
    }
    if let SecurityEvent::Opened {
        impersonation,
        path,
    } = seen
        && let Some(opened) = store.service::<views::Opened>()
    {
        opened.note(impersonation.view, path);
    }
}
