//! Hot reload on real folders, as editors, deployments and mistakes change them: what is saved goes live once it is good, what is broken
//! changes nothing, and nothing is left behind.

mod broken;
mod dependencies;
mod deploying;
mod exhausted;
mod generations;
mod invalid;
mod long;
mod measured;
mod memory;
mod numbers;
mod polling;
mod restart;
mod rollback;
mod saving;
mod serving;
mod site;
mod swapping;
mod told;
mod unread;
