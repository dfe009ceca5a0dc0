//! The first operator: whoever has the setup code makes the office of the platform, once.

use super::{TenantDocument, document::TenantPart, insert, note, shape::Shape};
use crate::{
    actions::{
        Context, Error,
        staff::{self, NewStaff},
    },
    domain::{
        access::Actor,
        password::OwnWords,
        staff::{PLATFORM, StaffRole},
        user::{read_email, read_name},
    },
    store::{self, StoreError},
};

/// Who is to make tenants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOperator {
    pub email: String,
    pub name: String,
    pub language: String,
    pub password: String,
}

/// Whether there is an office of the platform already.
pub async fn is_set_up(cx: &Context) -> Result<bool, Error> {
    let mut conn = cx.store.platform_read().await?;
    Ok(store::tenants::exists(&mut conn, PLATFORM).await?)
}

/// Makes the office of the platform with its first operator. NotFound: it is there already. False: the code is wrong.
pub async fn set_up(cx: &Context, code: &str, new: &NewOperator) -> Result<bool, Error> {
    if is_set_up(cx).await? {
        return Err(Error::NotFound);
    }
    if !cx.sealer.is_setup_code(code)? {
        return Ok(false);
    }
    let part = TenantPart {
        slug: PLATFORM.to_owned(),
        name: "Portico".to_owned(),
        language: new.language.clone(),
        time_zone: "UTC".to_owned(),
        office_email: new.email.trim().to_owned(),
    };
    let document = TenantDocument::bare(part);
    let shape = Shape::of(cx, &document, None)?;
    let tenant = &shape.tenant;
    let first = NewStaff {
        email: new.email.clone(),
        name: new.name.clone(),
        language: Some(new.language.clone()),
        role: StaffRole::Operator,
    };
    let own = [new.name.as_str(), new.email.as_str(), &tenant.name, PLATFORM];
    // What is wrong with name and address is told before a password is hashed.
    let hash = match (read_email(&first.email), read_name(&first.name)) {
        (Ok(_), Ok(_)) => Some(cx.passwords.hash_new(new.password.clone(), OwnWords::new(own)).await?),
        _ => None,
    };
    let mut tx = cx.store.write(tenant.id).await?;
    match insert(cx, &mut tx, &shape, &document, &[].into()).await {
        // Somebody else was faster.
        Err(Error::Store(StoreError::Conflict { .. })) => return Err(Error::NotFound),
        other => other?,
    }
    let by = Actor::Engine { tenant: tenant.id }.to_ref();
    let membership = staff::seat(cx, &mut tx, tenant, &by, &first).await?;
    store::users::set_password_hash(&mut tx, membership.user, hash.as_deref()).await?;
    store::users::join(&mut tx, membership.user, cx.now()).await?;
    note(cx, &mut tx, &by, ("tenants.set_up", tenant), 0).await?;
    tx.commit().await?;
    Ok(true)
}
