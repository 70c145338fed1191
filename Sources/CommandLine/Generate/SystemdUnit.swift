import PeerProtocol

/// The unit by which systemd runs the node (systemd.service(5), systemd.exec(5)): readiness and watchdog by sd_notify, and
/// nothing of the machine but the home and the network.
enum SystemdUnit {
  static let command = CommandSpec(
    path: ["generate", "systemd-unit"],
    summary: pick(
      "een unit waarmee systemd het knooppunt draait, afgesloten van de rest van de machine",
      "a unit by which systemd runs the node, shut off from the machine"),
    options: [
      OptionSpec(
        name: "user", value: "NAME",
        help: pick(
          "wie het knooppunt draait en wiens map het is (samenloop)", "who runs the node and owns its home (samenloop)")
      ),
      OptionSpec(
        name: "program", value: "PATH",
        help: pick("waar het programma staat (/usr/bin/samenloop)", "where the program is (/usr/bin/samenloop)")),
    ],
    example: "samenloop generate systemd-unit >/etc/systemd/system/samenloop.service",
    run: { invocation in
      let text = text(
        user: invocation.option("user") ?? "samenloop", program: invocation.option("program") ?? "/usr/bin/samenloop")
      return CommandOutput(json: ["text": .string(text)], text: text)
    })

  /// A large store takes as long as it takes to be read back. The home is in `$SAMENLOOP_HOME`, which /etc/default/samenloop may set. A fault of the home or of the store (78, 65)
  /// does not go away by another start.
  static func text(user: String, program: String) -> String {
    """
    [Unit]
    Description=Samenloop node
    Documentation=man:samenloop(1)
    Wants=network-online.target
    After=network-online.target

    [Service]
    Type=notify
    User=\(user)
    Environment=SAMENLOOP_HOME=/var/lib/samenloop
    EnvironmentFile=-/etc/default/samenloop
    ExecStart=\(program) serve
    ExecReload=/bin/kill -HUP $MAINPID
    Restart=on-failure
    RestartSec=5
    RestartPreventExitStatus=65 78
    WatchdogSec=120
    TimeoutStartSec=infinity
    TimeoutStopSec=60
    LimitNOFILE=65536
    LimitCORE=0
    StateDirectory=samenloop
    StateDirectoryMode=0700
    UMask=0077
    CapabilityBoundingSet=
    AmbientCapabilities=
    NoNewPrivileges=yes
    ProtectSystem=strict
    ProtectHome=yes
    PrivateTmp=yes
    PrivateDevices=yes
    DevicePolicy=closed
    PrivateUsers=yes
    ProtectHostname=yes
    ProtectClock=yes
    ProtectKernelTunables=yes
    ProtectKernelModules=yes
    ProtectKernelLogs=yes
    ProtectControlGroups=yes
    ProtectProc=invisible
    ProcSubset=pid
    RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
    RestrictNamespaces=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    LockPersonality=yes
    MemoryDenyWriteExecute=yes
    RemoveIPC=yes
    KeyringMode=private
    SystemCallArchitectures=native
    SystemCallFilter=@system-service
    SystemCallFilter=~@privileged @resources
    SystemCallErrorNumber=EPERM

    [Install]
    WantedBy=multi-user.target
    """
  }
}
