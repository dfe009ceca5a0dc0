//! The program from outside: arguments, configuration, exit codes and what it prints. [`program`] runs it.

mod access;
mod check;
pub mod company;
mod configuration;
mod damage;
mod demo;
mod doctor;
mod help;
mod migrate;
mod ops;
pub mod program;
mod serve;
mod tenant;
mod user;
