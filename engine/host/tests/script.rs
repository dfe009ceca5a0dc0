//! Rhai rules as the engine uses them: limits, sandbox, check, modules, answers and the author's guide.

#[path = "script/support.rs"]
mod support;

#[path = "script/automations.rs"]
mod automations;
#[path = "script/check.rs"]
mod check;
#[path = "script/flows.rs"]
mod flows;
#[path = "script/guide.rs"]
mod guide;
#[path = "script/limits.rs"]
mod limits;
#[path = "script/modules.rs"]
mod modules;
#[path = "script/places.rs"]
mod places;
#[path = "script/sandbox.rs"]
mod sandbox;
