//! (themes)
