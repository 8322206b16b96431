/// Takes what a screen does with a prompt, one act after another.
///
/// `shown` and `press` may be called without waiting, and a press that overtook
/// its own `shown` would not count: so all acts go through one queue.
final class PromptDesk: Sendable {
  typealias Act = @Sendable (Link) async -> Void

  private let acts: AsyncStream<Act>.Continuation
  private let worker: Task<Void, Never>

  /// - Parameter after: runs after each act, before its caller goes on.
  init(link: Link, after: @escaping @Sendable () async -> Void) {
    let (stream, continuation) = AsyncStream.makeStream(of: Act.self)
    acts = continuation
    worker = Task {
      for await act in stream {
        await act(link)
        await after()
      }
    }
  }

  /// Queues an act.
  func send(_ act: @escaping @Sendable (Link) async -> some Sendable) {
    acts.yield { link in _ = await act(link) }
  }

  /// Queues an act and waits for its answer.
  func ask<Answer: Sendable>(_ act: @escaping @Sendable (Link) async -> Answer) async -> Answer? {
    await withCheckedContinuation { waiter in
      let result = acts.yield { link in waiter.resume(returning: await act(link)) }
      if case .terminated = result { waiter.resume(returning: nil) }
    }
  }

  func close() { acts.finish() }
}
