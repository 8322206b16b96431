internal import AskFirstBridge

/// Requests of the person about their rights, and the clocks that run on them (R-093 … R-097).
///
/// People answer them; the guard keeps the time, asks for the ground of a refusal and says
/// where to complain. Withdrawing a consent is no request and needs no proof of identity.
public struct Requests: Sendable {
  let hub: Hub

  /// What the policy says about a right for a kind; no kind is everything.
  public func offer(_ right: RightName, for kind: String? = nil) async -> RightOffer {
    await hub.link.wait(.notDeclared) {
      RightOffer(try await $0.rightOffer(right: right.bridged, kind: kind))
    }
  }

  /// Grounds on which the policy lets a request be refused.
  public var grounds: [RefusalGround] {
    hub.link.call([]) {
      try $0.refusalGrounds().map {
        RefusalGround(
          number: $0.number, ground: Claim.Ground($0.ground), text: Wording($0.text),
          needsCitation: $0.requiresCitation)
      }
    }
  }

  /// Whom to ask and where to complain; there without a ledger too.
  public var contact: Contact? { hub.link.call(nil) { try $0.contact().map(Contact.init) } }

  /// Hands over the working days that the host knows; nil takes them back. They are kept in memory only.
  ///
  /// False if one of them is no day; then no working days are known (D-13).
  public func setCalendar(_ calendar: WorkingDays?) async -> Bool {
    await hub.act(false) {
      try await $0.setCalendar(
        calendar: calendar.map {
          AskFirstBridge.Calendar(first: $0.first, last: $0.last, off: $0.off, worked: $0.worked)
        })
    }
  }

  /// Makes a request. One that the policy does not offer is not pretended to run.
  public func make(_ right: RightName, for kind: String? = nil) async -> RequestAnswer {
    await step { try await $0.makeRequest(right: right.bridged, kind: kind) }
  }

  /// The person's identity was established; how, is the host's to know.
  public func identityVerified(_ request: UInt64) async -> RequestAnswer {
    await step { try await $0.identityVerified(request: request) }
  }

  /// The request was done. A deletion is passed on to recipients, but for the exceptions.
  public func answered(_ request: UInt64, except: [String] = []) async -> RequestAnswer {
    await step { try await $0.requestAnswered(request: request, except: except) }
  }

  /// The request is refused on an item of the policy's list, naming the law where the item needs one.
  public func refused(_ request: UInt64, item: UInt32, citation: String? = nil) async -> RequestAnswer {
    await step { try await $0.requestRefused(request: request, item: item, citation: citation) }
  }

  /// The person took the request back.
  public func takenBack(_ request: UInt64) async -> RequestAnswer {
    await step { try await $0.requestTakenBack(request: request) }
  }

  /// Every request of the account in use, oldest first.
  public var all: [RequestView] { hub.link.call([]) { try $0.requests().map(RequestView.init) } }

  private func step(
    _ body: @escaping @Sendable (Bridge) async throws -> AskFirstBridge.RequestAnswer
  ) async -> RequestAnswer {
    await hub.act(.notRecorded(.fault)) { RequestAnswer(try await body($0)) }
  }
}

/// What the policy says about one right for one kind.
public enum RightOffer: Hashable, Sendable {
  /// It offers it.
  case offered(RightTerms)
  /// It names it and withholds it; these are offered for the same data.
  case withheld(clause: String, instead: [RightName])
  /// It does not say.
  case notDeclared
}

/// A ground on which the policy lets a request be refused.
public struct RefusalGround: Hashable, Sendable {
  /// Its number in the policy's list.
  public let number: UInt32
  /// The ground.
  public let ground: Claim.Ground
  /// The case, as a person reads it.
  public let text: Wording
  /// Whether the law that is meant has to be named.
  public let needsCitation: Bool
}

/// Whom to ask and where to complain.
public struct Contact: Hashable, Sendable {
  /// Telephone.
  public let phone: String?
  /// Electronic mail.
  public let mail: String?
  /// Postal address.
  public let address: Wording?
  /// Who is responsible for personal data.
  public let officer: Wording?
  /// Where to complain.
  public let complaints: [Statement]
  /// The section of the policy.
  public let clause: String
}

/// Working days as far as the host knows them; every day is `YYYY-MM-DD`.
public struct WorkingDays: Hashable, Sendable {
  /// The first day it covers.
  public var first: String
  /// The last day it covers.
  public var last: String
  /// Days from Monday to Friday that are not worked.
  public var off: [String]
  /// Days at a weekend that are.
  public var worked: [String]

  /// Describes working days.
  public init(first: String, last: String, off: [String] = [], worked: [String] = []) {
    self.first = first
    self.last = last
    self.off = off
    self.worked = worked
  }
}

/// What became of a step of a request.
public enum RequestAnswer: Hashable, Sendable {
  /// It is under way; the person may have to be told of a cost, because the same was asked before.
  case made(id: UInt64, due: Due, tellsOfCost: Bool)
  /// The policy does not offer it.
  case notOffered(RightOffer)
  /// The step is recorded.
  case recorded(due: Due)
  /// It was done; obligations are what the app must do now.
  case answered(obligations: [Obligation])
  /// It was refused, and the person has to be shown why.
  case refused(Refusal)
  /// The ground does not hold, so it is not refused.
  case refusalNotTaken(RefusalFault)
  /// The person's identity has not been established.
  case identityFirst
  /// There is no such open request.
  case notOpen
  /// The guard cannot record it now.
  case notRecorded(Reason)
}

/// A refusal as the person has to be shown it.
public struct Refusal: Hashable, Sendable {
  /// Number of the ground in the policy's list.
  public let number: UInt32
  /// The ground.
  public let text: Wording
  /// Section of the list.
  public let clause: String
  /// Where to complain, and whom to ask.
  public let contact: Contact
}

/// Why a refusal is not taken.
public enum RefusalFault: Hashable, Sendable, CaseIterable {
  /// The policy's list has no such item.
  case notListed
  /// The item needs the law that is meant.
  case needsCitation
}

/// A request, for a screen.
public struct RequestView: Hashable, Sendable, Identifiable {
  /// Its number.
  public let id: UInt64
  /// For what.
  public let right: RightName
  /// About which kind; nil for everything.
  public let kind: String?
  /// When it was made, in milliseconds since 1970 UTC.
  public let madeMilliseconds: Int64
  /// Whether identity has to be shown before it is answered.
  public let waitsForIdentity: Bool
  /// When it is due.
  public let due: Due
  /// Whether that is certainly past.
  public let isOverdue: Bool
  /// What became of it.
  public let state: RequestState
}

/// What became of a request.
public enum RequestState: Hashable, Sendable, CaseIterable { case open, answered, refused, takenBack }

// MARK: across the bridge

extension RightOffer {
  init(_ offer: AskFirstBridge.RightOffer) {
    self =
      switch offer {
      case .offered(let terms):
        .offered(
          RightTerms(
            route: terms.route.map(Wording.init), addressee: Addressee(terms.addressee),
            mayCheckIdentity: terms.identityCheck, mayCost: terms.mayCost, clause: terms.clause))
      case .withheld(let clause, let instead):
        .withheld(clause: clause, instead: instead.map { RightName($0.right) })
      case .notDeclared: .notDeclared
      }
  }
}

extension Contact {
  init(_ contact: AskFirstBridge.Contact) {
    self.init(
      phone: contact.phone, mail: contact.mail, address: contact.address.map(Wording.init),
      officer: contact.officer.map(Wording.init), complaints: contact.complaints.map(Statement.init),
      clause: contact.clause)
  }
}

extension RequestAnswer {
  init(_ answer: AskFirstBridge.RequestAnswer) {
    self =
      switch answer {
      case .made(let id, let due, let cost): .made(id: id, due: Due(due), tellsOfCost: cost)
      case .notOffered(let offer): .notOffered(RightOffer(offer))
      case .recorded(let due): .recorded(due: Due(due))
      case .answered(let owed): .answered(obligations: owed.map(Obligation.init))
      case .refused(let refusal):
        .refused(
          Refusal(
            number: refusal.number, text: Wording(refusal.text), clause: refusal.clause,
            contact: Contact(refusal.contact)))
      case .refusalNotTaken(.notListed): .refusalNotTaken(.notListed)
      case .refusalNotTaken(.needsCitation): .refusalNotTaken(.needsCitation)
      case .identityFirst: .identityFirst
      case .notOpen: .notOpen
      case .notRecorded(let reason): .notRecorded(Reason(reason))
      }
  }
}

extension RequestView {
  init(_ view: AskFirstBridge.RequestView) {
    let state: RequestState =
      switch view.outcome {
      case .open: .open
      case .answered: .answered
      case .refused: .refused
      case .takenBack: .takenBack
      }
    self.init(
      id: view.id, right: RightName(view.right), kind: view.kind, madeMilliseconds: view.made,
      waitsForIdentity: view.waitsForIdentity, due: Due(view.due), isOverdue: view.overdue, state: state)
  }
}

extension RightName {
  var bridged: AskFirstBridge.RightName {
    switch self {
    case .access: .access
    case .correction: .correction
    case .deletion: .deletion
    case .copy: .copy
    case .portability: .portability
    case .withdrawal: .withdrawal
    case .closing: .closing
    case .explanation: .explanation
    case .complaint: .complaint
    }
  }
}
