//! Mail: from what is owed to a message with words, and from a message to a transport. Files: [`message`], [`transport`].

pub mod message;
pub mod transport;

pub use message::{Words, write};
pub use transport::{Outgoing, Refusal, Transport};
