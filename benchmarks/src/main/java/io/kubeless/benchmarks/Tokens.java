package io.kubeless.benchmarks;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures what authentication with ES256 tokens costs: requests per second of the server's CPU
 * time. Each request has another token, or 1000 tokens are used in turn.
 */
public final class Tokens {
  private static final int PORT = 18982;
  private static final int CALLERS = 16;
  private static final long MILLIS = 4000;
  private static final int DISTINCT = 100_000;
  private static final int USERS = 1000;

  private Tokens() {}

  public static void main(String[] arguments) throws Exception {
    String home = arguments.length > 0 ? arguments[0] : System.getProperty("java.home");
    Path java = Path.of(home, "bin", "java");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Path secrets = Files.createTempDirectory("tokens");
    Files.writeString(
        Files.createDirectories(secrets.resolve("keys")).resolve("jwks.json"),
        jwks((ECPublicKey) pair.getPublic()));
    Map<String, String> authenticated =
        Map.of(
            "KUBELESS_SECRETS_DIRECTORY", secrets.toString(),
            "KUBELESS_AUTH_TYPE", "jwt",
            "KUBELESS_AUTH_SECRET", "keys",
            "KUBELESS_AUTH_ISSUER", "https://login.acme.com",
            "KUBELESS_AUTH_AUDIENCE", "orders");
    List<byte[]> distinct = requests(pair, DISTINCT);
    Map<String, List<Double>> figures = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (String work : new String[] {"/", Work.COMPUTE}) {
        List<byte[]> plain = List.of(Load.request(work, ""));
        List<byte[]> signed = work.equals("/") ? distinct : moved(distinct, work);
        add(figures, work + " without authentication", measure(java, Map.of(), plain));
        add(figures, work + " with distinct tokens", measure(java, authenticated, signed));
        add(
            figures,
            work + " with " + USERS + " tokens in turn",
            measure(java, authenticated, signed.subList(0, USERS)));
      }
      System.out.println("round " + (round + 1) + " of " + rounds);
    }
    report(figures, rounds);
  }

  private static void add(Map<String, List<Double>> figures, String name, double value) {
    figures.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  private static double measure(Path java, Map<String, String> environment, List<byte[]> requests)
      throws Exception {
    Process process = BareRuntime.start(java, PORT, environment);
    try {
      while (Load.run(PORT, requests.subList(0, 1), 1, 50).perSecond() == 0) {
        if (!process.isAlive()) {
          throw new IOException("the server has ended");
        }
        Thread.sleep(20);
      }
      Load.run(PORT, requests, CALLERS, MILLIS); // warm-up
      double cpu = Usage.cpuSeconds(process);
      Load.Result result = Load.run(PORT, requests, CALLERS, MILLIS);
      if (result.failed() > 0) {
        throw new IOException(result.failed() + " callers got a wrong response");
      }
      return result.perSecond() * MILLIS / 1000 / (Usage.cpuSeconds(process) - cpu);
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private static List<byte[]> requests(KeyPair pair, int count) throws Exception {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String header = encoder.encodeToString("{\"alg\":\"ES256\",\"kid\":\"k\"}".getBytes(StandardCharsets.US_ASCII));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    List<byte[]> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String claims =
          "{\"iss\":\"https://login.acme.com\",\"aud\":\"orders\",\"exp\":4102444800,\"sub\":\"user-"
              + i
              + "\"}";
      String signed = header + '.' + encoder.encodeToString(claims.getBytes(StandardCharsets.US_ASCII));
      signature.initSign(pair.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      String token = signed + '.' + encoder.encodeToString(signature.sign());
      requests.add(Load.request("/", "Authorization: Bearer " + token + "\r\n"));
    }
    return requests;
  }

  private static List<byte[]> moved(List<byte[]> requests, String path) {
    return requests.stream()
        .map(
            request ->
                new String(request, StandardCharsets.US_ASCII)
                    .replaceFirst("POST / ", "POST " + path + " ")
                    .getBytes(StandardCharsets.US_ASCII))
        .toList();
  }

  private static String jwks(ECPublicKey key) {
    return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"kid\":\"k\",\"x\":\""
        + coordinate(key.getW().getAffineX())
        + "\",\"y\":\""
        + coordinate(key.getW().getAffineY())
        + "\"}]}";
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] exact = new byte[32];
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, exact, 32 - length, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
  }

  private static void report(Map<String, List<Double>> figures, int rounds) {
    System.out.println("\nrequests per second of CPU time, medians of " + rounds + " rounds\n");
    double reference = 0;
    for (Map.Entry<String, List<Double>> figure : figures.entrySet()) {
      double[] sorted = figure.getValue().stream().mapToDouble(Double::doubleValue).sorted().toArray();
      double median = sorted[sorted.length / 2];
      reference = figure.getKey().endsWith("without authentication") ? median : reference;
      System.out.printf(
          Locale.ROOT, "| %s | %.0f | %.2f |%n", figure.getKey(), median, median / reference);
    }
  }
}
