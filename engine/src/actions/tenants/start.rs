//! A new tenant from a form: its names, one portal, what every company begins with, and its first administrator.

use super::{TenantDocument, insert, note, shape::Shape};
use crate::{
    actions::{
        Context, Error,
        members::keyed,
        staff::{self, NewStaff},
    },
    domain::{
        access::{self, Actor, ActorRef, Verb},
        form::{FieldProblem, Problem},
        id::TenantId,
        staff::StaffRole,
        tenant::is_reserved,
        text::Slug,
        user::{MAX_NAME_CHARS, read_email, read_name},
    },
    store::StoreError,
};

/// What every new tenant begins with.
const STARTER: &str = include_str!("starter.toml");

/// A tenant that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTenant {
    /// Name of the tenant's folders and of its first portal.
    pub slug: String,
    pub name: String,
    pub language: String,
    /// IANA name.
    pub time_zone: String,
    /// Where mails to the office go.
    pub office_email: String,
    /// The first administrator, who gets a mail with a link to a password.
    pub admin_name: String,
    pub admin_email: String,
}

/// Makes a tenant with a portal and its first administrator, in one transaction, and tells it to both audit logs.
pub async fn make(cx: &Context, actor: &Actor, new: &NewTenant) -> Result<TenantId, Error> {
    access::can(actor, Verb::ManageTenants)?;
    check(new)?;
    let document = document(new)?;
    let shape = Shape::of(cx, &document, None)?;
    let tenant = &shape.tenant;
    // The operator is nobody in the new tenant, so that her name stands there and no id.
    let by = ActorRef { user: None, ..actor.to_ref() };
    let mut tx = cx.store.write(tenant.id).await?;
    insert(cx, &mut tx, &shape, &document, &[].into()).await.map_err(taken)?;
    let first = NewStaff {
        email: new.admin_email.clone(),
        name: new.admin_name.clone(),
        language: Some(new.language.clone()),
        role: StaffRole::Administrator,
    };
    let membership = staff::seat(cx, &mut tx, tenant, &by, &first).await?;
    staff::owe_welcome(cx, &mut tx, &membership).await?;
    note(cx, &mut tx, &by, ("tenants.make", tenant), 0).await?;
    tx.commit().await?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    note(cx, &mut tx, &actor.to_ref(), ("tenants.make", tenant), 0).await?;
    tx.commit().await?;
    Ok(tenant.id)
}

fn document(new: &NewTenant) -> Result<TenantDocument, Error> {
    let wrong = |error: toml::de::Error| Error::Failed(error.to_string());
    let mut whole: toml::Table = STARTER.parse().map_err(wrong)?;
    let texts = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(key, text)| ((*key).to_owned(), toml::Value::from(*text)));
        toml::Value::Table(pairs.collect())
    };
    let (slug, name, language) = (new.slug.as_str(), new.name.trim(), new.language.as_str());
    let own = [("slug", slug), ("name", name), ("language", language)];
    let office = [("time_zone", new.time_zone.as_str()), ("office_email", new.office_email.trim())];
    whole.insert("tenant".to_owned(), texts(&[&own[..], &office[..]].concat()));
    let portal = texts(&[&own[..], &[("theme", "default")][..]].concat());
    whole.insert("portals".to_owned(), toml::Value::Array(vec![portal]));
    let mut document: TenantDocument = whole.try_into().map_err(wrong)?;
    document.flows.iter_mut().for_each(|flow| slug.clone_into(&mut flow.portal));
    Ok(document)
}

fn check(new: &NewTenant) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, problem: Problem| problems.push(FieldProblem::field(field, problem));
    if new.slug.parse::<Slug>().is_err() {
        wrong("slug", keyed_problem("problem-slug"));
    } else if is_reserved(&new.slug) {
        wrong("slug", keyed_problem("problem-slug-taken"));
    }
    let name = new.name.trim();
    if name.is_empty() {
        wrong("name", Problem::Required);
    } else if name.chars().count() > MAX_NAME_CHARS {
        wrong("name", Problem::TooLong { max: MAX_NAME_CHARS });
    }
    if jiff::tz::TimeZone::get(&new.time_zone).is_err() {
        wrong("time-zone", keyed_problem("problem-time-zone"));
    }
    read_email(&new.office_email).err().into_iter().for_each(|problem| wrong("office-email", problem));
    read_email(&new.admin_email).err().into_iter().for_each(|problem| wrong("admin-email", problem));
    read_name(&new.admin_name).err().into_iter().for_each(|problem| wrong("admin-name", problem));
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

fn keyed_problem(key: &str) -> Problem {
    Problem::Keyed { key: key.to_owned(), params: std::collections::BTreeMap::new() }
}

/// Tenants and portals are found by one name, so it can be given once.
fn taken(error: Error) -> Error {
    match error {
        Error::Store(StoreError::Conflict { table: "tenants" | "portals" }) => keyed("slug", "problem-slug-taken"),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> NewTenant {
        NewTenant {
            slug: "nordwind".into(),
            name: " Nordwind ".into(),
            language: "de".into(),
            time_zone: "Europe/Berlin".into(),
            office_email: "buero@nordwind.example".into(),
            admin_name: "Maike Lorenzen".into(),
            admin_email: "maike@nordwind.example".into(),
        }
    }

    #[test]
    fn the_starter_has_what_a_request_needs_in_every_language() {
        let document = document(&new()).unwrap();
        assert_eq!((document.tenant.name.as_str(), document.portals[0].slug.as_str()), ("Nordwind", "nordwind"));
        assert_eq!(document.flows[0].portal, "nordwind");
        let texts = document.statuses.iter().flat_map(|status| [&status.name, &status.customer_label]);
        for text in texts.chain([&document.work_types[0].name, &document.flows[0].title, &document.flows[0].summary]) {
            let words = serde_json::to_value(text).unwrap();
            assert!(["de", "nl", "en"].iter().all(|language| words[language].is_string()), "{words}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_field_all_at_once() {
        let wrong = NewTenant {
            slug: "Nordwind GmbH".into(),
            time_zone: "Europe/Lübeck".into(),
            admin_email: "maike".into(),
            ..new()
        };
        let Err(Error::Invalid(problems)) = check(&wrong) else { panic!("it is wrong") };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_deref().unwrap_or_default()).collect();
        assert_eq!(fields, ["slug", "time-zone", "admin-email"]);
        for kept in ["platform", "shared"] {
            assert!(check(&NewTenant { slug: kept.into(), ..new() }).is_err(), "{kept}");
        }
        assert!(check(&new()).is_ok());
    }
}
