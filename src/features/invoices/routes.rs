//! Addresses of invoices and payments, for staff and for clients in the portal.

use super::{
    VIEW,
    actions::{
        CHARGE_LATE, CREATE, CREDIT, DELETE, EDIT, ISSUE, PAY, REFUND, SEND, SET_ACCOUNT,
        SET_TERMS, TAKE_BACK, VIEW_PAYMENTS, WRITE_OFF,
    },
    api, books, closing,
    downloads::{kept_statement, pdf, statement_pdf, ubl, xml},
    forms::{BillQuote, BillTime, EditInvoice, IssueForm, NewInvoice, TakePayment, UseCredit},
    forms_terms::{AccountForm, TermsForm},
    from_quote, from_time,
    invoice::Invoice,
    items, late, list, milestone, ops, ops_money, ops_terms, pages,
    payment::Payment,
    payment_list, sending, statement,
    terms::{BillingTerms, CurrentTerms},
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::Visit,
    features::{
        clients::Client,
        lists,
        quotes::{Quote, editor},
    },
    web::{
        Filled, Reply, Request, Route,
        form::{Form, Reason, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(api::routes());
    routes.extend(closing::routes());
    routes.extend(milestone::routes());
    routes.extend(items::routes());
    routes.extend(books::routes());
    routes.extend(lists::export_routes::<Invoice>(
        "The invoices that a filter finds, as CSV, with the columns asked for",
    ));
    routes.extend(lists::export_routes::<Payment>(
        "The payments that a filter finds, as CSV, with the columns asked for",
    ));
    let routes = Route::about::<Payment>("/payments", Route::about::<Invoice>("/invoices", routes));
    Route::about::<Client>("/clients", Route::about::<Quote>("/quotes", routes))
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/invoices", VIEW, list::page),
        Route::page("/invoices/new", CREATE, show_new),
        Route::page("/invoices/open", VIEW, |v, _| {
            pages::open(v).map(Into::into)
        }),
        Route::page("/invoices/terms", VIEW, show_terms),
        Route::post("/invoices/terms", SET_TERMS, set_terms),
        // What Undo leads back to.
        Route::page("/billing-terms/{id}", VIEW, |v, r| {
            v.find::<BillingTerms>(r.id("id")?)?;
            Ok(Reply::go("/invoices/terms"))
        }),
        Route::post("/invoices", CREATE, create),
        Route::page("/invoices/{id}", VIEW, |v, r| {
            show(v, r, r.id("id")?, Refused::default())
        }),
        Route::page("/invoices/{id}/edit", EDIT, show_edit),
        Route::page("/invoices/{id}/pdf", VIEW, pdf).slow(),
        Route::page("/invoices/{id}/xml", VIEW, xml).slow(),
        Route::page("/invoices/{id}/ubl", VIEW, ubl).slow(),
        Route::post("/invoices/{id}", EDIT, edit),
        Route::post("/invoices/{id}/delete", DELETE, |v, r| {
            ops::delete(v, r.id("id")?)?;
            Ok(Reply::go("/invoices").toast("Thrown away", v.wrote()))
        }),
        Route::post("/invoices/{id}/issue", ISSUE, |v, r| {
            let id: Id<Invoice> = r.id("id")?;
            let number = ops::issue_at(v, id, r.form::<IssueForm>()?)?;
            Ok(done(id, format!("Issued as {number}"), None))
        }),
        Route::post("/invoices/{id}/send", SEND, |v, r| {
            let id: Id<Invoice> = r.id("id")?;
            sending::send(v, id)?;
            Ok(done(id, "Sent to the client".into(), None))
        }),
        Route::post("/invoices/{id}/credit", CREDIT, |v, r| {
            on_invoice(v, r, |v, id, form: Reason| {
                let note = ops::credit(v, id, form.reason)?;
                Ok(Reply::go(format!("/invoices/{note}/edit")).toast(
                    "Lower or remove what isn't taken back, then issue it",
                    v.wrote(),
                ))
            })
        }),
        Route::post("/invoices/{id}/write-off", WRITE_OFF, |v, r| {
            on_invoice(v, r, |v, id, form: Reason| {
                ops::write_off(v, id, form.reason)?;
                Ok(done(id, "Written off".into(), v.wrote()))
            })
        }),
        Route::post("/invoices/{id}/charge-late", CHARGE_LATE, |v, r| {
            let made = late::charge(v, r.id("id")?)?;
            Ok(done(made, "Draft made".into(), v.wrote()))
        }),
        Route::post("/invoices/{id}/pay", PAY, |v, r| {
            on_invoice(v, r, |v, id, form: TakePayment| {
                ops_money::pay(v, id, form)?;
                Ok(done(id, "Payment recorded".into(), v.wrote()))
            })
        }),
        Route::post("/invoices/{id}/use-credit", PAY, |v, r| {
            on_invoice(v, r, |v, id, form: UseCredit| {
                ops_money::use_credit(v, id, form)?;
                Ok(done(id, "Paid from credit".into(), v.wrote()))
            })
        }),
        Route::page("/payments", VIEW_PAYMENTS, payment_list::page),
        Route::page("/payments/{id}", VIEW_PAYMENTS, |v, r| {
            show_payment(v, r, r.id("id")?, &Refused::default())
        }),
        Route::post("/payments/{id}/take-back", TAKE_BACK, take_back),
        Route::page("/clients/{id}/statement", VIEW, |v, r| {
            show_statement(v, r.id("id")?, &Refused::default())
        }),
        Route::page("/clients/{id}/statement/pdf", VIEW, statement_pdf).slow(),
        Route::post("/clients/{id}/receive", PAY, |v, r| {
            on_client(v, r, |v, id, form: TakePayment| {
                ops_money::receive(v, id, form)?;
                Ok("Payment recorded")
            })
        }),
        Route::post("/clients/{id}/refund", REFUND, |v, r| {
            on_client(v, r, |v, id, form: TakePayment| {
                ops_money::refund(v, id, form)?;
                Ok("Refund booked")
            })
        }),
        Route::post("/clients/{id}/agree", SET_ACCOUNT, agree),
        Route::page("/clients/{id}/unbilled", CREATE, |v, r| {
            let client: Client = v.find(r.id("id")?)?;
            v.demand_on(&CREATE, &client)?;
            let only = r.query("project").and_then(Id::parse);
            Ok(pages::unbilled(v, &client, only, &Filled::blank(&[]))?.into())
        }),
        Route::post("/clients/{id}/unbilled", CREATE, bill_time),
        Route::post("/quotes/{id}/invoice", CREATE, |v, r| {
            let made = from_quote::create(v, r.id("id")?, r.form::<BillQuote>()?)?;
            Ok(Reply::go(format!("/invoices/{made}")).toast("Draft made", v.wrote()))
        }),
        Route::page("/portal/invoices", VIEW, |v, r| {
            pages::portal_list(v, r).map(Into::into)
        })
        .portal(),
        Route::page("/portal/invoices/{id}", VIEW, |v, r| {
            pages::portal_one(v, &v.find(r.id("id")?)?).map(Into::into)
        })
        .portal(),
        Route::page("/portal/statement", VIEW, |v, _| {
            let own = v.actor.client.ok_or(Error::NotFound)?;
            kept_statement(v, &v.find(Id::new(own))?, "/portal")
        })
        .portal()
        .slow(),
        Route::page("/portal/invoices/{id}/pdf", VIEW, pdf)
            .portal()
            .slow(),
        Route::page("/portal/invoices/{id}/xml", VIEW, xml)
            .portal()
            .slow(),
    ]
}

fn done(id: Id<Invoice>, told: String, undo: Option<u64>) -> Reply {
    Reply::go(format!("/invoices/{id}")).toast(told, undo)
}

fn show(visit: &Visit, request: &Request, id: Id<Invoice>, refused: Refused) -> Result<Reply> {
    Ok(pages::invoice(visit, &visit.find(id)?, request, &refused)?.into())
}

/// A deed on an invoice whose form comes back on its page when something is to be mended.
fn on_invoice<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    deed: impl FnOnce(&Visit, Id<Invoice>, F) -> Result<Reply>,
) -> Result<Reply> {
    let id = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Err(filled) => show(visit, request, id, Refused::sent(request, filled)),
        Ok(reply) => Ok(reply),
    }
}

fn show_statement(visit: &Visit, id: Id<Client>, refused: &Refused) -> Result<Reply> {
    let client: Client = visit.find(id)?;
    statement::must_see_all_of(visit, &client)?;
    Ok(pages::statement(visit, &client, refused)?.into())
}

/// The same for what is done on a client's statement.
fn on_client<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    deed: impl FnOnce(&Visit, Id<Client>, F) -> Result<&'static str>,
) -> Result<Reply> {
    let id: Id<Client> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Err(filled) => show_statement(visit, id, &Refused::sent(request, filled)),
        Ok(told) => Ok(Reply::go(stands_at(visit, id)?).toast(told, visit.wrote())),
    }
}

fn agree(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Client> = request.id("id")?;
    match request
        .fill::<AccountForm>()
        .attempt(|form| ops_terms::set_account(visit, id, form))?
    {
        Err(filled) => {
            let held = statement::account_of(visit, &visit.find(id)?)?;
            let now = Filled::blank(&pages::account_values(&held));
            let filled = filled.against(held.version, &now);
            show_statement(visit, id, &Refused::sent(request, filled))
        }
        Ok(()) => Ok(Reply::go(stands_at(visit, id)?).toast("Saved", visit.wrote())),
    }
}

/// Where it is seen how a client stands: on their statement, or on their page for whoever sees only a part of it.
fn stands_at(visit: &Visit, id: Id<Client>) -> Result<String> {
    let client: Option<Client> = if_found(visit.find(id))?;
    Ok(match client {
        Some(client) if statement::sees_all_of(visit, client.id) => {
            format!("/clients/{id}/statement")
        }
        Some(_) => format!("/clients/{id}"),
        None => "/payments".to_owned(),
    })
}

fn show_new(visit: &Visit, request: &Request) -> Result<Reply> {
    let form = Filled::begun(request, &["client", "project", "title"]);
    Ok(pages::new(visit, &form)?.into())
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<NewInvoice>(visit)?
        .attempt(|form| ops::create(visit, form))?
    {
        Err(filled) => Ok(pages::new(visit, &filled)?.into()),
        Ok(id) => Ok(done(id, "Draft saved".into(), visit.wrote())),
    }
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let invoice: Invoice = visit.find_for(&EDIT, request.id("id")?)?;
    invoice.must_be_draft()?;
    let values = pages::edit_values(visit, &invoice)?;
    Ok(pages::edit(visit, &invoice, &editor::filled(&values))?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Invoice> = request.id("id")?;
    match request
        .fill::<EditInvoice>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(typed) => {
            let invoice: Invoice = visit.find(id)?;
            let now = editor::filled(&pages::edit_values(visit, &invoice)?);
            Ok(pages::edit(visit, &invoice, &typed.against(invoice.version, &now))?.into())
        }
        Ok(()) => Ok(done(id, "Saved".into(), visit.wrote())),
    }
}

fn show_payment(
    visit: &Visit,
    request: &Request,
    id: Id<Payment>,
    refused: &Refused,
) -> Result<Reply> {
    Ok(pages::payment(visit, &visit.find(id)?, request, refused)?.into())
}

fn take_back(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Payment> = request.id("id")?;
    let payment: Payment = visit.find(id)?;
    match request
        .fill::<Reason>()
        .attempt(|form| ops_money::take_back(visit, id, form.reason))?
    {
        Err(filled) => show_payment(visit, request, id, &Refused::sent(request, filled)),
        Ok(()) => {
            let at = stands_at(visit, payment.client)?;
            Ok(Reply::go(at).toast("Taken back", visit.wrote()))
        }
    }
}

fn bill_time(visit: &Visit, request: &Request) -> Result<Reply> {
    let client: Client = visit.find(request.id("id")?)?;
    match request
        .fill::<BillTime>()
        .attempt(|form| from_time::create(visit, client.id, form))?
    {
        Err(filled) => Ok(pages::unbilled(visit, &client, None, &filled)?.into()),
        Ok(id) => Ok(done(id, "Draft made".into(), visit.wrote())),
    }
}

fn held_terms(visit: &Visit) -> Result<BillingTerms> {
    Ok(visit.cached::<CurrentTerms>()?.0.clone())
}

fn show_terms(visit: &Visit, _: &Request) -> Result<Reply> {
    let held = held_terms(visit)?;
    let form = Filled::blank(&pages::terms_values(visit, &held)?);
    Ok(pages::terms(visit, &held, &form)?.into())
}

fn set_terms(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<TermsForm>()
        .attempt(|form| ops_terms::set_terms(visit, form))?
    {
        Err(filled) => {
            let held = held_terms(visit)?;
            let now = Filled::blank(&pages::terms_values(visit, &held)?);
            Ok(pages::terms(visit, &held, &filled.against(held.version, &now))?.into())
        }
        Ok(()) => Ok(Reply::go("/invoices/terms").toast("Saved", visit.wrote())),
    }
}
