#if canImport(SwiftUI)
  import SwiftUI
  import Workbench

  /// The deep-link SDK: what it does, what it wants, and what it got.
  struct LinksView: View {
    let model: LinksModel
    let words: Words

    var body: some View {
      List {
        Section {
          Text(words[.linksIntro])
          Text(model.sdkState).foregroundColor(.secondary)
          Button(words[.linksChoose]) { Task { await model.choose() } }.disabled(model.isBusy)
          Button(words[.linksOpen]) { Task { await model.openInvitation() } }
          if let invitation = model.invitation { Text(invitation) }
        } header: {
          Text(words[.linksSdk])
        }
        Section {
          ForEach(model.rows) { item in row(item) }
        } header: {
          Text(words[.linksItems])
        } footer: {
          Text(words[.linksStandin])
        }
      }
      .navigationTitle(words[.toolLinks])
      .task { await model.refresh() }
    }

    private func row(_ item: LinksModel.Row) -> some View {
      HStack(alignment: .firstTextBaseline) {
        VStack(alignment: .leading, spacing: 2) {
          Text(item.title)
          Text(item.note).font(.footnote).foregroundColor(.secondary)
        }
        Spacer()
        Text(item.badge).font(.footnote).foregroundColor(item.isOn ? .accentColor : .secondary)
      }
    }
  }
#endif
