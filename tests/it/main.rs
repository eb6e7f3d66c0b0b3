//! The one integration binary: stories through the real server and browser, guards over the whole, the store's own tests.

mod crawl;
mod guards;
mod reading;
mod store;
mod stories;
mod support;
