#if canImport(SwiftUI)
  import SwiftUI
  import Workbench

  /// Every consent with its switch. Turning one on asks; turning one off withdraws, after a confirmation.
  struct ConsentsView: View {
    let model: ConsentsModel
    let words: Words
    @State private var withdrawing: ConsentsModel.Row?

    var body: some View {
      List {
        Section {
          Text(words[.privacyIntro])
          Text(words[.privacyPast]).font(.footnote).foregroundColor(.secondary)
          if let result = model.result { Text(result) }
        } header: {
          EmptyView()
        }
        ForEach(parties, id: \.self) { party in
          Section {
            ForEach(model.rows.filter { ($0.recipient ?? words[.privacyApp]) == party }) { item in row(item) }
          } header: {
            Text(party)
          }
        }
      }
      .navigationTitle(words[.toolPrivacy])
      .task { model.refresh() }
      .alert(words[.withdrawTitle], isPresented: isWithdrawing) {
        Button(words[.withdrawYes], role: .destructive) { withdraw() }
        Button(words[.withdrawNo], role: .cancel) { withdrawing = nil }
      } message: {
        Text(words(.withdrawText, withdrawing?.title ?? ""))
      }
    }

    private var parties: [String] {
      var seen: [String] = []
      for item in model.rows where !seen.contains(item.recipient ?? words[.privacyApp]) {
        seen.append(item.recipient ?? words[.privacyApp])
      }
      return seen
    }

    private var isWithdrawing: Binding<Bool> {
      Binding(
        get: { @MainActor in withdrawing != nil },
        set: { @MainActor shown in if !shown { withdrawing = nil } })
    }

    private func row(_ item: ConsentsModel.Row) -> some View {
      let position = Binding(
        get: { item.isOn }, set: { @MainActor on in turn(item, on: on) })
      return Toggle(isOn: position) {
        VStack(alignment: .leading, spacing: 2) {
          Text(item.title)
          Text("\(item.note) (\(item.clause))").font(.footnote).foregroundColor(.secondary)
        }
      }
    }

    private func turn(_ item: ConsentsModel.Row, on: Bool) {
      if on { Task { await model.turnOn(item) } } else { withdrawing = item }
    }

    private func withdraw() {
      guard let item = withdrawing else { return }
      withdrawing = nil
      Task { await model.withdraw(item) }
    }
  }
#endif
