import Foundation

#if canImport(Contacts)
  import Contacts

  extension KindSource where Value == [Row] {
    /// The address book. From iOS 18 the person may let the app see some contacts; the list then holds these.
    public static var contacts: KindSource {
      KindSource(
        purposeKey: "NSContactsUsageDescription",
        system: { state(of: CNContactStore.authorizationStatus(for: .contacts)) },
        ask: {
          _ = try? await CNContactStore().requestAccess(for: .contacts)
          return state(of: CNContactStore.authorizationStatus(for: .contacts))
        },
        reading: {
          let keys = [CNContactGivenNameKey, CNContactFamilyNameKey, CNContactPhoneNumbersKey]
          let request = CNContactFetchRequest(keysToFetch: keys.map { $0 as any CNKeyDescriptor })
          var rows: [Row] = []
          do {
            try CNContactStore().enumerateContacts(with: request) { contact, _ in
              let number = contact.phoneNumbers.first?.value.stringValue
              rows.append(
                Row(["given": contact.givenName, "family": contact.familyName, "number": number ?? ""]))
            }
          } catch {
            return .missing(.failed)
          }
          return .value(rows)
        })
    }

    private static func state(of status: CNAuthorizationStatus) -> SystemState {
      switch status {
      case .notDetermined: SystemState(permission: .notAsked)
      case .authorized, .limited: SystemState(permission: .granted)
      case .restricted, .denied: SystemState(permission: .denied)
      // A status of a later system is no permission until somebody has decided what it means.
      @unknown default: SystemState(permission: .denied)
      }
    }
  }
#endif

#if canImport(EventKit)
  import EventKit

  extension KindSource where Value == [Row] {
    /// The calendar. Writing alone, which iOS 17 allows by itself, lets nothing be read.
    public static var calendar: KindSource {
      KindSource(
        purposeKey: "NSCalendarsFullAccessUsageDescription",
        system: { state(of: EKEventStore.authorizationStatus(for: .event)) },
        ask: {
          if #available(iOS 17, macOS 14, *) {
            _ = try? await EKEventStore().requestFullAccessToEvents()
          }
          return state(of: EKEventStore.authorizationStatus(for: .event))
        },
        reading: {
          let store = EKEventStore()
          let now = Date()
          let month = store.predicateForEvents(
            withStart: now, end: now.addingTimeInterval(30 * 86_400), calendars: nil)
          return .value(
            store.events(matching: month).map { event in
              Row(["title": event.title ?? "", "start": "\(event.startDate.timeIntervalSince1970)"])
            })
        })
    }

    private static func state(of status: EKAuthorizationStatus) -> SystemState {
      switch status {
      case .notDetermined: SystemState(permission: .notAsked)
      case .fullAccess: SystemState(permission: .granted)
      case .restricted, .denied, .writeOnly: SystemState(permission: .denied)
      // A status of a later system is no permission until somebody has decided what it means.
      @unknown default: SystemState(permission: .denied)
      }
    }
  }
#endif

#if canImport(Photos)
  import Photos

  extension KindSource where Value == [Row] {
    /// The photos. Where the person picked some, the list holds these.
    public static var photos: KindSource {
      KindSource(
        purposeKey: "NSPhotoLibraryUsageDescription",
        system: { state(of: PHPhotoLibrary.authorizationStatus(for: .readWrite)) },
        ask: { state(of: await PHPhotoLibrary.requestAuthorization(for: .readWrite)) },
        reading: {
          var rows: [Row] = []
          PHAsset.fetchAssets(with: .image, options: nil).enumerateObjects { asset, _, _ in
            rows.append(Row(["id": asset.localIdentifier]))
          }
          return .value(rows)
        })
    }

    private static func state(of status: PHAuthorizationStatus) -> SystemState {
      switch status {
      case .notDetermined: SystemState(permission: .notAsked)
      case .authorized, .limited: SystemState(permission: .granted)
      case .restricted, .denied: SystemState(permission: .denied)
      // A status of a later system is no permission until somebody has decided what it means.
      @unknown default: SystemState(permission: .denied)
      }
    }
  }
#endif

#if canImport(AVFoundation)
  import AVFoundation

  extension KindSource where Value == Never {
    /// The camera's permission. What is captured is the app's own code behind `use`.
    public static var camera: KindSource { capture(.video, "NSCameraUsageDescription") }
    /// The microphone's permission. What is recorded is the app's own code behind `use`.
    public static var microphone: KindSource { capture(.audio, "NSMicrophoneUsageDescription") }

    private static func capture(_ media: AVMediaType, _ purposeKey: String) -> KindSource {
      KindSource(
        purposeKey: purposeKey,
        system: { state(of: AVCaptureDevice.authorizationStatus(for: media)) },
        ask: {
          _ = await AVCaptureDevice.requestAccess(for: media)
          return state(of: AVCaptureDevice.authorizationStatus(for: media))
        },
        reading: { .missing(.notOffered) })
    }

    private static func state(of status: AVAuthorizationStatus) -> SystemState {
      switch status {
      case .notDetermined: SystemState(permission: .notAsked)
      case .authorized: SystemState(permission: .granted)
      case .restricted, .denied: SystemState(permission: .denied)
      // A status of a later system is no permission until somebody has decided what it means.
      @unknown default: SystemState(permission: .denied)
      }
    }
  }
#endif

#if canImport(CoreMotion)
  import CoreMotion

  extension KindSource where Value == PlainText {
    /// Steps since midnight. The system shows its dialog at the first question for them.
    public static var steps: KindSource {
      KindSource(
        purposeKey: "NSMotionUsageDescription",
        system: { state(of: CMPedometer.authorizationStatus()) },
        reading: {
          guard CMPedometer.isStepCountingAvailable() else { return .missing(.notOffered) }
          let midnight = Calendar.current.startOfDay(for: Date())
          return await withCheckedContinuation { waiter in
            CMPedometer().queryPedometerData(from: midnight, to: Date()) { @Sendable data, _ in
              waiter.resume(
                returning: data.map { .value(PlainText("\($0.numberOfSteps)")) } ?? .missing(.noValue))
            }
          }
        })
    }

    private static func state(of status: CMAuthorizationStatus) -> SystemState {
      switch status {
      // There is no request to make: the first query shows the dialog, and gives nothing after a no.
      case .notDetermined: SystemState()
      case .authorized: SystemState(permission: .granted)
      case .restricted, .denied: SystemState(permission: .denied)
      // A status of a later system is no permission until somebody has decided what it means.
      @unknown default: SystemState(permission: .denied)
      }
    }
  }
#endif
