//! Sample requests of a customer.

use super::{at, now};
use crate::{
    domain::status::Category,
    views::{
        answer::{Answer, AnswerKind, DetailRow},
        event::{FileLink, TimelineEntry, TimelineParts},
        file::FileView,
        home::{Home, Visit},
        request::{CommentBox, Request, RequestRow},
        request_list::{Chip, Paging, Requests, SortLink},
        status::StatusView,
    },
};

fn row(number: i64, title: &str, category: Category, label: &str) -> RequestRow {
    RequestRow {
        href: format!("/p/nordwind/requests/018f2b6e-1111-7000-8000-{number:012}"),
        number,
        title: title.into(),
        status: StatusView::sample(category, label),
        work_type: "Reparatur".into(),
        address: "Hafenstraße 12, 23568 Lübeck".into(),
        created_at: at("2025-03-13T06:41:00Z"),
        updated_at: at("2025-03-14T12:05:00Z"),
        planned_from: None,
        planned_until: None,
        assignee: String::new(),
        needs_answer: category == Category::Waiting,
    }
}

/// Just sent.
pub fn row_new() -> RequestRow {
    row(1042, "Heizung bleibt kalt", Category::Requested, "Eingegangen")
}

/// Waits for the customer.
pub fn row_waiting() -> RequestRow {
    row(1039, "Wasser tropft am Ausdehnungsgefäß", Category::Waiting, "Wartet auf Ihre Antwort")
}

/// Has a date and a name.
pub fn row_planned() -> RequestRow {
    RequestRow {
        planned_from: Some(at("2025-03-17T07:00:00Z")),
        planned_until: Some(at("2025-03-17T09:00:00Z")),
        assignee: "Jonas Behrens".into(),
        work_type: "Wartung".into(),
        ..row(1037, "Jahreswartung Wärmepumpe", Category::Planned, "Termin steht")
    }
}

/// Finished.
pub fn row_done() -> RequestRow {
    let updated_at = at("2025-03-10T15:30:00Z");
    RequestRow { updated_at, ..row(1021, "Thermostat im Bad defekt", Category::Done, "Erledigt") }
}

/// The longest words that German and the limits allow.
pub fn row_longest() -> RequestRow {
    RequestRow {
        title: "Warmwasserzirkulationspumpensteuerungsgerätefehlermeldung an der Luft-Wasser-Wärmepumpe im Heizungskeller, Haus B, hinten"
            .into(),
        work_type: "Instandsetzung außerhalb der Gewährleistungsvereinbarung".into(),
        address: "Wohnungseigentümergemeinschaft Donaudampfschifffahrtsgesellschaft – Kurfürst-Friedrich-Wilhelm-Straße 128 a, 23552 Lübeck"
            .into(),
        ..row(184_467, "", Category::Waiting, "Rückfrage: Bitte Zählerstand und Fotos nachreichen")
    }
}

/// Words that run from right to left.
pub fn row_rtl() -> RequestRow {
    let label = "بانتظار ردكم";
    RequestRow {
        address: "شارع الميناء ١٢, 23568 Lübeck".into(),
        work_type: "إصلاح".into(),
        ..row(1044, "التدفئة لا تعمل منذ أمس (Vitocal 200)", Category::Waiting, label)
    }
}

/// The first page with everything on it.
pub fn home() -> Home {
    let planned = row_planned();
    let working = row(1033, "Heizkreis im Erdgeschoss entlüften", Category::InProgress, "In Arbeit");
    let closed = row(1018, "Anfrage Badheizkörper", Category::Closed, "Abgeschlossen");
    Home {
        new_request: Some("/p/nordwind/new".into()),
        requests: "/p/nordwind/requests".into(),
        waiting: vec![row_waiting()],
        visits: Visit::new(&planned, Some("/p/nordwind/requests/1037/calendar.ics".into())).into_iter().collect(),
        open: vec![row_new(), planned, working],
        open_total: 7,
        closed: vec![row_done(), closed],
        all: 23,
    }
}

/// A list of `count` rows.
pub fn requests(count: usize) -> Requests {
    let closed = row(1018, "Anfrage Badheizkörper", Category::Closed, "Abgeschlossen");
    let kinds = [row_new(), row_waiting(), row_planned(), row_done(), closed];
    let rows = kinds.into_iter().cycle().take(count).enumerate().map(|(index, row)| RequestRow {
        number: row.number - 5 * i64::try_from(index / 5).unwrap_or_default(),
        ..row
    });
    let all = count as u64 + 35;
    let list = "/p/nordwind/requests";
    let chip = |key: &str, active, n| Chip::keyed(key, &format!("{list}?show={key}"), active, Some(n));
    Requests {
        rows: rows.collect(),
        search_action: list.into(),
        search: String::new(),
        search_hidden: vec![("show".into(), "open".into())],
        chips: vec![
            chip("open", true, count as u64),
            chip("waiting", false, 5),
            chip("planned", false, 4),
            chip("closed", false, 35),
        ],
        sort: vec![
            SortLink { key: "newest", href: format!("{list}?sort=newest"), active: false },
            SortLink { key: "updated", href: format!("{list}?sort=updated"), active: true },
        ],
        paging: Paging::new(1, 25, count as u64 + 5, &|n| format!("{list}?page={n}")),
        all,
        clear_href: list.into(),
        new_request: Some("/p/nordwind/new".into()),
    }
}

fn entry(kind: &str, time: &str, actor: &str, actor_kind: &str) -> TimelineEntry {
    TimelineEntry {
        id: format!("{kind}-{}", time.replace([':', '.'], "-")),
        kind: kind.into(),
        at: at(time),
        actor: actor.into(),
        initials: crate::views::page::initials(actor),
        actor_kind: actor_kind.into(),
        mine: actor_kind == "customer",
        internal: false,
        text: String::new(),
        from: String::new(),
        to: String::new(),
        category: None,
        file: None,
        detail: String::new(),
    }
}

/// The ways from the middle of a long timeline.
pub fn timeline_parts(page: &str) -> TimelineParts {
    let earlier = format!("{page}?before=0194f2c0-1111-7aaa-8aaa-0123456789ab#history");
    TimelineParts { earlier: Some(earlier), latest: Some(format!("{page}#history")) }
}

/// A timeline with one entry of each kind; the internal ones only for the office.
pub fn timeline(office: bool) -> Vec<TimelineEntry> {
    let internal = |entry: TimelineEntry| TimelineEntry { internal: true, ..entry };
    let photo = FileLink { name: "Anzeige E12.jpg".into(), href: "/p/nordwind/files/1".into() };
    let moved = |to: &str, category| TimelineEntry {
        from: "Eingegangen".into(),
        to: to.into(),
        category: Some(category),
        ..entry("status-changed", "2025-03-13T09:15:00Z", "Ole Petersen", "staff")
    };
    let said = |text: &str, entry: TimelineEntry| TimelineEntry { text: text.into(), ..entry };
    let all = [
        entry("requested", "2025-03-13T06:41:00Z", "Erika Lindqvist", "customer"),
        TimelineEntry {
            file: Some(photo),
            ..entry("file-added", "2025-03-13T06:41:00Z", "Erika Lindqvist", "customer")
        },
        internal(TimelineEntry {
            detail: "high".into(),
            ..entry("prioritised", "2025-03-13T06:41:02Z", "automations/triage", "extension")
        }),
        internal(TimelineEntry {
            detail: "erika.lindqvist@example.de".into(),
            ..entry("mailed", "2025-03-13T06:41:04Z", "", "engine")
        }),
        entry("accepted", "2025-03-13T08:02:00Z", "Ole Petersen", "staff"),
        internal(TimelineEntry {
            detail: "Jonas Behrens".into(),
            ..entry("assigned", "2025-03-13T08:03:00Z", "Ole Petersen", "staff")
        }),
        said(
            "Guten Tag Frau Lindqvist, wir haben den Fehler E12 nachgeschlagen: meist ist es der Volumenstromsensor.\n\nKönnen Sie uns sagen, ob die Pumpe hörbar läuft?",
            entry("commented", "2025-03-13T08:11:00Z", "Ole Petersen", "staff"),
        ),
        moved("Wartet auf Ihre Antwort", "waiting"),
        said("Ja, sie brummt leise.", entry("commented", "2025-03-14T07:30:00Z", "Erika Lindqvist", "customer")),
        internal(said(
            "Sensor liegt in Fahrzeug 3. Kundin ist ab 14 Uhr zu Hause.",
            entry("noted", "2025-03-14T07:52:00Z", "Jonas Behrens", "staff"),
        )),
        TimelineEntry { at: at("2025-03-14T12:05:00Z"), id: "planned".into(), ..moved("Termin steht", "planned") },
    ];
    let mine = |entry: TimelineEntry| TimelineEntry {
        mine: if office { entry.actor == "Ole Petersen" } else { entry.mine },
        ..entry
    };
    all.into_iter().filter(|entry| office || !entry.internal).map(mine).collect()
}

/// Two uploaded files.
pub fn files() -> Vec<FileView> {
    let file = |id: &str, name: &str, size_bytes, media_type: &str| FileView {
        id: id.into(),
        name: name.into(),
        size_bytes,
        media_type: media_type.into(),
        is_image: media_type.starts_with("image/"),
        href: Some(format!("/p/nordwind/files/{id}")),
        at: now(),
    };
    vec![
        file("1", "Anzeige E12.jpg", 2_412_334, "image/jpeg"),
        file("2", "Wartungsprotokoll 2024.pdf", 184_220, "application/pdf"),
    ]
}

/// A box to write in.
pub fn comment_box(base: &str) -> CommentBox {
    CommentBox {
        action: format!("{base}/requests/1042/comments"),
        hidden: vec![("submission".into(), "018f2b6e-2222-7000-8000-000000000001".into())],
        ..CommentBox::default()
    }
}

/// A whole request.
pub fn request() -> Request {
    Request {
        id: "018f2b6e-1111-7000-8000-000000001042".into(),
        request: row_new(),
        description: "Seit gestern Abend wird kein Heizkörper mehr warm. Die Anzeige zeigt E12.".into(),
        timeline: timeline(false),
        parts: TimelineParts::default(),
        comment: Some(comment_box("/p/nordwind")),
        withdraw: Some("/p/nordwind/requests/42/withdrawal".into()),
        files: files(),
        details: details(),
        live: Some("/p/nordwind/requests/1042/events".into()),
        reply_hours: 24,
        requests_href: "/p/nordwind/requests".into(),
    }
}

/// Answers of a form as lines.
pub fn details() -> Vec<DetailRow> {
    let answer = |kind, text: &str| Answer { kind, text: text.into(), ..Answer::default() };
    let row = |label: &str, answers| DetailRow { label: label.into(), answers, ..DetailRow::default() };
    let parts = vec![
        answer(AnswerKind::Code, "DE02 1203 0000 0000 2020 51"),
        answer(AnswerKind::Break, ""),
        Answer { name: "Bank".into(), ..answer(AnswerKind::Pair, "Deutsche Kreditbank") },
        answer(AnswerKind::Badge, "geprüft"),
        answer(AnswerKind::Strong, "gültig"),
        answer(AnswerKind::Text, "seit heute"),
    ];
    vec![
        DetailRow::text("Was ist passiert?", "Heizung bleibt kalt"),
        row("Seit wann?", vec![answer(AnswerKind::Day, "2025-03-13")]),
        row("Wie warm ist es?", vec![Answer { unit: "°C".into(), ..answer(AnswerKind::Number, "14.5") }]),
        row("Wo ist es kalt?", vec![answer(AnswerKind::Text, "Wohnzimmer"), answer(AnswerKind::Text, "Bad")]),
        row("Ist jemand zu Hause?", vec![answer(AnswerKind::Yes, "")]),
        DetailRow { parts, ..row("Ihre IBAN", Vec::new()) },
        row("Bemerkung", Vec::new()),
        DetailRow::text("Adresse", "Hafenstraße 12, 23568 Lübeck"),
        DetailRow::text("Gerät", "Vitocal 200-S, Seriennummer 7571231"),
    ]
}
