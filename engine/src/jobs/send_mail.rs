//! Sends one owed mail: written down first, then handed over, then marked with its fate.

use std::time::Duration;

use super::Jobs;
use crate::{
    actions::{
        self,
        letters::Letter,
        mails::{self, About, Owed},
        outbox,
    },
    domain::{
        mail::Mail,
        outbox::LeasedTask,
        routes::{self, office_base, path},
    },
    mail::{Outgoing, Refusal, Words, write},
    themes::BUILT_IN,
};

/// What stands in a stored mail for a secret that only its reader may have.
const HIDDEN: &str = "…";

pub async fn run(jobs: &Jobs, task: &LeasedTask) -> Result<(), actions::Error> {
    let Some(owed) = mails::load(&jobs.cx, task).await? else { return outbox::finish(&jobs.cx, task).await };
    let mail = match (&owed.written, owed.secrets().is_empty()) {
        // A later try sends the very same bytes.
        (Some(written), true) => written.clone(),
        _ => match words(jobs, &owed).and_then(|words| write(&owed, &words)) {
            Ok(mail) => {
                mails::queue(&jobs.cx, &kept(jobs, &owed, &mail)).await?;
                mail
            }
            Err(error) => return outbox::failed(&jobs.cx, task, &error).await,
        },
    };
    hand_over(jobs, task, &owed, &mail).await
}

/// The mail as it is written down: without its secrets, unless this is the only place where anybody reads it.
fn kept(jobs: &Jobs, owed: &Owed, mail: &Mail) -> Mail {
    if !jobs.transport.delivers() {
        return mail.clone();
    }
    let secrets = owed.secrets();
    let hidden = |text: &str| secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN));
    Mail { text: hidden(&mail.text), html: hidden(&mail.html), ..mail.clone() }
}

async fn hand_over(jobs: &Jobs, task: &LeasedTask, owed: &Owed, mail: &Mail) -> Result<(), actions::Error> {
    let name = owed.portal.as_ref().map_or(&owed.tenant.name, |portal| &portal.name);
    let from = jobs.config.mail.from.as_str();
    let outgoing = Outgoing { mail, from_name: name, from, reply_to: &owed.tenant.office_email };
    // One limit for the whole try: a server that sends a byte now and then would hold the task longer than its lease.
    let limit = Duration::from_secs(jobs.config.mail.timeout_s);
    let late = || Refusal::passing(format!("no answer within {} seconds (mail.timeout_s)", limit.as_secs()));
    let answer = tokio::time::timeout(limit, jobs.transport.send(&outgoing)).await.unwrap_or_else(|_| Err(late()));
    match answer {
        Ok(answer) => {
            metrics::counter!("portico_mails_sent_total").increment(1);
            mails::sent(&jobs.cx, task, owed, &answer).await
        }
        Err(Refusal { text: error, is_lasting }) => {
            tracing::warn!(mail.id = %mail.id, attempt = task.attempt, %error, "a mail could not be handed over");
            metrics::counter!("portico_mails_failed_total").increment(1);
            if let Some(user) = owed.user.filter(|_| is_lasting) {
                mails::bounced(&jobs.cx, task, user).await?;
            }
            outbox::failed(&jobs.cx, task, &error).await
        }
    }
}

fn words(jobs: &Jobs, owed: &Owed) -> Result<Words, String> {
    let gone = || "the tenant is not known here yet".to_owned();
    let generation = jobs.surroundings.generation(owed.tenant.id).ok_or_else(gone)?;
    let portal = owed.portal.as_ref().map(|portal| portal.id);
    let (site, theme) = jobs.surroundings.site(owed.tenant.id, portal).ok_or_else(gone)?;
    let theme = generation.themes.get(&theme).or_else(|| generation.themes.get(BUILT_IN)).cloned().ok_or_else(gone)?;
    let path = match &owed.about {
        About::Order { order, .. } if owed.template.is_to_office() => {
            path(&office_base(&owed.tenant.slug), routes::office::ORDER, &[&order.order.id.to_string()])
        }
        About::Order { order, .. } => path(&site.base, routes::portal::REQUEST, &[&order.order.id.to_string()]),
        About::Person(Letter::Invitation { secret, .. }) => {
            path(&site.base, routes::portal::INVITATION, &[&secret.to_string()])
        }
        About::Person(Letter::PasswordReset { secret, .. }) => {
            path(&site.base, routes::portal::RESET, &[&secret.to_string()])
        }
        About::Person(Letter::StaffWelcome { secret: Some(secret), .. }) => {
            path(&site.base, routes::portal::RESET, &[&secret.to_string()])
        }
        About::Person(Letter::StaffWelcome { .. }) => path(&site.base, routes::office::HOME, &[]),
        About::Person(Letter::Registration { secret, .. }) => {
            path(&site.base, routes::portal::REGISTER_LINK, &[&secret.to_string()])
        }
        About::Person(Letter::Waiting { to_office: true, .. }) => path(&site.base, routes::office::USERS, &[]),
        About::Person(Letter::Waiting { .. }) => path(&site.base, routes::portal::COMPANY, &[]),
        About::Person(Letter::Registered { .. }) => path(&site.base, routes::portal::SIGN_IN, &[]),
        About::Person(Letter::SignIn { secret, .. }) => {
            path(&site.base, routes::portal::SIGN_IN_LINK, &[&secret.to_string()])
        }
        About::Person(Letter::Account { .. }) => path(&site.base, routes::portal::PROFILE, &[]),
    };
    let host = owed.portal.as_ref().and_then(|portal| portal.host.clone()).filter(|_| site.base.is_empty());
    let root = host.map_or_else(|| jobs.config.server.public_url.clone(), |host| format!("https://{host}"));
    let domain = jobs.config.mail.from.rsplit('@').next().unwrap_or("localhost").to_owned();
    Ok(Words { theme, site, url: format!("{root}{path}"), domain, now: jobs.cx.now() })
}
