package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares this server with Jetty. A golden file contains the differences, so that each of them was
 * reviewed. All of them are requests that Jetty accepts or refuses in another way.
 */
class DifferentialTest {

  @Test
  void theServerDiffersFromJettyExactlyAsListed() throws Exception {
    String golden;
    try (var file = DifferentialTest.class.getResourceAsStream("differences-from-jetty.txt")) {
      golden = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> differences = new ArrayList<>();
    JettyEcho jetty = new JettyEcho();
    try (EchoServer ours = new EchoServer(ConformanceTest.LIMITS)) {
      for (Requests.Case each : Requests.all()) {
        boolean limit = each.section().equals("6585 5") || each.expected().matches("41[34].*");
        if (limit || each.expected().contains("x".repeat(100))) {
          continue; // the limits of the two servers differ
        }
        String request = each.request() + Requests.NEXT;
        String here = text(ours.port(), request);
        String there = responsesOfJetty(jetty.port(), request);
        if (!here.equals(there)) {
          differences.add(each + ": " + here + " | Jetty: " + there);
        }
      }
    } finally {
      jetty.stop();
    }
    assertThat(String.join("\n", differences) + "\n").isEqualTo(golden);
  }

  /**
   * Returns the responses of Jetty. Jetty may close a connection before it has sent its last
   * response, so exchanges with the same request may differ in length, but must not contradict each
   * other.
   */
  private static String responsesOfJetty(int port, String request) throws Exception {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(text(port, request));
    }
    String longest = Collections.max(all, Comparator.comparingInt(String::length));
    for (String each : all) {
      String answers = each.replaceFirst("(, )?close$", "");
      assertThat(longest).as("two answers of Jetty to " + request).startsWith(answers);
    }
    return longest;
  }

  private static String text(int port, String request) throws Exception {
    return Requests.text(RawClient.exchange(port, request)).replace("100, ", "");
  }
}
