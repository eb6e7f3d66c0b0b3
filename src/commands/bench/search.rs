//! The search in this process: how fast what is said is filed, what that takes on the disk, and what a question costs
//! whoever sees everything and whoever sees one post in a hundred.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;

use super::{
    engine::Writer,
    process::{at, milliseconds, own_cpu},
    report::{Report, Row, Unit},
    scene::find,
};
use crate::{
    base::{Id, Moment, Result},
    commands::demo::cast,
    data::{
        Store, Visit,
        full_text::{Ask, Clause, Rebuild, languages},
    },
    features::{
        conversation::Post,
        leads::Lead,
        people::{self, Directory, User},
        sign_in,
    },
    testing::house::open_store,
};

/// Posts that are said, on how many leads, and words that there are.
const POSTS: u64 = 200_000;
const LEADS: u64 = 2_000;
const VOCABULARY: f64 = 60_000.0;
const LONG: u64 = 20;
/// Of so many leads the closer owns one.
const OWN: u64 = 100;
/// Written by one deed.
const AT_ONCE: u64 = 2_000;
const QUESTIONS: u64 = 300;
/// Proposals that a page looks at.
const LOOKED_AT: usize = 400;

/// Numbers as they come, the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Few words are said often and most hardly ever, as people speak.
    fn word(&mut self) -> String {
        let mut rank = VOCABULARY.powf(self.roll()) as u64;
        let mut word = String::new();
        while rank > 0 || word.len() < 3 {
            let syllable = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu"];
            word.push_str(syllable[(rank % 10) as usize]);
            rank /= 10;
        }
        word
    }

    fn sentence(&mut self) -> String {
        let words: Vec<String> = (0..LONG).map(|_| self.word()).collect();
        words.join(" ")
    }
}

pub fn measure(root: &Path, report: &mut Report) -> Result<()> {
    let folder = root.join("search");
    let store = open_store(&folder)?;
    let system = Visit::system(&store, Moment::now(), TimeZone::UTC);
    let accounts = cast::set_up(&system, sign_in::new_totp_secret)?;
    let (all, own) = (
        Writer::of(&store, find(&accounts, "superadmin")?)?,
        Writer::of(&store, find(&accounts, "sales-closer")?)?,
    );
    let (priya, omar) = (
        find(&accounts, "sales-manager")?.id,
        find(&accounts, "sales-closer")?.id,
    );
    let mut dice = Dice(7);
    speak(&system, (priya, omar), &mut dice)?;
    file(&store, report)?;
    for (whose, writer) in [("", &all), (", seeing one in a hundred", &own)] {
        for (name, words, begins) in [
            ("a word", 1, false),
            ("two words", 2, false),
            ("the beginning of a word", 1, true),
        ] {
            let ask = |dice: &mut Dice| Ask {
                all: (0..words)
                    .map(|_| vec![asked(dice.word(), begins)])
                    .collect(),
                ..Ask::default()
            };
            let name = format!("search {name}{whose}");
            questions(writer, &name, &ask, &mut dice, report)?;
        }
        let common = |_: &mut Dice| Ask {
            all: vec![vec![asked("ke".repeat(2), false)]],
            ..Ask::default()
        };
        let name = format!("search a word that everybody uses{whose}");
        questions(writer, &name, &common, &mut dice, report)?;
    }
    store.search_index().close();
    store.close();
    fs::remove_dir_all(&folder)?;
    Ok(())
}

fn asked(text: String, begins: bool) -> Clause {
    Clause::Word { text, begins }
}

/// Leads, and what is said on them.
fn speak(system: &Visit, (priya, omar): (Id<User>, Id<User>), dice: &mut Dice) -> Result<()> {
    let department = Directory::of(system)?
        .department_by_key("support")
        .map_or(Id::NONE, |department| department.id);
    let names: Vec<String> = (0..LEADS).map(|_| dice.word()).collect();
    let leads: Vec<Id<Lead>> = system.act(people::ADMINISTER, move |change| {
        let mut made = Vec::new();
        for (n, company) in (0..).zip(names) {
            let lead = change.insert(Lead {
                owner: if n % OWN == 0 { omar } else { priya },
                department,
                company,
                ..Lead::default()
            })?;
            made.push(lead.id);
        }
        Ok(made)
    })?;
    for _ in 0..POSTS / AT_ONCE {
        let said: Vec<String> = (0..AT_ONCE).map(|_| dice.sentence()).collect();
        let leads = leads.clone();
        system.act(people::ADMINISTER, move |change| {
            let at = change.at;
            for (on, text) in leads.iter().cycle().zip(said) {
                change.insert(Post {
                    on: on.as_ref(),
                    by: priya,
                    text,
                    at,
                    ..Post::default()
                })?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn file(store: &Store, report: &mut Report) -> Result<()> {
    let index = store.search_index();
    store.open_search_index(&languages(&[]))?;
    let (cpu, begun) = (own_cpu(), Instant::now());
    let mut rebuild = Rebuild::begin(store, "the bench".into())?;
    while rebuild.portion(store, AT_ONCE as usize)? {}
    let cpu = milliseconds(own_cpu() - cpu) / POSTS as f64;
    report.add(Row::new("file a post, the index made anew", cpu, Unit::Cpu));
    let rate = POSTS as f64 / begun.elapsed().as_secs_f64();
    report.add(Row::new("posts filed", rate, Unit::ASecond));
    let size = index.size()? as f64 / POSTS as f64 / 1000.0;
    report.add(Row::new("index, a post", size, Unit::Kilobytes));
    Ok(())
}

fn questions(
    writer: &Writer,
    name: &str,
    ask: &dyn Fn(&mut Dice) -> Ask,
    dice: &mut Dice,
    report: &mut Report,
) -> Result<()> {
    let mut took: Vec<Duration> = Vec::new();
    let cpu = own_cpu();
    for _ in 0..QUESTIONS {
        let asked = ask(dice);
        let begun = Instant::now();
        writer.visit().full_text(&asked, LOOKED_AT)?;
        took.push(begun.elapsed());
    }
    let cpu = milliseconds(own_cpu() - cpu) / QUESTIONS as f64;
    took.sort_unstable();
    let (middle, slow) = (at(&took, 50), at(&took, 99));
    report.add(
        Row::new(name, cpu, Unit::Cpu)
            .budget(1.0)
            .walls(middle, slow),
    );
    Ok(())
}
