//! Brings a tenant to what its document says: first what that would do, then, as long as nothing has changed meanwhile, all of it or nothing.

use std::fmt;

use serde_json::{Value, json};

use super::{differences, document::TenantDocument, export, fault::Fault, shape::Shape, uses, write};
use crate::{
    actions::{Context, Error, audit},
    domain::access::Actor,
    store,
};

/// What applying a document would do. Nothing is done yet.
#[derive(Debug)]
pub struct Changes {
    now: Shape,
    wanted: Shape,
    pub lines: Vec<Line>,
    /// What keeps all of it from being done, with what to do.
    pub refused: Vec<String>,
    /// What it does to what people may and see. Somebody has to agree to it.
    pub asks: Vec<String>,
}

/// One part that is added, changed or removed.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// For example `flow`.
    pub noun: &'static str,
    /// Its name in the document.
    pub name: String,
    /// As the document would say it. None: it is added.
    pub before: Option<Value>,
    /// None: it is removed.
    pub after: Option<Value>,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { noun, name, .. } = self;
        match (&self.before, &self.after) {
            (None, _) => write!(f, "+ {noun} {name}"),
            (_, None) => write!(f, "- {noun} {name}"),
            (Some(before), Some(after)) => {
                let found = differences::between(before, after);
                let found = if found.is_empty() { "order".to_owned() } else { found.join(", ") };
                write!(f, "~ {noun} {name}: {found}")
            }
        }
    }
}

/// Looks what a document would change at the tenant of its name.
pub async fn prepare(cx: &Context, document: &TenantDocument) -> Result<Changes, Error> {
    let slug = &document.tenant.slug;
    let gone = || {
        Fault::new("tenant", "", "slug", format!("there is no tenant \"{slug}\"; \"portico tenant import\" makes it"))
    };
    let now = Shape::named(cx, slug).await?.ok_or_else(gone)?;
    let wanted = Shape::of(cx, document, Some(&now))?;
    let lines = lines(&now, &wanted)?;
    let mut conn = cx.store.read(now.tenant.id).await?;
    let refused = uses::refused(&mut conn, (&now, &wanted)).await?;
    let asks = uses::asks(cx, &mut conn, (&now, &wanted)).await?;
    Ok(Changes { now, wanted, lines, refused, asks })
}

/// Does what was prepared, in one transaction. A running server shows it at its next look at the tenants.
pub async fn carry_out(cx: &Context, changes: &Changes) -> Result<(), Error> {
    let Changes { now, wanted, lines, .. } = changes;
    let mut tx = cx.store.write(now.tenant.id).await?;
    let tenant = store::tenants::get(&mut tx, now.tenant.id).await?.ok_or(Error::NotFound)?;
    if Shape::read(&mut tx, tenant).await? != *now {
        return Err(Error::Conflict("somebody else changed the tenant meanwhile; look again what would be changed"));
    }
    if !uses::refused(&mut tx, (now, wanted)).await?.is_empty() {
        return Err(Error::Conflict(
            "something that is to be removed came into use meanwhile; look again what would be changed",
        ));
    }
    write::changes(&mut tx, now, wanted).await?;
    let by = Actor::Engine { tenant: now.tenant.id }.to_ref();
    for line in lines {
        let subject = format!("{}:{}", line.noun.replace(' ', "_"), line.name);
        let after = line.after.clone().unwrap_or_else(|| json!({}));
        audit::note(cx, &mut tx, &by, ("tenants.apply", &subject), (line.before.as_ref(), &after)).await?;
    }
    Ok(tx.commit().await?)
}

/// What differs, part by part, in the words of the document.
fn lines(now: &Shape, wanted: &Shape) -> Result<Vec<Line>, Error> {
    let said = |shape: &Shape| {
        let document = export::document(shape)?;
        serde_json::to_value(document).map_err(|error| Error::Failed(error.to_string()))
    };
    let (before, after) = (said(now)?, said(wanted)?);
    let mut lines = Vec::new();
    let (old, new) = (&before["tenant"], &after["tenant"]);
    if old != new {
        let (before, after) = (Some(old.clone()), Some(new.clone()));
        lines.push(Line { noun: "tenant", name: now.tenant.slug.to_string(), before, after });
    }
    for (section, noun) in SECTIONS {
        let [old, new] = [&before, &after].map(|all| all[section].as_array().map_or(&[][..], Vec::as_slice));
        lines.extend(section_lines(noun, old, new));
    }
    Ok(lines)
}

/// Sections of a document whose parts have names.
const SECTIONS: [(&str, &str); 6] = [
    ("portals", "portal"),
    ("roles", "role"),
    ("statuses", "status"),
    ("fields", "field"),
    ("work_types", "work type"),
    ("flows", "flow"),
];

fn section_lines(noun: &'static str, old: &[Value], new: &[Value]) -> Vec<Line> {
    let is = |a: &Value, b: &Value| (&a["slug"], &a["portal"]) == (&b["slug"], &b["portal"]);
    let line = |before: Option<&Value>, after: Option<&Value>| {
        let name = after.or(before).and_then(|part| part["slug"].as_str()).unwrap_or_default().to_owned();
        Line { noun, name, before: before.cloned(), after: after.cloned() }
    };
    let gone = old.iter().filter(|part| new.iter().all(|other| !is(part, other))).map(|part| line(Some(part), None));
    let kept: Vec<&Value> = old.iter().filter(|part| new.iter().any(|other| is(part, other))).collect();
    let places = new.iter().filter(|part| kept.iter().any(|other| is(part, other)));
    let moved: Vec<bool> = places.zip(&kept).map(|(part, other)| !is(part, other)).collect();
    let mut place = moved.into_iter();
    let mut lines = Vec::new();
    for part in new {
        match kept.iter().find(|other| is(part, other)) {
            None => lines.push(line(None, Some(part))),
            Some(other) => {
                if place.next() == Some(true) || *other != part {
                    lines.push(line(Some(other), Some(part)));
                }
            }
        }
    }
    lines.extend(gone);
    lines
}
