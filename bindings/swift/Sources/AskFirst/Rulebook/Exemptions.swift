internal import AskFirstBridge

/// Acting without consent where the policy's own lists name the case (R-078 … R-080).
///
/// Off unless `GuardOptions.exemptions` switched it on. The library records who claimed
/// what and why; whether the case is really given, it cannot see. No claim ever becomes
/// a consent.
public struct Exemptions: Sendable {
  let hub: Hub

  /// Claims an exemption for collecting, and reads once under it.
  public func read<Value>(_ access: Access<Value>, claim: Claim) async -> Read<Value> {
    await receipt(access, claim: claim).read
  }

  /// Reads like `read`, and says which entry of the ledger holds the claim.
  public func receipt<Value>(_ access: Access<Value>, claim: Claim) async -> Receipt<Value> {
    let slot = hub.slot(access.id, kind: access.kind.id)
    let moment = hub.moment(await hub.system(ofKind: slot.kind))
    switch await self.claim(slot.index, .collect, claim, moment) {
    case .shut(let shut): return Receipt(read: .shut(Shut(shut)), entry: nil)
    // A read was claimed; anything else that came of it is none.
    case nil, .recorded: return Receipt(read: .shut(.fault), entry: nil)
    case .permit(let id, let entry):
      let permit = Permit(id: id, entry: entry, link: hub.link)
      guard let provider = hub.options.providers.provider(for: access.kind) else {
        return Receipt(read: hub.close(permit, .missing(.notOffered)), entry: entry)
      }
      return Receipt(read: await hub.read(provider, permit), entry: entry)
    }
  }

  /// Claims an exemption for something else than reading, such as disclosing to a court.
  public func record(_ id: AccessID, _ action: DataAction, claim: Claim) async -> Claimed {
    switch await self.claim(hub.index(id), action, claim, hub.moment(SystemState())) {
    case .recorded(let entry): return .recorded(entry: entry)
    case .shut(let shut): return .refused(Shut(shut))
    case .permit(let id, let entry):
      // Collecting goes by `read`, which uses the permit; this one ends unused.
      _ = hub.link.finish(id, missing: .noValue)
      return .recorded(entry: entry)
    case nil: return .refused(.fault)
    }
  }

  private func claim(
    _ gate: UInt32, _ action: DataAction, _ claim: Claim, _ moment: Moment
  ) async -> AskFirstBridge.Exempted? {
    await hub.act(nil) {
      try await $0.claim(gate: gate, claim: claim.bridged(action), platform: moment.bridged)
    }
  }
}

/// What somebody claims who acts without consent. It goes into the ledger, so it must hold no personal data.
public struct Claim: Hashable, Sendable {
  /// Which item of the policy's list.
  public enum Item: Hashable, Sendable {
    /// By its number in the list for the action.
    case number(UInt32)
    /// By its ground.
    case ground(Ground)
  }

  /// Grounds that lists of exemptions name.
  public enum Ground: Hashable, Sendable, CaseIterable {
    case nationalSecurity, publicInterest, criminalJustice, vitalInterest, madePublicByPerson
    case publicSource, contract, faultHandling, news, research, otherLaw, abuse, harmToOthers
    case tradeSecret, law, legalProcess, authorityDemand, beliefInLaw, protection, consent, merger
    case partners, dispute
  }

  /// Which item of the policy's list.
  public var item: Item
  /// Why the case is given.
  public var reason: String
  /// Who claims it.
  public var requester: String
  /// The law, where the item needs one named.
  public var citation: String?
  /// Whether the case and the data are directly linked; some items ask for that.
  public var isDirectlyLinked: Bool

  /// Describes a claim.
  public init(
    _ item: Item, reason: String, requester: String, citation: String? = nil, isDirectlyLinked: Bool = false
  ) {
    self.item = item
    self.reason = reason
    self.requester = requester
    self.citation = citation
    self.isDirectlyLinked = isDirectlyLinked
  }
}

/// What is done with data. A list of exemptions is for one of these and says nothing about the others.
public enum DataAction: Hashable, Sendable, CaseIterable {
  case collect, share, transfer, disclose, retain, refuseRequest
}

/// What became of a claim that is not a read.
public enum Claimed: Hashable, Sendable {
  /// It is recorded under this entry of the ledger.
  case recorded(entry: UInt64)
  /// It is not admissible.
  case refused(Shut)
}

// MARK: across the bridge

extension Claim {
  fileprivate func bridged(_ action: DataAction) -> AskFirstBridge.Claim {
    let which: AskFirstBridge.Which =
      switch item {
      case .number(let number): .number(number)
      case .ground(let ground): .ground(ground.bridged)
      }
    return AskFirstBridge.Claim(
      action: action.bridged, item: which, reason: reason, requester: requester, citation: citation,
      directly: isDirectlyLinked)
  }
}

extension Claim.Ground {
  init(_ ground: AskFirstBridge.Ground) {
    self =
      switch ground {
      case .nationalSecurity: .nationalSecurity
      case .publicInterest: .publicInterest
      case .criminalJustice: .criminalJustice
      case .vitalInterest: .vitalInterest
      case .madePublicByPerson: .madePublicByPerson
      case .publicSource: .publicSource
      case .contract: .contract
      case .faultHandling: .faultHandling
      case .news: .news
      case .research: .research
      case .otherLaw: .otherLaw
      case .abuse: .abuse
      case .harmToOthers: .harmToOthers
      case .tradeSecret: .tradeSecret
      case .law: .law
      case .legalProcess: .legalProcess
      case .authorityDemand: .authorityDemand
      case .beliefInLaw: .beliefInLaw
      case .protection: .protection
      case .consent: .consent
      case .merger: .merger
      case .partners: .partners
      case .dispute: .dispute
      }
  }

  fileprivate var bridged: AskFirstBridge.Ground {
    switch self {
    case .nationalSecurity: .nationalSecurity
    case .publicInterest: .publicInterest
    case .criminalJustice: .criminalJustice
    case .vitalInterest: .vitalInterest
    case .madePublicByPerson: .madePublicByPerson
    case .publicSource: .publicSource
    case .contract: .contract
    case .faultHandling: .faultHandling
    case .news: .news
    case .research: .research
    case .otherLaw: .otherLaw
    case .abuse: .abuse
    case .harmToOthers: .harmToOthers
    case .tradeSecret: .tradeSecret
    case .law: .law
    case .legalProcess: .legalProcess
    case .authorityDemand: .authorityDemand
    case .beliefInLaw: .beliefInLaw
    case .protection: .protection
    case .consent: .consent
    case .merger: .merger
    case .partners: .partners
    case .dispute: .dispute
    }
  }
}

extension DataAction {
  var bridged: AskFirstBridge.Action {
    switch self {
    case .collect: .collect
    case .share: .share
    case .transfer: .transfer
    case .disclose: .disclose
    case .retain: .retain
    case .refuseRequest: .refuseRequest
    }
  }
}
