package io.kubeless.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Calls a function every ten milliseconds, each time over a new connection, so that the Service
 * chooses a pod anew. It runs in the cluster's network. Each line of its input is an address to
 * call from now on, such as {@code 10.96.0.23}, or empty for none. Whenever the answer changes, it
 * prints the time and the answer, which is empty if there is none:
 *
 * <pre>2026-11-28T09:00:00.123456Z hello Duke</pre>
 */
public final class AnswerWatch {
  private static final byte[] REQUEST =
      ("POST / HTTP/1.1\r\nHost: function\r\nConnection: close\r\n"
              + "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nDuke")
          .getBytes(StandardCharsets.US_ASCII);
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final int PATIENCE_MILLIS = 1000;

  private AnswerWatch() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String address = "";
    String last = null;
    while (true) {
      if (address.isEmpty() || input.ready()) {
        address = input.readLine();
        last = null;
        if (address == null) {
          return;
        }
        continue;
      }
      String answer = answer(address);
      if (!answer.equals(last)) {
        System.out.println(Instant.now() + " " + answer);
        last = answer;
      }
      Thread.sleep(PERIOD.toMillis());
    }
  }

  private static String answer(String address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, 8080), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(REQUEST);
      String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = response.indexOf("\r\n\r\n");
      return response.startsWith("HTTP/1.1 200 ") ? response.substring(end + 4) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
