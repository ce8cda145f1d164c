package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Sends mutated requests. Whatever their bytes are, each connection ends, no response blames the
 * server, and nothing follows a refusal. {@code -Dfuzz.cases=1000000} sends more requests, {@code
 * -Dfuzz.seed} other ones.
 */
class FuzzTest {
  private static final int CASES = Integer.getInteger("fuzz.cases", 20_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20261125);
  private static final String[] PIECES = {
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    "\0",
    ":",
    ";",
    ",",
    "%",
    "%00",
    "0",
    "-1",
    "+1",
    "0x1",
    "é",
    "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip\r\n",
    "Host: b\r\n",
    "Connection: close\r\n",
    "Expect: 100-continue\r\n",
    "HTTP/1.0",
    "HTTP/1.1",
    "0\r\n\r\n",
    "5\r\nabcde\r\n",
    "ffffffffffffffff\r\n",
    "GET /x HTTP/1.1\r\n",
    "\u00ff\u00fe"
  };

  @Test
  void mutatedRequestsNeverHangCrashOrGetASecondAnswer() throws Exception {
    List<String> bases = Requests.all().stream().map(Requests.Case::request).toList();
    List<String> failures = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (EchoServer server = new EchoServer(ConformanceTest.LIMITS)) {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < CASES; i++) {
        Random random = new Random(SEED + i);
        String request = mutate(bases.get(random.nextInt(bases.size())), random);
        results.add(threads.submit(() -> verdict(server.port(), request)));
      }
      for (int i = 0; i < CASES; i++) {
        String verdict = results.get(i).get();
        if (!verdict.isEmpty() && failures.size() < 5) {
          failures.add("seed " + (SEED + i) + ": " + verdict);
        }
      }
      assertThat(failures).isEmpty();
      assertThat(RawClient.exchange(server.port(), Requests.NEXT).get(0).status()).isEqualTo(200);
      // some of them are still valid requests
      assertThat(server.reached.get()).isGreaterThan(CASES / 20);
    } finally {
      threads.shutdownNow();
    }
  }

  static String mutate(String base, Random random) {
    StringBuilder request = new StringBuilder(base);
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(request.length() + 1);
      int length = Math.min(request.length() - at, 1 + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> request.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> request.insert(at, (char) random.nextInt(256));
        case 2 -> request.delete(at, at + length);
        case 3 -> request.insert(at, request.substring(at, at + length));
        case 4 -> request.replace(at, at + length, PIECES[random.nextInt(PIECES.length)]);
        default -> {
          if (at < request.length()) {
            request.setCharAt(at, (char) (request.charAt(at) ^ 1 << random.nextInt(8)));
          }
        }
      }
    }
    return request.toString();
  }

  /** Returns the error of an exchange, empty if it is correct. */
  private static String verdict(int port, String request) {
    String shown = request.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    try {
      byte[] bytes = RawClient.raw(port, request.getBytes(StandardCharsets.ISO_8859_1));
      List<RawClient.Answer> answers =
          RawClient.parse(bytes, "").stream().filter(answer -> answer.status() != 100).toList();
      RequestsSent sent = new RequestsSent(request);
      boolean refused = false;
      for (RawClient.Answer answer : answers) {
        boolean ours = answer.status() == 501 || answer.status() == 505;
        if (refused || (answer.status() >= 500 && !ours)) {
          return shown + " got " + answers.stream().map(RawClient.Answer::status).toList();
        }
        refused = answer.status() >= 400;
        if (!refused) {
          sent.next(answer);
        }
      }
      return "";
    } catch (Exception | AssertionError e) {
      return shown + " ended in " + e;
    }
  }
}
