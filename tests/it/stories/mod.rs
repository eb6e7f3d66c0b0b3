//! Stories: what people do, from the first page to the last.

mod administration;
mod approvals;
mod coming_in;
mod journal;
mod killed;
mod late_saves;
mod leads;
mod looks;
mod nine_stages;
mod privilege;
mod quotes;
mod retries;
mod roles;
mod security;
mod shares;
mod superadmin;
mod tickets;
mod views;
mod work;
mod work_pages;
