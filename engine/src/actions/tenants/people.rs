//! The people of a document as rows: staff, then customers with their portal users.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    build::{Names, find},
    document::{CustomerPart, TenantDocument},
    shape::Shape,
};
use crate::{
    actions::{Context, Error},
    domain::{
        address::Address,
        contact::Contact,
        customer::Customer,
        id::CustomerId,
        object::Object,
        role::REQUESTER,
        staff::StaffRole,
        tenant::Tenant,
        text::Slug,
        user::{Membership, Seat, User},
    },
    store::{self, Writer},
};

/// Slugs of the tenant's roles.
struct Roles(Vec<Slug>);

impl Roles {
    /// The roles of a person, or the one of everybody of whom nothing is said.
    fn of(&self, named: &[String]) -> Result<Vec<Slug>, Error> {
        let known = |name: &str| {
            let found = self.0.iter().find(|slug| slug.as_str() == name).cloned();
            found.ok_or_else(|| Error::Failed(format!("the document has no role \"{name}\"")))
        };
        match named {
            [] => Ok(vec![known(REQUESTER)?]),
            named => {
                Ok(named.iter().map(|name| known(name)).collect::<Result<BTreeSet<_>, _>>()?.into_iter().collect())
            }
        }
    }
}

/// Staff, customers and portal users.
pub async fn people(
    cx: &Context,
    tx: &mut Writer,
    shape: &Shape,
    document: &TenantDocument,
    (names, hashes): (&mut Names, &BTreeMap<String, String>),
) -> Result<(), Error> {
    let tenant = &shape.tenant;
    let roles = Roles(shape.roles.iter().map(|role| role.slug.clone()).collect());
    let hash = |password: &Option<String>| password.as_ref().and_then(|password| hashes.get(password).cloned());
    for part in &document.staff {
        let language = part.language.clone().unwrap_or_else(|| tenant.language.clone());
        let user = user(cx, tenant, (&part.email, &part.name), language, hash(&part.password))?;
        insert_user(cx, tx, &user).await?;
        names.users.insert(part.email.clone(), (user.id, user.name.clone()));
        let seat = Seat::Office(staff_role(tenant, part.role.as_deref())?);
        let membership = Membership { id: cx.id(), user: user.id, tenant: tenant.id, seat, closed_at: None };
        store::memberships::insert(tx, &membership, &[]).await?;
    }
    for part in &document.customers {
        let customer = customer(cx, tx, tenant, part, names).await?;
        for person in &part.users {
            // Named once more, without a password, somebody gets a further place.
            let known = names.users.get(&person.email).filter(|_| person.password.is_none()).map(|(id, _)| *id);
            let id = match known {
                Some(id) => id,
                None => {
                    let language = person.language.clone().unwrap_or_else(|| tenant.language.clone());
                    let user = user(cx, tenant, (&person.email, &person.name), language, hash(&person.password))?;
                    insert_user(cx, tx, &user).await?;
                    names.users.insert(person.email.clone(), (user.id, user.name));
                    user.id
                }
            };
            let site = |key: &String| find(&names.addresses, &(part.number.clone(), key.clone()), "address");
            let seat = Seat::Portal {
                portal: find(&names.portals, &person.portal, "portal")?,
                customer,
                contact: None,
                roles: roles.of(&person.roles)?,
            };
            let sites = person.sites.iter().map(site).collect::<Result<BTreeSet<_>, _>>()?;
            let membership = Membership { id: cx.id(), user: id, tenant: tenant.id, seat, closed_at: None };
            store::memberships::insert(tx, &membership, &Vec::from_iter(sites)).await?;
        }
    }
    Ok(())
}

fn staff_role(tenant: &Tenant, named: Option<&str>) -> Result<StaffRole, Error> {
    let known = StaffRole::of_office(tenant.slug.as_str());
    let Some(name) = named else { return Ok(known[0]) };
    let found = known.iter().find(|role| role.as_str() == name).copied();
    found.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|role| role.as_str()).collect();
        Error::Failed(format!("there is no role \"{name}\" in an office; use one of {}", names.join(", ")))
    })
}

/// Who comes with a password has joined.
async fn insert_user(cx: &Context, tx: &mut Writer, user: &User) -> Result<(), Error> {
    store::users::insert(tx, user).await?;
    if user.password_hash.is_some() {
        store::users::join(tx, user.id, cx.now()).await?;
    }
    Ok(())
}

fn user(
    cx: &Context,
    tenant: &Tenant,
    (email, name): (&str, &str),
    language: String,
    password_hash: Option<String>,
) -> Result<User, Error> {
    let email = email.parse().map_err(|error| Error::Failed(format!("{email}: {error}")))?;
    Ok(User {
        id: cx.id(),
        tenant: tenant.id,
        email,
        name: name.to_owned(),
        language,
        password_hash,
        disabled_at: None,
    })
}

async fn customer(
    cx: &Context,
    tx: &mut Writer,
    tenant: &Tenant,
    part: &CustomerPart,
    names: &mut Names,
) -> Result<CustomerId, Error> {
    let (id, number, name) = (cx.id(), part.number.clone(), part.name.clone());
    let (phone, email) = (part.phone.clone(), part.email.clone());
    let customer = Customer { id, tenant: tenant.id, number, name, phone, email };
    store::customers::insert(tx, &customer).await?;
    names.customers.insert(part.number.clone(), id);
    for a in &part.addresses {
        let address = Address {
            id: cx.id(),
            tenant: tenant.id,
            customer: id,
            label: a.label.clone(),
            street: a.street.clone(),
            postcode: a.postcode.clone(),
            city: a.city.clone(),
            country: a.country.clone(),
        };
        store::addresses::insert(tx, &address).await?;
        names.addresses.insert((part.number.clone(), a.key.clone()), address.id);
    }
    for c in &part.contacts {
        let (name, email, phone) = (c.name.clone(), c.email.clone(), c.phone.clone());
        let contact = Contact { id: cx.id(), tenant: tenant.id, customer: id, name, email, phone };
        store::contacts::insert(tx, &contact).await?;
    }
    for o in &part.objects {
        let key = |key: &String| find(&names.addresses, &(part.number.clone(), key.clone()), "address");
        let address = o.address.as_ref().map(key).transpose()?;
        let (name, kind, serial) = (o.name.clone(), o.kind.clone(), o.serial.clone());
        let object = Object { id: cx.id(), tenant: tenant.id, customer: id, address, name, kind, serial };
        store::objects::insert(tx, &object).await?;
        names.objects.insert((part.number.clone(), o.key.clone()), object.id);
    }
    Ok(id)
}
