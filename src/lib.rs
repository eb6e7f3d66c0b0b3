//! map comes
#![allow(dead_code)]
pub mod access;
pub mod base;
pub mod data;
pub mod ui;
pub mod web;
pub mod features;
