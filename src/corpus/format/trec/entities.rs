//! Entities of SGML: text with `&amp;`, `&#233;`, `&hyph;` in; the letters that they stand for out. What is unknown is
//! left as it is written.

/// The entities of ISO 8859-1, for the letters from U+00A0 on, in their order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash \
    Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml \
    igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn \
    yuml";

/// Further entities, TREC's own among them.
const OTHERS: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("blank", ' '),
    ("hyph", '-'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("bull", '•'),
    ("cir", '○'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsqb", '['),
    ("rsqb", ']'),
    ("lpar", '('),
    ("rpar", ')'),
    ("percnt", '%'),
    ("dollar", '$'),
    ("num", '#'),
    ("ast", '*'),
    ("plus", '+'),
    ("equals", '='),
    ("minus", '−'),
    ("trade", '™'),
    ("dagger", '†'),
    ("Dagger", '‡'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("prime", '′'),
    ("Prime", '″'),
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("Delta", 'Δ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("pi", 'π'),
    ("sigma", 'σ'),
    ("Sigma", 'Σ'),
    ("Omega", 'Ω'),
    ("check", '✓'),
    ("rarr", '→'),
    ("larr", '←'),
];

/// No entity is longer, in bytes between `&` and `;`.
const LONGEST: usize = 10;

/// Adds `text` to `out`, entities decoded once.
pub(super) fn push_decoded(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        let behind = &rest[start + 1..];
        let name = behind.bytes().take(LONGEST + 1).position(|byte| byte == b';').map(|end| &behind[..end]);
        match name.and_then(|name| Some((name, letter(name)?))) {
            Some((name, letter)) => {
                out.push(letter);
                rest = &behind[name.len() + 1..];
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
}

/// The letter that an entity stands for.
fn letter(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let blank = |letter: char| matches!(letter, '\t' | '\n' | '\r');
        return char::from_u32(code.ok()?).filter(|letter| !letter.is_control() || blank(*letter));
    }
    let named = OTHERS.iter().find(|(other, _)| *other == name).map(|(_, letter)| *letter);
    named.or_else(|| {
        let position = LATIN_1.split_whitespace().position(|other| other == name)?;
        char::from_u32(0xA0 + u32::try_from(position).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_once_and_unknown_ones_stay() {
        let decoded = |text: &str| {
            let mut out = String::new();
            push_decoded(text, &mut out);
            out
        };
        assert_eq!(decoded("&amp;lt; &lt;b&gt; &quot;&apos; R&D &; &&amp;"), "&lt; <b> \"' R&D &; &&");
        assert_eq!(decoded("a&hyph;b&blank;c &sect;4 &bull; &eacute;&yuml;&nbsp;."), "a-b c §4 • éÿ\u{a0}.");
        assert_eq!(decoded("&#233;&#xE9;&#X1F600; &#0; &#1114112; &#-1;"), "éé😀 &#0; &#1114112; &#-1;");
        assert_eq!(decoded("&unknown; &toolonganame; &Eacute &é;"), "&unknown; &toolonganame; &Eacute &é;");
        assert_eq!(LATIN_1.split_whitespace().count(), 96);
    }
}
