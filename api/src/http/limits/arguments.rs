//! Arguments of a document against the types of the schema, before anything is executed: which one cannot be
//! read, by its path.

use std::collections::HashSet;

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::registry::{MetaType, MetaTypeName};
use async_graphql::{Name, Positioned, ServerError, Variables};
use async_graphql_value::{ConstValue, Value};

use crate::error::{Error, Result};
use crate::graphql::{input_types, located};

/// Refuses an operation with an argument of which a scalar, an enum value or an input object cannot be read.
/// What else may be wrong with a document is left to validation.
pub(in crate::http) fn check(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    variables: &Variables,
) -> Result<(), ServerError> {
    let Some((_, operation)) = super::operation(document, operation_name) else { return Ok(()) };
    let root = match operation.ty {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    };
    let mut check = Check { document, operation, variables, seen: HashSet::new() };
    check.set(&operation.selection_set.node, input_types().types.get(root))
}

struct Check<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    /// Fragments that were looked at already.
    seen: HashSet<&'a Name>,
}

impl<'a> Check<'a> {
    fn set(&mut self, set: &'a SelectionSet, of: Option<&MetaType>) -> Result<(), ServerError> {
        let types = input_types();
        for item in &set.items {
            match &item.node {
                Selection::Field(Positioned { node: field, .. }) => {
                    let Some(known) = of.and_then(|of| of.field_by_name(&field.name.node)) else { continue };
                    for (name, value) in &field.arguments {
                        let Some(argument) = known.args.get(name.node.as_str()) else { continue };
                        let read = self.value(&value.node, &argument.ty, &name.node);
                        read.map_err(|error| located(error, value.pos))?;
                    }
                    self.set(&field.selection_set.node, types.concrete_type_by_name(&known.ty))?;
                }
                Selection::InlineFragment(Positioned { node: fragment, .. }) => {
                    let condition = fragment.type_condition.as_ref();
                    let of =
                        condition.map_or(of, |condition| types.types.get(condition.node.on.node.as_str()));
                    self.set(&fragment.selection_set.node, of)?;
                }
                Selection::FragmentSpread(Positioned { node: spread, .. }) => {
                    let name = &spread.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    if self.seen.insert(name) {
                        let of = types.types.get(fragment.node.type_condition.node.on.node.as_str());
                        self.set(&fragment.node.selection_set.node, of)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Refuses a value that is not of a type; `path` leads to it.
    fn value(&self, value: &Value, ty: &str, path: &str) -> Result<()> {
        if let Value::Variable(name) = value {
            let given = self.variable(name);
            return given.map_or(Ok(()), |given| self.value(&given, ty, path));
        }
        let name = match (MetaTypeName::create(ty), value) {
            (MetaTypeName::List(ty), Value::List(items)) => {
                let mut items = (0..).zip(items);
                return items.try_for_each(|(place, item): (usize, _)| {
                    self.value(item, ty, &format!("{path}.{place}"))
                });
            }
            // One value stands for a list of it.
            (MetaTypeName::NonNull(ty) | MetaTypeName::List(ty), _) => return self.value(value, ty, path),
            (MetaTypeName::Named(_), Value::Null) => return Ok(()),
            (MetaTypeName::Named(name), _) => name,
        };
        match (input_types().types.get(name), value) {
            (Some(MetaType::InputObject { input_fields, .. }), Value::Object(fields)) => {
                fields.iter().try_for_each(|(name, value)| match input_fields.get(name.as_str()) {
                    Some(field) => self.value(value, &field.ty, &format!("{path}.{name}")),
                    None => Ok(()),
                })
            }
            (Some(known), _) if !is_of(known, value) => Err(Error::bad_input(path, expected(known))),
            _ => Ok(()),
        }
    }

    /// The value of a variable: what is given, else its default.
    fn variable(&self, name: &Name) -> Option<Value> {
        let default = || {
            let mut definitions = self.operation.variable_definitions.iter();
            let definition = definitions.find(|definition| definition.node.name.node == *name)?;
            Some(definition.node.default_value.as_ref()?.node.clone())
        };
        self.variables.get(name).cloned().or_else(default).map(ConstValue::into_value)
    }
}

/// Whether a value that is not null is one of a scalar or an enum; no other value is one of an input object.
fn is_of(ty: &MetaType, value: &Value) -> bool {
    match (ty, value) {
        (MetaType::Enum { enum_values, .. }, Value::Enum(name)) => enum_values.contains_key(name.as_str()),
        (MetaType::Enum { enum_values, .. }, Value::String(name)) => enum_values.contains_key(name),
        (MetaType::Enum { .. } | MetaType::InputObject { .. }, _) => false,
        // The library looks at the range only when it executes.
        (MetaType::Scalar { name, .. }, Value::Number(number)) if name == "Int" => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        (MetaType::Scalar { is_valid: Some(is_valid), .. }, _) => {
            // Variables in a list or an object, which no scalar is.
            value.clone().into_const().is_some_and(|value| is_valid(&value))
        }
        _ => true,
    }
}

/// What is expected of a value of a type.
fn expected(ty: &MetaType) -> String {
    if let MetaType::Scalar { name, description: Some(text), specified_by_url: Some(_), .. } = ty {
        format!("expected a value of type {name}: {text}")
    } else {
        format!("expected a value of type {}", ty.name())
    }
}
