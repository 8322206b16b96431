//! What the targets and the replay of the kept inputs share.

pub mod readers;
