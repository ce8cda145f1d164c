package io.kubeless.packaging.cluster;

import io.kubeless.packaging.kubeconfig.ClusterAccess;
import io.kubeless.packaging.kubeconfig.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.http.Header;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.config.SocketConfig;
import org.apache.http.impl.conn.DefaultHttpClientConnectionOperator;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/** A connection to an API server that changes from HTTP to another protocol. */
final class UpgradedConnection extends DefaultManagedHttpClientConnection {
  private static final int BUFFER = 8 * 1024;
  private static final int CONNECT_MILLIS = 5000;
  private static final int SWITCHING_PROTOCOLS = 101;

  private UpgradedConnection() {
    super("upgraded", BUFFER);
  }

  /** Connects to a server, through its proxy if it has one. */
  static UpgradedConnection open(ClusterAccess access, Login login) throws IOException {
    ServerSockets sockets = new ServerSockets(access);
    DefaultHttpClientConnectionOperator operator =
        new DefaultHttpClientConnectionOperator(
            sockets.schemes(login.certificate()), null, sockets.resolver());
    HttpHost server = host(access.server());
    HttpClientContext context = HttpClientContext.create();
    SocketConfig config = SocketConfig.custom().setSoTimeout(CONNECT_MILLIS).build();
    Optional<URI> proxy = access.proxy().filter(uri -> uri.getScheme().startsWith("http"));
    UpgradedConnection connection = new UpgradedConnection();
    try {
      operator.connect(
          connection,
          proxy.map(UpgradedConnection::host).orElse(server),
          null,
          CONNECT_MILLIS,
          config,
          context);
      if (proxy.isPresent()) {
        connection.tunnel(server, proxy.get());
        if (server.getSchemeName().equals("https")) {
          operator.upgrade(connection, server, context);
        }
      }
      return connection;
    } catch (IOException e) {
      connection.shutdown();
      throw e;
    }
  }

  private void tunnel(HttpHost server, URI proxy) throws IOException {
    String authority = server.toHostString();
    HttpRequest request = new BasicHttpRequest("CONNECT", authority);
    request.addHeader("Host", authority);
    if (proxy.getUserInfo() != null) {
      byte[] login = proxy.getUserInfo().getBytes(StandardCharsets.UTF_8);
      request.addHeader(
          "Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
    }
    int status = head(request).getStatusLine().getStatusCode();
    if (status >= 300) {
      throw new IOException("the proxy answered " + status);
    }
  }

  /**
   * Requests another protocol.
   *
   * @return the response of the server if it refuses; empty if the protocol is in effect
   */
  Optional<HttpAnswer> upgrade(HttpRequest request) throws IOException {
    HttpResponse response = head(request);
    int status = response.getStatusLine().getStatusCode();
    if (status == SWITCHING_PROTOCOLS) {
      return Optional.empty();
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (Header each : response.getAllHeaders()) {
      fields.add(Map.entry(each.getName(), each.getValue() == null ? "" : each.getValue()));
    }
    try {
      receiveResponseEntity(response);
    } catch (HttpException e) {
      throw new IOException(e);
    }
    byte[] body = EntityUtils.toByteArray(response.getEntity());
    return Optional.of(new HttpAnswer(status, fields, body));
  }

  private HttpResponse head(HttpRequest request) throws IOException {
    try {
      sendRequestHeader(request);
      flush();
      return receiveResponseHeader();
    } catch (HttpException e) {
      throw new IOException(e);
    }
  }

  /** Reads exactly so many bytes; returns null at the end of the connection. */
  byte @Nullable [] read(int length) throws IOException {
    byte[] bytes = new byte[length];
    int count = 0;
    while (count < length) {
      int more = getSessionInputBuffer().read(bytes, count, length - count);
      if (more < 0) {
        return null;
      }
      count += more;
    }
    return bytes;
  }

  /** Writes bytes at once. */
  void write(byte[] bytes) throws IOException {
    getSessionOutputBuffer().write(bytes);
    getSessionOutputBuffer().flush();
  }

  private static HttpHost host(URI uri) {
    int port = uri.getScheme().equals("https") ? 443 : 80;
    return new HttpHost(uri.getHost(), uri.getPort() < 0 ? port : uri.getPort(), uri.getScheme());
  }
}
