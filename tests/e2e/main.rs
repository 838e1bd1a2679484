//! Journeys in the real window: the built program, driven through WebKit's own WebDriver as a clerk
//! drives it by keyboard. Each brings a screen of its own; none needs a network.

mod acknowledgement;
mod bad_days;
mod batch;
mod canvass;
mod commands;
mod completeness;
mod day;
mod first_run;
mod household_life;
mod idle;
mod laid;
mod lists;
mod money;
mod new_book;
mod other_notices;
mod papers;
mod policy_package;
mod policy_page;
mod restore;
mod short;
mod till;
mod window;
