//! Samples of the office.

use super::{at, now, requests};
use crate::{
    domain::status::Category,
    views::{
        event::TimelineParts,
        office::{
            extensions::{ExtensionRow, Finding, OfficeExtensions, PluginCalls},
            orders::OfficeOrders,
            outbox::{MailRow, OfficeOutbox, TaskRow},
            request::{CustomerCard, OfficeActions, OfficeOrder, StatusChoice},
            requests::{OfficeRequests, OfficeRow},
            runs::{EffectView, OfficeRun, OfficeRuns, RunRow},
        },
        page::Phone,
        request_list::{Chip, Paging, SortLink},
        status::StatusView,
    },
};

const BASE: &str = "/office/nordwind";

fn row(number: i64, title: &str, priority: &'static str, (category, label): (Category, &str)) -> OfficeRow {
    OfficeRow {
        href: format!("{BASE}/requests/{number}"),
        number,
        title: title.into(),
        status: StatusView::sample(category, label),
        priority,
        work_type: "Reparatur".into(),
        customer: "Hausverwaltung Trave GmbH".into(),
        requester: "Erika Lindqvist".into(),
        place: "Lübeck".into(),
        assignee: String::new(),
        created_at: at("2025-03-14T12:41:00Z"),
        updated_at: at("2025-03-14T13:02:00Z"),
        planned_from: None,
        current: false,
    }
}

fn rows() -> Vec<OfficeRow> {
    let new = (Category::Requested, "Neu");
    let named = |row: OfficeRow, customer: &str, place: &str| OfficeRow {
        customer: customer.into(),
        place: place.into(),
        ..row
    };
    vec![
        named(row(1045, "Gasgeruch im Heizungskeller", "emergency", new), "Familie Brandt", "Travemünde"),
        OfficeRow { current: true, ..row(1042, "Heizung bleibt kalt", "high", new) },
        named(row(1041, "Angebot für Klimagerät im Serverraum", "normal", new), "Reederei Holst & Söhne", "Lübeck"),
        named(
            row(1040, "Ersatzfilter für Lüftungsanlage", "low", new),
            "Wohnungseigentümergemeinschaft Kurfürst-Friedrich-Straße",
            "Bad Schwartau",
        ),
    ]
}

fn chips(list: &str) -> Vec<Chip> {
    let chip = |key: &str, active, n| Chip::keyed(key, &format!("{list}?show={key}"), active, Some(n));
    vec![chip("new", true, 4), chip("waiting", false, 3), chip("planned", false, 11), chip("emergency", false, 1)]
}

/// The inbox with one request chosen.
pub fn office_requests() -> OfficeRequests {
    let list = format!("{BASE}/requests");
    OfficeRequests {
        rows: rows(),
        search_action: list.clone(),
        search: String::new(),
        search_hidden: Vec::new(),
        chips: chips(&list),
        paging: Paging::new(1, 25, 4, &|n| format!("{list}?page={n}")),
        clear_href: list,
        chosen: Some(office_order()),
    }
}

/// All work orders.
pub fn office_orders() -> OfficeOrders {
    let list = format!("{BASE}/orders");
    let kinds = [
        (Category::Planned, "Geplant"),
        (Category::InProgress, "In Arbeit"),
        (Category::Waiting, "Rückfrage"),
        (Category::Accepted, "Angenommen"),
        (Category::Done, "Fertig"),
        (Category::Closed, "Abgelehnt"),
    ];
    let older = (0..14_usize).map(|index| OfficeRow {
        assignee: ["Jonas Behrens", "Mia Thomsen", ""][index % 3].into(),
        planned_from: (index % 2 == 0).then(|| at("2025-03-17T07:00:00Z")),
        ..row(1039 - index as i64, "Jahreswartung Wärmepumpe", "normal", kinds[index % kinds.len()])
    });
    let sort = |key, active| SortLink { key, href: format!("{list}?sort={key}"), active };
    OfficeOrders {
        rows: rows().into_iter().map(|row| OfficeRow { current: false, ..row }).chain(older).collect(),
        search_action: list.clone(),
        search: String::new(),
        search_hidden: Vec::new(),
        chips: chips(&list),
        sort: vec![sort("newest", false), sort("updated", true), sort("oldest", false), sort("priority", false)],
        paging: Paging::new(1, 25, 60, &|n| format!("{list}?page={n}")),
        all: 60,
        clear_href: list.clone(),
    }
}

/// A new request, undecided.
pub fn office_order() -> OfficeOrder {
    let act = |verb: &str| Some(format!("{BASE}/requests/1042/{verb}"));
    let status = |value: &str, label: &str| StatusChoice {
        value: value.into(),
        label: label.into(),
        selected: false,
        needs_reason: value == "rejected",
    };
    OfficeOrder {
        id: "018f2b6e-1111-7000-8000-000000001042".into(),
        row: rows().swap_remove(1),
        description: requests::request().description,
        customer: CustomerCard {
            href: "/office/nordwind/customers/1".into(),
            name: "Hausverwaltung Trave GmbH".into(),
            number: "K-20417".into(),
            contact: "Erika Lindqvist".into(),
            email: "erika.lindqvist@example.de".into(),
            phone: Phone::new("0170 / 123 45 67"),
            address: "Hafenstraße 12, 23568 Lübeck".into(),
        },
        timeline: requests::timeline(true),
        parts: TimelineParts::default(),
        files: requests::files(),
        details: requests::details(),
        actions: OfficeActions {
            accept: act("acceptance"),
            reject: act("rejection"),
            note: act("notes"),
            comment: Some(requests::comment_box(BASE)),
            transition: act("transition"),
            statuses: vec![
                status("accepted", "Angenommen"),
                status("planned", "Geplant"),
                status("waiting", "Rückfrage"),
                status("rejected", "Abgelehnt"),
            ],
            prioritise: act("priority"),
            assign: act("assignment"),
        },
        problems: Vec::new(),
        typed: String::new(),
        status_reason: String::new(),
        viewers: format!("{BASE}/orders/7/viewers"),
        live: act("events"),
    }
}

/// One extension of each kind and state.
pub fn extensions() -> OfficeExtensions {
    let row = |kind, name: &str, state| ExtensionRow {
        kind,
        name: name.into(),
        state,
        generation: 42,
        loaded_at: Some(at("2025-03-14T13:18:44Z")),
        version: "b31f9c".into(),
        findings: Vec::new(),
        runs: Some(format!("{BASE}/runs?rule={name}")),
        run_count: 18,
        failed_count: 0,
        calls: None,
    };
    let calls = |count, failed| PluginCalls {
        count,
        failed,
        last_fault: if failed > 0 { "was stopped after 100 ms, its deadline".into() } else { String::new() },
        last_fault_at: (failed > 0).then(|| at("2025-03-14T14:02:10Z")),
        aside_until: (failed > 0).then(|| at("2025-03-14T14:02:40Z")),
    };
    let finding = Finding {
        severity: "error",
        file: "scripts/nordwind/automations/triage.rhai".into(),
        line: Some(14),
        column: Some(9),
        message: "variable not found: pririty".into(),
        suggestion: Some("did you mean \"priority\"?".into()),
        excerpt: "  12 | fn on_requested(event, order) {\n  13 |     let priority = \"normal\";\n  14 |     if pririty == \"high\" {\n     |        ^\n  15 |         note(\"call back\");\n  16 |     }".into(),
    };
    OfficeExtensions {
        generation: 42,
        loaded_at: Some(at("2025-03-14T13:18:44Z")),
        rows: vec![
            ExtensionRow { runs: None, version: "1.2.0".into(), ..row("theme", "nordwind", "ok") },
            ExtensionRow { ..row("flow", "heating_fault", "ok") },
            ExtensionRow {
                findings: vec![finding],
                failed_count: 2,
                generation: 41,
                ..row("automation", "triage", "stale")
            },
            ExtensionRow {
                version: "0.3.1 · b31f9c02".into(),
                runs: None,
                calls: Some(calls(204, 0)),
                ..row("plugin", "device_tag", "ok")
            },
            ExtensionRow { runs: None, calls: Some(calls(17, 6)), ..row("plugin", "meter_reading", "aside") },
            ExtensionRow { runs: None, loaded_at: None, run_count: 0, ..row("plugin", "erp_bridge", "off") },
        ],
        folders: ["themes/nordwind", "scripts/nordwind", "plugins"].map(str::to_owned).to_vec(),
    }
}

fn run_row(outcome: &'static str, error: &str) -> RunRow {
    RunRow {
        href: format!("{BASE}/runs/1"),
        rule: "automations/triage".into(),
        at: at("2025-03-14T12:41:02Z"),
        outcome,
        micros: 840,
        operations: 312,
        attempt: 1,
        effect_count: 2,
        error: error.into(),
        order_number: Some(1042),
        order_href: Some(format!("{BASE}/requests/1042")),
    }
}

/// Runs of each outcome.
pub fn runs() -> OfficeRuns {
    let blocked = RunRow {
        micros: 0,
        operations: 0,
        effect_count: 0,
        ..run_row("loop_blocked", "the rule already ran for what began this")
    };
    let failed = RunRow { attempt: 3, effect_count: 0, ..run_row("failed", "variable not found: pririty") };
    let list = format!("{BASE}/runs");
    OfficeRuns {
        rows: vec![run_row("ok", ""), failed, blocked, run_row("ok", "")],
        chips: ["ok", "failed", "loop_blocked"]
            .map(|key| Chip::keyed(key, &format!("{list}?show={key}"), false, None))
            .into(),
        paging: Paging::new(1, 25, 4, &|n| format!("{list}?page={n}")),
    }
}

/// One good run.
pub fn run() -> OfficeRun {
    let effect = |action: &str, input: &str, result: &str, ok| EffectView {
        action: action.into(),
        input: input.into(),
        result: result.into(),
        ok,
    };
    OfficeRun {
        run: run_row("ok", ""),
        generation: 42,
        input: "{\n  \"event\": { \"kind\": \"work_order.requested\" },\n  \"order\": { \"number\": 1042, \"title\": \"Heizung bleibt kalt\" }\n}".into(),
        effects: vec![
            effect("work_orders.prioritise", "{\n  \"priority\": \"high\"\n}", "ok", true),
            effect("work_orders.note", "{\n  \"text\": \"Rückruf bis 10 Uhr\"\n}", "the request is closed", false),
        ],
        log: vec!["info: fault is cold, outside 3 °C".into()],
        error: String::new(),
        back: format!("{BASE}/runs"),
    }
}

/// Mails in each state and a parked task.
pub fn outbox() -> OfficeOutbox {
    let mail = |state, subject: &str, answer: &str| MailRow {
        id: "1".into(),
        to: "erika.lindqvist@example.de".into(),
        subject: subject.into(),
        state,
        answer: answer.into(),
        created_at: at("2025-03-14T12:41:04Z"),
        sent_at: (state == "sent").then(now),
    };
    OfficeOutbox {
        mails: vec![
            mail("queued", "Neue Nachricht zu Auftrag 1042", ""),
            mail("parked", "Wir haben Ihren Auftrag 1040 erhalten", "550 mailbox unavailable"),
            mail("sent", "Wir haben Ihren Auftrag 1042 erhalten", "250 queued as 4XyZ"),
        ],
        parked: vec![TaskRow {
            id: "7".into(),
            task: "automate",
            attempts: 10,
            error: "automations/triage: variable not found: pririty".into(),
            created_at: at("2025-03-11T09:00:00Z"),
            order_number: Some(1040),
            retry: Some(format!("{BASE}/outbox/7/retry")),
        }],
    }
}
