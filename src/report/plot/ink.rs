//! Colours, markers and dashes: a position in a list goes in; out comes a style that can be told apart in colour and
//! in grey. The colours are those of Okabe & Ito (2008), "Color Universal Design".

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Text and reference lines.
pub const BLACK: Colour = Colour(0x1a, 0x1a, 0x1a);
/// Secondary text.
pub const GREY: Colour = Colour(0x66, 0x66, 0x66);
/// Points shown for comparison: in grey, lighter than every colour of the palette.
pub const PALE: Colour = Colour(0xd9, 0xd9, 0xd9);
/// A band of what counts as none.
pub const BAND: Colour = Colour(0xed, 0xed, 0xed);
/// Grid lines.
pub const LIGHT: Colour = Colour(0xe6, 0xe6, 0xe6);
/// Paper.
pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);

/// Okabe & Ito's colours that stand out on white, ordered so that neighbours differ in lightness too.
pub const PALETTE: [Colour; 7] = [
    Colour(0x00, 0x72, 0xb2),
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x00, 0x9e, 0x73),
    Colour(0xd5, 0x5e, 0x00),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0x56, 0xb4, 0xe9),
    Colour(0x00, 0x00, 0x00),
];

/// Colours of what is no source, such as models, factors and controls, so that a source's colour means that source alone:
/// after Tol's muted scheme; dark, light, middle, dark, middle in grey.
pub const OTHERS: [Colour; 5] = [
    Colour(0x33, 0x22, 0x88),
    Colour(0xb3, 0xa2, 0x4d),
    Colour(0x99, 0x66, 0x99),
    Colour(0x77, 0x11, 0x44),
    GREY,
];

impl Colour {
    /// As in CSS: `#0072b2`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Whether white letters are easier to read on it than black ones.
    pub(super) fn dark(self) -> bool {
        let [red, green, blue] = [self.0, self.1, self.2].map(f64::from);
        0.299 * red + 0.587 * green + 0.114 * blue < 150.0
    }
}

/// The shape of a data point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A filled disc.
    Disc,
    /// A filled square.
    Square,
    /// A filled triangle, point up.
    Triangle,
    /// A filled square on its corner.
    Diamond,
    /// A ring.
    Ring,
    /// The outline of a square.
    Frame,
    /// A filled triangle, point down.
    Wedge,
    /// The outline of a triangle, point up.
    OpenTriangle,
    /// The outline of a square on its corner.
    OpenDiamond,
    /// The outline of a triangle, point down.
    OpenWedge,
}

const MARKERS: [Marker; 7] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Wedge,
    Marker::Ring,
    Marker::Frame,
];

impl Marker {
    /// The corners of the shape around `at`, of about the area of a disc of `radius`; none for a disc.
    pub(super) fn corners(self, (x, y): (f64, f64), radius: f64) -> Option<Vec<(f64, f64)>> {
        let r = radius;
        match self {
            Marker::Disc | Marker::Ring => None,
            Marker::Square | Marker::Frame => {
                let h = 0.9 * r;
                Some(vec![(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)])
            }
            Marker::Diamond | Marker::OpenDiamond => {
                let h = 1.28 * r;
                Some(vec![(x, y - h), (x + h, y), (x, y + h), (x - h, y)])
            }
            Marker::Triangle | Marker::OpenTriangle => {
                Some(vec![(x, y - 1.25 * r), (x + 1.2 * r, y + 0.85 * r), (x - 1.2 * r, y + 0.85 * r)])
            }
            Marker::Wedge | Marker::OpenWedge => {
                Some(vec![(x, y + 1.25 * r), (x - 1.2 * r, y - 0.85 * r), (x + 1.2 * r, y - 0.85 * r)])
            }
        }
    }

    /// The outline of the same shape.
    pub fn open(self) -> Marker {
        match self {
            Marker::Disc => Marker::Ring,
            Marker::Square => Marker::Frame,
            Marker::Triangle => Marker::OpenTriangle,
            Marker::Diamond => Marker::OpenDiamond,
            Marker::Wedge => Marker::OpenWedge,
            outline => outline,
        }
    }

    /// Whether only the outline is drawn.
    pub(super) fn hollow(self) -> bool {
        self.open() == self
    }
}

/// The rhythm of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    Solid,
    /// Long strokes.
    Dashed,
    /// Dots.
    Dotted,
    /// Stroke, dot, stroke.
    DashDot,
}

const DASHES: [Dash; 4] = [Dash::Solid, Dash::Dashed, Dash::DashDot, Dash::Dotted];

impl Dash {
    /// Lengths of stroke, gap, stroke, … in points.
    fn rhythm(self) -> &'static [f64] {
        match self {
            Dash::Solid => &[],
            Dash::Dashed => &[4.0, 2.2],
            Dash::Dotted => &[1.2, 1.6],
            Dash::DashDot => &[4.0, 1.6, 1.2, 1.6],
        }
    }

    /// The strokes of a line through `points`.
    pub(super) fn cut(self, points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let rhythm = self.rhythm();
        if rhythm.is_empty() || points.is_empty() {
            return vec![points.to_vec()];
        }
        let mut strokes = Vec::new();
        let mut stroke = vec![points[0]];
        let (mut beat, mut left) = (0, rhythm[0]);
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            loop {
                let length = (to.0 - from.0).hypot(to.1 - from.1);
                if length <= left {
                    left -= length;
                    stroke.push(to);
                    break;
                }
                let share = left / length;
                from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                stroke.push(from);
                if beat % 2 == 0 {
                    strokes.push(std::mem::take(&mut stroke));
                }
                stroke = vec![from];
                beat = (beat + 1) % rhythm.len();
                left = rhythm[beat];
            }
        }
        if beat % 2 == 0 {
            strokes.push(stroke);
        }
        strokes
    }
}

/// How one series looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Its colour.
    pub colour: Colour,
    /// Its data points.
    pub marker: Marker,
    /// Its line.
    pub dash: Dash,
}

/// The style of the series at `position` (from 0): colour, marker and dash all change. The colour of the first, which is the
/// reference's, comes no second time.
pub fn style(position: usize) -> Style {
    let colour = if position == 0 { 0 } else { 1 + (position - 1) % (PALETTE.len() - 1) };
    Style {
        colour: PALETTE[colour],
        marker: MARKERS[position % MARKERS.len()],
        dash: DASHES[position % DASHES.len()],
    }
}

impl Style {
    /// The same with the outline of the marker alone.
    pub fn open(self) -> Style {
        Style { marker: self.marker.open(), ..self }
    }
}

/// The style of the series at `position` (from 0) where filled markers mean one thing and open ones another.
pub fn filled_style(position: usize) -> Style {
    const FILLED: [Marker; 5] =
        [Marker::Disc, Marker::Square, Marker::Triangle, Marker::Diamond, Marker::Wedge];
    Style { marker: FILLED[position % FILLED.len()], ..style(position) }
}

/// The style of the series at `position` (from 0) of models, controls or other things that are no source; open markers mean
/// one thing and filled ones another.
pub fn other_style(position: usize) -> Style {
    Style { colour: OTHERS[position % OTHERS.len()], ..filled_style(position) }
}

/// A colour mixed with white: white at 0, the colour itself at 1.
pub fn tint(colour: Colour, strength: f64) -> Colour {
    let strength = if strength.is_finite() { strength.clamp(0.0, 1.0) } else { 0.0 };
    let mixed = |part: u8| (255.0 + (f64::from(part) - 255.0) * strength).round() as u8;
    Colour(mixed(colour.0), mixed(colour.1), mixed(colour.2))
}

/// A colour for a value from −1 (orange, as a source) over 0 (white) to 1 (blue, as the reference); colour-blind readers tell
/// the two ends apart.
pub fn diverging(share: f64) -> Colour {
    tint(if share < 0.0 { PALETTE[1] } else { PALETTE[0] }, share.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dashed_line_keeps_strokes_and_leaves_gaps() {
        let strokes = Dash::Dashed.cut(&[(0.0, 0.0), (10.0, 0.0)]);
        let ends: Vec<_> = strokes.iter().map(|stroke| (stroke[0].0, stroke[stroke.len() - 1].0)).collect();
        assert_eq!(ends, [(0.0, 4.0), (6.2, 10.0)]);
        assert_eq!(Dash::Solid.cut(&[(0.0, 0.0), (1.0, 1.0)]).len(), 1);
        assert!(Dash::Dotted.cut(&[]).iter().all(Vec::is_empty));
    }

    #[test]
    fn diverging_colours_are_white_in_the_middle() {
        assert_eq!(diverging(0.0), WHITE);
        assert_eq!(diverging(f64::NAN), WHITE);
        assert_eq!([diverging(-2.0), diverging(1.0)], [PALETTE[1], PALETTE[0]]);
        assert_eq!(diverging(0.5), Colour(0x80, 0xb9, 0xd9));
    }

    #[test]
    fn every_filled_marker_has_an_outline() {
        for position in 0..5 {
            let filled = filled_style(position);
            assert!(!filled.marker.hollow() && filled.open().marker.hollow());
        }
    }

    #[test]
    fn no_source_has_the_colour_of_the_reference() {
        let colours: Vec<Colour> = (0..30).map(|position| style(position).colour).collect();
        assert_eq!(colours[..7], PALETTE);
        assert!(colours[1..].iter().all(|colour| *colour != colours[0]));
        // Where colours come again, markers differ.
        let looks: Vec<_> =
            (0..30).map(|position| (style(position).colour, style(position).marker)).collect();
        assert!((1..30).all(|position| !looks[..position].contains(&looks[position])));
    }

    #[test]
    fn what_is_no_source_has_no_colour_of_one() {
        for (position, colour) in OTHERS.iter().enumerate() {
            assert!(!PALETTE.contains(colour) && !OTHERS[..position].contains(colour));
        }
        let looks: Vec<_> =
            (0..5).map(|position| (other_style(position).colour, other_style(position).marker)).collect();
        assert!((1..5).all(|position| !looks[..position].contains(&looks[position])));
    }

    #[test]
    fn a_source_has_one_marker_in_all_figures() {
        assert!((0..5).all(|position| style(position).marker == filled_style(position).marker));
    }

    #[test]
    fn styles_differ_without_colour() {
        let seen: Vec<_> = (0..7).map(|position| style(position).marker).collect();
        for (position, marker) in seen.iter().enumerate() {
            assert!(!seen[..position].contains(marker));
        }
    }
}
