//! Base: parts in their order. Numbered tasks go to as many threads as there are; what they make is put together by rising
//! number, so that the whole does not depend on the threads. Large tasks are begun so many at a time.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

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

/// What `task` makes of each item, in their order, so many items being begun at a time as there are threads.
///
/// A thread that waits within a task begins no other one meanwhile, which keeps the memory of large tasks low. The next ones are
/// begun when they are asked for: not after a task that panicked, nor where whoever asks has seen an error.
pub(crate) fn few_at_a_time<'i, Item: Sync, Made: Send + 'i>(
    items: &'i [Item],
    task: impl Fn(&Item) -> Made + Sync + 'i,
) -> impl Iterator<Item = Made> + 'i {
    let at_once = items.chunks(rayon::current_num_threads());
    at_once.flat_map(move |items| items.par_iter().map(&task).collect::<Vec<_>>())
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

    #[test]
    fn no_more_are_begun_at_a_time_than_there_are_threads_and_none_that_nobody_asks_for() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        pool.install(|| {
            let (begun, items) = (AtomicUsize::new(0), (0..10).collect::<Vec<usize>>());
            let task = |item: &usize| {
                begun.fetch_add(1, Ordering::Relaxed);
                // Work of its own, in which a thread waits for others.
                let sum: usize = (0..1_000_usize).into_par_iter().map(|one| one * *item).sum();
                if *item == 4 { Err(*item) } else { Ok(sum) }
            };
            let mut made = few_at_a_time(&items, task);
            assert_eq!(begun.load(Ordering::Relaxed), 0);
            assert_eq!(made.next(), Some(Ok(0)));
            assert_eq!(begun.load(Ordering::Relaxed), 3);
            let found: std::result::Result<Vec<usize>, usize> = made.collect();
            assert_eq!((found, begun.load(Ordering::Relaxed)), (Err(4), 6));
            let all: Vec<usize> = few_at_a_time(&items, |item| item * item).collect();
            assert!(all.into_iter().eq((0..10).map(|item| item * item)));
        });
    }
}
