extension Providers {
  /// The providers of this platform: the four kinds that matter most on iOS, none elsewhere.
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
    return providers
  }
}
