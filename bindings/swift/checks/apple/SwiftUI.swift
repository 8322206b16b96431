// Declarations of the parts of SwiftUI that this library and its demo use, for
// type-checking on a machine without Apple's SDK. Never linked, never shipped.
// They show that the views agree with these declarations, not with Apple's
// overloads or availability.
import Foundation

@MainActor @preconcurrency public protocol View {
  associatedtype Body: View
  @ViewBuilder var body: Body { get }
}
extension Never: View { public var body: Never { fatalError("a declaration only") } }
public protocol Primitive: View where Body == Never {}
extension Primitive { public var body: Never { fatalError("a declaration only") } }

public struct EmptyView: Primitive { public nonisolated init() {} }
public struct AnyContent: Primitive {}
public struct TupleView<each V: View>: Primitive { nonisolated init() {} }
public struct Either<A: View, B: View>: Primitive { nonisolated init() {} }
extension Optional: View where Wrapped: View {
  public var body: Never { fatalError("a declaration only") }
}

@resultBuilder public enum ViewBuilder {
  public static func buildBlock() -> EmptyView { EmptyView() }
  public static func buildBlock<V: View>(_ view: V) -> V { view }
  public static func buildBlock<each V: View>(_ view: repeat each V) -> TupleView<repeat each V> {
    TupleView()
  }
  public static func buildExpression<V: View>(_ view: V) -> V { view }
  public static func buildIf<V: View>(_ view: V?) -> V? { view }
  public static func buildEither<A: View, B: View>(first: A) -> Either<A, B> { Either() }
  public static func buildEither<A: View, B: View>(second: B) -> Either<A, B> { Either() }
}

// MARK: state

@propertyWrapper public struct State<Value> {
  public init(wrappedValue: Value) {}
  public init(initialValue: Value) {}
  public var wrappedValue: Value {
    get { fatalError("a declaration only") }
    nonmutating set {}
  }
  public var projectedValue: Binding<Value> { fatalError("a declaration only") }
}

extension State where Value: ExpressibleByNilLiteral {
  public init() {}
}

@propertyWrapper @dynamicMemberLookup public struct Binding<Value> {
  public init(
    get: @escaping @isolated(any) @Sendable () -> Value,
    set: @escaping @isolated(any) @Sendable (Value) -> Void
  ) {}
  public var wrappedValue: Value {
    get { fatalError("a declaration only") }
    nonmutating set {}
  }
  public var projectedValue: Binding<Value> { self }
  public subscript<Subject>(dynamicMember path: WritableKeyPath<Value, Subject>) -> Binding<Subject> {
    fatalError("a declaration only")
  }
  public static func constant(_ value: Value) -> Binding<Value> { fatalError("a declaration only") }
}

@propertyWrapper @dynamicMemberLookup public struct Bindable<Value> {
  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
  public init(_ value: Value) { wrappedValue = value }
  public var wrappedValue: Value
  public var projectedValue: Bindable<Value> { self }
  public subscript<Subject>(dynamicMember path: ReferenceWritableKeyPath<Value, Subject>) -> Binding<Subject>
  {
    fatalError("a declaration only")
  }
}

public protocol EnvironmentKey {
  associatedtype Value
  static var defaultValue: Value { get }
}
public enum ScenePhase: Comparable, Sendable { case background, inactive, active }
public struct EnvironmentValues {
  public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
    get { K.defaultValue }
    set {}
  }
  public var scenePhase: ScenePhase {
    get { .active }
    set {}
  }
  public var locale: Locale {
    get { .current }
    set {}
  }
  public var openURL: OpenURLAction { OpenURLAction() }
  public var dismiss: DismissAction { DismissAction() }
}
@MainActor public struct OpenURLAction: Sendable {
  nonisolated init() {}
  public func callAsFunction(_ url: URL) {}
}
@MainActor public struct DismissAction: Sendable {
  nonisolated init() {}
  public func callAsFunction() {}
}
@propertyWrapper public struct Environment<Value> {
  public init(_ path: KeyPath<EnvironmentValues, Value>) {}
  public var wrappedValue: Value { fatalError("a declaration only") }
}

// MARK: app and scenes

public protocol Scene {
  associatedtype Body: Scene
  @SceneBuilder @MainActor var body: Body { get }
}
extension Never: Scene {}
@resultBuilder public enum SceneBuilder {
  public static func buildBlock<S: Scene>(_ scene: S) -> S { scene }
}
public struct WindowGroup<Content: View>: Scene {
  public init(@ViewBuilder content: () -> Content) {}
  public var body: Never { fatalError("a declaration only") }
}
@MainActor @preconcurrency public protocol App {
  associatedtype Body: Scene
  @SceneBuilder var body: Body { get }
  init()
}
extension App { public static func main() {} }

// MARK: views

public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum VerticalAlignment: Sendable { case top, center, bottom, firstTextBaseline }
public enum Alignment: Sendable { case leading, center, trailing, top, bottom, topLeading }
public enum TextAlignment: Sendable { case leading, center, trailing }

public struct VStack<Content: View>: Primitive {
  public init(
    alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
  ) {}
}
public struct HStack<Content: View>: Primitive {
  public init(
    alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
  ) {}
}
public struct ScrollView<Content: View>: Primitive { public init(@ViewBuilder content: () -> Content) {} }
public struct List<Content: View>: Primitive { public init(@ViewBuilder content: () -> Content) {} }
public struct Form<Content: View>: Primitive { public init(@ViewBuilder content: () -> Content) {} }
public struct NavigationView<Content: View>: Primitive { public init(@ViewBuilder content: () -> Content) {} }
public struct NavigationStack<Content: View>: Primitive { public init(@ViewBuilder root: () -> Content) {} }
public struct NavigationLink<Label: View, Destination: View>: Primitive {
  public init(@ViewBuilder destination: () -> Destination, @ViewBuilder label: () -> Label) {}
}
public struct Section<Header: View, Content: View, Footer: View>: Primitive {}
extension Section where Footer == EmptyView {
  public init(@ViewBuilder content: () -> Content, @ViewBuilder header: () -> Header) {}
}
extension Section {
  public init(
    @ViewBuilder content: () -> Content, @ViewBuilder header: () -> Header, @ViewBuilder footer: () -> Footer
  ) {}
}
public struct Group<Content: View>: Primitive { public init(@ViewBuilder content: () -> Content) {} }
public struct Spacer: Primitive { public init(minLength: CGFloat? = nil) {} }
public struct Divider: Primitive { public init() {} }
public struct ProgressView: Primitive { public init() {} }
public struct Text: Primitive {
  public init<S: StringProtocol>(_ text: S) {}
  public init(verbatim: String) {}
  public func bold() -> Text { self }
  public func font(_ font: Font?) -> Text { self }
  public func foregroundColor(_ color: Color?) -> Text { self }
}
public struct Image: Primitive { public init(systemName: String) {} }
public struct Label<Title: View, Icon: View>: Primitive {}
extension Label where Title == Text, Icon == Image {
  public init<S: StringProtocol>(_ title: S, systemImage: String) {}
}
public struct ButtonRole: Sendable {
  public static let destructive = ButtonRole()
  public static let cancel = ButtonRole()
}
public struct Button<Label: View>: Primitive {
  public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {}
}
extension Button where Label == Text {
  public init<S: StringProtocol>(_ title: S, action: @escaping @MainActor () -> Void) {}
  public init<S: StringProtocol>(_ title: S, role: ButtonRole?, action: @escaping @MainActor () -> Void) {}
}
public struct Toggle<Label: View>: Primitive {
  public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) {}
}
extension Toggle where Label == Text {
  public init<S: StringProtocol>(_ title: S, isOn: Binding<Bool>) {}
}
public struct TextField<Label: View>: Primitive {}
extension TextField where Label == Text {
  public init<S: StringProtocol>(_ title: S, text: Binding<String>) {}
}
public struct Picker<Label: View, Selection: Hashable, Content: View>: Primitive {}
extension Picker where Label == Text {
  public init<S: StringProtocol>(
    _ title: S, selection: Binding<Selection>, @ViewBuilder content: () -> Content
  ) {}
}
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Primitive {
  public init(
    _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content
  ) {}
}
extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
  public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}

// MARK: modifiers

public struct Font: Sendable {
  public enum Weight: Sendable { case regular, medium, semibold, bold }
  public static let largeTitle = Font()
  public static let title = Font()
  public static let title2 = Font()
  public static let title3 = Font()
  public static let headline = Font()
  public static let subheadline = Font()
  public static let body = Font()
  public static let footnote = Font()
  public static let caption = Font()
}
public protocol ShapeStyle: Sendable {}
public struct Color: Primitive, ShapeStyle, Sendable {
  public static let primary = Color()
  public static let secondary = Color()
  public static let accentColor = Color()
  public static let red = Color()
  public static let orange = Color()
}
public enum Edge: Sendable {
  public struct Set: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let horizontal = Set(rawValue: 1)
    public static let vertical = Set(rawValue: 2)
    public static let bottom = Set(rawValue: 4)
    public static let top = Set(rawValue: 8)
    public static let all = Set(rawValue: 15)
  }
}
public enum ControlSize: Sendable { case mini, small, regular, large }
public protocol PrimitiveButtonStyle {}
public struct BorderedButtonStyle: PrimitiveButtonStyle { public init() {} }
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle { public init() {} }
extension PrimitiveButtonStyle where Self == BorderedButtonStyle {
  public static var bordered: BorderedButtonStyle { BorderedButtonStyle() }
}
extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
  public static var borderedProminent: BorderedProminentButtonStyle { BorderedProminentButtonStyle() }
}
public struct AccessibilityTraits: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let isHeader = AccessibilityTraits(rawValue: 1)
}

@MainActor @preconcurrency public protocol ViewModifier {
  associatedtype Body: View
  @ViewBuilder func body(content: Content) -> Body
  typealias Content = ModifiedContentPlaceholder
}
public struct ModifiedContentPlaceholder: Primitive {}
public struct Modified: Primitive {}

extension View {
  public func modifier<M: ViewModifier>(_ modifier: M) -> some View { Modified() }
  public func environment<V>(_ path: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View {
    Modified()
  }
  public func padding(_ length: CGFloat) -> some View { Modified() }
  public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> some View { Modified() }
  public func font(_ font: Font?) -> some View { Modified() }
  public func foregroundColor(_ color: Color?) -> some View { Modified() }
  public func background<S: ShapeStyle>(_ style: S) -> some View { Modified() }
  public func frame(
    minWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil, maxHeight: CGFloat? = nil,
    alignment: Alignment = .center
  ) -> some View { Modified() }
  public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { Modified() }
  public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { Modified() }
  public func buttonStyle<S: PrimitiveButtonStyle>(_ style: S) -> some View { Modified() }
  public func controlSize(_ size: ControlSize) -> some View { Modified() }
  public func disabled(_ disabled: Bool) -> some View { Modified() }
  public func onAppear(perform action: (@MainActor () -> Void)? = nil) -> some View { Modified() }
  public func onDisappear(perform action: (@MainActor () -> Void)? = nil) -> some View { Modified() }
  public func task(_ action: @escaping @MainActor @Sendable () async -> Void) -> some View { Modified() }
  public func task<T: Equatable>(id: T, _ action: @escaping @MainActor @Sendable () async -> Void)
    -> some View
  {
    Modified()
  }
  public func sheet<Item: Identifiable, Content: View>(
    item: Binding<Item?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> Content
  ) -> some View { Modified() }
  public func sheet<Content: View>(
    isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
  ) -> some View { Modified() }
  public func alert<A: View, M: View>(
    _ title: String, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M
  ) -> some View { Modified() }
  public func interactiveDismissDisabled(_ disabled: Bool = true) -> some View { Modified() }
  public func navigationTitle<S: StringProtocol>(_ title: S) -> some View { Modified() }
  public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some View { Modified() }
  public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { Modified() }
}
