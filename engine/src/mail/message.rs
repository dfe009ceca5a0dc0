//! Writes a mail: the theme's words in the reader's language, and a `Message-ID` that stays the same on every try.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::{
    actions::mails::{About, Letter, Owed, Template},
    domain::{
        event::{Event, EventKind},
        mail::{Mail, MailState},
        setting,
        work_order::WorkOrder,
    },
    themes::{RenderedMail, Theme},
    views::{
        self,
        account::device,
        mail::{
            AboutRequest, AccountNotice, Comment, Invitation, MailPage, MailView, Notice, PasswordReset, Registered,
            Registration, RegistrationWaiting, RequestAccepted, RequestClosed, RequestReceived, RequestRejected,
            SignInByMail, StaffWelcome,
        },
    },
};

/// What writing needs besides the mail itself.
pub struct Words {
    pub theme: Arc<Theme>,
    pub site: Arc<views::Site>,
    /// Absolute address of what the mail is about, for who gets it.
    pub url: String,
    /// Domain of the sender, for the Message-ID.
    pub domain: String,
    pub now: Timestamp,
}

/// Writes the mail that is owed.
pub fn write(owed: &Owed, words: &Words) -> Result<Mail, String> {
    let rendered = render(owed, words)?;
    Ok(Mail {
        id: owed.id,
        tenant: owed.tenant.id,
        work_order: match &owed.about {
            About::Order { order, .. } => Some(order.order.id),
            About::Person(_) => None,
        },
        to: owed.to.clone(),
        // A line break in a subject would begin a new header.
        subject: rendered.subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: rendered.text,
        html: rendered.html,
        message_id: format!("<{}@{}>", owed.id, words.domain),
        state: MailState::Queued,
        answer: String::new(),
        created_at: words.now,
        sent_at: None,
    })
}

fn render(owed: &Owed, words: &Words) -> Result<RenderedMail, String> {
    match &owed.about {
        About::Order { order, event, words: said } => about_order(owed, words, (&order.order, event, said.as_ref())),
        About::Person(letter) => about_person(owed, words, letter),
    }
}

fn about_order(
    owed: &Owed,
    words: &Words,
    (order, event, free): (&WorkOrder, &Event, Option<&(String, String)>),
) -> Result<RenderedMail, String> {
    let request = AboutRequest { number: order.number, title: order.title.clone(), url: words.url.clone() };
    let said = |key: &str| event.data.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    match owed.template {
        Template::RequestReceived => {
            let own = owed.portal.as_ref().map(|portal| portal.settings.clone()).unwrap_or_default();
            let hours = setting::number(&own, "request.reply_hours");
            let reply_by = (hours > 0).then(|| order.created_at + SignedDuration::from_hours(hours));
            page(owed, words, RequestReceived { request, reply_by })
        }
        Template::RequestAccepted => {
            let (planned_from, planned_until) = (order.planned_from, order.planned_until);
            page(owed, words, RequestAccepted { request, planned_from, planned_until })
        }
        Template::RequestRejected => page(owed, words, RequestRejected { request, reason: said("text") }),
        Template::RequestClosed => page(owed, words, RequestClosed { request, reason: said("text") }),
        Template::CommentToCustomer | Template::CommentToOffice => {
            debug_assert_eq!(event.kind, EventKind::Commented);
            page(owed, words, Comment { request, author: author(event, words), text: said("text") })
        }
        Template::NoticeToOffice | Template::NoticeToCustomer => {
            let (subject, text) = free.cloned().unwrap_or_default();
            page(owed, words, Notice::new(request, subject, text))
        }
        Template::Invitation
        | Template::Offer
        | Template::PasswordReset
        | Template::Registration
        | Template::RegistrationWaiting
        | Template::StaffWelcome
        | Template::SignIn
        | Template::AccountNotice => Err(format!("{} is not about a request", owed.template.as_str())),
    }
}

fn about_person(owed: &Owed, words: &Words, letter: &Letter) -> Result<RenderedMail, String> {
    match letter {
        Letter::Invitation { invited_by, customer, expires_at, .. } => {
            let (invited_by, customer, url) = (invited_by.clone(), customer.clone(), words.url.clone());
            page(owed, words, Invitation { invited_by, customer, expires_at: *expires_at, url })
        }
        Letter::PasswordReset { expires_at, .. } => {
            page(owed, words, PasswordReset { expires_at: *expires_at, url: words.url.clone() })
        }
        Letter::StaffWelcome { secret, expires_at } => {
            let until = secret.is_some().then_some(*expires_at);
            page(owed, words, StaffWelcome { expires_at: until, url: words.url.clone() })
        }
        Letter::Registration { customer, expires_at, .. } => {
            let (customer, url) = (customer.clone(), words.url.clone());
            page(owed, words, Registration { customer, expires_at: *expires_at, url })
        }
        Letter::Waiting { name, email, customer, portal, .. } => {
            let [name, email, customer, portal] = [name, email, customer, portal].map(Clone::clone);
            page(owed, words, RegistrationWaiting { name, email, customer, portal, url: words.url.clone() })
        }
        Letter::Registered { told } => page(owed, words, Registered { told, url: words.url.clone() }),
        Letter::SignIn { code, expires_at, .. } => {
            page(owed, words, SignInByMail { code: code.clone(), expires_at: *expires_at, url: words.url.clone() })
        }
        Letter::Account { told, at, from } => {
            let (browser, system) = device::named(&from.agent);
            let address = from.address.clone();
            page(
                owed,
                words,
                AccountNotice { told: told.as_str(), at: *at, browser, system, address, url: words.url.clone() },
            )
        }
    }
}

/// Who wrote a comment. A rule speaks for the company; the name of its file is nobody's business. So does somebody whose name the reader is
/// not shown.
fn author(event: &Event, words: &Words) -> String {
    if event.actor.kind == "extension" || event.actor.name.is_empty() {
        words.site.name.clone()
    } else {
        event.actor.name.clone()
    }
}

fn page<T: MailView>(owed: &Owed, words: &Words, mail: T) -> Result<RenderedMail, String> {
    let (site, language) = (Arc::clone(&words.site), owed.language.clone());
    let is_to_office = matches!(&owed.about, About::Person(Letter::Waiting { to_office: true, .. }));
    let (to_name, to_office) = (owed.to_name.clone(), owed.template.is_to_office() || is_to_office);
    let brand = words.theme.brand(&site.settings, &site.name);
    let page = MailPage { site, brand, language, now: words.now, to_name, to_office, link: mail.link(), mail };
    words.theme.render_mail(&page).map_err(|error| error.to_string())
}
