//! The author's guide tells the truth.
