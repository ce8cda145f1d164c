package io.kubeless.packaging.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubeless.packaging.kubeconfig.ClusterAccess;
import io.kubeless.packaging.kubeconfig.Login;
import io.kubeless.packaging.kubeconfig.ServerTrust;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to pods, with a server that forwards like an API server. */
class PodSocketTest {
  private static final int LENGTH = 100_000;
  private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

  /** What the server does with a connection after the head of the request. */
  private interface Peer {
    void serve(DataInputStream in, OutputStream out) throws IOException;
  }

  private final List<String> heads = new CopyOnWriteArrayList<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve(Peer peer) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                String head = head(in);
                if (head.startsWith("CONNECT")) {
                  write(socket.getOutputStream(), "HTTP/1.1 200 OK\r\n\r\n");
                  head += head(in);
                }
                heads.add(head);
                peer.serve(in, socket.getOutputStream());
              } catch (IOException e) {
                heads.add(e.toString());
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static String head(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Writes a frame whose length has two bytes. */
  private static void frame(OutputStream out, int head, byte[] payload) throws IOException {
    out.write(new byte[] {(byte) head, 126, (byte) (payload.length >> 8), (byte) payload.length});
    out.write(payload);
    out.flush();
  }

  /** Returns the payload of the next frame of the client, after its opcode. */
  private static byte[] frame(DataInputStream in) throws IOException {
    int opcode = in.readUnsignedByte() & 0x0f;
    int length = in.readUnsignedByte();
    assertThat(length).as("a frame of a client is masked").isGreaterThanOrEqualTo(128);
    length &= 127;
    length = length == 126 ? in.readUnsignedShort() : length;
    byte[] mask = in.readNBytes(4);
    byte[] bytes = in.readNBytes(length);
    byte[] payload = new byte[length + 1];
    payload[0] = (byte) opcode;
    for (int i = 0; i < length; i++) {
      payload[i + 1] = (byte) (bytes[i] ^ mask[i % 4]);
    }
    return payload;
  }

  private PodSocket connect(String address, Optional<URI> proxy) throws Exception {
    return PodSocket.connect(
        new ClusterAccess(
            "test",
            URI.create(address),
            "team",
            "bob",
            proxy,
            new ServerTrust(List.of(), Optional.empty(), false),
            () -> new Login(Optional.of("Bearer secret"), Optional.empty()),
            List.of(Map.entry("Impersonate-User", "alice"))),
        "hello-1",
        8080);
  }

  private PodSocket connect() throws Exception {
    return connect(address(), Optional.empty());
  }

  private String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private static byte[] message(int channel, byte[] content) {
    byte[] message = new byte[content.length + 1];
    message[0] = (byte) channel;
    System.arraycopy(content, 0, message, 1, content.length);
    return message;
  }

  @Test
  void theLoginIsThatOfTheKubeconfig() throws Exception {
    serve((in, out) -> write(out, SWITCHED));
    try (PodSocket socket = connect(address() + "/k8s/c-1", Optional.empty())) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(heads.get(0))
        .startsWith("GET /k8s/c-1/api/v1/namespaces/team/pods/hello-1/portforward?ports=8080 HTTP")
        .contains("Authorization: Bearer secret\r\n", "Impersonate-User: alice\r\n")
        .contains("Sec-WebSocket-Protocol: v4.channel.k8s.io\r\n");
  }

  @Test
  void bytesReachThePodAndComeBackUnchanged() throws Exception {
    serve(
        (in, out) -> {
          write(out, SWITCHED); // and what follows, in the same packet
          frame(out, 0x82, new byte[] {0, (byte) 0x90, 0x1f});
          frame(out, 0x82, new byte[] {1, (byte) 0x90, 0x1f});
          ByteArrayOutputStream received = new ByteArrayOutputStream();
          while (received.size() < LENGTH) {
            byte[] message = frame(in);
            assertThat(Arrays.copyOf(message, 2)).as("binary, data").containsExactly(2, 0);
            received.write(message, 2, message.length - 2);
          }
          frame(out, 0x89, new byte[] {7}); // a ping
          byte[] half = Arrays.copyOf(received.toByteArray(), LENGTH / 2);
          frame(out, 0x02, message(0, half)); // a message in two frames
          frame(out, 0x80, Arrays.copyOfRange(received.toByteArray(), LENGTH / 2, LENGTH));
          assertThat(frame(in)).as("a pong").containsExactly(10, 7);
          heads.add("pong");
        });
    byte[] sent = new byte[LENGTH];
    new Random(1).nextBytes(sent);
    try (PodSocket socket = connect()) {
      socket.getOutputStream().write(sent);
      assertThat(socket.getInputStream().readNBytes(LENGTH)).isEqualTo(sent);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(heads).hasSize(2);
    }
  }

  @Test
  void aReasonThatThePodCannotBeReachedIsReported() throws Exception {
    serve(
        (in, out) -> {
          write(out, SWITCHED);
          frame(out, 0x82, new byte[] {1, (byte) 0x90, 0x1f});
          frame(out, 0x82, message(1, "connection refused\n".getBytes(StandardCharsets.US_ASCII)));
        });
    try (PodSocket socket = connect()) {
      assertThatThrownBy(() -> socket.getInputStream().read()).hasMessage("connection refused");
    }
  }

  @Test
  void aRefusalOfTheServerIsReported() {
    String status = "{\"message\":\"bob cannot create resource pods/portforward\"}";
    serve(
        (in, out) ->
            write(
                out,
                "HTTP/1.1 403 Forbidden\r\nContent-Length: "
                    + status.length()
                    + "\r\n\r\n"
                    + status));
    ApiFailure failure = catchThrowableOfType(ApiFailure.class, this::connect);
    assertThat(failure.status()).isEqualTo(403);
    assertThat(failure).hasMessage("bob cannot create resource pods/portforward");
  }

  @Test
  void aProxyForwardsTheConnection() throws Exception {
    serve((in, out) -> write(out, SWITCHED));
    URI proxy = URI.create("http://bob:p%40ss@127.0.0.1:" + server.getLocalPort());
    connect("http://api.test:6443", Optional.of(proxy)).close();
    assertThat(heads.get(0))
        .startsWith("CONNECT api.test:6443 HTTP/1.1\r\nHost: api.test:6443\r\n")
        .contains("Proxy-Authorization: Basic Ym9iOnBAc3M=\r\n")
        .contains("\r\n\r\nGET /api/v1/namespaces/team/pods/hello-1/portforward?ports=8080 ");
  }
}
