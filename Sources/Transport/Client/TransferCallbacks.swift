import CCurl
import Glibc

/// Plain functions that C can call; each finds its transfer in the pointer given to libcurl.
enum TransferCallbacks {
  private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  static let header: samenloop_curl_transfer = { bytes, size, count, context in
    let all = size * count
    return transfer(context)?.takeHeader(UnsafeRawBufferPointer(start: bytes, count: all)) == true ? all : 0
  }

  static let write: samenloop_curl_transfer = { bytes, size, count, context in
    let all = size * count
    return transfer(context)?.takeBody(UnsafeRawBufferPointer(start: bytes, count: all)) == true ? all : 0
  }

  static let read: samenloop_curl_transfer = { target, size, count, context in
    guard let target, let piece = transfer(context)?.nextBytes(size * count) else { return Int(CURL_READFUNC_ABORT) }
    UnsafeMutableRawPointer(target).copyMemory(from: piece, byteCount: piece.count)
    return piece.count
  }

  static let seek: samenloop_curl_seek = { context, offset, origin in
    guard origin == SEEK_SET, transfer(context)?.rewind(to: Int(offset)) == true else { return CURL_SEEKFUNC_CANTSEEK }
    return CURL_SEEKFUNC_OK
  }

  static let configureTLS: samenloop_curl_tls = { _, tls, context in
    guard let tls, transfer(context)?.configureTLS(OpaquePointer(tls)) == true else { return CURLE_SSL_CERTPROBLEM }
    return CURLE_OK
  }

  static let verify: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = { verification, context in
    guard let verification, transfer(context)?.accepts(verification) == true else { return 0 }
    return 1
  }

  static let openSocket: samenloop_curl_socket = { context, purpose, address in
    guard purpose == CURLSOCKTYPE_IPCXN, let address, let transfer = transfer(context) else { return CURL_SOCKET_BAD }
    return transfer.openSocket(address)
  }

  static let ready: samenloop_curl_ready = { context, _, _, _, _ in
    transfer(context)?.mayBeSent() == true ? Int32(CURL_PREREQFUNC_OK) : Int32(CURL_PREREQFUNC_ABORT)
  }
}
