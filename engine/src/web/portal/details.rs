//! The answers of a stored request: on its page, in the copy that the customer keeps, and in the office.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    actions::plugin_fields,
    domain::{
        access::Scope,
        address::Address,
        form::{Displayed, Field, FieldKind, Form, is_blank},
        object::Object,
    },
    store::{self, work_orders::OrderDetail},
    views::answer::DetailRow,
    web::{AppState, Error, place::Place},
};

/// Who reads the answers, and where.
pub struct Audience<'a> {
    pub place: &'a Place,
    pub scope: &'a Scope,
    pub language: &'a str,
    /// Whether the answers are all that is shown. Other pages name place and description by themselves and would say them twice.
    pub is_copy: bool,
}

/// Answers of a request, with the labels of its form.
pub async fn details(
    state: &AppState,
    form: &Form,
    detail: &OrderDetail,
    audience: &Audience<'_>,
) -> Result<Vec<DetailRow>, Error> {
    let place = audience.place;
    let (addresses, objects) = picked(state, form, detail, audience).await?;
    let asks = (place.tenant.slug.as_str(), audience.language, state.cx.now());
    let displayed = plugin_fields::display(&place.generation.extensions, form, &detail.order.values, asks).await?;
    let known = Known { addresses: &addresses, objects: &objects, displayed: &displayed };
    let own = own_address(form, detail).map(|field| field.key.as_str());
    let stands_already = |field: &Field| field.key == "description" || own == Some(field.key.as_str());
    let shown = form.fields().filter(|field| audience.is_copy || !stands_already(field));
    Ok(shown.filter_map(|field| row(field, detail, &known, audience.language)).collect())
}

/// What answers refer to.
struct Known<'a> {
    addresses: &'a [Address],
    objects: &'a [Object],
    displayed: &'a BTreeMap<String, Displayed>,
}

/// The field that the place of the request was read from.
fn own_address<'a>(form: &'a Form, detail: &OrderDetail) -> Option<&'a Field> {
    let own = json!(detail.order.address?.to_string());
    form.fields().find(|field| field.kind == FieldKind::Address && detail.order.values.get(&field.key) == Some(&own))
}

/// Addresses and objects that the answers name. The request brings its own; only a form that asks for a second one needs a look-up.
async fn picked(
    state: &AppState,
    form: &Form,
    detail: &OrderDetail,
    audience: &Audience<'_>,
) -> Result<(Vec<Address>, Vec<Object>), Error> {
    let order = &detail.order;
    let own = [order.address.map(|id| json!(id.to_string())), order.object.map(|id| json!(id.to_string()))];
    let is_other = |value: &Value| !is_blank(value) && !own.iter().flatten().any(|own| own == value);
    let mut picks = form.fields().filter(|field| matches!(field.kind, FieldKind::Address | FieldKind::Object));
    if picks.any(|field| order.values.get(&field.key).is_some_and(is_other)) {
        let mut conn = state.cx.store.read(order.tenant).await?;
        let places = store::customers::with_places(&mut conn, audience.scope, order.customer).await?;
        return Ok(places.map(|places| (places.addresses, places.objects)).unwrap_or_default());
    }
    Ok((detail.address.iter().cloned().collect(), detail.object.iter().cloned().collect()))
}

fn row(field: &Field, detail: &OrderDetail, known: &Known<'_>, language: &str) -> Option<DetailRow> {
    let value = detail.order.values.get(&field.key).filter(|value| !is_blank(value))?;
    let label = field.label.get(language);
    match &field.kind {
        FieldKind::Address => {
            let address = known.addresses.iter().find(|address| *value == json!(address.id.to_string()))?;
            Some(DetailRow::text(label, &address.line()))
        }
        FieldKind::Object => {
            let object = known.objects.iter().find(|object| *value == json!(object.id.to_string()))?;
            Some(DetailRow::text(label, &object.line()))
        }
        // They stand on the page by themselves.
        FieldKind::Files { .. } => None,
        FieldKind::Plugin { .. } => known.displayed.get(&field.key).map(|shown| DetailRow::displayed(label, shown)),
        _ => Some(DetailRow::answered(field, value, language)),
    }
}
