//! (reload)
