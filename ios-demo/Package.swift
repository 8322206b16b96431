// swift-tools-version: 6.0
//
// The demo without its app shell: the models, which build and are tested on
// Linux, and the SwiftUI views over them, which are empty files there. The app
// itself (`App/`) is an Xcode target that takes the product `WorkbenchViews`;
// README.md says how. On Linux the package links the library that Cargo has
// built, as bindings/swift/Package.swift explains.
import PackageDescription

let package = Package(
  name: "Workbench",
  defaultLocalization: "en",
  platforms: [.iOS(.v17), .macOS(.v14)],
  products: [
    .library(name: "WorkbenchViews", targets: ["WorkbenchViews"])
  ],
  dependencies: [
    .package(name: "AskFirst", path: "../bindings/swift")
  ],
  targets: [
    // Stands in for the real deep-link SDK, and knows nothing of AskFirst.
    .target(name: "LinkStandIn"),
    // Observation does not link on Linux without this; empty everywhere else.
    .target(name: "CLinuxObservation"),
    .target(
      name: "Workbench",
      dependencies: [
        "LinkStandIn",
        .product(name: "AskFirst", package: "AskFirst"),
        .target(name: "CLinuxObservation", condition: .when(platforms: [.linux])),
      ],
      resources: [.process("Resources")]
    ),
    .target(name: "WorkbenchViews", dependencies: ["Workbench"]),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: [
        "Workbench",
        .product(name: "AskFirstTesting", package: "AskFirst"),
      ]
    ),
  ]
)
