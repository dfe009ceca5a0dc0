//! Password hashes: argon2id on a bounded pool, so that a flood of sign-ins takes neither all cores nor all memory. New passwords are judged
//! on the same pool.

mod breached;
mod rules;
mod workers;

use std::{
    io,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};

use super::Error;
use crate::domain::password::{Judgement, MAX_BYTES, OwnWords};

pub use rules::Rules;
use workers::Workers;

/// Hashes and checks passwords; cheap to clone. Parameters are argon2id with 19 MiB, two passes and one lane, OWASP's floor.
#[derive(Clone)]
pub struct Passwords {
    inner: Arc<Pool>,
}

struct Pool {
    workers: Workers,
    /// Those that are worked on count as well.
    waiting: AtomicUsize,
    max_waiting: usize,
    rules: Rules,
}

/// Hash of nothing anybody knows: checked when there is no account, so that both take the same time. One for the process is enough.
static DUMMY: LazyLock<String> = LazyLock::new(|| hash("not the password of anybody").unwrap_or_default());

impl Passwords {
    /// A pool of `parallel` checks with `max_waiting` more in the queue.
    ///
    /// # Errors
    /// The system gives no more threads.
    pub fn new(parallel: usize, max_waiting: usize, rules: Rules) -> io::Result<Self> {
        let (workers, waiting) = (Workers::start(parallel)?, AtomicUsize::new(0));
        LazyLock::force(&DUMMY);
        let inner = Pool { workers, waiting, max_waiting: max_waiting.saturating_add(parallel), rules };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The hash of a password, in PHC form with its own salt.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        self.run(move || hash(&password)).await?.ok_or_else(|| Error::Failed("the password could not be hashed".into()))
    }

    /// Whether `password` belongs to `stored`. Takes as long when nothing is stored.
    pub async fn verify(&self, stored: Option<String>, password: String) -> Result<bool, Error> {
        if password.len() > MAX_BYTES {
            return Ok(false);
        }
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| DUMMY.clone());
        let matches = self.run(move || verify(&stored, &password)).await?;
        Ok(exists && matches)
    }

    /// What a new password is worth, by the operator's rules and without the words that everybody would try here.
    pub async fn judge(&self, password: String, own: OwnWords) -> Result<Judgement, Error> {
        let rules = self.inner.rules.clone();
        self.run(move || rules.judge(&password, &own)).await?.map_err(Error::Failed)
    }

    /// The hash of a new password, or why it is refused.
    pub async fn hash_new(&self, password: String, own: OwnWords) -> Result<String, Error> {
        match self.judge(password.clone(), own).await?.refusal {
            Some(refusal) => Err(Error::Password(refusal)),
            None => self.hash(password).await,
        }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let pool = &self.inner;
        if pool.waiting.fetch_add(1, Ordering::SeqCst) >= pool.max_waiting {
            pool.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(Error::Busy("too many sign-ins at once"));
        }
        let _waiting = Waiting(&pool.waiting);
        pool.workers.run(work).await.ok_or_else(|| Error::Failed("checking a password failed".into()))
    }
}

/// Counts down also when the caller gives up while waiting.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn hash(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

fn verify(stored: &str, password: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Security, domain::password::Refusal};

    fn rules() -> Rules {
        Rules::new(&Security::default()).unwrap()
    }

    async fn refusal(password: &str) -> Option<Refusal> {
        let own = OwnWords::new(["Nordwind Haustechnik", "Erika Lindqvist", "erika@lindqvist.example"]);
        Passwords::new(1, 4, rules()).unwrap().judge(password.into(), own).await.unwrap().refusal
    }

    #[tokio::test]
    async fn every_refusal_has_its_reason() {
        assert_eq!(refusal("Kn7!xq").await, Some(Refusal::TooShort { min: 8 }));
        assert_eq!(refusal(&"wärmepumpe ".repeat(40)).await, Some(Refusal::TooLong));
        assert_eq!(refusal("Nordwind-2026!!!").await, Some(Refusal::OwnWords));
        assert_eq!(refusal("1 Erika Lindqvist 9").await, Some(Refusal::OwnWords));
        for common in ["password", "P4ssw0rd", "baseball", "drowssap", "sunshine"] {
            assert_eq!(refusal(common).await, Some(Refusal::Common), "{common}");
        }
        assert_eq!(refusal("aaaaaaaaaaaa").await, Some(Refusal::Weak));
        assert_eq!(refusal("abcdefgh1234").await, Some(Refusal::Weak));
    }

    #[tokio::test]
    async fn length_is_enough_and_no_kind_of_letter_is_asked_for() {
        for good in ["wärmepumpe läuft leise", "kdwqxmzrtvbn", "   drei  Wörter  ", &"ab c".repeat(64)] {
            assert!(!matches!(refusal(good).await, Some(Refusal::TooShort { .. } | Refusal::TooLong)), "{good}");
        }
        assert_eq!(refusal("tragbarer quittenbaum").await, None);
        assert_eq!(refusal("nordwind tragbarer quittenbaum").await, None);
    }

    #[tokio::test]
    async fn a_password_is_recognised_and_another_is_not() {
        let passwords = Passwords::new(1, 4, rules()).unwrap();
        let stored = passwords.hash("wärmepumpe läuft".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(passwords.verify(Some(stored.clone()), "wärmepumpe läuft".into()).await.unwrap());
        assert!(!passwords.verify(Some(stored), "Wärmepumpe läuft".into()).await.unwrap());
        assert!(!passwords.verify(None, "not the password of anybody".into()).await.unwrap());
    }

    #[tokio::test]
    async fn a_full_queue_answers_busy_instead_of_growing() {
        let passwords = Passwords::new(0, 0, rules()).unwrap();
        assert!(matches!(passwords.verify(None, "x".into()).await, Err(Error::Busy(_))));
    }

    #[tokio::test]
    async fn a_huge_password_is_refused_before_it_is_hashed() {
        let passwords = Passwords::new(1, 0, rules()).unwrap();
        assert!(!passwords.verify(None, "x".repeat(MAX_BYTES + 1)).await.unwrap());
    }
}
