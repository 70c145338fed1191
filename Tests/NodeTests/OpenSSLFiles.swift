import Foundation
import TestSupport
import Testing

@testable import Demo
@testable import Node

/// Keys, certificates and lists of every form, made by the openssl command as operators do.
struct OpenSSLFiles {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  func path(_ name: String) -> String { folder.file(name) }

  /// Runs a shell script in the folder; gives what it printed.
  @discardableResult func run(_ script: String) throws -> String {
    let result = try ChildProcess.run("/bin/sh", ["-euc", "cd '\(folder.path)'\n" + script], seconds: 60)
    let (output, errors) = (
      String(decoding: result.output, as: UTF8.self), String(decoding: result.errors, as: UTF8.self)
    )
    try #require(result.status == 0, "\(script): \(output)\(errors)")
    return output
  }

  /// A root, an intermediate authority below it, and lists of both; `name.key`, `name.pem`, `name.crl`.
  func makeHierarchy() throws {
    try run(
      """
      exts='basicConstraints=critical,CA:TRUE\\nkeyUsage=keyCertSign,cRLSign\\nsubjectKeyIdentifier=hash\\n'
      printf "$exts" >ca.ext
      for name in root middle; do
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $name.key
        openssl req -new -key $name.key -subj /CN=$name -out $name.csr
      done
      openssl x509 -req -in root.csr -signkey root.key -days 30 -extfile ca.ext -out root.pem
      openssl x509 -req -in middle.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -extfile ca.ext -out middle.pem
      """)
    for name in ["root", "middle"] { try makeList(of: name) }
  }

  /// A new list of an authority, in `name.crl`.
  func makeList(of name: String, days: Int = 30) throws {
    try run(
      """
      mkdir -p ca-\(name); touch ca-\(name)/index.txt; test -f ca-\(name)/number || echo 01 >ca-\(name)/number
      cat >ca-\(name)/conf <<END
      [ca]
      default_ca=own
      [own]
      database=ca-\(name)/index.txt
      crlnumber=ca-\(name)/number
      default_md=sha256
      crl_extensions=crl
      [crl]
      authorityKeyIdentifier=keyid
      END
      openssl ca -gencrl -config ca-\(name)/conf -keyfile \(name).key -cert \(name).pem -crldays \(days) -out \(name).crl
      """)
  }

  /// A certificate of the intermediate authority for a key that is there, in `file`.
  func issue(
    _ file: String, key: String, days: Int = 10, hash: String = "sha256", usage: String = "serverAuth,clientAuth"
  )
    throws
  {
    try run(
      """
      printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=digitalSignature\\nextendedKeyUsage=\(usage)\\n' >leaf.ext
      openssl req -new -key '\(key)' -subj /CN=node -out leaf.csr
      openssl x509 -req -in leaf.csr -CA middle.pem -CAkey middle.key -CAcreateserial -days \(days) -\(hash) \\
        -extfile leaf.ext -out '\(file)'
      """)
  }
}
