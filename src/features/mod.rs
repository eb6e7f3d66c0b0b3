//! What Atrium does for an agency, one folder each, in the order in which they may use one another:
//! a feature uses the public face of those above it in `all`, never of those below.

pub mod administration;
pub mod announcements;
pub mod approvals;
pub mod authority;
pub mod bank;
pub mod chat;
pub mod clients;
pub mod clocks;
pub mod conversation;
pub mod day;
pub mod departments;
pub mod devices;
pub mod document_links;
pub mod documents;
pub mod expenses;
pub mod followed;
pub mod gateways;
pub mod history;
pub mod home;
pub mod inbound;
pub mod inbox;
pub mod invoices;
pub mod leads;
pub mod leave;
pub mod lists;
pub mod load;
pub mod mail;
pub mod people;
pub mod planning;
pub mod playbooks;
pub mod portal;
pub mod profitability;
pub mod progress_reports;
pub mod project_approvals;
pub mod projects;
pub mod proofing;
pub mod push;
pub mod quotes;
pub mod rates;
pub mod records;
pub mod recurring_invoices;
pub mod retainers;
pub mod roles;
pub mod search;
pub mod second_person;
pub mod settings;
pub mod shares;
pub mod sign_in;
pub mod signatures;
pub mod stages;
pub mod tasks;
pub mod tickets;
pub mod time;
pub mod timesheets;
pub mod uploads;
pub mod users;
pub mod views;

use std::sync::{Arc, LazyLock};

use crate::{
    access::Action,
    base::{Id, Moment, Result, if_found},
    data::{
        Change, Derive, FormerKind, KindInfo, Recompute, Record, Ref, Reshape, Schema, Store,
        Unscoped, Visit,
    },
    jobs::{Handler, Job, Schedule, Supervisor, clock},
    ui::icon::Icon,
    web::{App, NavItem, Route, SecurityEvent, ServerConfig, live::Source},
};

/// What a feature gives to the whole.
#[derive(Default)]
pub struct Feature {
    pub name: &'static str,
    pub kinds: Vec<KindInfo>,
    /// What becomes of records that earlier versions stored in another shape.
    pub reshapes: Vec<Reshape>,
    /// What is derived by another rule than in earlier versions, and worked out anew in an older house.
    pub recomputes: Vec<Recompute>,
    /// Kinds that there were, and what their records became.
    pub former: Vec<FormerKind>,
    pub actions: &'static [Action],
    /// What people are told of its deeds.
    pub notices: &'static [&'static inbox::NoticeType],
    pub routes: Vec<Route>,
    pub nav: Vec<NavItem>,
    pub portal_nav: Vec<NavItem>,
    /// Steps that keep what is derived across records true, at the end of every command.
    pub derives: Vec<Derive>,
    /// What is rendered of new records for pages that are open on what they belong to.
    pub fragments: Vec<Source>,
    /// What is done when something of a record is due.
    pub wakes: Vec<Handler>,
    /// What goes on beside people while the house is served.
    pub jobs: Vec<fn() -> Box<dyn Job>>,
    /// What a server does from time to time.
    pub schedules: Vec<Schedule>,
    /// What can be begun from anywhere, in the palette.
    pub starts: &'static [Start],
    /// What the palette does to a record that is open, said beside the routes that do it.
    pub commands: Vec<Commands>,
    /// What the palette does wherever one is.
    pub anywhere: Option<CommandsAnywhere>,
    /// What the palette does to rows that are ticked.
    pub several: Vec<ForSeveral>,
    /// Which of its records somebody has at hand: they are offered first where one is chosen.
    pub at_hand: Vec<AtHand>,
    /// What of it is work that lies open in a department.
    pub work: Vec<DepartmentWork>,
    /// What of it people hold, and hand over before they leave.
    pub held: Vec<people::Holds>,
    /// Until when somebody isn't here, as far as it knows.
    pub absent: Option<people::AbsentUntil>,
    /// What of it hangs on records of any kind, and goes over to the one that a record turns out to be.
    pub hangs: Vec<records::Bring>,
    /// What of it goes for good when the time of a record is over, with all that hangs on it.
    pub forgets: Vec<Forget>,
    /// What of it promises something by a time.
    pub clocked: Vec<clocks::ClockedKind>,
    /// What of it people talk on.
    pub rooms: Vec<conversation::RoomKind>,
    /// How it keeps the files that come with posts.
    pub attachments: Option<conversation::Attachments>,
    /// What it makes of a post.
    pub made_of_posts: Vec<conversation::MadeOfPost>,
    /// What of it waits for somebody's yes.
    pub approvable: &'static [approvals::Approvable],
    /// What of it covers time, which is then not billed by the hour.
    pub covers: Option<invoices::Covering>,
    /// What of it is somebody's day.
    pub day: Vec<day::ForDay>,
    /// What of it the page of a client shows.
    pub client_sections: Vec<clients::Section>,
    /// What of it the page of a document shows.
    pub document_sections: Vec<documents::DocumentSection>,
    /// What of it the page of a payment shows.
    pub payment_sections: Vec<invoices::PaymentSection>,
    /// What a demonstration has of it beside what is told of engagements.
    pub demo: Option<Demo>,
    /// The same over what engagements left behind, at the end.
    pub demo_after: Option<Demo>,
    /// What each person of a demonstration has done with what reached them by its end.
    pub demo_end: Option<fn(&Visit) -> Result<()>>,
}

/// Takes a record away for good, if it is one of this feature's; nothing for others. Atrium itself does it.
pub type Forget = fn(&mut Change<'_, '_>, Ref) -> Result<()>;

static FORGETS: LazyLock<Vec<Forget>> =
    LazyLock::new(|| all().into_iter().flat_map(|f| f.forgets).collect());

/// Takes a record of whatever kind away for good.
pub fn forget(change: &mut Change<'_, '_>, of: Ref) -> Result<()> {
    FORGETS.iter().try_for_each(|forget| forget(change, of))
}

static ABSENT: LazyLock<Vec<people::AbsentUntil>> =
    LazyLock::new(|| all().into_iter().filter_map(|f| f.absent).collect());

/// What rooms know of until when people aren't here.
pub fn absences() -> &'static [people::AbsentUntil] {
    &ABSENT
}

static APPROVABLES: LazyLock<Vec<approvals::Approvable>> = LazyLock::new(|| {
    let declared = all().into_iter().flat_map(|f| f.approvable);
    declared.copied().collect()
});

/// Every kind of thing that waits for somebody's yes, in the order of the features.
pub fn approvables() -> &'static [approvals::Approvable] {
    &APPROVABLES
}

static COVERING: LazyLock<Vec<invoices::Covering>> =
    LazyLock::new(|| all().into_iter().filter_map(|f| f.covers).collect());

/// What covers time, room by room.
pub fn covering() -> &'static [invoices::Covering] {
    &COVERING
}

/// Something to begin from anywhere.
#[derive(Clone, Copy)]
pub struct Start {
    pub title: &'static str,
    pub href: &'static str,
    pub action: Action,
    /// The field of its page that takes what was typed behind its name: "new lead Alder & Co".
    pub takes: Option<&'static str>,
}

/// What is made of a visit, a record and what was typed.
type CommandsOn = dyn Fn(&Visit, Ref, &str) -> Result<Vec<Command>> + Send + Sync;

/// What the palette does to a record. The record is one that the person sees.
pub struct Commands {
    /// The plural of its kind; None for those of any kind.
    pub kind: Option<&'static str>,
    pub on: Box<CommandsOn>,
}

/// What the palette does to nothing that is open, of what was typed.
pub type CommandsAnywhere = fn(&Visit, &str) -> Result<Vec<Command>>;

impl Commands {
    /// Those that the person may give now; what is typed is for those that take something of it.
    pub fn of<R: Record>(on: fn(&Visit, &R, &str) -> Result<Vec<Command>>) -> Commands {
        Commands {
            kind: Some(R::KIND.plural),
            on: Box::new(move |visit, of, typed| on(visit, &visit.find(Id::new(of.id))?, typed)),
        }
    }

    /// The same to a record of whatever kind.
    pub fn of_any(on: fn(&Visit, Ref, &str) -> Result<Vec<Command>>) -> Commands {
        Commands {
            kind: None,
            on: Box::new(on),
        }
    }
}

static COMMANDS: LazyLock<Vec<Commands>> =
    LazyLock::new(|| all().into_iter().flat_map(|f| f.commands).collect());

/// What rooms say of the records that are open, kind by kind.
pub fn record_commands() -> &'static [Commands] {
    &COMMANDS
}

/// What this person may do to a record now, as its room says; nothing for one that they don't see.
pub fn deeds_on(visit: &Visit, of: Ref) -> Result<Vec<Command>> {
    let kind = visit.store().schema().kind(of.kind)?.kind.plural;
    let mut found = Vec::new();
    for commands in COMMANDS
        .iter()
        .filter(|commands| commands.kind == Some(kind))
    {
        found.extend(if_found((commands.on)(visit, of, ""))?.unwrap_or_default());
    }
    Ok(found)
}

/// What the palette does to several records of a kind at once.
#[derive(Clone, Copy)]
pub struct ForSeveral {
    /// The plural of the kind.
    pub kind: &'static str,
    /// What several of them are called: "3 leads".
    pub counted: fn(usize) -> String,
    /// The deeds, of the numbers that are ticked, and the address of the list that they come back to.
    pub of: fn(&Visit, &[&str], &str) -> Result<Vec<Command>>,
}

/// One thing to do to a record, as the palette shows it.
pub struct Command {
    pub title: String,
    pub note: String,
    pub icon: Icon,
    pub to: String,
    /// What is posted; None leads to a page.
    pub post: Option<Vec<(&'static str, String)>>,
    /// Shown when its words are typed, and not before: one of many alike.
    pub when_asked: bool,
}

impl Command {
    /// Leads to a page that asks for more.
    pub fn page(title: impl Into<String>, icon: Icon, to: impl Into<String>) -> Command {
        Command {
            title: title.into(),
            note: String::new(),
            icon,
            to: to.into(),
            post: None,
            when_asked: false,
        }
    }

    /// Does it at once; what it does can be undone.
    pub fn post(title: impl Into<String>, icon: Icon, to: impl Into<String>) -> Command {
        Command {
            post: Some(Vec::new()),
            ..Command::page(title, icon, to)
        }
    }

    /// What is sent with it.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Command {
        self.post
            .get_or_insert_default()
            .push((name, value.to_string()));
        self
    }

    /// Said quietly behind its title.
    pub fn note(mut self, note: impl Into<String>) -> Command {
        self.note = note.into();
        self
    }

    pub fn when_asked(mut self) -> Command {
        self.when_asked = true;
        self
    }
}

/// Records of one kind that somebody has at hand, the next first, at most so many.
pub struct AtHand {
    /// The plural of the kind.
    pub kind: &'static str,
    pub of: fn(&Visit, usize) -> Result<Vec<Ref>>,
}

/// Makes what a demonstration has of a room, by its own verbs.
#[derive(Clone, Copy)]
pub struct Demo {
    /// The role, by its key, of whoever does it.
    pub by: &'static str,
    pub make: fn(&Visit) -> Result<()>,
}

/// How much of one kind lies open in a department: counted without reading any of it.
pub struct DepartmentWork {
    /// Who they are, by the plural of their kind.
    pub kind: &'static str,
    /// As far as whoever asks may see them; nothing when they may see none of the kind.
    pub seen: fn(&Visit, Id<people::Department>) -> Result<Option<i64>>,
    /// All of them, from inside a deed.
    pub all: fn(&mut Unscoped<'_, '_, '_>, Id<people::Department>) -> Result<usize>,
}

/// Every feature. Adding one is its folder and its line here.
pub fn all() -> Vec<Feature> {
    vec![
        settings::feature(),
        mail::feature(),
        gateways::feature(),
        push::feature(),
        people::feature(),
        inbox::feature(),
        authority::feature(),
        sign_in::feature(),
        history::feature(),
        followed::feature(),
        announcements::feature(),
        second_person::feature(),
        records::feature(),
        lists::feature(),
        roles::feature(),
        views::feature(),
        shares::feature(),
        clients::feature(),
        uploads::feature(),
        clocks::feature(),
        approvals::feature(),
        conversation::feature(),
        leads::feature(),
        quotes::feature(),
        documents::feature(),
        document_links::feature(),
        proofing::feature(),
        signatures::feature(),
        tickets::feature(),
        projects::feature(),
        tasks::feature(),
        leave::feature(),
        rates::feature(),
        timesheets::feature(),
        time::feature(),
        expenses::feature(),
        invoices::feature(),
        bank::feature(),
        retainers::feature(),
        recurring_invoices::feature(),
        planning::feature(),
        load::feature(),
        playbooks::feature(),
        project_approvals::feature(),
        progress_reports::feature(),
        profitability::feature(),
        chat::feature(),
        departments::feature(),
        users::feature(),
        administration::feature(),
        inbound::feature(),
        devices::feature(),
        search::feature(),
        portal::feature(),
        home::feature(),
    ]
}

pub fn schema() -> Schema {
    let mut kinds = Vec::new();
    let mut actions = Vec::new();
    let mut derives = Vec::new();
    let mut reshapes = Vec::new();
    let mut recomputes = Vec::new();
    let mut former = Vec::new();
    for feature in all() {
        former.extend(feature.former);
        kinds.extend(feature.kinds);
        reshapes.extend(feature.reshapes);
        recomputes.extend(feature.recomputes);
        actions.extend_from_slice(feature.actions);
        derives.extend(feature.derives);
        derives.extend(feature.clocked.iter().map(|kind| kind.derive));
    }
    Schema::new(kinds, actions, derives)
        .seconded(second_person::SECONDING)
        .reshaping(reshapes)
        .recomputing(recomputes)
        .took_in(former)
}

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

/// Every address there is.
pub fn routes() -> Vec<Route> {
    let mut routes: Vec<Route> = all().into_iter().flat_map(|f| f.routes).collect();
    routes.extend(crate::web::own_routes());
    routes
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

/// What is done when something of a record is due.
pub fn wakes() -> Vec<Handler> {
    all().into_iter().flat_map(|f| f.wakes).collect()
}

/// What a server does from time to time.
pub fn schedules() -> Vec<Schedule> {
    all().into_iter().flat_map(|f| f.schedules).collect()
}

/// A fresh name for a form that makes something, so that sending it twice makes it once.
pub fn form_key() -> String {
    let mut bytes = [0u8; 12];
    crate::data::keys::random(&mut bytes);
    data_encoding::HEXLOWER.encode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::RateLimit;

    #[test]
    fn no_two_places_are_gone_to_by_the_same_letter() {
        let all = all();
        let house: Vec<char> = all
            .iter()
            .flat_map(|f| &f.nav)
            .filter_map(|item| item.go)
            .collect();
        let portal: Vec<char> = all
            .iter()
            .flat_map(|f| &f.portal_nav)
            .filter_map(|item| item.go)
            .collect();
        for mut letters in [house, portal] {
            let count = letters.len();
            letters.sort_unstable();
            letters.dedup();
            assert_eq!(letters.len(), count, "{letters:?}");
        }
    }

    #[test]
    fn whatever_takes_much_along_has_a_pace() {
        let leaves = |path: &str| {
            path.contains("export") || path.ends_with(".csv") || path.ends_with("/download")
        };
        for route in routes().iter().filter(|route| leaves(&route.path)) {
            assert_eq!(route.rate_limit, Some(RateLimit::Export), "{}", route.path);
        }
    }
}
