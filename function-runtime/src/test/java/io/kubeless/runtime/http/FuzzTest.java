package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests of which most are nearly valid. The server must answer each as {@link ReferenceParser}
 * finds, however its bytes are divided.
 */
class FuzzTest {
  private static final Limits LIMITS = ConformanceTest.LIMITS.withBodyBytes(20_000);
  private static final String SEEN = EchoServer.SEEN;

  private final ExecutorService threads = Executors.newCachedThreadPool(FuzzTest::daemon);
  private final MemoryBudget memory = new MemoryBudget(64 << 20);
  private final LongAdder read = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private HttpServer server;

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "fuzzed");
    thread.setDaemon(true);
    return thread;
  }

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            "fuzzed",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) ->
                reply.send(HttpResponse.text(200, text(request)).with(SEEN, request.method())),
            LIMITS,
            memory,
            threads);
  }

  @AfterEach
  void stop() {
    server.close();
    threads.shutdownNow();
  }

  private static String text(HttpRequest request) {
    return ReferenceParser.text(
        request.method(),
        request.path() + (request.query().isEmpty() ? "" : "?" + request.query()),
        request.headers(),
        new String(request.body(), StandardCharsets.ISO_8859_1));
  }

  private static String difference(List<String> expected, List<String> answers) {
    return expected.equals(answers) ? "" : "got " + answers + " instead of " + expected;
  }

  /** Bytes that arrive part by part. */
  private static final class Parts implements ReadableByteChannel {
    private final Iterator<String> parts;
    private ByteBuffer part = ByteBuffer.allocate(0);

    Parts(List<String> parts) {
      this.parts = parts.iterator();
    }

    @Override
    public int read(ByteBuffer into) {
      if (!part.hasRemaining()) {
        if (!parts.hasNext()) {
          return -1;
        }
        part = ByteBuffer.wrap(parts.next().getBytes(StandardCharsets.ISO_8859_1));
      }
      int count = Math.min(part.remaining(), into.remaining());
      into.put(part.slice().limit(count));
      part.position(part.position() + count);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  /** Reads the requests of connections like {@link HttpConnection}, without their sockets. */
  private final class Parsing implements Fuzz.Check {
    private final byte[] buffer = new byte[16 * 1024];
    private final HttpConnection connection;

    /** Creates a connection that reads nothing, for "100 Continue". */
    Parsing() throws IOException {
      try (ServerSocketChannel listener = ServerSocketChannel.open()) {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        SocketChannel discarding = listener.accept();
        threads.execute(() -> discard(discarding));
        client.configureBlocking(false);
        connection = new HttpConnection(server, new EventLoop("unused"), client);
      }
    }

    private static void discard(SocketChannel channel) {
      ByteBuffer step = ByteBuffer.allocate(1024);
      try (channel) {
        while (channel.read(step.clear()) >= 0) {
          // The content does not matter.
        }
      } catch (IOException e) {
        // The test has ended.
      }
    }

    @Override
    public String apply(long number, String bytes) throws IOException {
      List<String> expected = ReferenceParser.answers(bytes, LIMITS);
      List<String> answers = new ArrayList<>();
      Wire wire = new Wire(new Parts(FuzzCases.parts(bytes, number)), new Readiness(null));
      try {
        while (answers.size() <= expected.size() && more(wire)) {
          answers.add(text(read(wire)));
          read.increment();
          if (answers.equals(expected)) {
            break; // whether the connection remains usable is examined through sockets
          }
        }
      } catch (RefusedRequest e) {
        answers.add("" + e.status());
        refused.increment();
      } catch (EOFException e) {
        // An incomplete request has no answer.
      }
      return difference(expected, answers);
    }

    private boolean more(Wire wire) throws IOException {
      if (wire.buffered()) {
        return true;
      }
      wire.release();
      return wire.receive(buffer) >= 0;
    }

    private HttpRequest read(Wire wire) throws IOException {
      try (Exchange exchange = new Exchange(server, connection, wire)) {
        return exchange.read();
      } catch (Incomplete e) {
        wire.detach();
      }
      try (Exchange exchange = new Exchange(server, connection, wire)) {
        return exchange.read();
      }
    }
  }

  @Test
  void everyRequestIsReadOrRefusedAsTheReferenceRequires() throws Exception {
    assertThat(Fuzz.run("parser", Fuzz.CASES, Parsing::new)).isEmpty();
    // many of them are still valid requests, and many are not
    assertThat(read.sum()).isGreaterThan(Fuzz.CASES / 4);
    assertThat(refused.sum()).isGreaterThan(Fuzz.CASES / 4);
    System.out.println(read.sum() + " requests were read, " + refused.sum() + " refused");
    assertThat(memory.used()).isZero();
  }

  @Test
  void everyConnectionGetsItsAnswersAndLeavesNothing() throws Exception {
    Fuzz.exchange(server.port(), 0, Requests.NEXT);
    int files = Fuzz.files();
    assertThat(Fuzz.run("server", Fuzz.CASES / 20, () -> this::overSocket)).isEmpty();
    assertThat(server.awaitExchanges(Duration.ofSeconds(30))).isTrue();
    for (int i = 0; i < 300 && (server.connections() > 0 || Fuzz.files() > files); i++) {
      Thread.sleep(100);
    }
    assertThat(server.connections()).isZero();
    assertThat(Fuzz.files()).isLessThanOrEqualTo(files);
    assertThat(memory.used()).isZero();
  }

  private String overSocket(long number, String bytes) throws IOException {
    if (number % 50 == 0) {
      Fuzz.abort(server.port(), bytes);
      return "";
    }
    List<String> answers =
        Fuzz.exchange(server.port(), number, bytes).stream().map(FuzzTest::text).toList();
    List<String> expected =
        ReferenceParser.answers(bytes, LIMITS).stream().map(FuzzTest::withoutBodyOfHead).toList();
    return difference(expected, answers);
  }

  private static String text(RawClient.Answer answer) {
    if (answer.status() != 200) {
      return "" + answer.status();
    }
    byte[] body = answer.body().getBytes(StandardCharsets.ISO_8859_1);
    return answer.header(SEEN).equals("HEAD") ? "HEAD" : new String(body, StandardCharsets.UTF_8);
  }

  private static String withoutBodyOfHead(String answer) {
    return answer.startsWith("HEAD ") ? "HEAD" : answer;
  }
}
