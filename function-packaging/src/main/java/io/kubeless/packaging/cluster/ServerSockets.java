package io.kubeless.packaging.cluster;

import io.kubeless.packaging.kubeconfig.ClientCertificate;
import io.kubeless.packaging.kubeconfig.ClusterAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import org.apache.http.HttpHost;
import org.apache.http.config.Registry;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.DnsResolver;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.DefaultHostnameVerifier;
import org.apache.http.conn.ssl.NoopHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.conn.SystemDefaultDnsResolver;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Opens sockets to an API server: directly or through SOCKS, with or without TLS. */
record ServerSockets(ClusterAccess access) {
  private static final int SOCKS_PORT = 1080;

  /** Returns the factories of sockets by scheme. */
  Registry<ConnectionSocketFactory> schemes(Optional<ClientCertificate> client) {
    return RegistryBuilder.<ConnectionSocketFactory>create()
        .register("http", plain())
        .register("https", tls(client))
        .build();
  }

  private ConnectionSocketFactory plain() {
    return new PlainConnectionSocketFactory() {
      @Override
      public Socket createSocket(HttpContext context) {
        return socket();
      }

      @Override
      public Socket connectSocket(
          int timeout,
          @Nullable Socket socket,
          HttpHost host,
          InetSocketAddress remote,
          @Nullable InetSocketAddress local,
          HttpContext context)
          throws IOException {
        return super.connectSocket(timeout, socket, host, target(host, remote), local, context);
      }
    };
  }

  private ConnectionSocketFactory tls(Optional<ClientCertificate> client) {
    SSLContext tls = access.trust().context(client);
    HostnameVerifier names =
        access.trust().any() ? NoopHostnameVerifier.INSTANCE : new DefaultHostnameVerifier();
    return new SSLConnectionSocketFactory(tls, names) {
      @Override
      public Socket createSocket(HttpContext context) {
        return socket();
      }

      @Override
      public Socket connectSocket(
          int timeout,
          @Nullable Socket socket,
          HttpHost host,
          InetSocketAddress remote,
          @Nullable InetSocketAddress local,
          HttpContext context)
          throws IOException {
        return super.connectSocket(timeout, socket, host, target(host, remote), local, context);
      }

      /**
       * Verifies the name in the certificate, which may differ from the host of the address, or
       * belong to a proxy.
       */
      @Override
      public Socket createLayeredSocket(Socket socket, String host, int port, HttpContext context)
          throws IOException {
        String name =
            host.equals(access.server().getHost()) ? access.trust().name().orElse(host) : host;
        return super.createLayeredSocket(socket, name, port, context);
      }
    };
  }

  /** Returns a resolver that leaves names to a SOCKS proxy. */
  DnsResolver resolver() {
    return socks().isPresent()
        ? host -> new InetAddress[] {InetAddress.getByAddress(host, new byte[4])}
        : SystemDefaultDnsResolver.INSTANCE;
  }

  private Optional<URI> socks() {
    return access.proxy().filter(uri -> uri.getScheme().equals("socks5"));
  }

  private Socket socket() {
    return socks()
        .map(
            uri ->
                new Socket(
                    new Proxy(
                        Proxy.Type.SOCKS,
                        new InetSocketAddress(
                            uri.getHost(), uri.getPort() < 0 ? SOCKS_PORT : uri.getPort()))))
        .orElseGet(Socket::new);
  }

  private InetSocketAddress target(HttpHost host, InetSocketAddress remote) {
    return socks().isPresent()
        ? InetSocketAddress.createUnresolved(host.getHostName(), remote.getPort())
        : remote;
  }
}
