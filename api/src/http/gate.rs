//! What a document has to pass before anything is made of it.  A kilobyte of GraphQL can keep a server busy for ever: by
//! fragments that double with every step, by lists in lists that no stack holds, by pages of pages of pages.  So text is
//! measured before it is parsed, and documents before they are executed, each part once.

mod document;
mod operands;
mod text;
mod variables;

use async_graphql::Variables;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, Selection};
use async_graphql::parser::{Error as ParseError, parse_query};

use crate::error::Error;

pub(super) use document::Admits;

/// Objects of an answer that cost a point.
pub(super) const OBJECTS_A_POINT: usize = 10;

/// A document that may be executed.
pub(super) struct Passed {
    pub document: ExecutableDocument,
    /// A response key stands twice where parts of it would have to be merged.
    pub has_repeated_keys: bool,
    /// It is only to be weighed.
    pub is_dry_run: bool,
    /// Whom it is executed for.
    pub admits: Admits,
    /// What it costs, in points.
    pub cost: u32,
}

/// Why a document is not executed.
pub(super) enum Refused {
    /// It is no GraphQL.
    Syntax(ParseError),
    /// It is GraphQL, and none that may be executed.
    Invalid(String),
    /// It is too much.
    Limit(Error),
}

/// Looks at a document.
pub(super) fn pass(query: &str, variables: &Variables) -> Result<Passed, Refused> {
    text::check(query).map_err(Refused::Limit)?;
    variables::check(variables).map_err(Refused::Limit)?;
    let document = parse_query(query).map_err(Refused::Syntax)?;
    let document::Seen { admits, fault, has_repeated_keys, is_dry_run, objects } =
        document::check(&document, variables).map_err(Refused::Limit)?;
    if let Some(fault) = fault {
        return Err(Refused::Invalid(fault));
    }
    let cost = u32::try_from(1 + objects.div_ceil(OBJECTS_A_POINT as u64)).unwrap_or(u32::MAX);
    Ok(Passed { document, has_repeated_keys, is_dry_run, admits, cost })
}

/// Leaves nothing of a document but its `rateLimit`, and of that the fields that are named there.
pub(super) fn keep_only_weight(document: &mut ExecutableDocument) {
    let operations = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    for operation in operations {
        operation.node.variable_definitions.clear();
        operation.node.directives.clear();
        let items = &mut operation.node.selection_set.node.items;
        items.retain_mut(|item| match &mut item.node {
            Selection::Field(field) if field.node.name.node == "rateLimit" => {
                field.node.directives.clear();
                field.node.arguments.clear();
                let inner = &mut field.node.selection_set.node.items;
                inner.retain(|item| matches!(item.node, Selection::Field(_)));
                true
            }
            Selection::Field(_) | Selection::FragmentSpread(_) | Selection::InlineFragment(_) => false,
        });
    }
    document.fragments.clear();
}
