//! Progress bars on stderr, on a terminal only, and log lines that do not tear them.

use std::io::{IsTerminal, Write};
use std::sync::LazyLock;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use sourcebias::experiment::{Progress, Stage};

use super::output::say;

static SCREEN: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Takes whatever is drawn off the terminal.
pub fn clear() {
    let _ = SCREEN.clear();
}

/// A bar where stderr is a terminal and talk is wanted.
pub fn bar(quiet: bool) -> Option<ProgressBar> {
    let wanted = !quiet && std::io::stderr().is_terminal();
    wanted.then(|| SCREEN.add(ProgressBar::new_spinner()))
}

/// Does something that talks to the terminal itself, with the bar taken away.
pub fn aside<T>(act: impl FnOnce() -> T) -> T {
    SCREEN.suspend(act)
}

/// One bar for the stage at work.
pub struct Bars {
    bar: Option<ProgressBar>,
}

impl Bars {
    /// A bar where stderr is a terminal and talk is wanted.
    pub fn new(quiet: bool) -> Self {
        Bars { bar: bar(quiet) }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bars {
    fn begin(&self, stage: Stage) {
        let Some(bar) = &self.bar else { return };
        bar.set_style(style("{prefix:>9} {spinner} {pos} {elapsed}"));
        bar.set_prefix(stage.name());
        bar.reset();
        bar.set_position(0);
        bar.enable_steady_tick(Duration::from_millis(100));
    }

    fn expect(&self, steps: u64) {
        let Some(bar) = &self.bar else { return };
        bar.set_style(style("{prefix:>9} {bar:30} {pos}/{len} {elapsed}"));
        bar.set_position(0);
        bar.set_length(steps);
    }

    fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    fn end(&self, stage: Stage, reused: bool) {
        if let Some(bar) = &self.bar {
            let seconds = bar.elapsed().as_secs_f64();
            let word = if reused { "finished before".to_string() } else { format!("{seconds:.1} s") };
            bar.suspend(|| say(&format!("{:>9} {word}", stage.name())));
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a template of known keys")
}

/// Where log lines go: stderr, with the bar taken away while they are written.
pub fn above_the_bar() -> impl Write {
    struct AboveTheBar;
    impl Write for AboveTheBar {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            // A full or closed stderr ends no run.
            Ok(aside(|| std::io::stderr().write(bytes)).unwrap_or(bytes.len()))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            std::io::stderr().flush()
        }
    }
    AboveTheBar
}

/// Whether log lines are coloured: on a terminal, and not where NO_COLOR is set.
pub fn colours() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
