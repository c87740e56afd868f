//! The figures of made-up results: well-formed SVG, PNG of the right size, the plotted data beside them. They are left in
//! `CARGO_TARGET_TMPDIR` for who wants to look.

mod report_example;

use std::path::Path;

use sourcebias::report::Results;
use sourcebias::report::figure::FIGURES;

fn every_figure(results: &Results, width: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report").join(&results.experiment);
    std::fs::create_dir_all(&folder).unwrap();
    for entry in FIGURES.entries {
        let figure = FIGURES.parse(&format!("{}(width={width})", entry.name)).unwrap();
        let drawing = figure.object.draw(results).unwrap().unwrap();
        let (svg, png) = (drawing.to_svg().unwrap(), drawing.to_png().unwrap());
        let name = format!("{}-{width}", entry.name);
        std::fs::write(folder.join(format!("{name}.svg")), &svg).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), &png).unwrap();
    }
}

#[test]
fn look() {
    every_figure(&report_example::two_sources(), "text");
    every_figure(&report_example::two_sources(), "column");
    every_figure(&report_example::three_sources(), "text");
    every_figure(&report_example::three_sources(), "lncs");
    every_figure(&report_example::crowded(), "text");
    every_figure(&report_example::crowded(), "column");
}

#[test]
fn page() {
    for results in [report_example::two_sources(), report_example::three_sources(), report_example::crowded()] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report").join(&results.experiment);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in sourcebias::report::report(&results).unwrap().files {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}
