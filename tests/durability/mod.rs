//! What was acknowledged stays: the real program is killed, or asked to stop, while customers submit requests over HTTP. [`ledger`] holds
//! what they were told and the checker that compares it with the database; [`stand_in`] is the liar that the checker must catch.

mod customer;
mod kill;
mod ledger;
mod site;
mod stand_in;
mod stop;
