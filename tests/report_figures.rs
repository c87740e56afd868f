//! The figures of made-up results: well-formed SVG without undefined numbers, PNG of the right size at 300 dots per inch,
//! for every width, and the plotted data beside them.

mod report_example;

use report_example::HUMAN;
use report_example::judges::{MANY, judge_tables};
use sourcebias::profile::MapRow;
use sourcebias::report::Results;
use sourcebias::report::figure::{Drawing, FIGURES};
use sourcebias::table::TableRow;

fn drawn(results: &Results, name: &str, width: &str) -> Drawing {
    let figure = FIGURES.parse(&format!("{name}(width={width})")).unwrap();
    figure.object.draw(results).unwrap().unwrap_or_else(|| panic!("{name} has nothing to show"))
}

/// Results with those of labels beside them, so that there is something for every figure.
fn with_judges(mut results: Results, judges: &[&str]) -> Results {
    let sources: Vec<String> = results.sources().into_iter().filter(|source| source != HUMAN).collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let systems = ["bm25(k1=1.2,b=0.75)", "dense", "a run with a long name"];
    results.tables.extend(judge_tables(judges, &systems, &sources));
    results
}

/// A heat map needs two parameters with two values each, and a map three sources.
fn drawn_at_all(results: &Results, name: &str) -> bool {
    match name {
        "grid" => results.experiment == "grid" || results.experiment == "crowded",
        "map" => results.table(MapRow::SCHEMA).is_some_and(|table| table.height() > 2),
        _ => true,
    }
}

/// Every opened element is closed in order, every attribute is quoted, and no bare sign stands in the text.
fn assert_well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let between = &rest[..start];
        assert!(!between.contains('>'), "bare > in {between:?}");
        for entity in between.split('&').skip(1) {
            assert!(
                ["amp;", "lt;", "gt;", "quot;", "apos;"].iter().any(|known| entity.starts_with(known)),
                "{between:?}"
            );
        }
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert!(!tag.contains('<'), "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().expect("a tag has a name"));
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest:?}");
}

#[test]
fn svg_is_well_formed_and_png_has_the_size_of_the_page() {
    let widths = [("text", 2100), ("column", 999), ("lncs", 1441), ("slides", 3000)];
    for (results, judges, widths) in [
        (report_example::two_sources(), &["one", "two"][..], &widths[..]),
        (report_example::three_sources(), &["one", "two"][..], &widths[..2]),
        (report_example::crowded(), &MANY[..], &widths[1..3]),
        (report_example::grid(), &MANY[..], &widths[1..2]),
    ] {
        let results = with_judges(results, judges);
        for entry in FIGURES.entries.iter().filter(|entry| drawn_at_all(&results, entry.name)) {
            for &(width, dots) in widths {
                let drawing = drawn(&results, entry.name, width);
                let svg = drawing.to_svg().unwrap();
                assert_well_formed(&svg);
                for word in ["NaN", "inf", "0000000"] {
                    assert!(!svg.contains(word), "{} {width}: {word}", entry.name);
                }
                assert!(!svg.contains(" id="));
                let bytes = drawing.to_png().unwrap();
                let image = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
                let head = image.info();
                assert_eq!(head.width, dots, "{} {width}", entry.name);
                assert!(head.height > 200 && head.height < 6000, "{} {width}: {}", entry.name, head.height);
                let pixels = head.pixel_dims.unwrap();
                assert_eq!((pixels.xppu, pixels.yppu), (11_811, 11_811), "300 dots per inch");
            }
        }
    }
}

#[test]
fn every_figure_is_a_small_pdf_whose_bytes_do_not_change() {
    for results in [report_example::three_sources(), report_example::grid()] {
        let results = with_judges(results, &MANY);
        for entry in FIGURES.entries.iter().filter(|entry| drawn_at_all(&results, entry.name)) {
            for width in ["column", "slides"] {
                let drawing = drawn(&results, entry.name, width);
                let pdf = drawing.to_pdf().unwrap();
                let name = format!("{} {width}", entry.name);
                assert!(pdf.starts_with(b"%PDF-1.") && pdf.trim_ascii_end().ends_with(b"%%EOF"), "{name}");
                assert!((5_000..150_000).contains(&pdf.len()), "{name}: {} bytes", pdf.len());
                assert_eq!(pdf, drawn(&results, entry.name, width).to_pdf().unwrap(), "{name}");
                // The page is as wide as the figure asks, in points, and its font is the embedded one.
                let text = String::from_utf8_lossy(&pdf);
                let points = if width == "column" { "239.76" } else { "720" };
                assert!(text.contains(&format!("/MediaBox [0 0 {points} ")), "{name}");
                assert!(text.contains("+Ubuntu-Light"), "{name}");
                assert!(!text.contains("/CreationDate") && !text.contains("/ModDate"), "{name}");
            }
        }
    }
}

#[test]
fn the_plotted_data_are_the_rows_of_the_result_table() {
    let results = report_example::three_sources();
    let plotted = drawn(&results, "relative_delta", "text").data;
    let table = &results.tables["bias/relative_delta"];
    assert_eq!(plotted.height(), table.height());
    assert_eq!(plotted.number("low").unwrap(), table.number("low").unwrap());
    let plotted = drawn(&results, "ndcg_by_source", "text").data;
    assert!(plotted.text("measure").unwrap().iter().all(|measure| measure.starts_with("nDCG@")));
    assert!(!plotted.text("target").unwrap().contains(&"all".to_string()));
    // Fifteen words in either direction for each of two sources, and fewer on a narrow page of four.
    assert_eq!(drawn(&results, "keyness", "text").data.height(), 60);
    let four = report_example::results("four", &["tf_idf"], &["nDCG@10"], &["a", "b", "c", "d"]);
    assert_eq!(drawn(&four, "keyness", "column").data.height(), 4 * 2 * 7);
}

#[test]
fn a_source_with_any_name_can_be_drawn() {
    for name in [
        "",
        "a < b & \"c\"",
        "名前",
        "line\nbreak\u{0}",
        "a name that is far too long for any panel of any figure in any paper",
    ] {
        let results = report_example::results("names", &["tf_idf"], &["nDCG@10"], &[name]);
        let results = with_judges(results, &[name, "other"]);
        for entry in FIGURES.entries.iter().filter(|entry| drawn_at_all(&results, entry.name)) {
            let drawing = drawn(&results, entry.name, "column");
            assert_well_formed(&drawing.to_svg().unwrap());
            assert!(drawing.to_png().unwrap().starts_with(b"\x89PNG"));
        }
    }
}

#[test]
fn many_models_have_a_row_each_and_no_legend() {
    let results = report_example::grid();
    let forest = drawn(&results, "forest", "text");
    assert_eq!(forest.data.height(), 20 * 2);
    assert!(forest.data.text("measure").unwrap().iter().all(|measure| measure == "nDCG@10"));
    // The sources, what is significant and what is not, and the margin.
    assert_eq!(forest.chart.keys.len(), 2 + 2 + 1);
    for name in ["relative_delta", "ndcg_by_source", "rank_similarity", "score_gap"] {
        let drawing = drawn(&results, name, "text");
        assert!(drawing.chart.keys.len() <= 8 && drawing.caption.contains("Of 20 models"), "{name}");
    }
    // One of each kind: bm25 with its defaults, which two other kinds and a run follow.
    let shown = drawn(&results, "relative_delta", "text").data.text("model").unwrap();
    assert!(
        shown.contains(&"bm25(k1=1.2,b=0.75)".to_string()) && !shown.contains(&"bm25(k1=2,b=1)".to_string())
    );
}

#[test]
fn a_grid_of_parameters_is_a_heat_map_for_each_source() {
    let results = report_example::grid();
    let grid = drawn(&results, "grid", "text");
    assert_eq!(grid.data.height(), 16 * 2);
    let panels: Vec<_> = grid.chart.rows.iter().flatten().collect();
    assert_eq!(panels.len(), 2);
    assert!(
        panels.iter().all(|panel| panel.patches.len() == 16 && panel.x.label == "k1" && panel.y.label == "b")
    );
    let two = report_example::two_sources();
    assert!(FIGURES.parse("grid").unwrap().object.draw(&two).unwrap().is_none());
}

#[test]
fn letters_are_shapes_that_no_font_changes() {
    let svg = drawn(&report_example::two_sources(), "relative_delta", "text").to_svg().unwrap();
    assert!(!svg.contains("<text") && !svg.contains("textLength"));
    assert!(svg.contains("aria-label=\"Relative Δ (%)\""));
}

#[test]
fn measures_stand_by_rising_cutoff() {
    let results = report_example::results("cutoffs", &["bm25"], &["nDCG@10", "nDCG@1", "nDCG@3"], &["llm"]);
    for name in ["relative_delta", "ndcg_by_source"] {
        let drawing = drawn(&results, name, "text");
        let ticks: Vec<&str> =
            drawing.chart.rows[0][0].x.ticks.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(ticks, ["nDCG@1", "nDCG@3", "nDCG@10"], "{name}");
    }
}

/// The titles of the panels.
fn titles(drawing: &Drawing) -> Vec<String> {
    drawing.chart.rows.iter().flatten().flat_map(|panel| panel.title.clone()).collect()
}

#[test]
fn a_source_has_one_colour_in_all_figures_and_nothing_else_has_it() {
    let results = report_example::grid();
    let of_key = |name: &str, source: &str| {
        let drawing = drawn(&results, name, "text");
        let key = drawing.chart.keys.iter().find(|key| key.label.contains(source));
        key.unwrap_or_else(|| panic!("{name} names no {source}")).style.colour
    };
    let sources = results.sources();
    let (first, second) = (&sources[1], &sources[2]);
    for name in ["forest", "counterfactual_change"] {
        assert_ne!(of_key(name, first), of_key(name, second), "{name}");
    }
    let colours = [of_key("forest", first), of_key("forest", second)];
    for name in ["relative_delta", "source_or_match", "score_gap", "findings"] {
        let keys = drawn(&results, name, "text").chart.keys;
        assert!(keys.iter().all(|key| !colours.contains(&key.style.colour)), "{name}");
    }
    // Each panel has its source's.
    for name in ["keyness", "keyword_places"] {
        let drawing = drawn(&results, name, "text");
        for panel in drawing.chart.rows.iter().flatten() {
            let place = sources.iter().position(|source| panel.title[0].starts_with(source.as_str()));
            let own = colours[place.expect("its title names its source") - 1];
            let drawn = panel.patches.iter().map(|patch| patch.colour);
            let drawn: Vec<_> = drawn.chain(panel.series.iter().map(|series| series.style.colour)).collect();
            assert!(drawn.contains(&own), "{name}");
            assert!(drawn.iter().all(|colour| *colour == own || !colours.contains(colour)), "{name}");
        }
    }
}

#[test]
fn the_side_that_gains_is_named() {
    let drawing = drawn(&report_example::two_sources(), "source_or_match", "text");
    assert!(titles(&drawing).iter().any(|title| title.starts_with("left of 0: human gains, right of 0: ")));
    let drawing = drawn(&report_example::two_sources(), "counterfactual_change", "text");
    let label = &drawing.chart.rows[0][0].x.label;
    assert_eq!(label, "change (percentage points); right of 0: human gains");
}

#[test]
fn the_parts_of_a_bar_add_up_to_its_diamond() {
    let drawing = drawn(&report_example::two_sources(), "score_gap", "text");
    for panel in drawing.chart.rows.iter().flatten() {
        let whole: f64 = panel.patches.iter().map(|patch| patch.corners[1].0 - patch.corners[0].0).sum();
        assert!((whole - panel.series[0].points[0].0).abs() < 1e-9);
    }
}
