//! Hot reload on real folders.
