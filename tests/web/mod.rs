//! Everything that enters through HTTP, by door and noun; what no door is special about stands here.

mod assets;
mod connections;
mod doors;
mod errors;
mod guide;
mod limits;
mod live;
mod office;
mod ops;
mod passkeys;
mod plugins;
mod portal;
mod setup;
mod strangers;
