//! Base: parts in their order. Numbered tasks go to as many threads as there are; what they make is put together by rising
//! number, so that the whole does not depend on the threads.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};

/// Makes parts in as many threads as there are, and adds them to `whole` by rising number, from 0 without a gap.
///
/// Each thread has a state of its own from `begin`. `step` takes the next task and gives its number and what came of it, or
/// none at the end. The states come back too, in no order that means anything.
///
/// # Errors
/// The error of the part with the least number among those that were begun; no thread begins another one after it.
pub(crate) fn in_order<State: Send, Part: Send, Whole: Send>(
    whole: Whole,
    begin: impl Fn() -> State + Sync,
    step: impl Fn(&mut State) -> Option<(usize, Result<Part>)> + Sync,
    add: impl Fn(&mut Whole, Part) -> Result<()> + Sync,
) -> Result<(Whole, Vec<State>)> {
    let queue = Mutex::new(Queue { whole, next: 0, waiting: BTreeMap::new(), error: None });
    let states = rayon::broadcast(|_| {
        let mut state = begin();
        while held(&queue).error.is_none() {
            let Some((number, outcome)) = step(&mut state) else { break };
            held(&queue).add(number, outcome, &add);
        }
        state
    });
    let queue = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    match queue.error {
        Some((_, error)) => Err(error),
        None => Ok((queue.whole, states)),
    }
}

struct Queue<Part, Whole> {
    whole: Whole,
    next: usize,
    waiting: BTreeMap<usize, Part>,
    error: Option<(usize, Error)>,
}

impl<Part, Whole> Queue<Part, Whole> {
    fn add(&mut self, number: usize, outcome: Result<Part>, add: &impl Fn(&mut Whole, Part) -> Result<()>) {
        match outcome {
            Ok(part) => drop(self.waiting.insert(number, part)),
            Err(error) => self.fail(number, error),
        }
        while self.error.is_none()
            && let Some(part) = self.waiting.remove(&self.next)
        {
            if let Err(error) = add(&mut self.whole, part) {
                self.fail(self.next, error);
            }
            self.next += 1;
        }
    }

    fn fail(&mut self, number: usize, error: Error) {
        if self.error.as_ref().is_none_or(|(earlier, _)| number < *earlier) {
            self.error = Some((number, error));
        }
    }
}

/// The lock; a thread that panicked takes the whole program with it, so that nothing half-made is ever used.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn parts_are_added_by_their_numbers_and_the_first_error_counts() {
        let run = |bad: &[usize]| {
            let next = AtomicUsize::new(0);
            let step = |taken: &mut usize| {
                let number = next.fetch_add(1, Ordering::Relaxed);
                *taken += usize::from(number < 100);
                let outcome = if bad.contains(&number) {
                    Err(Error::Failed(format!("part {number}")))
                } else {
                    Ok(number)
                };
                (number < 100).then_some((number, outcome))
            };
            let add = |whole: &mut Vec<usize>, part| {
                whole.push(part);
                Ok(())
            };
            in_order(Vec::new(), || 0, step, add)
        };
        let (whole, taken) = run(&[]).unwrap();
        assert!(whole.into_iter().eq(0..100));
        assert_eq!(taken.into_iter().sum::<usize>(), 100);
        // Whichever thread is faster, what is begun before the first error is found is no more than one part a thread.
        let error = run(&[3, 4]).unwrap_err().to_string();
        assert!(error.contains("part 3"), "{error}");
    }
}
