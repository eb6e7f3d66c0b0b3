//! Tickets as the API gives them: all of it to staff, to a client what is theirs to know.

use super::{
    Message, Stage, Ticket,
    forms::{
        Ask, Attach, Check, Complete, EditTicket, HandOver, OpenTicket, RaiseTicket, Refuse,
        ReplyForm, Waive,
    },
    ops, talk,
    ticket::{BY_HAND, BY_STAGE, BY_TOUCHED},
};
use crate::{
    access::Tier,
    base::{Id, Result},
    data::{Key, List, Visit},
    features::{clients::Client, documents::Given, limit},
    web::{
        Form, Reader, Reply, Request,
        form::{Nothing, Optional, Reason},
    },
};

/// What a list of tickets may be asked for.
pub struct Asked {
    stage: Option<Stage>,
    show: Option<&'static str>,
    client: Option<Id<Client>>,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        Asked {
            stage: f.choice("stage", "Stage", Optional),
            show: f.word("show", "Show", &["mine"]),
            client: f.id("client", "Client", Optional),
        }
    }
}

pub fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = request.asked::<Asked>().into_form()?;
    let list = match (asked.stage, asked.show) {
        (_, Some("mine")) => List::by(BY_HAND).under(Key::new().number(visit.actor.person)),
        // The inner stages are no words for a client, whose list is simply theirs.
        (Some(stage), _) if visit.actor.tier != Tier::Client => List::by(BY_STAGE)
            .under(Key::new().byte(stage.code()))
            .descending(true),
        _ => List::by(BY_TOUCHED).descending(true),
    };
    let client = asked.client;
    let list = list.limit(limit(request)).after(request.query("after"));
    let page = visit.list_where::<Ticket>(list, |t| client.is_none_or(|c| t.client == c))?;
    Ok(Reply::items(visit.json_of_all(&page.rows)?, page.next))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let ticket: Ticket = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&ticket)?))
}

fn made(visit: &Visit, id: Id<Ticket>) -> Result<Reply> {
    Ok(Reply::created(visit.json(&visit.find::<Ticket>(id)?)?))
}

pub fn open(visit: &Visit, _: &Request, form: OpenTicket) -> Result<Reply> {
    let id = ops::open(visit, form)?;
    made(visit, id)
}

pub fn raise(visit: &Visit, _: &Request, form: RaiseTicket) -> Result<Reply> {
    let id = ops::raise(visit, form)?;
    made(visit, id)
}

pub fn given(request: &Request) -> Option<Given> {
    request.upload("file").map(Into::into)
}

pub fn attach(visit: &Visit, request: &Request, form: Attach) -> Result<Reply> {
    ops::attach(visit, request.id("id")?, form, given(request))?;
    one(visit, request)
}

pub fn replies(visit: &Visit, request: &Request) -> Result<Reply> {
    let ticket: Ticket = visit.find(request.id("id")?)?;
    let said = talk::messages(visit, &ticket)?;
    Ok(Reply::items(visit.json_of_all(&said)?, None))
}

pub fn reply(visit: &Visit, request: &Request, form: ReplyForm) -> Result<Reply> {
    let id = talk::reply(visit, request.id("id")?, form, given(request))?;
    Ok(Reply::created(visit.json(&visit.find::<Message>(id)?)?))
}

/// A deed with its form, answered with the ticket as it stands then.
macro_rules! deeds {
    ($($name:ident: $form:ty => |$visit:ident, $id:ident, $read:ident| $deed:expr;)+) => {
        $(pub fn $name($visit: &Visit, request: &Request, $read: $form) -> Result<Reply> {
            let $id: Id<Ticket> = request.id("id")?;
            $deed?;
            one($visit, request)
        })+
    };
}

deeds! {
    edit: EditTicket => |visit, id, form| ops::edit(visit, id, form);
    hand_over: HandOver => |visit, id, form| ops::hand_over(visit, id, form);
    return_: Reason => |visit, id, form| ops::return_(visit, id, form.reason);
    check: Check => |visit, id, form| ops::check(visit, id, form);
    waive: Waive => |visit, id, form| ops::waive(visit, id, form);
    complete: Complete => |visit, id, form| ops::complete(visit, id, form);
    ask: Ask => |visit, id, form| ops::request_document(visit, id, form);
    refuse: Refuse => |visit, id, form| ops::refuse_document(visit, id, form);
    verify: Ask => |visit, id, form| ops::verify_document(visit, id, form);
    unfreeze: Reason => |visit, id, form| ops::unfreeze(visit, id, form.reason);
    cancel: Reason => |visit, id, form| ops::cancel(visit, id, form.reason);
    reopen: Reason => |visit, id, form| ops::reopen(visit, id, form.reason);
}

pub fn freeze(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::freeze(visit, request.id("id")?)?;
    one(visit, request)
}

pub fn close(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::close(visit, request.id("id")?)?;
    one(visit, request)
}
