package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a function in a process with the limits of a pod of 256Mi, and the heap and options of its
 * image. Whatever clients send at the same time, the process answers or refuses each request, and
 * does not end.
 */
@Timeout(240)
class MemoryTest {
  private static final int LARGEST = 6 * 1024 * 1024;
  private static final String HEAP = "-Xmx184m";
  private static final String HEAP_OF_128_MI = "-Xmx56m";

  private static final Pattern LISTENS = Pattern.compile("listens on port (\\d+)\"");

  @TempDir Path directory;
  private Process process;
  private int port;
  private int management;

  /** Returns an answer that depends on the path. */
  public static final class Answers implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) throws Exception {
      switch (event.path()) {
        case "/large" -> {
          return new byte[4 << 20];
        }
        case "/slow" -> {
          Thread.sleep(10_000);
          return "slept";
        }
        case "/stubborn" -> {
          CountDownLatch never = new CountDownLatch(1);
          while (true) {
            try {
              never.await();
            } catch (InterruptedException e) {
              // Interrupts are ignored.
            }
          }
        }
        default -> {
          return event.text();
        }
      }
    }
  }

  private void start(Map<String, String> environment) throws Exception {
    start(HEAP, environment);
  }

  private void start(String heap, Map<String, String> environment) throws Exception {
    Files.writeString(
        directory.resolve(RuntimeContract.DESCRIPTOR), "handler=" + Answers.class.getName() + "\n");
    management = FreePort.choose();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RuntimeContract.MAIN_CLASS)
            .directory(directory.toFile());
    builder.environment().put(RuntimeContract.FUNC_PORT, "0");
    builder.environment().put(RuntimeContract.MANAGEMENT_PORT, "" + management);
    builder.environment().putAll(environment);
    Path out = directory.resolve("out");
    process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    Matcher listens = LISTENS.matcher("");
    while (!listens.find()) {
      assertThat(process.isAlive()).as(Files.readString(out)).isTrue();
      Thread.sleep(10);
      listens.reset(Files.readString(out));
    }
    port = Integer.parseInt(listens.group(1));
  }

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(120_000);
    return socket;
  }

  /**
   * Sends a body and returns the status of the response; 0 if the connection ends without a
   * response.
   */
  private int post(String path, String headers, byte[] body, boolean chunked) {
    try (Socket socket = connect()) {
      String head = "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers;
      OutputStream out = socket.getOutputStream();
      try {
        if (chunked) {
          out.write(ascii(head + "Transfer-Encoding: chunked\r\n\r\n"));
          for (int at = 0; at < body.length; at += 1 << 16) {
            int size = Math.min(1 << 16, body.length - at);
            out.write(ascii(Integer.toHexString(size) + "\r\n"));
            out.write(body, at, size);
            out.write(ascii("\r\n"));
          }
          out.write(ascii("0\r\n\r\n"));
        } else {
          out.write(ascii(head + "Content-Length: " + body.length + "\r\n\r\n"));
          out.write(body);
        }
      } catch (SocketException refused) {
        // The response may have been sent anyway.
      }
      return status(socket.getInputStream(), path.equals("/echo") ? body.length : 0);
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Reads a whole response and returns its status; 0 if a successful response is shorter than
   * expected.
   */
  private static int status(InputStream in, int least) throws IOException {
    byte[] first = in.readNBytes(12);
    if (first.length < 12) {
      return 0;
    }
    int status = Integer.parseInt(new String(first, 9, 3, StandardCharsets.US_ASCII));
    long length = 0;
    byte[] step = new byte[1 << 16];
    for (int count = in.read(step); count >= 0; count = in.read(step)) {
      length += count;
    }
    return status == 200 && length < least ? 0 : status;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private interface Request {
    int send(int number) throws Exception;
  }

  /** Sends requests at the same time, and returns the number of responses by status. */
  private static Map<Integer, Integer> atOnce(int number, Request request) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int each = i;
      CompletableFuture<Integer> answer = new CompletableFuture<>();
      answers.add(answer);
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  answer.complete(request.send(each));
                } catch (Exception e) {
                  answer.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
    }
    go.countDown();
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (CompletableFuture<Integer> answer : answers) {
      statuses.merge(answer.get(), 1, Integer::sum);
    }
    return statuses;
  }

  private String state() {
    try {
      List<String> log = Files.readAllLines(directory.resolve("out"));
      boolean alive = process.isAlive();
      return (alive ? "alive, " : "ended with " + process.exitValue() + ", ")
          + log.subList(Math.max(0, log.size() - 3), log.size());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) { // limited by the timeout of the class
      Thread.sleep(50);
    }
  }

  private void lives() throws Exception {
    assertThat(process.isAlive()).as(this::state).isTrue();
    int live = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), management)) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(ascii("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
      live = status(socket.getInputStream(), 0);
    }
    assertThat(live).isEqualTo(200);
  }

  @Test
  void twoHundredUploadsOfTheLargestBodyAreAnsweredOrRefused() throws Exception {
    start(Map.of());
    byte[] text = "é中".repeat(LARGEST / 5).getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 2; round++) {
      Map<Integer, Integer> statuses = atOnce(200, i -> post("/echo", "", text, i % 2 == 1));
      assertThat(statuses.keySet()).as(this::state).isSubsetOf(200, 503);
      assertThat(statuses).containsKey(200);
      lives();
    }
    assertThat(post("/echo", "", text, false)).isEqualTo(200);
    assertThat(post("/echo", "", text, true)).isEqualTo(200);
  }

  @Test
  void eventsThatContainTheirDataAreAnsweredOrRefused() throws Exception {
    start(Map.of());
    String data = Base64.getEncoder().encodeToString(new byte[LARGEST / 4 * 3 - 300]);
    byte[] event =
        ascii(
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\","
                + "\"datacontenttype\":\"text/plain\",\"data_base64\":\""
                + data
                + "\"}");
    String type = "Content-Type: application/cloudevents+json\r\n";
    Map<Integer, Integer> statuses = atOnce(100, i -> post("/", type, event, false));
    assertThat(statuses.keySet()).as(this::state).isSubsetOf(200, 503);
    assertThat(statuses).containsKey(200);
    lives();
    assertThat(post("/", type, event, false)).isEqualTo(200);
  }

  @Test
  void largeResponsesThatAreNotReadDoNotFillTheHeap() throws Exception {
    start(Map.of());
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 150; i++) {
        Socket socket = new Socket();
        silent.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream().write(ascii("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
        if (i % 10 == 9) {
          assertThat(post("/echo", "", ascii("hello"), false)).as(this::state).isIn(200, 503);
        }
      }
      lives();
      // Clients that do not read are disconnected, so that other clients are served again.
      await(() -> post("/large", "", ascii("x"), false) == 200);
      await(() -> post("/echo", "", ascii("hello"), false) == 200);
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void largeHeadsInManyCallsAtOnceAreAnsweredOrRefused() throws Exception {
    start(HEAP_OF_128_MI, Map.of());
    StringBuilder query = new StringBuilder("/slow?");
    for (int i = 0; query.length() < 8000; i++) {
      query.append(Integer.toString(i, 36)).append('&');
    }
    StringBuilder headers = new StringBuilder();
    for (int i = 0; i < 90; i++) {
      headers.append("X-").append(i).append(": ").append("v".repeat(340)).append("\r\n");
    }
    Map<Integer, Integer> statuses =
        atOnce(1000, i -> post(query.toString(), headers.toString(), ascii("x"), false));
    assertThat(statuses.keySet()).as(this::state).isSubsetOf(200, 429, 503);
    assertThat(statuses).containsKey(200);
    lives();
  }

  @Test
  void theBodiesOfStuckCallsCountUntilTheirHandlersEnd() throws Exception {
    start(Map.of(RuntimeContract.FUNC_TIMEOUT, "1"));
    byte[] body = new byte[LARGEST];
    Map<Integer, Integer> statuses = atOnce(30, i -> post("/stubborn", "", body, false));
    assertThat(statuses.keySet()).as(this::state).isSubsetOf(504, 503);
    assertThat(statuses).containsKeys(504, 503);
    assertThat(process.isAlive()).isTrue();
    assertThat(post("/stubborn", "", body, false)).isEqualTo(503); // no memory was released
    assertThat(post("/echo", "", ascii("hello"), false)).as(this::state).isEqualTo(200);
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }
}
