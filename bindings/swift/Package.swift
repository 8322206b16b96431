// swift-tools-version: 6.0
//
// Two ways in.
//
// On Linux (where the tests run) the package links the library that Cargo has
// built: `target/debug` of this repository, or the folder named by
// ASKFIRST_LIBRARY_DIR. The header, the module map's half of it and the bridge
// are generated from that library; `bindings/swift/check generate` does it.
//
// On a Mac the package takes the XCFramework that `bindings/swift/make-xcframework`
// puts beside this file. That way was written for Xcode's users and not run here.
import Foundation
import PackageDescription

#if os(Linux)
  let environment = ProcessInfo.processInfo.environment
  let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let library =
    environment["ASKFIRST_LIBRARY_DIR"]
    ?? here.appendingPathComponent("../../target/debug").standardizedFileURL.path
  let core = Target.systemLibrary(name: "AskFirstFFI", path: "Sources/AskFirstFFI")
  let linking: [LinkerSetting] = [
    .unsafeFlags(["-L", library, "-Xlinker", "-rpath", "-Xlinker", library])
  ]
#else
  let core = Target.binaryTarget(name: "AskFirstFFI", path: "AskFirstFFI.xcframework")
  let linking: [LinkerSetting] = []
#endif

let package = Package(
  name: "AskFirst",
  defaultLocalization: "en",
  platforms: [.iOS(.v14), .macOS(.v11)],
  products: [
    .library(name: "AskFirst", targets: ["AskFirst"]),
    .library(name: "AskFirstTesting", targets: ["AskFirstTesting"]),
  ],
  targets: [
    core,
    // Generated, and kept in the language mode it was written for: in mode 6 it
    // crashes Swift 6.0's compiler. It is no product: nothing in it is API.
    .target(
      name: "AskFirstBridge",
      dependencies: ["AskFirstFFI"],
      swiftSettings: [.swiftLanguageMode(.v5)],
      linkerSettings: linking
    ),
    .target(
      name: "AskFirst",
      dependencies: ["AskFirstBridge", "AskFirstFFI"],
      resources: [.copy("PrivacyInfo.xcprivacy")],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
    .target(
      name: "AskFirstTesting",
      dependencies: ["AskFirst"],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
    // The README's example, compiled as it stands there.
    .testTarget(
      name: "ReadmeTests",
      dependencies: ["AskFirst"],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
    .testTarget(
      name: "AskFirstTests",
      dependencies: ["AskFirst", "AskFirstTesting"],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
  ]
)
