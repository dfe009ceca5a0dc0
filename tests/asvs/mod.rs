//! Lines of the OWASP Application Security Verification Standard 5.0, one test each, named by its number. `docs/asvs.md` lists them; a
//! rule of `tests/tidy` compares the two.

mod browsers;
mod factors;
mod mail_sign_ins;
mod passwords;
mod providers;
mod recovery;
mod sessions;
