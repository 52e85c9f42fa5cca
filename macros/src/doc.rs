//! Doc comments as text.

use syn::{Attribute, Expr, ExprLit, Lit};

/// The text of a doc comment, without the space after the slashes of each line.
pub(crate) fn text(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let pair = attribute.meta.require_name_value().ok().filter(|pair| pair.path.is_ident("doc"))?;
        if let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &pair.value {
            Some(line.value())
        } else {
            None
        }
    });
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned());
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}
