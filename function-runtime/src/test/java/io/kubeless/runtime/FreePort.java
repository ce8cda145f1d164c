package io.kubeless.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A free port for a process that cannot choose one itself. It is below those that systems assign to
 * clients, because a client of another test could get such a port before the process listens.
 */
final class FreePort {
  private FreePort() {}

  static int choose() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(port));
        return port;
      } catch (IOException e) {
        // It is in use.
      }
    }
  }
}
