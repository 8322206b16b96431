import AskFirst
import Foundation
import LinkStandIn

/// The app's hand on the deep-link SDK. The only place that starts it.
public final class LinkAdapter: SDKAdapter {
  private final class Door: @unchecked Sendable {
    private let lock = NSLock()
    private weak var privacy: Guard?

    func open(_ privacy: Guard) { lock.withLock { self.privacy = privacy } }
    var present: Guard? { lock.withLock { privacy } }
  }

  /// The SDK.
  public let sdk: LinkStandIn
  /// The recipient of the pack that the SDK is.
  public let recipient = Recipient.jmlink
  private let door = Door()

  /// - Parameter sdk: the SDK.
  public init(_ sdk: LinkStandIn = LinkStandIn()) { self.sdk = sdk }

  /// Ties the knot: the guard is opened with this adapter, and the adapter hands
  /// out only what passes the guard's gates.
  public func read(through privacy: Guard) { door.open(privacy) }

  /// Starts the SDK with nothing but gates in its hands.
  public func start(allowed: Set<AccessID>) async {
    guard let privacy = door.present else { return }
    await sdk.start(with: Handed(privacy: privacy))
  }

  /// Stops the SDK; this one can.
  public func stop() async -> Stopped {
    await sdk.stop()
    return .now
  }

  private struct Handed: LinkData {
    weak var privacy: Guard?

    func deviceID() async -> String? {
      await privacy?.gate(.jmlinkDeviceID).read(ask: .never).value?.value.uuidString
    }

    func device() async -> String? {
      await privacy?.gate(.jmlinkDeviceInfo).use(ask: .never) {
        ProcessInfo.processInfo.operatingSystemVersionString
      }.value
    }

    func network() async -> String? {
      await privacy?.gate(.jmlinkNetwork).use(ask: .never) { "wifi" }.value
    }

    func region() async -> String? {
      await privacy?.gate(.jmlinkLocation).read(ask: .never).value
        .map { "\(Int($0.latitude)),\(Int($0.longitude))" }
    }

    func installedApps() async -> [String]? {
      await privacy?.gate(.jmlinkAppList).read(ask: .never).value?.answeringSchemes.sorted()
    }

    func clipboard() async -> String? {
      await privacy?.gate(.jmlinkClipboard).read(ask: .never).value?.text
    }
  }
}
