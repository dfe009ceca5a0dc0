//! Samples of the demonstration.

use super::at;
use crate::views::{
    demo::{DemoIndex, DemoMail, DemoMailRow, DemoMailbox, DemoPortal},
    sign_in::DemoLogin,
};

fn login(name: &str, email: &str) -> DemoLogin {
    DemoLogin { name: name.into(), email: email.into(), password: "portico-demo".into() }
}

/// Three companies that look nothing alike.
pub fn demo_index() -> DemoIndex {
    let portal = |slug: &str, name: &str, language: &str, accent: &str| DemoPortal {
        name: name.into(),
        slug: slug.into(),
        theme: slug.into(),
        language: language.into(),
        href: format!("/p/{slug}/"),
        office_href: format!("/office/{slug}/"),
        accent: Some(accent.into()),
        people: vec![login("Erika Lindqvist", &format!("erika@{slug}.example"))],
        staff: vec![login("Ole Petersen", &format!("ole@{slug}.example"))],
    };
    DemoIndex {
        portals: vec![
            portal("nordwind", "Nordwind Haustechnik", "de", "#0b3c5d"),
            portal("vankade", "Van Kade Installaties", "nl", "#1f4d3a"),
            portal("brightside", "Brightside Facilities", "en", "#d4ff3a"),
        ],
        mailbox: "/mailbox".into(),
        folders: vec!["themes/".into(), "scripts/".into(), "plugins/".into()],
    }
}

fn row() -> DemoMailRow {
    DemoMailRow {
        href: "/mailbox/1".into(),
        to: "erika@nordwind.example".into(),
        subject: "Wir haben Ihre Anfrage 1042 erhalten".into(),
        at: at("2025-03-14T12:41:04Z"),
        time_zone: "Europe/Berlin".into(),
    }
}

pub fn demo_mailbox() -> DemoMailbox {
    DemoMailbox { mails: vec![row(), row()], home: "/".into() }
}

pub fn demo_mail() -> DemoMail {
    let text = "Guten Tag Erika Lindqvist,\n\nwir haben Ihre Anfrage 1042 erhalten.".into();
    DemoMail { mail: row(), text, html_href: Some("/mailbox/1/html".into()), back: "/mailbox".into() }
}
