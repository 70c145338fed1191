/// A noun that goes with a number: "1 dag", "3 dagen".
package struct CountedNoun: Sendable {
  let one: Phrase
  let many: Phrase

  init(one: Phrase, many: Phrase) {
    self.one = one
    self.many = many
  }

  /// The noun alone, as it goes with this number.
  package func noun(_ count: Int) -> Phrase { count == 1 ? one : many }

  /// The number and the noun.
  package func counted(_ count: Int) -> Phrase { Phrase(both: "\(count) \(noun(count))") }
}

extension CountedNoun {
  static let days = CountedNoun(one: Phrase("dag", "day"), many: Phrase("dagen", "days"))
  static let months = CountedNoun(one: Phrase("maand", "month"), many: Phrase("maanden", "months"))
  static let families = CountedNoun(one: Phrase("gezin", "family"), many: Phrase("gezinnen", "families"))
  static let youths = CountedNoun(one: Phrase("jeugdige", "youth"), many: Phrase("jeugdigen", "youths"))
  static let regions = CountedNoun(one: Phrase("regio", "region"), many: Phrase("regio’s", "regions"))
  static let differences = CountedNoun(
    one: Phrase("verschil", "difference"), many: Phrase("verschillen", "differences"))
  static let times = CountedNoun(one: Phrase("keer", "time"), many: Phrase("keer", "times"))
  static let troubles = CountedNoun(one: Phrase("probleem", "problem"), many: Phrase("problemen", "problems"))
  static let records = CountedNoun(one: Phrase("regel", "line"), many: Phrase("regels", "lines"))
  static let overdue = CountedNoun(
    one: Phrase("gezin is te laat", "family is overdue"), many: Phrase("gezinnen zijn te laat", "families are overdue"))
  static let entries = CountedNoun(one: Phrase("vermelding", "entry"), many: Phrase("vermeldingen", "entries"))
}
