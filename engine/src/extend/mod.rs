//! (extend)
