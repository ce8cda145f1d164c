package io.kubeless.packaging.cluster;

import io.kubeless.packaging.kubeconfig.ClientCertificate;
import io.kubeless.packaging.kubeconfig.ClusterAccess;
import io.kubeless.packaging.kubeconfig.Login;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.http.Header;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpEntity;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.StatusLine;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.AuthCache;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.config.Registry;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.auth.BasicScheme;
import org.apache.http.impl.client.BasicAuthCache;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to an API server over HTTP/1.1, each exactly once. It repeats no request and
 * follows no redirection. Responses with any status are returned.
 */
final class HttpTransport implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5000;
  private static final int IDLE_MILLIS = 1;
  private static final int MOST_CONNECTIONS = 200;
  private static final String REFUSED_TUNNEL = "refused-tunnel";

  private final ClusterAccess access;
  private final Function<Optional<ClientCertificate>, Registry<ConnectionSocketFactory>> sockets;
  private @Nullable CloseableHttpClient client;
  private Optional<ClientCertificate> presented = Optional.empty();

  HttpTransport(ClusterAccess access) {
    this(access, new ServerSockets(access)::schemes);
  }

  /** Sends requests through one socket, whatever the address of the server. */
  HttpTransport(ClusterAccess access, PodSocket socket) {
    this(
        access,
        certificate ->
            RegistryBuilder.<ConnectionSocketFactory>create()
                .register("http", socket.factory())
                .build());
  }

  private HttpTransport(
      ClusterAccess access,
      Function<Optional<ClientCertificate>, Registry<ConnectionSocketFactory>> sockets) {
    this.access = access;
    this.sockets = sockets;
  }

  /**
   * Sends a request.
   *
   * @param path begins with a slash, and is sent unchanged
   * @param body the body; null if there is none
   * @param patience maximum time without data from the server
   * @throws IOException if there is no response; the request may have been processed
   */
  HttpAnswer send(
      String method,
      String path,
      Map<String, String> headers,
      byte @Nullable [] body,
      Duration patience)
      throws IOException {
    return exchange(
        method,
        path,
        headers,
        body,
        patience,
        response ->
            response.getEntity() == null
                ? new byte[0]
                : EntityUtils.toByteArray(response.getEntity()));
  }

  /** Receives a body while it arrives. */
  interface Receiver {
    void receive(InputStream body) throws IOException;
  }

  /**
   * Sends a GET request whose response may be endless.
   *
   * @param patience maximum time without data from the server; zero for any time
   * @param receiver receives the body of a success
   * @return the response; its body is empty for a success
   * @throws IOException if there is no response, or the connection is lost
   */
  HttpAnswer stream(String path, Map<String, String> headers, Duration patience, Receiver receiver)
      throws IOException {
    return exchange(
        "GET",
        path,
        headers,
        null,
        patience,
        response -> {
          HttpEntity entity = response.getEntity();
          if (entity == null || response.getStatusLine().getStatusCode() >= 300) {
            return entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
          }
          receiver.receive(entity.getContent());
          return new byte[0];
        });
  }

  /** Reads the body of a response. */
  private interface BodyReader {
    byte[] read(HttpResponse response) throws IOException;
  }

  private HttpAnswer exchange(
      String method,
      String path,
      Map<String, String> headers,
      byte @Nullable [] body,
      Duration patience,
      BodyReader reader)
      throws IOException {
    Login login = access.login().get();
    RequestBuilder request =
        RequestBuilder.create(method)
            .setUri(URI.create(access.server() + path))
            .setConfig(config(patience));
    headers.forEach(request::setHeader);
    access.impersonation().forEach(each -> request.addHeader(each.getKey(), each.getValue()));
    login.authorization().ifPresent(value -> request.setHeader("Authorization", value));
    if (body != null) {
      request.setEntity(new ByteArrayEntity(body));
    }
    HttpClientContext context = HttpClientContext.create();
    access.proxy().filter(HttpTransport::isHttp).ifPresent(uri -> login(context, uri));
    try (CloseableHttpResponse response = client(login).execute(request.build(), context)) {
      if (context.getAttribute(REFUSED_TUNNEL) instanceof StatusLine refusal) {
        throw new IOException("the proxy answered " + refusal.getStatusCode());
      }
      List<Map.Entry<String, String>> fields = new ArrayList<>();
      for (Header each : response.getAllHeaders()) {
        fields.add(Map.entry(each.getName(), each.getValue() == null ? "" : each.getValue()));
      }
      return new HttpAnswer(
          response.getStatusLine().getStatusCode(), fields, reader.read(response));
    }
  }

  private RequestConfig config(Duration patience) {
    RequestConfig.Builder config =
        RequestConfig.custom()
            .setConnectTimeout(CONNECT_MILLIS)
            .setSocketTimeout((int) Math.min(patience.toMillis(), Integer.MAX_VALUE))
            .setNormalizeUri(false);
    access.proxy().filter(HttpTransport::isHttp).ifPresent(uri -> config.setProxy(host(uri)));
    return config.build();
  }

  /**
   * Returns the client for a login. A login command may renew the certificate, which requires new
   * connections.
   */
  private synchronized CloseableHttpClient client(Login login) throws IOException {
    CloseableHttpClient current = client;
    if (current == null || !presented.equals(login.certificate())) {
      close();
      presented = login.certificate();
      current = build();
      client = current;
    }
    return current;
  }

  private CloseableHttpClient build() {
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            sockets.apply(presented), new ServerSockets(access).resolver());
    // otherwise a closed connection fails a request
    connections.setValidateAfterInactivity(IDLE_MILLIS);
    connections.setDefaultMaxPerRoute(MOST_CONNECTIONS); // each log that is followed needs one
    connections.setMaxTotal(MOST_CONNECTIONS);
    return HttpClientBuilder.create()
        .setConnectionManager(connections)
        .setRequestExecutor(new Tunnels())
        .setUserAgent("kubeless-maven-plugin")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableContentCompression()
        .build();
  }

  /** Records the refusal of a proxy, which the client would return as a response of the server. */
  private static final class Tunnels extends HttpRequestExecutor {
    @Override
    public HttpResponse execute(
        HttpRequest request, HttpClientConnection connection, HttpContext context)
        throws IOException, HttpException {
      HttpResponse response = super.execute(request, connection, context);
      boolean refused =
          request.getRequestLine().getMethod().equals("CONNECT")
              && response.getStatusLine().getStatusCode() >= 300;
      context.setAttribute(REFUSED_TUNNEL, refused ? response.getStatusLine() : null);
      return response;
    }
  }

  /** Sends the login of a proxy with the first request, as kubectl does. */
  private static void login(HttpClientContext context, URI proxy) {
    if (proxy.getUserInfo() == null) {
      return;
    }
    String[] parts = proxy.getUserInfo().split(":", 2);
    CredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(
        new AuthScope(host(proxy)),
        new UsernamePasswordCredentials(parts[0], parts.length > 1 ? parts[1] : ""));
    context.setCredentialsProvider(credentials);
    AuthCache schemes = new BasicAuthCache();
    schemes.put(host(proxy), new ProxyLogin());
    context.setAuthCache(schemes);
  }

  /** Basic authentication without a challenge. */
  private static final class ProxyLogin extends BasicScheme {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isProxy() {
      return true;
    }
  }

  private static boolean isHttp(URI proxy) {
    return proxy.getScheme().startsWith("http");
  }

  private static HttpHost host(URI proxy) {
    int port = proxy.getScheme().equals("https") ? 443 : 80;
    return new HttpHost(
        proxy.getHost(), proxy.getPort() < 0 ? port : proxy.getPort(), proxy.getScheme());
  }

  @Override
  public synchronized void close() throws IOException {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
