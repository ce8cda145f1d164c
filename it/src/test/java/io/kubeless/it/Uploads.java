package io.kubeless.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Uploads to a function in the cluster's network that all begin at the same time.
 *
 * <p>{@link #main} opens the given number of connections, then posts a body of the given length on
 * each, and prints the number of responses by status: {@code {"200": 12, "503": 188}}. A connection
 * that ends without a response is counted by its exception.
 */
final class Uploads {
  private static final byte[] CHUNK = new byte[64 * 1024];

  private Uploads() {}

  public static void main(String[] arguments) throws Exception {
    URI url = URI.create(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    int size = Integer.parseInt(arguments[2]);
    Map<String, Integer> statuses = new ConcurrentHashMap<>();
    CountDownLatch connected = new CountDownLatch(count);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread =
          new Thread(() -> statuses.merge(upload(url, size, connected), 1, Integer::sum));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    new ObjectMapper().writeValue(System.out, statuses);
  }

  private static String upload(URI url, int size, CountDownLatch connected) {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(120_000);
      connected.countDown();
      connected.await();
      OutputStream out = socket.getOutputStream();
      try {
        out.write(
            ("POST / HTTP/1.1\r\nHost: "
                    + url.getHost()
                    + "\r\nContent-Length: "
                    + size
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (int left = size; left > 0; left -= CHUNK.length) {
          out.write(CHUNK, 0, Math.min(left, CHUNK.length));
        }
      } catch (IOException e) {
        // A refusal may close the connection before the whole body is sent; its response can still
        // be read.
      }
      return status(socket.getInputStream());
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    } finally {
      connected.countDown();
    }
  }

  /** Returns the three digits of {@code HTTP/1.1 200 OK}. */
  private static String status(InputStream in) throws IOException {
    byte[] line = in.readNBytes(12);
    if (line.length < 12) {
      throw new IOException("closed after " + line.length + " bytes");
    }
    return new String(line, 9, 3, StandardCharsets.US_ASCII);
  }
}
