//! Makes the generated Swift survive a panic and a cancelled task.
//!
//! As generated, a method that cannot fail is called with `try!`, so that a
//! panic in Rust takes the app down; and a cancelled Swift task leaves the Rust
//! future running, so that a prompt nobody waits for would stay up. Here every
//! such method throws instead, and cancelling a task cancels its future.
//!
//! Works on the text of UniFFI 0.32's templates and says so when that has changed.

/// The pieces of the async helper that change: what stands there, and what will.
const ASYNC_HELPER: [(&str, &str); 3] = [
    (
        "    completeFunc: (UInt64, UnsafeMutablePointer<RustCallStatus>) -> F,\n",
        "    cancelFunc: @escaping @Sendable (UInt64) -> (),\n    \
         completeFunc: (UInt64, UnsafeMutablePointer<RustCallStatus>) -> F,\n",
    ),
    (
        "    defer {\n        freeFunc(rustFuture)\n    }\n    var pollResult: Int8;\n    repeat {",
        "    let cancelling = UniffiCancelling(rustFuture, cancelFunc)\n    \
         defer {\n        cancelling.end()\n        freeFunc(rustFuture)\n    }\n    \
         await withTaskCancellationHandler {\n    var pollResult: Int8;\n    repeat {",
    ),
    (
        "    } while pollResult != UNIFFI_RUST_FUTURE_POLL_READY\n",
        "    } while pollResult != UNIFFI_RUST_FUTURE_POLL_READY\n    \
         } onCancel: {\n        cancelling.cancel()\n    }\n",
    ),
];

/// Cancels a future at most until it is freed: a freed handle must not be touched.
///
/// So its lock is held while it cancels. That resumes a task inside a lock, which is
/// safe for this one: it is the task that is being cancelled, whose own lock the
/// canceller holds already, and `end` is only called when nothing waits any more.
const CANCELLING: &str = "
fileprivate final class UniffiCancelling: @unchecked Sendable {
    private let lock = NSLock()
    private var future: UInt64?
    private let cancelFunc: @Sendable (UInt64) -> ()

    init(_ future: UInt64, _ cancelFunc: @escaping @Sendable (UInt64) -> ()) {
        self.future = future
        self.cancelFunc = cancelFunc
    }

    func cancel() {
        lock.lock()
        defer { lock.unlock() }
        if let future { cancelFunc(future) }
    }

    func end() {
        lock.lock()
        defer { lock.unlock() }
        future = nil
    }
}
";

const UNSUPPORTED: &str = "fatalError(\"Cancellation not supported yet\")";

/// Reworks one generated file.
///
/// # Errors
///
/// When the text is not what the pinned generator writes.
pub(crate) fn make_safe(source: &str) -> Result<String, String> {
    let mut text = format!("// swift-format-ignore-file\n{}", throwing(source)?);
    if text.contains("uniffiRustCallAsync(") {
        for (from, to) in ASYNC_HELPER {
            text = replace_once(&text, from, to)?;
        }
        text = cancellable(&text);
        text = replace_once(&text, UNSUPPORTED, "throw CancellationError()")?;
        text.push_str(CANCELLING);
    }
    Ok(text)
}

fn replace_once(text: &str, from: &str, to: &str) -> Result<String, String> {
    match text.matches(from).count() {
        1 => Ok(text.replacen(from, to, 1)),
        found => Err(format!(
            "the generated Swift holds {found} of what should be there once: `{}`",
            from.trim()
        )),
    }
}

/// Hands each call the function that cancels its future, which has the same name as the one that polls it.
fn cancellable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        out.push_str(line);
        out.push('\n');
        let name = line
            .trim()
            .strip_prefix("pollFunc: ")
            .and_then(|rest| rest.strip_suffix(','));
        if let Some(name) = name.filter(|name| name.contains("_rust_future_poll_")) {
            let cancel = name.replace("_rust_future_poll_", "_rust_future_cancel_");
            out.push_str(&format!("            cancelFunc: {{ {cancel}($0) }},\n"));
        }
    }
    out
}

/// Makes every function throw whose body calls Rust with `try!`, and the protocols with them.
fn throwing(source: &str) -> Result<String, String> {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut in_protocol = false;
    while !rest.is_empty() {
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let line = &rest[..end];
        let start = line.trim_start();
        if line.starts_with("public protocol ") && line.contains("AnyObject, Sendable") {
            in_protocol = true;
        } else if line.starts_with('}') {
            in_protocol = false;
        }
        if in_protocol && start.starts_with("func ") {
            out.push_str(&with_throws(line.trim_end()));
            out.push('\n');
            rest = &rest[end..];
        } else if is_call(start) {
            let length = body_end(rest).ok_or_else(|| format!("no end to `{}`", line.trim()))?;
            let function = &rest[..length];
            if function.contains("try!") {
                let open = function.find('{').unwrap_or(length);
                out.push_str(&with_throws(&function[..open]));
                out.push_str(&function[open..].replace("try!", "try"));
            } else {
                out.push_str(function);
            }
            rest = &rest[length..];
        } else {
            out.push_str(line);
            rest = &rest[end..];
        }
    }
    Ok(out)
}

/// Whether a declaration begins here that may call into Rust.
///
/// `uniffiCloneHandle` stays as it is: it is called where nothing can be thrown, and cannot panic.
fn is_call(line: &str) -> bool {
    let begins = [
        "open func ",
        "public static func ",
        "public func ",
        "public convenience init(",
    ];
    begins.iter().any(|begin| line.starts_with(begin)) && !line.contains("func uniffiCloneHandle(")
}

/// Where the braces that open next are closed again. Generated bodies hold no braces in strings.
fn body_end(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The same header with `throws` in its place.
fn with_throws(header: &str) -> String {
    if header.contains("throws") {
        return header.to_owned();
    }
    match header.find("->") {
        Some(at) => format!("{} throws {}", header[..at].trim_end(), &header[at..]),
        None => format!("{} throws ", header.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_calls_rust_throws_and_so_does_its_protocol() {
        let source = "public protocol BridgeProtocol: AnyObject, Sendable {\n    func status()  -> Status\n}\n\
                      open class Bridge {\nopen func status()  -> Status  {\n    return try!  lift(try! rustCall() { s in f(s) })\n}\n\
                      public func uniffiCloneHandle() -> UInt64 {\n    return try! rustCall { clone($0) }\n}\n}\n";
        let made = make_safe(source).unwrap();
        assert!(
            made.contains("    func status() throws -> Status\n"),
            "{made}"
        );
        assert!(
            made.contains(
                "open func status() throws -> Status  {\n    return try  lift(try rustCall()"
            ),
            "{made}"
        );
        assert!(
            made.contains("return try! rustCall { clone($0) }"),
            "{made}"
        );
    }

    #[test]
    fn an_async_helper_of_another_shape_is_an_error_and_no_silent_pass() {
        let source = "func uniffiRustCallAsync() {}\nlet x = uniffiRustCallAsync()\n";
        assert!(make_safe(source).unwrap_err().contains("completeFunc"));
    }
}
