//! Everything that enters through HTTP, by door and noun; what no door is special about stands here.

mod doors;
mod limits;
mod live;
mod office;
mod ops;
mod portal;
mod strangers;
