//! Guards over the whole: what must hold for every route, record and file of the source.

mod asvs;
mod authority;
mod demo;
mod entities;
mod fields;
mod floors;
mod inventory;
mod outward;
mod page_and_api;
mod portal_door;
mod routes;
