extension Providers {
  /// The providers of this platform: those kinds that iOS has a framework for, none elsewhere.
  public static var standard: Providers {
    var providers = Providers()
    #if canImport(UIKit)
      providers.set(ClipboardProvider(SystemClipboard()), for: .clipboard)
      providers.set(IdentifierProvider(VendorIdentifier()), for: .deviceIdentifier)
      providers.set(
        InstalledAppsProvider(SystemAppPresence(), schemes: SystemAppPresence.declaredSchemes),
        for: .installedApps)
    #endif
    #if canImport(AppTrackingTransparency) && canImport(AdSupport)
      providers.set(IdentifierProvider(AdvertisingIdentifier()), for: .advertisingIdentifier)
    #endif
    #if canImport(CoreLocation)
      providers.set(LocationProvider(SystemLocation(), approximate: false), for: .preciseLocation)
      providers.set(LocationProvider(SystemLocation(), approximate: true), for: .approximateLocation)
    #endif
    providers.setAppleSources()
    return providers
  }

  /// The kinds that are written as sources.
  private mutating func setAppleSources() {
    #if canImport(Contacts)
      set(SourceProvider(.contacts), for: .contacts)
    #endif
    #if canImport(EventKit)
      set(SourceProvider(.calendar), for: .calendar)
    #endif
    #if canImport(Photos)
      set(SourceProvider(.photos), for: .photos)
    #endif
    #if canImport(AVFoundation)
      set(SourceProvider(.camera), for: .camera)
      set(SourceProvider(.microphone), for: .microphone)
    #endif
    #if canImport(CoreMotion)
      set(SourceProvider(.steps), for: .steps)
    #endif
  }
}
