//! How the pipeline tells how far it is: the binary draws bars, the library is silent.

use super::Stage;

/// Hears how far the pipeline is; called from any thread.
///
/// A binding stops a run by unwinding from one of these methods ([`std::panic::resume_unwind`], which prints nothing): the stage at
/// work leaves nothing, finished ones stay.
pub trait Progress: Sync {
    /// A stage begins; how many steps it has is not known yet.
    fn begin(&self, stage: Stage);
    /// The current stage has so many steps before it; counting begins anew.
    fn expect(&self, steps: u64);
    /// One step of the current stage is done.
    fn step(&self);
    /// The stage is done; `reused` where it was finished before and nothing was computed.
    fn end(&self, stage: Stage, reused: bool);
}

/// Says nothing.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}
    fn expect(&self, _: u64) {}
    fn step(&self) {}
    fn end(&self, _: Stage, _: bool) {}
}
