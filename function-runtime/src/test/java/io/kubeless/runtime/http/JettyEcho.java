package io.kubeless.runtime.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** The application of {@link EchoServer} on Jetty, with its default settings. */
final class JettyEcho {
  private final Server server = new Server();
  private final ServerConnector connector;

  JettyEcho() throws Exception {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Echo());
    server.start();
  }

  int port() {
    return connector.getLocalPort();
  }

  void stop() throws Exception {
    server.stop();
  }

  private static final class Echo extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      ByteBuffer body = Content.Source.asByteBuffer(request);
      String path = request.getHttpURI().getPath();
      String query = request.getHttpURI().getQuery();
      String text =
          request.getMethod()
              + " "
              + path
              + (query == null || query.isEmpty() ? "" : "?" + query)
              + " ["
              + StandardCharsets.ISO_8859_1.decode(body)
              + "]";
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      response.setStatus(200);
      response.getHeaders().put("Content-Length", bytes.length);
      response.write(true, ByteBuffer.wrap(bytes), callback);
      return true;
    }
  }
}
