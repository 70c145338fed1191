import PeerProtocol

/// `VERIFY.md`: how to check an archive with `openssl`, `sha256sum` and a shell. Its commands are in blocks, and a test
/// runs them as they stand there.
enum EvidenceGuide {
  static func text(_ manifest: EvidenceManifest, records: [EvidenceRecord]) -> [UInt8] {
    let instance = manifest.logs.last?.instance ?? ""
    let record = (records.last { $0.id.instance == instance } ?? records.last)?.id
    var parts = [
      """
      # Checking this archive

      `samenloop evidence verify FILE` does all of this and more. Without it you need `tar`, a shell (`bash`), \
      `openssl` 3 and `sha256sum`. In an empty folder unpack it into a folder of its own (`mkdir archive && tar -xf FILE \
      -C archive && cd archive`) and run the blocks there, in this order, each by itself. A block stops with an error \
      where something is not as the region \(manifest.region.text) left it. What they make is in the folder above.

      Compare the region's key with one that you have from elsewhere, such as the region's card: everything below \
      says only that the owner of this key signed.

      ```bash
      cat keys/identity.pem
      ```

      ## 1. The manifest is signed by the region's key

      ```bash
      set -eu
      member() { sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/" manifest.json; }
      printf '%s.%s' "$(member protected)" "$(member payload)" >../signed
      printf '%s==' "$(member signature)" | tr -- '-_' '+/' | openssl base64 -d -A >../signature
      openssl pkeyutl -verify -pubin -inkey keys/identity.pem -rawin -in ../signed -sigfile ../signature
      ```

      ## 2. Every file is the one in the manifest

      ```bash
      set -eu
      cut -d. -f2 ../signed | tr -- '-_' '+/' | openssl base64 -d -A >../manifest
      tr '{' '\\n' <../manifest | sed -n 's/.*"path":"\\([^"]*\\)","sha256":"\\([0-9a-f]*\\)".*/\\2  \\1/p' >../sums
      sha256sum --check --strict --quiet ../sums
      test "$(find . -type f | wc -l)" -eq "$(($(wc -l <../sums) + 1))"
      ```
      """
    ]
    if !instance.isEmpty { parts.append(checkpoint(instance, region: manifest.region)) }
    if let record { parts.append(proof(of: record)) }
    if let erasure = manifest.scope.erasure {
      parts.append(
        """
        ## The certificate

        `certificate.json` and `certificate.html` say the same of the erasure that \(erasure.request) led to. The \
        entries that it names stand in `records.ndjson`: the request, its end with the number of signals, and the \
        erasure itself. For each peer that held something, `receipts/` has the receipt with both signatures whose \
        `withdrawn` counts what the peer erased; what is `pending` has none yet.
        """)
    }
    parts.append(
      """
      ## What the files are

      `records.ndjson` has one record on each line; `leaf` is the entry of the log, byte by byte. `openings` say what \
      its commitments were made to: HMAC-SHA256 under `key` over `samenloop/v1/audit-commitment`, a zero byte and \
      `thing`. Where the manifest says `opened`, a commitment without an opening is one whose thing was erased; else it \
      may only not have been asked for. `proofs/` holds a C2SP tlog-proof for each \
      record, `log/` the checkpoint (C2SP tlog-checkpoint), a policy (C2SP tlog-policy) and the tiles (C2SP tlog-tiles), \
      `agreements/` and `receipts/` the signed documents (JWS), `peers/` the cards of the peers that signed them. \
      Where the manifest says `whole`, all entries of the log are there, in `tile/entries`; else the records are those \
      that the region chose, and nothing shows whether it left one out. Where it says `removed`, so many entries at the \
      front of the log are kept no longer, since their term is over; their hashes are there.

      """)
    return Array(parts.joined(separator: "\n\n").utf8)
  }

  private static func checkpoint(_ instance: String, region: RegionName) -> String {
    """
    ## 3. The checkpoint is signed by the region, and cosigned by its peers

    ```bash
    set -eu
    log=log/\(instance)
    head -n 3 $log/checkpoint >../text
    test "$(head -n 1 ../text)" = "samenloop/\(region.text)/\(instance)"
    sed -n 5p $log/checkpoint | cut -d' ' -f3 | openssl base64 -d -A | tail -c 64 >../signature
    openssl pkeyutl -verify -pubin -inkey keys/identity.pem -rawin -in ../text -sigfile ../signature
    for key in $log/roster/*.pem; do
      test -e "$key" || continue
      peer=$(basename "$key" .pem)
      line=$(grep "^— samenloop/$peer/" $log/checkpoint) || { echo "$peer did not cosign"; continue; }
      echo "$line" | cut -d' ' -f3 | openssl base64 -d -A >../cosignature
      time=$((0x$(tail -c +5 ../cosignature | head -c 8 | od -An -tx1 | tr -d ' ')))
      printf 'cosignature/v1\\ntime %s\\n' $time | cat - ../text >../cosigned
      tail -c 64 ../cosignature >../signature
      openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in ../cosigned -sigfile ../signature
      echo "$peer cosigned at $(date -u -d @$time)"
    done
    ```

    The peers' cards in `\(EvidencePath.logFile(instance, "roster"))` say that these keys are their witnesses'. Trust a \
    cosignature where you know the identity key on the card from elsewhere.
    """
  }

  private static func proof(of record: EvidenceRecordId) -> String {
    """
    ## 4. A record stands in the log

    For another record put its id into the first line.

    ```bash
    set -eu
    id=\(record.text)
    log=log/${id%-*}
    grep "^{\\"id\\":\\"$id\\"" records.ndjson | sed 's/^{"id":"[^"]*","leaf"://; s/,"openings":\\[.*//' | tr -d '\\n' >../leaf
    hash() { cat | openssl dgst -sha256 -binary; }
    { printf '\\000'; cat ../leaf; } | hash >../node
    node=${id#*-}
    last=$(($(sed -n 2p $log/checkpoint) - 1))
    sed '1,2d;/^$/,$d' proofs/$id.tlog-proof >../path
    while read -r sibling; do
      printf %s "$sibling" | openssl base64 -d -A >../sibling
      if [ $((node & 1)) -eq 1 ] || [ $node -eq $last ]; then
        { printf '\\001'; cat ../sibling ../node; } | hash >../above
        while [ $((node & 1)) -eq 0 ] && [ $node -ne 0 ]; do node=$((node >> 1)); last=$((last >> 1)); done
      else
        { printf '\\001'; cat ../node ../sibling; } | hash >../above
      fi
      mv ../above ../node
      node=$((node >> 1)); last=$((last >> 1))
    done <../path
    test $last -eq 0
    test "$(openssl base64 -A <../node)" = "$(sed -n 3p $log/checkpoint)" && echo "$id stands in the log"
    ```
    """
  }
}
