//! Ways to tickets: pages for staff, requests for clients, the API.

use super::{
    Ticket,
    actions::{
        ASK, ATTACH, CANCEL, CHECK, CLOSE, COMPLETE, EDIT, FREEZE, HAND_OVER, HOLD, OPEN, RAISE,
        REFUSE, REOPEN, REPLY, RESUME, RETURN, UNFREEZE, VERIFY, VIEW, WAIVE,
    },
    api,
    conversation::reply,
    forms::{
        Answers, Ask, Attach, Check, Complete, EditTicket, HandOver, OpenTicket, RaiseTicket,
        Refuse, ReplyForm, Waive,
    },
    give, opening, ops, pages, portal,
    query::waiting,
    show,
};
use crate::{
    base::{Choice, Error, Id, Money, Result, money},
    data::Visit,
    features::{conversation::Post, day, lists, quotes::Quote, records, settings::CurrentSettings},
    web::{
        Filled, Form, Reply, Request, Route,
        form::{Nothing, Reason, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = lists::export_routes::<Ticket>(
        "The tickets that a filter finds, as CSV, with the columns asked for",
    );
    routes.extend(records::several_routes::<Ticket>(
        EDIT,
        "Give several tickets to somebody, set their category, close, cancel or reopen them",
    ));
    routes.extend(vec![
        Route::page("/tickets", VIEW, pages::list),
        Route::page("/tickets/new", VIEW, new),
        Route::page("/quotes/{id}/ticket", OPEN, |_, r| {
            Ok(Reply::go(format!(
                "/tickets/new?quote={}",
                r.id::<Quote>("id")?
            )))
        }),
        Route::post("/tickets", OPEN, opening::open),
        Route::post("/tickets/raise", RAISE, raise).takes_files(),
        Route::page("/tickets/{id}", VIEW, |v, r| {
            let ticket: Ticket = v.find(r.id("id")?)?;
            show::page(v, &ticket, &Refused::default(), r).map(Into::into)
        }),
        Route::page("/tickets/{id}/edit", EDIT, |v, r| {
            let ticket: Ticket = v.find(r.id("id")?)?;
            v.demand_on(&EDIT, &ticket)?;
            show::edit(v, &ticket, &to_edit(v, &ticket)?).map(Into::into)
        }),
        Route::post("/tickets/{id}/edit", EDIT, edit),
        Route::post("/tickets/{id}/hand-over", HAND_OVER, |v, r| {
            done(v, r, "Handed over", |v, id, f: HandOver| {
                ops::hand_over(v, id, f)
            })
        }),
        Route::post("/tickets/{id}/return", RETURN, |v, r| {
            done(v, r, "Returned", |v, id, f: Reason| {
                ops::return_(v, id, f.reason)
            })
        }),
        Route::post("/tickets/{id}/check", CHECK, |v, r| {
            let word = if r.field("passed").is_some() {
                "Passed"
            } else {
                "Failed"
            };
            done(v, r, word, |v, id, f: Check| ops::check(v, id, f))
        }),
        Route::post("/tickets/{id}/waive", WAIVE, |v, r| {
            done(v, r, "Waived", |v, id, f: Waive| ops::waive(v, id, f))
        }),
        Route::post("/tickets/{id}/complete", COMPLETE, |v, r| {
            let taken_back = r.field("value").is_none_or(|value| value.trim().is_empty());
            let word = if taken_back {
                "Open again"
            } else {
                "Completed"
            };
            done(v, r, word, |v, id, f: Complete| ops::complete(v, id, f))
        }),
        Route::post("/tickets/{id}/answers", COMPLETE, |v, r| {
            done(v, r, "Answers saved", |v, id, f: Answers| {
                ops::complete_all(v, id, f)
            })
        }),
        Route::post("/tickets/{id}/ask", ASK, |v, r| {
            done(v, r, "The client is asked", |v, id, f: Ask| {
                ops::request_document(v, id, f)
            })
        }),
        Route::post("/tickets/{id}/verify", VERIFY, |v, r| {
            done(v, r, "Verified", |v, id, f: Ask| {
                ops::verify_document(v, id, f)
            })
        }),
        Route::post("/tickets/{id}/refuse", REFUSE, |v, r| {
            done(
                v,
                r,
                "Refused, the client is asked again",
                |v, id, f: Refuse| ops::refuse_document(v, id, f),
            )
        }),
        Route::post("/tickets/{id}/attach", ATTACH, |v, r| {
            let given = api::given(r);
            done(v, r, "Attached", move |v, id, f: Attach| {
                ops::attach(v, id, f, given).map(drop)
            })
        })
        .takes_files_for::<Ticket>(),
        Route::post("/tickets/{id}/freeze", FREEZE, |v, r| {
            done(v, r, "Scope frozen", |v, id, _: Nothing| ops::freeze(v, id))
        }),
        Route::post("/tickets/{id}/unfreeze", UNFREEZE, |v, r| {
            done(v, r, "Scope unfrozen", |v, id, f: Reason| {
                ops::unfreeze(v, id, f.reason)
            })
        }),
        Route::post("/tickets/{id}/cancel", CANCEL, |v, r| {
            done(v, r, "Ticket cancelled", |v, id, f: Reason| {
                ops::cancel(v, id, f.reason)
            })
        }),
        Route::post("/tickets/{id}/close", CLOSE, |v, r| {
            done(v, r, "Closed", |v, id, _: Nothing| ops::close(v, id))
        }),
        Route::post("/tickets/{id}/hold", HOLD, |v, r| {
            done(v, r, "On hold", |v, id, f: Reason| {
                ops::hold(v, id, f.reason)
            })
        }),
        Route::post("/tickets/{id}/resume", RESUME, |v, r| {
            done(v, r, "Taken up again", |v, id, _: Nothing| {
                ops::resume(v, id)
            })
        }),
        Route::post("/tickets/{id}/reopen", REOPEN, |v, r| {
            done(v, r, "Reopened", |v, id, f: Reason| {
                ops::reopen(v, id, f.reason)
            })
        }),
        Route::post("/tickets/{id}/replies", REPLY, |v, r| {
            let given = api::all_given(r);
            done(v, r, "Sent", move |v, id, f: ReplyForm| {
                reply(v, id, f, given).map(drop)
            })
        })
        .takes_files_for::<Ticket>(),
    ]);
    routes.extend(portal_routes());
    routes.extend(api_routes());
    routes.extend(records::in_place_routes::<Ticket>());
    routes.extend(records::line_routes::<Ticket>());
    routes
}

fn portal_routes() -> Vec<Route> {
    vec![
        Route::page("/portal/requests", VIEW, |v, r| {
            portal::requests(v, &Filled::blank(&[]), r).map(Into::into)
        })
        .portal(),
        Route::post("/portal/requests", RAISE, portal_raise)
            .portal()
            .takes_files(),
        Route::page("/portal/requests/{id}", VIEW, |v, r| {
            let ticket: Ticket = v.find(r.id("id")?)?;
            portal::request(v, &ticket, None, r).map(Into::into)
        })
        .portal(),
        Route::post("/portal/requests/{id}/replies", REPLY, |v, r| {
            let given = api::all_given(r);
            portal_done(v, r, "Sent", move |v, id, f: ReplyForm| {
                reply(v, id, f, given).map(drop)
            })
        })
        .portal()
        .takes_files_for::<Ticket>(),
        Route::page("/portal/give", VIEW, |v, _| give::page(v).map(Into::into)).portal(),
        Route::post("/portal/requests/{id}/files", ATTACH, |v, r| {
            let given = api::given(r);
            portal_done(v, r, "Received, thank you", move |v, id, f: Attach| {
                ops::attach(v, id, f, given).map(drop)
            })
        })
        .portal()
        .takes_files_for::<Ticket>(),
    ]
}

fn api_routes() -> Vec<Route> {
    vec![
        Route::api_list("/tickets", VIEW, "Tickets, those under way before those over, in each the last touched first; one's own by what is due", api::list).of::<Ticket>().for_clients(),
        Route::api_post::<OpenTicket>("/tickets", OPEN, "Open an onboarding ticket from an accepted quote", api::open).of::<Ticket>(),
        Route::api_post::<RaiseTicket>("/tickets/raise", RAISE, "Raise support, a change or a complaint, with files in `file` where it is sent as multipart", api::raise).of::<Ticket>().takes_files().for_clients(),
        crate::features::history::route::<Ticket>(),
        Route::api_get("/tickets/{id}", VIEW, "A ticket with its checklist", api::one).of::<Ticket>().for_clients(),
        Route::api_edit::<EditTicket>("/tickets/{id}", EDIT, "Edit a ticket's title, scope, price, category, priority", api::one, |v, r| to_edit(v, &v.find_for(&EDIT, r.id("id")?)?), |v, r, form| ops::edit(v, r.id("id")?, form)).of::<Ticket>(),
        Route::api_post::<HandOver>("/tickets/{id}/hand-over", HAND_OVER, "Hand a ticket over to the next hand", api::hand_over).of::<Ticket>(),
        Route::api_post::<Reason>("/tickets/{id}/return", RETURN, "Return a ticket to the hand before", api::return_).of::<Ticket>(),
        Route::api_post::<Check>("/tickets/{id}/check", CHECK, "Say whether a checkpoint passed", api::check).of::<Ticket>(),
        Route::api_post::<Waive>("/tickets/{id}/waive", WAIVE, "Waive a checkpoint with a reason", api::waive).of::<Ticket>(),
        Route::api_post::<Complete>("/tickets/{id}/complete", COMPLETE, "Complete a requirement", api::complete).of::<Ticket>(),
        Route::api_post::<Answers>("/tickets/{id}/answers", COMPLETE, "Complete several requirements; all or none", api::answers).of::<Ticket>(),
        Route::api_post::<Ask>("/tickets/{id}/ask", ASK, "Ask the client for a requirement's document", api::ask).of::<Ticket>(),
        Route::api_post::<Ask>("/tickets/{id}/verify", VERIFY, "Verify a requirement's document", api::verify).of::<Ticket>(),
        Route::api_post::<Refuse>("/tickets/{id}/refuse", REFUSE, "Refuse a requirement's document and ask the client again", api::refuse).of::<Ticket>(),
        Route::api_post::<Attach>("/tickets/{id}/attach", ATTACH, "Attach a document (multipart, its file in `file`), to a requirement when its key is named", api::attach).of::<Ticket>()
            .takes_files_for::<Ticket>()
            .for_clients(),
        Route::api_post::<Nothing>("/tickets/{id}/freeze", FREEZE, "Freeze a ticket's scope", api::freeze).of::<Ticket>(),
        Route::api_post::<Reason>("/tickets/{id}/unfreeze", UNFREEZE, "Unfreeze a ticket's scope", api::unfreeze).of::<Ticket>(),
        Route::api_post::<Reason>("/tickets/{id}/cancel", CANCEL, "Cancel a ticket", api::cancel).of::<Ticket>(),
        Route::api_post::<Nothing>("/tickets/{id}/close", CLOSE, "Close a ticket", api::close).of::<Ticket>(),
        Route::api_post::<Reason>("/tickets/{id}/hold", HOLD, "Put a ticket on hold: its clocks stand still", api::hold).of::<Ticket>(),
        Route::api_post::<Nothing>("/tickets/{id}/resume", RESUME, "Take a ticket up again", api::resume).of::<Ticket>(),
        Route::api_post::<Reason>("/tickets/{id}/reopen", REOPEN, "Reopen a closed or cancelled ticket", api::reopen).of::<Ticket>(),
        Route::api_list("/tickets/{id}/replies", VIEW, "What was said on a ticket, oldest first", api::replies).of::<Post>().for_clients(),
        Route::api_post::<ReplyForm>("/tickets/{id}/replies", REPLY, "Write on a ticket", api::reply).of::<Post>().takes_files_for::<Ticket>().for_clients(),
    ]
}

/// The form of an opening, from what the quote says.
fn from_quote(visit: &Visit, quote: &Quote) -> Result<Filled<OpenTicket>> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let mut scope = String::new();
    for line in &quote.lines {
        if line.quantity != 1000 {
            scope.push_str(&money::thousandths(line.quantity));
            scope.push_str(" × ");
        }
        scope.push_str(&line.title);
        if !line.detail.is_empty() {
            scope.push_str(": ");
            scope.push_str(&line.detail);
        }
        scope.push('\n');
    }
    let category = quote.lines.iter().find_map(|line| line.category);
    // What is in no other ticket of it yet.
    let left = (quote.totals().net - Ticket::taken_of(visit, quote)?).max(Money::ZERO);
    let mut values = vec![
        ("title", quote.title.clone()),
        ("scope", scope.trim_end().to_owned()),
        ("price", left.input(currency)),
    ];
    values.extend(category.map(|c| ("category", c.key().to_owned())));
    Ok(Filled::blank(&values))
}

fn new(visit: &Visit, request: &Request) -> Result<Reply> {
    if let Some(quote) = request.query("quote") {
        visit.demand(&OPEN)?;
        let quote: Quote = visit.find(Id::parse(quote).ok_or(Error::NotFound)?)?;
        return pages::open(visit, &quote, &from_quote(visit, &quote)?).map(Into::into);
    }
    let begun = records::begun_on_line::<Ticket>(visit, request, &["client", "title", "kind"]);
    Ok(pages::raise(visit, &begun, &waiting(visit, 50)?).into())
}

fn raise(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<RaiseTicket>(visit)?
        .attempt(|form| ops::raise_with(visit, form, api::all_given(request)))?
    {
        Err(filled) => Ok(pages::raise(visit, &filled, &waiting(visit, 50)?).into()),
        Ok(id) => Ok(Reply::go(format!("/tickets/{id}")).toast("Ticket raised", visit.wrote())),
    }
}

pub(super) fn to_edit(visit: &Visit, ticket: &Ticket) -> Result<Filled<EditTicket>> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    Ok(Filled::blank(&[
        ("title", ticket.title.clone()),
        ("scope", ticket.scope.clone()),
        ("price", ticket.price.input(currency)),
        ("category", ticket.category.key().to_owned()),
        ("priority", ticket.priority.key().to_owned()),
    ]))
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Ticket> = request.id("id")?;
    match request
        .fill::<EditTicket>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(typed) => {
            let ticket: Ticket = visit.find(id)?;
            let typed = typed.against(ticket.version, &to_edit(visit, &ticket)?);
            show::edit(visit, &ticket, &typed).map(Into::into)
        }
        Ok(()) => Ok(Reply::go(format!("/tickets/{id}")).toast("Saved", visit.wrote())),
    }
}

/// Does a deed from the ticket's page; what is refused is said above the same page.
fn done<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    word: &str,
    deed: impl FnOnce(&Visit, Id<Ticket>, F) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Ticket> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Ok(()) => {
            let to = day::back(request, format!("/tickets/{id}"));
            Ok(Reply::go(to).toast(word, visit.wrote()))
        }
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            show::page(visit, &visit.find(id)?, &refused, request).map(Into::into)
        }
    }
}

fn portal_raise(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<RaiseTicket>()
        .attempt(|form| ops::raise_with(visit, form, api::all_given(request)))?
    {
        Err(filled) => portal::requests(visit, &filled, request).map(Into::into),
        Ok(id) => {
            Ok(Reply::go(format!("/portal/requests/{id}")).toast("Request sent", visit.wrote()))
        }
    }
}

fn portal_done<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    word: &str,
    deed: impl FnOnce(&Visit, Id<Ticket>, F) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Ticket> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Ok(()) => Ok(Reply::go(format!("/portal/requests/{id}")).toast(word, visit.wrote())),
        Err(filled) => {
            portal::request(visit, &visit.find(id)?, Some(&filled.any()), request).map(Into::into)
        }
    }
}
