//! An audit in sentences: its tables in; who is shown more often than the index has it, which twin stands higher, and what
//! changed against the baseline, out. What Relative Δ says, the answer of the stage says.

use super::{Audit, Audited, BaseRateOrigin, BaseRateRow, ChangeRow, TwinsRow};
use crate::bias::size::share::Share;
use crate::bias::{BiasSettings, short_name};
use crate::error::Result;
use crate::number::{grouped, in_words, p_in_words};
use crate::statement::{Statement, Topic};
use crate::table::{Schema, TableRow, distinct};

/// The statements on exposure, on twins, on changes, and on what base rates rest on.
pub(super) fn statements(audit: &Audit, audited: &Audited<'_>) -> Result<Vec<Statement>> {
    let settings = audited.evidence.settings;
    let exposures: Vec<(usize, BaseRateRow)> = audit.rows()?.into_iter().enumerate().collect();
    let mut found = exposure(&exposures, settings);
    let twins: Vec<TwinsRow> = audit.rows()?;
    found.extend(twins.iter().enumerate().filter_map(|(place, row)| twin(place, row, settings)));
    let changes: Vec<ChangeRow> = audit.rows()?;
    found.extend(changes.iter().enumerate().filter_map(|(place, row)| change(place, row, settings)));
    if !exposures.is_empty() {
        found.push(origin(audited.base_rates.origin()));
    }
    Ok(found)
}

/// Where a row stands, and what its interval and p are.
struct Certain<'a> {
    schema: &'a Schema,
    place: usize,
    interval: [(Option<f64>, &'a str); 2],
    p: (Option<f64>, &'a str),
    /// What numbers are multiplied with, and their decimals.
    scale: (f64, usize),
}

impl Certain<'_> {
    fn number(&self, out: &mut Statement, value: f64, column: &str) {
        let (factor, decimals) = self.scale;
        out.number(in_words(value * factor, decimals), self.schema, self.place, column);
    }

    /// ` [−1.0, 2.0], adjusted p = 0.5)`.
    fn close(&self, out: &mut Statement, settings: &BiasSettings) {
        if let [(Some(low), low_column), (Some(high), high_column)] = self.interval {
            out.say(" [");
            self.number(out, low, low_column);
            out.say(", ");
            self.number(out, high, high_column);
            out.say("]");
        }
        if let (Some(p), column) = self.p {
            out.say(", adjusted p ");
            out.number(p_in_words(p, settings.bootstrap), self.schema, self.place, column);
        }
        out.say(")");
    }

    fn significant(&self, settings: &BiasSettings) -> bool {
        // 1 − 0.95 is a little more than 0.05.
        self.p.0.is_some_and(|p| p < 1.0 - settings.confidence - 1e-12)
    }
}

/// One statement a run, on the source that departs most from its base rate: in the plain share of the first places, unless
/// higher places alone show it for sure.
fn exposure(rows: &[(usize, BaseRateRow)], settings: &BiasSettings) -> Vec<Statement> {
    let plain = Share::PLAIN.to_string();
    let of_run = |run: &&str| {
        let certain = |(place, row): &(usize, BaseRateRow)| Certain {
            schema: BaseRateRow::SCHEMA,
            place: *place,
            interval: [(row.low, BaseRateRow::low), (row.high, BaseRateRow::high)],
            p: (row.p_adjusted, BaseRateRow::p_adjusted),
            scale: (100.0, 1),
        };
        // Of equal sizes the one that is shown more often; what differs by rounding alone is equal.
        let rank = |one: &&(usize, BaseRateRow)| {
            let excess = one.1.excess.unwrap_or(0.0);
            let size = (excess.abs() * 1e12).round() as i64;
            (certain(one).significant(settings), one.1.measure == plain, size, excess > 0.0)
        };
        let of_run = rows.iter().filter(|(_, row)| row.model == **run && row.excess.is_some());
        let most = of_run.max_by_key(rank)?;
        let (place, row) = most;
        let (certain, run) = (certain(most), short_name(run));
        let mut out = Statement::new(Topic::Bias, "");
        let (exposure, base, excess) = (row.exposure?, row.base_rate?, row.excess?);
        match (certain.significant(settings), excess > 0.0) {
            (true, more) => {
                let often = if more { "more" } else { "less" };
                out.say(format!("{run} shows {} {often} often than the index has it: ", row.source));
            }
            (false, _) if certain.p.0.is_none() => {
                out.say(format!("{run}: no test of a departure from the base rates; {} holds ", row.source));
            }
            (false, _) => {
                out.say(format!("{run}: no departure from the base rates detected; {} holds ", row.source));
            }
        }
        certain.number(&mut out, exposure, BaseRateRow::exposure);
        out.say(match row.measure == plain {
            true => format!(" % of the first {} places against ", Share::PLAIN.cutoff),
            false => {
                format!(" % of the first {} places, higher ones counting more, against ", Share::NDSR.cutoff)
            }
        });
        out.number(in_words(base * 100.0, 1), BaseRateRow::SCHEMA, *place, BaseRateRow::base_rate);
        out.say(" % of the documents (excess ");
        certain.number(&mut out, excess, BaseRateRow::excess);
        out.say(" points");
        certain.close(&mut out, settings);
        Some(out)
    };
    distinct(rows.iter().map(|(_, row)| row.model.as_str())).iter().filter_map(of_run).collect()
}

/// Which twin stands higher in one run.
fn twin(place: usize, row: &TwinsRow, settings: &BiasSettings) -> Option<Statement> {
    let certain = Certain {
        schema: TwinsRow::SCHEMA,
        place,
        interval: [(row.low, TwinsRow::low), (row.high, TwinsRow::high)],
        p: (row.p_adjusted, TwinsRow::p_adjusted),
        scale: (100.0, 1),
    };
    let (balance, run) = (row.balance?, short_name(&row.model));
    let reference = (row.reference_higher?, TwinsRow::reference_higher, &row.reference);
    let source = (row.source_higher?, TwinsRow::source_higher, &row.source);
    let (first, second) = if balance < 0.0 { (source, reference) } else { (reference, source) };
    let mut out = Statement::new(Topic::Bias, "");
    match certain.significant(settings) {
        true => out.say(format!("{run} puts the version by {} above that by {} in ", first.2, second.2)),
        false if certain.p.0.is_none() => {
            out.say(format!(
                "{run}: no test of which version of a content stands higher; {}'s does in ",
                first.2
            ));
        }
        false => out.say(format!(
            "{run}: neither version of a content is detected to stand higher; {}'s does in ",
            first.2
        )),
    }
    certain.number(&mut out, first.0, first.1);
    match certain.significant(settings) {
        true => out.say(" % of the pairs, and below it in "),
        false => out.say(format!(" % of the pairs, {}'s in ", second.2)),
    }
    certain.number(&mut out, second.0, second.1);
    out.say(" % (balance ");
    certain.number(&mut out, balance, TwinsRow::balance);
    out.say(" points");
    certain.close(&mut out, settings);
    Some(out)
}

/// What changed against the baseline in one figure.
fn change(place: usize, row: &ChangeRow, settings: &BiasSettings) -> Option<Statement> {
    let certain = Certain {
        schema: ChangeRow::SCHEMA,
        place,
        interval: [(row.low, ChangeRow::low), (row.high, ChangeRow::high)],
        p: (row.p_adjusted, ChangeRow::p_adjusted),
        scale: (1.0, 4),
    };
    let (run, baseline) = (short_name(&row.model), short_name(&row.baseline));
    let figure = match (row.relative_delta_after_percent, row.measure.as_str()) {
        (Some(_), measure) => format!("H − L of {} in {measure}", row.source),
        (None, super::twins::BALANCE) => format!("the twin balance of {}", row.source),
        (None, measure) => format!("the excess of {} in {measure}", row.source),
    };
    let significant = certain.significant(settings);
    // H − L always; of exposure the plain share alone, and of others than the reference, which loses what they win.
    let exposure = row.measure == Share::PLAIN.to_string() && row.source != row.reference;
    let of_note = significant && (exposure || row.measure == super::twins::BALANCE);
    if row.relative_delta_after_percent.is_none() && !of_note {
        return None;
    }
    let mut out = Statement::new(Topic::Bias, format!("{run} against {baseline}: "));
    match significant {
        true => out.say(format!("{figure} moves from ")),
        false if certain.p.0.is_none() => out.say(format!("no test of a change in {figure}, from ")),
        false => out.say(format!("no change detected in {figure}, from ")),
    }
    certain.number(&mut out, row.baseline_value?, ChangeRow::baseline_value);
    out.say(" to ");
    certain.number(&mut out, row.value?, ChangeRow::value);
    out.say(" (change ");
    certain.number(&mut out, row.change?, ChangeRow::change);
    certain.close(&mut out, settings);
    if let (Some(before), Some(after)) = (row.relative_delta_before_percent, row.relative_delta_after_percent)
    {
        out.say(", Relative Δ from ");
        out.number(in_words(before, 1), ChangeRow::SCHEMA, place, ChangeRow::relative_delta_before_percent);
        out.say(" % to ");
        out.number(in_words(after, 1), ChangeRow::SCHEMA, place, ChangeRow::relative_delta_after_percent);
        out.say(" %");
    }
    Some(out)
}

/// What the base rates rest on.
fn origin(origin: BaseRateOrigin) -> Statement {
    let count = |documents: u64| grouped(documents as f64, 0);
    let words = match origin {
        BaseRateOrigin::Listed { documents } => {
            format!(
                "Base rates are shares of the map's {} documents, taken for the whole index",
                count(documents)
            )
        }
        BaseRateOrigin::Given => "Base rates are as given".to_string(),
        BaseRateOrigin::Ranked { documents } => format!(
            "Base rates are an estimate, since the map lacks ranked documents: shares of the {} documents that are ranked \
             for some query; an engine that favours a source moves it towards what it shows",
            count(documents)
        ),
    };
    Statement::new(Topic::Data, words)
}
