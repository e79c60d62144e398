//! The JSON of a base string that was taken apart.

use serde::Serialize;

use super::json::Text;
#[cfg(test)]
use super::schema::shape;
use crate::diagnose::apart::{Apart, Place, What};

/// A base string, place by place beside the right one.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "BaseStringParts"))]
pub(super) struct ApartJson {
    /// How many places known mistakes explain.
    explained: usize,
    places: Vec<PlacePartJson>,
    /// Whether it makes the captured signature under the given secrets; absent where that is not
    /// known.
    #[serde(skip_serializing_if = "Option::is_none")]
    makes_the_signature: Option<bool>,
}

/// A place where it parts from the right one.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "BaseStringPart"))]
struct PlacePartJson {
    what: &'static str,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Parameter>"))]
    parameter: Option<Text>,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Right>"))]
    right: Text,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "shape::Maybe<shape::Captured>"))]
    captured: Text,
    mistakes: Vec<String>,
}

impl ApartJson {
    pub(super) fn of(apart: &Apart) -> Self {
        Self {
            explained: apart.explained(),
            places: apart
                .places
                .iter()
                .map(|place| PlacePartJson::of(apart, place))
                .collect(),
            makes_the_signature: apart.signed.as_ref().map(|_| true),
        }
    }
}

impl PlacePartJson {
    fn of(apart: &Apart, place: &Place) -> Self {
        let ids = place.causes.iter().filter_map(|at| apart.causes.get(*at));
        Self {
            what: match place.what {
                What::Whole => "whole",
                What::Method => "method",
                What::PartSeparators => "separators",
                What::Uri => "uri",
                What::PairSeparators => "pair-separators",
                What::Pair(_) => "pair",
                What::Order => "order",
            },
            parameter: match &place.what {
                What::Pair(name) => Some(Text::of("parameter", name)),
                _ => None,
            },
            right: Text::of("right", &place.right),
            captured: Text::of("captured", &place.given),
            mistakes: ids.map(|cause| cause.id.clone()).collect(),
        }
    }
}
