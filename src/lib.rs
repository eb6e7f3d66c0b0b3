//! # Atrium
//!
//! One self-contained server for a service agency: leads and quotes, onboarding tickets, approvals, projects with tasks
//! and subtasks, time, chat, documents, a search over all of it, and a portal for the clients. One process, one data
//! folder, nothing beside it.
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
//! A room may use what lies below it, never what lies above; `tests/it/guards/floors.rs` holds it. The floors up to [`web`]
//! are a crate of their own (`crates/kernel`), and so are the features that name none of the others (`crates/platform`:
//! people, sign-in, authority, records, lists, clients, approvals, conversation, search), which an edit of a feature above
//! doesn't build again; here all are named as if they lay beside the rest. Paths in this map (`web/regions.rs`,
//! `features/inbox`) are from the `src` of the crate that the floor or the feature lies in.
//!
//! | floor | what it is | what it must never know |
//! |---|---|---|
//! | [`base`] | ids, money, time, calendar, text, choices, errors | the clock, the disk, any domain word |
//! | [`ui`] | components in maud, one CSS file each | what a lead is |
//! | [`extract`] | what stands in a file that somebody sent, read by a process that can do nothing else | the store, any domain word |
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
//! - Whoever has a link to a document is nobody who is known, at the portal's door (`Route::secret_address`). A file is counted
//!   by a post and read at an address that says by itself what was counted (`document_links/grant`), so that a line that
//!   breaks, a reload and a film's pieces count once. Whom it went to and when is drawn over each page on its way out, where its
//!   maker wants that (`document_links/mark`, `extract/formats/mark`); what can't be marked isn't given then.
//! - A file may come piece by piece (`features/uploads`), and any form that takes files takes it by its number, past the same
//!   checks (`web/resumed`): over a bad line, after a reload, several in one post.
//! - What costs much has a pace for each person (`Route::paced`); guessing is slowed down elsewhere (`sign_in::throttle`).
//! - What a passkey is asked to sign says by itself, under a key that lies apart, what it is for and until when: strangers
//!   who ask fill nothing. It is spent in the transaction that it opens something in (`sign_in::passkey`).
//! - Who is in is asked at every request and by every open stream: session, the tier's policy, country, device
//!   (`sign_in::checks` takes features that know more). What decides it, and what decides who may what, is a kind with a
//!   `affects_access()`: when one changes, streams ask at once, and a page whose person may more or less is fetched anew.
//! - What a list may be asked for is one form for its page and the API (`LeadQuery`, `TaskQuery`; `Route::api_list`): in the
//!   API it is described, and refused beside its name when it is unknown or can't be read; a page passes it over.
//! - What rooms declare for each other is gathered once (`features/declared.rs`), with the schema that a house is opened
//!   by: a room asks there for what others said for it, and names no list of them. What it asks in a type of its own,
//!   `Feature` carries without naming it (`Declaration`).
//! - What somebody sent is read by a child process of this very program (`extract`): it gets bytes and gives back words and a
//!   picture, and before it looks at them it closes every door behind itself. A job hands it one version of a document after
//!   another (`documents/reader.rs`). How far that is, is a record that every version has, derived, and the words are one
//!   that the journal knows of and doesn't quote (`Kind::secret`); both go with their version.
//! - A mail that comes in is a post of the person to whom what it answers was sent, when it comes from their address: the word
//!   in the address it goes to is sealed for them and one record (`mail::answer`). It is posted under the mail's own name and
//!   noted with how far the mailbox was looked through; only then is it marked there (`features/inbound`).
//! - What a room's list can be narrowed by, its columns and what it adds up it says once (`lists::Listed`); tabs, chips, kept
//!   views, columns of one's own, sums, several at once and the sheet of what is shown follow from that. A filter takes any
//!   of several values under one name sent several times. A kept view holds what is asked, never what is found.
//! - A paper in another currency keeps what that was worth when it was issued (`invoices/exchange`): what is counted over all
//!   papers is in the house's currency at that rate, and what a client owes is told currency by currency, never added up.
//! - What a line of an invoice bills (time, an expense, a milestone, days that were paid late) is a record that binds both while the
//!   line stands (`invoices/freed`), unique for what it bills: nothing is billed twice, by whatever deed, Undo among them.
//! - What of a project's budgets is used is never stored: it is read from sums that time (at the rates frozen with it) and
//!   expenses keep, by pages and within deeds alike (`projects/budget`). That a threshold was told is a record of its own, so
//!   that it is told once, and with the Undo of what reached it only if nobody was told yet (`projects/budget_watch`).
//! - What time is spent on is a task, a project as a whole, a ticket, or internal work by its name (`projects/work_on`); what
//!   it is filed under and billed with is its project or its ticket (`Matter`). What is reckoned with a project's time reads
//!   the project of an entry, which the others have none of; time on tickets is filed with their client.
//! - Time is never lost to a rule: what a timer measured is booked whatever the budgets say, whoever keeps them hears of it, and
//!   where they ask for a reason the entry owes one, without which its week isn't submitted. Under a timer that runs, the
//!   next budget to be used up is a wake of the entry; where it stops, the timer is stopped by it (`time/timer`).
//! - A project may be a part of another of its client (`projects/sub`): who leads that keeps it as they keep its tasks, its
//!   budgets are covered by those above, and it counts there by its exact weight, beside the milestones or by the task that
//!   it was made from. That task stands for it and is worked on nowhere else (`tasks/sub_project`); the walk of the roll-up
//!   goes on from project to project (`tasks/derive`).
//! - Several at once is one deed: fields (`Field::for_several`) and deeds (`records::Deed`) of each record under its own rules
//!   and rights, all or none, one Undo. What is more than one deed holds (two thousand) is written down as it was found
//!   (`BulkChange`) and changed portion by portion by a job, each portion a deed under a name of its own; it says how far it
//!   is, leaves out and tells what may not be changed, and is taken back as a whole.
//! - A list changes without a new page: links to its own path are fetched as regions, with an entry in the history
//!   (`list.js`). Pages are fetched ahead by the browser's own rules, and only what is read quickly and marks nothing on its
//!   way answers then (`Route::may_be_fetched_ahead`).
//! - A list is a `Query` (`data/query`): ranges of an index, with what filters ask standing in each row (`Facet`), so that
//!   nothing is read to be dropped. Several beginnings (`under_any`) are ranges merged by what follows, in one order. A cursor is a place in the order of one list, and another's is refused. Orders by what
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
//! - A field is changed where it is shown: its value leads to the editor of that field (`records::InPlace`), which a room has
//!   by naming its forms and their fields. What is saved is the record's own form over what it holds elsewhere, so rules,
//!   rights and hands are its verb's; what somebody else wrote into the field meanwhile is held against what was shown.
//! - Something is made on one line where it is listed (`records::OnLines`): a room says how a line is read into its own form,
//!   over what stands beside the line. What a notice says was done is the sentence of its deed, found by the notice itself
//!   (`history::of_notice`), so the inbox and its mails never tell it in other words.
//! - Time stands on one thing: an invoice by the hour (`invoices::BilledTime`), or a period of an agreement that covers it
//!   (`retainers::CountedTime`). Invoices know of agreements by what rooms below say of the time they cover: what a room asks
//!   others in a type of its own (the page of a document, of a payment, too) is found by that type (`Feature::declares`).
//!   The entry says so itself, derived, so that what is unbilled is a range of an index, however much was billed before.
//! - There is one importer. A kind says what its rows make and what they are like (`records::Imported`); how bytes become
//!   rows, the preview, the portions and the way back are the importer's. Each row is a deed under a name of its own, and
//!   the cursor moves behind it, so a kill repeats nothing. What a column leaves open (`1.250`, `03/04/2026`) is asked,
//!   and nothing that a form refuses comes in by a sheet.
//! - What people hold, and hand over before they leave, each room says of its own records (`people::Holding`), and what
//!   merely ends when they leave (`Feature::ends_with`); as it says what lies open in a department (`DepartmentWork`), what
//!   of it is somebody's day (`day::ForDay`: lines, each with the deed that decides it, and numbers), what it reports
//!   (`reports::ForReports`), what the page of a client shows of it, and what a demonstration has of it (`Demo`, and `demo_end`). What of it hangs on records of any
//!   kind goes over where one turns out to be another (`Feature::hangs`, run by `records::merge`).
//! - A record's version is its `ETag`; `If-Match` holds a write to it inside the transaction, whatever deed it is
//!   (`web/contract.rs`). A condition that nothing here is held against is refused, and never passed over.
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
//!   What hangs on one (signs, earlier texts, what was made of it) is a part of the same record; files come with it by
//!   whoever keeps files (`Feature::attachments`), and other rooms make things of it (`Feature::made_of_posts`).
//! - What was said stands in the record and in no journal (`Kind::withheld`), so that it is gone when it is taken away. It is
//!   Markdown, drawn tag by tag by `ui/markdown`; whom it names is stored by number (`conversation/mention`).
//! - A room is any record that people talk on, and whoever sees it is in it: nobody keeps beside that who is. What a person
//!   has with one is a position, and what is unread is counted from there along an index whose rows say whose each post is
//!   (`features/chat`), so that there is no counter that could be wrong; what stands on every page is counted to a hundred. Who is here and who writes passes, and is kept nowhere.
//! - Authority is held (`data/held.rs`): `put` and `delete` take a `Held`, which `subject` and `insert` give to whoever may,
//!   and `on_behalf` to a deed's consequences, with the reason. `event` opens nothing. In whose hands work is, is part of
//!   the policy (`access/hands.rs`): a record says it, an action demands it, `may` and every refusal know it.
//! - A deed reads what its person sees; whatever else it has to know (is the name taken, who is to be told) it reads
//!   `unscoped`, with the reason (`data/write_reads.rs`). What a held record names needs none (`Change::load`). Guards and derives
//!   are the house's, and see everything.
//! - What a deed is called in a history it says itself, in the past (`Action::told`), and what a room has for somebody's day
//!   it declares (`Feature::day`, and `Feature::client_sections` under the tabs of a client's page): histories and My day name
//!   no room. A link is drawn by
//!   `web::link`, which asks whether its reader may open it.
//! - What is found by words, an index proposes and the store decides (`data/full_text`): tantivy in sealed files of its own
//!   (`data/engine/search`), followed by an exporter whose place rides in the index's commits, made anew beside the people
//!   whenever it may not be trusted. A kind says that it is found (`EntityInfo::found`, `found_beneath`), and the index has what
//!   its fields say that everybody reads; every proposal is asked for in one view, and what is counted is counted over what is
//!   shown. What was written since the index was is looked at one by one, so a deed is found at once.
//! - Whatever waits for somebody's yes is an approval, of a kind that its room declares (`Feature::approvable`): who decides
//!   where the house says nothing, what is known of it, what a yes and a no do, in the transaction of the answer. A room asks
//!   within the deed that has to wait (`approvals::Asking`), and learns from the same call when its person decides alone. The
//!   rules of the house are records, of which the first that holds applies; who has to say yes is frozen with the question,
//!   and so is what was known, in words.
//! - Time that is submitted, approved or locked is held by a guard over its entries (`timesheets::guard`), so no verb, bulk
//!   change or Undo goes around it. What an hour is billed at and costs is found when an entry is made and frozen on it
//!   (`features/rates`); everybody who works here knows that somebody is away, and nobody why (`Feature::absent`); half a day
//!   away is half a day of time (`planning::Away`). A week is drafted from
//!   one's own deeds in the journal (`Visit::own_deeds`), for oneself, and kept nowhere.
//! - What is promised by a time has clocks (`features/clocks`): a kind says how its promises stand (`Clocked`), and its
//!   clocks follow at the end of every deed, so that no verb starts, holds or meets one and Undo leaves none behind. Which
//!   time is promised, by whose hours, and whom the ladder tells, policies say; a clock keeps the version that it began
//!   with. That somebody decides on an approval is promised so too. Working time is counted in one place (`base::BusinessHours`), held against somebody who looks every minute.
//! - Work finds its people by duty, not by the name of a role: `Action::duty` opens nothing, is granted like a deed but only
//!   by its own name, and `Directory::on_duty` answers who has it (`people/duty.rs`).
//! - Whoever changes what a record declares (an index, a tally, a reach) raises the kind's number (`Kind::filing`):
//!   older houses and older snapshots file that kind anew, in portions, when they are opened (`data/engine/rebuild.rs`).
//!   Stored records that have to become others say so with their feature (`Feature::reshapes`), and records of a kind that
//!   there is no longer become those of another (`Feature::former`, `data/former.rs`): first of all, in the same portions,
//!   and not journaled. What the journal wrote of them stays as it was written, and is told and undone as what they are.
//!   What is derived by another rule than it was is worked out anew at the end (`Feature::recomputes`), so that an older
//!   house shows today's progress before anything is touched.
//!   A house of a newer program, were it by a patch, is refused untouched. `tests/golden` has a house of each format that was landed, to be
//!   opened by every later version.
//! - How a kind of work is done is a playbook: steps in order, with departments and skills in the place of people
//!   (`playbooks/outline`). Plans are made from its published version and keep it; the shipped ones are data files that stand
//!   until the house publishes its own under their key (`playbooks/library`). When work is done, `base/schedule` works out
//!   without a store; calendars, absences and what people do elsewhere are brought to it (`planning/team`), and a date moves
//!   only as it was shown, with the version of the task that was looked at.
//! - How much somebody has to do is worked out and kept nowhere (`features/load`): what is left of open tasks, to the minute,
//!   over the days that they are there until it is due. When a project is likely done is a walk over its plan with lengths as
//!   its team's finished work had them (`base/schedule/forecast`), the same all day long; too little history says nothing.
//! - What comes again is a record with a rule (`base/recurrence`) and the day of its next (`tasks/recurring`,
//!   `progress_reports`, `recurring_invoices`): a wake makes it
//!   in one deed with moving on, so that each comes once, and after days off the latest alone. What a closed project was
//!   reopened for ends in the same way (`projects/updates`): it closes by itself, and never over open work.
//! - A limit of a board holds at the end of whatever deed brings a task into a column (`tasks/limits`), so that no way to it
//!   forgets; a calendar's days are lanes to the script that moves cards, so that both are dragged and walked alike.
//! - Folders of documents are there by themselves, by client and subject, as ranges of an index (`documents/folders`);
//!   those that people make are records beside them, and none opens anything. What keeps a document from being written
//!   over (check-out), from being deleted (a legal hold) and from being kept too long (its category) stands in the
//!   document; holds are guards, so that Undo and retention keep to them. A client sees of it what came since it was shared, or from an earlier version on that was
//!   chosen (`documents/sharing`): a version that is kept back is a part that only staff see. Who opened it is a record without history, one a
//!   document, written by Atrium itself (`documents::opened`), so that reading stays reading.
//!   A link may give nothing but a marked file: who it is for stands over each page, drawn into it as it goes out by the
//!   process that reads files (`document_links/mark`). Texts with blanks become such files (`document_templates`), filled
//!   from a record by whoever may add a document to it.
//! - What is billed is a paper (`features/invoices`): issued, it says what it says for ever, by a guard that holds Undo too, and
//!   another paper takes it back. Which time stands on which line is a record of its own with a unique key, so that nothing
//!   is billed twice, and a derive keeps such time as it was billed. What a client paid beyond what was left is a sum on
//!   their account, which no deed takes below nothing. A paper is said once (`ui/sheet`): the page that prints and the PDF
//!   that is kept are made of the same words, and the file says what each of them is (PDF/A-3a, PDF/UA-1). What programs read in
//!   it (`invoices/electronic`, EN 16931) is worked out of the same paper under the standard's own rules; what it needs is
//!   said, and no paper waits for it.
//! - A milestone says which item of its project's quote it makes (`MilestonePrice::item`); what came of an item, its tasks, their
//!   time and the invoices, is read along that and kept nowhere (`invoices/items`).
//! - What a bank says of an account comes in once (`features/bank`): a line is known by the bank's reference, else by its day, amount
//!   and words, under a unique key, so that overlapping files double nothing. What it may pay is proposed when it is looked at,
//!   by lookups of the numbers in its text and of its amount, and kept nowhere; what is booked of it follows from the records that
//!   hold it and payments together, at the end of every deed, so that taking back and Undo from either side leave both true. A
//!   day whose books are closed (`invoices/closing`) is held by a guard over payments.
//! - What a project brings and costs is kept nowhere (`features/profitability`): each figure is read from sums that time, expenses
//!   and papers keep as they change (`Visit::sums_of_all`), and is told only to whoever sees all that it adds up. Sums of two
//!   currencies are never one.
//! - What is over its time goes by `features::forget`, which first asks every room whether it still works on it
//!   (`Feature::in_use`): what isn't through stays until it is. What was said, decided, signed or handed out keeps a person's
//!   Undo from taking away what it hangs on (`Feature::hung_on`).
//! - What is said on a place of a picture or page (`features/proofing`) is a pin of one version, in thousandths of its width; a
//!   client's decision names the file's hash and holds for no other.
//! - What is signed is one version of a document by its hash (`features/signatures`): it stays byte by byte as it was,
//!   and what everybody gave, the certificate and the seal are appended by the process that reads files
//!   (`extract/formats/append`); where the file tells what everything in it is, so do they (`tagged`). The sealed file
//!   is made before the deed of the last signature and named by it, so that a kill leaves all of it or none. Who
//!   checks a file sends its hashes and its seal, and keeps the file. An authority outside stamps the time on the seal
//!   where the house named one (`signatures/time_stamps`); whether it did, or wasn't asked, or gave none, the file
//!   says. A quote's paper is signed likewise, and its acceptance is part of the last signature's deed
//!   (`signatures/of_quotes`).
//! - What a client reads of a project is chosen, published and asked in the project itself (`projects/client`). Files that aren't
//!   shown are kept back in each document (`Document::held_back`, derived), so that lists, pages, links and the API agree.
//! - Rights of a client's people are roles of the client tier; their own admin gives on what they have themselves, and nothing
//!   else (`features/colleagues`).
//! - Strangers write into one kind of record, by forms that the house opened (`features/public_forms`): a page is sealed with
//!   the moment it was made, and what waits becomes a lead or a request by the verb of those.
//! - The portal is an app as its worker (`assets/js/portal-worker.js`) keeps pages on the device: where their person said so, to
//!   be read, until they sign out. Pages show times in their person's zone; deeds go by the days of the house.
//! - A client's people read English or German (`base::language`): what they chose, or the house, or what their browser asks
//!   for. The thread that draws a page speaks its language, said once by the dispatch, so that labels, days and amounts follow
//!   without being told; texts stand in one file each (`assets/texts`). Staff, programs, the writer's thread and what is kept in
//!   memory for everybody are English, so that nothing stored depends on who looked. A mail is written in its
//!   reader's language where it is put, and a paper in its client's (`clients::language`), which it keeps from the day on which it
//!   is issued or first sent.
//! - What leaves the house is a record put with the deed that causes it, and sent when an fsync has covered it, by a job of
//!   its channel (`jobs/outbox`): nothing is lost, nothing is sent twice as far as the other side allows, nobody waits for
//!   it. Mail is one channel (`features/mail`); its words go with its link. Only `jobs/egress` connects to anything.
//! - A collector of logs is told by a job that follows the journal from a stored cursor (`administration/log_forwarding`): who
//!   did what to which records, never what they hold. Syslog answers nothing, so what was sent counts as taken once the other
//!   side has closed the connection that was ended from here; what is in between is sent again, known by its hash.
//! - What a deed has to know of small kinds (who is who, which roles there are) it has from memory as long as nobody's deed
//!   in the same transaction changed one of them (`Change::cached`); nothing is built on the thread that writes.
//! - What people are told of is a type that its room declares beside the deed (`Feature::notices`): why, how by default and for
//!   whom, whether nobody switches it off. Whoever is told chooses the rest (`inbox`). A notice says itself when it goes out
//!   (a wake each), so that quiet hours, digests and putting off are moments, and what goes out is put in one transaction with
//!   the word that it was. Text messages, webhooks and web push are channels like mail (`gateways`, `push`). What everybody
//!   is told stands above every page until they have acknowledged it (`announcements`).
//! - The doctor opens a house as it lies there (`Store::untouched`): what is written meanwhile stays in memory, so that it
//!   can look at anything, on read-only media too, and changes nothing. What it and the health both look at has one rule,
//!   the health's.
//! - What a clock wrote that was set back since counts as long ago (`Moment::is_within`), or it would hold for as long as
//!   the clock was ahead. What takes away for good what is over its time (`Schedule::for_good`) waits a week where days went
//!   by at once: a clock that is ahead is noticed until then.
//! - A visitor's address is the socket's, or what a trusted proxy says in X-Forwarded-For. A proxy that isn't set up can't
//!   be told from a visitor: it is remembered and told (`web/proxies.rs`).
//! - Behind the portal's own listener only the routes that say `at_the_portal` and the portal's pages exist.
//! - What replaces a house (a restore, the first start, another key for the data) is staged, noted, and then swapped in by steps that can be done
//!   again (`data/engine/swap.rs`): whoever opens the keys next finishes it. A house that lost a part is refused, and
//!   never begun anew. Folders and whole files are reached through one trait (`data/engine/filesystem.rs`), so that tests
//!   end the program, or the power, at each of its calls.
//! - A store that can't be read is never read as "isn't there" (`base::if_found`): nobody is signed out by a full disk.
//! - Everything that opens the data is an age identity, a passphrase too (through argon2id), so that whatever opens the
//!   data opens its snapshots. What opens it is held against what did (`administration/security/openers`): a key that came
//!   or went is told to every admin, also where no server was there to see it.
//!
//! ## How to add a feature
//!
//! A folder under `features/`: `mod.rs` (what it is in business words, `feature()`), `actions.rs`, a file per record with
//! its pure rules and its `declare`, `entity.rs` (what it is called and holds), `ops.rs` (verbs), `forms.rs`, `pages.rs`,
//! `routes.rs`, each a folder of the same name once it has more than one subject; one line in `features::all` (in
//! `crates/platform` instead, with its name in both `features/mod.rs`, where features down there use it); its
//! resource in `config/roles.toml`, where somebody beside administrators is to have it from the start; a story in
//! `tests/it/stories`. Then run the tests: the guard on routes shows the new doors as lines to review.
//!
//! Its entity gives it names, an icon, addresses, its group of search results and its history in words; its fields give it
//! JSON with a schema, its form filled in (`records::filled`), sheets out (`records::sheet_of`) and in
//! (`records::Imported`, with `import_routes` and `import_job`), and several at once (`records::Several`, with
//! `several_routes` and `several_job`). A field says where it stands: `editable` or `at_first` (its form), `in_sheets`,
//! `for_several`. Which forms change which of them where they are shown, `records::InPlace` says (with `in_place_routes`,
//! and `commands_in_place` for the palette); how one is made on a line, `records::OnLines` (with `line_routes`).

pub mod commands;
pub mod features;
pub mod testing;

pub use atrium_kernel::{access, base, choices, data, extract, jobs, said, said_html, ui, web};
