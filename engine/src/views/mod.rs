//! (views)
