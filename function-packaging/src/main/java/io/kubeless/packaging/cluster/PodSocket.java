package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.kubeconfig.ClusterAccess;
import io.kubeless.packaging.kubeconfig.Login;
import io.kubeless.packaging.manifest.ApiResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose peer is a port of a pod. The API server forwards its bytes unchanged, as those of
 * {@code kubectl port-forward}. In each message, the first byte is the number of a channel; the
 * first message of a channel contains the port.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubelet/blob/master/pkg/cri/streaming/portforward/websocket.go">
 *     The protocol of the kubelet</a>
 */
final class PodSocket extends Socket {
  private static final String PROTOCOL = "v4.channel.k8s.io";
  private static final byte DATA = 0;
  private static final int NONCE_BYTES = 16;
  private static final int LONGEST_MESSAGE = 32 * 1024;

  private final UpgradedConnection connection;
  private final WebSocket socket;
  private final boolean[] opened = new boolean[2];
  private byte[] received = new byte[0];
  private int position;

  private PodSocket(UpgradedConnection connection) {
    this.connection = connection;
    this.socket = new WebSocket(connection);
  }

  /**
   * Connects to a port of a pod.
   *
   * @throws ApiFailure if the API server refuses
   */
  static PodSocket connect(ClusterAccess access, String pod, int port)
      throws IOException, ApiFailure {
    Login login = access.login().get();
    String path = ApiResource.POD.path(access.namespace(), pod) + "/portforward?ports=" + port;
    byte[] nonce = new byte[NONCE_BYTES];
    ThreadLocalRandom.current().nextBytes(nonce);
    HttpRequest request = new BasicHttpRequest("GET", access.server().getRawPath() + path);
    request.addHeader("Host", access.server().getRawAuthority());
    access.impersonation().forEach(each -> request.addHeader(each.getKey(), each.getValue()));
    login.authorization().ifPresent(value -> request.addHeader("Authorization", value));
    request.addHeader("Connection", "Upgrade");
    request.addHeader("Upgrade", "websocket");
    request.addHeader("Sec-WebSocket-Version", "13");
    request.addHeader("Sec-WebSocket-Key", Base64.getEncoder().encodeToString(nonce));
    request.addHeader("Sec-WebSocket-Protocol", PROTOCOL);
    UpgradedConnection connection = UpgradedConnection.open(access, login);
    Optional<HttpAnswer> refusal = connection.upgrade(request);
    if (refusal.isPresent()) {
      connection.shutdown();
      JsonNode content = ApiJson.read(refusal.get().text());
      throw new ApiFailure(refusal.get(), content, "GET", path.split("\\?", 2)[0]);
    }
    return new PodSocket(connection);
  }

  /** Returns a factory that returns this socket, whatever the address. */
  ConnectionSocketFactory factory() {
    return new ConnectionSocketFactory() {
      @Override
      public Socket createSocket(HttpContext context) {
        return new Socket();
      }

      @Override
      public Socket connectSocket(
          int timeout,
          @Nullable Socket unconnected,
          HttpHost host,
          InetSocketAddress remote,
          @Nullable InetSocketAddress local,
          HttpContext context) {
        return PodSocket.this;
      }
    };
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return receive(bytes, offset, length);
      }
    };
  }

  private int receive(byte[] bytes, int offset, int length) throws IOException {
    while (position == received.length) {
      byte[] message = socket.receive();
      if (message == null) {
        return -1;
      }
      received = content(message);
      position = 0;
    }
    int count = Math.min(length, received.length - position);
    System.arraycopy(received, position, bytes, offset, count);
    position += count;
    return count;
  }

  /** Returns the data in a message; empty if it is the first one of its channel. */
  private byte[] content(byte[] message) throws IOException {
    if (message.length == 0 || message[0] >= opened.length || message[0] < 0) {
      return new byte[0];
    }
    if (!opened[message[0]]) {
      opened[message[0]] = true;
      return new byte[0];
    }
    byte[] content = Arrays.copyOfRange(message, 1, message.length);
    if (message[0] != DATA && content.length > 0) {
      throw new IOException(new String(content, StandardCharsets.UTF_8).strip());
    }
    return content;
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += LONGEST_MESSAGE) {
          int size = Math.min(LONGEST_MESSAGE, length - at);
          byte[] message = new byte[size + 1];
          message[0] = DATA;
          System.arraycopy(bytes, offset + at, message, 1, size);
          socket.send(message);
        }
      }
    };
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    connection.setSocketTimeout(millis);
  }

  @Override
  public synchronized int getSoTimeout() {
    return connection.getSocketTimeout();
  }

  @Override
  public synchronized void close() throws IOException {
    connection.shutdown();
  }
}
