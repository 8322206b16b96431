#if canImport(SwiftUI)
  import Foundation
  import SwiftUI
  import Workbench

  #if canImport(UIKit)
    import UIKit
  #endif

  /// The list of projects, and the one button that needs the position.
  struct NearbyView: View {
    let model: NearbyModel
    let words: Words
    @Environment(\.openURL) private var openURL

    var body: some View {
      List {
        Section {
          Text(words[.nearbyIntro])
          Button(words[.nearbySort]) { Task { await model.sort() } }.disabled(model.isBusy)
          Text(model.explanation).font(.footnote).foregroundColor(.secondary)
          if model.offersSettings { Button(words[.nearbySettings]) { openSettings() } }
        } header: {
          Text(model.heading)
        }
        Section {
          ForEach(model.projects) { project in row(project) }
        } header: {
          Text(words[.nearbyList])
        }
      }
      .navigationTitle(words[.toolNearby])
    }

    private func row(_ project: Project) -> some View {
      HStack(alignment: .firstTextBaseline) {
        VStack(alignment: .leading, spacing: 2) {
          Text(project.name)
          Text(project.note).font(.footnote).foregroundColor(.secondary)
        }
        Spacer()
        if let kilometres = project.kilometres {
          Text(words(.distanceKm, kilometres.formatted(.number.precision(.fractionLength(1)))))
            .foregroundColor(.secondary)
        }
      }
    }

    private func openSettings() {
      #if canImport(UIKit)
        if let settings = URL(string: UIApplication.openSettingsURLString) { openURL(settings) }
      #endif
    }
  }
#endif
