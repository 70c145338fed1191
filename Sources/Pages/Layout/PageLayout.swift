import LocalAPI
import PeerProtocol

/// What stands around the content of each page.
struct PageLayout {
  var frame: PageFrame
  var page: any Page

  static let content = ElementId("content")

  var document: HTML {
    element(.html, .lang(frame.language.tag)) {
      head
      element(.body) {
        element(.a, .classes("skip"), .href(Link(to: Self.content)), phrase: .skipToContent)
        header
        element(.main, .id(Self.content), .tabindex(-1)) {
          if let refusal = frame.refusal { FormRefusal(problem: refusal).html }
          if let notice = frame.notice { Message.html(.good, role: "status") { element(.p, phrase: notice.phrase) } }
          page.content(frame)
        }
        footer
      }
    }
  }

  private var head: HTML {
    element(.head) {
      element(.meta, .charset("utf-8"))
      element(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
      // Fields and scroll bars that the stylesheet does not colour go with the screen too.
      element(.meta, .name("color-scheme"), .content("light dark"))
      element(.title) {
        page.title
        " – "
        frame.regionName
        " – Samenloop"
      }
      element(.style)
    }
  }

  private var header: HTML {
    element(.header, .classes("top")) {
      if frame.environment == .training { element(.p, .classes("training"), phrase: .training) }
      element(.div, .classes("inner")) {
        element(.div, .classes("brand")) {
          Icon.confluence.html
          element(.span, text: "Samenloop")
          element(.span, text: frame.regionName)
        }
        if !PageSection.sections(of: frame.role).isEmpty { navigation }
        element(.p, .classes("person")) {
          Phrase(both: "\(frame.person), \(frame.role.phrase)")
        }
      }
    }
  }

  private var navigation: HTML {
    element(.nav, .classes("nav"), .ariaLabel(.mainNavigation)) {
      element(.ul) {
        for section in PageSection.sections(of: frame.role) {
          element(.li) {
            element(
              .a, .href(section.link), .ariaCurrentPage(section == page.section), phrase: section.phrase)
          }
        }
      }
    }
  }

  private var footer: HTML {
    element(.footer, .classes("foot")) {
      element(.div, .classes("inner")) {
        element(.p) { Phrase("Stand van \(frame.now)", "As of \(frame.now)") }
        element(.p, phrase: .looksAreRecorded)
      }
    }
  }
}

extension Phrase {
  static let skipToContent = Phrase("Ga direct naar de inhoud", "Skip to the content")
  static let training = Phrase(
    "Oefenomgeving: alle mensen op deze pagina zijn verzonnen", "Training: all people on this page are made up")
  static let mainNavigation = Phrase("Hoofdmenu", "Main menu")
  static let looksAreRecorded = Phrase(
    "Wie welke gegevens bekijkt, staat in het logboek.", "The audit log records who looks at which data.")
}
