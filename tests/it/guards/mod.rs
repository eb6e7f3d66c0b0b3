//! Guards over the whole: what must hold for every route, record and file of the source.

mod asvs;
mod entities;
mod floors;
mod inventory;
mod outward;
mod portal_door;
mod routes;
