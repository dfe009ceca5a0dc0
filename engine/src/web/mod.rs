//! HTTP: routes, doors and pages. Nothing here writes, decides about access or knows SQL; it turns requests into actions' inputs and
//! domain values into views.

mod account;
mod alarms;
mod arrival;
mod assets;
mod connection;
mod cookies;
mod demo;
mod directory;
mod error;
mod form_body;
mod forwarded;
mod headers;
mod language;
mod limits;
mod lists;
mod live;
mod look;
mod next;
mod office;
mod ops;
mod people_form;
mod person;
mod place;
mod portal;
mod router;
mod serve;
mod setup;
mod sign_in;
mod state;

use crate::domain::routes;

pub use demo::{Demo, DemoTenant};
pub use directory::{Directory, needs};
pub use error::Error;
pub use limits::Limits;
pub use ops::Counted;
pub use router::{Application, ops_router, router};
pub use serve::{Listener, serve};
pub use state::{AppState, Parts};
