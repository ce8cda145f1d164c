package io.kubeless.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.function.Context;
import io.kubeless.function.TypedHandler;
import io.kubeless.runtime.RuntimeContract;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a function that takes JSON in a process with the limits of a pod of 256Mi, and the heap and
 * options of its image. Whatever clients send at the same time, the process answers or refuses each
 * request, and does not end.
 */
@Timeout(240)
class JsonMemoryTest {
  private static final Pattern LISTENS = Pattern.compile("listens on port (\\d+)\"");

  @TempDir Path directory;
  private Process process;
  private int port;

  /** Returns the length of a list. */
  public static final class Length implements TypedHandler<List<?>, Integer> {
    @Override
    public Integer apply(List<?> list, Context context) {
      return list.size();
    }
  }

  private void start(String input) throws Exception {
    Files.writeString(
        directory.resolve(RuntimeContract.DESCRIPTOR),
        "handler=" + Length.class.getName() + "\ninput=" + input + "\n");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx184m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RuntimeContract.MAIN_CLASS)
            .directory(directory.toFile());
    builder.environment().put(RuntimeContract.FUNC_PORT, "0");
    builder.environment().put(RuntimeContract.MANAGEMENT_PORT, "0");
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

  /**
   * Sends a body and returns the status of the response; 0 if the connection ends without a
   * response.
   */
  private int post(byte[] body) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(120_000);
      String head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ";
      OutputStream out = socket.getOutputStream();
      try {
        out.write((head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
      } catch (SocketException refused) {
        // The response may have been sent anyway.
      }
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
    } catch (IOException e) {
      return 0;
    }
  }

  /** Sends a body several times at the same time, and returns the number of responses by status. */
  private Map<Integer, Integer> atOnce(int number, byte[] body) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      CompletableFuture<Integer> answer = new CompletableFuture<>();
      answers.add(answer);
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  answer.complete(post(body));
                } catch (InterruptedException e) {
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

  private String log() {
    try {
      String log = Files.readString(directory.resolve("out"));
      return log.substring(Math.max(0, log.length() - 600));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void areAnsweredOrRefused(String input, String element, int bytes, int number)
      throws Exception {
    start(input);
    byte[] body =
        IntStream.range(0, bytes / (element.length() + 1))
            .mapToObj(i -> element)
            .collect(Collectors.joining(",", "[", "]"))
            .getBytes(StandardCharsets.US_ASCII);
    Map<Integer, Integer> statuses = atOnce(number, body);
    assertThat(statuses.keySet()).as(this::log).isSubsetOf(200, 503);
    assertThat(statuses).containsKey(200);
    assertThat(process.isAlive()).as(this::log).isTrue();
    assertThat(post(("[" + element + "]").getBytes(StandardCharsets.US_ASCII))).isEqualTo(200);
  }

  @Test
  void theLargestListsOfNumbersAreAnsweredOrRefused() throws Exception {
    areAnsweredOrRefused("java.util.List<java.lang.Integer>", "200", 6 * 1024 * 1024 - 100, 100);
  }

  @Test
  void listsOfManySmallObjectsAreAnsweredOrRefused() throws Exception {
    areAnsweredOrRefused("java.util.List<java.util.Map>", "{\"a\":{}}", 1024 * 1024, 100);
  }
}
