//! The lines of a pack, and the companions that some of them have.

use super::{Line, LineIndex, Part};
use crate::pack;
use crate::pack::model::{
    Access, Action, Consent, ConsentRule, CrossBorder, Identifiability, Lasts, PackData, Region,
};
use crate::texts;

pub(super) fn lines_of(data: &PackData) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, function) in data.functions.iter().enumerate() {
        for access in &function.accesses {
            let purpose = access.purpose.as_deref().unwrap_or_default();
            lines.extend(line_of(data, &function.id, access, purpose, index, None));
        }
    }
    for (recipient_index, recipient) in data.recipients.iter().enumerate() {
        let function = data
            .functions
            .iter()
            .position(|f| f.id == recipient.function);
        for (item_index, item) in recipient.items.iter().enumerate() {
            for access in &item.accesses {
                let place = Some((recipient_index, item_index));
                lines.extend(function.and_then(|function| {
                    line_of(data, &recipient.id, access, &item.purpose, function, place)
                }));
            }
        }
    }
    add_companions(data, &mut lines);
    lines
}

/// Builds a line. A reference that a checked pack cannot leave open makes no
/// line at all, so the access stays undeclared rather than half-described.
fn line_of(
    data: &PackData,
    owner: &str,
    access: &Access,
    purpose: &str,
    function: usize,
    place: Option<(usize, usize)>,
) -> Option<Line> {
    let kind = data.kinds.iter().find(|kind| kind.id == access.kind)?;
    let purpose = data.purposes.iter().find(|known| known.id == purpose)?;
    let usual = if place.is_some() {
        Action::Share
    } else {
        Action::Collect
    };
    Some(Line {
        id: format!("{owner}.{}", access.id),
        part: Part::Whole,
        access: access.clone(),
        covers: pack::kinds::covered_by(kind),
        gated: pack::kinds::gated(kind, access.mode, place.is_some()),
        kind: kind.clone(),
        purpose: purpose.clone(),
        action: access.action.unwrap_or(usual),
        function,
        recipient: place.map(|(recipient, _)| recipient),
        item: place.map(|(_, item)| item),
        base: None,
        abroad: None,
        joined: None,
    })
}

fn add_companions(data: &PackData, lines: &mut Vec<Line>) {
    for index in 0..lines.len() {
        if may_go_abroad(data, &lines[index]) {
            lines[index].abroad = Some(lines.len());
            lines.push(companion(&lines[index], index, Part::Abroad));
        }
        if joins_make_it_personal(&lines[index]) {
            lines[index].joined = Some(lines.len());
            lines.push(companion(&lines[index], index, Part::Joined));
        }
    }
}

/// Whether the data go to a recipient abroad, and the pack lets a consent of its own allow that.
fn may_go_abroad(data: &PackData, line: &Line) -> bool {
    let goes = line
        .recipient
        .is_some_and(|index| data.recipients[index].region == Some(Region::Abroad));
    let rule = data.storage.as_ref().map(|storage| storage.abroad);
    goes && rule == Some(CrossBorder::SeparateConsent)
}

/// Whether the data say who somebody is only beside others: names were taken
/// out of them, or they never held any.
fn joins_make_it_personal(line: &Line) -> bool {
    matches!(
        line.kind.identifiability,
        Identifiability::WhenJoined | Identifiability::DeIdentified
    )
}

fn companion(of: &Line, base: LineIndex, part: Part) -> Line {
    let manner = texts::companion_manner(part);
    Line {
        id: format!("{}{}", of.id, part.suffix()),
        part,
        access: Access {
            consent: Consent {
                rule: ConsentRule::Prompt,
                lasts: Lasts::WhileUsing,
                method: of.access.consent.method,
            },
            manner,
            ..of.access.clone()
        },
        gated: true,
        base: Some(base),
        abroad: None,
        joined: None,
        ..of.clone()
    }
}
