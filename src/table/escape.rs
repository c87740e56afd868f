//! What LaTeX would take for a sign of its own, or has no letter for, written so that it is read as it is.

use super::latex::phantom;

/// `text` as it must stand in LaTeX so that it is read as it is, with the common mathematical signs and Greek letters in
/// math. Letters beyond the Latin ones stay, and need a font that has them.
pub(super) fn escape_latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    // A bound stays beside its sign: no line may end between them.
    for letter in text.replace("< 0.", "<0.").chars() {
        match letter {
            '<' | '>' => out.extend(['$', letter, '$']),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(letter);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '|' => out.push_str("\\textbar{}"),
            '"' => {
                open = !open;
                out.push_str(if open { "``" } else { "''" });
            }
            '\n' | '\r' | '\t' => out.push(' '),
            letter if letter.is_control() => (),
            other => match SIGNS.iter().find(|(sign, _)| *sign == other) {
                Some((_, written)) => out.push_str(written),
                None => out.push(other),
            },
        }
    }
    out
}

/// The same, where names of more than 24 letters may break after the signs that join their words.
pub(super) fn escape_breaking(text: &str) -> String {
    let broken = |word: &str| match word.len() {
        ..=24 => word.to_string(),
        _ => ["+", "=", ",", "\\_"]
            .iter()
            .fold(word.to_string(), |word, sign| word.replace(sign, &format!("{sign}\\allowbreak{{}}"))),
    };
    escape_latex(text).split(' ').map(broken).collect::<Vec<_>>().join(" ")
}

/// A number, an interval or a bound: a hyphen is a minus, and stars stand above the line, in the space of `stars` of them.
pub(super) fn latex_number(text: &str, stars: usize, best: bool) -> String {
    let number = text.trim_end_matches('*');
    let own = text.len() - number.len();
    let written = escape_latex(&number.replace('-', "−"));
    let written = if best { format!("\\textbf{{{written}}}") } else { written };
    let above = if own > 0 { format!("$^{{{}}}$", "*".repeat(own)) } else { String::new() };
    written + &above + &phantom(stars.saturating_sub(own))
}

/// Signs that LaTeX writes otherwise.
const SIGNS: &[(char, &str)] = &[
    ('\u{a0}', "~"),
    ('−', "$-$"),
    ('–', "--"),
    ('—', "---"),
    ('‘', "`"),
    ('’', "'"),
    ('“', "``"),
    ('”', "''"),
    ('…', "\\ldots{}"),
    ('·', "$\\cdot$"),
    ('×', "$\\times$"),
    ('÷', "$\\div$"),
    ('±', "$\\pm$"),
    ('≤', "$\\le$"),
    ('≥', "$\\ge$"),
    ('≠', "$\\ne$"),
    ('≈', "$\\approx$"),
    ('→', "$\\to$"),
    ('√', "$\\surd$"),
    ('Σ', "$\\Sigma$"),
    ('Δ', "$\\Delta$"),
    ('α', "$\\alpha$"),
    ('β', "$\\beta$"),
    ('γ', "$\\gamma$"),
    ('δ', "$\\delta$"),
    ('λ', "$\\lambda$"),
    ('μ', "$\\mu$"),
    ('ρ', "$\\rho$"),
    ('σ', "$\\sigma$"),
    ('τ', "$\\tau$"),
    ('χ', "$\\chi$"),
    ('²', "$^2$"),
    ('³', "$^3$"),
    ('₀', "$_0$"),
    ('₁', "$_1$"),
    ('₂', "$_2$"),
    ('§', "\\S{}"),
    ('«', "$\\ll$"),
    ('»', "$\\gg$"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_read_as_it_is() {
        assert_eq!(
            escape_latex("a&b_c|d^e~f\\g{h}"),
            "a\\&b\\_c\\textbar{}d\\textasciicircum{}e\\textasciitilde{}f\\textbackslash{}g\\{h\\}"
        );
        assert_eq!(
            escape_latex("Δ = (H − L) · 100 %, a \"no\""),
            "$\\Delta$ = (H $-$ L) $\\cdot$ 100 \\%, a ``no''"
        );
        assert_eq!(escape_latex("p < 0.0001\u{7}"), "p $<$0.0001");
        assert_eq!(escape_latex("naïve llama-2"), "naïve llama-2");
    }

    #[test]
    fn numbers_have_a_minus_and_room_for_stars() {
        assert_eq!(latex_number("-9.37**", 2, false), "$-$9.37$^{**}$");
        assert_eq!(latex_number("0.50*", 2, true), "\\textbf{0.50}$^{*}$\\phantom{$^{*}$}");
        assert_eq!(latex_number("[-1.2, 3.4]", 0, false), "[$-$1.2, 3.4]");
        assert_eq!(latex_number("–", 1, false), "--\\phantom{$^{*}$}");
        assert_eq!(latex_number("< 0.0001", 0, false), "$<$0.0001");
    }

    #[test]
    fn long_names_break_where_their_words_are_joined() {
        assert_eq!(escape_breaking("Bias (a_b+c=d)."), "Bias (a\\_b+c=d).");
        assert_eq!(
            escape_breaking("of (nfcorpus+models=bm25+seed=7)"),
            "of (nfcorpus+\\allowbreak{}models=\\allowbreak{}bm25+\\allowbreak{}seed=\\allowbreak{}7)"
        );
    }
}
