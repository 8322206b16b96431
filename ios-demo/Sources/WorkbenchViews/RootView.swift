#if canImport(SwiftUI)
  import AskFirst
  import SwiftUI
  import Workbench

  /// The whole app: its home page, with the guard's prompts drawn over it.
  public struct RootView: View {
    private let model: WorkbenchModel

    /// - Parameter model: the app's root model.
    public init(model: WorkbenchModel) { self.model = model }

    /// The page.
    public var body: some View {
      NavigationStack { HomeView(model: model) }
        .asks(with: model.privacy)
        .task { await model.start() }
    }
  }

  struct HomeView: View {
    let model: WorkbenchModel
    private var words: Words { model.words }

    var body: some View {
      List {
        if model.mode == .asksAge { AgeView(model: model) }
        if let notice = model.notice { NoticeView(model: model, notice: notice) }
        Section {
          VStack(alignment: .leading, spacing: 4) {
            Text(words[.taskTitle]).font(.headline)
            Text(words[.taskNote]).foregroundColor(.secondary)
            Text(words[.taskProgress]).font(.footnote).foregroundColor(.secondary)
          }
        } header: {
          Text(words[.homeToday])
        }
        Section {
          NavigationLink {
            NearbyView(model: model.nearby, words: words)
          } label: {
            ToolRow(words[.toolNearby], model.note(for: model.nearby.state), "location")
          }
          NavigationLink {
            LinksView(model: model.links, words: words)
          } label: {
            ToolRow(words[.toolLinks], model.links.note, "link")
          }
        } header: {
          Text(words[.homeTools])
        }
        Section {
          NavigationLink {
            ConsentsView(model: model.consents, words: words)
          } label: {
            ToolRow(words[.toolPrivacy], words[.notePrivacy], "hand.raised")
          }
          NavigationLink {
            RecordView(model: model.record, words: words)
          } label: {
            ToolRow(words[.toolRecord], words[.noteRecord], "list.bullet")
          }
          NavigationLink {
            PolicyPage(document: model.privacy.policy.document(), title: words[.toolPolicy])
          } label: {
            ToolRow(words[.toolPolicy], words[.notePolicy], "doc.text")
          }
        } header: {
          Text(words[.homeYours])
        } footer: {
          Text(words[.homeDemo])
        }
      }
      .navigationTitle(words[.appName])
      .task { await model.refresh() }
    }
  }

  /// Asks for the age where the policy has rules for minors: three equal answers, none chosen beforehand.
  struct AgeView: View {
    let model: WorkbenchModel

    var body: some View {
      Section {
        Text(model.words[.ageText]).fixedSize(horizontal: false, vertical: true)
        ForEach(WorkbenchModel.bands, id: \.years) { band in
          Button(model.words[band.words]) { Task { await model.stateAge(band.years) } }
        }
      } header: {
        Text(model.words[.ageTitle])
      }
    }
  }

  /// Says that the app runs in limited mode, and offers the way back to the question.
  struct NoticeView: View {
    let model: WorkbenchModel
    let notice: (title: String, text: String, offersPolicy: Bool)

    var body: some View {
      Section {
        VStack(alignment: .leading, spacing: 8) {
          Label(notice.title, systemImage: "lock").font(.headline)
          Text(notice.text).fixedSize(horizontal: false, vertical: true)
          if notice.offersPolicy {
            Button(model.words[.limitedAction]) { Task { await model.present() } }
              .buttonStyle(.bordered)
          }
        }
      } header: {
        EmptyView()
      }
    }
  }

  struct ToolRow: View {
    private let title: String
    private let note: String
    private let symbol: String

    init(_ title: String, _ note: String, _ symbol: String) {
      self.title = title
      self.note = note
      self.symbol = symbol
    }

    var body: some View {
      HStack(alignment: .center, spacing: 12) {
        Image(systemName: symbol).foregroundColor(.accentColor)
        VStack(alignment: .leading, spacing: 2) {
          Text(title)
          Text(note).font(.footnote).foregroundColor(.secondary)
        }
      }
    }
  }
#endif
