//! A new request, step by step. Every step is a form that works without scripts; what is typed is kept on the server, so back, reload
//! and a double click do no harm.

use axum::{
    Json,
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;

use super::{drafts, flow_pages};
use crate::{
    actions::{
        request_forms::{self, Ask, Check, Opened},
        requests,
    },
    domain::{
        access::{self, Verb},
        draft::Draft,
        form::{FieldProblem, Problem, RawForm},
        id::DraftId,
    },
    views::flow::{FlowCard, FlowChoice},
    web::{
        AppState, Error,
        person::Customer,
        routes::{path, portal as paths},
    },
};

/// Which flow, draft and step an address names.
struct Asked {
    opened: Opened,
    id: DraftId,
    draft: Option<Draft>,
}

impl Asked {
    async fn find(state: &AppState, who: &Customer, flow: &str, draft: &str) -> Result<Self, Error> {
        let id: DraftId = draft.parse().map_err(|_| Error::NOT_FOUND)?;
        let filling = who.filling(state)?;
        let opened = open(state, who, flow).await?;
        let mut draft = requests::draft(&filling, id).await?;
        if let Some(draft) = &mut draft {
            // What was typed for one flow is no answer to the questions of another.
            if draft.flow != opened.flow.id {
                return Err(Error::NOT_FOUND);
            }
            requests::forget_unasked(draft, &opened);
        }
        Ok(Self { opened, id, draft })
    }

    fn raw(&self) -> RawForm {
        self.draft.as_ref().map(|draft| draft.raw.clone()).unwrap_or_default()
    }

    /// Where a draft that was already sent leads.
    fn sent(&self, base: &str) -> Option<Response> {
        let order = self.draft.as_ref()?.sent_as?;
        Some(Redirect::to(&path(base, paths::CONFIRMATION, &[&order.to_string()])).into_response())
    }

    fn has_step(&self, step: &str) -> bool {
        self.opened.work_type.form.steps.iter().any(|known| known.key == step)
    }
}

async fn open(state: &AppState, who: &Customer, flow: &str) -> Result<Opened, Error> {
    access::can(&who.person.actor, Verb::Submit)?;
    let slug = flow.parse().map_err(|_| Error::NOT_FOUND)?;
    Ok(request_forms::open(&state.cx, &who.person.catalogue, &who.actor, &slug).await?)
}

/// The flows to choose from.
pub async fn choose(State(state): State<AppState>, who: Customer) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::Submit)?;
    let base = who.place.base();
    let card = |flow: &crate::domain::flow::Flow| {
        FlowCard::new(flow, &who.language, path(base, paths::FLOW, &[flow.slug.as_str()]))
    };
    let flows = who.person.catalogue.flows_of(who.actor.portal).map(|flow| card(flow)).collect();
    who.show(&state, FlowChoice { flows })
}

/// The first step with a new draft's key; nothing is stored before something is typed.
pub async fn begin(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    let opened = open(&state, &who, &ids.1).await?;
    let step = opened.work_type.form.steps.first().ok_or(Error::NOT_FOUND)?.key.clone();
    let id: DraftId = state.cx.id();
    let shown = flow_pages::Shown { id, step: &step, check: Check::Shown(&step), refused: Vec::new() };
    flow_pages::step(&state, &who, &opened, &RawForm::new(), shown).await
}

/// One step as it is in the draft.
pub async fn step(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String, String, String)>,
) -> Result<Response, Error> {
    let asked = Asked::find(&state, &who, &ids.1, &ids.2).await?;
    if let Some(sent) = asked.sent(who.place.base()) {
        return Ok(sent);
    }
    if !asked.has_step(&ids.3) {
        return Err(Error::NOT_FOUND);
    }
    let shown = flow_pages::Shown { id: asked.id, step: &ids.3, check: Check::Shown(&ids.3), refused: Vec::new() };
    flow_pages::step(&state, &who, &asked.opened, &asked.raw(), shown).await
}

/// A step that was filled: kept first, then on to where the button leads, or the same page with what is wrong.
pub async fn answer(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String, String, String)>,
    request: Request,
) -> Result<Response, Error> {
    let asked = Asked::find(&state, &who, &ids.1, &ids.2).await?;
    if let Some(sent) = asked.sent(who.place.base()) {
        return Ok(sent);
    }
    let step = ids.3.as_str();
    if !asked.has_step(step) {
        return Err(Error::NOT_FOUND);
    }
    who.may_write(&state)?;
    let mut sent = drafts::read(&state, &who, request).await?;
    let go = sent.raw.remove("go").and_then(|values| values.into_iter().next()).unwrap_or_default();
    let stale = stale(&mut sent.raw, &asked.opened);
    let form = &asked.opened.work_type.form;
    let joined = |before: &RawForm| {
        let mut raw = drafts::join(form, step, before, &sent.raw);
        if let Some(file) = go.strip_prefix("remove:") {
            drafts::remove_file(form, &mut raw, file);
        }
        raw
    };
    let filling = who.filling(&state)?;
    let raw = requests::save(&filling, &asked.opened, asked.id, joined).await?.raw;
    let refused: Vec<FieldProblem> = stale.into_iter().chain(sent.problems).collect();
    if go == "back" && refused.is_empty() {
        let filled = filling.fill(&asked.opened, &raw, Check::Shown(step), Ask::Values).await?;
        let before = filled.state.before(&asked.opened.work_type.form, step);
        return Ok(see(&who, &ids, before.map(|step| step.key.as_str())));
    }
    if (go == "refresh" || go.starts_with("remove:")) && refused.is_empty() {
        return Ok(see(&who, &ids, Some(step)));
    }
    let filled = filling.fill(&asked.opened, &raw, Check::Step(step), Ask::Values).await?;
    if filled.problems.is_empty() && refused.is_empty() {
        let after = filled.state.after(&asked.opened.work_type.form, step);
        return Ok(see_next(&who, &ids, after.map(|step| step.key.as_str())));
    }
    let shown = flow_pages::Shown { id: asked.id, step, check: Check::Step(step), refused };
    flow_pages::step(&state, &who, &asked.opened, &raw, shown).await
}

/// A page that was made from an older form is told so; what was typed stays.
fn stale(raw: &mut RawForm, opened: &Opened) -> Option<FieldProblem> {
    let version = raw.remove("form_version")?.into_iter().next()?;
    (version != opened.work_type.version.to_string()).then(|| FieldProblem::form(Problem::Stale))
}

type Ids = (String, String, String, String);

/// To a step, or to the choice of flows before the first one.
fn see(who: &Customer, ids: &Ids, step: Option<&str>) -> Response {
    let base = who.place.base();
    let to = match step {
        Some(step) => path(base, paths::STEP, &[&ids.1, &ids.2, step]),
        None => path(base, paths::NEW, &[]),
    };
    Redirect::to(&to).into_response()
}

/// To the next step, or to the check page after the last one.
fn see_next(who: &Customer, ids: &Ids, step: Option<&str>) -> Response {
    match step {
        Some(step) => see(who, ids, Some(step)),
        None => Redirect::to(&path(who.place.base(), paths::CHECK, &[&ids.1, &ids.2])).into_response(),
    }
}

/// The page to check everything on before it is sent.
pub async fn check(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let asked = Asked::find(&state, &who, &ids.1, &ids.2).await?;
    if let Some(sent) = asked.sent(who.place.base()) {
        return Ok(sent);
    }
    let filled = who.filling(&state)?.fill(&asked.opened, &asked.raw(), Check::All, Ask::Everything).await?;
    let page = flow_pages::check(&state, &who, &asked.opened, asked.id, &filled).await?;
    who.place.show(StatusCode::OK, &who.page(&state, page))
}

/// Sends the request, once.
pub async fn send(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let asked = Asked::find(&state, &who, &ids.1, &ids.2).await?;
    let draft = asked.draft.as_ref().ok_or(Error::NOT_FOUND)?;
    who.may_write(&state)?;
    match requests::send(&who.filling(&state)?, &asked.opened, draft).await? {
        requests::Sent::As(order) => {
            Ok(Redirect::to(&path(who.place.base(), paths::CONFIRMATION, &[&order.to_string()])).into_response())
        }
        requests::Sent::Again(filled) => {
            let page = flow_pages::check(&state, &who, &asked.opened, asked.id, &filled).await?;
            who.place.show(StatusCode::UNPROCESSABLE_ENTITY, &who.page(&state, page))
        }
    }
}

/// What the form looks like with what is typed now, for the page's script. Nothing is kept.
pub async fn state(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<Ids>,
    form: crate::web::form_body::FormBody,
) -> Result<Response, Error> {
    let asked = Asked::find(&state, &who, &ids.1, &ids.2).await?;
    let mut sent = form.0;
    sent.remove("go");
    sent.remove("form_version");
    let raw = drafts::join(&asked.opened.work_type.form, &ids.3, &asked.raw(), &sent);
    let filled = who.filling(&state)?.fill(&asked.opened, &raw, Check::Shown(&ids.3), Ask::Values).await?;
    Ok(Json(flow_pages::state(&asked.opened, &filled, &who.language)).into_response())
}
