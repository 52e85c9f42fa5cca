//! What a document has to pass before anything is made of it.  A kilobyte of GraphQL can keep a server busy
//! for ever: by fragments that double with every step, by lists in lists that no stack holds, by pages of
//! pages of pages.  So text is measured before it is parsed, and documents before they are executed, each
//! part once.

mod arguments;
mod document;
mod operands;
mod text;
mod variables;
mod weight;

use async_graphql::Variables;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, Selection};
use async_graphql::parser::{Error as ParseError, parse_query};

use crate::error::Error;
use crate::graphql::Request;

pub(super) use arguments::check as check_arguments;

/// Objects of an answer that cost a point.
pub(super) const OBJECTS_A_POINT: usize = 10;

/// What is found of a document that may be executed.
#[derive(Clone, Copy)]
pub(super) struct CheckedDocument {
    /// A response key stands twice where parts of it would have to be merged.
    pub has_repeated_keys: bool,
    /// It is only to be weighed.
    pub is_dry_run: bool,
    /// What is done with its answer.
    pub handling: Handling,
    /// Whom it is executed for.
    pub admits: Admits,
    /// What it costs, in points.
    pub cost: u32,
}

impl CheckedDocument {
    /// What it costs, and what is taken for it: little, where it is only weighed.
    pub(super) const fn points(self) -> (u32, u32) {
        (self.cost, if self.is_dry_run { 1 } else { self.cost })
    }
}

/// What is done with the answer of a document.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) enum Handling {
    /// It is given again while what it was made of is the same.
    Repeated,
    /// It is made each time.
    #[default]
    Once,
    /// It may have a secret in it: it is sent as it is.
    Secret,
}

/// Whom a document is executed for.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) enum Admits {
    /// Anybody, also beside a token that is not valid: mutations of those who are not signed in.
    Anybody,
    /// Those without a token, or with one that is valid; what they may see is up to its fields.
    #[default]
    Strangers,
    /// Those who are signed in: it asks for the whole schema.
    SignedIn,
}

impl Admits {
    /// Refuses who is not admitted; `is_refused` says that a token was sent that is not valid.
    pub(super) fn check(self, request: &Request, is_refused: bool) -> Result<(), Error> {
        let is_admitted = match self {
            Self::Anybody => true,
            Self::Strangers => !is_refused,
            Self::SignedIn => request.signed_in().is_ok(),
        };
        if is_admitted { Ok(()) } else { Err(Error::Unauthenticated) }
    }
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

/// Parses a text within its limits.
pub(super) fn parse(query: &str) -> Result<ExecutableDocument, Refused> {
    text::check(query).map_err(Refused::Limit)?;
    parse_query(query).map_err(Refused::Syntax)
}

/// Looks at a document.
pub(super) fn check(
    document: &ExecutableDocument,
    variables: &Variables,
) -> Result<CheckedDocument, Refused> {
    variables::check(variables).map_err(Refused::Limit)?;
    let document::Seen { admits, fault, has_repeated_keys, is_dry_run, handling, objects } =
        document::check(document, variables).map_err(Refused::Limit)?;
    if let Some(fault) = fault {
        return Err(Refused::Invalid(fault));
    }
    let cost = u32::try_from(1 + objects.div_ceil(OBJECTS_A_POINT as u64)).unwrap_or(u32::MAX);
    Ok(CheckedDocument { has_repeated_keys, is_dry_run, handling, admits, cost })
}

/// The operation of a document that is executed, with its name; none where that is left open.
pub(super) fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<(Option<&'a str>, &'a OperationDefinition)> {
    match &document.operations {
        DocumentOperations::Single(operation) => Some((None, &operation.node)),
        DocumentOperations::Multiple(operations) => {
            let is_asked_for = |known: &str| name.map_or(operations.len() == 1, |name| known == name);
            let found = operations.iter().find(|(known, _)| is_asked_for(known))?;
            Some((Some(found.0.as_str()), &found.1.node))
        }
    }
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
