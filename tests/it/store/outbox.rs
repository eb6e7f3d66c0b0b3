//! What leaves the house, by a channel that is not mail: each thing reaches the other side once, whenever the power goes
//! and whatever the other side answers; and a way that is closed rests.

use std::{
    collections::{BTreeMap, VecDeque},
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use atrium::{
    access::{Action, Placement},
    base::{Id, Moment, Result, time},
    data::{Declares, Index, Kind, Record, Schema, Store, Tally, Visit, testing::recount},
    jobs::{
        Job, Next,
        outbox::{self, Backoff, Channel, Delivery, Outcome, Outgoing, Sender, Stage},
    },
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    Scratch, caught, notes, options, quiet_panics, ring, setting,
    sim_disk::{Cut, Fail, Fault, Rng, SimDisk},
    until,
};

const VIEW: Action = Action::read("parcels.view", "See parcels");
const PUT: Action = Action::system("parcels.put", "Put a parcel");
const SEND: Action = Action::system("parcels.send", "Send parcels");
const TELL: Action = Action::write("parcels.tell", "Tell by parcel");

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Parcel {
    #[serde(skip)]
    id: Id<Parcel>,
    #[serde(skip)]
    version: u64,
    #[serde(flatten)]
    delivery: Delivery,
    body: String,
}

impl Record for Parcel {
    const KIND: Kind = Kind::new(1, "parcels", "P");
    const VIEW: Action = VIEW;
    numbered!();
    fn title(&self) -> String {
        self.delivery.key.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        self.declare_delivery(to);
    }
}

impl Outgoing for Parcel {
    const BACKOFF: Backoff = Backoff {
        first: time::SECOND,
        longest: 10 * time::MINUTE,
        gives_up: 100 * 365 * time::DAY,
    };
    const BY_KEY: Index = Index::unique(1);
    const BY_STAGE: Index = Index::scoped(2);
    const WAITING: Tally = Tally::scoped(1);
    const FAILED: Tally = Tally::scoped(2);
    const CALLED: &'static str = "parcel";
    const GONE: &'static str = "It is empty by now.";

    fn delivery(&self) -> &Delivery {
        &self.delivery
    }
    fn delivery_mut(&mut self) -> &mut Delivery {
        &mut self.delivery
    }
    fn has_content(&self) -> bool {
        !self.body.is_empty()
    }
    fn forget(&mut self) {
        self.body.clear();
    }
}

fn schema() -> Schema {
    Schema::new(
        vec![outbox::kind::<Parcel>()],
        vec![VIEW, PUT, SEND, TELL],
        Vec::new(),
    )
}

fn open(disk: &Arc<SimDisk>, folder: &Path) -> Result<Arc<Store>> {
    Store::open_on(disk.clone(), folder, None, ring(), schema(), &options())
}

fn system(store: &Arc<Store>, at: Moment) -> Visit {
    Visit::system(store, at, TimeZone::UTC)
}

fn put(visit: &Visit, key: &str) -> Result<bool> {
    put_by(visit, PUT, key)
}

fn put_by(visit: &Visit, action: Action, key: &str) -> Result<bool> {
    let parcel = Parcel {
        delivery: Delivery::new(key, visit.at, visit.at.plus(1_000 * time::DAY)),
        body: format!("what {key} says"),
        ..Parcel::default()
    };
    visit.act(action, move |change| {
        change.event();
        outbox::put(change, parcel)
    })
}

fn all(store: &Arc<Store>, at: Moment) -> Vec<Parcel> {
    let found = system(store, at).act(PUT, |change| {
        let all = change.all::<Parcel>()?;
        Ok(all.into_iter().map(|held| held.id).collect::<Vec<_>>())
    });
    let visit = system(store, at);
    let each = found.unwrap().into_iter();
    each.map(|id| visit.find(id).unwrap()).collect()
}

/// Somebody who takes parcels and knows again what came before.
#[derive(Default)]
struct World {
    /// By mark: of which key, and how often it came.
    took: BTreeMap<String, (String, u64)>,
    mood: Option<Rng>,
}

struct Hook {
    world: Arc<Mutex<World>>,
    disk: Arc<SimDisk>,
}

impl Channel for Hook {
    const NAME: &'static str = "parcels";
    const ACTION: Action = SEND;
    type Item = Parcel;

    fn ready(&mut self, _: &Visit) -> Result<Option<u64>> {
        Ok(Some(1))
    }

    fn send(&mut self, _: &Visit, parcel: &Parcel) -> Result<Outcome> {
        assert!(parcel.has_content(), "{parcel:?}");
        let mut world = self.world.lock().unwrap();
        let mood = world.mood.as_mut().map_or(9, |rng| rng.below(12));
        if mood > 2 {
            let held = world.took.entry(parcel.delivery.mark.clone());
            let held = held.or_insert_with(|| (parcel.delivery.key.clone(), 0));
            assert_eq!(held.0, parcel.delivery.key, "a mark is one delivery's");
            held.1 += 1;
        }
        drop(world);
        Ok(match mood {
            0 => Outcome::Later("not now".into()),
            1 => Outcome::Unreachable("nobody answers".into()),
            // Killed before it was sent, after it was taken, and by a power cut after it was taken.
            2 | 3 => panic!("{}", notes::ON_PURPOSE),
            4 => {
                self.disk.cut_now();
                Outcome::Sent("taken".into())
            }
            // The answer got lost on the way.
            5 => Outcome::Later("no answer".into()),
            _ => Outcome::Sent("taken".into()),
        })
    }
}

const LIVES: u64 = 6;
const KEYS: u64 = 8;

#[test]
fn each_parcel_is_delivered_once_however_often_the_power_goes() {
    quiet_panics();
    let first = setting("ATRIUM_SEED", 1);
    let seeds = setting("ATRIUM_OUTBOX_CUTS", 600).div_ceil(LIVES);
    let scratch = Scratch::new("outbox");
    let (mut again, mut undone) = (0, 0);
    for seed in first..first + seeds {
        let (more, lost) = live(seed, scratch.path());
        again += more;
        undone += lost;
    }
    println!("{again} came more than once and were known again, {undone} lives lost something");
    assert!(
        again > 0,
        "no kill fell between sending and writing it down"
    );
    assert!(undone > 0, "no cut took anything back");
}

/// One store through some cuts; how many parcels came more than once, and lives in which the power took something back.
fn live(seed: u64, folder: &Path) -> (u64, u64) {
    let mut rng = Rng::new(seed);
    let mut image = Vec::new();
    let world = Arc::new(Mutex::new(World::default()));
    let mut at = Moment::now();
    let mut undone = 0;
    for _ in 0..LIVES {
        let disk = SimDisk::new(std::mem::take(&mut image), rng.next());
        let store = open(&disk, folder).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        disk.plan_cut(match rng.below(2) {
            0 => Cut::Call(1 + rng.below(120)),
            _ => Cut::Sync {
                nth: 1 + rng.below(20),
                done: rng.one_in(3),
            },
        });
        world.lock().unwrap().mood = Some(Rng::new(rng.next()));
        let mut sender = Sender::new(Hook {
            world: world.clone(),
            disk: disk.clone(),
        });
        for n in 0..KEYS {
            at = at.plus(time::HOUR);
            let visit = system(&store, at);
            // The same deed is done again in every life: what is there is not put a second time.
            let visit = match rng.one_in(2) {
                true => visit.relaxed(),
                false => visit,
            };
            if put(&visit, &format!("key {n}")).is_err() {
                break;
            }
            if rng.one_in(2) {
                let round = || sender.round(&system(&store, at), &|| false);
                match caught(true, round) {
                    Ok(Ok(_)) => {}
                    Ok(Err(_)) => break,
                    Err(_) => sender.recover(),
                }
            }
        }
        let reached = store.newest();
        disk.cut_now();
        drop(store);
        image = disk.after_cut();
        let left = open(&SimDisk::new(image.clone(), 0), folder);
        let left = left.unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        undone += u64::from(left.newest() < reached);
        left.close();
    }
    let disk = SimDisk::new(image, 0);
    let store = open(&disk, folder).unwrap();
    world.lock().unwrap().mood = None;
    for n in 0..KEYS {
        put(&system(&store, at), &format!("key {n}")).unwrap();
    }
    let mut sender = Sender::new(Hook {
        world: world.clone(),
        disk,
    });
    at = at.plus(time::DAY);
    sender.round(&system(&store, at), &|| false).unwrap();
    let parcels = all(&store, at);
    assert_eq!(parcels.len() as u64, KEYS, "seed {seed}");
    let world = world.lock().unwrap();
    assert_eq!(
        world.took.len() as u64,
        KEYS,
        "seed {seed}: {:?}",
        world.took
    );
    for parcel in parcels {
        let delivery = &parcel.delivery;
        let came = world.took.get(&delivery.mark);
        let came = came.unwrap_or_else(|| panic!("seed {seed}: never came: {delivery:?}"));
        assert_eq!(came.0, delivery.key, "seed {seed}");
        assert_eq!(delivery.stage, Stage::Sent, "seed {seed}: {delivery:?}");
        assert!(!parcel.has_content());
    }
    assert_eq!(recount(&store).unwrap().problems, Vec::<String>::new());
    store.close();
    let again = world.took.values().filter(|(_, times)| *times > 1).count();
    (again as u64, undone)
}

fn named(store: &Arc<Store>, at: Moment, key: &str) -> Parcel {
    let all = all(store, at);
    all.into_iter().find(|p| p.delivery.key == key).unwrap()
}

type Meanwhile = Box<dyn FnOnce(&Parcel) + Send>;

/// Says what it is told to, and which keys it was given.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    answers: VecDeque<Outcome>,
    given: Vec<String>,
    settings: Option<u64>,
    /// What happens while the next one is on its way.
    meanwhile: Option<Meanwhile>,
}

impl Told {
    fn on() -> Told {
        let told = Told::default();
        told.script().settings = Some(1);
        told
    }

    fn script(&self) -> std::sync::MutexGuard<'_, Script> {
        self.0.lock().unwrap()
    }
}

impl Channel for Told {
    const NAME: &'static str = "told";
    const ACTION: Action = SEND;
    type Item = Parcel;

    fn ready(&mut self, _: &Visit) -> Result<Option<u64>> {
        Ok(self.0.lock().unwrap().settings)
    }

    fn send(&mut self, _: &Visit, parcel: &Parcel) -> Result<Outcome> {
        let mut script = self.0.lock().unwrap();
        script.given.push(parcel.delivery.key.clone());
        if let Some(meanwhile) = script.meanwhile.take() {
            meanwhile(parcel);
        }
        let answer = script.answers.pop_front();
        Ok(answer.unwrap_or_else(|| Outcome::Sent("taken".into())))
    }
}

#[test]
fn a_way_that_is_closed_rests_and_the_others_go_in_order() {
    let scratch = Scratch::new("outbox-rests");
    let disk = SimDisk::new(Vec::new(), 1);
    let store = open(&disk, scratch.path()).unwrap();
    let start = Moment::now();
    let at = |seconds: i64| system(&store, start.plus(seconds * time::SECOND));
    for (n, key) in ["one", "two", "three"].into_iter().enumerate() {
        let seconds = i64::try_from(n).unwrap();
        assert!(put(&at(seconds), key).unwrap());
        assert!(!put(&at(seconds), key).unwrap(), "the same is put once");
    }
    let told = Told::default();
    let mut sender = Sender::new(told.clone());
    let mut round = |seconds: i64| {
        let next = sender.round(&at(seconds), &|| false).unwrap();
        let given = std::mem::take(&mut told.0.lock().unwrap().given);
        (given, next, sender.trouble())
    };
    // Off, nothing goes.
    assert!(round(100).0.is_empty());
    told.0.lock().unwrap().settings = Some(7);
    told.0.lock().unwrap().answers = [
        Outcome::Refused("no such place".into()),
        Outcome::Unreachable("nobody answers".into()),
    ]
    .into();
    let (given, next, trouble) = round(100);
    assert_eq!(given, ["one", "two"], "the third isn't tried");
    assert_eq!(trouble.as_deref(), Some("nobody answers"));
    assert_eq!(next, Next::After(std::time::Duration::from_secs(5)));
    assert!(round(104).0.is_empty(), "it rests");
    // Other settings are tried at once.
    told.0.lock().unwrap().settings = Some(8);
    let (given, _, trouble) = round(104);
    assert_eq!(given, ["three", "two"], "what is due longest goes first");
    assert_eq!(trouble, None);

    // What was refused waits for somebody; wanted again, it goes.
    let find = |key: &str| named(&store, start, key);
    let one = find("one");
    let of = (one.delivery.stage, one.delivery.said.as_str());
    assert_eq!(of, (Stage::Failed, "no such place"));
    outbox::again::<Told>(&at(200), SEND, one.id).unwrap();
    assert_eq!(round(200).0, ["one"]);
    assert_eq!(find("one").delivery.stage, Stage::Sent);
    assert!(outbox::again::<Told>(&at(201), SEND, one.id).is_err());
    let who = String::from("Ann");
    assert!(outbox::give_up::<Parcel>(&at(201), SEND, one.id, who).is_err());
    // What runs out before it could be sent isn't.
    put(&at(300), "late").unwrap();
    let late = 300 + 1_001 * 24 * 3_600;
    assert!(round(late).0.is_empty());
    let late = find("late");
    assert_eq!(late.delivery.stage, Stage::Dropped);
    assert!(!late.has_content());
    store.close();
}

#[test]
fn what_cannot_be_written_down_is_sent_once_and_nothing_else_goes() {
    let scratch = Scratch::new("outbox-full");
    let disk = SimDisk::new(Vec::new(), 1);
    let store = open(&disk, scratch.path()).unwrap();
    let start = Moment::now();
    put(&system(&store, start), "one").unwrap();
    put(&system(&store, start.plus(time::SECOND)), "two").unwrap();
    let told = Told::on();
    let failing = disk.clone();
    told.script().meanwhile = Some(Box::new(move |_| {
        failing.plan_fault(Fault {
            nth: 1,
            how: Fail::Full,
            lasting: true,
        });
    }));
    let mut sender = Sender::new(told.clone());
    let later = start.plus(time::MINUTE);
    let mut round = || sender.round(&system(&store, later), &|| false);
    for _ in 0..20 {
        assert!(round().is_err());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(told.script().given, ["one"]);
    disk.lift_fault();
    let well = || store.health().read_only.is_none();
    until(Duration::from_secs(60), well).expect("well once the disk is");
    round().unwrap();
    assert_eq!(told.script().given, ["one", "two"]);
    for key in ["one", "two"] {
        let held = named(&store, later, key).delivery;
        assert_eq!((held.stage, held.tries), (Stage::Sent, 1), "{key}");
    }
    store.close();
}

#[test]
fn a_way_stays_closed_until_the_other_side_answers() {
    let scratch = Scratch::new("outbox-closed");
    let disk = SimDisk::new(Vec::new(), 1);
    let store = open(&disk, scratch.path()).unwrap();
    let start = Moment::now();
    let at = |seconds: i64| system(&store, start.plus(seconds * time::SECOND));
    put(&at(0), "one").unwrap();
    put(&at(1), "two").unwrap();
    let told = Told::on();
    let nobody = || Outcome::Unreachable("nobody answers".into());
    told.script().answers = [nobody(), nobody()].into();
    let mut sender = Sender::new(told.clone());
    let mut round = |seconds: i64, stopping: bool| {
        let next = sender.round(&at(seconds), &|| stopping).unwrap();
        (next, sender.trouble())
    };
    let rest = |seconds| Next::After(Duration::from_secs(seconds));
    let closed = Some("nobody answers".to_owned());
    assert_eq!(round(10, false), (rest(5), closed.clone()));
    // The rest is over and nothing is tried: nobody knows better.
    assert_eq!(round(16, true).1, closed);
    assert_eq!(round(16, false), (rest(10), closed), "it grows");
    assert_eq!(round(30, false).1, None);
    assert_eq!(told.script().given.len(), 4);
    store.close();
}

#[test]
fn what_is_given_up_on_its_way_stays_so_unless_it_was_taken() {
    let scratch = Scratch::new("outbox-given-up");
    let disk = SimDisk::new(Vec::new(), 1);
    let store = open(&disk, scratch.path()).unwrap();
    let start = Moment::now();
    let mut at = start;
    for (key, answer, stage) in [
        ("one", Outcome::Refused("no".into()), Stage::Dropped),
        ("two", Outcome::Later("not now".into()), Stage::Dropped),
        ("three", Outcome::Sent("taken".into()), Stage::Sent),
    ] {
        at = at.plus(time::MINUTE);
        put(&system(&store, at), key).unwrap();
        let told = Told::on();
        let house = store.clone();
        told.script().answers = [answer].into();
        told.script().meanwhile = Some(Box::new(move |parcel: &Parcel| {
            let visit = system(&house, at);
            outbox::give_up::<Parcel>(&visit, SEND, parcel.id, "Ann".into()).unwrap();
        }));
        let mut sender = Sender::new(told.clone());
        sender.round(&system(&store, at), &|| false).unwrap();
        assert_eq!(told.script().given, [key]);
        assert_eq!(named(&store, at, key).delivery.stage, stage, "{key}");
    }
    store.close();
}

#[test]
fn an_undo_takes_back_what_still_waits() {
    let scratch = Scratch::new("outbox-undone");
    let disk = SimDisk::new(Vec::new(), 1);
    let store = open(&disk, scratch.path()).unwrap();
    let start = Moment::now();
    let visit = || system(&store, start);
    let told = Told::on();
    let mut sender = Sender::new(told.clone());
    let mut round = || sender.round(&visit(), &|| false).unwrap();
    let tell = |key: &str| {
        put_by(&visit(), TELL, key).unwrap();
        store.newest()
    };
    let gone = tell("gone");
    round();
    let waits = tell("waits");
    visit().undo(gone).unwrap();
    visit().undo(waits).unwrap();
    round();
    assert_eq!(told.script().given, ["gone"]);
    assert_eq!(named(&store, start, "gone").delivery.stage, Stage::Sent);
    let waits = named(&store, start, "waits");
    let of = (waits.delivery.stage, waits.delivery.said.as_str());
    assert_eq!(of, (Stage::Dropped, outbox::UNDONE));
    assert!(!waits.has_content());
    // Done again, it isn't told again.
    visit().undo(store.newest()).unwrap();
    round();
    assert_eq!(told.script().given, ["gone"]);
    assert_eq!(recount(&store).unwrap().problems, Vec::<String>::new());
    store.close();
}
