//! What a password must be, in the one place that every page and command asks.

use std::{path::Path, sync::Arc};

use zxcvbn::{matching::patterns::MatchPattern, zxcvbn};

use super::breached::Breached;
use crate::{
    config::Security,
    domain::password::{Judgement, MAX_BYTES, MAX_CHARS, OwnWords, Refusal},
};

/// The operator's numbers and lists; cheap to clone.
#[derive(Debug, Clone)]
pub struct Rules {
    min_chars: usize,
    min_score: u8,
    breached: Option<Arc<Breached>>,
}

impl Rules {
    /// Opens the list of breached passwords, when there is one.
    pub fn new(security: &Security) -> Result<Self, String> {
        let path: &Path = &security.breached_passwords;
        let breached = (!path.as_os_str().is_empty()).then(|| Breached::open(path)).transpose()?;
        let (min_chars, min_score) = (security.password_min_chars, security.password_min_score);
        Ok(Self { min_chars, min_score, breached: breached.map(Arc::new) })
    }

    /// Judges a password as it was typed.
    pub(super) fn judge(&self, password: &str, own: &OwnWords) -> Result<Judgement, String> {
        let refused = |refusal| Ok(Judgement { score: 0, refusal: Some(refusal) });
        let chars = if password.len() > MAX_BYTES { MAX_CHARS + 1 } else { password.chars().count() };
        if chars > MAX_CHARS {
            return refused(Refusal::TooLong);
        }
        let estimate = zxcvbn(password, &own.as_strs());
        let score = u8::from(estimate.score());
        let refusal = if chars < self.min_chars {
            Some(Refusal::TooShort { min: self.min_chars })
        } else if own.rest(password).is_some_and(|rest| rest < self.min_chars) {
            Some(Refusal::OwnWords)
        } else if is_one_known_word(&estimate) {
            Some(Refusal::Common)
        } else if self.is_breached(password)? {
            Some(Refusal::Breached)
        } else {
            (score < self.min_score).then_some(Refusal::Weak)
        };
        // A meter that calls a refused password good would be believed.
        Ok(Judgement { score: if refusal.is_some() { score.min(1) } else { score }, refusal })
    }

    fn is_breached(&self, password: &str) -> Result<bool, String> {
        self.breached.as_ref().map_or(Ok(false), |list| list.contains(password))
    }
}

/// Whether a password is one entry of the estimator's lists (30,000 passwords that are used most, and common words and names of several
/// languages), also backwards or with digits for letters.
fn is_one_known_word(estimate: &zxcvbn::Entropy) -> bool {
    matches!(estimate.sequence(), [only] if matches!(only.pattern, MatchPattern::Dictionary(_)))
}
