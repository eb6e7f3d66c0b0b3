//! A route can't be declared without the action it demands; public ones say why they are open.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    access::{Action, Listener, Tier},
    base::{Error, Result},
    data::{Entity, EntityInfo, Record, Visit},
    web::{
        Form, Reader, Reply, Request, Told,
        form::{self, Described, Filled, Nothing},
        rate_limit::RateLimit,
        uploads::Takes,
    },
};

/// What every list of the API may be asked for.
const PAGING: [&str; 3] = ["limit", "after", "before"];
/// The field that says over which version a write is made.
const VERSION: &str = "version";

/// What is asked before a body is taken in.
pub type Gate = Arc<dyn Fn(&Visit, &Request) -> Result<()> + Send + Sync>;
pub type Handler = Arc<dyn Fn(&Visit, &Request) -> Result<Reply> + Send + Sync>;

#[derive(Clone)]
pub enum Demand {
    Action(Action),
    /// Any signed-in person of the route's tiers.
    SignedIn,
    /// Nobody needs to be known; the reason is in the guard table.
    Open(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A page for staff.
    Staff,
    /// A page for clients; staff don't come in.
    Portal,
    /// A page for whoever is signed in.
    Anyone,
    Api,
}

/// What an operation of the API gives, for its description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    Object,
    /// `items`, and where the pages beside it begin.
    List,
    /// Bytes to keep.
    File,
}

#[derive(Clone)]
pub struct Route {
    pub method: &'static str,
    /// With captures as axum has them: `/leads/{id}`.
    pub path: String,
    pub face: Face,
    pub demand: Demand,
    /// Operations of the API that clients may call as well.
    pub for_clients: bool,
    /// For whoever is signed in or not, and needed on the client's side: it is there behind the portal's door too.
    pub at_the_portal: bool,
    /// What files it takes, if any.
    pub uploads: Option<Takes>,
    /// Says before a body is taken in whether what it is about is there for this person.
    pub gate: Option<Gate>,
    /// How often one person may go through.
    pub rate_limit: Option<RateLimit>,
    /// Is open to tokens of every area; what of it is theirs to see, its handler says.
    pub any_area: bool,
    /// Is gone through as oneself, also by somebody who looks as another.
    pub as_oneself: bool,
    private: bool,
    /// Is posted to by programs that have nothing but its address, so no page of ours is asked for.
    pub from_elsewhere: bool,
    /// Whoever has its address may go through: it is named to no other page, and kept by no search engine.
    pub secret_address: bool,
    /// Reads, but waits or works for long: not to be done where other requests arrive.
    pub slow: bool,
    pub handler: Handler,
    /// For the API's documentation.
    pub summary: &'static str,
    pub gives: Gives,
    /// The kind of record that is given, one or a list of them.
    pub record: Option<&'static EntityInfo>,
    /// What is given where that is no record, or what each of a list is.
    pub told: Option<Told>,
    pub fields: Vec<Described>,
    /// What its address may ask for, beside the page of a list.
    pub asks: Vec<Described>,
}

impl Route {
    fn new(
        method: &'static str,
        path: &str,
        face: Face,
        demand: Demand,
        handler: impl Fn(&Visit, &Request) -> Result<Reply> + Send + Sync + 'static,
    ) -> Route {
        Route {
            method,
            path: path.to_owned(),
            face,
            demand,
            for_clients: false,
            at_the_portal: false,
            uploads: None,
            gate: None,
            rate_limit: None,
            any_area: false,
            as_oneself: false,
            private: false,
            from_elsewhere: false,
            secret_address: false,
            slow: false,
            handler: Arc::new(handler),
            summary: "",
            gives: Gives::Object,
            record: None,
            told: None,
            fields: Vec::new(),
            asks: Vec::new(),
        }
    }

    /// A page, or a part of one.
    pub fn page(
        path: &str,
        action: Action,
        handler: fn(&Visit, &Request) -> Result<Reply>,
    ) -> Route {
        Route::new("GET", path, Face::Staff, Demand::Action(action), handler)
    }

    /// A form's post.
    pub fn post(
        path: &str,
        action: Action,
        handler: fn(&Visit, &Request) -> Result<Reply>,
    ) -> Route {
        Route::new("POST", path, Face::Staff, Demand::Action(action), handler)
    }

    /// An operation that reads one thing: `/api/v1` is put before the path.
    pub fn api_get(
        path: &str,
        action: Action,
        summary: &'static str,
        handler: fn(&Visit, &Request) -> Result<Reply>,
    ) -> Route {
        Route::api_read::<Nothing>(path, action, summary, Gives::Object, move |v, r, _| {
            handler(v, r)
        })
    }

    /// The same when its address may ask for something (`?as=`).
    pub fn api_ask<F: Form + 'static>(
        path: &str,
        action: Action,
        summary: &'static str,
        handler: fn(&Visit, &Request, F) -> Result<Reply>,
    ) -> Route {
        Route::api_read(path, action, summary, Gives::Object, handler)
    }

    /// An operation that gives a list, page by page to its true end. What it may be asked for (`?state=`) is a form: it is
    /// described, and refused beside its name when it is unknown or can't be read, for a list that forgot its filter would
    /// show what nobody asked for.
    pub fn api_list<F: Form + 'static>(
        path: &str,
        action: Action,
        summary: &'static str,
        handler: fn(&Visit, &Request, F) -> Result<Reply>,
    ) -> Route {
        Route::api_read(path, action, summary, Gives::List, handler)
    }

    fn api_read<F: Form + 'static>(
        path: &str,
        action: Action,
        summary: &'static str,
        gives: Gives,
        handler: impl Fn(&Visit, &Request, F) -> Result<Reply> + Send + Sync + 'static,
    ) -> Route {
        let asks = Reader::describe::<F>();
        let names: Vec<String> = asks.iter().map(|asked| asked.name.clone()).collect();
        let ones: Vec<String> = asks
            .iter()
            .filter(|asked| asked.kind != "list")
            .map(|asked| asked.name.clone())
            .collect();
        let listed = gives == Gives::List;
        Route {
            summary,
            gives,
            asks,
            ..Route::new(
                "GET",
                &format!("/api/v1{path}"),
                Face::Api,
                Demand::Action(action),
                move |visit, request| {
                    request.refuse_unknown(|name| {
                        let described = form::in_first_row(name);
                        listed && PAGING.contains(&name) || names.contains(&described)
                    })?;
                    request.refuse_twice(|name| ones.contains(&form::in_first_row(name)))?;
                    if listed {
                        request.paging()?;
                    }
                    handler(visit, request, request.asked::<F>().into_form()?)
                },
            )
        }
    }

    /// Says of what kind the record is that an operation gives, or each of its list.
    pub fn of<E: Entity>(mut self) -> Route {
        self.record = Some(E::INFO);
        self
    }

    /// Says what an operation gives, or each of its list, where that is no record.
    pub fn tells(mut self, told: Told) -> Route {
        self.told = Some(told);
        self
    }

    /// Says what an operation gives where that is neither one thing nor a list: bytes to keep.
    pub fn gives(mut self, gives: Gives) -> Route {
        self.gives = gives;
        self
    }

    /// An operation that writes; its form is read before the handler is called.
    pub fn api_post<F: Form + 'static>(
        path: &str,
        action: Action,
        summary: &'static str,
        handler: fn(&Visit, &Request, F) -> Result<Reply>,
    ) -> Route {
        Route::api_write("POST", path, action, summary, handler)
    }

    /// An operation that makes something: of what isn't there yet no version was shown, so it takes none.
    pub fn api_make<F: Form + 'static>(
        path: &str,
        action: Action,
        summary: &'static str,
        handler: fn(&Visit, &Request, F) -> Result<Reply>,
    ) -> Route {
        let mut route = Route::api_write("POST", path, action, summary, handler);
        route.fields.retain(|field| field.name != VERSION);
        let read = route.handler;
        route.handler = Arc::new(move |visit, request| match request.field(VERSION) {
            Some(_) => Err(Error::field(
                VERSION,
                "There is no version of what isn't there yet. Leave it out.",
            )),
            None => read(visit, request),
        });
        route
    }

    /// An operation that edits what GET of the same address gives: it reads what that writes, and answers as that does.
    /// What is not sent stays as `current` says it is, which asks first whether this person may edit it at all.
    pub fn api_edit<F: Form + 'static>(
        path: &str,
        action: Action,
        summary: &'static str,
        told: fn(&Visit, &Request) -> Result<Reply>,
        current: fn(&Visit, &Request) -> Result<Filled<F>>,
        edit: fn(&Visit, &Request, F) -> Result<()>,
    ) -> Route {
        let optional = |field: Described| Described {
            required: false,
            ..field
        };
        Route {
            summary,
            fields: Reader::describe::<F>().into_iter().map(optional).collect(),
            ..Route::new(
                "PATCH",
                &format!("/api/v1{path}"),
                Face::Api,
                Demand::Action(action),
                move |visit, request| {
                    request.refuse_unknown(|_| false)?;
                    // The record moved on with the first time it was sent.
                    if visit.answer_again()? {
                        return told(visit, request);
                    }
                    let current = current(visit, request)?;
                    let form = request.form_over(&current, || match told(visit, request)? {
                        Reply::Json { body, .. } => body.value(),
                        _ => Ok(Value::Null),
                    })?;
                    edit(visit, request, form)?;
                    told(visit, request)
                },
            )
        }
    }

    pub fn api_delete<F: Form + 'static>(
        path: &str,
        action: Action,
        summary: &'static str,
        handler: fn(&Visit, &Request, F) -> Result<Reply>,
    ) -> Route {
        Route::api_write("DELETE", path, action, summary, handler)
    }

    fn api_write<F: Form + 'static>(
        method: &'static str,
        path: &str,
        action: Action,
        summary: &'static str,
        handler: fn(&Visit, &Request, F) -> Result<Reply>,
    ) -> Route {
        Route {
            summary,
            fields: Reader::describe::<F>(),
            ..Route::new(
                method,
                &format!("/api/v1{path}"),
                Face::Api,
                Demand::Action(action),
                move |visit, request| {
                    request.refuse_unknown(|_| false)?;
                    handler(visit, request, request.whole_form::<F>()?)
                },
            )
        }
    }

    /// Nobody needs to be signed in.
    pub fn open(
        method: &'static str,
        path: &str,
        why: &'static str,
        handler: fn(&Visit, &Request) -> Result<Reply>,
    ) -> Route {
        Route::new(method, path, Face::Anyone, Demand::Open(why), handler)
    }

    /// Any signed-in person, client or staff.
    pub fn anyone(
        method: &'static str,
        path: &str,
        handler: fn(&Visit, &Request) -> Result<Reply>,
    ) -> Route {
        Route::new(method, path, Face::Anyone, Demand::SignedIn, handler)
    }

    /// For clients only.
    pub fn portal(mut self) -> Route {
        self.face = Face::Portal;
        self
    }

    /// An API operation that clients may call too; it must answer them with what is theirs to see.
    pub fn for_clients(mut self) -> Route {
        self.for_clients = true;
        self
    }

    /// Needed on the client's side too: it is there behind the portal's door.
    pub fn at_the_portal(mut self) -> Route {
        self.at_the_portal = true;
        self
    }

    /// Costs much: each person goes through at this pace, counted together with what else has it.
    pub fn rate_limited(mut self, rate_limit: RateLimit) -> Route {
        self.rate_limit = Some(rate_limit);
        self
    }

    /// Whether it exists behind a door at all.
    pub fn stands_at(&self, listener: Listener) -> bool {
        listener == Listener::Staff || self.face == Face::Portal || self.at_the_portal
    }

    /// Takes files (multipart).
    pub fn takes_files(self) -> Route {
        self.taking(Takes::Papers)
    }

    /// Takes files, many at once (multipart).
    pub fn takes_many_files(self) -> Route {
        self.taking(Takes::ManyPapers)
    }

    fn taking(mut self, takes: Takes) -> Route {
        self.uploads = Some(takes);
        self.rate_limited(RateLimit::Upload)
    }

    /// Takes a sheet of text as a file (multipart).
    pub fn takes_sheets(self) -> Route {
        self.taking(Takes::Sheets)
    }

    /// Takes a bank statement as a file (multipart).
    pub fn takes_bank_statements(self) -> Route {
        self.taking(Takes::BankStatements)
    }

    /// Takes a picture as a file (multipart).
    pub fn takes_pictures(self) -> Route {
        self.taking(Takes::Pictures)
    }

    /// Takes a piece of a file (multipart).
    pub fn takes_pieces(self) -> Route {
        self.taking(Takes::Pieces)
    }

    /// Takes files about the record in the path: who may not see it is told before they send any.
    pub fn takes_files_for<R: Record>(self) -> Route {
        self.taking(Takes::Papers)
            .gated(|visit, request| visit.find::<R>(request.id("id")?).map(drop))
    }

    /// Says before a body is taken in, and before its form is looked at, whether what it is about is there for this person.
    pub fn gated(
        mut self,
        gate: impl Fn(&Visit, &Request) -> Result<()> + Send + Sync + 'static,
    ) -> Route {
        self.gate = Some(Arc::new(gate));
        self
    }

    /// Whatever writes about a record below `at` is first held against that record: who may not is told so before a form
    /// is looked at, and hears no more of it.
    pub fn about<R: Record>(at: &str, routes: Vec<Route>) -> Vec<Route> {
        Route::held(at, routes, |visit, request, action| {
            visit.demand_on(action, &visit.find::<R>(request.id("id")?)?)
        })
    }

    /// The same where it is held against something else, or in another way.
    pub fn held(
        at: &str,
        mut routes: Vec<Route>,
        hold: fn(&Visit, &Request, &Action) -> Result<()>,
    ) -> Vec<Route> {
        let start = format!("{at}/{{id}}");
        for route in routes.iter_mut().filter(|route| route.writes()) {
            let path = route.path.strip_prefix("/api/v1").unwrap_or(&route.path);
            if let Demand::Action(action) = route.demand
                && path.starts_with(&start)
            {
                route.gate = Some(Arc::new(move |v, r| hold(v, r, &action)));
            }
        }
        routes
    }

    /// For whoever really is there: signing out, ending a view.
    pub fn as_oneself(mut self) -> Route {
        self.as_oneself = true;
        self
    }

    /// Is gone through by tokens of every area; its handler says what of it they may see.
    pub fn for_any_area(mut self) -> Route {
        self.any_area = true;
        self
    }

    /// What it shows is its person's alone: whoever looks through their eyes is refused.
    pub fn private(mut self) -> Route {
        self.private = true;
        self
    }

    /// Whether what it shows is its person's alone, whoever may look through their eyes: how they sign in, what they have
    /// begun to write.
    pub fn is_private(&self) -> bool {
        let path = self.path.strip_prefix("/api/v1").unwrap_or(&self.path);
        self.private || path == "/me" && self.face != Face::Api || path.starts_with("/me/")
    }

    /// Is posted to by programs that hold its address and nothing else: what it may do hangs on a secret in that. What a
    /// browser sends from another site's page is refused as everywhere.
    pub fn from_elsewhere(mut self) -> Route {
        self.from_elsewhere = true;
        self
    }

    /// Its address is the secret that opens it (`{token}`), so it gets about no further than it was handed out.
    pub fn secret_address(mut self) -> Route {
        self.secret_address = true;
        self
    }

    /// Reads much (an export, a file) or marks something as read on its way.
    pub fn slow(mut self) -> Route {
        self.slow = true;
        self
    }

    /// Whether people of a tier may come through here at all, before any permission is asked.
    pub fn admits(&self, tier: Tier) -> bool {
        match (self.face, tier) {
            (Face::Anyone, _) => true,
            (Face::Staff, tier) => tier.is_staff(),
            (Face::Portal, tier) => tier == Tier::Client,
            (Face::Api, Tier::Client) => self.for_clients,
            (Face::Api, _) => true,
        }
    }

    /// The path as it may be written down: one that holds a secret is told without it.
    pub fn told<'p>(&'p self, path: &'p str) -> &'p str {
        match self.path.contains("{token}") {
            true => &self.path,
            false => path,
        }
    }

    /// Whether a browser may fetch it before it is opened: a page that is read quickly and marks nothing on its way.
    pub fn may_be_fetched_ahead(&self) -> bool {
        !self.writes() && !self.slow && matches!(self.face, Face::Staff | Face::Portal)
    }

    pub fn writes(&self) -> bool {
        self.method != "GET"
    }
}
