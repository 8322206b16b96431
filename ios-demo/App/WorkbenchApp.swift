import Foundation
import SwiftUI
import Workbench
import WorkbenchViews

/// The app. The guard opens with the model, before anything else runs.
@main struct WorkbenchApp: App {
  @State private var model = WorkbenchModel(language: Locale.preferredLanguages.first ?? "en")

  var body: some Scene {
    WindowGroup { RootView(model: model) }
  }
}
