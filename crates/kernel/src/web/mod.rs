//! HTTP on one side, plain synchronous handlers `fn(&Visit, &Request) -> Result<Reply>` on the other.
//! Knows no domain words: what a person is, how they sign in and what stands in the sidebar is given by the features.
//!
//! A request's way: `server` (TLS, connection, by which door) -> `dispatch` (who, from where, may they, is it ours) -> a handler
//! -> `shell` (page around it) or `problem` (what went wrong) -> headers, compression, answer.

pub mod app;
pub mod assets;
mod body;
mod body_budget;
pub mod connections;
mod contract;
pub mod cookie;
mod dispatch;
mod flat_json;
pub mod form;
pub mod geoip;
mod headers;
pub mod hosts;
mod link;
pub mod live;
mod markup;
pub mod openapi;
mod problem;
pub mod proof;
mod proxies;
pub mod rate_limit;
mod regions;
pub mod reply;
pub mod request;
mod resumed;
pub mod route;
mod route_table;
pub mod scanner;
pub mod server;
pub mod shell;
mod told;
mod unread;
pub mod uploads;

pub use app::{
    App, AskSecond, AuditSink, Authenticator, Branding, Count, DiskReserve, Identity,
    Impersonating, NavItem, SecurityEvent, ServerConfig,
};
pub use body::{Kept, UploadLimit, keep as keep_file};
pub use body_budget::{BodyBudget, BodyLimits};
pub use connections::{Connections, Limits};
pub use form::{Filled, Form, Need, Reader};
pub use geoip::GeoIp;
pub use hosts::Hosts;
pub use link::{link, number_link};
pub use proxies::Proxies;
pub use rate_limit::RateLimit;
pub use regions::Regions;
pub use reply::{Page, Reply, Toast};
pub use reply::{find_here, pages_around};
pub use request::{Request, Upload};
pub use resumed::{Resumed, Sent};
pub use route::Route;
pub use scanner::Scanner;
pub use told::Told;

/// What the web itself answers: health, the API's description.
pub fn own_routes() -> Vec<Route> {
    vec![
        Route::open(
            "GET",
            "/healthz",
            "tells a monitor whether Atrium answers, and nothing more",
            |visit, _| {
                let ready = visit.store().health().read_only.is_none();
                let (status, word) = if ready {
                    (200, "ok")
                } else {
                    (503, "read-only")
                };
                Ok(Reply::with_status(
                    status,
                    serde_json::json!({ "status": word }),
                ))
            },
        )
        .at_the_portal(),
        Route::open(
            "GET",
            "/api/openapi.json",
            "describes the API's shape, no data",
            |visit, _| {
                let document = visit
                    .store()
                    .service::<openapi::Document>()
                    .ok_or_else(|| {
                        crate::base::Error::internal("the API's description was not made")
                    })?;
                Ok(document.reply(visit.store().schema()))
            },
        ),
    ]
}
