//! Tests of the report's lifecycle: the published table, the guards, the clocks, and the whole story.

mod clocks;
mod guards;
mod offered;
mod order;
mod published;
mod samples;
mod story;
mod ways;
