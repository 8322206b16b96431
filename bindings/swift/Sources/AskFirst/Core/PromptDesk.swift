/// Takes what a screen does with a prompt, one act after another.
///
/// `shown` and `press` may be called without waiting, and a press that overtook
/// its own `shown` would not count: so all acts go through one queue.
final class PromptDesk: Sendable {
  /// Does something and gives what is to be done once its anchor is kept.
  typealias Act = @Sendable (Link) async -> (@Sendable () -> Void)?

  private struct Drawing: Equatable {
    let ticket: UInt64
    let language: String
    let scene: Int
  }

  private let acts: AsyncStream<Act>.Continuation
  private let worker: Task<Void, Never>
  private let scene: @Sendable () -> Int
  private let last = Locked<Drawing?>(nil)

  /// - Parameters:
  ///   - scene: changes whenever another screen may draw.
  ///   - after: runs after each act, before its caller goes on.
  init(link: Link, scene: @escaping @Sendable () -> Int, after: @escaping @Sendable () async -> Void) {
    self.scene = scene
    let (stream, continuation) = AsyncStream.makeStream(of: Act.self)
    acts = continuation
    worker = Task {
      for await act in stream {
        let acknowledge = await act(link)
        await after()
        acknowledge?()
      }
    }
  }

  /// Queues an act.
  func send(_ act: @escaping @Sendable (Link) async -> some Sendable) {
    acts.yield { link in
      _ = await act(link)
      return nil
    }
  }

  /// Queues an act and waits for its answer.
  func ask<Answer: Sendable>(_ act: @escaping @Sendable (Link) async -> Answer) async -> Answer? {
    await withCheckedContinuation { waiter in
      let result = acts.yield { link in
        let answer = await act(link)
        return { waiter.resume(returning: answer) }
      }
      if case .terminated = result { waiter.resume(returning: nil) }
    }
  }

  /// Records a drawing. A view that draws itself again, after a rotation for
  /// instance, shows nothing new: only another language or another scene does.
  func shown(_ link: Link, _ ticket: UInt64, _ language: String) async -> Bool {
    let drawing = Drawing(ticket: ticket, language: language, scene: scene())
    if last.with({ $0 == drawing }) {
      return link.prompt(desk: nil, language: language)?.id == ticket
    }
    guard await link.shown(ticket: ticket, language: language) else { return false }
    last.with { $0 = drawing }
    return true
  }

  func close() { acts.finish() }
}
