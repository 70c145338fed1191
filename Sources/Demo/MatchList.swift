package import LocalAPI

/// What `samenloop match list` prints.
package struct MatchList: LocalDocument {
  /// The matches that are shown.
  package var matches: [MatchDocument]
}
