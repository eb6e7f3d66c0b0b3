//! # Atrium
//!
//! One self-contained server for a service agency: leads and quotes, onboarding tickets, approvals, projects with tasks
//! and subtasks, time, documents, and a portal for the clients. One process, one data folder, nothing beside it.
//!
//! **The idea.** Whoever reads or writes does it through a [`data::Visit`]: a person (or a job, an import, a token) at a
//! place at a time. Reading through a visit shows only what that person may see; writing is
//! `visit.act(ACTION, |change| ..)`, which checks, applies and journals in one transaction. A form's post, an API call,
//! a CSV row and a command line all end in the same business verb (`leads::hand_over(&visit, id, form)`). History, undo,
//! live pages and the client's portal read the journal and the records it wrote; nothing else writes.
//!
//! ```text
//!  browser · API · CLI · import            pages and JSON, from one snapshot, filtered by index
//!         │ Visit + input                           ▲
//!         ▼                                         │
//!  [ may? → rule → apply → derive → journal ]  →  data (encrypted redb, group commit, fsync before the answer)
//!                                                   │
//!                       journal sequence  →  live pages (what changed, page fetches its own regions)
//!                                         →  jobs (followers with a stored cursor; what a record says is due)
//! ```
//!
//! ## Floors, from the ground up
//!
//! A room may use what lies below it, never what lies above; `tests/it/guards/floors.rs` holds it.
//!
//! | floor | what it is | what it must never know |
//! |---|---|---|
//! | [`base`] | ids, money, time, calendar, text, choices, errors | the clock, the disk, any domain word |
//! | [`ui`] | components in maud, one CSS file each | what a lead is |
//! | [`access`] | who may do what: `Action`, `Scope`, `Placement`, `Actor`, and the policy that decides and explains | the store |
//! | [`data`] | records, visits, changes, journal, lists, undo; private below it the engine: encrypted redb, the writer thread, keys, vault, snapshots, verification | HTTP, features |
//! | [`jobs`] | what goes on beside people: followers of the journal, wakes, schedules, their supervisor; the one place that connects outward | HTTP, features |
//! | [`web`] | TLS, dispatch, routes, forms, the shell, live stream, API description | what a user record is |
//! | [`features`] | what Atrium does, one folder each, in the order of `features::all` | the engine, features listed below |
//! | [`commands`] | the command line: serve, demo, init, snapshot, journal, user, token, key, doctor, config, version, bench | |
//!
//! [`testing`] is the door for `tests/it` and the bench: a loopback client, a whole house with the named cast in it.
//!
//! ## Three walks
//!
//! **A closer hands a lead over.** `features/leads/routes.rs` (`POST /leads/{id}/hand-over` demands `leads.hand_over`) →
//! `web/dispatch` (who is it, from where, is the post ours) → `ops::hand_over`, which runs on the writer thread
//! inside `data/visit.rs: act` → `Change::subject` asks permission and hands, and gives the lead as `Held` → the pure rule
//! `Lead::hand_over` → `inbox::notify` in the same transaction → `Change::finish` derives, writes the journal entry →
//! one fsync for everyone who waited → 303 with the words for the toast and the sequence its Undo needs.
//!
//! **A subtask is completed.** `tasks::ops` puts the task; at the end of the command the store runs the features' derive
//! steps over what was touched: `tasks::rollup` works out state and progress of the parent, the milestone and the
//! project, marked as derived in the journal; the client's portal shows it because it reads the same project. The live
//! stream names `projects:214`; open pages fetch their regions again.
//!
//! **A page of fifty leads.** `visit.list(Query::by(BY_TOUCHED)..)` opens one range of the scoped index per place that
//! the person's grant opens (own, team, departments, or the house), merges them, loads fifty records and stops. A page
//! costs the same at any page number and any size; nothing is loaded to be dropped for permission's sake.
//!
//! ## Decisions worth knowing
//!
//! - A record's id *is* its number (LD-1042): given in order by the one writer, so local on disk and readable. Where law
//!   or people need a number without gaps, it and the id part: a draft has an id, and gets its public number when it is
//!   issued (`Change::next_number`, a `Series` for each kind of paper and year), by a deed that can't be undone.
//! - Live events carry names of what changed: a page fetches the regions that show it through the same handler
//!   (`web/regions.rs`; a board's card alone, without the board), so "state plus events equals the page rendered afresh"
//!   (`stories/open_pages.rs`), and an event can't leak. One job asks of each entry whom it concerns, in a registry from
//!   topics to listeners; a list listens to the places it is read from (`Page::lists`); no page has a thread (`web/live`).
//! - People stand in three rooms: `people` (who there is, plain), `authority` (who may what, and what is held over whoever
//!   gives and takes it; it registers the kinds of `people` with its guards), `sign_in` (how they come in, and all secrets).
//! - Derived state (roll-up) is a pure function run by the store at the end of every command, so no verb can forget it,
//!   and undo puts back only what people did and derives the rest anew.
//! - Secrets (`Kind::secret`) are journaled as changed, never as what; XTS hides, the chain and signed checkpoints detect.
//! - An entry holds what changed: of a long list the rows that came and went (`data/rows.rs`), with a hash of the list they
//!   left, which Undo holds against the list of today. What grows without end is records of its own (a document's
//!   versions). What is put often and has no history (`Kind::unjournaled`: whether a notification was read) writes no entry;
//!   open pages hear of it from a count that the store keeps (`data/quiet.rs`), and Undo takes it away with its deed.
//! - Handlers are plain synchronous functions: quick to build, and redb blocks anyway. Reading runs where the request
//!   arrived; writing, and routes that say they are slow, on the blocking pool.
//! - Whom one may touch and what one may grant is asked where people and their ways in are written
//!   (`KindInfo::guarded`, `authority::guards`), after the verb: page, API, import and Undo can't go around it.
//! - A deed that could be turned against the house (`Action::dangerous`) asks anew who it is, in `Visit::act`, so that no
//!   way to it forgets; the page goes on with what was submitted.
//! - A deed costs one fsync and the pages that its rows lie in, some thirty for a task: redb writes each anew with all above
//!   it. Those who come together share both. Which pages are free is noted once the house rests (`StoreOptions::rest`). A
//!   few kilobytes would take a log of rows before redb, which the one writer (`data/engine/writer.rs`) could write.
//! - The gravest deeds need a second person where the company wants that (`Action::second_person`, or a guard finds out what a
//!   deed amounts to, `Change::demand_second`): the request waits as it was sent, another who may do the same confirms it, and
//!   whoever asked does it once (`features/second_person`).
//! - What people send is counted while it lies in memory (`web/body_budget`): strangers have a small room of their own, and a
//!   body is measured before it is read.
//! - What Atrium does by itself is a job of one supervisor. A follower's cursor moves in the transaction of what it writes, and
//!   what is due is an index entry of the record that waits (`Declares::wake`), gone with the deed that handles it: each
//!   happens once, after a kill or days of being off too. What it reads it reads beside the writer's thread.
//! - A file is what its first bytes say, and each place for files takes its kinds (`web/uploads.rs`); why one isn't taken
//!   comes with the form's other problems, so that it stands beside the field.
//! - What costs much has a pace for each person (`Route::paced`); guessing is slowed down elsewhere (`sign_in::throttle`).
//! - What a passkey is asked to sign says by itself, under a key that lies apart, what it is for and until when: strangers
//!   who ask fill nothing. It is spent in the transaction that it opens something in (`sign_in::passkey`).
//! - Who is in is asked at every request and by every open stream: session, the tier's policy, country, device
//!   (`sign_in::checks` takes features that know more). What decides it, and what decides who may what, is a kind with a
//!   `affects_access()`: when one changes, streams ask at once, and a page whose person may more or less is fetched anew.
//! - What a list may be asked for is one form for its page and the API (`LeadQuery`, `TaskQuery`; `Route::api_list`): in the
//!   API it is described, and refused beside its name when it is unknown or can't be read; a page passes it over.
//! - A list is a `Query` (`data/query`): ranges of an index, with what filters ask standing in each row (`Facet`), so that
//!   nothing is read to be dropped. A cursor is a place in the order of one list, and another's is refused. Orders by what
//!   people do move under whoever walks them; by number (`BY_NUMBER`) each record is met once, whatever changes meanwhile.
//! - A record is chosen in one way: a form's field takes its number or its name (`Filled::record`, `Request::fill_named`), and
//!   which one is meant is found out over what the person sees, from the form's own description; the list that a script
//!   offers (`/pick`) and the sentence beside the field come from the same search. Programs send numbers.
//! - What the palette does to the record that is open, its room says beside its routes (`Feature::commands`): each command
//!   is a link or the post of a form that stands on a page as well, offered to whoever may.
//! - An entity describes itself once (`data/entity.rs`, `data/field.rs`): names, icon, addresses, and its fields by the names
//!   under which they are stored, so that a stored value of a record or of the journal is told without its type. History,
//!   JSON and its schema, and sheets read the fields; who may read a field is said with it and holds in all of them. Which deeds and
//!   reasons a history tells is said with the action (`heard_with`, `note_with`), and in which words (`told`): a deed is
//!   one sentence on the record's page, in the journal and in the API (`features/history/sentence.rs`).
//! - A field is written by the form of its record, under the name that the field says: rules lie in one place, and a page, JSON,
//!   a row of a sheet and several at once are typed into the same form by the kind of the field (`features/records`).
//! - There is one importer. A kind says what its rows make and what they are like (`records::Imported`); how bytes become
//!   rows, the preview, the portions and the way back are the importer's. Each row is a deed under a name of its own, and
//!   the cursor moves behind it, so a kill repeats nothing. What a column leaves open (`1.250`, `03/04/2026`) is asked,
//!   and nothing that a form refuses comes in by a sheet.
//! - What people hold, and hand over before they leave, each room says of its own records (`people::Holding`), as it says what
//!   lies open in a department (`DepartmentWork`), what of it is somebody's day (`day::ForDay`: lines, each with the deed that
//!   decides it, and numbers), what the page of a client shows of it, and what a demonstration has of it (`Demo`). What of it hangs on records of
//!   any kind goes over where one turns out to be another (`Feature::hangs`, run by `records::merge`).
//! - A record's version is its `ETag`; `If-Match` holds a write to it inside the transaction, whatever deed it is
//!   (`web/contract.rs`).
//! - There is one way to change by API: PATCH reads what GET of its address writes (`Route::api_edit`), over what the record
//!   holds, so that rules over several fields see all of them. A number counts in its field's unit both ways (`base::Unit`);
//!   what nobody reads of a body is refused beside its name (`web/unread.rs`), and so is what was changed of what is only
//!   told. Nothing that was ignored is answered with 200.
//! - What a page changes, an operation changes too, or `tests/it/guards/page_and_api.txt` says why not; what operations answer
//!   is described by the record's fields or beside the operation (`web::Told`), and a crawl holds the answers against it.
//! - What pages come back to is decoded once (`data/recent.rs`): found by the bytes that a view holds of a record, so it
//!   is never stale, and who may see it is asked of each reader.
//! - A share files a record under one more person, in the same transaction (`data/share.rs`), so that lists stay ranges
//!   of an index. A deputy's reach is asked at the moment of the deed, and ends by itself.
//! - A part belongs to its whole (`Record::part_of`, `data/whole.rs`): it is seen whenever the whole is, and lies where
//!   that lies, as far as it says. The engine files parts anew when the whole moves; no feature copies places. What only
//!   may be seen with something (a client's person) requires it (`requires_visible`).
//! - People talk in one way (`features/conversation`): a `Post` is on one record, for the staff or for the client as well,
//!   and is a part of what it is on, which is the whole rule of who reads it. A record that is talked on is a `Room`; it
//!   says what follows from a post. What a post's page would be is a place on its record's (`EntityInfo::on_its_whole`).
//! - Authority is held (`data/held.rs`): `put` and `delete` take a `Held`, which `subject` and `insert` give to whoever may,
//!   and `on_behalf` to a deed's consequences, with the reason. `event` opens nothing. In whose hands work is, is part of
//!   the policy (`access/hands.rs`): a record says it, an action demands it, `may` and every refusal know it.
//! - A deed reads what its person sees; whatever else it has to know (is the name taken, who is to be told) it reads
//!   `unscoped`, with the reason (`data/write_reads.rs`). What a held record names needs none (`Change::load`). Guards and derives
//!   are the house's, and see everything.
//! - What a deed is called in a history it says itself, in the past (`Action::told`), and what a room has for somebody's day
//!   it declares (`Feature::day`, `Feature::client_sections`): histories and My day name no room. A link is drawn by
//!   `web::link`, which asks whether its reader may open it.
//! - Work finds its people by duty, not by the name of a role: `Action::duty` opens nothing, is granted like a deed but only
//!   by its own name, and `Directory::on_duty` answers who has it (`people/duty.rs`).
//! - Whoever changes what a record declares (an index, a tally, a reach) raises the kind's number (`Kind::filing`):
//!   older houses and older snapshots file that kind anew, in portions, when they are opened (`data/engine/rebuild.rs`).
//!   Stored records that have to become others say so with their feature (`Feature::reshapes`), and records of a kind that
//!   there is no longer become those of another (`Feature::former`, `data/former.rs`): first of all, in the same portions,
//!   and not journaled. What the journal wrote of them stays as it was written, and is told and undone as what they are.
//!   A house of a newer program, were it by a patch, is refused untouched. `tests/golden` has a house of each format that was landed, to be
//!   opened by every later version.
//! - What leaves the house is a record put with the deed that causes it, and sent when an fsync has covered it, by a job of
//!   its channel (`jobs/outbox`): nothing is lost, nothing is sent twice as far as the other side allows, nobody waits for
//!   it. Mail is one channel (`features/mail`); its words go with its link. Only `jobs/egress` connects to anything.
//! - The doctor opens a house as it lies there (`Store::untouched`): what is written meanwhile stays in memory, so that it
//!   can look at anything, on read-only media too, and changes nothing. What it and the health both look at has one rule,
//!   the health's.
//! - What a clock wrote that was set back since counts as long ago (`Moment::is_within`), or it would hold for as long as
//!   the clock was ahead.
//! - A visitor's address is the socket's, or what a trusted proxy says in X-Forwarded-For. A proxy that isn't set up can't
//!   be told from a visitor: it is remembered and told (`web/proxies.rs`).
//! - Behind the portal's own listener only the routes that say `at_the_portal` and the portal's pages exist.
//! - What replaces a house (a restore, the first start, another key for the data) is staged, noted, and then swapped in by steps that can be done
//!   again (`data/engine/swap.rs`): whoever opens the keys next finishes it. A house that lost a part is refused, and
//!   never begun anew. Folders and whole files are reached through one trait (`data/engine/filesystem.rs`), so that tests
//!   end the program, or the power, at each of its calls.
//! - A store that can't be read is never read as "isn't there" (`base::if_found`): nobody is signed out by a full disk.
//! - Everything that opens the data is an age identity, a passphrase too (through argon2id), so that whatever opens the
//!   data opens its snapshots.
//!
//! ## How to add a feature
//!
//! A folder under `features/`: `mod.rs` (what it is in business words, its actions, `feature()`), a file per record with
//! its pure rules and its `declare`, `entity.rs` (what it is called and holds), `ops.rs` (verbs), `forms.rs`, `pages.rs`,
//! `routes.rs`, each a folder of the same name once it has more than one subject; one line in `features::all`; its
//! resource in `config/roles.toml`, where somebody beside administrators is to have it from the start; a story in
//! `tests/it/stories`. Then run the tests: the guard on routes shows the new doors as lines to review.
//!
//! Its entity gives it names, an icon, addresses, its group of search results and its history in words; its fields give it
//! JSON with a schema, its form filled in (`records::filled`), sheets out (`records::sheet_of`) and in
//! (`records::Imported`, with `import_routes` and `import_job`), and several at once (`records::Several`, with
//! `several_routes`). A field says where it stands: `editable` or `at_first` (its form), `in_sheets`, `for_several`.

pub mod access;
pub mod base;
pub mod commands;
pub mod data;
pub mod features;
pub mod jobs;
pub mod testing;
pub mod ui;
pub mod web;
