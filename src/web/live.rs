//! The live stream. It follows the journal and tells open pages which of the things they show changed;
//! a page then fetches its own regions again, through the same handler and the same permissions.
//!
//! Why names and not HTML: "state plus events equals the page freshly rendered" then holds by construction,
//! one render serves every kind of change, and nothing a person may not see can travel in an event.

use std::{
    collections::BTreeSet,
    convert::Infallible,
    net::IpAddr,
    sync::{Arc, Weak},
    time::Duration,
};

use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use tokio::{
    sync::{broadcast, mpsc},
    time::Instant,
};
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    access::{Actor, Reach},
    base::Error,
    data::{Entry, Ref, Store, Visit, What},
    web::app::App,
};

/// How often it is asked whether somebody is still in and may what they might.
const BEAT: Duration = Duration::from_secs(10);

/// Entries a returning page may have missed before it is told to load anew.
const CATCH_UP: usize = 500;

#[derive(Debug, Clone)]
pub struct Announced {
    pub seq: u64,
    pub topics: Arc<BTreeSet<String>>,
    /// Somebody's way in or what they may changed: whoever listens is asked anew at once.
    doors: bool,
    touched: Arc<Vec<Ref>>,
}

pub struct Hub {
    sender: broadcast::Sender<Announced>,
}

impl Hub {
    pub fn new(store: &Arc<Store>) -> Hub {
        let (sender, _) = broadcast::channel(4096);
        let (weak, out) = (Arc::downgrade(store), sender.clone());
        let from = store.newest();
        // The follower ends with the store; the thread is not joined because it holds nothing to save.
        let spawned = std::thread::Builder::new()
            .name("live".into())
            .spawn(move || follow(&weak, &out, from));
        if let Err(e) = spawned {
            tracing::error!(%e, "live pages will not update: no thread for them");
        }
        Hub { sender }
    }
}

fn follow(store: &Weak<Store>, out: &broadcast::Sender<Announced>, mut seq: u64) {
    loop {
        let Some(store) = store.upgrade() else { return };
        if store.wait_past(seq, Duration::from_millis(500)) <= seq {
            continue;
        }
        let Ok(entries) = store.entries_after(seq, 1000) else {
            // The store is being reopened after an I/O error; it will be back.
            std::thread::sleep(Duration::from_millis(200));
            continue;
        };
        for entry in entries {
            seq = entry.seq;
            if out.receiver_count() > 0 {
                let _ = out.send(announce(&store, &entry));
            }
        }
    }
}

fn announce(store: &Store, entry: &Entry) -> Announced {
    let mut topics = BTreeSet::new();
    let doors = entry.changes.iter().any(|change| {
        let Ok(info) = store.schema().kind(change.of.kind) else {
            return false;
        };
        // A new session is nobody's end.
        info.kind.door && !(info.kind.secret && change.what == What::Created)
    });
    let changed = entry.changes.iter().map(|change| change.of);
    let touched: Vec<Ref> = entry.subjects.iter().copied().chain(changed).collect();
    for of in &touched {
        let Ok(info) = store.schema().kind(of.kind) else {
            continue;
        };
        topics.insert(info.kind.plural.to_owned());
        topics.insert(format!("{}:{}", info.kind.plural, of.id));
        if info.kind.personal {
            let gone = entry.changes.iter().find(|change| change.of == *of);
            let reach = match gone.filter(|change| change.what == What::Deleted) {
                Some(change) => store.reach_before(change),
                None => store.reach_of(*of),
            };
            for reach in reach.unwrap_or_default() {
                if let Reach::Person(id) = reach {
                    topics.insert(format!("person:{id}"));
                }
            }
        }
    }
    Announced {
        seq: entry.seq,
        topics: Arc::new(topics),
        doors,
        touched: Arc::new(touched),
    }
}

/// The topics of these that the visit may hear of. A client hears that there is news of a kind only when it is news of
/// something they see: when another client's ticket moves is nobody else's business.
fn permitted(visit: &Visit, asked: &[String], touched: &[Ref]) -> BTreeSet<String> {
    let sees = |of: Ref| visit.title_of(of).is_ok_and(|title| title.is_some());
    asked
        .iter()
        .filter(|topic| {
            let schema = visit.store().schema();
            match topic.split_once(':') {
                Some(("person", id)) => id.parse() == Ok(visit.actor.person),
                Some((plural, id)) => {
                    let of = schema
                        .kinds()
                        .find(|info| info.kind.plural == plural)
                        .zip(id.parse().ok())
                        .map(|(info, id)| Ref {
                            kind: info.kind.code,
                            id,
                        });
                    of.is_some_and(sees)
                }
                None => schema
                    .kinds()
                    .find(|info| info.kind.plural == **topic)
                    .is_some_and(|info| {
                        let of_kind = |of: &&Ref| of.kind == info.kind.code;
                        visit.may_somewhere(&info.view)
                            && (visit.actor.tier.is_staff()
                                || touched.iter().filter(of_kind).any(|of| sees(*of)))
                    }),
            }
        })
        .cloned()
        .collect()
}

/// Opens a stream for a page. `enter` makes a fresh visit of the same person, or none when they are out.
pub fn open(
    app: &Arc<App>,
    topics: Vec<String>,
    after: Option<u64>,
    from: IpAddr,
    enter: impl Fn() -> Option<Visit> + Send + Sync + 'static,
) -> Response {
    let (out, events) = mpsc::channel::<Result<Event, Infallible>>(64);
    let announced = app.hub.sender.subscribe();
    let counted = app.connections.stream(from);
    let store = Arc::downgrade(&app.store);
    tokio::spawn(async move {
        let _counted = counted;
        let page = Listener {
            topics,
            enter: Arc::new(enter),
            was: None,
            out,
            inside: true,
        };
        let _ = serve(store, page, after, announced).await;
    });
    Sse::new(ReceiverStream::new(events))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}

/// The page has gone; there is nobody to tell.
type Gone = mpsc::error::SendError<Result<Event, Infallible>>;
type Sent = Result<(), Gone>;

/// A page that listens.
struct Listener {
    topics: Vec<String>,
    enter: Arc<dyn Fn() -> Option<Visit> + Send + Sync>,
    /// Who they were, with everything granted to them, when that was last asked.
    was: Option<Arc<Actor>>,
    out: mpsc::Sender<Result<Event, Infallible>>,
    inside: bool,
}

impl Listener {
    /// Asks who it is now and what of this they may hear of. Whoever may more or less than before fetches the page anew;
    /// whoever is out is told so.
    async fn ask(
        &mut self,
        hit: Vec<String>,
        touched: Arc<Vec<Ref>>,
    ) -> Result<BTreeSet<String>, Gone> {
        let enter = self.enter.clone();
        let asked = tokio::task::spawn_blocking(move || {
            enter().map(|visit| (permitted(&visit, &hit, &touched), visit.actor.clone()))
        });
        let Some((heard, is)) = asked.await.unwrap_or(None) else {
            self.inside = false;
            self.say("bye").await?;
            return Ok(BTreeSet::new());
        };
        if self.was.replace(is.clone()).is_some_and(|was| was != is) {
            self.say("reload").await?;
        }
        Ok(heard)
    }

    /// Sends what of this the person may hear of now.
    async fn deliver(&mut self, entry: &Announced) -> Sent {
        let hit: Vec<String> = self
            .topics
            .iter()
            .filter(|topic| entry.topics.contains(*topic))
            .cloned()
            .collect();
        if hit.is_empty() && !entry.doors {
            return Ok(());
        }
        let heard = self.ask(hit, entry.touched.clone()).await?;
        if heard.is_empty() {
            return Ok(());
        }
        let data = serde_json::json!({ "seq": entry.seq, "topics": heard });
        let event = Event::default().id(entry.seq.to_string());
        self.out
            .send(Ok(event.event("change").data(data.to_string())))
            .await
    }

    /// What happened since the page was made; one that missed much, or a change of who may what, is fetched anew.
    async fn catch_up(&mut self, store: Arc<Store>, after: u64) -> Result<u64, Gone> {
        let missed = tokio::task::spawn_blocking(move || {
            let entries = store.entries_after(after, CATCH_UP + 1)?;
            let told = entries.iter().map(|entry| announce(&store, entry));
            Ok::<_, Error>(told.collect::<Vec<_>>())
        });
        let Ok(Ok(missed)) = missed.await else {
            self.say("reload").await?;
            return Ok(after);
        };
        if missed.len() > CATCH_UP || missed.iter().any(|entry| entry.doors) {
            self.say("reload").await?;
            return Ok(after);
        }
        for entry in &missed {
            self.deliver(entry).await?;
            if !self.inside {
                break;
            }
        }
        Ok(missed.last().map_or(after, |entry| entry.seq))
    }

    async fn say(&self, what: &str) -> Sent {
        self.out
            .send(Ok(Event::default().event(what).data("{}")))
            .await
    }
}

async fn serve(
    store: Weak<Store>,
    mut page: Listener,
    after: Option<u64>,
    mut announced: broadcast::Receiver<Announced>,
) -> Sent {
    let mut last = after.unwrap_or(0);
    page.ask(Vec::new(), Arc::default()).await?;
    if page.inside
        && let (Some(after), Some(store)) = (after, store.upgrade())
    {
        last = page.catch_up(store, after).await?;
    }
    let mut beat = tokio::time::interval_at(Instant::now() + BEAT, BEAT);
    let out = page.out.clone();
    while page.inside {
        tokio::select! {
            heard = announced.recv() => match heard {
                Ok(entry) if entry.seq <= last => {}
                Ok(entry) => {
                    last = entry.seq;
                    page.deliver(&entry).await?;
                }
                Err(broadcast::error::RecvError::Lagged(_)) => page.say("reload").await?,
                Err(broadcast::error::RecvError::Closed) => return Ok(()),
            },
            // What ends by itself, a deputyship or a session, is heard of here.
            _ = beat.tick() => {
                page.ask(Vec::new(), Arc::default()).await?;
                if store.upgrade().is_none() {
                    return page.say("bye").await;
                }
            }
            () = out.closed() => return Ok(()),
        }
    }
    Ok(())
}
