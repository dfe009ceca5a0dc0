//! Sample forms: every kind of field, with and without problems.

use super::{at, now, requests};
use crate::views::{
    answer::DetailRow,
    file::FileView,
    flow::{CheckGroup, FlowCard, FlowCheck, FlowConfirmation, FlowStep, StepMark},
    form::{ChoiceView, ControlView, FieldView, FormView, NoticeView, ProblemView},
};

/// Four ways to begin.
pub fn flow_cards() -> Vec<FlowCard> {
    let card = |slug: &str, title: &str, summary: &str, icon: &str| FlowCard {
        href: format!("/p/nordwind/new/{slug}"),
        title: title.into(),
        summary: summary.into(),
        icon: icon.into(),
    };
    vec![
        card(
            "heating-fault",
            "Heizung bleibt kalt",
            "Störung melden. Bei Gefahr sagen wir sofort, was zu tun ist.",
            "flame",
        ),
        card("water", "Wasser tropft oder läuft", "Undichte Leitung, Ventil oder Speicher.", "droplets"),
        card("maintenance", "Wartung vereinbaren", "Jahreswartung mit Wunschtermin.", "calendar"),
        card("question", "Etwas anderes", "Fragen, Angebote, Rechnungen.", "message"),
    ]
}

fn field(key: &str, kind: &'static str, label: &str) -> FieldView {
    FieldView {
        key: key.into(),
        id: format!("field-{key}"),
        label: label.into(),
        kind,
        visible: true,
        lines: 1,
        ..FieldView::default()
    }
}

fn with_choices(field: FieldView, labels: &[&str]) -> FieldView {
    let make = |(index, label): (usize, &&str)| ChoiceView {
        id: if index == 0 { field.id.clone() } else { format!("{}-{}", field.id, index + 1) },
        value: format!("c{index}"),
        label: (*label).into(),
        selected: index == 1,
    };
    FieldView { choices: labels.iter().enumerate().map(make).collect(), ..field }
}

fn fields() -> Vec<FieldView> {
    let faults = [
        "Kein Heizkörper wird warm",
        "Nur einzelne Räume sind kalt",
        "Kein warmes Wasser",
        "Es riecht nach Gas oder Rauch",
    ];
    let model = ControlView {
        id: "field-device-code".into(),
        name: "device.code".into(),
        kind: "text".into(),
        label: "Gerätenummer".into(),
        help: "Steht auf dem Typenschild, zum Beispiel 7571231.".into(),
        required: true,
        max_length: Some(20),
        ..ControlView::default()
    };
    vec![
        FieldView { required: true, ..with_choices(field("fault", "radios", "Was ist passiert?"), &faults) },
        FieldView {
            help: "Was zeigt die Anlage an? Was haben Sie schon versucht?".into(),
            required: true,
            max_length: Some(2_000),
            lines: 5,
            ..field("description", "textarea", "Beschreibung")
        },
        with_choices(field("rooms", "checkboxes", "Wo ist es kalt?"), &["Wohnzimmer", "Bad", "Schlafzimmer"]),
        field("since", "date", "Seit wann?"),
        FieldView {
            unit: "bar".into(),
            value: "1,4".into(),
            inputmode: "decimal",
            ..field("pressure", "number", "Wasserdruck")
        },
        with_choices(
            field("object", "select", "Welche Anlage?"),
            &["Vitocal 200-S, Keller", "Brauchwasserspeicher, Dach"],
        ),
        FieldView { controls: vec![model], ..field("device", "plugin", "Gerät") },
        FieldView {
            autocomplete: "tel".into(),
            inputmode: "tel",
            value: "0170 1234567".into(),
            ..field("phone", "tel", "Telefon für Rückfragen")
        },
        FieldView { autocomplete: "email".into(), inputmode: "email", ..field("email", "email", "E-Mail") },
        FieldView { value: "Komfort Plus".into(), ..field("contract", "static", "Ihr Wartungsvertrag") },
        FieldView {
            help: "Foto der Anzeige, Typenschild.".into(),
            max_count: 5,
            files: uploaded(),
            ..field("photos", "files", "Fotos")
        },
        field("home", "check", "Es ist jemand zu Hause, der öffnen kann"),
        FieldView { visible: false, max_length: Some(120), ..field("key", "text", "Wo liegt der Schlüssel?") },
    ]
}

fn uploaded() -> Vec<FileView> {
    requests::files().into_iter().take(1).collect()
}

fn form() -> FormView {
    FormView {
        fields: fields(),
        hidden: vec![("submission".into(), "018f2b6e-2222-7000-8000-000000000001".into())],
        state: Some("/p/nordwind/new/heating-fault/state".into()),
        upload: Some("/p/nordwind/uploads".into()),
        max_file_bytes: 25 * 1024 * 1024,
        ..FormView::default()
    }
}

/// With problems of all sorts.
pub fn form_with_problems() -> FormView {
    let mut form = form();
    for (index, key) in [(0, "problem-required"), (1, "problem-too-long"), (4, "problem-not-a-number")] {
        let field = &mut form.fields[index];
        let mut problem = ProblemView { label: field.label.clone(), ..ProblemView::keyed(&field.id, key) };
        if key == "problem-too-long" {
            problem.params.insert("max".into(), "2000".into());
            field.value = "<script>alert(1)</script> \"zitiert\" & so weiter".into();
        }
        form.problems.push(problem.clone());
        field.problem = Some(problem);
    }
    let control = &mut form.fields[6].controls[0];
    let problem = ProblemView { label: control.label.clone(), ..ProblemView::keyed(&control.id, "problem-not-found") };
    control.problem = Some(problem.clone());
    form.problems.push(problem);
    form.problems.push(ProblemView::keyed("", "problem-stale"));
    form
}

/// With what a rule has to say.
pub fn form_with_notice() -> FormView {
    let notice = |level, text: &str| NoticeView { level, text: text.into() };
    let emergency = "Es riecht nach Gas? Verlassen Sie das Haus, betätigen Sie keinen Schalter und rufen Sie uns von draußen an: 0451 / 12 34 99.";
    FormView {
        notices: vec![notice("emergency", emergency), notice("info", "Wir sind bis 20 Uhr erreichbar.")],
        ..form()
    }
}

/// The first of three steps.
pub fn flow_step() -> FlowStep {
    let mark = |number: usize, title: &str| StepMark {
        number,
        title: title.into(),
        href: (number < 2).then(|| format!("/p/nordwind/new/heating-fault/{number}")),
        current: number == 2,
        done: number < 2,
    };
    FlowStep {
        flow: flow_cards().swap_remove(0),
        title: "Was ist passiert?".into(),
        steps: vec![mark(1, "Wo"), mark(2, "Was ist passiert?"), mark(3, "Kontakt")],
        number: 2,
        total: 3,
        action: "/p/nordwind/new/heating-fault/what".into(),
        back: "/p/nordwind/new/heating-fault/where".into(),
        form: form(),
        draft: "heating-fault".into(),
    }
}

fn groups() -> Vec<CheckGroup> {
    let mut what = requests::details();
    let place = what.split_off(7);
    what.push(DetailRow::files("Fotos", requests::files()));
    vec![
        CheckGroup {
            title: "Was ist passiert?".into(),
            change: "/p/nordwind/new/heating-fault/what".into(),
            rows: what,
        },
        CheckGroup { title: "Wo".into(), change: "/p/nordwind/new/heating-fault/where".into(), rows: place },
    ]
}

/// All answers to look over.
pub fn flow_check() -> FlowCheck {
    FlowCheck {
        flow: flow_cards().swap_remove(0),
        groups: groups(),
        action: "/p/nordwind/new/heating-fault/send".into(),
        back: "/p/nordwind/new/heating-fault/contact".into(),
        hidden: vec![("submission".into(), "018f2b6e-2222-7000-8000-000000000001".into())],
        problems: Vec::new(),
        notices: Vec::new(),
    }
}

/// Sent.
pub fn flow_confirmation() -> FlowConfirmation {
    FlowConfirmation {
        number: 1042,
        title: "Heizung bleibt kalt".into(),
        text: "Wir sehen uns Ihre Meldung an und rufen Sie an, um einen Termin zu vereinbaren.".into(),
        reply_by: Some(at("2025-03-15T10:00:00Z")),
        sent_at: now(),
        email: "erika.lindqvist@example.de".into(),
        request_href: "/p/nordwind/requests/1042".into(),
        home_href: "/p/nordwind/".into(),
        groups: groups(),
    }
}
