package io.kubeless.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Connections to a function, each of which was used once, and remains open. */
final class IdleConnections implements AutoCloseable {
  private static final int PER_ADDRESS = 5000; // of the ports that a client may use
  private static final byte[] REQUEST = Load.request("/", "");
  private static final int CALLS = 200;

  private final List<SocketChannel> open = new ArrayList<>();

  /** Opens connections until there are that many. */
  void grow(int number) throws IOException {
    ByteBuffer response = ByteBuffer.allocate(4096);
    while (open.size() < number) {
      SocketChannel channel = SocketChannel.open();
      open.add(channel);
      channel.bind(new InetSocketAddress("127.0.1." + (1 + open.size() / PER_ADDRESS), 0));
      channel.connect(new InetSocketAddress("127.0.0.1", FunctionServer.PORT));
      channel.write(ByteBuffer.wrap(REQUEST));
      response.clear();
      while (!text(response).endsWith("}")) {
        if (channel.read(response) < 0) {
          throw new IOException("connection " + open.size() + ": " + text(response));
        }
      }
    }
  }

  private static String text(ByteBuffer buffer) {
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }

  /** Returns how many connections the server has closed. */
  int closed() throws IOException {
    int closed = 0;
    for (SocketChannel channel : open) {
      channel.configureBlocking(false);
      try {
        closed += channel.read(ByteBuffer.allocate(1)) < 0 ? 1 : 0;
      } catch (IOException reset) {
        closed++;
      }
    }
    return closed;
  }

  /** Measures the latency of calls and of {@code /livez}, in milliseconds, by measure. */
  static Map<String, Double> latencies() throws IOException {
    Map<String, Double> latencies = new TreeMap<>();
    double[] calls = new double[CALLS];
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      for (int i = 0; i < CALLS; i++) {
        calls[i] = millis(connection, REQUEST);
      }
    }
    double[] probes = new double[CALLS];
    for (int i = 0; i < CALLS; i++) { // like a kubelet: with a connection for each
      try (RawConnection connection = new RawConnection(FunctionServer.MANAGEMENT)) {
        probes[i] = millis(connection, RawConnection.request("GET", "/livez", new byte[0]));
      }
    }
    put(latencies, "call", calls);
    put(latencies, "/livez", probes);
    return latencies;
  }

  private static double millis(RawConnection connection, byte[] request) throws IOException {
    long start = System.nanoTime();
    connection.send(request);
    int status = connection.read().status();
    if (status != 200) {
      throw new IOException("status " + status);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static void put(Map<String, Double> latencies, String name, double[] millis) {
    Arrays.sort(millis);
    latencies.put(name + " median", millis[CALLS / 2]);
    latencies.put(name + " p99", millis[CALLS * 99 / 100]);
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
  }
}
