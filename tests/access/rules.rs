//! One line per route: who may, and what they get. What everybody else gets follows from who may, so it is said once, in
//! [`Rule::expected`]. Who adds a route adds its line here; the test fails until it stands.

use portico::domain::{
    access::Verb,
    routes::{account as a, office as o, platform as x, portal as p},
};

use super::visitors::{NOBODYS, Visitor};

/// Who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Everybody,
    /// Somebody who is signed in at this door.
    SignedIn,
    /// Who sees the thing that the address names; for all others it does not exist.
    Seeing,
    /// Who sees the request and whose roles let her write.
    Commenting,
    /// Who asked for the thing that the address names.
    Withdrawing,
    /// Whose roles let her send requests.
    Asking,
    /// The same, where the portal has the flow that the address names.
    Filling,
    /// Who filled this draft.
    Drafting,
    /// Staff whose role allows it.
    May(Verb),
    /// The same, who see the thing that the address names.
    MayHere(Verb),
    /// Whose roles let her look after colleagues.
    Administrating,
}
use Who::{
    Administrating, Asking, Commenting, Drafting, Everybody, Filling, May, MayHere, Seeing, SignedIn, Withdrawing,
};

/// What somebody gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The sign-in page of the door.
    SignIn,
    /// She may not: 403 for who knows the thing, 404 for who does not.
    Refused(u16),
    Status(u16),
}

type Fields = &'static [(&'static str, &'static str)];

#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub path: &'static str,
    pub get: Option<(Who, u16)>,
    pub post: Option<(Who, u16)>,
    pub fields: Fields,
}

const fn at(path: &'static str) -> Rule {
    Rule { path, get: None, post: None, fields: &[] }
}

impl Rule {
    const fn get(self, who: Who, status: u16) -> Self {
        Self { get: Some((who, status)), ..self }
    }

    const fn post(self, who: Who, status: u16, fields: Fields) -> Self {
        Self { post: Some((who, status)), fields, ..self }
    }

    /// What a visitor of a door gets; a method that the route does not have is refused before anything is looked at.
    pub fn expected(may: Option<(Who, u16)>, visitor: &Visitor, door: &str) -> Expected {
        let Some((who, status)) = may else { return Expected::Status(405) };
        let allowed_if =
            |may: bool, otherwise: u16| if may { Expected::Status(status) } else { Expected::Refused(otherwise) };
        if who != Everybody && !visitor.is_in_at(door) {
            return Expected::SignIn;
        }
        match who {
            Everybody | SignedIn => Expected::Status(status),
            Seeing => allowed_if(visitor.sees, 404),
            Commenting | Withdrawing if !visitor.sees => Expected::Refused(404),
            Withdrawing => allowed_if(visitor.drafted, 403),
            Commenting | Asking => allowed_if(visitor.writes, 403),
            Administrating => allowed_if(visitor.administers, 403),
            Filling | Drafting if !visitor.writes => Expected::Refused(403),
            Filling => allowed_if(visitor.has_flow, 404),
            Drafting => allowed_if(visitor.drafted, 404),
            May(verb) => allowed_if(visitor.may(verb), 403),
            MayHere(verb) if !visitor.may(verb) => Expected::Refused(403),
            MayHere(_) => allowed_if(visitor.sees, 404),
        }
    }
}

const STEP: Fields = &[("description", "Somebody was here"), ("go", "refresh")];
const WRITING: Fields = &[("text", "Somebody was here"), ("key", "KEY")];
/// `PORTAL` is the id of Acme's portal, `KEY` one that nobody else sends.
const CONTACT: Fields = &[("name", "New Contact"), ("email", "contact@drossel.example"), ("portal", "PORTAL")];
const PERSON: Fields = &[
    ("name", "New Person"),
    ("email", "new@drossel.example"),
    ("language", "de"),
    ("roles", "requester"),
    ("portal", "PORTAL"),
];

const ROLE: Fields = &[("role-slug", "KEY"), ("name-de", "Neue Rolle"), ("name-en", "New role"), ("sight", "own")];
const SAME_ROLE: Fields = &[("name-de", "Wer anfragt"), ("name-en", "Asks"), ("sight", "own"), ("allows", "create")];
const COLLEAGUE: Fields = &[("name", "New Colleague"), ("email", "colleague@drossel.example"), ("language", "de")];

/// Below a portal. Sending stands before filling, because who fills a step gets a draft of her own under the same id.
pub const PORTAL: &[Rule] = &[
    at(p::HOME).get(SignedIn, 200),
    at(p::SIGN_IN).get(Everybody, 200).post(
        Everybody,
        422,
        &[("email", "nobody@drossel.example"), ("password", "wrong")],
    ),
    // Not offered here, so there are no such pages; where it is offered, tests/asvs/mail_sign_ins has them.
    at(p::SIGN_IN_MAIL).get(Everybody, 404).post(Everybody, 404, &[("email", "nobody@drossel.example")]),
    at(p::SIGN_IN_MAIL_CODE).post(Everybody, 404, &[("code", "0000-0000")]),
    at(p::SIGN_IN_LINK).get(Everybody, 404).post(Everybody, 404, &[]),
    // No provider is configured here; tests/web/portal/providers has them.
    at(p::SIGN_IN_COMPANY).post(Everybody, 404, &[("email", "nobody@drossel.example")]),
    at(p::SIGN_IN_WITH).post(Everybody, 404, &[]),
    at(p::SIGN_IN_RETURN).get(Everybody, 404),
    at(p::CONFIRM_WITH).post(SignedIn, 404, &[]),
    // Nobody here has a second portal; tests/web/portal/crossings has who does.
    at(p::PORTALS).get(SignedIn, 303).post(SignedIn, 404, &[("portal", "nowhere")]),
    at(p::CROSSING).get(Everybody, 404).post(Everybody, 404, &[]),
    at(p::LANGUAGE).post(Everybody, 303, &[("language", "en"), ("next", "")]),
    at(p::INVITATION).get(Everybody, 404).post(
        Everybody,
        404,
        &[("name", "Mallory"), ("password", "tragbarer quittenbaum")],
    ),
    at(p::INVITATION_WITH).post(Everybody, 404, &[]),
    at(p::COMPANY).get(Administrating, 200),
    at(p::COLLEAGUE_OFFERS).get(Administrating, 200).post(Administrating, 303, COLLEAGUE),
    at(p::COLLEAGUE).get(Administrating, 200).post(Administrating, 303, &[("roles", "requester")]),
    // Who is the colleague has joined, and is open; tests/web/portal/colleagues has the others.
    at(p::COLLEAGUE_INVITATION).post(Administrating, 409, &[]),
    at(p::COLLEAGUE_ACCESS).post(Administrating, 409, &[("open", "yes")]),
    at(p::OFFER).get(Administrating, 200).post(Administrating, 303, &[("roles", "requester")]),
    at(p::OFFER_MAIL).post(Administrating, 303, &[]),
    at(p::OFFER_REVOCATION).post(Administrating, 303, &[]),
    // Nobody registers here; tests/web/portal/registrations has who does.
    at(p::COMPANY_CODE).post(Administrating, 404, &[("act", "renew")]),
    at(p::COMPANY_APPROVAL).post(Administrating, 404, &[]),
    at(p::COMPANY_REFUSAL).post(Administrating, 404, &[]),
    at(p::REGISTER).get(Everybody, 404).post(
        Everybody,
        404,
        &[("name", "Mallory"), ("email", "mallory@drossel.example")],
    ),
    at(p::REGISTER_LINK).get(Everybody, 404).post(Everybody, 404, &[("password", "tragbarer quittenbaum")]),
    at(p::LOOK).get(Everybody, 404).post(Everybody, 404, &[]),
    at(p::NEW).get(Asking, 200),
    at(p::FLOW).get(Filling, 200),
    at(p::CHECK).get(Filling, 200),
    at(p::SEND).post(Drafting, 422, &[]),
    at(p::STEP).get(Filling, 200).post(Filling, 303, STEP),
    at(p::STATE).post(Filling, 200, STEP),
    at(p::UPLOADS).post(Asking, 201, &[]),
    at(p::REQUESTS).get(SignedIn, 200),
    at(p::REQUEST).get(Seeing, 200),
    at(p::CONFIRMATION).get(Seeing, 200),
    at(p::COMMENTS).post(Commenting, 303, WRITING),
    // Somebody has decided about it, which the page then says; tests/web/portal/withdrawals has one that is new.
    at(p::WITHDRAWAL).post(Withdrawing, 303, &[]),
    at(p::EVENTS).get(Seeing, 200),
    at(p::CALENDAR).get(Seeing, 200),
    at(p::FILE).get(Seeing, 200),
    at(p::ASSET).get(Everybody, 200),
];

/// Below a tenant's office. What cannot be done any more after another act stands before it. The user has joined, so there is no
/// invitation to send again or to take back.
pub const OFFICE: &[Rule] = &[
    at(o::HOME).get(Everybody, 303),
    at(o::SIGN_IN).get(Everybody, 200).post(Everybody, 422, &[("email", "nobody@acme.example"), ("password", "wrong")]),
    at(o::LANGUAGE).post(Everybody, 303, &[("language", "en"), ("next", "")]),
    at(o::REQUESTS).get(SignedIn, 200),
    at(o::ORDERS).get(SignedIn, 200),
    at(o::ORDER).get(Seeing, 200),
    at(o::NOTES).post(MayHere(Verb::Note), 303, WRITING),
    at(o::COMMENTS).post(MayHere(Verb::Comment), 303, WRITING),
    at(o::PRIORITY).post(MayHere(Verb::Prioritise), 303, &[("priority", "low")]),
    at(o::ASSIGNEE).post(MayHere(Verb::Assign), 303, &[("assignee", "Somebody")]),
    at(o::ACCEPTANCE).post(MayHere(Verb::Accept), 303, &[]),
    at(o::STATUS).post(MayHere(Verb::Transition), 303, &[("status", "planned"), ("reason", "")]),
    at(o::REJECTION).post(MayHere(Verb::Reject), 303, &[("reason", "No")]),
    at(o::EVENTS).get(Seeing, 200),
    at(o::VIEWERS).get(Seeing, 200),
    at(o::CUSTOMERS).get(SignedIn, 200),
    at(o::CUSTOMER).get(Seeing, 200),
    at(o::NEW_CONTACT).get(MayHere(Verb::ManageCustomers), 200).post(MayHere(Verb::ManageCustomers), 303, CONTACT),
    at(o::NEW_USER).get(MayHere(Verb::ManageLogins), 200).post(MayHere(Verb::ManageLogins), 303, PERSON),
    at(o::USERS).get(SignedIn, 200),
    at(o::USERS_EXPORT).get(May(Verb::ManageLogins), 200),
    // A form that is no upload is not understood; uploads are in tests/web/office/roster.
    at(o::USERS_IMPORT).get(May(Verb::ManageLogins), 200).post(SignedIn, 400, &[]),
    // What the rehearsal did not make is not understood; tests/web/office/roster has what it makes.
    at(o::USERS_IMPORT_CONFIRM).post(May(Verb::ManageLogins), 400, &[("rows", "customer,name,email")]),
    at(o::USERS_BULK).post(May(Verb::ManageLogins), 303, &[("act", "disable"), ("id", NOBODYS)]),
    at(o::USER).get(Seeing, 200).post(MayHere(Verb::ManageLogins), 303, &[("language", "nl"), ("roles", "requester")]),
    at(o::USER_INVITATION).post(MayHere(Verb::ManageLogins), 409, &[]),
    at(o::USER_REVOCATION).post(MayHere(Verb::ManageLogins), 409, &[]),
    at(o::USER_ACCESS).post(MayHere(Verb::ManageLogins), 303, &[("open", "yes")]),
    // Nobody here has a second factor; tests/web/office/users has somebody who lost one.
    at(o::USER_FACTOR_RESET).post(MayHere(Verb::ManageLogins), 409, &[]),
    at(o::USER_DATA).post(MayHere(Verb::ManageLogins), 200, &[]),
    at(o::USER_LOOK).post(MayHere(Verb::Look), 200, &[]),
    at(o::USER_ERASURE).get(MayHere(Verb::ManageStaff), 200).post(MayHere(Verb::ManageStaff), 303, &[]),
    // Of a login, not of a place: nobody with this id was erased.
    at(o::ERASURE).get(May(Verb::Audit), 404),
    at(o::USER_REMOVAL).post(MayHere(Verb::ManageLogins), 303, &[]),
    // Nobody waits here; tests/web/portal/registrations has who does.
    at(o::REGISTRATION_APPROVAL).post(May(Verb::ManageLogins), 404, &[]),
    at(o::REGISTRATION_REFUSAL).post(May(Verb::ManageLogins), 404, &[]),
    // No offer is open here; tests/web/portal/colleagues has one.
    at(o::OFFER_REVOCATION).post(May(Verb::ManageLogins), 404, &[]),
    at(o::ROLES).get(May(Verb::ManageRoles), 200),
    at(o::NEW_ROLE).get(May(Verb::ManageRoles), 200).post(May(Verb::ManageRoles), 303, ROLE),
    at(o::ROLE).get(May(Verb::ManageRoles), 200).post(May(Verb::ManageRoles), 303, SAME_ROLE),
    // It is never removed; tests/web/office/roles has one that is.
    at(o::ROLE_REMOVAL).post(May(Verb::ManageRoles), 409, &[]),
    at(o::STAFF).get(May(Verb::ManageStaff), 200).post(
        May(Verb::ManageStaff),
        303,
        &[("name", "New Colleague"), ("email", "new@acme.example"), ("language", "en"), ("role", "reader")],
    ),
    at(o::STAFF_MEMBER).get(MayHere(Verb::ManageStaff), 200).post(
        MayHere(Verb::ManageStaff),
        303,
        &[("role", "coordinator")],
    ),
    at(o::STAFF_WELCOME).post(MayHere(Verb::ManageStaff), 303, &[]),
    at(o::STAFF_REMOVAL).post(MayHere(Verb::ManageStaff), 303, &[]),
    at(o::TENANTS).get(May(Verb::ManageTenants), 200).post(May(Verb::ManageTenants), 303, &[]),
    at(o::EXTENSIONS).get(SignedIn, 200),
    at(o::AUDIT).get(May(Verb::Audit), 200),
    at(o::RUNS).get(SignedIn, 200),
    at(o::RUN).get(Seeing, 200),
    at(o::OUTBOX).get(SignedIn, 200),
    at(o::RETRY).post(MayHere(Verb::RetryTask), 303, &[]),
    at(o::FILE).get(Seeing, 200),
    at(o::ASSET).get(Everybody, 200),
];

/// About one's own login, below both doors. Nobody here has a second factor or a remembered browser that could be removed. Links with a real secret are tested with the attacks, case 12.
pub const ACCOUNT: &[Rule] = &[
    at(a::SIGN_IN_CODE).get(Everybody, 303).post(Everybody, 303, &[("code", "000000")]),
    at(a::FORGOT).get(Everybody, 200).post(Everybody, 200, &[("email", "nobody@drossel.example")]),
    at(a::RESET).get(Everybody, 404).post(Everybody, 404, &[("new", "tragbarer quittenbaum")]),
    at(a::POLICY_REPORTS).post(Everybody, 204, &[]),
    at(a::PASSWORD_STRENGTH).post(Everybody, 200, &[("password", "tragbarer quittenbaum")]),
    at(a::PROFILE).get(SignedIn, 200),
    at(a::DETAILS).post(SignedIn, 303, &[("name", "Somebody Else"), ("language", "en")]),
    at(a::PASSWORD).get(SignedIn, 200).post(SignedIn, 422, &[("current", "wrong"), ("new", "tragbarer quittenbaum")]),
    at(a::SECOND_FACTOR).get(SignedIn, 200).post(SignedIn, 422, &[("code", "000000")]),
    at(a::FACTOR_REMOVAL).post(SignedIn, 404, &[]),
    at(a::RECOVERY_CODES).post(SignedIn, 404, &[]),
    at(a::SIGN_IN_PASSKEY).post(Everybody, 422, &[("credential", "{}")]),
    at(a::PASSKEY_CHALLENGE).post(Everybody, 200, &[]),
    at(a::NEW_PASSKEY).post(SignedIn, 200, &[]),
    at(a::PASSKEYS).post(SignedIn, 422, &[("name", "Telephone")]),
    at(a::PASSKEY_NAME).post(SignedIn, 404, &[("name", "Telephone")]),
    at(a::PASSKEY_REMOVAL).post(SignedIn, 404, &[]),
    at(a::SIGN_OUTS).post(SignedIn, 303, &[("session", "others")]),
    at(a::PERSONAL_DATA).post(SignedIn, 200, &[]),
    at(a::FORGOTTEN_BROWSERS).post(SignedIn, 404, &[("device", NOBODYS)]),
];

/// The last thing that anybody does at a door.
pub const LAST: Rule = at(p::SIGN_OUT).post(Everybody, 200, &[]);

/// What ends a look, and with it the visitor who looks.
pub const LOOK_END: Rule = at(p::LOOK_END).post(Everybody, 200, &[]);

/// What staff are shown who see the portal as Erika does; everything else refuses them.
pub const LOOK_SHOWS: &[&str] = &[p::HOME, p::REQUESTS, p::REQUEST, p::CONFIRMATION, p::EVENTS, p::CALENDAR, p::FILE];
/// What is the same for them as for everybody.
pub const LOOK_TAKES: &[&str] = &[p::LOOK, p::LOOK_END, p::ASSET];

/// Beside the doors. Two tenants have no office in common, and only a demonstration has its pages.
pub const PLATFORM: &[Rule] = &[
    at(x::OFFICE).get(Everybody, 404),
    at(x::SETUP).get(Everybody, 200).post(Everybody, 422, &[("code", "0000")]),
    at(x::LIVE).get(Everybody, 200),
    at(x::READY).get(Everybody, 200),
    at(x::METRICS).get(Everybody, 200),
    at(x::DEMO_ASSET).get(Everybody, 200),
];

/// Routes of a demonstration alone.
pub const DEMONSTRATION: &[&str] = &[x::INDEX, x::DEMO_MAILBOX, x::DEMO_MAIL, x::DEMO_MAIL_HTML];
