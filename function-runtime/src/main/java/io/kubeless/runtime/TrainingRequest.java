package io.kubeless.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A request to the function that is sent on this machine.
 *
 * @param method its method
 * @param path path and query
 * @param body its body, empty for none
 */
record TrainingRequest(String method, String path, String body) {
  private static final int STATUS = 9; // after "HTTP/1.1 "
  private static final int DEADLINE_MILLIS = 60_000;

  /** Parses a line with the method, the path and the rest, which is the body. */
  static TrainingRequest parse(String line) {
    String[] parts = line.strip().split("\\s+", 3);
    return new TrainingRequest(
        parts[0], parts.length > 1 ? parts[1] : "/", parts.length > 2 ? parts[2] : "");
  }

  /** Sends it, reads the response to its end, and returns the status. */
  int send(int port) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + (body.isEmpty()
                ? ""
                : "Content-Type: "
                    + (body.startsWith("{") || body.startsWith("[")
                        ? "application/json"
                        : "text/plain")
                    + "\r\n")
            + "Content-Length: "
            + bytes.length
            + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(DEADLINE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.UTF_8));
      out.write(bytes);
      out.flush();
      String response =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (response.length() < STATUS + 3) {
        throw new IOException("no response to " + method + " " + path);
      }
      return Integer.parseInt(response.substring(STATUS, STATUS + 3));
    }
  }
}
