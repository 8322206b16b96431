#if canImport(SwiftUI)
  import SwiftUI

  private struct PrivacyKey: EnvironmentKey {
    static var defaultValue: Guard? { nil }
  }

  extension EnvironmentValues {
    /// The guard that `asks(with:)` put into the environment.
    public var privacy: Guard? {
      get { self[PrivacyKey.self] }
      set { self[PrivacyKey.self] = newValue }
    }
  }

  @available(iOS 15, macOS 12, *)
  extension View {
    /// Draws the guard's prompts over this scene and hands the guard to the views inside.
    public func asks(with privacy: Guard) -> some View {
      modifier(Asks(privacy: privacy))
    }
  }

  /// Follows the prompts while its scene is to be seen. A call or the control centre
  /// makes a scene inactive for a while and takes nothing down; the background does.
  @available(iOS 15, macOS 12, *)
  struct Asks: ViewModifier {
    let privacy: Guard
    @State private var model: PromptModel
    @State private var screen: PromptScreen?
    @Environment(\.scenePhase) private var phase

    init(privacy: Guard) {
      self.privacy = privacy
      _model = State(initialValue: PromptModel(for: privacy))
    }

    func body(content: Content) -> some View {
      content
        .environment(\.privacy, privacy)
        .sheet(item: $screen) { PromptView(screen: $0, model: model) }
        .task(id: phase) { await follow() }
        .onDisappear { model.disappear() }
    }

    private func follow() async {
      guard phase != .background else { return model.disappear() }
      model.appear()
      for await next in model.screens { screen = next }
    }
  }

  /// A consent's switch: asks when it is turned on, withdraws when it is turned off.
  @available(iOS 15, macOS 12, *)
  public struct ConsentToggle<Value: Sendable>: View {
    private let access: Access<Value>
    private let title: String?
    @Environment(\.privacy) private var privacy
    @State private var model: ToggleModel?
    @State private var isOn = false
    @State private var term = ""

    /// - Parameters:
    ///   - access: the access whose consent is switched.
    ///   - title: the label; nil for what the policy calls the data.
    public init(_ access: Access<Value>, title: String? = nil) {
      self.access = access
      self.title = title
    }

    /// The switch.
    public var body: some View {
      Toggle(isOn: position) { Text(title ?? term) }
        .task { await follow() }
    }

    private var position: Binding<Bool> {
      Binding(get: { @MainActor in isOn }, set: { @MainActor on in turn(on) })
    }

    private func turn(_ on: Bool) {
      Task { await model?.turn(on: on) }
    }

    private func follow() async {
      guard let privacy else { return }
      let consent = privacy.consents.first { $0.id == access.id }
      term = consent?.words(in: privacy.hub.options.language)?.term ?? access.id.rawValue
      let model = model ?? ToggleModel(access, in: privacy)
      self.model = model
      model.appear()
      for await position in model.positions { isOn = position }
    }
  }
#endif
