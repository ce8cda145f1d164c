package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Jetty and this server on the same requests. Where they differ stands in a golden file, so that
 * every difference is one that somebody looked at; all of them are requests that Jetty lets through
 * or answers with another refusal.
 */
class DifferentialTest {

  @Test
  void theServerDiffersFromJettyExactlyWhereTheListSays() throws Exception {
    String golden;
    try (var file = DifferentialTest.class.getResourceAsStream("differences-from-jetty.txt")) {
      golden = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    Set<String> known = Set.of(golden.split("\n"));
    List<String> differences = new ArrayList<>();
    JettyEcho jetty = new JettyEcho();
    try (EchoServer ours = new EchoServer(ConformanceTest.LIMITS)) {
      for (Requests.Case each : Requests.all()) {
        boolean limit = each.section().equals("6585 5") || each.expected().matches("41[34].*");
        if (limit || each.expected().contains("x".repeat(100))) {
          continue; // the two have limits of their own
        }
        String request = each.request() + Requests.NEXT;
        String here = told(ours.port(), request);
        String difference = each + ": " + here + " | Jetty: ";
        String there = "";
        // Jetty may reset a connection and swallow its own answer: the longest of its answers
        // counts
        for (int i = 0; i < 20 && !here.equals(there) && !known.contains(difference + there); i++) {
          String once = told(jetty.port(), request);
          there = once.length() > there.length() ? once : there;
        }
        if (!here.equals(there)) {
          differences.add(difference + there);
        }
      }
    } finally {
      jetty.stop();
    }
    assertThat(String.join("\n", differences) + "\n").isEqualTo(golden);
  }

  private static String told(int port, String request) throws Exception {
    return Requests.told(RawClient.exchange(port, request)).replace("100, ", "");
  }
}
