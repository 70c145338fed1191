import Cryptography
import TransparencyLog

/// Signed notes: the first byte says whether the rest is a note as a peer sends it, the key of a note, the text of a
/// checkpoint, or a text to sign and where to change it afterwards.
@Sendable func fuzzSignedNotes(_ input: [UInt8]) {
  var choices = Choices(input)
  switch choices.byte() & 3 {
  case 0: checkReceived(Array(choices.rest))
  case 1: checkKey(Array(choices.rest))
  case 2: checkCheckpoint(String(decoding: choices.rest, as: UTF8.self))
  default: checkSigned(&choices)
  }
}

private struct Signers {
  let keys: [Ed25519PrivateKey]
  let verifiers: [NoteKey]

  static let all: Signers = {
    // Made up, and the same in every run, so that a finding can be repeated.
    let keys = [UInt8(1), 2].compactMap { try? Ed25519PrivateKey(seed: [UInt8](repeating: $0, count: 32)) }
    guard keys.count == 2,
      let log = try? NoteKey(name: "log", algorithm: .ed25519, publicKey: keys[0].publicKey),
      let witness = try? NoteKey(name: "witness", algorithm: .cosignature, publicKey: keys[1].publicKey)
    else { violated("no keys") }
    return Signers(keys: keys, verifiers: [log, witness])
  }()
}

private func checkReceived(_ bytes: [UInt8]) {
  let note: SignedNote
  do {
    note = try SignedNote(parsing: bytes)
  } catch {
    require(!error.part.isEmpty && !error.reason.isEmpty, "a refusal says nothing")
    require(error.description.utf8.count < 160, "a refusal echoes what was sent")
    return
  }
  require(note.bytes == bytes, "a note can be written in two ways")
  require((1...SignedNote.maxSignatures).contains(note.signatures.count), "no signature, or too many")
  require(note.text.utf8.last == 0x0A && !note.text.utf8.contains { $0 < 0x20 && $0 != 0x0A }, "a foreign character")
  for signature in note.signatures {
    require(signature.keyID.count == 4 && !signature.bytes.isEmpty, "a signature without an ID or bytes")
    require(!signature.keyName.utf8.contains { $0 <= 0x20 || $0 == 0x2B || $0 == 0x7F }, "a name that is none")
  }
  for key in Signers.all.verifiers where (try? note.verify(key)) != nil {
    violated("a note verifies that nobody signed")
  }
  checkCheckpoint(note.text)
}

private func checkKey(_ bytes: [UInt8]) {
  guard let key = try? NoteKey(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
  require(Array(key.text.utf8) == bytes, "a key can be written in two ways")
  require(key.id.count == 4, "an ID of another length")
}

private func checkCheckpoint(_ text: String) {
  guard let checkpoint = try? Checkpoint(parsing: text) else { return }
  require(checkpoint.text.utf8.elementsEqual(text.utf8), "a checkpoint can be written in two ways")
  require(
    checkpoint.root.count == Checkpoint.rootLength && !checkpoint.origin.isEmpty, "a checkpoint without its parts")
}

private func checkSigned(_ choices: inout Choices) {
  let (log, witness) = (Signers.all.verifiers[0], Signers.all.verifiers[1])
  let place = choices.number(bytes: 2)
  let bit = UInt8(1) << (choices.byte() & 7)
  let time = Int64(choices.number(bytes: 4))
  let text = String(decoding: choices.rest, as: UTF8.self) + "\n"
  guard var note = try? SignedNote(text: text) else {
    require(text.utf8.contains { $0 < 0x20 && $0 != 0x0A }, "a good text is refused")
    return
  }
  do {
    try note.sign(as: log.name, with: Signers.all.keys[0])
    try note.cosign(as: witness.name, with: Signers.all.keys[1], at: time)
  } catch {
    violated("it cannot be signed")
  }
  guard let read = try? SignedNote(parsing: note.bytes) else { violated("our own note is not read") }
  require(read == note && read.text.utf8.elementsEqual(text.utf8), "our own note changed")
  guard let own = try? read.verify(log), let cosigned = try? read.verify(witness) else {
    violated("our own note does not verify")
  }
  require(own.time == nil && cosigned.time == time, "a cosignature is of another time")
  // One bit: whoever's line or the text it is in, the two do not both verify any more.
  var changed = note.bytes
  changed[place % changed.count] ^= bit
  guard let forged = try? SignedNote(parsing: changed) else { return }
  let both = (try? forged.verify(log)) != nil && (try? forged.verify(witness)) != nil
  require(!both, "a changed note verifies")
}
