//! Contributions of queries and contents to a figure: cells, one or more a query and content, in; their sums by query and by
//! content, and what these vary, out.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::enough::expansion;

/// What one query and one content contribute to a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The number of the query, or of its cluster of queries.
    pub query: u32,
    /// The number of the content.
    pub content: u32,
    /// The contribution; exchanging the labels of the content's versions turns its sign.
    pub value: f64,
}

/// Variances of a sum of contributions, up to one common factor: with the queries taken for independent units, with the
/// contents, and with each pair of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Variances {
    /// V_q = Σ over queries of (Σ of their cells)².
    pub queries: f64,
    /// V_c = Σ over contents of (Σ of their cells)².
    pub contents: f64,
    /// V_qc = Σ of the squares of cells.
    pub cells: f64,
    /// How many queries and how many contents.
    pub units: [usize; 2],
}

impl Variances {
    /// V = max(V_q, V_c, V_q + V_c − V_qc): the variance where both queries and contents are a sample of many. The last
    /// is unbiased and may fall below the others by chance; taking the largest is cautious. (Cameron, Gelbach & Miller 2011,
    /// Robust inference with multiway clustering, eq. 2.10; Owen 2007, The pigeonhole bootstrap)
    pub fn crossed(&self) -> f64 {
        (self.queries + self.contents - self.cells).max(self.queries).max(self.contents)
    }

    /// √(V ÷ V_q) times the [`expansion`] for the fewer of queries and contents: how much wider a percentile interval over queries
    /// becomes where contents are a sample too. At least 1; the expansion alone where no query varies, and `None` where queries or
    /// contents are too few for any interval.
    pub fn widening(&self, confidence: f64) -> Option<f64> {
        let [queries, contents] = self.units;
        Some(expansion(queries.min(contents), confidence)? * self.in_deviations_of_queries(self.crossed()))
    }

    /// The same for an interval over queries alone, with these contents: the expansion for the queries.
    pub fn over_queries(&self, confidence: f64) -> Option<f64> {
        expansion(self.units[0], confidence)
    }

    /// The same for an interval over contents alone, with these queries: √(V_c ÷ V_q) times the expansion for the contents.
    pub fn over_contents(&self, confidence: f64) -> Option<f64> {
        Some(expansion(self.units[1], confidence)? * self.in_deviations_of_queries(self.contents))
    }

    /// The deviation of a variance in those of queries; 1 where no query varies.
    fn in_deviations_of_queries(self, variance: f64) -> f64 {
        if self.queries > 0.0 { (variance / self.queries).sqrt() } else { 1.0 }
    }
}

/// The contributions to one figure: their sums by query and by content.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contributions {
    pub(super) queries: Vec<(u32, f64)>,
    pub(super) contents: Vec<(u32, f64)>,
    pub(super) variances: Variances,
}

impl Contributions {
    /// The sums of `cells`, which may come in any order and several of one query and content.
    ///
    /// Sums run in the order of queries and contents, and of `cells` within one of either: turning the sign of every cell
    /// turns that of every sum exactly.
    pub fn new(mut cells: Vec<Cell>) -> Self {
        put_in_order(&mut cells);
        Contributions::of(&cells, |_| 0.0)
    }

    /// The contributions of `cells` to a mean over queries, and their variances about that mean
    /// ([`variances_over_queries`]).
    pub fn over_queries(mut cells: Vec<Cell>, queries: &[u32]) -> (Self, Variances) {
        let shares = Shares::new(&cells, queries);
        put_in_order(&mut cells);
        let mut about_mean = Contributions::of(&cells, |query| shares.of(query)).variances;
        // A query without cells contributes 0, which is off the mean.
        about_mean.queries += shares.without_cells().map(|(_, off)| off * off).sum::<f64>();
        about_mean.units[0] += shares.without_cells().count();
        (Contributions::of(&cells, |_| 0.0), about_mean)
    }

    /// The sums of cells of several figures that come in order of query and content, `count` of them, with numbers of contents
    /// to `last`: of each cell its query and content, and what it contributes to each figure.
    pub(crate) fn in_order<const FIGURES: usize>(
        cells: impl Iterator<Item = ([u32; 2], [f64; FIGURES])>,
        count: usize,
        last: u32,
    ) -> [Self; FIGURES] {
        let mut sums = Sums::new(count, last);
        let mut joined: Option<([u32; 2], [f64; FIGURES])> = None;
        cells.for_each(|(unit, values)| match &mut joined {
            Some((last, sum)) if *last == unit => plus(sum, &values),
            before => {
                before.replace((unit, values)).into_iter().for_each(|(unit, values)| sums.add(unit, values));
            }
        });
        joined.into_iter().for_each(|(unit, values)| sums.add(unit, values));
        sums.contributions()
    }

    /// The sums of cells in order of query and content, each less what `off` says of its query.
    fn of(cells: &[Cell], off: impl Fn(u32) -> f64) -> Self {
        let last = cells.iter().map(|cell| cell.content).max().unwrap_or(0);
        let mut sums = Sums::new(cells.len(), last);
        for of_query in cells.chunk_by(|left, right| left.query == right.query) {
            let off = off(of_query[0].query);
            for same in of_query.chunk_by(|left, right| left.content == right.content) {
                let mut value = same[0].value - off;
                same[1..].iter().for_each(|cell| value += cell.value - off);
                sums.add([same[0].query, same[0].content], [value]);
            }
        }
        let [contributions] = sums.contributions();
        contributions
    }

    /// The same with other sums by query, for a figure that is the sum of its cells to first order only.
    pub fn with_queries(mut self, queries: Vec<(u32, f64)>) -> Self {
        self.variances.queries = queries.iter().map(|(_, sum)| sum * sum).sum();
        self.variances.units[0] = queries.len();
        self.queries = queries;
        self
    }

    /// The variances under the hypothesis that the figure is 0.
    pub fn variances(&self) -> Variances {
        self.variances
    }

    /// The least p-value that exchanging these queries and these contents could give, were all on one side: 2 of the 2^m
    /// choices of signs, with m the fewer of both.
    pub fn least_p(&self) -> f64 {
        let units = self.queries.len().min(self.contents.len()) as i32;
        0.5_f64.powi(units - 1).min(1.0)
    }

    /// The sum over all queries.
    #[cfg(test)]
    pub(crate) fn sum(&self) -> f64 {
        self.queries.iter().map(|(_, value)| value).sum()
    }
}

/// Numbers of units up to so many times that of cells have a place each in a list.
const DENSE: usize = 8;

/// Whether numbers to `last` are few enough for a place each.
fn is_dense(last: u32, cells: usize) -> bool {
    (last as usize) < DENSE * cells
}

/// Puts cells by query, then content; those of one query and content keep their order.
fn put_in_order(cells: &mut Vec<Cell>) {
    let last = cells.iter().map(|cell| cell.query).max().unwrap_or(0);
    if cells.is_sorted_by_key(|cell| (cell.query, cell.content)) {
        return;
    }
    if !is_dense(last, cells.len()) {
        cells.sort_by_key(|cell| (cell.query, cell.content));
        return;
    }
    // The cells of a query mostly come together and by content, so that to deal them out is most of the work.
    let mut next = vec![0_usize; last as usize + 2];
    cells.iter().for_each(|cell| next[cell.query as usize + 1] += 1);
    for query in 1..next.len() {
        next[query] += next[query - 1];
    }
    let mut dealt = vec![Cell { query: 0, content: 0, value: 0.0 }; cells.len()];
    for cell in cells.iter() {
        let place = &mut next[cell.query as usize];
        dealt[*place] = *cell;
        *place += 1;
    }
    for of_query in dealt.chunk_by_mut(|left, right| left.query == right.query) {
        if !of_query.is_sorted_by_key(|cell| cell.content) {
            of_query.sort_by_key(|cell| cell.content);
        }
    }
    *cells = dealt;
}

/// Sums that grow with each cell, which come in order of query and content, one of either, for several figures.
struct Sums<const FIGURES: usize> {
    queries: Vec<(u32, [f64; FIGURES])>,
    contents: ContentSums<FIGURES>,
    squares: [f64; FIGURES],
}

/// What is added to first: to the last bit as if the first number were the sum.
const NOTHING: f64 = -0.0;

fn plus<const FIGURES: usize>(sums: &mut [f64; FIGURES], values: &[f64; FIGURES]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

impl<const FIGURES: usize> Sums<FIGURES> {
    fn new(cells: usize, last: u32) -> Self {
        Sums { queries: Vec::new(), contents: ContentSums::new(cells, last), squares: [0.0; FIGURES] }
    }

    fn add(&mut self, [query, content]: [u32; 2], values: [f64; FIGURES]) {
        match self.queries.last_mut() {
            Some((last, sums)) if *last == query => plus(sums, &values),
            _ => self.queries.push((query, values)),
        }
        self.contents.add(content, &values);
        plus(&mut self.squares, &values.map(|value| value * value));
    }

    fn contributions(self) -> [Contributions; FIGURES] {
        let (queries, contents, squares) = (self.queries, self.contents.sums(), self.squares);
        std::array::from_fn(|figure| {
            let of_figure = |sums: &[(u32, [f64; FIGURES])]| -> Vec<(u32, f64)> {
                sums.iter().map(|(unit, sums)| (*unit, sums[figure])).collect()
            };
            let (queries, contents) = (of_figure(&queries), of_figure(&contents));
            let squared = |sums: &[(u32, f64)]| sums.iter().map(|(_, sum)| sum * sum).sum();
            let variances = Variances {
                queries: squared(&queries),
                contents: squared(&contents),
                cells: squares[figure],
                units: [queries.len(), contents.len()],
            };
            Contributions { queries, contents, variances }
        })
    }
}

/// Sums by content that grow in the order in which they are added to.
enum ContentSums<const FIGURES: usize> {
    /// A place for each content up to the last, and which of them came.
    Dense(Vec<[f64; FIGURES]>, Vec<bool>),
    Sparse(FxHashMap<u32, [f64; FIGURES]>),
}

impl<const FIGURES: usize> ContentSums<FIGURES> {
    fn new(cells: usize, last: u32) -> Self {
        let places = last as usize + 1;
        match is_dense(last, cells) {
            true => ContentSums::Dense(vec![[NOTHING; FIGURES]; places], vec![false; places]),
            false => ContentSums::Sparse(FxHashMap::default()),
        }
    }

    fn add(&mut self, content: u32, values: &[f64; FIGURES]) {
        match self {
            ContentSums::Dense(sums, came) => {
                plus(&mut sums[content as usize], values);
                came[content as usize] = true;
            }
            ContentSums::Sparse(sums) => plus(sums.entry(content).or_insert([NOTHING; FIGURES]), values),
        }
    }

    /// By content.
    fn sums(self) -> Vec<(u32, [f64; FIGURES])> {
        match self {
            ContentSums::Dense(sums, came) => {
                let all = (0..).zip(sums).zip(came);
                all.filter(|(_, came)| *came).map(|(sum, _)| sum).collect()
            }
            ContentSums::Sparse(sums) => {
                let mut sums: Vec<(u32, [f64; FIGURES])> = sums.into_iter().collect();
                sums.sort_unstable_by_key(|(content, _)| *content);
                sums
            }
        }
    }
}

/// The mean over queries, in equal parts over the cells of each query: for each query the mean, as often as it counts, and the
/// number of its cells.
struct Shares(BTreeMap<u32, (f64, f64)>);

impl Shares {
    fn new(cells: &[Cell], queries: &[u32]) -> Self {
        let mean = cells.iter().map(|cell| cell.value).sum::<f64>() / queries.len().max(1) as f64;
        let mut of_query: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        queries.iter().for_each(|query| of_query.entry(*query).or_default().0 += mean);
        for cells in cells.chunk_by(|left, right| left.query == right.query) {
            of_query.entry(cells[0].query).or_default().1 += cells.len() as f64;
        }
        Shares(of_query)
    }

    /// What each cell of a query is less.
    fn of(&self, query: u32) -> f64 {
        let (mean, cells) = self.0[&query];
        mean / cells
    }

    /// The queries without cells, with what each is off the mean.
    fn without_cells(&self) -> impl Iterator<Item = (u32, f64)> {
        self.0.iter().filter(|(_, (_, cells))| *cells == 0.0).map(|(query, (mean, _))| (*query, -mean))
    }
}

/// The cells of a mean over queries about the mean, and what each query without cells is off it.
fn centred(cells: &[Cell], queries: &[u32]) -> (Vec<Cell>, Vec<(u32, f64)>) {
    let shares = Shares::new(cells, queries);
    let by_query = cells.chunk_by(|left, right| left.query == right.query);
    let centred = by_query.flat_map(|cells| {
        let off = shares.of(cells[0].query);
        cells.iter().map(move |cell| Cell { value: cell.value - off, ..*cell })
    });
    (centred.collect(), shares.without_cells().collect())
}

/// The variances of a mean over queries, about the mean: every cell less its share of its query's mean, in equal parts
/// over the query's cells. `queries` has the number of every query that counts, those without cells too.
pub fn variances_over_queries(cells: &[Cell], queries: &[u32]) -> Variances {
    Contributions::over_queries(cells.to_vec(), queries).1
}

/// The variances of a mean less another one over other queries, each about its own mean; queries of one number are one unit
/// of both, and so are contents. Each mean's cells are one of a query and content.
pub fn variances_of_difference(one: (&[Cell], &[u32]), other: (&[Cell], &[u32])) -> Variances {
    let ((mut cells, without), (others, without_others)) = (centred(one.0, one.1), centred(other.0, other.1));
    cells.extend(others.into_iter().map(|cell| Cell { value: -cell.value, ..cell }));
    let contributions = Contributions::new(cells);
    // What queries without cells are off the mean is of no content.
    let mut sums: BTreeMap<u32, f64> = contributions.queries.iter().copied().collect();
    let off_others = without_others.into_iter().map(|(query, off)| (query, -off));
    without.into_iter().chain(off_others).for_each(|(query, off)| *sums.entry(query).or_default() += off);
    contributions.with_queries(sums.into_iter().collect()).variances
}

/// The variances of a mean over cells, about the mean.
pub fn variances_over_cells(cells: &[Cell]) -> Variances {
    let mean = cells.iter().map(|cell| cell.value).sum::<f64>() / cells.len().max(1) as f64;
    let centred = cells.iter().map(|cell| Cell { value: cell.value - mean, ..*cell });
    Contributions::new(centred.collect()).variances
}

#[cfg(test)]
#[path = "contributions_tests.rs"]
mod tests;
