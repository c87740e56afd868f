//! Sums of contributions, against all cells sorted and every sum looked up.

use rand::RngExt;

use super::*;
use crate::statistics::stream;

/// The same, written plainly: all cells are sorted and joined, and every sum is looked up.
fn plain(mut cells: Vec<Cell>) -> Contributions {
    cells.sort_by_key(|cell| (cell.query, cell.content));
    let mut joined: Vec<Cell> = Vec::new();
    for cell in cells {
        match joined.last_mut() {
            Some(last) if (last.query, last.content) == (cell.query, cell.content) => {
                last.value += cell.value
            }
            _ => joined.push(cell),
        }
    }
    let sums = |of: fn(&Cell) -> u32| -> Vec<(u32, f64)> {
        let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
        for cell in &joined {
            sums.entry(of(cell)).and_modify(|sum| *sum += cell.value).or_insert(cell.value);
        }
        sums.into_iter().collect()
    };
    let (queries, contents) = (sums(|cell| cell.query), sums(|cell| cell.content));
    let squares = |values: Vec<f64>| values.iter().map(|value| value * value).sum::<f64>();
    let of = |sums: &[(u32, f64)]| squares(sums.iter().map(|(_, sum)| *sum).collect());
    let cells = squares(joined.iter().map(|cell| cell.value).collect());
    let units = [queries.len(), contents.len()];
    let variances = Variances { queries: of(&queries), contents: of(&contents), cells, units };
    Contributions { queries, contents, variances }
}

fn plain_over_queries(cells: &[Cell], queries: &[u32]) -> Variances {
    let mean = cells.iter().map(|cell| cell.value).sum::<f64>() / queries.len() as f64;
    let times = |query: u32| {
        let mut whole = 0.0;
        queries.iter().filter(|one| **one == query).for_each(|_| whole += mean);
        whole
    };
    let count = |query: u32| cells.iter().filter(|cell| cell.query == query).count() as f64;
    let centred = |cell: &Cell| Cell { value: cell.value - times(cell.query) / count(cell.query), ..*cell };
    let mut variances = plain(cells.iter().map(centred).collect()).variances;
    let mut all = queries.to_vec();
    all.sort_unstable();
    all.dedup();
    let without: Vec<u32> = all.into_iter().filter(|query| count(*query) == 0.0).collect();
    variances.units[0] += without.len();
    variances.queries += without.into_iter().map(|query| times(query) * times(query)).sum::<f64>();
    variances
}

#[test]
fn sums_are_those_of_the_plain_way_to_the_last_bit() {
    for seed in 0..60 {
        let mut generator = stream(seed, 2);
        // Numbers that are dense or sparse, in order or not, with several cells of a query and content.
        let spread = [1, 1000][seed as usize % 2];
        let mut cells: Vec<Cell> = (0..generator.random_range(0..300_u32))
            .map(|_| Cell {
                query: generator.random_range(0..20) * spread,
                content: generator.random_range(0..30) * spread,
                value: generator.random::<f64>() - 0.5,
            })
            .collect();
        match seed % 3 {
            0 => {}
            1 => cells.sort_by_key(|cell| (std::cmp::Reverse(cell.query), cell.content)),
            _ => cells.sort_by_key(|cell| (cell.query, cell.content)),
        }
        let queries: Vec<u32> = (0..22).map(|query| query * spread).chain([3 * spread]).collect();
        assert_eq!(Contributions::new(cells.clone()), plain(cells.clone()));
        if seed % 3 == 2 {
            let last = cells.iter().map(|cell| cell.content).max().unwrap_or(0);
            let turned = |cell: &Cell| Cell { value: -3.0 * cell.value, ..*cell };
            let both =
                cells.iter().map(|cell| ([cell.query, cell.content], [cell.value, turned(cell).value]));
            let found = Contributions::in_order(both, cells.len(), last);
            assert_eq!(found, [plain(cells.clone()), plain(cells.iter().map(turned).collect())]);
        }
        let (contributions, about_mean) = Contributions::over_queries(cells.clone(), &queries);
        assert_eq!((contributions, about_mean), (plain(cells.clone()), plain_over_queries(&cells, &queries)));
    }
}
