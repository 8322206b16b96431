import AskFirstTesting
import Foundation
import XCTest

@testable import AskFirst

/// Values that are watched: nobody waits for ever, whoever comes and goes meanwhile.
final class WatchTests: XCTestCase {
  /// A value that does something while it is compared, which is inside the lock.
  private struct Slow: Sendable, Equatable {
    let number: Int
    var whenCompared: (@Sendable () -> Void)?

    static func == (left: Slow, right: Slow) -> Bool {
      right.whenCompared?()
      return left.number == right.number
    }
  }

  /// The publisher stands inside the lock, the reader's canceller holds the runtime's
  /// lock of the reader's task and comes to leave: the publisher must not want that one too.
  func testAReaderMayBeCancelledWhileAValueIsPublished() async {
    let latest = Latest(Slow(number: 0))
    let stream = latest.stream()
    let seen = Locked(0)
    let reader = Task {
      for await _ in stream { seen.with { $0 += 1 } }
    }
    while seen.with({ $0 == 0 }) { await rest() }
    await rest()
    let ended = Locked(0)
    let value = Slow(number: 1) {
      Thread.detachNewThread {
        reader.cancel()
        ended.with { $0 += 1 }
      }
      Thread.sleep(forTimeInterval: 0.2)
    }
    Thread.detachNewThread {
      latest.publish(value)
      ended.with { $0 += 1 }
    }
    await eventually("publisher and canceller go on") { ended.with { $0 == 2 } }
  }

  func testAStreamMadeAfterTheEndHoldsTheLastValueAndEnds() async {
    let latest = Latest(1)
    latest.publish(2)
    latest.end()
    let seen = Locked<[Int]>([])
    let ended = Locked(false)
    // On a thread of its own: one that locks up must fail here and not hang.
    Thread.detachNewThread {
      let stream = latest.stream()
      Task {
        for await value in stream { seen.with { $0.append(value) } }
        ended.with { $0 = true }
      }
    }
    await eventually("the stream ends") { ended.with { $0 } }
    XCTAssertEqual(seen.with { $0 }, [2])
  }

  func testEveryReaderSeesTheLastValueAndNoneGoesBackwards() async {
    for _ in 0..<20 {
      let latest = Latest(0)
      let publishing = Task {
        for value in 1...200 { latest.publish(value) }
        latest.end()
      }
      // Whoever comes may find the publisher handing out, and the other way round.
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<40 {
          group.addTask {
            var last = -1
            for await value in latest.stream() {
              XCTAssertGreaterThan(value, last)
              last = value
            }
            XCTAssertEqual(last, 200)
          }
        }
      }
      await publishing.value
    }
  }

  func testTheTrueCountOfTheAudienceHasTheHighestNumber() async {
    let told = Locked<[Latest<Int>.Audience]>([])
    let latest = Latest(0) { now in told.with { $0.append(now) } }
    let stays = latest.stream()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask { for _ in 0..<200 { _ = latest.stream() } }
      }
    }
    await eventually("everybody else has left") {
      told.with { $0.max { $0.number < $1.number }?.count == 1 }
    }
    _ = stays
  }

  func testACountThatWasOvertakenIsNotTaken() {
    let link = Link(GuardOptions(), pack: Pack(name: "none", json: ""), directory: "")
    let screens = Screens(link: link, patience: 1_000)
    screens.audience(Latest.Audience(number: 1, count: 1))
    // One scene comes while another goes, and the news of it arrives in the wrong order.
    screens.audience(Latest.Audience(number: 3, count: 1))
    screens.audience(Latest.Audience(number: 2, count: 0))
    XCTAssertTrue(screens.hasScreen)
  }

  func testStatesThatAreAskedForAfterTheEndEndAsWell() async {
    let test = await accepted()
    let gate = test.guard.gate(.clipboard)
    test.guard.close()
    for await _ in test.guard.statuses {}
    let ended = Locked(false)
    Task {
      for await _ in gate.states {}
      ended.with { $0 = true }
    }
    await eventually("the stream ends") { ended.with { $0 } }
    XCTAssertFalse(gate.isOpen)
  }
}
