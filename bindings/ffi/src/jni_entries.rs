//! Start-up and the hot call for the JVM and Android.
//!
//! Everything from opening to a read that asks nobody goes this way, so that
//! start-up never loads JNA. What comes back is a number or one line of fields
//! with tabs between them; zero, an empty line and anything unknown mean *no*.
//! The Kotlin side of each entry is `org.askfirst.internal.Native`.

use std::time::Duration;

use jni::errors::LogErrorAndDefault;
use jni::objects::{JByteArray, JClass, JObjectArray, JString};
use jni::sys::{jboolean, jint, jlong};
use jni::{Env, EnvUnowned};

use askfirst::Timestamp;
use askfirst::catalogue::Catalogue;
use askfirst::decide::{Ask, Permission, PlatformState};
use askfirst::guard::{Gate, Guard, PolicyState, ReadOutcome};

use crate::bridge;
use crate::input::{self, options_of, parts_of};
use crate::keys::{self, AnchorAnswer, KeyAnswer};
use crate::mirror::{Shut, Status, Verdict};
use crate::{logs, table};

/// What [`finish`](Java_org_askfirst_internal_Native_finish) says of a value that may be used.
const KEPT: &str = "kept";

type Strings<'local> = JObjectArray<'local, JString<'local>>;

/// A panic or a JNI failure inside an entry becomes the entry's default, which is a *no*.
macro_rules! entry {
    ($env:ident, $work:expr) => {
        $env.with_env(|env| -> jni::errors::Result<_> { $work(env) })
            .resolve::<LogErrorAndDefault>()
    };
}

fn guard(handle: jlong) -> Option<&'static Guard> {
    table::get(handle.cast_unsigned())
}

/// Opens a guard; its number, or 0.
// SAFETY (of this and every name below): the names are this library's own, and
// the arguments are what the Kotlin declarations of the same names pass.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_open<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    options: Strings<'local>,
) -> jlong {
    entry!(env, |env: &mut Env<'local>| {
        let fields = strings(env, &options)?;
        let number = match options_of(&fields) {
            Ok(options) => bridge::open(options),
            Err(detail) => bridge::refused(detail),
        };
        Ok(number.cast_signed())
    })
}

/// Hands over what the key store said (1 key, 2 locked, 3 busy, 4 lost) and
/// what the anchor store did (1 nothing was kept, 2 kept, else it cannot be read).
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_supplyKey<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    answer: jint,
    key: JByteArray<'local>,
    kept: jint,
    anchor: JByteArray<'local>,
) {
    entry!(env, |env: &mut Env<'local>| {
        let answer = match answer {
            1 if !key.is_null() => KeyAnswer::Key {
                bytes: env.convert_byte_array(&key)?,
            },
            4 => KeyAnswer::Lost,
            _ => KeyAnswer::Locked,
        };
        let anchor = match kept {
            1 => AnchorAnswer::None,
            2 if !anchor.is_null() => AnchorAnswer::Kept {
                bytes: env.convert_byte_array(&anchor)?,
            },
            _ => AnchorAnswer::Broken,
        };
        if let Some(guard) = guard(handle) {
            guard.supply_key(keys::key_answer(answer), keys::anchor(anchor));
        }
        Ok(())
    });
}

/// The status as `opening`, `ready\tROLLBACK` or `closed\tCAUSE\tDETAIL\tENTRY\tCAN_START_AGAIN`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_status<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
) -> JString<'local> {
    entry!(env, |env: &mut Env<'local>| {
        let line = guard(handle).map_or("closed\tFAULT\tno such guard\t".to_owned(), status_line);
        env.new_string(line)
    })
}

/// The gate of an access by its id.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_gate<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    access: JString<'local>,
) -> jint {
    entry!(env, |env: &mut Env<'local>| {
        let access = access.try_to_string(env)?;
        Ok(guard(handle).map_or(0, |guard| guard.gate(&access).0.cast_signed()))
    })
}

/// The gate of an access by its id, for reading one kind of data through it.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_gateOfKind<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    access: JString<'local>,
    kind: JString<'local>,
) -> jint {
    entry!(env, |env: &mut Env<'local>| {
        let (access, kind) = (access.try_to_string(env)?, kind.try_to_string(env)?);
        Ok(guard(handle).map_or(0, |guard| {
            guard.gate_of_kind(&access, &kind).0.cast_signed()
        }))
    })
}

/// The gate of an access by its parts: kind, function, purpose, recipient, controller, mode, action, source.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_gateOf<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    parts: Strings<'local>,
) -> jint {
    entry!(env, |env: &mut Env<'local>| {
        let fields = strings(env, &parts)?;
        let parts = input::parts(parts_of(&fields));
        Ok(guard(handle).map_or(0, |guard| guard.gate_of(&parts).0.cast_signed()))
    })
}

/// What `isOpen` takes.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_token<'local>(
    _env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    gate: jint,
) -> jlong {
    table::token(handle.cast_unsigned(), gate.cast_unsigned()).cast_signed()
}

/// Whether consent stands. Does not enter the environment, and cannot panic.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_isOpen<'local>(
    _env: EnvUnowned<'local>,
    _class: JClass<'local>,
    token: jlong,
) -> jboolean {
    table::is_open(token.cast_unsigned())
}

/// Decides without asking. Blocks the calling thread for as long as the decision takes.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_requestNow<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    gate: jint,
    platform: jint,
) -> JString<'local> {
    entry!(env, |env: &mut Env<'local>| {
        let line = guard(handle).map_or(String::new(), |guard| {
            let answer = guard
                .request(
                    Gate(gate.cast_unsigned()),
                    Ask::Never,
                    platform_of(platform),
                )
                .wait();
            verdict_line(&bridge::verdict(handle.cast_unsigned(), guard, answer))
        });
        env.new_string(line)
    })
}

/// Spends a permit. Memory only.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_spend<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    permit: jlong,
) -> jboolean {
    entry!(env, |_: &mut Env<'local>| Ok(
        guard(handle).is_some_and(|it| it.spend(permit.cast_unsigned()))
    ))
}

/// Ends a permit: `kept`, or the line of a shut door if the value must be dropped.
///
/// Null, which a fault gives, and anything unknown drop the value.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_finish<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    permit: jlong,
    outcome: jint,
) -> JString<'local> {
    entry!(env, |env: &mut Env<'local>| {
        let Some(guard) = guard(handle) else {
            return env.new_string("");
        };
        match guard.finish(permit.cast_unsigned(), outcome_of(outcome)) {
            Some(shut) => env.new_string(shut_line(&bridge::described(
                handle.cast_unsigned(),
                guard,
                &shut,
            ))),
            None => env.new_string(KEPT),
        }
    })
}

/// Waits for a change; the count then.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_awaitChange<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    since: jlong,
    timeout_ms: jlong,
) -> jlong {
    entry!(env, |_: &mut Env<'local>| {
        let limit = Duration::from_millis(u64::try_from(timeout_ms).unwrap_or(0));
        let change = guard(handle).map_or(0, |guard| {
            guard.wait_for_change(since.cast_unsigned(), limit)
        });
        Ok(change.cast_signed())
    })
}

/// A gate as `open\tSTANDING\tSINCE` or `shut\tSTANDING\tSINCE\tCODE\tGROUP`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_gateState<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    gate: jint,
) -> JString<'local> {
    entry!(env, |env: &mut Env<'local>| {
        let line = guard(handle).map_or(String::new(), |guard| gate_line(guard, gate));
        env.new_string(line)
    })
}

/// `accepted`, `declined` or `not_answered`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_policyState<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
) -> JString<'local> {
    entry!(env, |env: &mut Env<'local>| {
        let name = match guard(handle).map(Guard::policy_state) {
            Some(PolicyState::Accepted) => "accepted",
            Some(PolicyState::Declined) => "declined",
            Some(PolicyState::NotAnswered) | None => "not_answered",
        };
        env.new_string(name)
    })
}

/// A sentence for a reason; empty if there is none.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_reasonMessage<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    code: JString<'local>,
    language: JString<'local>,
) -> JString<'local> {
    entry!(env, |env: &mut Env<'local>| {
        let (code, language) = (code.try_to_string(env)?, language.try_to_string(env)?);
        env.new_string(bridge::reason_message(code, language))
    })
}

/// Whether a question waits for a person.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_hasPrompt<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
) -> jboolean {
    entry!(env, |_: &mut Env<'local>| Ok(
        guard(handle).is_some_and(|guard| guard.prompt().is_some())
    ))
}

/// What was logged since the last call: level, target, message, level, …
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_takeLogs<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    _handle: jlong,
) -> Strings<'local> {
    entry!(env, |env: &mut Env<'local>| {
        let fields: Vec<String> = logs::take_logs()
            .into_iter()
            .flat_map(|it| [it.level, it.target, it.message])
            .collect();
        array(env, &fields)
    })
}

/// What the host must keep outside the ledger, or null.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_anchor<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
) -> JByteArray<'local> {
    entry!(
        env,
        |env: &mut Env<'local>| match guard(handle).and_then(Guard::anchor) {
            Some(anchor) => env.byte_array_from_slice(&anchor.to_bytes()),
            None => Ok(JByteArray::null()),
        }
    )
}

/// Reports what an older release remembered as agreement; kept until the guard is open.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_legacyAcceptance<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    text_version: JString<'local>,
    at_ms: jlong,
) {
    entry!(env, |env: &mut Env<'local>| {
        let text_version = text_version.try_to_string(env)?;
        if let Some(guard) = guard(handle) {
            // Not waited for: the guard takes it in before any question of this process.
            drop(guard.reported_acceptance(text_version, Timestamp(at_ms)));
        }
        Ok(())
    });
}

/// Every access that the pack declares: id, kind, id, …
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_declared<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
) -> Strings<'local> {
    entry!(env, |env: &mut Env<'local>| {
        let catalogue = guard(handle).and_then(Guard::catalogue);
        let lines = catalogue.map_or(&[][..], Catalogue::lines).iter();
        let fields: Vec<&str> = lines
            .flat_map(|line| [line.id.as_str(), line.kind.id.as_str()])
            .collect();
        array(env, &fields)
    })
}

/// Reports the system's permission for a gate, on resume. Does not wait.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_platformSeen<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    gate: jint,
    platform: jint,
) {
    entry!(env, |_: &mut Env<'local>| {
        if let Some(guard) = guard(handle) {
            drop(guard.platform_seen(Gate(gate.cast_unsigned()), platform_of(platform)));
        }
        Ok(())
    });
}

/// Tells whether there is a screen to draw prompts on. Does not wait.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_screen<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
    present: jboolean,
) {
    entry!(env, |_: &mut Env<'local>| {
        if let Some(guard) = guard(handle) {
            guard.screen(present);
        }
        Ok(())
    });
}

/// Comes back when everything said before has been handled.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_settle<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
) {
    entry!(env, |_: &mut Env<'local>| {
        if let Some(guard) = guard(handle) {
            let () = guard.settle().wait();
        }
        Ok(())
    });
}

/// Closes a guard.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_askfirst_internal_Native_close<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    handle: jlong,
) {
    entry!(env, |_: &mut Env<'local>| {
        if let Some(guard) = guard(handle) {
            guard.close();
        }
        Ok(())
    });
}

// Reading what Kotlin passes.

fn strings<'local>(
    env: &mut Env<'local>,
    array: &Strings<'local>,
) -> jni::errors::Result<Vec<String>> {
    let length = array.len(env)?;
    (0..length)
        .map(|index| {
            let element = array.get_element(env, index)?;
            element.try_to_string(env)
        })
        .collect()
}

/// The permission in the low three bits, then the switch, the foreground and the screen.
fn platform_of(bits: jint) -> PlatformState {
    PlatformState {
        permission: match bits & 7 {
            0 => Permission::NotNeeded,
            1 => Permission::Granted,
            2 => Permission::NotAsked,
            4 => Permission::Unavailable,
            _ => Permission::Denied,
        },
        switch_on: bits & 8 != 0,
        foreground: bits & 16 != 0,
        screen: bits & 32 != 0,
    }
}

fn outcome_of(code: jint) -> ReadOutcome {
    match code {
        0 => ReadOutcome::Read,
        1 => ReadOutcome::NotOffered,
        2 => ReadOutcome::NoValue,
        3 => ReadOutcome::TimedOut,
        _ => ReadOutcome::Failed,
    }
}

// Writing what Kotlin reads.

fn array<'local>(
    env: &mut Env<'local>,
    fields: &[impl AsRef<str>],
) -> jni::errors::Result<Strings<'local>> {
    let first = env.new_string("")?;
    let array = JObjectArray::<JString<'local>>::new(env, fields.len(), &first)?;
    for (index, field) in fields.iter().enumerate() {
        let text = env.new_string(field.as_ref())?;
        array.set_element(env, index, &text)?;
    }
    Ok(array)
}

fn status_line(guard: &Guard) -> String {
    match Status::from(guard.status()) {
        Status::Opening => "opening".to_owned(),
        Status::Ready {
            rollback_detectable,
        } => format!("ready\t{rollback_detectable}"),
        Status::Closed {
            cause,
            detail,
            entry,
            can_start_again,
        } => {
            let entry = entry.map_or(String::new(), |entry| entry.to_string());
            let detail = detail.replace(['\t', '\n'], " ");
            format!(
                "closed\t{}\t{detail}\t{entry}\t{can_start_again}",
                cause.name()
            )
        }
    }
}

fn verdict_line(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Permit { id, entry } => format!("permit\t{id}\t{entry}"),
        Verdict::Shut { shut } => shut_line(shut),
        // Nobody is there to show a dialog to.
        Verdict::AskSystem { .. } => String::new(),
    }
}

fn shut_line(shut: &Shut) -> String {
    let effect = shut.effect.as_deref().unwrap_or_default();
    let (code, group) = (&shut.reason.code, shut.reason.group.name());
    format!("shut\t{code}\t{group}\t{}\t{effect}", shut.remedy.name())
}

fn gate_line(guard: &Guard, gate: jint) -> String {
    let state = guard.gate_state(Gate(gate.cast_unsigned()));
    let since = state
        .since
        .map_or(String::new(), |since| since.0.to_string());
    let standing = state.standing.name();
    match state.reason {
        None => format!("open\t{standing}\t{since}"),
        Some(reason) => format!(
            "shut\t{standing}\t{since}\t{}\t{}",
            reason.code(),
            reason.group().name()
        ),
    }
}
