import Foundation
import XCTest

/// The README's Swift example is compiled with this target; here it is compared with the README.
final class ReadmeTests: XCTestCase {
  func testTheExampleThatIsCompiledIsTheReadmes() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { root.deleteLastPathComponent() }
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let compiled = try String(
      contentsOf: here.appendingPathComponent("generated/ReadmeExample.swift"), encoding: .utf8)
    XCTAssertTrue(readme.contains("```swift\n\(compiled)```"), "run `cargo xtask test`, which extracts it")
    XCTAssertLessThan(compiled.split(separator: "\n").count, 15)
  }
}
