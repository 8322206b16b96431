#if canImport(SwiftUI)
  import AskFirst
  import SwiftUI
  import Workbench

  /// Every request to read, and whether the ledger is sound.
  struct RecordView: View {
    let model: RecordModel
    let words: Words

    var body: some View {
      List {
        Section {
          Text(words[.recordIntro])
          Text(model.verdict)
        } header: {
          EmptyView()
        }
        Section {
          if model.rows.isEmpty { Text(words[.recordEmpty]) }
          ForEach(model.rows) { item in
            VStack(alignment: .leading, spacing: 2) {
              Text(item.access)
              Text(item.outcome).font(.footnote)
                .foregroundColor(item.isAllowed ? .accentColor : .secondary)
            }
          }
        } header: {
          EmptyView()
        }
      }
      .navigationTitle(words[.toolRecord])
      .task { await model.refresh() }
    }
  }

  /// The policy's full text, at any time.
  struct PolicyPage: View {
    let document: PolicyDocument
    let title: String

    var body: some View {
      ScrollView {
        VStack(alignment: .leading, spacing: 12) {
          Text(document.title).font(.title2).bold()
          ForEach(document.sections.indices, id: \.self) { index in
            Text(document.sections[index].heading).font(.headline).accessibilityAddTraits(.isHeader)
            ForEach(document.sections[index].lines.indices, id: \.self) { line in
              Text(document.sections[index].lines[line]).fixedSize(horizontal: false, vertical: true)
            }
          }
        }
        .padding(20)
      }
      .navigationTitle(title)
    }
  }
#endif
