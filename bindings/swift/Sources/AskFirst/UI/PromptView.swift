#if canImport(SwiftUI)
  import SwiftUI

  /// Draws one prompt. The core chose its shape and its words; this view only lays them out.
  @available(iOS 15, macOS 12, *)
  struct PromptView: View {
    let screen: PromptScreen
    let model: PromptModel
    @State private var policy: PolicyDocument?

    var body: some View {
      ScrollView {
        VStack(alignment: .leading, spacing: 16) {
          header
          ForEach(screen.text.paragraphs.indices, id: \.self) { index in
            Text(screen.text.paragraphs[index].text).fixedSize(horizontal: false, vertical: true)
          }
          ForEach(screen.switches) { item in row(item) }
          if screen.offersPolicy {
            Button(screen.text.policyLabel) { policy = model.policy() }
          }
          controls
        }
        .padding(24)
      }
      .onAppear { model.shown() }
      .sheet(item: $policy) { PolicyView(document: $0) }
      .interactiveDismissDisabled(true)
    }

    private var header: some View {
      HStack(alignment: .top) {
        Text(screen.text.title).font(.title2).bold()
        Spacer()
        if screen.isClosable {
          Button {
            model.close()
          } label: {
            Image(systemName: "xmark")
          }
          .accessibilityLabel(screen.text.closeLabel)
        }
      }
    }

    private func row(_ item: PromptScreen.Switch) -> some View {
      let position = Binding(
        get: { item.isOn }, set: { @MainActor on in model.turn(item.id, on: on) })
      return Toggle(isOn: position) {
        VStack(alignment: .leading, spacing: 4) {
          Text(item.choice.title).font(.headline)
          Text(item.choice.detail).font(.footnote).foregroundColor(.secondary)
        }
      }
    }

    /// Equal in size and weight: neither answer is easier to give than the other.
    private var controls: some View {
      HStack(spacing: 12) {
        ForEach(screen.text.controls) { control in
          Button {
            model.press(control)
          } label: {
            Text(control.label).frame(maxWidth: .infinity, minHeight: 28)
          }
          .buttonStyle(.bordered)
          .controlSize(.large)
        }
      }
    }
  }

  /// Shows the policy's text.
  @available(iOS 15, macOS 12, *)
  struct PolicyView: View {
    let document: PolicyDocument

    var body: some View {
      ScrollView {
        VStack(alignment: .leading, spacing: 12) {
          Text(document.title).font(.title2).bold()
          ForEach(document.sections.indices, id: \.self) { index in
            Text(document.sections[index].heading).font(.headline)
            ForEach(document.sections[index].lines.indices, id: \.self) { line in
              Text(document.sections[index].lines[line]).fixedSize(horizontal: false, vertical: true)
            }
          }
        }
        .padding(24)
      }
    }
  }

  extension PolicyDocument: Identifiable {
    /// The title stands for the document.
    public var id: String { title }
  }
#endif
