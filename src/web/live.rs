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
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    access::Reach,
    data::{Entry, Ref, Store, Visit, What},
    web::app::App,
};

/// Entries a returning page may have missed before it is told to load anew.
const CATCH_UP: usize = 500;

#[derive(Debug, Clone)]
pub struct Announced {
    pub seq: u64,
    pub topics: Arc<BTreeSet<String>>,
    /// Somebody's way in changed or ended: whoever listens is asked anew at once.
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
        // An error means that the page has gone; there is nobody to tell.
        let _ = serve(store, topics, after, Arc::new(enter), announced, out).await;
    });
    Sse::new(ReceiverStream::new(events))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}

type Out = mpsc::Sender<Result<Event, Infallible>>;

async fn serve(
    store: Weak<Store>,
    topics: Vec<String>,
    after: Option<u64>,
    enter: Arc<dyn Fn() -> Option<Visit> + Send + Sync>,
    mut announced: broadcast::Receiver<Announced>,
    out: Out,
) -> Result<(), mpsc::error::SendError<Result<Event, Infallible>>> {
    let topics = Arc::new(topics);
    let mut last = after.unwrap_or(0);
    if let (Some(after), Some(store)) = (after, store.upgrade()) {
        let missed = tokio::task::spawn_blocking(move || {
            store.entries_after(after, CATCH_UP + 1).map(|entries| {
                entries
                    .iter()
                    .map(|entry| announce(&store, entry))
                    .collect::<Vec<_>>()
            })
        })
        .await;
        match missed {
            Ok(Ok(entries)) if entries.len() <= CATCH_UP => {
                for entry in entries {
                    last = entry.seq;
                    if !deliver(&entry, &topics, &enter, &out).await? {
                        return Ok(());
                    }
                }
            }
            _ => {
                out.send(Ok(Event::default().event("reload").data("{}")))
                    .await?
            }
        }
    }
    let mut beat = tokio::time::interval(Duration::from_secs(10));
    loop {
        tokio::select! {
            heard = announced.recv() => match heard {
                Ok(entry) if entry.seq <= last => {}
                Ok(entry) => {
                    last = entry.seq;
                    if !deliver(&entry, &topics, &enter, &out).await? {
                        return Ok(());
                    }
                }
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    out.send(Ok(Event::default().event("reload").data("{}"))).await?;
                }
                Err(broadcast::error::RecvError::Closed) => return Ok(()),
            },
            _ = beat.tick() => {
                let enter = enter.clone();
                let inside = tokio::task::spawn_blocking(move || enter().is_some()).await;
                if !inside.unwrap_or(false) || store.upgrade().is_none() {
                    out.send(Ok(Event::default().event("bye").data("{}"))).await?;
                    return Ok(());
                }
            }
            () = out.closed() => return Ok(()),
        }
    }
}

/// Sends what of this the person may hear of now; false when they are out.
async fn deliver(
    entry: &Announced,
    topics: &Arc<Vec<String>>,
    enter: &Arc<dyn Fn() -> Option<Visit> + Send + Sync>,
    out: &Out,
) -> Result<bool, mpsc::error::SendError<Result<Event, Infallible>>> {
    let hit: Vec<String> = topics
        .iter()
        .filter(|topic| entry.topics.contains(*topic))
        .cloned()
        .collect();
    if hit.is_empty() && !entry.doors {
        return Ok(true);
    }
    let (enter, touched) = (enter.clone(), entry.touched.clone());
    let heard =
        tokio::task::spawn_blocking(move || enter().map(|visit| permitted(&visit, &hit, &touched)))
            .await
            .unwrap_or(None);
    let Some(heard) = heard else {
        out.send(Ok(Event::default().event("bye").data("{}")))
            .await?;
        return Ok(false);
    };
    if !heard.is_empty() {
        let data = serde_json::json!({ "seq": entry.seq, "topics": heard });
        out.send(Ok(Event::default()
            .id(entry.seq.to_string())
            .event("change")
            .data(data.to_string())))
            .await?;
    }
    Ok(true)
}
