// Written by `askfirst generate swift` from names.json; change the pack and write it anew.
// names, edition 3, ba273630fac5846ee0f27cf1bf2ca575c534f02b91215ddb942de1af0a99a4e2

import AskFirst
import Foundation

extension Pack {
  /// 名字政策
  ///
  /// Policy of names
  public static var policyNames: Pack {
    Pack(contentsOf: Bundle.module.url(forResource: "names", withExtension: "json"))
  }
}

extension Access where Value == Clip {
  /// 剪切板：工作
  ///
  /// clipboard: work */ with a purpose that is told in so many words that a line of a hundred characters does
  /// not hold all of them
  public static var listIn: Access {
    Access("list.in", kind: .clipboard)
  }

  /// 剪切板：工作
  ///
  /// clipboard: work */ with a purpose that is told in so many words that a line of a hundred characters does
  /// not hold all of them
  public static var selfClipboardAsItIsWhenSomebodyOpensTheApp: Access {
    Access("self.clipboard_as_it_is_when_somebody_opens_the_app", kind: .clipboard)
  }
}

extension Access where Value == Fix {
  /// 位置：休息
  ///
  /// location: rest
  public static var listWhere1: Access {
    Access("list.where_1", kind: .preciseLocation)
  }

  /// 位置：游戏
  ///
  /// location: play
  public static var listWhere1_: Access {
    Access("list.where1", kind: .preciseLocation)
  }
}

extension Access where Value == Never {
  /// 工牌号：休息
  ///
  /// badge number: rest
  public static var listRecipient: Access {
    Access("list.recipient", kind: "x.badge")
  }
}

extension Access where Value == DeviceIdentifier {
  /// 设备标识：工作
  ///
  /// device identifier: work */ with a purpose that is told in so many words that a line of a hundred
  /// characters does not hold all of them
  public static var selfDeviceID: Access {
    Access("self.device_id", kind: .deviceIdentifier)
  }
}

extension Access where Value == InstalledApps {
  /// 应用列表：工作
  ///
  /// installed apps: work */ with a purpose that is told in so many words that a line of a hundred characters
  /// does not hold all of them
  public static var selfAppsThatAreInstalledOnTheDevice: Access {
    Access("self.apps_that_are_installed_on_the_device", kind: .installedApps)
  }
}

extension Recipient {
  /// 某SDK
  ///
  /// Some SDK
  public static var self_: Recipient {
    Recipient(
      "self",
      all: [
        Access<DeviceIdentifier>.selfDeviceID.id,
        Access<InstalledApps>.selfAppsThatAreInstalledOnTheDevice.id,
        Access<Clip>.selfClipboardAsItIsWhenSomebodyOpensTheApp.id,
      ])
  }
}
